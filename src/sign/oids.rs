//! Object identifiers, as the contents of their DER, each with its dotted name.

/// id-data, 1.2.840.113549.1.7.1.
pub const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
/// id-signedData, 1.2.840.113549.1.7.2.
pub const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// id-ct-TSTInfo, 1.2.840.113549.1.9.16.1.4.
pub const TIME_STAMP_INFO: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04";

/// The attribute contentType, 1.2.840.113549.1.9.3.
pub const CONTENT_TYPE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
/// The attribute messageDigest, 1.2.840.113549.1.9.4.
pub const MESSAGE_DIGEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
/// The attribute signingTime, 1.2.840.113549.1.9.5.
pub const SIGNING_TIME: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05";
/// The attribute signingCertificate of RFC 2634, 1.2.840.113549.1.9.16.2.12.
pub const SIGNING_CERTIFICATE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c";
/// The attribute signingCertificateV2 of RFC 5035, 1.2.840.113549.1.9.16.2.47.
pub const SIGNING_CERTIFICATE_V2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";
/// The attribute signatureTimeStampToken, 1.2.840.113549.1.9.16.2.14.
pub const TIME_STAMP_TOKEN: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e";

/// SHA-1, 1.3.14.3.2.26: refused.
pub const SHA1: &[u8] = b"\x2b\x0e\x03\x02\x1a";
/// SHA-256, 2.16.840.1.101.3.4.2.1.
pub const SHA256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
/// SHA-384, 2.16.840.1.101.3.4.2.2.
pub const SHA384: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x02";
/// SHA-512, 2.16.840.1.101.3.4.2.3.
pub const SHA512: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x03";

/// rsaEncryption, 1.2.840.113549.1.1.1.
pub const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
/// sha1WithRSAEncryption, 1.2.840.113549.1.1.5: refused.
pub const RSA_SHA1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05";
/// id-RSASSA-PSS, 1.2.840.113549.1.1.10.
pub const RSA_PSS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
/// sha256WithRSAEncryption, 1.2.840.113549.1.1.11.
pub const RSA_SHA256: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b";
/// sha384WithRSAEncryption, 1.2.840.113549.1.1.12.
pub const RSA_SHA384: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c";
/// sha512WithRSAEncryption, 1.2.840.113549.1.1.13.
pub const RSA_SHA512: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d";
/// id-ecPublicKey, 1.2.840.10045.2.1.
pub const EC: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
/// ecdsa-with-SHA256, 1.2.840.10045.4.3.2.
pub const ECDSA_SHA256: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x02";
/// ecdsa-with-SHA384, 1.2.840.10045.4.3.3.
pub const ECDSA_SHA384: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x03";
/// secp256r1 or P-256, 1.2.840.10045.3.1.7.
pub const P256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
/// secp384r1 or P-384, 1.3.132.0.34.
pub const P384: &[u8] = b"\x2b\x81\x04\x00\x22";

/// The purpose timeStamping, 1.3.6.1.5.5.7.3.8.
pub const PURPOSE_TIME_STAMPING: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x08";
/// The purpose OCSPSigning, 1.3.6.1.5.5.7.3.9.
pub const PURPOSE_OCSP: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x09";
/// The purpose emailProtection, 1.3.6.1.5.5.7.3.4.
pub const PURPOSE_EMAIL: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x04";
/// The purpose documentSigning of RFC 9336, 1.3.6.1.5.5.7.3.36.
pub const PURPOSE_DOCUMENT: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x24";
/// The purpose clientAuth, 1.3.6.1.5.5.7.3.2: certificates of persons often bear it.
pub const PURPOSE_CLIENT: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x02";
/// The purpose "document signing" of Microsoft, 1.3.6.1.4.1.311.10.3.12.
pub const PURPOSE_MICROSOFT: &[u8] = b"\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x0c";
/// The purpose "authentic documents" of Adobe, 1.2.840.113583.1.1.5.
pub const PURPOSE_ADOBE: &[u8] = b"\x2a\x86\x48\x86\xf7\x2f\x01\x01\x05";

/// id-pkix-ocsp-basic, 1.3.6.1.5.5.7.48.1.1.
pub const OCSP_BASIC: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x30\x01\x01";

/// A readable name of an identifier: dotted numbers.
pub fn dotted(content: &[u8]) -> String {
    let mut numbers: Vec<u64> = Vec::new();
    let mut value = 0u64;
    for byte in content {
        value = value.saturating_mul(128).saturating_add(u64::from(byte & 0x7f));
        if byte & 0x80 == 0 {
            if numbers.is_empty() {
                let first = (value / 40).min(2);
                numbers.extend([first, value - first * 40]);
            } else {
                numbers.push(value);
            }
            value = 0;
        }
    }
    numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_dotted() {
        assert_eq!(dotted(SHA256), "2.16.840.1.101.3.4.2.1");
        assert_eq!(dotted(SIGNING_CERTIFICATE_V2), "1.2.840.113549.1.9.16.2.47");
        assert_eq!(dotted(P384), "1.3.132.0.34");
        assert_eq!(dotted(PURPOSE_DOCUMENT), "1.3.6.1.5.5.7.3.36");
        assert_eq!(dotted(PURPOSE_MICROSOFT), "1.3.6.1.4.1.311.10.3.12");
        assert_eq!(dotted(PURPOSE_ADOBE), "1.2.840.113583.1.1.5");
        assert_eq!(dotted(OCSP_BASIC), "1.3.6.1.5.5.7.48.1.1");
    }
}
