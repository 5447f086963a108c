//! The whole way with the program: two workspaces that exchange one file, an authority for time on the loopback, and what is
//! refused.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;

use crate::cli::Desk as Folder;

use super::authority::{Keys, Party, Profile, to_pem};

/// An authority that answers over HTTP until the tests end; what it says of time has a fraction.
pub fn authority(party: Party) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = Vec::new();
            let mut buffer = [0; 4096];
            let body = loop {
                let count = stream.read(&mut buffer).unwrap();
                bytes.extend_from_slice(&buffer[..count]);
                let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
                let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok()).unwrap();
                if bytes.len() >= end + 4 + length {
                    break bytes[end + 4..end + 4 + length].to_vec();
                }
            };
            let answer = party.stamped(&body, "20260602113001.25Z");
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len());
            stream.write_all(&[head.as_bytes(), &answer].concat()).unwrap();
        }
    });
    address
}

/// Puts somebody's key and certificate into a folder.
fn put(folder: &Folder, name: &str, party: &Party) {
    folder.put(&format!("{name}.key"), to_pem("PRIVATE KEY", party.keys.pkcs8()));
    folder.put(&format!("{name}.pem"), to_pem("CERTIFICATE", &party.certificate));
}

/// Texts without what changes from day to day and file to file.
fn snapshot(name: &str, text: &str) {
    let filters = [
        (r"\d{4}-\d\d-\d\d kl\. \d\d\.\d\d\.\d\d \(UTC\+\d\)", "[tid]"),
        (r"kontrollsumma [0-9a-f]{12}", "kontrollsumma [summa]"),
        (r"(källfilen|källfil|originalet|Word-fil) [0-9a-f]{12}", "$1 [summa]"),
        (r"http://127\.0\.0\.1:\d+/", "[adress]"),
    ];
    insta::with_settings!({ filters => filters, prepend_module_to_snapshot => false }, { insta::assert_snapshot!(name, text) });
}

#[test]
fn two_workspaces_sign_one_file() {
    let root = Party::root("Testrot");
    let region = root.issue("Henrik Malmgrund", Keys::p256(), 11, &Profile::default());
    let council = root.issue("Per-Olof Tjärnlund", Keys::rsa(), 12, &Profile::default());
    let address = authority(root.issue("Testtid", Keys::p256(), 13, &Profile::time_stamps()));
    let (one, other) = (Folder::new(), Folder::new());
    for (folder, name, party) in [(&one, "vgr", &region), (&other, "vgk", &council)] {
        put(folder, name, party);
        folder.put("rot.pem", to_pem("CERTIFICATE", &root.certificate));
    }
    one.put("lmr.pdf", super::samples::document());
    let mut told = String::new();
    let mut run = |folder: &Folder, line: &str, exit: i32| {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        let outcome = folder.run(&arguments);
        assert_eq!(outcome.exit, exit, "{line}\n{}{}", outcome.out, outcome.err);
        told.push_str(&format!("$ kansli {line}\n{}{}[{exit}]\n\n", outcome.err, outcome.out));
    };
    run(&one, "verify lmr.pdf --trust rot.pem", 1);
    run(&one, "sign --as-printed --as VGR --key vgr.key --cert vgr.pem lmr.pdf", 2);
    run(&one, &format!("sign --as-printed --as Vgr --key vgr.key --cert vgr.pem --tsa {address} lmr.pdf"), 0);
    run(&one, "verify --trust rot.pem --require VGR,VGK lmr.pdf", 5);
    other.put("lmr.pdf", one.read("lmr.pdf"));
    run(&other, &format!("sign --as-printed --as VGR --key vgk.key --cert vgk.pem --tsa {address} lmr.pdf"), 1);
    run(&other, &format!("sign --as-printed --as VGK --key vgk.key --cert vgk.pem --trust rot.pem --tsa {address} lmr.pdf"), 0);
    run(&other, "verify --trust rot.pem --require VGR,VGK lmr.pdf", 0);
    other.put("crl.der", root.list("20260603000000Z", "20450101000000Z", &[]));
    run(&other, &format!("renew --trust rot.pem --crl crl.der --tsa {address} lmr.pdf"), 0);
    run(&other, "verify --trust rot.pem lmr.pdf", 0);
    assert!(other.read("lmr.pdf").starts_with(&one.read("lmr.pdf")), "no byte that was signed has changed");

    let mut tampered = other.read("lmr.pdf");
    tampered[1000] ^= 1;
    other.put("andrad.pdf", &tampered);
    run(&other, "verify --trust rot.pem andrad.pdf", 1);
    run(&other, &format!("sign --as-printed --as VGK --key vgk.key --cert vgk.pem --tsa {address} andrad.pdf"), 1);
    other.put("ingen.pdf", "ingen PDF");
    run(&other, "verify ingen.pdf", 3);
    run(&other, "verify borta.pdf", 3);
    snapshot("sign_program", &told);
}

