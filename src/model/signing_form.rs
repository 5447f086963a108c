//! How a document is signed: a value of the envelope.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a document is signed. All sign in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(
    rename = "signing_form",
    title = "Undertecknas",
    description = "Hur dokumentet undertecknas: electronic (elektroniskt) eller ink (på papper). Alla undertecknar på samma sätt."
)]
pub enum SigningForm {
    /// Electronically: each signature bears its own date, to which the line above the signatures refers.
    #[schemars(description = "Elektroniskt: raden ovanför underskrifterna hänvisar till dem för datum.")]
    Electronic,
    /// With a pen on paper, a copy for each principal.
    #[schemars(description = "På papper, i ett exemplar för varje huvudman.")]
    Ink,
}
