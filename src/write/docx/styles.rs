//! Styles turns a theme into Word's named styles.
//!
//! Where Word has a style of its own, its id and English name are used: Word then shows its Swedish name, and its
//! navigation pane finds the headings. Styles of our own have Swedish names.

use docx_rs as word;
use word::{
    AlignmentType, BorderType, IndentLevel, LineSpacing, LineSpacingType, NumberingId, NumberingProperty, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, SpecialIndentType, Style, StyleType, TableBorder, TableBorderPosition, TableBorders,
    TableCellBorder, TableCellBorderPosition, TableCellBorders, TableCellMargins, TableProperty,
};

use crate::theme::{HeadingLook, TableSort, Theme};
use crate::write::docx::numbering;
use crate::write::docx::units::{eighths, half_points, twips, twips_of_mm, unsigned};

/// Running text; Word's default.
pub(super) const NORMAL: &str = "Normal";
/// The title.
pub(super) const TITLE: &str = "Title";
/// The document type above the title.
pub(super) const DOCUMENT_TYPE: &str = "DocumentType";
/// Left in a page head.
pub(super) const HEAD: &str = "Header";
/// Right in a page head.
pub(super) const HEAD_RIGHT: &str = "HeaderRight";
/// An item of a bulleted list.
pub(super) const LIST_BULLET: &str = "ListBullet";
/// An item of a numbered list.
pub(super) const LIST_NUMBER: &str = "ListNumber";
/// A later paragraph of an item.
pub(super) const LIST_CONTINUE: &str = "ListContinue";
/// An entry of the list of references.
pub(super) const REFERENCE: &str = "Reference";
/// A table of the text.
pub(super) const TABLE: &str = "DocumentTable";
/// A table of many columns.
pub(super) const TABLE_DENSE: &str = "DenseTable";
/// A table of terms and what they are.
pub(super) const TABLE_FACTS: &str = "FactTable";
/// A cell's text.
pub(super) const TABLE_TEXT: &str = "TableText";
/// A header cell's text; rows set in it are repeated on every page (`package::repair`).
pub(super) const TABLE_HEADER: &str = "TableHeader";
/// The text of a cell that heads its row; a table with such cells says so (`package::repair`).
pub(super) const TABLE_TERM: &str = "TableTerm";
/// The text of a row that names the rows below it.
pub(super) const TABLE_SECTION: &str = "TableSection";
/// The text of a row for a pause.
pub(super) const TABLE_PAUSE: &str = "TablePause";
/// An item of a bulleted list in a cell.
pub(super) const TABLE_BULLET: &str = "TableBullet";
/// An item of a numbered list in a cell.
pub(super) const TABLE_NUMBER: &str = "TableNumber";
/// Place and date of the signature block.
pub(super) const SIGNATURE_PLACE: &str = "SignaturePlace";
/// The party of a signature column.
pub(super) const SIGNATURE_PARTY: &str = "SignatureParty";
/// The line to sign on, and under it the printed name.
pub(super) const SIGNATURE_NAME: &str = "SignatureName";
/// Title, unit and ground of authority.
pub(super) const SIGNATURE_DETAIL: &str = "SignatureDetail";
/// An empty paragraph, that Word demands after some tables and that parts two bare lines to sign on.
pub(super) const SPACER: &str = "Spacer";
/// The characters of a link to an address.
pub(super) const HYPERLINK: &str = "Hyperlink";
/// The characters of a link within the document.
pub(super) const CROSS_REFERENCE: &str = "CrossReference";
/// Between the line to sign on and the name, in points.
const SIGNATURE_RULE_GAP_PT: usize = 4;
/// What every table style is based on.
const TABLE_NORMAL: &str = "TableNormal";

/// The styles of cells: of each the one for most tables, the one for tables of many columns, and their name.
const CELL_STYLES: [(&str, &str, &str); 7] = [
    (TABLE_TEXT, "TableTextDense", "Tabelltext"),
    (TABLE_HEADER, "TableHeaderDense", "Tabellrubrik"),
    (TABLE_TERM, "TableTermDense", "Tabellterm"),
    (TABLE_SECTION, "TableSectionDense", "Tabellavsnitt"),
    (TABLE_PAUSE, "TablePauseDense", "Tabellpaus"),
    (TABLE_BULLET, "TableBulletDense", "Tabellpunkt"),
    (TABLE_NUMBER, "TableNumberDense", "Tabellnummer"),
];

