//! FHIR Timing in words, as a preference keeps them.

use jiff::civil::Time;

use super::super::words::times;
use super::elements as fhir;

const DAYS: [(&str, &str); 7] = [
    ("mon", "Mondays"),
    ("tue", "Tuesdays"),
    ("wed", "Wednesdays"),
    ("thu", "Thursdays"),
    ("fri", "Fridays"),
    ("sat", "Saturdays"),
    ("sun", "Sundays"),
];

/// The codes of `Timing.repeat.when` that say a part of the day; the others are about meals and sleep, and are kept as
/// they are.
const PARTS: [(&str, &str); 10] = [
    ("MORN", "in the morning"),
    ("MORN.early", "in the early morning"),
    ("MORN.late", "in the late morning"),
    ("NOON", "at noon"),
    ("AFT", "in the afternoon"),
    ("AFT.early", "in the early afternoon"),
    ("AFT.late", "in the late afternoon"),
    ("EVE", "in the evening"),
    ("EVE.early", "in the early evening"),
    ("NIGHT", "at night"),
];

/// The words of its code, else what its repetition says: days, parts of the day, times ("Mondays, Tuesdays, between 09:00
/// and 12:00"). `None` where it says none of these.
pub fn words(timing: &fhir::Timing<'_>) -> Option<String> {
    if let Some(text) = timing.code.as_ref().and_then(|code| code.text.as_deref()) {
        return Some(text.to_owned());
    }
    let repeat = timing.repeat.as_ref()?;
    let named = |list: &[Option<fhir::Text<'_>>], names: &[(&str, &str)]| -> Vec<String> {
        let name = |code: &str| {
            names.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| *name).to_owned()
        };
        list.iter().flatten().map(|code| name(code)).collect()
    };
    let mut parts = named(&repeat.days, &DAYS);
    parts.extend(named(&repeat.when, &PARTS));
    for text in repeat.times.iter().flatten() {
        parts.push(match times::time(text) {
            Some(from) => span(from, repeat),
            None => format!("at {}", &**text),
        });
    }
    let words = parts.join(", ");
    let code = || timing.code.as_ref().and_then(fhir::CodeableConcept::words).map(str::to_owned);
    Some(words).filter(|words| !words.is_empty()).or_else(code)
}

/// From a time of day, for as long as the repetition says.
fn span(from: Time, repeat: &fhir::Repeat<'_>) -> String {
    let minutes = match (repeat.duration, repeat.unit.as_deref()) {
        (Some(length), Some("h")) => length * 60.0,
        (Some(length), Some("min")) => length,
        _ => return format!("at {}", clock(from)),
    };
    let begin = f64::from(from.hour()) * 60.0 + f64::from(from.minute());
    let until = (1..24 * 60_i16).rev().find(|minute| f64::from(*minute) <= begin + minutes);
    let until = until.and_then(|minute| {
        Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()
    });
    match until.filter(|until| *until > from) {
        Some(until) => format!("between {} and {}", clock(from), clock(until)),
        None => format!("at {}", clock(from)),
    }
}

fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}
