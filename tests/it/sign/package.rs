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

/// An archive with some files in place of those that are there, and more; `None` takes one out.
pub fn repacked(archive: &[u8], changes: &[(&str, Option<&[u8]>)]) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut names = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let (name, mut bytes) = (file.name().unwrap().into_owned(), Vec::new());
        file.read_to_end(&mut bytes).unwrap();
        names.push(name.clone());
        match changes.iter().find(|(changed, _)| *changed == name) {
            Some((_, None)) => continue,
            Some((_, Some(other))) => bytes = other.to_vec(),
            None => {}
        }
        out.start_file(name, options).unwrap();
        std::io::Write::write_all(&mut out, &bytes).unwrap();
    }
    for (name, bytes) in changes.iter().filter(|(name, _)| !names.iter().any(|known| known == name)) {
        out.start_file(*name, options).unwrap();
        std::io::Write::write_all(&mut out, bytes.unwrap()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn content(archive: &[u8], name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let mut bytes = Vec::new();
    zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_package_holds_until_anything_in_it_is_another() {
    let desk = Desk::new();
    let key = FileKey::read(desk.region.keys.pkcs8(), None).unwrap();
    let made = pack(&parts(), &key, &[certificate(&desk.region)], Some(&Clock(&desk.time, STAMPED))).unwrap();
    let policy = desk.policy();
    let (report, unpacked) = verify_package(&made, &policy).unwrap();
    assert_eq!((report.verdict, report.findings.as_slice()), (Verdict::Valid, [].as_slice()));
    assert!(report.proven_time.is_some() && report.chain.len() == 2, "{report:?}");
    let bytes = |parts: &[Part]| parts.iter().map(|part| part.bytes.clone()).collect::<Vec<_>>();
    assert_eq!(bytes(&unpacked), bytes(&parts()));
    // The very same files in another archive are the same package.
    assert_eq!(verify_package(&repacked(&made, &[]), &policy).unwrap().0.verdict, Verdict::Valid);
    // Without anybody to trust all else is judged.
    let (unjudged, _) = verify_package(&made, &Policy { now: policy.now, ..Policy::default() }).unwrap();
    assert!(unjudged.verdict == Verdict::Invalid && unjudged.lacks_only_trust() && !unjudged.issuers_judged);

    let manifest = content(&made, "META-INF/ASiCManifest001.xml");
    let other = String::from_utf8(manifest.clone()).unwrap().replace("lmr.pdf", "LMR.pdf").into_bytes();
    let stranger = super::authority::Party::root("Främmande rot").issue(
        "Ola Granath",
        super::authority::Keys::p256(),
        9,
        &super::authority::Profile::default(),
    );
    let strange = FileKey::read(stranger.keys.pkcs8(), None).unwrap();
    let again = pack(&parts(), &strange, &[certificate(&stranger)], None).unwrap();
    let signature = content(&again, "META-INF/signature001.p7s");
    let mut flipped = content(&made, "META-INF/signature001.p7s");
    *flipped.last_mut().unwrap() ^= 1;
    for (change, code) in [
        (("lmr.pdf", Some(&b"%PDG"[..])), "package-file-changed"),
        (("källa å.toml", None), "package-file-missing"),
        (("till.txt", Some(&b"mer"[..])), "package-file-added"),
        (("META-INF/ASiCManifest001.xml", Some(&other[..])), "package-list-changed"),
        (("META-INF/signature001.p7s", Some(&signature[..])), "certificate-untrusted"),
        (("META-INF/signature001.p7s", Some(&b"0"[..])), "signature-unreadable"),
    ] {
        let (report, _) = verify_package(&repacked(&made, &[change]), &policy).unwrap();
        let codes: Vec<&str> =
            report.findings.iter().filter(|finding| finding.weight == Weight::Refused).map(|finding| finding.code).collect();
        assert!(report.verdict == Verdict::Invalid && codes.contains(&code), "{change:?}: {codes:?}");
    }
    // What is no package of one signature is refused in words.
    for change in [
        ("mimetype", Some(&b"application/zip"[..])),
        ("META-INF/signatures.xml", Some(&b"<XAdES/>"[..])),
        ("META-INF/signature001.p7s", None),
        ("META-INF/ASiCManifest001.xml", Some(&b"<!DOCTYPE a><a/>"[..])),
    ] {
        let fault = verify_package(&repacked(&made, &[change]), &policy).unwrap_err();
        assert_eq!(fault.code, kansli::diag::codes::FILE_UNREADABLE, "{change:?}");
    }
    assert!(verify_package(&made[..made.len() / 2], &policy).is_err());
    assert!(verify_package(b"PK\x03\x04", &policy).is_err());
}

#[test]
fn a_byte_of_a_package_that_is_another_never_passes_or_panics() {
    let desk = Desk::new();
    let key = FileKey::read(desk.region.keys.pkcs8(), None).unwrap();
    let made = pack(&parts(), &key, &[certificate(&desk.region)], None).unwrap();
    let policy = desk.policy();
    for at in (0..made.len()).step_by(7) {
        let mut bytes = made.clone();
        bytes[at] ^= 0x21;
        if let Ok((report, unpacked)) = verify_package(&bytes, &policy)
            && report.verdict == Verdict::Valid
        {
            // Dates and versions of the archive are nobody's words.
            let bytes = |parts: &[Part]| parts.iter().map(|part| (part.name.clone(), part.bytes.clone())).collect::<Vec<_>>();
            assert_eq!(bytes(&unpacked), bytes(&parts()), "{at}");
        }
    }
}
