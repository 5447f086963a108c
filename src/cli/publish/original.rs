//! The original of a public copy: a PDF with its source, a source, or a revision of the store become a document that provably
//! says what the original says.

use std::path::Path;
use std::sync::Arc;

use crate::certify::{self, Sources};
use crate::check::CheckOptions;
use crate::cli::args::Publish;
use crate::cli::files::{self, name_of};
use crate::cli::sign::{is_withdrawn, withdrawn};
use crate::cli::store::{self, Desk};
use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::extract::extract;
use crate::kind::Kind;
use crate::model::{Hash, SignaturePlace, StoredVersion, Tree, TreeFile};
use crate::produce::Producer;
use crate::publish::{SignedBy, SignedLine};
use crate::read::{self, Source};
use crate::sign::{self, Policy, SignatureReport, Weight};
use crate::store::At;
use crate::theme::{DEFAULT_THEME, Theme};
use crate::world::World;

/// How the name of a frozen document for programs ends.
const TREE: &str = "tree.json";

/// An original, and the document that it shows.
pub struct Found {
    /// What it is called in messages.
    pub name: FileName,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Who has signed it.
    pub signed: SignedBy,
    /// The version of a store that it says it is.
    pub version: Option<StoredVersion>,
    /// That the version was withdrawn, as far as a store at hand knows, as a clause.
    pub withdrawn: Option<Message>,
    /// Its source.
    pub source: Source,
    /// Its kind.
    pub kind: Arc<Kind>,
    /// The look that it has.
    pub theme: Theme,
    /// The document.
    pub tree: Tree,
}

/// Reads an original and assembles its document.
///
/// # Errors
/// When it can't be read, its source is not at hand or has faults, or the two don't say the same.
pub fn find(command: &Publish, world: &dyn World) -> Result<Found, Vec<Diagnostic>> {
    let paths: Vec<_> = command.source.iter().chain([&command.file]).cloned().collect();
    let desk = Desk::of(&paths, world)?;
    let is_pdf = command.file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
    if !is_pdf {
        let (name, bytes) = desk.fetch(&command.file, "publish")?;
        let source = read::read(name.clone(), &bytes)?;
        let known = desk.known(&command.file, &source, "publish")?;
        let (kind, made_by, tree) = document(&source, (&known.record, &known.frozen), world)?;
        // A version that was frozen is known by its PDF, with the signatures that it has.
        let frozen = known.frozen.into_iter().find(|(ending, _)| ending == "pdf").map(|(_, bytes)| bytes);
        let Some(pdf) = desk.signed(&command.file, "publish")?.or(frozen) else {
            let theme = Theme::load(world, DEFAULT_THEME)?;
            let (version, withdrawn) = (None, None);
            return Ok(Found { name, bytes, signed: SignedBy::Nobody, version, withdrawn, source, kind, theme, tree });
        };
        let Signatures { lines, version, .. } = signatures(&pdf, &name)?;
        let (signed, withdrawn) = in_store(&desk, &command.file, (&pdf, version.as_ref()), lines)?;
        let theme = look(&pdf, &tree, (&source, &made_by, None), world).ok_or_else(|| vec![another_text(&name)])?;
        return Ok(Found { name, bytes: pdf, signed, version, withdrawn, source, kind, theme, tree });
    }
    let name = name_of(&command.file);
    let bytes = files::read(&command.file, sign::MAXIMUM_BYTES).map_err(|fault| vec![fault])?;
    let Signatures { lines, source: made_of, version } = signatures(&bytes, &name)?;
    let (signed, withdrawn) = in_store(&desk, &command.file, (&bytes, version.as_ref()), lines)?;
    let (path, source_bytes) = match &command.source {
        Some(path) => (path.clone(), files::read(path, read::MAXIMUM_BYTES).map_err(|fault| vec![fault])?),
        None => {
            let extracted = extract(&name, &bytes).map_err(|fault| vec![with_source(fault)])?;
            (command.file.with_extension(extracted.ending), extracted.bytes)
        }
    };
    let source = read::read(name_of(&path), &source_bytes)?;
    if made_of.as_deref() != Some(source.hash().as_str()) {
        return Err(vec![another_source(&name, &source, made_of.as_deref())]);
    }
    let known = desk.known(&path, &source, "publish")?;
    let frozen = frozen_with(&desk, &command.file, (&bytes, version.as_ref()))?;
    let (kind, made_by, tree) = document(&source, (&known.record, &frozen), world)?;
    let embedded = command.source.is_none().then_some(source_bytes);
    let theme = look(&bytes, &tree, (&source, &made_by, embedded), world).ok_or_else(|| vec![another_text(&name)])?;
    Ok(Found { name, bytes, signed, version, withdrawn, source, kind, theme, tree })
}

