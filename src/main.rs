//! The program `kansli`; everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    kansli::cli::run(&arguments)
}
