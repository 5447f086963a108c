//! The pairs of documents below `tests/cases/redline/` and the real one, and the files that other programs judge.

use std::fs;
use std::path::Path;

use kansli::compare::rejected;
use kansli::model::{Body, Tree};
use proptest::strategy::{Strategy, ValueTree};

use super::{drafts, redline, tree};
use crate::judged::lines;

/// How many generated pairs other programs judge.
const GENERATED: usize = 60;

/// Each pair's name, old and new version; the real pair both ways.
pub fn pairs() -> Vec<(String, Tree, Tree)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/redline");
    let mut names: Vec<String> =
        fs::read_dir(folder).expect("pairs").map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let case = |name: String| {
        let version = |which: &str| tree(&format!("tests/cases/redline/{name}/{which}.toml"));
        let (old, new) = (version("old"), version("new"));
        (name, old, new)
    };
    let mut pairs: Vec<_> = names.into_iter().map(case).collect();
    assert!(pairs.len() >= 7, "{}", pairs.len());
    let (march, june) = (tree("documents/lmr-palliativ-vard/2021-03-15.toml"), tree("documents/lmr-palliativ-vard/2021-06-02.toml"));
    pairs.push(("different-kinds".into(), june.clone(), tree("documents/lmr-palliativ-vard-riktlinje/2023-05-10.toml")));
    pairs.push(("march-to-june".into(), march.clone(), june.clone()));
    pairs.push(("june-to-march".into(), june, march));
    pairs
}

/// Pairs of generated documents, the same on every run.
pub fn generated(count: usize) -> Vec<(String, Tree, Tree)> {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let pair = |at: usize| {
        let mut value = || (drafts::drafts(), drafts::edits()).new_tree(&mut runner).expect("a value").current();
        // Short documents find little.
        let (old, edits) = std::iter::repeat_with(&mut value).find(|(old, edits)| old.len() > 4 && edits.len() > 2).expect("endless");
        let mut new = old.clone();
        edits.iter().for_each(|edit| drafts::apply(&mut new, edit));
        (format!("generated-{at:03}"), drafts::tree(&old), drafts::tree(&new))
    };
    (1..=count).map(pair).collect()
}

/// Numbers headings anew, as Word does.
fn counted(tree: &mut Tree) {
    let mut counts = [0_u8; 2];
    for block in &mut tree.blocks {
        let Body::Heading(heading) = &mut block.body else { continue };
        let Some(number) = &mut heading.number else { continue };
        if heading.level == 1 {
            counts = [counts[0] + 1, 0];
            *number = format!("{}.", counts[0]);
        } else {
            counts[1] += 1;
            *number = format!("{}.", char::from(b'a' + counts[1] - 1));
        }
    }
}

/// Writes every redline, and what a reader finds when all changes are accepted or rejected, one paragraph a line.
pub fn samples(folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    for (name, old, new) in pairs().into_iter().chain(generated(GENERATED)) {
        let write = |ending: &str, bytes: &[u8]| fs::write(folder.join(format!("{name}.{ending}")), bytes).expect("written");
        write("docx", &redline(&old, &new));
        write("accepted.words", lines(&new).join("\n").as_bytes());
        let mut compared = kansli::compare::compare(&old, &new);
        // What Word can't track is as in the new version: the appendix tells of it.
        if let Some(marks) = &mut compared.redline {
            marks.former.clear();
        }
        let mut old = rejected(&compared);
        counted(&mut old);
        write("rejected.words", lines(&old).join("\n").as_bytes());
    }
}

/// The outside judges read these from the target folder.
#[test]
fn redlines_for_the_judges() {
    let folder = std::env::var_os("KANSLI_REDLINES");
    samples(&folder.map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("redlines"), std::path::PathBuf::from));
}
