//! Changes of the tables, each in one transaction.

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

use sqlx::{AnyConnection, Connection, Executor, Row as _};

use super::errors::{is_unique, told};
use super::read::{self, number};
use super::{Engine, schema};
use crate::model::{DocumentId, Hash};
use crate::store::Extension;
use crate::store::event::{Commitment, Sealed};
use crate::store::note::{LogHead, Verifier};
use crate::store::object::Object;
use crate::store::projection::{RevisionRow, Row, Standing};
use crate::store::refusal::{Damage, StoreError, refuse};
use crate::store::rules::{Rows, needed, step};

/// How hard sources are compressed; zstd's own default.
const LEVEL: i32 = 3;
/// How many events are read at a time.
pub(super) const PAGE: u64 = 500;

pub(super) async fn extend(connection: &mut AnyConnection, engine: Engine, extension: &Extension) -> Result<Standing, StoreError> {
    let mut transaction = connection.begin_with(engine.begin()).await.map_err(told)?;
    let before = taking_turns(&mut transaction, engine, extension).await?;
    let standing = write(&mut transaction, before.as_ref(), extension).await?;
    transaction.commit().await.map_err(|error| if is_unique(&error) { conflict(extension) } else { told(error) })?;
    Ok(standing)
}

/// Puts a whole history in the place of another, in one transaction. It alone lifts the guard over the events, and lays it back.
pub(super) async fn replace(connection: &mut AnyConnection, engine: Engine, replacement: &Extension) -> Result<Standing, StoreError> {
    let mut transaction = connection.begin_with(engine.begin()).await.map_err(told)?;
    taking_turns(&mut transaction, engine, replacement).await?;
    let (lift, lay) = schema::guard_of_events(engine);
    transaction.execute(lift).await.map_err(told)?;
    for statement in [
        "DELETE FROM event WHERE document = $1",
        "DELETE FROM document WHERE id = $1",
        "DELETE FROM revision WHERE document = $1",
        "DELETE FROM label WHERE document = $1",
    ] {
        sqlx::query(statement).bind(replacement.document.as_str()).execute(&mut *transaction).await.map_err(told)?;
    }
    transaction.execute(lay).await.map_err(told)?;
    let anew = Extension { after: None, ..replacement.clone() };
    let standing = write(&mut transaction, None, &anew).await?;
    transaction.commit().await.map_err(told)?;
    Ok(standing)
}

fn conflict(extension: &Extension) -> StoreError {
    StoreError::Conflict { document: extension.document.clone(), known: extension.after.as_ref().map_or(0, |(sequence, _)| *sequence) }
}

/// Where the document stands, once nobody else writes to it; it must be where the extension goes on.
async fn taking_turns(connection: &mut AnyConnection, engine: Engine, extension: &Extension) -> Result<Option<Standing>, StoreError> {
    let document = &extension.document;
    if engine == Engine::Postgres {
        // Writers of one document take turns; SQLite has one writer at a time anyway.
        sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 8018))")
            .bind(document.as_str())
            .execute(&mut *connection)
            .await
            .map_err(told)?;
    }
    let before = read::standing(connection, document).await?;
    if before.as_ref().map(|standing| (standing.sequence, standing.head.clone())) == extension.after {
        Ok(before)
    } else {
        Err(conflict(extension))
    }
}

/// Writes events, content and projections behind where the document stands.
async fn write(connection: &mut AnyConnection, before: Option<&Standing>, extension: &Extension) -> Result<Standing, StoreError> {
    let document = &extension.document;
    let (standing, rows) = carry_on(connection, before, &extension.events).await?;
    if standing.document != *document {
        return Err(conflict(extension));
    }
    for object in &extension.objects {
        insert_object(connection, object).await?;
    }
    nothing_missing(connection, extension, &rows).await?;
    for sealed in &extension.events {
        insert_event(connection, sealed).await.map_err(|error| if is_unique(&error) { conflict(extension) } else { told(error) })?;
    }
    write_rows(connection, document, &rows).await?;
    let written = match &extension.after {
        None => insert_standing(connection, &standing).await,
        Some((known, _)) => update_standing(connection, &standing, *known).await,
    };
    match written {
        Ok(1) => {}
        Ok(_) => return Err(conflict(extension)),
        Err(error) if is_unique(&error) => return Err(conflict(extension)),
        Err(error) => return Err(told(error)),
    }
    for commitment in &extension.forget {
        sqlx::query("UPDATE object SET salt = NULL, body = NULL WHERE commitment = $1")
            .bind(commitment.0.as_str())
            .execute(&mut *connection)
            .await
            .map_err(told)?;
    }
    Ok(standing)
}

