//! Verifying turns a signed PDF and the roots that somebody trusts into a report: who signed exactly what, when, and what
//! happened to the file since.
//!
//! A signature counts for a whole revision of the file or not at all. States of the file at each signature are compared by
//! meaning, and what no rule allows is reported; one broken signature never keeps the rest from being looked at.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object};

use super::algorithm::Unsound;
use super::append::{entry, load, resolve, text_entry};
use super::asn1::{self, tag};
use super::certificate::{Certificate, Usage};
use super::chain::{self, Untrusted};
use super::change::{self, Changes};
use super::cms::{Broken, SignedData};
use super::fault::Fault;
use super::fields::{self, Field};
use super::report::{Facts, Finding, Kind, Level, Report, Revocation, SignatureReport, Step, Verdict, Weight};
use super::revocation::{self, Evidence, Status};
use super::session::name_of;
use super::{oids, slot, time_stamp};
use crate::diag::{Message, shortened};
use crate::model::Hash;

/// Largest PDF that is verified, in bytes.
pub const MAXIMUM_BYTES: usize = 256 << 20;

/// Most signatures that are looked at.
const MOST_SIGNATURES: usize = 64;

/// What a verifier trusts and wants.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Roots that are trusted, for signatures and for time stamps.
    pub roots: Vec<Certificate>,
    /// What else is known of revocation.
    pub evidence: Evidence,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// Short names of principals, each of which must have a valid signature on every line.
    pub required: Vec<String>,
}

/// A signature as it stands in the file.
struct Found {
    field: Field,
    dictionary: Dictionary,
    /// The end of the signed bytes: those of a whole revision.
    end: Option<usize>,
    findings: Vec<Finding>,
    is_time_stamp: bool,
    /// Whether the slot lies where the ranges say, so that the digest can be taken.
    ranges: Option<[usize; 4]>,
}

