//! The values that fill a template: from the record, the reminder, the practice and the clock.

use jiff::civil::Date;

use super::context::Context;
use crate::domain::dossier::Dossier;
use crate::domain::filling::Values;
use crate::domain::reminder::Reminder;
use crate::domain::staff::Staff;

/// The days of the week in Welsh, Monday first.
const DYDDIAU: [&str; 7] = ["Llun", "Mawrth", "Mercher", "Iau", "Gwener", "Sadwrn", "Sul"];

/// The months in Welsh.
const MISOEDD: [&str; 12] = [
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
];

/// Whether a language (BCP 47) is Welsh.
pub fn is_welsh(language: &str) -> bool {
    language == "cy" || language.starts_with("cy-")
}

fn of_list(list: &'static [&'static str], number: i8) -> &'static str {
    usize::try_from(number - 1).ok().and_then(|at| list.get(at)).copied().unwrap_or_default()
}

/// A day as a patient reads it: Monday 23 November, dydd Llun 23 Tachwedd.
fn day(date: Date, language: &str) -> String {
    if is_welsh(language) {
        let weekday = of_list(&DYDDIAU, date.weekday().to_monday_one_offset());
        return format!("dydd {weekday} {} {}", date.day(), of_list(&MISOEDD, date.month()));
    }
    date.strftime("%A %-d %B").to_string()
}

/// A date at the head of a letter: 23 November 2026, 23 Tachwedd 2026.
fn dated(date: Date, language: &str) -> String {
    if is_welsh(language) {
        return format!("{} {} {}", date.day(), of_list(&MISOEDD, date.month()), date.year());
    }
    date.strftime("%-d %B %Y").to_string()
}

/// Everything that placeholders can ask for, as far as it is known; days in the language of the text (BCP 47).
pub fn values(
    dossier: &Dossier,
    reminder: Option<&Reminder>,
    staff: Option<&Staff>,
    language: &str,
    cx: &Context<'_>,
) -> Values {
    let today = cx.now.today();
    let mut values = Values::new();
    if let Some(name) = dossier.patient.name(today) {
        values.set("first_name", name.first_given().unwrap_or_default());
        let formal = if name.prefix.is_empty() { String::new() } else { name.formal() };
        values.set("title_and_family", formal);
        let full: Vec<&str> = name.given.iter().map(String::as_str).chain(name.family.as_deref()).collect();
        values.set("full_name", full.join(" "));
    }
    if let Some(appointment) = reminder.map(|reminder| &reminder.appointment) {
        if let Some(at) = appointment.at {
            values.set("appointment.date", day(at.date(), language));
            values.set("appointment.time", at.strftime("%-I:%M%P").to_string().replace(":00", ""));
        }
        values.set("appointment.place", appointment.place.clone().unwrap_or_default());
        values.set("appointment.with", appointment.with.clone().unwrap_or_default());
    }
    let practice = &cx.checker.settings.practice;
    values.set("practice_name", practice.name.clone());
    values.set("practice_phone", practice.phones.first().cloned().unwrap_or_default());
    values.set("practice_address", practice.address.clone());
    values.set("practice_website", practice.domains.first().cloned().unwrap_or_default());
    values.set("today", dated(today, language));
    values.set("staff_name", staff.map(|staff| staff.name.clone()).unwrap_or_default());
    values
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_said_in_the_language_of_the_text() {
        let on = date(2026, 11, 23);
        assert_eq!(day(on, "en"), "Monday 23 November");
        assert_eq!(day(on, "cy"), "dydd Llun 23 Tachwedd");
        assert_eq!(dated(on, "cy-GB"), "23 Tachwedd 2026");
        assert_eq!(day(date(2027, 3, 2), "cy"), "dydd Mawrth 2 Mawrth");
    }
}
