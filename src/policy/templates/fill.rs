//! Which approved text fits a message, and the values that fill it: from the record, the reminder, the practice, the clock.

use jiff::civil::Date;

use super::super::settings::Checker;
use crate::domain::channel::Channel;
use crate::domain::clock::Moment;
use crate::domain::dossier::Dossier;
use crate::domain::filling::{self, Values};
use crate::domain::need::NeedKind;
use crate::domain::purpose::Purpose;
use crate::domain::reminder::Reminder;
use crate::domain::staff::Staff;
use crate::domain::template::{Format, Template};

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
fn is_welsh(language: &str) -> bool {
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

/// What approved texts are chosen and filled from, besides the patient.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The approved texts.
    pub templates: &'a [Template],
    /// Who sits here.
    pub staff: Option<&'a Staff>,
    /// The settings, with the practice.
    pub checker: &'a Checker,
    /// The time.
    pub now: &'a Moment,
}

impl<'a> Sources<'a> {
    /// Everything that placeholders can ask for, as far as it is known; days in the language of the text (BCP 47).
    pub fn values(&self, dossier: &Dossier, reminder: Option<&Reminder>, language: &str) -> Values {
        let today = self.now.today();
        let mut values = Values::new();
        if let Some(name) = dossier.patient.name(today) {
            values.set("first_name", name.first_given().unwrap_or_default());
            let formal = if name.prefix.is_empty() { String::new() } else { name.formal() };
            values.set("title_and_family", formal);
            let full: Vec<&str> =
                name.given.iter().map(String::as_str).chain(name.family.as_deref()).collect();
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
        let practice = &self.checker.settings.practice;
        values.set("practice_name", practice.name.clone());
        values.set("practice_phone", practice.phones.first().cloned().unwrap_or_default());
        values.set("practice_address", practice.address.clone());
        values.set("practice_website", practice.domains.first().cloned().unwrap_or_default());
        values.set("today", dated(today, language));
        values.set("staff_name", self.staff.map(|staff| staff.name.clone()).unwrap_or_default());
        values
    }

    /// Subject and text of a template, filled from the record.
    pub fn filled(
        &self,
        template: &Template,
        dossier: &Dossier,
        reminder: Option<&Reminder>,
    ) -> (String, String) {
        let values = self.values(dossier, reminder, &template.language);
        let mut missing = Vec::new();
        let subject = filling::fill_text(&template.subject, &values, &mut missing);
        (subject, filling::fill_text(&template.body, &values, &mut missing))
    }

    /// The approved text for a purpose on a channel: the one that is named, else the one in the format that the patient
    /// needs and the language they wish for, where there is one.
    pub fn text_for(
        &self,
        dossier: &Dossier,
        purpose: Purpose,
        channel: Channel,
        named: Option<&str>,
    ) -> Option<&'a Template> {
        if let Some(named) = named.and_then(|id| self.templates.iter().find(|template| template.id == id)) {
            return Some(named);
        }
        let wished = dossier.language(self.now.today());
        let needed = format_needed(dossier, channel);
        let fits = |template: &&'a Template| {
            template.purpose == purpose
                && template.channels.contains(&channel)
                && [Format::Standard, needed].contains(&template.format)
        };
        let rank = |template: &&'a Template| {
            let is_wished = wished.is_some_and(|language| speaks(template, language));
            let language = if is_wished { 0 } else { 1 + u8::from(!speaks(template, "en")) };
            // a need is a duty, a wish is followed where that can be; among several, the plain one: a reminder rather
            // than a confirmation or a second letter
            (template.format != needed, language, !template.id.contains("-reminder-"), template.id.len())
        };
        self.templates.iter().filter(fits).min_by_key(rank)
    }
}

/// Whether a template is in a language (BCP 47) or in the one that it is a kind of.
pub fn speaks(template: &Template, language: &str) -> bool {
    language == template.language
        || language.strip_prefix(template.language.as_str()).is_some_and(|rest| rest.starts_with('-'))
}

/// The format in which this person reads what comes by a channel.
fn format_needed(dossier: &Dossier, channel: Channel) -> Format {
    let has = |kind: &NeedKind| dossier.needs.iter().flatten().any(|need| need.kind == *kind);
    match channel {
        Channel::Letter if has(&NeedKind::EasyRead) => Format::EasyRead,
        Channel::Letter if has(&NeedKind::LargePrint) => Format::LargePrint,
        _ => Format::Standard,
    }
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
