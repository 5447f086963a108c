//! What a file carries itself: proof about certificates, and what it says that it was made of.

use lopdf::Document;

use crate::model::{FileSigning, Hash, StoredVersion};
use crate::sign::append::{entry, resolve, text_entry};
use crate::sign::certificate::Certificate;
use crate::sign::report::Facts;

/// Proof that the file itself carries (EN 319 142-1, 5.4).
#[derive(Default)]
pub(super) struct Store {
    pub(super) found: bool,
    pub(super) certificates: Vec<Certificate>,
    pub(super) lists: Vec<Vec<u8>>,
    pub(super) answers: Vec<Vec<u8>>,
}

pub(super) fn store(document: &Document) -> Store {
    let dictionary = document.catalog().ok().and_then(|catalog| entry(document, catalog, b"DSS")).and_then(|store| store.as_dict().ok());
    let Some(dictionary) = dictionary else { return Store::default() };
    let all = |key: &[u8]| -> Vec<Vec<u8>> {
        let list = entry(document, dictionary, key).and_then(|list| list.as_array().ok()).into_iter().flatten().take(1_000);
        let streams = list.filter_map(|item| resolve(document, item).as_stream().ok());
        streams
            .filter_map(|stream| stream.decompressed_content_with_limit(16 << 20).ok().or_else(|| Some(stream.content.clone())))
            .collect()
    };
    Store {
        found: true,
        certificates: all(b"Certs").iter().filter_map(|der| Certificate::from_der(der)).collect(),
        lists: all(b"CRLs"),
        answers: all(b"OCSPs"),
    }
}

pub(super) fn facts(document: &Document) -> Facts {
    let information = document.trailer.get(b"Info").ok().map(|info| resolve(document, info)).and_then(|info| info.as_dict().ok());
    let text = |key: &[u8]| information.and_then(|info| text_entry(document, info, key));
    let keywords = text(b"Keywords").unwrap_or_default();
    let hash = |name: &str| {
        let rest = keywords.split(&format!("{name}:sha256:")).nth(1)?;
        Hash::parse(rest.get(..64)?).map(|hash| hash.to_string())
    };
    Facts {
        title: text(b"Title"),
        source: hash("source"),
        docx: hash("docx"),
        creator: text(b"Creator"),
        version: StoredVersion::of(&keywords),
        signing: FileSigning::of(&keywords),
    }
}
