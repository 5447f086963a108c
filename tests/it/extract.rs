//! A PDF that carries its source: what it promises, how the source comes out again, and what is not believed.

use std::fmt::Write;

use kansli::diag::{Diagnostic, FileName};
use kansli::extract::extract;
use kansli::model::Hash;
use kansli::produce::{Output, Producer, Request};
use kansli::world::BuiltIn;
use lopdf::{Document, Object, Stream, StringFormat, dictionary};

use crate::cli::Desk;
use crate::support::standards::assert_conforms_with_source;

const EXAMPLE: &[u8] = include_bytes!("../../documents/exempel/alla-delar.toml");
const SHORT: &[u8] = include_bytes!("../../documents/exempel/kort.json");

fn made(name: &str, bytes: &[u8], embed_source: bool) -> Vec<Output> {
    let source = kansli::read::read(FileName::new(name), bytes).unwrap();
    let request = Request { formats: vec!["docx", "pdf"], date: Some("2021-03-15".into()), embed_source, ..Request::default() };
    let produced = Producer::new(&BuiltIn).unwrap().produce(&source, &request);
    produced.output.unwrap_or_else(|faults| panic!("{name}: {faults:#?}"))
}

fn pdf(outputs: &[Output]) -> &[u8] {
    &outputs.iter().find(|output| output.ending == "pdf").unwrap().bytes
}

fn edited(bytes: &[u8], edit: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut document = Document::load_mem(bytes).unwrap();
    edit(&mut document);
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

/// Every dictionary and stream of a file that carries something, to be changed.
fn specification(document: &mut Document) -> &mut lopdf::Dictionary {
    let carries = |object: &&mut Object| object.as_dict().is_ok_and(|dictionary| dictionary.has(b"EF"));
    document.objects.values_mut().find(carries).unwrap().as_dict_mut().unwrap()
}

fn file(document: &mut Document) -> &mut Stream {
    let is_file = |object: &&mut Object| object.as_stream().is_ok_and(|stream| stream.dict.has_type(b"EmbeddedFile"));
    document.objects.values_mut().find(is_file).unwrap().as_stream_mut().unwrap()
}

/// Attaches a file as any other program would.
fn attach(document: &mut Document, name: &str, bytes: &[u8], relationship: &str) {
    let stream = document.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, bytes.to_vec()));
    let name = || Object::String(name.as_bytes().to_vec(), StringFormat::Literal);
    let specification = document.add_object(dictionary! {
        "Type" => "Filespec", "F" => name(), "UF" => name(), "AFRelationship" => relationship,
        "EF" => dictionary! { "F" => stream, "UF" => stream },
    });
    let files = dictionary! { "Names" => vec![name(), specification.into()] };
    names(document).set("EmbeddedFiles", files);
    document.catalog_mut().unwrap().set("AF", vec![specification.into()]);
}

/// What the catalog lists by name, destinations of links among it.
fn names(document: &mut Document) -> &mut lopdf::Dictionary {
    let catalog = document.catalog_mut().unwrap();
    match catalog.get(b"Names").and_then(Object::as_reference) {
        Ok(id) => document.get_dictionary_mut(id).unwrap(),
        Err(_) => document.catalog_mut().unwrap().get_mut(b"Names").and_then(Object::as_dict_mut).unwrap(),
    }
}

/// Puts another text into the keywords of the properties and takes the metadata stream away.
fn renamed(document: &mut Document, keywords: &str) {
    document.catalog_mut().unwrap().remove(b"Metadata");
    let information = document.trailer.get(b"Info").and_then(Object::as_reference).unwrap();
    let information = document.get_dictionary_mut(information).unwrap();
    information.set("Keywords", Object::String(keywords.as_bytes().to_vec(), StringFormat::Literal));
}

