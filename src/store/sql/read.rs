//! Questions to the tables; every answer is proven before it is given.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::errors::told;
use crate::model::{DocumentId, Hash};
use crate::store::event::{Commitment, Sealed};
use crate::store::log;
use crate::store::note::Verifier;
use crate::store::object::{LARGEST_OBJECT, Object};
use crate::store::projection::{LabelRow, RevisionRow, Row, Standing};
use crate::store::refusal::{Damage, StoreError};

/// A number as the tables hold it; what is too large for them is in none of them.
pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn unsigned(row: &AnyRow, at: usize) -> Result<u64, StoreError> {
    let value: i64 = row.try_get(at).map_err(told)?;
    u64::try_from(value)
        .map_err(|_| Damage::whole("databasen har ett tal som inte kan stämma", "the database has a number that can't be right").into())
}

fn text(row: &AnyRow, at: usize) -> Result<String, StoreError> {
    row.try_get(at).map_err(told)
}

/// Reads a projection's JSON and digest, the first two columns.
fn projected<R: Row>(row: &AnyRow, document: &DocumentId, sv: &str, en: &str) -> Result<R, StoreError> {
    R::read(&text(row, 0)?, &text(row, 1)?).ok_or_else(|| log::row_damaged(document, sv, en).into())
}

fn standing_damaged(document: &DocumentId) -> StoreError {
    log::row_damaged(document, "uppgiften om var dokumentet står", "the note on where the document stands").into()
}

pub(super) async fn documents(connection: &mut AnyConnection) -> Result<Vec<Standing>, StoreError> {
    let rows = sqlx::query("SELECT id FROM document").fetch_all(&mut *connection).await.map_err(told)?;
    let mut ids = Vec::new();
    for row in rows {
        let id = text(&row, 0)?;
        ids.push(DocumentId::parse(&id).ok_or_else(|| {
            Damage::whole("ett dokument har ett id som inget dokument kan ha", "a document has an id that no document can have")
        })?);
    }
    ids.sort();
    let mut out = Vec::new();
    for id in ids {
        out.extend(standing(connection, &id).await?);
    }
    Ok(out)
}

/// Where a document stands, held against its last event.
pub(super) async fn standing(connection: &mut AnyConnection, document: &DocumentId) -> Result<Option<Standing>, StoreError> {
    let row = sqlx::query("SELECT body, digest, sequence FROM document WHERE id = $1")
        .bind(document.as_str())
        .fetch_optional(&mut *connection)
        .await
        .map_err(told)?;
    let last = sqlx::query("SELECT sequence, hash FROM event WHERE document = $1 ORDER BY sequence DESC LIMIT 1")
        .bind(document.as_str())
        .fetch_optional(&mut *connection)
        .await
        .map_err(told)?;
    let (row, last) = match (row, last) {
        (None, None) => return Ok(None),
        (Some(row), Some(last)) => (row, last),
        _ => return Err(standing_damaged(document)),
    };
    let standing: Standing = projected(&row, document, "uppgiften om var dokumentet står", "the note on where the document stands")?;
    let sequence = standing.sequence;
    let agrees = standing.document == *document
        && sequence == unsigned(&row, 2)?
        && sequence == unsigned(&last, 0)?
        && standing.head.as_str() == text(&last, 1)?;
    if agrees { Ok(Some(standing)) } else { Err(standing_damaged(document)) }
}

pub(super) async fn revision(
    connection: &mut AnyConnection,
    document: &DocumentId,
    number_asked: u64,
) -> Result<Option<RevisionRow>, StoreError> {
    let Some(standing) = standing(connection, document).await? else { return Ok(None) };
    if number_asked == 0 || number_asked > standing.revision {
        return Ok(None);
    }
    revision_row(connection, document, number_asked).await.map(Some)
}

/// The row of a revision that is known to exist.
pub(super) async fn revision_row(
    connection: &mut AnyConnection,
    document: &DocumentId,
    number_asked: u64,
) -> Result<RevisionRow, StoreError> {
    let damaged = || log::row_damaged(document, "uppgiften om en revision", "the note on a revision");
    let row = sqlx::query("SELECT body, digest FROM revision WHERE document = $1 AND revision = $2")
        .bind(document.as_str())
        .bind(number(number_asked))
        .fetch_optional(&mut *connection)
        .await
        .map_err(told)?
        .ok_or_else(damaged)?;
    let read: RevisionRow = projected(&row, document, "uppgiften om en revision", "the note on a revision")?;
    if read.revision == number_asked && read.document == *document { Ok(read) } else { Err(damaged().into()) }
}

