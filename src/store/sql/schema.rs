//! The tables.

use sqlx::{AnyConnection, Connection, Executor, Row};

use super::Engine;
use super::errors::{self, told};
use crate::store::refusal::StoreError;

/// The version of the tables.
const TABLES: i64 = 1;

/// The tables, `BYTES` standing for the engine's type for bytes. Events and objects are only ever added; of an object
/// salt and body can go. `row` holds projections as JSON, each with its digest.
const DEFINITIONS: [&str; 9] = [
    "CREATE TABLE kansli (name TEXT PRIMARY KEY, value BIGINT NOT NULL)",
    "CREATE TABLE object (commitment TEXT PRIMARY KEY, size BIGINT NOT NULL, salt BYTES, body BYTES)",
    "CREATE TABLE event (document TEXT NOT NULL, sequence BIGINT NOT NULL, hash TEXT NOT NULL, notable BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (document, sequence))",
    "CREATE INDEX event_notable ON event (document, sequence) WHERE notable = 1",
    "CREATE TABLE document (id TEXT PRIMARY KEY, sequence BIGINT NOT NULL, body TEXT NOT NULL, digest TEXT NOT NULL)",
    "CREATE TABLE revision (document TEXT NOT NULL, revision BIGINT NOT NULL, body TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (document, revision))",
    "CREATE TABLE label (document TEXT NOT NULL, label TEXT NOT NULL, body TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (document, label))",
    "CREATE TABLE witness (document TEXT NOT NULL, signer TEXT NOT NULL, sequence BIGINT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (document, signer, sequence))",
    "CREATE TABLE signer (name TEXT PRIMARY KEY, verifier TEXT NOT NULL)",
];

/// What keeps events and objects from being changed by mistake.
const SQLITE_TRIGGERS: [&str; 4] = [
    "CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END",
    "CREATE TRIGGER event_remains BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END",
    "CREATE TRIGGER object_stays BEFORE UPDATE ON object WHEN NEW.body IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.commitment <> OLD.commitment BEGIN SELECT RAISE(ABORT, 'objects are only ever forgotten'); END",
    "CREATE TRIGGER object_remains BEFORE DELETE ON object BEGIN SELECT RAISE(ABORT, 'objects are only ever forgotten'); END",
];

const POSTGRES_TRIGGERS: [&str; 4] = [
    "CREATE FUNCTION event_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'events are only ever added'; END $$",
    "CREATE FUNCTION object_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'UPDATE' AND NEW.body IS NULL AND NEW.salt IS NULL AND NEW.commitment = OLD.commitment THEN RETURN NEW; END IF; RAISE EXCEPTION 'objects are only ever forgotten'; END $$",
    "CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION event_stays()",
    "CREATE TRIGGER object_stays BEFORE UPDATE OR DELETE ON object FOR EACH ROW EXECUTE FUNCTION object_stays()",
];

/// What lifts the guard that keeps events from being deleted, and what lays it back; both within one transaction.
pub(super) fn guard_of_events(engine: Engine) -> (&'static str, &'static str) {
    match engine {
        Engine::Sqlite => ("DROP TRIGGER event_remains", SQLITE_TRIGGERS[1]),
        Engine::Postgres => ("DROP TRIGGER event_stays ON event", POSTGRES_TRIGGERS[2]),
    }
}

/// Sees to it that the tables are there and of a version that is known.
pub(super) async fn ensure(connection: &mut AnyConnection, engine: Engine) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with(engine.begin()).await.map_err(told)?;
    let there = match engine {
        Engine::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'kansli'",
        Engine::Postgres => {
            // Two that open a new database at once take turns.
            transaction.execute("SELECT pg_advisory_xact_lock(8018420220427)").await.map_err(told)?;
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'kansli'"
        }
    };
    let count: i64 = sqlx::query(there).fetch_one(&mut *transaction).await.and_then(|row| row.try_get(0)).map_err(told)?;
    if count == 0 {
        let bytes = if engine == Engine::Sqlite { "BLOB" } else { "BYTEA" };
        let triggers = if engine == Engine::Sqlite { SQLITE_TRIGGERS } else { POSTGRES_TRIGGERS };
        for definition in DEFINITIONS.into_iter().chain(triggers) {
            let definition = sqlx::AssertSqlSafe(definition.replace("BYTES", bytes));
            sqlx::raw_sql(definition).execute(&mut *transaction).await.map_err(told)?;
        }
        sqlx::query("INSERT INTO kansli (name, value) VALUES ('tables', $1)")
            .bind(TABLES)
            .execute(&mut *transaction)
            .await
            .map_err(told)?;
    } else {
        let found = sqlx::query("SELECT value FROM kansli WHERE name = 'tables'").fetch_optional(&mut *transaction).await.map_err(told)?;
        let version: i64 = match found {
            Some(row) => row.try_get(0).map_err(told)?,
            None => return Err(errors::no_store()),
        };
        if version > TABLES {
            return Err(errors::later_version());
        }
        if version != TABLES {
            return Err(errors::no_store());
        }
    }
    transaction.commit().await.map_err(told)
}
