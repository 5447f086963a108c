//! Where on its pages a PDF has room for a signature, and whose: what the PDF writer tells signing, inside the PDF.

use serde::{Deserialize, Serialize};

/// Room above a drawn signature line. Lengths are in points, from the lower left corner of the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignaturePlace {
    /// The short name of the principal that signs there.
    pub principal: String,
    /// "För Västra Götalandsregionen", as printed above the line.
    pub party: String,
    /// The printed name below the line; `None` while nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is printed below the name: title, unit, ground of authority.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
    /// The page, from 1.
    pub page: usize,
    /// The left end of the line.
    pub left: f64,
    /// The line.
    pub bottom: f64,
    /// The length of the line.
    pub width: f64,
    /// The free height above the line.
    pub height: f64,
}

/// What a keyword that tells of a place begins with.
const MARK: &str = "signature:{";

impl SignaturePlace {
    /// Whether somebody means the principal of this line: by its short name or its name, whatever the letter case.
    pub fn is_of(&self, name: &str) -> bool {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let (name, party) = (plain(name), plain(&self.party));
        name == plain(&self.principal) || name == party || party.strip_prefix("för ").is_some_and(|party| party == name)
    }

    /// The keyword that tells of the place among the keywords of a PDF: `signature:` and a JSON object.
    pub fn keyword(&self) -> String {
        format!("signature:{}", serde_json::to_string(self).unwrap_or_default())
    }

    /// The places that some keywords tell of, in order. What is no place is passed over.
    pub fn all_of(keywords: &str) -> Vec<Self> {
        let starts = keywords.match_indices(MARK).map(|(at, mark)| at + mark.len() - 1);
        starts.filter_map(|start| serde_json::Deserializer::from_str(keywords.get(start..)?).into_iter().next()?.ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_tell_of_places() {
        let place = SignaturePlace {
            principal: "VGR".into(),
            party: "För regionen, genom \"styrelsen\"".into(),
            name: None,
            details: vec!["Direktör".into()],
            page: 4,
            left: 85.04,
            bottom: 200.5,
            width: 198.4,
            height: 56.7,
        };
        let other = SignaturePlace { name: Some("Åsa Signature:{ Ek".into()), ..place.clone() };
        let keywords = format!("source:sha256:0, {}, signature:{{}}, {}", place.keyword(), other.keyword());
        assert_eq!(SignaturePlace::all_of(&keywords), [place, other]);
    }
}
