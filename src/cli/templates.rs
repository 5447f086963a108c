//! Folders of templates on disk become layers over the built-in world. They are read whole and once, so that the same
//! path gives the same bytes as long as the program runs.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::files::{folder_of, name_of, reason};
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::kind::{ENVELOPE_FILE, KIND_FILES};
use crate::read::MAXIMUM_BYTES;
use crate::world::{BuiltIn, Layer, World};

/// The largest font that is read, in bytes: 32 MiB.
const LARGEST_FONT: usize = 32 * 1024 * 1024;
/// How many files one folder of templates may hold.
const MOST_FILES: usize = 4096;

/// One layer for each folder, in the order given.
///
/// # Errors
/// Everything that stands in the way, in all folders: one that does not exist, is a file or a single kind's folder; a
/// file that can't be read, is too large or is no file; a name that is not Unicode; a link that leads nowhere or back.
pub fn layers(folders: &[PathBuf]) -> Result<Vec<Layer>, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let layers = folders.iter().map(|folder| {
        let mut reader = Reader { layer: Layer::default(), files: 0, faults: &mut faults };
        if reader.is_folder(folder) {
            reader.templates(folder);
        }
        reader.layer
    });
    let layers = layers.collect();
    if faults.is_empty() { Ok(layers) } else { Err(faults) }
}

/// A layer with one kind's folder, and with the clauses that lie beside it.
///
/// # Errors
/// As [`layers`].
pub fn around(folder: &Path, kind: &str) -> Result<Layer, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut reader = Reader { layer: Layer::default(), files: 0, faults: &mut faults };
    reader.files(folder, kind);
    let clauses = folder.join("..").join("clauses");
    let clauses = folder.parent().map_or(clauses, |parent| parent.join("clauses"));
    if clauses.is_dir() {
        reader.folders(&clauses, "clauses");
    }
    let layer = reader.layer;
    if faults.is_empty() { Ok(layer) } else { Err(faults) }
}

/// Whether a folder holds one of a kind's files.
pub fn is_kind(folder: &Path) -> bool {
    KIND_FILES.iter().any(|name| folder.join(name).symlink_metadata().is_ok())
}

