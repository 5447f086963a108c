//! Signing: a PDF with fields, a key and a certificate become a PDF with one more signature. In one go where the key is at
//! hand; in two steps, a session between them, where it is on a card elsewhere or with a service.

use lopdf::{Dictionary, Object};
use serde::{Deserialize, Serialize};

use super::algorithm::Scheme;
use super::append::{Update, load};
use super::asn1::{self, tag};
use super::certificate::{Certificate, from_base64, to_base64};
use super::cms::{self, Broken, SignedData};
use super::fields::{self, Field};
use super::key::{self, Signer};
use super::slot::{self, Inscription, ROOM, Slot};
use super::time_stamp::{self, TimeStamper};
use super::{certificate, oids, stamp};
use crate::diag::Fault;
use crate::diag::{codes, shortened};
use crate::model::{Hash, Moment, SignaturePlace};

/// Who signs where.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signatory<'a> {
    /// The short name of the principal, or its whole name.
    pub principal: &'a str,
    /// The printed name of the signatory, where several sign for the principal.
    pub name: Option<&'a str>,
}

/// What is written into the file before the signature.
#[derive(Debug, Clone, Copy)]
pub struct Preparation<'a> {
    /// The claimed time, in seconds since 1970, and the zone's distance from UTC in minutes.
    pub time: (i64, i32),
    /// What the field shows: a PDF of one page as large as [`Field::place`] has room; nothing when `None`.
    pub stamp: Option<&'a [u8]>,
    /// Room for the container in bytes, in [`ROOM`].
    pub room: usize,
}

/// Chooses the open field of a signatory.
///
/// # Errors
/// When no principal of the PDF bears the name, all its lines are signed, or it is not clear which one is meant.
pub fn choose(bytes: &[u8], signatory: &Signatory<'_>) -> Result<(Field, SignaturePlace), Fault> {
    let document = load(bytes)?;
    let all: Vec<(Field, SignaturePlace)> =
        fields::places(&document).into_iter().filter_map(|field| field.place.clone().map(|place| (field, place))).collect();
    let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
    let is = |place: &SignaturePlace| place.is_of(signatory.principal);
    let not = |sv: String, en: String| Fault::new(codes::NOT_SIGNABLE, sv, en);
    let shown = shortened(signatory.principal);
    let ours: Vec<_> = all.iter().filter(|(_, place)| is(place)).collect();
    if ours.is_empty() {
        let mut known: Vec<&str> = all.iter().map(|(_, place)| place.principal.as_str()).collect();
        known.dedup();
        let known = known.join(", ");
        return Err(not(format!("ingen huvudman i PDF-filen heter ”{shown}”"), format!("no principal of the PDF is called “{shown}”"))
            .hint(format!("ange någon av dessa med --as: {known}"), format!("give one of these by --as: {known}")));
    }
    let open: Vec<&(Field, SignaturePlace)> = ours.into_iter().filter(|(field, _)| field.is_open()).collect();
    if open.is_empty() {
        return Err(not(format!("för ”{shown}” är PDF-filen redan undertecknad"), format!("the PDF is signed already for “{shown}”"))
            .hint("se efter vem som har undertecknat: kansli verify FIL.pdf", "see who has signed: kansli verify FILE.pdf"));
    }
    let named: Vec<&(Field, SignaturePlace)> = match signatory.name {
        Some(name) => open.iter().copied().filter(|(_, place)| place.name.as_deref().is_some_and(|printed| same(printed, name))).collect(),
        None => open.clone(),
    };
    match named.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(not(
            format!("ingen öppen underskriftsrad för ”{shown}” bär det namnet"),
            format!("no open signature line for “{shown}” bears that name"),
        )
        .hint(format!("ange något av dessa med --name: {}", names(&open)), format!("give one of these by --name: {}", names(&open)))),
        _ => Err(not(
            format!("flera ska underteckna för ”{shown}”, och det framgår inte vem detta är"),
            format!("several are to sign for “{shown}”, and it is not clear who this is"),
        )
        .hint(format!("ange något av dessa med --name: {}", names(&open)), format!("give one of these by --name: {}", names(&open)))),
    }
}

