//! What a line says of the record, as the dossier that the rules read. A list that is not there is unknown, not empty.

use crate::domain::agreement::{AgreedBy, Agreement};
use crate::domain::communication::{CommunicationRow, State};
use crate::domain::contact::{ContactPoint, ContactValue, Trouble, Verification, Verified};
use crate::domain::dossier::{Conflict, Dossier, Facet, PatientRow, Sharer, Standing};
use crate::domain::ids::{
    AgreementId, CommunicationId, ContactPointId, NeedId, ObjectionId, PatientId, PreferenceId, ProxyId,
};
use crate::domain::need::{Need, NeedKind};
use crate::domain::objection::Objection;
use crate::domain::patient::{Death, Left, Patient, Restriction};
use crate::domain::person::{Address, HumanName};
use crate::domain::preference::{Preference, Wish};
use crate::domain::proxy::{Proxy, Scope};
use crate::domain::telephone::Telephone;

use super::BadLine;
use super::fields::Fields;
use super::input::Line;

/// The identifier of the `at`-th thing of its kind in a line.
fn bytes(at: usize) -> [u8; 16] {
    u128::try_from(at).unwrap_or(0).to_be_bytes()
}

/// Adds to a dossier what the line says beyond the patient's name.
///
/// # Errors
/// When a field is not of its kind: the message names it.
pub fn fill(dossier: &mut Dossier, line: &Line<'_>) -> Result<(), BadLine> {
    let mut reader = Reader::default();
    if let Some(list) = Fields::list("contacts", line.contacts)? {
        dossier.contacts = Some(reader.contacts(list)?);
    }
    if let Some(list) = Fields::list("proxies", line.proxies)? {
        dossier.proxies =
            Some(list.into_iter().map(|fields| reader.proxy(fields)).collect::<Result<_, _>>()?);
    }
    dossier.sharers = Some(reader.sharers).filter(|_| dossier.contacts.is_some());
    if let Some(patient) = &line.patient {
        person(&mut dossier.patient, patient, reader.safe)?;
    }
    dossier.lookalikes = each("lookalikes", line.lookalikes, |_, mut fields| row(&mut fields))?;
    dossier.preferences = each("preferences", line.preferences, preference)?;
    dossier.objections = each("objections", line.objections, objection)?;
    dossier.needs = each("needs", line.needs, need)?;
    dossier.agreements = each("agreements", line.agreements, agreement)?;
    dossier.recent = each("recent", line.recent, message)?;
    dossier.conflicts = each("conflicts", line.conflicts, conflict)?;
    Ok(())
}

fn each<T>(
    name: &str,
    raw: Option<&serde_json::value::RawValue>,
    read: impl Fn(usize, Fields) -> Result<T, BadLine>,
) -> Result<Option<Vec<T>>, BadLine> {
    let Some(list) = Fields::list(name, raw)? else { return Ok(None) };
    list.into_iter().enumerate().map(|(at, fields)| read(at + 1, fields)).collect::<Result<_, _>>().map(Some)
}

/// Death, leaving and restriction.
fn person(
    patient: &mut Patient,
    said: &super::input::Patient<'_>,
    safe: Vec<ContactPointId>,
) -> Result<(), BadLine> {
    if let Some(mut fields) = Fields::of("patient.death", said.death)? {
        patient.death = Some(Death { on: fields.take("on")?, notice: fields.need("notice")? });
    }
    if let Some(mut fields) = Fields::of("patient.left", said.left)? {
        patient.left = Some(Left { on: fields.take("on")?, reason: fields.take("reason")? });
    }
    if let Some(mut fields) = Fields::of("patient.restriction", said.restriction)? {
        patient.restriction = Some(Restriction {
            level: fields.need("level")?,
            named_lead: fields.take("named_lead")?,
            safe,
            unsafe_channels: fields.take("unsafe_channels")?.unwrap_or_default(),
        });
    }
    Ok(())
}

/// What is gathered while contact points are read.
#[derive(Debug, Default)]
struct Reader {
    contacts: usize,
    proxies: usize,
    sharers: Vec<Sharer>,
    safe: Vec<ContactPointId>,
}

impl Reader {
    fn contacts(&mut self, list: Vec<Fields>) -> Result<Vec<ContactPoint>, BadLine> {
        list.into_iter().map(|fields| self.contact(fields)).collect()
    }

    fn contact(&mut self, mut fields: Fields) -> Result<ContactPoint, BadLine> {
        self.contacts += 1;
        let id = ContactPointId::from_bytes(bytes(self.contacts));
        for mut other in fields.objects("shared_with")? {
            let relationship = other.take("relationship")?;
            self.sharers.push(Sharer { contact: id, patient: row(&mut other)?, relationship });
        }
        if fields.take("safe")?.unwrap_or(false) {
            self.safe.push(id);
        }
        let recorded = fields.recorded()?;
        let how = fields.take("verified_how")?.unwrap_or(Verification::Desk);
        let verified = fields.take("verified")?.map(|on| Verified { on, how, recorded: recorded.clone() });
        Ok(ContactPoint {
            id,
            value: value(&mut fields)?,
            use_: fields.take("use")?.unwrap_or_default(),
            rank: fields.take("rank")?,
            period: fields.period()?,
            verified,
            trouble: trouble(&mut fields)?,
            changed: fields.moment("changed")?,
            recorded,
        })
    }

