//! Trees made by hand, for tests of one writer or reader alone.

use kansli::diag::FileName;
use kansli::model::*;

pub fn origin(pointer: &str) -> Origin {
    Origin::Field(Pointer::parse(pointer).expect("a pointer"))
}

fn template(line: u32) -> Origin {
    Origin::Template { file: FileName::new("templates/uppdragshandling/text.md.j2"), line }
}

pub fn run(text: &str, pointer: &str) -> Run {
    Run { text: text.into(), style: Style::default(), origin: origin(pointer) }
}

pub fn line(text: &str, pointer: &str) -> Line {
    Line(vec![run(text, pointer)])
}

pub fn text(words: &str, pointer: &str) -> Vec<Inline> {
    vec![Inline::Text(run(words, pointer))]
}

pub fn paragraph(words: &str, pointer: &str, ordinal: usize) -> Block {
    Block {
        anchor: Anchor::of(pointer, ordinal),
        key: None,
        origin: origin(pointer),
        body: Body::Paragraph { content: text(words, pointer) },
    }
}

pub fn heading(level: u8, number: Option<&str>, words: &str, key: &str, at: u32) -> Block {
    let content = vec![Inline::Text(Run { text: words.into(), style: Style::default(), origin: template(at) })];
    Block {
        anchor: Anchor::of("templates/uppdragshandling/text.md.j2", at as usize),
        key: Some(Key::new(key)),
        origin: template(at),
        body: Body::Heading(Heading { level, number: number.map(String::from), content }),
    }
}

pub fn item(pointer: &str, ordinal: usize, blocks: Vec<Block>) -> Item {
    Item { anchor: Anchor::of(&format!("{pointer}/item"), ordinal), key: None, origin: origin(pointer), blocks }
}

pub fn list(marker: ListMarker, pointer: &str, ordinal: usize, items: Vec<Item>) -> Block {
    Block {
        anchor: Anchor::of(&format!("{pointer}/list"), ordinal),
        key: None,
        origin: origin(pointer),
        body: Body::List(List { marker, items }),
    }
}

fn cell(words: &str, pointer: &str) -> Cell {
    let content = if words.is_empty() { Vec::new() } else { text(words, pointer) };
    Cell::of(Anchor::of(pointer, 0), origin(pointer), content)
}

