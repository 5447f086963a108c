//! Signing turns the real document into one with one and two signatures; how long that takes, and how much each adds.

use kansli::sign::{self, Certificate, FileKey, Policy, Preparation, Signatory, Verdict};
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::pdf::{Stamp, stamp};

use crate::authority::{Keys, Party, Profile};
use crate::measure::milliseconds;
use crate::{Measured, documents, rows};

/// 2025-06-02, 13.30 in Sweden, in seconds since 1970.
const NOW: i64 = 1_748_863_800;

struct Ready {
    theme: Theme,
    root: Certificate,
    region: (FileKey, Certificate),
    council: (FileKey, Certificate),
    unsigned: Vec<u8>,
}

fn ready() -> Ready {
    let root = Party::root("Testrot");
    let party = |name: &str, keys: Keys, serial: u64| {
        let party = root.issue(name, keys, serial, &Profile::default());
        let key = FileKey::read(party.keys.pkcs8(), None).expect("a key");
        (key, Certificate::from_der(&party.certificate).expect("a certificate"))
    };
    Ready {
        theme: Theme::load(&BuiltIn, DEFAULT_THEME).expect("the standard theme"),
        region: party("Henrik Malmgrund", Keys::p256(), 11),
        council: party("Per-Olof Tjärnlund", Keys::rsa(), 12),
        unsigned: rows::file(&documents::real(), "pdf"),
        root: Certificate::from_der(&root.certificate).expect("a certificate"),
    }
}

/// All that happens when somebody signs, but for the network: fields, the stamp's page, the container.
fn signed(ready: &Ready, bytes: &[u8], principal: &str, (key, certificate): &(FileKey, Certificate)) -> Vec<u8> {
    let prepared = sign::prepare(bytes).expect("fields");
    let (field, place) = sign::choose(&prepared, &Signatory { principal, name: None }).expect("a line");
    let inscription = Stamp {
        width: place.width,
        height: place.height - 2.0,
        heading: "Elektroniskt undertecknat".into(),
        name: place.name.clone().unwrap_or_default(),
        lines: vec![place.party.clone(), "2025-06-02 kl. 13.30.00 (UTC+2)".into(), "Kontrolleras med kansli verify".into()],
    };
    let drawn = stamp(&ready.theme, &inscription).expect("a stamp");
    let preparation = Preparation { time: (NOW, 120), stamp: Some(&drawn), room: sign::USUAL_ROOM };
    let slot = sign::open(&prepared, &field, &place, &preparation).expect("a slot");
    sign::sign(&slot, key, std::slice::from_ref(certificate), None).expect("a signature")
}

/// CPU milliseconds of the second signature, by a key of P-256: the file is larger, and the fields are there.
pub fn sign() -> Measured {
    let ready = ready();
    let first = signed(&ready, &ready.unsigned, "VGK", &ready.council);
    Measured(milliseconds(0..41, |_| signed(&ready, &first, "VGR", &ready.region)))
}

/// CPU milliseconds of the first signature, with the fields of all.
pub fn sign_first() -> Measured {
    let ready = ready();
    Measured(milliseconds(0..41, |_| signed(&ready, &ready.unsigned, "VGR", &ready.region)))
}

/// CPU milliseconds of verifying a file with so many signatures.
pub fn verify(count: usize) -> Measured {
    let ready = ready();
    let mut file = signed(&ready, &ready.unsigned, "VGR", &ready.region);
    if count == 2 {
        file = signed(&ready, &file, "VGK", &ready.council);
    }
    let policy = Policy { roots: vec![ready.root.clone()], now: NOW + 60, ..Policy::default() };
    Measured(milliseconds(0..41, |_| {
        let report = sign::verify(&file, &policy).expect("a PDF");
        assert_eq!(report.verdict, Verdict::Valid);
        report
    }))
}

/// What the second signature adds, in thousands of bytes: its room, its stamp with fonts, and the index.
pub fn growth() -> Measured {
    let ready = ready();
    let first = signed(&ready, &ready.unsigned, "VGK", &ready.council);
    let second = signed(&ready, &first, "VGR", &ready.region);
    Measured((second.len() - first.len()) as f64 / 1000.0)
}
