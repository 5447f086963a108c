//! Addresses on the web and for mail: only https and mailto, and well formed.

use std::ops::Range;

use crate::check::context::{Context, TextKind};
use crate::diag::{Diagnostic, Message, Place, codes, shortened};
use crate::markup::{LinkFault, check_address};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for text in context.texts.iter().filter(|text| !text.text.trim().is_empty()) {
        if text.kind == TextKind::Address {
            if let Err(fault) = check_address(text.text) {
                out.push(refused(context.whole(text), text.text, fault));
            }
        } else if text.shape.as_ref().is_some_and(|shape| shape.text("format") == Some("email"))
            && (text.text.contains([':', '?']) || check_address(&format!("mailto:{}", text.text)).is_err())
        {
            let shown = shortened(text.text);
            let message = Message::new(format!("”{shown}” är ingen e-postadress"), format!("“{shown}” is no mail address"));
            let diagnostic = Diagnostic::error(codes::LINK_NOT_ALLOWED, context.whole(text), message);
            out.push(if text.text.starts_with("mailto:") {
                diagnostic.hint("skriv bara adressen, utan mailto:", "write the address alone, without mailto:")
            } else {
                diagnostic.hint("skriv den som namn@organisation.se", "write it as name@organisation.se")
            });
        }
    }
    out
}

/// The words of a text that are addresses, asked for in the order of the text.
pub(super) struct Addresses {
    ranges: std::iter::Peekable<std::vec::IntoIter<Range<usize>>>,
}

impl Addresses {
    /// Words with `://`, `@`, `www.` or `mailto:` in them.
    pub(super) fn of(text: &str) -> Self {
        let mut ranges = Vec::new();
        let mut at = 0;
        for word in text.split_inclusive(char::is_whitespace) {
            if word.contains("://") || word.contains('@') || word.contains("www.") || word.contains("mailto:") {
                ranges.push(at..at + word.len());
            }
            at += word.len();
        }
        Self { ranges: ranges.into_iter().peekable() }
    }

    /// Whether a byte lies in an address. Bytes must be asked for in ascending order.
    pub(super) fn contains(&mut self, at: usize) -> bool {
        while self.ranges.next_if(|range| range.end <= at).is_some() {}
        self.ranges.peek().is_some_and(|range| range.start <= at)
    }
}

/// An address that is refused, and what was probably meant.
pub(super) fn refused(place: Place, address: &str, fault: LinkFault) -> Diagnostic {
    let shown = shortened(address);
    let lower = address.trim().to_lowercase();
    let message = match fault {
        LinkFault::Scheme => Message::new(
            format!("adressen ”{shown}” börjar varken med https:// eller mailto:"),
            format!("the address “{shown}” begins neither with https:// nor mailto:"),
        ),
        LinkFault::Form => {
            Message::new(format!("adressen ”{shown}” är inte rätt skriven"), format!("the address “{shown}” is not well formed"))
        }
    };
    let diagnostic = Diagnostic::error(codes::LINK_NOT_ALLOWED, place, message);
    match fault {
        LinkFault::Scheme if lower.starts_with("http://") => {
            let secure = shortened(&format!("https://{}", address.trim().get(7..).unwrap_or_default()));
            diagnostic.hint(format!("skriv {secure}"), format!("write {secure}"))
        }
        LinkFault::Scheme if lower.contains('@') && !lower.contains(':') => {
            diagnostic.hint(format!("skriv mailto:{shown}"), format!("write mailto:{shown}"))
        }
        LinkFault::Scheme if lower.starts_with("www.") || check_address(&format!("https://{}", address.trim())).is_ok() => {
            diagnostic.hint(format!("skriv https://{shown}"), format!("write https://{shown}"))
        }
        LinkFault::Scheme => diagnostic.hint(
            "länka bara till webbsidor (https://…) och e-postadresser (mailto:…); andra länkar fungerar inte för mottagaren",
            "link only to web pages (https://…) and mail addresses (mailto:…); other links do not work for the recipient",
        ),
        LinkFault::Form => diagnostic.hint(
            "kontrollera adressen: inga mellanslag, och ett domännamn som exempel.se",
            "check the address: no spaces, and a domain name such as example.org",
        ),
    }
}
