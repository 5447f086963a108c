//! Numbering turns headings and lists into Word's multi-level numbering, so that Word itself counts what is printed.

use docx_rs as word;
use word::{AbstractNumbering, Level, LevelJc, LevelText, NumberFormat, Numberings, SpecialIndentType, Start};

use crate::model::ListMarker;
use crate::theme::Theme;
use crate::write::docx::styles;
use crate::write::docx::units::twips_of_mm;
use crate::write::docx::xml::Element;

// docx-rs always writes a definition and an instance 1 of its own; `package::repair` takes them away.

/// The instance, and the definition, that headings of levels 1 and 2 are counted by.
pub(super) const HEADINGS: usize = 2;
/// The definition of bullets, and the instance that the style for them uses.
pub(super) const BULLETS: usize = 3;
/// The definition of numbered lists, and the instance that the style for them uses.
pub(super) const NUMBERS: usize = 4;
/// The definition of references, and the instance that the style for them uses.
pub(super) const BRACKETS: usize = 5;
/// The definition of bullets in tables, and the instance that the style for them uses.
pub(super) const TABLE_BULLETS: usize = 6;
/// The definition of numbered lists in tables, and the instance that the style for them uses.
pub(super) const TABLE_NUMBERS: usize = 7;
/// Word's levels; deeper lists use the last one with an indent of their own.
pub(super) const LEVELS: usize = 9;

/// The first definition of a list that shares none.
const APART: usize = 1_000_000;

/// An instance of a definition: what counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Instance {
    pub number: usize,
    pub definition: usize,
    /// The level that counts from 1 again, where one does.
    restart: Option<usize>,
}

impl Instance {
    /// As it is written (ECMA-376-1, 17.9.15).
    pub fn to_element(self) -> Element {
        let value = |name: &str, value: usize| Element::new(name).with("w:val", value.to_string());
        let restart = |level: usize| Element::new("w:lvlOverride").with("w:ilvl", level.to_string()).child(value("w:startOverride", 1));
        Element::new("w:num")
            .with("w:numId", self.number.to_string())
            .child(value("w:abstractNumId", self.definition))
            .containing(self.restart.map(restart))
    }
}

/// The instances of the document's lists: one a list, so that each counts from 1.
#[derive(Debug, Default)]
pub(super) struct Lists {
    instances: Vec<Instance>,
    /// Definitions that one list alone has, with the definitions that they are copies of.
    apart: Vec<(usize, usize)>,
}

impl Lists {
    /// A new list at a depth, from 0, in a table or in the text; the number of its instance.
    pub fn begin(&mut self, marker: ListMarker, depth: usize, in_table: bool) -> usize {
        self.instance(definition(marker, in_table), marker, depth)
    }

    /// A new list with a definition of its own, for a list of a redline whose first paragraph may go: LibreOffice has the
    /// first paragraph say where the count begins anew, and without it counts on from the last list of the same definition.
    pub fn begin_apart(&mut self, marker: ListMarker, depth: usize, in_table: bool) -> usize {
        if marker == ListMarker::Bullet {
            return self.begin(marker, depth, in_table);
        }
        let own = APART + self.apart.len();
        self.apart.push((own, definition(marker, in_table)));
        self.instance(own, marker, depth)
    }

    fn instance(&mut self, definition: usize, marker: ListMarker, depth: usize) -> usize {
        let number = TABLE_NUMBERS + 1 + self.instances.len();
        self.instances.push(Instance { number, definition, restart: (marker != ListMarker::Bullet).then(|| level(depth)) });
        number
    }

    /// Definitions that one list alone has, each with the definition that it is a copy of.
    pub fn apart(&self) -> &[(usize, usize)] {
        &self.apart
    }

    /// All instances: those that styles use, and those of the lists.
    pub fn instances(&self) -> impl Iterator<Item = Instance> {
        let of_styles = [HEADINGS, BULLETS, NUMBERS, BRACKETS, TABLE_BULLETS, TABLE_NUMBERS];
        of_styles.map(|number| Instance { number, definition: number, restart: None }).into_iter().chain(self.instances.iter().copied())
    }
}

/// The definition that lists of a sort share.
fn definition(marker: ListMarker, in_table: bool) -> usize {
    match (marker, in_table) {
        (ListMarker::Bullet, false) => BULLETS,
        (ListMarker::Number, false) => NUMBERS,
        (ListMarker::Bullet, true) => TABLE_BULLETS,
        (ListMarker::Number, true) => TABLE_NUMBERS,
        (ListMarker::Bracket, _) => BRACKETS,
    }
}

/// The definitions, which hang on the theme alone.
pub(super) fn all(theme: &Theme) -> Numberings {
    definitions(theme).into_iter().fold(Numberings::new(), Numberings::add_abstract_numbering)
}

/// Word's level for a depth.
pub(super) fn level(depth: usize) -> usize {
    depth.min(LEVELS - 1)
}

