//! The invented people of these tests.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use tactful::domain::channel::Channel;
use tactful::domain::contact::{ContactPoint, ContactValue, Verification, Verified};
use tactful::domain::date::{PartialDate, Period};
use tactful::domain::dossier::{Dossier, PatientRow, Revisions, Sharer, Standing};
use tactful::domain::ids::{ContactPointId, ImportId, ObjectionId, PatientId, ProxyId, ReminderId, StaffId};
use tactful::domain::nhs_number::NhsNumber;
use tactful::domain::objection::{Objection, Outcome};
use tactful::domain::patient::{Death, DeathNotice, Patient};
use tactful::domain::person::{Address, HumanName, Use};
use tactful::domain::proxy::{Basis, Lives, Proxy, Scope};
use tactful::domain::purpose::Purpose;
use tactful::domain::reminder::{Appointment, Reminder, ReminderRow, ReminderState};
use tactful::domain::staff::{Author, Recorded, Role, Staff};
use tactful::domain::telephone::Telephone;

/// The day of these tests.
pub const TODAY: Date = date(2026, 11, 23);

/// An instant on that day, UTC.
pub fn at(hour: i8, minute: i8) -> Timestamp {
    TODAY.at(hour, minute, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
}

fn bytes(number: u8) -> [u8; 16] {
    [number; 16]
}

pub fn patient_id(number: u8) -> PatientId {
    PatientId::from_bytes(bytes(number))
}

pub fn contact_id(number: u8) -> ContactPointId {
    ContactPointId::from_bytes(bytes(number))
}

/// The receptionist.
pub fn staff() -> Staff {
    Staff { id: StaffId::from_bytes(bytes(1)), name: "Priya".into(), role: Role::Receptionist }
}

/// That somebody at the desk took something down.
pub fn by_desk() -> Recorded {
    let by = Author::Staff { id: StaffId::from_bytes(bytes(7)), name: "Sam".into() };
    Recorded { by, ..recorded() }
}

/// That a file said something.
pub fn recorded() -> Recorded {
    let by = Author::Import { id: ImportId::from_bytes(bytes(9)), source: "PDS".into(), elsewhere: None };
    Recorded { by, at: at(7, 0) }
}

pub fn contact(number: u8, value: ContactValue, use_: Use, rank: u32) -> ContactPoint {
    ContactPoint {
        id: contact_id(number),
        value,
        use_,
        rank: Some(rank),
        period: Period::default(),
        verified: None,
        trouble: None,
        changed: None,
        recorded: recorded(),
    }
}

fn mobile(number: &str) -> ContactValue {
    ContactValue::Phone(Telephone::new(number))
}

fn person(number: u8, title: &str, given: &str, family: &str, born: Date, nhs: &str) -> Dossier {
    let name = HumanName {
        prefix: vec![title.into()],
        given: vec![given.into()],
        family: Some(family.into()),
        ..HumanName::default()
    };
    let patient = Patient {
        id: patient_id(number),
        nhs_number: Some(nhs.parse::<NhsNumber>().unwrap()),
        practice_number: None,
        names: vec![name],
        birth_date: Some(PartialDate::Day(born)),
        gender: None,
        death: None,
        left: None,
        restriction: None,
        missing_from_list: false,
    };
    let mut dossier = Dossier::of(patient);
    dossier.contacts = Some(Vec::new());
    dossier.sharers = Some(Vec::new());
    dossier.lookalikes = Some(Vec::new());
    dossier.preferences = Some(Vec::new());
    dossier.objections = Some(Vec::new());
    dossier.proxies = Some(Vec::new());
    dossier.needs = Some(Vec::new());
    dossier.agreements = Some(Vec::new());
    dossier.recent = Some(Vec::new());
    dossier.conflicts = Some(Vec::new());
    dossier.imported = Some(at(7, 0));
    dossier.revisions = Revisions::new([1; 8]);
    dossier
}

/// The NHS number of the test range with this stem.
fn nhs(stem: u64) -> String {
    (stem..stem + 20).find_map(NhsNumber::from_stem).unwrap().to_string()
}

/// An ordinary patient with a mobile, a landline, an email and a home.
pub fn jayne() -> Dossier {
    let mut dossier = person(1, "Mrs", "Jayne", "Smyth", date(1984, 5, 23), &nhs(999_000_100));
    let mut own = contact(11, mobile("07700 900123"), Use::Mobile, 1);
    own.verified = Some(Verified { on: date(2026, 10, 2), how: Verification::Desk, recorded: recorded() });
    dossier.contacts = Some(vec![
        own,
        contact(12, mobile("01632 960123"), Use::Home, 2),
        contact(13, ContactValue::Email("jayne.smyth@mail.example".into()), Use::Home, 3),
        contact(
            14,
            ContactValue::Post(Address {
                lines: vec!["1 Tarn Lane".into(), "Keswick".into()],
                postcode: Some("CA12 5XX".into()),
            }),
            Use::Home,
            4,
        ),
    ]);
    dossier
}

/// A child of 12 whose mother is on record, with an objection to texts and a shared number.
pub fn child() -> Dossier {
    let mut dossier = person(2, "Miss", "Ewa", "Sikora-Łąka", date(2014, 2, 1), &nhs(999_000_200));
    dossier.contacts = Some(vec![contact(21, mobile("07700 900456"), Use::Mobile, 1)]);
    dossier.objections = Some(vec![Objection {
        id: ObjectionId::from_bytes(bytes(5)),
        channel: Channel::Text,
        purpose: None,
        reason: Some("my brother reads my phone".into()),
        talk: None,
        outcome: Outcome::default(),
        exceptions: Vec::new(),
        review: None,
        recorded: recorded(),
    }]);
    dossier.proxies = Some(vec![Proxy {
        id: ProxyId::from_bytes(bytes(6)),
        name: HumanName {
            given: vec!["Anna".into()],
            family: Some("Sikora".into()),
            prefix: vec!["Mrs".into()],
            ..HumanName::default()
        },
        relationship: "mother".into(),
        basis: Basis::ParentalResponsibility,
        evidence: None,
        scope: Scope { purposes: Some(vec![Purpose::Appointment]), without: Vec::new() },
        contacts: vec![contact(22, mobile("07700 900457"), Use::Mobile, 1)],
        patient: None,
        period: Period::default(),
        review: Some(date(2027, 2, 1)),
        do_not_tell: false,
        lives: Lives::NotSaid,
        recorded: by_desk(),
    }]);
    dossier.sharers = Some(vec![Sharer {
        contact: contact_id(21),
        patient: row(&jayne()),
        relationship: Some("aunt".into()),
    }]);
    dossier
}

/// A patient who died.
pub fn deceased() -> Dossier {
    let mut dossier = person(3, "Mr", "Owain", "Pugh", date(1938, 12, 30), &nhs(999_000_300));
    dossier.patient.death = Some(Death { on: Some(date(2026, 11, 2)), notice: DeathNotice::Formal });
    dossier.contacts = Some(vec![contact(31, mobile("07700 900789"), Use::Mobile, 1)]);
    dossier
}

/// A line of the list for a dossier.
pub fn row(dossier: &Dossier) -> PatientRow {
    let patient = &dossier.patient;
    let postcode = dossier.contacts.iter().flatten().find_map(|point| match &point.value {
        ContactValue::Post(address) => address.postcode.clone(),
        _ => None,
    });
    PatientRow {
        id: patient.id,
        nhs_number: patient.nhs_number,
        practice_number: None,
        name: patient.show_name(TODAY),
        birth_date: patient.birth_date,
        postcode,
        standing: Standing { deceased: patient.death.is_some(), ..Standing::default() },
        lookalike: false,
    }
}

/// A reminder of an appointment.
pub fn reminder(number: u8, dossier: &Dossier, due: Date, purpose: Purpose) -> ReminderRow {
    ReminderRow {
        reminder: Reminder {
            id: ReminderId::from_bytes(bytes(number)),
            patient: dossier.patient.id,
            purpose,
            due,
            appointment: Appointment {
                at: Some(date(2026, 12, 1).at(9, 30, 0, 0)),
                place: Some("Room 4".into()),
                with: None,
            },
            text: None,
            template: None,
            state: ReminderState::default(),
            snoozed_until: None,
            claimed: None,
            settled: None,
            attempts: 0,
            origin: "appointments.csv".into(),
            external_id: None,
        },
        patient_name: dossier.patient.show_name(TODAY),
        patient_birth: dossier.patient.birth_date.map(PartialDate::show).unwrap_or_default(),
    }
}
