//! Wording turns a difference into a sentence in both languages.

use crate::diag::Message;

use super::difference::{Difference, DifferenceKind, UnitKind};
use super::quotation::{beginning, excerpts, quote, quote_at_length, quote_at_length_en, quote_en};

pub(super) fn message(difference: &Difference) -> Message {
    let (file_sv, file_en) = match difference.format.as_str() {
        "pdf" => ("PDF-filen", "the PDF"),
        "docx" => ("Word-filen", "the Word file"),
        "html" => ("HTML-filen", "the HTML file"),
        "json" => ("JSON-filen", "the JSON file"),
        "txt" => ("textfilen", "the text file"),
        other => (other, other),
    };
    let Message { sv, en } = sentence(difference);
    Message::new(
        format!("{file_sv} säger inte detsamma som dokumentet: {sv}"),
        format!("{file_en} does not say the same as the document: {en}"),
    )
}

fn sentence(d: &Difference) -> Message {
    use DifferenceKind as Kind;
    let (unit_sv, unit_en) = name(d.unit);
    let (words_sv, words_en) = (quote(&d.words), quote_en(&d.words));
    let (who_sv, who_en) = who(d);
    let (on_sv, on_en) = match d.page {
        Some(page) => (format!(" på sidan {page}"), format!(" on page {page}")),
        None => (String::new(), String::new()),
    };
    let expected = d.expected.as_deref().unwrap_or_default();
    let found = d.found.as_deref().unwrap_or_default();
    let (why_sv, why_en) = d.reason.as_ref().map_or(("", ""), |reason| (reason.sv.as_str(), reason.en.as_str()));
    let (swedish, english) = match d.kind {
        // With a page, the reason is a clause that goes on from it.
        Kind::Unreadable => match d.page {
            Some(page) => (format!("på sidan {page} {why_sv}"), format!("on page {page} {why_en}")),
            None => (why_sv.to_owned(), why_en.to_owned()),
        },
        Kind::Value => value(d),
        Kind::More => (why_sv.to_owned(), why_en.to_owned()),
        Kind::Missing => (format!("{who_sv} saknas"), format!("{who_en} is missing")),
        Kind::Extra => (format!("{words_sv}{on_sv} finns inte i dokumentet"), format!("{words_en}{on_en} is not in the document")),
        Kind::Text => text(d, (&on_sv, &on_en)),
        Kind::Order => (format!("{who_sv}{on_sv} står på fel plats"), format!("{who_en}{on_en} stands in the wrong place")),
        Kind::Role => (
            format!("{who_sv}{on_sv} är inte märkt som det, utan som {}", sort(found).0),
            format!("{who_en}{on_en} is not marked as such, but as {}", sort(found).1),
        ),
        Kind::Level => (
            format!("{who_sv}{on_sv} ska stå på nivå {expected}, men står på nivå {found}"),
            format!("{who_en}{on_en} should be on level {expected}, but is on level {found}"),
        ),
        Kind::Depth => (
            format!("{who_sv}{on_sv} ska stå {expected} steg in i listan, men står {found}"),
            format!("{who_en}{on_en} should stand {expected} steps into the list, but stands {found}"),
        ),
        Kind::Number => (
            format!("{who_sv}{on_sv} ska ha {}, men har {}", numbered(expected), numbered(found)),
            format!("{who_en}{on_en} should have {}, but has {}", numbered_en(expected), numbered_en(found)),
        ),
        Kind::Label => (
            format!("{who_sv}{on_sv} ska ha {} framför sig, men har {}", quote(expected), marked(found)),
            format!("{who_en}{on_en} should have {} before it, but has {}", quote_en(expected), marked_en(found)),
        ),
        Kind::Cell => (
            format!("{who_sv}{on_sv} ska stå på {}, men står på {}", cell(expected), cell(found)),
            format!("{who_en}{on_en} should stand in {}, but stands in {}", cell_en(expected), cell_en(found)),
        ),
        Kind::Span => (
            format!("{who_sv}{on_sv} ska sträcka sig över {}, men sträcker sig över {}", columns(expected), columns(found)),
            format!("{who_en}{on_en} should reach over {}, but reaches over {}", columns_en(expected), columns_en(found)),
        ),
        Kind::Header => header(d, (&format!("{who_sv}{on_sv}"), &format!("{who_en}{on_en}"))),
        Kind::Emphasis | Kind::Strong => {
            let (look_sv, look_en) = if d.kind == Kind::Strong { ("fetstil", "bold") } else { ("kursiv stil", "italics") };
            let part = if expected.is_empty() { found } else { expected };
            let (not_sv, not_en, but_sv, but_en) = match expected {
                "" => ("inte ", "not ", "men gör det", "but is"),
                _ => ("", "", "men gör inte det", "but is not"),
            };
            (
                format!("i {who_sv}{on_sv} ska {} {not_sv}stå i {look_sv}, {but_sv}", quote(part)),
                format!("in {who_en}{on_en}, {} should {not_en}be in {look_en}, {but_en}", quote_en(part)),
            )
        }
        // Addresses are told whole: they may differ in the last letter.
        Kind::Link => match (d.expected.as_deref(), d.found.as_deref()) {
            (Some(should), None) => (
                format!("{words_sv}{on_sv} ska vara en länk till ”{should}”, men är ingen länk"),
                format!("{words_en}{on_en} should be a link to “{should}”, but is no link"),
            ),
            (None, _) => (
                format!("{words_sv}{on_sv} är en länk till ”{found}”, men ska inte vara någon länk"),
                format!("{words_en}{on_en} is a link to “{found}”, but should be no link"),
            ),
            (Some(should), Some("")) => (
                format!("länken {words_sv}{on_sv} ska leda till ”{should}”, men leder ingenstans"),
                format!("the link {words_en}{on_en} should lead to “{should}”, but leads nowhere"),
            ),
            (Some(should), Some(does)) => (
                format!("länken {words_sv}{on_sv} ska leda till ”{should}”, men leder till ”{does}”"),
                format!("the link {words_en}{on_en} should lead to “{should}”, but leads to “{does}”"),
            ),
        },
        Kind::HeadMissing => {
            (format!("{unit_sv}{on_sv} saknar {}", quote(expected)), format!("{unit_en}{on_en} lacks {}", quote_en(expected)))
        }
        Kind::HeadExtra => (
            format!("i {unit_sv}{on_sv} står {}, som inte ska stå där", quote(found)),
            format!("{unit_en}{on_en} has {}, which should not stand there", quote_en(found)),
        ),
        Kind::Language => (
            format!("filens språk ska vara {expected}, men är {}", or_none(found, "inte angivet")),
            format!("the language of the file should be {expected}, but is {}", or_none(found, "not stated")),
        ),
        Kind::Title => (
            format!("titeln i filens egenskaper ska vara {}, men är {}", quote(expected), quote(found)),
            format!("the title in the file's properties should be {}, but is {}", quote_en(expected), quote_en(found)),
        ),
        Kind::Hidden => (format!("texten {words_sv}{on_sv} {why_sv}"), format!("the text {words_en}{on_en} {why_en}")),
        Kind::Untagged => (
            format!("texten {words_sv}{on_sv} står utanför filens struktur, så den läses inte upp som en del av dokumentet"),
            format!("the text {words_en}{on_en} stands outside the structure of the file, so it is not read out with the document"),
        ),
        Kind::OutsidePage => {
            (format!("texten {words_sv} går utanför papperet{on_sv}"), format!("the text {words_en} runs off the paper{on_en}"))
        }
        Kind::OutsideMargin => {
            (format!("texten {words_sv} går ut i marginalen{on_sv}"), format!("the text {words_en} runs into the margin{on_en}"))
        }
        Kind::OutsideColumn => (
            format!("texten {words_sv} går utanför sin kolumn i tabellen{on_sv}"),
            format!("the text {words_en} runs out of its column of the table{on_en}"),
        ),
        Kind::Overlap => (
            format!("texten {words_sv} ligger ovanpå {}{on_sv}", quote(found)),
            format!("the text {words_en} lies on top of {}{on_en}", quote_en(found)),
        ),
        Kind::PageOrder => (
            format!("{who_sv} ska läsas efter {}, men står ovanför det på papperet{on_sv}", quote(found)),
            format!("{who_en} should be read after {}, but stands above it on paper{on_en}", quote_en(found)),
        ),
        Kind::SignatureLine => (
            format!("linjen att skriva under på för {words_sv}{on_sv} {}", or_none(why_sv, "saknas")),
            format!("the line to sign on for {words_en}{on_en} {}", or_none(why_en, "is missing")),
        ),
        Kind::SignatureRoom => (
            format!("ovanför linjen för {words_sv}{on_sv} ska det finnas minst {expected} mm att skriva på, men där finns {found} mm"),
            format!("above the line for {words_en}{on_en} there should be at least {expected} mm to sign in, but there are {found} mm"),
        ),
        Kind::SignatureSplit => (
            format!("underskrifterna ska stå på en och samma sida, men är delade på sidorna {found}"),
            format!("the signatures should stand on one page, but are split over pages {found}"),
        ),
        Kind::Outline => outline(expected, found),
        Kind::Bookmark => (format!("{who_sv} saknar sitt bokmärke, {expected}"), format!("{who_en} lacks its bookmark, {expected}")),
        Kind::Orientation => {
            let (lies, stands) = (("liggande", "landscape"), ("stående", "portrait"));
            let (should, does) = if expected == "landscape" { (lies, stands) } else { (stands, lies) };
            (
                format!("sidorna ska vara {}, men är {}{on_sv}", should.0, does.0),
                format!("the pages should be {}, but are {}{on_en}", should.1, does.1),
            )
        }
        Kind::Page => (
            format!("{why_sv} ska vara {expected} mm, men är {found} mm{on_sv}"),
            format!("{why_en} should be {expected} mm, but is {found} mm{on_en}"),
        ),
    };
    Message::new(swedish, english)
}

