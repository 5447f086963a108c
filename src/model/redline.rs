//! A redline: what a tree of two versions says of its parts, and the list of changes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Alignment, Anchor, Head, ListMarker, Orientation, Origin};

/// In which of two versions a part stands, when it stands in one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// In the new version only.
    Inserted,
    /// In the old version only.
    Deleted,
}

/// What a part that stands in both versions was in the old one, where marked words can't show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Former {
    /// A heading of another level or number.
    Heading {
        /// Its level.
        level: u8,
        /// Its number as printed; `None` when it was unnumbered.
        number: Option<String>,
    },
    /// A list with another mark before its items.
    List {
        /// The mark.
        marker: ListMarker,
    },
    /// A table whose columns were set otherwise, or whose rows had headers or none.
    Table {
        /// How the cells of each column were set.
        alignments: Vec<Alignment>,
        /// Whether the first cell of each row headed its row.
        row_headers: bool,
    },
}

/// How much a change matters, from the least to the most. A program proposes, a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Numbers, levels, marks of lists, how columns are set and how pages lie: how it looks.
    Form,
    /// Punctuation, letter case, a slip of the pen: what it says is the same.
    Editorial,
    /// Who signs, whom to ask, dates and case numbers.
    Administrative,
    /// The same words in another place.
    Moved,
    /// What it says.
    Substantive,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Only the new version has it.
    Inserted,
    /// Only the old version has it.
    Deleted,
    /// Some of its words are others.
    Reworded,
    /// It stands in another place.
    Moved,
    /// One paragraph became two.
    Split,
    /// Two paragraphs became one.
    Joined,
    /// Its number, level, mark or setting is another.
    Reformed,
}

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The heads of the pages.
    Head,
    /// Document type and title.
    Title,
    /// How the pages lie.
    Pages,
    /// A heading with what stands below it.
    Section,
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A list.
    List,
    /// An item of a list.
    Item,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a table.
    Cell,
    /// The signature block, or a line of it.
    Signatures,
}

/// Where one side of a change stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Spot {
    /// The headings above it, outermost first, as printed with their numbers.
    pub section: Vec<String>,
    /// What the part belongs to within its section: the first cell of its row, the party of its column of signatures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// The part's name in its own version's tree.
    pub anchor: Anchor,
    /// Where the part came from in its own version's source.
    pub origin: Origin,
    /// What it says there.
    pub text: String,
}

/// Who confirmed the proposed weight of a change, or gave it another: who may decide a change hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Confirmation {
    /// The weight that was proposed.
    pub proposed: Weight,
    /// The person's name.
    pub name: String,
    /// In what role; may be empty.
    pub role: String,
    /// For which principal.
    pub principal: String,
    /// When, ISO 8601 in UTC.
    pub time: String,
    /// Why; never absent where the weight is another than the proposed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What tells a change from the others between the same two versions: what was done, with what, and where. Holds no words of either version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeName {
    /// What was done.
    pub kind: ChangeKind,
    /// What was changed.
    pub part: Part,
    /// The part's name in the old version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Anchor>,
    /// The part's name in the new version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Anchor>,
    /// Which one it is of those that agree in all this, from 1 in the order of the redline.
    pub ordinal: u64,
}

/// One change. At least one of its sides is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What was done.
    pub kind: ChangeKind,
    /// What was changed.
    pub part: Part,
    /// How much it matters: as far as a program can tell, or as somebody has confirmed.
    pub weight: Weight,
    /// Who confirmed the weight; absent where it is a proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Confirmation>,
    /// Its place in the old version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Spot>,
    /// Its place in the new version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Spot>,
}

/// What makes a tree a redline. Words of one version only bear their mark themselves ([`Style::mark`](crate::model::Style)).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Redline {
    /// What the old version is called, such as a file's name or "version 0.3"; empty when nobody has said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub old_name: String,
    /// What the new version is called; empty when nobody has said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub new_name: String,
    /// Blocks, items, rows, signature columns and signers that stand in one version only, with all that is in them.
    pub marks: BTreeMap<Anchor, Mark>,
    /// Paragraphs whose end stands in one version only: inserted where one paragraph became two, deleted where it was
    /// joined with the next.
    pub ends: BTreeMap<Anchor, Mark>,
    /// What parts that stand in both versions were in the old one.
    pub former: BTreeMap<Anchor, Former>,
    /// The heads of the old version's pages, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former_head: Option<Head>,
    /// How the old version's pages lie, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former_orientation: Option<Orientation>,
    /// Pairs of places, old and new, of what was moved: marked as deleted in the one and as inserted in the other.
    pub moved: Vec<(Anchor, Anchor)>,
    /// Every change, in the order of the redline.
    pub changes: Vec<Change>,
}

impl Redline {
    /// What each change is known by, in their order.
    pub fn change_names(&self) -> Vec<ChangeName> {
        let mut counts: BTreeMap<ChangeName, u64> = BTreeMap::new();
        let anchor = |spot: &Option<Spot>| spot.as_ref().map(|spot| spot.anchor.clone());
        let name = |change: &Change| {
            let mut name =
                ChangeName { kind: change.kind, part: change.part, old: anchor(&change.old), new: anchor(&change.new), ordinal: 0 };
            let count = counts.entry(name.clone()).or_default();
            *count += 1;
            name.ordinal = *count;
            name
        };
        self.changes.iter().map(name).collect()
    }

    /// The name of the heading above the list of changes, where a redline that is shown has one.
    pub fn list_anchor() -> Anchor {
        Anchor::of("redline:changes", 0)
    }

    /// The name of the table that lists the changes, where a redline that is shown has one.
    pub fn table_anchor() -> Anchor {
        Anchor::of("redline:changes", 1)
    }
}
