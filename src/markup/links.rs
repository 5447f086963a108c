//! Which addresses a document may link to.

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkFault {
    /// Neither `https:` nor `mailto:`.
    Scheme,
    /// No host, no mail address, or a character that no address has.
    Form,
}

/// Accepts `https://host…` and `mailto:name@host`.
///
/// # Errors
/// [`LinkFault::Scheme`] for any other scheme or none; [`LinkFault::Form`] when the host or the mail address is
/// missing or the address holds white space, a control character or one of `<>"{}|\^` and the grave accent.
pub fn check_address(address: &str) -> Result<(), LinkFault> {
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
    if let Some(rest) = strip_scheme(address, "mailto:") {
        let mailbox = rest.split('?').next().unwrap_or_default();
        let formed = mailbox.split_once('@').is_some_and(|(name, host)| !name.is_empty() && is_host(host));
        return if formed && !address.contains(forbidden) { Ok(()) } else { Err(LinkFault::Form) };
    }
    let Some(rest) = strip_scheme(address, "https://") else { return Err(LinkFault::Scheme) };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.split_once(':').map_or(authority, |(host, port)| if port.bytes().all(|b| b.is_ascii_digit()) { host } else { "" });
    if is_host(host) && !address.contains(forbidden) { Ok(()) } else { Err(LinkFault::Form) }
}

fn strip_scheme<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = address.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host.contains('.')
        && host.split('.').all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_mailto_pass() {
        for good in ["https://exempel.se", "https://exempel.se:8443/a?b=1&c#d", "mailto:info@exempel.se", "HTTPS://Exempel.se/å"] {
            assert_eq!(check_address(good), Ok(()), "{good}");
        }
        for scheme in ["", "http://exempel.se", "javascript:alert(1)", "file:///etc/passwd", "/relativ", "exempel.se", "åäöåäöåä"] {
            assert_eq!(check_address(scheme), Err(LinkFault::Scheme), "{scheme}");
        }
        for form in [
            "https://",
            "https:///x",
            "https://exempel .se",
            "https://exempel.se/a b",
            "mailto:",
            "mailto:a",
            "mailto:@b.se",
            "https://a..b",
            "https://user@exempel.se",
            "https://exempel.se/<b>",
        ] {
            assert_eq!(check_address(form), Err(LinkFault::Form), "{form}");
        }
    }
}
