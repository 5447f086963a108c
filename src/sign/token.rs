//! A token: a module of PKCS #11, a key's name and a PIN become a key that signs on its card or in its security module and
//! never leaves it.

use std::path::Path;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;

use super::algorithm::{self, Algorithm, Scheme};
use super::asn1::{self, tag};
use super::key::Signer;
use crate::diag::{Fault, codes, shortened};

/// Which key of which token: what a pkcs11 URI (RFC 7512) says of both, or the key's label alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyName {
    /// The token's label.
    pub token: Option<String>,
    /// The key's label.
    pub label: Option<String>,
    /// The key's identifier.
    pub id: Option<Vec<u8>>,
}

impl KeyName {
    /// Reads `pkcs11:token=…;object=…;id=%01`, or takes the whole text for a label. A PIN in a URI is passed over: it has
    /// no business among the arguments.
    pub fn parse(text: &str) -> Self {
        let Some(uri) = text.strip_prefix("pkcs11:") else {
            return Self { label: Some(text.to_owned()), ..Self::default() };
        };
        let mut out = Self::default();
        for part in uri.split('?').next().unwrap_or_default().split(';') {
            let Some((name, value)) = part.split_once('=') else { continue };
            let value = unescaped(value);
            let words = || String::from_utf8_lossy(&value).into_owned();
            match name {
                "token" => out.token = Some(words()),
                "object" => out.label = Some(words()),
                "id" => out.id = Some(value),
                _ => {}
            }
        }
        out
    }

    fn template(&self) -> Vec<Attribute> {
        let label = self.label.iter().map(|label| Attribute::Label(label.clone().into_bytes()));
        let id = self.id.iter().map(|id| Attribute::Id(id.clone()));
        [Attribute::Class(ObjectClass::PRIVATE_KEY)].into_iter().chain(label).chain(id).collect()
    }
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digits = tail.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    out
}

/// A private key on a token, in a session that is logged in.
pub struct TokenKey {
    session: Session,
    key: ObjectHandle,
    scheme: Scheme,
    public_key_info: Vec<u8>,
    // The session is of this module, and goes before it.
    _module: Pkcs11,
}

impl std::fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenKey({})", self.scheme.name())
    }
}

fn refused(sv: impl Into<String>, en: impl Into<String>) -> Fault {
    Fault::new(codes::KEY_REFUSED, sv, en)
}

impl TokenKey {
    /// Finds a key and logs in. `public_key_info` is that of the certificate, which says how the key signs. Without a PIN
    /// the token asks for it itself, where it has keys to type it on.
    ///
    /// # Errors
    /// When the module can't be loaded, there is no such token or key or more than one, or the PIN is wrong.
    pub fn open(module: &Path, name: &KeyName, pin: Option<String>, public_key_info: Vec<u8>) -> Result<Self, Fault> {
        let scheme = Scheme::of_key(&public_key_info).ok_or_else(|| {
            refused("certifikatets nyckel är av ett slag som inte används här", "the certificate's key is of a sort that is not used here")
        })?;
        let loaded = Pkcs11::new(module).map_err(|_| {
            refused("modulen går inte att ladda", "the module can't be loaded").hint(
                "ange det programbibliotek (.so, .dll eller .dylib) som följde med kortet",
                "give the library (.so, .dll or .dylib) that came with the card",
            )
        })?;
        loaded.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).map_err(|error| told(&error))?;
        let slot = slot(&loaded, name)?;
        let typed_there = loaded.get_token_info(slot).is_ok_and(|token| token.protected_authentication_path());
        let session = loaded.open_ro_session(slot).map_err(|error| told(&error))?;
        let pin = match pin {
            Some(pin) => Some(AuthPin::new(pin.into())),
            None if typed_there => None,
            None => {
                return Err(refused("nyckeln är skyddad med PIN, och ingen är angiven", "the key is protected by a PIN, and none is given").hint(
                    "kör vid en terminal, eller lägg PIN i miljövariabeln KANSLI_KEY_PASSWORD eller i en fil som du anger med --password-file",
                    "run at a terminal, or put the PIN into the environment variable KANSLI_KEY_PASSWORD or into a file named by --password-file",
                ));
            }
        };
        session.login(UserType::User, pin.as_ref()).map_err(|error| told(&error))?;
        let keys = session.find_objects(&name.template()).map_err(|error| told(&error))?;
        let key = match keys.as_slice() {
            [key] => *key,
            [] => return Err(no_key(&session, name)),
            several => match several.iter().filter(|key| belongs(&session, **key, &public_key_info)).collect::<Vec<_>>().as_slice() {
                [key] => **key,
                _ => return Err(several_keys(&session, name, several)),
            },
        };
        Ok(Self { session, key, scheme, public_key_info, _module: loaded })
    }
}

