//! What a database says, as a sentence that tells the user what to do.

use super::Engine;
use crate::diag::codes;
use crate::store::refusal::{Damage, Refusal, StoreError};

fn unavailable(sv: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::new(codes::STORE_UNAVAILABLE, sv, en)
}

/// What kind of fault a database tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Full,
    ReadOnly,
    Damaged,
    Busy,
    NotThere,
    Unique,
    Other,
}

/// SQLite numbers its faults; the lowest eight bits are the kind (sqlite.org/rescode.html). PostgreSQL gives five
/// characters (appendix A of its manual).
fn fault(error: &sqlx::Error) -> Fault {
    let sqlx::Error::Database(database) = error else { return Fault::Other };
    let code = database.code().unwrap_or_default();
    match code.as_ref() {
        "53100" => return Fault::Full,
        "25006" | "42501" => return Fault::ReadOnly,
        "XX001" | "XX002" => return Fault::Damaged,
        "55P03" | "40001" | "40P01" => return Fault::Busy,
        "23505" => return Fault::Unique,
        _ => {}
    }
    if code.len() == 5 && code.chars().any(|character| !character.is_ascii_digit()) {
        return Fault::Other;
    }
    // Extended codes: 1555 and 2067 are broken keys.
    match code.parse::<u32>().map(|code| (code & 0xff, code)) {
        Ok((13, _)) => Fault::Full,
        Ok((8, _)) => Fault::ReadOnly,
        Ok((11 | 26, _)) => Fault::Damaged,
        Ok((5 | 6, _)) => Fault::Busy,
        Ok((14, _)) => Fault::NotThere,
        Ok((19, 1555 | 2067)) => Fault::Unique,
        _ => Fault::Other,
    }
}

/// Whether two wanted to write the same row.
pub(super) fn is_unique(error: &sqlx::Error) -> bool {
    fault(error) == Fault::Unique
}

/// A fault while reading or writing.
pub(super) fn told(error: sqlx::Error) -> StoreError {
    let refusal = match fault(&error) {
        Fault::Full => unavailable("disken är full; ingenting sparades", "the disk is full; nothing was saved")
            .hint("gör plats och försök igen", "make room and try again"),
        Fault::ReadOnly => unavailable(
            "lagret går inte att skriva i: mappen eller filen är skrivskyddad; ingenting sparades",
            "the store can't be written: the folder or the file is write-protected; nothing was saved",
        )
        .hint("se efter att du har rätt att ändra i mappen .kansli", "see that you are allowed to change the folder .kansli"),
        Fault::Damaged => {
            return Damage::whole(
                format!("databasen är skadad; den svarar ”{error}”"),
                format!("the database is damaged; it says “{error}”"),
            )
            .into();
        }
        Fault::Busy => unavailable(
            "någon annan skriver i lagret just nu och blev inte färdig",
            "somebody else is writing to the store and did not finish",
        )
        .hint("försök igen om en stund", "try again in a while"),
        // Who only reads needs to write as well: into the log beside the database.
        Fault::NotThere => unavailable(
            "lagret går inte att öppna: mappen .kansli är skrivskyddad, och även den som bara läser behöver få skriva där",
            "the store can't be opened: the folder .kansli is write-protected, and whoever only reads needs to write there too",
        )
        .hint("se efter att du har rätt att ändra i mappen .kansli", "see that you are allowed to change the folder .kansli"),
        Fault::Unique | Fault::Other => match &error {
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) => {
                return Damage::whole(
                    format!("databasen har ett värde av fel slag; den svarar ”{error}”"),
                    format!("the database has a value of the wrong type; it says “{error}”"),
                )
                .into();
            }
            _ => unavailable(
                format!("lagret svarar inte som det ska: ”{error}”"),
                format!("the store does not answer as it should: “{error}”"),
            ),
        },
    };
    StoreError::Unavailable(refusal)
}

/// A fault while opening.
pub(super) fn opening(error: &sqlx::Error, engine: Engine) -> StoreError {
    let refusal = match (engine, fault(error)) {
        (Engine::Sqlite, Fault::NotThere) => unavailable(
            "lagret går inte att öppna: filen finns inte, eller så får du inte läsa den",
            "the store can't be opened: the file does not exist, or you may not read it",
        )
        .hint("finns ingen arbetsyta här än, gör en: kansli init", "if there is no workspace here yet, make one: kansli init"),
        (Engine::Sqlite, Fault::Damaged) => {
            return Damage::whole("filen är ingen databas, eller är skadad", "the file is no database, or is damaged").into();
        }
        (Engine::Sqlite, _) => {
            unavailable(format!("lagret går inte att öppna: ”{error}”"), format!("the store can't be opened: “{error}”"))
        }
        (Engine::Postgres, _) => unavailable(
            format!("databasservern svarar inte eller säger nej: ”{error}”"),
            format!("the database server does not answer or refuses: “{error}”"),
        )
        .hint(
            "se efter adressen i KANSLI_STORE: postgres://användare:lösenord@dator:5432/databas",
            "see to the address in KANSLI_STORE: postgres://user:password@host:5432/database",
        ),
    };
    StoreError::Unavailable(refusal)
}

/// The store was closed.
pub(super) fn closed() -> StoreError {
    StoreError::Unavailable(unavailable("lagret är stängt", "the store is closed"))
}

/// A SQLite that can lose what was saved.
pub(super) fn old_sqlite(version: &str) -> StoreError {
    StoreError::Unavailable(
        unavailable(
            format!("SQLite {version} har ett fel som kan tappa bort det som sparats; minst 3.51.3 behövs"),
            format!("SQLite {version} has a fault that can lose what was saved; at least 3.51.3 is needed"),
        )
        .hint("bygg om Kansli med en nyare SQLite", "build Kansli with a newer SQLite"),
    )
}

/// A database that some other program made.
pub(super) fn no_store() -> StoreError {
    StoreError::Damaged(Damage::whole("databasen är inget lager för Kansli", "the database is no store of Kansli"))
}

/// A store that a later version made.
pub(super) fn later_version() -> StoreError {
    StoreError::Unavailable(
        unavailable("lagret är gjort av en senare version av Kansli", "the store was made by a later version of Kansli")
            .hint("uppdatera Kansli", "update Kansli"),
    )
}
