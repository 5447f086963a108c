//! Style turns a theme and the head of a tree into the sheet of a document: for screens of every width, for high contrast
//! and for paper, where it looks like the PDF.
//!
//! Lengths in the text are given in `rem`, the size of running text. So one sheet serves a screen, where that size is the
//! reader's own, and paper, where it is the theme's.

mod paper;
mod table;

use crate::model::Tree;
use crate::theme::Theme;
use crate::write::html::sheet::{Sheet, Text, Value};
use crate::write::redline::{DELETED, INSERTED};
use Value::{Choice, Colour, List, Number, Percent, Quoted, Rem, Word};
pub(super) use table::width_class;

/// Size of running text on a screen, as a share of the size that the reader has chosen.
const SCREEN_TEXT: f64 = 112.5;

/// The widest screen, in em, that counts as narrow.
const NARROW: &str = "@media screen and (max-width: 36em)";

/// Lengths of the theme, converted.
struct Lengths<'t> {
    theme: &'t Theme,
}

impl Lengths<'_> {
    fn pt(&self, points: f64) -> Value {
        Rem(points / self.theme.text.size_pt)
    }

    fn mm(&self, millimetres: f64) -> Value {
        self.pt(millimetres * 72.0 / 25.4)
    }
}

/// A line distance as a multiple of the size.
fn leading(size_pt: f64, leading_pt: f64) -> Value {
    Number(leading_pt / size_pt)
}

/// The sheet of a document.
pub(super) fn sheet(tree: &Tree, theme: &Theme) -> Text {
    let theme = &*theme.for_orientation(tree.orientation);
    let mut sheet = Sheet::default();
    let lengths = Lengths { theme };
    page(&mut sheet, theme, &lengths);
    heads(&mut sheet, theme, &lengths);
    headings(&mut sheet, theme, &lengths);
    lists(&mut sheet, theme, &lengths);
    table::tables(&mut sheet, tree, theme, &lengths);
    signatures(&mut sheet, theme, &lengths);
    if tree.redline.is_some() {
        redline(&mut sheet, theme, &lengths);
    }
    narrow(&mut sheet);
    contrast(&mut sheet);
    paper::paper(&mut sheet, tree, theme);
    sheet.finish()
}

/// The page as a whole, running text and links.
fn page(sheet: &mut Sheet, theme: &Theme, lengths: &Lengths<'_>) {
    let colours = &theme.colours;
    let family = [&theme.fonts.pdf, &theme.fonts.word].map(|family| Quoted(family.clone()));
    let family = family.into_iter().chain([Word(if theme.fonts.serif { "serif" } else { "sans-serif" })]).collect();
    sheet.rule(
        "html",
        &[
            ("color-scheme", Word("light")),
            ("font-family", Choice(family)),
            ("font-size", Percent(SCREEN_TEXT)),
            ("line-height", leading(theme.text.size_pt, theme.text.leading_pt)),
            ("color", Colour(colours.text.clone())),
            ("background-color", Word("#fff")),
            ("-webkit-text-size-adjust", Word("100%")),
            ("text-size-adjust", Word("100%")),
            ("overflow-wrap", Word("break-word")),
        ],
    );
    sheet.rule("body", &[("margin", List(vec![Number(0.0), Word("auto")])), ("padding", List(vec![Rem(1.5), Rem(1.25), Rem(4.0)]))]);
    sheet.rule("p", &[("margin", List(vec![Number(0.0), Number(0.0), lengths.pt(theme.text.after_pt)]))]);
    sheet.rule(
        "a",
        &[("color", Colour(colours.link.clone())), ("text-decoration-line", Word("underline")), ("text-underline-offset", Rem(0.15))],
    );
    sheet.rule("a:hover", &[("text-decoration-thickness", Rem(0.125))]);
    sheet.rule(
        ":focus-visible",
        &[("outline", List(vec![Rem(0.1875), Word("solid"), Colour(colours.link.clone())])), ("outline-offset", Rem(0.125))],
    );
    sheet.rule(
        ".skip",
        &[
            ("position", Word("absolute")),
            ("left", Rem(1.25)),
            ("top", Rem(0.5)),
            ("padding", List(vec![Rem(0.25), Rem(0.5)])),
            ("background-color", Word("#fff")),
            ("clip-path", Word("inset(50%)")),
        ],
    );
    sheet.rule(".skip:focus", &[("clip-path", Word("none"))]);
}

