//! What stands in the Word files of the pairs, as reviewed: a line for each paragraph.

use super::corpus::pairs;
use super::*;

/// The body of a redline: before each paragraph what its end is, then its style and words; `[+…+]` is inserted, `[-…-]`
/// deleted.
fn readable(document: &Xml) -> String {
    let mut out = String::new();
    blocks(document.first("w:body").expect("a body"), "", &mut out);
    out
}

fn sign(properties: Option<&Xml>) -> char {
    let has = |name: &str| properties.is_some_and(|properties| properties.first(name).is_some());
    match (has("w:ins"), has("w:del")) {
        (true, false) => '+',
        (false, true) => '-',
        (false, false) => ' ',
        (true, true) => '?',
    }
}

fn blocks(parent: &Xml, indent: &str, out: &mut String) {
    for child in &parent.children {
        match child.name.as_str() {
            "w:p" => {
                let style = child.at(&["w:pPr", "w:pStyle"]).map_or("Normal", Xml::value);
                let level = child.at(&["w:pPr", "w:numPr", "w:ilvl"]).map_or(String::new(), |level| format!(" {}", level.value()));
                let mut text = String::new();
                words(child, &mut text);
                let line = format!("{} {indent}{style}{level}: {text}", sign(child.at(&["w:pPr", "w:rPr"])));
                out.push_str(line.trim_end_matches(' '));
                out.push('\n');
            }
            "w:tbl" => {
                for row in child.all("w:tr") {
                    out.push_str(&format!("{} {indent}row\n", sign(row.first("w:trPr"))));
                    row.all("w:tc").for_each(|cell| blocks(cell, &format!("{indent}| "), out));
                }
            }
            _ => {}
        }
    }
}

fn words(parent: &Xml, out: &mut String) {
    for child in &parent.children {
        let (before, after) = match child.name.as_str() {
            "w:ins" => ("[+", "+]"),
            "w:del" => ("[-", "-]"),
            "w:hyperlink" => ("⟨", "⟩"),
            "w:t" | "w:delText" => {
                out.push_str(&child.words().replace('\u{a0}', "~"));
                continue;
            }
            "w:pPr" | "w:rPr" => continue,
            _ => ("", ""),
        };
        out.push_str(before);
        words(child, out);
        out.push_str(after);
    }
}

#[test]
fn the_redlines_are_as_reviewed() {
    for (name, old, new) in pairs().into_iter().filter(|(name, ..)| name != "june-to-march") {
        let file = redline(&old, &new);
        insta::assert_snapshot!(name.replace('-', "_"), readable(&parts(&file)["word/document.xml"]));
        // Nothing of an earlier run or of another document shows in the bytes.
        assert!(file == redline(&old, &new), "{name}");
    }
}
