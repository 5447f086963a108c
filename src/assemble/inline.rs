//! Lines: markers in a line of template text become values, links become what they lead to.

use super::build::Builder;
use super::sections;
use super::value::Emitted;
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::markup::parse::{Link, Span, Target};
use crate::markup::{Blot, marker};
use crate::model::{Anchor, Inline, LinkTarget, Origin, Pointer, Run, Style};

/// The anchor of entry number `index` of the list of references.
pub(super) fn reference_anchor(index: usize) -> Anchor {
    Anchor::of(&format!("reference:{index}"), 0)
}

impl Builder<'_> {
    /// A line of a template's own text, with its values.
    pub(super) fn line(&mut self, content: &[Blot], at: usize) -> Vec<Inline> {
        let (file, line) = self.rendered.line(at);
        let template = Origin::Template { file, line };
        let mut inlines = Vec::new();
        for blot in content {
            match blot {
                Blot::Text(span) => self.spans(span, &template, &mut inlines),
                Blot::Link(link) => {
                    let mut words = Vec::new();
                    link.content.iter().for_each(|span| self.spans(span, &template, &mut words));
                    let words: Vec<Run> = words.iter().flat_map(Inline::runs).cloned().collect();
                    inlines.extend(self.link(link, words, &template));
                }
                _ => {}
            }
        }
        tidy(inlines)
    }

    fn spans(&mut self, span: &Span, template: &Origin, out: &mut Vec<Inline>) {
        let mut words = String::new();
        let style = span.style;
        for character in span.text.chars() {
            let Some(index) = marker::value_index(character) else {
                words.push(character);
                continue;
            };
            push(out, std::mem::take(&mut words), style, template.clone());
            match self.rendered.values.get(index) {
                Some(Emitted::Text { text, pointer }) => {
                    let origin = pointer.clone().map_or_else(|| template.clone(), Origin::Field);
                    push(out, text.clone(), style, origin);
                }
                Some(Emitted::Section { id, fallback }) => {
                    let (id, fallback) = (id.clone(), fallback.clone());
                    match (self.section_words(&id), fallback) {
                        (Some((anchor, words)), _) => out.push(Inline::Link {
                            target: LinkTarget::Section(anchor),
                            content: vec![Run { text: words, style, origin: template.clone() }],
                        }),
                        (None, Some(words)) => push(out, words, style, template.clone()),
                        (None, None) => self.kind_fault(template, format!("avsnittet {id} saknas"), format!("the section {id} is missing")),
                    }
                }
                Some(Emitted::Rich { .. } | Emitted::Block { .. } | Emitted::Data { .. } | Emitted::Facts { .. }) => self.kind_fault(
                    template,
                    "löptext och block måste stå ensamma, med tomma rader omkring".into(),
                    "rich text and blocks must stand alone, with empty lines around".into(),
                ),
                None => {}
            }
        }
        push(out, words, style, template.clone());
    }

    /// A line of a drafter's rich text.
    pub(super) fn rich_line(&mut self, content: &[Blot], pointer: &Pointer) -> Vec<Inline> {
        let origin = Origin::Field(pointer.clone());
        let mut inlines = Vec::new();
        for blot in content {
            match blot {
                Blot::Text(span) => push(&mut inlines, span.text.clone(), span.style, origin.clone()),
                Blot::Link(link) => {
                    let words = link
                        .content
                        .iter()
                        .map(|span| Run { text: span.text.clone(), style: span.style, origin: origin.clone() })
                        .collect();
                    inlines.extend(self.link(link, words, &origin));
                }
                _ => {}
            }
        }
        tidy(inlines)
    }

    /// The anchor of a section and how the text refers to it: `avsnitt 4 b`, or its title where it has no number.
    fn section_words(&self, id: &str) -> Option<(Anchor, String)> {
        let section = self.sections.iter().find(|section| section.id.as_deref() == Some(id))?;
        let words = match &section.label {
            Some(label) => format!("{}\u{a0}{}", self.kind.words.section, label.replace(' ', "\u{a0}")),
            None => format!("”{}”", self.section_title(id)?),
        };
        Some((section.anchor.clone(), words))
    }

    fn section_title(&self, id: &str) -> Option<String> {
        let at = self.rendered.text.find(&format!("{{#{id}"))?;
        let line = self.rendered.text[..at].rsplit('\n').next()?;
        let title = line.trim_start_matches('#').trim();
        Some(
            title
                .chars()
                .map(|character| match marker::value_index(character).and_then(|index| self.rendered.values.get(index)) {
                    Some(Emitted::Text { text, .. }) => text.clone(),
                    _ => character.to_string(),
                })
                .collect(),
        )
    }

    fn link(&mut self, link: &Link, words: Vec<Run>, origin: &Origin) -> Vec<Inline> {
        match &link.target {
            Target::Web(address) => vec![Inline::Link { target: LinkTarget::Web(address.clone()), content: words }],
            Target::Section(id) => match self.section_words(id) {
                Some((anchor, number)) => {
                    let content =
                        if words.is_empty() { vec![Run { text: number, style: Style::default(), origin: origin.clone() }] } else { words };
                    vec![Inline::Link { target: LinkTarget::Section(anchor), content }]
                }
                None => self.missing_section(id, words, origin),
            },
            Target::Citation(key) => {
                let references = &self.document.envelope().references;
                match references.iter().position(|reference| reference.key == *key) {
                    Some(index) => {
                        let run = Run { text: format!("[{}]", index + 1), style: Style::default(), origin: origin.clone() };
                        vec![Inline::Link { target: LinkTarget::Reference(reference_anchor(index)), content: vec![run] }]
                    }
                    None => {
                        let message = Message::new(
                            format!("det finns ingen referens med nyckeln ”{key}”"),
                            format!("there is no reference with the key “{key}”"),
                        );
                        self.blame(Diagnostic::error(codes::UNKNOWN_CITATION, self.place(origin), message).hint(
                            "lägg till den under [[references]], eller rätta nyckeln",
                            "add it under [[references]], or correct the key",
                        ));
                        Vec::new()
                    }
                }
            }
        }
    }

    /// A link to a section that the document does not have: its words stay, without the link.
    fn missing_section(&mut self, id: &str, words: Vec<Run>, origin: &Origin) -> Vec<Inline> {
        let place = self.place(origin);
        let known = sections::exists(self.kind, id);
        if known && !words.is_empty() {
            let message = Message::new(
                format!("texten hänvisar till avsnittet ”{id}”, som inte är med; orden står kvar utan länk"),
                format!("the text refers to the section “{id}”, which is left out; the words stay without a link"),
            );
            self.blame(
                Diagnostic::warning(codes::SECTION_LEFT_OUT, place, message)
                    .hint("fyll i avsnittet, eller ta bort länken", "fill in the section, or remove the link"),
            );
            return words.into_iter().map(Inline::Text).collect();
        }
        let message = if known {
            Message::new(
                format!("texten hänvisar till numret på avsnittet ”{id}”, som inte är med"),
                format!("the text refers to the number of the section “{id}”, which is left out"),
            )
        } else {
            Message::new(format!("det finns inget avsnitt ”{id}”"), format!("there is no section “{id}”"))
        };
        let ids: Vec<&str> = self.sections.iter().filter_map(|section| section.id.as_deref()).collect();
        let hint = (format!("avsnitten heter: {}", ids.join(", ")), format!("the sections are: {}", ids.join(", ")));
        self.blame(Diagnostic::error(codes::SECTION_LEFT_OUT, place, message).hint(hint.0, hint.1));
        Vec::new()
    }

    fn blame(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn place(&self, origin: &Origin) -> Place {
        match origin {
            Origin::Field(pointer) => Place::value(self.document.file(), pointer.clone()),
            Origin::Template { file, .. } => Place::File(file.clone()),
        }
    }
}

