//! The walk through the body turns Word's paragraphs and tables into units in reading order.

use crate::certify::difference::{DifferenceKind, UnitKind};
use crate::certify::found::{Found, Heads, Kind, Place, Rule};
use crate::theme::Theme;

use super::numbering::Numbering;
use super::text::{Content, Texts, contrast};
use super::xml::Element;

/// Millimetres in a twip: a twentieth of a point.
const MM: f64 = 25.4 / 1440.0;

/// Most columns of a table that Word makes.
const MOST_COLUMNS: usize = 63;

/// Margin at either side of a cell unless stated, in twips.
const CELL_MARGIN: f64 = 108.0;

/// Reads a body.
pub(super) struct Body<'a, 't> {
    pub texts: Texts<'t>,
    pub numbering: Numbering,
    pub theme: &'a Theme,
    pub found: Vec<Found>,
    /// Lines drawn below the last unit that has text.
    pub rules: Vec<Rule>,
    /// Bookmarks that begin where no text has followed yet.
    bookmarks: Vec<String>,
    /// Height below the last text or line, in millimetres.
    gap_mm: f64,
    /// Space that the last paragraph asks for below it, in millimetres.
    after_mm: f64,
    /// Borders of the last paragraph, which Word joins with equal ones.
    borders: Option<Element>,
}

/// Where a paragraph stands.
#[derive(Clone)]
struct Container {
    /// The cell of a table; `None` outside tables.
    cell: Option<Place>,
    width_mm: f64,
}

impl<'a, 't> Body<'a, 't> {
    pub fn new(texts: Texts<'t>, numbering: Numbering, theme: &'a Theme) -> Self {
        Self {
            texts,
            numbering,
            theme,
            found: Vec::new(),
            rules: Vec::new(),
            bookmarks: Vec::new(),
            gap_mm: 0.0,
            after_mm: 0.0,
            borders: None,
        }
    }

    /// Reads everything in the body; gives the properties of its one section.
    pub fn read(&mut self, body: &Element) -> Option<Element> {
        let page = &self.theme.page;
        let container = Container { cell: None, width_mm: page.width_mm - page.left_mm - page.right_mm };
        let mut section = None;
        for child in body.elements() {
            match child.name.as_str() {
                "w:p" => {
                    self.paragraph(child, &container);
                }
                "w:tbl" => self.table(child, container.width_mm),
                "w:sectPr" => section = Some(child.clone()),
                "w:bookmarkStart" => self.bookmarks.extend(child.attribute("w:name").map(str::to_owned)),
                "w:bookmarkEnd" | "w:proofErr" => {}
                name => self.texts.refuse(name),
            }
        }
        section
    }

    /// Reads a paragraph; tells whether it holds text.
    fn paragraph(&mut self, paragraph: &Element, container: &Container) -> bool {
        let properties = paragraph.first("w:pPr");
        let counted = self.numbering.count(self.texts.styles, properties);
        let Content { text, links, bookmarks } = self.texts.read(paragraph);
        self.bookmarks.extend(bookmarks);
        let twips = |name: &str, attributes: &[&str]| self.texts.styles.paragraph_number(properties, name, attributes).unwrap_or(0.0);
        let (left, right) = (twips("w:ind", &["w:left", "w:start"]), twips("w:ind", &["w:right", "w:end"]));
        let first_line = twips("w:ind", &["w:firstLine"]) - twips("w:ind", &["w:hanging"]);
        let (before, after) = (twips("w:spacing", &["w:before"]) * MM, twips("w:spacing", &["w:after"]) * MM);
        let line = twips("w:spacing", &["w:line"]) * MM;
        let exact =
            self.texts.styles.paragraph(properties, "w:spacing").and_then(|spacing| spacing.attribute("w:lineRule")) == Some("exact");
        self.gap_mm += before.max(self.after_mm);
        let borders = self.texts.styles.paragraph(properties, "w:pBdr").cloned();
        let length_mm = container.width_mm - (left + right) * MM;
        let drawn = |side: &str| borders.as_ref().and_then(|borders| borders.first(side)).is_some_and(is_drawn);
        if drawn("w:top") && borders != self.borders {
            self.rules.push(Rule { length_mm, room_mm: self.gap_mm });
            self.gap_mm = 0.0;
        }
        let empty = text.text().is_empty();
        if empty {
            self.gap_mm += line;
        } else {
            self.gap_mm = 0.0;
        }
        let bottom = drawn("w:bottom");
        if bottom && empty {
            self.rules.push(Rule { length_mm, room_mm: std::mem::take(&mut self.gap_mm) });
        }
        self.borders = borders;
        self.after_mm = after;
        if empty {
            if counted.is_some_and(|counted| !counted.label.is_empty()) {
                self.texts.problems.unreadable("ett tomt stycke har nummer eller punkt", "an empty paragraph bears a number or a bullet");
            }
            return false;
        }
        let level =
            self.texts.styles.paragraph(properties, "w:outlineLvl").and_then(Element::value).and_then(|level| level.parse::<u8>().ok());
        let kind = match (level.filter(|level| *level < 9), counted) {
            (Some(level), counted) => {
                Kind::Heading { level: level + 1, number: Some(counted.map(|counted| counted.label).unwrap_or_default()) }
            }
            (None, Some(counted)) => {
                // Deeper lists share Word's last level and differ by their indent.
                let step = if container.cell.is_some() { self.theme.table.indent_mm } else { self.theme.list.indent_mm };
                let steps = (left * MM / step.max(1.0)).round().clamp(0.0, 1000.0) as usize;
                let depth = if counted.level == 8 { steps.max(9) } else { counted.level + 1 };
                Kind::Item { depth, label: counted.label }
            }
            (None, None) if left > 0.0 => Kind::Continuation { depth: None },
            (None, None) => Kind::Paragraph,
        };
        let words = text.text().to_owned();
        if left < -20.0 || left + first_line < -20.0 || right < -20.0 {
            self.tell(DifferenceKind::OutsideMargin, &words);
        }
        if exact && line > 0.0 && line < 2.5 {
            let difference = self.texts.problems.difference(DifferenceKind::Hidden).words(UnitKind::Paragraph, words);
            self.texts.problems.push(difference.reason("är bortskuren", "is cut off"));
        }
        let mut found = Found::new(kind, container.cell);
        found.text = text;
        found.links = links;
        found.bookmarks = std::mem::take(&mut self.bookmarks);
        found.rules = std::mem::take(&mut self.rules);
        self.found.push(found);
        true
    }

