//! Judging turns the rules of a sheet into the promise that they hide, move and change nothing, and tells how an element
//! looks.
//!
//! Only properties and values that are known to leave every word in its place and readable are let through, whichever
//! elements they are for. A few looks are then worked out for each element as a browser does: which rules match, the most
//! specific last.

use scraper::ElementRef;

use super::sheet::{Declaration, Rule, Sheet, VIEWS, View};
use super::tokens::Token;
use crate::theme::Theme;

/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;

/// Smallest type, in points on paper or as a share of the text's size.
const SMALLEST_PT: f64 = 6.0;
const SMALLEST_SHARE: f64 = 0.6;

/// Size of the text, in points, where neither reader nor sheet has chosen one.
const UNCHOSEN_PT: f64 = 12.0;

/// Contrast that anything to be seen needs, 1.0..=21.0.
const CONTRAST: f64 = 3.0;

/// The looks of a document.
pub(super) struct Looks {
    sheet: Sheet,
}

impl Looks {
    pub fn new(sheet: Sheet) -> Self {
        Self { sheet }
    }

    /// The pages of the sheet.
    pub fn pages(&self) -> &[super::sheet::PageRule] {
        &self.sheet.pages
    }

    /// Every declaration that might hide, move or change text: its property, and the selector it stands under. What
    /// concerns nothing but the link that skips to the text is passed over, since that link is no part of it.
    pub fn refused(&self, theme: &Theme, everything: &[ElementRef<'_>], skip: Option<ElementRef<'_>>) -> Vec<(String, String)> {
        // Colours with the selectors that they stand under; a browser's own to begin with.
        let (mut inks, mut grounds) = (vec![("000000", "")], vec![("ffffff", "")]);
        let mut refused = Vec::new();
        for rule in &self.sheet.rules {
            let only_skip = skip.is_some() && everything.iter().all(|element| Some(*element) == skip || !rule.selector.matches(element));
            for declaration in rule.declarations.iter().filter(|_| !only_skip) {
                let concerned = || everything.iter().filter(|element| rule.selector.matches(element)).map(|element| element.value().name());
                let fits = match declaration.property.as_str() {
                    // An item would inherit it, or have it for itself.
                    "list-style-type" => concerned().all(|name| matches!(name, "ul" | "ol")),
                    // A table may be wider than a screen, and is then moved sideways.
                    "min-width" => is_short(&declaration.value) || concerned().all(|name| name == "table"),
                    // Cells set as blocks are no table any more.
                    "display" => {
                        !concerned().any(|name| matches!(name, "table" | "thead" | "tbody" | "tr" | "th" | "td" | "colgroup" | "col"))
                    }
                    _ => true,
                };
                if !fits || !is_harmless(declaration, theme) {
                    refused.push((declaration.property.clone(), rule.written.clone()));
                }
                if let [Token::Hash(colour)] = &declaration.value[..] {
                    match declaration.property.as_str() {
                        "color" => inks.push((colour, &rule.written)),
                        "background-color" => grounds.push((colour, &rule.written)),
                        _ => {}
                    }
                }
            }
        }
        // Whichever of them meet can be told apart.
        for (ink, of_ink) in &inks {
            let ground = grounds.iter().find(|(ground, _)| contrast(ink, ground).is_none_or(|contrast| contrast < CONTRAST));
            if let Some((_, of_ground)) = ground {
                let (property, selector) = if of_ink.is_empty() { ("background-color", of_ground) } else { ("color", of_ink) };
                refused.push((property.to_owned(), (*selector).to_owned()));
            }
        }
        refused.sort();
        refused.dedup();
        refused
    }

    /// The declarations for an element in a view, the decisive ones last.
    fn of<'s>(&'s self, element: &ElementRef<'_>, view: View, property: impl Fn(&str) -> bool + 's) -> Vec<&'s Declaration> {
        let mut rules: Vec<&Rule> = self
            .sheet
            .rules
            .iter()
            .filter(|rule| rule.views.contains(&view) && rule.declarations.iter().any(|d| property(&d.property)))
            .collect();
        rules.retain(|rule| rule.selector.matches(element));
        rules.sort_by_key(|rule| rule.specificity);
        rules.into_iter().flat_map(|rule| &rule.declarations).filter(|declaration| property(&declaration.property)).collect()
    }

    fn last<'s>(&'s self, element: &ElementRef<'_>, view: View, property: &'static str) -> Option<&'s Declaration> {
        self.of(element, view, move |name| name == property).pop()
    }

    /// Whether an element is bold where its surroundings are as `outer` says; `None` where that depends on the view.
    pub fn strong(&self, element: &ElementRef<'_>, outer: bool) -> Option<bool> {
        let by_itself = matches!(element.value().name(), "strong" | "b" | "th" | "h1" | "h2" | "h3" | "h4");
        self.in_every_view(|view| match self.last(element, view, "font-weight").map(|declaration| &declaration.value[..]) {
            Some([Token::Number(weight, _)]) => *weight >= 600.0,
            Some(_) => false,
            None => by_itself || outer,
        })
    }

    /// Whether an element is in italics, likewise.
    pub fn emphasis(&self, element: &ElementRef<'_>, outer: bool) -> Option<bool> {
        let by_itself = matches!(element.value().name(), "em" | "i");
        self.in_every_view(|view| match self.last(element, view, "font-style") {
            Some(declaration) => declaration.value == [Token::Name("italic".into())],
            None => by_itself || outer,
        })
    }

    fn in_every_view<T: PartialEq>(&self, of: impl Fn(View) -> T) -> Option<T> {
        let mut views = VIEWS.into_iter().map(of);
        let first = views.next()?;
        views.all(|other| other == first).then_some(first)
    }

    /// What stands before an item of a list that is `depth` deep, from 1, where it is the item of that `number`; `Some("")`
    /// where nothing does, `None` where that depends on the view or is not known.
    pub fn marker(&self, list: &ElementRef<'_>, item: &ElementRef<'_>, depth: usize, number: usize) -> Option<String> {
        let ordered = list.value().name() == "ol";
        self.in_every_view(|view| match self.last(list, view, "list-style-type").map(|declaration| &declaration.value[..]) {
            // Only what is set as an item has anything before it.
            _ if self.last(item, view, "display").is_some() => Some(String::new()),
            Some([Token::Text(text)]) => Some(text.trim().to_owned()),
            Some([Token::Name(name)]) => match name.as_str() {
                "none" => Some(String::new()),
                "decimal" => Some(format!("{number}.")),
                "disc" => Some("•".to_owned()),
                _ => None,
            },
            Some(_) => None,
            None if ordered => Some(format!("{number}.")),
            None => Some(["•", "◦", "▪"].get(depth.saturating_sub(1)).unwrap_or(&"▪").to_string()),
        })?
    }

    /// Room above a rule on paper, in millimetres; `None` where nothing is drawn or it might be short.
    pub fn rule(&self, rule: &ElementRef<'_>, root: &ElementRef<'_>, paper: View) -> Option<f64> {
        let drawn = VIEWS.into_iter().all(|view| {
            let borders = self.of(rule, view, |name| name.starts_with("border"));
            // A browser draws a rule by itself.
            borders.into_iter().fold(true, |drawn, border| draws(border).unwrap_or(drawn))
        });
        let sized =
            self.of(rule, paper, |name| matches!(name, "width" | "max-width" | "min-width" | "display" | "margin-left" | "margin-right"));
        let mut room = 0.0;
        for margin in self.of(rule, paper, |name| matches!(name, "margin" | "margin-top")) {
            let sides = &margin.value[..];
            room = self.millimetres(sides.first()?, root, paper)?;
            // Beside the rule there is nothing to be taken away from it.
            if margin.property == "margin" {
                let beside = [sides.get(1), sides.get(3)];
                if beside.into_iter().flatten().any(|side| self.millimetres(side, root, paper) != Some(0.0)) {
                    return None;
                }
            }
        }
        (drawn && sized.is_empty()).then_some(room)
    }

    fn millimetres(&self, length: &Token, root: &ElementRef<'_>, view: View) -> Option<f64> {
        let Token::Number(value, unit) = length else { return None };
        match unit.as_str() {
            "" if *value == 0.0 => Some(0.0),
            "mm" => Some(*value),
            "pt" => Some(value / POINTS),
            "rem" => {
                let size = self.last(root, view, "font-size").map(|declaration| &declaration.value[..]);
                let points = match size {
                    None => UNCHOSEN_PT,
                    Some([Token::Number(size, unit)]) if unit == "pt" => *size,
                    Some([Token::Number(size, unit)]) if unit == "%" => size / 100.0 * UNCHOSEN_PT,
                    Some(_) => return None,
                };
                Some(value * points / POINTS)
            }
            _ => None,
        }
    }
}