/// Verifies a PDF.
///
/// # Errors
/// When it can't be read at all: it is no PDF, encrypted or damaged.
pub fn verify(bytes: &[u8], policy: &Policy) -> Result<Report, Fault> {
    if bytes.len() > MAXIMUM_BYTES {
        return Err(Fault::new(crate::diag::codes::PDF_UNREADABLE, "filen är större än 256 MiB", "the file is larger than 256 MiB"));
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
        permissions(found, &steps);
    }
    metadata_needs_a_signature(&mut steps, last_end == Some(bytes.len()));

    let store = store(&document);
    let evidence = Evidence {
        lists: [store.lists.as_slice(), &policy.evidence.lists].concat(),
        answers: [store.answers.as_slice(), &policy.evidence.answers].concat(),
    };
    let judge = Judge { bytes, policy, evidence, certificates: store.certificates, stored: store.found };
    // From the last to the first: what a later time stamp proves serves what it covers.
    let mut signatures: Vec<SignatureReport> = Vec::new();
    let mut proven: Option<(i64, String)> = None;
    for found in found.iter().rev() {
        let report = judge.signature(found, proven.as_ref(), &document);
        if report.time_stamp
            && report.valid
            && let Some(time) = report.proven_time
        {
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
        revisions: document.revision_count(),
        facts: facts(&document),
        signatures,
        steps,
        missing,
        open,
        findings,
    })
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

/// The signature of a field: whether its ranges leave out exactly its own slot and end a revision of the file.
fn find(bytes: &[u8], document: &Document, field: &Field) -> Found {
    let value = field.value.and_then(|id| document.objects.get(&id)).and_then(|value| value.as_dict().ok());
    // A signature that stands in its field has no number of its own.
    let dictionary = match value {
        Some(value) if value.has(b"V") && value.has(b"FT") => entry(document, value, b"V").and_then(|value| value.as_dict().ok()),
        value => value,
    };
    let dictionary = dictionary.cloned().unwrap_or_default();
    let filter = name_of(entry(document, &dictionary, b"SubFilter"));
    let is_time_stamp = filter.as_deref() == Some("ETSI.RFC3161") || dictionary.has_type(b"DocTimeStamp");
    let mut out = Found { field: field.clone(), dictionary, end: None, findings: Vec::new(), is_time_stamp, ranges: None };
    let mut refuse = |code, sv: &str, en: &str| out.findings.push(Finding::refused(code, sv, en));
    let ranges = entry(document, &out.dictionary, b"ByteRange").and_then(slot::ranges);
    let Some([first, before, after, rest]) = ranges else {
        refuse(
            "byte-range",
            "det går inte att se vad underskriften omfattar (ByteRange saknas eller är felaktig)",
            "there is no telling what the signature covers (ByteRange is missing or wrong)",
        );
        return out;
    };
    let end = after.checked_add(rest).filter(|end| *end <= bytes.len());
    let Some(end) = end.filter(|_| first == 0 && before < after && before > 0) else {
        refuse(
            "byte-range",
            "underskriften omfattar inte en sammanhängande fil (ByteRange är felaktig)",
            "the signature does not cover one whole file (ByteRange is wrong)",
        );
        return out;
    };
    let gap = bytes.get(before..after).unwrap_or_default();
    let contents = entry(document, &out.dictionary, b"Contents").and_then(|contents| contents.as_str().ok());
    match (hexadecimal(gap), contents) {
        (Some(gap), Some(contents)) if gap == contents => {}
        _ => {
            refuse(
                "byte-range-gap",
                "underskriften utelämnar annat av filen än sig själv",
                "the signature leaves out other parts of the file than itself",
            );
            return out;
        }
    }
    if !bytes.get(..end).is_some_and(ends_whole) {
        refuse(
            "partial-revision",
            "underskriften omfattar inte en hel version av filen",
            "the signature does not cover a whole revision of the file",
        );
        return out;
    }
    out.end = Some(end);
    out.ranges = Some([first, before, after, rest]);
    out
}

/// The bytes of a hexadecimal string with its brackets; `None` for anything else, white space too: nothing may hide there.
fn hexadecimal(gap: &[u8]) -> Option<Vec<u8>> {
    let digits = gap.strip_prefix(b"<")?.strip_suffix(b">")?;
    let value = |byte: &u8| char::from(*byte).to_digit(16).map(|digit| digit as u8);
    digits.chunks(2).map(|pair| Some((value(pair.first()?)? << 4) | pair.get(1).map_or(Some(0), value)?)).collect()
}

/// Whether some bytes end as a revision of a PDF does: with the mark of the end, and at most one line end behind it.
fn ends_whole(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_suffix(b"\r\n").or_else(|| bytes.strip_suffix(b"\n")).or_else(|| bytes.strip_suffix(b"\r")).unwrap_or(bytes);
    bytes.ends_with(b"%%EOF") && super::append::last_index(bytes).is_some()
}

/// Ends of revisions that signatures say they cover, wherever they stand in the bytes: also those that the file no longer shows.
fn traces(bytes: &[u8]) -> BTreeSet<usize> {
    let mark = b"/ByteRange";
    let mut out = BTreeSet::new();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.windows(mark.len()).position(|window| window == mark)) {
        at += found + mark.len();
        let text: String = bytes.iter().skip(at).take(120).map(|byte| char::from(*byte)).collect();
        let inside = text.trim_start().strip_prefix('[').and_then(|rest| rest.split(']').next());
        let numbers: Option<Vec<usize>> = inside.map(|inside| inside.split_whitespace().filter_map(|number| number.parse().ok()).collect());
        if let Some([0, before, after, rest]) = numbers.as_deref()
            && let Some(end) = after.checked_add(*rest).filter(|end| *end <= bytes.len() && before < after && *before > 0)
            && bytes.get(..end).is_some_and(ends_whole)
        {
            out.insert(end);
        }
        if out.len() > 4 * MOST_SIGNATURES {
            break;
        }
    }
    out
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

/// The signature must stand in its field already in the state that it covers, and be the last one there.
fn in_its_state(found: &mut Found, states: &[(usize, Option<Document>)], now: &Document, length: usize) {
    let Some(end) = found.end else { return };
    let state = if end == length { Some(now) } else { states.iter().find(|(at, _)| *at == end).and_then(|(_, state)| state.as_ref()) };
    let Some(state) = state else { return };
    let there = fields::of(state).into_iter().find(|field| field.id == found.field.id);
    let signature =
        there.as_ref().and_then(|field| field.value).and_then(|id| state.objects.get(&id)).and_then(|value| value.as_dict().ok());
    let ranges = |dictionary: &Dictionary| dictionary.get(b"ByteRange").ok().cloned();
    let same = signature.is_some_and(|signature| {
        let signature =
            if signature.has(b"FT") { entry(state, signature, b"V").and_then(|value| value.as_dict().ok()) } else { Some(signature) };
        signature.is_some_and(|signature| ranges(signature) == ranges(&found.dictionary))
    });
    if !same {
        found.findings.push(Finding::refused(
            "signature-transplanted",
            "underskriften stod inte i sitt fält när filen undertecknades",
            "the signature did not stand in its field when the file was signed",
        ));
    }
}

/// What a certifying signature, or one that locks fields, allows after it (ISO 32000-1, 12.8.2).
fn permissions(found: &mut Found, steps: &[(usize, String, Changes)]) {
    let Some(end) = found.end else { return };
    let references = found.dictionary.get(b"Reference").and_then(Object::as_array).ok().cloned().unwrap_or_default();
    let later: Vec<&Changes> = steps.iter().filter(|(at, _, _)| *at >= end).map(|(_, _, changes)| changes).collect();
    for reference in references.iter().filter_map(|reference| reference.as_dict().ok()) {
        let method = name_of(reference.get(b"TransformMethod").ok());
        let parameters = reference.get(b"TransformParams").and_then(Object::as_dict).ok();
        match (method.as_deref(), parameters) {
            (Some("DocMDP"), parameters) => {
                let level = parameters.and_then(|parameters| parameters.get(b"P").ok()).and_then(|level| level.as_i64().ok()).unwrap_or(2);
                if level == 1 && later.iter().any(|changes| changes.kinds.contains(&Kind::Signing)) {
                    found.findings.push(Finding::refused(
                        "changes-forbidden",
                        "underskriften tillåter inga ändringar, inte heller fler underskrifter, men filen har fått fler",
                        "the signature allows no changes, nor further signatures, but the file has got some",
                    ));
                }
            }
            (Some("FieldMDP"), Some(parameters)) => {
                let list = parameters.get(b"Fields").and_then(Object::as_array).ok().cloned().unwrap_or_default();
                let list: Vec<String> = list.iter().filter_map(|name| name.as_str().ok()).map(super::append::text_of).collect();
                let locked = |name: &String| match name_of(parameters.get(b"Action").ok()).as_deref() {
                    Some("Include") => list.contains(name),
                    Some("Exclude") => !list.contains(name),
                    _ => true,
                };
                if later.iter().flat_map(|changes| &changes.signed).any(locked) {
                    found.findings.push(Finding::refused(
                        "field-locked",
                        "underskriften låste ett fält som sedan har undertecknats",
                        "the signature locked a field that was signed afterwards",
                    ));
                }
            }
            _ => {}
        }
    }
}

/// Properties may change where a later signature covers the change: another program signed. By itself the change is not allowed.
fn metadata_needs_a_signature(steps: &mut [(usize, String, Changes)], covered: bool) {
    if !covered
        && let Some((_, _, changes)) = steps.last_mut()
        && changes.kinds.contains(&Kind::Metadata)
    {
        changes.findings.push(Finding::refused(
            "metadata-changed",
            "filens egenskaper är ändrade efter den sista underskriften",
            "the file's properties were changed after the last signature",
        ));
    }
    for (_, _, changes) in steps.iter_mut() {
        if changes.kinds.contains(&Kind::Metadata) && !changes.kinds.contains(&Kind::Other) {
            changes.findings.push(Finding::remark(
                "metadata",
                "datum eller programnamn bland filens egenskaper är ändrade; en senare underskrift täcker ändringen",
                "dates or names of programs among the file's properties are changed; a later signature covers the change",
            ));
        }
    }
}

/// Proof that the file itself carries (EN 319 142-1, 5.4).
#[derive(Default)]
struct Store {
    found: bool,
    certificates: Vec<Certificate>,
    lists: Vec<Vec<u8>>,
    answers: Vec<Vec<u8>>,
}

fn store(document: &Document) -> Store {
    let dictionary = document.catalog().ok().and_then(|catalog| entry(document, catalog, b"DSS")).and_then(|store| store.as_dict().ok());
    let Some(dictionary) = dictionary else { return Store::default() };
    let all = |key: &[u8]| -> Vec<Vec<u8>> {
        let list = entry(document, dictionary, key).and_then(|list| list.as_array().ok()).into_iter().flatten().take(1_000);
        let streams = list.filter_map(|item| resolve(document, item).as_stream().ok());
        streams
            .filter_map(|stream| stream.decompressed_content_with_limit(16 << 20).ok().or_else(|| Some(stream.content.clone())))
            .collect()
    };
    Store {
        found: true,
        certificates: all(b"Certs").iter().filter_map(|der| Certificate::from_der(der)).collect(),
        lists: all(b"CRLs"),
        answers: all(b"OCSPs"),
    }
}

struct Judge<'a> {
    bytes: &'a [u8],
    policy: &'a Policy,
    evidence: Evidence,
    certificates: Vec<Certificate>,
    /// Whether the file carries proof.
    stored: bool,
}

