//! Masking: what was found in a text is replaced by a word for it, across all runs that it reaches over.

use std::ops::Range;

use super::find::find;
use super::walk::{self, Text};
use super::{Doubt, Masked, Redacted, Rules, Secret};
use crate::diag::Message;
use crate::model::{Inline, Line, LinkTarget, Origin, Pointer, Run, Tree};

/// Fields that hold what offices say of themselves: their addresses stand.
const OFFICIAL: [&str; 5] = ["/principals", "/issuers", "/contacts", "/references", "/place"];

/// A run, and the link that it belongs to.
struct Piece {
    run: Run,
    link: Option<usize>,
}

/// Masks a whole tree.
pub fn redact(tree: &Tree, rules: &Rules) -> Redacted {
    let mut out = Redacted { tree: tree.clone(), masked: Vec::new(), doubts: Vec::new(), secrets: Vec::new() };
    let mut tree = std::mem::replace(&mut out.tree, tree.clone());
    walk::each(&mut tree, &mut |place, text| {
        let mut masker = Masker { rules, place, out: &mut out };
        match text {
            Text::Inlines(content) => masker.inlines(content),
            Text::Line(line) => masker.line(line),
            Text::Plain(text) => masker.plain(text),
        }
    });
    said_elsewhere(&mut tree, &mut out);
    out.tree = tree;
    out.doubts.dedup();
    out
}

/// What a private field said may stand in free text as well, where nobody can know whether it is meant.
fn said_elsewhere(tree: &mut Tree, out: &mut Redacted) {
    let private =
        out.masked.iter().zip(&out.secrets).filter(|(masked, secret)| masked.what == Secret::PrivateField && secret.chars().count() > 3);
    let private: Vec<String> = private.map(|(_, secret)| secret.clone()).collect();
    walk::each(tree, &mut |place, text| {
        let words = match text {
            Text::Inlines(content) => crate::model::words(content),
            Text::Line(line) => line.text(),
            Text::Plain(text) => text.clone(),
        };
        if private.iter().any(|secret| words.contains(secret.as_str())) {
            let message = Message::new(
                "det som är maskat i ett privat fält står även här; se efter om det ska vara med",
                "what was masked in a private field stands here as well; see whether it should",
            );
            out.doubts.push(Doubt { message, place: place.to_owned() });
        }
    });
}

struct Masker<'a> {
    rules: &'a Rules,
    place: &'a str,
    out: &'a mut Redacted,
}

