//! Summaries and drafts become text: sentences by section, for people and for the source.

use crate::compare::{SectionSummary, summary};
use crate::diag::{Language, Message};
use crate::model::redline_words::before_the_text;
use crate::model::{Part, Redline};

/// "Ändringar sedan version 0.3", section by section.
pub fn summarised(redline: &Redline, language: Language) -> String {
    let old = &redline.old_name;
    let sections = summary(redline, language);
    if sections.is_empty() {
        return super::term::same(redline, language);
    }
    let mut out = Message::new(format!("Ändringar sedan {old}"), format!("Changes since {old}")).text(language).to_owned();
    out.push('\n');
    for SectionSummary { section, sentences } in sections {
        out.push_str(&format!("\n{section}\n"));
        sentences.iter().for_each(|sentence| out.push_str(&wrapped(sentence)));
    }
    out
}

/// The widest line, in characters.
const WIDTH: usize = 80;

fn wrapped(sentence: &str) -> String {
    let mut out = String::new();
    let mut line = "  –".to_owned();
    for word in sentence.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.trim() != "–" {
            out.push_str(&line);
            out.push('\n');
            line = "   ".to_owned();
        }
        line.push(' ');
        line.push_str(word);
    }
    out.push_str(&line);
    out.push('\n');
    out
}

/// A draft of the field in which a source tells what has changed since the version before: TOML, with rich text in it.
pub fn drafted(redline: &Redline) -> String {
    let mut text = String::new();
    for SectionSummary { section, sentences } in summary(redline, Language::Swedish) {
        // A number at the beginning of a line would begin a list.
        let outside = [Part::Head, Part::Paragraph].iter().any(|part| before_the_text(*part).sv == section);
        let place = if outside { section } else { format!("I avsnittet ”{section}”") };
        text.push_str(&format!("{}:\n\n", escaped(&place)));
        sentences.iter().for_each(|sentence| text.push_str(&format!("- {}\n", escaped(sentence))));
        text.push('\n');
    }
    let text = text.trim_end();
    let since = &redline.old_name;
    format!(
        "# Utkast ur en jämförelse med {}: stryk det som inte är av vikt och skriv varför det viktiga är ändrat.\n\
         # Draft from a comparison: strike what is of no importance and say why the rest was changed.\n\
         changes = \"\"\"\n{text}\n\"\"\"\n",
        since.replace('\n', " ")
    )
}

/// Text that says itself, in a text of several lines in TOML that holds Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            // Markdown's escape, and TOML's of it.
            '*' | '_' | '[' | ']' | '<' | '>' | '`' | '#' => out.extend(["\\\\", &character.to_string()]),
            '\\' => out.push_str("\\\\\\\\"),
            '"' => out.push_str("\\\""),
            character if character.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
