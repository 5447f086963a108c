//! Reading turns the text of a style sheet into its rules: for which elements, in which views, and what they declare.

use scraper::Selector;

use super::tokens::{Placed, Token, read};

/// How the file may be looked at. What holds in none of these views is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct View {
    pub paper: bool,
    pub narrow: bool,
    pub forced_colours: bool,
}

/// The views, paper last.
pub(super) const VIEWS: [View; 4] = [
    View { paper: false, narrow: false, forced_colours: false },
    View { paper: false, narrow: true, forced_colours: false },
    View { paper: false, narrow: false, forced_colours: true },
    PAPER,
];

/// The file, printed.
pub(super) const PAPER: View = View { paper: true, narrow: false, forced_colours: false };

/// A property with its value; white space is left out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Declaration {
    pub property: String,
    pub value: Vec<Token>,
}

/// Declarations for some elements.
#[derive(Debug)]
pub(super) struct Rule {
    /// The selector as written.
    pub written: String,
    /// What it matches, with no regard to whether an element has the focus, is pointed at or was visited.
    pub selector: Selector,
    /// Ids, classes and types of the selector (Selectors Level 4, 15).
    pub specificity: [usize; 3],
    /// The views in which the rule holds.
    pub views: Vec<View>,
    pub declarations: Vec<Declaration>,
}

/// What an `@page` rule says, of all pages or of the first.
#[derive(Debug)]
pub(super) struct PageRule {
    pub first: bool,
    pub declarations: Vec<Declaration>,
    /// Boxes in the margin, by name.
    pub boxes: Vec<(String, Vec<Declaration>)>,
}

/// A sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub rules: Vec<Rule>,
    pub pages: Vec<PageRule>,
}

/// What could not be read: the words where it stands.
pub(super) struct Unknown(pub String);

/// Reads a sheet.
pub(super) fn parse(text: &str) -> Result<Sheet, Unknown> {
    let tokens = read(text).ok_or_else(|| Unknown(String::new()))?;
    let mut parser = Parser { text, tokens: &tokens, at: 0, sheet: Sheet::default() };
    parser.rules(&VIEWS, false)?;
    Ok(parser.sheet)
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Placed],
    at: usize,
    sheet: Sheet,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|placed| &placed.token)
    }

    fn space(&mut self) {
        while self.peek() == Some(&Token::Space) {
            self.at += 1;
        }
    }

    fn unknown(&self) -> Unknown {
        let from = self.tokens.get(self.at).map_or(self.text.len(), |placed| placed.from);
        Unknown(self.text.get(from..).unwrap_or_default().chars().take_while(|next| *next != '\n').take(60).collect())
    }

    /// Everything up to an opening brace, which is taken too: as text, and as tokens without white space.
    fn prelude(&mut self) -> Result<(String, Vec<Token>), Unknown> {
        let from = self.at;
        while self.peek().is_some_and(|token| !matches!(token, Token::Sign('{' | '}' | ';'))) {
            self.at += 1;
        }
        if self.peek() != Some(&Token::Sign('{')) {
            return Err(self.unknown());
        }
        let tokens = self.tokens.get(from..self.at).unwrap_or_default();
        let written = match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => self.text.get(first.from..last.to).unwrap_or_default().trim().to_owned(),
            _ => String::new(),
        };
        self.at += 1;
        Ok((written, tokens.iter().map(|placed| placed.token.clone()).filter(|token| *token != Token::Space).collect()))
    }

    /// Rules up to the end, or to the brace that closes a condition.
    fn rules(&mut self, views: &[View], inner: bool) -> Result<(), Unknown> {
        loop {
            self.space();
            match self.peek() {
                None if !inner => return Ok(()),
                Some(Token::Sign('}')) if inner => {
                    self.at += 1;
                    return Ok(());
                }
                Some(Token::At(name)) => {
                    let name = name.clone();
                    let unknown = self.unknown();
                    self.at += 1;
                    let (written, prelude) = self.prelude()?;
                    match name.as_str() {
                        "media" if !inner => {
                            let narrowed: Vec<View> = views.iter().copied().filter(|view| holds(&prelude, *view) == Some(true)).collect();
                            if narrowed.is_empty() || views.iter().any(|view| holds(&prelude, *view).is_none()) {
                                return Err(unknown);
                            }
                            self.rules(&narrowed, true)?;
                        }
                        "page" if !inner && matches!(written.as_str(), "" | ":first") => {
                            let page = self.page(written == ":first")?;
                            self.sheet.pages.push(page);
                        }
                        _ => return Err(unknown),
                    }
                }
                Some(_) => {
                    let unknown = self.unknown();
                    let (written, _) = self.prelude()?;
                    let declarations = self.declarations()?;
                    for written in written.split(',').map(str::trim) {
                        let Some((selector, specificity)) = selector(written) else { return Err(unknown) };
                        let (written, views, declarations) = (written.to_owned(), views.to_vec(), declarations.clone());
                        self.sheet.rules.push(Rule { written, selector, specificity, views, declarations });
                    }
                }
                None => return Err(self.unknown()),
            }
        }
    }

    fn declarations(&mut self) -> Result<Vec<Declaration>, Unknown> {
        let mut out = Vec::new();
        while let Some(declaration) = self.declaration()? {
            out.push(declaration);
        }
        Ok(out)
    }

    /// The next declaration; `None` at the closing brace, which is taken.
    fn declaration(&mut self) -> Result<Option<Declaration>, Unknown> {
        self.space();
        let property = match self.peek() {
            Some(Token::Sign('}')) => {
                self.at += 1;
                return Ok(None);
            }
            Some(Token::Name(name)) => name.clone(),
            _ => return Err(self.unknown()),
        };
        let unknown = self.unknown();
        self.at += 1;
        self.space();
        if self.peek() != Some(&Token::Sign(':')) {
            return Err(unknown);
        }
        self.at += 1;
        let mut value = Vec::new();
        loop {
            match self.peek() {
                Some(Token::Sign(';')) => {
                    self.at += 1;
                    break;
                }
                Some(Token::Sign('}')) => break,
                None | Some(Token::Sign('{') | Token::At(_)) => return Err(unknown),
                Some(Token::Space) => self.at += 1,
                Some(token) => {
                    value.push(token.clone());
                    self.at += 1;
                }
            }
        }
        Ok(Some(Declaration { property, value }))
    }

    fn page(&mut self, first: bool) -> Result<PageRule, Unknown> {
        let mut page = PageRule { first, declarations: Vec::new(), boxes: Vec::new() };
        loop {
            self.space();
            if let Some(Token::At(name)) = self.peek() {
                let name = name.clone();
                self.at += 1;
                self.prelude()?;
                page.boxes.push((name, self.declarations()?));
            } else if let Some(declaration) = self.declaration()? {
                page.declarations.push(declaration);
            } else {
                return Ok(page);
            }
        }
    }
}

