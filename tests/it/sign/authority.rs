//! Certificates, lists, answers and time stamps of authorities that exist in the tests only.

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use ring::rand::SystemRandom;
use ring::rsa;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256};

/// A value of DER.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        length @ 0..=127 => out.push(length as u8),
        length @ 128..=255 => out.extend([0x81, length as u8]),
        length => out.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    [out, content.to_vec()].concat()
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// An object identifier of its dotted name.
pub fn oid(name: &str) -> Vec<u8> {
    let numbers: Vec<u64> = name.split('.').map(|number| number.parse().unwrap()).collect();
    let mut content = vec![(numbers[0] * 40 + numbers[1]) as u8];
    for number in &numbers[2..] {
        let mut groups = vec![(number & 127) as u8];
        let mut rest = number >> 7;
        while rest > 0 {
            groups.push((rest & 127) as u8 | 128);
            rest >>= 7;
        }
        content.extend(groups.iter().rev());
    }
    tlv(6, &content)
}

fn integer(value: u64) -> Vec<u8> {
    let mut octets: Vec<u8> = value.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
    if octets.first().is_none_or(|first| first & 128 != 0) {
        octets.insert(0, 0);
    }
    tlv(2, &octets)
}

/// A time such as `20250101000000Z`.
pub fn time(text: &str) -> Vec<u8> {
    // Up to 2049 certificates and lists say UTCTime (RFC 5280, 4.1.2.5).
    match text {
        text if text < "2050" && text.len() == 15 => tlv(0x17, &text.as_bytes()[2..]),
        text => tlv(0x18, text.as_bytes()),
    }
}

/// A key that the tests sign with.
pub enum Keys {
    Elliptic { pkcs8: Vec<u8>, pair: EcdsaKeyPair, wide: bool },
    Rsa { pkcs8: Vec<u8>, pair: rsa::KeyPair },
}

impl Keys {
    pub fn p256() -> Self {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).unwrap().as_ref().to_vec();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &pkcs8, &SystemRandom::new()).unwrap();
        Self::Elliptic { pkcs8, pair, wide: false }
    }

    pub fn p384() -> Self {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_ASN1_SIGNING, &SystemRandom::new()).unwrap().as_ref().to_vec();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_ASN1_SIGNING, &pkcs8, &SystemRandom::new()).unwrap();
        Self::Elliptic { pkcs8, pair, wide: true }
    }

    pub fn rsa() -> Self {
        let pkcs8 = pem(include_str!("../../cases/sign/rsa-3072.pem"));
        let pair = rsa::KeyPair::from_pkcs8(&pkcs8).unwrap();
        Self::Rsa { pkcs8, pair }
    }

    /// The private key as a file holds it.
    pub fn pkcs8(&self) -> &[u8] {
        match self {
            Self::Elliptic { pkcs8, .. } | Self::Rsa { pkcs8, .. } => pkcs8,
        }
    }

    fn public(&self) -> Vec<u8> {
        match self {
            Self::Elliptic { pair, .. } => pair.public_key().as_ref().to_vec(),
            Self::Rsa { pair, .. } => pair.public().as_ref().to_vec(),
        }
    }

    fn public_key_info(&self) -> Vec<u8> {
        let algorithm = match self {
            Self::Elliptic { wide, .. } => {
                sequence(&[&oid("1.2.840.10045.2.1"), &oid(if *wide { "1.3.132.0.34" } else { "1.2.840.10045.3.1.7" })])
            }
            Self::Rsa { .. } => sequence(&[&oid("1.2.840.113549.1.1.1"), &tlv(5, &[])]),
        };
        sequence(&[&algorithm, &tlv(3, &[vec![0], self.public()].concat())])
    }

    pub fn algorithm(&self) -> Vec<u8> {
        match self {
            Self::Elliptic { wide, .. } => sequence(&[&oid(if *wide { "1.2.840.10045.4.3.3" } else { "1.2.840.10045.4.3.2" })]),
            Self::Rsa { .. } => sequence(&[&oid("1.2.840.113549.1.1.11"), &tlv(5, &[])]),
        }
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Elliptic { pair, .. } => pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
            Self::Rsa { pair, .. } => {
                let mut out = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut out).unwrap();
                out
            }
        }
    }
}