impl Masker<'_> {
    fn inlines(&mut self, content: &mut Vec<Inline>) {
        let mut links: Vec<Option<LinkTarget>> = Vec::new();
        let mut pieces: Vec<Piece> = Vec::new();
        for inline in content.iter() {
            let link = match inline {
                Inline::Text(_) => None,
                Inline::Link { target, .. } => {
                    links.push(Some(target.clone()));
                    Some(links.len() - 1)
                }
            };
            pieces.extend(inline.runs().iter().map(|run| Piece { run: run.clone(), link }));
        }
        let touched = self.pieces(&mut pieces);
        for (at, link) in links.iter_mut().enumerate() {
            // An address that nobody sees says as much as one in print.
            let hidden = match link {
                Some(LinkTarget::Web(address)) => {
                    let found = find(&readable(address), &|_| false, &self.rules.keep).secrets;
                    let official = pieces.iter().filter(|piece| piece.link == Some(at)).all(|piece| is_official(&piece.run));
                    let stands = |secret| official && matches!(secret, Secret::MailAddress | Secret::StreetAddress);
                    found.into_iter().map(|(_, secret)| secret).find(|secret| !stands(*secret)).map(|secret| (secret, address.clone()))
                }
                _ => None,
            };
            if let Some((what, address)) = hidden.filter(|_| !touched.contains(&at)) {
                self.out.masked.push(Masked { what, place: format!("{}, adressen bakom en länk", self.place) });
                self.out.secrets.push(address);
                *link = None;
            }
            if touched.contains(&at) {
                *link = None;
            }
        }
        content.clear();
        for Piece { run, link } in pieces {
            let target = link.and_then(|link| links.get(link).cloned().flatten().map(|target| (link, target)));
            match (target, content.last_mut()) {
                (Some((_, target)), Some(Inline::Link { target: last, content })) if *last == target => content.push(run),
                (Some((_, target)), _) => content.push(Inline::Link { target, content: vec![run] }),
                (None, _) => content.push(Inline::Text(run)),
            }
        }
    }

    fn line(&mut self, line: &mut Line) {
        let mut pieces: Vec<Piece> = line.0.drain(..).map(|run| Piece { run, link: None }).collect();
        self.pieces(&mut pieces);
        line.0 = pieces.into_iter().map(|piece| piece.run).collect();
    }

    fn plain(&mut self, text: &mut String) {
        let found = find(text, &|_| false, &self.rules.keep);
        for (range, secret) in found.secrets.iter().rev() {
            self.note(*secret, text.get(range.clone()).unwrap_or_default());
            text.replace_range(range.clone(), secret.mask());
        }
    }

    fn note(&mut self, what: Secret, written: &str) {
        self.out.masked.push(Masked { what, place: self.place.to_owned() });
        self.out.secrets.push(written.to_owned());
    }

    /// Masks what the pieces say together; the links that were touched.
    fn pieces(&mut self, pieces: &mut Vec<Piece>) -> Vec<usize> {
        let mut text = String::new();
        let mut spans: Vec<(Range<usize>, bool, bool)> = Vec::new();
        for piece in pieces.iter() {
            let start = text.len();
            text.push_str(&piece.run.text);
            spans.push((start..text.len(), is_official(&piece.run), self.is_private(&piece.run)));
        }
        let overlaps = |one: &Range<usize>, other: &Range<usize>| one.start < other.end && other.start < one.end;
        let official = |range: &Range<usize>| spans.iter().filter(|(span, _, _)| overlaps(span, range)).all(|(_, official, _)| *official);
        let found = find(&text, &official, &self.rules.keep);
        self.out.doubts.extend(found.doubts.into_iter().map(|message| Doubt { message, place: self.place.to_owned() }));
        let mut ranges: Vec<(Range<usize>, Secret)> = Vec::new();
        for (span, _, private) in &spans {
            match ranges.last_mut() {
                Some((last, _)) if *private && last.end == span.start => last.end = span.end,
                _ if *private && !span.is_empty() => ranges.push((span.clone(), Secret::PrivateField)),
                _ => {}
            }
        }
        let private = ranges.clone();
        ranges.extend(found.secrets.into_iter().filter(|(range, _)| !private.iter().any(|(other, _)| overlaps(range, other))));
        ranges.sort_by_key(|(range, _)| range.start);
        for (range, secret) in &ranges {
            self.note(*secret, text.get(range.clone()).unwrap_or_default());
        }
        let mut touched = Vec::new();
        for (piece, (span, _, _)) in pieces.iter_mut().zip(&spans) {
            let mut kept = String::new();
            let mut at = span.start;
            for (range, secret) in ranges.iter().filter(|(range, _)| overlaps(range, span)) {
                touched.extend(piece.link);
                kept.push_str(text.get(at..range.start.max(at)).unwrap_or_default());
                if range.start >= span.start {
                    kept.push_str(secret.mask());
                }
                at = range.end.min(span.end).max(at);
            }
            kept.push_str(text.get(at..span.end).unwrap_or_default());
            piece.run.text = kept;
        }
        pieces.retain(|piece| !piece.run.text.is_empty());
        touched
    }

    fn is_private(&self, run: &Run) -> bool {
        let Origin::Field(pointer) = &run.origin else { return false };
        self.rules.private.iter().any(|private| is_below(pointer, private.as_str()))
    }
}

/// Whether a field is another one, or stands in it.
fn is_below(pointer: &Pointer, field: &str) -> bool {
    pointer.as_str().strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a run comes out of a field where an office tells of itself.
fn is_official(run: &Run) -> bool {
    match &run.origin {
        Origin::Field(pointer) => OFFICIAL.iter().any(|field| is_below(pointer, field)),
        Origin::Template { .. } => false,
    }
}

/// An address of the web with its escapes undone.
fn readable(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = tail.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
