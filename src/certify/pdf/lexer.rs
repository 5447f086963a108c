//! The lexer turns the bytes of a content stream or a CMap into operands and operators (ISO 32000-1, 7.2, 7.3 and 7.8.2).

/// An operand.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Operand>),
    Dictionary(Vec<(Vec<u8>, Operand)>),
    /// `true`, `false` and `null`.
    Constant,
}

impl Operand {
    /// The value of a number; else 0.
    pub fn number(&self) -> f64 {
        if let Self::Number(value) = self { *value } else { 0.0 }
    }

    /// The value of a dictionary's key.
    pub fn get(&self, key: &[u8]) -> Option<&Self> {
        match self {
            Self::Dictionary(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The bytes of a name.
    pub fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }
}

/// Something that is no operand and no operator stands in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

/// Deepest nesting of arrays and dictionaries.
const DEEPEST: usize = 16;

/// Most operands before one operator.
const MOST_OPERANDS: usize = 4096;

/// Reads a stream operator by operator.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

enum Token<'a> {
    Operand(Operand),
    Operator(&'a [u8]),
    End,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next operator, with the operands before it; `None` at the end.
    pub fn next(&mut self, operands: &mut Vec<Operand>) -> Result<Option<&'a [u8]>, Malformed> {
        operands.clear();
        loop {
            match self.token(DEEPEST)? {
                Token::Operator(name) => return Ok(Some(name)),
                Token::End if operands.is_empty() => return Ok(None),
                Token::End => return Err(Malformed),
                Token::Operand(operand) => {
                    if operands.len() >= MOST_OPERANDS {
                        return Err(Malformed);
                    }
                    operands.push(operand);
                }
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn regular(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(|byte| !is_space(byte) && !is_delimiter(byte)) {
            self.at += 1;
        }
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    fn token(&mut self, deeper: usize) -> Result<Token<'a>, Malformed> {
        self.skip();
        let Some(byte) = self.peek() else { return Ok(Token::End) };
        match byte {
            b'/' => {
                self.at += 1;
                Ok(Token::Operand(Operand::Name(unescape(self.regular()))))
            }
            b'(' => self.literal().map(Operand::Text).map(Token::Operand),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.at += 2;
                self.dictionary(deeper).map(Token::Operand)
            }
            b'<' => self.hexadecimal().map(Operand::Text).map(Token::Operand),
            b'[' => {
                self.at += 1;
                self.array(deeper).map(Token::Operand)
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => number(self.regular()).map(Operand::Number).map(Token::Operand).ok_or(Malformed),
            byte if is_delimiter(byte) => Err(Malformed),
            _ => Ok(match self.regular() {
                b"true" | b"false" | b"null" => Token::Operand(Operand::Constant),
                name => Token::Operator(name),
            }),
        }
    }

    fn array(&mut self, deeper: usize) -> Result<Operand, Malformed> {
        let deeper = deeper.checked_sub(1).ok_or(Malformed)?;
        let mut entries = Vec::new();
        loop {
            self.skip();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(Operand::Array(entries));
            }
            match self.token(deeper)? {
                Token::Operand(operand) => entries.push(operand),
                Token::Operator(_) | Token::End => return Err(Malformed),
            }
        }
    }

    fn dictionary(&mut self, deeper: usize) -> Result<Operand, Malformed> {
        let deeper = deeper.checked_sub(1).ok_or(Malformed)?;
        let mut entries = Vec::new();
        loop {
            self.skip();
            if self.bytes.get(self.at..self.at + 2) == Some(b">>") {
                self.at += 2;
                return Ok(Operand::Dictionary(entries));
            }
            match (self.token(deeper)?, self.token(deeper)?) {
                (Token::Operand(Operand::Name(name)), Token::Operand(value)) => entries.push((name, value)),
                _ => return Err(Malformed),
            }
        }
    }

    fn hexadecimal(&mut self) -> Result<Vec<u8>, Malformed> {
        self.at += 1;
        let (mut out, mut half) = (Vec::new(), None);
        while let Some(byte) = self.peek() {
            self.at += 1;
            let digit = match byte {
                b'>' => {
                    out.extend(half.map(|high: u8| high << 4));
                    return Ok(out);
                }
                byte if is_space(byte) => continue,
                byte => char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(Malformed)?,
            };
            half = match half {
                None => Some(digit),
                Some(high) => {
                    out.push(high << 4 | digit);
                    None
                }
            };
        }
        Err(Malformed)
    }

    fn literal(&mut self) -> Result<Vec<u8>, Malformed> {
        self.at += 1;
        let (mut out, mut open) = (Vec::new(), 1u32);
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Ok(out);
                    }
                }
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                _ => {}
            }
            out.push(byte);
        }
        Err(Malformed)
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\r' if self.peek() == Some(b'\n') => self.at += 1,
            b'\r' | b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                out.push((value & 0xff) as u8);
            }
            other => out.push(other),
        }
    }
}

fn unescape(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let hexadecimal = after.get(..2).and_then(|two| std::str::from_utf8(two).ok()).and_then(|two| u8::from_str_radix(two, 16).ok());
        match (byte, hexadecimal) {
            (b'#', Some(value)) => {
                out.push(value);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => out.push(*byte),
        }
    }
    out
}

/// A number as PDF writes it: a sign, digits, a point, digits; never an exponent (ISO 32000-1, 7.3.3).
fn number(text: &[u8]) -> Option<f64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (mut value, mut scale, mut point, mut any) = (0.0, 1.0, false, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                value = value * 10.0 + f64::from(byte - b'0');
                scale *= if point { 10.0 } else { 1.0 };
                any = true;
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    let value: f64 = value / scale;
    (any && value.is_finite()).then_some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<Operand>)>, Malformed> {
        let (mut lexer, mut operands, mut out) = (Lexer::new(bytes), Vec::new(), Vec::new());
        while let Some(name) = lexer.next(&mut operands)? {
            out.push((String::from_utf8_lossy(name).into_owned(), operands.clone()));
        }
        Ok(out)
    }

    #[test]
    fn operands_of_every_sort_are_read() {
        let all = read(b"% note\n/P#20a <</MCID 3/L(s\\(v\\051)>>BDC [<0 04>-1.5(a\\\nb)]TJ -.5 0 Td EMC").unwrap();
        assert_eq!(all[0].0, "BDC");
        assert_eq!(all[0].1[0].name(), Some(&b"P a"[..]));
        assert_eq!(all[0].1[1].get(b"MCID"), Some(&Operand::Number(3.0)));
        assert_eq!(all[0].1[1].get(b"L"), Some(&Operand::Text(b"s(v)".to_vec())));
        let array = Operand::Array(vec![Operand::Text(vec![0, 0x40]), Operand::Number(-1.5), Operand::Text(b"ab".to_vec())]);
        assert_eq!(all[1], ("TJ".to_owned(), vec![array]));
        assert_eq!(all[2].1, [Operand::Number(-0.5), Operand::Number(0.0)]);
        assert_eq!(all[3], ("EMC".to_owned(), vec![]));
    }

    #[test]
    fn nonsense_is_refused() {
        for bytes in [&b"(open"[..], b"<0g> Tj", b"] Tj", b"1 2", b"<</a>> BDC", &b"[".repeat(1000)] {
            assert_eq!(read(bytes), Err(Malformed), "{}", String::from_utf8_lossy(bytes));
        }
    }
}
