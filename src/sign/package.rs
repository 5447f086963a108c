//! A package: a signed document and what goes with it become one archive with a signature over all of it: ASiC-E with CAdES
//! (ETSI EN 319 162-1, 4.4), which any program for zip archives opens.

use std::io::{Cursor, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::algorithm::Digest;
use super::certificate::{Certificate, to_base64};
use super::key::{self, Signer};
use super::session::fit_to_sign;
use super::time_stamp::{self, TimeStamper};
use super::{cms, oids};
use crate::diag::Fault;
use crate::diag::{Message, codes};

/// The media type of the archive, which stands first in it, uncompressed.
pub const MEDIA_TYPE: &str = "application/vnd.etsi.asic-e+zip";

/// Where the list of what is signed stands.
pub(super) const MANIFEST: &str = "META-INF/ASiCManifest001.xml";

/// Where the signature over the list stands.
pub(super) const SIGNATURE: &str = "META-INF/signature001.p7s";

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name, without folders.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Puts files into a package and signs it. Without a clock: every file bears the first date that zip knows.
///
/// # Errors
/// When two files bear one name, a name has a folder in it or is empty, key and certificate do not belong together, or the
/// time-stamp authority fails.
pub fn pack(parts: &[Part], signer: &dyn Signer, chain: &[Certificate], authority: Option<&dyn TimeStamper>) -> Result<Vec<u8>, Fault> {
    for (at, part) in parts.iter().enumerate() {
        let name = &part.name;
        let taken = parts.iter().take(at).any(|earlier| earlier.name.to_lowercase() == name.to_lowercase());
        if taken || name.is_empty() || name == "mimetype" || name.contains(['/', '\\']) {
            let message = Message::new(
                format!("filen kan inte heta ”{name}” i ett paket, eller så heter två så"),
                format!("a file can't be called “{name}” in a package, or two are called so"),
            );
            return Err(Fault::new(codes::NOT_SIGNABLE, message.sv, message.en));
        }
    }
    let certificate =
        chain.first().ok_or_else(|| Fault::new(codes::CERTIFICATE_REFUSED, "inget certifikat är angivet", "no certificate is given"))?;
    key::belongs(signer, &certificate.public_key_info())?;
    fit_to_sign(certificate)?;
    let ours = |error: std::io::Error| Fault::new(codes::INTERNAL_FAULT, error.to_string(), error.to_string());
    let manifest = manifest(parts).map_err(ours)?;
    let scheme = signer.scheme();
    let attributes = cms::signed_attributes(oids::DATA, &scheme.digest().of(&[&manifest]), Some(certificate));
    let signature = signer.sign(&attributes)?;
    let token = match authority {
        Some(authority) => Some(time_stamp::request(authority, &[&signature])?),
        None => None,
    };
    let parts_of = cms::Parts { attributes: &attributes, scheme, chain, signature: &signature };
    let container = cms::write(&parts_of, token.as_deref()).unwrap_or_default();
    archive(parts, &manifest, &container).map_err(ours)
}

/// ASiCManifest (EN 319 162-1, annex A.4): the signature, and each file with its digest.
fn manifest(parts: &[Part]) -> std::io::Result<Vec<u8>> {
    let mut xml = Writer::new(Cursor::new(Vec::new()));
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut root = BytesStart::new("asic:ASiCManifest");
    root.push_attribute(("xmlns:asic", "http://uri.etsi.org/02918/v1.2.1#"));
    root.push_attribute(("xmlns:ds", "http://www.w3.org/2000/09/xmldsig#"));
    xml.write_event(Event::Start(root))?;
    let mut reference = BytesStart::new("asic:SigReference");
    reference.push_attribute(("URI", SIGNATURE));
    reference.push_attribute(("MimeType", "application/pkcs7-signature"));
    xml.write_event(Event::Empty(reference))?;
    for part in parts {
        let mut reference = BytesStart::new("asic:DataObjectReference");
        reference.push_attribute(("URI", address(&part.name).as_str()));
        reference.push_attribute(("MimeType", part.media_type.as_str()));
        xml.write_event(Event::Start(reference))?;
        let mut method = BytesStart::new("ds:DigestMethod");
        method.push_attribute(("Algorithm", "http://www.w3.org/2001/04/xmlenc#sha256"));
        xml.write_event(Event::Empty(method))?;
        xml.write_event(Event::Start(BytesStart::new("ds:DigestValue")))?;
        xml.write_event(Event::Text(BytesText::new(&to_base64(&Digest::Sha256.of(&[&part.bytes])))))?;
        xml.write_event(Event::End(BytesEnd::new("ds:DigestValue")))?;
        xml.write_event(Event::End(BytesEnd::new("asic:DataObjectReference")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("asic:ASiCManifest")))?;
    Ok(xml.into_inner().into_inner())
}

/// A name as part of an address (RFC 3986, 2.1).
fn address(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn archive(parts: &[Part], manifest: &[u8], container: &[u8]) -> std::io::Result<Vec<u8>> {
    let same = SimpleFileOptions::default().last_modified_time(DateTime::default()).unix_permissions(0o644).system(System::Unix);
    let (stored, packed) = (same.compression_method(CompressionMethod::Stored), same.compression_method(CompressionMethod::Deflated));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("mimetype", stored)?;
    zip.write_all(MEDIA_TYPE.as_bytes())?;
    for part in parts {
        zip.start_file(part.name.as_str(), packed)?;
        zip.write_all(&part.bytes)?;
    }
    for (name, bytes) in [(MANIFEST, manifest), (SIGNATURE, container)] {
        zip.start_file(name, packed)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
