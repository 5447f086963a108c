//! Dates and periods that can't be read.

use crate::check::context::{Context, Text, TextKind};
use crate::diag::{Diagnostic, Message, codes, shortened};
use crate::kind::Shape;
use crate::model::Period;

use super::placeholder;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let dated = context.texts.iter().filter(|text| matches!(text.kind, TextKind::Date | TextKind::Period));
    let mut out = Vec::new();
    for text in dated {
        let written = text.text;
        // What is empty or holds a placeholder is told by `unsettled`.
        if written.trim().is_empty() {
            continue;
        }
        let reads = if text.kind == TextKind::Date { Period::parse_date(written).is_some() } else { Period::parse(written).is_some() };
        if reads || !placeholder::find(written, TextKind::Plain).is_empty() {
            continue;
        }
        let shown = shortened(written);
        let as_date = suggestion(written);
        let (code, message) = if text.kind == TextKind::Date {
            let message = match no_such_day(written) {
                Some((sv, en)) => {
                    Message::new(format!("{} är ”{shown}”: {sv}", text.name()), format!("{} is “{shown}”: {en}", text.name_en()))
                }
                None => Message::new(
                    format!("{} är ”{shown}”, inget datum", text.name()),
                    format!("{} is “{shown}”, which is no date", text.name_en()),
                ),
            };
            (codes::INVALID_DATE, message)
        } else {
            let message = match no_such_day(written).or_else(|| backwards(written)) {
                Some((sv, en)) => {
                    Message::new(format!("{} är ”{shown}”: {sv}", text.name()), format!("{} is “{shown}”: {en}", text.name_en()))
                }
                None => Message::new(
                    format!("{} är ”{shown}”, som inte går att läsa som en period", text.name()),
                    format!("{} is “{shown}”, which can't be read as a period", text.name_en()),
                ),
            };
            (codes::INVALID_PERIOD, message)
        };
        let diagnostic = Diagnostic::error(code, context.whole(text), message);
        out.push(match (as_date, text.kind) {
            (Some(date), _) => diagnostic.hint(format!("skriv {date}"), format!("write {date}")),
            (None, TextKind::Date) => diagnostic.hint("skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2021-03-15", "write the date as YYYY-MM-DD, such as 2021-03-15"),
            (None, _) if may_be_open(context, text) => diagnostic.hint(
                "skriv till exempel 2021-10-01, 2021-10, 2021, Q2 2022, hösten 2021 eller 2021-10–2022-03; är tidpunkten inte bestämd: open = true",
                "write for example 2021-10-01, 2021-10, 2021, Q2 2022, hösten 2021 or 2021-10–2022-03; if the time is not settled: open = true",
            ),
            (None, _) => diagnostic.hint(
                "skriv till exempel 2021-10-01, 2021-10, 2021, Q2 2022, hösten 2021 eller 2021-10–2022-03",
                "write for example 2021-10-01, 2021-10, 2021, Q2 2022, hösten 2021 or 2021-10–2022-03",
            ),
        });
    }
    out
}

/// Whether the row that a period stands in has a field to say that its time is not settled.
fn may_be_open(context: &Context<'_>, text: &Text<'_>) -> bool {
    let table = text.pointer.parent().unwrap_or_default();
    let shape = Shape::of_document(&context.kind.schema).at(context.source.value(), &table);
    shape.is_some_and(|shape| shape.property("open").is_some())
}

/// Why a date in the right form does not exist.
fn no_such_day(text: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = text.trim().split('-').collect();
    let numbers: Vec<i16> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let [year, month, ..] = numbers[..] else { return None };
    if numbers.len() != parts.len() || parts.len() > 3 || parts[0].len() != 4 {
        return None;
    }
    if year < 1800 {
        return Some(("årtal före 1800 godtas inte".into(), "years before 1800 are not accepted".into()));
    }
    if !(1..=12).contains(&month) {
        return Some((format!("det finns ingen månad {month}"), format!("there is no month {month}")));
    }
    let day = *numbers.get(2)?;
    let last = jiff::civil::Date::new(year, i8::try_from(month).ok()?, 1).ok()?.days_in_month();
    (!(1..=i16::from(last)).contains(&day)).then(|| (format!("månaden har dagarna 1–{last}"), format!("the month has the days 1–{last}")))
}

/// A stretch whose end comes before its beginning.
fn backwards(text: &str) -> Option<(String, String)> {
    [" – ", "–", "--", " till ", " - "].iter().find_map(|separator| {
        let (from, to) = text.split_once(separator)?;
        let (from, to) = (Period::parse(from.trim())?, Period::parse(to.trim())?);
        let turned = to.surely_before(&from) || from.begins_after(&to);
        turned.then(|| ("slutet ligger före början".into(), "the end lies before the beginning".into()))
    })
}

const MONTHS: [&str; 12] =
    ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"];

/// The date that somebody meant with `15/3 2021`, `15.03.2021`, `2021/3/15`, `20210315` or `15 mars 2021`.
fn suggestion(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > 40 {
        return None;
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return existing(text.get(..4)?, text.get(4..6)?, text.get(6..)?);
    }
    let words: Vec<&str> = text.strip_prefix("den ").unwrap_or(text).split_whitespace().collect();
    if let [day, month, year] = words[..]
        && let Some(month) = MONTHS.iter().position(|name| month.eq_ignore_ascii_case(name))
    {
        return existing(year, &(month + 1).to_string(), day);
    }
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else { return None };
    if first.len() == 4 { existing(first, second, third) } else { existing(third, second, first) }
}

fn existing(year: &str, month: &str, day: &str) -> Option<String> {
    let (year, month, day): (i16, i8, i8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let written = format!("{year:04}-{month:02}-{day:02}");
    Period::parse_date(&written).map(|_| written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_another_form_is_recognised() {
        for text in ["15/3 2021", "15.03.2021", "2021/3/15", "2021-3-15", "20210315", "15 mars 2021", "den 15 mars 2021", "15-03-2021"] {
            assert_eq!(suggestion(text).as_deref(), Some("2021-03-15"), "{text}");
        }
        for text in ["", "snart", "2021", "31/2 2021", "99999999", "mars 2021", "15 3"] {
            assert_eq!(suggestion(text), None, "{text}");
        }
    }
}
