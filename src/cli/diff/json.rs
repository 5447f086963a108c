//! A redline becomes the file that other programs read, as `templates/redline.schema.json` describes it.

use super::operand::Operand;
use crate::compare::wording;
use crate::model::{ComparedVersion, ComparedWords, NumberedChange, REDLINE_FORMAT, REDLINE_SCHEMA, RedlineFile, Spot, Tree};

/// The whole file; `None` when it can't be said in JSON, which no tree of ours is.
pub fn file(redline: &Tree, old: &Operand, new: &Operand) -> Option<Vec<u8>> {
    let mut tree = redline.clone();
    let marks = tree.redline.as_deref_mut()?;
    let text = |spot: &Option<Spot>| spot.as_ref().map(|spot| spot.text.clone()).unwrap_or_default();
    let numbered = std::mem::take(&mut marks.changes).into_iter().enumerate().map(|(at, change)| {
        let stretches = wording(&text(&change.old), &text(&change.new));
        let wording = stretches.into_iter().map(|stretch| ComparedWords { text: stretch.text, mark: stretch.mark }).collect();
        NumberedChange { number: at + 1, change, wording }
    });
    let changes = numbered.collect();
    let version = |name: &str, side: &Operand| ComparedVersion {
        name: name.to_owned(),
        id: side.tree.metadata.id.clone(),
        kind: side.tree.metadata.kind.clone(),
        title: side.tree.metadata.title.clone(),
        date: side.tree.metadata.date.clone(),
        source: side.source.hash().clone(),
    };
    let (old, new) = (version(&marks.old_name, old), version(&marks.new_name, new));
    let generator = concat!("Kansli ", env!("CARGO_PKG_VERSION")).to_owned();
    let file = RedlineFile { schema: REDLINE_SCHEMA.to_owned(), format: REDLINE_FORMAT, generator, old, new, changes, tree };
    serde_json::to_string_pretty(&file).ok().map(|text| (text + "\n").into_bytes())
}
