//! The sheet turns typed rules into the text of a style sheet; whatever is not of its own making is escaped.

use std::fmt::Write as _;

/// A value of a property.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Words of the language.
    Word(&'static str),
    /// Text within quotation marks.
    Quoted(String),
    /// A colour as `rrggbb`.
    Colour(String),
    /// Times the size of the running text.
    Rem(f64),
    /// Millimetres on paper.
    Mm(f64),
    /// Points on paper.
    Pt(f64),
    /// Per cent.
    Percent(f64),
    /// A bare number.
    Number(f64),
    /// Values with a space between.
    List(Vec<Value>),
    /// Values with a comma between.
    Choice(Vec<Value>),
}

impl Value {
    fn write(&self, out: &mut String) {
        match self {
            Self::Word(word) => out.push_str(word),
            Self::Quoted(text) => quote(text, out),
            Self::Colour(colour) => {
                out.push('#');
                out.extend(colour.chars().filter(char::is_ascii_hexdigit));
            }
            Self::Rem(value) => number(*value, "rem", out),
            Self::Mm(value) => number(*value, "mm", out),
            Self::Pt(value) => number(*value, "pt", out),
            Self::Percent(value) => number(*value, "%", out),
            Self::Number(value) => number(*value, "", out),
            Self::List(values) => list(values, " ", out),
            Self::Choice(values) => list(values, ", ", out),
        }
    }
}

fn list(values: &[Value], separator: &str, out: &mut String) {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            out.push_str(separator);
        }
        value.write(out);
    }
}

/// A number with at most four decimals, and no unit when it is 0.
fn number(value: f64, unit: &str, out: &mut String) {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = if text == "-0" { "0" } else { text };
    out.push_str(text);
    if text != "0" {
        out.push_str(unit);
    }
}

/// A string of CSS (Syntax Level 3, 4.3.5): all but letters, digits and harmless signs is given by its number, `<` among
/// it, which HTML might read as the end of the sheet.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        if character.is_alphanumeric() || " -–.,:()/§[]".contains(character) {
            out.push(character);
        } else {
            // Infallible: the text grows in memory.
            let _ = write!(out, "\\{:x} ", u32::from(character));
        }
    }
    out.push('"');
}

/// The rules of a sheet, as they grow.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    text: String,
    depth: usize,
}

/// The text of a finished sheet. Holds no `<`.
#[derive(Debug)]
pub(super) struct Text(String);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Sheet {
    /// Adds a rule.
    pub fn rule(&mut self, selector: &str, declarations: &[(&'static str, Value)]) {
        self.indent();
        self.text.push_str(selector);
        self.text.push_str(" { ");
        for (property, value) in declarations {
            self.text.push_str(property);
            self.text.push_str(": ");
            value.write(&mut self.text);
            self.text.push_str("; ");
        }
        self.text.push_str("}\n");
    }

    /// Adds rules that hold under a condition, such as `@media print`.
    pub fn within(&mut self, condition: &'static str, rules: impl FnOnce(&mut Self)) {
        self.indent();
        self.text.push_str(condition);
        self.text.push_str(" {\n");
        self.depth += 1;
        rules(self);
        self.depth -= 1;
        self.indent();
        self.text.push_str("}\n");
    }

    /// Adds declarations that stand in a rule of rules, such as `@page`.
    pub fn declare(&mut self, declarations: &[(&'static str, Value)]) {
        for (property, value) in declarations {
            self.indent();
            self.text.push_str(property);
            self.text.push_str(": ");
            value.write(&mut self.text);
            self.text.push_str(";\n");
        }
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }

    /// The finished sheet.
    pub fn finish(self) -> Text {
        Text(format!("\n{}", self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_cannot_leave_its_quotation_marks() {
        let mut sheet = Sheet::default();
        sheet.rule("p", &[("content", Value::Quoted("Å \"; } </style> \\ \n".into()))]);
        let text = sheet.finish();
        assert_eq!(text.as_str(), "\np { content: \"Å \\22 \\3b  \\7d  \\3c /style\\3e  \\5c  \\a \"; }\n");
    }

    #[test]
    fn numbers_are_short() {
        let mut out = String::new();
        for value in [Value::Rem(1.5), Value::Mm(0.0), Value::Percent(33.333_333), Value::Number(-0.00001), Value::Pt(12.0)] {
            value.write(&mut out);
            out.push(' ');
        }
        assert_eq!(out, "1.5rem 0 33.3333% 0 12pt ");
    }
}
