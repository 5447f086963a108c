//! Bytes that nobody meant well: differences, never a panic, and within limits of time and memory.

use std::io::{Cursor, Write};

use proptest::prelude::*;

use super::{told, written};
use crate::support::trees::rich;

fn refused(format: &str, bytes: &[u8]) -> Vec<String> {
    let differences = told(&rich(), format, bytes);
    assert!(!differences.is_empty());
    differences
}

#[test]
fn a_package_that_swells_is_refused() {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for part in 0..9 {
        out.start_file(format!("word/part{part}.xml"), options).expect("a part");
        (0..8).for_each(|_| out.write_all(&vec![b' '; 1 << 20]).expect("a megabyte"));
    }
    let bytes = out.finish().expect("a package").into_inner();
    assert!(bytes.len() < 1 << 20);
    assert_eq!(refused("docx", &bytes), ["Word-filen säger inte detsamma som dokumentet: filen blir för stor när den packas upp"]);
}

#[test]
fn a_part_nested_without_end_is_refused() {
    let bytes = super::docx::edited(&written(&rich(), "docx"), "word/document.xml", |_| "<w:p>".repeat(100_000));
    assert_eq!(refused("docx", &bytes), ["Word-filen säger inte detsamma som dokumentet: filens huvuddel saknas eller är skadad"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nonsense_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        refused("pdf", &bytes);
        refused("docx", &bytes);
        refused("pdf", &[b"%PDF-1.7\n", bytes.as_slice()].concat());
        for format in ["html", "txt", "json"] {
            refused(format, &bytes);
        }
    }

    #[test]
    fn damaged_text_never_panics(at in any::<prop::sample::Index>(), insert in "[<>/=\"&a-z0-9{};:#@ \n_-]{1,6}", cut in 0usize..40) {
        for format in ["html", "txt", "json"] {
            let text = String::from_utf8(written(&rich(), format)).expect("UTF-8");
            let characters: Vec<char> = text.chars().collect();
            let at = at.index(characters.len());
            let end = (at + cut).min(characters.len());
            let damaged: String = characters[..at].iter().copied().chain(insert.chars()).chain(characters[end..].iter().copied()).collect();
            told(&rich(), format, damaged.as_bytes());
        }
    }

    #[test]
    fn a_damaged_word_file_never_panics(at in 0usize..20_000, byte in any::<u8>()) {
        let mut bytes = written(&rich(), "docx");
        let at = at % bytes.len();
        bytes[at] = byte;
        told(&rich(), "docx", &bytes);
    }

    #[test]
    fn damaged_xml_never_panics(at in 0usize..60_000, insert in "[<>/\"&a-z0-9 ]{0,6}") {
        let bytes = super::docx::edited(&written(&rich(), "docx"), "word/document.xml", |xml| {
            let at = (at % xml.len()..).find(|at| xml.is_char_boundary(*at)).unwrap_or(0);
            format!("{}{insert}#{}", &xml[..at], &xml[at..])
        });
        told(&rich(), "docx", &bytes);
    }
}

#[cfg(feature = "pdf")]
mod pdf {
    use super::*;

    /// Written once: making a PDF costs more than reading it.
    static BYTES: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| super::super::pdf::plain(&written(&rich(), "pdf")));

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_damaged_pdf_never_panics(at in any::<prop::sample::Index>(), bytes in proptest::collection::vec(any::<u8>(), 1..8)) {
            let mut damaged = BYTES.clone();
            let at = at.index(damaged.len() - bytes.len());
            damaged[at..at + bytes.len()].copy_from_slice(&bytes);
            told(&rich(), "pdf", &damaged);
        }

        #[test]
        fn a_pdf_cut_short_never_panics(at in any::<prop::sample::Index>()) {
            refused("pdf", &BYTES[..at.index(BYTES.len() - 10)]);
        }
    }
}
