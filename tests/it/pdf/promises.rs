//! What every PDF promises: standards, language, structure, metadata, same bytes; and faults that say whose they are.

use kansli::diag::{Diagnostic, Place, codes};
use kansli::model::{Anchor, Block, Body, Inline, Line, LinkTarget, Run, Tree};

use super::reading::Reading;
use super::{provenance, theme, try_write, write};
use crate::support::trees::rich;

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let once = write(&rich());
    let mut other = rich();
    other.metadata.id = "annan".into();
    assert_ne!(once, write(&other), "the document's id is in the file");
    assert_eq!(once, write(&rich()));
}

#[test]
fn the_file_says_what_it_is() {
    let reading = Reading::new(&write(&rich()));
    assert_eq!(reading.text(reading.catalog(), b"Lang"), "sv-SE");
    let preferences = reading.resolve(reading.catalog().get(b"ViewerPreferences").unwrap()).as_dict().unwrap();
    assert!(preferences.get(b"DisplayDocTitle").and_then(lopdf::Object::as_bool).unwrap());
    let information = reading.information();
    assert_eq!(reading.text(information, b"Title"), "Uppdragshandling: Exempel på <allt> & mera");
    assert_eq!(reading.text(information, b"Author"), "Västra regionen, Kommunernas förbund");
    assert_eq!(reading.text(information, b"CreationDate"), "D:20210315000000Z");
    let keywords = reading.text(information, b"Keywords");
    let given = provenance();
    for (name, hash) in [("source", given.source), ("kind", given.kind), ("theme", given.theme), ("docx", given.docx.unwrap())] {
        assert!(keywords.contains(&format!("{name}:sha256:{hash}")), "{keywords}");
    }
    assert_eq!(
        reading.bookmarks(),
        ["1. Bakgrund", "\ta. Arbetsgrupp", "\t\tKommunernas förbund", "\tb. Processledare", "2. Tidplan", "Underskrifter", "Referenser"]
    );
}

#[test]
fn each_unit_of_the_tree_is_one_element() {
    let reading = Reading::new(&write(&rich()));
    let outline: String = reading
        .structure()
        .into_iter()
        .filter(|(_, kind)| !matches!(kind.as_str(), "Em" | "Strong" | "Span"))
        .map(|(depth, kind)| format!("{}{kind}\n", "  ".repeat(depth - 1)))
        .collect();
    insta::assert_snapshot!(outline);
}

#[test]
fn every_table_has_a_header_cell_for_each_column() {
    let reading = Reading::new(&write(&rich()));
    assert_eq!((reading.count("Table"), reading.count("THead"), reading.count("TH"), reading.count("TD")), (1, 1, 3, 9));
}

/// Words that would do something in typst, TeX, HTML, Markdown or a template.
const HOSTILE: &[&str] = &[
    "#panic(\"nej\") #let x = 1 #read(\"/etc/passwd\")",
    "#import \"@preview/x:1.0.0\": * \\ $x^2$ @ref <label> *fet* _kursiv_ `kod`",
    "= Rubrik - punkt + nummer / term: förklaring // resten /* hej */",
    "] } ) #[ <script>alert(1)</script> {{ value }} {% if %} \\u{41} ~ -- --- ... \" ' https://exempel.se",
];

fn runs(tree: &mut Tree) -> Vec<&mut Run> {
    fn lines(lines: &mut [Line]) -> impl Iterator<Item = &mut Run> {
        lines.iter_mut().flat_map(|line| line.0.iter_mut())
    }
    fn inlines(content: &mut [Inline]) -> impl Iterator<Item = &mut Run> {
        content.iter_mut().flat_map(|inline| match inline {
            Inline::Text(run) => std::slice::from_mut(run).iter_mut(),
            Inline::Link { content, .. } => content.iter_mut(),
        })
    }
    fn blocks<'a>(all: &'a mut [Block], out: &mut Vec<&'a mut Run>) {
        for block in all {
            match &mut block.body {
                Body::Heading(heading) => out.extend(inlines(&mut heading.content)),
                Body::Paragraph { content } => out.extend(inlines(content)),
                Body::List(list) => list.items.iter_mut().for_each(|item| blocks(&mut item.blocks, out)),
                Body::Table(table) => {
                    let cells = table.header.iter_mut().chain(table.rows.iter_mut().flat_map(|row| row.cells.iter_mut()));
                    cells.for_each(|cell| blocks(&mut cell.blocks, out));
                }
                Body::Signatures(signatures) => {
                    out.extend(signatures.place_and_date.iter_mut().flat_map(|line| line.0.iter_mut()));
                    for column in &mut signatures.columns {
                        out.extend(column.party.0.iter_mut());
                        for signer in &mut column.signers {
                            out.extend(signer.name.iter_mut().flat_map(|line| line.0.iter_mut()));
                            out.extend(lines(&mut signer.details));
                        }
                    }
                }
            }
        }
    }
    let mut out = Vec::new();
    let head = &mut tree.head;
    out.extend(lines(&mut head.parties).chain(lines(&mut head.facts)).chain(lines(&mut head.running)));
    out.extend(head.short_title.0.iter_mut());
    out.extend(tree.title.document_type.0.iter_mut().chain(tree.title.title.0.iter_mut()));
    blocks(&mut tree.blocks, &mut out);
    out
}

