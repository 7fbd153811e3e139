//! What rules ask of a case again and again: who reads it, where it goes, who else would see it.

use jiff::civil::Date;

use crate::domain::channel::{Channel, Protection};
use crate::domain::contact::ContactPoint;
use crate::domain::dossier::Sharer;
use crate::domain::objection::Objection;
use crate::domain::patient::Patient;
use crate::domain::proxy::Proxy;
use crate::domain::span::Field;

use super::case::{Case, Reader};
use super::finding::Change;

/// Who can see a field of the message besides its reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Eyes {
    /// Nobody: a login, an envelope or a live call stands between.
    Guarded,
    /// The patient's own mobile or email, which nobody else is known to use.
    Own,
    /// These people or places, in words.
    Others(Vec<String>),
}

impl Case<'_> {
    /// The day of the check.
    pub fn today(&self) -> Option<Date> {
        self.now.map(crate::domain::clock::Moment::today)
    }

    /// The patient, where one is known.
    pub fn patient(&self) -> Option<&Patient> {
        self.dossier.map(|dossier| &dossier.patient)
    }

    /// The patient's age in full years, where birth and today are known.
    pub fn age(&self) -> Option<u16> {
        self.patient()?.age_on(self.today()?)
    }

    /// Whether the patient is 11 to 17: every topic then counts as high.
    pub fn is_young(&self) -> bool {
        self.age().is_some_and(|age| (11..=17).contains(&age))
    }

    /// The contact point the message goes to, where one is chosen and known.
    pub fn contact(&self) -> Option<&ContactPoint> {
        self.dossier?.contact(self.content.contact?)
    }

    /// The contact points of the reader; `None`: not known.
    pub fn contacts(&self) -> Option<&[ContactPoint]> {
        match self.reader {
            Reader::Patient => self.dossier?.contacts.as_deref(),
            Reader::Proxy(proxy) => Some(&proxy.contacts),
            Reader::Described { .. } => None,
        }
    }

    /// The reader's contact point that a message of `channel` would use: the one chosen where it serves, else the
    /// usable one of the best rank.
    pub fn contact_for(&self, channel: Channel) -> Option<&ContactPoint> {
        let chosen = self.contact().filter(|contact| contact.value.serves(channel));
        chosen.or_else(|| {
            let today = self.today()?;
            let usable = self.contacts()?.iter().filter(|c| c.is_usable(channel, today));
            usable.min_by_key(|contact| contact.rank.unwrap_or(u32::MAX))
        })
    }

    /// Who else holds a contact point on their record.
    pub fn sharers_of<'c>(&'c self, contact: &'c ContactPoint) -> impl Iterator<Item = &'c Sharer> + 'c {
        let all = self.dossier.and_then(|dossier| dossier.sharers.as_deref()).unwrap_or(&[]);
        all.iter().filter(move |sharer| sharer.contact == contact.id)
    }

    /// The proxies who have the same number or address on file as their own.
    pub fn proxies_with<'c>(&'c self, contact: &ContactPoint) -> impl Iterator<Item = &'c Proxy> + use<'c> {
        let (id, key) = (contact.id, contact.value.sharing_key());
        let all = self.dossier.and_then(|dossier| dossier.proxies.as_deref()).unwrap_or(&[]);
        all.iter().filter(move |proxy| {
            proxy.contacts.iter().any(|own| own.id == id || key.is_some() && own.value.sharing_key() == key)
        })
    }

    /// Whether somebody else than the patient reads.
    pub const fn is_for_proxy(&self) -> bool {
        !matches!(self.reader, Reader::Patient)
    }

    /// Who can see a field of the message.
    pub fn eyes(&self, field: Field) -> Eyes {
        let channel = self.content.channel;
        match self.reader {
            Reader::Patient => {}
            Reader::Proxy(proxy) => return Eyes::Others(vec![who(proxy)]),
            Reader::Described { relationship, .. } => {
                let words = if relationship.is_empty() { "the proxy" } else { relationship };
                return Eyes::Others(vec![words.to_owned()]);
            }
        }
        if channel == Channel::Voicemail {
            return Eyes::Others(vec!["whoever hears the answering machine".into()]);
        }
        if let Some(contact) = self.contact().filter(|_| matches!(channel, Channel::Text | Channel::Email)) {
            let mut readers: Vec<String> = self
                .sharers_of(contact)
                .map(|sharer| match &sharer.relationship {
                    Some(relationship) => format!("{} ({relationship})", sharer.patient.name),
                    None => sharer.patient.name.clone(),
                })
                .collect();
            if readers.is_empty() {
                readers.extend(self.proxies_with(contact).map(who));
            }
            if !readers.is_empty() {
                return Eyes::Others(readers);
            }
        }
        let guards = self.protects(channel);
        if field == Field::Subject && channel.has_subject() && guards.notification {
            return Eyes::Others(vec!["whoever sees the list of messages on a screen".into()]);
        }
        if guards.exposes(channel) { Eyes::Own } else { Eyes::Guarded }
    }

    /// What a channel protects, as the practice uses it.
    pub fn protects(&self, channel: Channel) -> Protection {
        self.checker.settings.channels.of(channel)
    }
}