impl Found {
    /// The file that was frozen and signed: the original as it was before any update.
    pub fn frozen(&self) -> Option<&[u8]> {
        matches!(self.signed, SignedBy::Lines(_)).then(|| unsigned(&self.bytes)).flatten()
    }
}

/// Who has signed an original, and that it was withdrawn, by what stands in its file and what the store knows.
fn in_store(
    desk: &Desk<'_>,
    path: &Path,
    (pdf, version): (&[u8], Option<&StoredVersion>),
    lines: Option<Vec<SignedLine>>,
) -> Result<(SignedBy, Option<Message>), Vec<Diagnostic>> {
    let by_file = lines.map_or(SignedBy::Nobody, SignedBy::Lines);
    let Some((archive, row, kind)) = desk.row(path, pdf, version)? else { return Ok((by_file, None)) };
    let withdrawn = match is_withdrawn(Some(&kind), &row) {
        true => Some(withdrawn(archive, &row).map_err(|error| store::told(&error, row.document.as_str()))?),
        false => None,
    };
    if by_file != SignedBy::Nobody || row.signing.ink.is_empty() {
        return Ok((by_file, withdrawn));
    }
    let places = sign::lines(pdf).unwrap_or_default();
    let on_paper = row.signing.ink.iter().filter_map(|ink| {
        let is = |place: &&SignaturePlace| place.is_of(&ink.principal) && place.name.as_ref().is_none_or(|name| *name == ink.signatory);
        let place = places.iter().find(is)?;
        let (principal, party) = (place.principal.clone(), place.party.clone());
        Some(SignedLine { principal, party, name: place.name.clone(), date: Some(ink.date.clone()) })
    });
    Ok((SignedBy::Ink(on_paper.collect()), withdrawn))
}

/// What a PDF tells of its signatures.
struct Signatures {
    /// The lines that are signed, where any is.
    lines: Option<Vec<SignedLine>>,
    /// Hash of the source that it says it was made of.
    source: Option<String>,
    /// The version of a store that it says it is.
    version: Option<StoredVersion>,
}

/// What a PDF tells of its signatures. Nobody publishes what was tampered with.
fn signatures(bytes: &[u8], name: &FileName) -> Result<Signatures, Vec<Diagnostic>> {
    let policy = Policy { now: crate::cli::sign::now(), ..Policy::default() };
    let report = sign::verify(bytes, &policy).map_err(|fault| vec![fault.in_file(name)])?;
    untouched(&report, name)?;
    let persons = || report.signatures.iter().filter(|signature| !signature.time_stamp);
    let line = |signature: &SignatureReport| {
        let (principal, party) = (signature.principal.clone()?, signature.party.clone()?);
        let date = signature.proven_time.or(signature.claimed_time).map(sign::day);
        Some(SignedLine { principal, party, name: signature.printed_name.clone(), date })
    };
    let lines = persons().next().map(|_| persons().filter_map(line).collect());
    Ok(Signatures { lines, source: report.facts.source.clone(), version: report.facts.version.clone() })
}

/// The files that a store at hand froze together with a PDF.
fn frozen_with(
    desk: &Desk<'_>,
    path: &Path,
    (pdf, version): (&[u8], Option<&StoredVersion>),
) -> Result<Vec<(String, Vec<u8>)>, Vec<Diagnostic>> {
    let Some((archive, row, _)) = desk.row(path, pdf, version)? else { return Ok(Vec::new()) };
    let fail = |error| store::told(&error, row.document.as_str());
    let Some(frozen) = archive.frozen(&row, &At::Last).map_err(fail)? else { return Ok(Vec::new()) };
    archive.renditions(&row, &frozen).map_err(fail)
}

