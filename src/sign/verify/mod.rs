//! Verifying turns a signed PDF and the roots that somebody trusts into a report: who signed exactly what, when, and what
//! happened to the file since.
//!
//! A signature counts for a whole revision of the file or not at all. States of the file at each signature are compared by
//! meaning, and what no rule allows is reported; one broken signature never keeps the rest from being looked at.

mod container;
mod dates;
mod found;
mod judge;
mod permitted;
mod stored;
mod words;

use std::collections::BTreeSet;

use lopdf::Document;
use serde::{Deserialize, Serialize};

use super::append::load;
use super::certificate::Certificate;
use super::change::{self, Changes};
use super::fields::{self, Field};
use super::report::{Facts, Finding, Kind, Lines, Report, SignatureReport, Signs, Step, Verdict, Weight};
use super::revocation::Evidence;
use crate::diag::{Fault, codes};
use crate::model::Hash;
pub use container::{PackageReport, PackedFile, verify_package};
use found::{Found, ends_whole, find, in_its_state, traces};
use judge::Judge;
use permitted::{metadata_needs_a_signature, permissions};
use stored::{facts, places, store};
pub(super) use words::alike;

/// Largest PDF that is verified, in bytes.
pub const MAXIMUM_BYTES: usize = 256 << 20;

/// Most signatures that are looked at.
const MOST_SIGNATURES: usize = 64;

/// What a verifier trusts and wants.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Roots that are trusted, for signatures and for time stamps.
    pub roots: Vec<Certificate>,
    /// Roots that are trusted for the signatures of one principal, by its short name. Where a principal has some, no
    /// others count for it.
    pub roots_of: Vec<(String, Certificate)>,
    /// Who is accepted for a principal although another name is printed below the line.
    pub deputies: Vec<Deputy>,
    /// What else is known of revocation.
    pub evidence: Evidence,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// Short names or names of principals, each of which must have a valid signature on every line.
    pub required: Vec<String>,
}

/// Somebody who is accepted as a principal's signatory in the place of whoever is named on the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deputy {
    /// Short name of the principal.
    pub principal: String,
    /// The name in the certificate.
    pub name: String,
}

