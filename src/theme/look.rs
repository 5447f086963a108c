//! The look as a whole: values of a theme held against each other.

use super::fields::Spans;
use super::load::fault;
use super::{Page, Theme};
use crate::diag::{Diagnostic, Message};
use crate::model::Orientation;

/// Least width of the text, in millimetres: below it a table with four columns has no room for its words.
const LEAST_WIDTH_MM: f64 = 80.0;

/// Least height of the text, in millimetres.
const LEAST_HEIGHT_MM: f64 = 100.0;

/// Least contrast of text with white paper (WCAG 2.1, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;

/// Faults of values that are sound one by one.
pub(super) fn check(theme: &Theme, spans: &Spans<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    room(theme, spans, &mut faults);
    lines(theme, spans, &mut faults);
    contrast(theme, spans, &mut faults);
    faults
}

/// The margins leave room for the text, the head for its lines, and no part of the text takes all of the line.
fn room(theme: &Theme, spans: &Spans<'_>, faults: &mut Vec<Diagnostic>) {
    margins(&theme.page, theme, "page", spans, faults);
    margins(&theme.for_orientation(Orientation::Landscape).page, theme, "landscape", spans, faults);
    let width = theme.page.width_mm - theme.page.left_mm - theme.page.right_mm;
    let mut parts = vec![
        ("list.indent_mm".to_owned(), theme.list.indent_mm),
        ("table.indent_mm".to_owned(), theme.table.indent_mm),
        ("signature.gutter_mm".to_owned(), theme.signature.gutter_mm),
    ];
    parts.extend(theme.headings.iter().enumerate().map(|(level, look)| (format!("headings.{level}.number_mm"), look.number_mm)));
    for (path, length) in parts.into_iter().filter(|(_, length)| width >= LEAST_WIDTH_MM && *length > width / 4.0) {
        let most = width / 4.0;
        faults.push(
            fault(
                spans.value(&path),
                format!("{length} mm är mer än en fjärdedel av radens {width:.0} mm"),
                format!("{length} mm is more than a quarter of the line's {width:.0} mm"),
            )
            .hint(format!("skriv högst {most:.1}"), format!("write {most:.1} at most")),
        );
    }
}

/// The margins of a page, whose keys stand in `table`.
fn margins(page: &Page, theme: &Theme, table: &str, spans: &Spans<'_>, faults: &mut Vec<Diagnostic>) {
    let place = |key: &str| spans.value(&format!("{table}.{key}"));
    let (width, height) = (page.width_mm - page.left_mm - page.right_mm, page.height_mm - page.top_mm - page.bottom_mm);
    let margins = [
        (width, LEAST_WIDTH_MM, page.width_mm, ["left_mm", "right_mm"], ("bredd", "width")),
        (height, LEAST_HEIGHT_MM, page.height_mm, ["top_mm", "bottom_mm"], ("höjd", "height")),
    ];
    for (left, least, paper, [first, second], (sv, en)) in margins {
        if left < least {
            let left = left.max(0.0);
            faults.push(
                fault(
                    place(first),
                    format!("marginalerna lämnar {left:.0} mm till texten av papperets {sv}, {paper:.0} mm; det behövs minst {least:.0}"),
                    format!("the margins leave the text {left:.0} mm of the paper's {en}, {paper:.0} mm; it needs at least {least:.0}"),
                )
                .hint("gör marginalerna mindre eller papperet större", "make the margins smaller or the paper larger")
                .related(place(second), Message::new("den andra marginalen", "the other margin")),
            );
        }
    }
    let head = page.head_mm + 2.0 * theme.head.leading_pt / POINTS;
    if head > page.top_mm {
        let (at, top) = (page.head_mm, page.top_mm);
        faults.push(
            fault(
                place("head_mm"),
                format!("sidhuvudet ryms inte ovanför texten: det börjar {at} mm från papperets kant, och texten redan efter {top} mm"),
                format!("the head has no room above the text: it begins {at} mm from the paper's edge, and the text at {top} mm already"),
            )
            .hint(
                format!("låt texten börja efter minst {:.1} mm (top_mm), eller höj sidhuvudet", head),
                format!("let the text begin at {:.1} mm or more (top_mm), or raise the head", head),
            )
            .related(place("top_mm"), Message::new("här börjar texten", "here the text begins")),
        );
    }
}

/// Lines stand at least as far apart as their type is large.
fn lines(theme: &Theme, spans: &Spans<'_>, faults: &mut Vec<Diagnostic>) {
    let mut looks = vec![
        ("text".to_owned(), theme.text.size_pt, theme.text.leading_pt),
        ("head".to_owned(), theme.head.size_pt, theme.head.leading_pt),
        ("document_type".to_owned(), theme.document_type.size_pt, theme.document_type.leading_pt),
        ("title".to_owned(), theme.title.size_pt, theme.title.leading_pt),
    ];
    looks.extend(theme.headings.iter().enumerate().map(|(level, look)| (format!("headings.{level}"), look.size_pt, look.leading_pt)));
    looks.push(("table".to_owned(), theme.table.size_pt, theme.table.leading_pt));
    looks.push(("table.dense".to_owned(), theme.table.dense.size_pt, theme.table.dense.leading_pt));
    looks.push(("signature".to_owned(), theme.signature.size_pt, theme.signature.leading_pt));
    for (path, size, leading) in looks.into_iter().filter(|(_, size, leading)| leading < size) {
        faults.push(
            fault(
                spans.value(&format!("{path}.leading_pt")),
                format!("raderna står {leading} punkter isär, men bokstäverna är {size} punkter stora: de går i varandra"),
                format!("the lines stand {leading} points apart, but the type is {size} points large: they run into each other"),
            )
            .hint(
                format!("skriv minst {size}, helst {:.0}", (size * 1.35).round()),
                format!("write at least {size}, better {:.0}", (size * 1.35).round()),
            ),
        );
    }
}

/// Text can be read on white paper.
fn contrast(theme: &Theme, spans: &Spans<'_>, faults: &mut Vec<Diagnostic>) {
    let colours = &theme.colours;
    let named = [("text", &colours.text), ("heading", &colours.heading), ("muted", &colours.muted), ("link", &colours.link)];
    for (name, colour) in named {
        let ratio = against_white(colour);
        if ratio < LEAST_CONTRAST {
            // Cut, so that 4.46 is not told as 4.5.
            let shown = (ratio * 10.0).floor() / 10.0;
            faults.push(
                fault(
                    spans.value(&format!("colours.{name}")),
                    format!("färgen {colour} är för ljus för text: kontrasten mot vitt är {shown}:1"),
                    format!("the colour {colour} is too pale for text: its contrast with white is {shown}:1"),
                )
                .hint(
                    format!("välj en mörkare färg, med minst {LEAST_CONTRAST}:1 (WCAG 2.1, 1.4.3)"),
                    format!("choose a darker colour, with at least {LEAST_CONTRAST}:1 (WCAG 2.1, 1.4.3)"),
                ),
            );
        }
    }
}

/// Contrast of a colour `rrggbb` with white, 1.0 to 21.0 (WCAG 2.1, relative luminance).
fn against_white(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = colour.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(255);
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    1.05 / (0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((against_white("000000") - 21.0).abs() < 1e-9);
        assert!((against_white("FFFFFF") - 1.0).abs() < 1e-9);
        // The greys on either side of the limit.
        assert!(against_white("767676") >= LEAST_CONTRAST && against_white("777777") < LEAST_CONTRAST);
    }
}
