//! Finding turns a text into the stretches of it that a public copy leaves out, and those that only look like it.

mod addresses;
mod likely;
mod mail;
mod numbers;
mod words;

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
    for range in likely::find(text) {
        let written = text.get(range.clone()).unwrap_or_default();
        let known = out.secrets.iter().any(|(other, _)| other.start < range.end && range.start < other.end);
        if !known && !official(&range) && !kept(written, keep) {
            out.doubts.push(Message::new(
                format!("”{written}” kan vara en adress, men namnet känns inte igen; det står kvar"),
                format!("“{written}” may be an address, but the name is not recognised; it stands as it was"),
            ));
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Names of streets, farms and houses, with and without an ending that is known.
    const PLACES: [&str; 14] = [
        "Lillhagsparken",
        "Nedre Kvarn",
        "Hammarby",
        "Ekudden",
        "Prästgården",
        "Skogslyckan",
        "Stora Badhusgatan",
        "Karl Johans gata",
        "Axel von Fersens väg",
        "Norra Långebergsgatan",
        "Sankt Eriks torg",
        "Pl",
        "Box",
        "Åsa Stationsväg",
    ];
    const NUMBERS: [&str; 8] = ["1", "12", "210", "12 B", "7b", "12–14", "nr 3", "4, lgh 1203"];
    const CODES: [&str; 6] = ["422 50", "42250", "S-422 50", "SE-422 50", "422\u{a0}50", "422\n50"];
    const TOWNS: [&str; 8] =
        ["Hisings Backa", "Göteborg", "Västra Frölunda", "Lilla Edet", "Dals-Ed", "Tanumshede", "GÖTEBORG", "Upplands Väsby"];
    const BETWEEN: [&str; 4] = [", ", " ", ",\n", " – "];
    const SENTENCES: [(&str, &str); 6] = [
        ("hon bor på ", "."),
        ("brev sändes till ", ", och svar kom."),
        ("adressen är: ", " enligt anmälan"),
        ("", ""),
        ("(", ")"),
        ("nås på 031-12 34 56 eller ", "; ring först"),
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn no_address_is_left_whole(
            place in 0..PLACES.len(), number in 0..NUMBERS.len(), code in 0..CODES.len(), town in 0..TOWNS.len(),
            between in 0..BETWEEN.len(), sentence in 0..SENTENCES.len(),
        ) {
            let (before, after) = SENTENCES[sentence];
            let address = format!("{} {}{}{} {}", PLACES[place], NUMBERS[number], BETWEEN[between], CODES[code], TOWNS[town]);
            let text = format!("{before}{address}{after}");
            let found = find(&text, &|_| false, &[]);
            let masked: Vec<&str> = found.secrets.iter().map(|(range, _)| &text[range.clone()]).collect();
            prop_assert_eq!(masked, vec![address.as_str()]);
        }

        #[test]
        fn a_house_without_a_town_is_masked_or_doubted(place in 0..11usize, number in 0..NUMBERS.len()) {
            let address = format!("{} {}", PLACES[place], NUMBERS[number]);
            let found = find(&format!("Hon bor på {address} och arbetar i Väst."), &|_| false, &[]);
            prop_assert_eq!(found.secrets.len() + found.doubts.len(), 1, "{}", address);
        }
    }

    #[test]
    fn what_may_be_an_address_is_told_of() {
        let found = find("Hon bor på Skogslyckan 9.", &|_| false, &[]);
        assert!(found.secrets.is_empty());
        assert_eq!(found.doubts[0].sv, "”Skogslyckan 9” kan vara en adress, men namnet känns inte igen; det står kvar");
        assert_eq!(find("Hon bor på Skogslyckan 9.", &|_| false, &["skogslyckan".to_owned()]), Found::default());
        assert_eq!(find("Mottagningen, Skogslyckan 9", &|_| true, &[]), Found::default(), "an office's address stands");
    }
}
