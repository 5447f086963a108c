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
    lines.push(match verified_at {
        Some(address) if address.contains("://") || address.starts_with("www.") => format!("Kontrolleras på {address}"),
        Some(program) => format!("Kontrolleras med {program}"),
        // A printout can't be verified: the file itself is the place.
        None => "Kontrolleras i den elektroniska filen, med kansli verify".to_owned(),
    });
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
    let quoted = |title: &String| pick(format!("”{title}”"), format!("“{title}”"));
    let names = [report.facts.title.as_ref().map(quoted), report.facts.version.as_ref().map(StoredVersion::name)];
    let names: Vec<String> = names.into_iter().flatten().collect();
    if !names.is_empty() {
        out.push(names.join(", "));
    }
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    let revisions = match report.revisions {
        0 | 1 => pick("inget är tillagt efter att den gjordes".into(), "nothing was added after it was made".into()),
        2 => pick("filen har fått 1 tillägg".into(), "the file has got 1 addition".into()),
        count => pick(format!("filen har fått {} tillägg", count - 1), format!("the file has got {} additions", count - 1)),
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
    if let Some(original) = &report.facts.copy_of {
        facts.push_str(&pick(
            format!("; allmän kopia av originalet {}", short(original)),
            format!("; a public copy of the original {}", short(original)),
        ));
    }
    out.push(facts);
    if let Some(known) = &report.store {
        let known = known.words();
        out.push(pick(format!("I lagret här: {}", known.sv), format!("In the store here: {}", known.en)));
    }
    // What the sentence or the line about the store has said is not said twice.
    for finding in report.findings.iter().filter(|finding| !["no-signature", "store-other-file"].contains(&finding.code)) {
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
        (None, false) if signature.stray => pick(
            format!("Inte på någon rad i dokumentet, fältet {}", shortened(&signature.field)),
            format!("On no line of the document, the field {}", shortened(&signature.field)),
        ),
        (None, false) => pick(format!("Fältet {}", shortened(&signature.field)), format!("The field {}", shortened(&signature.field))),
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
            line(match signature.time_stamp {
                true => pick(format!("Stämpeln är från {time}, enligt {by}"), format!("The stamp is of {time}, by {by}")),
                false => pick(
                    format!("Underskriften fanns bevisligen {time}, enligt {by}"),
                    format!("The signature is proven to have existed {time}, by {by}"),
                ),
            });
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
    let level = match signature.level {
        Some(level) => format!("; PAdES {}", level.name()),
        None if signature.time_stamp || signature.signer.is_none() => String::new(),
        None => pick("; ingen PAdES-nivå".into(), "; no PAdES level".into()),
    };
    line(match (signature.revision, signature.whole_file) {
        (0, _) => pick(format!("Omfattar ingen hel fil{level}"), format!("Covers no whole file{level}")),
        (_, true) => pick(format!("Omfattar hela filen{level}"), format!("Covers the whole file{level}")),
        (revision, false) => {
            let later = report.revisions.saturating_sub(revision);
            pick(
                format!(
                    "Omfattar filen som den då var, före {}{level}",
                    if later == 1 { "det sista tillägget".to_owned() } else { format!("de {later} sista tilläggen") }
                ),
                format!(
                    "Covers the file as it then was, before {}{level}",
                    if later == 1 { "the last addition".to_owned() } else { format!("the last {later} additions") }
                ),
            )
        }
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
