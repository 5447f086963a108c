//! A document's whole life at the command line, as its drafters lead it; and the same on a server that two machines share.

use std::fs;
use std::path::Path;

use kansli::store::{SqlStore, verify};

use super::*;
use crate::cli::Desk;

const ID: &str = "lmr-palliativ-vard";

/// A desk where a person acts, with the variables that name its store.
struct Person<'a> {
    desk: Desk,
    variables: Vec<(&'a str, &'a str)>,
}

impl<'a> Person<'a> {
    fn new(name: &str, principal: &str, variables: &[(&'a str, &'a str)]) -> Self {
        let person = Self { desk: Desk::new(), variables: variables.to_vec() };
        person.does("init", 0);
        person.does(&format!("config --name|{name}|--role|processledare|--principal|{principal}"), 0);
        person
    }

    /// Words are divided by spaces, or by bars where one of them has a space.
    fn does(&self, line: &str, exit: i32) -> String {
        let words: Vec<&str> = match line.split_once(' ') {
            Some((command, rest)) if rest.contains('|') => std::iter::once(command).chain(rest.split('|')).collect(),
            _ => line.split(' ').collect(),
        };
        let outcome = self.desk.run_with(&self.variables, &words);
        assert_eq!(outcome.exit, exit, "{line}\n{}{}", outcome.out, outcome.err);
        outcome.out + &outcome.err
    }

    /// Puts one of the two real versions in place of the working copy.
    fn writes(&self, version: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents").join(ID).join(format!("{version}.toml"));
        self.desk.put("lmr.toml", fs::read(path).unwrap());
    }

    fn text_of(&self, name: &str) -> String {
        self.does(&format!("render --to txt --out ut {name}"), 0);
        let stem = if name.contains('@') { name.replace('@', "-") } else { name.trim_end_matches(".toml").to_owned() };
        String::from_utf8(self.desk.read(&format!("ut/{stem}.txt"))).unwrap().replace('\u{a0}', " ")
    }
}

