//! How a file is signed, or that it never is: what the PDF writer tells signing, inside the PDF.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SigningForm;

/// How a file is signed. One that does not say was made of a document that leaves it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FileSigning {
    /// Electronically.
    Electronic,
    /// With a pen on paper: the document says so, or the file is a counterpart (exemplar) for that.
    Ink,
    /// Never: it is a public copy (allmän kopia), and its original is signed.
    PublicCopy,
}

impl From<SigningForm> for FileSigning {
    fn from(form: SigningForm) -> Self {
        match form {
            SigningForm::Electronic => Self::Electronic,
            SigningForm::Ink => Self::Ink,
        }
    }
}

impl FileSigning {
    const ALL: [Self; 3] = [Self::Electronic, Self::Ink, Self::PublicCopy];

    /// The keyword that tells of it among the keywords of a PDF: `signing:` and a JSON string. No text inside another keyword's
    /// JSON can look so, as its quotes are escaped there.
    pub fn keyword(self) -> String {
        format!("signing:{}", serde_json::to_string(&self).unwrap_or_default())
    }

    /// What some keywords tell: the strictest of it, where somebody made them tell several things.
    pub fn of(keywords: &str) -> Option<Self> {
        Self::ALL.into_iter().rfind(|one| keywords.contains(&one.keyword()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SignaturePlace;

    #[test]
    fn a_keyword_tells_how_a_file_is_signed() {
        assert_eq!(FileSigning::Ink.keyword(), "signing:\"ink\"");
        for one in FileSigning::ALL {
            assert_eq!(FileSigning::of(&format!("source:sha256:0, {}, signature:{{}}", one.keyword())), Some(one));
        }
        assert_eq!(FileSigning::of("signing:\"electronic\", signing:\"ink\""), Some(FileSigning::Ink));
        assert_eq!(FileSigning::of("source:sha256:0, signing:ink, signing:\"sigill\""), None);
    }

    #[test]
    fn no_name_beside_a_line_passes_for_it() {
        let place = SignaturePlace {
            principal: "VGR".into(),
            party: FileSigning::Ink.keyword(),
            name: Some(FileSigning::PublicCopy.keyword()),
            details: Vec::new(),
            page: 1,
            left: 0.0,
            bottom: 0.0,
            width: 1.0,
            height: 1.0,
        };
        assert_eq!(FileSigning::of(&place.keyword()), None);
    }
}
