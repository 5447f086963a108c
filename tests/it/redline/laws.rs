//! The laws of a redline, held on the bytes of its Word file.

use kansli::certify::{Output, Sources, certify};
use kansli::model::{Former, Tree};
use proptest::prelude::*;

use super::*;
use crate::redline::drafts::{apply, drafts, edits};

/// Everything that speaks against a redline being one of two versions.
fn faults(redline: &Parts, old: &Tree, new: &Tree) -> Vec<String> {
    let tree = kansli::compare::compare(old, new);
    let marks = tree.redline.expect("a redline");
    let mut faults = Vec::new();
    match after(redline, All::Accepted) {
        Err(fault) => faults.push(format!("accepting: {fault}")),
        Ok(parts) => {
            differences("accepted", &said(&parts), &said(&super::parts(&plain(new))), &mut faults, &mut Vec::new());
            let (sources, file) = (sources(), zipped(&parts));
            if let Err(differences) = certify(new, &theme(), &sources, &[Output { format: "docx", bytes: &file }]) {
                faults.extend(differences.iter().map(|difference| format!("accepted: {difference:?}")));
            }
        }
    }
    let mut untracked = Vec::new();
    match after(redline, All::Rejected) {
        Err(fault) => faults.push(format!("rejecting: {fault}")),
        Ok(parts) => differences("rejected", &said(&parts), &said(&super::parts(&plain(old))), &mut faults, &mut untracked),
    }
    // What Word can't track is known to be so.
    let reformed =
        marks.former.values().any(|former| !matches!(former, Former::Heading { number: Some(_), .. })) || !marks.former.is_empty();
    if !reformed {
        faults.extend(untracked.iter().filter(|untracked| !untracked.starts_with("head")).cloned());
    }
    if marks.former_head.is_none() {
        faults.extend(untracked.iter().filter(|untracked| untracked.starts_with("head")).cloned());
    }
    faults
}

fn sources() -> Sources {
    Sources { source: Hash::of(b"source"), kind: Hash::of(b"kind"), program: env!("CARGO_PKG_VERSION").into(), embedded: None }
}

/// What two files say differently; styles, numbers, heads and columns apart.
fn differences(name: &str, found: &Said, wanted: &Said, faults: &mut Vec<String>, untracked: &mut Vec<String>) {
    let accepted = name == "accepted";
    let texts = |said: &Said| said.paragraphs.iter().map(|paragraph| format!("{} {}", paragraph.place, paragraph.text)).collect::<Vec<_>>();
    let (left, right) = (texts(found), texts(wanted));
    if left != right {
        let at = left.iter().zip(&right).position(|(a, b)| a != b).unwrap_or(left.len().min(right.len()));
        let part = |lines: &[String]| lines.iter().skip(at).take(3).cloned().collect::<Vec<_>>();
        faults.push(format!("{name}: says {:#?} instead of {:#?}", part(&left), part(&right)));
        return;
    }
    let mut told = Vec::new();
    for (a, b) in found.paragraphs.iter().zip(&wanted.paragraphs) {
        if (&a.style, &a.label, &a.set) != (&b.style, &b.label, &b.set) {
            told.push(format!("style of {}: {} {} {} instead of {} {} {}", a.text, a.style, a.label, a.set, b.style, b.label, b.set));
        }
    }
    told.extend(found.tables.iter().zip(&wanted.tables).filter(|(a, b)| a != b).map(|(a, b)| format!("table: {a} instead of {b}")));
    told.extend(found.heads.iter().zip(&wanted.heads).filter(|(a, b)| a != b).map(|(a, b)| format!("head: {a} instead of {b}")));
    told.extend((found.paper != wanted.paper).then(|| format!("paper: {} instead of {}", found.paper, wanted.paper)));
    if accepted { faults.extend(told.into_iter().map(|told| format!("{name}: {told}"))) } else { untracked.extend(told) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn accepting_gives_the_new_version_and_rejecting_the_old(drafts in drafts(), edits in edits()) {
        let mut changed = drafts.clone();
        edits.iter().for_each(|edit| apply(&mut changed, edit));
        let (old, new) = (drafts::tree(&drafts), drafts::tree(&changed));
        let faults = faults(&parts(&redline(&old, &new)), &old, &new);
        prop_assert!(faults.is_empty(), "{faults:#?}");
    }
}

#[test]
fn the_real_pair_keeps_the_laws_both_ways() {
    let (old, new) = (tree("documents/lmr-palliativ-vard/2021-03-15.toml"), tree("documents/lmr-palliativ-vard/2021-06-02.toml"));
    for (old, new) in [(&old, &new), (&new, &old)] {
        assert_eq!(faults(&parts(&redline(old, new)), old, new), [""; 0]);
    }
}
