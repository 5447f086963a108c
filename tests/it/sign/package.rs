//! A package holds what it says, in the order that the standard wants, and its signature is over all of it.

use std::io::Read;

use kansli::sign::*;

use super::bench::{Clock, Desk, STAMPED, certificate};

fn parts() -> Vec<Part> {
    let part = |name: &str, bytes: &[u8]| Part { name: name.into(), media_type: "text/plain".into(), bytes: bytes.to_vec() };
    vec![part("lmr.pdf", b"%PDF"), part("källa å.toml", b"id = 'lmr'")]
}

#[test]
fn a_package_is_signed_as_a_whole() {
    let desk = Desk::new();
    let key = FileKey::read(desk.region.keys.pkcs8(), None).unwrap();
    let chain = [certificate(&desk.region)];
    let made = pack(&parts(), &key, &chain, Some(&Clock(&desk.time, STAMPED))).unwrap();
    // The media type stands first, uncompressed, where programs look for it.
    assert_eq!(&made[30..38 + MEDIA_TYPE.len()], [b"mimetype", MEDIA_TYPE.as_bytes()].concat());
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&made)).unwrap();
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(read("källa å.toml"), b"id = 'lmr'");
    let manifest = String::from_utf8(read("META-INF/ASiCManifest001.xml")).unwrap();
    assert!(manifest.contains("URI=\"k%C3%A4lla%20%C3%A5.toml\"") && manifest.contains("META-INF/signature001.p7s"), "{manifest}");
    assert_eq!(manifest.matches("<ds:DigestValue>").count(), 2);
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [("m.xml", manifest.into_bytes()), ("s.p7s", read("META-INF/signature001.p7s"))] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    std::fs::write(folder.path().join("rot.pem"), super::authority::to_pem("CERTIFICATE", &desk.root.certificate)).unwrap();
    // Another program's opinion, where there is one.
    let line = "cms -verify -cades -binary -inform DER -in s.p7s -content m.xml -CAfile rot.pem -purpose any -out ut";
    match std::process::Command::new("openssl").args(line.split(' ')).current_dir(folder.path()).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(_) => assert!(std::env::var_os("CI").is_none(), "openssl is missing"),
    }
}

#[test]
fn names_that_would_mislead_are_refused() {
    let desk = Desk::new();
    let key = FileKey::read(desk.region.keys.pkcs8(), None).unwrap();
    let chain = [certificate(&desk.region)];
    for name in ["LMR.pdf", "", "mimetype", "../lmr.toml"] {
        let mut parts = parts();
        parts[1].name = name.into();
        let fault = pack(&parts, &key, &chain, None).unwrap_err();
        assert!(fault.message.sv.contains(&format!("”{name}”")), "{}", fault.message.sv);
    }
}
