//! Sections: the verdict first, then who signed, what happened to the file, what was judged, and by which roots.

use super::paper::{Paper, grouped};
use super::{Circumstances, TrustedRoot, rows};
use crate::diag::Language;
use crate::model::{Block, Head, Metadata, Orientation, TitleBlock, Tree};
use crate::sign::{Report, SignatureReport, Verdict, Weight, day, moment};

/// What stands above the title, and what the paper is called everywhere else.
const NAME: &str = "Valideringsintyg";

/// Identity is not authority: the one thing that nobody may read out of a signature.
const IDENTITY: &str = "Intyget visar vem som har undertecknat vad. Det visar inte att personen hade rätt att göra det: jämför med den grund för behörigheten som uppges i dokumentet.";

/// The whole paper.
pub fn tree(report: &Report, circumstances: &Circumstances<'_>) -> Tree {
    let mut paper = Paper::new(circumstances.drawn);
    let date = day(circumstances.time);
    let title = paper.plain(report.facts.title.as_deref().unwrap_or(circumstances.file));
    let program = paper.plain(circumstances.program);
    let short_hash: String = report.sha256.chars().take(12).collect();
    let head = Head {
        label: None,
        parties: vec![paper.line("Prövning av elektroniska underskrifter"), paper.line(&program)],
        facts: vec![paper.line(NAME), paper.line(&date)],
        short_title: paper.line(&format!("{NAME}, {}", circumstances.file)),
        running: vec![paper.line(&date)],
    };
    let title_block = TitleBlock { anchor: paper.anchor(), document_type: paper.line(NAME), title: paper.line(&title) };
    let mut blocks = verdict(report, circumstances, &mut paper);
    blocks.extend(signatures(report, &mut paper));
    blocks.extend(revisions(report, &mut paper));
    blocks.extend(judged(report, circumstances, &mut paper));
    blocks.extend(roots(circumstances.roots, &mut paper));
    blocks.extend(method(&mut paper));
    Tree {
        metadata: Metadata {
            id: format!("valideringsintyg-{short_hash}"),
            kind: "valideringsintyg".to_owned(),
            language: "sv-SE".to_owned(),
            title: format!("{NAME}: {title}"),
            authors: vec![program],
            date: Some(date),
            signing: None,
        },
        orientation: Orientation::Portrait,
        head,
        title: title_block,
        blocks,
        redline: None,
    }
}

/// The verdict, what was judged when, what is wrong with the file as a whole, and what the paper does not say.
fn verdict(report: &Report, circumstances: &Circumstances<'_>, paper: &mut Paper<'_>) -> Vec<Block> {
    let sentence = rows::impersonal(&report.sentence().sv);
    let (heading, rest) = sentence.split_once(": ").unwrap_or(("", &sentence));
    let words = paper.strong(&rows::sentence(rest));
    let mut out = vec![paper.heading(1, &rows::sentence(&heading.to_lowercase()).replace('.', "")), paper.paragraph(words)];
    let time = moment(circumstances.time, Language::Swedish);
    let asked = match circumstances.required {
        [] => String::new(),
        required => format!(" Underskrift krävdes av {}.", required.join(" och ")),
    };
    let says = if report.is_tied() { "Den är" } else { "Den säger sig vara" };
    let version = report.facts.version.as_ref().map(|version| format!(" {says} {}.", version.name())).unwrap_or_default();
    let by = circumstances.by.map(|by| format!(" av {by}")).unwrap_or_default();
    let words = paper.words(&format!("Filen ”{}” prövades {time}{by}.{version}{asked} {IDENTITY}", circumstances.file));
    out.push(paper.paragraph(words));
    let findings: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| finding.code != "no-signature")
        .map(|finding| rows::sentence(&rows::impersonal(&finding.message.sv)))
        .collect();
    if !findings.is_empty() {
        let weighs = report.findings.iter().any(|finding| finding.weight == Weight::Refused);
        let lead = paper.words(if weighs { "Det här är fel med filen i sin helhet:" } else { "Om filen i sin helhet:" });
        out.push(paper.paragraph(lead));
        out.push(paper.bullets(&findings));
    }
    out
}

