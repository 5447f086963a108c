//! The rooms that the layout drew for signatures become places, each with whose it is.

use crate::model::{Body, Line, SignaturePlace, Tree};
use crate::theme::Theme;

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;

/// The places of a tree's signature lines. None at all for a layout that does not mark each of them.
pub(super) fn of(tree: &Tree, theme: &Theme, rooms: &[(usize, f64, f64)]) -> Vec<SignaturePlace> {
    let blocks = tree.blocks.iter().filter_map(|block| match &block.body {
        Body::Signatures(signatures) => Some(signatures),
        _ => None,
    });
    let columns: Vec<_> = blocks.flat_map(|signatures| &signatures.columns).collect();
    let signers: Vec<_> = columns.iter().flat_map(|column| column.signers.iter().map(move |signer| (column, signer))).collect();
    if signers.len() != rooms.len() {
        return Vec::new();
    }
    let text = theme.page.width_mm - theme.page.left_mm - theme.page.right_mm;
    let width = (text - theme.signature.gutter_mm) / 2.0 * MM;
    let height = theme.signature.room_mm * MM;
    let place = |((column, signer), (page, left, top)): (_, &(usize, f64, f64))| {
        let (column, signer): (&&crate::model::SignatureColumn, &crate::model::Signer) = (column, signer);
        SignaturePlace {
            principal: column.key.as_ref().map(|key| key.as_str().to_owned()).unwrap_or_default(),
            party: column.party.text(),
            name: signer.name.as_ref().map(Line::text),
            details: signer.details.iter().map(Line::text).collect(),
            page: *page,
            left: rounded(*left),
            bottom: rounded(theme.page.height_mm * MM - top - height),
            width: rounded(width),
            height: rounded(height),
        }
    };
    signers.into_iter().zip(rooms).map(place).collect()
}

/// To a hundredth of a point.
fn rounded(length: f64) -> f64 {
    (length * 100.0).round() / 100.0
}
