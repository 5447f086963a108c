//! `kansli sign status`: what the store knows of the signing of a version becomes sentences, or JSON.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::ledger::Ledger;
use super::{Desk, Outcome, about, trust};
use crate::cli::args::{Named, ReportFormat};
use crate::cli::report::Stream;
use crate::cli::store::words;
use crate::cli::{Exit, output};
use crate::diag::{Message, shortened};
use crate::model::{Hash, Moment, SetBy, SignaturePlace};
use crate::sign::{self, Weight};
use crate::store::{Act, At, InkSignature, Purpose, Signature, StoreError};

/// A signature line and what is there.
struct Line {
    place: SignaturePlace,
    signature: Option<Signature>,
    ink: Option<InkSignature>,
    issuer: Option<Issuer>,
}

/// What is known of whoever issued a certificate.
enum Issuer {
    /// The name of the trusted root that it leads to.
    Trusted(String),
    /// Nobody has said whom to trust.
    NotJudged,
    /// What is wrong.
    Refused(Message),
}

/// Time stamps and proof that were added, by whom, the file's hash, and when.
type Renewed = (Option<String>, Hash, Moment);

/// When what was noted of a version.
#[derive(Default)]
struct Times {
    /// When it was fixed for signing.
    fixed: Option<Moment>,
    /// To whom it was sent for signing, and when.
    sent: Vec<(Vec<String>, Moment)>,
    /// When the session was opened that is open.
    opened: Option<Moment>,
    /// Who declined, why, and when.
    declined: Vec<(String, String, Moment)>,
    /// What was renewed.
    renewed: Vec<Renewed>,
}

impl Desk<'_> {
    /// Shows how far signing has come, and writes the PDF where that is asked for.
    pub fn status(&self, named: &Named, format: ReportFormat, out: Option<&Path>) -> Outcome<Exit> {
        let ledger = self.chosen(named)?;
        let lines = self.lines(&ledger)?;
        let times = times(&ledger).map_err(|error| ledger.stop(&error))?;
        if let Some(out) = out {
            let bytes = ledger.file()?;
            output::create(out, &bytes)?;
            self.report.written(out);
        }
        match format {
            ReportFormat::Json => self.report.value(&as_json(&ledger, &lines, &times)),
            _ => self.report.sentence(Stream::Answer, &told(&ledger, &lines, &times)),
        }
        Ok(Exit::Done)
    }

    /// The version that is named; without a name the last that is being signed or was.
    fn chosen(&self, named: &Named) -> Outcome<Ledger> {
        let mut ledger = self.ledger_named(named)?;
        if named.at != At::Last || ledger.must_be_fixed().is_ok() {
            return Ok(ledger);
        }
        let archive = ledger.workspace.archive();
        for revision in (1..=ledger.row.revision).rev() {
            let row = archive.store().revision(&ledger.document, revision).map_err(|error| ledger.stop(&error))?;
            if let Some(row) = row.filter(|row| !row.signing.is_empty()) {
                ledger.row = row;
                break;
            }
        }
        Ok(ledger)
    }

    fn lines(&self, ledger: &Ledger) -> Outcome<Vec<Line>> {
        if !ledger.row.frozen || ledger.row.renditions.is_empty() {
            return Ok(Vec::new());
        }
        let (bytes, name) = (ledger.file()?, PathBuf::from(ledger.document.as_str()));
        let places = sign::lines(&bytes).map_err(about(&name))?;
        let policy = trust::policy(&crate::cli::args::Trusted::default(), Path::new("."))?;
        let found = match ledger.row.signing.signatures.is_empty() {
            true => None,
            false => Some(sign::verify(&bytes, &policy).map_err(about(&name))?),
        };
        let signing = &ledger.row.signing;
        let mut ink: Vec<&InkSignature> = signing.ink.iter().collect();
        let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
        let lines = places.into_iter().enumerate().map(|(number, place)| {
            let field = format!("underskrift-{}", number + 1);
            let signature = signing.signatures.iter().find(|signature| signature.field == field).cloned();
            let is = |ink: &&InkSignature| {
                same(&ink.principal, &place.principal) && place.name.as_ref().is_none_or(|name| same(name, &ink.signatory))
            };
            let at = ink.iter().position(is);
            let issuer = signature.as_ref().and(found.as_ref()).and_then(|found| issuer(found, &field, trust::judges(&policy)));
            Line { issuer, signature, ink: at.map(|at| ink.remove(at).clone()), place }
        });
        Ok(lines.collect())
    }
}

