//! Merging what a file says of a patient into what is on file: a function of values, the same for every store.
//!
//! A file replaces what a file recorded before; what it replaces is ended and stays visible. It never ends what the
//! desk recorded: a disagreement becomes a conflict for a person to settle. A file that is silent about something says
//! nothing about it. Merging the same again changes nothing.

mod contacts;
mod kept;
mod proxy;
mod wishes;

use jiff::Timestamp;
use jiff::civil::Date;

use super::agreement::Agreement;
use super::channel::Channel;
use super::contact::ContactPoint;
use super::date::Period;
use super::dossier::{Conflict, Facet};
use super::fold;
use super::ids::ContactPointId;
use super::import::{IncomingContact, IncomingPatient, IncomingProxy};
use super::need::Need;
use super::objection::Objection;
use super::patient::{Confidentiality, Death, DeathNotice, Patient, Restriction};
use super::person::{HumanName, Use};
use super::preference::Preference;
use super::proxy::Proxy;
use super::staff::{Author, Recorded};

/// Which of a patient's own facts the desk recorded, one bit each: an import leaves those alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Own(pub u8);

impl Own {
    /// The names.
    pub const NAMES: Self = Self(1);
    /// The date of birth.
    pub const BIRTH: Self = Self(2);
    /// The gender.
    pub const GENDER: Self = Self(4);
    /// The death.
    pub const DEATH: Self = Self(8);
    /// That they left.
    pub const LEFT: Self = Self(16);
    /// The restriction and what belongs to it.
    pub const RESTRICTION: Self = Self(32);

    /// Whether all of `other` is in it.
    pub const fn holds(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What is on file about one patient, as far as a file can speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnFile {
    /// The patient.
    pub patient: Patient,
    /// Which of the patient's own facts the desk recorded.
    pub desk: Own,
    /// Their contact points.
    pub contacts: Vec<ContactPoint>,
    /// Their wishes.
    pub preferences: Vec<Preference>,
    /// Their refusals.
    pub objections: Vec<Objection>,
    /// Their access needs.
    pub needs: Vec<Need>,
    /// What was agreed with them beforehand.
    pub agreements: Vec<Agreement>,
    /// Agreements that the desk took back: no file brings those back.
    pub taken_back: Vec<Agreement>,
}

impl OnFile {
    /// A patient of whom nothing else is known.
    pub fn of(patient: Patient) -> Self {
        Self {
            patient,
            desk: Own::default(),
            contacts: Vec::new(),
            preferences: Vec::new(),
            objections: Vec::new(),
            needs: Vec::new(),
            agreements: Vec::new(),
            taken_back: Vec::new(),
        }
    }
}

/// The run of an import in which is merged.
pub struct Merge<'a> {
    /// What the new facts carry: the import and its time.
    pub recorded: &'a Recorded,
    /// The day, by the desk's calendar.
    pub today: Date,
    /// Whether the files hold every registered patient: then being on them says something.
    pub full_list: bool,
    /// Makes the sixteen bytes of a new identifier.
    pub mint: &'a mut dyn FnMut() -> [u8; 16],
    /// The identifiers that contact points of others in the same dossier have: no other one gets them.
    pub taken: Vec<ContactPointId>,
    /// The disagreements found.
    pub conflicts: Vec<Conflict>,
}

impl Merge<'_> {
    /// Brings what is on file up to date with what the file says.
    pub fn patient(&mut self, on_file: &mut OnFile, said: &IncomingPatient) {
        self.identity(on_file, said);
        self.names(on_file, &said.names);
        self.death(on_file, said);
        self.left(on_file, said);
        contacts::merge(self, &mut on_file.contacts, &said.contacts, Facet::Contacts);
        self.restriction(on_file, said);
        wishes::preferences(self, &mut on_file.preferences, said);
        kept::wishes(self, &mut on_file.preferences, &said.wishes);
        wishes::objections(self, &mut on_file.objections, &said.objections);
        wishes::needs(self, &mut on_file.needs, &said.needs);
        kept::needs(self, &mut on_file.needs, &said.noted);
        kept::agreements(self, on_file, &said.agreements);
        self.conflicts.extend(said.conflicts.iter().cloned());
    }

    /// Brings a proxy up to date, or makes one who is not on file yet; their contact points are merged apart.
    pub fn proxy(&mut self, known: Option<Proxy>, said: &IncomingProxy) -> Proxy {
        match known {
            None => proxy::fresh(self, said),
            Some(mut known) => {
                proxy::merge(self, &mut known, said);
                known
            }
        }
    }

