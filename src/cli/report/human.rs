//! Diagnostics and faults of use turned into lines for a reader, with what is blamed underlined.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};

use super::collapse::{Entry, collapsed};
use super::veil::{hidden, veiled};
use crate::cli::excerpt::cut;
use crate::cli::texts::{Texts, in_order};
use crate::cli::usage::Usage;
use crate::diag::{Diagnostic, Language, Message, Place, Severity};

/// Most lines that are named where the same is found in many.
const LINES: usize = 40;

/// Each diagnostic as a block of lines.
pub fn human(language: Language, texts: &Texts<'_>, diagnostics: &[Diagnostic], renderer: &Renderer) -> Vec<String> {
    let renderer = renderer.clone().decor_style(DecorStyle::Ascii).term_width(120);
    let hidden = hidden(texts, diagnostics);
    let diagnostics = &veiled(diagnostics);
    collapsed(texts, in_order(texts, diagnostics))
        .into_iter()
        .map(|entry| match entry {
            Entry::One(diagnostic) => block(language, texts, diagnostic, &hidden, &renderer),
            Entry::More { like, places, lines } => more(language, like, places, &lines, &renderer),
        })
        .collect()
}

/// How a severity is shown and named.
fn level(severity: Severity) -> (Level<'static>, Message) {
    match severity {
        Severity::Error => (Level::ERROR, Message::new("fel", "error")),
        Severity::Warning => (Level::WARNING, Message::new("varning", "warning")),
        Severity::Notice => (Level::NOTE, Message::new("upplysning", "notice")),
    }
}

/// Tells in one line where else the same is found.
fn more(language: Language, like: &Diagnostic, places: usize, lines: &[usize], renderer: &Renderer) -> String {
    let (level, name) = level(like.severity);
    let mut shown = lines.iter().take(LINES).map(usize::to_string).collect::<Vec<_>>().join(", ");
    if lines.len() > LINES {
        shown.push_str(" …");
    }
    let (sv, en) = if lines.len() == 1 { ("rad", "line") } else { ("rad", "lines") };
    let message =
        Message::new(format!("detsamma på {places} ställen till: {sv} {shown}"), format!("the same in {places} more places: {en} {shown}"));
    let title = level.with_name(name.text(language).to_owned()).primary_title(message.text(language)).id(like.code.as_str());
    renderer.render(&[Group::with_title(title)])
}

fn block(language: Language, texts: &Texts<'_>, diagnostic: &Diagnostic, hidden: &[Range<usize>], renderer: &Renderer) -> String {
    let (level, name) = level(diagnostic.severity);
    let title =
        level.with_name(name.text(language).to_owned()).primary_title(diagnostic.message.text(language)).id(diagnostic.code.as_str());
    let mut group = place(Group::with_title(title), texts, &diagnostic.place, AnnotationKind::Primary, None, hidden);
    for (related, why) in &diagnostic.related {
        group = place(group, texts, related, AnnotationKind::Context, Some(why.text(language)), hidden);
    }
    if let Some(hint) = &diagnostic.hint {
        let help = Message::new("hjälp", "help");
        let text = normalize_untrusted_str(hint.text(language));
        group = group.element(Level::HELP.with_name(help.text(language).to_owned()).message(text));
    }
    renderer.render(&[group])
}

/// Adds a place: its file and line, and the lines concerned with what is blamed underlined.
fn place<'a>(
    group: Group<'a>,
    texts: &'a Texts<'a>,
    place: &'a Place,
    kind: AnnotationKind,
    label: Option<&'a str>,
    hidden: &[Range<usize>],
) -> Group<'a> {
    let located = texts.locate(place);
    let hidden = if located.file == texts.file() { hidden } else { &[] };
    let excerpt = located.text.as_ref().zip(located.range.as_ref()).and_then(|(text, range)| cut(text, range, hidden));
    if let Some(excerpt) = excerpt {
        let annotation: Annotation<'a> = kind.span(excerpt.span).label(label);
        let snippet = Snippet::source(excerpt.text).path(located.shown.to_string()).line_start(excerpt.first_line).fold(false);
        return group.element(snippet.annotation(annotation));
    }
    let origin = Origin::path(located.shown.to_string());
    let group = group.element(match located.positions() {
        Some(((line, column), _)) => origin.line(line).char_column(column),
        None => origin,
    });
    match label {
        Some(label) => group.element(Level::NOTE.no_name().message(normalize_untrusted_str(label))),
        None => group,
    }
}

/// Wrong use of the command line.
pub fn usage_text(language: Language, usage: &Usage) -> String {
    let mut out = String::new();
    if let Some(message) = &usage.message {
        let renderer = Renderer::styled();
        let name = Message::new("fel", "error");
        let title = Level::ERROR.with_name(name.text(language).to_owned()).primary_title(message.text(language));
        out.push_str(&renderer.render(&[Group::with_title(title)]));
        if let Some(hint) = &usage.hint {
            let help = Message::new("hjälp", "help");
            let title = Level::HELP.with_name(help.text(language).to_owned()).primary_title(hint.text(language));
            out.push('\n');
            out.push_str(&renderer.render(&[Group::with_title(title)]));
        }
        let more = usage.command.map_or("kansli --help".to_owned(), |command| format!("kansli {command} --help"));
        let more = Message::new(format!("Läs mer: {more}"), format!("Read more: {more}"));
        out.push_str(&format!("\n\n{}", more.text(language)));
    }
    if let Some(help) = &usage.help {
        out.push_str(help);
    }
    out
}