/// The head of the document and its title.
fn heads(sheet: &mut Sheet, theme: &Theme, lengths: &Lengths<'_>) {
    let (colours, head, kind, title) = (&theme.colours, &theme.head, &theme.document_type, &theme.title);
    sheet.rule(
        "header",
        &[
            ("display", Word("flex")),
            ("flex-wrap", Word("wrap")),
            ("justify-content", Word("space-between")),
            ("gap", List(vec![Rem(0.75), Rem(2.0)])),
            ("font-size", lengths.pt(head.size_pt)),
            ("line-height", leading(head.size_pt, head.leading_pt)),
            ("color", Colour(colours.muted.clone())),
            ("padding-bottom", Rem(0.75)),
            ("border-bottom", List(vec![lengths.pt(head.rule_pt.max(theme.table.rule_pt)), Word("solid"), Colour(colours.rule.clone())])),
        ],
    );
    sheet.rule("header p", &[("margin", Number(0.0))]);
    sheet.rule(".facts", &[("text-align", Word("right"))]);
    sheet.rule("hgroup", &[("margin", List(vec![lengths.pt(2.0 * kind.before_pt), Number(0.0), lengths.pt(title.after_pt)]))]);
    sheet.rule(
        "hgroup p",
        &[
            ("font-size", lengths.pt(kind.size_pt)),
            ("line-height", leading(kind.size_pt, kind.leading_pt)),
            ("color", Colour(colours.muted.clone())),
            ("margin", List(vec![Number(0.0), Number(0.0), lengths.pt(kind.after_pt)])),
        ],
    );
    sheet.rule(
        "h1",
        &[
            ("font-size", lengths.pt(title.size_pt)),
            ("line-height", leading(title.size_pt, title.leading_pt)),
            ("font-weight", Number(700.0)),
            ("color", Colour(colours.heading.clone())),
            ("margin", Number(0.0)),
        ],
    );
}

fn headings(sheet: &mut Sheet, theme: &Theme, lengths: &Lengths<'_>) {
    for (name, look) in ["h2", "h3", "h4"].into_iter().zip(&theme.headings) {
        sheet.rule(
            name,
            &[
                ("font-size", lengths.pt(look.size_pt)),
                ("line-height", leading(look.size_pt, look.leading_pt)),
                ("font-weight", Number(700.0)),
                ("color", Colour(theme.colours.heading.clone())),
                ("margin", List(vec![lengths.pt(look.before_pt), Number(0.0), lengths.pt(look.after_pt)])),
            ],
        );
    }
    // The words of a numbered heading stand beside its number, also on their second line.
    sheet.rule(".numbered", &[("display", Word("grid")), ("grid-template-columns", Word("max-content minmax(0, 1fr)"))]);
    for (selector, look) in ["h2 > .number", "h3 > .number", "h4 > .number"].into_iter().zip(&theme.headings) {
        sheet.rule(selector, &number_box(lengths.mm(look.number_mm)));
    }
}

