//! What a file says of itself: its language, its title, what a browser may do with it.

use scraper::ElementRef;

use super::{attributes, refuse};
use crate::certify::difference::DifferenceKind;
use crate::certify::found::Problems;
use crate::certify::normal::plain;
use crate::model::{Hash, Tree};

/// Statements that change nothing of what is seen.
const HARMLESS: &[&str] = &["author", "generator", "referrer"];

/// Beginnings of the names of such statements.
const FAMILIES: &[&str] = &["dcterms.", "kansli."];

/// Lets a narrow screen show the page in its own width, and the reader magnify it.
const VIEWPORT: &str = "width=device-width, initial-scale=1";

/// Reads the head; gives the text of the style sheet.
pub(super) fn read(root: &ElementRef<'_>, head: &ElementRef<'_>, tree: &Tree, problems: &mut Problems) -> String {
    attributes(root, |name, _| name == "lang", problems);
    attributes(head, |_, _| false, problems);
    let language = root.value().attr("lang").unwrap_or_default();
    if language != tree.metadata.language {
        let difference = problems.difference(DifferenceKind::Language).expected(tree.metadata.language.clone()).found(language);
        problems.push(difference);
    }
    let (mut title, mut style, mut policy) = (String::new(), String::new(), None);
    let mut sheets = 0;
    let children: Vec<ElementRef<'_>> = head.child_elements().collect();
    // Before anything else, so that every browser reads the same characters.
    if children.first().and_then(|first| first.value().attr("charset")) != Some("utf-8") {
        problems.unreadable("filen säger inte först att den är UTF-8", "the file does not say first that it is UTF-8");
    }
    for element in &children {
        match element.value().name() {
            "meta" => {
                let of = |name: &str| element.value().attr(name);
                let content = of("content").unwrap_or_default();
                let known = match (of("charset"), of("http-equiv"), of("name")) {
                    (Some("utf-8"), None, None) => true,
                    (None, Some("Content-Security-Policy"), None) => {
                        policy = Some(content.to_owned());
                        true
                    }
                    (None, None, Some("viewport")) => content == VIEWPORT,
                    (None, None, Some(name)) => HARMLESS.contains(&name) || FAMILIES.iter().any(|family| name.starts_with(family)),
                    _ => false,
                };
                if !known {
                    refuse(problems, element, of("name").or(of("http-equiv")));
                }
                attributes(element, |name, _| matches!(name, "charset" | "http-equiv" | "name" | "content"), problems);
            }
            "title" => {
                title.extend(element.text());
                attributes(element, |_, _| false, problems);
            }
            "style" => {
                style.extend(element.text());
                sheets += 1;
                attributes(element, |_, _| false, problems);
            }
            _ => refuse(problems, element, None),
        }
    }
    if plain(&title) != plain(&tree.metadata.title) {
        let difference = problems.difference(DifferenceKind::Title).expected(tree.metadata.title.clone()).found(title);
        problems.push(difference);
    }
    if sheets != 1 || !policy.is_some_and(|policy| protects(&policy, &style)) {
        problems.unreadable(
            "filen låter inte webbläsaren använda just sin egen formatmall och inget annat",
            "the file does not let a browser use just its own style sheet and nothing else",
        );
    }
    style
}

/// Whether a policy allows the sheet, by its hash, and nothing else (Content Security Policy Level 3).
fn protects(policy: &str, sheet: &str) -> bool {
    let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
    let harmless = ["default-src 'none'", "base-uri 'none'", "form-action 'none'"];
    let allows = |directive: &str| {
        let hash = directive.strip_prefix("style-src 'sha256-").and_then(|rest| rest.strip_suffix('\''));
        hash.and_then(hexadecimal).as_deref() == Some(Hash::of(sheet.as_bytes()).as_str())
    };
    directives.contains(&"default-src 'none'")
        && directives.iter().any(|directive| allows(directive))
        && directives.iter().all(|directive| harmless.contains(directive) || allows(directive))
}

/// Base64 (RFC 4648, section 4) as hexadecimal digits.
fn hexadecimal(base64: &str) -> Option<String> {
    let (mut bits, mut length, mut out) = (0_u32, 0, String::new());
    for character in base64.trim_end_matches('=').bytes() {
        let digit = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        (bits, length) = (bits << 6 | u32::from(digit), length + 6);
        if length >= 8 {
            length -= 8;
            out.push_str(&format!("{:02x}", bits >> length & 0xff));
        }
        bits &= (1 << length) - 1;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sheet_itself_is_let_through() {
        let hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        let strict = format!("default-src 'none'; style-src 'sha256-{hash}'");
        assert!(protects(&strict, ""));
        assert!(!protects(&strict, " "));
        assert!(!protects(&format!("{strict}; img-src *"), ""));
        assert!(!protects(&format!("style-src 'sha256-{hash}'"), ""));
    }
}
