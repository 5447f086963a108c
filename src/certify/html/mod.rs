//! The HTML reader turns the bytes of a file into what a browser would make of it, and holds that against the Tree.
//!
//! It goes by the HTML Living Standard for what the file holds, and by CSS for what can be seen of it, on screens and on
//! paper. Elements, attributes, properties and values that it does not know to be harmless are refused.

mod body;
mod head;
mod looks;
mod pages;
mod sheet;
mod tokens;

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Node};

use super::certificate::Compared;
use super::compare;
use super::difference::{DifferenceKind, UnitKind};
use super::found::{Problems, Target};
use super::heads::{first, hold};
use super::pairing;
use super::signature::Lines;
use super::unit::{Role, Units};
use crate::model::Tree;
use crate::theme::Theme;
use body::Body;
use looks::Looks;

/// Reads an HTML file and holds it against the Tree.
pub(super) fn certify(tree: &Tree, units: &Units<'_>, theme: &Theme, bytes: &[u8], problems: &mut Problems) -> Compared {
    let Ok(text) = std::str::from_utf8(bytes) else {
        problems.unreadable("filen är inte UTF-8", "the file is not UTF-8");
        return Compared::default();
    };
    if text.chars().any(|character| character.is_control() && character != '\n') {
        problems.unreadable("filen innehåller styrtecken", "the file holds control characters");
    }
    let document = Html::parse_document(text);
    // Otherwise a browser reads it by the rules of old.
    if !text.starts_with("<!DOCTYPE html>\n<html") {
        problems.unreadable("filen börjar inte med <!DOCTYPE html>", "the file does not begin with <!DOCTYPE html>");
    }
    if document.tree.values().any(|node| matches!(node, Node::Comment(_) | Node::ProcessingInstruction(_))) {
        problems.unreadable("filen innehåller kommentarer, som ingen läsare ser", "the file holds comments, which no reader sees");
    }
    let root = document.root_element();
    let everything: Vec<ElementRef<'_>> = root.descendants().filter_map(ElementRef::wrap).collect();
    names(&everything, problems);
    let part = |name: &str| everything.iter().copied().find(|element| element.value().name() == name);
    let (Some(head), Some(whole)) = (part("head"), part("body")) else {
        problems.unreadable("filen saknar head eller body", "the file has no head or no body");
        return Compared::default();
    };
    let style = head::read(&root, &head, tree, problems);
    let sheet = match sheet::parse(&style) {
        Ok(sheet) => sheet,
        Err(sheet::Unknown(words)) => {
            problems.unreadable(
                format!("formatmallen innehåller något okänt: {words}"),
                format!("the style sheet holds something unknown: {words}"),
            );
            return Compared::default();
        }
    };
    let looks = Looks::new(sheet);
    let Some(parts) = Parts::of(&whole, problems) else { return Compared::default() };
    for (property, selector) in looks.refused(theme, &everything, parts.skip) {
        problems.unreadable(
            format!("formatmallen sätter {property} för {selector}, vilket kan dölja eller flytta text"),
            format!("the style sheet sets {property} for {selector}, which may hide or move text"),
        );
    }
    let mut body = Body::new(&looks, root, problems);
    let top = body.words_of(&parts.header);
    body.read(&parts.main);
    let body::Finished { found, rules, titles } = body.finish();
    hold(first(&tree.head), &top, UnitKind::FirstHead, None, problems);
    pages::judge(looks.pages(), tree, theme, problems);
    let pairs = pairing::pair(&units.list, &found);
    let follow = |target: &Target| match target {
        Target::Bookmark(name) => found.iter().position(|unit| unit.bookmarks.contains(name)),
        _ => None,
    };
    compare::judge(&units.list, &found, &pairs, &theme.list.bullets, &follow, problems);
    compare::bookmarks(&units.list, &found, &pairs, problems);
    Lines { units, found: &found, pairs: &pairs, last: &rules, theme }.judge(problems);
    title(units, &pairs, &titles, problems);
    let characters = found.iter().map(|found| found.printed().chars().count()).sum();
    Compared::of(units, characters, None)
}

