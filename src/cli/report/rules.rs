//! Codes of faults turned into what each rule is about, for programs that list rules.

use crate::diag::{Code, Message, codes};

/// What the rule behind a code is about, in a sentence. A code that a kind declares itself is told as such.
pub fn rule(code: &Code) -> Message {
    match ROWS.iter().find(|(known, _, _)| known == code) {
        Some((_, sv, en)) => Message::new(*sv, *en),
        None => Message::new("En kontroll som hör till dokumentets slag.", "A check that belongs to the kind of document."),
    }
}

const ROWS: &[(Code, &str, &str)] = &[
    (codes::FILE_NOT_FOUND, "Filen ska finnas.", "The file must exist."),
    (codes::FILE_UNREADABLE, "Filen ska gå att läsa.", "The file must be readable."),
    (codes::FILE_IS_A_FOLDER, "Namnet ska vara en fils, inte en mapps.", "The name must be that of a file, not of a folder."),
    (codes::FILE_UNKNOWN_FORMAT, "En källfils namn ska sluta på .toml eller .json.", "The name of a source must end in .toml or .json."),
    (
        codes::FILE_NOT_WRITTEN,
        "Filen ska gå att skriva, och inget får skrivas över.",
        "The file must be writable, and nothing is overwritten.",
    ),
    (codes::SOURCE_TOO_LARGE, "En källfil får inte vara för stor.", "A source must not be too large."),
    (codes::SOURCE_TOO_DEEP, "Tabeller och listor får inte ligga i för många nivåer.", "Tables and lists must not be nested too deep."),
    (codes::SOURCE_NOT_UTF8, "En källfil ska vara sparad som UTF-8.", "A source must be saved as UTF-8."),
    (codes::SOURCE_SYNTAX, "En källfil ska följa reglerna för TOML eller JSON.", "A source must follow the rules of TOML or JSON."),
    (codes::DUPLICATE_KEY, "Ett fält får stå en gång i samma tabell.", "A field may stand once in a table."),
    (codes::UNKNOWN_KIND, "Källfilen ska ange ett slag av dokument som finns.", "The source must name a kind of document that exists."),
    (codes::UNKNOWN_KEY, "Bara fält som slaget av dokument har får förekomma.", "Only fields that the kind of document has may occur."),
    (codes::MISSING_KEY, "Fält som slaget av dokument kräver ska finnas.", "Fields that the kind of document demands must exist."),
    (
        codes::WRONG_TYPE,
        "Ett värde ska vara av rätt sort: text, tal, lista eller tabell.",
        "A value must be of the right type: text, number, list or table.",
    ),
    (codes::WRONG_VALUE, "Ett värde ska vara ett av dem som går att välja.", "A value must be one of those to choose from."),
    (
        codes::OUT_OF_RANGE,
        "Ett tal eller antalet poster i en lista ska ligga inom gränserna.",
        "A number, or the number of entries of a list, must be within its limits.",
    ),
    (codes::DUPLICATE_ENTRY, "Två poster i en lista får inte heta detsamma.", "Two entries of a list must not bear the same name."),
    (
        codes::UNKNOWN_REFERENCE,
        "Det som ett fält hänvisar till ska finnas i dokumentet.",
        "What a field refers to must exist in the document.",
    ),
    (codes::INVALID_DATE, "Ett datum ska finnas i kalendern.", "A date must exist in the calendar."),
    (codes::INVALID_PERIOD, "En tidpunkt ska gå att förstå.", "A period must be understandable."),
    (codes::MISSING_GLYPH, "Varje tecken ska finnas i typsnitten.", "The fonts must have every character."),
    (codes::CONTROL_CHARACTER, "Osynliga styrtecken får inte förekomma.", "Invisible control characters must not occur."),
    (codes::LINE_BREAK, "En text på en rad får inte ha radbrytningar.", "A text of one line must have no line breaks."),
    (
        codes::PRIVATE_USE_CHARACTER,
        "Tecken som är förbehållna Kansli får inte förekomma.",
        "Characters that Kansli reserves must not occur.",
    ),
    (codes::IDENTITY_NUMBER, "Personnummer hör inte hemma i dokumentet.", "Identity numbers do not belong in the document."),
    (codes::COORDINATION_NUMBER, "Samordningsnummer hör inte hemma i dokumentet.", "Coordination numbers do not belong in the document."),
    (codes::PLACEHOLDER, "Allt ska vara ifyllt när dokumentet undertecknas.", "Everything must be filled in when the document is signed."),
    (codes::EMPTY_TEXT, "En text ska innehålla ord.", "A text must hold words."),
    (
        codes::LINK_NOT_ALLOWED,
        "En länk ska leda till en https- eller mejladress som går att läsa.",
        "A link must lead to a readable https or mail address.",
    ),
    (
        codes::MARKUP_NOT_ALLOWED,
        "Bara stycken, listor, kursiv, fet, länkar och hänvisningar får användas.",
        "Only paragraphs, lists, emphasis, links and citations may be used.",
    ),
    (
        codes::UNKNOWN_CITATION,
        "En källa som texten hänvisar till ska finnas bland referenserna.",
        "A reference that the text cites must exist.",
    ),
    (codes::SECTION_LEFT_OUT, "Ett avsnitt som texten hänvisar till ska finnas.", "A section that the text links to must exist."),
    (
        codes::AS_ABOVE_WITHOUT_DATE,
        "”Dag som ovan” förutsätter att dokumentet har ett datum.",
        "“Dag som ovan” needs a date of the document.",
    ),
    (codes::ABBREVIATION_NOT_SPELLED_OUT, "En förkortning ska skrivas ut första gången.", "An abbreviation is to be spelled out at first."),
    (codes::PARTY_UNDER_SEVERAL_NAMES, "En part ska heta detsamma överallt.", "A party is to bear the same name everywhere."),
    (codes::LONG_WORD, "Ett ord ska få plats på en rad.", "A word is to fit on a line."),
    (codes::TOO_MANY_FAULTS, "Bara de första felen visas när de är många.", "Only the first faults are shown when there are many."),
    (codes::KIND_FAULT, "Filerna för ett slag av dokument ska hänga ihop.", "The files of a kind of document must be sound."),
    (codes::THEME_FAULT, "Filerna för ett utseende ska hänga ihop.", "The files of a theme must be sound."),
    (codes::PDF_UNREADABLE, "PDF-filen ska gå att läsa.", "The PDF must be readable."),
    (codes::NO_EMBEDDED_SOURCE, "PDF-filen ska bära på sin källfil.", "The PDF must carry its source."),
    (
        codes::EMBEDDED_SOURCE_DIFFERS,
        "Den bifogade källfilen ska vara den som PDF-filen är gjord av.",
        "The source that a PDF carries must be the one that it was made of.",
    ),
    (codes::DATE_NEEDED, "Filernas metadata behöver ett datum.", "The files' metadata need a date."),
    (codes::TOO_MANY_BLOCKS, "Ett dokument får inte ha för många stycken.", "A document must not have too many blocks."),
    (
        codes::NOT_EXPRESSED,
        "Det som står i dokumentet ska gå att uttrycka i filformatet.",
        "What the document says must be expressible in the format.",
    ),
    (codes::OUTPUTS_DISAGREE, "Filerna ska säga detsamma som dokumentet.", "The files must say the same as the document."),
    (codes::INVALID_TIME, "Ett klockslag ska finnas på klockan.", "A time of day must exist on the clock."),
    (
        codes::FIELD_NOT_PRINTED,
        "Det som fylls i på en rad ska ha en kolumn på den raden.",
        "What a row says must have a column in that row.",
    ),
    (codes::NO_WORKSPACE, "Kommandot behöver en arbetsyta.", "The command needs a workspace."),
    (codes::ACTOR_UNKNOWN, "Det ska vara känt vem som handlar.", "It must be known who acts."),
    (codes::UNKNOWN_DOCUMENT, "Dokumentet ska finnas i arkivet.", "The document must be in the store."),
    (codes::UNKNOWN_REVISION, "Revisionen ska finnas.", "The revision must exist."),
    (codes::UNKNOWN_LABEL, "Beteckningen ska finnas.", "The label must exist."),
    (codes::STATE_NOT_REACHABLE, "Läget ska gå att nå från där dokumentet är.", "The state must be reachable from where the document is."),
    (codes::LABEL_TAKEN, "En beteckning får aldrig flyttas.", "A label must never be moved."),
    (codes::VERSION_FROZEN, "En låst version får inte ändras.", "A frozen version must not be changed."),
    (codes::REASON_NEEDED, "Det som kräver ett skäl ska ha ett.", "What needs a reason must have one."),
    (codes::RECIPIENTS_NEEDED, "En expediering ska ha mottagare.", "A dispatch must have recipients."),
    (
        codes::CASE_NUMBER_NEEDED,
        "En expediering ska ha ett diarienummer eller ett skäl till att det saknas.",
        "A dispatch must have a case number, or a reason for having none.",
    ),
    (codes::DECISION_NEEDED, "Gallring kräver ett beslut.", "Disposal needs a decision."),
    (
        codes::NOT_READY_FOR_SIGNING,
        "Det som ska undertecknas får inte ha något kvar att fylla i.",
        "What is to be signed must have nothing left to fill in.",
    ),
    (codes::SIGNING_OPEN, "Ett dokument har en påbörjad underskrift i taget.", "A document has one signature under way at a time."),
    (
        codes::SIGNATURES_MIXED,
        "En version undertecknas antingen elektroniskt eller med penna.",
        "A version is signed either electronically or in ink.",
    ),
    (
        codes::SIGNATURES_DIFFER,
        "En undertecknad fil ska bygga vidare på de underskrifter som redan finns.",
        "A signed file must build on the signatures that are there already.",
    ),
    (codes::CONTENT_GONE, "Innehållet ska finnas kvar.", "The content must still be there."),
    (
        codes::NOT_TO_BE_WEEDED,
        "Bara utkast som inte är allmänna handlingar får rensas.",
        "Only drafts that are no official documents may be weeded.",
    ),
    (
        codes::EVENT_TEXT,
        "En text i händelseloggen ska vara en rad utan styrtecken.",
        "A text in the event log must be one line without control characters.",
    ),
    (codes::NOT_TO_BE_KEPT, "Det som sparas ska ha dokumentets id och slag.", "What is kept must have the document's id and kind."),
    (codes::STORE_CONFLICT, "Ingen annan får ha hunnit före.", "Nobody else may have been first."),
    (
        codes::MERGE_CONFLICT,
        "Två får inte ha ändrat samma sak på olika sätt.",
        "Two people may not have changed one thing in different ways.",
    ),
    (
        codes::OTHER_DOCUMENT,
        "Det som sammanförs ska vara versioner av ett och samma dokument.",
        "What is merged must be versions of one and the same document.",
    ),
    (codes::HISTORY_FORKED, "Historiken ska fortsätta vår.", "The history must go on from ours."),
    (
        codes::HISTORY_INVALID,
        "Historiken ska följa loggens regler och ha rätt underskrift.",
        "The history must follow the rules of the log and be rightly signed.",
    ),
    (codes::KEY_CHANGED, "En parts nyckel ska vara den som är känd.", "A party's key must be the one that is known."),
    (codes::STORE_DAMAGED, "Det som läses ur arkivet ska stämma.", "What is read from the store must add up."),
    (
        codes::SOURCE_DIFFERS,
        "En allmän kopia ska göras av originalets egen källfil.",
        "A public copy must be made of the original's own source.",
    ),
    (
        codes::MAY_BE_PRIVATE,
        "Det som kan vara privat ska läsas innan det lämnas ut.",
        "What may be private must be read before it is handed out.",
    ),
    (
        codes::VERSION_WITHDRAWN,
        "En allmän kopia av en återkallad version ska säga att den är det.",
        "A public copy of a withdrawn version must say that it is.",
    ),
    (codes::NOT_SIGNABLE, "PDF-filen ska gå att underteckna.", "The PDF must be signable."),
    (codes::KEY_REFUSED, "Den privata nyckeln ska gå att använda.", "The private key must be usable."),
    (codes::CERTIFICATE_REFUSED, "Certifikatet ska gå att använda.", "The certificate must be usable."),
    (codes::TIME_STAMP_FAILED, "Underskriften ska få en tidsstämpel.", "The signature must get a time stamp."),
    (codes::SIGNATURE_REFUSED, "Underskriften som kom tillbaka ska hålla.", "The signature that came back must hold."),
    (codes::STORE_UNAVAILABLE, "Arkivet ska gå att nå.", "The store must be reachable."),
    (
        codes::ACTED_IN_YOUR_NAME,
        "Det som sägs vara gjort för en huvudman ska komma från den huvudmannen.",
        "What is said to be done for a principal must come from that principal.",
    ),
    (codes::CLOCK_BEHIND, "Klockan ska inte gå bakom den senaste händelsen.", "The clock must not stand before the latest event."),
    (codes::INTERNAL_FAULT, "Kansli självt ska vara felfritt.", "Kansli itself must be without faults."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_sentence() {
        let without: Vec<_> = codes::ALL.iter().filter(|code| !ROWS.iter().any(|(known, _, _)| known == *code)).collect();
        assert!(without.is_empty(), "add a row to ROWS for {without:?}");
        for (code, sv, en) in ROWS {
            assert!(sv.ends_with('.') && en.ends_with('.') && sv != en, "{code}");
            assert_eq!(ROWS.iter().filter(|(other, _, _)| other == code).count(), 1, "{code}");
        }
    }
}
