//! Text in the tree: runs of one look and one origin, links, and lines.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::FileName;
use crate::model::{Anchor, Mark, Pointer};

/// Where a piece of text came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A field of the source.
    Field(Pointer),
    /// A line of a template or of a kind's other files.
    Template {
        /// Path below `templates/`.
        file: FileName,
        /// Line, from 1.
        line: u32,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(pointer) => pointer.fmt(f),
            Self::Template { file, line } => write!(f, "{file}:{line}"),
        }
    }
}

/// How a run looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Style {
    /// Stressed: set in italics.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub emphasis: bool,
    /// Strongly stressed: set in bold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
    /// In a redline: the version that alone has these words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

/// Text of one look and one origin. Holds no line break, tab or control character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// The characters, in Unicode normalisation form C.
    pub text: String,
    /// How it looks.
    #[serde(flatten)]
    pub style: Style,
    /// Where it came from.
    pub origin: Origin,
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkTarget {
    /// An address that begins with `https:` or `mailto:`.
    Web(String),
    /// A heading of the same document.
    Section(Anchor),
    /// An entry of the document's list of references.
    Reference(Anchor),
}

/// What stands in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Inline {
    /// Plain, stressed or strong text.
    Text(Run),
    /// Text that leads somewhere. Never empty.
    Link {
        /// Where it leads.
        target: LinkTarget,
        /// What is read.
        content: Vec<Run>,
    },
}

impl Inline {
    /// The runs of this inline, in order.
    pub fn runs(&self) -> &[Run] {
        match self {
            Self::Text(run) => std::slice::from_ref(run),
            Self::Link { content, .. } => content,
        }
    }
}

/// The words of some inlines, without their looks.
pub fn words(inlines: &[Inline]) -> String {
    inlines.iter().flat_map(Inline::runs).map(|run| run.text.as_str()).collect()
}

/// One line of a page head, a title block or a signature block. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Line(pub Vec<Run>);

impl Line {
    /// The words of the line.
    pub fn text(&self) -> String {
        self.0.iter().map(|run| run.text.as_str()).collect()
    }
}
