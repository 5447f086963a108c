//! The data that `layout.typ` reads: the shapes of `tree.json` and `theme.json`. Lengths are in points.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use typst::foundations::{Bytes, Datetime};

use super::words::Piece;
use crate::model::{Alignment, Mark, RowRole};
use crate::theme::Theme;

/// The files of data beside the layout.
pub(super) struct Data {
    /// `tree.json`: what is to be set.
    pub tree: Bytes,
    /// `theme.json`: how.
    pub theme: Bytes,
    /// `head.json`: the heads of pages, once more and by themselves.
    pub head: Bytes,
    /// The source, where the PDF carries it.
    pub source: Option<Bytes>,
    /// What the PDF tells of itself, where the layout does not.
    pub about: Option<About>,
}

/// What a PDF tells of itself. Not set in the layout: it would be a style of every paragraph, so that none that was set
/// before could serve a document with another source or other parties.
pub(super) struct About {
    pub title: String,
    pub authors: Vec<String>,
    pub keywords: Vec<String>,
    pub date: Datetime,
}

#[derive(Serialize)]
pub(super) struct LookOut<'a> {
    #[serde(flatten)]
    pub theme: &'a Theme,
    pub ascender: f64,
    pub descender: f64,
}

#[derive(Serialize)]
pub(super) struct DocumentOut {
    /// What the PDF tells of the source that it carries.
    pub source: Option<SourceOut>,
    /// What a redline looks and sounds like; nothing in a document as it stands.
    pub redline: Option<RedlineOut>,
    pub metadata: MetadataOut,
    pub head: HeadOut,
    pub title: TitleOut,
    pub parts: Vec<PartOut>,
}

/// The looks of words that one version alone has.
#[derive(Serialize)]
pub(super) struct RedlineOut {
    pub inserted: MarkOut,
    pub deleted: MarkOut,
}

/// The look of one mark.
#[derive(Serialize)]
pub(super) struct MarkOut {
    pub colour: String,
    /// Said aloud before and after the words, and not seen.
    pub before: String,
    pub after: String,
}

/// A block, or blocks that share a page.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum PartOut {
    /// A block that keeps no company.
    Alone(BlockOut),
    /// Blocks that share a page.
    Company {
        /// A block that may begin on an earlier page; its last lines stand on the page of the tail.
        keeper: Option<BlockOut>,
        /// Blocks that stand on one page.
        tail: Vec<BlockOut>,
        /// Height of the tail, or somewhat more; `None` when only the typesetter can tell.
        height: Option<f64>,
    },
}

/// A file that the PDF carries.
#[derive(Serialize)]
pub(super) struct SourceOut {
    pub name: String,
    pub media_type: String,
    pub description: &'static str,
}

#[derive(Serialize)]
pub(super) struct MetadataOut {
    pub language: String,
    pub region: Option<String>,
}

#[derive(Serialize)]
pub(super) struct HeadOut {
    /// What a meeting calls the copy.
    pub label: Option<String>,
    /// From the paper's edge to the text.
    pub top: f64,
    /// Widths of the halves of the first page's head.
    pub left: f64,
    pub right: f64,
    /// Widths of the halves of the other heads.
    pub later_left: f64,
    pub later_right: f64,
    /// Heights of both heads; `None` when only the typesetter can tell.
    pub first_height: Option<f64>,
    pub later_height: Option<f64>,
    pub parties: Vec<LineOut>,
    pub facts: Vec<LineOut>,
    pub short_title: LineOut,
    pub running: Vec<LineOut>,
}

#[derive(Serialize)]
pub(super) struct TitleOut {
    pub document_type: LineOut,
    pub title: LineOut,
}

/// Words of one line. The layout reads words as a string where they are plain, else as a list of runs and links, of which
/// the plain ones are strings: most words are plain, and every table it must look into takes it time.
pub(super) struct LineOut(pub Vec<RunOut>);

/// Words of a paragraph, likewise.
pub(super) struct ContentOut(pub Vec<InlineOut>);

pub(super) struct RunOut {
    pub pieces: Vec<Piece>,
    pub emphasis: bool,
    pub strong: bool,
    /// In a redline: which version alone has it.
    pub mark: Option<Mark>,
}

pub(super) struct InlineOut {
    pub runs: Vec<RunOut>,
    pub link: Option<LinkOut>,
}

/// What a line or a paragraph is a list of.
enum WordsOut<'a> {
    Run(&'a RunOut),
    Link(&'a [RunOut], &'a LinkOut),
}

fn serialize_words<'a, S: Serializer>(words: impl Iterator<Item = WordsOut<'a>>, serializer: S) -> Result<S::Ok, S::Error> {
    let words: Vec<_> = words.collect();
    if let [WordsOut::Run(run)] = words.as_slice()
        && let Some(text) = run.plain()
    {
        return serializer.serialize_str(text);
    }
    let mut list = serializer.serialize_seq(Some(words.len()))?;
    words.iter().try_for_each(|entry| list.serialize_element(entry))?;
    list.end()
}

