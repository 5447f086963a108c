//! The network: requests become answers over HTTP, within limits of time and size.

use std::time::Duration;

use crate::diag::codes;
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
            let address = crate::diag::shortened(&self.address);
            Fault::new(
                codes::TIME_STAMP_FAILED,
                format!("tidsstämpeln gick inte att få från {address}: {error}"),
                format!("there is no getting a time stamp from {address}: {error}"),
            )
            .hint(
                "kontrollera adressen och nätet, eller ange en annan tjänst med --tsa; inget är undertecknat",
                "check the address and the network, or name another service by --tsa; nothing has been signed",
            )
        })
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