struct Reader<'f> {
    layer: Layer,
    files: usize,
    faults: &'f mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn tell(&mut self, path: &Path, message: (String, String), hint: (&str, &str)) {
        let message = Message::new(message.0, message.1);
        self.faults.push(Diagnostic::error(codes::FILE_UNREADABLE, Place::File(name_of(path)), message).hint(hint.0, hint.1));
    }

    fn refused(&mut self, path: &Path, error: &io::Error) {
        let reason = reason(error);
        let message = (format!("går inte att läsa: {}", reason.sv), format!("can't be read: {}", reason.en));
        self.tell(path, message, ("se efter att du får läsa mappen och allt i den", "see that you may read the folder and all in it"));
    }

    fn is_folder(&mut self, folder: &Path) -> bool {
        match fs::metadata(folder) {
            Ok(found) if !found.is_dir() => self.tell(
                folder,
                ("detta är en fil, ingen mapp".into(), "this is a file, not a folder".into()),
                ("ange mappen med slagens mappar: --templates MAPP", "name the folder that holds the kinds' folders: --templates DIR"),
            ),
            Ok(_) if is_kind(folder) => {
                let above = folder_of(folder).display().to_string();
                self.tell(
                    folder,
                    ("detta är ett enda slags mapp".into(), "this is the folder of a single kind".into()),
                    (&format!("ange mappen ovanför: --templates {above}"), &format!("name the folder above: --templates {above}")),
                );
            }
            Ok(_) => return true,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let message = Message::new("mappen finns inte", "the folder does not exist");
                self.faults.push(
                    Diagnostic::error(codes::FILE_NOT_FOUND, Place::File(name_of(folder)), message)
                        .hint("se efter hur mappen heter och var den ligger", "see what the folder is called and where it lies"),
                );
            }
            Err(error) => self.refused(folder, &error),
        }
        false
    }

    /// A folder of templates: kinds, and the folders of themes, clauses and fonts. Anything else is let be.
    fn templates(&mut self, folder: &Path) {
        for (name, path, is_folder) in self.entries(folder) {
            match name.as_str() {
                ENVELOPE_FILE => self.envelope(&path),
                "themes" | "clauses" if is_folder => self.folders(&path, &name),
                "fonts" if is_folder => self.files(&path, "fonts"),
                _ if is_folder && is_kind(&path) => self.files(&path, &name),
                _ => {}
            }
        }
    }

    /// The folders in `themes` or `clauses`.
    fn folders(&mut self, folder: &Path, below: &str) {
        for (name, path, is_folder) in self.entries(folder) {
            if is_folder {
                self.files(&path, &format!("{below}/{name}"));
            } else {
                self.layer.add(&format!("{below}/{name}"), name_of(&path).to_string(), Vec::new());
            }
        }
    }

    /// The files of one folder. Of those that are none of ours only the name is kept, so that it can be told of.
    fn files(&mut self, folder: &Path, below: &str) {
        for (name, path, is_folder) in self.entries(folder) {
            if is_folder {
                continue;
            }
            let limit = if below == "fonts" { LARGEST_FONT } else { MAXIMUM_BYTES };
            let ours = below == "fonts" || [".toml", ".json", ".j2", ".typ"].iter().any(|ending| name.ends_with(ending));
            let bytes = if ours { self.bytes(&path, limit) } else { Some(Vec::new()) };
            if let Some(bytes) = bytes {
                self.layer.add(&format!("{below}/{name}"), name_of(&path).to_string(), bytes);
            }
        }
    }

    fn bytes(&mut self, path: &Path, limit: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        match File::open(path).and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut bytes)) {
            Ok(_) if bytes.len() > limit => {
                let mebibytes = limit / (1024 * 1024);
                self.tell(
                    path,
                    (format!("filen är större än {mebibytes} MiB"), format!("the file is larger than {mebibytes} MiB")),
                    (
                        "se efter att det är rätt fil; slagens filer är några tiotal kibibyte",
                        "see that it is the right file; those of kinds are some tens of kibibytes",
                    ),
                );
                None
            }
            Ok(_) => Some(bytes),
            Err(error) => {
                self.refused(path, &error);
                None
            }
        }
    }

    /// Name, path and whether it is a folder, for all that lies in a folder, sorted by name, but for what is hidden.
    fn entries(&mut self, folder: &Path) -> Vec<(String, PathBuf, bool)> {
        let mut out = Vec::new();
        let entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => {
                self.refused(folder, &error);
                return out;
            }
        };
        self.files += entries.len();
        if self.files > MOST_FILES {
            self.tell(
                folder,
                (format!("här ligger fler än {MOST_FILES} filer"), format!("more than {MOST_FILES} files lie here")),
                ("ange den mapp som bara har mallarna", "name the folder that holds the templates alone"),
            );
            return out;
        }
        for entry in entries {
            let path = entry.path();
            let Ok(name) = entry.file_name().into_string() else {
                self.tell(
                    &path,
                    ("namnet är inte Unicode".into(), "the name is not Unicode".into()),
                    (
                        "byt namn på filen eller mappen; bokstäver a–z går alltid bra",
                        "rename the file or folder; letters a–z are always right",
                    ),
                );
                continue;
            };
            if name.starts_with('.') || name.ends_with('~') {
                continue;
            }
            match fs::metadata(&path) {
                Ok(found) if found.is_dir() && leads_back(&path, folder) => self.tell(
                    &path,
                    ("länken leder tillbaka till en mapp ovanför".into(), "the link leads back to a folder above".into()),
                    ("ta bort länken", "remove the link"),
                ),
                Ok(found) if found.is_dir() || found.is_file() => out.push((name, path, found.is_dir())),
                Ok(_) => self.tell(
                    &path,
                    ("detta är varken fil eller mapp".into(), "this is neither a file nor a folder".into()),
                    ("ta bort det ur mappen", "remove it from the folder"),
                ),
                Err(error) if error.kind() != ErrorKind::NotFound && path.is_symlink() => self.tell(
                    &path,
                    ("länken går inte att följa".into(), "the link can't be followed".into()),
                    ("rätta länken, eller ta bort den", "correct the link, or remove it"),
                ),
                Err(error) if error.kind() == ErrorKind::NotFound => self.tell(
                    &path,
                    ("länken leder till något som inte finns".into(), "the link leads to something that does not exist".into()),
                    ("rätta länken, eller ta bort den", "correct the link, or remove it"),
                ),
                Err(error) => self.refused(&path, &error),
            }
        }
        out.sort();
        out
    }

    /// The envelope belongs to the program; a copy of it, as in a copy of all templates, does no harm.
    fn envelope(&mut self, path: &Path) {
        let Some(bytes) = self.bytes(path, MAXIMUM_BYTES) else { return };
        let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace('\r', "");
        if BuiltIn.template(ENVELOPE_FILE).is_none_or(|own| plain(&own) != plain(&bytes)) {
            self.tell(
                path,
                (
                    "det som alla slag har gemensamt följer med Kansli och går inte att byta ut".into(),
                    "what all kinds have in common comes with Kansli and can't be replaced".into(),
                ),
                (
                    "ta bort filen; egna fält beskrivs i slagets schema.json",
                    "remove the file; fields of your own are described in the kind's schema.json",
                ),
            );
        }
    }
}

/// Whether a folder is, by way of a link, one of those that it lies in.
fn leads_back(path: &Path, within: &Path) -> bool {
    let link = path.symlink_metadata().is_ok_and(|found| found.file_type().is_symlink());
    link && match (path.canonicalize(), within.canonicalize()) {
        (Ok(target), Ok(within)) => within.starts_with(target),
        _ => false,
    }
}
