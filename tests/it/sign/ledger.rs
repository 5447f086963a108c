//! Signing with the store: two principals, each with a workspace of its own, sign one version by passing a file to and fro,
//! and both come to have the same history.

use std::fs;
use std::path::Path;

use super::authority::{Keys, Party, Profile, to_pem};
use crate::cli::Desk;

const ID: &str = "lmr-palliativ-vard";

/// Who signs for the two principals, and whose certificates they have.
pub struct People {
    root: Party,
    pub address: String,
    signers: Vec<(&'static str, Party)>,
}

impl People {
    pub fn new(names: &[(&'static str, &'static str)]) -> Self {
        Self::with_keys(names.iter().map(|(file, name)| (*file, *name, Keys::p256())).collect())
    }

    pub fn with_keys(names: Vec<(&'static str, &'static str, Keys)>) -> Self {
        let root = Party::root("Testrot");
        let signers = names
            .into_iter()
            .zip(11..)
            .map(|((file, name, keys), serial)| (file, root.issue(name, keys, serial, &Profile::default())))
            .collect();
        let address = super::program::authority(root.issue("Testtid", Keys::p256(), 99, &Profile::time_stamps()));
        Self { root, address, signers }
    }

    /// Who issued all certificates.
    pub fn root(&self) -> &Party {
        &self.root
    }

    /// Whose keys and certificate lie in files of this name.
    pub fn signer(&self, file: &str) -> &Party {
        &self.signers.iter().find(|(name, _)| *name == file).unwrap().1
    }

    /// A folder with the keys of all and the root that is trusted.
    pub fn bare(&self) -> Workspace {
        let desk = Desk::new();
        for (file, party) in &self.signers {
            desk.put(&format!("{file}.key"), to_pem("PRIVATE KEY", party.keys.pkcs8()));
            desk.put(&format!("{file}.pem"), to_pem("CERTIFICATE", &party.certificate));
        }
        desk.put("rot.pem", to_pem("CERTIFICATE", &self.root.certificate));
        Workspace { desk, variables: Vec::new() }
    }

    /// What somebody's key makes of some bytes.
    pub fn signature_of(&self, signer: usize, bytes: &[u8]) -> Vec<u8> {
        self.signers[signer].1.keys.sign(bytes)
    }

    /// The root's list of revoked certificates, which names none.
    pub fn list(&self) -> Vec<u8> {
        self.root.list("20260603000000Z", "20450101000000Z", &[])
    }

    /// A workspace of a principal.
    pub fn workspace(&self, name: &str, principal: &str) -> Workspace {
        let workspace = self.bare();
        workspace.does("init", 0);
        workspace.does(&format!("config --name|{name}|--role|processledare|--principal|{principal}"), 0);
        workspace
    }
}

pub struct Workspace {
    pub desk: Desk,
    pub variables: Vec<(String, String)>,
}

impl Workspace {
    /// Words are divided by spaces; behind the first bar by bars.
    pub fn does(&self, line: &str, exit: i32) -> String {
        let words: Vec<&str> = match line.split_once('|') {
            Some((command, rest)) => command.split(' ').chain(rest.split('|')).collect(),
            None => line.split(' ').collect(),
        };
        self.runs(&words, exit)
    }

    /// Runs the program and gives all that it says.
    pub fn runs(&self, words: &[&str], exit: i32) -> String {
        let variables: Vec<(&str, &str)> = self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let outcome = self.desk.run_with(&variables, words);
        assert_eq!(outcome.exit, exit, "{}\n{}{}", words.join(" "), outcome.out, outcome.err);
        format!("{}{}", outcome.out, outcome.err)
    }

