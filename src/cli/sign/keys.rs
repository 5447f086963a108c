//! A key's file and password, or its place on a card and its PIN, become a key. Neither password nor PIN is ever an argument, nor shown.

use std::io::{IsTerminal, Write};
use std::path::Path;

use super::{Outcome, about};
use crate::cli::files;
use crate::sign::{Certificate, FileKey, Signer};

/// Keys are small.
const LARGEST_KEY_FILE: usize = 1 << 20;

/// The key of a file, or of a module of PKCS #11, that signs for the first of some certificates.
pub fn signer(path: &Path, password_file: Option<&Path>, module: Option<&Path>, chain: &[Certificate]) -> Outcome<Box<dyn Signer>> {
    match module {
        None => Ok(Box::new(key(path, password_file)?)),
        Some(module) => held(path, password_file, module, chain),
    }
}

#[cfg(feature = "pkcs11")]
fn held(path: &Path, password_file: Option<&Path>, module: &Path, chain: &[Certificate]) -> Outcome<Box<dyn Signer>> {
    use crate::sign::{KeyName, TokenKey};
    let name = KeyName::parse(&path.to_string_lossy());
    let key_info = chain.first().map(Certificate::public_key_info).unwrap_or_default();
    let pin = password(path, password_file)?;
    Ok(Box::new(TokenKey::open(module, &name, pin, key_info).map_err(about(module))?))
}

#[cfg(not(feature = "pkcs11"))]
fn held(_: &Path, _: Option<&Path>, _: &Path, _: &[Certificate]) -> Outcome<Box<dyn Signer>> {
    Err(crate::cli::usage::no_modules().into())
}

/// Reads a key, and its password where it has one.
pub fn key(path: &Path, password_file: Option<&Path>) -> Outcome<FileKey> {
    let bytes = files::read(path, LARGEST_KEY_FILE)?;
    let password = if FileKey::is_encrypted(&bytes) { password(path, password_file)? } else { None };
    FileKey::read(&bytes, password.as_deref().map(str::as_bytes)).map_err(about(path))
}

fn password(key: &Path, file: Option<&Path>) -> Outcome<Option<String>> {
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
    Ok(asked(key))
}

/// Asks at the terminal, where what is typed can be hidden.
fn asked(key: &Path) -> Option<String> {
    if !cfg!(unix) || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    let echo = |how: &str| std::process::Command::new("stty").arg(how).status().is_ok_and(|status| status.success());
    if !echo("-echo") {
        return None;
    }
    let _ = write!(std::io::stderr(), "{}: ", key.display());
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    echo("echo");
    let _ = writeln!(std::io::stderr());
    read.ok()?;
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}
