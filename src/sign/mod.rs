//! Signing turns a PDF into one that its principals have signed, and a signed PDF into who signed exactly what, and when.
//!
//! ```text
//! PDF ──fields──▶ PDF with a field for each line ──session──▶ signed PDF ──verify──▶ Report
//! ```
//!
//! Every step appends ([`append`](self) never touches a byte that is there), and all fields are made before the first
//! signature, so that each signature changes its own field and nothing else. The form is PAdES (ETSI EN 319 142-1); what
//! of it is enforced, and what is the user's duty, stands in `src/sign/PADES.md`. Keys stay behind [`Signer`], the network
//! behind [`TimeStamper`]; there is no clock in here.

mod algorithm;
mod append;
mod asn1;
mod certificate;
mod chain;
mod change;
mod cms;
mod fields;
mod key;
mod long_term;
mod oids;
mod package;
mod placed;
mod report;
mod revocation;
mod says;
mod session;
mod signer;
mod slot;
mod stamp;
mod time_stamp;
#[cfg(feature = "pkcs11")]
mod token;
mod unpack;
mod verify;
mod words;

pub use crate::diag::Fault;
pub use algorithm::Scheme;
pub use certificate::{Certificate, Usage};
pub use fields::{Field, of as fields_of, places, prepare};
pub use key::{FileKey, Signer};
pub use long_term::{Network, Proof, prove, stamp as stamp_document};
pub use package::{MEDIA_TYPE, Part, pack};
pub use placed::{Placed, hashes_of, lines, placed};
pub use report::{
    Facts, Finding, InStore, Kind, Level, Lines, Report, Revocation, SignatureReport, Signs, Step, Tie, Verdict, Weight, day, moment,
};
pub use revocation::{Evidence, lists_of};
pub use session::{Completion, Preparation, Session, Signatory, choose, clock, in_der, is_waiting, open, sign, swedish_offset};
pub use signer::{Vouched, can_be_of_one, vouch, vouch_for_anybody};
pub use slot::{ROOM, Slot, USUAL_ROOM};
pub use time_stamp::{TimeStamp, TimeStamper};
#[cfg(feature = "pkcs11")]
pub use token::{KeyName, TokenKey};
pub use verify::{Deputy, MAXIMUM_BYTES, PackageReport, PackedFile, Policy, verify, verify_package};