/// The style of a cell's text in a table of some sort.
pub(super) fn in_table(style: &'static str, sort: TableSort) -> &'static str {
    let dense = || CELL_STYLES.iter().find(|(plain, ..)| *plain == style).map_or(style, |(_, dense, _)| *dense);
    if sort == TableSort::Dense { dense() } else { style }
}

/// Whether a style is a cell's style, in a table of any sort.
pub(super) fn is_cell_style(style: &str, plain: &str) -> bool {
    CELL_STYLES.iter().any(|(own, dense, _)| *own == plain && (*own == style || *dense == style))
}

/// Whether a style is of no use but in tables.
pub(super) fn is_for_tables(style: &str) -> bool {
    [TABLE, TABLE_DENSE, TABLE_FACTS].contains(&style) || CELL_STYLES.iter().any(|(plain, dense, _)| *plain == style || *dense == style)
}

/// Whether `package::repair` marks a style as custom: Word does not know it.
pub(super) fn is_custom(style: &str) -> bool {
    CUSTOM.contains(&style) || is_for_tables(style)
}

/// Styles that Word does not know, beside those of cells.
const CUSTOM: &[&str] = &[
    "Heading1Unnumbered",
    "Heading2Unnumbered",
    DOCUMENT_TYPE,
    HEAD_RIGHT,
    REFERENCE,
    TABLE,
    TABLE_DENSE,
    TABLE_FACTS,
    SIGNATURE_PLACE,
    SIGNATURE_PARTY,
    SIGNATURE_NAME,
    SIGNATURE_DETAIL,
    SPACER,
    CROSS_REFERENCE,
];
/// Styles that hold where none is named.
pub(super) const DEFAULTS: &[&str] = &[NORMAL, TABLE_NORMAL];

/// The style of a heading. Level 3 is never numbered.
pub(super) fn heading(level: u8, numbered: bool) -> &'static str {
    match (level, numbered) {
        (1, true) => "Heading1",
        (1, false) => "Heading1Unnumbered",
        (2, true) => "Heading2",
        (2, false) => "Heading2Unnumbered",
        _ => "Heading3",
    }
}

/// Space around a paragraph and the distance of its lines, which is exact so that Word and PDF agree.
fn spacing(leading_pt: f64, before_pt: f64, after_pt: f64) -> LineSpacing {
    let points = |length: f64| u32::try_from(twips(length)).unwrap_or(0);
    LineSpacing::new().before(points(before_pt)).after(points(after_pt)).line(twips(leading_pt)).line_rule(LineSpacingType::Exact)
}

/// A paragraph style; `priority` is its place in Word's list.
fn paragraph(id: &str, name: &str, based_on: &str, priority: usize) -> Style {
    Style::new(id, StyleType::Paragraph).name(name).based_on(based_on).ui_priority(priority)
}

fn with_paragraph(mut style: Style, change: impl FnOnce(word::ParagraphProperty) -> word::ParagraphProperty) -> Style {
    style.paragraph_property = change(style.paragraph_property);
    style
}

fn keep_with_next(style: Style) -> Style {
    with_paragraph(style, |property| property.keep_next(true).keep_lines(true))
}

fn numbered(style: Style, number: usize, level: usize) -> Style {
    let property = NumberingProperty::new().add_num(NumberingId::new(number), IndentLevel::new(level));
    with_paragraph(style, |paragraph| paragraph.numbering_property(property))
}

/// Takes back the number of the style it is based on.
fn unnumbered(style: Style) -> Style {
    let property = NumberingProperty::new().id(NumberingId::new(0));
    with_paragraph(style, |paragraph| {
        paragraph.numbering_property(property).indent(Some(0), Some(SpecialIndentType::FirstLine(0)), None, None)
    })
}

/// The family and size that hold where no style says otherwise.
pub(super) fn defaults(docx: word::Docx, theme: &Theme) -> word::Docx {
    let family = theme.fonts.word.as_str();
    let fonts = word::RunFonts::new().ascii(family).hi_ansi(family).east_asia(family).cs(family);
    docx.default_fonts(fonts).default_size(half_points(theme.text.size_pt))
}

/// Every style of the document.
pub(super) fn all(theme: &Theme) -> Vec<Style> {
    let mut styles = vec![normal(theme)];
    styles.extend(headings(theme));
    styles.extend(title(theme));
    styles.extend(heads(theme));
    styles.extend(lists(theme));
    styles.extend(tables(theme));
    styles.extend(signatures(theme));
    let spacer = paragraph(SPACER, "Avstånd", NORMAL, 99).size(2).line_spacing(spacing(1.0, 0.0, 0.0)).q_format(false);
    styles.push(spacer);
    let link =
        |id: &str, name: &str| Style::new(id, StyleType::Character).name(name).ui_priority(99).q_format(false).color(&theme.colours.link);
    styles.push(link(HYPERLINK, "Hyperlink").underline("single"));
    styles.push(link(CROSS_REFERENCE, "Hänvisning"));
    styles
}

