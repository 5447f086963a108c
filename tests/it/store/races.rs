//! Eight writers on one document.

use std::sync::Barrier;
use std::thread;

use kansli::store::{SqlStore, verify};

use super::*;

const WRITERS: usize = 8;
const EACH: usize = 25;

/// Every writer tries so often; what it is refused, somebody else won.
pub fn race(open: impl Fn() -> SqlStore + Sync) {
    let first = open();
    let object = Object::new(b"0".to_vec()).unwrap();
    first.extend(&extension(None, revision_event(None, &object, 0), vec![object])).unwrap();
    let together = Barrier::new(WRITERS);
    let outcomes: Vec<(usize, usize)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (open, together) = (&open, &together);
                scope.spawn(move || {
                    let store = open();
                    together.wait();
                    let (mut won, mut lost) = (0, 0);
                    for attempt in 0..EACH {
                        let standing = store.standing(&document()).unwrap().unwrap();
                        let object = Object::new(format!("{writer} {attempt}").into_bytes()).unwrap();
                        let mut event = revision_event(Some(&standing), &object, 1);
                        event.actor = actor(&format!("Skrivare {writer}"));
                        match store.extend(&extension(Some(&standing), event, vec![object])) {
                            Ok(_) => won += 1,
                            Err(StoreError::Conflict { known, .. }) => {
                                lost += 1;
                                let winner = store.events(&document(), known + 1, known + 1).unwrap();
                                assert!(winner[0].event().actor.name.starts_with("Skrivare "), "the loser is told who won");
                            }
                            Err(other) => panic!("{other:?}"),
                        }
                    }
                    (won, lost)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let won: usize = outcomes.iter().map(|(won, _)| won).sum();
    let lost: usize = outcomes.iter().map(|(_, lost)| lost).sum();
    assert_eq!(won + lost, WRITERS * EACH);
    assert_eq!(first.standing(&document()).unwrap().unwrap().revision, won as u64 + 1);
    let report = verify(&first).unwrap();
    assert_eq!((report.faults, report.events), (Vec::new(), won as u64 + 1));
}

#[test]
fn eight_writers_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    race(|| SqlStore::open_file(&folder.path().join("store.sqlite"), true).unwrap());
}

#[test]
fn eight_writers_on_postgresql() {
    let Some(server) = super::postgres::server() else { return };
    let url = server.database("races");
    race(|| SqlStore::open_server(&url).unwrap());
}
