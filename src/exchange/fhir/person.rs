//! Names, contact points, addresses, identifiers and periods, from FHIR to the domain.

use jiff::civil::Date;

use super::super::words;
use super::elements as fhir;
use super::own::Own;
use crate::domain::contact::{ContactValue, Trouble};
use crate::domain::date::{PartialDate, Period};
use crate::domain::import::{IncomingContact, KeptContact, KeptVerified};
use crate::domain::nhs_number::NhsNumber;
use crate::domain::person::{Address, HumanName, Use};
use crate::domain::telephone::Telephone;

/// What is wrong with a resource.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// The FHIR path of the element.
    pub path: String,
    /// The value as received.
    pub value: String,
    /// What is wrong and what to do.
    pub reason: String,
}

impl Fault {
    /// The element at `path` is wrong.
    pub fn new(path: impl Into<String>, value: &str, reason: impl std::fmt::Display) -> Self {
        Self { path: path.into(), value: value.to_owned(), reason: reason.to_string() }
    }
}

/// The identifiers of a patient: the NHS number and the first other one that is not marked old.
///
/// # Errors
/// When an NHS number fails its check.
pub fn identifiers(
    path: &str,
    list: &[fhir::Identifier<'_>],
) -> Result<(Option<NhsNumber>, Option<String>), Fault> {
    let (mut nhs_number, mut other) = (None, None);
    for (at, identifier) in list.iter().enumerate() {
        let value = identifier.value.as_deref().unwrap_or("").trim();
        if value.is_empty() || identifier.use_.as_deref() == Some("old") {
            continue;
        }
        if is_nhs_number(identifier) {
            let number =
                value.parse().map_err(|wrong| Fault::new(format!("{path}[{at}].value"), value, wrong))?;
            nhs_number.get_or_insert(number);
        } else if other.is_none() {
            other = Some(value.to_owned());
        }
    }
    Ok((nhs_number, other))
}

/// Whether an identifier is of the NHS number's system: `https://fhir.nhs.uk/Id/nhs-number`.
pub fn is_nhs_number(identifier: &fhir::Identifier<'_>) -> bool {
    identifier.system.as_deref().is_some_and(|system| {
        let system = system.to_ascii_lowercase();
        system.ends_with("nhs-number") || system.ends_with("2.16.840.1.113883.2.1.4.1")
    })
}

/// A period; a partial date stands for its first or last day.
///
/// # Errors
/// When an end is no date.
pub fn period(path: &str, period: Option<&fhir::Period<'_>>) -> Result<Period, Fault> {
    let Some(period) = period else { return Ok(Period::default()) };
    let end = |name: &str, text: Option<&fhir::Text<'_>>, last: bool| {
        text.map(|text| {
            day(text, last)
                .ok_or_else(|| Fault::new(format!("{path}.{name}"), text, "not a date: write 2024-01-31"))
        })
        .transpose()
    };
    Ok(Period {
        start: end("start", period.start.as_ref(), false)?,
        end: end("end", period.end.as_ref(), true)?,
    })
}

/// The date of a FHIR date or time.
pub fn partial(text: &str) -> Option<PartialDate> {
    let date = text.split('T').next().unwrap_or("");
    date.parse().ok().filter(|date: &PartialDate| date.year() > 0)
}

/// The day of a FHIR date or time; a partial date stands for its first day, or its last.
pub fn day(text: &str, last: bool) -> Option<Date> {
    let (year, month) = match partial(text)? {
        PartialDate::Day(day) => return Some(day),
        PartialDate::Month(year, month) => (year, month),
        PartialDate::Year(year) => (year, if last { 12 } else { 1 }),
    };
    let first = Date::new(year, month, 1).ok()?;
    Some(if last { first.last_of_month() } else { first })
}

