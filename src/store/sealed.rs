//! Sealing turns an event into the one text that is hashed, and such a text back into the event.

use super::event::{Event, FORMAT};
use crate::model::Hash;

/// An event with the text that is hashed, and its hash. Holding one is the proof that the three belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    event: Event,
    text: String,
    hash: Hash,
}

/// Why a text is no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsealed {
    /// It is no JSON, or lacks a field, or has one too many.
    Unreadable,
    /// It is an event of another form than [`FORMAT`].
    OtherFormat,
    /// It says the same as an event, but not in the canonical form (RFC 8785).
    NotCanonical,
}

impl Sealed {
    /// Puts an event into its canonical form and hashes it: SHA-256 over the UTF-8 of its JSON in the form of RFC 8785.
    ///
    /// # Errors
    /// Never for an event whose numbers are below 2^53; the type can't say so.
    pub fn seal(event: Event) -> Result<Self, Unsealed> {
        let text = serde_json_canonicalizer::to_string(&event).map_err(|_| Unsealed::Unreadable)?;
        let hash = Hash::of(text.as_bytes());
        Ok(Self { event, text, hash })
    }

    /// Reads an event from the text that was hashed.
    ///
    /// # Errors
    /// When the text is no event, or not in its canonical form.
    pub fn open(text: &str) -> Result<Self, Unsealed> {
        let event: Event = serde_json::from_str(text).map_err(|_| Unsealed::Unreadable)?;
        if event.format != FORMAT {
            return Err(Unsealed::OtherFormat);
        }
        let sealed = Self::seal(event)?;
        if sealed.text == text { Ok(sealed) } else { Err(Unsealed::NotCanonical) }
    }

    /// The event.
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// The text that was hashed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its hash.
    pub fn hash(&self) -> &Hash {
        &self.hash
    }
}

/// Stretches of revisions as single numbers, ascending as far as the stretches are.
pub fn numbers(stretches: &[(u64, u64)]) -> impl Iterator<Item = u64> + '_ {
    stretches.iter().flat_map(|(first, last)| *first..=*last)
}

/// Single numbers, ascending, as stretches.
pub fn stretches(numbers: impl IntoIterator<Item = u64>) -> Vec<(u64, u64)> {
    let mut out: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => out.push((number, number)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Actor, DocumentId, KindId, Moment, Version};
    use crate::store::event::{Act, Commitment, Faults, SourceContent};

    fn event() -> Event {
        Event {
            format: FORMAT.to_owned(),
            document: DocumentId::parse("lmr-palliativ-vard").unwrap(),
            sequence: 1,
            previous: Hash::zero(),
            time: Moment::parse("2026-11-22T06:19:09Z").unwrap(),
            actor: Actor { name: "Åsa Öhrnfeldt".into(), role: "processledare".into(), principal: "Region Björkmark".into() },
            act: Act::Revision {
                revision: 1,
                kind: KindId::new("uppdragshandling"),
                version: Version::FIRST,
                state: "draft".into(),
                source: SourceContent { commitment: Commitment(Hash::of(b"")), size: 7, file: "lmr.toml".into() },
                reason: "första utkastet".into(),
                faults: Faults { errors: 0, warnings: 1, codes: vec!["placeholder".into()] },
                restores: None,
            },
        }
    }

    /// The one form, and its hash. When this test fails, every history that exists reads as damaged.
    #[test]
    fn what_is_hashed_is_pinned() {
        let sealed = Sealed::seal(event()).unwrap();
        assert_eq!(
            sealed.text(),
            concat!(
                r#"{"act":{"faults":{"codes":["placeholder"],"errors":0,"warnings":1},"kind":"uppdragshandling","#,
                r#""reason":"första utkastet","revision":1,"source":{"commitment":"#,
                r#""e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","file":"lmr.toml","size":7},"#,
                r#""state":"draft","type":"revision","version":"0.1"},"actor":{"name":"Åsa Öhrnfeldt","#,
                r#""principal":"Region Björkmark","role":"processledare"},"document":"lmr-palliativ-vard","#,
                r#""format":"kansli-event/1","previous":"0000000000000000000000000000000000000000000000000000000000000000","#,
                r#""sequence":1,"time":"2026-11-22T06:19:09Z"}"#
            )
        );
        assert_eq!(sealed.hash(), &Hash::of(sealed.text().as_bytes()));
        assert_eq!(sealed.hash().as_str(), "8678078a3d07937d942ad37a4f21cfa7c644e1142192c38574061e4616d32ca2");
        assert_eq!(Sealed::open(sealed.text()).unwrap(), sealed);
    }

    #[test]
    fn only_the_one_form_is_an_event() {
        let text = Sealed::seal(event()).unwrap().text().to_owned();
        for (altered, why) in [
            (text.replace("\"size\":7", "\"size\": 7"), Unsealed::NotCanonical),
            (text.replace("\"size\":7", "\"size\":7.0"), Unsealed::Unreadable),
            (text.replace("Åsa", "\\u00c5sa"), Unsealed::NotCanonical),
            (text.replace("kansli-event/1", "kansli-event/2"), Unsealed::OtherFormat),
            (text.replace("\"sequence\":1,", "\"sequence\":1,\"sequense\":1,"), Unsealed::Unreadable),
            (text.replace("\"size\":7", "\"colour\":\"red\",\"size\":7"), Unsealed::Unreadable),
            (text.replace("\"state\":\"draft\",", "\"state\":\"draft\",\"then\":null,"), Unsealed::Unreadable),
            (text.replace("\"0.1\"", "\"0.0\""), Unsealed::Unreadable),
            (text.replace("e3b0", "E3B0"), Unsealed::Unreadable),
            (format!("{text}\n"), Unsealed::NotCanonical),
            (String::new(), Unsealed::Unreadable),
        ] {
            assert_ne!(altered, text);
            assert_eq!(Sealed::open(&altered), Err(why), "{altered}");
        }
    }

    #[test]
    fn stretches_are_what_numbers_make() {
        assert_eq!(stretches([1, 2, 3, 7, 9, 10]), [(1, 3), (7, 7), (9, 10)]);
        assert_eq!(numbers(&[(1, 3), (7, 7)]).collect::<Vec<_>>(), [1, 2, 3, 7]);
        assert_eq!(stretches([]), []);
    }
}
