//! What somebody does to a generated document.

use proptest::prelude::*;

use super::{Draft, DraftCell, DraftItem, Party, WORDS, Words, draft, item, name, party, row, words};

/// What somebody does. Numbers choose places, counted round.
#[derive(Debug, Clone)]
pub enum Edit {
    Word(usize, usize, String),
    Leave(usize),
    Add(usize, Draft),
    Move(usize, usize),
    Split(usize, usize),
    Join(usize),
    /// Of the parts of a block, such as items, rows and parties, the one there is taken out.
    PartOut(usize, usize),
    /// And put in elsewhere, as it is or with another's words.
    PartMoved(usize, usize, usize),
    PartIn(usize, usize, Box<(DraftItem, [DraftCell; 2], Party)>),
    /// Another level, mark or line.
    Form(usize),
    /// A text of a cell, an item or a signer comes or goes.
    Inside(usize, usize, Words),
}

pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let place = 0_usize..40;
    let edit = prop_oneof![
        5 => (place.clone(), place.clone(), name(WORDS)).prop_map(|(a, b, word)| Edit::Word(a, b, word)),
        1 => place.clone().prop_map(Edit::Leave),
        1 => (place.clone(), draft()).prop_map(|(at, draft)| Edit::Add(at, draft)),
        1 => (place.clone(), place.clone()).prop_map(|(a, b)| Edit::Move(a, b)),
        2 => (place.clone(), 1_usize..12).prop_map(|(a, b)| Edit::Split(a, b)),
        1 => place.clone().prop_map(Edit::Join),
        1 => (place.clone(), place.clone()).prop_map(|(a, b)| Edit::PartOut(a, b)),
        1 => (place.clone(), place.clone(), place.clone()).prop_map(|(a, b, c)| Edit::PartMoved(a, b, c)),
        2 => (place.clone(), place.clone(), (item(), row(), party())).prop_map(|(a, b, part)| Edit::PartIn(a, b, Box::new(part))),
        1 => place.clone().prop_map(Edit::Form),
        3 => (place.clone(), place, words()).prop_map(|(a, b, words)| Edit::Inside(a, b, words)),
    ];
    proptest::collection::vec(edit, 0..7)
}

/// Every text of words in a block.
fn texts(draft: &mut Draft) -> Vec<&mut Words> {
    match draft {
        Draft::Heading(..) => Vec::new(),
        Draft::Paragraph(words) => vec![words],
        Draft::List(_, items) => items.iter_mut().flat_map(|item| item.paragraphs.iter_mut().chain(&mut item.inner)).collect(),
        Draft::Table(rows) => rows.iter_mut().flatten().flat_map(|cell| cell.paragraphs.iter_mut().chain(&mut cell.items)).collect(),
        Draft::Signatures(_, parties) => {
            parties.iter_mut().flat_map(|party| &mut party.1).map(|(_, details)| details).filter(|details| !details.is_empty()).collect()
        }
    }
}

/// Every row of paragraphs, of which one can be split and two joined.
fn rows_of_paragraphs(draft: &mut Draft) -> Vec<&mut Vec<Words>> {
    match draft {
        Draft::List(_, items) => items.iter_mut().map(|item| &mut item.paragraphs).collect(),
        Draft::Table(rows) => rows.iter_mut().flatten().map(|cell| &mut cell.paragraphs).collect(),
        _ => Vec::new(),
    }
}

fn moved<T>(parts: &mut Vec<T>, from: usize, to: usize) {
    if !parts.is_empty() {
        let part = parts.remove(from % parts.len());
        parts.insert(to % (parts.len() + 1), part);
    }
}

fn out<T>(parts: &mut Vec<T>, at: usize) {
    if parts.len() > 1 {
        parts.remove(at % parts.len());
    }
}

fn split(paragraphs: &mut Vec<Words>, at: usize, word: usize) {
    if let Some(words) = paragraphs.get_mut(at).filter(|words| words.len() > 1) {
        let rest = words.split_off((word % words.len()).max(1));
        paragraphs.insert(at + 1, rest);
    }
}

fn join(paragraphs: &mut Vec<Words>, at: usize) {
    if at + 1 < paragraphs.len() {
        let next = paragraphs.remove(at + 1);
        paragraphs[at].extend(next);
    }
}

