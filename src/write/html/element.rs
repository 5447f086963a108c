//! The builder turns typed elements into the text of an HTML document; whatever is not of its own making is escaped.

/// The elements that a document needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Html,
    Head,
    Meta,
    Title,
    Style,
    Body,
    Header,
    Main,
    Hgroup,
    Div,
    P,
    H1,
    H2,
    H3,
    H4,
    Ul,
    Ol,
    Li,
    Table,
    Colgroup,
    Col,
    Thead,
    Tbody,
    Tr,
    Th,
    Td,
    Hr,
    Nav,
    A,
    Del,
    Em,
    Ins,
    Span,
    Strong,
}

/// How the text around an element is set. White space between elements in flow is never seen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    /// No content, no end tag.
    Void,
    /// Stands on lines of its own.
    Flow,
    /// Stands in a line.
    Phrasing,
}

impl Tag {
    fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Head => "head",
            Self::Meta => "meta",
            Self::Title => "title",
            Self::Style => "style",
            Self::Body => "body",
            Self::Header => "header",
            Self::Main => "main",
            Self::Hgroup => "hgroup",
            Self::Div => "div",
            Self::P => "p",
            Self::H1 => "h1",
            Self::H2 => "h2",
            Self::H3 => "h3",
            Self::H4 => "h4",
            Self::Ul => "ul",
            Self::Ol => "ol",
            Self::Li => "li",
            Self::Table => "table",
            Self::Colgroup => "colgroup",
            Self::Col => "col",
            Self::Thead => "thead",
            Self::Tbody => "tbody",
            Self::Tr => "tr",
            Self::Th => "th",
            Self::Td => "td",
            Self::Hr => "hr",
            Self::Nav => "nav",
            Self::A => "a",
            Self::Del => "del",
            Self::Em => "em",
            Self::Ins => "ins",
            Self::Span => "span",
            Self::Strong => "strong",
        }
    }

    fn content(self) -> Content {
        match self {
            Self::Meta | Self::Col | Self::Hr => Content::Void,
            Self::A | Self::Del | Self::Em | Self::Ins | Self::Span | Self::Strong => Content::Phrasing,
            _ => Content::Flow,
        }
    }
}

/// The attributes that a document needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    Charset,
    Class,
    Colspan,
    Content,
    Href,
    HttpEquiv,
    Id,
    Label,
    LabelledBy,
    Lang,
    Name,
    Role,
    Scope,
    TabIndex,
    Value,
}

impl Attribute {
    fn name(self) -> &'static str {
        match self {
            Self::Charset => "charset",
            Self::Class => "class",
            Self::Colspan => "colspan",
            Self::Content => "content",
            Self::Href => "href",
            Self::HttpEquiv => "http-equiv",
            Self::Id => "id",
            Self::Label => "aria-label",
            Self::LabelledBy => "aria-labelledby",
            Self::Lang => "lang",
            Self::Name => "name",
            Self::Role => "role",
            Self::Scope => "scope",
            Self::TabIndex => "tabindex",
            Self::Value => "value",
        }
    }
}

/// What stands in an element.
#[derive(Debug, Clone)]
enum Node {
    Element(Element),
    Text(String),
    /// The text of a style sheet, in which nothing is escaped by HTML; `sheet` leaves no `<` in it.
    Style(String),
}

/// An element with its attributes and content.
#[derive(Debug, Clone)]
pub(super) struct Element {
    tag: Tag,
    attributes: Vec<(Attribute, String)>,
    children: Vec<Node>,
}

impl Element {
    /// An empty element.
    pub fn new(tag: Tag) -> Self {
        Self { tag, attributes: Vec::new(), children: Vec::new() }
    }

    /// The element of a style sheet.
    pub fn style(sheet: &super::sheet::Text) -> Self {
        Self { tag: Tag::Style, attributes: Vec::new(), children: vec![Node::Style(sheet.as_str().to_owned())] }
    }

    /// Adds an attribute; each is given once.
    #[must_use]
    pub fn with(mut self, attribute: Attribute, value: impl Into<String>) -> Self {
        self.attributes.push((attribute, value.into()));
        self
    }

    /// Adds text, which is escaped.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// Adds an element.
    #[must_use]
    pub fn child(mut self, child: Self) -> Self {
        self.push(child);
        self
    }

    /// Adds elements.
    #[must_use]
    pub fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// Adds an element.
    pub fn push(&mut self, child: Self) {
        self.children.push(Node::Element(child));
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.children.is_empty()
    }

    /// The whole document, with its doctype.
    pub fn document(&self) -> String {
        let mut out = String::from("<!DOCTYPE html>\n");
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        let content = self.tag.content();
        out.push('<');
        out.push_str(self.tag.name());
        for (attribute, value) in &self.attributes {
            out.push(' ');
            out.push_str(attribute.name());
            out.push_str("=\"");
            escape(value, true, out);
            out.push('"');
        }
        out.push('>');
        if content != Content::Void {
            if matches!(self.children.first(), Some(Node::Element(first)) if first.tag.content() != Content::Phrasing) {
                out.push('\n');
            }
            for child in &self.children {
                match child {
                    Node::Element(element) => element.write(out),
                    Node::Text(text) => escape(text, false, out),
                    Node::Style(text) => out.push_str(text),
                }
            }
            out.push_str("</");
            out.push_str(self.tag.name());
            out.push('>');
        }
        if content != Content::Phrasing {
            out.push('\n');
        }
    }
}

/// Escapes what would be read as markup.
fn escape(text: &str, quoted: bool, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if quoted => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_stay_what_they_are() {
        let link = Element::new(Tag::A).with(Attribute::Href, "https://exempel.se/?a=\"1\"&b='2'").text("</a><script>&amp;");
        let paragraph = Element::new(Tag::P).text("Se ").child(link);
        assert_eq!(
            paragraph.document(),
            "<!DOCTYPE html>\n<p>Se <a href=\"https://exempel.se/?a=&quot;1&quot;&amp;b='2'\">&lt;/a&gt;&lt;script&gt;&amp;amp;</a></p>\n"
        );
    }
}