impl Judge<'_> {
    fn signature(&self, found: &Found, proven: Option<&(i64, String)>, document: &Document) -> SignatureReport {
        let place = found.field.place.clone();
        let claimed = text_entry(document, &found.dictionary, b"M").and_then(|text| date(&text));
        let mut report = SignatureReport {
            field: found.field.name.clone(),
            time_stamp: found.is_time_stamp,
            valid: false,
            principal: place.as_ref().map(|place| place.principal.clone()),
            party: place.as_ref().map(|place| place.party.clone()),
            printed_name: place.as_ref().and_then(|place| place.name.clone()),
            details: place.map(|place| place.details).unwrap_or_default(),
            signer: None,
            organisation: None,
            chain: Vec::new(),
            claimed_time: claimed,
            proven_time: None,
            time_authority: None,
            revocation: Revocation::NotChecked,
            level: None,
            revision: found.end.map_or(0, |end| revision(self.bytes, end)),
            whole_file: found.end == Some(self.bytes.len()),
            findings: found.findings.clone(),
        };
        if let Some([_, before, after, rest]) = found.ranges {
            let parts = [self.bytes.get(..before).unwrap_or_default(), self.bytes.get(after..after + rest).unwrap_or_default()];
            let contents = found.dictionary.get(b"Contents").and_then(Object::as_str).unwrap_or_default();
            if found.is_time_stamp {
                self.document_time(contents, &parts, proven, &mut report);
            } else {
                self.signed(found, contents, &parts, proven, &mut report);
            }
        }
        report.valid = !report.findings.iter().any(|finding| finding.weight == Weight::Refused);
        if let (Some(printed), Some(signer)) = (&report.printed_name, &report.signer)
            && !alike(printed, signer)
        {
            let (printed, signer) = (shortened(printed), shortened(signer));
            report.findings.push(Finding::remark(
                "name-differs",
                &format!("under raden står ”{printed}”, men certifikatet är utfärdat för ”{signer}”"),
                &format!("the printed name is “{printed}”, but the certificate was issued for “{signer}”"),
            ));
        }
        report
    }

    /// A container with only zeros behind it.
    fn container(&self, contents: &[u8]) -> Result<SignedData, Broken> {
        let (der, taken) = asn1::definite(contents).ok_or(Broken::Unreadable)?;
        if contents.get(taken..).is_some_and(|rest| rest.iter().any(|byte| *byte != 0)) {
            return Err(Broken::Unreadable);
        }
        SignedData::read(&der).ok_or(Broken::Unreadable)
    }

    fn signed(&self, found: &Found, contents: &[u8], parts: &[&[u8]; 2], proven: Option<&(i64, String)>, report: &mut SignatureReport) {
        if contents.iter().all(|byte| *byte == 0) {
            report.findings.push(Finding::refused(
                "signature-empty",
                "platsen för underskriften är tom: den är uttagen, eller väntar på att fyllas i",
                "the place of the signature is empty: it was taken out, or waits to be filled in",
            ));
            return;
        }
        let filter = name_of(found.dictionary.get(b"SubFilter").ok());
        let ades = filter.as_deref() == Some("ETSI.CAdES.detached");
        if !ades && filter.as_deref() != Some("adbe.pkcs7.detached") {
            report.findings.push(Finding::refused(
                "format-unsupported",
                &format!("underskriften har ett format som Kansli inte kan pröva ({})", shortened(filter.as_deref().unwrap_or("–"))),
                &format!("the signature has a format that Kansli can't judge ({})", shortened(filter.as_deref().unwrap_or("–"))),
            ));
            return;
        }
        let signed = match self.container(contents) {
            Ok(signed) => signed,
            Err(broken) => return report.findings.push(refused(&broken)),
        };
        // Without a name for the reader there is still one to tell.
        if let Ok(signer) = signed.signer()
            && let Some(certificate) = signed.readable_certificates().iter().find(|certificate| signer.identifier.is(certificate))
        {
            report.signer = Some(certificate.name());
            report.organisation = certificate.organisation();
        }
        let certificate = match signed.check(oids::DATA, parts, ades) {
            Ok(certificate) => certificate,
            Err(broken) => return report.findings.push(refused(&broken)),
        };
        if signed.content.is_some() {
            report.findings.push(Finding::refused(
                "content-inside",
                "underskriften bär på ett eget innehåll och är inte fristående",
                "the signature carries content of its own and is not detached",
            ));
        }
        let Ok(signer) = signed.signer() else { return };
        if ades && signer.has(oids::SIGNING_TIME) {
            let message = Broken::SigningTime.message();
            report.findings.push(Finding::of("signing-time", Weight::Remark, message));
        }
        if !ades {
            report.findings.push(Finding::remark(
                "not-pades",
                "underskriften är av den äldre sorten (PKCS #7) och inte PAdES",
                "the signature is of the older sort (PKCS #7) and not PAdES",
            ));
        }
        report.level = Some(Level::Basic);
        let others = [signed.readable_certificates(), self.certificates.clone()].concat();
        // The earliest time that is proven: by its own stamp, else by a later stamp of the document.
        let mut stamped = None;
        for token in signer.time_stamps() {
            match time_stamp::read(token, &[&signer.signature]) {
                Ok(stamp) => match self.authority(&stamp, &others, proven.map(|(time, _)| *time)) {
                    Ok(name) => stamped = Some((stamp.time, name)),
                    Err(fault) => report.findings.push(stamp_remark(&fault)),
                },
                Err(fault) => report.findings.push(Finding::of("time-stamp-broken", Weight::Refused, fault.message())),
            }
        }
        if stamped.is_some() {
            report.level = Some(Level::Time);
        }
        let best = [stamped.clone(), proven.cloned()].into_iter().flatten().min();
        report.proven_time = best.as_ref().map(|(time, _)| *time);
        report.time_authority = best.map(|(_, name)| name);
        let time = report.proven_time.unwrap_or(self.policy.now);
        match self.trusted(&certificate, &others, time, Usage::Document) {
            Ok((chain, revocation)) => {
                report.chain = chain.iter().map(Certificate::name).collect();
                report.revocation = revocation;
            }
            Err(fault) => {
                report.chain = chain::way(&certificate, &others, &self.policy.roots).iter().map(Certificate::name).collect();
                if matches!(fault, Untrusted::Revoked(..)) {
                    report.revocation = Revocation::Revoked;
                }
                report.findings.push(Finding::of(fault.code(), Weight::Refused, fault.message(report.proven_time.is_some())));
            }
        }
        if report.proven_time.is_none() {
            report.findings.push(Finding::remark(
                "time-only-claimed",
                "tiden är undertecknarens egen uppgift: ingen tidsstämpel bevisar den",
                "the time is what the signer says: no time stamp proves it",
            ));
        } else if let (Some(claimed), Some(proven)) = (report.claimed_time, report.proven_time)
            && (claimed - proven).abs() > 86_400
        {
            report.findings.push(Finding::remark(
                "times-differ",
                "den uppgivna tiden skiljer sig mer än ett dygn från den bevisade",
                "the claimed time is more than a day off the proven one",
            ));
        }
        if report.level == Some(Level::Time) && self.stored && report.revocation == Revocation::Good {
            report.level = Some(if proven.is_some() { Level::Archive } else { Level::LongTerm });
        }
        if report.revocation == Revocation::Unknown {
            report.findings.push(Finding::remark(
                "revocation-unknown",
                "det framgår inte om certifikatet var spärrat: ange en spärrlista med --crl",
                "there is no telling whether the certificate was revoked: give a list by --crl",
            ));
        }
    }

    fn document_time(&self, contents: &[u8], parts: &[&[u8]; 2], proven: Option<&(i64, String)>, report: &mut SignatureReport) {
        let der = match asn1::definite(contents) {
            Some((der, taken)) if contents.get(taken..).is_some_and(|rest| rest.iter().all(|byte| *byte == 0)) => der,
            _ => return report.findings.push(refused(&Broken::Unreadable)),
        };
        let stamp = match time_stamp::read(&der, parts) {
            Ok(stamp) => stamp,
            Err(fault) => return report.findings.push(Finding::of("time-stamp-broken", Weight::Refused, fault.message())),
        };
        report.signer = Some(stamp.certificate.name());
        report.claimed_time = Some(stamp.time);
        match self.authority(&stamp, &self.certificates, proven.map(|(time, _)| *time)) {
            Ok(name) => {
                report.proven_time = Some(stamp.time);
                report.time_authority = Some(name);
            }
            Err(fault) => report.findings.push(Finding::of(stamp_code(&fault), Weight::Refused, stamp_remark(&fault).message)),
        }
    }

    /// Judges who gave a time stamp: trusted now, or when a later stamp of the document proves that it was there already.
    fn authority(&self, stamp: &time_stamp::TimeStamp, others: &[Certificate], proven: Option<i64>) -> Result<String, Untrusted> {
        let others = [stamp.certificates.as_slice(), others].concat();
        let (from, _) = stamp.certificate.validity();
        if stamp.time < from {
            return Err(Untrusted::NotYetValid(shortened(&stamp.certificate.name()), from));
        }
        self.trusted(&stamp.certificate, &others, proven.unwrap_or(self.policy.now), Usage::TimeStamp)?;
        Ok(stamp.certificate.name())
    }

    /// The chain of a certificate, and what is known of its revocation.
    fn trusted(
        &self,
        certificate: &Certificate,
        others: &[Certificate],
        time: i64,
        usage: Usage,
    ) -> Result<(Vec<Certificate>, Revocation), Untrusted> {
        let chain = chain::build(certificate, others, &self.policy.roots, time, usage)?;
        let mut known = Revocation::Good;
        for pair in chain.windows(2) {
            let [one, issuer] = pair else { continue };
            if one.needs_no_revocation() {
                continue;
            }
            match revocation::status(one, issuer, &self.evidence, time) {
                Status::Good(_) => {}
                Status::Revoked(at) => return Err(Untrusted::Revoked(shortened(&one.name()), at)),
                Status::Unknown => known = Revocation::Unknown,
            }
        }
        Ok((chain, known))
    }
}

