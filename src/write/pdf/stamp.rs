//! A stamp turns what an electronic signature says of itself into one small page, in the theme's letters.

use serde::Serialize;
use typst::foundations::Bytes;

use super::data::Data;
use super::{internal_fault, typesetter};
use crate::diag::{Diagnostic, Message, Place};
use crate::theme::Theme;

/// What a stamp says. Lengths are in points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stamp {
    /// Width of the column that it stays within.
    pub width: f64,
    /// Height of the room above the signature line.
    pub height: f64,
    /// What it is: "Elektroniskt undertecknat".
    pub heading: String,
    /// The name of the person who signs.
    pub name: String,
    /// Lines below the name: title and party, time with zone, where the signature can be verified.
    pub lines: Vec<String>,
}

/// A layout of its own, beside the one of the theme.
const LAYOUT: &str = include_str!("stamp.typ");

/// Sets a stamp in type: a PDF of one page as large as the room.
///
/// # Errors
/// When a character lacks a glyph, or the words do not fit the room in the least size of type.
pub fn stamp(theme: &Theme, stamp: &Stamp) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let theme = Theme { layout: LAYOUT.to_owned(), ..theme.clone() };
    let ours = |error: serde_json::Error| {
        vec![internal_fault(Place::File(theme.layout_file.clone()), Message::new(error.to_string(), error.to_string()))]
    };
    let json = |value: Result<Vec<u8>, serde_json::Error>| value.map(Bytes::new).map_err(ours);
    let tree = json(serde_json::to_vec(stamp))?;
    let data = Data { tree, theme: json(serde_json::to_vec(&theme))?, head: Bytes::new([]), source: None, about: None };
    let set = typesetter::set(&theme, data)?;
    if set.pages().len() != 1 {
        return Err(vec![internal_fault(
            Place::File(theme.layout_file.clone()),
            Message::new("underskriftens stämpel får inte plats", "the stamp of the signature does not fit"),
        )]);
    }
    set.pdf("stamp")
}
