//! The part of the sheet for paper: the same as in the PDF, with the heads of later pages in their margin.

use super::Value::{self, Colour, List, Mm, Number, Pt, Quoted, Rem, Word};
use super::leading;
use crate::model::{Line, Tree};
use crate::theme::Theme;
use crate::write::html::sheet::Sheet;

/// Paper: the same as in the PDF, with the heads of later pages in their margin.
pub(super) fn paper(sheet: &mut Sheet, tree: &Tree, theme: &Theme) {
    let page = &theme.page;
    let text_width = page.width_mm - page.left_mm - page.right_mm;
    sheet.rule("body", &[("max-width", Rem(text_width * 72.0 / 25.4 / theme.text.size_pt))]);
    let running: Vec<String> = tree.head.running.iter().map(Line::text).collect();
    let number = || [Word("counter(page)"), Quoted("\u{a0}(".into()), Word("counter(pages)"), Quoted(")".into())];
    let head = |content: Vec<Value>, side: &'static str| {
        [
            ("content", List(content)),
            ("font-size", Pt(theme.head.size_pt)),
            ("line-height", leading(theme.head.size_pt, theme.head.leading_pt)),
            ("color", Colour(theme.colours.muted.clone())),
            ("text-align", Word(side)),
            ("vertical-align", Word("top")),
            ("padding-top", Mm(page.head_mm)),
        ]
    };
    sheet.within("@page", |sheet| {
        sheet.declare(&[
            ("size", List(vec![Mm(page.width_mm), Mm(page.height_mm)])),
            ("margin", List(vec![Mm(page.top_mm), Mm(page.right_mm), Mm(page.bottom_mm), Mm(page.left_mm)])),
        ]);
        let mut right: Vec<Value> = running.iter().map(|line| Quoted(format!("{line}\u{2003}"))).collect();
        right.extend(number());
        sheet.rule("@top-left", &head(vec![Quoted(tree.head.short_title.text())], "left"));
        sheet.rule("@top-right", &head(right, "right"));
    });
    // The first page begins with the head of the document; its number stands above the facts.
    sheet.within("@page :first", |sheet| {
        let leading_mm = theme.head.leading_pt * 25.4 / 72.0;
        sheet.declare(&[("margin-top", Mm(page.head_mm + leading_mm))]);
        let mut left = head(vec![Quoted(String::new())], "left");
        left[0] = ("content", Word("none"));
        sheet.rule("@top-left", &left[..1]);
        sheet.rule("@top-right", &head(number().into(), "right"));
    });
    // The text begins where the theme says, or lower under a tall head.
    let minimum = (page.top_mm - page.head_mm) * 72.0 / 25.4 - theme.head.leading_pt;
    sheet.within("@media print", |sheet| {
        sheet.rule("html", &[("font-size", Pt(theme.text.size_pt))]);
        sheet.rule("body", &[("max-width", Word("none")), ("margin", Number(0.0)), ("padding", Number(0.0))]);
        sheet.rule(
            "header",
            &[
                ("box-sizing", Word("border-box")),
                ("min-height", Pt(minimum.max(0.0))),
                ("padding-bottom", Pt(theme.head.leading_pt)),
                ("border-bottom-style", Word(if theme.head.rule_pt > 0.0 { "solid" } else { "none" })),
            ],
        );
        sheet.rule("hgroup", &[("margin-top", Pt(theme.document_type.before_pt))]);
        sheet.rule("h1, h2, h3, h4", &[("break-after", Word("avoid")), ("break-inside", Word("avoid"))]);
        sheet.rule("tr, .parties", &[("break-inside", Word("avoid"))]);
        sheet.rule("table", &[("table-layout", Word("fixed"))]);
        sheet.rule("p, li", &[("orphans", Number(2.0)), ("widows", Number(2.0))]);
        sheet.rule(".place", &[("break-after", Word("avoid"))]);
    });
}
