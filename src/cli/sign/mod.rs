//! `kansli sign` and `kansli verify FILE`: files, keys, clock and network become calls of [`crate::sign`], and what came of
//! it sentences.

mod acts;
#[cfg(feature = "pdf")]
mod attest;
mod container;
mod fixed;
mod keys;
mod known;
mod ledger;
mod network;
mod now;
mod package;
mod principals;
mod renew;
pub mod roots;
mod session;
mod status;
mod told;
mod trust;
mod verify;
mod vouched;

use std::path::Path;

use super::args::{Sign, Time};
use super::files::{folder_of, name_of};
use super::report::Report;
use super::usage::{self, Usage};
use super::{Exit, files, output};
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::sign::{Certificate, Fault, Finding, Weight};
use crate::world::World;

pub use acts::copies;
pub use known::{is_withdrawn, withdrawn};
pub use ledger::frozen_as;
pub use package::package;
pub use renew::renew;
pub use verify::verify;

/// What stopped a command.
enum Stopped {
    Faults(Vec<Diagnostic>),
    Usage(Box<Usage>),
}

impl From<Diagnostic> for Stopped {
    fn from(fault: Diagnostic) -> Self {
        Self::Faults(vec![fault])
    }
}

impl From<Usage> for Stopped {
    fn from(usage: Usage) -> Self {
        Self::Usage(Box::new(usage))
    }
}

type Outcome<T> = Result<T, Stopped>;

/// Does what was asked.
pub fn run(command: &Sign, world: &dyn World, report: &Report) -> Exit {
    let desk = Desk { world, report };
    let outcome = match command {
        Sign::Now(command) => desk.sign(command),
        Sign::Prepare(command) => desk.prepare(command),
        Sign::Complete(command) => desk.complete(command),
        Sign::Receive(command) => desk.receive(command),
        Sign::Act(act) => desk.act(act),
    };
    desk.end(outcome)
}

/// What a command needs.
struct Desk<'a> {
    world: &'a dyn World,
    report: &'a Report,
}

impl Desk<'_> {
    fn end(&self, outcome: Outcome<Exit>) -> Exit {
        match outcome {
            Ok(exit) => exit,
            Err(Stopped::Usage(usage)) => {
                self.report.usage(&usage);
                Exit::WrongUse
            }
            Err(Stopped::Faults(faults)) => {
                self.report.faults(self.world, &faults);
                Exit::of(&faults, false)
            }
        }
    }
}

/// Now, in seconds since 1970, by the computer's clock.
pub fn now() -> i64 {
    #[allow(clippy::disallowed_methods, reason = "a signature tells when it was made, and a certificate is judged at a time")]
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Names the file that a fault is about.
fn about(path: &Path) -> impl Fn(Fault) -> Stopped {
    move |fault| fault.in_file(&name_of(path)).into()
}

/// Reads a PDF.
fn read_pdf(path: &Path) -> Outcome<Vec<u8>> {
    Ok(files::read(path, crate::sign::MAXIMUM_BYTES)?)
}

/// Certificates are small.
const LARGEST_CERTIFICATE_FILE: usize = 4 << 20;

/// The certificates of files, and of the files in folders.
fn certificates(paths: &[std::path::PathBuf]) -> Outcome<Vec<Certificate>> {
    let mut out = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = std::fs::read_dir(path).map_err(|error| {
                let reason = files::reason(&error);
                let message =
                    Message::new(format!("mappen går inte att läsa: {}", reason.sv), format!("the folder can't be read: {}", reason.en));
                Diagnostic::error(codes::FILE_UNREADABLE, Place::File(name_of(path)), message)
            })?;
            let mut inside: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
            inside.retain(|path| path.extension().is_some_and(|ending| ["pem", "crt", "cer", "der"].iter().any(|known| ending == *known)));
            inside.sort();
            let found = certificates(&inside)?;
            if found.is_empty() {
                let message = Message::new("mappen har inget certifikat", "the folder has no certificate");
                return Err(Diagnostic::error(codes::CERTIFICATE_REFUSED, Place::File(name_of(path)), message)
                    .hint(
                        "ange en fil, eller en mapp med filer som slutar på .pem, .crt, .cer eller .der",
                        "give a file, or a folder with files that end in .pem, .crt, .cer or .der",
                    )
                    .into());
            }
            out.extend(found);
        } else {
            let bytes = files::read(path, LARGEST_CERTIFICATE_FILE)?;
            out.extend(Certificate::all_of(&bytes).map_err(about(path))?);
        }
    }
    Ok(out)
}

/// What does not hold in a file, with what to do.
fn not_held(found: &crate::sign::Report, file: &Path, (sv, en): (&str, &str)) -> Stopped {
    let refused = found.all_findings().filter(|finding| finding.weight == Weight::Refused);
    let fault =
        |finding: &Finding| Diagnostic::error(codes::NOT_SIGNABLE, Place::File(name_of(file)), finding.message.clone()).hint(sv, en);
    Stopped::Faults(once(refused.map(fault).collect()))
}

/// Each fault once: two signatures of a file may have the same.
fn once(faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut out: Vec<Diagnostic> = Vec::new();
    for fault in faults {
        if !out.contains(&fault) {
            out.push(fault);
        }
    }
    out
}

/// Refuses to write over a file that the bytes do not carry on: what is signed or renewed grows, and loses nothing.
fn must_carry_on(wanted: &Path, bytes: &[u8]) -> Outcome<()> {
    let carried_on = || files::read(wanted, crate::sign::MAXIMUM_BYTES).is_ok_and(|found| bytes.starts_with(&found));
    if wanted.symlink_metadata().is_err() || carried_on() { Ok(()) } else { Err(not_replaced(wanted).into()) }
}

fn not_replaced(wanted: &Path) -> Diagnostic {
    let message = Message::new(
        "filen finns redan och är en annan; den skrivs inte över",
        "the file exists already and is another one; it is not overwritten",
    );
    Diagnostic::error(codes::FILE_NOT_WRITTEN, Place::File(name_of(wanted)), message)
        .hint("ange ett annat namn med --out, eller flytta filen", "give another name by --out, or move the file")
}

/// Makes a file, or replaces one that the bytes carry on, whole.
fn put(path: &Path, bytes: &[u8]) -> Outcome<()> {
    must_carry_on(path, bytes)?;
    replace(path, bytes)
}

/// Makes a file or replaces it, whole.
fn replace(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    output::write(folder_of(path), &[(name, bytes)], &[])?;
    Ok(())
}

/// The authority for time: the one named, or that of the environment. `command` asks for it.
fn authority(time: &Time, command: &'static str) -> Outcome<Option<network::Authority>> {
    #[allow(clippy::disallowed_methods, reason = "the environment names the authority where no option does")]
    let usual = || std::env::var("KANSLI_TSA").ok().filter(|address| !address.is_empty());
    match time {
        Time::Authority(address) => Ok(Some(network::Authority::new(address))),
        Time::Claimed => Ok(None),
        Time::Unsaid => match usual() {
            Some(address) => Ok(Some(network::Authority::new(&address))),
            None => Err(usage::no_time(command).into()),
        },
    }
}