/// The kind and the document of a source, and the hash of the kind that it was made by. What was frozen is taken as it was frozen:
/// the templates may be others today.
fn document(
    source: &Source,
    (record, frozen): (&crate::model::Record, &[(String, Vec<u8>)]),
    world: &dyn World,
) -> Result<(Arc<Kind>, Hash, Tree), Vec<Diagnostic>> {
    let producer = Producer::new(world)?;
    let kind = producer.kind_of(source)?;
    let kept = frozen.iter().find(|(ending, _)| ending == TREE).and_then(|(_, bytes)| serde_json::from_slice::<TreeFile>(bytes).ok());
    if let Some(kept) = kept.filter(|kept| kept.source == *source.hash()) {
        return Ok((kind, kept.kind, kept.tree));
    }
    let tree = producer.check(source, &CheckOptions { masks_identity_numbers: true, ..CheckOptions::default() }, record).output?;
    let made_by = kind.hash.clone();
    Ok((kind, made_by, tree))
}

/// Whether nothing was changed. Whose certificates are trusted is another question.
fn untouched(report: &sign::Report, name: &FileName) -> Result<(), Vec<Diagnostic>> {
    let matters = |finding: &&sign::Finding| finding.code != "no-signature" && !finding.is_about_trust();
    let mut faults: Vec<Diagnostic> = report
        .all_findings()
        .filter(|finding| finding.weight == Weight::Refused)
        .filter(matters)
        .map(|finding| {
            Diagnostic::error(codes::SIGNATURE_REFUSED, Place::File(name.clone()), finding.message.clone())
                .hint("se efter med kansli verify; ingen kopia är gjord", "see by kansli verify; no copy was made")
        })
        .collect();
    faults.dedup();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The look in which the file says what the document says: the file as it was before anybody signed it, held against the
/// document in every theme there is.
fn look(bytes: &[u8], tree: &Tree, (source, made_by, embedded): (&Source, &Hash, Option<Vec<u8>>), world: &dyn World) -> Option<Theme> {
    let unsigned = unsigned(bytes)?;
    let sources = Sources { source: source.hash().clone(), kind: made_by.clone(), program: String::new(), embedded };
    let outputs = [certify::Output { format: "pdf", bytes: unsigned }];
    let themes = Theme::all(world).into_iter().filter_map(|name| Theme::load(world, &name).ok());
    themes.into_iter().find(|theme| certify::certify(tree, theme, &sources, &outputs).is_ok())
}

/// A file as it was before the first update.
fn unsigned(bytes: &[u8]) -> Option<&[u8]> {
    let mark = b"%%EOF";
    let end = bytes.windows(mark.len()).position(|window| window == mark)? + mark.len();
    bytes.get(..end)
}

/// How to give the source of a PDF that lacks it.
fn with_source(fault: Diagnostic) -> Diagnostic {
    if fault.code != codes::NO_EMBEDDED_SOURCE {
        return fault;
    }
    let hint = ("ange källfilen: --source lmr.toml", "name the source: --source lmr.toml");
    fault.hint(hint.0, hint.1)
}

fn another_source(name: &FileName, source: &Source, made_of: Option<&str>) -> Diagnostic {
    let place = Place::File(name.clone());
    let found = source.hash().short();
    let Some(made_of) = made_of.and_then(Hash::parse) else {
        let message = Message::new(
            "PDF-filen säger inte av vilken källfil den är gjord, så ingen kopia kan knytas till den",
            "the PDF does not say of which source it was made, so no copy can be tied to it",
        );
        return Diagnostic::error(codes::SOURCE_DIFFERS, place, message).hint(
            "gör kopian av källfilen i stället: kansli publish lmr.toml",
            "make the copy of the source instead: kansli publish lmr.toml",
        );
    };
    let made_of = made_of.short();
    let message = Message::new(
        format!("PDF-filen är gjord av en källfil med kontrollsumman {made_of}, men den här har {found}"),
        format!("the PDF was made of a source with the hash {made_of}, but this one has {found}"),
    );
    Diagnostic::error(codes::SOURCE_DIFFERS, place, message)
        .hint("ange källfilen som den var när PDF-filen gjordes", "give the source as it was when the PDF was made")
}

fn another_text(name: &FileName) -> Diagnostic {
    let message = Message::new(
        "källfilen ger i dag en annan text än den som står i PDF-filen: mallen, temat eller dokumentets läge är ett annat",
        "the source gives another text today than the one in the PDF: the template, the theme or the document's state is another",
    );
    Diagnostic::error(codes::SOURCE_DIFFERS, Place::File(name.clone()), message).hint(
        "publicera versionen ur lagret (kansli publish DOKUMENT@VERSION), eller använd de mallar som PDF-filen gjordes med (--templates)",
        "publish the version of the store (kansli publish DOCUMENT@VERSION), or use the templates that the PDF was made with (--templates)",
    )
}
