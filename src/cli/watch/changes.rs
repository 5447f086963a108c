//! Two trees of one document turn into a sentence on where their words differ.
//!
//! Small on purpose: it names the sections concerned and counts the places. Which words were changed, the drafter knows.

use std::collections::BTreeMap;

use crate::diag::Message;
use crate::model::{Block, Body, Head, Tree, words};

/// A section of the text: what stands under one heading of level 1.
struct Section {
    /// What the section is found by in the other tree: the key of its heading, else the words of it; empty for what
    /// stands before the first heading.
    name: String,
    /// The words of the heading, without its number.
    title: String,
    /// Paragraphs, items, rows and signature columns, each as its words.
    places: Vec<String>,
}

/// Where the words of two trees differ.
pub fn changes(before: &Tree, after: &Tree) -> Message {
    let (old, new) = (sections(before), sections(after));
    let mut changed: Vec<Message> = Vec::new();
    if before.title.title.text() != after.title.title.text() || before.title.document_type.text() != after.title.document_type.text() {
        changed.push(Message::new("titeln", "the title"));
    }
    if head(&before.head) != head(&after.head) {
        changed.push(Message::new("sidhuvudet", "the page head"));
    }
    for section in &new {
        if let Some(former) = old.iter().find(|former| former.name == section.name)
            && former.places != section.places
        {
            changed.push(in_section(section, differing(&former.places, &section.places)));
        }
    }
    let missing_in = |others: &[Section], sections: &[Section]| -> Vec<String> {
        let missing = sections.iter().filter(|section| !others.iter().any(|other| other.name == section.name));
        missing.map(|section| format!("”{}”", section.title)).collect()
    };
    let (added, removed) = (missing_in(&old, &new), missing_in(&new, &old));
    let mut parts = Vec::new();
    if !changed.is_empty() {
        let list = listed(&changed);
        parts.push(Message::new(format!("ändrat i {}", list.sv), format!("changed in {}", list.en)));
    }
    for (sections, sv, en) in [(added, "nytt avsnitt:", "new section:"), (removed, "borttaget avsnitt:", "section removed:")] {
        if !sections.is_empty() {
            let names = sections.join(", ");
            parts.push(Message::new(format!("{sv} {names}"), format!("{en} {names}")));
        }
    }
    let order = |sections: &[Section]| sections.iter().map(|section| section.name.clone()).collect::<Vec<_>>();
    if parts.is_empty() && order(&old) != order(&new) {
        parts.push(Message::new("avsnitten står i en annan ordning", "the sections stand in another order"));
    }
    if parts.is_empty() {
        return Message::new("inga ord i dokumentet har ändrats", "no words of the document have changed");
    }
    let join = |texts: Vec<&str>| texts.join("; ");
    Message::new(join(parts.iter().map(|part| part.sv.as_str()).collect()), join(parts.iter().map(|part| part.en.as_str()).collect()))
}

fn in_section(section: &Section, places: usize) -> Message {
    let title = if section.name.is_empty() {
        Message::new("inledningen", "the opening")
    } else {
        Message::new(format!("”{}”", section.title), format!("“{}”", section.title))
    };
    let count = match places {
        0 => Message::new("ordningen", "the order"),
        1 => Message::new("1 ställe", "1 place"),
        _ => Message::new(format!("{places} ställen"), format!("{places} places")),
    };
    Message::new(format!("{} ({})", title.sv, count.sv), format!("{} ({})", title.en, count.en))
}

/// How many places differ: those that are new or gone, whichever are more, since a changed one is both.
fn differing(before: &[String], after: &[String]) -> usize {
    let mut balance: BTreeMap<&str, isize> = BTreeMap::new();
    before.iter().for_each(|place| *balance.entry(place).or_default() -= 1);
    after.iter().for_each(|place| *balance.entry(place).or_default() += 1);
    let sum = |sign: isize| balance.values().map(|count| (count * sign).max(0)).sum::<isize>();
    sum(1).max(sum(-1)).unsigned_abs()
}