fn normal(theme: &Theme) -> Style {
    let text = &theme.text;
    let style = Style::new(NORMAL, StyleType::Paragraph).name("Normal").size(half_points(text.size_pt)).color(&theme.colours.text);
    with_paragraph(style.line_spacing(spacing(text.leading_pt, 0.0, text.after_pt)), |property| property.widow_control(true))
}

fn headings(theme: &Theme) -> Vec<Style> {
    let [first, second, third] = &theme.headings;
    let look = |style: Style, look: &HeadingLook| {
        let style = style.size(half_points(look.size_pt)).bold().color(&theme.colours.heading);
        style.line_spacing(spacing(look.leading_pt, look.before_pt, look.after_pt))
    };
    let heading = |id: &str, name: &str, level: usize, heading: &HeadingLook| {
        keep_with_next(look(paragraph(id, name, NORMAL, 9).next(NORMAL), heading)).outline_lvl(level)
    };
    let bare = |id: &str, name: &str, based_on: &str| unnumbered(paragraph(id, name, based_on, 9).next(NORMAL));
    vec![
        numbered(heading("Heading1", "heading 1", 0, first), numbering::HEADINGS, 0),
        numbered(heading("Heading2", "heading 2", 1, second), numbering::HEADINGS, 1),
        heading("Heading3", "heading 3", 2, third),
        bare("Heading1Unnumbered", "Rubrik 1 utan nummer", "Heading1"),
        bare("Heading2Unnumbered", "Rubrik 2 utan nummer", "Heading2"),
    ]
}

fn title(theme: &Theme) -> Vec<Style> {
    let (kind, title) = (&theme.document_type, &theme.title);
    let kind_style = paragraph(DOCUMENT_TYPE, "Dokumenttyp", NORMAL, 10).next(TITLE).size(half_points(kind.size_pt));
    let title_style =
        paragraph(TITLE, "Title", NORMAL, 10).next(NORMAL).size(half_points(title.size_pt)).bold().color(&theme.colours.heading);
    vec![
        keep_with_next(kind_style.color(&theme.colours.muted).line_spacing(spacing(kind.leading_pt, kind.before_pt, kind.after_pt))),
        keep_with_next(title_style.line_spacing(spacing(title.leading_pt, 0.0, title.after_pt))),
    ]
}

fn heads(theme: &Theme) -> Vec<Style> {
    let head = paragraph(HEAD, "header", NORMAL, 99).size(half_points(theme.head.size_pt)).color(&theme.colours.muted);
    vec![
        head.line_spacing(spacing(theme.head.leading_pt, 0.0, 0.0)).q_format(false),
        paragraph(HEAD_RIGHT, "Sidhuvud höger", HEAD, 99).align(AlignmentType::Right).q_format(false),
    ]
}

fn lists(theme: &Theme) -> Vec<Style> {
    let indent = twips_of_mm(theme.list.indent_mm);
    let item = |id: &str, name: &str| {
        let style = paragraph(id, name, NORMAL, 20);
        style.line_spacing(spacing(theme.text.leading_pt, 0.0, theme.list.after_pt))
    };
    vec![
        numbered(item(LIST_BULLET, "List Bullet"), numbering::BULLETS, 0),
        numbered(item(LIST_NUMBER, "List Number"), numbering::NUMBERS, 0),
        item(LIST_CONTINUE, "List Continue").indent(Some(indent), None, None, None),
        numbered(item(REFERENCE, "Referens"), numbering::BRACKETS, 0),
    ]
}

