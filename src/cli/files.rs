//! Names on the command line become the bytes of sources, or a diagnostic that says why not.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, FileName, Message, Place, codes};

/// Replaces a name that no file bears and whose last part holds `*` or `?` by the files that match, sorted by name: not
/// every shell does so. A name without a match stays as it is.
pub fn expand(names: &[PathBuf]) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for name in names {
        let pattern = name.file_name().and_then(|last| last.to_str()).filter(|last| last.contains(['*', '?']));
        let matches = match pattern {
            Some(pattern) if !name.exists() => matching(folder_of(name), pattern),
            _ => Vec::new(),
        };
        if matches.is_empty() {
            out.push(name.clone());
        } else {
            out.extend(matches.into_iter().map(|file| name.with_file_name(file)));
        }
    }
    out
}

/// The folder that a file lies in; `.` for a bare name.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A path as messages show it.
pub fn name_of(path: &Path) -> FileName {
    FileName::new(path.to_string_lossy())
}

/// Reads a source. No more than `limit` and one byte is read, so that `read` can tell that it is too large.
///
/// # Errors
/// When there is no such file, it is a folder, or it can't be read.
pub fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Diagnostic> {
    let fault = |error: &io::Error| {
        let place = Place::File(name_of(path));
        if error.kind() == ErrorKind::NotFound {
            let fault = Diagnostic::error(codes::FILE_NOT_FOUND, place, Message::new("filen finns inte", "the file does not exist"));
            return match nearest(path) {
                Some(near) => fault.hint(format!("menade du ”{near}”?"), format!("did you mean “{near}”?")),
                None => fault.hint("se efter hur filen heter och var den ligger", "see what the file is called and where it lies"),
            };
        }
        let reason = reason(error);
        let message = Message::new(format!("filen går inte att läsa: {}", reason.sv), format!("the file can't be read: {}", reason.en));
        Diagnostic::error(codes::FILE_UNREADABLE, place, message)
    };
    let metadata = fs::metadata(path).map_err(|error| fault(&error))?;
    if metadata.is_dir() {
        let message = Message::new("detta är en mapp, ingen fil", "this is a folder, not a file");
        let example = path.join("*.toml");
        let example = example.display();
        return Err(Diagnostic::error(codes::FILE_IS_A_FOLDER, Place::File(name_of(path)), message)
            .hint(format!("ange filerna i mappen: {example}"), format!("name the files in the folder: {example}")));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut bytes)).map_err(|error| fault(&error))?;
    Ok(bytes)
}

/// Why the system refused, in both languages.
pub fn reason(error: &io::Error) -> Message {
    match error.kind() {
        ErrorKind::NotFound => Message::new("mappen finns inte", "the folder does not exist"),
        ErrorKind::PermissionDenied => Message::new(
            "du saknar behörighet, eller filen är öppen i ett annat program",
            "access is denied, or the file is open in another program",
        ),
        ErrorKind::AlreadyExists => Message::new("den finns redan", "it exists already"),
        ErrorKind::IsADirectory => Message::new("det ligger en mapp med det namnet där", "a folder of that name lies there"),
        ErrorKind::NotADirectory => Message::new("en del av sökvägen är en fil, ingen mapp", "a part of the path is a file, not a folder"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Message::new("disken är full", "the disk is full"),
        ErrorKind::ReadOnlyFilesystem => Message::new("disken är skrivskyddad", "the disk is write-protected"),
        ErrorKind::FileTooLarge => Message::new("systemet tillåter ingen så stor fil", "the system allows no file that large"),
        ErrorKind::InvalidFilename => Message::new("namnet är för långt eller otillåtet", "the name is too long or not allowed"),
        ErrorKind::ResourceBusy => Message::new("filen är öppen i ett annat program", "the file is open in another program"),
        _ => Message::new(format!("systemet svarar ”{error}”"), format!("the system says “{error}”")),
    }
}

/// The file in the same folder whose name is nearest.
fn nearest(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?.to_lowercase();
    let names = names_in(folder_of(path));
    let near = names
        .into_iter()
        .filter(|name| name.ends_with(".toml") || name.ends_with(".json"))
        .map(|name| (strsim::damerau_levenshtein(&wanted, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= 3 && *distance * 3 <= wanted.chars().count())
        .min()?;
    Some(path.with_file_name(near.1).to_string_lossy().into_owned())
}

fn matching(folder: &Path, pattern: &str) -> Vec<String> {
    let pattern: Vec<char> = pattern.chars().collect();
    names_in(folder)
        .into_iter()
        .filter(|name| !name.starts_with('.') || pattern.first() == Some(&'.'))
        .filter(|name| matches(&pattern, &name.chars().collect::<Vec<_>>()))
        .collect()
}

/// The names of the files in a folder, sorted; folders and names that are not Unicode are left out.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter(|entry| entry.path().is_file()).filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Whether a name matches a pattern of `*` (any characters) and `?` (one). Takes time in proportion to both lengths.
fn matches(pattern: &[char], name: &[char]) -> bool {
    let (mut at, mut next) = (0, 0);
    let mut star = None;
    while at < name.len() {
        match pattern.get(next) {
            Some('*') => {
                star = Some((next, at));
                next += 1;
            }
            Some(character) if *character == '?' || Some(character) == name.get(at) => {
                at += 1;
                next += 1;
            }
            _ => match star {
                Some((position, from)) => {
                    star = Some((position, from + 1));
                    next = position + 1;
                    at = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(next).all(|character| *character == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_as_shells_do() {
        let matched = |pattern: &str, name: &str| matches(&pattern.chars().collect::<Vec<_>>(), &name.chars().collect::<Vec<_>>());
        assert!(matched("*.toml", "lmr.toml"));
        assert!(matched("l?r*", "lmr-2021.toml"));
        assert!(matched("*", ""));
        assert!(matched("*a*a*b", "aaab"));
        assert!(!matched("*.toml", "lmr.json"));
        assert!(!matched("l?r", "lr"));
        assert!(!matched("?", "åä"));
    }
}