    /// The contact points that the named lead of another practice marked safe, among those on file.
    pub fn safe(on_file: &[ContactPoint], said: &[IncomingContact]) -> Vec<ContactPointId> {
        contacts::safe(on_file, said)
    }

    /// Brings the contact points of a proxy up to date.
    pub fn proxy_contacts(&mut self, on_file: &mut Vec<ContactPoint>, said: &[IncomingContact]) {
        contacts::merge(self, on_file, said, Facet::Proxies);
    }

    /// The time of the run.
    fn at(&self) -> Timestamp {
        self.recorded.at
    }

    /// The last day on which something replaced today was in use.
    fn yesterday(&self) -> Date {
        self.today.yesterday().unwrap_or(self.today)
    }

    fn conflict(&mut self, facet: Facet, channel: Option<Channel>, kept: String, other: String) {
        let source = match &self.recorded.by {
            Author::Import { source, .. } => source.clone(),
            Author::Staff { name, .. } => name.clone(),
        };
        let found = Conflict { facet, channel, kept, other, source, at: self.at() };
        if !self.conflicts.contains(&found) {
            self.conflicts.push(found);
        }
    }

    fn identity(&mut self, on_file: &mut OnFile, said: &IncomingPatient) {
        let desk = on_file.desk;
        let patient = &mut on_file.patient;
        patient.nhs_number = patient.nhs_number.or(said.key.nhs_number);
        match (&patient.practice_number, &said.key.practice_number) {
            (None, number) => patient.practice_number.clone_from(number),
            (Some(kept), Some(number)) if kept != number => {
                let line = |number: &str| format!("practice number {number}");
                let (kept, other) = (line(kept), line(number));
                self.conflict(Facet::Patient, None, kept, other);
            }
            _ => {}
        }
        let patient = &mut on_file.patient;
        if let Some(born) = said.birth_date.filter(|born| Some(*born) != patient.birth_date) {
            match patient.birth_date {
                Some(kept) if desk.holds(Own::BIRTH) => {
                    let line = |words: String| format!("date of birth {words}");
                    self.conflict(Facet::Patient, None, line(kept.show()), line(born.show()));
                }
                _ => patient.birth_date = Some(born),
            }
        }
        if let Some(gender) = said.gender.as_ref().filter(|gender| Some(*gender) != patient.gender.as_ref()) {
            match &patient.gender {
                Some(kept) if desk.holds(Own::GENDER) => {
                    let (kept, other) = (format!("gender {kept}"), format!("gender {gender}"));
                    self.conflict(Facet::Patient, None, kept, other);
                }
                _ => patient.gender = Some(gender.clone()),
            }
        }
    }

    fn names(&mut self, on_file: &mut OnFile, said: &[HumanName]) {
        let desk = on_file.desk.holds(Own::NAMES);
        let today = self.today;
        let is_past = |name: &HumanName| name.period.is_over(today) || name.use_ == Use::Old;
        let names = &mut on_file.patient.names;
        let mut fresh = Vec::new();
        for (at, name) in said.iter().enumerate() {
            // of one name said twice, the one in use counts, and else the last
            let rank = |at: usize, name: &HumanName| (!is_past(name), at);
            if said
                .iter()
                .enumerate()
                .any(|(at2, other)| rank(at2, other) > rank(at, name) && is_same_name(other, name))
            {
                continue;
            }
            match names.iter_mut().find(|known| is_same_name(known, name)) {
                Some(known) if !desk => refresh_name(known, name),
                Some(_) => {}
                None if is_past(name) => names.push(name.clone()),
                None => fresh.push(name),
            }
        }
        for name in fresh {
            let current = names.iter().find(|known| !is_past(known) && known.use_ == name.use_);
            if let Some(known) = current.filter(|_| desk) {
                self.conflict(Facet::Patient, None, known.show(), name.show());
                continue;
            }
            let end = self.yesterday();
            for known in names.iter_mut().filter(|known| !is_past(known) && known.use_ == name.use_) {
                if !said.iter().any(|other| is_same_name(known, other)) {
                    known.period = Period { start: known.period.start, end: Some(end) };
                    known.use_ = Use::Old;
                }
            }
            names.push(name.clone());
        }
    }