#[test]
fn the_source_comes_out_byte_for_byte() {
    let foreign: Vec<u8> = [&b"\xef\xbb\xbf"[..], &String::from_utf8_lossy(EXAMPLE).replace('\n', "\r\n").into_bytes()].concat();
    for (name, bytes, ending) in [("a.toml", EXAMPLE, "toml"), ("b.json", SHORT, "json"), ("c.toml", &foreign, "toml")] {
        let (plain, carrying) = (made(name, bytes, false), made(name, bytes, true));
        assert_conforms_with_source(pdf(&carrying));
        let extracted = extract(&FileName::new("a.pdf"), pdf(&carrying)).unwrap();
        assert_eq!((extracted.ending, &extracted.hash), (ending, &Hash::of(bytes)));
        assert!(extracted.bytes == bytes, "{name} differs");
        assert!(plain[0] == carrying[0], "the Word file is the same");
        let pages = |bytes: &[u8]| {
            let document = Document::load_mem(bytes).unwrap();
            document.get_pages().values().map(|page| document.get_page_content(*page)).collect::<Vec<_>>()
        };
        assert!(pages(pdf(&plain)) == pages(pdf(&carrying)), "the pages are the same");
        let certificate = |outputs: &[Output]| -> serde_json::Value { serde_json::from_slice(&outputs.last().unwrap().bytes).unwrap() };
        let (without, with) = (certificate(&plain), certificate(&carrying));
        assert_eq!(with["outputs"][1]["carries"], with["source"]);
        assert!(without["outputs"][1].get("carries").is_none() && with["outputs"][0].get("carries").is_none());
        assert_eq!(without["outputs"][1]["compared"], with["outputs"][1]["compared"]);
    }
}

#[test]
fn the_same_source_gives_the_same_bytes_whatever_its_file_is_called() {
    let (one, other) = (made("a.toml", EXAMPLE, true), made("mapp/annat namn.toml", EXAMPLE, true));
    assert!(pdf(&one) == pdf(&other));
    let document = Document::load_mem(pdf(&one)).unwrap();
    let text = format!("{:?}", document.objects);
    assert!(!text.contains("annat namn"), "the name of the file is not in the PDF");
}

#[test]
fn a_pdf_that_others_have_worked_on_still_gives_its_source() {
    let outputs = made("a.toml", EXAMPLE, true);
    // Another attachment, such as a validation report, and an update behind the end, such as a signature.
    let stamped = edited(pdf(&outputs), |document| {
        let bytes = b"intyg".to_vec();
        let stream = document.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, bytes));
        let name = || Object::string_literal("intyg.txt");
        let other = document.add_object(dictionary! { "Type" => "Filespec", "F" => name(), "EF" => dictionary! { "F" => stream } });
        let catalog = document.catalog_mut().unwrap();
        let mut all = catalog.get(b"AF").and_then(Object::as_array).cloned().unwrap();
        all.insert(0, other.into());
        catalog.set("AF", all);
    });
    assert!(extract(&FileName::new("a.pdf"), &stamped).unwrap().bytes == EXAMPLE);
    let before = Document::load_mem(pdf(&outputs)).unwrap();
    let mut update = lopdf::IncrementalDocument::create_from(pdf(&outputs).to_vec(), before);
    update.new_document.add_object(dictionary! { "Type" => "Sig" });
    let mut updated = Vec::new();
    update.save_to(&mut updated).unwrap();
    assert!(updated.len() > pdf(&outputs).len());
    assert!(extract(&FileName::new("a.pdf"), &updated).unwrap().bytes == EXAMPLE);
}

