//! One row of a list of patients.

use super::super::words::answer::{self, Consent};
use super::super::words::method::{self, Method};
use super::super::words::{day, is_nothing, language, name, needs, times};
use super::cells::{Cell, Cells, Fault};
use super::columns::Column;
use crate::domain::channel::Channel;
use crate::domain::contact::ContactValue;
use crate::domain::date::{PartialDate, Period};
use crate::domain::import::{IncomingContact, IncomingObjection, IncomingPatient};
use crate::domain::need::NeedKind;
use crate::domain::patient::{Confidentiality, Death, DeathNotice, Left};
use crate::domain::person::{Address, HumanName, Use};
use crate::domain::purpose::Purpose;
use crate::domain::telephone::{Line, Telephone};

/// What belongs together but stands in several columns.
#[derive(Default)]
struct Parts<'a> {
    name: HumanName,
    full_name: Option<&'a str>,
    previous: Option<&'a str>,
    known_as: Option<&'a str>,
    address: Address,
    died: Option<DeathNotice>,
    death_date: Option<PartialDate>,
    registered: Option<bool>,
    left_date: Option<PartialDate>,
    left_reason: Option<&'a str>,
    /// The language, empty where it is not said.
    interpreter: Option<String>,
}

/// Reads a row.
///
/// # Errors
/// When it has no identifier, or a value is wrong.
pub fn take(cells: &Cells<'_>) -> Result<IncomingPatient, Fault> {
    let mut patient = IncomingPatient { key: cells.key()?, ..IncomingPatient::default() };
    let mut parts = Parts::default();
    for (column, cell) in cells.all() {
        read(column, cell, cells, &mut patient, &mut parts)?;
    }
    put_names(&mut patient, &mut parts);
    put_address(&mut patient, parts.address);
    if parts.died.is_some() || parts.death_date.is_some() {
        let notice = parts.died.unwrap_or(DeathNotice::Informal);
        patient.death = Some(Death { on: parts.death_date.and_then(PartialDate::day), notice });
    }
    let left_on = parts.left_date.and_then(PartialDate::day);
    // a day of leaving that lies ahead is no leaving yet
    let ahead = left_on.is_some_and(|on| on > cells.reading.today);
    if !ahead
        && (parts.registered == Some(false) || parts.left_date.is_some() && parts.registered != Some(true))
    {
        patient.left = Some(Left { on: left_on, reason: parts.left_reason.map(str::to_owned) });
    }
    if let Some(known) = parts.interpreter {
        let language = if known.is_empty() { patient.language.clone().unwrap_or_default() } else { known };
        let need = if language == language::BSL { NeedKind::Bsl } else { NeedKind::Interpreter(language) };
        method::need(&mut patient, need);
    }
    Ok(patient)
}

/// Reads one value into its place.
fn read<'a>(
    column: Column,
    cell: Cell<'a>,
    cells: &Cells<'_>,
    patient: &mut IncomingPatient,
    parts: &mut Parts<'a>,
) -> Result<(), Fault> {
    let value = cell.value;
    match column {
        Column::Title => parts.name.prefix = vec![value.to_owned()],
        Column::Given if parts.name.given.is_empty() => parts.name.given = vec![value.to_owned()],
        Column::Given => parts.name.given.insert(0, value.to_owned()),
        Column::Middle => parts.name.given.extend(value.split_whitespace().map(str::to_owned)),
        Column::Family => parts.name.family = Some(value.to_owned()),
        Column::FullName => parts.full_name = Some(value),
        Column::PreviousFamily if !is_nothing(value) => parts.previous = Some(value),
        Column::KnownAs if !is_nothing(value) => parts.known_as = Some(value),
        Column::BirthDate => patient.birth_date = Some(birth_date(cell, cells)?),
        Column::Gender => {
            let gender = answer::gender(value).ok_or_else(|| {
                cell.fault("not a gender that is known here: write female, male, other or unknown")
            })?;
            patient.gender = Some(gender.to_owned());
        }
        Column::Mobile => phone(patient, value, Some(Use::Mobile)),
        Column::HomePhone => phone(patient, value, Some(Use::Home)),
        Column::WorkPhone => phone(patient, value, Some(Use::Work)),
        Column::Phone => phone(patient, value, None),
        Column::Email => {
            for address in value.split([';', ',']).map(str::trim).filter(|address| !is_nothing(address)) {
                contact(patient, ContactValue::Email(address.to_owned()), Use::Home);
            }
        }
        Column::AddressLine if !is_nothing(value) => push_lines(&mut parts.address.lines, value, &['\n']),
        Column::Address if !is_nothing(value) => push_lines(&mut parts.address.lines, value, &['\n', ',']),
        Column::Postcode if !is_nothing(value) => parts.address.postcode = Some(value.to_owned()),
        Column::NhsApp => {
            if yes_no(cell)? {
                contact(patient, ContactValue::NhsApp, Use::Usual);
            }
        }
        Column::Preferred => {
            let method = Method::from_words(value).ok_or_else(|| {
                cell.fault(
                    "not a method of contact that is known here: write SMS, email, letter, phone or NHS App",
                )
            })?;
            method.apply(patient, value);
        }
        Column::Times if !is_nothing(value) => {
            patient.quiet = times::quiet(value);
            patient.times = Some(value.to_owned());
        }
        Column::Language if !is_nothing(value) => patient.language = Some(language_of(cell)?),
        Column::Interpreter if !is_nothing(value) => match answer::yes_no(value) {
            Some(yes) => parts.interpreter = yes.then(String::new),
            None => parts.interpreter = Some(language_of(cell)?),
        },
        Column::Format => {
            for need in needs(value) {
                method::need(patient, need);
            }
        }
        Column::TextConsent
        | Column::TextDeclined
        | Column::EmailConsent
        | Column::EmailDeclined
        | Column::ResultsDeclined => objection(column, cell, cells, patient)?,
        _ => status(column, cell, cells, patient, parts)?,
    }
    Ok(())
}

