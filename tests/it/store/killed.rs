//! A writer that is killed at a random moment: whatever it was told is kept, is kept.
//!
//! The writer is this very test program, started anew with a variable that makes `write_until_killed` write. Fifty kills on
//! SQLite and six crashes of a whole PostgreSQL cluster are the rule; `KANSLI_KILLS=1000` asks for more.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use kansli::store::{Seen, SqlStore, verify};

use super::*;

const TARGET: &str = "KANSLI_TEST_WRITES_TO";

/// A file, or the address of a server.
fn open(target: &str) -> SqlStore {
    if target.starts_with("postgres:") {
        SqlStore::open_server(target).unwrap()
    } else {
        SqlStore::open_file(Path::new(target), true).unwrap()
    }
}

/// Writes as fast as it can, and says each revision once it is acknowledged.
#[test]
fn write_until_killed() {
    let Ok(target) = std::env::var(TARGET) else {
        // Without a target: one commit, so that this path is proven to work at all.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        assert_eq!(write(&open(path.to_str().unwrap())), 1);
        return;
    };
    let seen = (!target.starts_with("postgres:")).then(|| Seen::open(&Path::new(&target).with_file_name("seen")).unwrap());
    let store = open(&target);
    loop {
        let revision = write(&store);
        if let Some(seen) = &seen {
            seen.note(&store.standing(&document()).unwrap().unwrap());
        }
        println!("acknowledged {revision}");
    }
}

/// One more revision of some 20 KB that do not compress.
fn write(store: &SqlStore) -> u64 {
    let standing = store.standing(&document()).unwrap();
    let mut hash = kansli::model::Hash::of(format!("{standing:?}").as_bytes());
    let mut text = String::new();
    while text.len() < 20_000 {
        text.push_str(hash.as_str());
        hash = kansli::model::Hash::of(hash.as_str().as_bytes());
    }
    let object = Object::new(text.into_bytes()).unwrap();
    let event = revision_event(standing.as_ref(), &object, 1);
    store.extend(&extension(standing.as_ref(), event, vec![object])).unwrap().revision
}

fn writer(target: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["store::killed::write_until_killed", "--exact", "--nocapture", "--test-threads=1"])
        .env(TARGET, target)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets a writer run until it has acknowledged so many revisions and a little longer, stops it by `stop`, and gives the
/// last revision it acknowledged.
fn interrupted(target: &str, enough: u64, longer: Duration, stop: impl FnOnce(&mut Child)) -> u64 {
    let mut child = writer(target);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut last = 0;
    let mut acknowledge = |line: String| {
        // The test program prints lines of its own too.
        if let Some(revision) = line.rsplit("acknowledged ").next().and_then(|number| number.parse().ok()) {
            last = revision;
        }
        last
    };
    let mut first = None;
    for line in lines.by_ref() {
        let now = acknowledge(line.unwrap());
        if now > 0 && now - *first.get_or_insert(now) + 1 >= enough {
            break;
        }
    }
    std::thread::sleep(longer);
    stop(&mut child);
    let _ = child.kill();
    child.wait().unwrap();
    // What it had said before it was killed is still in the pipe.
    for line in lines.map_while(Result::ok) {
        acknowledge(line);
    }
    last
}

fn kills(usual: u64) -> u64 {
    std::env::var("KANSLI_KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

#[test]
fn a_killed_writer_on_sqlite_loses_nothing_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let target = path.to_str().unwrap();
    for kill in 0..kills(50) {
        // The moment is spread over a few commits, and not over a clock.
        let acknowledged = interrupted(target, 1 + kill % 7, Duration::from_micros(kill * 7_919 % 9_000), |_| {});
        assert!(acknowledged > 0, "the writer wrote");
        let store = SqlStore::open_file(&path, false).unwrap();
        let found = store.standing(&document()).unwrap().unwrap().revision;
        assert!(found == acknowledged || found == acknowledged + 1, "{acknowledged} acknowledged, {found} found, kill {kill}");
        if kill % 10 == 9 {
            assert_eq!(verify(&store).unwrap().faults, []);
        }
        let archive = Archive::new(Box::new(store), Some(Seen::open(&folder.path().join("seen")).unwrap()));
        archive.existing(&document()).unwrap();
    }
    assert_eq!(verify(&SqlStore::open_file(&path, false).unwrap()).unwrap().faults, []);
}

#[test]
fn a_killed_writer_on_postgresql_loses_nothing_acknowledged() {
    let Some(server) = super::postgres::server() else { return };
    let target = server.database("killed");
    for kill in 0..kills(50).min(200) {
        let crash = kill % 8 == 7;
        let acknowledged = interrupted(&target, 1 + kill % 7, Duration::from_micros(kill * 7_919 % 9_000), |_| {
            if crash {
                server.crash();
            }
        });
        assert!(acknowledged > 0, "the writer wrote");
        let store = SqlStore::open_server(&target).unwrap();
        let found = store.standing(&document()).unwrap().unwrap().revision;
        assert!(found == acknowledged || found == acknowledged + 1, "{acknowledged} acknowledged, {found} found, kill {kill}");
    }
    assert_eq!(verify(&SqlStore::open_server(&target).unwrap()).unwrap().faults, []);
}
