//! A context turns a source and its schema into the texts that rules look at, each with its place.

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use serde_json::Value;

use crate::diag::{Place, Severity};
use crate::kind::{Kind, Shape};
use crate::markup::rich::{self, RichTexts};
use crate::model::Pointer;
use crate::read::Source;

use super::words::{field_name, field_name_en};
use super::{CheckOptions, Coverage};

/// What a text is, by the schema's `x-text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    /// One line, printed literally.
    Plain,
    /// The Markdown subset.
    Rich,
    /// A period.
    Period,
    /// A date.
    Date,
    /// A time of day.
    Time,
    /// An address on the web.
    Address,
    /// A name for programs.
    Slug,
    /// A text that the schema says nothing about.
    Other,
}

impl TextKind {
    /// What the schema says of a field.
    pub(super) fn of(shape: &Shape<'_>) -> Self {
        match shape.text("x-text") {
            Some("plain") => Self::Plain,
            Some("rich") => Self::Rich,
            Some("period") => Self::Period,
            Some("date") => Self::Date,
            Some("time") => Self::Time,
            Some("address") => Self::Address,
            Some("slug") => Self::Slug,
            _ => Self::Other,
        }
    }

    /// Whether readers see it as running words.
    pub(super) fn is_prose(self) -> bool {
        matches!(self, Self::Plain | Self::Rich)
    }
}

/// One value of the source.
pub(super) struct Node<'c> {
    /// The field.
    pub(super) pointer: Pointer,
    /// What stands there.
    pub(super) value: &'c Value,
    /// What the schema says; none for a field that it does not know.
    pub(super) shape: Option<Rc<Shape<'c>>>,
}

/// All values of a source, in the order of the document.
pub(super) fn nodes<'c>(source: &'c Source, kind: &'c Kind) -> Vec<Node<'c>> {
    let mut nodes = Vec::new();
    Shape::of_document(&kind.schema).walk(source.value(), &mut |pointer, shape, value| {
        nodes.push(Node { pointer: pointer.clone(), value, shape: shape.cloned() });
    });
    nodes
}

/// One text of the source.
pub(super) struct Text<'c> {
    /// The field.
    pub(super) pointer: &'c Pointer,
    /// What stands there.
    pub(super) text: &'c str,
    /// What it is.
    pub(super) kind: TextKind,
    /// What the schema says; none for a field that it does not know.
    pub(super) shape: Option<Rc<Shape<'c>>>,
}

impl Text<'_> {
    /// The field as Swedish messages call it.
    pub(super) fn name(&self) -> String {
        field_name(self.pointer, self.shape.as_deref())
    }

    /// The field as English messages call it.
    pub(super) fn name_en(&self) -> String {
        field_name_en(self.pointer)
    }
}

/// What rules look at.
pub(super) struct Context<'c> {
    /// The source.
    pub(super) source: &'c Source,
    /// Its kind.
    pub(super) kind: &'c Kind,
    /// The characters that may be used.
    pub(super) coverage: &'c Coverage,
    /// What it is checked for.
    pub(super) options: CheckOptions,
    /// The value with unsettled fields left out.
    pub(super) settled: &'c Value,
    /// All values, in the order of the document.
    pub(super) nodes: &'c [Node<'c>],
    /// All texts, in the order of the document; those at fault already have no kind.
    pub(super) texts: Vec<Text<'c>>,
    /// The rich texts among them, as they read.
    pub(super) rich: &'c RichTexts,
    /// Fields that break the schema.
    pub(super) unsound: &'c BTreeSet<Pointer>,
}

/// All texts among the values of a source, in the order of the document; those at fault already have no kind.
pub(super) fn texts<'c>(nodes: &'c [Node<'c>], unsound: &BTreeSet<Pointer>) -> Vec<Text<'c>> {
    let text = |node: &'c Node<'c>| {
        let text = node.value.as_str()?;
        let shape = node.shape.as_ref().filter(|_| !unsound.contains(&node.pointer)).cloned();
        let kind = shape.as_deref().map_or(TextKind::Other, TextKind::of);
        Some(Text { pointer: &node.pointer, text, kind, shape })
    };
    nodes.iter().filter_map(text).collect()
}

/// The rich texts among all, as they read.
pub(super) fn rich(texts: &[Text<'_>]) -> RichTexts {
    let mut out = RichTexts::default();
    texts.iter().filter(|text| text.kind == TextKind::Rich).for_each(|text| out.insert(text.pointer, rich::parse(text.text)));
    out
}

impl<'c> Context<'c> {
    /// Texts that readers see as running words.
    pub(super) fn prose(&self) -> impl Iterator<Item = &Text<'c>> {
        self.texts.iter().filter(|text| text.kind.is_prose())
    }

    /// The place of bytes of a text.
    pub(super) fn stretch(&self, text: &Text<'_>, range: Range<usize>) -> Place {
        Place::Text { file: self.source.file().clone(), range: self.source.stretch(text.pointer, range) }
    }

    /// The place of a whole text.
    pub(super) fn whole(&self, text: &Text<'_>) -> Place {
        Place::value(self.source.file(), text.pointer.clone())
    }

    /// How much something left to fill in matters.
    pub(super) fn unsettled(&self) -> Severity {
        if self.options.for_signing { Severity::Error } else { Severity::Warning }
    }

    /// Whether a field or something in it breaks the schema.
    pub(super) fn is_unsound(&self, pointer: &Pointer) -> bool {
        let Some(below) = Pointer::parse(&format!("{pointer}/")) else { return false };
        let within = self.unsound.range(&below..).next().is_some_and(|unsound| unsound.as_str().starts_with(below.as_str()));
        within || self.unsound.contains(pointer)
    }

    /// The text of one field.
    pub(super) fn field(&self, pointer: &str) -> Option<&str> {
        self.settled.pointer(pointer).and_then(Value::as_str)
    }
}