/// Names of units, in the definite form.
fn name(unit: UnitKind) -> (&'static str, &'static str) {
    match unit {
        UnitKind::Document => ("dokumentet", "the document"),
        UnitKind::DocumentType => ("dokumenttypen", "the document type"),
        UnitKind::Title => ("titeln", "the title"),
        UnitKind::Heading => ("rubriken", "the heading"),
        UnitKind::Paragraph => ("stycket", "the paragraph"),
        UnitKind::Item => ("punkten", "the list item"),
        UnitKind::HeaderCell => ("kolumnrubriken", "the column header"),
        UnitKind::RowHeader => ("radrubriken", "the row header"),
        UnitKind::Section => ("mellanrubriken", "the section header"),
        UnitKind::Cell => ("tabellcellen", "the table cell"),
        UnitKind::Row => ("tabellraden", "the table row"),
        UnitKind::Place => ("raden för ort och datum", "the line of place and date"),
        UnitKind::Party => ("raden för parten", "the line of the party"),
        UnitKind::Name => ("namnförtydligandet", "the printed name"),
        UnitKind::Detail => ("raden under namnet", "the line under the name"),
        UnitKind::Head => ("sidhuvudet", "the page head"),
        UnitKind::FirstHead => ("första sidans sidhuvud", "the head of the first page"),
        UnitKind::LaterHead => ("de följande sidornas sidhuvud", "the head of the later pages"),
        UnitKind::RepeatedHeader => ("tabellens upprepade rubrikrad", "the repeated header row of the table"),
    }
}

