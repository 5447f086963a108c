//! A workspace: documents in a folder, and `.kansli` there with their store, the settings and what was seen.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::working::Working;
use super::{fault, told};
use crate::cli::{files, output};
use crate::diag::{Diagnostic, Message, codes};
use crate::model::{Actor, Hash};
use crate::sign::Deputy;
use crate::store::{Archive, Seen, SqlStore, StoreError};

/// The folder of a workspace's own files.
const FOLDER: &str = ".kansli";
/// The variable that names a database server in place of the file.
const SERVER: &str = "KANSLI_STORE";

/// Who acts in this workspace, on this computer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The person's name.
    pub name: String,
    /// In what role; may be empty.
    pub role: String,
    /// For whom.
    pub principal: String,
    /// Roots that signatures are judged by where a command names none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roots: Vec<KeptRoot>,
    /// Who may sign although another name is printed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deputies: Vec<Deputy>,
}

/// A root certificate that is trusted in this workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptRoot {
    /// The short name of the only principal whose signatures it is trusted for; absent for all, and for time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// The name in it.
    pub name: String,
    /// SHA-256 of it.
    pub sha256: Hash,
    /// The certificate in DER, as base 64.
    pub certificate: String,
}

/// An open workspace.
pub struct Workspace {
    root: PathBuf,
    archive: Archive,
}

/// The database server that the environment names.
fn server() -> Option<String> {
    #[allow(clippy::disallowed_methods, reason = "a password has no place on a command line or in a workspace that others see")]
    let value = std::env::var(SERVER);
    value.ok().filter(|url| !url.trim().is_empty())
}

/// Opens the store of a workspace.
fn open_store(root: &Path, create: bool) -> Result<SqlStore, StoreError> {
    match server() {
        Some(url) => SqlStore::open_server(&url),
        None => SqlStore::open_file(&root.join(FOLDER).join("store.sqlite"), create),
    }
}

fn unreadable(path: &Path, reason: Message) -> Diagnostic {
    let message = Message::new(format!("filen går inte att läsa: {}", reason.sv), format!("the file can't be read: {}", reason.en));
    fault(codes::FILE_UNREADABLE, &shown(path), message)
}

impl Workspace {
    /// The workspace that a folder lies in: the nearest one upwards that has a folder `.kansli`.
    pub fn root_of(start: &Path) -> Option<PathBuf> {
        let start = if start.as_os_str().is_empty() { Path::new(".") } else { start };
        let start = start.canonicalize().ok()?;
        start.ancestors().find(|folder| folder.join(FOLDER).is_dir()).map(Path::to_path_buf)
    }

    /// The roots of the workspaces whose a file may be: the one that the user stands in, then the one that the file lies in.
    pub fn roots_for(file: &Path) -> Vec<PathBuf> {
        let mut roots: Vec<PathBuf> = [Path::new("."), files::folder_of(file)].into_iter().filter_map(Self::root_of).collect();
        roots.dedup();
        roots
    }

    /// Opens the workspace that a folder lies in.
    ///
    /// # Errors
    /// When there is none, or its store can't be opened.
    pub fn open(start: &Path) -> Result<Self, Vec<Diagnostic>> {
        Self::open_root(Self::root_of(start).ok_or_else(|| vec![no_workspace()])?)
    }

    /// Opens the workspace whose root was found.
    ///
    /// # Errors
    /// When its store can't be opened.
    pub fn open_root(root: PathBuf) -> Result<Self, Vec<Diagnostic>> {
        let place = shown(&root.join(FOLDER));
        let store = open_store(&root, false).map_err(|error| told(&error, &place))?;
        let seen = Seen::open(&root.join(FOLDER).join("seen")).map_err(|error| told(&error, &place))?;
        Ok(Self { archive: Archive::new(Box::new(store), Some(seen)), root })
    }

    /// The store of the workspace that a folder lies in, without anything around it.
    ///
    /// # Errors
    /// See [`Workspace::open`].
    pub fn bare_store(start: &Path) -> Result<SqlStore, Vec<Diagnostic>> {
        let root = Self::root_of(start).ok_or_else(|| vec![no_workspace()])?;
        open_store(&root, false).map_err(|error| told(&error, &shown(&root.join(FOLDER))))
    }

