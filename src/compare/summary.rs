//! Summaries turn the changes of a redline into sentences by section, for those who decide: what the changes mean, not which
//! characters they touch.

use crate::diag::{Language, Message, shortened};
use crate::model::redline_words::before_the_text;
use crate::model::{Change, ChangeKind, Mark, Part, Redline, Spot, Weight};

use super::wording::{Stretch, wording};

/// What has changed in one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionSummary {
    /// The heading of the section with its number, of level 1.
    pub section: String,
    /// A sentence for each thing that has changed.
    pub sentences: Vec<String>,
}

/// Words that tell which text is meant.
const TELLING: usize = 5;

/// Words up to which a replaced stretch is quoted as a whole.
const FEW: usize = 8;

/// The changes in sentences, by section of level 1, in the order of the redline. Changes of form are only counted.
pub fn summary(redline: &Redline, language: Language) -> Vec<SectionSummary> {
    let teller = Teller { language };
    let mut out: Vec<SectionSummary> = Vec::new();
    let mut slight: Vec<(String, usize)> = Vec::new();
    let whole = whole_sections(redline);
    for change in &redline.changes {
        let section = match change.section() {
            [] => before_the_text(change.part).text(language).to_owned(),
            [first, ..] => first.clone(),
        };
        if !out.iter().any(|known| known.section == section) {
            out.push(SectionSummary { section: section.clone(), sentences: Vec::new() });
        }
        if matches!(change.weight, Weight::Form | Weight::Editorial) {
            match slight.iter_mut().find(|(known, _)| *known == section) {
                Some((_, count)) => *count += 1,
                None => slight.push((section, 1)),
            }
            continue;
        }
        if within_whole(change, &whole) {
            continue;
        }
        let sentence = teller.sentence(change);
        if let Some(known) = out.iter_mut().find(|known| known.section == section)
            && !known.sentences.contains(&sentence)
        {
            known.sentences.push(sentence);
        }
    }
    for (section, count) in slight {
        if let Some(known) = out.iter_mut().find(|known| known.section == section) {
            known.sentences.push(teller.slight(count, !known.sentences.is_empty()));
        }
    }
    out.retain(|section| !section.sentences.is_empty());
    out
}

/// The paths of sections whose heading one version alone has, or that were moved, with what was done.
fn whole_sections(redline: &Redline) -> Vec<(ChangeKind, Vec<String>)> {
    let whole = |change: &&Change| {
        matches!(change.part, Part::Heading | Part::Section)
            && matches!(change.kind, ChangeKind::Inserted | ChangeKind::Deleted | ChangeKind::Moved)
    };
    redline.changes.iter().filter(whole).map(|change| (change.kind, change.section().to_vec())).collect()
}

/// Whether a change goes without saying: it was done to the section as a whole.
fn within_whole(change: &Change, whole: &[(ChangeKind, Vec<String>)]) -> bool {
    let section = change.section();
    let as_part = !matches!(change.part, Part::Heading | Part::Section);
    let moved_as_it_was = |kind: ChangeKind| kind != ChangeKind::Moved || change.weight == Weight::Moved;
    whole.iter().any(|(kind, path)| {
        change.kind == *kind && moved_as_it_was(*kind) && section.starts_with(path) && (as_part || section.len() > path.len())
    })
}

struct Teller {
    language: Language,
}

impl Teller {
    fn pick(&self, sv: String, en: String) -> String {
        Message::new(sv, en).text(self.language).to_owned()
    }

    fn slight(&self, count: usize, besides: bool) -> String {
        let (sv, en) = if besides { ("Dessutom ", "Besides, ") } else { ("", "") };
        let sv_count = if count == 1 { "en ändring".to_owned() } else { format!("{count} ändringar") };
        let en_count = if count == 1 { "one change".to_owned() } else { format!("{count} changes") };
        let sentence = self.pick(
            format!("{sv}{sv_count} av form eller språk, som inte ändrar innebörden."),
            format!("{en}{en_count} of form or language, which do not change the meaning."),
        );
        capital(&sentence)
    }