/// The rows of the revisions from `first` to `last`, as far as they are there.
pub(super) async fn revision_rows(
    connection: &mut AnyConnection,
    document: &DocumentId,
    first: u64,
    last: u64,
) -> Result<Vec<RevisionRow>, StoreError> {
    let rows = sqlx::query("SELECT body, digest FROM revision WHERE document = $1 AND revision BETWEEN $2 AND $3 ORDER BY revision")
        .bind(document.as_str())
        .bind(number(first))
        .bind(number(last))
        .fetch_all(connection)
        .await
        .map_err(told)?;
    rows.iter().map(|row| projected(row, document, "uppgiften om en revision", "the note on a revision")).collect()
}

pub(super) async fn labels(connection: &mut AnyConnection, document: &DocumentId) -> Result<Vec<LabelRow>, StoreError> {
    let Some(standing) = standing(connection, document).await? else { return Ok(Vec::new()) };
    let rows = sqlx::query("SELECT body, digest FROM label WHERE document = $1")
        .bind(document.as_str())
        .fetch_all(&mut *connection)
        .await
        .map_err(told)?;
    let mut out: Vec<LabelRow> =
        rows.iter().map(|row| projected(row, document, "en beteckning", "a label")).collect::<Result<_, StoreError>>()?;
    out.sort_by(|one, other| one.label.cmp(&other.label));
    out.dedup_by(|one, other| one.label == other.label);
    if out.len() as u64 != standing.labels || out.iter().any(|row| row.document != *document) {
        return Err(log::row_damaged(document, "en beteckning", "a label").into());
    }
    Ok(out)
}

pub(super) async fn events(
    connection: &mut AnyConnection,
    document: &DocumentId,
    first: u64,
    last: u64,
) -> Result<Vec<Sealed>, StoreError> {
    let Some(standing) = standing(connection, document).await? else { return Ok(Vec::new()) };
    let (first, last) = (first.max(1), last.min(standing.sequence));
    if first > last {
        return Ok(Vec::new());
    }
    // With the neighbours, so that both ends of the stretch are held against what they hang on.
    let proven = stretch(connection, document, first.saturating_sub(1).max(1), (last + 1).min(standing.sequence)).await?;
    if proven.last().is_some_and(|sealed| sealed.event().sequence == standing.sequence && *sealed.hash() != standing.head) {
        return Err(standing_damaged(document));
    }
    Ok(proven.into_iter().filter(|sealed| (first..=last).contains(&sealed.event().sequence)).collect())
}

/// Every event from `first` to `last`, which are known to exist.
pub(super) async fn stretch(
    connection: &mut AnyConnection,
    document: &DocumentId,
    first: u64,
    last: u64,
) -> Result<Vec<Sealed>, StoreError> {
    let rows =
        sqlx::query("SELECT sequence, hash, body, notable FROM event WHERE document = $1 AND sequence BETWEEN $2 AND $3 ORDER BY sequence")
            .bind(document.as_str())
            .bind(number(first))
            .bind(number(last))
            .fetch_all(&mut *connection)
            .await
            .map_err(told)?;
    let read = rows.iter().map(|row| Ok((unsigned(row, 0)?, text(row, 1)?, text(row, 2)?))).collect::<Result<Vec<_>, StoreError>>()?;
    let flags = rows.iter().map(|row| unsigned(row, 3)).collect::<Result<Vec<_>, _>>()?;
    let zero = Hash::zero();
    let proven = log::prove(document, first, (first == 1).then_some(&zero), read)?;
    if let Some((sealed, _)) = proven.iter().zip(flags).find(|(sealed, flag)| *flag != u64::from(sealed.event().act.is_notable())) {
        let sequence = sealed.event().sequence;
        return Err(Damage::of(
            document,
            format!("händelse {sequence} står fel i registret över milstolpar"),
            format!("event {sequence} stands wrongly in the register of milestones"),
        )
        .into());
    }
    match proven.last() {
        Some(sealed) if sealed.event().sequence == last => Ok(proven),
        other => Err(log::missing(document, other.map_or(first, |sealed| sealed.event().sequence + 1)).into()),
    }
}

pub(super) async fn notable(connection: &mut AnyConnection, document: &DocumentId) -> Result<Vec<Sealed>, StoreError> {
    let Some(standing) = standing(connection, document).await? else { return Ok(Vec::new()) };
    let rows = sqlx::query("SELECT sequence, hash, body FROM event WHERE document = $1 AND notable = 1 ORDER BY sequence")
        .bind(document.as_str())
        .fetch_all(&mut *connection)
        .await
        .map_err(told)?;
    let mut out: Vec<Sealed> = Vec::new();
    for row in &rows {
        let sealed = log::one(document, unsigned(row, 0)?, &text(row, 1)?, &text(row, 2)?)?;
        if sealed.event().act.is_notable() && out.last().is_none_or(|last| last.event().sequence < sealed.event().sequence) {
            out.push(sealed);
        }
    }
    if out.len() as u64 != standing.notable {
        return Err(Damage::of(
            document,
            "en händelse saknas i registret över milstolpar",
            "an event is missing from the register of milestones",
        )
        .into());
    }
    Ok(out)
}

