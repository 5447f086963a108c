//! The choice of language turns the command line and the user's locale into the language of every message.

use std::borrow::Cow;
use std::ffi::OsString;

use crate::diag::Language;

/// The language of a run: what `--lang` says; else English when the user's locale is English; else Swedish, also for
/// no locale and for `C` and `POSIX`. A `--lang` with another value is a fault of use, found later; until then the
/// locale decides.
pub fn choose(arguments: &[OsString]) -> Language {
    #[allow(clippy::disallowed_methods, reason = "the one place where the locale is read")]
    let locale = sys_locale::get_locale();
    early(arguments, "--lang").as_deref().and_then(named).unwrap_or_else(|| of_locale(locale.as_deref()))
}

/// The language named `sv` or `en`.
pub fn named(name: &str) -> Option<Language> {
    match name {
        "sv" => Some(Language::Swedish),
        "en" => Some(Language::English),
        _ => None,
    }
}

/// What an option says before the line is parsed: faults of the line and the help are told as it asks.
pub fn early(arguments: &[OsString], option: &str) -> Option<String> {
    let mut texts = arguments.iter().map(|argument| argument.to_string_lossy()).take_while(|text| text != "--");
    while let Some(text) = texts.next() {
        if text == option {
            return texts.next().map(Cow::into_owned);
        }
        if let Some(value) = text.strip_prefix(option).and_then(|rest| rest.strip_prefix('=')) {
            return Some(value.to_owned());
        }
    }
    None
}

fn of_locale(locale: Option<&str>) -> Language {
    let language = locale.and_then(|locale| locale.split(['-', '_', '.', '@']).next()).unwrap_or_default();
    if language.eq_ignore_ascii_case("en") { Language::English } else { Language::Swedish }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(arguments: &[&str]) -> Vec<OsString> {
        arguments.iter().map(OsString::from).collect()
    }

    #[test]
    fn a_locale_is_english_or_swedish() {
        for locale in ["en", "en-US", "en_GB.UTF-8", "EN-au"] {
            assert_eq!(of_locale(Some(locale)), Language::English, "{locale}");
        }
        for locale in ["sv-SE", "sv_FI.UTF-8", "C", "C.UTF-8", "POSIX", "de-DE", "enx", ""] {
            assert_eq!(of_locale(Some(locale)), Language::Swedish, "{locale}");
        }
        assert_eq!(of_locale(None), Language::Swedish);
    }

    #[test]
    fn an_option_is_found_before_the_line_is_parsed() {
        assert_eq!(early(&line(&["kansli", "check", "--lang", "en", "a.toml"]), "--lang"), Some("en".to_owned()));
        assert_eq!(early(&line(&["kansli", "--lang=sv", "help"]), "--lang"), Some("sv".to_owned()));
        assert_eq!(early(&line(&["kansli", "check", "--", "--lang", "en"]), "--lang"), None);
        assert_eq!(early(&line(&["kansli", "--lang"]), "--lang"), None);
        assert_eq!(early(&line(&["kansli", "--lang", "de"]), "--lang"), Some("de".to_owned()));
    }
}
