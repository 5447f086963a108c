//! `kansli publish` turns an original into its public copy on disk, and into a list of what the copy leaves out.

mod original;

use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::Publish;
use super::derived::{self, PROGRAM};
use super::files::name_of;
use super::report::{Report, Stream};
use super::{Exit, output, store};
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::kind::{Kind, Shape};
use crate::model::{Hash, Pointer, StoredVersion, find_identity_numbers};
use crate::publish::{Redacted, Rules, SignedBy, copy, redact};
use crate::read::Source;
use crate::sign::day;
use crate::store::{Publication, PublishedFile};
use crate::world::World;
use crate::write::Provenance;
use original::{Found, find};

/// What the names of a copy's files end in.
const ENDING: &str = "allman-kopia";

/// Makes the copy.
pub fn run(command: &Publish, world: &dyn World, report: &Report) -> Exit {
    match made(command, world, report) {
        Ok(()) => Exit::Done,
        Err(faults) => {
            report.faults(world, &faults);
            Exit::of(&faults, false)
        }
    }
}

fn made(command: &Publish, world: &dyn World, report: &Report) -> Result<(), Vec<Diagnostic>> {
    let desk = store::Desk::of(std::slice::from_ref(&command.file), world)?;
    let stored = desk.revision(&command.file, "publish")?;
    if stored.is_some() {
        desk.must_know_who()?;
    }
    let found = find(command, world)?;
    let stored = match stored {
        Some(stored) => Some(stored),
        None => desk.version_of(&found.bytes, &found.name)?,
    };
    if stored.is_some() {
        desk.must_know_who()?;
    }
    let rules = Rules { private: private(&found.kind, &found.source), keep: command.keep.clone() };
    let redacted = redact(&found.tree, &rules);
    let salt = salt(&found, &redacted)?;
    let salted = |bytes: &[u8]| match &salt {
        Some(salt) => Hash::of(&[salt.as_slice(), bytes].concat()),
        None => Hash::of(bytes),
    };
    // A signature is random enough by itself; the file that was frozen is not.
    let is_signed = matches!(found.signed, SignedBy::Lines(_));
    let tie = if is_signed { Hash::of(&found.bytes) } else { salted(&found.bytes) };
    let frozen = found.frozen().map(salted);
    let date = day(super::sign::now());
    let version = found.version.as_ref().map(StoredVersion::name).filter(|name| find_identity_numbers(name).is_empty());
    let original = crate::publish::Original {
        sha256: tie.to_string(),
        salted: salt.is_some() && !is_signed,
        frozen_salted: salt.is_some() && frozen.is_some(),
        signed: found.signed.clone(),
        version,
        frozen: frozen.as_ref().map(Hash::to_string),
        withdrawn: found.withdrawn.as_ref().map(|withdrawn| withdrawn.sv.clone()),
        date: date.clone(),
        program: PROGRAM.to_owned(),
    };
    let tree = copy(&redacted, &original);
    let provenance = Provenance {
        source: tie.clone(),
        kind: found.kind.hash.clone(),
        theme: found.theme.hash.clone(),
        date: tree.metadata.date.clone().filter(|date| crate::model::Period::parse_date(date).is_some()).unwrap_or(date),
        docx: None,
    };
    let files = derived::files(&tree, &found.theme, &provenance, &command.formats, &name_of(&command.file))?;
    let stem = format!("{}-{ENDING}", stem(&command.file));
    let list = list(command, &found, &redacted, (&original, salt.as_deref()), &stem, &files);
    let mut named: Vec<(String, &[u8])> = files.iter().map(|(ending, bytes)| (format!("{stem}.{ending}"), bytes.as_slice())).collect();
    named.push((format!("{stem}.maskat.json"), list.as_bytes()));
    let folder = command.out.clone().unwrap_or_else(|| command.file.parent().unwrap_or(Path::new("")).to_path_buf());
    let written = output::write(&folder, &named, &[]).map_err(|fault| vec![fault])?;
    if let Some((document, revision)) = stored {
        let copies = files.iter().map(|(ending, bytes)| PublishedFile { ending: (*ending).to_owned(), sha256: Hash::of(bytes) }).collect();
        let masked = redacted.masked.len() as u64;
        desk.publish(&document, Publication { revision, original: tie, copies, masked })?;
    }
    if let Some(withdrawn) = &found.withdrawn {
        let message = Message::new(
            format!("{}; kopian säger det på varje sida", withdrawn.sv),
            format!("{}; the copy says so on each page", withdrawn.en),
        );
        let warning = Diagnostic::warning(codes::VERSION_WITHDRAWN, Place::File(name_of(&command.file)), message)
            .hint("lämna ut den bara om det är just den versionen som efterfrågas", "hand it out only if that very version is asked for");
        report.faults(world, &[warning]);
    }
    tell(command, &redacted, world, report);
    written.iter().for_each(|path| report.written(path));
    Ok(())
}

