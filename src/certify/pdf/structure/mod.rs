//! The walk through the structure tree turns marked content into units in reading order (ISO 32000-1, 14.7 and 14.8).

mod table;

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::certify::found::{Found, Kind, Place, Problems, Target};
use crate::certify::normal::{Look, plain};

use super::content::{Owner, Page};
use super::destination::target;
use super::font::{get, resolve, text_string};

/// Deepest nesting of the structure tree.
const DEEPEST: usize = 128;

/// A text of a page: index of the page, then of the text.
pub(super) type Piece = (usize, usize);

/// The pages of a file with what is needed to follow references to them.
pub(super) struct Pages<'d> {
    pub document: &'d Document,
    pub pages: Vec<Page>,
    pub numbers: BTreeMap<ObjectId, usize>,
}

/// The units of the structure tree.
pub(super) struct Structure {
    pub found: Vec<Found>,
    /// The texts that each unit is made of, its number or label among them.
    pub pieces: Vec<Vec<Piece>>,
    /// Marked content that the tree reaches.
    pub reached: BTreeSet<(usize, i64)>,
}

/// Where in the tree an element stands.
#[derive(Clone, Copy, Default)]
struct Context {
    page: Option<usize>,
    /// How many lists it stands in.
    depth: usize,
    /// The cell of a table it stands in.
    cell: Option<Place>,
    /// Number of the link, within its unit.
    link: Option<usize>,
    deeper: usize,
}

struct Walk<'a, 'd> {
    pages: &'a Pages<'d>,
    roles: Option<&'d Dictionary>,
    content: BTreeMap<(usize, i64), Vec<usize>>,
    seen: BTreeSet<ObjectId>,
    out: Structure,
    /// The unit that inline content goes to.
    open: bool,
    /// The label of the item whose first paragraph has not come yet.
    label: Option<(String, Vec<Piece>)>,
    problems: &'a mut Problems,
}

/// Walks the tree; what it does not accept becomes a problem.
pub(super) fn walk(pages: &Pages<'_>, problems: &mut Problems) -> Structure {
    let mut content: BTreeMap<(usize, i64), Vec<usize>> = BTreeMap::new();
    for (at, page) in pages.pages.iter().enumerate() {
        for (n, text) in page.texts.iter().enumerate() {
            if let Owner::Content(id) = text.owner {
                content.entry((at, id)).or_default().push(n);
            }
        }
    }
    let out = Structure { found: Vec::new(), pieces: Vec::new(), reached: BTreeSet::new() };
    let document = pages.document;
    let root = document.catalog().ok().and_then(|catalog| get(document, catalog, b"StructTreeRoot")).and_then(|root| root.as_dict().ok());
    let Some(root) = root else {
        problems.unreadable("filen saknar taggar och går inte att läsa upp", "the file has no tags and can't be read aloud");
        return out;
    };
    let roles = get(document, root, b"RoleMap").and_then(|roles| roles.as_dict().ok());
    let mut walk = Walk { pages, roles, content, seen: BTreeSet::new(), out, open: false, label: None, problems };
    if let Ok(kids) = root.get(b"K") {
        walk.kids(kids, Context::default());
    }
    walk.out
}