/// The token that is meant: the one of that label, or the only one there is.
fn slot(module: &Pkcs11, name: &KeyName) -> Result<Slot, Fault> {
    let slots = module.get_slots_with_initialized_token().map_err(|error| told(&error))?;
    let labelled: Vec<(Slot, String)> = slots
        .into_iter()
        .filter_map(|slot| Some((slot, module.get_token_info(slot).ok()?.label().trim().to_owned())))
        .filter(|(_, label)| name.token.as_ref().is_none_or(|wanted| wanted == label))
        .collect();
    match labelled.as_slice() {
        [(slot, _)] => Ok(*slot),
        [] => {
            Err(refused("kortet hittas inte", "the card is not found").hint("sätt i kortet och kör igen", "put the card in and run again"))
        }
        several => {
            let mut names: Vec<String> = several.iter().map(|(_, label)| format!("”{}”", shortened(label))).collect();
            names.sort();
            let names = names.join(", ");
            Err(refused("det finns flera kort att välja bland", "there are several cards to choose from").hint(
                format!("säg vilket med en URI, pkcs11:token=NAMN;object=NYCKEL; de som finns: {names}"),
                format!("say which by a URI, pkcs11:token=NAME;object=KEY; those there are: {names}"),
            ))
        }
    }
}

/// No key is called so: which there are.
fn no_key(session: &Session, name: &KeyName) -> Fault {
    let wanted = shortened(name.label.as_deref().unwrap_or_default());
    let keys = session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)]).unwrap_or_default();
    let labels = keys.iter().take(20).filter_map(|key| {
        let attributes = session.get_attributes(*key, &[cryptoki::object::AttributeType::Label]).ok()?;
        attributes.into_iter().find_map(|attribute| match attribute {
            Attribute::Label(label) => Some(format!("”{}”", shortened(&String::from_utf8_lossy(&label)))),
            _ => None,
        })
    });
    let mut labels = labels.collect::<Vec<_>>();
    labels.sort();
    labels.dedup();
    let labels = labels.join(", ");
    let fault = refused(format!("kortet har ingen nyckel som heter ”{wanted}”"), format!("the card has no key called “{wanted}”"));
    if labels.is_empty() { fault } else { fault.hint(format!("de som finns: {labels}"), format!("those there are: {labels}")) }
}

/// Whether a private key is the one of a certificate, by what the token shows of it: its modulus, or the public key or the certificate with its
/// identifier. A token that shows none of these leaves it open.
fn belongs(session: &Session, key: ObjectHandle, public_key_info: &[u8]) -> bool {
    let read = |object: ObjectHandle, kind: AttributeType| session.get_attributes(object, &[kind]).unwrap_or_default().into_iter().next();
    let modulus_of = |object: ObjectHandle| match read(object, AttributeType::Modulus) {
        Some(Attribute::Modulus(modulus)) => shows(public_key_info, &modulus, LEAST_MODULUS),
        _ => false,
    };
    if modulus_of(key) {
        return true;
    }
    let Some(Attribute::Id(id)) = read(key, AttributeType::Id).filter(|id| !matches!(id, Attribute::Id(id) if id.is_empty())) else {
        return false;
    };
    let with_id = |class: ObjectClass| session.find_objects(&[Attribute::Class(class), Attribute::Id(id.clone())]).unwrap_or_default();
    let point_of = |object: ObjectHandle| match read(object, AttributeType::EcPoint) {
        // An OCTET STRING in DER, where the token keeps to the standard.
        Some(Attribute::EcPoint(point)) => {
            let bare = asn1::single(&point, tag::OCTETS).map_or(point.as_slice(), |value| value.content);
            bare.len() >= LEAST_POINT && public_key_info.ends_with(bare)
        }
        _ => false,
    };
    let holds = |object: ObjectHandle| matches!(read(object, AttributeType::Value), Some(Attribute::Value(certificate)) if shows(&certificate, public_key_info, 1));
    with_id(ObjectClass::PUBLIC_KEY).into_iter().any(|object| modulus_of(object) || point_of(object))
        || with_id(ObjectClass::CERTIFICATE).into_iter().any(holds)
}

/// Bytes of a modulus of 2048 bits, the least that signs here.
const LEAST_MODULUS: usize = 256;

/// Bytes of a point on P-256, uncompressed.
const LEAST_POINT: usize = 65;

/// Whether some bytes stand in others, and are as many as make them one key's.
fn shows(whole: &[u8], part: &[u8], least: usize) -> bool {
    let part = part.iter().position(|byte| *byte != 0).and_then(|first| part.get(first..)).unwrap_or_default();
    part.len() >= least && whole.windows(part.len()).any(|window| window == part)
}

