//! What a line says, as the case that the rules read.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::value::RawValue;

use crate::domain::channel::Channel;
use crate::domain::clock::Moment;
use crate::domain::communication::RecordMode;
use crate::domain::date::{self, PartialDate};
use crate::domain::dossier::Dossier;
use crate::domain::ids::{ContactPointId, PatientId, ProxyId};
use crate::domain::patient;
use crate::domain::person::HumanName;
use crate::domain::proxy::Basis;
use crate::domain::purpose::Purpose;
use crate::policy::{Case, Checker, Content, Reader};

use super::input::{Line, Patient};
use super::{BadLine, fields, record};

/// The facts of a line.
#[derive(Debug)]
pub struct Facts<'l> {
    line: &'l Line<'l>,
    channel: Channel,
    now: Option<Moment>,
    dossier: Option<Dossier>,
    purpose: Option<Purpose>,
    contact: Option<ContactPointId>,
    #[expect(clippy::option_option, reason = "unknown, not chosen, chosen: as the rules read it")]
    record: Option<Option<RecordMode>>,
    on_record: Option<ProxyId>,
    /// The relationship and basis of a proxy; `None`: the patient reads.
    proxy: Option<(&'l str, Option<Basis>)>,
}

fn bad(error: &impl ToString) -> BadLine {
    BadLine(error.to_string())
}

impl<'l> Facts<'l> {
    /// Reads what a line says.
    ///
    /// # Errors
    /// When a field is not of its kind: a channel, a date, a basis that does not exist.
    pub fn new(line: &'l Line<'l>) -> Result<Self, BadLine> {
        let channel = line.channel.as_deref().map_or(Ok(Channel::Text), str::parse).map_err(|e| bad(&e))?;
        let today = match line.today.as_deref() {
            None => None,
            Some(text) => Some(day(text)?),
        };
        let now = match line.now.as_deref() {
            None => today.map(Moment::noon).transpose().map_err(|e| bad(&e))?,
            Some(text) => Some(clock(text)?),
        };
        let today = today.or_else(|| now.as_ref().map(Moment::today));
        let purpose = line.purpose.as_deref().map(str::parse).transpose().map_err(|e| bad(&e))?;
        let dossier = if line.says_of_the_record() {
            let patient = line.patient.as_ref().map(|patient| person(patient, today)).transpose()?;
            let mut dossier = Dossier::of(patient.unwrap_or_else(nobody));
            record::fill(&mut dossier, line)?;
            Some(dossier)
        } else {
            None
        };
        let contact = line.contact.map(|number| numbered(dossier.as_ref(), number)).transpose()?;
        let on_record = line.recipient.as_ref().and_then(|recipient| recipient.proxy);
        let on_record = on_record.map(|number| proxy_numbered(dossier.as_ref(), number)).transpose()?;
        let record = line.record.map(mode).transpose()?;
        Ok(Self { line, channel, now, dossier, purpose, contact, record, on_record, proxy: proxy(line)? })
    }

    /// The case that the rules read.
    pub fn case<'c>(&'c self, checker: &'c Checker) -> Case<'c> {
        let on_record = self.on_record.and_then(|id| self.dossier.as_ref()?.proxy(id));
        let reader = match (self.proxy, on_record) {
            (None, _) => Reader::Patient,
            (Some(_), Some(proxy)) => Reader::Proxy(proxy),
            (Some((relationship, basis)), None) => Reader::Described { relationship, basis },
        };
        Case {
            content: Content {
                subject: self.line.subject.as_deref(),
                text: &self.line.text,
                channel: self.channel,
                contact: self.contact,
                record: self.record.as_ref().map(Option::as_ref),
                approved_template: self.line.approved_template,
                format: self.line.format,
            },
            reader,
            dossier: self.dossier.as_ref(),
            purpose: self.purpose,
            now: self.now.as_ref(),
            checker,
        }
    }
}

