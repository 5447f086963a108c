//! Heights turns words and looks into how high they stand, where the program can tell without the typesetter.
//!
//! Telling costs next to nothing; asking the typesetter means to set the words once more. Lines are counted as the
//! typesetter breaks them but for what pairs of letters are kerned, so a count is sure when a somewhat narrower and a
//! somewhat wider line give the same, and high enough when the line is taken narrower still.

use super::content::Setter;
use crate::model::{Block, Body, Inline, Line, List, Run, Signatures, Tree};
use crate::write::measure::{MM, Measure};

/// The share of a line's width that kerning surely takes no part beyond.
const KERNED: f64 = 0.02;

/// Below the line to sign on, in points.
pub(super) const SIGNATURE_RULE_GAP_PT: f64 = 4.0;

impl Setter<'_> {
    /// How many lines runs fill; `None` when kerning decides.
    fn sure<'r>(&self, runs: impl IntoIterator<Item = &'r Run> + Clone, at: Measure) -> Option<usize> {
        let lines = |share: f64| self.faces.lines(runs.clone(), Measure { width: at.width * share, ..at });
        let (most, least) = (lines(1.0 - KERNED), lines(1.0 + KERNED));
        (most == least).then_some(most)
    }

    /// How many lines runs fill at most.
    fn most<'r>(&self, runs: impl IntoIterator<Item = &'r Run>, at: Measure) -> f64 {
        self.faces.lines(runs, Measure { width: at.width * (1.0 - 2.0 * KERNED), ..at }) as f64
    }

    fn most_of(&self, content: &[Inline], at: Measure) -> f64 {
        self.most(content.iter().flat_map(Inline::runs), at)
    }

    /// Heights of the first head and of the later ones.
    pub fn heads(&self, tree: &Tree, [left, right]: [Measure; 2], [later_left, later_right]: [Measure; 2]) -> [Option<f64>; 2] {
        let head = &tree.head;
        let leading = self.theme.head.leading_pt;
        let all = |lines: &[Line], at| lines.iter().map(|line| self.sure(&line.0, at)).sum::<Option<usize>>();
        // The page number stands on a line of its own.
        let first = all(&head.parties, left).zip(all(&head.facts, right)).map(|(left, right)| left.max(right + 1));
        let one_line = self.running(tree, later_right) <= later_right.width;
        let later = self.sure(&head.short_title.0, later_left).filter(|_| one_line).map(|lines| lines.max(1));
        [first, later].map(|lines| lines.map(|lines| lines as f64 * leading))
    }

    /// Height of the higher of the parties' names side by side.
    pub fn parties<'l>(&self, parties: impl Iterator<Item = &'l Line>, at: Measure) -> Option<f64> {
        let lines = parties.map(|party| self.sure(&party.0, at)).collect::<Option<Vec<_>>>()?;
        Some(lines.into_iter().max().unwrap_or_default() as f64 * self.theme.signature.leading_pt)
    }

    /// Height of a signature block, or somewhat more.
    pub fn signature_height(&self, signatures: &Signatures) -> f64 {
        let (text, look) = (&self.theme.text, &self.theme.signature);
        let at = self.signature_column();
        let place = signatures.place_and_date.as_ref();
        let place = place.map_or(0.0, |line| self.most(&line.0, self.body(self.width)) * text.leading_pt + text.after_pt);
        let column = |column: &crate::model::SignatureColumn| {
            let signers = column.signers.iter().map(|signer| {
                let lines: f64 = signer.name.iter().chain(&signer.details).map(|line| self.most(&line.0, at)).sum();
                look.room_mm * MM + SIGNATURE_RULE_GAP_PT + lines * look.leading_pt
            });
            signers.sum::<f64>()
        };
        let rows = signatures.columns.chunks(2).map(|pair| {
            let parties = pair.iter().map(|column| self.most(&column.party.0, Measure { bold: true, ..at }));
            let columns = pair.iter().map(column).fold(0.0, f64::max);
            2.0 * look.leading_pt + parties.fold(0.0, f64::max) * look.leading_pt + columns
        });
        place + rows.sum::<f64>()
    }

    /// Height of blocks, with the space above each, or somewhat more; `None` where there is a table among them.
    pub fn height<'b>(&self, blocks: impl Iterator<Item = (&'b Block, f64)>) -> Option<f64> {
        blocks.map(|(block, above)| Some(above + self.block_height(block)?)).sum()
    }

    fn block_height(&self, block: &Block) -> Option<f64> {
        let theme = self.theme;
        match &block.body {
            Body::Heading(heading) => {
                let look = theme.headings.get(usize::from(heading.level).saturating_sub(1))?;
                // A number is wider than its room only when it is long.
                let width = self.width - 2.0 * look.number_mm * MM;
                Some(self.most_of(&heading.content, Measure { size: look.size_pt, bold: true, width }) * look.leading_pt)
            }
            Body::Paragraph { content } => Some(self.most_of(content, self.body(self.width)) * theme.text.leading_pt),
            Body::List(list) => self.list_height(list, self.width),
            Body::Signatures(signatures) => Some(self.signature_height(signatures)),
            Body::Table(_) => None,
        }
    }

    fn list_height(&self, list: &List, width: f64) -> Option<f64> {
        let theme = self.theme;
        // The widest labels are those of references.
        let inner = width - 2.0 * theme.list.indent_mm * MM;
        let blocks = list.items.iter().flat_map(|item| &item.blocks);
        let heights = blocks.map(|block| match &block.body {
            Body::Paragraph { content } => Some(self.most_of(content, self.body(inner)) * theme.text.leading_pt + theme.list.after_pt),
            Body::List(list) => self.list_height(list, inner),
            Body::Heading(_) | Body::Table(_) | Body::Signatures(_) => None,
        });
        heights.sum()
    }
}
