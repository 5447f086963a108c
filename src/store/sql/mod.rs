//! One implementation for SQLite and PostgreSQL: the same statements, placeholders and types on both.
//!
//! Three things differ: the name of the type for bytes, how a transaction begins, and how triggers are written.

mod connect;
mod errors;
mod read;
mod schema;
mod write;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use sqlx::{AnyConnection, Connection};
use tokio::runtime::Runtime;

use super::event::{Commitment, Sealed};
use super::note::{LogHead, Verifier};
use super::object::Object;
use super::projection::{LabelRow, RevisionRow, Standing};
use super::refusal::{Refusal, StoreError};
use super::{Extension, Store};
use crate::diag::codes;
use crate::model::{DocumentId, Label};

pub use connect::OLDEST_SQLITE;

/// A store in one SQLite file, or in a PostgreSQL database. Its methods block; it may be shared between threads, which
/// then take turns.
pub struct SqlStore {
    // Before the runtime, so that it is closed while the runtime still runs.
    connection: Mutex<Option<AnyConnection>>,
    runtime: Runtime,
    engine: Engine,
}

/// The database behind a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// How a transaction that will write begins. SQLite has one writer at a time, who is known from the start.
    fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// How a transaction that only reads begins: all it reads is of one moment.
    fn begin_reading(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }
}

impl SqlStore {
    /// Opens a store in a SQLite file, which is made when `create` says so.
    ///
    /// # Errors
    /// When there is no file and none is to be made, it is no store or one of a later version of Kansli, it can't be
    /// read or written, or the SQLite library is older than [`OLDEST_SQLITE`].
    pub fn open_file(path: &Path, create: bool) -> Result<Self, StoreError> {
        Self::connect(&connect::file_url(path, create), Engine::Sqlite)
    }

    /// Opens a store in a PostgreSQL database, whose tables are made when they are missing:
    /// `postgres://user:password@host:port/database`.
    ///
    /// # Errors
    /// When the server does not answer or refuses, or the store is of a later version of Kansli.
    pub fn open_server(url: &str) -> Result<Self, StoreError> {
        Self::connect(url, Engine::Postgres)
    }

    fn connect(url: &str, engine: Engine) -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
            StoreError::Unavailable(Refusal::new(
                codes::STORE_UNAVAILABLE,
                format!("lagret går inte att öppna: {error}"),
                format!("the store can't be opened: {error}"),
            ))
        })?;
        let connection = runtime.block_on(connect::connect(url, engine))?;
        Ok(Self { connection: Mutex::new(Some(connection)), runtime, engine })
    }

    /// Runs some work on the connection.
    fn on<T>(&self, work: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut slot = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        match slot.as_mut() {
            Some(connection) => self.runtime.block_on(work(connection)),
            None => Err(errors::closed()),
        }
    }

    /// Reads, all of one moment: several statements answer one question.
    fn read<T>(&self, work: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let begin = self.engine.begin_reading();
        self.on(async |connection| {
            let mut transaction = connection.begin_with(begin).await.map_err(errors::told)?;
            let answer = work(&mut transaction).await;
            // Nothing was written: however the transaction ends, the answer stands.
            let _ = transaction.rollback().await;
            answer
        })
    }

    /// What the database itself finds wrong with its files; empty when nothing is, and on PostgreSQL, which looks after
    /// its own.
    pub(super) fn integrity(&self) -> Result<Vec<String>, StoreError> {
        match self.engine {
            Engine::Sqlite => self.on(async |connection| read::integrity(connection).await),
            Engine::Postgres => Ok(Vec::new()),
        }
    }

    /// Projections made anew from the events, in one transaction.
    ///
    /// # Errors
    /// When the events themselves are damaged: then nothing is changed.
    pub fn rebuild(&self) -> Result<(), StoreError> {
        self.on(async |connection| write::rebuild(connection, self.engine).await)
    }

    /// Everything that is kept, for `verify`: the addresses of all content there is.
    pub(super) fn addresses(&self) -> Result<Vec<Commitment>, StoreError> {
        self.read(async |connection| read::addresses(connection).await)
    }

    /// The documents that have events, whether or not there is a projection.
    pub(super) fn logged(&self) -> Result<Vec<(DocumentId, u64)>, StoreError> {
        self.read(async |connection| read::logged(connection).await)
    }

    /// How many rows the projections of revisions and labels have for a document.
    pub(super) fn counted(&self, document: &DocumentId) -> Result<(u64, u64), StoreError> {
        self.read(async |connection| read::counted(connection, document).await)
    }

    /// Every event from one number to another, whatever the projections say.
    pub(super) fn stretch(&self, document: &DocumentId, first: u64, last: u64) -> Result<Vec<Sealed>, StoreError> {
        self.read(async |connection| read::stretch(connection, document, first, last).await)
    }

    /// The projections of the revisions from one number to another, as far as they are there.
    pub(super) fn revision_rows(&self, document: &DocumentId, first: u64, last: u64) -> Result<Vec<RevisionRow>, StoreError> {
        self.read(async |connection| read::revision_rows(connection, document, first, last).await)
    }

    /// Makes what was forgotten go from the file, and not from the tables alone.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn shred(&self) -> Result<(), StoreError> {
        self.on(async |connection| write::shred(connection, self.engine).await)
    }
}