/// Whether a declaration of borders has a line drawn above the element; `None` where that is left to others.
fn draws(border: &Declaration) -> Option<bool> {
    let has = |style: &str| border.value.contains(&Token::Name(style.to_owned()));
    match border.property.as_str() {
        "border" | "border-top" => {
            let solid = has("solid");
            let thick = border.value.iter().any(|token| matches!(token, Token::Number(width, _) if *width > 0.0));
            let seen = border.value.iter().all(|token| match token {
                Token::Hash(colour) => contrast(colour, "ffffff").is_some_and(|contrast| contrast >= CONTRAST),
                _ => true,
            });
            Some(solid && thick && seen)
        }
        "border-top-style" => (!has("solid")).then_some(false),
        "border-color" => (!has("canvastext")).then_some(false),
        _ => None,
    }
}

/// Whether a declaration leaves text readable and where it is, whatever element it is for.
fn is_harmless(declaration: &Declaration, theme: &Theme) -> bool {
    let value = &declaration.value[..];
    let words = |allowed: &[&str]| matches!(value, [Token::Name(word)] if allowed.contains(&word.as_str()));
    let lengths = |least: f64| {
        !value.is_empty()
            && value.iter().all(|token| match token {
                Token::Number(length, unit) => *length >= least && is_length(unit, *length) && *length <= longest(unit),
                Token::Name(word) => word == "auto",
                _ => false,
            })
    };
    let one = |least: f64| value.len() == 1 && lengths(least);
    match declaration.property.as_str() {
        "color" | "background-color" => matches!(value, [Token::Hash(colour)] if contrast(colour, "000000").is_some()),
        "font-size" => match value {
            [Token::Number(size, unit)] => match unit.as_str() {
                "rem" => *size >= SMALLEST_SHARE,
                "%" => *size >= 75.0,
                "pt" => *size >= SMALLEST_PT,
                _ => false,
            },
            _ => false,
        },
        "line-height" => matches!(value, [Token::Number(height, unit)] if unit.is_empty() && *height >= 1.0),
        "font-family" => is_family(value, theme),
        "font-weight" => matches!(value, [Token::Number(weight, unit)] if unit.is_empty() && (100.0..=900.0).contains(weight)),
        "font-style" => words(&["italic", "normal"]),
        "margin" | "margin-top" | "margin-right" | "margin-bottom" | "margin-left" | "padding" | "padding-top" | "padding-right"
        | "padding-bottom" | "padding-left" | "gap" | "row-gap" | "column-gap" | "min-height" => lengths(0.0),
        "min-width" => matches!(value, [Token::Number(width, unit)] if *width >= 0.0 && *width <= 60.0 && is_length(unit, *width)),
        "max-width" => words(&["none"]) || matches!(value, [Token::Number(width, unit)] if unit == "rem" && *width >= 15.0),
        "width" => matches!(value, [Token::Number(width, unit)] if unit == "%" && *width > 0.0 && *width <= 100.0),
        "display" => words(&["block", "grid", "flex"]),
        "flex-wrap" => words(&["wrap"]),
        "justify-content" => words(&["space-between"]),
        "grid-template-columns" => is_grid(value),
        "grid-template-rows" => words(&["subgrid"]),
        "grid-row" => matches!(value, [Token::Name(word), Token::Number(..)] if word == "span"),
        "overflow-x" => words(&["auto", "visible"]),
        "overflow-wrap" => words(&["anywhere", "break-word", "normal"]),
        "hyphens" => words(&["auto", "manual", "none"]),
        "text-align" => words(&["left", "right"]),
        "vertical-align" => words(&["top", "bottom", "middle", "baseline"]),
        "text-decoration-line" => words(&["underline"]),
        "text-decoration-thickness" | "text-underline-offset" | "outline-offset" => one(0.0),
        "list-style-type" => matches!(value, [Token::Text(_)]) || words(&["none", "decimal", "disc"]),
        "border-collapse" => words(&["collapse"]),
        "table-layout" => words(&["auto", "fixed"]),
        "box-sizing" => words(&["border-box", "content-box"]),
        "break-after" | "break-inside" => words(&["avoid"]),
        "orphans" | "widows" => matches!(value, [Token::Number(..)]),
        "color-scheme" => words(&["light"]),
        "text-size-adjust" | "-webkit-text-size-adjust" => matches!(value, [Token::Number(size, unit)] if unit == "%" && *size == 100.0),
        "outline-color" | "border-color" => words(&["highlight", "canvastext"]) || matches!(value, [Token::Hash(_)]),
        "border-bottom-style" | "border-top-style" => words(&["none", "solid"]),
        "outline" | "border" | "border-top" | "border-bottom" => value.iter().all(|token| match token {
            Token::Number(width, unit) => (0.0..=1.0).contains(width) && is_length(unit, *width),
            Token::Name(style) => style == "solid",
            Token::Hash(_) => true,
            _ => false,
        }),
        _ => false,
    }
}

