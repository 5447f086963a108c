//! Events in words, as people tell them.

use crate::diag::Message;
use crate::kind::Kind;
use crate::model::{Actor, Moment};
use crate::store::{Act, CaseNumber, Faults, Outcome, Purpose, Tally};

/// Most recipients that are named one by one.
const NAMED: usize = 3;

/// A moment by the clocks of Sweden: "2021-03-15 08.05".
pub fn when(moment: Moment) -> String {
    let local = moment.in_sweden();
    format!("{} {:02}.{:02}", local.date(), local.hour(), local.minute())
}

/// "2021-06-02", in Swedish time.
pub fn day(moment: Moment) -> String {
    moment.in_sweden().date().to_string()
}

/// "Åsa Öhrnfeldt, processledare, Region Björkmark"
pub fn who(actor: &Actor) -> String {
    [&actor.name, &actor.role, &actor.principal].into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}

/// What a body came to, after its name: "ställde sig bakom".
pub fn outcome(outcome: Outcome) -> Message {
    let (sv, en) = match outcome {
        Outcome::Bakom => ("ställde sig bakom", "endorsed it"),
        Outcome::BakomMedAndringar => ("ställde sig bakom med ändringar", "endorsed it with changes"),
        Outcome::InteBakom => ("ställde sig inte bakom", "did not endorse it"),
        Outcome::Aterremiss => ("återremitterade", "referred it back"),
        Outcome::Bordlagd => ("bordlade", "put it off"),
        Outcome::Antagen => ("antog", "adopted it"),
        Outcome::AntagenMedTillagg => ("antog med tillägg", "adopted it with an addition"),
        Outcome::Avslagen => ("avslog", "rejected it"),
    };
    Message::new(sv, en)
}

/// How something was sent, before its recipients: "Sänd på remiss till".
pub fn sent(purpose: Purpose) -> Message {
    let (sv, en) = match purpose {
        Purpose::Synpunkter => ("Delad för synpunkter med", "Shared for comments with"),
        Purpose::Kannedom => ("Sänd för kännedom till", "Sent for information to"),
        Purpose::Remiss => ("Sänd på remiss till", "Sent for consultation to"),
        Purpose::Beslut => ("Sänd inför beslut till", "Sent for a decision to"),
        Purpose::Undertecknande => ("Sänd för undertecknande till", "Sent for signing to"),
    };
    Message::new(sv, en)
}

/// "Region Björkmark och Kunskapsrådet", or "50 mottagare".
pub fn recipients(all: &[String]) -> Message {
    match all {
        [only] => Message::new(only, only),
        [first @ .., last] if all.len() <= NAMED => {
            let first = first.join(", ");
            Message::new(format!("{first} och {last}"), format!("{first} and {last}"))
        }
        _ => Message::new(format!("{} mottagare", all.len()), format!("{} recipients", all.len())),
    }
}

/// The name of a state of a kind; the id of one that the kind does not know any more.
pub fn state(kind: Option<&Kind>, id: &str) -> Message {
    kind.and_then(|kind| kind.states.get(id)).map_or_else(|| Message::new(id, id), |state| state.name.clone())
}

/// "1–4, 6"
pub fn stretches(all: &[(u64, u64)]) -> String {
    let parts: Vec<String> =
        all.iter().map(|(first, last)| if first == last { first.to_string() } else { format!("{first}–{last}") }).collect();
    parts.join(", ")
}

/// "Beslut: antagen av 31 av 50 parter (2 med tillägg), avslagen av 1"; `None` before any party has decided.
pub fn tally(tally: &Tally) -> Option<Message> {
    let Tally { adopted, with_addition, rejected, referred, asked } = tally;
    if adopted + rejected + referred == 0 {
        return None;
    }
    let (mut sv, mut en) = (format!("Beslut: antagen av {adopted}"), format!("Decisions: adopted by {adopted}"));
    if *asked > 0 {
        sv.push_str(&format!(" av {asked}"));
        en.push_str(&format!(" of {asked}"));
    }
    sv.push_str(if (*asked, *adopted) == (0, 1) { " part" } else { " parter" });
    en.push_str(if (*asked, *adopted) == (0, 1) { " party" } else { " parties" });
    for (count, word_sv, word_en) in [
        (with_addition, " (av dem {} med tillägg)", " ({} of them with an addition)"),
        (rejected, ", avslagen av {}", ", rejected by {}"),
        (referred, ", återremitterad av {}", ", referred back by {}"),
    ] {
        if *count > 0 {
            sv.push_str(&word_sv.replace("{}", &count.to_string()));
            en.push_str(&word_en.replace("{}", &count.to_string()));
        }
    }
    Some(Message::new(sv, en))
}