/// One row for each signature, then all that is known of each.
fn signatures(report: &Report, paper: &mut Paper<'_>) -> Vec<Block> {
    let persons: Vec<&SignatureReport> = report.signatures.iter().filter(|signature| !signature.time_stamp).collect();
    let mut out = vec![paper.heading(1, "Underskrifter")];
    if !persons.is_empty() {
        let overview: Vec<[Vec<String>; 4]> = persons
            .iter()
            .map(|signature| {
                [vec![rows::party(signature)], vec![rows::signer(signature)], rows::when(signature), vec![rows::holds(report, signature)]]
            })
            .collect();
        out.push(paper.table([(0.3, "För"), (0.25, "Undertecknat av"), (0.29, "När"), (0.16, "Utfall")], &overview));
    }
    let lacking = |heading: &str, names: &[String]| (!names.is_empty()).then(|| format!("{heading}: {}.", names.join(", ")));
    let open = lacking("Ännu inte undertecknat", &report.open);
    let missing = lacking("Underskrift saknas för", &report.missing).filter(|_| report.verdict != Verdict::Incomplete);
    let none = persons.is_empty().then(|| "Filen bär ingen underskrift.".to_owned());
    for text in [none, open, missing].into_iter().flatten() {
        let words = paper.words(&text);
        out.push(paper.paragraph(words));
    }
    let mut stamps = 0;
    for (number, signature) in report.signatures.iter().enumerate() {
        let heading = if signature.time_stamp {
            stamps += 1;
            if stamps == 1 { "Tidsstämpel över hela filen".to_owned() } else { format!("Tidsstämpel {stamps} över hela filen") }
        } else {
            format!("Underskrift {}: {}", number + 1 - stamps, rows::signer(signature))
        };
        out.push(paper.heading(2, &heading));
        out.push(paper.facts(&rows::facts(report, signature)));
    }
    out
}

