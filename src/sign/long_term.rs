//! Long term: a signed PDF gets the proof that its certificates were good, and a time stamp over all of it, so that it can
//! be verified when the certificates are long gone (EN 319 142-1, 5.4 and 5.5: B-LT and B-LTA).

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::append::{Update, entry, load, resolve, text_string};
use super::asn1;
use super::certificate::Certificate;
use super::chain;
use super::cms::SignedData;
use super::fields;
use super::revocation::{self, Evidence};
use super::slot::{self, Inscription};
use super::time_stamp::{self, TimeStamper};
use crate::diag::Fault;
use crate::diag::codes;

/// Fetches what certificates point to: over HTTP, or in a test. What can't be had is `None`.
pub trait Network {
    /// A list of revoked certificates at an address.
    fn list(&self, address: &str) -> Option<Vec<u8>>;
    /// The answer of a responder (`application/ocsp-request`).
    fn answer(&self, address: &str, request: &[u8]) -> Option<Vec<u8>>;
}

/// What was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// Names of certificates about which nothing could be learnt.
    pub unknown: Vec<String>,
}

/// The certificates of all signatures and time stamps of a PDF: those that signed, and every one that came along.
fn signers(document: &Document) -> (Vec<Certificate>, Vec<Certificate>) {
    let (mut leaves, mut all) = (Vec::new(), Vec::new());
    for field in fields::of(document) {
        let value = field.value.and_then(|id| document.get_dictionary(id).ok());
        let contents = value.and_then(|value| value.get(b"Contents").ok()).and_then(|contents| contents.as_str().ok());
        if let Some(contents) = contents {
            gather(contents, &mut leaves, &mut all, 0);
        }
    }
    (leaves, all)
}

fn gather(container: &[u8], leaves: &mut Vec<Certificate>, all: &mut Vec<Certificate>, depth: usize) {
    let Some(signed) = asn1::definite(container).and_then(|(der, _)| SignedData::read(&der)) else { return };
    let certificates = signed.readable_certificates();
    for signer in &signed.signers {
        leaves.extend(certificates.iter().find(|certificate| signer.identifier.is(certificate)).cloned());
        if depth < 2 {
            signer.time_stamps().for_each(|token| gather(token, leaves, all, depth + 1));
        }
    }
    all.extend(certificates);
}

/// Adds the chains of all signatures and time stamps, and what shows that none of their certificates was revoked, as far as
/// that can be had: from `evidence`, and from the addresses that the certificates bear.
///
/// # Errors
/// When the PDF can't be read, or has no signature.
pub fn prove(bytes: &[u8], roots: &[Certificate], evidence: &Evidence, network: &dyn Network) -> Result<Proof, Fault> {
    let document = load(bytes)?;
    let (leaves, others) = signers(&document);
    if leaves.is_empty() {
        return Err(Fault::new(codes::NOT_SIGNABLE, "filen är inte undertecknad", "the file is not signed")
            .hint("underteckna den först: kansli sign", "sign it first: kansli sign"));
    }
    let mut known: BTreeSet<Vec<u8>> = BTreeSet::new();
    let (mut lists, mut answers) = (BTreeSet::new(), BTreeSet::new());
    let mut unknown = Vec::new();
    for leaf in &leaves {
        let way = chain::way(leaf, &others, roots);
        known.extend(way.iter().map(|certificate| certificate.der().to_vec()));
        for pair in way.windows(2) {
            let [certificate, issuer] = pair else { continue };
            if certificate.needs_no_revocation() {
                continue;
            }
            let mut found = false;
            for list in evidence.lists.iter().filter(|list| revocation::lists(list, certificate, issuer)) {
                found |= lists.insert(list.clone()) || lists.contains(list);
            }
            for answer in evidence.answers.iter().filter(|answer| revocation::answers(answer, certificate, issuer)) {
                found |= answers.insert(answer.clone()) || answers.contains(answer);
            }
            if found {
                continue;
            }
            if let Some(answer) = asked(certificate, issuer, network) {
                answers.insert(answer);
            } else if let Some(list) = fetched(certificate, issuer, network) {
                lists.insert(list);
            } else if !unknown.contains(&certificate.name()) {
                unknown.push(certificate.name());
            }
        }
    }
    let mut update = Update::new(bytes, &document);
    let root = document
        .trailer
        .get(b"Root")
        .and_then(Object::as_reference)
        .map_err(|_| Fault::new(codes::PDF_UNREADABLE, "PDF-filen saknar rot", "the PDF has no root"))?;
    let store = document.catalog().ok().and_then(|catalog| entry(&document, catalog, b"DSS")).and_then(|store| store.as_dict().ok());
    let mut store: Dictionary = store.cloned().unwrap_or_default();
    for (key, items) in [("Certs", &known), ("CRLs", &lists), ("OCSPs", &answers)] {
        add(&mut update, &mut store, key, items);
    }
    update.edit(root, |catalog| catalog.set("DSS", store));
    Ok(Proof { bytes: update.finish().bytes, unknown })
}

