//! What a line says, as the case that the rules read.

use jiff::civil::Date;

use crate::domain::channel::Channel;
use crate::domain::clock::Moment;
use crate::domain::date::{self, PartialDate};
use crate::domain::dossier::Dossier;
use crate::domain::ids::PatientId;
use crate::domain::patient;
use crate::domain::person::HumanName;
use crate::domain::proxy::Basis;
use crate::domain::purpose::Purpose;
use crate::policy::{Case, Checker, Content, Reader};

use super::BadLine;
use super::input::{Line, Patient};

/// The facts of a line.
#[derive(Debug)]
pub struct Facts<'l> {
    line: &'l Line<'l>,
    channel: Channel,
    now: Option<Moment>,
    dossier: Option<Dossier>,
    purpose: Option<Purpose>,
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
        let now = today.map(Moment::noon).transpose().map_err(|e| bad(&e))?;
        let purpose = line.purpose.as_deref().map(str::parse).transpose().map_err(|e| bad(&e))?;
        let dossier = match &line.patient {
            None => None,
            Some(patient) => Some(Dossier::of(person(patient, today)?)),
        };
        Ok(Self { line, channel, now, dossier, purpose, proxy: proxy(line)? })
    }

    /// The case that the rules read.
    pub fn case<'c>(&'c self, checker: &'c Checker) -> Case<'c> {
        let reader = match self.proxy {
            None => Reader::Patient,
            Some((relationship, basis)) => Reader::Described { relationship, basis },
        };
        Case {
            content: Content {
                subject: self.line.subject.as_deref(),
                text: &self.line.text,
                channel: self.channel,
                contact: None,
                record: None,
                approved_template: self.line.approved_template,
            },
            reader,
            dossier: self.dossier.as_ref(),
            purpose: self.purpose,
            now: self.now.as_ref(),
            checker,
        }
    }
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
        id: PatientId::from_bytes([0; 16]),
        nhs_number: patient.nhs_number.as_deref().and_then(|number| number.parse().ok()),
        practice_number: None,
        names: vec![HumanName { given, family, ..HumanName::default() }],
        birth_date,
        gender: None,
        death: None,
        left: None,
        restriction: None,
        missing_from_list: false,
    })
}
