//! What is held about one person as text that they can read.

use std::io::{self, Write};

use super::{Held, WITHHOLD};
use crate::domain::clock::Moment;
use crate::domain::communication::{Communication, RecordMode};
use crate::domain::contact::ContactPoint;
use crate::domain::date;
use crate::domain::dossier::Dossier;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::ids::ProxyId;
use crate::domain::log::Event;
use crate::domain::patient::Patient;
use crate::domain::proxy::Proxy;
use crate::domain::safeguarding::SafeguardingNote;
use crate::domain::settlement::Settlement;
use crate::domain::shown;
use crate::domain::staff::Recorded;
use crate::domain::told;

/// Stands before what is about somebody else.
const THIRD_PARTY: &str = "[third party] ";

/// Stands before what is not handed out before somebody decided so.
const WITHHELD: &str = "[withhold] ";

pub fn write(out: &mut dyn Write, held: &Held<'_>, now: &Moment) -> io::Result<()> {
    // the address is theirs: nothing is held back from the person themselves
    let patient = Patient { restriction: None, ..held.dossier.patient.clone() };
    let open = Dossier { patient, ..held.dossier.clone() };
    let mut page = Page { out, now, open };
    page.who(held)?;
    page.reach(held)?;
    page.wishes(held)?;
    page.others(held)?;
    page.conflicts(held)?;
    page.safeguarding(held)?;
    page.history(held)?;
    page.messages(held)
}

struct Page<'a> {
    out: &'a mut dyn Write,
    now: &'a Moment,
    /// What is on file, as the person themselves may read it.
    open: Dossier,
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
            for point in restriction.safe.iter().filter_map(|id| held.dossier.contact(*id)) {
                self.line(&format!("Safe, says the named lead: {}", point.value.show()))?;
            }
        }
        Ok(())
    }

    /// All that is on file of a fact, and who took it down.
    fn fact(&mut self, mark: &str, fact: &Fact, recorded: &Recorded) -> io::Result<()> {
        let said = told::stated(fact, &self.open);
        let at = self.at(recorded.at);
        self.line(&format!("{mark}{said}; by {}, {at}", recorded.by))
    }

    fn points(&mut self, of: Option<ProxyId>, list: &[ContactPoint], mark: &str) -> io::Result<()> {
        list.iter().try_for_each(|point| {
            let past = if point.is_current(self.now.today()) { "" } else { "No longer in use: " };
            let fact = Fact::Contact { of, point: point.clone() };
            self.fact(&format!("{mark}{past}"), &fact, &point.recorded)?;
            let Some(verified) = &point.verified else { return Ok(()) };
            self.line(&format!("{mark}    found right by {}", verified.recorded.by))
        })
    }

    fn reach(&mut self, held: &Held<'_>) -> io::Result<()> {
        self.head("How to reach them")?;
        let points = held.dossier.contacts.as_deref().unwrap_or_default();
        self.points(None, points, "")?;
        self.nothing(points.is_empty())
    }

    fn wishes(&mut self, held: &Held<'_>) -> io::Result<()> {
        let dossier = held.dossier;
        self.head("Wishes, objections, needs, what was agreed")?;
        let objections = dossier.objections.iter().flatten();
        let objections = objections.map(|one| (Fact::Objection(one.clone()), &one.recorded));
        let wishes = dossier.preferences.iter().flatten();
        let wishes = wishes.map(|one| (Fact::Preference(one.clone()), &one.recorded));
        let needs = dossier.needs.iter().flatten().map(|one| (Fact::Need(one.clone()), &one.recorded));
        let agreements = dossier.agreements.iter().flatten();
        let agreements = agreements.map(|one| (Fact::Agreement(one.clone()), &one.recorded));
        let all: Vec<(Fact, &Recorded)> = objections.chain(wishes).chain(needs).chain(agreements).collect();
        all.iter().try_for_each(|(fact, recorded)| self.fact("", fact, recorded))?;
        self.nothing(all.is_empty())
    }

    fn others(&mut self, held: &Held<'_>) -> io::Result<()> {
        self.head("Who acts for them, and who shares a number with them")?;
        let dossier = held.dossier;
        let (proxies, sharers) = (dossier.proxies.iter().flatten(), dossier.sharers.iter().flatten());
        for proxy in proxies.clone() {
            let fact = Fact::Proxy(Box::new(Proxy { contacts: Vec::new(), ..proxy.clone() }));
            self.fact(THIRD_PARTY, &fact, &proxy.recorded)?;
            self.points(Some(proxy.id), &proxy.contacts, THIRD_PARTY)?;
        }
        for sharer in sharers.clone() {
            self.line(&format!("{THIRD_PARTY}{} has the same number or email", sharer.patient.name))?;
        }
        self.nothing(proxies.count() + sharers.count() == 0)
    }

    /// What sources disagree about, where they do.
    fn conflicts(&mut self, held: &Held<'_>) -> io::Result<()> {
        let conflicts = held.dossier.conflicts.as_deref().unwrap_or_default();
        if conflicts.is_empty() {
            return Ok(());
        }
        self.head("What sources disagree about")?;
        conflicts.iter().try_for_each(|one| {
            let at = self.at(one.at);
            self.line(&format!("On file: {}; {} says: {}; since {at}", one.kept, one.source, one.other))
        })
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
