//! Preferred times in words: where they can be read, they give quiet hours; the words are kept either way.

use jiff::civil::Time;

/// Quiet hours: from, until; either may be open.
pub type Quiet = (Option<Time>, Option<Time>);

/// The quiet hours that follow from words such as "Not after 7pm", "after 18:00 only", "between 9am and 5pm"; `None`
/// where they cannot be read with certainty.
pub fn quiet(words: &str) -> Option<Quiet> {
    let lower = words.trim().to_lowercase();
    let words: Vec<&str> =
        lower.split_whitespace().filter(|word| !matches!(*word, "only" | "please")).collect();
    match words.as_slice() {
        ["not" | "no" | "never", "after", at] | ["before", at] => Some((Some(time(at)?), None)),
        ["not" | "no" | "never", "before", at] | ["after", at] => Some((None, Some(time(at)?))),
        ["between", from, "and" | "to" | "-", until]
        | ["from", from, "to" | "until", until]
        | [from, "to" | "-", until] => Some((Some(time(until)?), Some(time(from)?))),
        _ => None,
    }
}

/// A time of day: 19:00, 7pm, 7.30pm, 0930, 9:05 am.
pub fn time(text: &str) -> Option<Time> {
    let lower = text.trim().to_lowercase();
    let (clock, half) = match lower.strip_suffix("am").or_else(|| lower.strip_suffix("a.m.")) {
        Some(clock) => (clock, Some(false)),
        None => match lower.strip_suffix("pm").or_else(|| lower.strip_suffix("p.m.")) {
            Some(clock) => (clock, Some(true)),
            None => (lower.as_str(), None),
        },
    };
    let parts: Vec<&str> = clock.trim().split([':', '.']).collect();
    let number = |part: &str| -> Option<i8> {
        (part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok()).flatten()
    };
    let (hour, minute) = match parts.as_slice() {
        [one] if one.len() == 4 && one.is_ascii() && half.is_none() => {
            (number(one.get(..2)?)?, number(one.get(2..)?)?)
        }
        [hour] if half.is_some() => (number(hour)?, 0),
        [hour, minute] if minute.len() == 2 => (number(hour)?, number(minute)?),
        [hour, minute, second] if minute.len() == 2 && number(second.get(..2)?).is_some() => {
            (number(hour)?, number(minute)?)
        }
        _ => return None,
    };
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(after_noon) => hour % 12 + if after_noon { 12 } else { 0 },
    };
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;

    #[test]
    fn quiet_hours_are_read_where_they_are_certain() {
        let at = |hour| Some(civil::time(hour, 0, 0, 0));
        assert_eq!(quiet("Not after 7pm"), Some((at(19), None)));
        assert_eq!(quiet("After 18:00 only"), Some((None, at(18))));
        assert_eq!(quiet("between 9am and 5pm"), Some((at(17), at(9))));
        assert_eq!(quiet("Tuesdays"), None);
        assert_eq!(quiet("not after seven"), None);
    }

    #[test]
    fn times_are_read() {
        for (text, hour, minute) in [
            ("09:30", 9, 30),
            ("9.30pm", 21, 30),
            ("0930", 9, 30),
            ("12am", 0, 0),
            ("12 pm", 12, 0),
            ("14:05:00", 14, 5),
        ] {
            assert_eq!(time(text), Some(civil::time(hour, minute, 0, 0)), "{text}");
        }
        for text in ["25:00", "13pm", "9", "", "half past nine", "09:60"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
