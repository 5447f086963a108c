//! A signed PDF becomes the signatures as they were placed: the file before each, with its empty place, and after it.
//!
//! Everything here is taken from the file alone, so that whoever has it comes to the same.

use lopdf::Object;

use super::append::{entry, load, text_entry};
use super::asn1;
use super::certificate::Certificate;
use super::cms::SignedData;
use super::session::name_of;
use super::slot::{self, Slot};
use super::{chain, fields};
use crate::diag::{Fault, codes};
use crate::model::{Hash, SignaturePlace};

/// A signature in its field.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The name of the field.
    pub field: String,
    /// Whose line it is.
    pub place: SignaturePlace,
    /// The signer's certificate.
    pub certificate: Certificate,
    /// The signer's certificate and those above it, as far as the signature holds them.
    pub chain: Vec<Certificate>,
    /// SHA-256 of the file that the signature was added to.
    pub issued: Hash,
    /// SHA-256 of the file with the empty place for the signature.
    pub prepared: Hash,
    /// How many bytes the file had with the signature and nothing after it.
    pub end: usize,
}

/// The signatures in fields that Kansli made, in the order they were placed. Time stamps of the document are none. It is not
/// judged whether they hold: see [`super::verify()`].
///
/// # Errors
/// When the file can't be read, or a signature in it.
pub fn placed(bytes: &[u8]) -> Result<Vec<Placed>, Fault> {
    let document = load(bytes)?;
    let mut out = Vec::new();
    for field in fields::places(&document) {
        let (Some(value), Some(place)) = (field.value, field.place) else { continue };
        let Some(dictionary) = document.objects.get(&value).and_then(|value| value.as_dict().ok()) else { continue };
        if name_of(entry(&document, dictionary, b"SubFilter")).as_deref() == Some("ETSI.RFC3161") {
            continue;
        }
        let unreadable = || {
            Fault::new(
                codes::SIGNATURE_REFUSED,
                format!("underskriften i fältet {} går inte att läsa", field.name),
                format!("the signature in the field {} can't be read", field.name),
            )
        };
        let [_, start, after, rest] = entry(&document, dictionary, b"ByteRange").and_then(slot::ranges).ok_or_else(unreadable)?;
        let end = after.checked_add(rest).filter(|end| *end <= bytes.len() && start + 1 < after).ok_or_else(unreadable)?;
        let contents = entry(&document, dictionary, b"Contents").and_then(|contents| contents.as_str().ok()).unwrap_or_default();
        if contents.iter().all(|byte| *byte == 0) {
            // A place that waits for its signature.
            continue;
        }
        let (der, _) = asn1::definite(contents).ok_or_else(unreadable)?;
        let signed = SignedData::read(&der).ok_or_else(unreadable)?;
        let signer = signed.signer().map_err(|_| unreadable())?;
        let certificates = signed.readable_certificates();
        let certificate = certificates.iter().find(|certificate| signer.identifier.is(certificate)).ok_or_else(unreadable)?.clone();
        let chain = chain::way(&certificate, &certificates, &[]);
        let mut empty = bytes.get(..end).unwrap_or_default().to_vec();
        if let Some(gap) = empty.get_mut(start + 1..after - 1) {
            gap.fill(b'0');
        }
        let prepared = Hash::of(&empty);
        out.push(Placed { field: field.name, place, certificate, chain, issued: Hash::zero(), prepared, end });
    }
    out.sort_by_key(|placed| placed.end);
    let ends: Vec<usize> = out.iter().map(|placed| placed.end).collect();
    for (at, one) in out.iter_mut().enumerate() {
        let former = at.checked_sub(1).and_then(|former| ends.get(former)).copied();
        one.issued = issued(bytes.get(..one.end).unwrap_or_default(), former);
    }
    Ok(out)
}

/// The file before its last update: it ends with the signature before, unless something else came between.
fn issued(bytes: &[u8], former: Option<usize>) -> Hash {
    const MARK: &[u8] = b"%%EOF";
    let body = bytes.trim_ascii_end();
    let body = body.strip_suffix(MARK).unwrap_or(body);
    let end = body.windows(MARK.len()).rposition(|window| window == MARK).map_or(0, |at| at + MARK.len());
    match former {
        Some(former) if (end..=end + 2).contains(&former) => Hash::of(bytes.get(..former).unwrap_or_default()),
        _ => Hash::of(bytes.get(..end).unwrap_or_default()),
    }
}

/// Hashes of a file with an empty place: of the file that it was made of, and of itself.
pub fn hashes_of(slot: &Slot, former: Option<usize>) -> (Hash, Hash) {
    (issued(&slot.bytes, former), Hash::of(&slot.bytes))
}

/// The signature lines of a PDF that Kansli made, signed or not, in order; none for a PDF that has none.
///
/// # Errors
/// When the file can't be read.
pub fn lines(bytes: &[u8]) -> Result<Vec<SignaturePlace>, Fault> {
    let document = load(bytes)?;
    let fields: Vec<SignaturePlace> = fields::places(&document).into_iter().filter_map(|field| field.place).collect();
    if !fields.is_empty() {
        return Ok(fields);
    }
    let information = document.trailer.get(b"Info").and_then(Object::as_reference).and_then(|id| document.get_dictionary(id));
    let keywords = information.ok().and_then(|information| text_entry(&document, information, b"Keywords"));
    Ok(SignaturePlace::all_of(&keywords.unwrap_or_default()))
}