/// What stands before an item or a heading, as wide as its words stand in, or wider with room behind it.
fn number_box(width: Value) -> [(&'static str, Value); 3] {
    [("box-sizing", Word("border-box")), ("min-width", width), ("padding-right", Rem(0.4))]
}

fn lists(sheet: &mut Sheet, theme: &Theme, lengths: &Lengths<'_>) {
    let (list, after) = (&theme.list, lengths.pt(theme.text.after_pt));
    sheet.rule(
        "ul, ol",
        &[
            ("margin", List(vec![Number(0.0), Number(0.0), after])),
            ("padding", List(vec![Number(0.0), Number(0.0), Number(0.0), lengths.mm(list.indent_mm)])),
        ],
    );
    for (depth, bullet) in list.bullets.iter().enumerate() {
        // A string is printed as it stands, so the space after the bullet is part of it.
        let selector = format!("{}ul", "li ".repeat(depth));
        sheet.rule(&selector, &[("list-style-type", Quoted(format!("{bullet}\u{a0}\u{a0}")))]);
    }
    sheet.rule("li", &[("margin-bottom", lengths.pt(list.after_pt))]);
    sheet.rule("li > p", &[("margin-bottom", lengths.pt(list.after_pt))]);
    sheet.rule("li > ul, li > ol", &[("margin-bottom", Number(0.0))]);
    sheet.rule(".references", &[("list-style-type", Word("none")), ("padding-left", Number(0.0))]);
    sheet.rule(".references > li", &[("display", Word("grid")), ("grid-template-columns", Word("max-content minmax(0, 1fr)"))]);
    sheet.rule(".references > li > .label", &number_box(lengths.mm(list.indent_mm)));
}

fn signatures(sheet: &mut Sheet, theme: &Theme, lengths: &Lengths<'_>) {
    let look = &theme.signature;
    sheet.rule(
        ".parties",
        &[
            ("display", Word("grid")),
            ("grid-template-columns", Word("minmax(0, 1fr) minmax(0, 1fr)")),
            ("gap", List(vec![lengths.pt(2.0 * look.leading_pt), lengths.mm(look.gutter_mm)])),
            ("font-size", lengths.pt(look.size_pt)),
            ("line-height", leading(look.size_pt, look.leading_pt)),
        ],
    );
    // Names of unequal length leave the lines to sign on at one height.
    sheet.rule(
        ".party",
        &[("display", Word("grid")), ("grid-row", Word("span 2")), ("grid-template-rows", Word("subgrid")), ("row-gap", Number(0.0))],
    );
    sheet.rule(".parties p", &[("margin", Number(0.0))]);
    sheet.rule(".party > p", &[("font-weight", Number(700.0))]);
    sheet.rule(
        ".party hr",
        &[
            ("border", Number(0.0)),
            ("border-top", List(vec![lengths.pt(look.rule_pt), Word("solid"), Colour(theme.colours.text.clone())])),
            ("margin", List(vec![lengths.mm(look.room_mm), Number(0.0), lengths.pt(4.0)])),
        ],
    );
}

/// What only one version has, and the ways from change to change. Lines under and through the words tell them apart, also
/// where there are no colours.
fn redline(sheet: &mut Sheet, theme: &Theme, lengths: &Lengths<'_>) {
    let words = |colour: &str, line: &'static str, style: &'static str| {
        [
            ("color", Colour(colour.to_owned())),
            ("text-decoration-line", Word(line)),
            ("text-decoration-style", Word(style)),
            ("text-decoration-thickness", Rem(0.1)),
        ]
    };
    // What is hidden in them moves sideways with them, and makes no page wider.
    sheet.rule("ins, del", &[("position", Word("relative"))]);
    sheet.rule("ins", &words(INSERTED, "underline", "double"));
    sheet.rule("del", &words(DELETED, "line-through", "solid"));
    sheet.rule(
        ".spoken",
        &[
            ("position", Word("absolute")),
            ("width", Word("1px")),
            ("height", Word("1px")),
            ("overflow", Word("hidden")),
            ("white-space", Word("nowrap")),
            ("clip-path", Word("inset(50%)")),
        ],
    );
    sheet.rule(".gone", &[("list-style-type", Quoted("–\u{a0}".into()))]);
    sheet.rule(
        ".change",
        &[
            ("margin", List(vec![Number(0.0), Number(0.0), lengths.pt(2.0)])),
            ("font-size", lengths.pt(theme.head.size_pt)),
            ("line-height", leading(theme.head.size_pt, theme.head.leading_pt)),
            ("font-weight", Number(400.0)),
            ("color", Colour(theme.colours.muted.clone())),
        ],
    );
    sheet.rule(".change a", &[("display", Word("inline-block")), ("padding", List(vec![Number(0.0), Rem(0.25)]))]);
    sheet.rule("nav p", &[("margin", List(vec![Number(0.0), Number(0.0), lengths.pt(theme.text.after_pt)]))]);
    sheet.within("@media print", |sheet| sheet.rule(".change a", &[("display", Word("none"))]));
}

/// A telephone, or a screen that magnifies.
fn narrow(sheet: &mut Sheet) {
    sheet.within(NARROW, |sheet| {
        sheet.rule("html", &[("font-size", Percent(100.0))]);
        sheet.rule("h1", &[("hyphens", Word("auto"))]);
        sheet.rule(".parties", &[("grid-template-columns", Word("minmax(0, 1fr)"))]);
        sheet.rule("header", &[("display", Word("block"))]);
        sheet.rule(".facts", &[("text-align", Word("left")), ("margin-top", Rem(0.75))]);
    });
}

/// Where the reader's own colours rule, those of rules and the mark of the focus are the reader's too.
fn contrast(sheet: &mut Sheet) {
    sheet.within("@media (forced-colors: active)", |sheet| {
        sheet.rule(":focus-visible", &[("outline-color", Word("Highlight"))]);
        sheet.rule(".party hr", &[("border-color", Word("CanvasText"))]);
    });
}