impl Serialize for LineOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_words(self.0.iter().map(WordsOut::Run), serializer)
    }
}

impl Serialize for ContentOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let words = self.0.iter().flat_map(|inline| {
            let (runs, link) = match &inline.link {
                Some(link) => (&[][..], Some(WordsOut::Link(&inline.runs, link))),
                None => (inline.runs.as_slice(), None),
            };
            runs.iter().map(WordsOut::Run).chain(link)
        });
        serialize_words(words, serializer)
    }
}

impl Serialize for WordsOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Run(run) => run.serialize(serializer),
            Self::Link(runs, link) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("runs", runs)?;
                map.serialize_entry("link", link)?;
                map.end()
            }
        }
    }
}

impl RunOut {
    /// The text, where there is nothing more to say.
    fn plain(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Text(text)] if !self.emphasis && !self.strong && self.mark.is_none() => Some(text),
            _ => None,
        }
    }
}

impl Serialize for RunOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(text) = self.plain() {
            return serializer.serialize_str(text);
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("pieces", &self.pieces)?;
        map.serialize_entry("emphasis", &self.emphasis)?;
        map.serialize_entry("strong", &self.strong)?;
        if let Some(mark) = &self.mark {
            map.serialize_entry("mark", mark)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum LinkOut {
    Web(String),
    Label(String),
}

#[derive(Serialize)]
pub(super) struct BlockOut {
    /// Space above, in points; falls away at the head of a page.
    pub above: f64,
    /// Height in points that the last line must find below it on its page: two lines of a list, two rows of a table.
    pub reserve: f64,
    /// In a redline: the bar in the margin that tells of a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bar: Option<BarOut>,
    #[serde(flatten)]
    pub body: BodyOut,
}

/// A bar beside a block that has changed.
#[derive(Serialize)]
pub(super) struct BarOut {
    /// From the edge of the text to the words of the block, in points.
    pub offset: f64,
    /// The numbers of the changes; empty where only a part within is changed.
    pub numbers: String,
    /// What a link to the block is called; nothing where the block bears a label of its own.
    pub label: Option<String>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum BodyOut {
    Heading {
        anchor: String,
        level: u8,
        number: Option<String>,
        indent: f64,
        gap: f64,
        content: ContentOut,
    },
    Paragraph {
        content: ContentOut,
    },
    List {
        ordered: bool,
        indent: f64,
        gap: f64,
        items: Vec<ItemOut>,
    },
    Table(TableOut),
    Signatures {
        place_and_date: Option<LineOut>,
        rows: Vec<SignatureRowOut>,
        /// Height of the block, or somewhat more.
        height: f64,
    },
}

#[derive(Serialize)]
pub(super) struct ItemOut {
    /// Where a link leads here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    pub label: String,
    /// Height that the last line must find below it on its page: the next item, or its first lines.
    pub reserve: f64,
    pub blocks: Vec<BlockOut>,
}

#[derive(Serialize)]
pub(super) struct TableOut {
    pub size_pt: f64,
    pub leading_pt: f64,
    /// Between a cell's edge and its words, at the sides.
    pub beside: f64,
    /// Between a cell's edge and its words, above and below.
    pub padding: f64,
    /// Whether it stays on one page.
    pub together: bool,
    /// Height of the last row under the header row.
    pub last: f64,
    /// Height that the beginning of a tall row needs at the foot of a page.
    pub beginning: f64,
    pub columns: Vec<ColumnOut>,
    /// Empty in a table of facts.
    pub header: Vec<CellOut>,
    pub rows: Vec<RowOut>,
}

#[derive(Serialize)]
pub(super) struct ColumnOut {
    pub width: f64,
    pub alignment: Alignment,
}

#[derive(Serialize)]
pub(super) struct RowOut {
    pub role: RowRole,
    /// For a row that names the rows below it: how many such rows stand right above it.
    pub after: usize,
    /// Whether it may be split over pages.
    pub tall: bool,
    pub cells: Vec<CellOut>,
}

#[derive(Serialize)]
pub(super) struct CellOut {
    pub span: usize,
    /// Whether it heads its row.
    pub heads: bool,
    pub blocks: Vec<BlockOut>,
}

/// Columns of the signature block, side by side.
#[derive(Serialize)]
pub(super) struct SignatureRowOut {
    /// Height of the higher name of a party; `None` when only the typesetter can tell.
    pub party_height: Option<f64>,
    pub columns: Vec<SignatureOut>,
}

#[derive(Serialize)]
pub(super) struct SignatureOut {
    pub party: LineOut,
    pub signers: Vec<SignerOut>,
}

#[derive(Serialize)]
pub(super) struct SignerOut {
    pub name: Option<LineOut>,
    pub details: Vec<LineOut>,
}