/// A proxy in words: "Ewa Sikora (mother)".
pub fn who(proxy: &Proxy) -> String {
    let mut name: Vec<&str> = proxy.name.given.iter().map(String::as_str).collect();
    name.extend(proxy.name.family.as_deref());
    let name = name.join(" ");
    match (name.is_empty(), proxy.relationship.is_empty()) {
        (true, true) => "the proxy".into(),
        (true, false) => proxy.relationship.clone(),
        (false, true) => name,
        (false, false) => format!("{name} ({})", proxy.relationship),
    }
}

/// A list in words: "a, b and c".
pub fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => [&rest.join(", "), " and ", last].concat(),
    }
}

/// The cures that use another channel of the reader, the best first: those that can be used today, without `not`.
pub fn other_channels(case: &Case<'_>, not: &[Channel]) -> Vec<super::finding::Cure> {
    const ORDER: [Channel; 5] =
        [Channel::NhsApp, Channel::Phone, Channel::Letter, Channel::Text, Channel::Email];
    let usable = |channel: &Channel| {
        let known = case.contacts().is_some() && case.today().is_some();
        !not.contains(channel)
            && *channel != case.content.channel
            && (!known || case.contact_for(*channel).is_some())
            && !is_refused(case, *channel)
    };
    let title = |channel: Channel| match channel {
        Channel::Phone => "Call instead",
        Channel::Letter => "Write a letter instead",
        Channel::NhsApp => "Use the NHS App instead",
        Channel::Text => "Send a text instead",
        Channel::Email => "Send an email instead",
        Channel::Voicemail => "Leave a message instead",
    };
    ORDER
        .into_iter()
        .filter(usable)
        .map(|channel| super::finding::Cure {
            title: title(channel).into(),
            change: Change::Channel(channel),
        })
        .collect()
}

/// The objection that counts among those that `refuses` picks, and whether it lets messages of this purpose come all the
/// same: the latest of those that do not, else the latest.
pub fn objection<'a>(case: &Case<'a>, refuses: impl Fn(&Objection) -> bool) -> Option<(&'a Objection, bool)> {
    let all = case.dossier?.objections.iter().flatten().filter(|objection| refuses(objection));
    all.map(|objection| (objection, objection.excepts(case.purpose)))
        .max_by_key(|(objection, excepted)| (!excepted, objection.recorded.at))
}

/// Whether an objection or an unsafe route keeps a channel out.
pub fn is_refused(case: &Case<'_>, channel: Channel) -> bool {
    let Some(dossier) = case.dossier else { return false };
    let objected = objection(case, |objection| objection.refuses(channel));
    let restriction = dossier.patient.restriction.as_ref();
    objected.is_some_and(|(_, excepted)| !excepted)
        || restriction.is_some_and(|r| r.unsafe_channels.contains(&channel))
}