    fn death(&mut self, on_file: &mut OnFile, said: &IncomingPatient) {
        let kept = &mut on_file.patient.death;
        match (kept.as_mut(), &said.death) {
            (None, Some(death)) => *kept = Some(death.clone()),
            (Some(known), Some(death)) if on_file.desk.holds(Own::DEATH) => {
                if death.on.is_some() && death.on != known.on {
                    let (kept, other) = (show_death(known), show_death(death));
                    self.conflict(Facet::Patient, None, kept, other);
                }
            }
            (Some(known), Some(death)) => {
                known.on = death.on.or(known.on);
                if death.notice == DeathNotice::Formal {
                    known.notice = DeathNotice::Formal;
                }
            }
            // a list of everybody registered holds them, and says nothing of a death
            (Some(known), None) if self.full_list => {
                let kept = show_death(known);
                self.conflict(Facet::Patient, None, kept, "on the full list as alive".to_owned());
            }
            (_, None) => {}
        }
    }

    fn left(&mut self, on_file: &mut OnFile, said: &IncomingPatient) {
        let desk = on_file.desk.holds(Own::LEFT);
        let kept = &mut on_file.patient.left;
        match (kept.as_mut(), &said.left) {
            (Some(_), Some(_)) if desk => {}
            (_, Some(left)) => {
                let mut left = left.clone();
                if let Some(known) = kept {
                    left.on = left.on.or(known.on);
                    left.reason = left.reason.or_else(|| known.reason.clone());
                }
                *kept = Some(left);
            }
            (Some(_), None) if self.full_list => {
                let other = "on the full list as registered".to_owned();
                self.conflict(Facet::Patient, None, "no longer registered".to_owned(), other);
            }
            (_, None) => {}
        }
    }

    fn restriction(&mut self, on_file: &mut OnFile, said: &IncomingPatient) {
        let desk = on_file.desk.holds(Own::RESTRICTION);
        let stood = on_file.patient.restriction.is_some();
        let mut kept = on_file.patient.restriction.clone().unwrap_or_default();
        if let Some(level) = said.confidentiality.filter(|level| *level != kept.level) {
            if desk {
                let (kept, other) = (show_level(kept.level), show_level(level));
                self.conflict(Facet::Patient, None, kept, other);
            } else {
                kept.level = level;
            }
        }
        if !desk && said.named_lead.is_some() {
            kept.named_lead.clone_from(&said.named_lead);
        }
        // that a channel is not safe is only ever added: taking it back is for the desk
        for channel in &said.unsafe_channels {
            if !kept.unsafe_channels.contains(channel) {
                kept.unsafe_channels.push(*channel);
            }
        }
        kept.unsafe_channels.sort_unstable();
        // a safe route comes with a restriction that was not known: no file says of one that stands that a route is safe
        for id in Self::safe(&on_file.contacts, &said.contacts) {
            if !desk && !stood && !kept.safe.contains(&id) {
                kept.safe.push(id);
            }
        }
        on_file.patient.restriction = (kept != Restriction::default()).then_some(kept);
    }
}

/// Whether two names are the same apart from spelling details that folding removes, titles and periods.
fn is_same_name(one: &HumanName, other: &HumanName) -> bool {
    let key = |name: &HumanName| {
        (fold::name(name.family.as_deref().unwrap_or("")), fold::name(&name.given.join(" ")))
    };
    one.given == other.given && one.family == other.family || key(one) == key(other)
}

/// Takes over what a file says more exactly about a name that is known.
fn refresh_name(known: &mut HumanName, said: &HumanName) {
    // lists in capitals say nothing about spelling
    let shouted = |name: &HumanName| {
        let text = name.given.join(" ") + name.family.as_deref().unwrap_or("");
        text.is_ascii() && !text.contains(|c: char| c.is_ascii_lowercase())
    };
    if !shouted(said) {
        known.given.clone_from(&said.given);
        known.family.clone_from(&said.family);
    }
    if !said.prefix.is_empty() {
        known.prefix.clone_from(&said.prefix);
    }
    if !said.suffix.is_empty() {
        known.suffix.clone_from(&said.suffix);
    }
    if said.period != Period::default() || known.use_ == Use::Old {
        known.period = said.period;
    }
    known.use_ = said.use_;
}

fn show_death(death: &Death) -> String {
    match death.on {
        Some(day) => format!("died on {}", super::date::show(day)),
        None => "died".to_owned(),
    }
}

fn show_level(level: Confidentiality) -> String {
    match level {
        Confidentiality::Unrestricted => "unrestricted",
        Confidentiality::Restricted => "restricted",
        Confidentiality::VeryRestricted => "very restricted",
    }
    .to_owned()
}

#[cfg(test)]
mod tests;
