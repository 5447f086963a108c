//! PDFs that other programs made or rewrote are signed and read, or refused in words that say what to do.

use std::fmt::Write;
use std::process::Command;

use kansli::sign::*;

use super::bench::{Desk, refusals};

/// A file as qpdf rewrites it; `None` where there is no qpdf, which is a failure in CI.
fn rewritten(bytes: &[u8], options: &[&str]) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("a.pdf"), folder.path().join("b.pdf"));
    std::fs::write(&from, bytes).unwrap();
    match Command::new("qpdf").args(options).arg(&from).arg(&to).output() {
        Ok(output) => {
            assert!(output.status.code().is_some_and(|code| code == 0 || code == 3), "{}", String::from_utf8_lossy(&output.stderr));
            Some(std::fs::read(&to).unwrap())
        }
        Err(_) => {
            assert!(std::env::var_os("CI").is_none(), "qpdf is missing");
            None
        }
    }
}

#[test]
fn files_in_every_build_are_signed_by_both() {
    let desk = Desk::new();
    for options in [
        &["--object-streams=generate"][..],
        &["--object-streams=disable", "--compress-streams=n"],
        &["--linearize"],
        &["--linearize", "--object-streams=generate"],
        &["--newline-before-endstream", "--normalize-content=n"],
    ] {
        let Some(bytes) = rewritten(super::samples::document(), options) else { return };
        let first = desk.sign(&prepare(&bytes).unwrap(), "VGR", &desk.region);
        let second = desk.sign(&first, "VGK", &desk.council);
        assert!(second.starts_with(&bytes), "{options:?}");
        for file in [&first, &second] {
            assert_eq!(refusals(file, &desk.policy()), Vec::<&str>::new(), "{options:?}");
        }
        let mut flipped = second.clone();
        flipped[600] ^= 1;
        assert!(!refusals(&flipped, &desk.policy()).is_empty(), "{options:?}");
    }
}

#[test]
fn what_can_t_be_read_or_was_rewritten_is_told_in_plain_words() {
    let desk = Desk::new();
    let (_, both) = desk.both();
    let mut out = String::new();
    let mut case = |name: &str, bytes: &[u8]| {
        let said = match verify(bytes, &desk.policy()) {
            Ok(report) => {
                assert_eq!(report.verdict, Verdict::Invalid, "{name}");
                let mut findings: Vec<String> =
                    report.all_findings().map(|found| format!("  [{}] {}", found.code, found.message.sv)).collect();
                findings.dedup();
                format!("{}\n{}", report.sentence().sv, findings.join("\n"))
            }
            Err(fault) => {
                let hint = fault.hint.map(|hint| format!("\n  = {}", hint.sv)).unwrap_or_default();
                format!("[{}] {}{hint}", fault.code, fault.message.sv)
            }
        };
        writeln!(out, "{name}: {said}\n").unwrap();
    };
    case("nothing", b"");
    case("a zip archive", b"PK\x03\x04 and so on");
    case("the first half", &both[..both.len() / 2]);
    case("a head alone", b"%PDF-1.7\n");
    if let Some(bytes) = rewritten(super::samples::document(), &["--encrypt", "lösen", "ägare", "256", "--"]) {
        case("behind a password", &bytes);
    }
    if let Some(bytes) = rewritten(super::samples::document(), &["--encrypt", "", "ägare", "256", "--"]) {
        case("encrypted without a password", &bytes);
    }
    if let Some(bytes) = rewritten(&both, &[]) {
        case("signed, then written anew by qpdf", &bytes);
    }
    if let Some(bytes) = rewritten(&both, &["--linearize"]) {
        case("signed, then made fit for the web", &bytes);
    }
    if Command::new("qpdf").arg("--version").output().is_ok() {
        insta::assert_snapshot!("foreign", out);
    }
}
