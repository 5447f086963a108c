//! Signing and verifying: keys, authorities, a document signed by two, and all that can be done to it.

mod attested;
pub mod authority;
mod bench;
mod crossed;
mod deputies;
mod everyday;
mod exchanged;
mod foreign;
mod known;
pub mod ledger;
mod package;
mod path;
mod permissions;
mod places;
mod program;
mod renewed;
mod responder;
mod said;
mod samples;
mod sessions;
mod tampering;
mod verdicts;
mod vouched;
mod whole_path;
mod years;