#[test]
fn what_can_not_be_believed_is_told() {
    let (plain, carrying) = (made("a.toml", EXAMPLE, false), made("a.toml", EXAMPLE, true));
    let (plain, carrying) = (pdf(&plain), pdf(&carrying));
    let hash = Hash::of(EXAMPLE);
    let long = "x".repeat(300);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("ingen PDF", b"id = \"a\"\n".to_vec()),
        ("tom", Vec::new()),
        ("bara början", carrying[..2000].to_vec()),
        ("nonsens efter början", [&b"%PDF-1.7\n"[..], &[0xff; 300]].concat()),
        ("utan källfil", plain.to_vec()),
        ("en annans PDF", edited(plain, |document| renamed(document, "riktlinje, vård"))),
        (
            "två källor i metadata",
            edited(carrying, |document| {
                renamed(document, &format!("source:sha256:{hash} source:sha256:{}", Hash::of(b"annan")));
            }),
        ),
        ("annan källfil", edited(carrying, |document| file(document).set_plain_content(b"id = \"annan\"\n".to_vec()))),
        (
            "en annan bifogad, med ett elakt namn",
            edited(plain, |document| attach(document, &format!("../../{long}\u{7}.toml"), b"id = \"annan\"\n", "Source")),
        ),
        ("bara en bilaga", edited(plain, |document| attach(document, "bilaga.toml", b"id = \"annan\"\n", "Supplement"))),
        ("en källfil som inte går att packa upp", edited(carrying, |document| file(document).content = b"\x78\x9ctrasig".to_vec())),
        (
            "ett träd av namn som går runt",
            edited(carrying, |document| {
                let id = document.new_object_id();
                document.objects.insert(id, dictionary! { "Kids" => vec![id.into(), id.into()] }.into());
                document.catalog_mut().unwrap().set("Names", dictionary! { "EmbeddedFiles" => id });
                document.catalog_mut().unwrap().remove(b"AF");
            }),
        ),
        (
            "tusentals bilagor",
            edited(carrying, |document| {
                let all: Vec<Object> = (0..2000).map(|_| dictionary! { "Type" => "Filespec" }.into()).collect();
                document.catalog_mut().unwrap().set("AF", all);
            }),
        ),
        (
            "krypterad",
            edited(plain, |document| {
                let id = document.add_object(dictionary! { "Filter" => "Standard", "V" => 1, "R" => 2 });
                document.trailer.set("Encrypt", id);
            }),
        ),
    ];
    let mut all = String::new();
    for (name, bytes) in cases {
        let Diagnostic { code, message, hint, .. } = extract(&FileName::new("a.pdf"), &bytes).expect_err(name);
        writeln!(all, "## {name}\n[{code}]\n  {}\n  {}", message.sv, message.en).unwrap();
        hint.iter().for_each(|hint| writeln!(all, "    = {}\n    = {}", hint.sv, hint.en).unwrap());
    }
    // The document may be worded anew without changing what is told of it.
    let all = all.replace(hash.short(), "⟨källfilens⟩");
    insta::with_settings!({ prepend_module_to_snapshot => false }, { insta::assert_snapshot!("extract_faults", all) });
}

#[test]
fn a_file_that_swells_is_not_unpacked() {
    let carrying = made("a.toml", EXAMPLE, true);
    let mut packed = flate(&vec![b'#'; 64 << 20]);
    assert!(packed.len() < 1 << 20);
    let bytes = edited(pdf(&carrying), |document| std::mem::swap(&mut file(document).content, &mut packed));
    let fault = extract(&FileName::new("a.pdf"), &bytes).unwrap_err();
    assert_eq!(fault.code, kansli::diag::codes::EMBEDDED_SOURCE_DIFFERS);
    assert!(fault.message.sv.contains("går inte att packa upp"));
}

/// Compressed as a PDF wants it.
fn flate(bytes: &[u8]) -> Vec<u8> {
    let mut stream = Stream::new(lopdf::Dictionary::new(), bytes.to_vec());
    stream.compress().unwrap();
    stream.content
}

#[test]
fn no_bytes_make_it_panic() {
    let carrying = made("b.json", SHORT, true);
    let bytes = pdf(&carrying);
    // A fixed sequence of places and bytes: every run tries the same.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..200 {
        let mut damaged = bytes.to_vec();
        for _ in 0..1 + next() % 8 {
            let at = (next() % damaged.len() as u64) as usize;
            damaged[at] = next() as u8;
        }
        if next() % 4 == 0 {
            damaged.truncate((next() % damaged.len() as u64) as usize);
        }
        if let Ok(extracted) = extract(&FileName::new("a.pdf"), &damaged) {
            assert!(extracted.bytes == SHORT, "what comes out is the source or nothing");
        }
    }
}