fn names(open: &[&(Field, SignaturePlace)]) -> String {
    open.iter().filter_map(|(_, place)| place.name.clone()).collect::<Vec<_>>().join(", ")
}

/// Writes everything but the signature into the file: stamp, claimed time, and an empty slot.
///
/// # Errors
/// When the room is out of range, or the file or the stamp can't be read.
pub fn open(bytes: &[u8], field: &Field, place: &SignaturePlace, preparation: &Preparation<'_>) -> Result<Slot, Fault> {
    if !ROOM.contains(&preparation.room) {
        let (least, most) = (ROOM.start() / 1024, ROOM.end() / 1024);
        return Err(Fault::new(
            codes::NOT_SIGNABLE,
            format!("{} byte är ingen rimlig plats för en underskrift", preparation.room),
            format!("{} bytes is no sensible room for a signature", preparation.room),
        )
        .hint(format!("ange mellan {least} och {most} kB"), format!("give between {least} and {most} kB")));
    }
    let document = load(bytes)?;
    let mut update = Update::new(bytes, &document);
    let value = update.reserve();
    let appearance = match preparation.stamp {
        Some(page) => Some(stamp::add(&mut update, page, place)?),
        None => None,
    };
    update.edit(field.id, |widget: &mut Dictionary| {
        widget.set("V", value);
        if let Some(appearance) = appearance {
            widget.set("AP", lopdf::dictionary! { "N" => appearance });
        }
    });
    let inscription = Inscription {
        kind: "Sig",
        filter: "ETSI.CAdES.detached",
        time: Some(pdf_date(preparation.time)),
        name: place.name.as_deref(),
        room: preparation.room,
    };
    slot::open(update, value, &inscription)
        .ok_or_else(|| Fault::new(codes::INTERNAL_FAULT, "filen gick inte att förbereda", "the file could not be prepared"))
}

/// Signs in one go.
///
/// # Errors
/// When the key and the certificate do not belong together, the certificate must not sign, the room is too small, or the
/// time-stamp authority fails.
pub fn sign(slot: &Slot, signer: &dyn Signer, chain: &[Certificate], authority: Option<&dyn TimeStamper>) -> Result<Vec<u8>, Fault> {
    let certificate = chain.first().ok_or_else(no_certificate)?;
    key::belongs(signer, &certificate.public_key_info())?;
    fit_to_sign(certificate)?;
    let scheme = signer.scheme();
    let attributes = cms::signed_attributes(oids::DATA, &slot.digest(scheme.digest()), Some(certificate));
    let signature = signer.sign(&attributes)?;
    finish(slot, &cms::Parts { attributes: &attributes, scheme, chain, signature: &signature }, authority)
}

fn no_certificate() -> Fault {
    Fault::new(codes::CERTIFICATE_REFUSED, "inget certifikat är angivet", "no certificate is given")
}

/// Refuses a certificate that no verifier would let sign.
///
/// # Errors
/// When its key usage or extended key usage is for something else.
pub fn fit_to_sign(certificate: &Certificate) -> Result<(), Fault> {
    if certificate.may_sign() && certificate.serves(certificate::Usage::Document) {
        return Ok(());
    }
    let name = shortened(&certificate.name());
    Err(Fault::new(
        codes::CERTIFICATE_REFUSED,
        format!("certifikatet för ”{name}” är inte till för underskrifter"),
        format!("the certificate of “{name}” is not for signatures"),
    )
    .hint("be utfärdaren om ett certifikat för underskrift", "ask the issuer for a certificate for signing"))
}

fn finish(slot: &Slot, parts: &cms::Parts<'_>, authority: Option<&dyn TimeStamper>) -> Result<Vec<u8>, Fault> {
    let token = match authority {
        Some(authority) => Some(time_stamp::request(authority, &[parts.signature])?),
        None => None,
    };
    slot.fill(&cms::write(parts, token.as_deref()).ok_or_else(no_certificate)?)
}