#[test]
fn whoever_is_meant_trusted_and_revoked_is_told_apart() {
    let root = Party::root("Testrot");
    let region = root.issue("Henrik Malmgrund", Keys::p256(), 11, &Profile::default());
    let address = authority(root.issue("Testtid", Keys::p256(), 13, &Profile::time_stamps()));
    let folder = Folder::new();
    put(&folder, "vgr", &region);
    folder.put("rot.pem", to_pem("CERTIFICATE", &root.certificate));
    folder.put("lmr.pdf", super::samples::document());
    let mut told = String::new();
    let mut run = |words: &[&str], exit: i32| {
        let outcome = folder.run(words);
        assert_eq!(outcome.exit, exit, "{words:?}\n{}{}", outcome.out, outcome.err);
        told.push_str(&format!("$ kansli {}\n{}{}[{exit}]\n\n", words.join(" "), outcome.err, outcome.out));
    };
    let by = ["--key", "vgr.key", "--cert", "vgr.pem"];
    let signing = |tsa: &'static str| {
        [&["sign", "--as-printed", "--as", " västra  götalandsregionen"][..], &by[..], &["--tsa", tsa, "lmr.pdf"]].concat()
    };
    run(&signing("http://127.0.0.1:9/"), 1);
    run(&signing("tidsstämpel"), 1);
    run(&[&["sign", "--as-printed", "--as", " västra  götalandsregionen"][..], &by[..], &["--tsa", &address, "lmr.pdf"]].concat(), 0);
    run(&["verify", "--trust", "rot.pem", "--require", "Västra Götalandsregionen", "lmr.pdf"], 0);
    run(&["verify", "--trust", "rot.pem", "--require", "vgr, vgk", "lmr.pdf"], 5);
    run(&["verify", "--trust", "rot.pem", "--require", "VGX", "lmr.pdf"], 2);
    run(&["verify", "lmr.pdf"], 1);
    run(&["verify", "--trust", "rot.pem", "--trust", "VGR=vgr.pem", "lmr.pdf"], 0);
    run(&["verify", "--trust", "rot.pem", "--crl", "vgr.pem", "lmr.pdf"], 3);
    folder.put("svans.pdf", [folder.read("lmr.pdf"), b"mer\n".to_vec()].concat());
    run(&["verify", "--trust", "rot.pem", "svans.pdf"], 1);
    run(&["renew", "--trust", "rot.pem", "--tsa", &address, "-o", "ny.pdf", "lmr.pdf"], 0);
    snapshot("sign_told_apart", &told);
}

#[test]
fn a_service_signs_what_was_prepared() {
    let root = Party::root("Testrot");
    let region = root.issue("Henrik Malmgrund", Keys::p256(), 11, &Profile::default());
    let folder = Folder::new();
    put(&folder, "vgr", &region);
    folder.put("rot.pem", to_pem("CERTIFICATE", &root.certificate));
    folder.put("lmr.pdf", super::samples::document());
    let outcome = folder.run(&["sign", "prepare", "--as-printed", "--as", "VGR", "--cert", "vgr.pem", "lmr.pdf"]);
    assert_eq!(outcome.exit, 0, "{}", outcome.err);
    let session: serde_json::Value = serde_json::from_slice(&folder.read("lmr.session.json")).unwrap();
    let wanted = super::authority::pem(session["to_be_signed"].as_str().unwrap());
    folder.put("svar.bin", region.keys.sign(&wanted));
    let line = ["sign", "complete", "--signature", "svar.bin", "--trust", "rot.pem", "--no-timestamp", "lmr.session.json"];
    let outcome = folder.run(&line);
    assert_eq!(outcome.exit, 0, "{}", outcome.err);
    assert_eq!(folder.run(&["verify", "--trust", "rot.pem", "lmr.pdf"]).exit, 0);
    // The same answer twice is nothing new; another file is refused.
    folder.put("lmr.session.pdf", super::samples::document());
    assert_eq!(folder.run(&line).exit, 1);
}