/// Adds streams to one of the arrays of the store, but for those that are there.
fn add(update: &mut Update<'_>, store: &mut Dictionary, key: &str, items: &BTreeSet<Vec<u8>>) {
    let mut list = match store.get(key.as_bytes()).map(|list| resolve(update.document, list)) {
        Ok(Object::Array(list)) => list.clone(),
        _ => Vec::new(),
    };
    let there: Vec<Vec<u8>> = list
        .iter()
        .filter_map(|item| resolve(update.document, item).as_stream().ok())
        .map(|stream| stream.decompressed_content_with_limit(16 << 20).unwrap_or_else(|_| stream.content.clone()))
        .collect();
    for item in items.iter().filter(|item| !there.contains(item)) {
        list.push(update.add(Object::Stream(Stream::new(Dictionary::new(), item.clone()))).into());
    }
    if !list.is_empty() {
        store.set(key, list);
    }
}

fn asked(certificate: &Certificate, issuer: &Certificate, network: &dyn Network) -> Option<Vec<u8>> {
    let request = revocation::request(certificate, issuer)?;
    let addresses = certificate.responder_addresses();
    let mut answers = addresses.iter().filter_map(|address| network.answer(address, &request));
    answers.find(|answer| revocation::answers(answer, certificate, issuer))
}

fn fetched(certificate: &Certificate, issuer: &Certificate, network: &dyn Network) -> Option<Vec<u8>> {
    let addresses = certificate.list_addresses();
    let mut lists = addresses.iter().filter_map(|address| network.list(address)).flat_map(|list| revocation::lists_of(&list));
    lists.find(|list| revocation::lists(list, certificate, issuer))
}

/// Adds a time stamp over the whole file, in a field of its own that shows nothing: outside the page and without size.
///
/// # Errors
/// When the PDF can't be read, has no form, or the authority fails.
pub fn stamp(bytes: &[u8], authority: &dyn TimeStamper) -> Result<Vec<u8>, Fault> {
    let document = load(bytes)?;
    let not = || Fault::new(codes::NOT_SIGNABLE, "filen är inte undertecknad", "the file is not signed");
    let existing = fields::of(&document);
    let first = existing.first().ok_or_else(not)?;
    let page = document.get_dictionary(first.id).ok().and_then(|field| field.get(b"P").ok()).and_then(|page| page.as_reference().ok());
    let page = page.or_else(|| document.page_iter().next()).ok_or_else(not)?;
    let mut update = Update::new(bytes, &document);
    let (field, value) = (update.reserve(), update.reserve());
    let number = existing.iter().filter(|field| field.name.starts_with("tidsstampel-")).count() + 1;
    update.set(
        field,
        dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "F" => 132, "P" => page, "V" => value,
            "T" => text_string(&format!("tidsstampel-{number}")), "TU" => text_string("Tidsstämpel över dokumentet"),
            "Rect" => vec![(-10).into(), (-10).into(), (-10).into(), (-10).into()],
        },
    );
    list_field(&mut update, &document, field).ok_or_else(not)?;
    list_widget(&mut update, page, field);
    let inscription = Inscription { kind: "DocTimeStamp", filter: "ETSI.RFC3161", time: None, name: None, room: 16 << 10 };
    let slot = slot::open(update, value, &inscription).ok_or_else(not)?;
    let token = time_stamp::request(authority, &slot.parts())?;
    slot.fill(&token)
}

/// Lists a field in the form.
fn list_field(update: &mut Update<'_>, document: &Document, field: ObjectId) -> Option<()> {
    let root = document.trailer.get(b"Root").and_then(Object::as_reference).ok()?;
    let form = document.catalog().ok()?.get(b"AcroForm").ok()?.clone();
    let dictionary = resolve(document, &form).as_dict().ok()?.clone();
    let list = dictionary.get(b"Fields").ok()?.clone();
    let mut fields = resolve(document, &list).as_array().ok()?.clone();
    fields.push(field.into());
    match (list, form) {
        (Object::Reference(list), _) => update.set(list, fields),
        (_, Object::Reference(form)) => update.edit(form, |form| form.set("Fields", fields)),
        _ => update.edit(root, |root| {
            let mut dictionary = dictionary;
            dictionary.set("Fields", fields);
            root.set("AcroForm", dictionary);
        }),
    }
    Some(())
}

/// Lists a widget on its page; where Kansli made the fields the list is an object of its own, and the page stays as it is.
fn list_widget(update: &mut Update<'_>, page: ObjectId, widget: ObjectId) {
    let object = update.get(page);
    match object.as_dict().ok().and_then(|page| page.get(b"Annots").ok()).cloned() {
        Some(Object::Reference(list)) => {
            let mut widgets = update.get(list).as_array().cloned().unwrap_or_default();
            widgets.push(widget.into());
            update.set(list, widgets);
        }
        other => {
            let mut widgets = other.and_then(|list| list.as_array().cloned().ok()).unwrap_or_default();
            widgets.push(widget.into());
            update.edit(page, |page| page.set("Annots", widgets));
        }
    }
}