/// "1 händelse", "12 händelser"
pub fn events(count: u64) -> Message {
    if count == 1 { Message::new("1 händelse", "1 event") } else { Message::new(format!("{count} händelser"), format!("{count} events")) }
}

/// "2 fel, 1 varning"; `None` when there is neither.
pub fn faults(faults: &Faults) -> Option<Message> {
    let (errors, warnings) = (faults.errors, faults.warnings);
    let warnings_sv = if warnings == 1 { "varning" } else { "varningar" };
    let (errors_en, warnings_en) = (if errors == 1 { "error" } else { "errors" }, if warnings == 1 { "warning" } else { "warnings" });
    match (errors, warnings) {
        (0, 0) => None,
        (0, _) => Some(Message::new(format!("{warnings} {warnings_sv}"), format!("{warnings} {warnings_en}"))),
        (_, 0) => Some(Message::new(format!("{errors} fel"), format!("{errors} {errors_en}"))),
        _ => {
            Some(Message::new(format!("{errors} fel, {warnings} {warnings_sv}"), format!("{errors} {errors_en}, {warnings} {warnings_en}")))
        }
    }
}

/// "Henrik Malmgrund (VGR)"; the principal alone where nobody is named.
pub fn signatory(principal: &str, name: Option<&str>) -> String {
    name.map_or_else(|| principal.to_owned(), |name| format!("{name} ({principal})"))
}

/// What was done, in a sentence without its full stop.
pub fn act(act: &Act, kind: Option<&Kind>) -> Message {
    match act {
        Act::Revision { reason, faults: found, restores, .. } => {
            let (how_sv, how_en) = match restores {
                None => ("Sparad".to_owned(), "Saved".to_owned()),
                Some(old) => (format!("Revision {old} tillbaka"), format!("Revision {old} brought back")),
            };
            let found = faults(found).map(|found| (format!(" ({})", found.sv), format!(" ({})", found.en)));
            let (found_sv, found_en) = found.unwrap_or_default();
            Message::new(format!("{how_sv}: {reason}{found_sv}"), format!("{how_en}: {reason}{found_en}"))
        }
        Act::State { .. } => change_of_state(act, kind),
        Act::Position { body, date, item, outcome: came_to, .. } => {
            let came_to = outcome(*came_to);
            Message::new(format!("{body} {} {date}, {item}", came_to.sv), format!("{body} {} on {date}, {item}", came_to.en))
        }
        Act::Dispatch { purpose, recipients: all, case_number, .. } => {
            let (how, whom) = (sent(*purpose), recipients(all));
            let (number_sv, number_en) = match case_number {
                Some(CaseNumber::Numbers(numbers)) => {
                    (format!(", dnr {}", numbers.join(", ")), format!(", case number {}", numbers.join(", ")))
                }
                Some(CaseNumber::None { reason }) => (format!(", utan dnr: {reason}"), format!(", without a case number: {reason}")),
                None => Default::default(),
            };
            Message::new(format!("{} {}{number_sv}", how.sv, whom.sv), format!("{} {}{number_en}", how.en, whom.en))
        }
        Act::Label { label, supersedes, .. } => {
            let old = supersedes.as_ref().map(|old| (format!(", i stället för {old}"), format!(", in place of {old}")));
            let (old_sv, old_en) = old.unwrap_or_default();
            Message::new(format!("Beteckning: {label}{old_sv}"), format!("Label: {label}{old_en}"))
        }
        Act::SigningOpened(opened) => {
            let who = signatory(&opened.principal, opened.signatory.as_deref());
            Message::new(format!("Underskrift förberedd: {who}"), format!("Signature prepared: {who}"))
        }
        Act::Signature(signature) => {
            let (who, subject) = (signatory(&signature.principal, signature.signatory.as_deref()), &signature.certificate.subject);
            let file = signature.file.sha256.short();
            Message::new(
                format!("Undertecknad elektroniskt: {who}; certifikat för {subject}, filens kontrollsumma {file}"),
                format!("Signed electronically: {who}; certificate of {subject}, hash of the file {file}"),
            )
        }
        Act::SigningClosed(closed) => {
            let reason = &closed.reason;
            Message::new(
                format!("Förberedd underskrift uppgiven; skäl: {reason}"),
                format!("Prepared signature given up; reason: {reason}"),
            )
        }
        Act::Declined(declined) => {
            let (who, reason) = (signatory(&declined.principal, declined.signatory.as_deref()), &declined.reason);
            Message::new(format!("Underskrift avböjd: {who}; skäl: {reason}"), format!("Declined to sign: {who}; reason: {reason}"))
        }
        Act::InkSignature(ink) => {
            let (who, date, page) = (signatory(&ink.principal, Some(&ink.signatory)), &ink.date, ink.page.sha256.short());
            Message::new(
                format!("Undertecknad på papper {date}: {who}; den inlästa sidans kontrollsumma {page}"),
                format!("Signed on paper {date}: {who}; hash of the scanned page {page}"),
            )
        }
        Act::Counterparts(counterparts) => {
            let copies = counterparts.copies.iter().map(|copy| format!("{} {}", copy.principal, copy.sha256.short()));
            let copies = copies.collect::<Vec<_>>().join(", ");
            Message::new(
                format!("Exemplar för underskrift på papper gjorda: {copies}"),
                format!("Copies for signing on paper made: {copies}"),
            )
        }
        Act::Renewed(renewal) => {
            let (stamp_sv, stamp_en) = renewal.authority.as_ref().map_or_else(Default::default, |authority| {
                (format!(" och tidsstämpel av {authority}"), format!(" and a time stamp of {authority}"))
            });
            let file = renewal.file.sha256.short();
            Message::new(
                format!("Förnyad: bevis om certifikaten{stamp_sv}; filens kontrollsumma {file}"),
                format!("Renewed: proof about the certificates{stamp_en}; hash of the file {file}"),
            )
        }
        Act::Published(publication) => {
            let (masked, original) = (publication.masked, publication.original.short());
            let files: Vec<String> = publication.copies.iter().map(|file| format!("{} {}", file.ending, file.sha256.short())).collect();
            let files = files.join(", ");
            let (masked_sv, masked_en) = match masked {
                0 => ("inget maskat".to_owned(), "nothing masked".to_owned()),
                1 => ("1 uppgift maskad".to_owned(), "1 thing masked".to_owned()),
                _ => (format!("{masked} uppgifter maskade"), format!("{masked} things masked")),
            };
            Message::new(
                format!("Allmän kopia gjord ({files}), {masked_sv}; originalets kontrollsumma {original}"),
                format!("Public copy made ({files}), {masked_en}; hash of the original {original}"),
            )
        }
        Act::Weighing(weighing) => {
            let (count, changed, old) = (weighing.changes.len(), weighing.changed(), weighing.compared_with);
            let (weights_sv, weights_en) = if count == 1 { ("1 vikt", "1 weight") } else { ("vikter", "weights") };
            let number = if count == 1 { String::new() } else { format!("{count} ") };
            let (mut sv, mut en) = (
                format!("{number}{weights_sv} bekräftade mot revision {old}"),
                format!("{number}{weights_en} confirmed against revision {old}"),
            );
            if count == 1 {
                sv = sv.replace("bekräftade", "bekräftad");
            }
            if changed > 0 {
                sv.push_str(&format!(", {changed} ändrad{}", if changed == 1 { "" } else { "e" }));
                en.push_str(&format!(", {changed} changed"));
            }
            if let Some(reason) = &weighing.reason {
                sv.push_str(&format!("; skäl: {reason}"));
                en.push_str(&format!("; reason: {reason}"));
            }
            Message::new(sv, en)
        }
        Act::Weeding { revisions } => {
            let revisions = stretches(revisions);
            Message::new(format!("Rensade utkast: revision {revisions}"), format!("Weeded drafts: revision {revisions}"))
        }
        Act::Disposal { revisions, decision } => {
            let revisions = stretches(revisions);
            Message::new(
                format!("Gallrat innehåll: revision {revisions}. Beslut: {decision}"),
                format!("Content disposed of: revision {revisions}. Decision: {decision}"),
            )
        }
    }
}