    fn tell(&mut self, kind: DifferenceKind, words: &str) {
        let difference = self.texts.problems.difference(kind).words(UnitKind::Paragraph, words);
        self.texts.problems.push(difference);
    }

    fn table(&mut self, table: &Element, width_mm: f64) {
        let properties = table.first("w:tblPr");
        if properties.is_some_and(|properties| properties.first("w:tblpPr").is_some()) {
            self.texts.refuse("w:tblpPr");
        }
        let margins = properties.and_then(|properties| properties.first("w:tblCellMar"));
        let rows: Vec<&Element> = table.elements().filter(|child| child.name == "w:tr").collect();
        let is_header =
            |row: &Element| row.first("w:trPr").and_then(|properties| properties.first("w:tblHeader")).is_some_and(Element::is_on);
        // Rows are repeated, and read out as headers, from the first on without a gap (ECMA-376-1, 17.4.78).
        let headers = rows.iter().take_while(|row| is_header(row)).count();
        let first_column = heads_rows(properties);
        // A table whose cells head nothing is there for its looks alone.
        let has_header = headers > 0 || first_column;
        let grid = table.first("w:tblGrid").map_or(0, |grid| grid.elements().filter(|column| column.name == "w:gridCol").count());
        for child in table.elements() {
            match child.name.as_str() {
                "w:tblPr" | "w:tblGrid" | "w:tr" | "w:bookmarkEnd" => {}
                "w:bookmarkStart" => self.bookmarks.extend(child.attribute("w:name").map(str::to_owned)),
                name => self.texts.refuse(name),
            }
        }
        // Whether the cells above are empty with a line below them, and how high they are.
        let mut above: Vec<Option<f64>> = Vec::new();
        for (number, row) in rows.into_iter().enumerate() {
            let row_properties = row.first("w:trPr");
            let height = row_properties.and_then(|properties| properties.first("w:trHeight"));
            let height_mm = height.and_then(Element::value).and_then(|value| value.parse().ok()).map_or(0.0, |twips: f64| twips * MM);
            let exact = height.and_then(|height| height.attribute("w:hRule")) == Some("exact");
            for change in row_properties.into_iter().flat_map(Element::elements) {
                if matches!(change.name.as_str(), "w:ins" | "w:del" | "w:hidden" | "w:trPrChange") {
                    self.texts.refuse(&change.name);
                }
            }
            let skipped = row_properties.and_then(|properties| properties.first("w:gridBefore")).and_then(Element::value);
            let mut column = skipped.and_then(|columns| columns.parse::<usize>().ok()).unwrap_or(0).min(MOST_COLUMNS);
            let mut lines = vec![None; column];
            for child in row.elements() {
                match child.name.as_str() {
                    "w:trPr" | "w:tblPrEx" | "w:bookmarkEnd" => {}
                    "w:bookmarkStart" => self.bookmarks.extend(child.attribute("w:name").map(str::to_owned)),
                    "w:tc" => {
                        let own = child.first("w:tcPr");
                        let of = |name: &str| own.and_then(|own| own.first(name));
                        let span = of("w:gridSpan").and_then(Element::value).and_then(|span| span.parse::<usize>().ok());
                        let span = span.unwrap_or(1).clamp(1, MOST_COLUMNS);
                        let heads = match (number < headers, column) {
                            (true, _) => Heads::Column,
                            (false, 0) if first_column => Heads::Row,
                            // Word has no mark for a cell that names the rows below it.
                            (false, 0) if span >= grid => Heads::Unsaid,
                            (false, _) => Heads::Nothing,
                        };
                        let place = Place { row: number, column, span, heads };
                        let width = of("w:tcW").filter(|width| width.attribute("w:type") == Some("dxa"));
                        let width =
                            width.and_then(|width| width.attribute("w:w")?.parse::<f64>().ok()).map_or(width_mm, |twips| twips * MM);
                        let side = |names: [&str; 2]| {
                            let own = names.iter().find_map(|name| of("w:tcMar").and_then(|margins| margins.first(name)));
                            let margin = own.or_else(|| names.iter().find_map(|name| margins.and_then(|margins| margins.first(name))));
                            margin.and_then(|margin| margin.attribute("w:w")?.parse::<f64>().ok()).unwrap_or(CELL_MARGIN) * MM
                        };
                        let inner = width - side(["w:left", "w:start"]) - side(["w:right", "w:end"]);
                        let edge = |name: &str| of("w:tcBorders").and_then(|borders| borders.first(name)).is_some_and(is_drawn);
                        (self.gap_mm, self.after_mm, self.borders) = (0.0, 0.0, None);
                        if !has_header && let Some(room_mm) = above.get(column).copied().flatten() {
                            self.rules.push(Rule { length_mm: width, room_mm });
                        } else if !has_header && edge("w:top") {
                            self.rules.push(Rule { length_mm: width, room_mm: 0.0 });
                        }
                        let filled = self.cell(child, place, inner, has_header);
                        if exact && filled {
                            self.texts.problems.unreadable(
                                "en tabellrad har fast höjd, så text kan vara bortskuren",
                                "a table row has a fixed height, so text may be cut off",
                            );
                        }
                        lines.push((!filled && edge("w:bottom")).then_some(height_mm.max(self.gap_mm)));
                        lines.resize(column + span, None);
                        column += span;
                    }
                    name => self.texts.refuse(name),
                }
            }
            above = lines;
        }
        (self.gap_mm, self.after_mm, self.borders) = (0.0, 0.0, None);
    }

