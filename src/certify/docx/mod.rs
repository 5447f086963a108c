//! The Word reader turns the bytes of a DOCX into what it says, and holds it against the Tree.

mod body;
mod numbering;
mod package;
mod styles;
mod text;
mod xml;

use crate::model::{Orientation, Tree};
use crate::theme::Theme;

use super::certificate::Compared;
use super::compare;
use super::difference::{DifferenceKind, UnitKind};
use super::found::{Problems, Target};
use super::heads::{Expected, first, hold, later};
use super::normal::plain;
use super::pairing;
use super::signature::Lines;
use super::unit::Units;
use body::Body;
use numbering::Numbering;
use package::{Package, Relationship};
use styles::Styles;
use text::{PAGE, PAGES, Texts};
use xml::Element;

/// Relationships of the document that hold nothing a reader could miss.
const ACCEPTED: &[&str] =
    &["styles", "numbering", "settings", "webSettings", "theme", "fontTable", "header", "footer", "hyperlink", "customXml"];

/// Millimetres in a twip.
const MM: f64 = 25.4 / 1440.0;

/// Reads a Word file and holds it against the Tree.
pub(super) fn certify(tree: &Tree, units: &Units<'_>, theme: &Theme, bytes: &[u8], problems: &mut Problems) -> Compared {
    let Some(package) = Package::read(bytes, problems) else { return Compared::default() };
    let root = package.relationships("");
    let main = root.iter().find(|relationship| relationship.kind == "officeDocument").map(|relationship| relationship.target.clone());
    let document = main.as_deref().and_then(|path| package.part(path));
    let (Some(main), Some(document)) = (main, document) else {
        problems.unreadable("filens huvuddel saknas eller är skadad", "the main part of the file is missing or damaged");
        return Compared::default();
    };
    let relationships = package.relationships(&main);
    accepted(&relationships, problems);
    let part = |kind: &str| {
        let relationship = relationships.iter().find(|relationship| relationship.kind == kind && !relationship.external)?;
        package.part(&relationship.target)
    };
    let styles = part("styles").map(|root| Styles::read(&root)).unwrap_or_default();
    let numbering = part("numbering").map(|root| Numbering::read(&root)).unwrap_or_default();
    properties(&package, &root, &styles, tree, problems);
    let Some(body) = document.first("w:body") else {
        problems.unreadable("dokumentet är tomt", "the document is empty");
        return Compared::default();
    };
    let texts = Texts { styles: &styles, relationships: &relationships, fields: false, frames: false, problems: &mut *problems };
    let mut reader = Body::new(texts, numbering, theme);
    let section = reader.read(body);
    let (found, last_rules) = (std::mem::take(&mut reader.found), std::mem::take(&mut reader.rules));
    drop(reader);
    let pairs = pairing::pair(&units.list, &found);
    let follow = |target: &Target| match target {
        Target::Bookmark(name) => found.iter().position(|unit| unit.bookmarks.contains(name)),
        _ => None,
    };
    compare::judge(&units.list, &found, &pairs, &theme.list.bullets, &follow, problems);
    compare::bookmarks(&units.list, &found, &pairs, problems);
    let lines = Lines { units, found: &found, pairs: &pairs, last: &last_rules, theme };
    lines.judge(problems);
    let settings = part("settings");
    match section {
        Some(section) => {
            paper(&section, tree.orientation, theme, problems);
            let heads =
                Heads { package: &package, relationships: &relationships, settings: settings.as_ref(), styles: &styles, tree, theme };
            heads.judge(&section, problems);
        }
        None => problems.unreadable("dokumentet saknar sidinställningar", "the document has no page settings"),
    }
    let characters = found.iter().map(|found| found.printed().chars().count()).sum();
    Compared::of(units, characters, None)
}

fn accepted(relationships: &[Relationship], problems: &mut Problems) {
    for relationship in relationships {
        if !ACCEPTED.contains(&relationship.kind.as_str()) || relationship.external && relationship.kind != "hyperlink" {
            text::refuse(problems, &relationship.kind);
        }
    }
}

/// Title and language.
fn properties(package: &Package, root: &[Relationship], styles: &Styles, tree: &Tree, problems: &mut Problems) {
    let core = root.iter().find(|relationship| relationship.kind == "core-properties").and_then(|core| package.part(&core.target));
    let of = |name: &str| core.as_ref().and_then(|core| core.first(name)).map(Element::text);
    let title = of("dc:title").unwrap_or_default();
    if plain(&title) != plain(&tree.metadata.title) {
        let difference = problems.difference(DifferenceKind::Title).expected(tree.metadata.title.clone()).found(title);
        problems.push(difference);
    }
    let mut languages = vec![styles.language().unwrap_or_default().to_owned()];
    languages.extend(of("dc:language"));
    languages.dedup();
    for language in languages.into_iter().filter(|language| *language != tree.metadata.language) {
        let difference = problems.difference(DifferenceKind::Language).expected(tree.metadata.language.clone()).found(language);
        problems.push(difference);
    }
}

