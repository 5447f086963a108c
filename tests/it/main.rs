//! All integration tests, in one binary because linking is what costs.
#![allow(clippy::disallowed_methods, reason = "the environment tells tests what to write anew and which judges to ask")]

mod arrows;
mod certify;
mod check;
mod cli;
mod cli_render;
mod compare;
mod docx;
mod editors;
#[cfg(feature = "pdf")]
mod extract;
mod fmt;
mod formats;
mod generated;
mod guide;
mod hostile;
mod judged;
mod kind_faults;
mod kinds;
mod laws;
mod limits;
mod merge;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "pdf")]
mod pictures;
#[cfg(feature = "pdf")]
mod publish;
mod redline;
mod reliability;
mod sarif;
mod shells;
#[cfg(feature = "pdf")]
mod sign;
mod store;
mod support;
mod templates;
mod theme;
mod watch;
