//! Names and numbers of what a store keeps: documents, versions, labels, moments, and who acted.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

/// The name that a document's history follows: its `id`. Small letters a–z, digits and single hyphens between them, at
/// most 80 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct DocumentId(String);

impl DocumentId {
    /// Longest id, in characters.
    pub const LONGEST: usize = 80;

    /// An id in its written form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        (text.len() <= Self::LONGEST && text.split('-').all(plain)).then(|| Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for DocumentId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no id of a document"))
    }
}

/// The number of a version that people read: `0.3` for a draft, `1.0` for what was fixed, `1.0.2` for a draft on the way
/// from 1.0 to 1.1. Later versions of a document have greater numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    major: u32,
    minor: u32,
    draft: u32,
}

impl Version {
    /// The first draft, 0.1.
    pub const FIRST: Self = Self { major: 0, minor: 0, draft: 1 };

    /// The next draft: 0.4 after 0.3, 1.0.1 after 1.0.
    #[must_use]
    pub fn next_draft(self) -> Self {
        Self { draft: self.draft.saturating_add(1), ..self }
    }

    /// The next full version: 1.0 after 0.7, 1.1 after 1.0 and after 1.0.2.
    #[must_use]
    pub fn next_full(self) -> Self {
        if self.major == 0 { Self { major: 1, minor: 0, draft: 0 } } else { Self { minor: self.minor.saturating_add(1), draft: 0, ..self } }
    }

    /// Whether it is the number of a draft.
    pub fn is_draft(self) -> bool {
        self.draft > 0
    }

    /// A number in its written form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |part: &str| {
            let plain = !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
            plain.then(|| part.parse::<u32>().ok()).flatten()
        };
        let parts: Vec<u32> = text.split('.').map(number).collect::<Option<_>>()?;
        match parts[..] {
            [0, draft] if draft > 0 => Some(Self { major: 0, minor: 0, draft }),
            [major, minor] if major > 0 => Some(Self { major, minor, draft: 0 }),
            [major, minor, draft] if major > 0 && draft > 0 => Some(Self { major, minor, draft }),
            _ => None,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.major, self.draft) {
            (0, draft) => write!(f, "0.{draft}"),
            (major, 0) => write!(f, "{major}.{}", self.minor),
            (major, draft) => write!(f, "{major}.{}.{draft}", self.minor),
        }
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no version"))
    }
}

/// A fixed name of a revision (beteckning), such as `remissversion-1`. Letters in lower case, digits and single hyphens
/// between them; begins with a letter; at most 60 characters, in Unicode normalisation form C.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Label(String);

impl Label {
    /// Longest label, in characters.
    pub const LONGEST: usize = 60;

    /// The number of an event, where a text names one: `händelse-9`, `handelse-9` or `event-9`. No label is called so.
    pub fn event_number(text: &str) -> Option<u64> {
        let text: String = text.nfc().collect::<String>().to_lowercase().nfc().collect();
        let number = ["händelse-", "handelse-", "event-"].iter().find_map(|word| text.strip_prefix(word))?;
        let plain = number.chars().all(|character| character.is_ascii_digit());
        number.parse().ok().filter(|number| plain && *number > 0)
    }

    /// A label in its written form; capitals are made small. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if Self::event_number(text).is_some() {
            return None;
        }
        let text: String = text.nfc().collect::<String>().to_lowercase().nfc().collect();
        let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_lowercase() || c.is_ascii_digit());
        let begins = text.chars().next().is_some_and(char::is_lowercase);
        (begins && text.chars().count() <= Self::LONGEST && text.split('-').all(plain)).then_some(Self(text))
    }

    /// The label as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).filter(|label| label.0 == text).ok_or_else(|| serde::de::Error::custom("no label"))
    }
}

/// A moment, to the second, in coordinated universal time: `2026-11-22T06:19:09Z` (RFC 3339). Told, and never used to
/// order anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(DateTime);