/// Whether a media query holds in a view; `None` when it asks for something unknown.
fn holds(query: &[Token], view: View) -> Option<bool> {
    let mut any = false;
    for part in query.split(|token| *token == Token::Sign(',')) {
        let mut all = true;
        let mut tokens = part.iter();
        while let Some(token) = tokens.next() {
            all &= match token {
                Token::Name(name) => match name.as_str() {
                    "screen" => !view.paper,
                    "print" => view.paper,
                    "all" | "and" => true,
                    _ => return None,
                },
                Token::Sign('(') => {
                    let feature = match (tokens.next(), tokens.next(), tokens.next(), tokens.next()) {
                        (Some(Token::Name(name)), Some(Token::Sign(':')), Some(value), Some(Token::Sign(')'))) => (name.as_str(), value),
                        _ => return None,
                    };
                    match feature {
                        ("max-width", Token::Number(..)) => view.narrow,
                        ("min-width", Token::Number(..)) => !view.narrow,
                        ("forced-colors", Token::Name(active)) if active == "active" => view.forced_colours,
                        _ => return None,
                    }
                }
                _ => return None,
            };
        }
        any |= all;
    }
    Some(any)
}

/// What the user does with an element, or did: rules for it may hold at any time.
const AT_TIMES: &[&str] = &[":focus-visible", ":focus", ":hover"];

/// Elements that are told by their place alone.
const BY_PLACE: &[&str] = &[":last-child", ":first-child"];

fn selector(written: &str) -> Option<(Selector, [usize; 3])> {
    let without = |text: String, names: &[&str]| names.iter().fold(text, |text, name| text.replace(name, ""));
    let mut text = without(written.to_owned(), AT_TIMES);
    if text.is_empty() || text.ends_with([' ', '>', '+', '~']) {
        text.push('*');
    }
    let plain = !without(text.clone(), BY_PLACE).contains([':', '[', '|', '\\', '(']);
    Some((Selector::parse(&text).ok().filter(|_| plain)?, specificity(written)))
}

fn specificity(written: &str) -> [usize; 3] {
    let count = |sign: char| written.matches(sign).count();
    let types =
        written.split([' ', '>', '+', '~']).filter(|compound| compound.starts_with(|first: char| first.is_ascii_alphabetic())).count();
    [count('#'), count('.') + count(':'), types]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_has_rules_for_views_and_pages() {
        let sheet = parse(
            "p, .a > b { margin: 0 1rem; }\n@media print { p { color: #000 } }\n@media screen and (max-width: 3em) { p { x: y } }\n\
             @page { size: 1mm 2mm; @top-left { content: \"a\" counter(page); } }\n.skip:focus { left: 0 }",
        )
        .ok()
        .unwrap();
        let told: Vec<_> =
            sheet.rules.iter().map(|rule| (rule.written.as_str(), rule.specificity, rule.views.len(), rule.declarations.len())).collect();
        assert_eq!(
            told,
            [
                ("p", [0, 0, 1], 4, 1),
                (".a > b", [0, 1, 1], 4, 1),
                ("p", [0, 0, 1], 1, 1),
                ("p", [0, 0, 1], 1, 1),
                (".skip:focus", [0, 2, 0], 4, 1)
            ]
        );
        assert_eq!(sheet.pages[0].boxes[0].0, "top-left");
        assert_eq!(sheet.pages[0].boxes[0].1[0].value.len(), 5);
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for text in [
            "@import \"a\";",
            "@font-face { src: x }",
            "@media (min-width: 1em) and (max-width: 2em) { p { x: y } }",
            "@media tv { p { x: y } }",
            "@supports (x: y) { p { x: y } }",
            "@page :left { x: y }",
            "p::before { content: \"a\" }",
            "p[hidden] { x: y }",
            "p:nth-child(2) { x: y }",
            "p { x: y",
            "p { .a { x: y } }",
            "p { x }",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