/// Whether a length leaves text within sight.
fn is_short(value: &[Token]) -> bool {
    matches!(value, [Token::Number(length, unit)] if *length <= longest(unit))
}

/// The longest length that leaves text within sight.
fn longest(unit: &str) -> f64 {
    match unit {
        "mm" => 60.0,
        "pt" => 150.0,
        _ => 12.0,
    }
}

fn is_length(unit: &str, length: f64) -> bool {
    matches!(unit, "rem" | "em" | "pt" | "mm") || unit.is_empty() && length == 0.0
}

/// The theme's own families, and a sort of typeface: no font that draws other signs than are written.
fn is_family(value: &[Token], theme: &Theme) -> bool {
    let known = [&theme.fonts.pdf, &theme.fonts.word];
    let families: Vec<&[Token]> = value.split(|token| *token == Token::Sign(',')).collect();
    !families.is_empty()
        && families.iter().all(|family| match family {
            [Token::Text(name)] => known.contains(&name),
            [Token::Name(name)] => matches!(name.as_str(), "sans-serif" | "serif"),
            _ => false,
        })
}

/// Columns that share the width alike, and at most one before them that is as wide as what stands in it.
fn is_grid(value: &[Token]) -> bool {
    let name = |name: &str| Token::Name(name.to_owned());
    let share = [
        name("minmax"),
        Token::Sign('('),
        Token::Number(0.0, String::new()),
        Token::Sign(','),
        Token::Number(1.0, "fr".to_owned()),
        Token::Sign(')'),
    ];
    let rest = value.strip_prefix(&[name("max-content")]).unwrap_or(value);
    !rest.is_empty() && rest.chunks(share.len()).all(|column| column == share)
}

/// Contrast of two colours, `rrggbb` or `rgb`, 1.0..=21.0 (WCAG 2.1); `None` when either is none.
pub(super) fn contrast(ink: &str, ground: &str) -> Option<f64> {
    let luminance = |colour: &str| {
        let long: String = if colour.len() == 3 { colour.chars().flat_map(|digit| [digit, digit]).collect() } else { colour.to_owned() };
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(long.get(at..at + 2)?, 16).ok()?) / 255.0;
            Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
        };
        (long.len() == 6).then_some(())?;
        Some(0.2126 * part(0)? + 0.7152 * part(2)? + 0.0722 * part(4)?)
    };
    let (ink, ground) = (luminance(ink)?, luminance(ground)?);
    Some((ink.max(ground) + 0.05) / (ink.min(ground) + 0.05))
}
