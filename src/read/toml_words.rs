//! Wording turns the TOML parser's faults into sentences for drafters, by what the line looks like.

use std::ops::Range;

use crate::diag::shortened;

use super::syntax::Explanation;

const CURLY: [char; 8] = ['”', '“', '„', '‟', '’', '‘', '»', '«'];

/// A range that can be underlined: on one line, at least one character wide where there is one.
pub(super) fn visible(text: &str, range: Range<usize>) -> Range<usize> {
    let mut start = range.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let rest = &text[start..];
    let line = rest.find('\n').unwrap_or(rest.len());
    let line = rest[..line].trim_end_matches('\r').len();
    let mut end = range.end.clamp(start, start + line);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    if end == start && line > 0 {
        end = start + rest.chars().next().map_or(0, char::len_utf8);
    }
    start..end
}

/// The line that an offset lies on.
fn line_of(text: &str, offset: usize) -> &str {
    let before = text.get(..offset).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    text[start..].lines().next().unwrap_or_default()
}

/// What is wrong, from the parser's message and the line that it blames.
pub(super) fn explain(message: &str, text: &str, range: Range<usize>) -> Explanation {
    let line = line_of(text, range.start);
    let what = message.split(", expected").next().unwrap_or(message);
    if let Some(explanation) = by_line(what, line) {
        return explanation;
    }
    match what {
        "string values must be quoted" | "missing opening quote" => unquoted(),
        "unclosed table" | "unclosed array table" | "missing table open" => Explanation::new(
            "rubriken saknar sin avslutande hakparentes",
            "the head of the table has no closing bracket",
        )
        .hint("skriv [namn] för en tabell, [[namn]] för en post i en lista", "write [name] for a table, [[name]] for an entry of a list"),
        "missing value" | "missing value for key" => Explanation::new("fältet har inget värde", "the field has no value")
            .hint("skriv ett värde efter likhetstecknet, eller ta bort raden", "write a value after the equals sign, or remove the line"),
        "unclosed array" => Explanation::new("listan har ingen avslutande hakparentes", "the list has no closing bracket")
            .hint("sätt en ] efter den sista posten", "put a ] after the last entry"),
        "unclosed inline table" => Explanation::new("tabellen har ingen avslutande klammer", "the table has no closing brace")
            .hint("sätt en } efter det sista fältet", "put a } after the last field"),
        "missing comma between array elements" | "missing comma between key-value pairs" => {
            Explanation::new("här saknas ett kommatecken", "a comma is missing here")
                .hint("sätt ett kommatecken mellan posterna", "put a comma between the entries")
        }
        "extra comma in array" | "extra comma in inline table" => {
            Explanation::new("här står ett kommatecken för mycket", "there is one comma too many here")
                .hint("ta bort kommatecknet", "remove the comma")
        }
        "extra `=`" | "extra assignment between key-value pairs" | "unexpected `=` in array" => {
            Explanation::new("här står ett likhetstecken för mycket", "there is one equals sign too many here")
                .hint("text med likhetstecken ska stå inom citattecken", "text with an equals sign must stand in quotes")
        }
        "missing key for inline table element" | "missing assignment between key-value pairs" | "invalid inline table element" => {
            Explanation::new("inom { } ska det stå fält = värde", "within { } it must say field = value")
                .hint("skriv till exempel { name = \"…\", principal = \"…\" }", "write for example { name = \"…\", principal = \"…\" }")
        }
        "missing array opening" | "missing inline table opening" | "unexpected content" => {
            Explanation::new("parentesen har ingen motsvarande början", "the bracket has no matching beginning")
                .hint("ta bort den, eller kontrollera att [ och { går ihop med ] och }", "remove it, or check that [ and { match ] and }")
        }
        "unexpected key or value" | "unexpected content between comment and newline" => after_value(line),
        "missing escaped value" | "too few unicode value digits" | "invalid value" => backslash(),
        "invalid unquoted key" | "unquoted keys cannot be empty" | "invalid key" | "invalid key-value pair" => key(line),
        "keys cannot be multi-line basic strings" | "keys cannot be multi-line literal strings" => no_equals(line),
        "carriage return must be followed by newline" => {
            Explanation::new("radslutet är av en gammal sort (ensamt CR)", "the line ending is of an old kind (a lone CR)")
                .hint("spara om filen med vanliga radslut", "save the file again with ordinary line endings")
        }
        _ if what.starts_with("cannot extend value") => Explanation::new(
            "fältet har redan ett värde och kan inte också vara en tabell",
            "the field has a value already and can't be a table as well",
        )
        .hint(
            "behåll det ena: fält = \"löptext\", eller [fält] med underfält",
            "keep one: field = \"running text\", or [field] with fields of its own",
        ),
        _ if what.contains("recurs") => {
            Explanation::new("tabeller och listor ligger i för många nivåer", "tables and lists are nested too deep")
        }
        _ if is_text_fault(what) => unclosed_text(),
        _ if is_number_fault(what) => number(line),
        _ => Explanation::new(
            format!("raden går inte att läsa som TOML ({})", shortened(message)),
            format!("the line can't be read as TOML ({})", shortened(message)),
        )
        .hint(
            "kontrollera att raden är fält = värde, med text inom citattecken",
            "check that the line is field = value, with text in quotes",
        ),
    }
}