    fn sentence(&self, change: &Change) -> String {
        let text = |spot: &Option<Spot>| spot.as_ref().map(|spot| spot.text.trim().to_owned()).unwrap_or_default();
        let (old, new) = (text(&change.old), text(&change.new));
        let sentence = match (change.part, change.kind) {
            (Part::Heading | Part::Section, kind) => self.heading(kind, change, &old, &new),
            (_, ChangeKind::Inserted) => self.came(change, &new),
            (_, ChangeKind::Deleted) => self.gone(change, &old),
            (_, ChangeKind::Moved) => self.moved(change, &old, &new),
            (_, ChangeKind::Split) if change.weight == Weight::Form => {
                self.pick("Ett stycke är delat i två.".into(), "A paragraph is split in two.".into())
            }
            (Part::Signatures | Part::Head | Part::Title | Part::Cell, _) => self.replaced(&old, &new),
            (part, _) => self.reworded(part, &old, &new),
        };
        match change.spot().and_then(|spot| spot.within.as_ref()) {
            Some(within) => format!("{}: {}", quoted(within), uncapital(&sentence)),
            None => capital(&sentence),
        }
    }

    fn heading(&self, kind: ChangeKind, change: &Change, old: &str, new: &str) -> String {
        let top = change.section().len() <= 1;
        let (sv, en) = if top { ("Avsnittet", "The section") } else { ("Underavsnittet", "The subsection") };
        let (from, to) = (bare(old), bare(new));
        match kind {
            ChangeKind::Inserted => self.pick(format!("{sv} ”{to}” är nytt."), format!("{en} “{to}” is new.")),
            ChangeKind::Deleted => self.pick(format!("{sv} ”{from}” är borttaget."), format!("{en} “{from}” is deleted.")),
            ChangeKind::Moved => self.pick(format!("{sv} ”{to}” är flyttat."), format!("{en} “{to}” is moved.")),
            _ => self.pick(format!("{sv} ”{from}” heter nu ”{to}”."), format!("{en} “{from}” is now called “{to}”.")),
        }
    }

    fn came(&self, change: &Change, new: &str) -> String {
        let new = quoted(new);
        match change.part {
            Part::Signatures | Part::Head => self.pick(format!("Uppgiften ”{new}” är ny."), format!("“{new}” is new.")),
            Part::Item => self.pick(format!("En ny punkt: ”{new}”"), format!("A new item: “{new}”")),
            Part::Row => self.pick(format!("En ny rad: ”{new}”"), format!("A new row: “{new}”")),
            Part::List => self.pick(format!("En ny lista: ”{new}”"), format!("A new list: “{new}”")),
            Part::Table => self.pick(format!("En ny tabell: ”{new}”"), format!("A new table: “{new}”")),
            _ => self.pick(format!("Ett nytt stycke: ”{new}”"), format!("A new paragraph: “{new}”")),
        }
    }

    fn gone(&self, change: &Change, old: &str) -> String {
        let old = quoted(old);
        match change.part {
            Part::Signatures | Part::Head => self.pick(format!("Uppgiften ”{old}” är borttagen."), format!("“{old}” is deleted.")),
            Part::Item => self.pick(format!("En punkt är borttagen: ”{old}”"), format!("An item is deleted: “{old}”")),
            Part::Row => self.pick(format!("En rad är borttagen: ”{old}”"), format!("A row is deleted: “{old}”")),
            Part::List => self.pick(format!("En lista är borttagen: ”{old}”"), format!("A list is deleted: “{old}”")),
            Part::Table => self.pick(format!("En tabell är borttagen: ”{old}”"), format!("A table is deleted: “{old}”")),
            _ => self.pick(format!("Ett stycke är borttaget: ”{old}”"), format!("A paragraph is deleted: “{old}”")),
        }
    }

    fn moved(&self, change: &Change, old: &str, new: &str) -> String {
        let to = quoted(new);
        let section = |spot: &Option<Spot>| spot.as_ref().and_then(|spot| spot.section.last().cloned()).unwrap_or_default();
        let (from, place) = (section(&change.old), section(&change.new));
        let what = match change.part {
            Part::Item => ("Punkten", "The item"),
            Part::Row => ("Raden", "The row"),
            Part::List => ("Listan", "The list"),
            Part::Table => ("Tabellen", "The table"),
            _ => ("Stycket", "The paragraph"),
        };
        let moved = if from == place {
            self.pick(format!("{} ”{to}” har fått en annan plats.", what.0), format!("{} “{to}” has another place.", what.1))
        } else {
            self.pick(format!("{} ”{to}” är flyttat hit från ”{from}”.", what.0), format!("{} “{to}” is moved here from “{from}”.", what.1))
        };
        if change.weight == Weight::Moved { moved } else { format!("{moved} {}", capital(&self.reworded(change.part, old, new))) }
    }

