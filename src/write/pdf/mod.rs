//! The PDF writer turns a Tree into a tagged PDF for the archive: PDF/A-2a and PDF/UA-1 at once, or PDF/A-3a where it
//! carries the source.
//!
//! `places` tells signing where the signature lines stand, `stamp` draws what an electronic signature shows there.
//! `content` makes of the Tree the data that the theme's fixed `layout.typ` reads (`data`); `words` gives long words
//! places to break, `company` keeps signatures with the text before them; `typesetter` runs typst over it all; `pictures` draws
//! the pages. No text is ever read as markup, so a fault in here is never the drafter's.

mod company;
mod comparison;
mod content;
mod data;
mod heights;
mod links;
mod memory;
mod pictures;
mod places;
mod stamp;
mod tables;
mod typesetter;
mod words;

pub use memory::{Kept, keep};
pub use stamp::{Stamp, stamp};

use super::{Extras, Provenance, Written, redline};
use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::{FileSigning, Hash, Origin, SignaturePlace, StoredVersion, Tree};
use crate::theme::Theme;

/// What a layout that knows marks reads; without it, deleted words would stand as if they were the document's.
const KNOWS_MARKS: &str = "run.mark";

/// Writes the PDF. Warns, with [`codes::LONG_WORD`], of a word that is wider than the line or cell it stands in; a tree
/// does not know its file, so the place bears the document's id for a file name.
///
/// # Errors
/// [`codes::INTERNAL_FAULT`], with its place in the layout where there is one, when
/// - the layout fails, or typst has the least warning about it,
/// - the text holds a character that the theme's fonts lack (checks before this point refuse those),
/// - a link leads to a heading or a reference that the tree lacks, or to an address that is neither https nor mailto,
/// - the date is none, or a font of the theme can't be read.
pub fn write(tree: &Tree, theme: &Theme, provenance: &Provenance) -> Result<Written, Vec<Diagnostic>> {
    Ok(write_with(tree, theme, provenance, &Extras::default())?.0)
}

/// Writes the PDF with what else is asked for: the source inside, and a picture of each page, which come of one and the
/// same layout and bear the PDF's hash.
///
/// # Errors
/// As [`write()`], and when a picture can't be encoded.
pub fn write_with(
    tree: &Tree,
    theme: &Theme,
    provenance: &Provenance,
    extras: &Extras<'_>,
) -> Result<(Written, Vec<Vec<u8>>), Vec<Diagnostic>> {
    let theme = &*theme.for_orientation(tree.orientation);
    let ours = |what: Message| vec![internal_fault(Place::File(theme.layout_file.clone()), what)];
    if tree.redline.is_some() && !theme.layout.contains(KNOWS_MARKS) {
        return Err(ours(Message::new(
            "temats layout kan inte visa vad som är tillagt och borttaget mellan två versioner",
            "the theme's layout can't show what was inserted and deleted between two versions",
        )));
    }
    let tree = &*redline::shown(tree);
    let (data, broken) = content::of(tree, theme, provenance, extras.source.as_ref()).map_err(ours)?;
    let mut set = typesetter::set(theme, data)?;
    set.add_keywords(extras.version.map(StoredVersion::keyword));
    set.add_keywords(tree.metadata.signing.map(FileSigning::keyword));
    if tree.metadata.signing != Some(FileSigning::PublicCopy) {
        set.add_keywords(places::of(tree, theme, &set.signature_rooms()).iter().map(SignaturePlace::keyword));
    }
    let bytes = set.pdf(&tree.metadata.id)?;
    let pages = match &extras.pictures {
        Some(pictures) => {
            let about = pictures::About { metadata: &tree.metadata, provenance, pdf: &Hash::of(&bytes) };
            pictures::draw(set.pages(), pictures, &about).map_err(ours)?
        }
        None => Vec::new(),
    };
    Ok((Written { bytes, warnings: broken.iter().map(|(origin, word)| long_word(tree, origin, word)).collect() }, pages))
}

fn long_word(tree: &Tree, origin: &Origin, word: &str) -> Diagnostic {
    let place = match origin {
        Origin::Field(pointer) => Place::value(&FileName::new(&tree.metadata.id), pointer.clone()),
        Origin::Template { file, .. } => Place::File(file.clone()),
    };
    let shown = if word.chars().count() > 40 { format!("{}…", word.chars().take(39).collect::<String>()) } else { word.to_owned() };
    Diagnostic::notice(
        codes::LONG_WORD,
        place,
        Message::new(
            format!("”{shown}” får inte plats på en rad i PDF-filen och är delat mitt i, utan bindestreck"),
            format!("“{shown}” does not fit a line in the PDF and is broken within, without a hyphen"),
        ),
    )
    .hint("skriv om ordet, eller lämna det som det är", "use another word, or leave it as it is")
}

/// A fault of ours: the words say so, and that no file was written.
fn internal_fault(place: Place, what: Message) -> Diagnostic {
    Diagnostic::error(
        codes::INTERNAL_FAULT,
        place,
        Message::new(
            format!("ett fel i Kansli, inte i dokumentet: PDF-filen gick inte att framställa, så inget skrevs ({})", what.sv),
            format!("a fault in Kansli, not in the document: the PDF could not be made, so nothing was written ({})", what.en),
        ),
    )
    .hint("anmäl felet och skicka med dokumentet", "report the fault, with the document")
}