    /// Reads a cell; tells whether it holds text. An empty one is a unit in a table with headers.
    fn cell(&mut self, cell: &Element, place: Place, width_mm: f64, has_header: bool) -> bool {
        let container = Container { cell: Some(place), width_mm };
        let mut filled = false;
        for child in cell.elements() {
            match child.name.as_str() {
                "w:tcPr" => {
                    for change in child.elements() {
                        let dark = change.name == "w:shd"
                            && change
                                .attribute("w:fill")
                                .is_some_and(|fill| fill != "auto" && contrast("000000", fill).is_none_or(|contrast| contrast < 12.0));
                        if dark
                            || matches!(
                                change.name.as_str(),
                                "w:cellIns" | "w:cellDel" | "w:cellMerge" | "w:vMerge" | "w:hMerge" | "w:tcPrChange"
                            )
                        {
                            self.texts.refuse(&change.name);
                        }
                    }
                }
                "w:p" => filled |= self.paragraph(child, &container),
                "w:bookmarkStart" => self.bookmarks.extend(child.attribute("w:name").map(str::to_owned)),
                "w:bookmarkEnd" | "w:proofErr" => {}
                name => self.texts.refuse(name),
            }
        }
        if !filled && has_header {
            let mut found = Found::new(Kind::Paragraph, Some(place));
            found.bookmarks = std::mem::take(&mut self.bookmarks);
            self.found.push(found);
        }
        filled
    }
}

/// Whether the first cells of a table's rows head them (ECMA-376-1, 17.4.55): the switch, or its bit in the older form.
fn heads_rows(properties: Option<&Element>) -> bool {
    let Some(look) = properties.and_then(|properties| properties.first("w:tblLook")) else { return false };
    match look.attribute("w:firstColumn") {
        Some(switch) => matches!(switch, "1" | "true" | "on"),
        None => look.value().and_then(|value| u32::from_str_radix(value, 16).ok()).is_some_and(|bits| bits & 0x0080 != 0),
    }
}

/// Whether a border can be seen: of some thickness and colour.
fn is_drawn(border: &Element) -> bool {
    let style = border.value().unwrap_or("none");
    let thick = border.attribute("w:sz").and_then(|size| size.parse::<f64>().ok()).is_some_and(|eighths| eighths >= 2.0);
    let colour = border.attribute("w:color").filter(|colour| *colour != "auto").unwrap_or("000000");
    !matches!(style, "none" | "nil") && thick && contrast(colour, "ffffff").is_some_and(|contrast| contrast >= 3.0)
}
