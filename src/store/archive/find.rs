//! What people call a revision becomes the revision.

use super::Archive;
use crate::diag::{codes, shortened};
use crate::model::{DocumentId, Label, Period, Version};
use crate::store::event::{Act, Commitment, Sealed};
use crate::store::projection::{RevisionRow, Standing};
use crate::store::refusal::{Damage, Refusal, StoreError, refuse};

/// How a revision is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// The last one.
    Last,
    /// By its number: `7`.
    Revision(u64),
    /// By its version: `0.3`, `1.0`.
    Version(Version),
    /// By a label: `remissversion-1`.
    Label(Label),
    /// By an event, as the revision stood after it: `händelse-9`.
    Event(u64),
    /// By the day a body took a position on it: `2021-03-31`, ISO 8601.
    Day(String),
}

/// Files that were frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// The version as they print it.
    pub version: Version,
    /// The event that froze them.
    pub event: Sealed,
}

impl At {
    /// What stands behind the `@`; `None` when it names nothing.
    pub fn parse(text: &str) -> Option<Self> {
        if !text.is_empty() && text.chars().all(|character| character.is_ascii_digit()) {
            return text.parse().ok().filter(|number| *number > 0).map(Self::Revision);
        }
        if Period::parse_date(text).is_some() {
            return Some(Self::Day(text.to_owned()));
        }
        if let Some(number) = Label::event_number(text) {
            return Some(Self::Event(number));
        }
        Version::parse(text).map(Self::Version).or_else(|| Label::parse(text).map(Self::Label))
    }
}

impl Archive {
    /// The revision of a document that a name stands for, with where the document stands.
    ///
    /// # Errors
    /// When there is no such document or revision, or a day names several revisions; besides, see
    /// [`Archive::documents`].
    pub fn find(&self, document: &DocumentId, at: &At) -> Result<(Standing, RevisionRow), StoreError> {
        let standing = self.existing(document)?;
        let number = match at {
            At::Last => standing.revision,
            At::Revision(number) => *number,
            At::Version(version) => self.of_version(&standing, *version)?,
            At::Label(label) => self.store.label(document, label)?.ok_or_else(|| refuse::no_label(document, label))?.revision,
            At::Event(number) => self.of_event(document, *number)?,
            At::Day(day) => self.of_day(document, day)?,
        };
        let row = self.store.revision(document, number)?.ok_or_else(|| refuse::no_revision(document, number))?;
        Ok((standing, row))
    }

    /// The one revision that an event is about.
    fn of_event(&self, document: &DocumentId, number: u64) -> Result<u64, StoreError> {
        let events = self.store.events(document, number, number)?;
        let (sv, en) = match events.first().map(|sealed| sealed.event().act.revision()) {
            Some(Some(revision)) => return Ok(revision),
            Some(None) => {
                (format!("händelse {number} gäller ingen enskild revision"), format!("event {number} is about no single revision"))
            }
            None => (format!("dokumentet har ingen händelse {number}"), format!("the document has no event {number}")),
        };
        let (hint_sv, hint_en) =
            (format!("se vilka som finns: kansli log {document}"), format!("see which there are: kansli log {document}"));
        Err(Refusal::new(codes::UNKNOWN_REVISION, sv, en).hint(hint_sv, hint_en).into())
    }

