//! Samples for the outside judges: every document below `documents/` and the hand-made trees, each as PDF and Word file,
//! with the words that a reader of the Word file must find.

use std::fs;
use std::path::{Path, PathBuf};

use kansli::diag::FileName;
use kansli::model::{Block, Body, ListMarker, Tree, words};
use kansli::produce::{Producer, Request};
use kansli::theme::Theme;
use kansli::world::BuiltIn;
use kansli::write::{FORMATS, Provenance};

use crate::support::{tables, trees};

/// The sources below `documents/`, sorted.
pub fn documents() -> Vec<PathBuf> {
    fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                collect(&path, out);
            } else if path.extension().is_some_and(|ending| ending == "toml" || ending == "json") {
                out.push(path);
            }
        }
    }
    let mut out = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("documents"), &mut out);
    out.sort();
    out
}

/// One line for each paragraph, heading, item and cell, with numbers and bullets, in reading order.
pub fn lines(tree: &Tree) -> Vec<String> {
    let mut out = vec![tree.title.document_type.text(), tree.title.title.text()];
    tree.blocks.iter().for_each(|block| block_lines(block, "", &mut out));
    out.retain(|line| !line.trim().is_empty());
    out
}

fn block_lines(block: &Block, label: &str, out: &mut Vec<String>) {
    match &block.body {
        Body::Heading(heading) => out.push(format!("{} {}", heading.number.as_deref().unwrap_or_default(), words(&heading.content))),
        Body::Paragraph { content } => out.push(format!("{label} {}", words(content))),
        Body::List(list) => {
            for (index, item) in list.items.iter().enumerate() {
                let label = match list.marker {
                    ListMarker::Bullet => "•".to_owned(),
                    ListMarker::Number => format!("{}.", index + 1),
                    ListMarker::Bracket => format!("[{}]", index + 1),
                };
                for (place, block) in item.blocks.iter().enumerate() {
                    block_lines(block, if place == 0 { &label } else { "" }, out);
                }
            }
        }
        Body::Table(table) => {
            for cells in std::iter::once(&table.header).chain(table.rows.iter().map(|row| &row.cells)) {
                let from = out.len();
                cells.iter().flat_map(|cell| &cell.blocks).for_each(|block| block_lines(block, "", out));
                out[from..].iter_mut().for_each(|line| *line = line.trim().to_owned());
            }
        }
        Body::Signatures(signatures) => {
            out.extend(signatures.place_and_date.iter().map(|line| line.text()));
            for column in &signatures.columns {
                out.push(column.party.text());
                for signer in &column.signers {
                    out.extend(signer.name.iter().chain(&signer.details).map(|line| line.text()));
                }
            }
        }
    }
}

#[test]
fn samples_for_the_judges() {
    let folder = std::env::var_os("KANSLI_JUDGED").map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("judged"), PathBuf::from);
    fs::create_dir_all(&folder).unwrap();
    let producer = Producer::new(&BuiltIn).unwrap();
    let request =
        Request { formats: FORMATS.iter().map(|format| format.name).collect(), date: Some("2021-03-15".into()), ..Request::default() };
    let documents = documents();
    assert!(documents.len() >= 4, "{documents:?}");
    for path in documents {
        let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().with_extension("").to_string_lossy().replace(['/', '\\'], "-");
        let source = kansli::read::read(FileName::new(path.to_string_lossy()), &fs::read(&path).unwrap()).unwrap();
        let outputs = producer.produce(&source, &request).output.unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
        assert_eq!(outputs.len(), FORMATS.len() + 1);
        for output in &outputs {
            #[cfg(feature = "pdf")]
            if output.ending == "pdf" {
                crate::support::standards::assert_conforms(&output.bytes);
            }
            fs::write(folder.join(format!("{name}.{}", output.ending)), &output.bytes).unwrap();
        }
        let tree = producer.check(&source, &request.options, &request.record).output.unwrap();
        fs::write(folder.join(format!("{name}.words")), lines(&tree).join("\n")).unwrap();
    }
    for name in ["exempel/alla-delar", "lmr-palliativ-vard/2021-06-02"] {
        copy(&folder, name);
    }
    redlines(&folder);
    let theme = Theme::load(&BuiltIn, kansli::theme::DEFAULT_THEME).unwrap();
    let hash = kansli::model::Hash::of(b"");
    let provenance = Provenance { source: hash.clone(), kind: hash, theme: theme.hash.clone(), date: "2021-03-15".into(), docx: None };
    for (name, tree) in [("rich-tree", trees::rich()), ("tables-tree", tables::tables())] {
        for format in FORMATS {
            let bytes = (format.write)(&tree, &theme, &provenance).unwrap().bytes;
            fs::write(folder.join(format!("{name}.{}", format.ending)), bytes).unwrap();
        }
        fs::write(folder.join(format!("{name}.words")), lines(&tree).join("\n")).unwrap();
    }
}

/// Comparisons of every pair, as PDF and as web pages.
fn redlines(folder: &Path) {
    for (name, old, new) in crate::compare::PAIRS {
        let (redline, files) = crate::compare::formats::files(old, new, &["pdf", "html"]);
        assert!(redline.redline.is_some());
        for (ending, bytes) in files {
            fs::write(folder.join(format!("redline-{name}.{ending}")), bytes).unwrap();
        }
    }
}

/// A copy of a document in the other theme, with a label, and in builds with PDF with the source inside.
fn copy(folder: &Path, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents").join(format!("{name}.toml"));
    let source = kansli::read::read(FileName::new(path.to_string_lossy()), &fs::read(&path).unwrap()).unwrap();
    let producer = Producer::with_theme(&BuiltIn, "antikva").unwrap();
    let request = Request {
        formats: FORMATS.iter().map(|format| format.name).collect(),
        label: Some("Bilaga 3 till rådets möte 2021-06-14".into()),
        embed_source: true,
        ..Request::default()
    };
    let outputs = producer.produce(&source, &request).output.unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
    let name = format!("copy-{}-with-source", name.replace('/', "-"));
    for output in &outputs {
        #[cfg(feature = "pdf")]
        if output.ending == "pdf" {
            crate::support::standards::assert_conforms_with_source(&output.bytes);
        }
        fs::write(folder.join(output.name(&name)), &output.bytes).unwrap();
    }
    let tree = producer.check(&source, &request.options, &request.record).output.unwrap();
    fs::write(folder.join(format!("{name}.words")), lines(&tree).join("\n")).unwrap();
}