fn or_none<'a>(text: &'a str, none: &'a str) -> &'a str {
    if text.is_empty() { none } else { text }
}

fn numbered(number: &str) -> String {
    if number.is_empty() { "inget nummer".to_owned() } else { format!("numret {}", quote(number)) }
}

fn numbered_en(number: &str) -> String {
    if number.is_empty() { "no number".to_owned() } else { format!("the number {}", quote_en(number)) }
}

fn marked(label: &str) -> String {
    if label.is_empty() { "ingenting där".to_owned() } else { quote(label) }
}

fn marked_en(label: &str) -> String {
    if label.is_empty() { "nothing there".to_owned() } else { quote_en(label) }
}

/// Words that differ. Where all of them are shown, they need not be quoted to tell which unit is meant.
fn text(d: &Difference, (on_sv, on_en): (&str, &str)) -> (String, String) {
    let expected = d.expected.as_deref().unwrap_or_default();
    let found = d.found.as_deref().unwrap_or_default();
    let (should, does) = excerpts(expected, found);
    let (should_sv, should_en) = (quote_at_length(&should), quote_at_length_en(&should));
    let (does_sv, does_en) = (quote_at_length(&does), quote_at_length_en(&does));
    let (who_sv, who_en) = if should == d.words && !should.is_empty() {
        let (sv, en) = name(d.unit);
        (sv.to_owned(), en.to_owned())
    } else {
        who(d)
    };
    match (expected, found) {
        ("", _) => (
            format!("{who_sv}{on_sv} ska vara tom, men där står {does_sv}"),
            format!("{who_en}{on_en} should be empty, but reads {does_en}"),
        ),
        (_, "") => (
            format!("{who_sv}{on_sv} är tom, men där ska det stå {should_sv}"),
            format!("{who_en}{on_en} is empty, but should read {should_en}"),
        ),
        _ => (
            format!("i {who_sv}{on_sv} ska det stå {should_sv}, men där står {does_sv}"),
            format!("{who_en}{on_en} should read {should_en}, but reads {does_en}"),
        ),
    }
}

