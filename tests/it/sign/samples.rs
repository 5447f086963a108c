//! The document that is signed, and the stamps of its signatures.

use std::sync::LazyLock;

use kansli::diag::FileName;
use kansli::model::SignaturePlace;
use kansli::produce::{Producer, Request};
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::pdf::Stamp;

static DOCUMENT: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../../documents/lmr-palliativ-vard/2021-06-02.toml");
    let source = kansli::read::read(FileName::new("2021-06-02.toml"), bytes).unwrap();
    let request = Request { formats: vec!["pdf"], ..Request::default() };
    let outputs = Producer::new(&BuiltIn).unwrap().produce(&source, &request).output.unwrap();
    outputs.into_iter().find(|output| output.ending == "pdf").unwrap().bytes
});

/// A commission that two are to sign, as `kansli render` makes it.
pub fn document() -> &'static [u8] {
    &DOCUMENT
}

/// What a signature shows.
pub fn stamp(place: &SignaturePlace) -> Option<Vec<u8>> {
    let theme = Theme::load(&BuiltIn, DEFAULT_THEME).unwrap();
    let stamp = Stamp {
        width: place.width,
        height: place.height - 2.0,
        heading: "Elektroniskt undertecknat".into(),
        name: place.name.clone().unwrap_or_default(),
        lines: vec![place.party.clone(), "2025-06-02 kl. 13.30.00 (UTC+2)".into(), "Kontrolleras med kansli verify".into()],
    };
    Some(kansli::write::pdf::stamp(&theme, &stamp).unwrap())
}
