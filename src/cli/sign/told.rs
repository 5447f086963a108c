//! What a report says becomes sentences, the plain ones first; and a signature the words of its stamp.

use crate::diag::{Language, Message, shortened};
use crate::model::{FileSigning, StoredVersion};
use crate::sign::{Report, Revocation, SignatureReport, Step, Weight, moment};

/// The words of a stamp: name, title and party, time with zone, and where to verify.
#[cfg(feature = "pdf")]
pub fn stamp(place: &crate::model::SignaturePlace, time: i64, verified_at: Option<&str>) -> crate::write::pdf::Stamp {
    let (width, height) = (place.width, place.height - 2.0);
    let title = place.details.first().cloned();
    let mut lines: Vec<String> = title.into_iter().collect();
    lines.push(place.party.clone());
    lines.push(moment(time, Language::Swedish));
    lines.push(format!("Kontrolleras med {}", verified_at.unwrap_or("kansli verify")));
    let name = place.name.clone().unwrap_or_else(|| place.principal.clone());
    crate::write::pdf::Stamp { width, height, heading: "Elektroniskt undertecknat".to_owned(), name, lines }
}

/// The whole report for a reader.
pub fn human(report: &Report, language: Language) -> String {
    let pick = |sv: String, en: String| if language == Language::Swedish { sv } else { en };
    let mut out = vec![report.sentence().text(language).to_owned()];
    if !report.issuers_judged && !report.signatures.is_empty() {
        out.push(pick(
            "Ange vem du litar på: --trust ROT.pem, eller en gång för alla i arbetsmappen: kansli config --trust ROT.pem".into(),
            "Say whom you trust: --trust ROOT.pem, or once for all in the workspace: kansli config --trust ROOT.pem".into(),
        ));
    }
    let names = [report.facts.title.as_ref().map(|title| format!("”{title}”")), report.facts.version.as_ref().map(StoredVersion::name)];
    let names: Vec<String> = names.into_iter().flatten().collect();
    if !names.is_empty() {
        out.push(names.join(", "));
    }
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    let revisions = match report.revisions {
        1 => pick("filen har ett tillstånd".into(), "the file has one state".into()),
        count => pick(format!("filen har {count} tillstånd"), format!("the file has {count} states")),
    };
    let mut facts = pick(
        format!("Filens kontrollsumma {}; {revisions}", short(&report.sha256)),
        format!("Hash of the file {}; {revisions}", short(&report.sha256)),
    );
    // What a public copy names as its source is the hash of its original, or a salted one.
    let source = report.facts.source.as_ref().filter(|_| report.facts.signing != Some(FileSigning::PublicCopy));
    if let Some(source) = source {
        facts.push_str(&pick(format!("; gjord av källfilen {}", short(source)), format!("; made of the source {}", short(source))));
    }
    out.push(facts);
    if let Some(known) = &report.store {
        let known = known.words();
        out.push(pick(format!("I lagret här: {}", known.sv), format!("In the store here: {}", known.en)));
    }
    for finding in report.findings.iter().filter(|finding| finding.code != "no-signature") {
        out.push(format!("{} {}", mark(finding.weight), finding.message.text(language)));
    }
    for (number, signature) in report.signatures.iter().enumerate() {
        out.push(String::new());
        signed(number + 1, (report, signature), language, &mut out);
        if let Some(step) = report.steps.iter().find(|step| step.after == signature.field) {
            followed(step, language, &mut out);
        }
    }
    if !report.open.is_empty() {
        out.push(String::new());
        let open = report.open.join(", ");
        out.push(pick(format!("Ännu inte undertecknat: {open}"), format!("Not signed yet: {open}")));
    }
    if report.signatures.iter().any(|signature| signature.valid && !signature.time_stamp) {
        out.push(String::new());
        out.push(pick(
            "Underskrifterna visar vem som har undertecknat vad. De visar inte att personen hade rätt att göra det: jämför med grunden för behörigheten.".into(),
            "The signatures show who has signed what. They do not show that the person was authorised to: compare with the stated ground.".into(),
        ));
    }
    out.join("\n")
}

fn mark(weight: Weight) -> &'static str {
    match weight {
        Weight::Refused => "✗",
        Weight::Remark => "–",
    }
}

