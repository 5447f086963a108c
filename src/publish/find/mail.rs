//! Mail: a text becomes the mail addresses in it that are at providers for private persons.

use std::ops::Range;

/// Providers whose customers are private persons; of a name without an ending every one counts.
const PRIVATE: [&str; 28] = [
    "gmail.com",
    "googlemail.com",
    "hotmail",
    "outlook",
    "live",
    "msn.com",
    "yahoo",
    "icloud.com",
    "me.com",
    "mac.com",
    "proton.me",
    "protonmail.com",
    "gmx",
    "aol.com",
    "mail.com",
    "telia.com",
    "bredband.net",
    "bredband2.com",
    "comhem.se",
    "spray.se",
    "home.se",
    "tele2.se",
    "swipnet.se",
    "passagen.se",
    "glocalnet.net",
    "bahnhof.se",
    "ownit.nu",
    "tuta.com",
];

/// Mail addresses at such a provider, in bytes of the text.
pub fn private(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for (at, _) in text.match_indices('@') {
        let local = |character: char| character.is_alphanumeric() || "._%+-".contains(character);
        let domain = |character: char| character.is_alphanumeric() || ".-".contains(character);
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + 1..).unwrap_or_default();
        let start = before.char_indices().rev().take_while(|(_, character)| local(*character)).last().map_or(at, |(start, _)| start);
        let host: String = after.chars().take_while(|character| domain(*character)).collect();
        let host = host.trim_end_matches(['.', '-']);
        if start < at && is_private(&host.to_lowercase()) {
            out.push(start..at + 1 + host.len());
        }
    }
    out
}

fn is_private(host: &str) -> bool {
    PRIVATE.iter().any(|provider| match provider.contains('.') {
        true => host == *provider || host.strip_suffix(provider).is_some_and(|rest| rest.ends_with('.')),
        false => host.split('.').rev().nth(1) == Some(provider),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_of_private_persons_are_found() {
        let found = |text: &'static str| private(text).into_iter().map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(found("Skriv till åsa.lind-1@gmail.com."), ["åsa.lind-1@gmail.com"]);
        assert_eq!(found("a@hotmail.se, b@Outlook.com och c@post.telia.com"), ["a@hotmail.se", "b@Outlook.com", "c@post.telia.com"]);
        assert_eq!(found("registrator@vgregion.se, info@vastkom.se, @gmail.com, x@notgmail.com"), Vec::<&str>::new());
    }
}
