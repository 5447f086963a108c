//! Word comparison turns two lines of text into one with its words kept, deleted and inserted: whole words as a reader sees
//! them, punctuation apart, Swedish compounds whole, and no confetti.

use crate::model::{Inline, LinkTarget, Mark, Origin, Run, Style};

use super::effort::spent;
use super::places::{Leads, Places, Side};
use super::script::{Step, in_order, script};

/// A word or a mark of punctuation, with the white space before it.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    /// White space before the word; `None` where it follows the one before closely.
    pub(super) space: Option<&'t str>,
    /// The word; empty only for white space at the end of a text.
    pub(super) text: &'t str,
    style: Style,
    link: Option<Leads<'t>>,
    origin: &'t Origin,
}

impl Token<'_> {
    /// The same to a reader: white space is no difference, looks and where a link leads are.
    fn same(&self, other: &Self) -> bool {
        self.text == other.text && self.looks_like(other)
    }

    fn looks_like(&self, other: &Self) -> bool {
        (self.style.emphasis, self.style.strong, self.link) == (other.style.emphasis, other.style.strong, other.link)
    }
}

/// Cuts a text into words. `leads` tells where a link leads, in the names of the redline.
pub(super) fn tokens<'t>(inlines: &'t [Inline], leads: impl Fn(&'t LinkTarget) -> Leads<'t>) -> Vec<Token<'t>> {
    let mut out: Vec<Token<'_>> = Vec::new();
    for inline in inlines {
        let link = match inline {
            Inline::Text(_) => None,
            Inline::Link { target, .. } => Some(leads(target)),
        };
        for run in inline.runs() {
            cut(&run.text, |space, text| out.push(Token { space, text, style: run.style, link, origin: &run.origin }));
        }
    }
    out
}

/// The words of a text and the white space before each; at the end of a text white space may stand before no word.
fn cut<'t>(text: &'t str, mut each: impl FnMut(Option<&'t str>, &'t str)) {
    let mut rest = text;
    while !rest.is_empty() {
        let (space, after) = rest.split_at(spaces(rest));
        let (text, after) = after.split_at(word(after));
        spent(1);
        each((!space.is_empty()).then_some(space), text);
        rest = after;
    }
}

/// The words of a text alone, and its marks of punctuation.
pub(super) fn each_word<'t>(inlines: &'t [Inline], mut each: impl FnMut(&'t str)) {
    for run in inlines.iter().flat_map(Inline::runs) {
        cut(&run.text, |_, text| {
            if !text.is_empty() {
                each(text);
            }
        });
    }
}

fn spaces(text: &str) -> usize {
    text.find(|c: char| !c.is_whitespace()).unwrap_or(text.len())
}

/// Length in bytes of the word at the start of a text, or of its mark of punctuation.
fn word(text: &str) -> usize {
    let mut end = 0;
    let mut before: Option<char> = None;
    for (at, character) in text.char_indices() {
        let next = || text.get(at + character.len_utf8()..).and_then(|rest| rest.chars().next());
        let inner = match character {
            _ if character.is_alphanumeric() => true,
            // hälso-, e-post, O’Brien, 2021-06-02; a hyphen may also end a word, never begin one.
            '-' | '\u{2010}' | '\u{2011}' | '’' | '\'' => before.is_some(),
            // 9.00, 1,5, kl. 9:30, 2021/22, www.exempel.se
            '.' | ',' | ':' | '/' | '@' | '_' => {
                before.is_some_and(char::is_alphanumeric) && next().is_some_and(|next| next.is_alphanumeric())
            }
            // Accents that do not compose, and characters without width.
            _ => before.is_some() && !character.is_ascii() && unicode_normalization::char::is_combining_mark(character),
        };
        if !inner {
            return if end == 0 { character.len_utf8() } else { end };
        }
        end = at + character.len_utf8();
        before = Some(character);
    }
    end
}

/// A text whose words bear marks, and how many of them do.
pub(super) struct Marked {
    /// The text: what is marked as inserted or deleted stands in one version only.
    pub(super) inlines: Vec<Inline>,
    /// Words that only one version has.
    pub(super) words: usize,
}

/// Compares two texts.
pub(super) fn compare(old: &[Inline], new: &[Inline], places: &Places<'_>) -> Marked {
    let (old, new) = (tokens(old, |target| places.of(Side::Old, target)), tokens(new, |target| places.of(Side::New, target)));
    written(&steps(&old, &new), &old, &new)
}

