//! A text file edited behind the certificate's back, line by line.

use super::{report, told, written};
use crate::support::tables::tables;
use crate::support::trees::rich;

#[test]
fn every_edit_of_the_text_is_caught() {
    let tree = rich();
    let text = String::from_utf8(written(&tree, "txt")).expect("UTF-8");
    let edit = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        told(&tree, "txt", text.replacen(from, to, 1).as_bytes())
    };
    let cases = vec![
        ("a heading without its line", edit("1. Bakgrund\n===========\n", "1. Bakgrund\n")),
        ("a heading whose line is too short", edit("1. Bakgrund\n===========\n", "1. Bakgrund\n==========\n")),
        ("a heading on another level", edit("1. Bakgrund\n===========\n", "1. Bakgrund\n-----------\n")),
        ("a heading that is a paragraph", edit("\n\n\nKommunernas förbund\n...................\n", "\n\nKommunernas förbund\n")),
        (
            "a paragraph that is a heading",
            edit(
                "\n\nPlatserna fördelas efter profession.\n",
                "\n\n\nPlatserna fördelas efter profession.\n====================================\n",
            ),
        ),
        ("two paragraphs in one", edit("\n\nPlatserna", "\nPlatserna")),
        ("a paragraph in two", edit("Platserna fördelas", "Platserna\n\nfördelas")),
        ("a paragraph that is an item", edit("\nPlatserna", "\n  • Platserna")),
        ("an item one step in", edit("\n  • ", "\n    • ")),
        ("another bullet", edit("\n  • ", "\n  x ")),
        ("another number of a reference", edit("[2] Register", "[3] Register")),
        ("bold lost", edit("*hälso- och sjukvård*", "hälso- och sjukvård")),
        ("italics for bold", edit("*hälso- och sjukvård*", "_hälso- och sjukvård_")),
        ("an address lost", edit(" <https://exempel.se/vard?a=1&b=2>", "")),
        ("another address", edit("vard?a=1&b=2>", "vard?a=1&b=3>")),
        ("a line to sign on missing", edit(&format!("\n   {}\n", "_".repeat(40)), "\n")),
        ("a short line to sign on", edit(&"_".repeat(40), &"_".repeat(20))),
        ("a name beside the block", edit("\n   Disa Åkerlund", "\nDisa Åkerlund")),
        ("signatories in another block", edit("\n\n   För Kommunernas förbund", "\n   För Kommunernas förbund")),
        ("a party more", edit("Västra regionen\n", "Västra regionen\nNorra regionen\n")),
        ("a fact less", edit("2021-03-15\n", "")),
        ("a title without its frame", edit(&format!("rader\n{}", "=".repeat(72)), "rader")),
        ("text in the frame", edit("\n\nExempel på", "\nUTKAST\n\nExempel på")),
        ("a cell in the next column", edit("  hösten 2021     Framtagande", "                  hösten 2021")),
        ("a cell across its columns", edit("hösten 2021     Framtagande", "hösten 2021   och Framtagande")),
        ("two rows in one", edit("\n\n  våren 2022 ", "\n  våren 2022 ")),
        (
            "a table without its end",
            told(&tree, "txt", {
                let rule = text.lines().rfind(|line| line.starts_with("  --")).expect("a rule");
                let at = text.rfind(rule).expect("the rule");
                format!("{}{}", &text[..at], &text[at + rule.len() + 1..]).as_bytes().to_vec().leak()
            }),
        ),
        ("a row less", edit("  hösten 2021     Framtagande av förslag\n\n", "")),
        ("a space at the end of a line", edit("profession.\n", "profession. \n")),
        ("a carriage return", edit("profession.\n", "profession.\r\n")),
        ("a character that orders", edit("profession", "pro\u{8}fession")),
        ("text after the end", told(&tree, "txt", format!("{text}Dessutom.\n").as_bytes())),
        ("no end of the last line", told(&tree, "txt", text.trim_end().as_bytes())),
        ("no UTF-8", told(&tree, "txt", &[text.as_bytes(), &[0xff, b'\n']].concat())),
    ];
    insta::assert_snapshot!(report(cases));
}

#[test]
fn every_edit_of_records_is_caught() {
    let tree = tables();
    let text = String::from_utf8(written(&tree, "txt")).expect("UTF-8");
    insta::assert_snapshot!("tables_as_text", text);
    let dashes = text.lines().find(|line| line.starts_with("  - - ")).expect("records").to_owned() + "\n";
    let label = text.lines().find(|line| line.starts_with("  ") && line.contains(": ")).expect("a labelled cell").to_owned();
    let edit = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        told(&tree, "txt", text.replacen(from, to, 1).as_bytes())
    };
    let cases = vec![
        ("a cell under another header", edit(&label, &label.replacen(": ", "x: ", 1))),
        ("a cell without its header", edit(&label, &format!("  {}", label.split_once(": ").expect("a label").1))),
        ("a cell less", edit(&format!("{label}\n"), "")),
        (
            "two rows in one",
            told(&tree, "txt", text.replacen(&dashes, "\u{1}", 2).replacen('\u{1}', &dashes, 1).replace('\u{1}', "").as_bytes()),
        ),
        ("a cell of the agenda under another header", edit("\n  Typ: I\n", "\n  Typer: I\n")),
        ("a cell of the agenda without its header", edit("\n  Typ: I\n", "\n  I\n")),
        (
            "a paragraph of a cell in the next cell",
            edit("\n\n    Bilaga 3\n  Föredragande: Disa Åkerlund\n", "\n  Föredragande: Disa Åkerlund\n\n    Bilaga 3\n"),
        ),
        ("a row that names others, as a pause", edit("\n  == ", "\n  -- ")),
        ("a row that names others, as a cell", edit("\n  == ", "\n  ")),
    ];
    insta::assert_snapshot!(report(cases));
}
