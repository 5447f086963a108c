//! The pages of a printed file: their size, their margins, and the heads that stand in them.

use super::sheet::{Declaration, PageRule};
use super::tokens::Token;
use crate::certify::difference::{DifferenceKind, UnitKind};
use crate::certify::found::Problems;
use crate::certify::heads::{Expected, hold, later};
use crate::model::{Orientation, Tree};
use crate::theme::Theme;

/// Stand for the number of a page, and for how many there are.
const PAGE: &str = "\u{e000}";
const PAGES: &str = "\u{e001}";

/// The boxes above the text, from left to right.
const HEADS: [&str; 3] = ["top-left", "top-center", "top-right"];

/// Holds the pages of a sheet against the theme's paper and the Tree's heads.
pub(super) fn judge(pages: &[PageRule], tree: &Tree, theme: &Theme, problems: &mut Problems) {
    paper(pages, tree, theme, problems);
    let of_all: Vec<&PageRule> = pages.iter().filter(|page| !page.first).collect();
    let of_first: Vec<&PageRule> = pages.iter().collect();
    for page in pages {
        for (name, declarations) in &page.boxes {
            let readable = declarations.iter().all(is_harmless);
            if !HEADS.contains(&name.as_str()) || !readable {
                problems.unreadable(
                    format!("formatmallen sätter något okänt i marginalen ({name})"),
                    format!("the style sheet sets something unknown in the margin ({name})"),
                );
            }
        }
    }
    let number = || Expected::set(format!("{PAGE} ({PAGES})"));
    // The other lines of the first head stand above the text.
    hold(vec![number()], &words(&of_first), UnitKind::FirstHead, None, problems);
    let mut expected = later(&tree.head);
    expected.push(number());
    hold(expected, &words(&of_all), UnitKind::LaterHead, None, problems);
}

/// What stands in the margin above the text: the last rule for a box decides.
fn words(pages: &[&PageRule]) -> String {
    let mut out = String::new();
    for name in HEADS {
        let boxes = pages.iter().flat_map(|page| &page.boxes).filter(|(other, _)| other == name);
        let mut content = boxes.flat_map(|(_, declarations)| declarations).filter(|declaration| declaration.property == "content");
        let text = content.next_back().and_then(|declaration| content_of(&declaration.value)).unwrap_or_default();
        out.push_str(&text);
        out.push(' ');
    }
    out
}

/// The text that `content` makes; `None` when it is not understood.
fn content_of(value: &[Token]) -> Option<String> {
    let mut out = String::new();
    let mut tokens = value.iter();
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => out.push_str(text),
            Token::Name(name) if name == "none" && value.len() == 1 => {}
            Token::Name(name) if name == "counter" => match (tokens.next(), tokens.next(), tokens.next()) {
                (Some(Token::Sign('(')), Some(Token::Name(counter)), Some(Token::Sign(')'))) => match counter.as_str() {
                    "page" => out.push_str(PAGE),
                    "pages" => out.push_str(PAGES),
                    _ => return None,
                },
                _ => return None,
            },
            _ => return None,
        }
    }
    Some(out)
}

fn is_harmless(declaration: &Declaration) -> bool {
    let value = &declaration.value[..];
    match declaration.property.as_str() {
        "content" => content_of(value).is_some(),
        "font-size" => matches!(value, [Token::Number(size, unit)] if unit == "pt" && *size >= 6.0),
        "line-height" => matches!(value, [Token::Number(height, unit)] if unit.is_empty() && *height >= 1.0),
        "color" => {
            matches!(value, [Token::Hash(colour)] if super::looks::contrast(colour, "ffffff").is_some_and(|contrast| contrast >= 3.0))
        }
        "text-align" => matches!(value, [Token::Name(side)] if side == "left" || side == "right"),
        "vertical-align" => matches!(value, [Token::Name(side)] if side == "top" || side == "bottom"),
        "padding-top" => matches!(value, [Token::Number(length, unit)] if unit == "mm" && *length >= 0.0),
        _ => false,
    }
}

/// The size of the paper and the margins beside the text.
fn paper(pages: &[PageRule], tree: &Tree, theme: &Theme, problems: &mut Problems) {
    let of_all = || pages.iter().filter(|page| !page.first).flat_map(|page| &page.declarations);
    let millimetres = |property: &str| -> Vec<f64> {
        let declared = of_all().rfind(|declaration| declaration.property == property);
        let lengths = declared.into_iter().flat_map(|declaration| &declaration.value).map(|token| match token {
            Token::Number(length, unit) if unit == "mm" => *length,
            _ => 0.0,
        });
        lengths.collect()
    };
    let (size, margin) = (millimetres("size"), millimetres("margin"));
    let known = pages.iter().flat_map(|page| &page.declarations).all(|declaration| match declaration.property.as_str() {
        "size" | "margin" => true,
        // Enough for the head of the first page.
        "margin-top" => matches!(declaration.value[..], [Token::Number(length, _)] if length >= 0.0),
        _ => false,
    });
    if !known || pages.iter().any(|page| page.first && page.declarations.iter().any(|declaration| declaration.property != "margin-top")) {
        problems.unreadable("formatmallen säger något okänt om sidorna", "the style sheet says something unknown of the pages");
    }
    let page = &theme.page;
    let turned = matches!(size[..], [width, height] if width > height);
    if turned != (tree.orientation == Orientation::Landscape) {
        let (expected, found) = if turned { ("portrait", "landscape") } else { ("landscape", "portrait") };
        let difference = problems.difference(DifferenceKind::Orientation);
        return problems.push(difference.expected(expected).found(found));
    }
    let of = |lengths: &[f64], at: usize| lengths.get(at).copied().unwrap_or(0.0);
    let sides = [
        ("papperets bredd", "the width of the paper", page.width_mm, of(&size, 0)),
        ("papperets höjd", "the height of the paper", page.height_mm, of(&size, 1)),
        ("vänstermarginalen", "the left margin", page.left_mm, of(&margin, 3)),
        ("högermarginalen", "the right margin", page.right_mm, of(&margin, 1)),
    ];
    for (sv, en, wanted, found) in sides {
        if (wanted - found).abs() > 1.0 {
            let difference = problems.difference(DifferenceKind::Page).reason(sv, en);
            problems.push(difference.expected(format!("{wanted:.0}")).found(format!("{found:.0}")));
        }
    }
}
