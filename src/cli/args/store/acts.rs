//! `state`, `position`, `dispatch`, `label`.

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, ArgMatches};

use super::{StoreCommand, day, document, label, many, named_in, owned, reason, valued};
use crate::cli::args::Command;
use crate::cli::args::words::{Words, text};
use crate::cli::usage::Usage;
use crate::store::{Outcome, Purpose};

pub fn define_state(words: &Words) -> clap::Command {
    words.command(
        "state",
        words.pick(
            "Flyttar ett dokument till ett läge i dess process; tillbaka går det bara med skäl, och som ny revision",
            "Moves a document to a state of its process; back it goes only with a reason, and as a new revision",
        ),
        words.pick("kansli state [FLAGGOR] DOKUMENT LÄGE", "kansli state [OPTIONS] DOCUMENT STATE"),
        words.examples(&[
            (
                "kansli state lmr-palliativ-vard proposal",
                "inför ställningstagande: versionen låses",
                "before a position: the version is frozen",
            ),
            (
                "kansli state lmr-palliativ-vard draft --reason \"rådet ville ha ett tydligare syfte\"",
                "tillbaka till utkast",
                "back to a draft",
            ),
            (
                "kansli state lmr-palliativ-vard in-force --valid-from 2021-06-02 --review-by 2024-06-30",
                "gäller tills vidare, revideras senast 2024-06-30",
                "valid until further notice, to be revised by 2024-06-30",
            ),
        ]),
        [
            document(words),
            words
                .positional(
                    "state",
                    words.pick("LÄGE", "STATE"),
                    "Läget, till exempel proposal eller \"Inför ställningstagande\"; ett som inte finns visar vilka som gör det",
                    "The state, such as proposal; one that does not exist shows which do",
                )
                .display_order(3),
            reason(words),
            words
                .flag("on-paper", "Undertecknat på papper; vem och när står i --reason", "Signed on paper; who and when stands in --reason")
                .action(ArgAction::SetTrue),
            valued(words, "valid-from", ("DATUM", "DATE"), "Giltig från och med (ÅÅÅÅ-MM-DD)", "Valid from (YYYY-MM-DD)"),
            valued(
                words,
                "valid-until",
                ("DATUM", "DATE"),
                "Giltig till och med; annars tills vidare",
                "Valid until; else until further notice",
            ),
            valued(words, "review-by", ("DATUM", "DATE"), "Revideras senast", "To be revised by"),
            valued(
                words,
                "replaced-by",
                ("DOKUMENT", "DOCUMENT"),
                "Det nya dokument som ersätter detta, till exempel nästa mandatperiods uppdragshandling",
                "The new document that takes the place of this one, such as the commission of the next term",
            ),
        ],
    )
}

pub fn read_state(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Store(StoreCommand::State {
        named: named_in(matches, "state")?,
        state: owned(matches, "state").unwrap_or_default(),
        reason: owned(matches, "reason"),
        on_paper: matches.get_flag("on-paper"),
        valid_from: day(matches, "valid-from", "state")?,
        valid_until: day(matches, "valid-until", "state")?,
        review_by: day(matches, "review-by", "state")?,
        replaced_by: owned(matches, "replaced-by"),
    }))
}

pub fn define_position(words: &Words) -> clap::Command {
    words.command(
        "position",
        words.pick(
            "Antecknar ett organs ställningstagande till en revision, eller en parts beslut om den",
            "Notes a body's position on a revision, or a party's decision on it",
        ),
        words.pick(
            "kansli position DOKUMENT[@REVISION] --body ORGAN --date DATUM --item § --outcome UTFALL",
            "kansli position DOCUMENT[@REVISION] --body BODY --date DATE --item ITEM --outcome OUTCOME",
        ),
        words.examples(&[(
            "kansli position lmr-palliativ-vard@0.7 --body Kunskapsrådet --date 2021-03-31 --item \"§ 14\" --outcome bakom",
            "sedan heter revisionen också lmr-palliativ-vard@2021-03-31",
            "from then on the revision is also called lmr-palliativ-vard@2021-03-31",
        )]),
        [
            document(words),
            valued(words, "body", ("ORGAN", "BODY"), "Organet, till exempel Kunskapsrådet", "The body, such as the council").required(true),
            valued(words, "date", ("DATUM", "DATE"), "Mötets dag (ÅÅÅÅ-MM-DD)", "The day of the meeting (YYYY-MM-DD)").required(true),
            valued(words, "item", ("§", "ITEM"), "Paragraf eller punkt i anteckningarna", "Section or item of the notes").required(true),
            valued(
                words,
                "outcome",
                ("UTFALL", "OUTCOME"),
                "Ett råds ställningstagande: bakom, bakom-med-andringar, inte-bakom; en parts beslut: antagen, antagen-med-tillagg, avslagen; båda: aterremiss, bordlagd",
                "A council's position: bakom (endorsed), bakom-med-andringar (with changes), inte-bakom (not); a party's decision: antagen (adopted), antagen-med-tillagg (with an addition), avslagen (rejected); both: aterremiss (referred back), bordlagd (put off)",
            )
            .required(true)
            .value_parser(PossibleValuesParser::new(Outcome::ALL.map(|(name, _)| name)))
            .hide_possible_values(true),
        ],
    )
}

