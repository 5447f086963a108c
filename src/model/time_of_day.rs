//! Times of day as people write them.

/// A time of day, or a stretch of one, read from what people write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeOfDay {
    first: u16,
    last: Option<u16>,
}

impl TimeOfDay {
    /// Reads `9.00`, `09:00`, `kl. 13.15`, or two of these with a hyphen, an en dash or `till` between, the earlier
    /// first. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("kl").map_or(text, |rest| rest.trim_start_matches('.').trim_start());
        if let Some(first) = minutes(text) {
            return Some(Self { first, last: None });
        }
        let (from, to) = ["–", "--", "-", " till "].iter().find_map(|separator| text.split_once(separator))?;
        let (first, last) = (minutes(from.trim())?, minutes(to.trim())?);
        (first < last).then_some(Self { first, last: Some(last) })
    }

    /// As it is printed: `9.00`, `9.00–9.20`.
    pub fn printed(&self) -> String {
        let clock = |minutes: u16| format!("{}.{:02}", minutes / 60, minutes % 60);
        match self.last {
            Some(last) => format!("{}–{}", clock(self.first), clock(last)),
            None => clock(self.first),
        }
    }

    /// When it begins, in minutes after midnight, in 0..1440.
    pub fn begins(&self) -> u16 {
        self.first
    }
}

/// Hours and minutes, `9.00` or `09:00`, in minutes after midnight.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(['.', ':'])?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=2).contains(&hours.len()) || minutes.len() != 2 || !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_read_and_printed() {
        for (written, printed) in [
            ("9.00", "9.00"),
            ("09:00", "9.00"),
            ("kl. 13.15", "13.15"),
            ("kl 13.15", "13.15"),
            ("9.00-9.20", "9.00–9.20"),
            ("09:00 – 10:30", "9.00–10.30"),
            ("9.00 till 12.00", "9.00–12.00"),
            ("kl. 9.00–15.30", "9.00–15.30"),
        ] {
            assert_eq!(TimeOfDay::parse(written).map(|time| time.printed()).as_deref(), Some(printed), "{written}");
        }
        assert_eq!(TimeOfDay::parse("9.05–10.00").map(|time| time.begins()), Some(545));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "9", "24.00", "9.60", "9.0", "9.000", "förmiddagen", "10.00–9.00", "9.00–9.00", "9.00–", "-9.00", "+9.00"] {
            assert_eq!(TimeOfDay::parse(text), None, "{text}");
        }
    }
}