/// A prepared signature that waits for somebody to sign: what is sent, and what must come back. Kept as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// 1.
    pub format: u32,
    /// Short name of the principal.
    pub principal: String,
    /// "För Västra Götalandsregionen".
    pub party: String,
    /// The printed name.
    pub name: Option<String>,
    /// The claimed time, seconds since 1970.
    pub time: i64,
    /// SHA-256 of the prepared file.
    pub prepared: Hash,
    /// What is signed of it.
    pub byte_range: [usize; 4],
    /// The hash, such as `SHA-256`.
    pub digest_algorithm: String,
    /// Digest of what is signed, in base 64.
    pub document_digest: String,
    /// The bytes to be signed in base 64: attributes of CMS, as a SET in DER.
    pub to_be_signed: String,
    /// SHA-256 of these bytes, for services that take a digest, in base 64.
    pub to_be_signed_digest: String,
    /// How they shall be signed: `ecdsa-p256-sha256`, `ecdsa-p384-sha384` or `rsa-pkcs1-sha256`.
    pub scheme: String,
    /// The chain when it is known beforehand, each certificate in base 64.
    pub chain: Vec<String>,
}

/// What comes back from whoever signed.
#[derive(Debug, Clone)]
pub enum Completion {
    /// A whole container (CMS), detached.
    Container(Vec<u8>),
    /// A signature of the bytes that were sent, and the chain, unless the session knows it.
    Signature {
        /// The signature; for ECDSA in DER, or r and s one after the other.
        signature: Vec<u8>,
        /// The signer's certificate first.
        chain: Vec<Certificate>,
    },
    /// Attributes that the service altered, its signature over them, and a fresh chain.
    Attributes {
        /// A SET of attributes in DER.
        attributes: Vec<u8>,
        /// The signature.
        signature: Vec<u8>,
        /// The signer's certificate first.
        chain: Vec<Certificate>,
    },
}

impl Session {
    /// Opens a session over a slot. Without a chain the certificate is not named in what is to be signed: a service that
    /// brings its own adds it.
    pub fn new(slot: &Slot, place: &SignaturePlace, time: i64, scheme: Scheme, chain: &[Certificate]) -> Self {
        let digest = slot.digest(scheme.digest());
        let attributes = cms::signed_attributes(oids::DATA, &digest, chain.first());
        Self {
            format: 1,
            principal: place.principal.clone(),
            party: place.party.clone(),
            name: place.name.clone(),
            time,
            prepared: Hash::of(&slot.bytes),
            byte_range: slot.ranges(),
            digest_algorithm: scheme.digest().name().to_owned(),
            document_digest: to_base64(&digest),
            to_be_signed_digest: to_base64(&scheme.digest().of(&[&attributes])),
            to_be_signed: to_base64(&attributes),
            scheme: scheme.name().to_owned(),
            chain: chain.iter().map(|certificate| to_base64(certificate.der())).collect(),
        }
    }