/// A value of a file of data, or one that stands on one side only.
fn value(d: &Difference) -> (String, String) {
    let pointer = &d.words;
    match (d.expected.as_deref().map(beginning), d.found.as_deref().map(beginning)) {
        (Some(should), Some(does)) => (
            format!("på platsen {pointer} ska det stå {should}, men där står {does}"),
            format!("at {pointer} there should stand {should}, but there stands {does}"),
        ),
        (Some(should), None) => {
            (format!("platsen {pointer} saknas; där ska det stå {should}"), format!("{pointer} is missing; there should stand {should}"))
        }
        (None, does) => {
            let does = does.unwrap_or_default();
            (
                format!("på platsen {pointer} står {does}, som inte hör till dokumentet"),
                format!("at {pointer} stands {does}, which is no part of the document"),
            )
        }
    }
}

/// An entry of the outline; either of both may be missing.
fn outline(expected: &str, found: &str) -> (String, String) {
    let (heading_sv, heading_en, other_sv, other_en) = (quote(expected), quote_en(expected), quote(found), quote_en(found));
    match (expected, found) {
        ("", _) => (
            format!("bland filens bokmärken står {other_sv}, som inte är någon rubrik"),
            format!("among the bookmarks of the file stands {other_en}, which is no heading"),
        ),
        (_, "") => (
            format!("bland filens bokmärken saknas rubriken {heading_sv}"),
            format!("among the bookmarks of the file the heading {heading_en} is missing"),
        ),
        (expected, found) if expected == found => (
            format!("bokmärket {heading_sv} leder inte till sin rubrik eller står på fel nivå"),
            format!("the bookmark {heading_en} does not lead to its heading, or stands on another level"),
        ),
        _ => (
            format!("bland filens bokmärken ska rubriken {heading_sv} stå, men där står {other_sv}"),
            format!("among the bookmarks of the file the heading {heading_en} should stand, but there stands {other_en}"),
        ),
    }
}

/// A cell that should head its column or its row and is not marked so, or the reverse.
fn header(d: &Difference, (who_sv, who_en): (&str, &str)) -> (String, String) {
    let (what_sv, what_en) = match d.unit {
        UnitKind::HeaderCell => ("sin kolumn", "its column"),
        UnitKind::RowHeader => ("sin rad", "its row"),
        UnitKind::Section => ("raderna under den", "the rows below it"),
        _ if d.found.as_deref() == Some("row") => ("sin rad", "its row"),
        _ => ("sin kolumn", "its column"),
    };
    if d.expected.is_some() {
        (format!("{who_sv} är inte märkt som rubrik för {what_sv}"), format!("{who_en} is not marked as the header of {what_en}"))
    } else {
        (
            format!("{who_sv} är märkt som rubrik för {what_sv}, men är ingen"),
            format!("{who_en} is marked as the header of {what_en}, but is none"),
        )
    }
}

fn columns(count: &str) -> String {
    format!("{count} {}", if count == "1" { "kolumn" } else { "kolumner" })
}

fn columns_en(count: &str) -> String {
    format!("{count} {}", if count == "1" { "column" } else { "columns" })
}

/// A cell's place, `2, 1`, in words.
fn cell(place: &str) -> String {
    format!("rad {}", place.replace(", ", ", kolumn "))
}

fn cell_en(place: &str) -> String {
    format!("row {}", place.replace(", ", ", column "))
}

/// What a unit of the file is marked as.
fn sort(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "heading" => ("en rubrik", "a heading"),
        "item" => ("en punkt i en lista", "a list item"),
        "continuation" => ("ett indraget stycke", "an indented paragraph"),
        "header-cell" => ("en kolumnrubrik", "a column header"),
        "cell" => ("en cell i en tabell", "a table cell"),
        "outside" => ("text utanför tabellen", "text outside the table"),
        _ => ("ett stycke", "a paragraph"),
    }
}

/// The unit with its words; a cell without words by its place, a head by its name alone.
fn who(d: &Difference) -> (String, String) {
    let (sv, en) = name(d.unit);
    match d.cell.filter(|_| d.words.is_empty()) {
        Some([row, column]) => (format!("{sv} på rad {row}, kolumn {column}"), format!("{en} in row {row}, column {column}")),
        None if d.words.is_empty() => (sv.to_owned(), en.to_owned()),
        None => (format!("{sv} {}", quote(&d.words)), format!("{en} {}", quote_en(&d.words))),
    }
}