/// A tree with every block, inline and look that a tree can hold.
pub fn rich() -> Tree {
    let references = Anchor::of("/references/0", 0);
    let timeline = Anchor::of("templates/uppdragshandling/text.md.j2", 70);
    let style = |text: &str, emphasis, strong| {
        Inline::Text(Run { text: text.into(), style: Style { emphasis, strong, mark: None }, origin: origin("/background") })
    };
    let rich_paragraph = Block {
        anchor: Anchor::of("/background", 0),
        key: Some(Key::new("/background")),
        origin: origin("/background"),
        body: Body::Paragraph {
            content: vec![
                style("Ungefär 1 % av befolkningen dör varje år. Det gäller ", false, false),
                style("vård i livets slut", true, false),
                style(", ", false, false),
                style("hälso- och sjukvård", false, true),
                style(" och ", false, false),
                style("båda på en gång", true, true),
                style("; läs mer på ", false, false),
                Inline::Link {
                    target: LinkTarget::Web("https://exempel.se/vard?a=1&b=2".into()),
                    content: vec![run("programmets sida", "/background")],
                },
                style(", i ", false, false),
                Inline::Link { target: LinkTarget::Section(timeline.clone()), content: vec![run("avsnitt 2", "/background")] },
                style(" och i ", false, false),
                Inline::Link { target: LinkTarget::Reference(references.clone()), content: vec![run("[1]", "/background")] },
                style(". Tecken: å ä ö Å Ä Ö é – — ” § 85, 20–25 %, < & > \"citat\" #panic *stjärna* $x$.", false, false),
            ],
        },
    };
    let nested = list(
        ListMarker::Bullet,
        "/background",
        0,
        vec![
            item(
                "/background",
                0,
                vec![paragraph(
                    "berör personer som har omfattande och sammansatta vårdbehov som behöver samordnas mellan huvudmännen",
                    "/background",
                    1,
                )],
            ),
            item(
                "/background",
                1,
                vec![
                    paragraph("har behov av stöd:", "/background", 2),
                    list(
                        ListMarker::Number,
                        "/background",
                        1,
                        vec![
                            item("/background", 2, vec![paragraph("i hemmet", "/background", 3)]),
                            item(
                                "/background",
                                3,
                                vec![
                                    paragraph("på sjukhus", "/background", 4),
                                    list(
                                        ListMarker::Bullet,
                                        "/background",
                                        2,
                                        vec![item("/background", 4, vec![paragraph("dygnet runt", "/background", 5)])],
                                    ),
                                    paragraph("Ett andra stycke i samma punkt.", "/background", 6),
                                ],
                            ),
                        ],
                    ),
                ],
            ),
        ],
    );
    let row = |n: usize, key: &str, words: [&str; 3]| Row {
        anchor: Anchor::of("/timeline/row", n),
        key: Some(Key::new(key)),
        origin: origin(&format!("/timeline/{n}")),
        role: RowRole::Ordinary,
        cells: words
            .iter()
            .zip(["period", "activity", "deciding_body"])
            .map(|(text, field)| cell(text, &format!("/timeline/{n}/{field}")))
            .collect(),
    };
    let table = Block {
        anchor: Anchor::of("/timeline", 0),
        key: Some(Key::new("/timeline")),
        origin: origin("/timeline"),
        body: Body::Table(Table {
            columns: vec![
                Column { width: 0.25, alignment: Alignment::Left },
                Column { width: 0.5, alignment: Alignment::Left },
                Column { width: 0.25, alignment: Alignment::Right },
            ],
            header: vec![cell("Period", "/h/0"), cell("Aktivitet", "/h/1"), cell("Organ", "/h/2")],
            row_headers: false,
            rows: vec![
                row(0, "a", ["hösten 2021", "Framtagande av förslag", ""]),
                row(
                    1,
                    "b",
                    ["våren 2022", "Remiss eller inhämtning av synpunkter från båda huvudmännen, med tid för svar", "Kunskapsrådet"],
                ),
                row(2, "c", ["tidpunkt ej bestämd", "Beslut", "Respektive huvudman"]),
            ],
        }),
    };
    let reference = |n: usize, words: &str| Item {
        anchor: Anchor::of(&format!("/references/{n}"), 0),
        key: Some(Key::new(format!("r{n}"))),
        origin: origin(&format!("/references/{n}")),
        blocks: vec![paragraph(words, &format!("/references/{n}/title"), 0)],
    };
    let signer = |n: usize, name: Option<&str>, details: &[&str]| Signer {
        anchor: Anchor::of(&format!("/signatories/{n}"), 1),
        origin: origin(&format!("/signatories/{n}")),
        name: name.map(|name| line(name, &format!("/signatories/{n}/name"))),
        details: details.iter().map(|d| line(d, &format!("/signatories/{n}/title"))).collect(),
    };
    let column = |n: usize, party: &str, signers: Vec<Signer>| SignatureColumn {
        anchor: Anchor::of(&format!("/signatories/{n}"), 0),
        key: Some(Key::new(party)),
        origin: origin(&format!("/signatories/{n}")),
        party: line(party, &format!("/principals/{n}/name")),
        signers,
    };
    let signatures = Block {
        anchor: Anchor::of("/signatories", 0),
        key: Some(Key::new("signatures")),
        origin: origin("/signatories"),
        body: Body::Signatures(Signatures {
            place_and_date: Some(line("Göteborg, dag som ovan", "/place")),
            columns: vec![
                column(
                    0,
                    "För Västra regionen",
                    vec![signer(
                        0,
                        Some("Disa Åkerlund"),
                        &["Direktör", "Koncernstab hälsa", "Behörighet: regionstyrelsens beslut 2021-02-02 § 12"],
                    )],
                ),
                column(
                    1,
                    "För Kommunernas förbund",
                    vec![signer(1, Some("Ebbe Östergård"), &["Förbundsdirektör"]), signer(2, None, &["Ordförande"])],
                ),
            ],
        }),
    };
    Tree {
        orientation: Orientation::Portrait,
        redline: None,
        metadata: Metadata {
            id: "exempel".into(),
            kind: "uppdragshandling".into(),
            language: "sv-SE".into(),
            title: "Uppdragshandling: Exempel på <allt> & mera".into(),
            authors: vec!["Västra regionen".into(), "Kommunernas förbund".into()],
            date: Some("2021-03-15".into()),
            signing: None,
        },
        head: Head {
            label: None,
            parties: vec![line("Västra regionen", "/principals/0/name"), line("Kommunernas förbund", "/principals/1/name")],
            facts: vec![
                line("Uppdragshandling", "/document_type"),
                line("ARBETSMATERIAL", "/state"),
                line("2021-03-15", "/date"),
                line("Dnr VR 2021-00123", "/principals/0/case_number"),
                line("Dnr KF 2021/45", "/principals/1/case_number"),
            ],
            short_title: line("Exempel på allt", "/short_title"),
            running: vec![line("ARBETSMATERIAL", "/state"), line("2021-03-15", "/date")],
        },
        title: TitleBlock {
            anchor: Anchor::of("/title", 0),
            document_type: line("Uppdragshandling", "/document_type"),
            title: line("Exempel på <allt> & mera som en uppdragshandling kan bära på två rader", "/title"),
        },
        blocks: vec![
            heading(1, Some("1."), "Bakgrund", "background", 1),
            rich_paragraph,
            nested,
            heading(2, Some("a."), "Arbetsgrupp", "working-group", 30),
            heading(3, None, "Kommunernas förbund", "group", 40),
            paragraph("Platserna fördelas efter profession.", "/organisation/working_group", 0),
            heading(2, Some("b."), "Processledare", "process-leaders", 50),
            paragraph("En från vardera huvudmannen, ca 20–25 % tjänst.", "/organisation/process_leaders", 0),
            heading(1, Some("2."), "Tidplan", "timeline", 70),
            table,
            heading(1, None, "Underskrifter", "signatures", 80),
            signatures,
            heading(1, None, "Referenser", "references", 90),
            list(
                ListMarker::Bracket,
                "/references",
                0,
                vec![
                    reference(
                        0,
                        "Nationellt program för vård i livets slut. https://exempel.se/program/2020/ett-mycket-langt-dokumentnamn-2020-04-15.pdf",
                    ),
                    reference(1, "Register över vården, 2020."),
                ],
            ),
        ],
    }
}
