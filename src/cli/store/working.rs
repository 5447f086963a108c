//! Which revision each working copy was made from, kept in `.kansli/working.json`: so that nobody overwrites what somebody
//! else saved meanwhile.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::fault;
use super::workspace::shown;
use crate::cli::{files, output};
use crate::diag::{Diagnostic, Message, codes};
use crate::model::{DocumentId, Hash};

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copy {
    /// The document.
    pub document: DocumentId,
    /// The revision.
    pub revision: u64,
    /// SHA-256 of the file as it was then.
    pub hash: Hash,
}

/// What is known of the files of a workspace.
#[derive(Debug)]
pub struct Working {
    path: PathBuf,
    root: PathBuf,
    copies: BTreeMap<String, Copy>,
}

impl Working {
    /// Reads what is known; a file that does not exist knows nothing.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn open(path: PathBuf, root: &Path) -> Result<Self, Diagnostic> {
        let unreadable = |reason: Message| {
            let message = Message::new(format!("filen går inte att läsa: {}", reason.sv), format!("the file can't be read: {}", reason.en));
            fault(codes::FILE_UNREADABLE, &shown(&path), message).hint(
                "ta bort filen; den säger bara vilken revision varje källfil gjordes ur, och det anges då med --onto",
                "remove the file; it only says which revision each source was made from, which is then given by --onto",
            )
        };
        let copies = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| unreadable(Message::new(error.to_string(), error.to_string())))?,
            Err(error) if error.kind() == ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(unreadable(files::reason(&error))),
        };
        Ok(Self { path, root: root.to_path_buf(), copies })
    }

    /// A file's name within the workspace; its whole path outside it.
    fn key(&self, file: &Path) -> String {
        let folder = files::folder_of(file);
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        let whole = file.file_name().map_or_else(|| folder.clone(), |name| folder.join(name));
        whole.strip_prefix(&self.root).unwrap_or(&whole).to_string_lossy().replace('\\', "/")
    }

    /// What is known of a file.
    pub fn copy(&self, file: &Path) -> Option<&Copy> {
        self.copies.get(&self.key(file))
    }

    /// The one file that is a working copy of a document, and what is known of it; `None` when there is none, or more.
    pub fn of_document(&self, id: &str) -> Option<(PathBuf, &Copy)> {
        let copies = self.copies.iter().filter(|(_, copy)| copy.document.as_str() == id);
        let mut copies = copies.map(|(name, copy)| (self.root.join(name), copy)).filter(|(file, _)| file.is_file());
        let only = copies.next()?;
        copies.next().is_none().then_some(only)
    }

    /// Remembers which revision a file now is.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn remember(&mut self, file: &Path, copy: Copy) -> Result<(), Vec<Diagnostic>> {
        self.copies.insert(self.key(file), copy);
        let text = serde_json::to_string_pretty(&self.copies).unwrap_or_default() + "\n";
        output::write(files::folder_of(&self.path), &[("working.json".to_owned(), text.as_bytes())], &[])
            .map(|_| ())
            .map_err(|fault| vec![fault])
    }
}
