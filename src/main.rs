//! The program `kansli`; everything it does is in the library.

use std::process::ExitCode;

/// Trees, elements and layouts are many small pieces of memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    kansli::cli::run(&arguments)
}
