//! Somebody with a database program rewrites the past.

use std::path::Path;

use kansli::store::{Seen, SqlStore, verify};
use sqlx::{AnyConnection, Connection, Executor};

use super::*;

/// Runs SQL on the file, past all our code.
fn by_hand(path: &Path, statements: &[&str]) {
    sqlx::any::install_default_drivers();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = AnyConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
        for statement in statements {
            connection.execute(sqlx::AssertSqlSafe(statement.to_string())).await.unwrap();
        }
        connection.close().await.unwrap();
    });
}

const UNLOCKED: [&str; 4] =
    ["DROP TRIGGER event_stays", "DROP TRIGGER event_remains", "DROP TRIGGER object_stays", "DROP TRIGGER object_remains"];

fn filled(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("store.sqlite");
    let archive = Archive::new(Box::new(SqlStore::open_file(&path, true).unwrap()), None);
    save(&archive, None, "a = 1", 1).unwrap();
    for revision in 1..6 {
        save(&archive, Some(revision), &format!("a = {}", revision + 1), 1).unwrap();
    }
    let label = kansli::model::Label::parse("remissversion-1").unwrap();
    carry_out(&archive, archive.label(&document(), &at("3"), label, None).unwrap(), 2).unwrap();
    path
}

#[test]
fn the_database_refuses_what_its_owner_did_not_mean() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path());
    sqlx::any::install_default_drivers();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for statement in [
        "UPDATE event SET body = body",
        "DELETE FROM event",
        "DELETE FROM object",
        "UPDATE object SET body = x'00'",
        "UPDATE object SET commitment = 'a', body = NULL, salt = NULL",
        "INSERT INTO event SELECT document, sequence, 'x', 0, body FROM event",
    ] {
        let outcome = runtime.block_on(async {
            let mut connection = AnyConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
            connection.execute(sqlx::AssertSqlSafe(statement.to_owned())).await.map(|_| ())
        });
        assert!(outcome.is_err(), "{statement}");
    }
    assert_eq!(verify(&SqlStore::open_file(&path, false).unwrap()).unwrap().faults, []);
}

/// With the triggers gone, every single change is found.
#[test]
fn every_row_that_is_changed_is_found() {
    for statement in [
        "UPDATE event SET body = replace(body, 'en ändring', 'en annan') WHERE sequence = 3",
        "UPDATE event SET hash = 'x' WHERE sequence = 3",
        "UPDATE event SET notable = 1 WHERE sequence = 3",
        "UPDATE event SET notable = 0 WHERE sequence = 7",
        "UPDATE event SET document = 'annat' WHERE sequence = 7",
        "DELETE FROM event WHERE sequence = 3",
        "DELETE FROM event WHERE sequence = 7",
        "DELETE FROM event",
        "UPDATE object SET body = (SELECT body FROM object ORDER BY commitment LIMIT 1)",
        "UPDATE object SET salt = zeroblob(32)",
        "UPDATE object SET size = size + 1",
        "UPDATE object SET body = NULL, salt = NULL",
        "DELETE FROM object WHERE commitment = (SELECT MAX(commitment) FROM object)",
        "UPDATE document SET sequence = 3",
        "UPDATE document SET body = replace(body, '\"state\":\"draft\"', '\"state\":\"in-force\"')",
        "UPDATE document SET id = 'annat'",
        "DELETE FROM document",
        "UPDATE revision SET body = replace(body, 'draft', 'in-force') WHERE revision = 2",
        "UPDATE revision SET revision = 9 WHERE revision = 2",
        "DELETE FROM revision WHERE revision = 2",
        "INSERT INTO revision SELECT document, 99, body, digest FROM revision WHERE revision = 2",
        "DELETE FROM label",
        "UPDATE label SET body = replace(body, '\"revision\":3', '\"revision\":4')",
        "INSERT INTO label SELECT document, 'annan', body, digest FROM label",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = filled(folder.path());
        by_hand(&path, &[&UNLOCKED[..], &[statement]].concat());
        let report = verify(&SqlStore::open_file(&path, false).unwrap()).unwrap();
        assert!(!report.faults.is_empty(), "{statement}");
    }
}

/// What the projections say can always be made again.
#[test]
fn rebuild_makes_every_projection_again_and_touches_no_event() {
    for statement in ["DELETE FROM document", "DELETE FROM revision", "UPDATE label SET digest = 'x'", "UPDATE document SET sequence = 2"] {
        let folder = tempfile::tempdir().unwrap();
        let path = filled(folder.path());
        let before = answers(&SqlStore::open_file(&path, false).unwrap(), &document()).unwrap();
        by_hand(&path, &[statement]);
        let store = SqlStore::open_file(&path, false).unwrap();
        store.rebuild().unwrap();
        assert_eq!(answers(&store, &document()).unwrap(), before, "{statement}");
        assert_eq!(verify(&store).unwrap().faults, []);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path());
    by_hand(&path, &[&UNLOCKED[..], &["DELETE FROM event WHERE sequence = 2"]].concat());
    let store = SqlStore::open_file(&path, false).unwrap();
    assert!(matches!(store.rebuild(), Err(StoreError::Damaged(_))), "out of a broken chain nothing is made");
    assert!(store.revision(&document(), 2).unwrap().is_some(), "and what was there stays");
}

/// All hashes computed anew: the store is sound in itself, and only a memory outside it tells.
#[test]
fn a_history_rewritten_with_care_is_found_by_whoever_saw_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path());
    let seen = folder.path().join("seen");
    Archive::new(Box::new(SqlStore::open_file(&path, false).unwrap()), Some(Seen::open(&seen).unwrap())).existing(&document()).unwrap();
    std::fs::remove_file(&path).unwrap();
    let archive = Archive::new(Box::new(SqlStore::open_file(&path, true).unwrap()), None);
    for revision in 0..7_u64 {
        save(&archive, revision.checked_sub(1).map(|_| revision), &format!("b = {revision}"), 1).unwrap();
    }
    drop(archive);
    let store = SqlStore::open_file(&path, false).unwrap();
    assert_eq!(verify(&store).unwrap().faults, []);
    let found = Archive::new(Box::new(store), Some(Seen::open(&seen).unwrap())).existing(&document()).unwrap_err();
    assert!(told(&found).contains("historiken är omskriven: händelse 7"), "{}", told(&found));
}
