//! The network: requests become answers over HTTP, within limits of time and size.

use std::time::Duration;

use crate::diag::{Message, codes};
use crate::sign::{Fault, Network, TimeStamper};

/// Longest wait for an answer.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Largest answer, in bytes.
const LARGEST_ANSWER: u64 = 16 << 20;

/// A time-stamp authority at an address.
pub struct Authority {
    address: String,
}

impl Authority {
    /// The authority at an address; nothing is sent yet.
    pub fn new(address: &str) -> Self {
        Self { address: address.to_owned() }
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().timeout_global(Some(LONGEST_WAIT)).build().into()
}

fn body(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Vec<u8>, ureq::Error> {
    response?.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec()
}

impl TimeStamper for Authority {
    fn stamp(&self, request: &[u8]) -> Result<Vec<u8>, Fault> {
        let response = agent()
            .post(&self.address)
            .header("Content-Type", "application/timestamp-query")
            .header("Accept", "application/timestamp-reply")
            .send(request);
        body(response).map_err(|error| {
            let (address, why) = (crate::diag::shortened(&self.address), why(&error));
            Fault::new(
                codes::TIME_STAMP_FAILED,
                format!("tidsstämpeln gick inte att få från {address}: {}", why.sv),
                format!("there is no getting a time stamp from {address}: {}", why.en),
            )
            .hint(
                "kontrollera adressen och nätet, eller ange en annan tjänst med --tsa; inget är undertecknat",
                "check the address and the network, or name another service by --tsa; nothing has been signed",
            )
        })
    }
}

/// Why there is no answer, as a clause.
fn why(error: &ureq::Error) -> Message {
    use std::io::ErrorKind;
    let wait = LONGEST_WAIT.as_secs();
    match error {
        ureq::Error::StatusCode(status) => {
            Message::new(format!("tjänsten svarar med felet {status}"), format!("the service answers with the error {status}"))
        }
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => Message::new(
            "det är ingen webbadress; den ska börja med http:// eller https://",
            "this is no web address; it should begin with http:// or https://",
        ),
        ureq::Error::HostNotFound => Message::new("ingen dator heter så på nätet", "no computer is called so on the network"),
        ureq::Error::Timeout(_) => {
            Message::new(format!("inget svar kom inom {wait} sekunder"), format!("no answer came within {wait} seconds"))
        }
        ureq::Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused => {
            Message::new("ingen tjänst tar emot anslutningar där", "no service takes connections there")
        }
        ureq::Error::Io(error) if error.kind() == ErrorKind::TimedOut => Message::new("inget svar kom i tid", "no answer came in time"),
        ureq::Error::RedirectFailed => Message::new("tjänsten hänvisar till en annan adress", "the service points to another address"),
        other => {
            Message::new("förbindelsen bröts eller gick inte att upprätta", format!("the connection broke or could not be made ({other})"))
        }
    }
}

/// What certificates point to.
pub struct Wires;

impl Network for Wires {
    fn list(&self, address: &str) -> Option<Vec<u8>> {
        body(agent().get(address).call()).ok()
    }

    fn answer(&self, address: &str, request: &[u8]) -> Option<Vec<u8>> {
        body(agent().post(address).header("Content-Type", "application/ocsp-request").send(request)).ok()
    }
}