fn written(steps: &[Step], old: &[Token<'_>], new: &[Token<'_>]) -> Marked {
    let words = steps.iter().filter(|step| !matches!(step, Step::Both(..))).count();
    let mut writer = Writer { out: Vec::new() };
    // White space before words that replace others is nobody's: it stands before both, unmarked.
    let mut shared = false;
    for (at, step) in steps.iter().enumerate() {
        match *step {
            Step::Both(a, b) => writer.both(&old[a], &new[b]),
            Step::Old(a) => {
                let first = !matches!(at.checked_sub(1).and_then(|before| steps.get(before)), Some(Step::Old(_)));
                let replaced = if first { steps[at..].iter().find(|step| !matches!(step, Step::Old(_))) } else { None };
                let by = if let Some(Step::New(b)) = replaced { Some(&new[*b]) } else { None };
                shared = match by {
                    Some(by) if first && by.space.is_some() && old[a].space.is_some() && by.looks_like(&old[a]) => {
                        writer.push(by, by.space.unwrap_or_default(), None);
                        true
                    }
                    _ => shared && !first,
                };
                if first && shared { writer.push(&old[a], old[a].text, Some(Mark::Deleted)) } else { writer.whole(&old[a], Mark::Deleted) }
            }
            Step::New(b) => {
                let follows = matches!(at.checked_sub(1).and_then(|before| steps.get(before)), Some(Step::Old(_)));
                if follows && shared {
                    writer.push(&new[b], new[b].text, Some(Mark::Inserted))
                } else {
                    writer.whole(&new[b], Mark::Inserted)
                }
                shared = false;
            }
        }
    }
    Marked { inlines: writer.out, words }
}

/// Compares one paragraph with two that it was split into, or two with the one that they were joined to: `first` is how
/// many words of the side that has two stand in its first. The outcome is two texts.
pub(super) fn compare_parted((old, new): (&[Token<'_>], &[Token<'_>]), first: usize, parted: Mark) -> (Marked, Marked) {
    let steps = steps(old, new);
    let cut = steps
        .iter()
        .position(|step| match (step, parted) {
            (Step::Both(_, b) | Step::New(b), Mark::Inserted) => *b >= first,
            (Step::Both(a, _) | Step::Old(a), Mark::Deleted) => *a >= first,
            _ => false,
        })
        .unwrap_or(steps.len());
    let (left, right) = steps.split_at(cut);
    (written(left, old, new), written(right, old, new))
}

/// The words that are kept, deleted and inserted, deletions before insertions wherever they meet.
pub(super) fn steps(old: &[Token<'_>], new: &[Token<'_>]) -> Vec<Step> {
    // One way of several equally short is taken, the same in either direction.
    let shortest = if old.iter().map(|token| token.text).le(new.iter().map(|token| token.text)) {
        script(old.len(), new.len(), |a, b| old[a].same(&new[b]))
    } else {
        script(new.len(), old.len(), |b, a| old[a].same(&new[b])).into_iter().map(Step::mirrored).collect()
    };
    in_order(without_confetti(shortest, |a| old[a].text))
}

/// The most that clearing away confetti may add to what the shortest comparison marks: a fifth.
fn allowance(marked: usize) -> usize {
    marked / 5
}

/// Takes lone small words between two changes into the change: nobody reads "den ~~nya~~ **gamla** och ~~stora~~ **lilla**".
fn without_confetti<'t>(steps: Vec<Step>, text: impl Fn(usize) -> &'t str) -> Vec<Step> {
    let marked = steps.iter().filter(|step| !matches!(step, Step::Both(..))).count();
    let mut left = allowance(marked);
    let mut out = Vec::with_capacity(steps.len());
    let mut at = 0;
    while let Some(step) = steps.get(at) {
        let kept = steps[at..].iter().take_while(|step| matches!(step, Step::Both(..))).count();
        if kept == 0 {
            out.push(*step);
            at += 1;
            continue;
        }
        let before = out.iter().rev().take_while(|step| !matches!(step, Step::Both(..))).count();
        let after = steps[at + kept..].iter().take_while(|step| !matches!(step, Step::Both(..))).count();
        let island = &steps[at..at + kept];
        let light = island.iter().all(|step| matches!(step, Step::Both(a, _) if text(*a).chars().count() <= 3));
        if light && kept <= 2 && before.min(after) > kept && 2 * kept <= left {
            left -= 2 * kept;
            for step in island {
                if let Step::Both(a, b) = step {
                    out.extend([Step::Old(*a), Step::New(*b)]);
                }
            }
        } else {
            out.extend(island);
        }
        at += kept;
    }
    out
}