impl Moment {
    /// The first moment there is: 1970-01-01T00:00:00Z.
    pub const EARLIEST: Self = Self(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));

    /// The moment so many seconds after 1970-01-01T00:00:00Z; `None` outside the years 1970 to 9999.
    pub fn from_unix_seconds(seconds: u64) -> Option<Self> {
        let seconds = i64::try_from(seconds).ok()?;
        let start = Date::new(1970, 1, 1).ok()?.to_datetime(jiff::civil::Time::midnight());
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        start.checked_add(days.days()).ok()?.checked_add(rest.seconds()).ok().map(Self)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix_seconds(self) -> i64 {
        let days = self.0.date().since(Self::EARLIEST.0.date()).map_or(0, |span| i64::from(span.get_days()));
        let time = self.0.time();
        days * 86_400 + i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second())
    }

    /// A moment in its written form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let shape = |(at, byte): (usize, u8)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b'T',
            13 | 16 => byte == b':',
            19 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        };
        if text.len() != 20 || !text.bytes().enumerate().all(shape) {
            return None;
        }
        let number = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<i16>().ok());
        let small = |from: usize| number(from, from + 2).and_then(|value| i8::try_from(value).ok());
        let date = Date::new(number(0, 4)?, small(5)?, small(8)?).ok().filter(|date| date.year() >= 1970)?;
        let time = jiff::civil::Time::new(small(11)?, small(14)?, small(17)?, 0).ok()?;
        Some(Self(date.to_datetime(time)))
    }

    /// The same moment by the clocks of Sweden, whatever the computer's own setting: one hour ahead, two from the last
    /// Sunday of March to the last Sunday of October, 01:00 UTC each (directive 2000/84/EC).
    pub fn in_sweden(self) -> DateTime {
        let change = |month: i8| {
            let last = Date::new(self.0.year(), month, 31).ok()?;
            let sunday = (0..7).filter_map(|back: i32| last.checked_sub(back.days()).ok()).find(|day| day.weekday() == Weekday::Sunday)?;
            Some(sunday.at(1, 0, 0, 0))
        };
        let summer = matches!((change(3), change(10)), (Some(start), Some(end)) if self.0 >= start && self.0 < end);
        let hours = if summer { 2 } else { 1 };
        self.0.checked_add(hours.hours()).unwrap_or(self.0)
    }

    /// The day in Sweden, ISO 8601.
    pub fn day_in_sweden(self) -> String {
        self.in_sweden().date().to_string()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.0.date(), self.0.time());
        write!(f, "{date}T{:02}:{:02}:{:02}Z", time.hour(), time.minute(), time.second())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no moment"))
    }
}

/// Who acts: a person, in a role, for a principal. Each is one line; the role may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The person's name.
    pub name: String,
    /// In what role: "processledare".
    pub role: String,
    /// For whom: "Västra Götalandsregionen".
    pub principal: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_grow() {
        let mut version = Version::FIRST;
        assert_eq!(version.to_string(), "0.1");
        let mut all = vec![version];
        for full in [false, true, false, false, true, true, false] {
            version = if full { version.next_full() } else { version.next_draft() };
            all.push(version);
        }
        let texts: Vec<_> = all.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["0.1", "0.2", "1.0", "1.0.1", "1.0.2", "1.1", "1.2", "1.2.1"]);
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(texts.iter().zip(&all).all(|(text, version)| Version::parse(text) == Some(*version)));
        for text in ["", "1", "0.0", "01.0", "1.0.0", "0.1.1", "1.-1", "1.0.1.1", " 1.0", "4294967296.0"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }

    #[test]
    fn ids_and_labels_have_one_form() {
        assert!(DocumentId::parse("lmr-palliativ-vard").is_some());
        for text in ["", "Å", "a--b", "-a", "a_b", "a/b", &"a".repeat(81)] {
            assert_eq!(DocumentId::parse(text), None, "{text}");
        }
        assert_eq!(Label::parse("Fastställd").unwrap().as_str(), "fastställd");
        assert_eq!(Label::parse("faststa\u{308}lld").unwrap().as_str(), "fastställd");
        for text in ["", "7", "2021-03-31", "a b", "a--b", "a@b", "-a", &"a".repeat(61)] {
            assert_eq!(Label::parse(text), None, "{text}");
        }
    }

    #[test]
    fn moments_are_read_and_told_in_sweden() {
        assert_eq!(Moment::from_unix_seconds(1_795_328_349).unwrap().to_string(), "2026-11-22T06:19:09Z");
        assert_eq!(Moment::parse("2026-11-22T06:19:09Z").unwrap().unix_seconds(), 1_795_328_349);
        assert_eq!(Moment::from_unix_seconds(0).unwrap().to_string(), "1970-01-01T00:00:00Z");
        for text in ["2026-11-22T06:19:09", "2026-11-22 06:19:09Z", "2026-13-22T06:19:09Z", "2026-11-22T24:00:00Z", "+026-11-22T06:19:09Z"]
        {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
        let told = |text: &str| Moment::parse(text).unwrap().in_sweden().to_string();
        assert_eq!(told("2026-11-22T23:30:00Z"), "2026-11-23T00:30:00");
        assert_eq!(told("2026-03-29T00:59:59Z"), "2026-03-29T01:59:59");
        assert_eq!(told("2026-03-29T01:00:00Z"), "2026-03-29T03:00:00");
        assert_eq!(told("2026-10-25T00:59:59Z"), "2026-10-25T02:59:59");
        assert_eq!(told("2026-10-25T01:00:00Z"), "2026-10-25T02:00:00");
    }
}