/// "a, b och c"
fn listed(items: &[Message]) -> Message {
    let list = |texts: Vec<&str>, and: &str| match texts.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} {and} {last}", rest.join(", ")),
        None => String::new(),
    };
    Message::new(
        list(items.iter().map(|item| item.sv.as_str()).collect(), "och"),
        list(items.iter().map(|item| item.en.as_str()).collect(), "and"),
    )
}

fn head(head: &Head) -> Vec<String> {
    let lines = head.parties.iter().chain(&head.facts).chain(std::iter::once(&head.short_title)).chain(&head.running);
    lines.map(|line| line.text()).collect()
}

fn sections(tree: &Tree) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut current = Section { name: String::new(), title: String::new(), places: Vec::new() };
    for block in &tree.blocks {
        if let Body::Heading(heading) = &block.body
            && heading.level == 1
        {
            let title = words(&heading.content);
            let name = block.key.as_ref().map_or_else(|| title.clone(), |key| key.as_str().to_owned());
            let next = Section { name, places: vec![title.clone()], title };
            sections.push(std::mem::replace(&mut current, next));
        } else {
            places(block, &mut current.places);
        }
    }
    sections.push(current);
    sections.retain(|section| !section.places.is_empty());
    sections
}

/// The words of a block, place by place.
fn places(block: &Block, out: &mut Vec<String>) {
    match &block.body {
        Body::Heading(heading) => out.push(words(&heading.content)),
        Body::Paragraph { content } => out.push(words(content)),
        Body::List(list) => list.items.iter().flat_map(|item| &item.blocks).for_each(|block| places(block, out)),
        Body::Table(table) => {
            for cells in std::iter::once(&table.header).chain(table.rows.iter().map(|row| &row.cells)) {
                let mut row = Vec::new();
                cells.iter().flat_map(|cell| &cell.blocks).for_each(|block| places(block, &mut row));
                if !cells.is_empty() {
                    out.push(row.join("\t"));
                }
            }
        }
        Body::Signatures(signatures) => {
            out.extend(signatures.place_and_date.iter().map(|line| line.text()));
            for column in &signatures.columns {
                let signers = column.signers.iter().flat_map(|signer| signer.name.iter().chain(&signer.details));
                let lines = std::iter::once(&column.party).chain(signers);
                out.push(lines.map(|line| line.text()).collect::<Vec<_>>().join("\t"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::CheckOptions;
    use crate::diag::FileName;
    use crate::model::Record;
    use crate::produce::Producer;
    use crate::world::BuiltIn;

    fn tree(old: &str, new: &str) -> Tree {
        let text = include_str!("../../../documents/exempel/alla-delar.toml");
        assert!(text.contains(old), "{old}");
        let source = crate::read::read(FileName::new("a.toml"), text.replacen(old, new, 1).as_bytes()).unwrap();
        Producer::new(&BuiltIn).unwrap().check(&source, &CheckOptions::default(), &Record::default()).output.unwrap()
    }

    #[test]
    fn what_differs_is_told_by_section() {
        let same = tree("id", "id");
        let told = |old: &str, new: &str| {
            let message = changes(&same, &tree(old, new));
            format!("{old:.30?} → {new:.30?}\n  {}\n  {}\n", message.sv, message.en)
        };
        let mut all = String::new();
        all.push_str(&told("id", "id"));
        all.push_str(&told("date = \"2025-02-03\"", "date = \"2025-02-04\""));
        all.push_str(&told("title = \"", "title = \"Ny "));
        all.push_str(&told("background = \"\"\"\n", "background = \"\"\"\nEtt nytt stycke.\n\nOch ett till.\n\n"));
        all.push_str(&told("organisation = \"Kommunförbundet Björkmark\"", "organisation = \"Förbundet\""));
        insta::assert_snapshot!(all);
    }
}
