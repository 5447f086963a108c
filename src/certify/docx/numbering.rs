//! Counting turns the numbering of paragraphs into the labels that Word prints (ECMA-376-1, 17.9).

use std::collections::{BTreeMap, BTreeSet};

use super::styles::Styles;
use super::xml::Element;

/// Word's levels.
const LEVELS: usize = 9;

#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    format: String,
    text: String,
    /// After which level, from 1, it starts anew; `Some(0)` for never.
    restart: Option<usize>,
    legal: bool,
    style: Option<String>,
}

#[derive(Debug)]
struct Instance {
    definition: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

/// The numbering of a document, and how far it has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: BTreeMap<String, BTreeMap<usize, Level>>,
    instances: BTreeMap<String, Instance>,
    /// The last number of each level of each definition; instances of one definition count on.
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
    begun: BTreeSet<(String, usize)>,
}

/// The label of a paragraph, and its level from 0.
pub(super) struct Counted {
    pub label: String,
    pub level: usize,
}

fn level(element: &Element) -> Option<(usize, Level)> {
    let number = |name: &str| element.first(name).and_then(Element::value).and_then(|value| value.parse::<u32>().ok());
    let text = |name: &str| element.first(name).and_then(Element::value).map(str::to_owned);
    let at = element.attribute("w:ilvl")?.parse().ok().filter(|at| *at < LEVELS)?;
    let properties = element.first("w:rPr");
    let fonts = properties.and_then(|properties| properties.first("w:rFonts"));
    let hidden = properties.and_then(|properties| properties.first("w:vanish")).is_some_and(Element::is_on);
    let symbol = fonts.and_then(|fonts| fonts.attribute("w:ascii")).is_some_and(|font| font == "Symbol");
    // Only this sign of the font Symbol is in common use as a bullet.
    let label = text("w:lvlText").unwrap_or_default();
    let label = if symbol && label == "\u{f0b7}" { "•".to_owned() } else { label };
    let level = Level {
        start: number("w:start").unwrap_or(0),
        // A number that is hidden is none.
        format: if hidden { "none".to_owned() } else { text("w:numFmt").unwrap_or_else(|| "decimal".to_owned()) },
        text: label,
        restart: number("w:lvlRestart").map(|after| after as usize),
        legal: element.first("w:isLgl").is_some_and(Element::is_on),
        style: text("w:pStyle"),
    };
    Some((at, level))
}

impl Numbering {
    /// Reads the numbering part.
    pub fn read(root: &Element) -> Self {
        let mut numbering = Self::default();
        for element in root.elements() {
            match element.name.as_str() {
                "w:abstractNum" => {
                    let Some(id) = element.attribute("w:abstractNumId") else { continue };
                    let levels = element.elements().filter(|element| element.name == "w:lvl").filter_map(level).collect();
                    numbering.definitions.insert(id.to_owned(), levels);
                }
                "w:num" => {
                    let definition = element.first("w:abstractNumId").and_then(Element::value);
                    let (Some(id), Some(definition)) = (element.attribute("w:numId"), definition) else { continue };
                    let (mut starts, mut levels) = (BTreeMap::new(), BTreeMap::new());
                    for change in element.elements().filter(|element| element.name == "w:lvlOverride") {
                        let Some(at) = change.attribute("w:ilvl").and_then(|at| at.parse::<usize>().ok()) else { continue };
                        let start = change.first("w:startOverride").and_then(Element::value).and_then(|value| value.parse().ok());
                        starts.extend(start.map(|start| (at, start)));
                        levels.extend(change.first("w:lvl").and_then(level));
                    }
                    let instance = Instance { definition: definition.to_owned(), starts, levels };
                    numbering.instances.insert(id.to_owned(), instance);
                }
                _ => {}
            }
        }
        numbering
    }

    /// Counts a paragraph; `None` when it is not numbered.
    pub fn count(&mut self, styles: &Styles, properties: Option<&Element>) -> Option<Counted> {
        let own = properties.and_then(|properties| properties.first("w:numPr"));
        let inherited = styles.paragraph(properties, "w:numPr");
        let of = |element: Option<&Element>, name: &str| {
            element.and_then(|element| element.first(name)).and_then(Element::value).map(str::to_owned)
        };
        let id = of(own, "w:numId").or_else(|| of(inherited, "w:numId"))?;
        let instance = self.instances.get(&id)?;
        let definition = self.definitions.get(&instance.definition)?;
        let by_style = styles
            .numbering_style(properties)
            .filter(|_| own.is_none())
            .and_then(|style| definition.iter().find(|(_, level)| level.style.as_deref() == Some(style)).map(|(at, _)| *at));
        let written = of(own, "w:ilvl").or_else(|| of(inherited, "w:ilvl")).and_then(|at| at.parse().ok());
        let at = by_style.or(written).unwrap_or(0).min(LEVELS - 1);
        let level_at = |at: usize| instance.levels.get(&at).or_else(|| definition.get(&at));
        let level = level_at(at)?;
        let counts = self.counts.entry(instance.definition.clone()).or_default();
        // A start of its own counts when an instance first reaches the level.
        let begins = self.begun.insert((id, at));
        let anew = instance.starts.get(&at).filter(|_| begins).copied();
        let number = anew.unwrap_or_else(|| counts.get(at).copied().flatten().map_or(level.start, |last| last.saturating_add(1)));
        for (deeper, count) in counts.iter_mut().enumerate().skip(at + 1) {
            let kept = match level_at(deeper).and_then(|level| level.restart) {
                Some(0) => true,
                Some(after) => at + 1 > after,
                None => false,
            };
            if !kept {
                *count = None;
            }
        }
        if let Some(slot) = counts.get_mut(at) {
            *slot = Some(number);
        }
        let label = print(level, &level_at, counts)?;
        Some(Counted { label, level: at })
    }
}