    /// Versions grow with the revisions, so the one looked for is found by halving. A revision is also found by the number
    /// that it had as a draft, before it got a full one.
    fn of_version(&self, standing: &Standing, version: Version) -> Result<u64, StoreError> {
        let document = &standing.document;
        let missing = || {
            Refusal::new(
                codes::UNKNOWN_REVISION,
                format!("dokumentet har ingen version {version}"),
                format!("the document has no version {version}"),
            )
            .hint(format!("se vilka som finns: kansli log {document}"), format!("see which there are: kansli log {document}"))
        };
        let (mut low, mut high) = (1, standing.revision);
        while low <= high {
            let middle = low + (high - low) / 2;
            let row = self.store.revision(document, middle)?.ok_or_else(missing)?;
            match row.version.cmp(&version) {
                std::cmp::Ordering::Equal => return Ok(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle.saturating_sub(1),
            }
        }
        if low <= standing.revision && self.made_as(document, low)? == version {
            return Ok(low);
        }
        Err(missing().into())
    }

    fn of_day(&self, document: &DocumentId, day: &str) -> Result<u64, StoreError> {
        let mut found: Vec<u64> = Vec::new();
        for sealed in self.store.notable(document)? {
            if let Act::Position { revision, date, .. } = &sealed.event().act
                && date == day
                && !found.contains(revision)
            {
                found.push(*revision);
            }
        }
        let day = shortened(day);
        match found[..] {
            [only] => Ok(only),
            [] => Err(Refusal::new(
                codes::UNKNOWN_REVISION,
                format!("inget ställningstagande är gjort {day}"),
                format!("no position was taken on {day}"),
            )
            .hint(format!("se vilka som finns: kansli log {document}"), format!("see which there are: kansli log {document}"))
            .into()),
            _ => {
                let numbers = found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                Err(Refusal::new(
                    codes::UNKNOWN_REVISION,
                    format!("{day} togs ställning till flera revisioner: {numbers}"),
                    format!("positions were taken on several revisions on {day}: {numbers}"),
                )
                .hint("ange revisionens nummer", "give the number of the revision")
                .into())
            }
        }
    }

    /// The source of a revision, byte for byte.
    ///
    /// # Errors
    /// When it was weeded or disposed of here, or is damaged.
    pub fn source(&self, row: &RevisionRow) -> Result<Vec<u8>, StoreError> {
        self.content(row, &row.source.commitment)
    }

    /// The event that froze the files of a revision that a name means: by an event, the last up to it; by a version, the
    /// last under that number; else the last of all. `None` when there is none.
    ///
    /// # Errors
    /// When the store is damaged or can't be read.
    pub fn frozen(&self, row: &RevisionRow, at: &At) -> Result<Option<Frozen>, StoreError> {
        if row.rendered_by.is_none() {
            return Ok(None);
        }
        let (mut version, mut found) = (self.made_as(&row.document, row.revision)?, None);
        for sealed in self.store.notable(&row.document)? {
            let act = &sealed.event().act;
            if act.revision() != Some(row.revision) {
                continue;
            }
            if let Act::State { version: Some(full), .. } = act {
                version = *full;
            }
            let meant = match at {
                At::Event(last) => sealed.event().sequence <= *last,
                At::Version(wanted) => version == *wanted,
                _ => true,
            };
            if meant && !act.renditions().is_empty() {
                found = Some(Frozen { version, event: sealed });
            }
        }
        Ok(found)
    }

    /// The rendered files of a revision as an event froze them, each with how its name ends.
    ///
    /// # Errors
    /// See [`Archive::source`].
    pub fn renditions(&self, row: &RevisionRow, frozen: &Frozen) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let all = frozen.event.event().act.renditions();
        all.iter().map(|rendition| Ok((rendition.ending.clone(), self.content(row, &rendition.commitment)?))).collect()
    }

    pub(super) fn content(&self, row: &RevisionRow, commitment: &Commitment) -> Result<Vec<u8>, StoreError> {
        match self.store.object(commitment)? {
            Some(object) => Ok(object.into_content()),
            None if row.gone.is_some() => Err(refuse::content_gone(row).into()),
            None => {
                let revision = row.revision;
                Err(Damage::of(
                    &row.document,
                    format!("innehållet i revision {revision} saknas, och ingen händelse säger att det är rensat eller gallrat"),
                    format!("the content of revision {revision} is missing, and no event says that it was weeded or disposed of"),
                )
                .into())
            }
        }
    }
}
