//! Words: a text becomes its words, each with where it stands and without the marks around it.

/// A word, with where it stands and without the marks around it.
#[derive(Debug, Clone, Copy)]
pub struct Word<'t> {
    /// The word itself.
    pub text: &'t str,
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// Whether a comma stands behind it.
    pub comma: bool,
    /// Whether a full stop or another mark stands behind it.
    pub stop: bool,
}

/// All words of a text.
pub fn words(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        match (character.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(begun)) => {
                let whole = text.get(begun..at).unwrap_or_default();
                let inner = whole.trim_start_matches(['(', '”', '"', '[']);
                let word = inner.trim_end_matches([',', '.', ';', ':', ')', '”', '"', ']', '!', '?']);
                let first = begun + (whole.len() - inner.len());
                let tail = inner.get(word.len()..).unwrap_or_default();
                out.push(Word {
                    text: word,
                    start: first,
                    end: first + word.len(),
                    comma: tail == ",",
                    stop: !tail.is_empty() && tail != ",",
                });
                start = None;
            }
            _ => {}
        }
    }
    out.retain(|word| !word.text.is_empty());
    out
}

/// Whether a full stop or the like stands behind a word.
pub fn stops(words: &[Word<'_>], at: usize) -> bool {
    words.get(at).is_some_and(|word| word.stop)
}

/// Whether a word begins with a capital.
pub fn capital(word: &Word<'_>) -> bool {
    word.text.chars().next().is_some_and(char::is_uppercase)
}
