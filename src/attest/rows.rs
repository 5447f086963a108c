//! Rows: one signature of the report becomes the facts that a table shows of it.

use super::paper::grouped;
use crate::diag::Language;
use crate::sign::{Finding, Report, SignatureReport, Step, Weight, moment};

/// A row of facts: what it is, and a paragraph for each thing known.
pub type Fact = (&'static str, Vec<String>);

/// The name of whoever signed, by the certificate.
pub fn signer(signature: &SignatureReport) -> String {
    signature.signer.clone().unwrap_or_else(|| "okänd".to_owned())
}

/// For whom it was signed: the party as it stands above the line, without the word that leads it in there.
pub fn party(signature: &SignatureReport) -> String {
    match (&signature.party, &signature.principal) {
        (Some(party), _) => party.strip_prefix("För ").unwrap_or(party).to_owned(),
        (None, Some(principal)) => principal.clone(),
        (None, None) if signature.stray => format!("Ingen rad i dokumentet (fältet {})", signature.field),
        (None, None) => format!("Fältet {}", signature.field),
    }
}

/// When it was signed, as far as anybody knows, and how that is known.
pub fn when(signature: &SignatureReport) -> Vec<String> {
    let time = |seconds| moment(seconds, Language::Swedish);
    match (signature.proven_time, signature.claimed_time) {
        (Some(proven), _) => vec![time(proven), "Bevisad tid".to_owned()],
        (None, Some(claimed)) => vec![time(claimed), "Uppgiven tid".to_owned()],
        (None, None) => vec!["Framgår inte".to_owned()],
    }
}

/// Whether it holds, in few words.
pub fn holds(report: &Report, signature: &SignatureReport) -> String {
    match (signature.valid, report.lacks_only_trust(signature), report.issuers_judged) {
        (true, _, _) => "Håller",
        (false, true, false) => "Utfärdaren är inte prövad",
        (false, true, true) => "Utfärdaren är inte betrodd",
        (false, false, _) => "Håller inte",
    }
    .to_owned()
}

/// What weighs so much and no other, each with a capital and a full stop.
fn told(findings: &[Finding], weight: Weight) -> Vec<String> {
    findings.iter().filter(|finding| finding.weight == weight).map(|finding| sentence(&impersonal(&finding.message.sv))).collect()
}

/// What a verifier is told, in words for whoever reads the paper: nothing about what to do next.
pub fn impersonal(clause: &str) -> String {
    let clause = clause.split("; hämta den med kansli").next().unwrap_or(clause);
    clause
        .replace("som du inte har sagt att du litar på", "som inte hör till de betrodda rötterna")
        .replace("någon som du litar på, men inte för", "en betrodd utfärdare, som dock inte är betrodd för")
        .replace("; du har inte sagt om du litar på den utfärdaren", ", som inte är prövad")
        .replace("; den bevisar det först när du har sagt att du litar på dess utfärdare", "; dess utfärdare är inte prövad")
        .replace("du har inte sagt vilka utfärdare du litar på", "ingen utfärdare är angiven som betrodd")
        .replace("du litar på för en huvudman", "den som prövade litar på för en huvudman")
        .replace("; lägg till --trust ROT.pem", "")
        .replace("du litar på ”", "den som prövade litar på ”")
        .replace(": ange en spärrlista med --crl", "")
        .replace(": ange en nyare", "")
        .replace(": ange den utfärdarens spärrlista", "")
        .replace("; ta in den med kansli sign receive", "")
        .replace(": kör kansli verify utan fil", "")
}

/// A clause as a sentence of its own.
pub fn sentence(clause: &str) -> String {
    let mut characters = clause.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let rest = characters.as_str();
    let stop = if clause.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{rest}{stop}")
}

/// All that is known of a signature, or of a time stamp of the document.
pub fn facts(report: &Report, signature: &SignatureReport) -> Vec<Fact> {
    let time = |seconds: Option<i64>| seconds.map(|seconds| moment(seconds, Language::Swedish));
    let mut out: Vec<Fact> = Vec::new();
    let mut outcome = vec![holds(report, signature)];
    outcome.extend(told(&signature.findings, Weight::Refused));
    let changed = |step: &Step| step.after == signature.field && step.findings.iter().any(|finding| finding.weight == Weight::Refused);
    if !signature.valid && outcome.len() == 1 {
        let here = report.steps.iter().any(changed);
        outcome.push(if here { "Dokumentet ändrades efter den." } else { "Dokumentet ändrades senare, se Filens tillstånd." }.to_owned());
    }
    out.push(("Utfall", outcome));
    if signature.time_stamp {
        out.push(("Tidsstämplat av", vec![signer(signature)]));
        out.push(("Tid", time(signature.proven_time.or(signature.claimed_time)).into_iter().collect()));
    } else {
        let mut who = vec![signer(signature)];
        who.extend(signature.organisation.clone());
        out.push(("Undertecknat av, enligt certifikatet", who));
        let mut principal = vec![party(signature)];
        principal.extend(signature.principal.as_ref().map(|short| format!("Huvudman: {short}")));
        out.push(("För", principal));
        out.push(("Tryckt namn", signature.printed_name.clone().into_iter().collect()));
        out.push(("Uppgivet i dokumentet: titel, enhet och grund för behörigheten", signature.details.clone()));
        out.push(("Uppgiven tid", time(signature.claimed_time).into_iter().collect()));
        let proven = time(signature.proven_time).map(|time| match &signature.time_authority {
            Some(authority) => vec![time, format!("Enligt tidsstämpel av {authority}")],
            None => vec![time],
        });
        out.push(("Bevisad tid", proven.unwrap_or_else(|| vec!["Ingen: ingen tidsstämpel som räknas bevisar den".to_owned()])));
    }
    if let Some(signs) = signature.signs.as_ref().filter(|_| !signature.time_stamp) {
        let mut what: Vec<String> = signs.words().map(|words| words.sv).into_iter().collect();
        what.extend(signs.source.iter().map(|hash| format!("Källfilens kontrollsumma {}", short(hash))));
        what.extend(signs.docx.iter().map(|hash| format!("Word-filens kontrollsumma {}", short(hash))));
        out.push(("Undertecknar", what));
        out.push(("Filens kontrollsumma med underskriften (SHA-256)", vec![grouped(&signs.sha256)]));
    }
    out.push(("Certifikatkedja", chain(&signature.chain)));
    if !signature.time_stamp {
        let revocation = signature.revocation.words().map_or_else(|| "Framgår inte".to_owned(), |words| words.sv);
        out.push(("Spärr", vec![revocation]));
    }
    let whole = if signature.whole_file { "; filen till sista byten" } else { "" };
    let mut covers = vec![match signature.revision {
        0 => "Inget tillstånd av filen".to_owned(),
        state => format!("Filens tillstånd {state} av {}{whole}", report.revisions),
    }];
    match signature.level {
        Some(level) => covers.push(format!("Nivå PAdES {}", level.name())),
        None if signature.time_stamp || signature.signer.is_none() => {}
        None => covers.push("Ingen PAdES-nivå".to_owned()),
    }
    covers.push(format!("Fältet {} i filen", signature.field));
    out.push(("Omfattar", covers));
    out.push(("Anmärkningar", told(&signature.findings, Weight::Remark)));
    out.retain(|(_, values)| !values.is_empty());
    out
}

/// The first twelve characters of a hash that stands in full elsewhere on the paper.
fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// The chain, each certificate with who vouches for it.
fn chain(names: &[String]) -> Vec<String> {
    let last = names.len().saturating_sub(1);
    let of = |(at, name): (usize, &String)| match at {
        0 if last == 0 => name.clone(),
        0 => format!("{name}, utfärdat av"),
        at if at == last => format!("{name} (rot)"),
        _ => format!("{name}, utfärdat av"),
    };
    names.iter().enumerate().map(of).collect()
}

/// What happened to the file after a signature, and what of it is not allowed.
pub fn followed(step: Option<&Step>, whole_file: bool) -> Vec<String> {
    let Some(step) = step else {
        let nothing = if whole_file { "Inget: underskriften omfattar filen till sista byten" } else { "Framgår inte" };
        return vec![nothing.to_owned()];
    };
    let words: Vec<String> = step.kinds.iter().map(|kind| kind.words().sv).collect();
    let mut out = vec![if words.is_empty() { "Inget".to_owned() } else { sentence(&words.join(", ")).trim_end_matches('.').to_owned() }];
    out.extend(step.findings.iter().map(|finding| sentence(&finding.message.sv)));
    out
}