/// A day and a time on the desk's clock.
fn clock(text: &str) -> Result<Moment, BadLine> {
    let at: DateTime = text.parse().map_err(|error| BadLine(format!("now: {error}")))?;
    let zoned = at.to_zoned(TimeZone::UTC).map_err(|error| BadLine(format!("now: {error}")))?;
    Ok(Moment::new(zoned.timestamp(), TimeZone::UTC))
}

/// The contact point with this number, the patient's own first.
fn numbered(dossier: Option<&Dossier>, number: usize) -> Result<ContactPointId, BadLine> {
    let all = dossier.into_iter().flat_map(|dossier| {
        let theirs = dossier.proxies.iter().flatten().flat_map(|proxy| &proxy.contacts);
        dossier.contacts.iter().flatten().chain(theirs)
    });
    let found = number.checked_sub(1).and_then(|at| all.map(|contact| contact.id).nth(at));
    found.ok_or_else(|| BadLine(format!("contact: there is no contact point number {number}")))
}

fn proxy_numbered(dossier: Option<&Dossier>, number: usize) -> Result<ProxyId, BadLine> {
    let mut all = dossier.into_iter().flat_map(|dossier| dossier.proxies.iter().flatten());
    let found = number.checked_sub(1).and_then(|at| all.nth(at)).map(|proxy| proxy.id);
    found.ok_or_else(|| BadLine(format!("recipient.proxy: there is no proxy number {number}")))
}

/// How the message will stand on the record; "none": nobody has chosen yet.
fn mode(raw: &RawValue) -> Result<Option<RecordMode>, BadLine> {
    if raw.get() == "\"none\"" { Ok(None) } else { fields::parsed("record", raw).map(Some) }
}

fn day(text: &str) -> Result<Date, BadLine> {
    let pivot = Date::constant(2100, 1, 1);
    let read = date::parse(text, pivot).map_err(|e| bad(&e))?;
    read.day().ok_or_else(|| BadLine(format!("'{text}' is not a whole date")))
}

fn proxy<'l>(line: &'l Line<'l>) -> Result<Option<(&'l str, Option<Basis>)>, BadLine> {
    let Some(recipient) = &line.recipient else { return Ok(None) };
    match recipient.kind.as_deref() {
        None | Some("patient") => Ok(None),
        Some("proxy") => {
            let basis = match recipient.basis.as_deref() {
                None => None,
                Some(slug) => {
                    let known = Basis::from_slug(slug);
                    Some(known.ok_or_else(|| BadLine(format!("'{slug}' is not a basis")))?)
                }
            };
            Ok(Some((recipient.relationship.as_deref().unwrap_or(""), basis)))
        }
        Some(other) => Err(BadLine(format!("recipient.kind is patient or proxy, not '{other}'"))),
    }
}

/// The patient of a line. A number that fails its check is left unknown: it can be nobody's.
fn person(patient: &Patient<'_>, today: Option<Date>) -> Result<patient::Patient, BadLine> {
    let pivot = today.unwrap_or(Date::constant(2100, 1, 1));
    let birth_date: Option<PartialDate> = match patient.birth_date.as_deref() {
        None | Some("") => None,
        Some(text) => Some(date::parse(text, pivot).map_err(|e| bad(&e))?),
    };
    let given = patient.given.as_deref().unwrap_or("").split_whitespace().map(str::to_owned).collect();
    let family = patient.family.as_deref().filter(|family| !family.is_empty()).map(str::to_owned);
    Ok(patient::Patient {
        nhs_number: patient.nhs_number.as_deref().and_then(|number| number.parse().ok()),
        names: vec![HumanName { given, family, ..HumanName::default() }],
        birth_date,
        ..nobody()
    })
}

/// A patient of whom nothing is known.
fn nobody() -> patient::Patient {
    patient::Patient {
        id: PatientId::from_bytes([0; 16]),
        nhs_number: None,
        practice_number: None,
        names: Vec::new(),
        birth_date: None,
        gender: None,
        death: None,
        left: None,
        restriction: None,
        missing_from_list: false,
    }
}