/// Verifies a PDF.
///
/// # Errors
/// When it can't be read at all: it is no PDF, encrypted or damaged.
pub fn verify(bytes: &[u8], policy: &Policy) -> Result<Report, Fault> {
    if bytes.len() > MAXIMUM_BYTES {
        return Err(Fault::new(codes::PDF_UNREADABLE, "filen är större än 256 MiB", "the file is larger than 256 MiB"));
    }
    let document = load(bytes)?;
    let mut findings = Vec::new();
    let fields = fields::of(&document);
    let mut found: Vec<Found> =
        fields.iter().filter(|field| !field.is_open()).take(MOST_SIGNATURES).map(|field| find(bytes, &document, field)).collect();
    found.sort_by_key(|found| found.end.unwrap_or(usize::MAX));
    let traces = traces(bytes);
    let known: BTreeSet<usize> = found.iter().filter_map(|found| found.end).collect();
    let lost = traces.iter().filter(|end| !known.contains(end)).count();
    if lost > 0 && !found.iter().any(|found| found.end.is_none()) {
        findings.push(Finding::refused(
            "signature-removed",
            "filen bär spår av en underskrift som inte längre visas i den",
            "the file bears traces of a signature that it no longer shows",
        ));
    }
    names_twice(&fields, &mut findings);
    if !found.is_empty() && found.iter().all(|found| found.end.is_none()) {
        findings.push(Finding::remark(
            "file-rewritten",
            "ingen underskrift passar filen; troligen har ett program sparat den på nytt: be om filen som den var när den undertecknades",
            "no signature fits the file; probably some program has saved it anew: ask for the file as it was when it was signed",
        ));
    }
    let index = super::append::last_index(bytes).unwrap_or(0);
    let last_end = known.iter().next_back().copied();
    if let Some(end) = last_end
        && end < bytes.len()
        && index < end
    {
        findings.push(Finding::refused(
            "unsigned-tail",
            "filen har ett slut som ingen underskrift täcker och som inte hör till den",
            "the file has an end that no signature covers and that does not belong to it",
        ));
    } else if last_end.is_some() && !ends_whole(bytes) {
        findings.push(Finding::refused("unsigned-tail", "det står något efter filens slut", "something stands after the end of the file"));
    }

    // States of the file: at each signature, and as it is now.
    let mut ends: BTreeSet<usize> = traces.iter().copied().chain(known.iter().copied()).filter(|end| *end < bytes.len()).collect();
    while ends.len() > MOST_SIGNATURES {
        ends.pop_first();
    }
    let states: Vec<(usize, Option<Document>)> =
        ends.iter().map(|end| (*end, bytes.get(..*end).and_then(|state| load(state).ok()))).collect();
    let mut steps = Vec::new();
    for (at, (end, state)) in states.iter().enumerate() {
        let next = states.get(at + 1).map_or(Some(&document), |(_, next)| next.as_ref());
        let after = found.iter().find(|found| found.end == Some(*end)).map(|found| found.field.name.clone()).unwrap_or_default();
        let changes = match (state, next) {
            (Some(state), Some(next)) => change::between(state, next),
            _ => unreadable_state(),
        };
        steps.push((*end, after, changes));
    }
    for found in &mut found {
        in_its_state(found, &states, &document, bytes.len());
        permissions(found, &document, &steps);
    }
    metadata_needs_a_signature(&mut steps, last_end == Some(bytes.len()));

    let stored = store(&document);
    let evidence = Evidence {
        lists: [stored.evidence.lists.as_slice(), &policy.evidence.lists].concat(),
        answers: [stored.evidence.answers.as_slice(), &policy.evidence.answers].concat(),
    };
    let mut judge =
        Judge { bytes, policy, evidence, certificates: stored.certificates, stored: stored.evidence, stamped: Evidence::default() };
    // From the last to the first: what a later time stamp proves serves what it covers.
    let mut signatures: Vec<SignatureReport> = Vec::new();
    let mut proven: Option<(i64, String)> = None;
    for found in found.iter().rev() {
        let mut report = judge.signature(found, proven.as_ref(), &document);
        report.signs = signs(bytes, found.end, &states, &document);
        if report.time_stamp
            && report.valid
            && let Some(time) = report.proven_time
        {
            if proven.is_none() {
                let state = states.iter().find(|(at, _)| Some(*at) == found.end).map_or(Some(&document), |(_, state)| state.as_ref());
                judge.stamped = state.map(|state| store(state).evidence).unwrap_or_default();
            }
            proven = Some((time, report.time_authority.clone().unwrap_or_default()));
        }
        signatures.insert(0, report);
    }
    let changed: Vec<bool> = signatures.iter().map(|signature| after(signature, &found, &steps)).collect();
    for (signature, changed) in signatures.iter_mut().zip(changed) {
        if changed {
            signature.valid = false;
        }
    }
    let steps: Vec<Step> = steps
        .into_iter()
        .map(|(_, after, changes)| Step { after, kinds: changes.kinds.into_iter().collect(), findings: changes.findings })
        .collect();
    if signatures.iter().all(|signature| signature.time_stamp) {
        findings.push(Finding::refused("no-signature", "filen är inte undertecknad", "the file is not signed"));
    }
    let open = open_lines(&fields);
    let lines = lines_of(&document, &fields, &mut signatures);
    let missing = missing(policy, &fields, &signatures);
    let broken = findings.iter().any(|finding| finding.weight == Weight::Refused)
        || signatures.iter().any(|signature| !signature.valid)
        || steps.iter().any(|step| step.findings.iter().any(|finding| finding.weight == Weight::Refused));
    let only_missing = !missing.is_empty() && findings.iter().all(|finding| finding.code == "no-signature");
    let verdict = match (broken, missing.is_empty()) {
        (true, false) if only_missing && signatures.iter().all(|signature| signature.valid) => Verdict::Incomplete,
        (true, _) => Verdict::Invalid,
        (false, false) => Verdict::Incomplete,
        (false, true) => Verdict::Valid,
    };
    Ok(Report {
        format: 1,
        verdict,
        sha256: Hash::of(bytes).to_string(),
        issuers_judged: policy.judges(),
        revisions: document.revision_count(),
        facts: facts(&document),
        signatures,
        steps,
        lines,
        missing,
        open,
        store: None,
        findings,
    })
}