fn is_text_fault(what: &str) -> bool {
    what.contains("string")
}

fn is_number_fault(what: &str) -> bool {
    ["integer", "float", "number", "digit", "sign", "radix", "leading zero", "datetime", "date", "time"]
        .iter()
        .any(|word| what.contains(word))
}

/// Slips that are plain from the line alone, whatever the parser stumbled on.
fn by_line(what: &str, line: &str) -> Option<Explanation> {
    let code = line.trim();
    if let Some((name, value)) = code.split_once('=') {
        let (name, value) = (name.trim(), value.trim_start());
        if value.starts_with(CURLY) {
            return Some(Explanation::new("citattecknen är typografiska", "the quotation marks are typographic ones").hint(
                "skriv raka citattecken runt värdet: \"…\"; inne i texten får typografiska stå kvar",
                "write straight quotes around the value: \"…\"; within the text typographic ones may stay",
            ));
        }
        if value.is_empty() || value.starts_with('#') {
            return explain_missing(name);
        }
        if looks_like_date(value) && !value.starts_with(['"', '\'']) {
            let date = shortened(value.split('#').next().unwrap_or(value));
            return Some(Explanation::new(format!("{date} är inget datum"), format!("{date} is no date")).hint(
                "skriv datumet som ÅÅÅÅ-MM-DD, eller ta bort raden tills datumet är bestämt",
                "write the date as YYYY-MM-DD, or remove the line until the date is settled",
            ));
        }
        if ["ja", "nej", "sant", "falskt", "True", "False", "TRUE", "FALSE", "yes", "no"]
            .contains(&value.split('#').next().unwrap_or(value).trim())
        {
            return Some(
                Explanation::new(
                    format!("{} är inget värde i TOML", shortened(value)),
                    format!("{} is no value in TOML", shortened(value)),
                )
                .hint("skriv true för ja och false för nej, med små bokstäver", "write true for yes and false for no, in lower case"),
            );
        }
    }
    let first_colon = code.find(':');
    let first_equals = code.find('=');
    if let Some(colon) = first_colon
        && first_equals.is_none_or(|equals| colon < equals)
        && !code.starts_with(['#', '[', '"', '\''])
        && !code[..colon].trim().contains(char::is_whitespace)
        && what != "missing value"
    {
        let name = shortened(&code[..colon]);
        return Some(
            Explanation::new(format!("”{name}” följs av ett kolon"), format!("“{name}” is followed by a colon"))
                .hint(format!("skriv ett likhetstecken: {name} = \"…\""), format!("write an equals sign: {name} = \"…\"")),
        );
    }
    matches!(what, "key with no value" | "missing value for key").then(|| if code.contains('=') { key(line) } else { no_equals(line) })
}

fn explain_missing(name: &str) -> Option<Explanation> {
    let name = shortened(name);
    Some(
        Explanation::new(format!("”{name}” har inget värde"), format!("“{name}” has no value"))
            .hint("skriv ett värde efter likhetstecknet, eller ta bort raden", "write a value after the equals sign, or remove the line"),
    )
}

fn looks_like_date(value: &str) -> bool {
    let word = value.split([' ', '#', ',']).next().unwrap_or_default();
    let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X' | '?'));
    let year = |part: &&str| part.len() == 4;
    let formed = match parts[..] {
        [first, second] => year(&first) && second.len() <= 2,
        [first, _, third] => year(&first) || year(&third),
        _ => false,
    };
    formed && parts.iter().all(|part| digits(part))
}