/// Where the events lead, with the rows that they change.
async fn carry_on(connection: &mut AnyConnection, before: Option<&Standing>, events: &[Sealed]) -> Result<(Standing, Rows), StoreError> {
    let kept = before.map_or(0, |standing| standing.revision);
    let mut standing = before.cloned();
    let mut rows = Rows::default();
    let mut labels_read = false;
    for sealed in events {
        let (revisions, labels) = needed(&sealed.event().act, standing.as_ref().map_or(0, |standing| standing.revision));
        for revision in revisions.into_iter().filter(|revision| (1..=kept).contains(revision)) {
            if let Entry::Vacant(place) = rows.revisions.entry(revision) {
                place.insert(read::revision_row(connection, &sealed.event().document, revision).await?);
            }
        }
        if !labels.is_empty() && !labels_read {
            for row in read::labels(connection, &sealed.event().document).await? {
                rows.labels.entry(row.label.clone()).or_insert(row);
            }
            labels_read = true;
        }
        standing = Some(step(standing.as_ref(), sealed, &mut rows)?);
    }
    match standing {
        Some(standing) => Ok((standing, rows)),
        None => Err(Damage::whole("inga händelser", "no events").into()),
    }
}

/// Whether all content that the events name for the first time is here, or went lawfully.
async fn nothing_missing(connection: &mut AnyConnection, extension: &Extension, rows: &Rows) -> Result<(), StoreError> {
    let given: BTreeSet<&Commitment> = extension.objects.iter().map(Object::commitment).collect();
    let gone: BTreeSet<&Commitment> = rows.revisions.values().filter(|row| row.gone.is_some()).flat_map(RevisionRow::commitments).collect();
    let mut missing = 0;
    for named in extension.events.iter().flat_map(|sealed| sealed.event().act.commitments()) {
        if given.contains(named) || gone.contains(named) {
            continue;
        }
        let found = sqlx::query("SELECT size FROM object WHERE commitment = $1 AND body IS NOT NULL")
            .bind(named.0.as_str())
            .fetch_optional(&mut *connection)
            .await
            .map_err(told)?;
        missing += usize::from(found.is_none());
    }
    if missing == 0 { Ok(()) } else { Err(refuse::content_missing(&extension.document, missing).into()) }
}

async fn insert_object(connection: &mut AnyConnection, object: &Object) -> Result<(), StoreError> {
    let body = zstd::bulk::compress(object.content(), LEVEL).map_err(|error| {
        Damage::whole(format!("innehållet gick inte att packa: {error}"), format!("the content could not be compressed: {error}"))
    })?;
    sqlx::query("INSERT INTO object (commitment, size, salt, body) VALUES ($1, $2, $3, $4) ON CONFLICT (commitment) DO NOTHING")
        .bind(object.commitment().0.as_str())
        .bind(number(object.content().len() as u64))
        .bind(object.salt().to_vec())
        .bind(body)
        .execute(connection)
        .await
        .map_err(told)?;
    Ok(())
}

async fn insert_event(connection: &mut AnyConnection, sealed: &Sealed) -> Result<(), sqlx::Error> {
    let event = sealed.event();
    sqlx::query("INSERT INTO event (document, sequence, hash, notable, body) VALUES ($1, $2, $3, $4, $5)")
        .bind(event.document.as_str())
        .bind(number(event.sequence))
        .bind(sealed.hash().as_str())
        .bind(i64::from(event.act.is_notable()))
        .bind(sealed.text())
        .execute(connection)
        .await?;
    Ok(())
}

/// The JSON of a projection and its digest.
fn written<R: Row>(row: &R) -> Result<(String, Hash), StoreError> {
    row.write().ok_or_else(|| Damage::whole("en uppgift gick inte att skriva", "a note could not be written").into())
}

