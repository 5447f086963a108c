//! Bytes become files: whole or not at all, and all of one document or none.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::files::{folder_of, name_of, reason};
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::model::Hash;

/// Writes files into a folder, which is made when it is missing. Every file is first written whole under a temporary
/// name beside its place and flushed to the disk; only then are they renamed, in the order given, while no other run of
/// this machine renames files in the folder. Last the files of `stale` go, which an earlier run left. When a step fails,
/// what stood there before the run is put back.
///
/// # Errors
/// When the folder can't be made, a folder bears the name of a file, or the system refuses to write or to remove. What
/// was there before is then there still.
pub fn write(folder: &Path, files: &[(String, &[u8])], stale: &[PathBuf]) -> Result<Vec<PathBuf>, Diagnostic> {
    make(folder)?;
    let mut staged = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        if path.is_dir() {
            return Err(refused(&path, &ErrorKind::IsADirectory.into()));
        }
        let temporary = stage(&path, bytes).map_err(|error| refused(&path, &error))?;
        staged.push((path, temporary));
    }
    let _turn = turn(folder);
    let mut former = Vec::new();
    for (path, _) in &staged {
        former.push(keep(path).map_err(|error| refused(path, &error))?);
    }
    let mut gone = Vec::new();
    for path in stale {
        gone.push((path.clone(), keep(path).map_err(|error| refused(path, &error))?));
    }
    let mut renamed: Vec<(PathBuf, Option<TempPath>)> = Vec::new();
    for ((path, temporary), former) in staged.into_iter().zip(former) {
        if let Err(error) = temporary.persist(&path) {
            let fault = refused(&path, &error.error);
            put_back(renamed);
            return Err(fault);
        }
        renamed.push((path, former));
    }
    let written = renamed.len();
    for (path, former) in gone {
        if let Err(error) = fs::remove_file(&path)
            && error.kind() != ErrorKind::NotFound
        {
            let fault = refused(&path, &error);
            put_back(renamed);
            return Err(fault);
        }
        renamed.push((path, former));
    }
    flush_folder(folder);
    Ok(renamed.into_iter().take(written).map(|(path, _)| path).collect())
}

/// Makes a folder where it is missing, with those above it.
fn make(folder: &Path) -> Result<(), Diagnostic> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    if folder.exists() {
        let message = Message::new(
            "platsen är en fil och ingen mapp, så inget skrevs där",
            "the place is a file and no folder, so nothing was written there",
        );
        return Err(Diagnostic::error(codes::FILE_NOT_WRITTEN, Place::File(name_of(folder)), message)
            .hint("ange en annan mapp, eller flytta filen", "name another folder, or move the file"));
    }
    fs::create_dir_all(folder).map_err(|error| refused(folder, &error))
}

/// Finds out whether a file can be written before anything is done that it belongs to; a missing folder is made.
///
/// # Errors
/// When the folder can't be made, a folder bears the name of the file, or the system refuses to write there.
pub fn can_write(path: &Path) -> Result<(), Diagnostic> {
    make(folder_of(path))?;
    if path.is_dir() {
        return Err(refused(path, &ErrorKind::IsADirectory.into()));
    }
    temporary_beside(path).map(drop).map_err(|error| refused(path, &error))
}

/// Writes a file that must not exist yet, into a folder that is made when it is missing. It appears whole, and nothing is ever
/// overwritten.
///
/// # Errors
/// When it exists already, the folder can't be made, or the system refuses to write.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    if path.symlink_metadata().is_ok() {
        return Err(refused(path, &ErrorKind::AlreadyExists.into()));
    }
    make(folder_of(path))?;
    let temporary = stage(path, bytes).map_err(|error| refused(path, &error))?;
    temporary.persist_noclobber(path).map_err(|error| refused(path, &error.error))?;
    flush_folder(folder_of(path));
    Ok(())
}

/// Replaces what a file says. It changes whole or not at all, keeps its permissions, and where it is reached through a
/// link, the link stays.
///
/// # Errors
/// When it does not exist, or the system refuses to write.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let replaced = || {
        let target = path.canonicalize()?;
        let temporary = stage(&target, bytes)?;
        fs::set_permissions(&temporary, fs::metadata(&target)?.permissions())?;
        temporary.persist(&target).map_err(|error| error.error)?;
        flush_folder(folder_of(&target));
        Ok(())
    };
    replaced().map_err(|error: io::Error| refused(path, &error))
}

/// A new file beside `path`, made with the permissions that any new file gets, unlike most temporary files.
fn temporary_beside(path: &Path) -> io::Result<NamedTempFile<File>> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".kansli-").suffix(".tmp");
    builder.make_in(folder_of(path), |path| File::options().write(true).create_new(true).open(path))
}

/// Waits for the folder's turn: of two runs that write the same files, all files come from the one that was last. The
/// lock goes with the file that is returned, or with the process. Where no lock can be had there is none to wait for.
#[allow(clippy::disallowed_methods, reason = "a lock is no part of an output, and has to lie where every run of the machine looks for it")]
fn turn(folder: &Path) -> Option<File> {
    let whole = fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()?;
    let name = Hash::of(whole.as_os_str().as_encoded_bytes());
    // Not in the folder itself, where it would stand among somebody's documents.
    let path = std::env::temp_dir().join(format!("kansli-{}.lock", name.as_str()));
    let lock = File::options().create(true).append(true).open(path).ok()?;
    lock.lock().ok()?;
    Some(lock)
}

