//! A path or an address becomes a connection to a store whose tables are there.

use std::path::Path;

use sqlx::{AnyConnection, Connection, Executor, Row};

use super::Engine;
use super::errors::{self, told};
use super::schema;
use crate::store::refusal::StoreError;

/// The oldest SQLite that is used. Those before it, back to 3.7.0, can lose commits with two connections and a
/// write-ahead log (the "WAL-reset bug", sqlite.org/changes.html).
pub const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

/// How long a writer waits for another one, in milliseconds.
const PATIENCE: &str = "PRAGMA busy_timeout = 60000";

/// The address of a file, every byte of its name that an address can't hold as it stands written as `%XX`.
pub(super) fn file_url(path: &Path, create: bool) -> String {
    let mut url = String::from("sqlite:");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' | b'\\' => url.push(char::from(byte)),
            other => url.push_str(&format!("%{other:02X}")),
        }
    }
    url.push_str(if create { "?mode=rwc" } else { "?mode=rw" });
    url
}

/// Connects, and makes the tables when there are none.
pub(super) async fn connect(url: &str, engine: Engine) -> Result<AnyConnection, StoreError> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await.map_err(|error| errors::opening(&error, engine))?;
    if engine == Engine::Sqlite {
        prepare_sqlite(&mut connection).await?;
    }
    schema::ensure(&mut connection, engine).await?;
    Ok(connection)
}

async fn prepare_sqlite(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let row = sqlx::query("SELECT sqlite_version()").fetch_one(&mut *connection).await.map_err(told)?;
    let version: String = row.try_get(0).map_err(told)?;
    if too_old(&version) {
        return Err(errors::old_sqlite(&version));
    }
    for pragma in [
        PATIENCE,
        "PRAGMA journal_mode = WAL",
        // Every commit is on the disk before it is acknowledged, also when the power goes.
        "PRAGMA synchronous = FULL",
        // What is deleted is overwritten with zeros.
        "PRAGMA secure_delete = ON",
        "PRAGMA cell_size_check = ON",
        "PRAGMA trusted_schema = OFF",
    ] {
        connection.execute(pragma).await.map_err(told)?;
    }
    Ok(())
}

/// Whether a SQLite of this version must not be used; so also one whose version can't be read.
fn too_old(version: &str) -> bool {
    let numbers: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
    numbers.is_none_or(|numbers| numbers[..] < OLDEST_SQLITE[..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_sqlite_is_refused() {
        for version in ["3.51.2", "3.46.0", "3.7.0", "2.8.17", "", "3.x"] {
            assert!(too_old(version), "{version}");
        }
        for version in ["3.51.3", "3.53.0", "3.54.1", "4.0.0", "3.51.3.1"] {
            assert!(!too_old(version), "{version}");
        }
    }

    #[test]
    fn any_path_is_an_address() {
        let url = file_url(Path::new("/hem/Å & Ä?/100 %#/store.sqlite"), true);
        assert_eq!(url, "sqlite:/hem/%C3%85%20%26%20%C3%84%3F/100%20%25%23/store.sqlite?mode=rwc");
    }
}