async fn write_rows(connection: &mut AnyConnection, document: &DocumentId, rows: &Rows) -> Result<(), StoreError> {
    for row in rows.revisions.values() {
        let (body, digest) = written(row)?;
        sqlx::query("INSERT INTO revision (document, revision, body, digest) VALUES ($1, $2, $3, $4) ON CONFLICT (document, revision) DO UPDATE SET body = excluded.body, digest = excluded.digest")
            .bind(document.as_str())
            .bind(number(row.revision))
            .bind(body)
            .bind(digest.as_str())
            .execute(&mut *connection)
            .await
            .map_err(told)?;
    }
    for row in rows.labels.values() {
        let (body, digest) = written(row)?;
        sqlx::query("INSERT INTO label (document, label, body, digest) VALUES ($1, $2, $3, $4) ON CONFLICT (document, label) DO UPDATE SET body = excluded.body, digest = excluded.digest")
            .bind(document.as_str())
            .bind(row.label.as_str())
            .bind(body)
            .bind(digest.as_str())
            .execute(&mut *connection)
            .await
            .map_err(told)?;
    }
    Ok(())
}

async fn insert_standing(connection: &mut AnyConnection, standing: &Standing) -> Result<u64, sqlx::Error> {
    let Some((body, digest)) = standing.write() else { return Ok(0) };
    let done = sqlx::query("INSERT INTO document (id, sequence, body, digest) VALUES ($1, $2, $3, $4)")
        .bind(standing.document.as_str())
        .bind(number(standing.sequence))
        .bind(body)
        .bind(digest.as_str())
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// Only where the document still stands at `known`: this is what a race is decided by.
async fn update_standing(connection: &mut AnyConnection, standing: &Standing, known: u64) -> Result<u64, sqlx::Error> {
    let Some((body, digest)) = standing.write() else { return Ok(0) };
    let done = sqlx::query("UPDATE document SET sequence = $1, body = $2, digest = $3 WHERE id = $4 AND sequence = $5")
        .bind(number(standing.sequence))
        .bind(body)
        .bind(digest.as_str())
        .bind(standing.document.as_str())
        .bind(number(known))
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// Throws all projections away and makes them again from the events.
pub(super) async fn rebuild(connection: &mut AnyConnection, engine: Engine) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with(engine.begin()).await.map_err(told)?;
    if engine == Engine::Postgres {
        transaction.execute("LOCK TABLE document, revision, label IN SHARE ROW EXCLUSIVE MODE").await.map_err(told)?;
    }
    for statement in ["DELETE FROM document", "DELETE FROM revision", "DELETE FROM label"] {
        transaction.execute(statement).await.map_err(told)?;
    }
    for (document, last) in read::logged(&mut transaction).await? {
        let (mut standing, mut rows) = (None, Rows::default());
        let mut first = 1;
        while first <= last {
            // Each page begins with the last event of the one before, so that their link is proven too.
            let page = read::stretch(&mut transaction, &document, first.saturating_sub(1).max(1), last.min(first + PAGE - 1)).await?;
            for sealed in page.iter().filter(|sealed| sealed.event().sequence >= first) {
                standing = Some(step(standing.as_ref(), sealed, &mut rows)?);
            }
            first += PAGE;
        }
        write_rows(&mut transaction, &document, &rows).await?;
        if let Some(standing) = standing {
            insert_standing(&mut transaction, &standing).await.map_err(told)?;
        }
    }
    transaction.commit().await.map_err(told)
}

/// After content was forgotten: no copy of it stays in the write-ahead log, or in rows that only the database sees.
pub(super) async fn shred(connection: &mut AnyConnection, engine: Engine) -> Result<(), StoreError> {
    match engine {
        Engine::Sqlite => {
            let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(connection).await.map_err(told)?;
            let _busy: i64 = row.try_get(0).map_err(told)?;
            Ok(())
        }
        Engine::Postgres => connection.execute("VACUUM object").await.map(|_| ()).map_err(told),
    }
}

pub(super) async fn keep_note(connection: &mut AnyConnection, head: &LogHead, signer: &str, note: &str) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO witness (document, signer, sequence, note) VALUES ($1, $2, $3, $4) ON CONFLICT (document, signer, sequence) DO NOTHING")
        .bind(head.document.as_str())
        .bind(signer)
        .bind(number(head.sequence))
        .bind(note)
        .execute(connection)
        .await
        .map(|_| ())
        .map_err(told)
}

pub(super) async fn keep_signer(connection: &mut AnyConnection, verifier: &Verifier) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO signer (name, verifier) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind(verifier.name())
        .bind(verifier.encoded())
        .execute(connection)
        .await
        .map(|_| ())
        .map_err(told)
}