/// The text of a level with `%1` … `%9` replaced; `None` for a format that is not known here.
fn print<'l>(level: &Level, level_at: &dyn Fn(usize) -> Option<&'l Level>, counts: &[Option<u32>; LEVELS]) -> Option<String> {
    if level.format == "none" {
        return Some(String::new());
    }
    if level.format == "bullet" {
        return Some(level.text.clone());
    }
    let mut out = String::new();
    let mut characters = level.text.chars().peekable();
    while let Some(character) = characters.next() {
        let digit = (character == '%').then(|| characters.peek().and_then(|next| next.to_digit(10))).flatten();
        match digit.filter(|digit| *digit > 0) {
            Some(digit) => {
                characters.next();
                let at = digit as usize - 1;
                let other = level_at(at)?;
                let number = counts.get(at).copied().flatten().unwrap_or(other.start);
                out.push_str(&format_number(number, if level.legal { "decimal" } else { &other.format })?);
            }
            None => out.push(character),
        }
    }
    Some(out)
}

fn format_number(number: u32, format: &str) -> Option<String> {
    match format {
        "decimal" => Some(number.to_string()),
        "lowerLetter" => letters(number, b'a'),
        "upperLetter" => letters(number, b'A'),
        "lowerRoman" => roman(number).map(|text| text.to_lowercase()),
        "upperRoman" => roman(number),
        _ => None,
    }
}

/// `a` … `z`, then `aa`, `bb` …
fn letters(number: u32, first: u8) -> Option<String> {
    let at = number.checked_sub(1)?;
    let letter = char::from(first + u8::try_from(at % 26).ok()?);
    (at < 780).then(|| std::iter::repeat_n(letter, at as usize / 26 + 1).collect())
}

fn roman(mut number: u32) -> Option<String> {
    if !(1..4000).contains(&number) {
        return None;
    }
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            out.push_str(sign);
            number -= value;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::super::xml::parse;
    use super::*;

    fn w(xml: &str) -> Element {
        let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        parse(xml.replacen('>', &format!(" xmlns:w=\"{namespace}\">"), 1).as_bytes()).unwrap()
    }

    fn labels(numbering: &mut Numbering, paragraphs: &[(&str, usize)]) -> Vec<String> {
        let count = |(id, at): &(&str, usize)| {
            let properties = w(&format!(r#"<w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{id}"/></w:numPr></w:pPr>"#));
            numbering.count(&Styles::default(), Some(&properties)).map_or_else(|| "-".to_owned(), |counted| counted.label)
        };
        paragraphs.iter().map(count).collect()
    }

    #[test]
    fn levels_count_and_start_anew() {
        let mut numbering = Numbering::read(&w(r#"<w:numbering><w:abstractNum w:abstractNumId="7">
              <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
              <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2"/></w:lvl>
              <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="–"/></w:lvl></w:abstractNum>
              <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
              <w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>"#));
        let first = labels(&mut numbering, &[("1", 0), ("1", 1), ("1", 1), ("1", 2), ("1", 0), ("1", 1), ("9", 0), ("0", 0)]);
        assert_eq!(first, ["1.", "1.a", "1.b", "–", "2.", "2.a", "-", "-"]);
        assert_eq!(labels(&mut numbering, &[("1", 0), ("2", 0), ("2", 0), ("1", 0)]), ["3.", "1.", "2.", "3."]);
    }

    #[test]
    fn letters_and_roman_numbers_are_words_own() {
        assert_eq!([1, 26, 27, 53].map(|n| letters(n, b'a').unwrap()), ["a", "z", "aa", "aaa"]);
        assert_eq!([4, 9, 14, 1987].map(|n| roman(n).unwrap()), ["IV", "IX", "XIV", "MCMLXXXVII"]);
        assert_eq!(letters(0, b'a'), None);
    }
}
