//! Sorting turns the names in a part into what the rules look at, once for each name, however often it stands there.

use super::part::Part;
use crate::write::docx::order::{self, Sequence};

/// What the rules look at in elements of a name.
#[derive(Clone, Copy, Default)]
pub(super) enum Sort {
    /// Of another prefix or none: of no markup that there are rules for.
    #[default]
    Foreign,
    /// Nothing but the order of what stands in it, if there is one.
    Plain(Option<&'static Sequence>),
    /// What must end in a paragraph, has columns, or is tracked as a whole.
    Container(Option<&'static Sequence>),
    /// A paragraph, which holds whole fields.
    Paragraph(Option<&'static Sequence>),
    /// A reference to the head or the foot of pages.
    Head,
    /// Words.
    Text,
    /// Words that are deleted.
    DeletedText,
    /// What a field does.
    Instruction,
    /// Where a field begins, where its result does, and where it ends.
    FieldCharacter,
    /// A switch: without a value it is on.
    Switch,
    /// A style or an instance of numbering, by name.
    Look,
    /// A link.
    Link,
    /// A change.
    Revision,
    Comment,
    BookmarkStart,
    BookmarkEnd,
}

impl Sort {
    /// The order of what stands in such an element, where there is one.
    pub fn sequence(self) -> Option<&'static Sequence> {
        match self {
            Self::Plain(sequence) | Self::Container(sequence) | Self::Paragraph(sequence) => sequence,
            _ => None,
        }
    }
}

/// For each name of a part, what the rules look at.
pub(super) fn sorts(part: &Part) -> Vec<Sort> {
    part.names().map(sort).collect()
}

fn sort(name: &str) -> Sort {
    let Some(local) = name.strip_prefix("w:") else { return Sort::Foreign };
    match local {
        "p" => Sort::Paragraph(order::sequence(name)),
        "tc" | "body" | "hdr" | "ftr" | "tbl" | "tr" => Sort::Container(order::sequence(name)),
        "headerReference" | "footerReference" => Sort::Head,
        "t" => Sort::Text,
        "delText" => Sort::DeletedText,
        "instrText" => Sort::Instruction,
        "fldChar" => Sort::FieldCharacter,
        "autoHyphenation" | "b" | "bCs" | "caps" | "cantSplit" | "contextualSpacing" | "i" | "iCs" | "keepLines" | "keepNext"
        | "pageBreakBefore" | "qFormat" | "semiHidden" | "strike" | "tblHeader" | "titlePg" | "trackRevisions" | "unhideWhenUsed"
        | "vanish" | "widowControl" => Sort::Switch,
        "pStyle" | "rStyle" | "tblStyle" | "basedOn" | "next" | "link" | "numId" => Sort::Look,
        "hyperlink" => Sort::Link,
        "ins" | "del" | "moveFrom" | "moveTo" | "rPrChange" | "pPrChange" | "trPrChange" | "tcPrChange" | "tblPrChange"
        | "sectPrChange" => Sort::Revision,
        "comment" => Sort::Comment,
        "bookmarkStart" => Sort::BookmarkStart,
        "bookmarkEnd" => Sort::BookmarkEnd,
        _ => Sort::Plain(order::sequence(name)),
    }
}
