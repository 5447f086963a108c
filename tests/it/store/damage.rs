//! Torn and rotten files: a store that was truncated, zeroed or flipped is found out, or answers as before. Never wrongly.
//!
//! 2,000 seeded cases are the rule; `KANSLI_DAMAGES=50000` asks for more.

use std::fs;
use std::path::{Path, PathBuf};

use kansli::model::Label;
use kansli::store::{Seen, SqlStore};

use super::*;

/// A store with something of everything, and a write-ahead log that holds a part of it.
struct Specimen {
    database: Vec<u8>,
    log: Vec<u8>,
    seen: Vec<u8>,
    answers: Answers,
}

fn specimen() -> Specimen {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let archive = |create| {
        let seen = Seen::open(&folder.path().join("seen")).unwrap();
        Archive::new(Box::new(SqlStore::open_file(&path, create).unwrap()), Some(seen))
    };
    {
        let archive = archive(true);
        save(&archive, None, "a = 1", 1).unwrap();
        for revision in 1..12 {
            save(&archive, Some(revision), &format!("a = \"{}\"", "text ".repeat(revision as usize * 40)), revision).unwrap();
        }
        let label = archive.label(&document(), &at("3"), Label::parse("remissversion-1").unwrap(), None).unwrap();
        carry_out(&archive, label, 20).unwrap();
    }
    // Closing moved all into the database. What follows stays in the log while the store is open.
    let archive = archive(false);
    for revision in 12..18 {
        save(&archive, Some(revision), &format!("b = {revision}"), revision).unwrap();
    }
    let label = archive.label(&document(), &at("15"), Label::parse("remissversion-2").unwrap(), Label::parse("remissversion-1")).unwrap();
    carry_out(&archive, label, 30).unwrap();
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let specimen = Specimen {
        database: read("store.sqlite"),
        log: read("store.sqlite-wal"),
        seen: read("seen"),
        answers: answers(archive.store(), &document()).unwrap(),
    };
    assert!(specimen.log.len() > 20_000, "the log holds what is not yet in the database");
    specimen
}

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }
}

/// One damage: to the database or the log; cut off, a block of zeros, or one bit.
fn harm(specimen: &Specimen, numbers: &mut Numbers) -> (Vec<u8>, Vec<u8>, String) {
    let (mut database, mut log) = (specimen.database.clone(), specimen.log.clone());
    let in_log = numbers.next(2) == 0;
    let (name, bytes) = if in_log { ("log", &mut log) } else { ("database", &mut database) };
    let at = numbers.next(bytes.len());
    let what = match numbers.next(4) {
        0 => {
            bytes.truncate(at);
            "cut off"
        }
        1 => {
            let start = at / 512 * 512;
            let end = (start + [512, 4096][numbers.next(2)]).min(bytes.len());
            bytes[start..end].fill(0);
            "zeroed"
        }
        _ => {
            bytes[at] ^= 1 << numbers.next(8);
            "flipped"
        }
    };
    (database, log, format!("{name} {what} at {at}"))
}

fn laid_out(folder: &Path, database: &[u8], log: &[u8], seen: &[u8]) -> PathBuf {
    for entry in fs::read_dir(folder).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
    let path = folder.join("store.sqlite");
    fs::write(&path, database).unwrap();
    fs::write(folder.join("store.sqlite-wal"), log).unwrap();
    fs::write(folder.join("seen"), seen).unwrap();
    path
}

/// All answers as a user gets them: of a store that is held against what was seen.
fn asked(path: &Path) -> Result<Answers, StoreError> {
    let seen = Seen::open(&path.with_file_name("seen"))?;
    let archive = Archive::new(Box::new(SqlStore::open_file(path, false)?), Some(seen));
    archive.documents()?;
    archive.existing(&document())?;
    answers(archive.store(), &document())
}

#[test]
fn every_damage_is_found_or_harms_nothing() {
    let specimen = specimen();
    let cases: u32 = std::env::var("KANSLI_DAMAGES").ok().and_then(|number| number.parse().ok()).unwrap_or(2_000);
    let folder = tempfile::tempdir().unwrap();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut found, mut harmless) = (0, 0);
    for case in 0..cases {
        let (database, log, what) = harm(&specimen, &mut numbers);
        let path = laid_out(folder.path(), &database, &log, &specimen.seen);
        match asked(&path) {
            Ok(answers) => {
                assert!(answers == specimen.answers, "case {case}: {what}: a wrong answer");
                harmless += 1;
            }
            Err(error) => {
                let text = told(&error);
                assert!(matches!(error, StoreError::Damaged(_) | StoreError::Unavailable(_)), "case {case}: {what}: {text}");
                found += 1;
            }
        }
    }
    assert!(found > cases / 4 && harmless > 0, "{found} found, {harmless} harmless");
}

#[test]
fn an_untouched_copy_answers_as_the_original() {
    let specimen = specimen();
    let folder = tempfile::tempdir().unwrap();
    let path = laid_out(folder.path(), &specimen.database, &specimen.log, &specimen.seen);
    assert_eq!(asked(&path).unwrap(), specimen.answers);
}

/// An old copy in place of the store is sound in itself; only what was seen tells.
#[test]
fn a_store_that_was_set_back_is_found_out() {
    let specimen = specimen();
    let folder = tempfile::tempdir().unwrap();
    let path = laid_out(folder.path(), &specimen.database, &[], &specimen.seen);
    let told = told(&asked(&path).unwrap_err());
    assert!(told.contains("lagret har tappat händelser: 20 har setts, men bara 13 finns kvar"), "{told}");
}

#[test]
fn what_is_no_store_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let mut all = String::new();
    let mut tell = |name: &str, error: StoreError| all.push_str(&format!("{name}: {}\n", told(&error)));
    tell("missing", SqlStore::open_file(&path, false).unwrap_err());
    fs::write(&path, "Detta är ingen databas. ".repeat(100)).unwrap();
    tell("text", SqlStore::open_file(&path, false).unwrap_err());
    tell("missing folder", SqlStore::open_file(&folder.path().join("ingen/store.sqlite"), true).unwrap_err());
    tell("no server", SqlStore::open_server("postgres://kansli@127.0.0.1:1/kansli").unwrap_err());
    insta::with_settings!({ prepend_module_to_snapshot => false, filters => vec![(r"\(os error \d+\)", "(os error)")] }, { insta::assert_snapshot!("store_not_opened", all) });
}