fn unquoted() -> Explanation {
    Explanation::new("texten står utan citattecken", "the text stands without quotes").hint(
        "skriv \"…\" runt texten; löptext på flera rader skrivs mellan \"\"\" och \"\"\"",
        "write \"…\" around the text; running text of several lines stands between \"\"\" and \"\"\"",
    )
}

fn unclosed_text() -> Explanation {
    Explanation::new("texten har inget avslutande citattecken", "the text has no closing quote").hint(
        "sätt ett \" efter texten; löptext på flera rader skrivs mellan \"\"\" och \"\"\"",
        "put a \" after the text; running text of several lines stands between \"\"\" and \"\"\"",
    )
}

/// A text of several lines without an end.
pub(super) fn unclosed_lines() -> Explanation {
    Explanation::new("löptexten som börjar här har ingen avslutning", "the running text that begins here has no end").hint(
        "sätt tre citattecken (\"\"\") på en egen rad efter texten",
        "put three quotes (\"\"\") on a line of their own after the text",
    )
}

fn backslash() -> Explanation {
    Explanation::new(
        "omvänt snedstreck följs av ett tecken som TOML inte känner",
        "a backslash is followed by a character that TOML does not know",
    )
    .hint("skriv \\\\ för ett omvänt snedstreck", "write \\\\ for a backslash")
}

fn after_value(line: &str) -> Explanation {
    if line.matches('"').count() > 2 {
        return Explanation::new("texten tar slut vid ett citattecken mitt i", "the text ends at a quote in its middle")
            .hint("skriv citattecken inne i texten som ”…”, eller som \\\"", "write quotes within the text as ”…”, or as \\\"");
    }
    Explanation::new("det står något mer efter värdet", "something more stands after the value").hint(
        "varje fält ska stå på en egen rad; text ska stå inom citattecken; en kommentar börjar med #",
        "each field stands on a line of its own; text stands in quotes; a comment begins with #",
    )
}

fn key(line: &str) -> Explanation {
    let name = line.split('=').next().unwrap_or_default().trim();
    if name.is_empty() {
        return Explanation::new("före likhetstecknet ska fältets namn stå", "the field's name must stand before the equals sign")
            .hint("skriv fält = värde", "write field = value");
    }
    if !line.contains('=') {
        return no_equals(line);
    }
    let name = shortened(name);
    Explanation::new(format!("”{name}” är inget fältnamn"), format!("“{name}” is no field name")).hint(
        "fältens namn är engelska och skrivs med små bokstäver och understreck, till exempel short_title",
        "names of fields are written in lower case with underscores, such as short_title",
    )
}

fn no_equals(line: &str) -> Explanation {
    let mut words = line.split_whitespace();
    if let (Some(name), Some(value)) = (words.next(), words.next())
        && value.starts_with(['"', '\'', '[', '{'])
    {
        let name = shortened(name);
        return Explanation::new(format!("”{name}” saknar likhetstecken"), format!("“{name}” has no equals sign"))
            .hint(format!("skriv {name} = …"), format!("write {name} = …"));
    }
    if line.split_whitespace().count() > 2 {
        return Explanation::new("raden hör inte till något fält", "the line belongs to no field").hint(
            "är den en fortsättning på en text ska hela texten stå mellan \"\"\" och \"\"\"; är den en kommentar ska den börja med #",
            "if it goes on with a text, the whole text must stand between \"\"\" and \"\"\"; if it is a comment, it must begin with #",
        );
    }
    Explanation::new("raden saknar likhetstecken", "the line has no equals sign").hint("skriv fält = värde", "write field = value")
}

fn number(line: &str) -> Explanation {
    let value = line.split_once('=').map_or(line, |(_, value)| value);
    let value = shortened(value.split('#').next().unwrap_or(value));
    Explanation::new(format!("{value} går inte att läsa som ett tal eller datum"), format!("{value} can't be read as a number or date"))
        .hint(
            "ett tal skrivs med siffror, ett datum som ÅÅÅÅ-MM-DD; allt annat är text och ska stå inom citattecken",
            "a number is written in digits, a date as YYYY-MM-DD; all else is text and stands in quotes",
        )
}
