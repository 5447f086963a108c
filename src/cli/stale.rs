//! Pictures of pages that an earlier run left, and that would mislead beside those of a shorter document.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::model::Pointer;
use crate::produce::Output;
use crate::read::Source;
use crate::write::page_mark;

/// How far into a file its mark lies at most, in bytes.
const HEAD: u64 = 4096;

/// The files beside `outputs` that are named as a picture of a page of the same document and format, and say themselves
/// that they are one. What somebody else put there under such a name is not among them.
pub fn pages(folder: &Path, stem: &str, source: &Source, outputs: &[Output]) -> Vec<PathBuf> {
    let Some(ending) = outputs.iter().find(|output| output.page.is_some()).map(|output| output.ending) else { return Vec::new() };
    let Some(id) = source.field(&Pointer::root().key("id")).and_then(|id| id.as_str()) else { return Vec::new() };
    let mark = format!("{} ", page_mark(id));
    let new: Vec<String> = outputs.iter().map(|output| output.name(stem)).collect();
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut stale: Vec<PathBuf> = names
        .filter(|name| is_page(name, stem, ending) && !new.contains(name))
        .map(|name| folder.join(name))
        .filter(|path| begins_with_mark(path, &mark))
        .collect();
    stale.sort();
    stale
}

/// Whether a name is that of a page: `lmr-01.png` for the stem `lmr`.
fn is_page(name: &str, stem: &str, ending: &str) -> bool {
    let number = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('-')?.strip_suffix(ending)?.strip_suffix('.'));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

fn begins_with_mark(path: &Path, mark: &str) -> bool {
    let mut head = Vec::new();
    let read = path.is_file() && File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head)).is_ok();
    read && head.windows(mark.len()).any(|part| part == mark.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_its_name() {
        assert!(is_page("lmr-1.png", "lmr", "png") && is_page("lmr-012.svg", "lmr", "svg"));
        for name in ["lmr-.png", "lmr-1a.png", "lmr.png", "lmr-1.svg", "lmr-bilaga-3-1.png", "lmr-1png", "annan-1.png"] {
            assert!(!is_page(name, "lmr", "png"), "{name}");
        }
    }
}
