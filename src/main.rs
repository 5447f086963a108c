//! Kansli.
fn main(){}
