//! A desk with everything that signing needs: a document, two principals with keys, an authority for time.

use kansli::sign::*;

use super::authority::{Keys, Party, Profile};

/// 2025-06-02, 13.30 in Sweden.
pub const SIGNED: i64 = 1_748_863_800;

/// What the authority says of the same moment, with a fraction.
pub const STAMPED: &str = "20250602113001.25Z";

/// A day later.
pub const NOW: i64 = SIGNED + 86_400;

/// A time-stamp authority inside the test.
pub struct Clock<'a>(pub &'a Party, pub &'a str);

impl TimeStamper for Clock<'_> {
    fn stamp(&self, request: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(self.0.stamped(request, self.1))
    }
}

/// Everybody.
pub struct Desk {
    pub root: Party,
    pub region: Party,
    pub council: Party,
    pub time: Party,
    /// The document with its fields.
    pub prepared: Vec<u8>,
}

/// The certificate of somebody.
pub fn certificate(party: &Party) -> Certificate {
    Certificate::from_der(&party.certificate).unwrap()
}

impl Desk {
    pub fn new() -> Self {
        Self::with(Keys::p256(), Keys::rsa())
    }

    pub fn with(region: Keys, council: Keys) -> Self {
        let root = Party::root("Testrot");
        let region = root.issue("Henrik Malmgrund", region, 11, &Profile::default());
        let council = root.issue("Per-Olof Tjärnlund", council, 12, &Profile::default());
        let time = root.issue("Testtid", Keys::p256(), 13, &Profile::time_stamps());
        Self { root, region, council, time, prepared: prepare(super::samples::document()).unwrap() }
    }

    pub fn policy(&self) -> Policy {
        Policy { roots: vec![certificate(&self.root)], now: NOW, ..Policy::default() }
    }

    /// A slot for somebody.
    pub fn slot(&self, bytes: &[u8], principal: &str) -> Slot {
        let (field, place) = choose(bytes, &Signatory { principal, name: None }).unwrap();
        let stamp = super::samples::stamp(&place);
        let preparation = Preparation { time: (SIGNED, 120), stamp: stamp.as_deref(), room: 16 << 10 };
        open(bytes, &field, &place, &preparation).unwrap()
    }

    /// Signs for a principal, with a time stamp.
    pub fn sign(&self, bytes: &[u8], principal: &str, party: &Party) -> Vec<u8> {
        self.sign_at(bytes, principal, party, Some(STAMPED))
    }

    /// Signs with a time stamp of some time, or without.
    pub fn sign_at(&self, bytes: &[u8], principal: &str, party: &Party, stamped: Option<&str>) -> Vec<u8> {
        let key = FileKey::read(party.keys.pkcs8(), None).unwrap();
        let clock = stamped.map(|at| Clock(&self.time, at));
        let authority = clock.as_ref().map(|clock| clock as &dyn TimeStamper);
        sign(&self.slot(bytes, principal), &key, &[certificate(party)], authority).unwrap()
    }

    /// The document with the region's signature, and with both.
    pub fn both(&self) -> (Vec<u8>, Vec<u8>) {
        let first = self.sign(&self.prepared, "VGR", &self.region);
        let second = self.sign(&first, "VGK", &self.council);
        (first, second)
    }
}

/// What was refused, by its codes.
pub fn refusals(bytes: &[u8], policy: &Policy) -> Vec<&'static str> {
    match verify(bytes, policy) {
        Ok(report) if report.verdict == Verdict::Valid => Vec::new(),
        Ok(report) if report.verdict == Verdict::Incomplete => vec!["incomplete"],
        Ok(report) => report.refusals(),
        Err(_) => vec!["unreadable"],
    }
}