fn stage(path: &Path, bytes: &[u8]) -> io::Result<TempPath> {
    let mut temporary = temporary_beside(path)?;
    let file = temporary.as_file_mut();
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(temporary.into_temp_path())
}

/// A copy of what stands at `path`, so that it can be put back.
fn keep(path: &Path) -> io::Result<Option<TempPath>> {
    if !path.exists() {
        return Ok(None);
    }
    let temporary = temporary_beside(path)?.into_temp_path();
    fs::copy(path, &temporary)?;
    Ok(Some(temporary))
}

fn put_back(renamed: Vec<(PathBuf, Option<TempPath>)>) {
    for (path, former) in renamed.into_iter().rev() {
        // The fault that led here is the one to tell; a second one on the way back adds nothing the user can act on.
        let _ = match former {
            Some(former) => former.persist(&path).map_err(|error| error.error),
            None => fs::remove_file(&path),
        };
    }
}

/// Makes the renames last through a power cut, where the system lets a folder be opened for it; elsewhere the system
/// sees to it by itself.
fn flush_folder(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

fn refused(path: &Path, error: &io::Error) -> Diagnostic {
    let reason = reason(error);
    let fault = Diagnostic::error(
        codes::FILE_NOT_WRITTEN,
        Place::File(name_of(path)),
        Message::new(format!("filen skrevs inte: {}", reason.sv), format!("the file was not written: {}", reason.en)),
    );
    match error.kind() {
        ErrorKind::AlreadyExists => fault.hint(
            "välj ett annat namn, eller flytta undan den som finns; inget skrivs över",
            "choose another name, or move the existing one away; nothing is overwritten",
        ),
        ErrorKind::PermissionDenied | ErrorKind::ResourceBusy => fault.hint(
            "stäng filen om den är öppen i Word eller en PDF-läsare, och kör igen",
            "close the file if it is open in Word or a PDF reader, and run again",
        ),
        _ => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn all_files_are_written_and_no_temporary_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("ny/ut");
        write(&out, &[("a.docx".into(), b"ett"), ("a.pdf".into(), b"tv\xc3\xa5")], &[]).unwrap();
        write(&out, &[("a.docx".into(), b"tre")], &[]).unwrap();
        assert_eq!(names(&out), ["a.docx", "a.pdf"]);
        assert_eq!(fs::read(out.join("a.docx")).unwrap(), b"tre");
    }

    #[test]
    fn a_folder_in_the_way_stops_everything() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a.pdf")).unwrap();
        fs::write(folder.path().join("a.docx"), "förra").unwrap();
        let fault = write(folder.path(), &[("a.docx".into(), b"ny"), ("a.pdf".into(), b"ny")], &[]).unwrap_err();
        assert_eq!(fault.code, codes::FILE_NOT_WRITTEN);
        assert_eq!(fs::read_to_string(folder.path().join("a.docx")).unwrap(), "förra");
        assert_eq!(names(folder.path()), ["a.docx", "a.pdf"]);
    }

    #[test]
    fn what_an_earlier_run_left_goes_or_nothing_does() {
        let folder = tempfile::tempdir().unwrap();
        let (two, three) = (folder.path().join("a-2.png"), folder.path().join("a-3.png"));
        fs::write(&two, "förra").unwrap();
        fs::create_dir(&three).unwrap();
        let files: &[(String, &[u8])] = &[("a-1.png".into(), b"ny")];
        assert_eq!(write(folder.path(), files, &[two.clone(), three.clone()]).unwrap_err().code, codes::FILE_NOT_WRITTEN);
        assert_eq!(names(folder.path()), ["a-2.png", "a-3.png"], "a folder is no file that can go");
        assert_eq!(fs::read_to_string(&two).unwrap(), "förra");
        assert_eq!(write(folder.path(), files, std::slice::from_ref(&two)).unwrap(), [folder.path().join("a-1.png")]);
        assert_eq!(names(folder.path()), ["a-1.png", "a-3.png"]);
    }

    #[test]
    fn what_was_there_is_put_back() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("gammal"), folder.path().join("ny"));
        fs::write(&old, "förra").unwrap();
        let former = keep(&old).unwrap();
        for path in [&old, &new] {
            stage(path, b"senaste").unwrap().persist(path).unwrap();
        }
        put_back(vec![(old.clone(), former), (new, None)]);
        assert_eq!(fs::read_to_string(old).unwrap(), "förra");
        assert_eq!(names(folder.path()), ["gammal"]);
    }

    #[cfg(unix)]
    #[test]
    fn replace_keeps_permissions_and_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.toml"), folder.path().join("b.toml"));
        fs::write(&file, "ett").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a.toml", &link).unwrap();
        replace(&link, b"tv\xc3\xa5").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "två");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(names(folder.path()), ["a.toml", "b.toml"]);
        assert_eq!(replace(&folder.path().join("c.toml"), b"").unwrap_err().code, codes::FILE_NOT_WRITTEN);
    }

    #[test]
    fn create_never_overwrites() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        create(&path, b"ett").unwrap();
        let fault = create(&path, b"tv\xc3\xa5").unwrap_err();
        assert_eq!(fault.code, codes::FILE_NOT_WRITTEN);
        assert_eq!(fs::read(&path).unwrap(), b"ett");
        assert_eq!(names(folder.path()), ["a.toml"]);
    }
}
