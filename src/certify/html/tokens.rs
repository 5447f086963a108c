//! Tokens: the text of a style sheet becomes its tokens (CSS Syntax Level 3), as far as a document needs them.

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name, in lower case.
    Name(String),
    /// A name that begins with `@`, without it.
    At(String),
    /// A colour or an id, without its `#`.
    Hash(String),
    /// What stands within quotation marks.
    Text(String),
    /// A number with its unit, which is empty or `%` or a name.
    Number(f64, String),
    /// Any other sign.
    Sign(char),
    /// White space.
    Space,
}

/// A token with the bytes of the text that it takes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub token: Token,
    pub from: usize,
    pub to: usize,
}

/// Reads a sheet; `None` where it holds comments, escapes outside of strings, addresses or a string without an end.
pub(super) fn read(text: &str) -> Option<Vec<Placed>> {
    let mut reader = Reader { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(next) = reader.peek(0) {
        let from = reader.at;
        let token = reader.token(next)?;
        tokens.push(Placed { token, from, to: reader.at });
    }
    Some(tokens)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

fn begins_name(character: char) -> bool {
    character.is_alphabetic() || character == '_' || !character.is_ascii()
}

fn is_in_name(character: char) -> bool {
    begins_name(character) || character.is_ascii_digit() || character == '-'
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at..)?.chars().nth(ahead)
    }

    fn take(&mut self) -> Option<char> {
        let next = self.peek(0)?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn while_true(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let mut out = String::new();
        while let Some(next) = self.peek(0).filter(|next| wanted(*next)) {
            self.at += next.len_utf8();
            out.push(next);
        }
        out
    }

    /// Whether a name begins here: one or two hyphens may stand before its first letter.
    fn names(&self) -> bool {
        match self.peek(0) {
            Some('-') => self.peek(1).is_some_and(|next| begins_name(next) || next == '-'),
            Some(next) => begins_name(next),
            None => false,
        }
    }

    fn name(&mut self) -> String {
        self.while_true(is_in_name).to_ascii_lowercase()
    }

    fn token(&mut self, next: char) -> Option<Token> {
        match next {
            ' ' | '\t' | '\n' => {
                self.while_true(|character| matches!(character, ' ' | '\t' | '\n'));
                Some(Token::Space)
            }
            '"' | '\'' => self.string(next),
            '#' => {
                self.take();
                Some(Token::Hash(self.while_true(is_in_name)))
            }
            '@' => {
                self.take();
                self.names().then(|| Token::At(self.name()))
            }
            '/' if self.peek(1) == Some('*') => None,
            '\\' | '<' | '!' | '\r' | '\u{c}' | '\0' => None,
            _ if self.numbers() => self.number(),
            _ if self.names() => {
                let name = self.name();
                (name != "url" && name != "expression").then_some(Token::Name(name))
            }
            other => {
                self.take();
                Some(Token::Sign(other))
            }
        }
    }

    fn numbers(&self) -> bool {
        let digit = |ahead: usize| self.peek(ahead).is_some_and(|next| next.is_ascii_digit());
        match self.peek(0) {
            Some('+' | '-') => digit(1) || self.peek(1) == Some('.') && digit(2),
            Some('.') => digit(1),
            _ => digit(0),
        }
    }

    fn number(&mut self) -> Option<Token> {
        let mut text = String::new();
        if let Some(sign) = self.peek(0).filter(|sign| matches!(sign, '+' | '-')) {
            text.push(sign);
            self.take();
        }
        text += &self.while_true(|character| character.is_ascii_digit() || character == '.');
        let value = text.parse().ok()?;
        let unit = match self.peek(0) {
            Some('%') => {
                self.take();
                "%".to_owned()
            }
            _ if self.names() => self.name(),
            _ => String::new(),
        };
        // `1e3` is a number of its own.
        let exponent = unit.strip_prefix('e').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit() || next == '-'));
        (!exponent).then_some(Token::Number(value, unit))
    }

    fn string(&mut self, quote: char) -> Option<Token> {
        self.take();
        let mut out = String::new();
        loop {
            match self.take()? {
                next if next == quote => return Some(Token::Text(out)),
                '\n' => return None,
                '\\' => out.push(self.escape()?),
                next => out.push(next),
            }
        }
    }

    /// What stands behind a reverse solidus: up to six hexadecimal digits and one white space, or a character.
    fn escape(&mut self) -> Option<char> {
        let first = self.take()?;
        if !first.is_ascii_hexdigit() {
            return (first != '\n').then_some(first);
        }
        let mut digits = first.to_string();
        while let Some(next) = self.peek(0).filter(|next| next.is_ascii_hexdigit() && digits.len() < 6) {
            self.take();
            digits.push(next);
        }
        if matches!(self.peek(0), Some(' ' | '\t' | '\n')) {
            self.take();
        }
        char::from_u32(u32::from_str_radix(&digits, 16).ok()?).filter(|character| *character != '\0')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Option<Vec<Token>> {
        read(text).map(|tokens| tokens.into_iter().map(|placed| placed.token).filter(|token| *token != Token::Space).collect())
    }

    #[test]
    fn a_rule_has_its_tokens() {
        let found = tokens("h2 > .a { margin: 0 -1.5rem 50%; --x: \"\\41 b\\\"\" } @media x").unwrap();
        let name = |name: &str| Token::Name(name.into());
        let sign = Token::Sign;
        let number = |value, unit: &str| Token::Number(value, unit.into());
        assert_eq!(
            found,
            [
                name("h2"),
                sign('>'),
                sign('.'),
                name("a"),
                sign('{'),
                name("margin"),
                sign(':'),
                number(0.0, ""),
                number(-1.5, "rem"),
                number(50.0, "%"),
                sign(';'),
                name("--x"),
                sign(':'),
                Token::Text("Ab\"".into()),
                sign('}'),
                Token::At("media".into()),
                name("x"),
            ]
        );
    }

    #[test]
    fn what_is_not_needed_is_refused() {
        for text in ["/* a */", "a { b: url(x) }", "a { b: 1 !important }", "\\61 {}", "\"a", "a: 1e3", "<!-- a", "\"a\nb\""] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