/// Reads death, registration and confidentiality.
fn status<'a>(
    column: Column,
    cell: Cell<'a>,
    cells: &Cells<'_>,
    patient: &mut IncomingPatient,
    parts: &mut Parts<'a>,
) -> Result<(), Fault> {
    let value = cell.value;
    match column {
        Column::Deceased if !is_nothing(value) => {
            match (answer::yes_no(value), value.to_lowercase().as_str()) {
                (Some(true), _) | (None, "deceased" | "dead" | "died" | "informal") => {
                    parts.died = Some(DeathNotice::Informal);
                }
                (Some(false), _) | (None, "alive" | "living") => {}
                (None, "formal") => parts.died = Some(DeathNotice::Formal),
                _ => parts.death_date = Some(past_day(cell, cells)?),
            }
        }
        Column::DeathDate if !is_nothing(value) => parts.death_date = Some(past_day(cell, cells)?),
        Column::Left | Column::Registered if !is_nothing(value) => {
            let left = answer::yes_no(value).map(|yes| yes == (column == Column::Left));
            match left.or_else(|| answer::has_left(value)) {
                Some(left) => parts.registered = Some(!left),
                None if column == Column::Left => {
                    parts.left_date =
                        Some(day::partial(value, cells.reading).map_err(|wrong| cell.fault(wrong))?);
                }
                None => {
                    return Err(cell.fault("not a registration status that is known here: write yes or no"));
                }
            }
        }
        Column::LeftDate if !is_nothing(value) => {
            parts.left_date = Some(day::partial(value, cells.reading).map_err(|wrong| cell.fault(wrong))?);
        }
        Column::LeftReason if !is_nothing(value) => parts.left_reason = Some(value),
        Column::Confidential if !is_nothing(value) => patient.confidentiality = Some(confidentiality(cell)?),
        _ => {}
    }
    Ok(())
}

fn confidentiality(cell: Cell<'_>) -> Result<Confidentiality, Fault> {
    match cell.value.to_lowercase().as_str() {
        "u" | "unrestricted" | "normal" => Ok(Confidentiality::Unrestricted),
        "r" | "s" | "restricted" | "sensitive" | "confidential" => Ok(Confidentiality::Restricted),
        "v" | "very restricted" | "redacted" => Ok(Confidentiality::VeryRestricted),
        _ => yes_no(cell)
            .map(|yes| if yes { Confidentiality::Restricted } else { Confidentiality::Unrestricted }),
    }
}

fn yes_no(cell: Cell<'_>) -> Result<bool, Fault> {
    answer::yes_no(cell.value).ok_or_else(|| cell.fault("neither yes nor no: write Y or N"))
}

fn language_of(cell: Cell<'_>) -> Result<String, Fault> {
    let wrong = "not a language that is known here: write its English name or its code (Polish, pl)";
    language::language(cell.value).ok_or_else(|| cell.fault(wrong))
}

fn birth_date(cell: Cell<'_>, cells: &Cells<'_>) -> Result<PartialDate, Fault> {
    past_day(cell, cells)
}

fn past_day(cell: Cell<'_>, cells: &Cells<'_>) -> Result<PartialDate, Fault> {
    let found = day::partial(cell.value, cells.reading).map_err(|wrong| cell.fault(wrong))?;
    let ahead = match found {
        PartialDate::Day(on) => on > cells.reading.today,
        _ => found.year() > cells.reading.today.year(),
    };
    if ahead { Err(cell.fault("the date lies in the future")) } else { Ok(found) }
}

