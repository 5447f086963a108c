//! A stretch of a log, proven: every event the one it says it is, in a row, each bearing the hash of the one before.

use super::event::{Sealed, Unsealed};
use super::refusal::Damage;
use crate::model::{DocumentId, Hash};

/// Proves that texts with their numbers and hashes, as they were read, are the events of a document from `first` on.
/// The hash of what stands before them is compared where it is known.
pub(super) fn prove(
    document: &DocumentId,
    first: u64,
    before: Option<&Hash>,
    read: impl IntoIterator<Item = (u64, String, String)>,
) -> Result<Vec<Sealed>, Damage> {
    let mut out: Vec<Sealed> = Vec::new();
    for (expected, (sequence, hash, text)) in (first..).zip(read) {
        if sequence != expected {
            return Err(missing(document, expected));
        }
        let sealed = one(document, sequence, &hash, &text)?;
        let previous = out.last().map(Sealed::hash).or(before);
        if previous.is_some_and(|previous| *previous != sealed.event().previous) {
            return Err(Damage::of(
                document,
                format!("kedjan är bruten vid händelse {sequence}: den följer inte på den före"),
                format!("the chain is broken at event {sequence}: it does not follow the one before it"),
            ));
        }
        out.push(sealed);
    }
    Ok(out)
}

/// Proves that one text is the event of this number and hash.
pub(super) fn one(document: &DocumentId, sequence: u64, hash: &str, text: &str) -> Result<Sealed, Damage> {
    let sealed = Sealed::open(text).map_err(|why| match why {
        Unsealed::OtherFormat => Damage::of(
            document,
            format!("händelse {sequence} har en form som denna version av Kansli inte känner"),
            format!("event {sequence} has a form that this version of Kansli does not know"),
        ),
        Unsealed::Unreadable | Unsealed::NotCanonical => altered(document, sequence),
    })?;
    let event = sealed.event();
    if sealed.hash().as_str() != hash || event.sequence != sequence || event.document != *document {
        return Err(altered(document, sequence));
    }
    Ok(sealed)
}

fn altered(document: &DocumentId, sequence: u64) -> Damage {
    Damage::of(
        document,
        format!("händelse {sequence} är ändrad: den stämmer inte med sin kontrollsumma"),
        format!("event {sequence} was altered: it does not agree with its hash"),
    )
}

/// An event that should be there and is not.
pub(super) fn missing(document: &DocumentId, sequence: u64) -> Damage {
    Damage::of(document, format!("händelse {sequence} saknas"), format!("event {sequence} is missing"))
}

/// A projection that is not what was written.
pub(super) fn row_damaged(document: &DocumentId, sv: &str, en: &str) -> Damage {
    Damage::of(
        document,
        format!("{sv} stämmer inte med sin kontrollsumma, eller saknas"),
        format!("{en} does not agree with its hash, or is missing"),
    )
}