    /// The real commission as it was signed, with another wording where one is given; signed electronically unless that says otherwise.
    pub fn drafts(&self, changes: &[(&str, &str)]) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents").join(ID).join("2021-06-02.toml");
        let mut text = fs::read_to_string(path).unwrap();
        let said = changes.iter().any(|(_, new)| new.contains("signing = ") || *new == UNSAID.1);
        for (old, new) in changes.iter().chain([ELECTRONIC].iter().filter(|_| !said)) {
            assert!(text.contains(old), "{old}");
            text = text.replacen(old, new, 1);
        }
        self.desk.put("lmr.toml", text);
        self.does("commit lmr.toml|-m|sammanförd", 0);
    }

    pub fn fixes(&self) {
        self.does(&format!("state {ID} proposal"), 0);
        self.does(&format!("state {ID} fixed-for-signing"), 0);
    }

    /// Passes the history to another, which keeps the key of whoever sends.
    pub fn sends_history(&self, other: &Self) {
        let told = self.does(&format!("bundle {ID} -o historik.zip"), 0);
        let print = told.lines().find_map(|line| line.split_once("kontrollsumma: ")).unwrap().1.to_owned();
        other.desk.put("historik.zip", self.desk.read("historik.zip"));
        other.does(&format!("receive --trust|{print}|historik.zip"), 0);
    }

    pub fn sends_file(&self, other: &Self, name: &str) {
        other.desk.put(name, self.desk.read(name));
    }

    /// The log: hash and event of each.
    pub fn log(&self) -> serde_json::Value {
        serde_json::from_str(&self.does(&format!("log --format json {ID}"), 0)).unwrap()
    }

    pub fn acts(&self) -> Vec<String> {
        let log = self.log();
        log.as_array().unwrap().iter().map(|event| event["event"]["act"]["type"].as_str().unwrap().to_owned()).collect()
    }
}

