//! Awkward values for the placeholders of templates: what the record may well say, or not say.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::filling::Values;
use crate::domain::practice::Practice;

/// A way to fill every template.
pub(super) struct Filling {
    /// In few words: "long names".
    pub label: &'static str,
    /// The values.
    pub values: Values,
}

/// Within so many days an appointment's date is chosen for its length.
const DAYS: i64 = 60;

/// A day as patients read it.
fn day(date: Date) -> String {
    date.strftime("%A %-d %B").to_string()
}

/// The day of the coming weeks that takes the most characters.
fn longest_day(today: Date) -> String {
    let days = (1..DAYS).map(|ahead| day(today.saturating_add(ahead.days())));
    days.max_by_key(String::len).unwrap_or_default()
}

/// What does not come from the patient's record.
fn known(practice: &Practice, today: Date) -> Values {
    let mut values = Values::new();
    values.set("practice_name", practice.name.clone());
    values.set("practice_phone", practice.phones.first().cloned().unwrap_or_default());
    values.set("practice_address", practice.address.clone());
    values.set("practice_website", practice.domains.first().cloned().unwrap_or_default());
    values.set("today", today.strftime("%-d %B %Y").to_string());
    values.set("staff_name", "Jo");
    values
}

/// What an appointment always has.
fn booked(mut values: Values, date: String, time: &str) -> Values {
    values.set("appointment.date", date);
    values.set("appointment.time", time);
    values
}

/// What a patient's record says: first name, formal and full name, place of the appointment, with whom.
fn with(mut values: Values, words: [&str; 5]) -> Values {
    let names = ["first_name", "title_and_family", "full_name", "appointment.place", "appointment.with"];
    for (name, value) in names.into_iter().zip(words) {
        values.set(name, value);
    }
    values
}

/// The practice with a stand-in for everything that its settings leave open.
pub(super) fn whole(practice: &Practice) -> Practice {
    let or = |given: &str, stand_in: &str| if given.is_empty() { stand_in } else { given }.to_owned();
    let first = |given: &[String], stand_in: &str| match given {
        [] => vec![stand_in.to_owned()],
        given => given.to_vec(),
    };
    Practice {
        name: or(&practice.name, "Tarn Lane Surgery"),
        phones: first(&practice.phones, "01632 960114"),
        domains: first(&practice.domains, "tarnlane.example"),
        address: or(&practice.address, "4 Tarn Lane, Overbeck"),
    }
}

/// Nothing but the practice, its staff and the day is known.
pub(super) fn nothing(practice: &Practice, today: Date) -> Values {
    known(practice, today)
}

/// All fillings.
pub(super) fn fillings(practice: &Practice, today: Date) -> [Filling; 4] {
    let soon = || day(today.saturating_add(14.days()));
    let of = |date: String, time: &str, words| with(booked(known(practice, today), date, time), words);
    [
        Filling {
            label: "ordinary values",
            values: of(soon(), "10:20am", ["Jo", "Ms Park", "Jo Park", "Room 4", "the nurse"]),
        },
        Filling {
            label: "long names and the longest place",
            values: of(
                longest_day(today),
                "12:45pm",
                [
                    "Wilhelmina-Konstantina",
                    "Professor Featherstonehaugh-Cholmondeley",
                    "Wilhelmina-Konstantina Featherstonehaugh-Cholmondeley",
                    "the Outpatients Department North, second floor, green corridor",
                    "the advanced nurse practitioner",
                ],
            ),
        },
        Filling {
            label: "Welsh letters",
            values: of(
                soon(),
                "2pm",
                [
                    "Ll\u{177}r",
                    "Mr G\u{175}ynfryn",
                    "Ll\u{177}r G\u{175}ynfryn",
                    "T\u{177}'r Felin",
                    "y nyrs",
                ],
            ),
        },
        Filling { label: "missing data", values: booked(known(practice, today), soon(), "9am") },
    ]
}
