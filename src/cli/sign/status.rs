//! `kansli sign status`: what the store knows of the signing of a version becomes sentences, or JSON.

use std::path::Path;

use serde_json::{Value, json};

use super::ledger::Ledger;
use super::{Desk, Outcome, about};
use crate::cli::args::{Named, ReportFormat};
use crate::cli::report::Stream;
use crate::cli::store::words;
use crate::cli::{Exit, output};
use crate::diag::Message;
use crate::model::{Moment, SetBy, SignaturePlace};
use crate::sign;
use crate::store::{Act, At, InkSignature, Purpose, Signature, StoreError};

/// A signature line and what is there.
struct Line {
    place: SignaturePlace,
    signature: Option<Signature>,
    ink: Option<InkSignature>,
}

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
        let places = sign::lines(&ledger.file()?).map_err(about(Path::new(ledger.document.as_str())))?;
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
            Line { signature, ink: at.map(|at| ink.remove(at).clone()), place }
        });
        Ok(lines.collect())
    }
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
    if let Some(session) = &ledger.row.signing.session {
        let (who, prepared) = (words::signatory(&session.principal, session.signatory.as_deref()), session.prepared.short());
        let since = times.opened.map(words::when).unwrap_or_default();
        add(
            format!("Väntar på en förberedd underskrift sedan {since}: {who}; den förberedda filens kontrollsumma {prepared}"),
            format!("Waits for a signature prepared {since}: {who}; hash of the prepared file {prepared}"),
        );
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
            })
        })
        .collect();
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
        "declined": declined,
    })
}