#[test]
fn no_word_is_read_as_markup() {
    for hostile in HOSTILE {
        let mut tree = rich();
        let mut all = runs(&mut tree);
        all.iter_mut().for_each(|run| run.text = (*hostile).to_owned());
        let places = all.len();
        tree.metadata.title = (*hostile).to_owned();
        tree.metadata.authors = vec![(*hostile).to_owned()];
        let bytes = write(&tree);
        let reading = Reading::new(&bytes);
        assert_eq!(reading.text(reading.information(), b"Title"), *hostile);
        // Lines break the words, and a reader of lines puts spaces between segments: only the letters are compared.
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        let pages = reading.pages();
        let found = letters(&pages.concat()).matches(&letters(hostile)).count();
        // What stands in the running heads is drawn once for each later page.
        let running = tree.head.running.len() + 1;
        assert!(found + running >= places && pages.len() > 1, "{found} of {places} on {} pages: {hostile}", pages.len());
    }
}

#[test]
fn the_layout_can_run_nothing() {
    let layout = theme().layout;
    for word in ["eval(", "plugin(", "read(", "import", "include", "sys."] {
        assert!(!layout.contains(word), "layout.typ must not use {word}");
    }
}

fn one_fault(result: Result<Vec<u8>, Vec<Diagnostic>>) -> Diagnostic {
    let faults = result.expect_err("a fault");
    assert!(faults.iter().all(|fault| fault.code == codes::INTERNAL_FAULT), "{faults:?}");
    faults.into_iter().next().expect("at least one")
}

#[test]
fn a_fault_of_the_layout_is_ours_and_has_its_place() {
    let mut theme = theme();
    theme.layout = "#let x = 1\n#panic(\"stopp\")".into();
    let fault = one_fault(try_write(&rich(), &theme));
    assert_eq!(fault.place, Place::Text { file: theme.layout_file.clone(), range: 12..26 });
    assert!(fault.message.sv.starts_with("ett fel i Kansli, inte i dokumentet: PDF-filen gick inte att framställa, så inget skrevs"));
    assert!(fault.message.en.contains("nothing was written") && fault.message.en.contains("stopp"));
    assert!(try_write(&rich(), &super::theme()).is_ok(), "the next job goes well");
}

#[test]
fn a_warning_of_the_typesetter_is_a_fault() {
    let mut theme = theme();
    theme.fonts.pdf = "Ingen Sådan".into();
    assert!(one_fault(try_write(&rich(), &theme)).message.en.contains("unknown font family"));
}

#[test]
fn what_checks_should_have_refused_is_no_silent_loss() {
    let mut lacking = rich();
    lacking.title.title.0[0].text = "Ett leende 🙂".into();
    assert!(one_fault(try_write(&lacking, &theme())).message.en.contains("🙂"));
    let link = |target: LinkTarget| {
        let mut tree = rich();
        for block in &mut tree.blocks {
            if let Body::Paragraph { content } = &mut block.body {
                content.iter_mut().for_each(|inline| {
                    if let Inline::Link { target: old, .. } = inline {
                        *old = target.clone();
                    }
                });
            }
        }
        one_fault(try_write(&tree, &theme())).message.en
    };
    assert!(link(LinkTarget::Section(Anchor::of("/nowhere", 0))).contains("which the document lacks"));
    assert!(link(LinkTarget::Web("javascript:alert(1)".into())).contains("neither https: nor mailto:"));
}

#[test]
fn a_word_that_had_to_be_broken_is_told() {
    let mut tree = rich();
    let word = "informationssäkerhetssamordnarutbildningsplan";
    for block in &mut tree.blocks {
        if let Body::Table(table) = &mut block.body {
            let content = table.rows[0].cells[0].first_paragraph_mut().expect("a paragraph");
            let Some(Inline::Text(run)) = content.first_mut() else { panic!("a cell with text") };
            run.text = word.into();
        }
    }
    let written = kansli::write::pdf::write(&tree, &theme(), &provenance()).expect("the PDF");
    let [warning] = &written.warnings[..] else { panic!("{:?}", written.warnings) };
    assert_eq!((&warning.code, warning.severity), (&codes::LONG_WORD, kansli::diag::Severity::Notice));
    let Place::Field { pointer, .. } = &warning.place else { panic!("{:?}", warning.place) };
    assert_eq!(pointer.as_str(), "/timeline/0/period");
    assert!(warning.message.sv.starts_with("”informationssäkerhetssamordnarutbildnin…” får inte plats"), "{}", warning.message.sv);
    let whole: String = Reading::new(&written.bytes).pages().concat().split_whitespace().collect();
    assert!(whole.contains(word));
}