impl Drop for SqlStore {
    fn drop(&mut self) {
        let slot = self.connection.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(connection) = slot.take() {
            // Everything acknowledged is on the disk already; a fault while closing loses nothing.
            let _ = self.runtime.block_on(sqlx::Connection::close(connection));
        }
    }
}

impl std::fmt::Debug for SqlStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqlStore").field("engine", &self.engine).finish_non_exhaustive()
    }
}

impl Store for SqlStore {
    fn documents(&self) -> Result<Vec<Standing>, StoreError> {
        self.read(async |connection| read::documents(connection).await)
    }

    fn standing(&self, document: &DocumentId) -> Result<Option<Standing>, StoreError> {
        self.read(async |connection| read::standing(connection, document).await)
    }

    fn revision(&self, document: &DocumentId, revision: u64) -> Result<Option<RevisionRow>, StoreError> {
        self.read(async |connection| read::revision(connection, document, revision).await)
    }

    fn label(&self, document: &DocumentId, label: &Label) -> Result<Option<LabelRow>, StoreError> {
        self.read(async |connection| {
            // A label is looked for among all, whose number is known: one that is missing is not one that never was.
            Ok(read::labels(connection, document).await?.into_iter().find(|row| row.label == *label))
        })
    }

    fn labels(&self, document: &DocumentId) -> Result<Vec<LabelRow>, StoreError> {
        self.read(async |connection| read::labels(connection, document).await)
    }

    fn events(&self, document: &DocumentId, first: u64, last: u64) -> Result<Vec<Sealed>, StoreError> {
        self.read(async |connection| read::events(connection, document, first, last).await)
    }

    fn notable(&self, document: &DocumentId) -> Result<Vec<Sealed>, StoreError> {
        self.read(async |connection| read::notable(connection, document).await)
    }

    fn object(&self, commitment: &Commitment) -> Result<Option<Object>, StoreError> {
        self.read(async |connection| read::object(connection, commitment).await)
    }

    fn extend(&self, extension: &Extension) -> Result<Standing, StoreError> {
        self.on(async |connection| write::extend(connection, self.engine, extension).await)
    }

    fn replace(&self, replacement: &Extension) -> Result<Standing, StoreError> {
        self.on(async |connection| write::replace(connection, self.engine, replacement).await)
    }

    fn notes(&self, document: &DocumentId) -> Result<Vec<(String, String)>, StoreError> {
        self.read(async |connection| read::notes(connection, document).await)
    }

    fn keep_note(&self, head: &LogHead, signer: &str, note: &str) -> Result<(), StoreError> {
        self.on(async |connection| write::keep_note(connection, head, signer, note).await)
    }

    fn signers(&self) -> Result<Vec<Verifier>, StoreError> {
        self.read(async |connection| read::signers(connection).await)
    }

    fn keep_signer(&self, verifier: &Verifier) -> Result<(), StoreError> {
        self.on(async |connection| write::keep_signer(connection, verifier).await)
    }
}
