//! `--color` becomes the choice that every printed line follows.

use std::ffi::OsString;

use anstream::ColorChoice;

use super::language::early;

/// Sets what `--color` says. Without it, and with another value (a fault of use, told later), `NO_COLOR`,
/// `CLICOLOR_FORCE` and the terminal decide.
pub fn choose(arguments: &[OsString]) {
    let choice = match early(arguments, "--color").as_deref() {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ => ColorChoice::Auto,
    };
    choice.write_global();
}
