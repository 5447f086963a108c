//! Heads: what stands above the text, and what the files say of themselves.

use crate::kind::Kind;
use crate::model::{Anchor, Document, Head, Line, Metadata, Origin, Pointer, Record, Run, State, Style, TitleBlock};

fn run(text: &str, origin: Origin) -> Run {
    Run { text: text.split_whitespace().collect::<Vec<_>>().join(" "), style: Style::default(), origin }
}

fn field(text: &str, pointer: Pointer) -> Line {
    Line(vec![run(text, Origin::Field(pointer))])
}

fn from_kind(text: &str, kind: &Kind) -> Run {
    run(text, Origin::Template { file: kind.file("kind.toml"), line: 1 })
}

fn state<'a>(kind: &'a Kind, record: &Record) -> Option<&'a State> {
    match &record.state {
        Some(id) => kind.states.get(id),
        None => kind.states.first(),
    }
}

fn document_type(document: &Document, kind: &Kind) -> Line {
    match &document.envelope().document_type {
        Some(text) if !text.as_str().trim().is_empty() => field(text.as_str(), Pointer::root().key("document_type")),
        _ => Line(vec![from_kind(&kind.name.sv, kind)]),
    }
}

/// The date in the files' metadata: the document's own, else the day of the version.
fn date(document: &Document, record: &Record) -> Option<String> {
    document.envelope().date.as_ref().map(|date| date.as_str().to_owned()).or_else(|| record.date.clone())
}

/// What the heads print before the date: the marking of the state; of a working copy, what it was changed from.
fn marking(document: &Document, kind: &Kind, record: &Record) -> Option<Line> {
    if let Some(version) = &record.changed_since {
        let mut words = from_kind(&kind.words.changed_since, kind);
        words.text.push('\u{a0}');
        words.text.push_str(version);
        return Some(Line(vec![words]));
    }
    let given = |field: &String| document.value().get(field).is_some();
    let marked = state(kind, record).filter(|state| !state.marking_until.as_ref().is_some_and(given));
    marked.and_then(|state| state.marking.as_ref()).map(|marking| Line(vec![from_kind(marking, kind)]))
}

/// The heads of the pages.
pub(super) fn head(document: &Document, kind: &Kind, record: &Record) -> Head {
    let envelope = document.envelope();
    let root = Pointer::root();
    let (principals, issuers) = (root.key("principals"), root.key("issuers"));
    let marking = marking(document, kind, record);
    let version = record.version.as_ref().map(|version| {
        let mut words = from_kind(&kind.words.version, kind);
        words.text.push('\u{a0}');
        words.text.push_str(version);
        Line(vec![words])
    });
    // The day of a version is not that of a copy that differs from it.
    let day = record.date.as_ref().filter(|_| record.changed_since.is_none());
    let date = envelope.date.as_ref().map(|date| date.as_str()).or(day.map(String::as_str)).map(|date| field(date, root.key("date")));
    let registered = envelope
        .principals
        .iter()
        .map(|principal| &principal.case_number)
        .enumerate()
        .map(|(index, number)| (number, principals.index(index)))
        .chain(envelope.issuers.iter().enumerate().map(|(index, issuer)| (&issuer.case_number, issuers.index(index))));
    let case_numbers = registered.filter_map(|(number, pointer)| {
        let number = number.as_ref().filter(|number| !number.as_str().trim().is_empty())?;
        let mut words = from_kind(&kind.words.case_number, kind);
        words.text.push(' ');
        Some(Line(vec![words, run(number.as_str(), Origin::Field(pointer.key("case_number")))]))
    });
    let running: Vec<Line> = marking.iter().chain(&date).chain(&version).cloned().collect();
    let short_title = match &envelope.short_title {
        Some(text) if !text.as_str().trim().is_empty() => field(text.as_str(), root.key("short_title")),
        _ => field(envelope.title.as_str(), root.key("title")),
    };
    let parties = envelope
        .principals
        .iter()
        .enumerate()
        .map(|(index, principal)| field(principal.name.as_str(), principals.index(index).key("name")))
        .chain(envelope.issuers.iter().enumerate().map(|(index, issuer)| field(issuer.name.as_str(), issuers.index(index).key("name"))));
    Head {
        label: None,
        parties: parties.filter(|line| !line.text().is_empty()).collect(),
        facts: std::iter::once(document_type(document, kind)).chain(running.iter().cloned()).chain(case_numbers).collect(),
        short_title,
        running,
    }
}

/// Document type and title.
pub(super) fn title(document: &Document, kind: &Kind) -> TitleBlock {
    TitleBlock {
        anchor: Anchor::of("/title", 0),
        document_type: document_type(document, kind),
        title: field(document.envelope().title.as_str(), Pointer::root().key("title")),
    }
}

/// What the files say of themselves.
pub(super) fn metadata(document: &Document, kind: &Kind, record: &Record) -> Metadata {
    let envelope = document.envelope();
    Metadata {
        id: envelope.id.clone(),
        kind: kind.id.to_string(),
        language: envelope.language.clone().unwrap_or_else(|| "sv-SE".to_owned()),
        title: format!("{}: {}", document_type(document, kind).text(), envelope.title.as_str()),
        authors: envelope
            .principals
            .iter()
            .map(|principal| &principal.name)
            .chain(envelope.issuers.iter().map(|issuer| &issuer.name))
            .map(|name| name.as_str().to_owned())
            .collect(),
        date: date(document, record),
        signing: envelope.signing.map(Into::into),
    }
}