    fn replaced(&self, old: &str, new: &str) -> String {
        match (old.is_empty(), new.is_empty()) {
            (true, _) => self.pick(format!("”{}” är tillagt.", quoted(new)), format!("“{}” is added.", quoted(new))),
            (_, true) => self.pick(format!("”{}” är borttaget.", quoted(old)), format!("“{}” is deleted.", quoted(old))),
            _ => self.pick(
                format!("”{}” är ändrat till ”{}”.", quoted(old), quoted(new)),
                format!("“{}” is changed to “{}”.", quoted(old), quoted(new)),
            ),
        }
    }

    /// A text some of whose words are others: what was added, struck and replaced, if that is little; else that it is new.
    fn reworded(&self, part: Part, old: &str, new: &str) -> String {
        if let [(gone, come)] = &parts(&wording(old, new))[..] {
            let few = count(gone) <= FEW && count(come) <= FEW;
            // The place is told by words that are not among those that came.
            let place = self.place(part, if gone.is_empty() { old } else { new });
            let (gone_words, come_words) = (quoted(gone), quoted(come));
            match (gone.is_empty(), come.is_empty()) {
                (true, _) => {
                    return self
                        .pick(format!("”{come_words}” är tillagt i {}.", place.sv), format!("“{come_words}” is added to {}.", place.en));
                }
                (_, true) => {
                    return self.pick(
                        format!("”{gone_words}” är struket i {}.", place.sv),
                        format!("“{gone_words}” is struck from {}.", place.en),
                    );
                }
                _ if few => {
                    return self.pick(
                        format!("”{gone_words}” är ändrat till ”{come_words}” i {}.", place.sv),
                        format!("“{gone_words}” is changed to “{come_words}” in {}.", place.en),
                    );
                }
                _ => {}
            }
        }
        let place = self.place(part, new);
        let rewritten = if part == Part::Item || part == Part::Row { "omarbetad" } else { "omarbetat" };
        capital(&self.pick(format!("{} är {rewritten}.", place.sv), format!("{} is rewritten.", place.en)))
    }

    /// What a text is called: by its words where they are few, else by the first of them.
    fn place(&self, part: Part, text: &str) -> Message {
        let whole = count(text) <= TELLING;
        let (sv, en) = match (part, whole) {
            (Part::Item, true) => ("punkten", "the item"),
            (Part::Item, false) => ("den punkt som börjar", "the item that begins"),
            (Part::Row, true) => ("raden", "the row"),
            (Part::Row, false) => ("den rad som börjar", "the row that begins"),
            (_, true) => ("stycket", "the paragraph"),
            (_, false) => ("det stycke som börjar", "the paragraph that begins"),
        };
        let words = quoted(&first_words(text));
        Message::new(format!("{sv} ”{words}”"), format!("{en} “{words}”"))
    }
}

/// Words as messages quote them, cut between two of them.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return shortened(text);
    }
    let mut shown = String::new();
    for word in text.split_whitespace() {
        if shown.chars().count() + 1 + word.chars().count() > LONGEST - 2 {
            break;
        }
        shown.push_str(if shown.is_empty() { "" } else { " " });
        shown.push_str(word);
    }
    if shown.is_empty() { shortened(text) } else { format!("{} …", shortened(&shown)) }
}

/// Stretches that were replaced: what went, and what came in its place.
fn parts(stretches: &[Stretch]) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for stretch in stretches {
        match stretch.mark {
            None if stretch.text.trim().is_empty() => {}
            None => open = false,
            Some(mark) => {
                if !open {
                    out.push((String::new(), String::new()));
                }
                open = true;
                if let Some((gone, come)) = out.last_mut() {
                    let side = if mark == Mark::Deleted { gone } else { come };
                    side.push_str(if side.is_empty() { stretch.text.trim_start() } else { &stretch.text });
                }
            }
        }
    }
    out.into_iter().map(|(gone, come)| (gone.trim().to_owned(), come.trim().to_owned())).collect()
}

fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

fn first_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let shown = words.iter().take(TELLING).copied().collect::<Vec<_>>().join(" ");
    if words.len() > TELLING { format!("{shown} …") } else { shown }
}

/// A heading without its number.
fn bare(heading: &str) -> &str {
    match heading.split_once(' ') {
        Some((number, rest)) if number.ends_with('.') && number.chars().count() <= 4 => rest,
        _ => heading,
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn uncapital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