pub(super) fn push(out: &mut Vec<Inline>, text: String, style: Style, origin: Origin) {
    if text.is_empty() {
        return;
    }
    let text = flat(text);
    match out.last_mut() {
        Some(Inline::Text(last)) if last.style == style && last.origin == origin => last.text.push_str(&text),
        _ => out.push(Inline::Text(Run { text, style, origin })),
    }
}

/// Line breaks and tabs become spaces: a run holds none.
fn flat(text: String) -> String {
    // What they are written as in UTF-8 begins with one of these.
    if !text.bytes().fold(false, |found, byte| found | matches!(byte, b'\t'..=b'\r' | 0xc2 | 0xe2)) {
        return text;
    }
    text.replace("\r\n", " ").replace(['\n', '\r', '\t', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}'], " ")
}

/// White space at the ends of a line means nothing; a line of nothing else is empty.
fn tidy(mut inlines: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline::Text(run)) = inlines.first_mut() {
        let blank = run.text.len() - run.text.trim_start().len();
        run.text.drain(..blank);
    }
    if let Some(Inline::Text(run)) = inlines.last_mut() {
        run.text.truncate(run.text.trim_end().len());
    }
    inlines.retain(|inline| inline.runs().iter().any(|run| !run.text.is_empty()));
    if inlines.iter().flat_map(Inline::runs).all(|run| run.text.trim().is_empty()) { Vec::new() } else { inlines }
}
