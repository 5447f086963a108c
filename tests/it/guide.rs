//! The guide "write a kind", followed to the letter: its files are written, its commands run, and what they print is what it shows.
//!
//! A block says in its first line what it is: `file=NAME` is a file, `append=NAME` goes to the end of one, `change=NAME`
//! replaces a line (`- `) by another (`+ `), and `console` holds commands (`$ `) with what they print. `…` stands for
//! anything within a line, and alone for any lines.

use std::fs;
use std::path::Path;

use crate::cli::Desk;

/// One block of the guide: the words after its fence, its text, and its line.
struct Block {
    label: String,
    text: String,
    line: usize,
}

fn guide() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kind/WRITE_A_KIND.md")).expect("the guide").replace("\r\n", "\n")
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(label)) => open = Some(Block { label: label.to_owned(), text: String::new(), line: number + 1 }),
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some(block), _) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "the last block has no end");
    blocks
}

/// Whether lines are as shown.
fn as_shown(shown: &[&str], printed: &[&str]) -> bool {
    match shown {
        [] => printed.is_empty(),
        ["…", rest @ ..] => (0..=printed.len()).any(|skipped| as_shown(rest, &printed[skipped..])),
        [first, rest @ ..] => printed.first().is_some_and(|line| line_as_shown(first, line)) && as_shown(rest, &printed[1..]),
    }
}

fn line_as_shown(shown: &str, printed: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(mut rest) = parts.next().and_then(|first| printed.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = Some(part);
    }
    // What ends in an ellipsis may go on.
    rest.is_empty() || last == Some("")
}

/// Runs the commands of a block, and holds what they print against what the block shows.
fn console(desk: &Desk, block: &Block) {
    for part in block.text.split("$ kansli ").skip(1) {
        let (line, shown) = part.split_once('\n').expect("a command");
        let outcome = desk.run(&line.split(' ').collect::<Vec<_>>());
        let printed = format!("{}{}", outcome.out, outcome.err).replace("mallar\\rutin\\", "mallar/rutin/").replace("mallar\\", "mallar/");
        let lines = |text: &str| text.trim_end().lines().map(str::to_owned).collect::<Vec<_>>();
        let (shown, printed) = (lines(shown), lines(&printed));
        let refs = |lines: &[String]| lines.iter().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        let (shown, printed) = (refs(&shown), refs(&printed));
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        let printed: Vec<&str> = printed.iter().map(String::as_str).collect();
        assert!(
            as_shown(&shown, &printed),
            "line {} of the guide: kansli {line}\n--- shown ---\n{}\n--- printed ---\n{}\n",
            block.line,
            shown.join("\n"),
            printed.join("\n")
        );
        let faulty = shown.iter().any(|line| line.starts_with("fel["));
        assert_eq!(outcome.exit, i32::from(faulty), "kansli {line}");
    }
}

#[test]
fn the_guide_leads_to_a_kind_and_its_files() {
    let desk = Desk::new();
    for block in blocks(&guide()) {
        let (language, place) = block.label.split_once(' ').unwrap_or((&block.label, ""));
        let file = |name: &str| desk.path(name);
        match place.split_once('=') {
            Some(("file", name)) => {
                fs::create_dir_all(file(name).parent().expect("a folder")).expect("a folder");
                fs::write(file(name), &block.text).expect("a file");
            }
            Some(("append", name)) => {
                let text = fs::read_to_string(file(name)).expect("a file to add to");
                fs::write(file(name), text + &block.text).expect("a file");
            }
            Some(("change", name)) => {
                let line = |sign: &str| block.text.lines().find_map(|line| line.strip_prefix(sign)).expect("a line").to_owned();
                let text = fs::read_to_string(file(name)).expect("a file to change");
                assert_eq!(text.matches(&line("- ")).count(), 1, "line {}: one line is changed", block.line);
                fs::write(file(name), text.replace(&line("- "), &line("+ "))).expect("a file");
            }
            None if language == "console" => console(&desk, &block),
            other => panic!("line {}: a block of no known sort: {other:?}", block.line),
        }
    }
    for ending in ["docx", "pdf", "certificate.json"] {
        if ending != "pdf" || cfg!(feature = "pdf") {
            assert!(!desk.read(&format!("hembesok.{ending}")).is_empty(), "{ending}");
        }
    }
    let certificate = String::from_utf8(desk.read("hembesok.certificate.json")).expect("UTF-8");
    assert!(certificate.contains("\"docx\"") && certificate.contains("\"pdf\""), "{certificate}");
}

#[test]
fn the_guide_names_every_fault_and_every_clause() {
    let guide = guide();
    for code in kansli::kind::codes::ALL {
        assert!(guide.contains(&format!("`{code}`")), "the guide does not tell of {code}");
    }
    for path in kansli::world::World::templates_below(&kansli::world::BuiltIn, "clauses") {
        let clause = path.trim_start_matches("clauses/").trim_end_matches(".md.j2").replace('/', "@");
        assert!(guide.contains(&format!("`{clause}`")), "the guide does not tell of {clause}");
    }
}

#[test]
fn an_ellipsis_stands_for_anything() {
    assert!(as_shown(&["…", "b", "…"], &["a", "b", "c", "d"]));
    assert!(as_shown(&["a … c"], &["a b c"]));
    assert!(as_shown(&["a …"], &["a b c"]));
    assert!(!as_shown(&["a … c"], &["a b c d"]));
    assert!(!as_shown(&["a", "…"], &["b"]));
    assert!(!as_shown(&["a"], &["a", "b"]));
}