#[test]
fn a_password_comes_from_a_file_or_the_environment() {
    let root = Party::root("Testrot");
    let folder = Folder::new();
    let keys = include_str!("../../cases/sign/p256-encrypted.pem");
    folder.put("nyckel.pem", keys);
    folder.put("ord.txt", "ett-hemligt-testord\n");
    folder.put("fel.txt", "fel\n");
    let other = root.issue("Henrik Malmgrund", Keys::p256(), 11, &Profile::default());
    folder.put("certifikat.pem", to_pem("CERTIFICATE", &other.certificate));
    folder.put("lmr.pdf", super::samples::document());
    let line = ["sign", "--as-printed", "--as", "VGR", "--key", "nyckel.pem", "--cert", "certifikat.pem", "--no-timestamp", "lmr.pdf"];
    let with = |more: &[&str], variables: &[(&str, &str)]| {
        let outcome = folder.run_with(variables, &[&line[..], more].concat());
        assert_eq!(outcome.exit, 1, "{}", outcome.err);
        assert!(!outcome.err.contains("testord"), "{}", outcome.err);
        outcome.err
    };
    let password = [("KANSLI_KEY_PASSWORD", "ett-hemligt-testord")];
    let all =
        [with(&[], &[]), with(&["--password-file", "fel.txt"], &[]), with(&["--password-file", "ord.txt"], &[]), with(&[], &password)];
    // Unlocked, it is found to be another key than the certificate's.
    snapshot("sign_passwords", &all.join("\n"));
    assert_eq!(fs::read(folder.path("lmr.pdf")).unwrap(), super::samples::document(), "nothing is written");
}

#[test]
fn no_file_is_written_over_that_is_not_carried_on() {
    let root = Party::root("Testrot");
    let region = root.issue("Henrik Malmgrund", Keys::p256(), 11, &Profile::default());
    let folder = Folder::new();
    put(&folder, "vgr", &region);
    folder.put("rot.pem", to_pem("CERTIFICATE", &root.certificate));
    folder.put("crl.der", root.list("20260603000000Z", "20450101000000Z", &[]));
    folder.put("lmr.pdf", super::samples::document());
    for name in ["brev.docx", "lmr.toml", "annan.session.json"] {
        folder.put(name, "viktigt");
    }
    folder.put("tom.session.pdf", "viktigt");
    let mut told = String::new();
    let mut run = |line: &str, exit: i32| {
        let outcome = folder.run(&line.split_whitespace().collect::<Vec<_>>());
        assert_eq!(outcome.exit, exit, "{line}\n{}{}", outcome.out, outcome.err);
        told.push_str(&format!("$ kansli {line}\n{}{}[{exit}]\n\n", outcome.err, outcome.out));
    };
    run("sign --as-printed --as VGR --key vgr.key --cert vgr.pem --trust rot.pem --no-timestamp lmr.pdf --out brev.docx", 3);
    run("sign prepare --as-printed --as VGR lmr.pdf --out annan.session.json", 3);
    run("sign prepare --as-printed --as VGR lmr.pdf --out tom.session.json", 3);
    assert!(!folder.path("tom.session.json").exists());
    run("sign prepare --as-printed --as VGR --cert vgr.pem lmr.pdf", 0);
    run("sign prepare --as-printed --as VGR --cert vgr.pem lmr.pdf", 0);
    let session: serde_json::Value = serde_json::from_slice(&folder.read("lmr.session.json")).unwrap();
    let wanted = super::authority::pem(session["to_be_signed"].as_str().unwrap());
    folder.put("svar.bin", region.keys.sign(&wanted));
    run("sign complete --signature svar.bin --trust rot.pem --no-timestamp lmr.session.json --out brev.docx", 3);
    run("sign complete --signature svar.bin --trust rot.pem --no-timestamp lmr.session.json", 0);
    run("renew --trust rot.pem --crl crl.der --no-timestamp lmr.pdf --out lmr.toml", 3);
    for name in ["brev.docx", "lmr.toml", "annan.session.json", "tom.session.pdf"] {
        assert_eq!(folder.read(name), b"viktigt", "{name}");
    }
    snapshot("not_written_over", &told);
}

#[test]
fn what_a_signing_command_lacks_is_said_by_its_own_name() {
    let folder = Folder::new();
    let mut told = String::new();
    for line in [
        "sign staus lmr-palliativ-vard",
        "sign hurra lmr-palliativ-vard",
        "sign decline lmr-palliativ-vard --as VGR",
        "sign cancel lmr-palliativ-vard",
        "renew lmr.pdf",
        "package lmr-palliativ-vard@1.0 -o lmr.asice",
    ] {
        let outcome = folder.run(&line.split_whitespace().collect::<Vec<_>>());
        assert_eq!((outcome.exit, outcome.out.as_str()), (2, ""), "{line}");
        told.push_str(&format!("$ kansli {line}\n{}\n", outcome.err));
    }
    snapshot("lacking", &told);
}