pub(super) async fn object(connection: &mut AnyConnection, commitment: &Commitment) -> Result<Option<Object>, StoreError> {
    let row = sqlx::query("SELECT size, salt, body FROM object WHERE commitment = $1")
        .bind(commitment.0.as_str())
        .fetch_optional(&mut *connection)
        .await
        .map_err(told)?;
    let Some(row) = row else { return Ok(None) };
    let salt: Option<Vec<u8>> = row.try_get(1).map_err(told)?;
    let body: Option<Vec<u8>> = row.try_get(2).map_err(told)?;
    let (Some(salt), Some(body)) = (salt, body) else { return Ok(None) };
    let size = unsigned(&row, 0)? as usize;
    let content =
        if size > LARGEST_OBJECT { None } else { zstd::bulk::decompress(&body, size).ok().filter(|content| content.len() == size) };
    let object = match (content, <[u8; 32]>::try_from(salt)) {
        (Some(content), Ok(salt)) => Object::with_salt(salt, content),
        _ => return Err(object_damaged(commitment)),
    };
    if object.commitment() == commitment { Ok(Some(object)) } else { Err(object_damaged(commitment)) }
}

fn object_damaged(commitment: &Commitment) -> StoreError {
    let short = commitment.0.short();
    Damage::whole(
        format!("innehållet {short} är ändrat: det stämmer inte med sin kontrollsumma"),
        format!("the content {short} was altered: it does not agree with its hash"),
    )
    .into()
}

pub(super) async fn integrity(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query("PRAGMA integrity_check(20)").fetch_all(&mut *connection).await.map_err(told)?;
    let all = rows.iter().map(|row| text(row, 0)).collect::<Result<Vec<_>, _>>()?;
    Ok(all.into_iter().filter(|line| line != "ok").collect())
}

pub(super) async fn addresses(connection: &mut AnyConnection) -> Result<Vec<Commitment>, StoreError> {
    let rows = sqlx::query("SELECT commitment FROM object WHERE body IS NOT NULL ORDER BY commitment")
        .fetch_all(&mut *connection)
        .await
        .map_err(told)?;
    let damaged = || Damage::whole("ett innehåll har en adress som inte kan stämma", "a content has an address that can't be right");
    rows.iter().map(|row| Ok(Commitment(Hash::parse(&text(row, 0)?).ok_or_else(damaged)?))).collect()
}

pub(super) async fn logged(connection: &mut AnyConnection) -> Result<Vec<(DocumentId, u64)>, StoreError> {
    let rows =
        sqlx::query("SELECT document, MAX(sequence) FROM event GROUP BY document").fetch_all(&mut *connection).await.map_err(told)?;
    let damaged =
        || Damage::whole("en händelse hör till ett id som inget dokument kan ha", "an event belongs to an id that no document can have");
    let mut out: Vec<_> = rows
        .iter()
        .map(|row| Ok((DocumentId::parse(&text(row, 0)?).ok_or_else(damaged)?, unsigned(row, 1)?)))
        .collect::<Result<_, StoreError>>()?;
    out.sort();
    Ok(out)
}

pub(super) async fn counted(connection: &mut AnyConnection, document: &DocumentId) -> Result<(u64, u64), StoreError> {
    let mut counts = Vec::new();
    for statement in ["SELECT COUNT(*) FROM revision WHERE document = $1", "SELECT COUNT(*) FROM label WHERE document = $1"] {
        let row = sqlx::query(statement).bind(document.as_str()).fetch_one(&mut *connection).await.map_err(told)?;
        counts.push(unsigned(&row, 0)?);
    }
    Ok((counts.first().copied().unwrap_or(0), counts.last().copied().unwrap_or(0)))
}

pub(super) async fn notes(connection: &mut AnyConnection, document: &DocumentId) -> Result<Vec<(String, String)>, StoreError> {
    let rows = sqlx::query("SELECT signer, note, sequence FROM witness WHERE document = $1")
        .bind(document.as_str())
        .fetch_all(connection)
        .await
        .map_err(told)?;
    let mut all = rows.iter().map(|row| Ok((text(row, 0)?, unsigned(row, 2)?, text(row, 1)?))).collect::<Result<Vec<_>, StoreError>>()?;
    all.sort();
    Ok(all.into_iter().map(|(signer, _, note)| (signer, note)).collect())
}

pub(super) async fn signers(connection: &mut AnyConnection) -> Result<Vec<Verifier>, StoreError> {
    let rows = sqlx::query("SELECT verifier FROM signer").fetch_all(connection).await.map_err(told)?;
    let damaged = || Damage::whole("en nyckel som är känd går inte att läsa", "a key that is known can't be read");
    let mut all =
        rows.iter().map(|row| Ok(Verifier::parse(&text(row, 0)?).ok_or_else(damaged)?)).collect::<Result<Vec<_>, StoreError>>()?;
    all.sort();
    Ok(all)
}