    /// Puts what came back into the prepared file, after checking all of it.
    ///
    /// # Errors
    /// When the file is not the one that was prepared, or what came back signs something else, names another certificate,
    /// is not signed by it, or finds no room.
    pub fn complete(&self, prepared: &[u8], completion: &Completion, authority: Option<&dyn TimeStamper>) -> Result<Vec<u8>, Fault> {
        let wrong = |sv: &str, en: &str| Fault::new(codes::SIGNATURE_REFUSED, sv, en);
        if Hash::of(prepared) != self.prepared {
            return Err(wrong("PDF-filen är inte den som förbereddes", "the PDF is not the one that was prepared")
                .hint("börja om med kansli sign prepare", "start over with kansli sign prepare"));
        }
        let document = load(prepared)?;
        let slot = Slot::find(prepared.to_vec(), &document)
            .filter(|slot| slot.ranges() == self.byte_range)
            .ok_or_else(|| wrong("PDF-filen har ingen tom plats för underskriften", "the PDF has no empty place for the signature"))?;
        let known = || -> Option<Vec<Certificate>> { self.chain.iter().map(|text| Certificate::from_der(&from_base64(text)?)).collect() };
        let (attributes, signature, chain) = match completion {
            Completion::Container(container) => return self.container(&slot, container, authority),
            Completion::Signature { .. } if self.chain.is_empty() => {
                return Err(wrong(
                    "sessionen är förberedd utan certifikat, och då räcker inte underskriften för sig: certifikatet ska stå bland det som undertecknas",
                    "the session was prepared without a certificate, and then a signature by itself is not enough: the certificate is to stand among what is signed",
                )
                .hint(
                    "ge upp den (kansli sign cancel) och förbered på nytt med --cert FIL; eller be tjänsten om en hel underskrift (--cms) eller om det den undertecknade (--attributes)",
                    "give it up (kansli sign cancel) and prepare anew with --cert FILE; or ask the service for a whole signature (--cms) or for what it signed (--attributes)",
                ));
            }
            Completion::Signature { signature, chain } => {
                let chain = if chain.is_empty() { known().unwrap_or_default() } else { chain.clone() };
                let attributes =
                    from_base64(&self.to_be_signed).ok_or_else(|| wrong("sessionens fil är skadad", "the session's file is damaged"))?;
                (attributes, signature.clone(), chain)
            }
            Completion::Attributes { attributes, signature, chain } => (attributes.clone(), signature.clone(), chain.clone()),
        };
        let certificate = chain.first().ok_or_else(no_certificate)?;
        let scheme = Scheme::of_key(&certificate.public_key_info()).ok_or_else(|| {
            Fault::new(
                codes::CERTIFICATE_REFUSED,
                "certifikatets nyckel är av ett slag som inte används här",
                "the certificate's key is of a sort that is not used here",
            )
            .hint("använd P-256, P-384 eller RSA om minst 2048 bitar", "use P-256, P-384 or RSA of at least 2048 bits")
        })?;
        let signature = in_der(scheme, signature);
        if asn1::single(&attributes, tag::SET).is_none() {
            return Err(wrong("attributen som undertecknades går inte att läsa", "the attributes that were signed can't be read"));
        }
        let parts = cms::Parts { attributes: &attributes, scheme, chain: &chain, signature: &signature };
        let container = cms::write(&parts, None).ok_or_else(no_certificate)?;
        self.accept(&slot, &container)?;
        finish(&slot, &parts, authority)
    }

    fn container(&self, slot: &Slot, container: &[u8], authority: Option<&dyn TimeStamper>) -> Result<Vec<u8>, Fault> {
        let unreadable = || {
            Fault::new(codes::SIGNATURE_REFUSED, "det som kom tillbaka är ingen underskrift (CMS)", "what came back is no signature (CMS)")
        };
        let (der, _) = asn1::definite(container).ok_or_else(unreadable)?;
        let signed = self.accept(slot, &der)?;
        let stamped = signed.signer().is_ok_and(|signer| signer.time_stamps().next().is_some());
        let der = match (authority, signed.signer()) {
            (Some(authority), Ok(signer)) if !stamped => {
                let token = time_stamp::request(authority, &[&signer.signature])?;
                cms::with_time_stamp(&der, &token).ok_or_else(unreadable)?
            }
            _ => der,
        };
        slot.fill(&der)
    }

    /// Checks that a container signs the slot's file as PAdES wants it.
    fn accept(&self, slot: &Slot, der: &[u8]) -> Result<SignedData, Fault> {
        let refused = |broken: &Broken| {
            let message = broken.message();
            Fault::new(codes::SIGNATURE_REFUSED, message.sv, message.en).hint(
                "inget är ändrat: begär en ny underskrift, eller börja om",
                "nothing is changed: ask for a new signature, or start over",
            )
        };
        let signed = SignedData::read(der).ok_or_else(|| refused(&Broken::Unreadable))?;
        let certificate = signed.check(oids::DATA, &slot.parts(), true).map_err(|broken| refused(&broken))?;
        let signer = signed.signer().map_err(|broken| refused(&broken))?;
        if signer.has(oids::SIGNING_TIME) {
            return Err(refused(&Broken::SigningTime));
        }
        if signed.content.is_some() {
            return Err(refused(&Broken::Unreadable));
        }
        fit_to_sign(&certificate)?;
        Ok(signed)
    }
}

