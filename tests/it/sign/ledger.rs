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
        let root = Party::root("Testrot");
        let signers = names
            .iter()
            .zip(11..)
            .map(|((file, name), serial)| (*file, root.issue(name, Keys::p256(), serial, &Profile::default())))
            .collect();
        let address = super::program::authority(root.issue("Testtid", Keys::p256(), 99, &Profile::time_stamps()));
        Self { root, address, signers }
    }

    /// A workspace of a principal, with the keys of all and the root that is trusted.
    pub fn workspace(&self, name: &str, principal: &str) -> Workspace {
        let desk = Desk::new();
        for (file, party) in &self.signers {
            desk.put(&format!("{file}.key"), to_pem("PRIVATE KEY", party.keys.pkcs8()));
            desk.put(&format!("{file}.pem"), to_pem("CERTIFICATE", &party.certificate));
        }
        desk.put("rot.pem", to_pem("CERTIFICATE", &self.root.certificate));
        let workspace = Workspace { desk, variables: Vec::new() };
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
    /// Words are divided by spaces, or by bars where one of them has a space.
    pub fn does(&self, line: &str, exit: i32) -> String {
        let words: Vec<&str> = match line.split_once(' ') {
            Some((command, rest)) if rest.contains('|') => std::iter::once(command).chain(rest.split('|')).collect(),
            _ => line.split(' ').collect(),
        };
        let variables: Vec<(&str, &str)> = self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let outcome = self.desk.run_with(&variables, &words);
        assert_eq!(outcome.exit, exit, "{line}\n{}{}", outcome.out, outcome.err);
        format!("{}{}", outcome.out, outcome.err)
    }

    /// The real commission as it was signed, with another wording where one is given.
    pub fn drafts(&self, changes: &[(&str, &str)]) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents").join(ID).join("2021-06-02.toml");
        let mut text = fs::read_to_string(path).unwrap();
        for (old, new) in changes {
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
fn snapshot(name: &str, text: &str) {
    let filters = [
        (r"\d{4}-\d\d-\d\d (kl\. )?\d\d\.\d\d(\.\d\d \(UTC\+\d\))?", "[tid]"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "[tid]"),
        (r"(kontrollsumma|hash|summa) [0-9a-f]{12}", "$1 [summa]"),
        (r"[0-9a-f]{64}", "[summa]"),
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
