//! Turns what a redline can't track in Word into the sentences of its appendix.

use crate::diag::Message;
use crate::model::{Alignment, Block, Body, Former, Head, Heading, Line, ListMarker, Orientation, Redline, Table, Tree, words};

/// The bookmark at the heading of the appendix, which is the last thing in the file.
pub const UNTRACKED_BOOKMARK: &str = "kansli_untracked";

/// How many characters of a list or a table tell which one is meant.
const TELLING: usize = 60;

/// The heading of the appendix.
pub(super) fn heading() -> Message {
    Message::new("Ändringar som Word inte kan spåra", "Changes that Word can't track")
}

/// What the appendix says before it lists the changes.
pub(super) fn introduction() -> Message {
    Message::new(
        "Det här skiljer också versionerna åt, men visas inte som spårade ändringar. På de här ställena står det som i den nya \
         versionen, också när du avvisar ändringarna. Ta bort listan när du är klar med den.",
        "This too is different between the versions, but is not shown as tracked changes. In these places it stands as in the new \
         version, also when you reject the changes. Remove this list when you have finished with it.",
    )
}

/// Every change that Word can't track, in the order of the document.
pub(super) fn changes(tree: &Tree) -> Vec<Message> {
    let Some(redline) = &tree.redline else { return Vec::new() };
    let mut out = Vec::new();
    if redline.former_orientation.is_some() {
        out.push(match tree.orientation {
            Orientation::Landscape => {
                Message::new("Sidorna är liggande i stället för stående.", "The pages are landscape instead of portrait.")
            }
            Orientation::Portrait => {
                Message::new("Sidorna är stående i stället för liggande.", "The pages are portrait instead of landscape.")
            }
        });
    }
    if let Some(former) = &redline.former_head {
        heads(former, &tree.head, &mut out);
    }
    blocks(&tree.blocks, redline, &mut out);
    out
}

/// Lines that one version's heads alone have. Those that begin alike are told of together.
fn heads(old: &Head, new: &Head, out: &mut Vec<Message>) {
    let texts = |lines: &[Line]| lines.iter().map(|line| folded(&line.text())).collect::<Vec<_>>();
    let lines = |head: &Head| [&head.parties[..], &head.facts, std::slice::from_ref(&head.short_title), &head.running].map(texts);
    let mut told = Vec::new();
    for (old, new) in lines(old).iter().zip(lines(new)) {
        let mut came: Vec<&String> = new.iter().filter(|line| !old.contains(line)).collect();
        for gone in old.iter().filter(|line| !new.contains(line)) {
            // The last of equals in the reversed row is the first in the head.
            let nearest = (0..came.len()).rev().max_by_key(|at| came.get(*at).map(|line| alike(gone, line)));
            told.push(match nearest.map(|at| came.remove(at)) {
                Some(new) => Message::new(
                    format!("I sidhuvudet står ”{new}” i stället för ”{gone}”."),
                    format!("The page head says “{new}” instead of “{gone}”."),
                ),
                None => Message::new(format!("I sidhuvudet har ”{gone}” tagits bort."), format!("The page head no longer says “{gone}”.")),
            });
        }
        let more =
            |new: &String| Message::new(format!("I sidhuvudet har ”{new}” tillkommit."), format!("The page head now also says “{new}”."));
        told.extend(came.into_iter().map(more));
    }
    // Later heads repeat what the first one says.
    for message in told {
        if !out.contains(&message) {
            out.push(message);
        }
    }
}