    /// Makes a workspace in a folder.
    ///
    /// # Errors
    /// When there is one already, or the folder can't be written to.
    pub fn create(folder: &Path) -> Result<(), Vec<Diagnostic>> {
        let own = folder.join(FOLDER);
        if own.exists() {
            let message = Message::new("här finns redan en arbetsyta", "there is a workspace here already");
            return Err(vec![fault(codes::FILE_NOT_WRITTEN, &shown(folder), message).hint("inget har ändrats", "nothing was changed")]);
        }
        fs::create_dir_all(&own).map_err(|error| {
            let reason = files::reason(&error);
            let message = Message::new(format!("mappen skapades inte: {}", reason.sv), format!("the folder was not made: {}", reason.en));
            vec![fault(codes::FILE_NOT_WRITTEN, &shown(folder), message)]
        })?;
        if let Err(error) = open_store(folder, true) {
            // A folder without a store would pass for a workspace.
            let _ = fs::remove_dir_all(&own);
            return Err(told(&error, &shown(&own)));
        }
        Ok(())
    }

    /// The archive.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// A file of the workspace's own.
    pub fn own_file(&self, name: &str) -> PathBuf {
        self.root.join(FOLDER).join(name)
    }

    /// Which revision each file was made from.
    ///
    /// # Errors
    /// When the note on it can't be read.
    pub fn working(&self) -> Result<Working, Vec<Diagnostic>> {
        Working::open(self.own_file("working.json"), &self.root).map_err(|fault| vec![fault])
    }

    /// Who acts, as far as it is known.
    ///
    /// # Errors
    /// When the settings can't be read.
    pub fn settings(&self) -> Result<Settings, Vec<Diagnostic>> {
        Self::settings_of(&self.root)
    }

    /// The settings of the workspace with this root, whatever may be wrong with its store.
    ///
    /// # Errors
    /// When the settings can't be read.
    pub fn settings_of(root: &Path) -> Result<Settings, Vec<Diagnostic>> {
        let path = root.join(FOLDER).join("settings.toml");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Settings::default()),
            Err(error) => return Err(vec![unreadable(&path, files::reason(&error))]),
        };
        toml::from_str(&text).map_err(|error| {
            vec![unreadable(&path, Message::new(error.message(), error.message())).hint(
                "rätta filen, eller ta bort den och kör kansli config på nytt",
                "correct the file, or remove it and run kansli config anew",
            )]
        })
    }

    /// Keeps who acts.
    ///
    /// # Errors
    /// When the settings can't be written.
    pub fn keep_settings(&self, settings: &Settings) -> Result<(), Vec<Diagnostic>> {
        let text = toml::to_string(settings).unwrap_or_default();
        output::write(&self.root.join(FOLDER), &[("settings.toml".to_owned(), text.as_bytes())], &[])
            .map(|_| ())
            .map_err(|fault| vec![fault])
    }

    /// Who acts.
    ///
    /// # Errors
    /// When name or principal is not known.
    pub fn actor(&self) -> Result<Actor, Vec<Diagnostic>> {
        let Settings { name, role, principal, .. } = self.settings()?;
        if !name.trim().is_empty() && !principal.trim().is_empty() {
            return Ok(Actor { name, role, principal });
        }
        let message =
            Message::new("Kansli vet inte vem du är, och det ska stå i loggen", "Kansli does not know who you are, and the log shall tell");
        Err(vec![fault(codes::ACTOR_UNKNOWN, &shown(&self.root), message).hint(
            "kör en gång: kansli config --name \"Förnamn Efternamn\" --role processledare --principal \"Din huvudman\"",
            "run once: kansli config --name \"First Last\" --role \"process leader\" --principal \"Your principal\"",
        )])
    }
}

/// A path as messages show it.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    // What Windows puts before an absolute path is no part of what people write.
    text.strip_prefix(r"\\?\").unwrap_or(&text).to_owned()
}

fn no_workspace() -> Diagnostic {
    let message =
        Message::new("här finns ingen arbetsyta, och inte i någon mapp ovanför", "there is no workspace here, nor in any folder above");
    fault(codes::NO_WORKSPACE, ".", message)
        .hint("gör en i mappen där dokumenten ligger: kansli init", "make one in the folder of the documents: kansli init")
}