fn objection(
    column: Column,
    cell: Cell<'_>,
    cells: &Cells<'_>,
    patient: &mut IncomingPatient,
) -> Result<(), Fault> {
    let (channel, purpose, yes_means) = match column {
        Column::TextConsent => (Channel::Text, None, Consent::Given),
        Column::TextDeclined => (Channel::Text, None, Consent::Refused),
        Column::EmailConsent => (Channel::Email, None, Consent::Given),
        Column::EmailDeclined => (Channel::Email, None, Consent::Refused),
        _ => (Channel::Text, Some(Purpose::ResultAvailable), Consent::Refused),
    };
    let said = answer::consent(cell.value, yes_means)
        .ok_or_else(|| cell.fault("neither consent nor refusal: write Y, N, consent given or dissent"))?;
    let objects = match said {
        Consent::Given => false,
        Consent::Refused => true,
        Consent::Unasked => return Ok(()),
    };
    let heading = cells.layout.headings.get(cell.index).map_or("", String::as_str);
    let words = format!("{heading}: {}", cell.value);
    match patient.objections.iter_mut().find(|known| known.channel == channel && known.purpose == purpose) {
        // two columns about one channel: a refusal outweighs
        Some(known) if objects && !known.objects => {
            *known = IncomingObjection { channel, purpose, objects, words, talk: None }
        }
        Some(_) => {}
        None => patient.objections.push(IncomingObjection { channel, purpose, objects, words, talk: None }),
    }
    Ok(())
}

fn contact(patient: &mut IncomingPatient, value: ContactValue, use_: Use) {
    if !patient.contacts.iter().any(|known| known.value == value) {
        patient.contacts.push(IncomingContact {
            value,
            use_,
            rank: None,
            period: Period::default(),
            kept: None,
        });
    }
}

/// Takes a number down, or several in one cell; `use_` `None`: a mobile by its range, else at home.
fn phone(patient: &mut IncomingPatient, value: &str, use_: Option<Use>) {
    if is_nothing(value) {
        return;
    }
    let mut add = |text: &str| {
        let number = Telephone::new(text);
        let use_ = use_.unwrap_or_else(|| match number.line() {
            Line::Mobile => Use::Mobile,
            _ => Use::Home,
        });
        contact(patient, ContactValue::Phone(number), use_);
    };
    let marks = ['/', ';', ',', '|', '\n'];
    let digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    if value.contains(marks) && value.split(marks).all(|part| digits(part) >= 9) {
        value.split(marks).for_each(|part| add(part.trim()));
    } else {
        add(value);
    }
}

fn push_lines(lines: &mut Vec<String>, value: &str, marks: &[char]) {
    lines.extend(value.split(marks).map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
}

fn put_address(patient: &mut IncomingPatient, mut address: Address) {
    // an address in one piece ends with its postcode
    if address.postcode.is_none() && address.lines.last().is_some_and(|line| is_postcode(line)) {
        address.postcode = address.lines.pop();
    }
    if address.postcode.is_some() || !address.lines.is_empty() {
        contact(patient, ContactValue::Post(address), Use::Home);
    }
}

/// Whether a text has the form of a UK postcode: `LS1 6AE`.
fn is_postcode(text: &str) -> bool {
    let code: Vec<u8> =
        text.bytes().filter(|byte| *byte != b' ').map(|byte| byte.to_ascii_uppercase()).collect();
    let Some((outward, [digit, one, two])) = code.split_last_chunk::<3>() else { return false };
    (2..=4).contains(&outward.len())
        && outward.first().is_some_and(u8::is_ascii_uppercase)
        && outward.iter().all(u8::is_ascii_alphanumeric)
        && outward.iter().any(u8::is_ascii_digit)
        && digit.is_ascii_digit()
        && one.is_ascii_uppercase()
        && two.is_ascii_uppercase()
}

fn put_names(patient: &mut IncomingPatient, parts: &mut Parts<'_>) {
    let mut name = std::mem::take(&mut parts.name);
    if let Some(full) = parts.full_name
        && name.family.is_none()
        && name.given.is_empty()
    {
        let prefix = std::mem::take(&mut name.prefix);
        name = name::full_name(full);
        if name.prefix.is_empty() {
            name.prefix = prefix;
        }
    }
    let past = parts.previous.filter(|previous| name.family.as_deref() != Some(previous)).map(|previous| {
        HumanName {
            use_: Use::Old,
            given: name.given.clone(),
            family: Some(previous.to_owned()),
            ..HumanName::default()
        }
    });
    let nickname = parts.known_as.filter(|known| name.first_given() != Some(known)).map(|known| HumanName {
        use_: Use::Nickname,
        given: vec![known.to_owned()],
        family: name.family.clone(),
        ..HumanName::default()
    });
    if name != HumanName::default() {
        patient.names.push(name);
    }
    patient.names.extend(past.into_iter().chain(nickname));
}