#[test]
fn the_certificate_accepts_the_source_and_no_other_file() {
    use kansli::certify::{Output as Certified, Sources, certify};
    let source = kansli::read::read(FileName::new("a.toml"), EXAMPLE).unwrap();
    let producer = Producer::new(&BuiltIn).unwrap();
    let theme = kansli::theme::Theme::load(&BuiltIn, kansli::theme::DEFAULT_THEME).unwrap();
    let tree = producer.check(&source, &Default::default(), &Default::default()).output.unwrap();
    let (plain, carrying) = (made("a.toml", EXAMPLE, false), made("a.toml", EXAMPLE, true));
    let (plain, carrying) = (pdf(&plain), pdf(&carrying));
    let told = |bytes: &[u8], embedded: bool| -> Vec<String> {
        let sources = Sources {
            source: source.hash().clone(),
            kind: Hash::of(b"kind"),
            program: "0.0.0".into(),
            embedded: embedded.then(|| EXAMPLE.to_vec()),
        };
        match certify(&tree, &theme, &sources, &[Certified { format: "pdf", bytes }]) {
            Ok(_) => Vec::new(),
            Err(differences) => differences.iter().flat_map(|difference| [difference.message().sv, difference.message().en]).collect(),
        }
    };
    assert_eq!((told(plain, false), told(carrying, true)), (Vec::new(), Vec::new()));
    let cases: Vec<(&str, Vec<u8>, bool)> = vec![
        ("källfilen saknas", plain.to_vec(), true),
        ("en källfil som inte ska vara med", carrying.to_vec(), false),
        ("en annan fil", edited(carrying, |document| file(document).set_plain_content(b"id = \"annan\"\n".to_vec())), true),
        ("inte märkt som källfil", edited(carrying, |document| specification(document).set("AFRelationship", "Data")), true),
        ("inte hopförd med dokumentet", edited(carrying, |document| drop(document.catalog_mut().unwrap().remove(b"AF"))), true),
        (
            "en fil till",
            edited(carrying, |document| {
                document.add_object(dictionary! { "Type" => "Filespec", "EF" => dictionary! {} });
            }),
            true,
        ),
        ("en bifogad fil", edited(plain, |document| attach(document, "bilaga.pdf", b"%PDF-", "Supplement")), false),
        (
            "en fil som ingenting pekar ut",
            edited(plain, |document| {
                document.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, b"x".to_vec()));
            }),
            false,
        ),
        (
            "ett program som körs när filen öppnas",
            edited(plain, |document| {
                names(document).set("JavaScript", dictionary! {});
            }),
            false,
        ),
    ];
    let mut all = String::new();
    for (name, bytes, embedded) in cases {
        let told = told(&bytes, embedded);
        assert!(!told.is_empty(), "“{name}” was not caught");
        writeln!(all, "{name}").unwrap();
        told.iter().for_each(|told| writeln!(all, "  {told}").unwrap());
    }
    insta::with_settings!({ prepend_module_to_snapshot => false }, { insta::assert_snapshot!("carried_files", all) });
}

#[test]
fn nothing_is_overwritten_without_being_told() {
    let desk = Desk::new();
    desk.put_example("lmr.toml");
    let source = desk.read("lmr.toml");
    assert_eq!(desk.run(&["render", "--embed-source", "lmr.toml"]).exit, 0);
    let mut all = String::new();
    let mut run = |line: &str, exit: i32| {
        let outcome = desk.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(outcome.exit, exit, "{line}: {}", outcome.err);
        writeln!(all, "$ kansli {line}\n{}{}", outcome.out, outcome.err).unwrap();
    };
    run("extract lmr.pdf", 0);
    run("extract --out arkiv.toml lmr.pdf", 0);
    assert_eq!(desk.read("arkiv.toml"), source);
    desk.put("lmr.toml", "id = \"ny\"\n");
    run("extract lmr.pdf", 3);
    run("extract --lang en lmr.pdf", 3);
    assert_eq!(desk.read("lmr.toml"), b"id = \"ny\"\n");
    run("extract --force lmr.pdf", 0);
    assert_eq!(desk.read("lmr.toml"), source);
    run("extract --force --out lmr.pdf lmr.pdf", 3);
    run("extract lmr.docx", 1);
    run("extract saknas.pdf", 3);
    run("extract --quiet --out tyst.toml lmr.pdf", 0);
    run("extract", 2);
    assert_eq!(desk.names(), ["arkiv.toml", "lmr.certificate.json", "lmr.docx", "lmr.pdf", "lmr.toml", "tyst.toml"]);
    let all = all.replace(Hash::of(&source).short(), "⟨källfilens⟩").replace(&source.len().to_string(), "⟨antal⟩");
    insta::with_settings!({ prepend_module_to_snapshot => false }, { insta::assert_snapshot!("extract", all) });
}
