//! Finding turns a text into the stretches of it that a public copy leaves out, and those that only look like it.

mod addresses;
mod mail;
mod numbers;

use std::ops::Range;

use super::Secret;
use crate::diag::Message;

/// What was found in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Stretches, in bytes, that don't overlap, in the order of the text.
    pub secrets: Vec<(Range<usize>, Secret)>,
    /// What somebody should look at.
    pub doubts: Vec<Message>,
}

/// Words after which people tell where they live, or that they must not be found.
const TELLING: [&str; 8] = [
    "bostadsadress",
    "hemadress",
    "privatadress",
    "privat adress",
    "folkbokför",
    "skyddad folkbokföring",
    "skyddade personuppgifter",
    "hemtelefon",
];

/// Looks through a text. `official` tells whether a stretch comes out of a field for offices, where addresses stand.
pub fn find(text: &str, official: &dyn Fn(&Range<usize>) -> bool, keep: &[String]) -> Found {
    let mut out = Found::default();
    for number in numbers::find(text) {
        match number.secret {
            Some(secret) => out.secrets.push((number.range, secret)),
            None => out.doubts.push(Message::new(
                "något ser ut som ett personnummer, men kontrollsiffran stämmer inte; det står kvar",
                "something looks like an identity number, but its check digit is wrong; it stands as it was",
            )),
        }
    }
    for range in mail::private(text) {
        if official(&range) {
            out.doubts.push(Message::new(
                "en kontaktpersons e-postadress finns hos en leverantör för privatpersoner; den står kvar",
                "a contact's mail address is at a provider for private persons; it stands as it was",
            ));
        } else {
            out.secrets.push((range, Secret::MailAddress));
        }
    }
    for range in addresses::find(text) {
        let written = text.get(range.clone()).unwrap_or_default();
        if !official(&range) && !kept(written, keep) {
            out.secrets.push((range, Secret::StreetAddress));
        }
    }
    out.secrets.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    out.secrets.retain(|(range, _)| {
        let free = range.start >= end;
        end = end.max(range.end);
        free
    });
    let lower = text.to_lowercase();
    if let Some(word) = TELLING.iter().find(|word| lower.contains(**word))
        && !out.secrets.iter().any(|(_, secret)| *secret == Secret::StreetAddress)
    {
        out.doubts.push(Message::new(
            format!("här står ”{word}”, men ingen adress som känns igen; se efter vad som står där"),
            format!("“{word}” stands here, but no address that is recognised; see what stands there"),
        ));
    }
    out
}

/// Whether an address is among those that stand, whatever its spaces and letter case.
fn kept(address: &str, keep: &[String]) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let address = plain(address);
    keep.iter().map(|kept| plain(kept)).any(|kept| !kept.is_empty() && address.contains(&kept))
}
