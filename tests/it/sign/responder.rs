//! A responder, a list and an authority for time on the loopback: what `renew` learns of them is in the file, and proves it.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::cli::Desk as Folder;

use super::authority::{Keys, Party, Profile, to_pem};

/// What is asked: the path, and what was sent.
type Asked<'a> = (&'a str, &'a [u8]);

/// Serves over HTTP until the tests end; `None` is "404 Not Found".
fn serve(listener: TcpListener, answer: impl Fn(Asked<'_>) -> Option<Vec<u8>> + Send + 'static) {
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = Vec::new();
            let mut buffer = [0; 4096];
            let (path, body) = loop {
                let count = stream.read(&mut buffer).unwrap();
                bytes.extend_from_slice(&buffer[..count]);
                let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
                let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok()).unwrap_or(0);
                if bytes.len() >= end + 4 + length {
                    break (head.split(' ').nth(1).unwrap().to_owned(), bytes[end + 4..end + 4 + length].to_vec());
                }
            };
            let (status, answer) = match answer((&path, &body)) {
                Some(answer) => ("200 OK", answer),
                None => ("404 Not Found", b"<html>nej".to_vec()),
            };
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len());
            let _ = stream.write_all(&[head.as_bytes(), &answer].concat());
        }
    });
}

/// Days that lie around any on which the tests run, and before the time stamps.
const FROM: &str = "20260603000000Z";
const UNTIL: &str = "20450101000000Z";

/// A folder with a document that a region has signed, and an address for time. `status` is what the responder says of the region's
/// certificate: revoked when, or nothing at all.
fn signed(status: Option<Option<&'static str>>) -> (Folder, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let root = Party::root("Testrot");
    let told = Profile { responder_address: Some(format!("{address}/svar")), ..Profile::default() };
    let region = root.issue("Henrik Malmgrund", Keys::p256(), 11, &told);
    let listed = Profile { list_address: Some(format!("{address}/lista")), ..Profile::time_stamps() };
    let time = root.issue("Testtid", Keys::p256(), 13, &listed);
    let responder = root.issue("Testsvar", Keys::p256(), 14, &Profile::answers());
    let folder = Folder::new();
    folder.put("rot.pem", to_pem("CERTIFICATE", &root.certificate));
    folder.put("n.pem", to_pem("PRIVATE KEY", region.keys.pkcs8()));
    folder.put("c.pem", to_pem("CERTIFICATE", &region.certificate));
    folder.put("lmr.pdf", super::samples::document());
    serve(listener, move |(path, body)| match path {
        "/tid" => Some(time.stamped(body, "20260602113001.25Z")),
        "/lista" => Some(root.list(FROM, UNTIL, &[])),
        "/svar" => status.map(|revoked| responder.answer(&root, 11, revoked, FROM, UNTIL)),
        _ => None,
    });
    let time = format!("{address}/tid");
    run(&folder, &format!("sign --as-printed --as VGR --key n.pem --cert c.pem --tsa {time} lmr.pdf"), 0);
    (folder, time)
}

fn run(folder: &Folder, line: &str, exit: i32) -> String {
    let outcome = folder.run(&line.split_whitespace().collect::<Vec<_>>());
    assert_eq!(outcome.exit, exit, "{line}\n{}{}", outcome.out, outcome.err);
    format!("{}{}", outcome.err, outcome.out)
}

#[test]
fn what_a_responder_says_is_kept_in_the_file() {
    let (folder, time) = signed(Some(None));
    let before = run(&folder, "verify --trust rot.pem lmr.pdf", 0);
    assert!(before.contains("PAdES B-T") && before.contains("det framgår inte om certifikatet var spärrat"), "{before}");
    let told = run(&folder, &format!("renew --trust rot.pem --tsa {time} lmr.pdf"), 0);
    assert!(!told.contains("gick inte att få veta"), "{told}");
    // What it says now, it says without any network: the file carries list and answer.
    let after = run(&folder, "verify --trust rot.pem lmr.pdf", 0);
    assert!(after.contains("PAdES B-LTA") && after.contains("Certifikatet var inte spärrat"), "{after}");
    let document = lopdf::Document::load_mem(&folder.read("lmr.pdf")).unwrap();
    let store = document.catalog().unwrap().get(b"DSS").and_then(|store| document.dereference(store)).unwrap().1.as_dict().unwrap();
    for key in [b"OCSPs".as_slice(), b"CRLs", b"Certs"] {
        assert!(!document.dereference(store.get(key).unwrap()).unwrap().1.as_array().unwrap().is_empty());
    }
}

#[test]
fn a_responder_that_knows_of_a_revocation_counts() {
    // Revoked before it signed: nothing to be proven.
    let (folder, time) = signed(Some(Some("20260601000000Z")));
    run(&folder, &format!("renew --trust rot.pem --tsa {time} --out ny.pdf lmr.pdf"), 0);
    let told = run(&folder, "verify --trust rot.pem ny.pdf", 1);
    assert!(told.contains("spärrades 2026-06-01"), "{told}");
    // Revoked after: the time stamp proves that it was not yet.
    let (folder, time) = signed(Some(Some("20260602200000Z")));
    run(&folder, &format!("renew --trust rot.pem --tsa {time} lmr.pdf"), 0);
    run(&folder, "verify --trust rot.pem lmr.pdf", 0);
}

#[test]
fn a_responder_that_does_not_answer_is_told_of() {
    let (folder, time) = signed(None);
    let told = run(&folder, &format!("renew --trust rot.pem --tsa {time} lmr.pdf"), 0);
    assert!(told.contains("det gick inte att få veta om certifikatet för ”Henrik Malmgrund” är spärrat"), "{told}");
}
