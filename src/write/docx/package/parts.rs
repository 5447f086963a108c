//! Parts turns metadata and theme into the parts that docx-rs leaves out or gets wrong: properties, settings, fonts, theme.

use super::super::xml::Element;
use crate::model::Tree;
use crate::theme::Theme;
use crate::write::Provenance;

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PROPERTIES: &str = "http://schemas.openxmlformats.org/officeDocument/2006";
/// Word 2013 and later: without it Word opens the file in compatibility mode.
const COMPATIBILITY: &str = "15";

/// An element with a `w:val`.
fn value(name: &str, value: &str) -> Element {
    Element::new(name).with("w:val", value)
}

/// Title, authors, language, identifier and dates.
pub(super) fn core(tree: &Tree, provenance: &Provenance) -> Element {
    let metadata = &tree.metadata;
    let date = |name: &str| Element::new(name).with("xsi:type", "dcterms:W3CDTF").text(format!("{}T00:00:00Z", provenance.date));
    Element::new("cp:coreProperties")
        .with("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties")
        .with("xmlns:dc", "http://purl.org/dc/elements/1.1/")
        .with("xmlns:dcterms", "http://purl.org/dc/terms/")
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .child(Element::new("dc:title").text(&metadata.title))
        .child(Element::new("dc:creator").text(metadata.authors.join(", ")))
        .child(Element::new("dc:identifier").text(&metadata.id))
        .child(Element::new("dc:language").text(&metadata.language))
        .child(date("dcterms:created"))
        .child(date("dcterms:modified"))
}

/// What Word shows under "Egenskaper, Anpassat".
pub(super) fn custom(tree: &Tree, provenance: &Provenance) -> Element {
    let properties = [
        ("KansliDocument", tree.metadata.id.as_str()),
        ("KansliKind", &tree.metadata.kind),
        ("KansliSourceSha256", provenance.source.as_str()),
        ("KansliKindSha256", provenance.kind.as_str()),
        ("KansliThemeSha256", provenance.theme.as_str()),
        ("KansliVersion", env!("CARGO_PKG_VERSION")),
    ];
    let property = |(at, (name, text)): (usize, (&str, &str))| {
        Element::new("property")
            // The format identifier of properties that users define (MS-OLEPS 2.21); their numbers begin with 2.
            .with("fmtid", "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}")
            .with("pid", (at + 2).to_string())
            .with("name", name)
            .child(Element::new("vt:lpwstr").text(text))
    };
    Element::new("Properties")
        .with("xmlns", format!("{PROPERTIES}/custom-properties"))
        .with("xmlns:vt", format!("{PROPERTIES}/docPropsVTypes"))
        .containing(properties.into_iter().enumerate().map(property))
}

/// No hyphenation, Swedish list and decimal signs, and the layout of a present-day Word.
pub(super) fn settings(language: &str) -> Element {
    let setting = |name: &str, text: &str| {
        let uri = "http://schemas.microsoft.com/office/word";
        Element::new("w:compatSetting").with("w:name", name).with("w:uri", uri).with("w:val", text)
    };
    let compatibility = Element::new("w:compat")
        .child(setting("compatibilityMode", COMPATIBILITY))
        .child(setting("overrideTableStyleFontSizeAndJustification", "1"))
        .child(setting("enableOpenTypeFeatures", "1"))
        .child(setting("doNotFlipMirrorIndents", "1"))
        .child(setting("differentiateMultirowTableHeaders", "1"));
    let colours = ["bg1:light1", "t1:dark1", "bg2:light2", "t2:dark2", "hyperlink:hyperlink", "followedHyperlink:followedHyperlink"];
    let accents = (1..=6).map(|at| (format!("w:accent{at}"), format!("accent{at}")));
    let mut mapping = Element::new("w:clrSchemeMapping");
    for (name, colour) in colours.into_iter().filter_map(|pair| pair.split_once(':')) {
        mapping.set(&format!("w:{name}"), colour);
    }
    for (name, colour) in accents {
        mapping.set(&name, &colour);
    }
    Element::new("w:settings")
        .with("xmlns:w", MAIN)
        .child(Element::new("w:zoom").with("w:percent", "100"))
        .child(value("w:defaultTabStop", "709"))
        .child(value("w:autoHyphenation", "0"))
        .child(value("w:characterSpacingControl", "doNotCompress"))
        .child(compatibility)
        .child(value("w:themeFontLang", language))
        .child(mapping)
        .child(value("w:decimalSymbol", ","))
        .child(value("w:listSeparator", ";"))
}

/// The one family, and what to take where it is missing.
pub(super) fn font_table(theme: &Theme) -> Element {
    let font = Element::new("w:font")
        .with("w:name", &theme.fonts.word)
        .child(value("w:altName", &theme.fonts.pdf))
        .child(value("w:charset", "00"))
        .child(value("w:family", "swiss"))
        .child(value("w:pitch", "variable"));
    Element::new("w:fonts").with("xmlns:w", MAIN).child(font)
}

/// The theme in the sense of Office: what its colour and font menus offer.
pub(super) fn theme(theme: &Theme) -> Element {
    let colours = &theme.colours;
    let scheme = [
        ("dk1", colours.text.as_str()),
        ("lt1", "FFFFFF"),
        ("dk2", &colours.muted),
        ("lt2", "F2F2F2"),
        ("accent1", &colours.link),
        ("accent2", &colours.muted),
        ("accent3", &colours.rule),
        ("accent4", &colours.link),
        ("accent5", &colours.muted),
        ("accent6", &colours.rule),
        ("hlink", &colours.link),
        ("folHlink", &colours.link),
    ];
    let colour = |(name, value): (&str, &str)| {
        Element::new(&format!("a:{name}")).child(Element::new("a:srgbClr").with("val", value.to_ascii_uppercase()))
    };
    let family = |name: &str| {
        let face = |name: &str, face: &str| Element::new(name).with("typeface", face);
        Element::new(name).child(face("a:latin", &theme.fonts.word)).child(face("a:ea", "")).child(face("a:cs", ""))
    };
    let placeholder = || Element::new("a:solidFill").child(Element::new("a:schemeClr").with("val", "phClr"));
    let thrice = |name: &str, element: Element| Element::new(name).containing([element.clone(), element.clone(), element]);
    let formats = Element::new("a:fmtScheme")
        .with("name", "Kansli")
        .child(thrice("a:fillStyleLst", placeholder()))
        .child(thrice("a:lnStyleLst", Element::new("a:ln").with("w", "6350").child(placeholder())))
        .child(thrice("a:effectStyleLst", Element::new("a:effectStyle").child(Element::new("a:effectLst"))))
        .child(thrice("a:bgFillStyleLst", placeholder()));
    let elements = Element::new("a:themeElements")
        .child(Element::new("a:clrScheme").with("name", "Kansli").containing(scheme.into_iter().map(colour)))
        .child(Element::new("a:fontScheme").with("name", "Kansli").child(family("a:majorFont")).child(family("a:minorFont")))
        .child(formats);
    Element::new("a:theme").with("xmlns:a", DRAWING).with("name", "Kansli").child(elements)
}