/// How the paper lies, its size and the margins beside the text.
fn paper(section: &Element, orientation: Orientation, theme: &Theme, problems: &mut Problems) {
    let turned = section.first("w:pgSz").and_then(|size| size.attribute("w:orient")) == Some("landscape");
    if turned != (orientation == Orientation::Landscape) {
        let (expected, found) = if turned { ("portrait", "landscape") } else { ("landscape", "portrait") };
        let difference = problems.difference(DifferenceKind::Orientation);
        return problems.push(difference.expected(expected).found(found));
    }
    let of = |element: &str, attribute: &str| {
        section.first(element).and_then(|element| element.attribute(attribute)?.parse::<f64>().ok()).map_or(0.0, |twips| twips * MM)
    };
    let page = &theme.page;
    let sides = [
        ("papperets bredd", "the width of the paper", page.width_mm, of("w:pgSz", "w:w")),
        ("papperets höjd", "the height of the paper", page.height_mm, of("w:pgSz", "w:h")),
        ("vänstermarginalen", "the left margin", page.left_mm, of("w:pgMar", "w:left")),
        ("högermarginalen", "the right margin", page.right_mm, of("w:pgMar", "w:right")),
    ];
    for (sv, en, wanted, found) in sides {
        if (wanted - found).abs() > 1.0 {
            let difference = problems.difference(DifferenceKind::Page).reason(sv, en);
            problems.push(difference.expected(format!("{wanted:.0}")).found(format!("{found:.0}")));
        }
    }
}

/// The head of the first page and that of the others; feet are empty.
struct Heads<'a> {
    package: &'a Package,
    relationships: &'a [Relationship],
    settings: Option<&'a Element>,
    styles: &'a Styles,
    tree: &'a Tree,
    theme: &'a Theme,
}

impl Heads<'_> {
    fn judge(&self, section: &Element, problems: &mut Problems) {
        if !section.first("w:titlePg").is_some_and(Element::is_on) {
            problems.unreadable("första sidan har inget eget sidhuvud", "the first page has no head of its own");
        }
        let both_sides = self.settings.and_then(|settings| settings.first("w:evenAndOddHeaders")).is_some_and(Element::is_on);
        let mut seen = Vec::new();
        for reference in section.elements().filter(|element| matches!(element.name.as_str(), "w:headerReference" | "w:footerReference")) {
            let sort = reference.attribute("w:type").unwrap_or("default");
            let relationship =
                reference.attribute("r:id").and_then(|id| self.relationships.iter().find(|relationship| relationship.id == id));
            let part = relationship.and_then(|relationship| self.package.part(&relationship.target));
            let (Some(part), Some(relationship)) = (part, relationship) else {
                problems.unreadable("ett sidhuvud saknas i filen", "a page head is missing from the file");
                continue;
            };
            let own = self.package.relationships(&relationship.target);
            let label = self.tree.head.label.as_deref().filter(|_| sort == "first" && reference.name == "w:headerReference");
            let mut texts =
                Texts { styles: self.styles, relationships: &own, fields: true, frames: label.is_some(), problems: &mut *problems };
            let mut words = String::new();
            collect(&part, label.map(|label| (label, self.theme)), &mut texts, &mut words);
            let mut expected = match (reference.name.as_str(), sort) {
                ("w:footerReference", _) => Vec::new(),
                (_, "first") => first(&self.tree.head),
                _ => later(&self.tree.head),
            };
            if reference.name == "w:headerReference" {
                expected.push(Expected::set(format!("{PAGE} ({PAGES})")));
                seen.push(sort);
            }
            hold(expected, &words, if sort == "first" { UnitKind::FirstHead } else { UnitKind::LaterHead }, None, problems);
        }
        for (sort, unit) in [("first", UnitKind::FirstHead), ("default", UnitKind::LaterHead)] {
            if !seen.contains(&sort) {
                problems.push(problems.difference(DifferenceKind::Missing).words(unit, ""));
            }
        }
        if both_sides && !seen.contains(&"even") {
            problems.push(problems.difference(DifferenceKind::Missing).words(UnitKind::LaterHead, ""));
        }
    }
}

/// Whether a paragraph that stands in a frame is the label of a copy, above the text and flush with its margins.
fn is_label(frame: &Element, words: &str, (label, theme): (&str, &Theme)) -> bool {
    let of = |name: &str| frame.attribute(name).unwrap_or_default();
    let top = of("w:y").parse::<f64>().map_or(f64::NAN, |twips| twips * MM);
    words == plain(label)
        && of("w:vAnchor") == "page"
        && of("w:hAnchor") == "margin"
        && matches!(of("w:xAlign"), "left" | "right")
        && (0.0..=theme.page.head_mm).contains(&top)
}

/// The text of a head: paragraphs, and those in the cells of tables, in order.
fn collect(parent: &Element, label: Option<(&str, &Theme)>, texts: &mut Texts<'_>, out: &mut String) {
    for child in parent.elements() {
        match child.name.as_str() {
            "w:p" => {
                let content = texts.read(child);
                let frame = child.first("w:pPr").and_then(|properties| properties.first("w:framePr"));
                if let (Some(frame), Some(label)) = (frame, label)
                    && !is_label(frame, content.text.text(), label)
                {
                    texts.refuse("w:framePr");
                }
                out.push_str(content.text.text());
                out.push(' ');
            }
            "w:tbl" | "w:tr" | "w:tc" => collect(child, label, texts, out),
            "w:tblPr" | "w:tblGrid" | "w:trPr" | "w:tcPr" | "w:tblPrEx" | "w:bookmarkStart" | "w:bookmarkEnd" => {}
            name => texts.refuse(name),
        }
    }
}