/// Who issued the certificate of a signature, as the roots have it that the workspace keeps.
fn issuer(found: &sign::Report, field: &str, judged: bool) -> Option<Issuer> {
    let signature = found.signatures.iter().find(|signature| signature.field == field)?;
    if !judged {
        return Some(Issuer::NotJudged);
    }
    let refused = signature.findings.iter().find(|finding| finding.weight == Weight::Refused);
    Some(match refused {
        Some(finding) => Issuer::Refused(finding.message.clone()),
        None => Issuer::Trusted(signature.chain.last().map(|name| shortened(name)).unwrap_or_default()),
    })
}

fn times(ledger: &Ledger) -> Result<Times, StoreError> {
    let (mut times, states) = (Times::default(), &ledger.kind.states);
    let signed_from =
        |id: &str| states.get(id).is_some_and(|state| states.after(state).iter().any(|next| next.set_by == SetBy::Signatures));
    for sealed in ledger.workspace.archive().store().notable(&ledger.document)? {
        let event = sealed.event();
        if event.act.revision() != Some(ledger.row.revision) {
            continue;
        }
        match &event.act {
            Act::State { to, opens: None, .. } if signed_from(to) => times.fixed = Some(event.time),
            Act::Dispatch { purpose: Purpose::Undertecknande, recipients, .. } => times.sent.push((recipients.clone(), event.time)),
            Act::SigningOpened(_) => times.opened = Some(event.time),
            Act::Renewed(renewal) => times.renewed.push((renewal.authority.clone(), renewal.file.sha256.clone(), event.time)),
            Act::Declined(declined) => {
                let who = words::signatory(&declined.principal, declined.signatory.as_deref());
                times.declined.push((who, declined.reason.clone(), event.time));
            }
            _ => {}
        }
    }
    Ok(times)
}

fn told(ledger: &Ledger, lines: &[Line], times: &Times) -> Message {
    let (document, version, state) = (&ledger.document, ledger.row.version, words::state(Some(&ledger.kind), &ledger.row.state));
    let (mut sv, mut en) = (format!("{document}  version {version}, {}", state.sv), format!("{document}  version {version}, {}", state.en));
    let mut add = |line_sv: String, line_en: String| {
        sv.push_str(&format!("\n{line_sv}"));
        en.push_str(&format!("\n{line_en}"));
    };
    if lines.iter().any(|line| matches!(line.issuer, Some(Issuer::NotJudged))) {
        add(
            "Utfärdarna av certifikaten är inte prövade: att namnen stämmer är än så länge bara vad filen säger.".into(),
            "The issuers of the certificates are not judged: that the names are right is so far only what the file says.".into(),
        );
    }
    if lines.is_empty() {
        add("Versionen är inte fastställd för undertecknande.".into(), "The version is not fixed for signing.".into());
    }
    if let Some(fixed) = times.fixed.map(words::when) {
        add(format!("Fastställd för undertecknande {fixed}"), format!("Fixed for signing {fixed}"));
    }
    for (recipients, when) in &times.sent {
        let (whom, when) = (words::recipients(recipients), words::when(*when));
        add(format!("Sänd för undertecknande till {} {when}", whom.sv), format!("Sent for signing to {} {when}", whom.en));
    }
    for line in lines {
        let who = words::signatory(&line.place.principal, line.place.name.as_deref());
        let asked = times.fixed.map(words::when).unwrap_or_default();
        match (&line.signature, &line.ink) {
            (Some(signature), _) => {
                let (when, subject, file) = (words::when(signature.signed), &signature.certificate.subject, signature.file.sha256.short());
                add(
                    format!("  ✓ {who}: undertecknade {when}; certifikat för {subject}, filens kontrollsumma {file}"),
                    format!("  ✓ {who}: signed {when}; certificate of {subject}, hash of the file {file}"),
                );
                match &line.issuer {
                    Some(Issuer::Trusted(root)) => {
                        add(format!("    certifikatet är prövat, rot {root}"), format!("    the certificate is judged, root {root}"));
                    }
                    Some(Issuer::NotJudged) => {
                        let principal = &line.place.principal;
                        add(
                            format!("    utfärdaren är inte prövad: kansli config --trust {principal}=ROT.pem"),
                            format!("    the issuer is not judged: kansli config --trust {principal}=ROOT.pem"),
                        );
                    }
                    Some(Issuer::Refused(message)) => add(format!("    ✗ {}", message.sv), format!("    ✗ {}", message.en)),
                    None => {}
                }
            }
            (None, Some(ink)) => {
                let (signatory, date, page) = (&ink.signatory, &ink.date, ink.page.sha256.short());
                add(
                    format!("  ✓ {who}: {signatory} undertecknade på papper {date}; den inlästa sidans kontrollsumma {page}"),
                    format!("  ✓ {who}: {signatory} signed on paper {date}; hash of the scanned page {page}"),
                );
            }
            (None, None) if ledger.must_be_fixed().is_err() => {
                add(format!("  – {who}: har inte undertecknat"), format!("  – {who}: has not signed"));
            }
            (None, None) => add(format!("  – {who}: tillfrågad sedan {asked}"), format!("  – {who}: asked since {asked}")),
        }
    }
    let signed = !lines.is_empty() && lines.iter().all(|line| line.signature.is_some());
    if signed && ledger.must_be_fixed().is_ok() {
        let version = ledger.row.version;
        let trusted = lines.iter().all(|line| matches!(line.issuer, Some(Issuer::Trusted(_))));
        let (mut steps_sv, mut steps_en) = (Vec::new(), Vec::new());
        if !trusted {
            steps_sv.push("kansli config --trust HUVUDMAN=ROT.pem".to_owned());
            steps_en.push("kansli config --trust PRINCIPAL=ROOT.pem".to_owned());
        }
        steps_sv.push(format!("kansli sign status --out FIL.pdf {document}@{version}"));
        steps_en.push(format!("kansli sign status --out FILE.pdf {document}@{version}"));
        steps_sv.push("kansli sign receive FIL.pdf".to_owned());
        steps_en.push("kansli sign receive FILE.pdf".to_owned());
        let (why_sv, why_en) = match trusted {
            true => ("certifikaten är prövade först sedan den togs in", "the certificates were judged only after it was taken in"),
            false => ("certifikaten är inte prövade", "the certificates are not judged"),
        };
        add(
            format!(
                "Alla har undertecknat, men versionen räknas inte som undertecknad: {why_sv}.\nGör så här: {}",
                steps_sv.join(", sedan ")
            ),
            format!("Everybody has signed, but the version does not count as signed: {why_en}.\nDo this: {}", steps_en.join(", then ")),
        );
    }
    if let Some(session) = &ledger.row.signing.session {
        let (who, prepared) = (words::signatory(&session.principal, session.signatory.as_deref()), session.prepared.short());
        let since = times.opened.map(words::when).unwrap_or_default();
        add(
            format!("Väntar på en förberedd underskrift sedan {since}: {who}; den förberedda filens kontrollsumma {prepared}"),
            format!("Waits for a signature prepared {since}: {who}; hash of the prepared file {prepared}"),
        );
    }
    for (authority, file, when) in &times.renewed {
        let (when, file) = (words::when(*when), file.short());
        let (by_sv, by_en) = authority.as_ref().map_or_else(Default::default, |authority| {
            (format!(" med tidsstämpel av {authority}"), format!(" with a time stamp of {authority}"))
        });
        add(format!("Förnyad {when}{by_sv}; filens kontrollsumma {file}"), format!("Renewed {when}{by_en}; hash of the file {file}"));
    }
    for (who, reason, when) in &times.declined {
        let when = words::when(*when);
        add(format!("Avböjd {when}: {who}; skäl: {reason}"), format!("Declined {when}: {who}; reason: {reason}"));
    }
    Message::new(sv, en)
}

