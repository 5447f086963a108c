//! Rich text: what a drafter may write in a field that allows more than one line.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::parse::{Blot, Dialect, Link, Parsed, parse as parse_dialect};
use crate::model::Pointer;

/// The rich texts of a document as they were read, by their fields: who checks a document reads them, and who sets it
/// need not do so again.
#[derive(Debug, Clone, Default)]
pub struct RichTexts(BTreeMap<Pointer, Parsed>);

impl RichTexts {
    /// Keeps a text that was read.
    pub fn insert(&mut self, field: &Pointer, text: Parsed) {
        self.0.insert(field.clone(), text);
    }

    /// The text of a field, which is `text`: as it was read, or read now where nobody has.
    pub fn read(&self, field: &Pointer, text: &str) -> Cow<'_, Parsed> {
        self.0.get(field).map_or_else(|| Cow::Owned(parse(text)), Cow::Borrowed)
    }
}

/// Reads rich text. White space that begins every line is no markup and is passed over, so that a text may be
/// indented with its field; ranges are bytes of the text as given.
pub fn parse(text: &str) -> Parsed {
    let indent = common_indent(text);
    if indent == 0 {
        return parse_dialect(text, Dialect::Rich);
    }
    let mut dedented = String::with_capacity(text.len());
    // For each line: where it begins in the dedented text, and how many bytes have been left out up to there.
    let mut shifts: Vec<(usize, usize)> = Vec::new();
    let mut left_out = 0;
    for line in text.split_inclusive('\n') {
        let cut = if line.trim().is_empty() { line.len() - line.trim_start_matches([' ', '\t']).len() } else { indent };
        left_out += cut;
        shifts.push((dedented.len(), left_out));
        dedented.push_str(line.get(cut..).unwrap_or_default());
    }
    let back = |at: usize| shifts.iter().rev().find(|(start, _)| *start <= at).map_or(at, |(_, shift)| at + shift);
    let whole = |range: &mut Range<usize>| *range = back(range.start)..back(range.end).min(text.len());
    let mut parsed = parse_dialect(&dedented, Dialect::Rich);
    parsed.faults.iter_mut().for_each(|fault| whole(&mut fault.range));
    shift_ranges(&mut parsed.blocks, &whole);
    parsed
}

/// All links of some blocks, in the order of the text.
pub fn links(blocks: &[Blot]) -> Vec<&Link> {
    let mut out = Vec::new();
    collect(blocks, &mut out);
    out
}

fn collect<'a>(blots: &'a [Blot], out: &mut Vec<&'a Link>) {
    for blot in blots {
        match blot {
            Blot::Link(link) => out.push(link),
            Blot::Heading { content, .. } | Blot::Paragraph { content, .. } => collect(content, out),
            Blot::List { items, .. } => items.iter().for_each(|item| collect(item, out)),
            Blot::Text(_) => {}
        }
    }
}

/// The words of some blocks, blocks parted by line breaks: what a reader sees, without markup.
pub fn words(blots: &[Blot]) -> String {
    let mut out = String::new();
    for blot in blots {
        match blot {
            Blot::Text(span) => out.push_str(&span.text),
            Blot::Link(link) => link.content.iter().for_each(|span| out.push_str(&span.text)),
            Blot::Heading { content, .. } | Blot::Paragraph { content, .. } => {
                out.push_str(&words(content));
                out.push('\n');
            }
            Blot::List { items, .. } => items.iter().for_each(|item| out.push_str(&words(item))),
        }
    }
    out
}

fn common_indent(text: &str) -> usize {
    let depth = |line: &str| line.len() - line.trim_start_matches(' ').len();
    text.lines().filter(|line| !line.trim().is_empty()).map(depth).min().unwrap_or(0)
}

fn shift_ranges(blots: &mut [Blot], whole: &dyn Fn(&mut Range<usize>)) {
    for blot in blots {
        match blot {
            Blot::Link(link) => whole(&mut link.range),
            Blot::Heading { content, range, .. } | Blot::Paragraph { content, range } => {
                whole(range);
                shift_ranges(content, whole);
            }
            Blot::List { items, range, .. } => {
                whole(range);
                items.iter_mut().for_each(|item| shift_ranges(item, whole));
            }
            Blot::Text(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::{FaultKind, Target};
    use super::*;

    fn kinds(text: &str) -> Vec<FaultKind> {
        parse(text).faults.into_iter().map(|fault| fault.kind).collect()
    }

    #[test]
    fn the_subset_is_read() {
        let parsed = parse(
            "Ett *kursivt* och **fett** ord.\n\n- en\n- två\n  1. ett\n\nSe [](#timeline), [planen](#timeline), [@nvp] och [sidan](https://exempel.se).\n",
        );
        assert_eq!(parsed.faults, []);
        assert_eq!(parsed.blocks.len(), 3);
        let links = links(&parsed.blocks);
        assert_eq!(links[0].target, Target::Section("timeline".into()));
        assert_eq!(links[2].target, Target::Citation("nvp".into()));
        assert_eq!(links[3].target, Target::Web("https://exempel.se".into()));
        assert_eq!(words(&parsed.blocks[..2]), "Ett kursivt och fett ord.\nen\ntvå\nett\n");
    }

    #[test]
    fn nothing_else_of_markdown_means_anything() {
        for (text, kind) in [
            ("# Rubrik", FaultKind::Heading),
            ("Rubrik\n===", FaultKind::Heading),
            ("> citat", FaultKind::Quotation),
            ("ord `kod` ord", FaultKind::Code),
            ("```\nkod\n```", FaultKind::Code),
            ("ett\n\n    två", FaultKind::Indented),
            ("a <b>c</b>", FaultKind::Html),
            ("<div>a</div>", FaultKind::Html),
            ("![bild](https://exempel.se/a.png)", FaultKind::Picture),
            ("ett\n\n---", FaultKind::Rule),
            ("ett  \ntvå", FaultKind::LineBreak),
            ("[a]: https://exempel.se\n\n[a]", FaultKind::Definition),
            ("2021. Ett år", FaultKind::ListStart(2021)),
            ("[a](http://exempel.se)", FaultKind::Address("http://exempel.se".into(), LinkFault::Scheme)),
            ("[](https://exempel.se)", FaultKind::EmptyLink),
            ("[a](https://exempel.se \"b\")", FaultKind::LinkTitle),
            ("- - - - - - a", FaultKind::ListDepth),
        ] {
            assert!(kinds(text).contains(&kind), "{text}: {:?}", kinds(text));
        }
        for literal in ["~~a~~ $x$ | a | b | #panic 5 < 6 & 7 &amp; &lt; [x] [^1] :smile: {#id}", "| a |\n|---|\n| b |"] {
            let parsed = parse(literal);
            assert_eq!(parsed.faults, [], "{literal}");
            assert_eq!(words(&parsed.blocks).trim_end(), literal.replace('\n', " "));
        }
    }

    #[test]
    fn indentation_that_every_line_shares_is_no_markup() {
        let text = "\n    Ett stycke\n    till.\n\n    Se [sidan](http://exempel.se).\n    ";
        let parsed = parse(text);
        assert_eq!(parsed.faults.len(), 1);
        assert_eq!(&text[parsed.faults[0].range.clone()], "[sidan](http://exempel.se)");
        assert_eq!(words(&parsed.blocks), "Ett stycke till.\nSe sidan.\n");
    }

    #[test]
    fn a_backslash_makes_markup_literal() {
        assert_eq!(words(&parse("2021\\. Ett \\*år\\* och \\[@nvp]").blocks), "2021. Ett *år* och [@nvp]\n");
    }

    use super::super::links::LinkFault;
}
