//! Which version of a store a PDF was made of: what a store tells the PDF writer, and a verifier reads again, inside the PDF.

use serde::{Deserialize, Serialize};

use super::{DocumentId, Hash};

/// A version as a store knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredVersion {
    /// The document.
    pub document: DocumentId,
    /// The revision, from 1.
    pub revision: u64,
    /// The version that people read, such as `1.0`.
    pub version: String,
    /// SHA-256 of the last event before the version was frozen: with it the whole history up to then. `None` of a version that is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<Hash>,
}

/// What the keyword begins with. No text inside another keyword's JSON can look so, as its quotes are escaped there.
const MARK: &str = "version:{\"";

impl StoredVersion {
    /// The keyword that tells of the version among the keywords of a PDF: `version:` and a JSON object.
    pub fn keyword(&self) -> String {
        format!("version:{}", serde_json::to_string(self).unwrap_or_default())
    }

    /// The version that some keywords tell of; the first where there are several.
    pub fn of(keywords: &str) -> Option<Self> {
        let start = keywords.find(MARK)? + "version:".len();
        serde_json::Deserializer::from_str(keywords.get(start..)?).into_iter().next()?.ok()
    }

    /// "lmr-palliativ-vard, version 1.0 (revision 3)", in Swedish and English alike.
    pub fn name(&self) -> String {
        format!("{}, version {} (revision {})", self.document, self.version, self.revision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SignaturePlace;

    fn version(log: Option<Hash>) -> StoredVersion {
        StoredVersion { document: DocumentId::parse("lmr-palliativ-vard").unwrap(), revision: 3, version: "1.0".into(), log }
    }

    #[test]
    fn a_keyword_tells_of_the_version() {
        for one in [version(None), version(Some(Hash::of(b"event")))] {
            let keywords = format!("source:sha256:0, {}, signature:{{}}", one.keyword());
            assert_eq!(StoredVersion::of(&keywords), Some(one));
        }
        assert_eq!(StoredVersion::of("source:sha256:0, version:{\"revision\":1}, version 1.0"), None);
        assert_eq!(version(None).name(), "lmr-palliativ-vard, version 1.0 (revision 3)");
    }

    #[test]
    fn no_name_beside_a_line_passes_for_a_version() {
        let place = SignaturePlace {
            principal: "VGR".into(),
            party: "För regionen".into(),
            name: Some(version(None).keyword()),
            details: Vec::new(),
            page: 1,
            left: 0.0,
            bottom: 0.0,
            width: 1.0,
            height: 1.0,
        };
        assert_eq!(StoredVersion::of(&place.keyword()), None);
    }
}