/// What differs from run to run.
pub fn snapshot(name: &str, text: &str) {
    let filters = [
        (r"\d{4}-\d\d-\d\d (kl\. )?\d\d\.\d\d(\.\d\d \(UTC\+\d\))?", "[tid]"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "[tid]"),
        (r"(kontrollsumma|hash|summa|källfil|källfilen|originalet|Word-fil) [0-9a-f]{12}", "$1 [summa]"),
        (r"[0-9a-f]{64}", "[summa]"),
        (r"fastställdes först \d{4}-\d\d-\d\d", "fastställdes först [dag]"),
        (r"\b(pdf|VGR|VGK) [0-9a-f]{12}\b", "$1 [summa]"),
        (r"vastkom/[0-9a-f]{8}", "vastkom/[nyckel]"),
        (r#""size": \d+"#, "\"size\": [antal]"),
        (r"http://127\.0\.0\.1:\d+/", "[adress]"),
    ];
    insta::with_settings!({ filters => filters, prepend_module_to_snapshot => false }, { insta::assert_snapshot!(name, text) });
}

fn two() -> (People, Workspace, Workspace) {
    let people = People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Per-Olof Tjärnlund")]);
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    let council = people.workspace("Karin Lindmo", "VästKom");
    (people, region, council)
}

#[test]
fn two_workspaces_that_exchange_the_file_have_one_history() {
    let (people, region, council) = two();
    let tsa = &people.address;
    region.drafts(&[]);
    let mut told = region.does(&format!("sign {ID} --as VGR --key vgr.key --cert vgr.pem --no-timestamp"), 1);
    region.fixes();
    region.sends_history(&council);
    told += &region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --tsa {tsa} -o lmr.pdf"), 0);
    told += &region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --tsa {tsa} -o lmr.pdf"), 1);
    told += &region.does(&format!("package {ID}@1.0 --key vgr.key --cert vgr.pem --trust rot.pem --no-timestamp -o lmr.asice"), 1);
    // The file goes by mail; the other side checks it, takes the signature in and adds its own.
    region.sends_file(&council, "lmr.pdf");
    told += &council.does(&format!("sign lmr.pdf --as VGK --key vgk.key --cert vgk.pem --trust rot.pem --tsa {tsa}"), 0);
    council.does("verify --trust rot.pem --require VGR,VGK lmr.pdf", 0);
    council.sends_file(&region, "lmr.pdf");
    told += &region.does("sign receive --trust rot.pem lmr.pdf", 0);
    told += &region.does("sign receive --trust rot.pem lmr.pdf", 0);
    assert_eq!(region.log(), council.log(), "not one event differs");
    assert_eq!(region.acts()[3..], ["signing-opened", "signature", "signing-opened", "signature", "state"]);
    for workspace in [&region, &council] {
        told += &workspace.does(&format!("log {ID}"), 0);
        workspace.does("verify", 0);
        workspace.does("rebuild", 0);
        workspace.does("verify", 0);
    }
    // And so the histories are still one, whoever goes on.
    council.does(&format!("state {ID} in-force"), 0);
    council.sends_history(&region);
    assert_eq!(region.log(), council.log());
    told += &region.does(&format!("sign {ID} --as VGR --key vgr.key --cert vgr.pem --no-timestamp"), 1);
    snapshot("ledger_two_workspaces", &told);
}

#[test]
fn what_was_tampered_with_is_neither_signed_nor_taken_in() {
    let (_, region, council) = two();
    region.drafts(&[]);
    region.fixes();
    region.sends_history(&council);
    region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --no-timestamp -o lmr.pdf"), 0);
    let before = council.log();
    let mut bytes = region.desk.read("lmr.pdf");
    let at = bytes.len() - 2_000;
    bytes[at] ^= 1;
    council.desk.put("lmr.pdf", &bytes);
    let mut told = council.does("sign receive lmr.pdf", 1);
    told += &council.does("sign lmr.pdf --as VGK --key vgk.key --cert vgk.pem --no-timestamp", 1);
    assert_eq!(council.log(), before);
    // A file that each has signed on their own: the second is refused by whoever has the first.
    council.does(&format!("sign {ID} --as VGK --key vgk.key --cert vgk.pem --no-timestamp -o egen.pdf"), 0);
    council.sends_file(&region, "egen.pdf");
    told += &region.does("sign receive egen.pdf", 1);
    // And so is one with fewer signatures than are known.
    region.desk.put("gammal.pdf", region.desk.read("lmr.pdf"));
    let prefix = region.does(&format!("render --to pdf --out ren {ID}@1.0"), 0);
    assert!(prefix.contains("pdf"));
    region.desk.put("ren.pdf", region.desk.read("ren/lmr-palliativ-vard-1.0.pdf"));
    told += &region.does("sign ren.pdf --as VGK --key vgk.key --cert vgk.pem --no-timestamp", 1);
    region.desk.put("annan.pdf", super::samples::document());
    told += &region.does("sign receive annan.pdf", 1);
    snapshot("ledger_refused", &told);
}

/// The document signed electronically, and by four signatories, two for each principal.
pub const ELECTRONIC: (&str, &str) = ("place = \"Göteborg\"", "place = \"Göteborg\"\nsigning = \"electronic\"");
/// The document that does not say how it is signed, as it stands.
pub const UNSAID: (&str, &str) = ("place = \"Göteborg\"", "place  = \"Göteborg\"");
pub const SECOND: (&str, &str) = (
    "[[signatories]]\nprincipal = \"VGK\"",
    "[[signatories]]\nprincipal = \"VGR\"\nname = \"Siv Brännlund\"\ntitle = \"Ekonomidirektör\"\nauthority = \"regionstyrelsens beslut 2021-05-18 § 142\"\n\n[[signatories]]\nprincipal = \"VGK\"\nname = \"Ture Ekblad\"\ntitle = \"Ordförande\"\nauthority = \"VästKoms stadgar § 11\"\n\n[[signatories]]\nprincipal = \"VGK\"",
);

#[test]
fn four_sign_for_two_principals_and_the_status_tells_who_is_left() {
    let people = People::new(&[
        ("malmgrund", "Henrik Malmgrund"),
        ("brannlund", "Siv Brännlund"),
        ("ekblad", "Ture Ekblad"),
        ("tjarnlund", "Per-Olof Tjärnlund"),
    ]);
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    let council = people.workspace("Karin Lindmo", "VästKom");
    let tsa = &people.address;
    region.drafts(&[ELECTRONIC, SECOND]);
    let mut told = region.does(&format!("sign status {ID}"), 0);
    region.fixes();
    region.does(&format!("dispatch {ID}|--purpose|undertecknande|--to|VästKom|--dnr|RS 2021-02417"), 0);
    region.sends_history(&council);
    told += &region.does(&format!("sign {ID} --as VGR --key malmgrund.key --cert malmgrund.pem --tsa {tsa} -o lmr.pdf"), 1);
    told += &region
        .does(&format!("sign {ID}|--as|VGR|--name|Siv Brännlund|--key|brannlund.key|--cert|brannlund.pem|--tsa|{tsa}|-o|lmr.pdf"), 0);
    told += &region.does(&format!("sign status {ID}"), 0);
    region.sends_file(&council, "lmr.pdf");
    let name = "Per-Olof Tjärnlund";
    council.does(&format!("sign lmr.pdf|--as|VGK|--name|{name}|--key|tjarnlund.key|--cert|tjarnlund.pem|--tsa|{tsa}"), 0);
    council.does(&format!("sign lmr.pdf --as VGK --key ekblad.key --cert ekblad.pem --tsa {tsa}"), 0);
    council.sends_file(&region, "lmr.pdf");
    told += &region.does("sign receive --trust rot.pem lmr.pdf", 0);
    // The last signs from the store, over the file that is there.
    told += &region.does(&format!("sign {ID} --as VGR --key malmgrund.key --cert malmgrund.pem --trust rot.pem --tsa {tsa} -o lmr.pdf"), 0);
    region.sends_file(&council, "lmr.pdf");
    council.does("sign receive --trust rot.pem lmr.pdf", 0);
    assert_eq!(region.log(), council.log());
    told += &council.does(&format!("sign status {ID}"), 0);
    told += &council.does(&format!("sign status --format json --out fil.pdf {ID}@1.0"), 0);
    assert_eq!(council.desk.read("fil.pdf"), region.desk.read("lmr.pdf"));
    told += &council.does(&format!("sign status --out fil.pdf {ID}@1.0"), 3);
    council.does("verify --trust rot.pem --require VGR,VGK lmr.pdf", 0);
    snapshot("ledger_four", &told);
}

#[test]
fn whoever_declines_opens_a_new_revision_and_nothing_signed_goes_away() {
    let (people, region, council) = two();
    let tsa = &people.address;
    region.drafts(&[ELECTRONIC]);
    let mut told = region.does(&format!("sign decline {ID} --as VGK --reason nej"), 1);
    region.fixes();
    region.does(&format!("sign {ID} --as VGR --key vgr.key --cert vgr.pem --tsa {tsa} -o lmr.pdf"), 0);
    region.sends_history(&council);
    told += &council.does(&format!("sign decline {ID} --as VGK"), 2);
    told += &council.does(&format!("sign decline {ID}|--as|VGK|--reason| "), 1);
    told += &council.does(&format!("sign decline {ID} --as Staten --reason nej"), 1);
    told += &council.does(&format!("sign decline {ID}|--as|vgk|--reason|finansieringen är inte beslutad"), 0);
    council.sends_history(&region);
    assert_eq!(region.log(), council.log());
    for workspace in [&region, &council] {
        told += &workspace.does(&format!("sign status {ID}"), 0);
        workspace.does(&format!("sign status {ID}@1.0 --out kvar.pdf"), 0);
        assert_eq!(workspace.desk.read("kvar.pdf"), region.desk.read("lmr.pdf"), "what was signed stays");
    }
    told += &council.does(&format!("sign {ID}@1.0 --as VGK --key vgk.key --cert vgk.pem --tsa {tsa}"), 1);
    told += &council.does(&format!("sign {ID} --as VGK --key vgk.key --cert vgk.pem --tsa {tsa}"), 1);
    told += &region.does(&format!("log {ID}"), 0);
    // The number is not used again.
    region.does(&format!("show {ID} --out lmr2.toml"), 0);
    region.does(&format!("state {ID} proposal"), 0);
    let fixed = region.does(&format!("state {ID} fixed-for-signing"), 0);
    assert!(fixed.contains("version 1.1 är nu"), "{fixed}");
    region.does("rebuild", 0);
    region.does("verify", 0);
    snapshot("ledger_declined", &told);
}

#[test]
fn one_session_is_open_at_a_time() {
    let (people, region, council) = two();
    region.drafts(&[ELECTRONIC]);
    region.fixes();
    region.sends_history(&council);
    let mut told = region.does(&format!("sign prepare --as VGR --cert vgr.pem {ID}"), 0);
    told += &region.does(&format!("sign prepare --as VGK --cert vgk.pem {ID}"), 1);
    told += &region.does(&format!("sign {ID} --as VGK --key vgk.key --cert vgk.pem --no-timestamp"), 1);
    told += &region.does(&format!("sign status {ID}"), 0);
    told += &region.does(&format!("sign cancel {ID}|--reason|tjänsten svarade inte"), 0);
    told += &region.does(&format!("sign cancel {ID}|--reason|igen"), 1);
    let answered = |workspace: &Workspace, key: usize| {
        let session: serde_json::Value = serde_json::from_slice(&workspace.desk.read("lmr-palliativ-vard-1.0.session.json")).unwrap();
        let wanted = super::authority::pem(session["to_be_signed"].as_str().unwrap());
        workspace.desk.put("svar.bin", people.signers[key].1.keys.sign(&wanted));
        "sign complete --signature svar.bin --trust rot.pem --no-timestamp lmr-palliativ-vard-1.0.session.json"
    };
    // What was given up is not put in any more.
    let line = answered(&region, 0);
    told += &region.does(line, 1);
    // A session ends in the same events as a key at hand, so that the file alone carries them over.
    let third = people.workspace("Berit Ovander", "Arkivet");
    council.sends_history(&third);
    council.does(&format!("sign prepare --as VGK --cert vgk.pem {ID}"), 0);
    let line = answered(&council, 1);
    told += &council.does(line, 0);
    assert_eq!(council.acts()[3..], ["signing-opened", "signature"]);
    council.sends_file(&third, "lmr-palliativ-vard-1.0.pdf");
    third.does("sign receive --trust rot.pem lmr-palliativ-vard-1.0.pdf", 0);
    assert_eq!(third.log(), council.log());
    // A file that is another is never replaced.
    council.desk.put("annan.pdf", super::samples::document());
    told += &council.does(&format!("sign {ID} --as VGR --key vgr.key --cert vgr.pem --no-timestamp -o annan.pdf"), 3);
    snapshot("ledger_sessions", &told);
}

#[test]
fn ink_and_electronic_signatures_never_mix() {
    let (_, region, _) = two();
    let page = b"%PDF-1.7 en inl\xe4st sida\n%%EOF";
    region.desk.put("sida.pdf", page);
    region.desk.put("sida.txt", "ingen sida");
    region.drafts(&[("place = \"Göteborg\"", "place = \"Göteborg\"\nsigning = \"ink\"")]);
    let ink = |principal: &str, name: &str, page: &str| {
        format!("sign ink {ID} --as {principal} --date 2021-06-02 --page {page} --signatory|{name}")
    };
    let mut told = region.does(&format!("copies {ID}"), 1);
    region.fixes();
    told += &region.does(&format!("copies {ID}@1.0 --out papper"), 0);
    told += &region.does(&ink("VGR", "Henrik Malmgrund", "sida.txt"), 1);
    told += &region.does(&ink("VGR", "Någon Annan", "sida.pdf"), 1);
    // Neither the copy itself nor a day to come.
    let copies: Vec<_> = std::fs::read_dir(region.desk.path("papper")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let copy = copies.iter().find(|path| path.extension().is_some_and(|ending| ending == "pdf")).unwrap();
    region.desk.put("exemplar.pdf", std::fs::read(copy).unwrap());
    told += &region.does(&ink("VGR", "Henrik Malmgrund", "exemplar.pdf"), 1);
    let later = ink("VGR", "Henrik Malmgrund", "sida.pdf").replace("2021-06-02", "2999-06-02");
    let refused = region.does(&later, 2);
    assert!(refused.contains("2999-06-02, har inte varit än"), "{refused}");
    // Each copy says on every page whose it is.
    if let Ok(output) = std::process::Command::new("pdftotext").arg(copy).arg("-").output() {
        let text = String::from_utf8(output.stdout).unwrap();
        let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
        assert!(pages.len() > 1 && pages.iter().all(|page| page.contains("Exemplar")), "{text}");
    }
    let named = ink("NAMN", "Henrik Malmgrund", "sida.pdf");
    let words: Vec<&str> = named.split([' ', '|']).map(|word| if word == "NAMN" { "Västra Götalandsregionen" } else { word }).collect();
    let (signatory, words) = (words[words.len() - 2..].join(" "), &words[..words.len() - 2]);
    told += &region.runs(&[words, &[signatory.as_str()]].concat(), 0);
    told += &region.does(&ink("VGR", "Henrik Malmgrund", "sida.pdf"), 1);
    told += &region.does(&format!("sign {ID} --as VGK --key vgk.key --cert vgk.pem --no-timestamp"), 1);
    told += &region.does(&format!("sign status {ID}"), 0);
    told += &region.does(&ink("VGK", "Per-Olof Tjärnlund", "sida.pdf"), 0);
    told += &region.does(&format!("sign status {ID}"), 0);
    assert_eq!(region.acts()[3..], ["counterparts", "ink-signature", "ink-signature", "state"]);
    region.does("rebuild", 0);
    region.does("verify", 0);
    // The package holds the scanned pages.
    region.does(&format!("package {ID}@1.0 --key vgr.key --cert vgr.pem --no-timestamp -o lmr.asice"), 0);
    let archive = zip::ZipArchive::new(std::io::Cursor::new(region.desk.read("lmr.asice"))).unwrap();
    let names = archive.file_names().map(|name| name.unwrap().into_owned());
    let pages: Vec<String> = names.filter(|name| name.starts_with("undertecknad-sida")).collect();
    assert_eq!(pages, ["undertecknad-sida-1.pdf", "undertecknad-sida-2.pdf"]);
    // The copies say whose they are and else the same; the version itself is left alone.
    let names = std::fs::read_dir(region.desk.path("papper")).unwrap().count();
    assert_eq!(names, 4, "a PDF and its certificate for each");

    // And the other way round.
    let (_, other, _) = two();
    other.desk.put("sida.pdf", page);
    other.drafts(&[ELECTRONIC]);
    other.fixes();
    let line = ink("VGR", "Henrik Malmgrund", "sida.pdf");
    told += &other.does(&line, 1);
    told += &other.does(&format!("copies {ID}@1.0"), 1);
    // Also where the source does not say.
    let (_, unsaid, _) = two();
    unsaid.desk.put("sida.pdf", page);
    unsaid.drafts(&[UNSAID]);
    unsaid.fixes();
    unsaid.does(&format!("sign {ID} --as VGR --key vgr.key --cert vgr.pem --no-timestamp --as-printed"), 0);
    told += &unsaid.does(&line, 1);
    told += &unsaid.does(&format!("state {ID}|signed|--on-paper|--reason|undertecknad av båda"), 1);
    snapshot("ledger_ink", &told);
}