pub fn read_position(matches: &ArgMatches) -> Result<Command, Usage> {
    let outcome = Outcome::ALL.into_iter().find(|(name, _)| text(matches, "outcome") == Some(name));
    Ok(Command::Store(StoreCommand::Position {
        named: named_in(matches, "position")?,
        body: owned(matches, "body").unwrap_or_default(),
        date: day(matches, "date", "position")?.unwrap_or_default(),
        item: owned(matches, "item").unwrap_or_default(),
        outcome: outcome.map_or(Outcome::Bakom, |(_, outcome)| outcome),
    }))
}

pub fn define_dispatch(words: &Words) -> clap::Command {
    words.command(
        "dispatch",
        words.pick(
            "Antecknar att en revision sänds, och låser källfil och färdiga filer som de sändes",
            "Notes that a revision is sent, and freezes source and rendered files as they were sent",
        ),
        words.pick(
            "kansli dispatch DOKUMENT[@REVISION] --purpose SYFTE --to MOTTAGARE... [--dnr DNR...]",
            "kansli dispatch DOCUMENT[@REVISION] --purpose PURPOSE --to RECIPIENT... [--dnr NUMBER...]",
        ),
        words.examples(&[
            (
                "kansli dispatch lmr-palliativ-vard --purpose synpunkter --to \"Kommunförbundet Björkmark\"",
                "delas enbart för synpunkter: är därmed inte expedierad",
                "shared for comments alone: so it is not dispatched",
            ),
            (
                "kansli dispatch lmr-palliativ-vard@0.7 --purpose beslut --to Kunskapsrådet --dnr \"RBM 2025-00187\"",
                "inför ett ställningstagande: expedieras, med diarienummer",
                "before a position: dispatched, with a case number",
            ),
        ]),
        [
            document(words),
            valued(
                words,
                "purpose",
                ("SYFTE", "PURPOSE"),
                "synpunkter, kannedom, remiss, beslut eller undertecknande",
                "synpunkter (comments), kannedom (information), remiss (consultation), beslut (decision) or undertecknande (signing)",
            )
            .required(true)
            .value_parser(PossibleValuesParser::new(Purpose::ALL.map(|(name, _)| name)))
            .hide_possible_values(true),
            valued(words, "to", ("MOTTAGARE", "RECIPIENT"), "Mottagare; en gång för var och en", "Recipient; once for each")
                .required(true)
                .action(ArgAction::Append),
            valued(words, "dnr", ("DNR", "NUMBER"), "Diarienummer; en gång för varje myndighet", "Case number; once for each authority")
                .action(ArgAction::Append),
            valued(words, "no-dnr", ("SKÄL", "REASON"), "Varför diarienummer saknas", "Why there is no case number"),
        ],
    )
}

pub fn read_dispatch(matches: &ArgMatches) -> Result<Command, Usage> {
    let purpose = Purpose::ALL.into_iter().find(|(name, _)| text(matches, "purpose") == Some(name));
    Ok(Command::Store(StoreCommand::Dispatch {
        named: named_in(matches, "dispatch")?,
        purpose: purpose.map_or(Purpose::Synpunkter, |(_, purpose)| purpose),
        recipients: many(matches, "to"),
        case_numbers: many(matches, "dnr"),
        no_case_number: owned(matches, "no-dnr"),
    }))
}

pub fn define_label(words: &Words) -> clap::Command {
    words.command(
        "label",
        words.pick(
            "Ger en revision en beteckning som aldrig flyttas, bara ersätts av en ny",
            "Gives a revision a label that never moves, and is only superseded by another",
        ),
        words.pick("kansli label DOKUMENT[@REVISION] BETECKNING", "kansli label DOCUMENT[@REVISION] LABEL"),
        words.examples(&[
            (
                "kansli label lmr-palliativ-vard@0.7 remissversion-1",
                "sedan: kansli show lmr-palliativ-vard@remissversion-1",
                "then: kansli show lmr-palliativ-vard@remissversion-1",
            ),
            (
                "kansli label lmr-palliativ-vard remissversion-2 --supersedes remissversion-1",
                "den gamla beteckningen finns kvar på sin revision",
                "the old label stays with its revision",
            ),
        ]),
        [
            document(words),
            words
                .positional("label", words.pick("BETECKNING", "LABEL"), "Bokstäver, siffror och bindestreck", "Letters, digits and hyphens")
                .display_order(3),
            valued(
                words,
                "supersedes",
                ("BETECKNING", "LABEL"),
                "Beteckningen som den nya ersätter",
                "The label that the new one supersedes",
            ),
        ],
    )
}

pub fn read_label(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Store(StoreCommand::Label {
        named: named_in(matches, "label")?,
        label: label(text(matches, "label").unwrap_or_default(), "label")?,
        supersedes: text(matches, "supersedes").map(|given| label(given, "label")).transpose()?,
    }))
}
