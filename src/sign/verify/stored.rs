//! What a file carries itself: proof about certificates, and what it says that it was made of.

use lopdf::Document;

use crate::model::{FileSigning, Hash, SignaturePlace, StoredVersion};
use crate::sign::append::{entry, resolve, text_entry};
use crate::sign::certificate::Certificate;
use crate::sign::report::Facts;
use crate::sign::revocation::Evidence;

/// What the title of a public copy begins with.
const PUBLIC_COPY: &str = "Allmän kopia: ";

/// Proof that the file itself carries (EN 319 142-1, 5.4).
#[derive(Default)]
pub(super) struct Store {
    pub(super) certificates: Vec<Certificate>,
    pub(super) evidence: Evidence,
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
        certificates: all(b"Certs").iter().filter_map(|der| Certificate::from_der(der)).collect(),
        evidence: Evidence { lists: all(b"CRLs"), answers: all(b"OCSPs") },
    }
}

/// What the keywords of a file say.
fn keywords(document: &Document) -> String {
    let information = document.trailer.get(b"Info").ok().map(|info| resolve(document, info)).and_then(|info| info.as_dict().ok());
    information.and_then(|info| text_entry(document, info, b"Keywords")).unwrap_or_default()
}

/// The signature lines that a file says it has.
pub(super) fn places(document: &Document) -> Vec<SignaturePlace> {
    SignaturePlace::all_of(&keywords(document))
}

pub(super) fn facts(document: &Document) -> Facts {
    let information = document.trailer.get(b"Info").ok().map(|info| resolve(document, info)).and_then(|info| info.as_dict().ok());
    let text = |key: &[u8]| information.and_then(|info| text_entry(document, info, key));
    let keywords = keywords(document);
    let hash = |name: &str| {
        let rest = keywords.split(&format!("{name}:sha256:")).nth(1)?;
        Hash::parse(rest.get(..64)?).map(|hash| hash.to_string())
    };
    let title = text(b"Title");
    // A public copy is not made of the file that its hash is of: that is its original.
    let (source, copy_of) = match title.as_ref().is_some_and(|title| title.starts_with(PUBLIC_COPY)) {
        true => (None, hash("source")),
        false => (hash("source"), None),
    };
    Facts {
        title,
        source,
        copy_of,
        docx: hash("docx"),
        creator: text(b"Creator"),
        version: StoredVersion::of(&keywords),
        signing: FileSigning::of(&keywords),
    }
}