/// A signature of ECDSA as DER: cards and services give r and s one after the other.
pub fn in_der(scheme: Scheme, signature: Vec<u8>) -> Vec<u8> {
    let half = match scheme {
        Scheme::P256 => 32,
        Scheme::P384 => 48,
        Scheme::Rsa => return signature,
    };
    match signature.split_at_checked(half) {
        Some((r, s)) if s.len() == half && asn1::single(&signature, tag::SEQUENCE).is_none() => {
            asn1::sequence(&[asn1::unsigned(r), asn1::unsigned(s)])
        }
        _ => signature,
    }
}

/// A time as PDF writes it (ISO 32000-1, 7.9.4).
fn pdf_date((seconds, offset): (i64, i32)) -> String {
    let time = clock(seconds, offset);
    let zone = match offset {
        0 => "Z".to_owned(),
        _ => format!("{}{:02}'{:02}'", if offset < 0 { '-' } else { '+' }, offset.abs() / 60, offset.abs() % 60),
    };
    format!("D:{:04}{:02}{:02}{:02}{:02}{:02}{zone}", time.year(), time.month(), time.day(), time.hour(), time.minute(), time.second())
}

/// Year to second at a distance from UTC in minutes.
pub fn clock(seconds: i64, offset: i32) -> jiff::civil::DateTime {
    let start = jiff::civil::datetime(1970, 1, 1, 0, 0, 0, 0);
    start.checked_add(jiff::SignedDuration::from_secs(seconds.saturating_add(i64::from(offset) * 60))).unwrap_or(start)
}

/// The distance of Swedish time from UTC in minutes, summer time included.
pub fn swedish_offset(seconds: i64) -> i32 {
    let moment = u64::try_from(seconds).ok().and_then(Moment::from_unix_seconds).unwrap_or(Moment::EARLIEST);
    let ahead = moment.in_sweden().duration_since(clock(seconds, 0));
    i32::try_from(ahead.as_mins()).unwrap_or(60)
}

/// Whether a PDF holds a prepared slot that waits for its signature: then no other may be opened.
pub fn is_waiting(bytes: &[u8]) -> bool {
    load(bytes).is_ok_and(|document| Slot::find(bytes.to_vec(), &document).is_some())
}

/// The name in a PDF's object, for what reads a signature.
pub(super) fn name_of(object: Option<&Object>) -> Option<String> {
    object.and_then(|object| object.as_name().ok()).map(|name| String::from_utf8_lossy(name).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_swedish_time() {
        let winter = 1_622_633_400 - 150 * 86_400;
        assert_eq!((swedish_offset(1_622_633_400), swedish_offset(winter)), (120, 60));
        assert_eq!(pdf_date((1_622_633_400, 120)), "D:20210602133000+02'00'");
        assert_eq!(pdf_date((1_622_633_400, 0)), "D:20210602113000Z");
        // 2026-10-25 01:00 UTC is the last Sunday of October.
        assert_eq!((swedish_offset(1_792_889_999), swedish_offset(1_792_890_000)), (120, 60));
    }

    #[test]
    fn signatures_in_two_halves_become_der() {
        let halves = [vec![0x80; 32], vec![0; 31], vec![1]].concat();
        let der = in_der(Scheme::P256, halves);
        assert_eq!(der, asn1::sequence(&[asn1::unsigned(&[0x80; 32]), asn1::small(1)]));
        assert_eq!(in_der(Scheme::P256, der.clone()), der);
        assert_eq!(in_der(Scheme::Rsa, vec![1; 64]), vec![1; 64]);
    }
}
