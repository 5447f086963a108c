//! Quoting turns a text into what a sentence shows of it: its beginning, or where it parts from another.

/// Longest quotation, in characters.
const QUOTED: usize = 60;

/// Longest excerpt of a text that differs, in characters.
const EXCERPT: usize = 160;

/// Words kept on either side of where two texts part.
const CONTEXT: usize = 4;

/// A quotation. Empty text is named as such.
pub(super) fn quote(text: &str) -> String {
    in_swedish(text, QUOTED)
}

pub(super) fn quote_en(text: &str) -> String {
    in_english(text, QUOTED)
}

/// A longer quotation, of words that differ.
pub(super) fn quote_at_length(text: &str) -> String {
    in_swedish(text, EXCERPT)
}

pub(super) fn quote_at_length_en(text: &str) -> String {
    in_english(text, EXCERPT)
}

fn in_swedish(text: &str, most: usize) -> String {
    if text.is_empty() { "(tomt)".to_owned() } else { format!("”{}”", cut(text, most)) }
}

fn in_english(text: &str, most: usize) -> String {
    if text.is_empty() { "(empty)".to_owned() } else { format!("“{}”", cut(text, most)) }
}

/// At most so many characters, cut at a word.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let short: String = text.chars().take(most).collect();
    let whole = short.rfind(' ').filter(|at| *at > most / 2).and_then(|at| short.get(..at)).unwrap_or(&short);
    format!("{} …", whole.trim_end())
}

/// The beginning of a value, as long as an excerpt.
pub(super) fn beginning(value: &str) -> String {
    cut(value, EXCERPT)
}

/// Both texts from a few words before they part to a few words after they meet again.
pub(super) fn excerpts(expected: &str, found: &str) -> (String, String) {
    let (left, right): (Vec<&str>, Vec<&str>) = (expected.split(' ').collect(), found.split(' ').collect());
    let head = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let rest = left.len().min(right.len()) - head;
    let tail = left.iter().rev().zip(right.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let excerpt = |words: &[&str]| {
        let (from, to) = (head.saturating_sub(CONTEXT), (words.len() - tail + CONTEXT).min(words.len()));
        let before = if from > 0 { "… " } else { "" };
        let after = if to < words.len() { " …" } else { "" };
        format!("{before}{}{after}", words.get(from..to).unwrap_or_default().join(" "))
    };
    (excerpt(&left), excerpt(&right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_shows_where_two_texts_part() {
        let (should, does) =
            excerpts("ett två tre fyra fem sex sju åtta nio tio elva", "ett två tre fyra fem sex sjutton åtta nio tio elva");
        assert_eq!(should, "… tre fyra fem sex sju åtta nio tio elva");
        assert_eq!(does, "… tre fyra fem sex sjutton åtta nio tio elva");
        assert_eq!(excerpts("a b", "a"), ("a b".to_owned(), "a".to_owned()));
        assert_eq!(excerpts("a a", "a"), ("a a".to_owned(), "a".to_owned()));
    }

    #[test]
    fn a_long_quotation_is_cut_at_a_word() {
        let long = "ord ".repeat(40);
        assert!(quote(long.trim()).ends_with("ord …”"));
        assert_eq!(quote(""), "(tomt)");
    }
}