fn signed(number: usize, (report, signature): (&Report, &SignatureReport), language: Language, out: &mut Vec<String>) {
    let pick = |sv: String, en: String| if language == Language::Swedish { sv } else { en };
    let signer = signature.signer.as_deref().map_or_else(|| pick("okänd undertecknare".into(), "unknown signer".into()), shortened);
    let what = match (&signature.party, signature.time_stamp) {
        (_, true) => pick("Tidsstämpel över hela filen".into(), "Time stamp over the whole file".into()),
        (Some(party), false) => party.clone(),
        (None, false) => pick(format!("Fältet {}", signature.field), format!("The field {}", signature.field)),
    };
    let outcome = report.outcome(signature);
    out.push(format!("{number}. {what} – {signer}: {}", outcome.text(language)));
    let mut line = |text: String| out.push(format!("   {text}"));
    let refused = signature.findings.iter().filter(|finding| finding.weight == Weight::Refused);
    refused.for_each(|finding| line(format!("✗ {}", finding.message.text(language))));
    if let Some(signs) = signature.signs.as_ref().filter(|_| !signature.time_stamp)
        && let Some(what) = signs.words()
    {
        let hash = |name: &str, hash: &Option<String>| {
            hash.as_ref().map(|hash| format!(", {name} {}", hash.chars().take(12).collect::<String>())).unwrap_or_default()
        };
        let parts = |source, docx| format!("{}{}", hash(source, &signs.source), hash(docx, &signs.docx));
        let file: String = signs.sha256.chars().take(12).collect();
        line(pick(
            format!("Undertecknar: {}{}", what.sv, parts("källfil", "Word-fil")),
            format!("Signs: {}{}", what.en, parts("source", "Word file")),
        ));
        line(pick(format!("Filen med underskriften: kontrollsumma {file}"), format!("The file with the signature: hash {file}")));
    }
    if !signature.details.is_empty() {
        line(pick(
            format!("Uppgivet i dokumentet: {}", signature.details.join("; ")),
            format!("Stated in the document: {}", signature.details.join("; ")),
        ));
    }
    match (signature.proven_time, signature.claimed_time) {
        (Some(proven), _) => {
            let by = signature.time_authority.as_deref().map(shortened).unwrap_or_default();
            let time = moment(proven, language);
            line(pick(format!("Fanns bevisligen {time}, enligt {by}"), format!("Proven to exist {time}, by {by}")));
        }
        (None, Some(claimed)) => {
            let time = moment(claimed, language);
            line(pick(format!("Uppgiven tid: {time}"), format!("Claimed time: {time}")));
        }
        _ => {}
    }
    if !signature.chain.is_empty() {
        let chain = signature.chain.iter().map(|name| shortened(name)).collect::<Vec<_>>().join(" ← ");
        let of = signature.organisation.as_deref().map(|name| format!(" ({})", shortened(name))).unwrap_or_default();
        line(pick(format!("Certifikat{of}: {chain}"), format!("Certificate{of}: {chain}")));
    }
    if let Some(known) =
        signature.revocation.words().filter(|_| signature.valid && !signature.time_stamp || signature.revocation != Revocation::NotChecked)
    {
        line(known.text(language).to_owned());
    }
    let level = signature.level.map(|level| format!(", PAdES {}", level.name())).unwrap_or_default();
    let whole = if signature.whole_file { pick(" (hela filen)".into(), " (the whole file)".into()) } else { String::new() };
    line(match signature.revision {
        0 => pick(format!("Omfattar inget tillstånd av filen{level}"), format!("Covers no state of the file{level}")),
        state => pick(
            format!("Omfattar filens tillstånd {state} av {}{whole}{level}", report.revisions),
            format!("Covers state {state} of {} of the file{whole}{level}", report.revisions),
        ),
    });
    let remarks = signature.findings.iter().filter(|finding| finding.weight == Weight::Remark);
    remarks.for_each(|finding| line(format!("– {}", finding.message.text(language))));
}

/// What happened to the file after a signature.
fn followed(step: &Step, language: Language, out: &mut Vec<String>) {
    let words: Vec<String> = step.kinds.iter().map(|kind| kind.words().text(language).to_owned()).collect();
    let nothing = Message::new("inget", "nothing");
    let said = if words.is_empty() { nothing.text(language).to_owned() } else { words.join(", ") };
    out.push(format!("   {}: {said}", if language == Language::Swedish { "Därefter tillagt" } else { "Added afterwards" }));
    for finding in &step.findings {
        out.push(format!("   {} {}", mark(finding.weight), finding.message.text(language)));
    }
}