/// The fields that the kind calls private, as far as the document has them.
fn private(kind: &Kind, source: &Source) -> std::collections::BTreeSet<Pointer> {
    let mut out = std::collections::BTreeSet::new();
    Shape::of_document(&kind.schema).walk(source.value(), &mut |pointer: &Pointer, shape, _| {
        if shape.is_some_and(|shape| shape.get("x-private").is_some()) {
            out.insert(pointer.clone());
        }
    });
    out
}

/// Random bytes before the original's, where somebody could else try what was masked until the hash is right: all but the
/// masked words is in the copy.
fn salt(found: &Found, redacted: &Redacted) -> Result<Option<Vec<u8>>, Vec<Diagnostic>> {
    if redacted.masked.is_empty() {
        return Ok(None);
    }
    let mut salt = vec![0; 16];
    getrandom::fill(&mut salt).map_err(|error| {
        let message = Message::new(format!("systemet ger inga slumptal: {error}"), format!("the system gives no random numbers: {error}"));
        vec![Diagnostic::error(codes::INTERNAL_FAULT, Place::File(found.name.clone()), message)]
    })?;
    Ok(Some(salt))
}

/// The name of the original without its ending, unless it says what the copy does not.
fn stem(path: &Path) -> String {
    let stem = match store::is_stored(path) {
        true => path.to_string_lossy().replace('@', "-"),
        false => path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
    };
    if find_identity_numbers(&stem).is_empty() { stem } else { "handling".to_owned() }
}

/// The list of what was masked, for whoever answers for the copy. It says what and where, never what it said.
fn list(
    command: &Publish,
    found: &Found,
    redacted: &Redacted,
    (made, salt): (&crate::publish::Original, Option<&[u8]>),
    stem: &str,
    files: &[(&'static str, Vec<u8>)],
) -> String {
    let hexadecimal = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let name = command.file.file_name().map(PathBuf::from).unwrap_or_default();
    let mut original = json!({ "file": name.to_string_lossy(), "sha256": Hash::of(&found.bytes).as_str() });
    if let (Some(bytes), Some(original)) = (found.frozen(), original.as_object_mut()) {
        original.insert("frozen_sha256".into(), Hash::of(bytes).as_str().into());
    }
    if let (Some(salt), Some(original)) = (salt, original.as_object_mut()) {
        original.insert("salt".into(), hexadecimal(salt).into());
        if made.salted {
            original.insert("salted_sha256".into(), made.sha256.as_str().into());
        }
        if let Some(frozen) = made.frozen.as_ref().filter(|_| made.frozen_salted) {
            original.insert("salted_frozen_sha256".into(), frozen.as_str().into());
        }
        let note = "Den här listan stannar hos den som gör kopian: med saltet går det att pröva sig fram till det som är maskat.";
        original.insert("note".into(), note.into());
    }
    let files: Vec<_> =
        files.iter().map(|(ending, bytes)| json!({ "file": format!("{stem}.{ending}"), "sha256": Hash::of(bytes).as_str() })).collect();
    let value = json!({
        "format": 1,
        "original": original,
        "copies": files,
        "masked": redacted.masked,
        "doubts": redacted.doubts,
    });
    format!("{value:#}\n")
}

/// Tells what was masked and what should be looked at.
fn tell(command: &Publish, redacted: &Redacted, world: &dyn World, report: &Report) {
    for doubt in &redacted.doubts {
        let place = &doubt.place;
        let message = Message::new(format!("{place}: {}", doubt.message.sv), format!("{place}: {}", doubt.message.en));
        let warning = Diagnostic::warning(codes::MAY_BE_PRIVATE, Place::File(name_of(&command.file)), message)
            .hint("läs stället i kopian innan den lämnas ut", "read the place in the copy before it is handed out");
        report.faults(world, &[warning]);
    }
    for masked in &redacted.masked {
        let (name, place) = (masked.what.name(), &masked.place);
        report.remark(Stream::Aside, &Message::new(format!("Maskat: {}, {place}", name.sv), format!("Masked: {}, {place}", name.en)));
    }
    let message = match redacted.masked.len() {
        0 => Message::new("Inget behövde maskas.", "Nothing had to be masked."),
        1 => Message::new("1 uppgift är maskad.", "1 thing was masked."),
        count => Message::new(format!("{count} uppgifter är maskade."), format!("{count} things were masked.")),
    };
    report.remark(Stream::Aside, &message);
}