/// How many characters two lines begin with alike.
fn alike(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

fn blocks(all: &[Block], redline: &Redline, out: &mut Vec<Message>) {
    for block in all {
        let former = redline.former.get(&block.anchor);
        match (&block.body, former) {
            (Body::Heading(now), Some(Former::Heading { level, number })) => heading_of_another_form(now, *level, number.as_deref(), out),
            (Body::List(list), former) => {
                if let Some(Former::List { marker }) = former {
                    let begins = beginning(block);
                    let (was, is) = (marked(*marker), marked(list.marker));
                    out.push(Message::new(
                        format!("Listan som börjar ”{begins}” har {} i stället för {}.", is.0, was.0),
                        format!("The list that begins “{begins}” has {} instead of {}.", is.1, was.1),
                    ));
                }
                list.items.iter().for_each(|item| blocks(&item.blocks, redline, out));
            }
            (Body::Table(table), former) => {
                if let Some(Former::Table { alignments, row_headers }) = former {
                    table_of_another_form(&beginning(block), table, alignments, *row_headers, out);
                }
                let rows = table.rows.iter().map(|row| &row.cells);
                std::iter::once(&table.header).chain(rows).flatten().for_each(|cell| blocks(&cell.blocks, redline, out));
            }
            _ => {}
        }
    }
}

/// A heading's number alone is no change that is listed here: Word counts anew, whatever is accepted.
fn heading_of_another_form(now: &Heading, level: u8, number: Option<&str>, out: &mut Vec<Message>) {
    let title = folded(&words(&now.content));
    if now.level != level {
        out.push(Message::new(
            format!("Rubriken ”{title}” står på nivå {} i stället för nivå {level}.", now.level),
            format!("The heading “{title}” is of level {} instead of level {level}.", now.level),
        ));
    }
    match (number, now.number.is_some()) {
        (Some(number), false) => out.push(Message::new(
            format!("Rubriken ”{title}” är onumrerad; förut hade den numret ”{number}”."),
            format!("The heading “{title}” has no number; it had the number “{number}”."),
        )),
        (None, true) => out.push(Message::new(
            format!("Rubriken ”{title}” är numrerad; förut var den onumrerad."),
            format!("The heading “{title}” is numbered; it was not before."),
        )),
        _ => {}
    }
}

/// What is set otherwise in a table than it was, each as a sentence.
fn table_of_another_form(begins: &str, now: &Table, alignments: &[Alignment], row_headers: bool, out: &mut Vec<Message>) {
    for (at, (column, was)) in now.columns.iter().zip(alignments).enumerate().filter(|(_, (column, was))| column.alignment != **was) {
        let (number, is, was) = (at + 1, set(column.alignment), set(*was));
        out.push(Message::new(
            format!("I tabellen som börjar ”{begins}” är kolumn {number} {} i stället för {}.", is.0, was.0),
            format!("In the table that begins “{begins}” column {number} is {} instead of {}.", is.1, was.1),
        ));
    }
    if now.row_headers && !row_headers {
        out.push(Message::new(
            format!("I tabellen som börjar ”{begins}” är varje rads första cell nu dess rubrik."),
            format!("In the table that begins “{begins}” the first cell of each row now heads it."),
        ));
    } else if row_headers && !now.row_headers {
        out.push(Message::new(
            format!("I tabellen som börjar ”{begins}” är radernas första cell inte längre deras rubrik."),
            format!("In the table that begins “{begins}” the first cell of a row no longer heads it."),
        ));
    }
}

/// How a column is set, in Swedish and English.
fn set(alignment: Alignment) -> (&'static str, &'static str) {
    match alignment {
        Alignment::Left => ("vänsterställd", "flush left"),
        Alignment::Right => ("högerställd", "flush right"),
    }
}

/// The first words of a list or a table, which tell which one is meant.
fn beginning(block: &Block) -> String {
    let first = folded(&first_words(block));
    let short: String = first.chars().take(TELLING).collect();
    let dots = if short.len() < first.len() { " …" } else { "" };
    format!("{}{dots}", short.trim_end())
}

/// What stands before items, in Swedish and English.
fn marked(marker: ListMarker) -> (&'static str, &'static str) {
    match marker {
        ListMarker::Bullet => ("punkter", "bullets"),
        ListMarker::Number => ("nummer", "numbers"),
        ListMarker::Bracket => ("nummer inom hakparentes", "numbers in brackets"),
    }
}

/// The words that a list or a table begins with.
fn first_words(block: &Block) -> String {
    match &block.body {
        Body::Paragraph { content } => words(content),
        Body::List(list) => list.items.first().and_then(|item| item.blocks.first()).map(first_words).unwrap_or_default(),
        Body::Table(table) => {
            let cells = table.header.iter().chain(table.rows.iter().flat_map(|row| &row.cells));
            cells.flat_map(|cell| cell.blocks.first()).map(first_words).next().unwrap_or_default()
        }
        Body::Heading(_) | Body::Signatures(_) => String::new(),
    }
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