fn has(text: &str, all: &[&str]) {
    // Lines are broken where they are full: what is looked for may go on in the next.
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in all {
        assert!(plain.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn a_commission_from_its_first_draft_into_force() {
    let person = Person::new("Åsa Öhrnfeldt", "Västra Götalandsregionen", &[]);
    person.writes("2021-03-15");
    let told = person.does("commit lmr.toml|-m|första utkastet", 0);
    has(&told, &["revision 1 är sparad, version 0.1", "varningar; se kansli check lmr.toml"]);
    has(&person.text_of("lmr.toml"), &["ARBETSMATERIAL", "2021-03-15", "Version 0.1"]);
    person.does(&format!("dispatch {ID}|--purpose|synpunkter|--to|VästKom"), 0);

    person.writes("2021-06-02");
    has(&person.text_of("lmr.toml"), &["ARBETSMATERIAL, ändrad sedan version 0.1", "Delad för synpunkter med VästKom"]);
    person.does("commit lmr.toml|-m|synpunkter från förankringen", 0);
    person.does(&format!("state {ID}|På förankring"), 0);
    person.does(&format!("state {ID}|Inför ställningstagande"), 0);
    has(&person.text_of(&format!("{ID}@0.2")), &["FÖRSLAG", "Version 0.2", "Händelseloggens kontrollsumma före låsningen"]);
    person.does(&format!("dispatch {ID}|--purpose|beslut|--to|Kunskapsrådet|--dnr|RS 2021-02417|--dnr|VK 2021-0058"), 0);
    person.does(&format!("position {ID}|--body|Kunskapsrådet|--date|2021-05-28|--item|§ 14|--outcome|bakom"), 0);
    person.does(&format!("label {ID}@2021-05-28 beslutsversion"), 0);
    let before: serde_json::Value = serde_json::from_str(&person.does(&format!("log --format json {ID}"), 0)).unwrap();
    let head = before.as_array().unwrap().last().unwrap()["hash"].as_str().unwrap()[..12].to_owned();
    has(&person.does(&format!("state {ID} fixed-for-signing"), 0), &["version 1.0 är nu ”Fastställd för undertecknande”"]);

    let fixed = person.text_of(&format!("{ID}@1.0"));
    has(&fixed, &["Version 1.0", "Kunskapsrådet ställde sig bakom, § 14", "Sänd inför beslut till Kunskapsrådet", &head]);
    for marking in ["ARBETSMATERIAL", "FÖRSLAG", "REMISSVERSION"] {
        assert!(!fixed.contains(marking), "{marking}: a fixed version prints nothing but its number");
    }
    // What the council got is still had as the council got it, though the same revision has become 1.0.
    has(&person.text_of(&format!("{ID}@0.2")), &["FÖRSLAG", "Version 0.2"]);
    has(&person.text_of(&format!("{ID}@händelse-2")), &["ARBETSMATERIAL", "Version 0.1"]);

    // Nothing that is frozen changes, whatever is tried.
    let files = |folder: &str| {
        person.does(&format!("render --out {folder} {ID}@1.0"), 0);
        let mut files: Vec<_> = fs::read_dir(person.desk.path(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.into_iter().map(|path| fs::read(path).unwrap()).collect::<Vec<_>>()
    };
    let frozen = files("ett");
    assert!(frozen.len() >= 2);
    person.writes("2021-03-15");
    person.does("commit lmr.toml|-m|en ändring i det låsta", 1);
    person.does(&format!("restore {ID}@1|-m|tillbaka"), 1);
    person.does(&format!("label {ID}@1 beslutsversion"), 1);
    person.does(&format!("weed {ID} --yes"), 0);
    person.does(&format!("state {ID} support"), 1);
    person.does(&format!("state {ID}|signed|--on-paper|--reason|undertecknad den 2 juni 2021"), 0);
    person.does(&format!("state {ID} in-force --valid-from 2021-06-02 --review-by 2024-06-30"), 0);
    person.does("rebuild", 0);
    assert!(files("två") == frozen, "byte for byte");
    has(&person.does("due", 0), &["2024-06-30 lmr-palliativ-vard, version 1.0: revideras senast"]);
    has(&person.does(&format!("show {ID}@1"), 1), &["revision 1 (version 0.1) är rensat"]);
    person.does("verify", 0);
}

/// Two machines, one database: what one saves the other sees, and neither overwrites the other.
#[test]
fn two_machines_share_a_server() {
    let Some(server) = super::postgres::server() else { return };
    let url = server.database("life");
    let store = [("KANSLI_STORE", url.as_str())];
    let (region, association) =
        (Person::new("Åsa Öhrnfeldt", "Västra Götalandsregionen", &store), Person::new("Örjan Fagerskiöld", "VästKom", &store));
    region.writes("2021-03-15");
    region.does("commit lmr.toml|-m|första utkastet", 0);
    association.does(&format!("show {ID} --out lmr.toml"), 0);
    association.writes("2021-06-02");
    association.does("commit lmr.toml|-m|förbundets ändringar", 0);
    region.desk.put("lmr.toml", [region.desk.read("lmr.toml"), b"# till\n".to_vec()].concat());
    has(&region.does("commit lmr.toml|-m|regionens", 6), &["någon annan hann före", "Örjan Fagerskiöld, processledare, VästKom"]);
    region.does(&format!("dispatch {ID}|--purpose|remiss|--to|Kunskapsrådet|--dnr|RS 2021-02417"), 0);
    assert_eq!(region.text_of(&format!("{ID}@2")), association.text_of(&format!("{ID}@2")));
    association.does(&format!("weed {ID} --yes"), 0);
    region.does(&format!("show {ID}@1"), 1);
    has(&association.does("verify", 0), &["Allt stämmer: 1 dokument, 4 händelser"]);
    region.does("rebuild", 0);
    // The copy of the server is a file of its own, which needs no server.
    region.does("backup kopia.sqlite", 0);
    assert_eq!(verify(&SqlStore::open_file(&region.desk.path("kopia.sqlite"), false).unwrap()).unwrap().faults, []);
    server.stop();
    let told = region.does("log", 3);
    assert!(told.contains("databasservern svarar inte") && told.contains("KANSLI_STORE"), "{told}");
}

/// Wherever the computer stands, the same log; and a clock that was set back is told of and harms nothing.
#[test]
fn clocks_only_tell() {
    let person = Person::new("Åsa Öhrnfeldt", "Västra Götalandsregionen", &[]);
    person.writes("2021-03-15");
    person.does("commit lmr.toml|-m|första utkastet", 0);
    {
        let store = SqlStore::open_file(&person.desk.path(".kansli/store.sqlite"), false).unwrap();
        let archive = Archive::new(Box::new(store), None);
        let Saved::New(intent) = archive.save(source("från framtiden"), Some(1), "klockan gick fel", &states()).unwrap() else {
            unreachable!()
        };
        archive.carry_out(*intent, &actor("Örjan Fagerskiöld"), Moment::parse("2099-01-01T12:00:00Z").unwrap()).unwrap();
    }
    let told = person.does("commit lmr.toml|-m|sedan gick den rätt|--onto|2", 0);
    let told = told.lines().filter(|line| line.contains("klocka")).collect::<Vec<_>>().join("\n");
    insta::with_settings!({ filters => vec![(r"visar \d{4}-\d{2}-\d{2} \d{2}\.\d{2}", "visar ÅÅÅÅ-MM-DD TT.MM")], prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("store_clock", told);
    });
    let log = |zone: &str| person.desk.run_with(&[("TZ", zone)], &["log", ID]).out;
    assert_eq!(log("America/Los_Angeles"), log("Asia/Tokyo"));
    has(&log("UTC"), &["2099-01-01 13.00 Revision 2"]);
    let events: Vec<_> =
        log("UTC").lines().filter_map(|line| line.split("händelse ").nth(1)?.split(',').next().map(str::to_owned)).collect();
    assert_eq!(events, ["3", "2", "1"], "the number orders, not the clock");
    person.does("verify", 0);
}