fn tables(theme: &Theme) -> Vec<Style> {
    let table = &theme.table;
    let plain = Style::new(TABLE_NORMAL, StyleType::Table).name("Normal Table").ui_priority(99).q_format(false);
    let mut styles = vec![
        plain
            .semi_hidden()
            .unhide_when_used()
            .table_property(TableProperty::without_borders().set_margins(TableCellMargins::new().margin(0, 0, 0, 0))),
        ruled(theme, TABLE, "Tabell", table.padding_mm, table.padding_mm),
        ruled(theme, TABLE_DENSE, "Tabell med många kolumner", table.dense.padding_mm, table.dense.padding_mm),
        ruled(theme, TABLE_FACTS, "Faktatabell", table.facts.padding_mm, table.padding_mm),
    ];
    for (plain, dense, name) in CELL_STYLES {
        let (before, after) = match plain {
            TABLE_SECTION => (table.section_pt, 0.0),
            TABLE_BULLET | TABLE_NUMBER => (0.0, table.item_pt),
            _ => (0.0, 0.0),
        };
        let based_on = if plain == TABLE_TEXT { NORMAL } else { TABLE_TEXT };
        let style = paragraph(plain, name, based_on, 30).line_spacing(spacing(table.leading_pt, before, after));
        styles.push(match plain {
            TABLE_TEXT => style.size(half_points(table.size_pt)),
            TABLE_HEADER | TABLE_SECTION => keep_with_next(style.bold()),
            TABLE_TERM => style.bold(),
            TABLE_PAUSE => style.color(&theme.colours.muted),
            TABLE_BULLET => numbered(style, numbering::TABLE_BULLETS, 0),
            TABLE_NUMBER => numbered(style, numbering::TABLE_NUMBERS, 0),
            _ => style,
        });
        let small = paragraph(dense, &format!("{name} liten"), plain, 30).size(half_points(table.dense.size_pt));
        styles.push(small.line_spacing(spacing(table.dense.leading_pt, before, after)));
    }
    styles
}

/// A table style with rules below the rows; padding in millimetres.
fn ruled(theme: &Theme, id: &str, name: &str, above_mm: f64, beside_mm: f64) -> Style {
    let rule = |position| TableBorder::new(position).size(eighths(theme.table.rule_pt)).color(&theme.colours.rule);
    let borders = TableBorders::with_empty().set(rule(TableBorderPosition::InsideH)).set(rule(TableBorderPosition::Bottom));
    // Where no header row begins the table, a rule does.
    let borders = if id == TABLE_FACTS { borders.set(rule(TableBorderPosition::Top)) } else { borders };
    let (above, beside) = (unsigned(twips_of_mm(above_mm)), unsigned(twips_of_mm(beside_mm)));
    let property = TableProperty::without_borders().set_borders(borders);
    let style = Style::new(id, StyleType::Table).name(name).based_on(TABLE_NORMAL).ui_priority(59);
    style.table_property(property.set_margins(TableCellMargins::new().margin(above, beside, above, beside)))
}

/// The rule under the header row of a table, twice as thick as those between rows.
pub(super) fn header_rule(size: usize, colour: &str) -> TableCellBorders {
    TableCellBorders::with_empty().set(TableCellBorder::new(TableCellBorderPosition::Bottom).size(size).color(colour))
}

/// The rule that a pen writes on: the top border of the paragraph that holds the printed name.
fn signature_rule(theme: &Theme) -> ParagraphBorders {
    let rule = ParagraphBorder::new(ParagraphBorderPosition::Top).val(BorderType::Single).space(SIGNATURE_RULE_GAP_PT);
    ParagraphBorders::with_empty().set(rule.size(eighths(theme.signature.rule_pt)).color(&theme.colours.text))
}

/// The rule below a page head: the top border of the empty paragraph that ends the head.
pub(super) fn head_rule(size: usize, colour: &str) -> ParagraphBorders {
    let rule = ParagraphBorder::new(ParagraphBorderPosition::Top).val(BorderType::Single).space(0);
    ParagraphBorders::with_empty().set(rule.size(size).color(colour))
}

fn signatures(theme: &Theme) -> Vec<Style> {
    let look = &theme.signature;
    let room = look.room_mm * 72.0 / 25.4;
    let line = |id: &str, name: &str, before_pt: f64, after_pt: f64| {
        let style = paragraph(id, name, NORMAL, 40).size(half_points(look.size_pt));
        with_paragraph(style, |property| property.keep_lines(true)).line_spacing(spacing(look.leading_pt, before_pt, after_pt))
    };
    let name = line(SIGNATURE_NAME, "Namnförtydligande", room, 0.0);
    vec![
        with_paragraph(paragraph(SIGNATURE_PLACE, "Ort och datum", NORMAL, 40), |property| property.keep_lines(true)),
        line(SIGNATURE_PARTY, "Underskrift part", 0.0, 0.0).bold(),
        with_paragraph(name, |property| property.set_borders(signature_rule(theme))),
        line(SIGNATURE_DETAIL, "Underskrift uppgift", 0.0, 0.0),
    ]
}
