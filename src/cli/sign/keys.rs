//! A key's file and password, or its place on a card and its PIN, become a key. Neither password nor PIN is ever an argument, nor shown.

use std::io::{IsTerminal, Write};
use std::path::Path;

use super::{Desk, Outcome, about};
use crate::cli::files::{self, name_of};
use crate::diag::{Message, shortened};
use crate::sign::{Certificate, FileKey, Signer};

/// Keys are small.
const LARGEST_KEY_FILE: usize = 1 << 20;

impl Desk<'_> {
    /// The key of a file, or of a module of PKCS #11, that signs for the first of some certificates.
    pub fn signer(
        &self,
        path: &Path,
        password_file: Option<&Path>,
        module: Option<&Path>,
        chain: &[Certificate],
    ) -> Outcome<Box<dyn Signer>> {
        let whose = chain.first().map(Certificate::name).unwrap_or_default();
        let language = self.report.language();
        match module {
            None => {
                let words = asked_for_password(path, &whose);
                Ok(Box::new(key(path, password_file, words.text(language))?))
            }
            Some(module) => {
                let words = asked_for_pin(path, &whose);
                held(path, (password_file, words.text(language)), module, chain)
            }
        }
    }
}

/// What is asked for at the terminal: the password of a key's file.
fn asked_for_password(key: &Path, whose: &str) -> Message {
    let (file, whose) = (name_of(key), shortened(whose));
    Message::new(format!("Lösenord till nyckelfilen {file} ({whose})"), format!("Password of the key file {file} ({whose})"))
}

/// What is asked for at the terminal: the PIN of a key on a card. Of a URI nothing that could be a PIN is repeated.
fn asked_for_pin(key: &Path, whose: &str) -> Message {
    let key = key.to_string_lossy();
    let (key, whose) = (shortened(key.split('?').next().unwrap_or_default()), shortened(whose));
    Message::new(format!("PIN till nyckeln ”{key}” på kortet ({whose})"), format!("PIN of the key “{key}” on the card ({whose})"))
}

#[cfg(feature = "pkcs11")]
fn held(path: &Path, (password_file, words): (Option<&Path>, &str), module: &Path, chain: &[Certificate]) -> Outcome<Box<dyn Signer>> {
    use crate::sign::{KeyName, TokenKey};
    let name = KeyName::parse(&path.to_string_lossy());
    let key_info = chain.first().map(Certificate::public_key_info).unwrap_or_default();
    let pin = password(password_file, words)?;
    Ok(Box::new(TokenKey::open(module, &name, pin, key_info).map_err(about(module))?))
}

#[cfg(not(feature = "pkcs11"))]
fn held(_: &Path, _: (Option<&Path>, &str), _: &Path, _: &[Certificate]) -> Outcome<Box<dyn Signer>> {
    Err(crate::cli::usage::no_modules().into())
}

/// Reads a key, and its password where it has one; `words` ask for that.
fn key(path: &Path, password_file: Option<&Path>, words: &str) -> Outcome<FileKey> {
    let bytes = files::read(path, LARGEST_KEY_FILE)?;
    let password = if FileKey::is_encrypted(&bytes) { password(password_file, words)? } else { None };
    FileKey::read(&bytes, password.as_deref().map(str::as_bytes)).map_err(about(path))
}

fn password(file: Option<&Path>, words: &str) -> Outcome<Option<String>> {
    if let Some(file) = file {
        let bytes = files::read(file, LARGEST_KEY_FILE)?;
        let text = String::from_utf8_lossy(&bytes);
        return Ok(Some(text.lines().next().unwrap_or_default().to_owned()));
    }
    #[allow(clippy::disallowed_methods, reason = "a password must not stand among the arguments, which others can see")]
    let said = std::env::var("KANSLI_KEY_PASSWORD").ok();
    if said.is_some() {
        return Ok(said);
    }
    Ok(asked(words))
}

/// Asks at the terminal, where what is typed can be hidden.
fn asked(words: &str) -> Option<String> {
    if !cfg!(unix) || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    let echo = |how: &str| std::process::Command::new("stty").arg(how).status().is_ok_and(|status| status.success());
    if !echo("-echo") {
        return None;
    }
    let _ = write!(std::io::stderr(), "{words}: ");
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    echo("echo");
    let _ = writeln!(std::io::stderr());
    read.ok()?;
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prompt_says_whose_password_or_pin_is_asked_for() {
        let password = asked_for_password(Path::new("nycklar/vgr.key"), "Henrik Malmgrund");
        assert_eq!(password.sv, "Lösenord till nyckelfilen nycklar/vgr.key (Henrik Malmgrund)");
        let pin = asked_for_pin(Path::new("pkcs11:object=Underskrift?pin-value=1234"), "Henrik Malmgrund");
        assert_eq!(pin.sv, "PIN till nyckeln ”pkcs11:object=Underskrift” på kortet (Henrik Malmgrund)");
        assert_eq!(asked_for_pin(Path::new("Underskrift"), "Åsa Ek").en, "PIN of the key “Underskrift” on the card (Åsa Ek)");
    }
}