    fn proxy(&mut self, mut fields: Fields) -> Result<Proxy, BadLine> {
        self.proxies += 1;
        let contacts = fields.objects("contacts")?;
        Ok(Proxy {
            id: ProxyId::from_bytes(bytes(self.proxies)),
            name: name(&mut fields)?,
            relationship: fields.take("relationship")?.unwrap_or_default(),
            basis: fields.need("basis")?,
            evidence: fields.take("evidence")?,
            scope: Scope {
                purposes: fields.take("purposes")?,
                without: fields.take("without")?.unwrap_or_default(),
            },
            contacts: self.contacts(contacts)?,
            patient: None,
            period: fields.period()?,
            review: fields.take("review")?,
            do_not_tell: fields.take("do_not_tell")?.unwrap_or(false),
            lives: fields.take("lives")?.unwrap_or_default(),
            recorded: fields.recorded()?,
        })
    }
}

fn name(fields: &mut Fields) -> Result<HumanName, BadLine> {
    let given: Option<String> = fields.take("given")?;
    let given = given.iter().flat_map(|names| names.split_whitespace()).map(str::to_owned).collect();
    Ok(HumanName { given, family: fields.take("family")?, ..HumanName::default() })
}

fn value(fields: &mut Fields) -> Result<ContactValue, BadLine> {
    let kind: String = fields.need("kind")?;
    if kind == "nhs-app" {
        return Ok(ContactValue::NhsApp);
    }
    let value: String = fields.need("value")?;
    match kind.as_str() {
        "phone" => Ok(ContactValue::Phone(Telephone::new(value))),
        "textphone" => Ok(ContactValue::Textphone(Telephone::new(value))),
        "email" => Ok(ContactValue::Email(value)),
        "address" => {
            let lines = value.split(',').map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
            Ok(ContactValue::Post(Address { lines: lines.collect(), postcode: fields.take("postcode")? }))
        }
        other => {
            Err(fields.bad("kind", &format!("'{other}' is not phone, textphone, email, address or nhs-app")))
        }
    }
}

fn trouble(fields: &mut Fields) -> Result<Option<Trouble>, BadLine> {
    let not_me = fields.take("not_me")?.unwrap_or(false);
    let failed: u32 = fields.take("failed")?.unwrap_or(0);
    Ok(match (not_me, failed) {
        (true, _) => Some(Trouble::NotMe),
        (false, 0) => None,
        (false, times) => Some(Trouble::Failed { times }),
    })
}

fn row(fields: &mut Fields) -> Result<PatientRow, BadLine> {
    Ok(PatientRow {
        id: PatientId::from_bytes(bytes(1)),
        nhs_number: None,
        practice_number: None,
        name: fields.need("name")?,
        birth_date: fields.take("birth_date")?,
        postcode: None,
        standing: Standing::default(),
        lookalike: false,
    })
}

fn preference(at: usize, mut fields: Fields) -> Result<Preference, BadLine> {
    let times: Option<String> = fields.take("times")?;
    let wish = match (fields.take("channel")?, times, fields.take("language")?) {
        (Some(channel), None, None) => Wish::Channel(channel),
        (None, Some(words), None) => Wish::Times {
            words,
            quiet_from: fields.take("quiet_from")?,
            quiet_until: fields.take("quiet_until")?,
        },
        (None, None, Some(language)) => Wish::Language(language),
        _ => return Err(fields.bad("channel", "a preference has one of channel, times, language")),
    };
    Ok(Preference {
        id: PreferenceId::from_bytes(bytes(at)),
        wish,
        purpose: fields.take("purpose")?,
        rank: fields.take("rank")?.unwrap_or(1),
        period: fields.period()?,
        recorded: fields.recorded()?,
    })
}

fn objection(at: usize, mut fields: Fields) -> Result<Objection, BadLine> {
    Ok(Objection {
        id: ObjectionId::from_bytes(bytes(at)),
        channel: fields.need("channel")?,
        purpose: fields.take("purpose")?,
        reason: fields.take("reason")?,
        talk: fields.take("talk")?,
        outcome: fields.take("outcome")?.unwrap_or_default(),
        exceptions: fields.take("exceptions")?.unwrap_or_default(),
        review: fields.take("review")?,
        recorded: fields.recorded()?,
    })
}

fn need(at: usize, mut fields: Fields) -> Result<Need, BadLine> {
    let kind: NeedKind = fields.need("kind")?;
    Ok(Need {
        id: NeedId::from_bytes(bytes(at)),
        kind,
        note: fields.take("note")?,
        recorded: fields.recorded()?,
    })
}

fn agreement(at: usize, mut fields: Fields) -> Result<Agreement, BadLine> {
    Ok(Agreement {
        id: AgreementId::from_bytes(bytes(at)),
        by: fields.take("by")?.unwrap_or(AgreedBy::Patient),
        channel: fields.need("channel")?,
        topic: fields.take("topic")?,
        until: fields.take("until")?,
        words: fields.take("words")?,
        recorded: fields.recorded()?,
    })
}

fn message(at: usize, mut fields: Fields) -> Result<CommunicationRow, BadLine> {
    let prepared = fields.moment("at")?.ok_or_else(|| fields.bad("at", "missing"))?;
    Ok(CommunicationRow {
        id: CommunicationId::from_bytes(bytes(at)),
        number: 0,
        patient: PatientId::from_bytes([0; 16]),
        patient_name: String::new(),
        patient_birth: String::new(),
        prepared,
        channel: fields.need("channel")?,
        purpose: fields.take("purpose")?.unwrap_or_default(),
        state: fields.take("state")?.unwrap_or(State::Sent),
        by_name: fields.take("by")?.unwrap_or_default(),
        excerpt: fields.take("text")?.unwrap_or_default(),
    })
}

fn conflict(_: usize, mut fields: Fields) -> Result<Conflict, BadLine> {
    Ok(Conflict {
        facet: Facet::Objections,
        channel: fields.take("channel")?,
        kept: fields.need("kept")?,
        other: fields.need("other")?,
        source: fields.take("source")?.unwrap_or_default(),
        at: jiff::Timestamp::UNIX_EPOCH,
    })
}
