//! Why a version is not signed, or a file not taken in, becomes a refusal that names the way on.

use std::collections::{BTreeSet, VecDeque};

use super::signing::{Asked, signed_state};
use crate::diag::{codes, shortened};
use crate::model::{SetBy, State, States};
use crate::store::projection::RevisionRow;
use crate::store::refusal::Refusal;

/// The states on the shortest way from one state to one that is signed from, that one included.
fn way<'a>(from: &str, states: &'a States) -> Option<Vec<&'a State>> {
    let (mut queue, mut met) = (VecDeque::from([vec![states.get(from)?]]), BTreeSet::new());
    while let Some(path) = queue.pop_front() {
        let last = *path.last()?;
        if signed_state(&last.id, states).is_some() {
            return Some(path.into_iter().skip(1).collect());
        }
        for next in states.after(last).into_iter().filter(|next| met.insert(next.id.clone())) {
            queue.push_back([path.as_slice(), &[next]].concat());
        }
    }
    None
}

/// A version in a state that nobody signs in: which it is, and the way on.
pub(super) fn not_fixed(row: &RevisionRow, states: &States) -> Refusal {
    let (document, version) = (&row.document, row.version);
    let state = states.get(&row.state);
    let (sv, en) = state.map_or((row.state.clone(), row.state.clone()), |state| (state.name.sv.clone(), state.name.en.clone()));
    if state.is_some_and(|state| state.set_by == SetBy::Signatures) {
        return Refusal::new(
            codes::NOT_SIGNABLE,
            format!("version {version} är redan ”{sv}”: alla har undertecknat"),
            format!("version {version} is “{en}” already: everybody has signed"),
        )
        .hint(format!("se vilka: kansli sign status {document}@{version}"), format!("see who: kansli sign status {document}@{version}"));
    }
    let refusal = Refusal::new(
        codes::NOT_SIGNABLE,
        format!("version {version} är ”{sv}”; bara en version som är fastställd för undertecknande undertecknas"),
        format!("version {version} is “{en}”; only a version that is fixed for signing is signed"),
    );
    match way(&row.state, states) {
        Some(way) => {
            let steps: Vec<String> = way.iter().map(|state| format!("kansli state {document} {}", state.id)).collect();
            refusal.hint(format!("för den dit: {}", steps.join(", sedan ")), format!("bring it there: {}", steps.join(", then ")))
        }
        None if states.iter().any(|state| state.set_by == SetBy::Signatures) => refusal.hint(
            format!("därifrån går det inte; se vilken version som gäller: kansli log {document}"),
            format!("there is no way from there; see which version holds: kansli log {document}"),
        ),
        None => refusal.hint("dokument av detta slag undertecknas inte", "documents of this kind are not signed"),
    }
}

/// A file and a store that know different signatures.
pub(super) fn differs(row: &RevisionRow, placed: usize, begins: bool) -> Refusal {
    let (document, version, known) = (&row.document, row.version, row.signing.signatures.len());
    let refusal = match begins {
        true => Refusal::new(
            codes::SIGNATURES_DIFFER,
            format!("filen har färre underskrifter ({placed}) än lagret ({known}) på version {version}: den är inte den senaste"),
            format!("the file has fewer signatures ({placed}) than the store ({known}) of version {version}: it is not the last"),
        ),
        false => Refusal::new(
            codes::SIGNATURES_DIFFER,
            format!("filen har andra underskrifter än lagret på version {version}: två har undertecknat var sin fil"),
            format!("the file has other signatures than the store on version {version}: two have signed files of their own"),
        ),
    };
    refusal.hint(
        format!("utgå från den fil som lagret har: kansli sign status {document}@{version} --out FIL.pdf"),
        format!("go on from the file that the store has: kansli sign status {document}@{version} --out FILE.pdf"),
    )
}

/// A file that lacks the proof that was added to the signatures, or has other.
pub(super) fn not_renewed(row: &RevisionRow) -> Refusal {
    let (document, version) = (&row.document, row.version);
    Refusal::new(
        codes::SIGNATURES_DIFFER,
        format!("filen saknar bevis och tidsstämplar som lagret har på version {version}: den är inte den senaste"),
        format!("the file lacks proof and time stamps that the store has of version {version}: it is not the last"),
    )
    .hint(
        format!("utgå från den fil som lagret har: kansli sign status {document}@{version} --out FIL.pdf"),
        format!("go on from the file that the store has: kansli sign status {document}@{version} --out FILE.pdf"),
    )
}

pub(super) fn not_asked(row: &RevisionRow, principal: &str, signatory: &str, asked: &[Asked]) -> Refusal {
    let (version, principal, signatory) = (row.version, shortened(principal), shortened(signatory));
    let all: Vec<String> = asked
        .iter()
        .map(|asked| asked.signatory.as_ref().map_or_else(|| asked.principal.clone(), |name| format!("{name} ({})", asked.principal)))
        .collect();
    let all = all.join(", ");
    Refusal::new(
        codes::NOT_SIGNABLE,
        format!("version {version} har ingen underskriftsrad för {signatory} ({principal})"),
        format!("version {version} has no signature line for {signatory} ({principal})"),
    )
    .hint(format!("de som ska underteckna: {all}"), format!("those who are to sign: {all}"))
}