fn as_json(ledger: &Ledger, lines: &[Line], times: &Times) -> Value {
    let row = &ledger.row;
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({
                "principal": line.place.principal,
                "party": line.place.party,
                "name": line.place.name,
                "signed": line.signature.is_some() || line.ink.is_some(),
                "asked_since": times.fixed,
                "signature": line.signature,
                "ink": line.ink,
                "issuer": line.issuer.as_ref().map(judged),
            })
        })
        .collect();
    let renewed: Vec<Value> =
        times.renewed.iter().map(|(authority, sha256, time)| json!({ "authority": authority, "sha256": sha256, "time": time })).collect();
    let sent: Vec<Value> = times.sent.iter().map(|(recipients, time)| json!({ "recipients": recipients, "time": time })).collect();
    let declined: Vec<Value> =
        times.declined.iter().map(|(who, reason, time)| json!({ "who": who, "reason": reason, "time": time })).collect();
    json!({
        "document": ledger.document,
        "revision": row.revision,
        "version": row.version,
        "state": row.state,
        "fixed": times.fixed,
        "sent": sent,
        "lines": lines,
        "session": row.signing.session.as_ref().map(|session| json!({ "since": times.opened, "opened": session })),
        "renewals": renewed,
        "declined": declined,
    })
}

/// What is known of an issuer, for programs.
fn judged(issuer: &Issuer) -> Value {
    match issuer {
        Issuer::Trusted(root) => json!({ "judged": "trusted", "root": root }),
        Issuer::NotJudged => json!({ "judged": "not-judged" }),
        Issuer::Refused(reason) => json!({ "judged": "refused", "reason": reason }),
    }
}