/// The revisions of the file, and what changed between them.
fn revisions(report: &Report, paper: &mut Paper<'_>) -> Vec<Block> {
    let mut rows: Vec<[Vec<String>; 3]> = Vec::new();
    if let Some(first) = report.signatures.iter().map(|signature| signature.revision).min().filter(|first| *first > 1) {
        let before = if first == 2 { "1".to_owned() } else { format!("1–{}", first - 1) };
        rows.push([vec![before], vec!["Dokumentet, innan någon undertecknade".to_owned()], vec!["Den första underskriften".to_owned()]]);
    }
    for signature in &report.signatures {
        let what = if signature.time_stamp { "Tidsstämpel" } else { "Underskrift" };
        let step = report.steps.iter().find(|step| step.after == signature.field);
        rows.push([
            vec![signature.revision.to_string()],
            vec![format!("{what} av {}", rows::signer(signature))],
            rows::followed(step, signature.whole_file),
        ]);
    }
    let known = |field: &str| report.signatures.iter().any(|signature| signature.field == field);
    for step in report.steps.iter().filter(|step| !known(&step.after)) {
        rows.push([vec!["–".to_owned()], vec!["En underskrift som filen inte längre visar".to_owned()], rows::followed(Some(step), false)]);
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let count = report.revisions;
    let lead = format!(
        "Filen har {count} tillstånd: ett nytt för varje gång något har lagts till i den. En underskrift omfattar tillståndet som den står i, och inget därefter. Efter en underskrift får bara fler underskrifter, bevis om dem och tidsstämplar läggas till."
    );
    let lead = paper.words(&lead);
    vec![
        paper.heading(1, "Filens tillstånd"),
        paper.paragraph(lead),
        paper.table([(0.13, "Tillstånd"), (0.4, "Slutar med"), (0.47, "Därefter tillagt")], &rows),
    ]
}

/// The file, and what it says that it was made of.
fn judged(report: &Report, circumstances: &Circumstances<'_>, paper: &mut Paper<'_>) -> Vec<Block> {
    let mut facts: Vec<rows::Fact> = vec![("Fil", vec![circumstances.file.to_owned()])];
    facts.push(("Titel", report.facts.title.clone().into_iter().collect()));
    if let Some(version) = &report.facts.version {
        facts.push(("Dokument", vec![version.document.to_string()]));
        facts.push(("Version i Kansli", vec![format!("{} (revision {})", version.version, version.revision)]));
        facts.push(("Händelseloggen före låsningen", version.log.iter().map(|log| grouped(log.as_str())).collect()));
    }
    facts.push(("I lagret hos den som prövade", report.store.iter().map(|known| known.words().sv).collect()));
    facts.push(("Filens kontrollsumma (SHA-256)", vec![grouped(&report.sha256)]));
    facts.push(("Originalets kontrollsumma, enligt kopian", report.facts.copy_of.iter().map(|hash| grouped(hash)).collect()));
    facts.push(("Källfilens kontrollsumma", report.facts.source.iter().map(|hash| grouped(hash)).collect()));
    facts.push(("Word-filens kontrollsumma", report.facts.docx.iter().map(|hash| grouped(hash)).collect()));
    facts.push(("Framställd med", report.facts.creator.clone().into_iter().collect()));
    let mut judged = vec![moment(circumstances.time, Language::Swedish)];
    judged.extend(circumstances.by.map(|by| format!("Av {by}")));
    judged.push(format!("Med {}", circumstances.program));
    facts.push(("Prövad", judged));
    facts.retain(|(_, values)| !values.is_empty());
    let mut out = vec![paper.heading(1, "Den prövade filen")];
    let lead = match (&report.facts.source, report.verdict) {
        (Some(_), Verdict::Valid | Verdict::Incomplete) => {
            "Versionen och kontrollsummorna för källfilen och Word-filen står i den undertecknade filen, så underskrifterna omfattar dem också."
        }
        (Some(_), Verdict::Invalid) => "Versionen och kontrollsummorna för källfilen och Word-filen är de som filen själv uppger.",
        (None, _) if report.facts.copy_of.is_some() => "Filen säger sig vara en allmän kopia, framställd ur ett original.",
        (None, _) => "Filen är inte gjord av Kansli, eller så säger den inte av vad den är gjord.",
    };
    let lead = paper.words(lead);
    out.push(paper.paragraph(lead));
    out.push(paper.facts(&facts));
    out
}

/// Whom the judge trusted.
fn roots(roots: &[TrustedRoot], paper: &mut Paper<'_>) -> Vec<Block> {
    let mut out = vec![paper.heading(1, "Betrodda rötter")];
    if roots.is_empty() {
        let words = paper.words("Ingen rot angavs, så ingen underskrift kan sägas komma från den som certifikatet nämner.");
        out.push(paper.paragraph(words));
        return out;
    }
    let lead = paper.words("Den som prövade filen litar på de här utfärdarna. Jämför kontrollsumman med den som utfärdaren uppger.");
    out.push(paper.paragraph(lead));
    let rows: Vec<[Vec<String>; 3]> = roots
        .iter()
        .map(|root| {
            let (from, until) = root.certificate.validity();
            let whom = root.principal.as_ref().map_or_else(|| "Alla, och tidsstämplar".to_owned(), |principal| format!("Bara {principal}"));
            let name = root.certificate.name();
            [vec![name, format!("Gäller {}–{}", day(from), day(until))], vec![whom], vec![grouped(&root.certificate.fingerprint())]]
        })
        .collect();
    out.push(paper.table([(0.35, "Rot"), (0.2, "Betrodd för"), (0.45, "Kontrollsumma (SHA-256)")], &rows));
    out
}

/// How it was judged, and what the paper is worth by itself.
fn method(paper: &mut Paper<'_>) -> Vec<Block> {
    let items = [
        "Varje underskrift är prövad mot de byte som den omfattar, och den ska omfatta ett helt tillstånd av filen (PAdES, ETSI EN 319 142-1).",
        "Certifikaten är prövade upp till en betrodd rot vid den tid som räknas: den bevisade, och annars vid prövningen (ETSI EN 319 102-1, RFC 5280).",
        "Filens tillstånd är jämförda efter innehåll. Det som inte säkert är en underskrift, ett bevis eller en tidsstämpel räknas som en ändring.",
        "Intyget är inte självt undertecknat. Förvara det tillsammans med filen, helst i ett undertecknat paket (kansli package). Vem som helst kan göra om prövningen: kansli verify.",
    ];
    vec![paper.heading(1, "Så prövades filen"), paper.bullets(&items.map(str::to_owned))]
}