fn change_of_state(act: &Act, kind: Option<&Kind>) -> Message {
    let Act::State { from, to, reason, opens, replaced_by, validity, .. } = act else { return Message::new("", "") };
    let (old, new) = (state(kind, from), state(kind, to));
    let (mut sv, mut en) = match opens {
        Some(opened) => (
            format!("Tillbaka från ”{}” till ”{}”: revision {} (version {})", old.sv, new.sv, opened.revision, opened.version),
            format!("Back from “{}” to “{}”: revision {} (version {})", old.en, new.en, opened.revision, opened.version),
        ),
        None => (format!("Läge: {}", new.sv), format!("State: {}", new.en)),
    };
    if let Some(by) = replaced_by {
        sv.push_str(&format!(" av {by}"));
        en.push_str(&format!(" by {by}"));
    }
    for (day, word_sv, word_en) in [
        (&validity.from, "giltig från och med", "valid from"),
        (&validity.until, "till och med", "until"),
        (&validity.review_by, "revideras senast", "to be revised by"),
    ] {
        if let Some(day) = day {
            sv.push_str(&format!(", {word_sv} {day}"));
            en.push_str(&format!(", {word_en} {day}"));
        }
    }
    if let Some(reason) = reason {
        sv.push_str(&format!("; skäl: {reason}"));
        en.push_str(&format!("; reason: {reason}"));
    }
    Message::new(sv, en)
}