/// How many words two texts share. Both are sorted.
pub(super) fn shared<T: Ord>(old: &[T], new: &[T]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (old.get(i), new.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    shared
}

struct Writer {
    out: Vec<Inline>,
}

impl Writer {
    fn whole(&mut self, token: &Token<'_>, mark: Mark) {
        if let Some(space) = token.space {
            self.push(token, space, Some(mark));
        }
        self.push(token, token.text, Some(mark));
    }

    /// A word of both versions; only the white space before it may differ.
    fn both(&mut self, old: &Token<'_>, new: &Token<'_>) {
        match (old.space, new.space) {
            (None, Some(space)) => self.push(new, space, Some(Mark::Inserted)),
            (Some(space), None) => self.push(old, space, Some(Mark::Deleted)),
            (_, Some(space)) => self.push(new, space, None),
            (None, None) => {}
        }
        self.push(new, new.text, None);
    }

    fn push(&mut self, token: &Token<'_>, text: &str, mark: Option<Mark>) {
        if text.is_empty() {
            return;
        }
        let style = Style { mark, ..token.style };
        let joins = |last: &Run| last.style == style && last.origin == *token.origin;
        let run = || Run { text: text.to_owned(), style, origin: token.origin.clone() };
        match (self.out.last_mut(), token.link) {
            (Some(Inline::Text(last)), None) if joins(last) => last.text.push_str(text),
            (Some(Inline::Link { target, content }), Some(leads)) if Places::default().of(Side::New, target) == leads => {
                match content.last_mut() {
                    Some(last) if joins(last) => last.text.push_str(text),
                    _ => content.push(run()),
                }
            }
            (_, None) => self.out.push(Inline::Text(run())),
            (_, Some(leads)) => self.out.push(Inline::Link { target: leads.target(), content: vec![run()] }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Pointer;

    fn line(text: &str) -> Vec<Inline> {
        let origin = Origin::Field(Pointer::root());
        vec![Inline::Text(Run { text: text.into(), style: Style::default(), origin })]
    }

    fn shown(old: &str, new: &str) -> String {
        let marked = compare(&line(old), &line(new), &Places::default());
        let mut out = String::new();
        for run in marked.inlines.iter().flat_map(Inline::runs) {
            match run.style.mark {
                None => out.push_str(&run.text),
                Some(Mark::Inserted) => out.push_str(&format!("[+{}+]", run.text)),
                Some(Mark::Deleted) => out.push_str(&format!("[-{}-]", run.text)),
            }
        }
        out
    }

    #[test]
    fn words_are_what_a_reader_sees() {
        let words = |text: &str| {
            let mut out = Vec::new();
            each_word(&line(text), |word| out.push(word.to_owned()));
            out
        };
        assert_eq!(words("Hälso- och sjukvård, 70\u{a0}000 kr."), ["Hälso-", "och", "sjukvård", ",", "70", "000", "kr", "."]);
        assert_eq!(words("kl. 9.30, 20–25 % (2021-06-02)"), ["kl", ".", "9.30", ",", "20", "–", "25", "%", "(", "2021-06-02", ")"]);
        assert_eq!(words("se www.exempel.se/a. ”Nej”"), ["se", "www.exempel.se/a", ".", "”", "Nej", "”"]);
    }

    #[test]
    fn whole_words_change_and_white_space_does_not() {
        assert_eq!(
            shown("Gruppen ska bestå av sex ledamöter.", "Gruppen ska bestå av åtta ledamöter."),
            "Gruppen ska bestå av [-sex-][+åtta+] ledamöter."
        );
        assert_eq!(shown("palliativvård", "palliativvården"), "[-palliativvård-][+palliativvården+]");
        assert_eq!(shown("20 %", "20\u{a0}%"), "20\u{a0}%");
        assert_eq!(shown("a b", "b"), "[-a -]b");
        assert_eq!(shown("Punkt. Slut", "Punkt, slut"), "Punkt[-. Slut-][+, slut+]");
    }

    #[test]
    fn small_words_between_changes_are_no_islands() {
        let old = "den nya gruppen för vård i hemmet och annat boende under natten";
        let new = "en annan nämnd om stöd i skolan och flera andra lokaler";
        let shown = shown(old, new);
        assert!(shown.matches("[-").count() <= 3, "{shown}");
    }
}
