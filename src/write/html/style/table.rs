//! The part of the sheet that tables need, when a tree has any.

use std::collections::BTreeSet;

use super::Value::{Colour, List, Number, Percent, Rem, Word};
use super::{Lengths, NARROW, leading};
use crate::model::{Block, Body, Table, Tree};
use crate::theme::{TableSort, Theme};
use crate::write::html::sheet::Sheet;

/// The narrowest that a table gets before it is moved sideways instead, in rem: one of some columns, and one of many.
const WIDE_TABLE: f64 = 24.0;
const DENSE_TABLE: f64 = 54.0;

/// The others, and paper.
const NOT_NARROW: &str = "@media print, (min-width: 36.001em)";

/// Width of a table's column as a class: so many thousandths.
pub(in crate::write::html) fn width_class(width: f64) -> String {
    format!("w{:.0}", width * 1000.0)
}

/// Tables, and how they are moved sideways on a screen that is too narrow.
pub(super) fn tables(sheet: &mut Sheet, tree: &Tree, theme: &Theme, lengths: &Lengths<'_>) {
    let mut tables = Vec::new();
    collect(&tree.blocks, &mut tables);
    if tables.is_empty() {
        return;
    }
    let look = &theme.table;
    let rule = |times: f64, colour: &str| List(vec![lengths.pt(times * look.rule_pt), Word("solid"), Colour(colour.to_owned())]);
    sheet.rule(
        "table",
        &[
            ("width", Percent(100.0)),
            ("border-collapse", Word("collapse")),
            ("margin", List(vec![Number(0.0), Number(0.0), lengths.pt(look.after_pt)])),
            ("font-size", lengths.pt(look.size_pt)),
            ("line-height", leading(look.size_pt, look.leading_pt)),
        ],
    );
    sheet.rule(
        "th, td",
        &[
            ("padding", lengths.mm(look.padding_mm)),
            ("text-align", Word("left")),
            ("vertical-align", Word("top")),
            ("border-bottom", rule(1.0, &theme.colours.rule)),
        ],
    );
    sheet.rule("thead th", &[("vertical-align", Word("bottom")), ("border-bottom", rule(2.0, &theme.colours.text))]);
    for (selector, cells, sort) in [(".dense", ".dense th, .dense td", TableSort::Dense), (".few", ".few th, .few td", TableSort::Facts)] {
        let Some(look) = tables.iter().map(|table| look.of(table)).find(|look| look.sort == sort) else { continue };
        sheet.rule(selector, &[("font-size", lengths.pt(look.size_pt)), ("line-height", leading(look.size_pt, look.leading_pt))]);
        sheet.rule(cells, &[("padding", List(vec![lengths.mm(look.padding_mm), lengths.mm(look.beside_mm)]))]);
    }
    sheet.rule("td p, th p", &[("margin", Number(0.0))]);
    sheet.rule("td > * + p, th > * + p, td > p + ul, td > p + ol", &[("margin-top", lengths.pt(look.paragraph_pt))]);
    sheet.rule("td ul, td ol", &[("margin-bottom", Number(0.0)), ("padding-left", lengths.mm(look.indent_mm))]);
    sheet.rule("td li", &[("margin-bottom", lengths.pt(look.item_pt))]);
    sheet.rule(".section th", &[("padding-top", lengths.pt(look.section_pt))]);
    sheet.rule(".right", &[("text-align", Word("right"))]);
    let widths: BTreeSet<(String, u64)> = tables
        .iter()
        .flat_map(|table| &table.columns)
        .map(|column| (width_class(column.width), (column.width * 1000.0).round() as u64))
        .collect();
    sheet.within(NOT_NARROW, |sheet| {
        for (class, thousandths) in &widths {
            sheet.rule(&format!(".{class}"), &[("width", Percent(*thousandths as f64 / 10.0))]);
        }
    });
    // Words stay whole up to a width; a table that then is wider than the screen is moved sideways.
    sheet.within(NARROW, |sheet| {
        sheet.rule("th, td", &[("overflow-wrap", Word("anywhere")), ("hyphens", Word("auto")), ("min-width", Rem(7.5))]);
        sheet.rule("th:last-child, td:last-child", &[("min-width", Rem(8.0))]);
        sheet.rule(".wide", &[("overflow-x", Word("auto"))]);
        sheet.rule(".wide > table", &[("min-width", Rem(WIDE_TABLE))]);
        sheet.rule(".wide > .dense", &[("min-width", Rem(DENSE_TABLE))]);
        sheet.rule(".wide th, .wide td", &[("min-width", Number(0.0)), ("overflow-wrap", Word("break-word"))]);
    });
}

/// All tables of the text, also those in lists.
fn collect<'t>(blocks: &'t [Block], tables: &mut Vec<&'t Table>) {
    for block in blocks {
        match &block.body {
            Body::Table(table) => tables.push(table),
            Body::List(list) => list.items.iter().for_each(|item| collect(&item.blocks, tables)),
            Body::Heading(_) | Body::Paragraph { .. } | Body::Signatures(_) => {}
        }
    }
}
