//! Periods as people write them, and what can surely be said of their order.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A stretch of days read from what people write. Seasons are as wide as usage: spring is January to June, summer May
/// to September, autumn July to December, winter January to March of the next year; so that nobody is told that two
/// rows are out of order when they may not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    first: Date,
    last: Date,
    printed: String,
}

const MONTHS: [&str; 12] =
    ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"];
const QUARTERS: [&str; 4] = ["första", "andra", "tredje", "fjärde"];

impl Period {
    /// Reads `2021-10-01`, `2021-10`, `2021`, `Q2 2022`, `andra kvartalet 2022`, `oktober 2021`, `1 oktober 2021`,
    /// `hösten 2021`, or two of these with an en dash, two hyphens or `till` between. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(single) = Self::single(text) {
            return Some(single);
        }
        for separator in [" – ", "–", " -- ", "--", " till ", " - "] {
            if let Some((from, to)) = text.split_once(separator)
                && let (Some(from), Some(to)) = (Self::single(from.trim()), Self::single(to.trim()))
            {
                if from.last > to.last || from.first > to.first {
                    return None;
                }
                let printed = format!("{}–{}", from.printed, to.printed);
                let spaced = format!("{} – {}", from.printed, to.printed);
                let years = from.printed.len() == 4 && to.printed.len() == 4;
                let printed = if years { printed } else { spaced };
                return Some(Self { first: from.first, last: to.last, printed });
            }
        }
        None
    }

    /// Reads a date that exists, `ÅÅÅÅ-MM-DD`.
    pub fn parse_date(text: &str) -> Option<Date> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else { return None };
        if (year.len(), month.len(), day.len()) != (4, 2, 2) || !text.chars().all(|c| c.is_ascii_digit() || c == '-') {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|d| d.year() >= 1800)
    }

    /// A period without a dash, its words held together by no-break spaces.
    fn single(text: &str) -> Option<Self> {
        Self::words(text).map(|period| Self { printed: period.printed.replace(' ', "\u{a0}"), ..period })
    }

    fn words(text: &str) -> Option<Self> {
        if let Some(day) = Self::parse_date(text) {
            return Some(Self { first: day, last: day, printed: text.to_owned() });
        }
        if let Some((year, month)) = text.split_once('-') {
            let (year, month) = (year_number(year)?, (month.len() == 2).then(|| month.parse::<i8>().ok())??);
            return Self::month(year, month);
        }
        if let Some(year) = year_number(text) {
            return Some(Self { first: date(year, 1, 1), last: date(year, 12, 31), printed: text.to_owned() });
        }
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let year = year_number(words.last()?)?;
        match &words[..words.len() - 1] {
            [quarter] if quarter.len() == 2 && quarter.starts_with('q') => Self::quarter(year, quarter[1..].parse().ok()?),
            ["kvartal", quarter] => Self::quarter(year, quarter.parse().ok()?),
            [ordinal, "kvartalet"] => Self::quarter(year, QUARTERS.iter().position(|q| q == ordinal)? as i8 + 1),
            [month] if MONTHS.contains(month) => Self::month(year, MONTHS.iter().position(|m| m == month)? as i8 + 1),
            [day, month] if MONTHS.contains(month) => {
                let month_number = MONTHS.iter().position(|m| m == month)? as i8 + 1;
                let day = Date::new(year, month_number, day.parse().ok()?).ok()?;
                Some(Self { first: day, last: day, printed: format!("{} {month} {year}", day.day()) })
            }
            [season] => {
                let (first, last) = match *season {
                    "våren" | "vår" => (date(year, 1, 1), date(year, 6, 30)),
                    "sommaren" | "sommar" => (date(year, 5, 1), date(year, 9, 30)),
                    "hösten" | "höst" => (date(year, 7, 1), date(year, 12, 31)),
                    "vintern" | "vinter" => (date(year, 1, 1), date(year + 1, 3, 31)),
                    _ => return None,
                };
                Some(Self { first, last, printed: format!("{season} {year}") })
            }
            _ => None,
        }
    }

    fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        let printed = format!("{} {year}", MONTHS[month as usize - 1]);
        Some(Self { first, last: first.last_of_month(), printed })
    }

    fn quarter(year: i16, quarter: i8) -> Option<Self> {
        if !(1..=4).contains(&quarter) {
            return None;
        }
        let first = Date::new(year, quarter * 3 - 2, 1).ok()?;
        let last = first.checked_add(2.months()).ok()?.last_of_month();
        Some(Self { first, last, printed: format!("{} kvartalet {year}", QUARTERS[quarter as usize - 1]) })
    }

    /// The period as it is printed: dates as `2021-10-01`, months, quarters and seasons in words and lower case.
    pub fn printed(&self) -> &str {
        &self.printed
    }

    /// Whether the first day of this period comes after the first day of the other.
    pub fn begins_after(&self, other: &Self) -> bool {
        self.first > other.first
    }

    /// Whether every day of this period lies before every day of the other.
    pub fn surely_before(&self, other: &Self) -> bool {
        self.last < other.first
    }
}

fn year_number(text: &str) -> Option<i16> {
    (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?.filter(|year| *year >= 1800)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        Period::parse(text).unwrap_or_else(|| panic!("{text} should be a period"))
    }

    #[test]
    fn what_people_write_is_read_and_printed() {
        for (written, printed) in [
            ("2021-10-01", "2021-10-01"),
            ("2021-10", "oktober 2021"),
            ("2021", "2021"),
            ("Q2 2022", "andra kvartalet 2022"),
            ("kvartal 3 2022", "tredje kvartalet 2022"),
            ("andra kvartalet 2022", "andra kvartalet 2022"),
            ("Hösten 2021", "hösten 2021"),
            ("1 oktober 2021", "1 oktober 2021"),
            ("2021-10--2022-03", "oktober 2021 – mars 2022"),
            ("2021–2023", "2021–2023"),
            ("2021-10-01 till 2021-10-15", "2021-10-01 – 2021-10-15"),
            ("hösten 2021 till våren 2022", "hösten 2021 – våren 2022"),
        ] {
            assert_eq!(period(written).printed().replace('\u{a0}', " "), printed, "{written}");
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in ["", "2020-xx-xx", "2021-13", "2021-02-30", "Q5 2022", "hösten", "snart", "2022–2021", "2021-1", "99"] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_period_breaks_only_at_its_dash() {
        assert_eq!(period("hösten 2021 till våren 2022").printed(), "hösten\u{a0}2021 – våren\u{a0}2022");
    }

    #[test]
    fn order_is_claimed_only_when_sure() {
        assert!(period("2021-06").surely_before(&period("hösten 2021")));
        assert!(!period("2021-10").surely_before(&period("hösten 2021")));
        assert!(!period("hösten 2021").surely_before(&period("2021-10")));
        assert!(!period("Q2 2022").surely_before(&period("våren 2022")));
        assert!(period("2021-12-31").surely_before(&period("Q1 2022")));
    }
}
