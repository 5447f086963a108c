//! What several tests need.

#[cfg(feature = "pdf")]
pub mod standards;
pub mod tables;
pub mod trees;

/// Words of a line of commands; what stands in quotation marks is one of them.
pub fn words(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => out.push(String::new()),
            other => out.last_mut().unwrap().push(other),
        }
    }
    out
}
