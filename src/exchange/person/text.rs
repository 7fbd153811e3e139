//! What is held about one person as text that they can read.

use std::io::{self, Write};

use super::{Held, WITHHOLD};
use crate::domain::clock::Moment;
use crate::domain::communication::{Communication, RecordMode};
use crate::domain::contact::ContactPoint;
use crate::domain::date;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::log::Event;
use crate::domain::objection::Outcome;
use crate::domain::preference::Wish;
use crate::domain::safeguarding::SafeguardingNote;
use crate::domain::settlement::Settlement;
use crate::domain::shown;
use crate::domain::told;

/// Stands before what is about somebody else.
const THIRD_PARTY: &str = "[third party] ";

/// Stands before what is not handed out before somebody decided so.
const WITHHELD: &str = "[withhold] ";

pub fn write(out: &mut dyn Write, held: &Held<'_>, now: &Moment) -> io::Result<()> {
    let mut page = Page { out, now };
    page.who(held)?;
    page.reach(held)?;
    page.wishes(held)?;
    page.others(held)?;
    page.safeguarding(held)?;
    page.history(held)?;
    page.messages(held)
}

struct Page<'a> {
    out: &'a mut dyn Write,
    now: &'a Moment,
}

impl Page<'_> {
    fn head(&mut self, words: &str) -> io::Result<()> {
        writeln!(self.out, "\n{words}\n{}", "-".repeat(words.chars().count()))
    }

    fn line(&mut self, words: &str) -> io::Result<()> {
        writeln!(self.out, "{}", shown::block(words))
    }

    fn nothing(&mut self, empty: bool) -> io::Result<()> {
        if empty { self.line("Nothing.") } else { Ok(()) }
    }

    fn at(&self, at: jiff::Timestamp) -> String {
        self.now.local_of(at).strftime("%-d %b %Y %H:%M").to_string()
    }

    fn who(&mut self, held: &Held<'_>) -> io::Result<()> {
        let patient = &held.dossier.patient;
        let today = self.now.today();
        self.line(&format!("Everything held about {} on {}", patient.show_name(today), date::show(today)))?;
        self.line(&format!(
            "What is about somebody else begins with {}: redact it where it must be.",
            THIRD_PARTY.trim()
        ))?;
        self.head("Who")?;
        for name in &patient.names {
            let past = if name.period.is_over(today) { " (in the past)" } else { "" };
            self.line(&format!("Name: {}{past}", name.show()))?;
        }
        let facts = [
            ("Date of birth", patient.birth_date.map(date::PartialDate::show)),
            ("NHS number", patient.nhs_number.map(|number| number.to_string())),
            ("Practice number", patient.practice_number.clone()),
            ("Gender", patient.gender.clone()),
            (
                "Death",
                patient.death.as_ref().map(|death| death.on.map_or("day not known".into(), date::show)),
            ),
            ("Left", patient.left.as_ref().map(|left| left.on.map_or("day not known".into(), date::show))),
        ];
        for (label, value) in facts {
            if let Some(value) = value {
                self.line(&format!("{label}: {value}"))?;
            }
        }
        if let Some(restriction) = &patient.restriction {
            let lead = restriction.named_lead.as_deref().unwrap_or("nobody named");
            self.line(&format!("The record or address is marked confidential; named lead: {lead}"))?;
            for channel in &restriction.unsafe_channels {
                self.line(&format!("Not safe: {}", channel.label()))?;
            }
        }
        Ok(())
    }

    fn point(&mut self, mark: &str, point: &ContactPoint) -> io::Result<()> {
        let mut words = format!("{mark}{}: {}", point.value.label(), point.value.show());
        if let Some(verified) = &point.verified {
            words.extend([
                "; confirmed ",
                &date::show(verified.on),
                " by ",
                &verified.recorded.by.to_string(),
            ]);
        }
        if !point.is_current(self.now.today()) {
            words.push_str("; no longer in use");
        }
        words.extend(["; from ", &point.recorded.by.to_string(), ", ", &self.at(point.recorded.at)]);
        self.line(&words)
    }

    fn reach(&mut self, held: &Held<'_>) -> io::Result<()> {
        self.head("How to reach them")?;
        let points = held.dossier.contacts.as_deref().unwrap_or_default();
        points.iter().try_for_each(|point| self.point("", point))?;
        self.nothing(points.is_empty())
    }

    fn wishes(&mut self, held: &Held<'_>) -> io::Result<()> {
        let dossier = held.dossier;
        self.head("Wishes, objections, needs, what was agreed")?;
        let mut count = 0;
        for objection in dossier.objections.iter().flatten() {
            let about = objection.purpose.map(|p| format!(" about {}", p.label())).unwrap_or_default();
            let outcome = match objection.outcome {
                Outcome::Stands => "stands",
                Outcome::Withdrawn => "withdrawn",
                Outcome::MayBeOverridden => "stands, may be overridden",
            };
            let reason = objection.reason.as_ref().map(|words| format!(": {words}")).unwrap_or_default();
            let talk =
                objection.talk.as_ref().map(|words| format!(" Talked through: {words}.")).unwrap_or_default();
            self.line(&format!(
                "Objection to {}{about}{reason}; {outcome}.{talk} By {}, {}",
                objection.channel.label(),
                objection.recorded.by,
                self.at(objection.recorded.at)
            ))?;
            count += 1;
        }
        for preference in dossier.preferences.iter().flatten() {
            let wish = match &preference.wish {
                Wish::Channel(channel) => channel.label().to_owned(),
                Wish::Times { words, .. } => words.clone(),
                Wish::Language(language) => format!("language {language}"),
            };
            self.line(&format!("Prefers {wish}; by {}", preference.recorded.by))?;
            count += 1;
        }
        for need in dossier.needs.iter().flatten() {
            let note = need.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
            self.line(&format!("Needs: {}{note}; by {}", need.kind.label(), need.recorded.by))?;
            count += 1;
        }
        for agreement in dossier.agreements.iter().flatten() {
            let what = agreement.topic.map_or("results", crate::domain::topic::Topic::label);
            let words = agreement.words.as_deref().unwrap_or("");
            self.line(&format!("Agreed: {what} by {}. {words}", agreement.channel.label()))?;
            count += 1;
        }
        self.nothing(count == 0)
    }

    fn others(&mut self, held: &Held<'_>) -> io::Result<()> {
        self.head("Who acts for them, and who shares a number with them")?;
        let dossier = held.dossier;
        let mut count = 0;
        for proxy in dossier.proxies.iter().flatten() {
            let tell = if proxy.do_not_tell { "; must not be told" } else { "" };
            self.line(&format!(
                "{THIRD_PARTY}{} ({}): {}{tell}",
                proxy.name.show(),
                proxy.relationship,
                proxy.basis.label()
            ))?;
            proxy.contacts.iter().try_for_each(|point| self.point(THIRD_PARTY, point))?;
            count += 1;
        }
        for sharer in dossier.sharers.iter().flatten() {
            self.line(&format!("{THIRD_PARTY}{} has the same number or email", sharer.patient.name))?;
            count += 1;
        }
        self.nothing(count == 0)
    }

    /// Safeguarding notes, as far as whoever exports may know of them.
    fn safeguarding(&mut self, held: &Held<'_>) -> io::Result<()> {
        let dossier = held.dossier;
        let told = |note: &&SafeguardingNote| note.words.is_some() || note.asks;
        let notes: Vec<&SafeguardingNote> = dossier.safeguarding.iter().flatten().filter(told).collect();
        if notes.is_empty() {
            return Ok(());
        }
        self.head("Safeguarding")?;
        self.line(&format!("{WITHHOLD}."))?;
        for note in notes {
            let whom = told::noted(note, dossier);
            let said = match &note.words {
                Some(words) => {
                    format!("{whom}: {words}; by {}, {}", note.recorded.by, self.at(note.recorded.at))
                }
                None => format!("{} (whoever made this export may not read why)", note.request(&whom)),
            };
            self.line(&format!("{WITHHELD}{said}"))?;
        }
        Ok(())
    }

    fn history(&mut self, held: &Held<'_>) -> io::Result<()> {
        self.head("What the desk changed, the newest first")?;
        for entry in held.history {
            let Event::Amended(amendment) = &entry.event else { continue };
            let names_another =
                |fact: &Fact| matches!(fact, Fact::Proxy(_) | Fact::Contact { of: Some(_), .. });
            let mark = if amendment.is_safeguarding() {
                WITHHELD
            } else if amendment.changes.iter().filter_map(FactChange::fact).any(names_another) {
                THIRD_PARTY
            } else {
                ""
            };
            self.line(&format!(
                "{mark}{}, {}: {} (entry {})",
                self.at(entry.at),
                held.name_of(entry.actor.staff),
                told::amendment(amendment, held.dossier),
                entry.number
            ))?;
        }
        self.nothing(held.history.is_empty())
    }

    fn messages(&mut self, held: &Held<'_>) -> io::Result<()> {
        self.head("Reminders")?;
        for reminder in held.reminders {
            let words = format!("{}, due {}", reminder.purpose.label(), date::show(reminder.due));
            self.line(&format!("{words}: {}", reminder.state.slug()))?;
        }
        self.nothing(held.reminders.is_empty())?;
        self.head("Messages, the newest first")?;
        held.messages.iter().try_for_each(|message| self.message(message))?;
        self.nothing(held.messages.is_empty())
    }

    fn message(&mut self, told: &Communication) -> io::Result<()> {
        let message = &told.message;
        let is_other = !matches!(message.recipient, crate::domain::communication::Recipient::Patient);
        let mark = if is_other { THIRD_PARTY } else { "" };
        self.line(&format!(
            "{}: {} by {} to {mark}{} {}; {}; written by {}",
            self.at(told.prepared),
            message.purpose.label(),
            message.channel.label(),
            message.recipient_name,
            message.address,
            told.state.label(),
            told.by_name
        ))?;
        if !message.subject.is_empty() {
            self.line(&format!("    Subject: {}", message.subject))?;
        }
        for line in message.body.lines() {
            self.line(&format!("    {line}"))?;
        }
        match &message.record {
            RecordMode::Exact => {}
            RecordMode::Summary(words) => self.line(&format!("    Summary on the record: {words}"))?,
            RecordMode::RecordedBy(system) => self.line(&format!("    Recorded by {system}"))?,
        }
        for finding in &message.findings {
            let how = match &finding.settlement {
                Settlement::Shown => "shown".to_owned(),
                Settlement::Seen => "seen".to_owned(),
                Settlement::Cured { cure } => format!("cured: {cure}"),
                Settlement::Overridden(with) => {
                    format!("overridden: {} ({})", with.reason.label(), with.words)
                }
            };
            self.line(&format!("    Warning {}: {how}", finding.rule))?;
        }
        for correction in &told.corrections {
            self.line(&format!("    Correction: {}", correction.words))?;
        }
        for review in &told.reviews {
            self.line(&format!("    Caldicott Guardian: {}: {}", review.decision.label(), review.words))?;
        }
        Ok(())
    }
}
