//! A kind of document is a folder of data: names, schema, template, rules and starter. Loading turns the folder into a [`Kind`].

mod bundle;
mod clauses;
pub mod codes;
mod editor;
mod files;
mod keys;
mod lint;
mod load;
mod names;
mod rule;
mod rules;
mod shape;
mod skeleton;
pub(crate) mod tables;
mod templates;
mod types;
mod typing;
mod words;

use std::fmt;
use std::sync::Arc;

use jsonschema::Validator;
use serde::Deserialize;
use serde_json::Value;

use crate::diag::{FileName, Message};
use crate::model::{Hash, KindId, Orientation, States};

pub use files::{NAMES as KIND_FILES, STARTER_ID};
pub use load::ENVELOPE_FILE;
pub(crate) use load::kind_fault;
pub use rule::{Rule, RuleSeverity};
pub use shape::{Shape, type_name};
pub use templates::Templates;
pub use types::{Field, TextKind, Type, type_of};
pub(crate) use typing::BLOCK_FUNCTIONS;
#[cfg(test)]
pub(crate) use typing::{check_rules, check_templates};
pub(crate) use words::{fold, is_separator, listed, nearest};

/// A kind of document, loaded and checked.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Name of its folder.
    pub id: KindId,
    /// What people call it: "Uppdragshandling", "Commission".
    pub name: Message,
    /// How its pages lie; `portrait` unless `kind.toml` says `landscape`.
    pub orientation: Orientation,
    /// The states that a document of the kind goes through; the first is where it begins.
    pub states: States,
    /// Words that outputs use and no template can say.
    pub words: Words,
    /// The JSON Schema (2020-12) of its sources, with everything it refers to in its own `$defs`.
    pub schema: Value,
    /// What a template may do with each of its fields.
    pub(crate) fields: Type,
    /// The schema, ready to judge a source.
    pub(crate) validator: Arc<Validator>,
    /// Checks that a schema can't say.
    pub rules: Vec<Rule>,
    /// The template and the clauses it includes.
    pub templates: Templates,
    /// The clauses that the template includes, in the order met.
    pub clauses: Vec<Clause>,
    /// What `kansli new` copies, `starter.toml`.
    pub starter: String,
    /// SHA-256 of the kind's files, the envelope and the clauses that the template includes.
    pub hash: Hash,
}

/// Words of the document's language that outputs use and no template can say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Before the number of a section that the text refers to: "avsnitt".
    pub section: String,
    /// Before a case number in the head: "Dnr".
    pub case_number: String,
    /// Before the version in the head: "Version".
    pub version: String,
    /// The marking of a working copy that differs from the version it was made from, before that version's number.
    #[serde(default = "changed_since")]
    pub changed_since: String,
}

fn changed_since() -> String {
    "ARBETSMATERIAL, ändrad sedan version".to_owned()
}

/// A clause that a kind includes. Shown as `name@version`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Name of its folder below `templates/clauses/`.
    pub name: String,
    /// Its version, from 1.
    pub version: u32,
    /// SHA-256 of its text with `\n` between lines.
    pub hash: Hash,
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}

impl Kind {
    /// The JSON Schema (2020-12) for editors: as [`Kind::schema`], with every reference written out where it stands.
    pub fn schema_for_editors(&self) -> Value {
        editor::for_editors(&self.schema)
    }

    /// The name of one of its files, as diagnostics show it: `templates/<kind>/<file>`.
    pub fn file(&self, file: &str) -> FileName {
        FileName::new(format!("templates/{}/{file}", self.id))
    }
}