pub fn apply(drafts: &mut Vec<Draft>, edit: &Edit) {
    let count = drafts.len().max(1);
    match edit {
        Edit::Word(at, word, text) => {
            let mut all: Vec<_> = drafts.iter_mut().flat_map(texts).collect();
            let count = all.len().max(1);
            if let Some(words) = all.get_mut(at % count) {
                let word = word % words.len();
                words[word].clone_from(text);
            }
        }
        Edit::Leave(at) if !drafts.is_empty() => drop(drafts.remove(at % count)),
        Edit::Leave(_) => {}
        Edit::Add(at, draft) => drafts.insert(at % (drafts.len() + 1), draft.clone()),
        Edit::Move(from, to) => moved(drafts, *from, *to),
        Edit::Split(at, word) => {
            let at = at % count;
            match drafts.get_mut(at) {
                Some(Draft::Paragraph(words)) if words.len() > 1 => {
                    let rest = words.split_off((word % words.len()).max(1));
                    drafts.insert(at + 1, Draft::Paragraph(rest));
                }
                Some(draft) => rows_of_paragraphs(draft).into_iter().take(2).for_each(|paragraphs| split(paragraphs, 0, *word)),
                None => {}
            }
        }
        Edit::Join(at) => {
            let at = at % count;
            if let (Some(Draft::Paragraph(_)), Some(Draft::Paragraph(next))) = (drafts.get(at), drafts.get(at + 1)) {
                let next = next.clone();
                drafts.remove(at + 1);
                if let Some(Draft::Paragraph(words)) = drafts.get_mut(at) {
                    words.extend(next);
                }
            } else if let Some(draft) = drafts.get_mut(at) {
                rows_of_paragraphs(draft).into_iter().take(2).for_each(|paragraphs| join(paragraphs, 0));
            }
        }
        Edit::PartOut(at, part) => match drafts.get_mut(at % count) {
            Some(Draft::List(_, items)) => out(items, *part),
            Some(Draft::Table(rows)) => out(rows, *part),
            Some(Draft::Signatures(_, parties)) => out(parties, *part),
            _ => {}
        },
        Edit::PartMoved(at, from, to) => match drafts.get_mut(at % count) {
            Some(Draft::List(_, items)) => moved(items, *from, *to),
            Some(Draft::Table(rows)) => moved(rows, *from, *to),
            Some(Draft::Signatures(_, parties)) => moved(parties, *from, *to),
            _ => {}
        },
        Edit::PartIn(at, to, part) => match drafts.get_mut(at % count) {
            Some(Draft::List(_, items)) => items.insert(to % (items.len() + 1), part.0.clone()),
            Some(Draft::Table(rows)) => rows.insert(to % (rows.len() + 1), part.1.clone()),
            Some(Draft::Signatures(_, parties)) => parties.insert(to % (parties.len() + 1), part.2.clone()),
            _ => {}
        },
        Edit::Form(at) => match drafts.get_mut(at % count) {
            Some(Draft::Heading(level, numbered, _)) => (*level, *numbered) = (*level % 3 + 1, !*numbered && *level % 3 + 1 < 3),
            Some(Draft::List(bullets, _)) => *bullets = !*bullets,
            Some(Draft::Signatures(place, _)) => *place = !*place,
            _ => {}
        },
        Edit::Inside(at, part, words) => inside(drafts.get_mut(at % count), *part, words),
    }
}

fn inside(draft: Option<&mut Draft>, part: usize, words: &Words) {
    match draft {
        Some(Draft::List(_, items)) => {
            let count = items.len();
            let item = &mut items[part % count];
            match part % 4 {
                0 => item.paragraphs.insert(0, words.clone()),
                1 => item.inner.push(words.clone()),
                2 => drop(item.inner.pop()),
                _ => out(&mut item.paragraphs, 0),
            }
        }
        Some(Draft::Table(rows)) => {
            let count = rows.len();
            let cell = &mut rows[part % count][part / 2 % 2];
            match part % 4 {
                0 => cell.paragraphs.insert(0, words.clone()),
                1 => cell.items.push(words.clone()),
                2 => drop(cell.items.pop()),
                _ => drop(cell.paragraphs.pop()),
            }
        }
        Some(Draft::Signatures(_, parties)) => {
            let count = parties.len();
            let signers = &mut parties[part % count].1;
            match part % 4 {
                0 => signers.insert(0, (None, Vec::new())),
                1 => signers[0].1.push(words[0].clone()),
                2 => signers[0].0 = Some(words[0].clone()),
                _ => signers[0].1.clear(),
            }
        }
        _ => {}
    }
}
