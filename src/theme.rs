//! A theme is data: the look that every writer reads.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::Hash;
use crate::world::World;

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
    /// Typefaces.
    pub fonts: Fonts,
    /// Colours.
    pub colours: Colours,
    /// Running text.
    pub text: Text,
    /// The heads of the pages.
    pub head: Face,
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

/// Typefaces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fonts {
    /// Family in the PDF; shipped and embedded.
    pub pdf: String,
    /// Family in Word: the one with the same widths that every Word has.
    pub word: String,
    /// The family's files below `fonts/`.
    pub files: Vec<String>,
}

/// Colours as `rrggbb`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// Text.
    pub text: String,
    /// Text in the heads and other side matter.
    pub muted: String,
    /// Rules.
    pub rule: String,
    /// Links.
    pub link: String,
}

/// Size and line distance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Face {
    /// Size of the type.
    pub size_pt: f64,
    /// Baseline to baseline.
    pub leading_pt: f64,
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

/// Tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct TableLook {
    pub size_pt: f64,
    pub leading_pt: f64,
    /// Between a cell's edge and its words.
    pub padding_mm: f64,
    /// Thickness of the rules.
    pub rule_pt: f64,
    /// Space below the table.
    pub after_pt: f64,
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
    /// Reads `themes/<name>/theme.toml` and `layout.typ`.
    ///
    /// # Errors
    /// When either file is missing, the first is no TOML or has a key too many, too few or of the wrong type, a font
    /// file is missing, or there is no bullet.
    pub fn load(world: &dyn World, name: &str) -> Result<Self, Vec<Diagnostic>> {
        let (path, layout_path) = (format!("themes/{name}/theme.toml"), format!("themes/{name}/layout.typ"));
        let file = FileName::new(format!("templates/{path}"));
        let fault = |place: Place, sv: String, en: String| vec![Diagnostic::error(codes::THEME_FAULT, place, Message::new(sv, en))];
        let read = |path: &str| {
            world.template(path).and_then(|bytes| String::from_utf8(bytes.into_owned()).ok()).ok_or_else(|| {
                fault(
                    Place::File(FileName::new(format!("templates/{path}"))),
                    format!("temat ”{name}” saknar filen {path}, eller så är den inte UTF-8"),
                    format!("the theme “{name}” has no file {path}, or it is not UTF-8"),
                )
            })
        };
        let (text, layout) = (read(&path)?, read(&layout_path)?);
        let mut theme: Self = toml::from_str(&text).map_err(|error| {
            let place = match error.span() {
                Some(range) => Place::Text { file: file.clone(), range },
                None => Place::File(file.clone()),
            };
            fault(place, format!("temat går inte att läsa: {}", error.message()), format!("the theme can't be read: {}", error.message()))
        })?;
        for font in &theme.fonts.files {
            let Some(data) = world.font(font) else {
                return Err(fault(
                    Place::File(file),
                    format!("typsnittsfilen {font} finns inte under fonts/"),
                    format!("there is no font file {font} below fonts/"),
                ));
            };
            theme.font_data.push(FontData(data));
        }
        if theme.list.bullets.is_empty() || theme.fonts.files.is_empty() {
            return Err(fault(
                Place::File(file),
                "list.bullets och fonts.files måste ha minst ett värde".into(),
                "list.bullets and fonts.files need at least one value".into(),
            ));
        }
        theme.hash = Hash::of_files([("layout.typ", layout.as_bytes()), ("theme.toml", text.as_bytes())]);
        theme.layout = layout;
        theme.layout_file = FileName::new(format!("templates/{layout_path}"));
        Ok(theme)
    }
}