/// The bytes of a PEM file's first block.
pub fn pem(text: &str) -> Vec<u8> {
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    let value = |byte: u8| b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".iter().position(|letter| *letter == byte);
    let bits: Vec<usize> = body.bytes().filter_map(value).collect();
    bits.chunks(4)
        .flat_map(|chunk| {
            let sum = chunk.iter().fold(0usize, |sum, bits| (sum << 6) | bits) << (6 * (4 - chunk.len()));
            sum.to_be_bytes()[5..5 + (chunk.len() * 6 / 8)].to_vec()
        })
        .collect()
}

/// Bytes as a PEM file.
pub fn to_pem(label: &str, der: &[u8]) -> String {
    let mut body = String::new();
    for chunk in der.chunks(3) {
        let sum = chunk.iter().fold(0u32, |sum, byte| (sum << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[(sum >> (18 - 6 * place)) as usize & 63];
            body.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    let lines: Vec<&str> = body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// What a certificate is for.
#[derive(Debug, Clone)]
pub struct Profile {
    pub from: &'static str,
    pub until: &'static str,
    pub authority: bool,
    /// The bits of keyUsage: 0x80 digitalSignature, 0x40 nonRepudiation, 0x20 keyEncipherment, 0x06 keyCertSign and cRLSign.
    pub usage: u8,
    /// Dotted purposes, and whether they are critical.
    pub purposes: &'static [&'static str],
    pub critical_purposes: bool,
    pub list_address: Option<String>,
    pub responder_address: Option<String>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            from: "20200101000000Z",
            until: "20450101000000Z",
            authority: false,
            usage: 0xc0,
            purposes: &["1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36"],
            critical_purposes: false,
            list_address: None,
            responder_address: None,
        }
    }
}

impl Profile {
    pub fn authority() -> Self {
        Self { authority: true, usage: 0x06, purposes: &[], ..Self::default() }
    }

    pub fn time_stamps() -> Self {
        Self { purposes: &["1.3.6.1.5.5.7.3.8"], critical_purposes: true, ..Self::default() }
    }

    pub fn answers() -> Self {
        Self { purposes: &["1.3.6.1.5.5.7.3.9"], ..Self::default() }
    }
}

/// Somebody with a key and a certificate.
pub struct Party {
    pub keys: Keys,
    pub certificate: Vec<u8>,
    name: Vec<u8>,
}

fn name(common: &str) -> Vec<u8> {
    let part = |kind: &str, text: &str| tlv(0x31, &sequence(&[&oid(kind), &tlv(0x0c, text.as_bytes())]));
    sequence(&[&tlv(0x31, &sequence(&[&oid("2.5.4.6"), &tlv(0x13, b"SE")])), &part("2.5.4.10", "Testbolaget"), &part("2.5.4.3", common)])
}

impl Party {
    /// A root.
    pub fn root(common: &str) -> Self {
        Self::issued(None, common, Keys::p256(), 1, &Profile::authority())
    }

    /// Somebody with a certificate from this one.
    pub fn issue(&self, common: &str, keys: Keys, serial: u64, profile: &Profile) -> Self {
        Self::issued(Some(self), common, keys, serial, profile)
    }

    fn issued(issuer: Option<&Self>, common: &str, keys: Keys, serial: u64, profile: &Profile) -> Self {
        let own = name(common);
        let by = issuer.map_or(&keys, |issuer| &issuer.keys);
        let issuer_name = issuer.map_or(&own, |issuer| &issuer.name);
        let extension = |kind: &str, critical: bool, value: &[u8]| {
            let critical = if critical { tlv(1, &[0xff]) } else { Vec::new() };
            sequence(&[&oid(kind), &critical, &tlv(4, value)])
        };
        let key_id = |keys: &Keys| digest(&SHA1_FOR_LEGACY_USE_ONLY, &keys.public()).as_ref().to_vec();
        let mut extensions = vec![
            extension("2.5.29.15", true, &tlv(3, &[profile.usage.trailing_zeros() as u8, profile.usage])),
            extension("2.5.29.14", false, &tlv(4, &key_id(&keys))),
            extension("2.5.29.35", false, &sequence(&[&tlv(0x80, &key_id(by))])),
        ];
        if profile.authority {
            extensions.push(extension("2.5.29.19", true, &sequence(&[&tlv(1, &[0xff])])));
        }
        if !profile.purposes.is_empty() {
            let purposes: Vec<u8> = profile.purposes.iter().flat_map(|purpose| oid(purpose)).collect();
            extensions.push(extension("2.5.29.37", profile.critical_purposes, &tlv(0x30, &purposes)));
        }
        if let Some(address) = &profile.list_address {
            let point = sequence(&[&tlv(0xa0, &tlv(0xa0, &tlv(0x86, address.as_bytes())))]);
            extensions.push(extension("2.5.29.31", false, &sequence(&[&point])));
        }
        if let Some(address) = &profile.responder_address {
            let access = sequence(&[&oid("1.3.6.1.5.5.7.48.1"), &tlv(0x86, address.as_bytes())]);
            extensions.push(extension("1.3.6.1.5.5.7.1.1", false, &sequence(&[&access])));
        }
        let signed = sequence(&[
            &tlv(0xa0, &integer(2)),
            &integer(serial),
            &by.algorithm(),
            issuer_name,
            &sequence(&[&time(profile.from), &time(profile.until)]),
            &own,
            &keys.public_key_info(),
            &tlv(0xa3, &tlv(0x30, &extensions.concat())),
        ]);
        let signature = by.sign(&signed);
        let certificate = sequence(&[&signed, &by.algorithm(), &tlv(3, &[vec![0], signature].concat())]);
        Self { keys, certificate, name: own }
    }

    /// A list of revoked certificates: serial numbers, and when.
    pub fn list(&self, from: &str, until: &str, revoked: &[(u64, &str)]) -> Vec<u8> {
        let entries: Vec<u8> = revoked.iter().flat_map(|(serial, at)| sequence(&[&integer(*serial), &time(at)])).collect();
        let entries = if entries.is_empty() { Vec::new() } else { tlv(0x30, &entries) };
        let number = sequence(&[&oid("2.5.29.20"), &tlv(4, &integer(7))]);
        let signed = sequence(&[
            &integer(1),
            &self.keys.algorithm(),
            &self.name,
            &time(from),
            &time(until),
            &entries,
            &tlv(0xa0, &sequence(&[&number])),
        ]);
        let signature = self.keys.sign(&signed);
        sequence(&[&signed, &self.keys.algorithm(), &tlv(3, &[vec![0], signature].concat())])
    }

    /// An answer about one certificate of an issuer, signed by this party: good, or revoked when.
    pub fn answer(&self, issuer: &Self, serial: u64, revoked: Option<&str>, from: &str, until: &str) -> Vec<u8> {
        let hash = |bytes: &[u8]| tlv(4, digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref());
        let algorithm = sequence(&[&oid("1.3.14.3.2.26"), &tlv(5, &[])]);
        let id = sequence(&[&algorithm, &hash(&issuer.name), &hash(&issuer.keys.public()), &integer(serial)]);
        let status = revoked.map_or(tlv(0x80, &[]), |at| tlv(0xa1, &tlv(0x18, at.as_bytes())));
        let single = sequence(&[&id, &status, &tlv(0x18, from.as_bytes()), &tlv(0xa0, &tlv(0x18, until.as_bytes()))]);
        let signed = sequence(&[&tlv(0xa1, &self.name), &tlv(0x18, from.as_bytes()), &sequence(&[&single])]);
        let signature = self.keys.sign(&signed);
        let certificates = tlv(0xa0, &sequence(&[&self.certificate]));
        let basic = sequence(&[&signed, &self.keys.algorithm(), &tlv(3, &[vec![0], signature].concat()), &certificates]);
        let bytes = sequence(&[&oid("1.3.6.1.5.5.7.48.1.1"), &tlv(4, &basic)]);
        sequence(&[&tlv(0x0a, &[0]), &tlv(0xa0, &bytes)])
    }

    /// The answer to a request for a time stamp, at a time such as `20250602113000.5Z`.
    pub fn stamped(&self, request: &[u8], at: &str) -> Vec<u8> {
        // TimeStampReq { version, imprint, nonce, certReq }: what stands between version and certReq goes into the answer.
        let content = &request[header(request)..];
        let imprint = &content[3..];
        let imprint = &imprint[..header(imprint) + usize::from(imprint[1])];
        let nonce = &content[3 + imprint.len()..content.len() - 3];
        let info = sequence(&[&integer(1), &oid("1.2.752.999.1"), imprint, &integer(42), &tlv(0x18, at.as_bytes()), nonce]);
        let token = self.signed(&info, "1.2.840.113549.1.9.16.1.4");
        sequence(&[&sequence(&[&integer(0)]), &token])
    }

    /// A container with its content inside, signed by this party.
    pub fn signed(&self, content: &[u8], kind: &str) -> Vec<u8> {
        self.container(content, kind, true)
    }

    /// A container over content that is elsewhere, signed by this party whatever its certificate is for.
    pub fn detached(&self, content: &[u8]) -> Vec<u8> {
        self.container(content, "1.2.840.113549.1.7.1", false)
    }

    fn container(&self, content: &[u8], kind: &str, inside: bool) -> Vec<u8> {
        let sha256 = sequence(&[&oid("2.16.840.1.101.3.4.2.1")]);
        let attribute = |kind: &str, value: &[u8]| sequence(&[&oid(kind), &tlv(0x31, value)]);
        let certificate = sequence(&[&sequence(&[&sequence(&[&tlv(4, digest(&SHA256, &self.certificate).as_ref())])])]);
        let mut attributes = [
            attribute("1.2.840.113549.1.9.3", &oid(kind)),
            attribute("1.2.840.113549.1.9.4", &tlv(4, digest(&SHA256, content).as_ref())),
            attribute("1.2.840.113549.1.9.16.2.47", &certificate),
        ];
        attributes.sort();
        let attributes = attributes.concat();
        let signature = self.keys.sign(&tlv(0x31, &attributes));
        let parts = &self.certificate[header(&self.certificate)..];
        let fields = &parts[header(parts)..];
        // version [0], then the serial number.
        let serial = &fields[5..];
        let serial = &serial[..2 + usize::from(serial[1])];
        let issuer = self.issuer();
        let signer = sequence(&[
            &integer(1),
            &sequence(&[&issuer, serial]),
            &sha256,
            &tlv(0xa0, &attributes),
            &self.keys.algorithm(),
            &tlv(4, &signature),
        ]);
        let signed = sequence(&[
            &integer(3),
            &tlv(0x31, &sha256),
            &sequence(&[&oid(kind), &if inside { tlv(0xa0, &tlv(4, content)) } else { Vec::new() }]),
            &tlv(0xa0, &self.certificate),
            &tlv(0x31, &signer),
        ]);
        sequence(&[&oid("1.2.840.113549.1.7.2"), &tlv(0xa0, &signed)])
    }

    /// The issuer's name in the certificate.
    fn issuer(&self) -> Vec<u8> {
        let parts = &self.certificate[header(&self.certificate)..];
        let mut rest = &parts[header(parts)..];
        for _ in 0..3 {
            rest = &rest[length(rest)..];
        }
        rest[..length(rest)].to_vec()
    }
}

/// How long tag and length of a value are.
fn header(value: &[u8]) -> usize {
    if value[1] < 128 { 2 } else { 2 + usize::from(value[1] & 127) }
}

/// How long a value is with its tag and length.
fn length(value: &[u8]) -> usize {
    let content = match value[1] {
        length if length < 128 => usize::from(length),
        length => value[2..2 + usize::from(length & 127)].iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)),
    };
    header(value) + content
}