/// The file as a signature covers it.
fn signs(bytes: &[u8], end: Option<usize>, states: &[(usize, Option<Document>)], last: &Document) -> Option<Signs> {
    let end = end?;
    let state = states.iter().find(|(at, _)| *at == end).map_or(Some(last), |(_, state)| state.as_ref());
    let Facts { source, docx, version, .. } = state.map(facts).unwrap_or_default();
    Some(Signs { sha256: Hash::of(bytes.get(..end)?).to_string(), size: end, source, docx, version })
}

fn unreadable_state() -> Changes {
    let finding = Finding::refused(
        "state-unreadable",
        "filen går inte att läsa som den var när den undertecknades",
        "the file can't be read as it was when it was signed",
    );
    Changes { kinds: BTreeSet::from([Kind::Other]), findings: vec![finding], signed: Vec::new() }
}

/// Whether the document was changed after a signature in a way that no rule allows.
fn after(signature: &SignatureReport, found: &[Found], steps: &[(usize, String, Changes)]) -> bool {
    let end = found.iter().find(|found| found.field.name == signature.field).and_then(|found| found.end);
    let refused = |changes: &Changes| changes.findings.iter().any(|finding| finding.weight == Weight::Refused);
    steps.iter().any(|(at, _, changes)| end.is_none_or(|end| *at >= end) && refused(changes))
}

fn names_twice(fields: &[Field], findings: &mut Vec<Finding>) {
    let names: BTreeSet<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    if names.len() < fields.len() {
        findings.push(Finding::refused(
            "field-twice",
            "två fält för underskrift bär samma namn",
            "two signature fields bear the same name",
        ));
    }
}

/// How many signature lines the document has, by its fields or else by what it says of itself, and how many bear a signature that holds.
/// A signature that stands on none of them is marked.
fn lines_of(document: &Document, fields: &[Field], signatures: &mut [SignatureReport]) -> Lines {
    let in_fields = fields.iter().filter(|field| field.place.is_some()).count();
    let all = if in_fields == 0 { places(document).len() } else { in_fields };
    let mut signed = 0;
    for signature in signatures.iter_mut().filter(|signature| !signature.time_stamp) {
        let on_a_line = fields.iter().any(|field| field.name == signature.field && field.place.is_some());
        signature.stray = all > 0 && !on_a_line;
        signed += usize::from(on_a_line && signature.valid);
    }
    Lines { all, signed }
}

fn label(field: &Field) -> Option<String> {
    let place = field.place.as_ref()?;
    Some(match &place.name {
        Some(name) => format!("{} ({name})", place.principal),
        None => place.principal.clone(),
    })
}

fn open_lines(fields: &[Field]) -> Vec<String> {
    fields.iter().filter(|field| field.is_open()).filter_map(label).collect()
}

impl Policy {
    /// Whether a certificate's name is accepted for a principal whose line bears another.
    pub fn accepts(&self, principal: &str, name: &str) -> bool {
        self.deputies.iter().any(|deputy| same_name(&deputy.principal, principal) && alike(&deputy.name, name))
    }

    /// The roots that count for a principal's signatures.
    pub fn roots_for(&self, principal: Option<&str>) -> Vec<Certificate> {
        let own = |(name, root): &(String, Certificate)| principal.filter(|principal| same_name(principal, name)).map(|_| root.clone());
        let own: Vec<Certificate> = self.roots_of.iter().filter_map(own).collect();
        if own.is_empty() { self.roots.clone() } else { own }
    }

    /// Whether anybody is trusted, so that issuers can be judged.
    pub fn judges(&self) -> bool {
        !self.roots.is_empty() || !self.roots_of.is_empty()
    }

    /// Every root that counts for anybody.
    pub fn all_roots(&self) -> Vec<Certificate> {
        self.roots.iter().chain(self.roots_of.iter().map(|(_, root)| root)).cloned().collect()
    }
}

/// Whether two short names are of one principal.
fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// The principals that were asked for and lack a valid signature on one of their lines, or have no line.
fn missing(policy: &Policy, fields: &[Field], signatures: &[SignatureReport]) -> Vec<String> {
    let lacks = |required: &&String| {
        let lines: Vec<&Field> = fields.iter().filter(|field| field.place.as_ref().is_some_and(|place| place.is_of(required))).collect();
        let signed = |field: &&Field| {
            signatures.iter().any(|signature| signature.field == field.name && signature.valid && !signature.is_of_another())
        };
        lines.is_empty() || !lines.iter().all(signed)
    };
    policy.required.iter().filter(lacks).cloned().collect()
}
