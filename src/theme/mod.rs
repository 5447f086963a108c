//! A theme is data: the look that every writer reads. Loading turns a folder below `templates/themes/` into a [`Theme`].
//!
//! `load` reads the files; `fields` holds every key against its kind of value and its limits; `look` holds the values
//! against each other: room for the text, contrast, faces; `table` tells the look of one table. A theme at fault is refused with all its faults, each at its
//! line, before any document is made.

mod faces;
mod fields;
mod load;
mod look;
mod table;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::diag::{FileName, Message};
use crate::model::{Hash, Orientation};

pub use table::{CellLook, DenseLook, FactsLook, TableLook, TableSort};

/// The name of the theme used unless another is asked for.
pub const DEFAULT_THEME: &str = "standard";

/// The look of a document. Lengths are in millimetres (`_mm`) or points (`_pt`), colours are `rrggbb`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// What people call the theme.
    pub name: Message,
    /// The paper and its margins.
    pub page: Page,
    /// The margins of a page turned on its side.
    pub landscape: Margins,
    /// Typefaces.
    pub fonts: Fonts,
    /// Colours.
    pub colours: Colours,
    /// Running text.
    pub text: Text,
    /// The heads of the pages.
    pub head: HeadLook,
    /// The document type above the title.
    pub document_type: Spaced,
    /// The title.
    pub title: Title,
    /// Headings of levels 1, 2 and 3.
    pub headings: [HeadingLook; 3],
    /// Lists.
    pub list: ListLook,
    /// Tables.
    pub table: TableLook,
    /// The signature block.
    pub signature: SignatureLook,
    /// SHA-256 of the theme's files.
    #[serde(skip, default = "no_hash")]
    pub hash: Hash,
    /// Another theme whose `layout.typ` this one uses, so that one layout serves both; `None` for a layout of its own.
    #[serde(rename = "layout", default, skip_serializing_if = "Option::is_none")]
    pub layout_of: Option<String>,
    /// The Typst layout, `layout.typ`.
    #[serde(skip)]
    pub layout: String,
    /// What the layout is called where a fault lies in it.
    #[serde(skip, default = "no_file")]
    pub layout_file: FileName,
    /// The files of `fonts`, in the order of `fonts.files`.
    #[serde(skip)]
    pub font_data: Vec<FontData>,
}

fn no_file() -> FileName {
    FileName::new("layout.typ")
}

/// The bytes of a font file, as the world gave them.
#[derive(Clone, PartialEq, Eq)]
pub struct FontData(pub Cow<'static, [u8]>);

impl Deref for FontData {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for FontData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FontData({} bytes)", self.0.len())
    }
}

fn no_hash() -> Hash {
    Hash::of(b"")
}

/// The paper and its margins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Page {
    pub width_mm: f64,
    pub height_mm: f64,
    /// To the first line of text.
    pub top_mm: f64,
    pub bottom_mm: f64,
    pub left_mm: f64,
    pub right_mm: f64,
    /// From the paper's edge to the head.
    pub head_mm: f64,
}

/// The margins of a page turned on its side, whose width and height change places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Margins {
    /// To the first line of text.
    pub top_mm: f64,
    pub bottom_mm: f64,
    pub left_mm: f64,
    pub right_mm: f64,
    /// From the paper's edge to the head.
    pub head_mm: f64,
}

/// Typefaces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fonts {
    /// Family in the PDF; shipped and embedded.
    pub pdf: String,
    /// Family in Word: the one with the same widths that every Word has.
    pub word: String,
    /// Whether pairs of letters are kerned in the PDF. Word does not kern unless told so, and it is not: without kerning
    /// both break their lines at the same words.
    pub kerning: bool,
    /// Whether the family has serifs: what a browser without it falls back on.
    pub serif: bool,
    /// The family's files below `fonts/`: the regular, bold, italic and bold italic faces.
    pub files: Vec<String>,
}

/// Colours as `rrggbb`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// Text.
    pub text: String,
    /// The title and the headings.
    pub heading: String,
    /// Text in the heads and other side matter.
    pub muted: String,
    /// Rules.
    pub rule: String,
    /// Links.
    pub link: String,
}

/// The heads of the pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadLook {
    /// Size of the type.
    pub size_pt: f64,
    /// Baseline to baseline.
    pub leading_pt: f64,
    /// Thickness of the rule below the head; 0 for none.
    pub rule_pt: f64,
}

/// Running text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Text {
    pub size_pt: f64,
    pub leading_pt: f64,
    /// Space below a paragraph.
    pub after_pt: f64,
}

/// A line with space around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Spaced {
    pub size_pt: f64,
    pub leading_pt: f64,
    pub before_pt: f64,
    pub after_pt: f64,
}

/// The title.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Title {
    pub size_pt: f64,
    pub leading_pt: f64,
    pub after_pt: f64,
}

/// Headings of one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct HeadingLook {
    pub size_pt: f64,
    pub leading_pt: f64,
    pub before_pt: f64,
    pub after_pt: f64,
    /// From the margin to the words of a numbered heading.
    pub number_mm: f64,
}

/// Lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListLook {
    /// From the margin, or the outer item, to the words.
    pub indent_mm: f64,
    /// Space between items.
    pub after_pt: f64,
    /// Bullets by depth; the last one is used further down. At least one.
    pub bullets: Vec<String>,
}

/// The signature block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SignatureLook {
    /// Room for a pen above the line.
    pub room_mm: f64,
    /// Thickness of the line.
    pub rule_pt: f64,
    /// Between the columns.
    pub gutter_mm: f64,
    pub size_pt: f64,
    pub leading_pt: f64,
}

impl Theme {
    /// The theme with its page as the paper lies: on its side, width and height change places and the margins are those
    /// of [`Theme::landscape`].
    pub fn for_orientation(&self, orientation: Orientation) -> Cow<'_, Self> {
        match orientation {
            Orientation::Portrait => Cow::Borrowed(self),
            Orientation::Landscape => {
                let Margins { top_mm, bottom_mm, left_mm, right_mm, head_mm } = self.landscape;
                let (width_mm, height_mm) = (self.page.height_mm, self.page.width_mm);
                let page = Page { width_mm, height_mm, top_mm, bottom_mm, left_mm, right_mm, head_mm };
                Cow::Owned(Self { page, ..self.clone() })
            }
        }
    }
}