fn stamp_code(fault: &Untrusted) -> &'static str {
    match fault {
        Untrusted::Expired(..) => "time-stamp-aged",
        _ => "time-stamp-untrusted",
    }
}

/// A stamp that proves nothing: the signature may still hold, at the time of verifying.
fn stamp_remark(fault: &Untrusted) -> Finding {
    let message = match fault {
        Untrusted::Expired(name, until) => Message::new(
            format!(
                "tidsstämpeln har åldrats: certifikatet för ”{name}” gick ut {}, och ingen senare stämpel tar vid",
                super::report::day(*until)
            ),
            format!(
                "the time stamp has aged: the certificate of “{name}” expired on {}, and no later stamp takes over",
                super::report::day(*until)
            ),
        ),
        other => {
            let message = other.message(true);
            Message::new(format!("tidsstämpeln räknas inte: {}", message.sv), format!("the time stamp does not count: {}", message.en))
        }
    };
    Finding::of(stamp_code(fault), Weight::Remark, message)
}

fn refused(broken: &Broken) -> Finding {
    let code = match broken {
        Broken::OtherContent => "content-differs",
        Broken::Signature(Unsound::Weak(_)) => "algorithm-weak",
        Broken::Signature(Unsound::Unsupported(_)) => "algorithm-unsupported",
        Broken::Signature(Unsound::Wrong) => "signature-wrong",
        Broken::OtherCertificate => "other-certificate",
        Broken::NoSigningCertificate => "certificate-not-named",
        Broken::NoCertificate => "certificate-missing",
        Broken::Signers(_) => "several-signers",
        Broken::SigningTime => "signing-time",
        Broken::Unreadable | Broken::ContentType => "signature-unreadable",
    };
    Finding::of(code, Weight::Refused, broken.message())
}