/// From the margin, or the edge of a cell's words, to the words of an item at a depth, in twips.
pub(super) fn indent(theme: &Theme, depth: usize, in_table: bool) -> i32 {
    let depth = i32::try_from(depth).unwrap_or(i32::MAX - 1);
    twips_of_mm(if in_table { theme.table.indent_mm } else { theme.list.indent_mm }).saturating_mul(depth + 1)
}

/// The number that Word prints before heading number `count`, from 1, of a level; `None` for a level without numbers.
/// After `z` Word goes on with `aa`, `bb`.
pub(super) fn heading_number(level: u8, count: u32) -> Option<String> {
    match (level, count.checked_sub(1)?) {
        (1, _) => Some(format!("{count}.")),
        (2, before) => {
            let letter = char::from(b'a' + u8::try_from(before % 26).ok()?);
            Some(format!("{}.", String::from(letter).repeat(usize::try_from(before / 26).ok()? + 1)))
        }
        _ => None,
    }
}

fn definitions(theme: &Theme) -> [AbstractNumbering; 6] {
    let mut headings = AbstractNumbering::new(HEADINGS);
    headings.multi_level_type = Some("multilevel".into());
    for (at, format) in ["decimal", "lowerLetter"].into_iter().enumerate() {
        let width = theme.headings.get(at).map_or(0, |look| twips_of_mm(look.number_mm));
        let style = styles::heading(if at == 0 { 1 } else { 2 }, true);
        headings = headings.add_level(of_level(at, format, &format!("%{}.", at + 1), width, width).paragraph_style(style));
    }
    let bullet = |at: usize| theme.list.bullets.get(at).or(theme.list.bullets.last()).map_or("•", String::as_str);
    [
        headings,
        list(BULLETS, theme, styles::LIST_BULLET, |at| ("bullet", escaped(bullet(at)))),
        list(NUMBERS, theme, styles::LIST_NUMBER, |at| ("decimal", format!("%{}.", at + 1))),
        list(BRACKETS, theme, styles::REFERENCE, |at| ("decimal", format!("[%{}]", at + 1))),
        list(TABLE_BULLETS, theme, styles::TABLE_BULLET, |at| ("bullet", escaped(bullet(at)))),
        list(TABLE_NUMBERS, theme, styles::TABLE_NUMBER, |at| ("decimal", format!("%{}.", at + 1))),
    ]
}

/// A definition of nine levels, the first linked to its style.
fn list(id: usize, theme: &Theme, style: &str, look: impl Fn(usize) -> (&'static str, String)) -> AbstractNumbering {
    let mut numbering = AbstractNumbering::new(id);
    numbering.multi_level_type = Some("hybridMultilevel".into());
    let in_table = matches!(id, TABLE_BULLETS | TABLE_NUMBERS);
    let hanging = indent(theme, 0, in_table);
    for at in 0..LEVELS {
        let (format, text) = look(at);
        let level = of_level(at, format, &text, indent(theme, at, in_table), hanging);
        numbering = numbering.add_level(if at == 0 { level.paragraph_style(style) } else { level });
    }
    numbering
}

fn of_level(at: usize, format: &str, text: &str, left: i32, hanging: i32) -> Level {
    let level = Level::new(at, Start::new(1), NumberFormat::new(format), LevelText::new(text), LevelJc::new("left"));
    level.indent(Some(left), Some(SpecialIndentType::Hanging(hanging)), None, None)
}

/// docx-rs writes the text of a level as it is given.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_counted_as_word_counts() {
        let number = |level, count| heading_number(level, count);
        assert_eq!(number(1, 12).as_deref(), Some("12."));
        assert_eq!(number(2, 1).as_deref(), Some("a."));
        assert_eq!(number(2, 28).as_deref(), Some("bb."));
        assert_eq!((number(3, 1), number(1, 0)), (None, None));
    }

    #[test]
    fn each_list_has_an_instance_and_numbered_ones_restart() {
        let mut lists = Lists::default();
        assert_eq!([lists.begin(ListMarker::Bullet, 0, false), lists.begin(ListMarker::Number, 30, true)], [8, 9]);
        let written: Vec<_> = lists.instances.iter().map(|instance| instance.to_element().to_text()).collect();
        let expected = [
            r#"<w:num w:numId="8"><w:abstractNumId w:val="3"/></w:num>"#,
            concat!(
                r#"<w:num w:numId="9"><w:abstractNumId w:val="7"/>"#,
                r#"<w:lvlOverride w:ilvl="8"><w:startOverride w:val="1"/></w:lvlOverride></w:num>"#
            ),
        ];
        assert_eq!(written, expected);
        assert_eq!(lists.instances().count(), 8);
    }

    #[test]
    fn a_list_apart_has_a_definition_of_its_own() {
        let mut lists = Lists::default();
        let begun = [ListMarker::Number, ListMarker::Bullet, ListMarker::Number].map(|marker| lists.begin_apart(marker, 0, false));
        assert_eq!(begun, [8, 9, 10]);
        assert_eq!(lists.apart(), [(APART, NUMBERS), (APART + 1, NUMBERS)]);
    }
}
