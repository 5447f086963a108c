//! Kansli.
fn main() {}
