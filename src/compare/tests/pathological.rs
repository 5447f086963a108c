//! Pairs made to be slow: the steps that comparing takes grow with the length of the documents, not with its square.

use super::*;
use crate::compare::effort;

/// Words that are the same in every run, one for each number.
fn word(number: usize) -> String {
    let mut number = number.wrapping_mul(2_654_435_761) % 8_031_810_149;
    let mut out = String::new();
    for _ in 0..7 {
        out.push(char::from(b'a' + u8::try_from(number % 26).unwrap()));
        number /= 26;
    }
    out
}

fn paragraph(number: usize, words: usize) -> Draft {
    Draft::Paragraph((0..words).map(|at| word(number * 1_000 + at)).collect())
}

/// Steps for each word of both versions.
fn effort_of(old: &[Draft], new: &[Draft]) -> (f64, Tree) {
    let (old, new) = (tree(old), tree(new));
    let words = |tree: &Tree| {
        let texts = tree
            .blocks
            .iter()
            .map(|block| if let Body::Paragraph { content } = &block.body { crate::model::words(content) } else { String::new() });
        texts.map(|text| text.split_whitespace().count()).sum::<usize>()
    };
    let (redline, steps) = effort::of(|| compare(&old, &new));
    (steps as f64 / (words(&old) + words(&new)) as f64, redline)
}

/// The steps for a word of ten times as much are at most so many times those of the lesser pair.
const GROWTH: f64 = 2.0;

fn grows_evenly(pair: impl Fn(usize) -> (Vec<Draft>, Vec<Draft>)) -> Tree {
    let effort = |count| {
        let (old, new) = pair(count);
        effort_of(&old, &new)
    };
    let ((little, _), (much, redline)) = (effort(1_000), effort(10_000));
    assert!(much <= GROWTH * little.max(10.0) && much < 5_000.0, "{little} and {much} steps a word");
    redline
}

#[test]
fn equal_paragraphs_are_paired_in_order() {
    let same = || Draft::Paragraph(vec!["gruppen".into(), "möts".into(), "varje".into(), "vecka".into()]);
    let redline =
        grows_evenly(|count| (vec![same(); count], [vec![same(); count / 2], vec![paragraph(7, 4)], vec![same(); count - 10]].concat()));
    let changes = &redline.redline.as_ref().unwrap().changes;
    assert!(changes.len() <= 5_000, "{}", changes.len());
}

#[test]
fn everything_changed_is_told_as_such() {
    let redline = grows_evenly(|count| {
        ((0..count).map(|at| paragraph(at, 8)).collect(), (0..count).map(|at| paragraph(1_000_000 + at, 8)).collect())
    });
    let changes = &redline.redline.as_ref().unwrap().changes;
    assert!(changes.iter().all(|change| matches!(change.kind, ChangeKind::Inserted | ChangeKind::Deleted)), "nothing is kept");
}

#[test]
fn one_word_in_each_paragraph_is_found_in_each() {
    let changed = |at: usize| {
        let Draft::Paragraph(mut words) = paragraph(at, 8) else { unreachable!() };
        words[3] = word(900_000 + at);
        Draft::Paragraph(words)
    };
    let redline = grows_evenly(|count| ((0..count).map(|at| paragraph(at, 8)).collect(), (0..count).map(changed).collect()));
    let changes = &redline.redline.as_ref().unwrap().changes;
    assert_eq!(changes.iter().filter(|change| change.kind == ChangeKind::Reworded).count(), changes.len());
    assert_eq!(changes.len(), 10_000);
}

#[test]
fn one_long_paragraph_is_compared_within_bounds() {
    let old: Vec<Draft> = vec![paragraph(1, 20_000)];
    let new: Vec<Draft> = vec![paragraph(2, 20_000)];
    let (steps, _) = effort_of(&old, &new);
    assert!(steps < 200.0, "{steps} steps a word");
}

/// A text of so many paragraphs with a section for each ten of them.
fn sectioned(count: usize) -> Vec<Draft> {
    let section = |at: usize| (at.is_multiple_of(10)).then(|| Draft::Heading(format!("Avsnitt {at}")));
    (0..count).flat_map(|at| section(at).into_iter().chain([paragraph(at, 40)])).collect()
}

#[test]
fn what_is_the_same_is_looked_at_once_and_its_words_never() {
    for count in [10, 1_000] {
        let drafts = sectioned(count);
        let (redline, steps) = {
            let (old, new) = (tree(&drafts), tree(&drafts));
            effort::of(|| compare(&old, &new))
        };
        assert_eq!(redline.redline.unwrap().changes, []);
        assert_eq!(usize::try_from(steps).unwrap(), drafts.len(), "one look at each of {count} paragraphs and their headings");
    }
}

#[test]
fn one_changed_paragraph_costs_its_own_words_and_a_look_at_each_other() {
    let beyond = |count: usize| {
        let (old, mut new) = (sectioned(count), sectioned(count));
        let Some(Draft::Paragraph(words)) = new.iter_mut().rev().nth(count / 2).filter(|draft| matches!(draft, Draft::Paragraph(_))) else {
            panic!("no paragraph in the middle of {count}")
        };
        words[20] = word(900_000);
        let (old, new) = (tree(&old), tree(&new));
        let (redline, steps) = effort::of(|| compare(&old, &new));
        assert_eq!(redline.redline.unwrap().changes.len(), 1);
        usize::try_from(steps).unwrap() - new.blocks.len()
    };
    let (little, much) = (beyond(40), beyond(4_000));
    assert_eq!(little, much, "the rest of the document is not weighed");
    assert!(little < 1_000, "{little} steps for a paragraph of 40 words");
}