/// Names, the ended ones too.
///
/// # Errors
/// When a period is wrong.
pub fn names(path: &str, list: &[fhir::HumanName<'_>]) -> Result<Vec<HumanName>, Fault> {
    let mut names = Vec::with_capacity(list.len());
    for (at, name) in list.iter().enumerate() {
        let words = |list: &[Option<fhir::Text<'_>>]| -> Vec<String> {
            list.iter()
                .flatten()
                .map(|word| word.trim())
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let family =
            name.family.as_deref().map(str::trim).filter(|family| !family.is_empty()).map(str::to_owned);
        let mut taken = HumanName {
            prefix: words(&name.prefix),
            given: words(&name.given),
            family,
            suffix: words(&name.suffix),
            ..HumanName::default()
        };
        if taken.family.is_none() && taken.given.is_empty() {
            let Some(text) = name.text.as_deref() else { continue };
            taken = words::name::full_name(text);
        }
        taken.use_ = match name.use_.as_deref() {
            Some("official") => Use::Official,
            Some("temp") => Use::Temp,
            Some("nickname" | "anonymous") => Use::Nickname,
            Some("maiden") => Use::Maiden,
            Some("old") => Use::Old,
            _ => Use::Usual,
        };
        taken.period = period(&format!("{path}[{at}].period"), name.period.as_ref())?;
        names.push(taken);
    }
    Ok(names)
}

fn use_of(text: Option<&str>) -> Use {
    match text {
        Some("home") => Use::Home,
        Some("work") => Use::Work,
        Some("mobile") => Use::Mobile,
        Some("temp") => Use::Temp,
        Some("billing") => Use::Billing,
        Some("old") => Use::Old,
        _ => Use::Usual,
    }
}

/// Contact points and addresses; what is no telephone, textphone, email or address is passed over.
///
/// # Errors
/// When a period is wrong.
pub fn contacts(
    resource: &str,
    telecom: &[fhir::ContactPoint<'_>],
    addresses: &[fhir::Address<'_>],
) -> Result<Vec<IncomingContact>, Fault> {
    let mut contacts = Vec::with_capacity(telecom.len() + addresses.len());
    for (at, point) in telecom.iter().enumerate() {
        let text = point.value.as_deref().unwrap_or("").trim();
        let value = match point.system.as_deref() {
            _ if text.is_empty() => continue,
            Some("phone" | "sms") => ContactValue::Phone(Telephone::new(text)),
            Some("email") => ContactValue::Email(text.to_owned()),
            Some("other") if text == ContactValue::NhsApp.show() => ContactValue::NhsApp,
            Some("other") if is_textphone(point) => ContactValue::Textphone(Telephone::new(text)),
            _ => continue,
        };
        let period = period(&format!("{resource}.telecom[{at}].period"), point.period.as_ref())?;
        let mut taken = IncomingContact {
            value,
            use_: use_of(point.use_.as_deref()),
            rank: point.rank,
            period,
            kept: None,
        };
        found_out(&point.extension, &format!("{resource}.telecom[{at}]"), &mut taken)?;
        contacts.push(taken);
    }
    for (at, address) in addresses.iter().enumerate() {
        let Some(value) = post(address) else { continue };
        let period = period(&format!("{resource}.address[{at}].period"), address.period.as_ref())?;
        let use_ = use_of(address.use_.as_deref());
        let value = ContactValue::Post(value);
        let mut taken = IncomingContact { value, use_, rank: None, period, kept: None };
        found_out(&address.extension, &format!("{resource}.address[{at}]"), &mut taken)?;
        contacts.push(taken);
    }
    Ok(contacts)
}

/// Adds to a contact point what this program found out about it.
fn found_out(
    extensions: &[fhir::Extension<'_>],
    path: &str,
    taken: &mut IncomingContact,
) -> Result<(), Fault> {
    let Some(own) = Own::find(extensions, path, "contact") else { return Ok(()) };
    taken.use_ = own.code("use")?.unwrap_or(taken.use_);
    taken.rank = taken.rank.or(own.count("rank"));
    let verified = match own.day("verified")? {
        None => None,
        Some(on) => {
            let elsewhere = own.author("verified-by", "verified-at")?;
            Some(KeptVerified { on, how: own.needed("verified-how")?, elsewhere })
        }
    };
    let failed = own.count("failed").map(|times| Trouble::Failed { times });
    taken.kept = Some(Box::new(KeptContact {
        id: own.id(),
        verified,
        trouble: if own.has("not-me") { Some(Trouble::NotMe) } else { failed },
        changed: own.instant("changed")?,
        safe: own.has("safe"),
        elsewhere: own.elsewhere()?,
    }));
    Ok(())
}

/// UK Core `OtherContactSystem`: textphone.
fn is_textphone(point: &fhir::ContactPoint<'_>) -> bool {
    point.extension.iter().any(|extension| {
        extension.is("Extension-UKCore-OtherContactSystem")
            && extension.coding.as_ref().and_then(|coding| coding.code.as_deref()) == Some("textphone")
    })
}

/// An address; PDS sends empty lines to keep the places of its five.
fn post(address: &fhir::Address<'_>) -> Option<Address> {
    let text = |text: &Option<fhir::Text<'_>>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let mut lines: Vec<String> = address.line.iter().filter_map(text).collect();
    for more in [&address.city, &address.district] {
        lines.extend(text(more).filter(|more| !lines.contains(more)));
    }
    let postcode = text(&address.postcode);
    if lines.is_empty() && postcode.is_none() {
        lines.extend(address.text.iter().flat_map(|text| text.split(['\n', ','])).filter_map(|line| {
            let line = line.trim();
            (!line.is_empty()).then(|| line.to_owned())
        }));
    }
    (!lines.is_empty() || postcode.is_some()).then_some(Address { lines, postcode })
}