/// Several keys are called so: a URI for each.
fn several_keys(session: &Session, name: &KeyName, keys: &[ObjectHandle]) -> Fault {
    let wanted = shortened(name.label.as_deref().unwrap_or_default());
    let numbers = keys.iter().take(20).filter_map(|key| {
        let attributes = session.get_attributes(*key, &[cryptoki::object::AttributeType::Id]).ok()?;
        attributes.into_iter().find_map(|attribute| match attribute {
            Attribute::Id(id) => Some(id.iter().map(|byte| format!("%{byte:02x}")).collect::<String>()),
            _ => None,
        })
    });
    let mut numbers: Vec<String> = numbers.map(|id| format!("pkcs11:object={};id={id}", wanted.replace(' ', "%20"))).collect();
    numbers.sort();
    let numbers = numbers.join(", ");
    refused(format!("kortet har flera nycklar som heter ”{wanted}”"), format!("the card has several keys called “{wanted}”"))
        .hint(format!("ange en av dem med --key: {numbers}"), format!("give one of them by --key: {numbers}"))
}

/// What the module said, in words for whoever holds the card. Never anything of what was sent to it.
fn told(error: &Error) -> Fault {
    match error {
        Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _) => {
            refused("PIN är fel", "the PIN is wrong").hint("efter några försök spärras kortet", "after some tries the card is locked")
        }
        Error::Pkcs11(RvError::PinLocked, _) => {
            refused("kortet är spärrat efter för många felaktiga PIN", "the card is locked after too many wrong PINs")
                .hint("lås upp det med den kod (PUK) som hör till kortet", "unlock it by the code (PUK) that goes with the card")
        }
        Error::Pkcs11(RvError::TokenNotPresent | RvError::DeviceRemoved, _) => {
            refused("kortet hittas inte", "the card is not found").hint("sätt i kortet och kör igen", "put the card in and run again")
        }
        Error::Pkcs11(code, _) => {
            refused(format!("kortet svarar med ett fel ({code:?})"), format!("the card answers with an error ({code:?})"))
        }
        _ => refused("modulen svarar inte som den ska", "the module does not answer as it should"),
    }
}

impl Signer for TokenKey {
    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Fault> {
        let signature = match self.scheme {
            Scheme::Rsa => self.session.sign(&Mechanism::Sha256RsaPkcs, self.key, message),
            Scheme::P256 | Scheme::P384 => {
                let digest = self.scheme.digest().of(&[message]);
                self.session.sign(&Mechanism::Ecdsa, self.key, &digest).map(|both| in_der(&both))
            }
        };
        let signature = signature.map_err(|error| told(&error))?;
        let identifier = self.scheme.identifier();
        let algorithm = asn1::single(&identifier, tag::SEQUENCE).and_then(|value| Algorithm::read(&value));
        let sound = algorithm.is_some_and(|algorithm| {
            algorithm::check(&self.public_key_info, &algorithm, Some(self.scheme.digest()), message, &signature).is_ok()
        });
        if sound {
            return Ok(signature);
        }
        Err(refused("nyckeln och certifikatet hör inte ihop", "the key and the certificate do not belong together").hint(
            "ange det certifikat som är utfärdat för nyckeln, först i filen",
            "give the certificate that was issued for the key, first in the file",
        ))
    }

    /// Not told: the signature itself is held against the certificate.
    fn public_key(&self) -> Option<Vec<u8>> {
        None
    }
}

/// r and s, side by side as tokens give them, as CMS holds them.
fn in_der(both: &[u8]) -> Vec<u8> {
    let (r, s) = both.split_at(both.len() / 2);
    asn1::sequence(&[asn1::unsigned(r), asn1::unsigned(s)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_names_token_and_key() {
        let name = KeyName::parse("pkcs11:token=Mitt%20kort;object=Underskrift;id=%01%ff;type=private?pin-value=1234");
        assert_eq!(name, KeyName { token: Some("Mitt kort".into()), label: Some("Underskrift".into()), id: Some(vec![1, 255]) });
        let modulus = [[0, 0x81].as_slice(), &[7; 255]].concat();
        let info = [[0x30, 0x82].as_slice(), &modulus, &[2, 3, 1, 0, 1]].concat();
        assert!(shows(&info, &modulus, LEAST_MODULUS) && shows(&info, &modulus[1..], LEAST_MODULUS), "with and without the sign's zero");
        assert!(!shows(&info, &[7; 16], LEAST_MODULUS) && !shows(&info, &[], 1));
        assert_eq!(KeyName::parse("Underskrift"), KeyName { label: Some("Underskrift".into()), ..KeyName::default() });
    }
}