/// No two elements share a name, and every name that is referred to is given.
fn names(everything: &[ElementRef<'_>], problems: &mut Problems) {
    let mut names = BTreeSet::new();
    for element in everything {
        if let Some(id) = element.value().attr("id").filter(|id| !names.insert((*id).to_owned())) {
            problems.unreadable(format!("två delar av filen heter {id}"), format!("two parts of the file are named {id}"));
        }
    }
    for element in everything {
        let referred = element.value().attr("aria-labelledby").into_iter().flat_map(|names| names.split(' '));
        if let Some(name) = referred.into_iter().find(|name| !names.contains(*name)) {
            problems.unreadable(
                format!("en del av filen får sitt namn av {name}, som inte finns"),
                format!("a part of the file is named by {name}, which does not exist"),
            );
        }
    }
}

/// Exactly the title is a heading of the highest level.
fn title(units: &Units<'_>, pairs: &[Option<usize>], titles: &[usize], problems: &mut Problems) {
    for (unit, pair) in units.list.iter().zip(pairs).filter(|(unit, pair)| unit.role == Role::Title && pair.is_some()) {
        if *titles != pair.iter().copied().collect::<Vec<_>>() {
            let mut difference = problems.difference(DifferenceKind::Role).at(unit);
            difference.found = Some(if titles.is_empty() { "paragraph" } else { "heading" }.to_owned());
            problems.push(difference);
        }
    }
}

/// The parts of the body.
struct Parts<'d> {
    skip: Option<ElementRef<'d>>,
    header: ElementRef<'d>,
    main: ElementRef<'d>,
}

/// What the link may say that skips to the text, which is no part of the document.
const SKIP: &[&str] = &["Till innehållet", "Hoppa till innehållet", "Skip to content"];

impl<'d> Parts<'d> {
    /// A link that skips to the text, the head and the text, in this order and nothing besides.
    fn of(body: &ElementRef<'d>, problems: &mut Problems) -> Option<Self> {
        let mut children: Vec<ElementRef<'d>> = Vec::new();
        for child in body.children() {
            match (child.value(), ElementRef::wrap(child)) {
                (_, Some(element)) => children.push(element),
                (Node::Text(text), None) if text.trim().is_empty() => {}
                _ => outside(&child.value().as_text().map(|text| text.to_string()).unwrap_or_default(), problems),
            }
        }
        let is_skip = |element: &ElementRef<'d>, main: &ElementRef<'d>| {
            let goes = element.value().attr("href").and_then(|address| address.strip_prefix('#'));
            let says: String = element.text().collect();
            element.value().name() == "a" && goes.is_some() && goes == main.value().attr("id") && SKIP.contains(&says.as_str())
        };
        let named = |element: &ElementRef<'d>, name: &str| element.value().name() == name;
        let parts = match &children[..] {
            [header, main] => Some(Self { skip: None, header: *header, main: *main }),
            [skip, header, main] if is_skip(skip, main) => Some(Self { skip: Some(*skip), header: *header, main: *main }),
            _ => None,
        };
        let parts = parts.filter(|parts| named(&parts.header, "header") && named(&parts.main, "main"));
        if parts.is_none() {
            problems.unreadable(
                "filen ska ha ett huvud (header) och en text (main), och inget annat",
                "the file should have a head (header) and a text (main), and nothing else",
            );
        }
        parts
    }
}

/// Tells of text that stands in no unit.
fn outside(words: &str, problems: &mut Problems) {
    let words = super::normal::plain(words);
    if !words.is_empty() {
        let difference = problems.difference(DifferenceKind::Untagged).words(UnitKind::Paragraph, words);
        problems.push(difference);
    }
}

/// Tells of an element, or of an attribute of one, that has no place in a document.
fn refuse(problems: &mut Problems, element: &ElementRef<'_>, attribute: Option<&str>) {
    let name = element.value().name();
    let what = attribute.map_or_else(|| format!("<{name}>"), |attribute| format!("{attribute} på <{name}>"));
    let what_en = attribute.map_or_else(|| format!("<{name}>"), |attribute| format!("{attribute} on <{name}>"));
    problems.unreadable(
        format!("filen innehåller {what}, vilket inte hör hemma i dokumentet"),
        format!("the file holds {what_en}, which has no place in the document"),
    );
}

/// Tells of attributes that an element should not have.
fn attributes(element: &ElementRef<'_>, allowed: impl Fn(&str, &str) -> bool, problems: &mut Problems) {
    let mut refused: Vec<&str> = element
        .value()
        .attrs()
        .filter(|(name, value)| !matches!(*name, "id" | "class") && !allowed(name, value))
        .map(|(name, _)| name)
        .collect();
    refused.sort_unstable();
    refused.into_iter().for_each(|name| refuse(problems, element, Some(name)));
}
