//! Signing and verifying: keys, authorities, a document signed by two, and all that can be done to it.

mod attested;
mod authority;
mod bench;
mod ledger;
mod package;
mod path;
mod program;
mod samples;
mod sessions;
mod tampering;
mod years;
