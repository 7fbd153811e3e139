//! The values that fill a template: from the record, the reminder, the practice and the clock.

use jiff::civil::Date;

use super::context::Context;
use crate::domain::dossier::Dossier;
use crate::domain::filling::Values;
use crate::domain::reminder::Reminder;
use crate::domain::staff::Staff;

/// A day as a patient reads it: Monday 23 November.
fn day(date: Date) -> String {
    date.strftime("%A %-d %B").to_string()
}

/// Everything that placeholders can ask for, as far as it is known.
pub fn values(
    dossier: &Dossier,
    reminder: Option<&Reminder>,
    staff: Option<&Staff>,
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
            values.set("appointment.date", day(at.date()));
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
    values.set("today", today.strftime("%-d %B %Y").to_string());
    values.set("staff_name", staff.map(|staff| staff.name.clone()).unwrap_or_default());
    values
}