/// Whether a printed name and that of a certificate can be of one person: every word of the shorter is in the longer.
fn alike(one: &str, other: &str) -> bool {
    let words = |name: &str| -> BTreeSet<String> {
        name.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    one.is_subset(&other) || other.is_subset(&one)
}

/// A date of PDF as seconds since 1970.
fn date(text: &str) -> Option<i64> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let (rest, padded) = (text.get(digits.len()..)?, format!("{digits:0<14}"));
    if digits.len() < 8 {
        return None;
    }
    let time = asn1::write(tag::GENERALIZED_TIME, format!("{}Z", padded.get(..14)?).as_bytes());
    let seconds = asn1::time(&asn1::single(&time, tag::GENERALIZED_TIME)?)?;
    let sign = match rest.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        _ => return Some(seconds),
    };
    let numbers: Vec<i64> = rest.get(1..)?.split('\'').filter_map(|number| number.parse().ok()).collect();
    Some(seconds - sign * (numbers.first()? * 3_600 + numbers.get(1).unwrap_or(&0) * 60))
}

/// Which revision ends at a place: how often a revision has ended up to it.
fn revision(bytes: &[u8], end: usize) -> usize {
    let bytes = bytes.get(..end).unwrap_or_default();
    bytes.windows(9).filter(|window| window == b"startxref").count()
}

fn facts(document: &Document) -> Facts {
    let information = document.trailer.get(b"Info").ok().map(|info| resolve(document, info)).and_then(|info| info.as_dict().ok());
    let text = |key: &[u8]| information.and_then(|info| text_entry(document, info, key));
    let keywords = text(b"Keywords").unwrap_or_default();
    let hash = |name: &str| {
        let rest = keywords.split(&format!("{name}:sha256:")).nth(1)?;
        Hash::parse(rest.get(..64)?).map(|hash| hash.to_string())
    };
    Facts { title: text(b"Title"), source: hash("source"), docx: hash("docx"), creator: text(b"Creator") }
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

/// The principals that were asked for and lack a valid signature on one of their lines, or have no line.
fn missing(policy: &Policy, fields: &[Field], signatures: &[SignatureReport]) -> Vec<String> {
    let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
    let lacks = |required: &&String| {
        let lines: Vec<&Field> =
            fields.iter().filter(|field| field.place.as_ref().is_some_and(|place| same(&place.principal, required))).collect();
        let signed = |field: &&Field| signatures.iter().any(|signature| signature.field == field.name && signature.valid);
        lines.is_empty() || !lines.iter().all(signed)
    };
    policy.required.iter().filter(lacks).cloned().collect()
}
