//! What the writer refuses to write: a tree that Word would say otherwise, a theme that can't be.

use kansli::diag::{Diagnostic, Language, codes};
use kansli::model::{Anchor, Body, Inline, LinkTarget, Tree};
use kansli::theme::Theme;
use kansli::write::docx;

use super::{provenance, theme};
use crate::support::trees;

fn refused(tree: &Tree, theme: &Theme) -> Vec<Diagnostic> {
    docx::write(tree, theme, &provenance()).expect_err("a refusal")
}

/// The only fault of the rich tree after a change.
fn fault(change: impl FnOnce(&mut Tree)) -> String {
    let mut tree = trees::rich();
    change(&mut tree);
    let faults = refused(&tree, &theme());
    assert!(faults.iter().all(|fault| fault.code == codes::INTERNAL_FAULT), "{faults:?}");
    faults.iter().map(|fault| fault.message.text(Language::Swedish)).collect::<Vec<_>>().join("\n")
}

fn body(tree: &mut Tree, at: usize) -> &mut Body {
    &mut tree.blocks[at].body
}

#[test]
fn a_number_that_word_would_not_print() {
    let message = fault(|tree| {
        let Body::Heading(heading) = body(tree, 8) else { panic!("a heading") };
        heading.number = Some("3.".into());
    });
    assert_eq!(message, "Word-filen går inte att göra: rubriken har numret ”3.”, men Word räknar till ”2.”");
    // Word does not begin again at `a.` after a heading of level 1 without a number.
    let message = fault(|tree| {
        let Body::Heading(heading) = body(tree, 6) else { panic!("a heading") };
        heading.number = Some("a.".into());
    });
    assert!(message.contains("”a.”, men Word räknar till ”b.”"), "{message}");
    let message = fault(|tree| {
        let Body::Heading(heading) = body(tree, 4) else { panic!("a heading") };
        heading.number = Some("i.".into());
    });
    assert!(message.contains("Word räknar till ”–”"), "{message}");
}

#[test]
fn control_characters() {
    for character in ['\u{0}', '\u{1}', '\n', '\t', '\r', '\u{85}', '\u{fffe}'] {
        let message = fault(|tree| tree.head.facts[0].0[0].text.push(character));
        assert!(message.contains(&format!("styrtecknet U+{:04X}", u32::from(character))), "{message}");
    }
    assert!(fault(|tree| tree.metadata.title.push('\u{7}')).contains("styrtecken"));
}

#[test]
fn two_parts_of_one_name_and_names_that_are_none() {
    let message = fault(|tree| tree.blocks[8].anchor = tree.blocks[0].anchor.clone());
    assert!(message.contains("två delar heter"), "{message}");
    let message = fault(|tree| tree.title.anchor = serde_json::from_str::<Anchor>(r#""a <b>""#).expect("an anchor"));
    assert!(message.contains("duger inte som bokmärke"), "{message}");
}

#[test]
fn links_that_lead_nowhere() {
    let link = |tree: &mut Tree, to: LinkTarget| {
        let Body::Paragraph { content } = body(tree, 1) else { panic!("a paragraph") };
        let link = content.iter_mut().find_map(|inline| match inline {
            Inline::Link { target, .. } => Some(target),
            Inline::Text(_) => None,
        });
        *link.expect("a link") = to;
    };
    assert!(fault(|tree| link(tree, LinkTarget::Section(Anchor::of("/nowhere", 0)))).contains("som inte finns"));
    assert!(fault(|tree| link(tree, LinkTarget::Web("javascript:alert(1)".into()))).contains("varken https eller mailto"));
}

#[test]
fn tables_that_are_not_rectangles_and_items_without_a_paragraph() {
    let message = fault(|tree| {
        let Body::Table(table) = body(tree, 9) else { panic!("a table") };
        table.rows[1].cells.pop();
    });
    assert!(message.contains("fyller inte kolumnerna"), "{message}");
    let message = fault(|tree| {
        let Body::List(list) = body(tree, 2) else { panic!("a list") };
        list.items[0].blocks.clear();
    });
    assert!(message.contains("börjar inte med ett stycke"), "{message}");
    let message = fault(|tree| {
        let heading = tree.blocks[8].clone();
        let Body::List(list) = body(tree, 2) else { panic!("a list") };
        list.items[0].blocks.push(heading);
    });
    assert!(message.contains("står i en lista"), "{message}");
}

#[test]
fn a_date_that_is_none() {
    let mut provenance = provenance();
    provenance.date = "2021-02-30".into();
    let faults = docx::write(&trees::rich(), &theme(), &provenance).expect_err("a refusal");
    assert!(faults[0].message.sv.contains("”2021-02-30” är inget datum"), "{faults:?}");
}

#[test]
fn themes_that_no_page_can_have() {
    let changes: [fn(&mut Theme); 4] = [
        |theme| theme.colours.rule = "red\"/>".into(),
        |theme| theme.text.size_pt = f64::NAN,
        |theme| theme.page.left_mm = 200.0,
        |theme| theme.list.bullets[0] = "\u{1}".into(),
    ];
    for change in changes {
        let mut theme = theme();
        change(&mut theme);
        let faults = refused(&trees::rich(), &theme);
        assert!(faults.iter().all(|fault| fault.code == codes::THEME_FAULT) && !faults.is_empty(), "{faults:?}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    /// Any text comes out as it is, or is refused for its control characters; no part is ever faulty.
    #[test]
    fn any_text_is_text(text in "\\PC{0,40}|[<>&'\"\\]\\[!-]{0,12}|\\p{any}{0,12}") {
        let mut tree = trees::rich();
        tree.title.title.0[0].text = text.clone();
        tree.head.short_title.0[0].text = text.clone();
        tree.metadata.title = text.clone();
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        match docx::write(&tree, &theme(), &provenance()) {
            Ok(written) => for part in ["word/document.xml", "word/header2.xml"] {
                let expected = format!(">{escaped}</w:t>");
                proptest::prop_assert!(text.is_empty() || super::part(&written.bytes, part).contains(&expected));
            },
            Err(faults) => {
                let control = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
                proptest::prop_assert!(text.contains(control), "{faults:?}");
            }
        }
    }
}

#[test]
fn markup_in_any_text_is_text() {
    let hostile = r#"<w:p> & "a" 'b' ]]> <!-- --> &amp;"#;
    let (mut tree, mut theme) = (trees::rich(), theme());
    theme.list.bullets[0] = "<&\">".into();
    theme.fonts.word = "A\"<b>&".into();
    tree.head.short_title.0[0].text = hostile.into();
    tree.metadata.title = hostile.into();
    tree.metadata.language = "sv\"<".into();
    tree.title.title.0[0].text = hostile.into();
    let file = docx::write(&tree, &theme, &provenance()).expect("a Word file").bytes;
    let escaped = r#"&lt;w:p&gt; &amp; "a" 'b' ]]&gt; &lt;!-- --&gt; &amp;amp;"#;
    for part in ["word/document.xml", "word/header2.xml", "docProps/core.xml"] {
        assert!(super::part(&file, part).contains(escaped), "{part}");
    }
    assert!(super::part(&file, "word/numbering.xml").contains(r#"w:val="&lt;&amp;&quot;&gt;""#));
}