impl<'d> Walk<'_, 'd> {
    /// The standard type of an element, through the role map.
    fn role(&self, element: &'d Dictionary) -> Vec<u8> {
        let document = self.pages.document;
        let mut role = get(document, element, b"S").and_then(|role| role.as_name().ok()).unwrap_or_default();
        for _ in 0..8 {
            match self.roles.and_then(|roles| get(document, roles, role)).and_then(|to| to.as_name().ok()) {
                Some(to) if to != role => role = to,
                _ => break,
            }
        }
        role.to_vec()
    }

    fn kids(&mut self, kids: &'d Object, context: Context) {
        if context.deeper > DEEPEST {
            return self.problems.unreadable("filens struktur är för djupt nästlad", "the structure of the file is nested too deeply");
        }
        let context = Context { deeper: context.deeper + 1, ..context };
        match kids {
            Object::Array(kids) => kids.iter().for_each(|kid| self.kid(kid, context)),
            kid => self.kid(kid, context),
        }
    }

    fn kid(&mut self, kid: &'d Object, context: Context) {
        if let Object::Reference(id) = kid
            && !self.seen.insert(*id)
        {
            return self.problems.unreadable("ett element står två gånger i filens struktur", "an element stands twice in the structure");
        }
        match resolve(self.pages.document, kid) {
            Object::Integer(id) => self.marked(*id, context),
            Object::Dictionary(dictionary) => match get(self.pages.document, dictionary, b"Type").and_then(|name| name.as_name().ok()) {
                Some(b"MCR") => {
                    let page = self.page(dictionary).or(context.page);
                    match get(self.pages.document, dictionary, b"MCID").and_then(|id| id.as_i64().ok()) {
                        Some(id) if !dictionary.has(b"Stm") => self.marked(id, Context { page, ..context }),
                        _ => self
                            .problems
                            .unreadable("en del av filens struktur går inte att följa", "a part of the structure can't be followed"),
                    }
                }
                // What an annotation shows on the page is its text, which stands beside it.
                Some(b"OBJR") => {}
                _ => self.element(dictionary, context),
            },
            Object::Array(_) => self.kids(resolve(self.pages.document, kid), context),
            Object::Null => {}
            _ => self.problems.unreadable("en del av filens struktur går inte att följa", "a part of the structure can't be followed"),
        }
    }

    fn page(&self, dictionary: &Dictionary) -> Option<usize> {
        dictionary.get(b"Pg").ok()?.as_reference().ok().and_then(|id| self.pages.numbers.get(&id).copied())
    }

    fn element(&mut self, element: &'d Dictionary, context: Context) {
        let context = Context { page: self.page(element).or(context.page), ..context };
        let role = self.role(element);
        let Ok(kids) = element.get(b"K") else {
            // An empty cell is a unit all the same.
            if let (b"TH" | b"TD", Some(_)) = (role.as_slice(), context.cell) {
                self.begin(self.block_kind(context), context);
                self.open = false;
            }
            return;
        };
        match role.as_slice() {
            b"Document" | b"Part" | b"Art" | b"Sect" | b"Div" | b"NonStruct" | b"THead" | b"TBody" | b"TFoot" | b"LBody" => {
                self.open = false;
                self.kids(kids, context);
                self.open = false;
            }
            b"P" | b"Title" => self.block(kids, self.block_kind(context), element, context),
            b"H1" | b"H2" | b"H3" | b"H4" | b"H5" | b"H6" => {
                let level = role.get(1).map_or(0, |digit| digit - b'0');
                self.block(kids, Kind::Heading { level, number: None }, element, context);
            }
            b"L" => {
                self.open = false;
                self.kids(kids, Context { depth: context.depth + 1, ..context });
                self.open = false;
            }
            b"LI" => {
                self.label = Some(Default::default());
                self.kids(kids, context);
                self.unused_label();
            }
            b"Lbl" => self.label(kids, context),
            b"Table" => self.table(kids, context),
            b"TH" | b"TD" => self.cell(kids, element, context),
            b"Span" | b"Em" | b"Strong" | b"Link" | b"Reference" | b"Quote" => {
                self.ensure(context);
                let link = if role == b"Link" { self.link(kids) } else { context.link };
                self.kids(kids, Context { link, ..context });
            }
            other => {
                let name = String::from_utf8_lossy(other).into_owned();
                self.problems.unreadable(
                    format!("filens struktur innehåller ”{name}”, som inte hör hemma i dokumentet"),
                    format!("the structure of the file holds “{name}”, which has no place in the document"),
                );
            }
        }
    }

    /// What a paragraph is at this place.
    fn block_kind(&self, context: Context) -> Kind {
        match (context.depth, &self.label) {
            (0, _) => Kind::Paragraph,
            (depth, Some((label, _))) => Kind::Item { depth, label: label.clone() },
            (depth, None) => Kind::Continuation { depth: Some(depth) },
        }
    }

    fn begin(&mut self, kind: Kind, context: Context) {
        let mut pieces = Vec::new();
        if matches!(kind, Kind::Item { .. })
            && let Some((_, label)) = self.label.take()
        {
            pieces = label;
        }
        self.out.found.push(Found::new(kind, context.cell));
        self.out.pieces.push(pieces);
        self.open = true;
    }

    /// A unit for inline content that stands in no paragraph.
    fn ensure(&mut self, context: Context) {
        if !self.open {
            self.begin(self.block_kind(context), context);
        }
    }

    fn block(&mut self, kids: &'d Object, kind: Kind, element: &'d Dictionary, context: Context) {
        let at = self.out.found.len();
        self.begin(kind, context);
        self.kids(kids, context);
        self.open = false;
        self.replaced(element, at);
    }

    /// A cell holds its words itself, or paragraphs and lists; an empty one is a unit all the same.
    fn cell(&mut self, kids: &'d Object, element: &'d Dictionary, context: Context) {
        let at = self.out.found.len();
        self.open = false;
        if !self.has_blocks(kids) {
            self.begin(self.block_kind(context), context);
        }
        self.kids(kids, context);
        if self.out.found.len() == at {
            self.begin(self.block_kind(context), context);
        }
        self.open = false;
        self.replaced(element, at);
    }

    /// An element is read aloud as it says, where it says how: that must be its words, those of the units from `from` on.
    fn replaced(&mut self, element: &'d Dictionary, from: usize) {
        let replaced = [b"ActualText".as_slice(), b"Alt", b"E"].iter().find_map(|key| get(self.pages.document, element, key));
        let Some(text) = replaced.and_then(|text| text.as_str().ok()).map(text_string) else { return };
        let units = self.out.found.iter().skip(from);
        let words = units.map(|unit| unit.text.text()).filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
        if plain(&text) != words {
            self.problems
                .unreadable(format!("texten ”{words}” läses upp som ”{text}”"), format!("the text “{words}” is read aloud as “{text}”"));
        }
    }

    /// Whether an element has paragraphs of its own.
    fn has_blocks(&self, kids: &'d Object) -> bool {
        let blocks = |kid: &'d Object| {
            let element = resolve(self.pages.document, kid).as_dict().ok().filter(|element| element.has(b"S"));
            element.is_some_and(|element| matches!(self.role(element).as_slice(), b"P" | b"Div" | b"L" | b"Table"))
        };
        match resolve(self.pages.document, kids) {
            Object::Array(kids) => kids.iter().any(blocks),
            kid => blocks(kid),
        }
    }

    /// The number of a heading, or what stands before a list item.
    fn label(&mut self, kids: &'d Object, context: Context) {
        let heading = self.open && matches!(self.out.found.last(), Some(Found { kind: Kind::Heading { .. }, .. }));
        if !heading && (self.open || self.label.is_none()) {
            self.ensure(context);
            return self.kids(kids, context);
        }
        // Its text is gathered in a unit of its own, which then goes.
        let count = self.out.found.len();
        self.begin(Kind::Paragraph, context);
        self.kids(kids, context);
        self.open = heading;
        if self.out.found.len() != count + 1 {
            return;
        }
        let (Some(found), Some(pieces)) = (self.out.found.pop(), self.out.pieces.pop()) else { return };
        let text = found.text.text().to_owned();
        match (self.out.found.last_mut(), self.out.pieces.last_mut()) {
            (Some(Found { kind: Kind::Heading { number, .. }, .. }), Some(before)) if heading => {
                *number = Some(text);
                before.extend(pieces);
            }
            _ => self.label = Some((text, pieces)),
        }
    }

    /// A label without an item is text all the same.
    fn unused_label(&mut self) {
        if let Some((label, pieces)) = self.label.take()
            && !(label.is_empty() && pieces.is_empty())
        {
            let mut found = Found::new(Kind::Paragraph, None);
            found.text.push(&label, Look::default());
            self.out.found.push(found);
            self.out.pieces.push(pieces);
        }
    }

    /// The link that an element's annotations make; its number in the unit.
    fn link(&mut self, kids: &'d Object) -> Option<usize> {
        let document = self.pages.document;
        let list = match resolve(document, kids) {
            Object::Array(list) => list.as_slice(),
            single => std::slice::from_ref(single),
        };
        let mut targets = list.iter().filter_map(|kid| {
            let reference = resolve(document, kid).as_dict().ok()?;
            let annotation = get(document, reference, b"Obj")?.as_dict().ok()?;
            Some(target(self.pages, annotation))
        });
        let first = targets.next().unwrap_or(Target::Nowhere);
        // The pieces of one link must lead to one place.
        let target = if targets.all(|other| other == first) { first } else { Target::Nowhere };
        let unit = self.out.found.last_mut()?;
        unit.links.push(target);
        Some(unit.links.len() - 1)
    }

    fn marked(&mut self, id: i64, context: Context) {
        self.ensure(context);
        let Some(page) = context.page else { return };
        if !self.out.reached.insert((page, id)) {
            return self
                .problems
                .unreadable("en text står två gånger i filens struktur", "a text stands twice in the structure of the file");
        }
        let (Some(unit), Some(pieces)) = (self.out.found.last_mut(), self.out.pieces.last_mut()) else { return };
        let Some(texts) = self.pages.pages.get(page).map(|page| &page.texts) else { return };
        for n in self.content.get(&(page, id)).into_iter().flatten() {
            let Some(text) = texts.get(*n) else { continue };
            // The gap between a heading's number and its words may be mere distance.
            if let (Kind::Heading { .. }, Some((before, last))) = (&unit.kind, pieces.last())
                && let Some(last) = self.pages.pages.get(*before).and_then(|page| page.texts.get(*last))
                && (last.baseline - text.baseline).abs() < 0.5
                && text.start - last.end > 0.2 * text.size
            {
                unit.text.push_space();
            }
            unit.text.push(&text.words, Look { emphasis: text.italic, strong: text.bold, link: context.link });
            unit.page.get_or_insert(page as u32 + 1);
            pieces.push((page, *n));
        }
    }
}
