//! Wording turns the kinds, parts and weights of changes into words that a reader understands, in Swedish and English.

use crate::diag::Message;
use crate::model::{Change, ChangeKind, Part, Spot, Weight};

impl Weight {
    /// All weights, the heaviest first.
    pub const ALL: [Self; 5] = [Self::Substantive, Self::Moved, Self::Administrative, Self::Editorial, Self::Form];

    /// The weight as it stands behind a change: "i sak".
    pub fn name(self) -> Message {
        let (sv, en) = match self {
            Self::Form => ("form", "form"),
            Self::Editorial => ("redaktionell", "editorial"),
            Self::Administrative => ("administrativ", "administrative"),
            Self::Moved => ("flyttad", "moved"),
            Self::Substantive => ("i sak", "substantive"),
        };
        Message::new(sv, en)
    }

    /// The weight as an event and the command line name it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Editorial => "editorial",
            Self::Administrative => "administrative",
            Self::Moved => "moved",
            Self::Substantive => "substantive",
        }
    }

    /// The weight that somebody writes: its id, or its name in Swedish or English; `saklig` is "i sak".
    pub fn called(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase().replace('-', " ");
        let means = |weight: &Self| {
            let name = weight.name();
            [weight.id(), name.sv.as_str(), name.en.as_str()].contains(&text.as_str()) || (*weight == Self::Substantive && text == "saklig")
        };
        Self::ALL.into_iter().find(means)
    }

    /// How many changes have the weight: "3 i sak", "2 redaktionella".
    pub fn counted(self, count: usize) -> Message {
        let one = self.name();
        let many = match self {
            Self::Editorial if count != 1 => "redaktionella",
            Self::Administrative if count != 1 => "administrativa",
            Self::Moved if count != 1 => "flyttade",
            Self::Form => "till formen",
            _ => one.sv.as_str(),
        };
        Message::new(format!("{count} {many}"), format!("{count} {}", one.en))
    }
}

impl Part {
    /// The part without an article; in Swedish whether it is neuter.
    fn noun(self) -> (&'static str, bool, &'static str) {
        match self {
            Self::Head => ("uppgift i sidhuvudet", false, "line of the page head"),
            Self::Title => ("titel", false, "title"),
            Self::Pages => ("sidriktning", false, "orientation of the pages"),
            Self::Section => ("avsnitt", true, "section"),
            Self::Heading => ("rubrik", false, "heading"),
            Self::Paragraph => ("stycke", true, "paragraph"),
            Self::List => ("lista", false, "list"),
            Self::Item => ("listpunkt", false, "list item"),
            Self::Table => ("tabell", false, "table"),
            Self::Row => ("tabellrad", false, "table row"),
            Self::Cell => ("tabellcell", false, "table cell"),
            Self::Signatures => ("uppgift bland underskrifterna", false, "line of the signatures"),
        }
    }
}

impl Change {
    /// What was done with what: "ny rubrik", "ändrat stycke".
    pub fn told(&self) -> Message {
        let (sv, neuter, en) = self.part.noun();
        let (adjective, english) = match (self.kind, neuter) {
            (ChangeKind::Inserted, false) => ("ny", "new"),
            (ChangeKind::Inserted, true) => ("nytt", "new"),
            (ChangeKind::Deleted, false) => ("borttagen", "deleted"),
            (ChangeKind::Deleted, true) => ("borttaget", "deleted"),
            (ChangeKind::Reworded, false) => ("ändrad", "changed"),
            (ChangeKind::Reworded, true) => ("ändrat", "changed"),
            (ChangeKind::Moved, false) => ("flyttad", "moved"),
            (ChangeKind::Moved, true) => ("flyttat", "moved"),
            (ChangeKind::Split, _) => return Message::new("stycke delat i två", "paragraph split in two"),
            (ChangeKind::Joined, _) => return Message::new("två stycken sammanslagna", "two paragraphs joined"),
            (ChangeKind::Reformed, _) => {
                return match self.part {
                    Part::List => Message::new("lista med annan markering", "list with other marks"),
                    Part::Table => Message::new("tabell i annan form", "table of another form"),
                    Part::Pages => Message::new("sidorna ligger åt ett annat håll", "pages lie another way"),
                    _ => Message::new("rubrik med nytt nummer eller ny nivå", "heading with another number or level"),
                };
            }
        };
        Message::new(format!("{adjective} {sv}"), format!("{english} {en}"))
    }

    /// The weight as lists show it: a proposal by itself, a confirmed one with the word.
    pub fn weighed(&self) -> Message {
        let name = self.weight.name();
        match &self.confirmed {
            None => name,
            Some(_) => Message::new(format!("{}, bekräftad", name.sv), format!("{}, confirmed", name.en)),
        }
    }

    /// The sign that stands before the change wherever colours may be missing: `+`, `-`, `~` or `>`.
    pub fn sign(&self) -> char {
        match self.kind {
            ChangeKind::Inserted => '+',
            ChangeKind::Deleted => '-',
            ChangeKind::Moved => '>',
            ChangeKind::Reworded | ChangeKind::Split | ChangeKind::Joined | ChangeKind::Reformed => '~',
        }
    }

    /// The side that a reader of the new version finds: the new one, else the old.
    pub fn spot(&self) -> Option<&Spot> {
        self.new.as_ref().or(self.old.as_ref())
    }

    /// The section that a reader looks for the change in: that of the new version, else that of the old one.
    pub fn section(&self) -> &[String] {
        self.spot().map_or(&[], |spot| &spot.section)
    }
}

/// What the part of a document before its first heading is called, where a section is named.
pub fn before_the_text(part: Part) -> Message {
    match part {
        Part::Head | Part::Title | Part::Pages => Message::new("Sidhuvud och titel", "Page head and title"),
        _ => Message::new("Före första rubriken", "Before the first heading"),
    }
}

/// How many changes there are of each weight, the heaviest first: "33 ändringar: 22 i sak, 11 administrativa".
pub fn counted(changes: &[Change]) -> Message {
    let total = changes.len();
    let counts = Weight::ALL.map(|weight| (weight, changes.iter().filter(|change| change.weight == weight).count()));
    let counts: Vec<Message> = counts.into_iter().filter(|(_, count)| *count > 0).map(|(weight, count)| weight.counted(count)).collect();
    let joined = |text: fn(&Message) -> &str| counts.iter().map(text).collect::<Vec<_>>().join(", ");
    let (sv, en) = match total {
        0 => return Message::new("inga ändringar", "no changes"),
        1 => ("1 ändring".to_owned(), "1 change".to_owned()),
        _ => (format!("{total} ändringar"), format!("{total} changes")),
    };
    Message::new(format!("{sv}: {}", joined(|message| &message.sv)), format!("{en}: {}", joined(|message| &message.en)))
}
