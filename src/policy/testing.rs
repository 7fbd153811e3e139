//! Helpers for the tests of rules: a text with what must be marked in `[[ ]]`, and a person to write to.

#![allow(
    missing_docs,
    clippy::missing_panics_doc,
    clippy::return_self_not_must_use,
    reason = "helpers of tests"
)]

use jiff::civil::date;

use crate::domain::channel::Channel;
use crate::domain::clock::Moment;
use crate::domain::contact::{ContactPoint, ContactValue};
use crate::domain::date::{PartialDate, Period};
use crate::domain::dossier::Dossier;
use crate::domain::ids::{ContactPointId, ImportId, ObjectionId, PatientId, ProxyId, StaffId};
use crate::domain::objection::{Objection, Outcome};
use crate::domain::patient::Patient;
use crate::domain::person::{Address, HumanName, Use};
use crate::domain::practice::Practice;
use crate::domain::proxy::{Basis, Lives, Proxy, Scope};
use crate::domain::purpose::Purpose;
use crate::domain::severity::Severity;
use crate::domain::span::Field;
use crate::domain::staff::{Author, Recorded};
use crate::domain::telephone::Telephone;
use crate::domain::template::Format;

use super::case::{Case, Content, Reader};
use super::finding::Finding;
use super::registry::judge;
use super::settings::{Checker, Settings};

/// Everything a case borrows, changed by tests as they like.
pub struct Desk {
    pub checker: Checker,
    pub dossier: Option<Dossier>,
    pub now: Option<Moment>,
    pub channel: Channel,
    pub subject: Option<String>,
    pub contact: Option<ContactPointId>,
    pub purpose: Option<Purpose>,
    pub approved: bool,
    /// In what layout the text is written.
    pub format: Format,
    pub proxy: Option<ProxyId>,
    pub described: Option<(&'static str, Basis)>,
}

pub fn recorded() -> Recorded {
    let by = Author::Import { id: ImportId::from_bytes([9; 16]), source: "PDS".into(), elsewhere: None };
    Recorded { by, at: "2026-01-05T09:00:00Z".parse().unwrap() }
}

/// An objection to a channel that stands, as a file says.
pub fn objection(channel: Channel) -> Objection {
    Objection {
        id: ObjectionId::from_bytes([5; 16]),
        channel,
        purpose: None,
        reason: None,
        talk: None,
        outcome: Outcome::Stands,
        exceptions: Vec::new(),
        review: None,
        recorded: recorded(),
    }
}

/// Taken down at the desk.
pub fn by_staff() -> Recorded {
    let by = Author::Staff { id: StaffId::from_bytes([8; 16]), name: "Priya".into() };
    Recorded { by, ..recorded() }
}

pub fn contact(number: u8, value: ContactValue) -> ContactPoint {
    ContactPoint {
        id: ContactPointId::from_bytes([number; 16]),
        value,
        use_: Use::Usual,
        rank: None,
        period: Period::default(),
        verified: None,
        trouble: None,
        changed: None,
        recorded: recorded(),
    }
}

pub fn mobile(number: u8, digits: &str) -> ContactPoint {
    contact(number, ContactValue::Phone(Telephone::new(digits)))
}

pub fn name(given: &str, family: &str) -> HumanName {
    HumanName { given: vec![given.into()], family: Some(family.into()), ..HumanName::default() }
}

/// Joanne Scholes, born 21 September 1977, with a mobile (1), an email (2), an address (3) and the app (4).
pub fn joanne() -> Dossier {
    let mut dossier = Dossier::of(Patient {
        id: PatientId::from_bytes([1; 16]),
        nhs_number: "999 005 3413".parse().ok(),
        practice_number: None,
        names: vec![name("Joanne", "Scholes")],
        birth_date: Some(PartialDate::Day(date(1977, 9, 21))),
        gender: None,
        death: None,
        left: None,
        restriction: None,
        missing_from_list: false,
    });
    let address = Address { lines: vec!["3 Elm Row".into()], postcode: Some("LS1 6AE".into()) };
    dossier.contacts = Some(vec![
        mobile(1, "07700 900123"),
        contact(2, ContactValue::Email("jo@post.example".into())),
        contact(3, ContactValue::Post(address)),
        contact(4, ContactValue::NhsApp),
    ]);
    dossier.objections = Some(vec![]);
    dossier.sharers = Some(vec![]);
    dossier.lookalikes = Some(vec![]);
    dossier.preferences = Some(vec![]);
    dossier.proxies = Some(vec![]);
    dossier.needs = Some(vec![]);
    dossier.agreements = Some(vec![]);
    dossier.recent = Some(vec![]);
    dossier.conflicts = Some(vec![]);
    dossier
}

/// Ewa, the patient's mother with parental responsibility; her mobile is contact 21.
pub fn ewa() -> Proxy {
    Proxy {
        id: ProxyId::from_bytes([2; 16]),
        name: name("Ewa", "Scholes"),
        relationship: "mother".into(),
        basis: Basis::ParentalResponsibility,
        evidence: None,
        scope: Scope::default(),
        contacts: vec![mobile(21, "07700 900777")],
        patient: None,
        period: Period::default(),
        review: None,
        do_not_tell: false,
        lives: Lives::NotSaid,
        recorded: by_staff(),
    }
}

/// Tom, the patient's father, of whom nobody said where he lives: his mobile, email and home are contacts 31 to 33.
pub fn tom() -> Proxy {
    let lines = vec!["Flat 3".into(), "8 Quay Rise".into()];
    Proxy {
        id: ProxyId::from_bytes([4; 16]),
        name: name("Tom", "Scholes"),
        relationship: "father".into(),
        contacts: vec![
            mobile(31, "07700 900555"),
            contact(32, ContactValue::Email("tom@mail.example".into())),
            contact(33, ContactValue::Post(Address { lines, postcode: Some("NE1 4ST".into()) })),
        ],
        ..ewa()
    }
}

impl Desk {
    /// A text to a person of whom nothing is known.
    pub fn bare() -> Self {
        let practice = Practice {
            name: "Tarn Lane Surgery".into(),
            phones: vec!["01632 960114".into()],
            domains: vec!["tarnlane.example".into()],
            address: "4 Tarn Lane, Boldon, NE36 0AA".into(),
        };
        Self {
            checker: Checker::new(Settings { practice, ..Settings::default() }),
            dossier: None,
            now: Moment::noon(date(2026, 11, 22)).ok(),
            channel: Channel::Text,
            subject: None,
            contact: None,
            purpose: None,
            approved: false,
            format: Format::Standard,
            proxy: None,
            described: None,
        }
    }

    /// A text to Joanne's own mobile.
    pub fn with_record() -> Self {
        Self {
            dossier: Some(joanne()),
            contact: Some(ContactPointId::from_bytes([1; 16])),
            purpose: Some(Purpose::Other),
            ..Self::bare()
        }
    }

    /// The same desk with its facts changed.
    pub fn facts(mut self, change: impl FnOnce(&mut Dossier)) -> Self {
        if let Some(dossier) = &mut self.dossier {
            change(dossier);
        }
        self
    }

    /// The same desk with another channel and contact point.
    pub fn by(mut self, channel: Channel, contact: u8) -> Self {
        self.channel = channel;
        self.contact = (contact > 0).then(|| ContactPointId::from_bytes([contact; 16]));
        self
    }

    /// The same desk, writing to Ewa at her own mobile.
    pub fn for_ewa(mut self) -> Self {
        self.proxy = Some(ewa().id);
        self.contact = Some(ContactPointId::from_bytes([21; 16]));
        self.facts(|dossier| {
            if dossier.proxies.as_ref().is_none_or(Vec::is_empty) {
                dossier.proxies = Some(vec![ewa()]);
            }
        })
    }

    /// The same desk with a patient of this age.
    pub fn aged(self, years: i16) -> Self {
        self.facts(|dossier| dossier.patient.birth_date = Some(PartialDate::Day(date(2026 - years, 1, 2))))
    }

    /// The findings of one rule on a text.
    pub fn findings(&self, rule: &str, text: &str) -> Vec<Finding> {
        self.all_findings(text).into_iter().filter(|f| f.rule == rule).collect()
    }

    /// The loudest severity of one rule on a text.
    pub fn severity(&self, rule: &str, text: &str) -> Option<Severity> {
        self.findings(rule, text).iter().map(|f| f.severity).max()
    }

    /// All that is found in a text.
    pub fn all_findings(&self, text: &str) -> Vec<Finding> {
        self.with_case(text, |case| judge(case).findings)
    }

    /// Runs something on the case of a text.
    pub fn with_case<T>(&self, text: &str, run: impl FnOnce(&Case<'_>) -> T) -> T {
        let reader = match (self.proxy, self.described) {
            (Some(id), _) => {
                Reader::Proxy(self.dossier.as_ref().and_then(|dossier| dossier.proxy(id)).expect("the proxy"))
            }
            (None, Some((relationship, basis))) => Reader::Described { relationship, basis: Some(basis) },
            (None, None) => Reader::Patient,
        };
        run(&Case {
            content: Content {
                subject: self.subject.as_deref(),
                text,
                channel: self.channel,
                contact: self.contact,
                record: None,
                approved_template: self.approved,
                format: self.format,
            },
            reader,
            dossier: self.dossier.as_ref(),
            purpose: self.purpose,
            now: self.now.as_ref(),
            checker: &self.checker,
        })
    }
}

/// A marked text as plain text and the stretches that were marked.
pub fn unmark(marked: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut spans, mut rest) = (String::new(), Vec::new(), marked);
    while let Some((before, after)) = rest.split_once("[[") {
        let (inside, behind) = after.split_once("]]").expect("a closing ]]");
        text.push_str(before);
        spans.push((text.len(), text.len() + inside.len()));
        text.push_str(inside);
        rest = behind;
    }
    text.push_str(rest);
    (text, spans)
}

/// The rule finds exactly what is marked, with at least one cure.
pub fn assert_finds(desk: &Desk, rule: &str, marked: &str) {
    let (text, want) = unmark(marked);
    let findings = desk.findings(rule, &text);
    let mut found: Vec<(usize, usize)> = findings
        .iter()
        .flat_map(|finding| finding.places(Field::Text))
        .map(|span| (span.start, span.end))
        .collect();
    found.sort_unstable();
    found.dedup();
    let quote =
        |list: &[(usize, usize)]| list.iter().map(|(a, b)| text[*a..*b].to_owned()).collect::<Vec<_>>();
    assert_eq!(quote(&found), quote(&want), "{marked}");
    assert!(findings.iter().all(|f| !f.cures.is_empty()), "no cure: {marked}");
}

/// The rule finds nothing.
pub fn assert_clean(desk: &Desk, rule: &str, text: &str) {
    let findings = desk.findings(rule, text);
    assert!(findings.is_empty(), "{text}: {findings:?}");
}

/// The first cure that changes the text gives this one, which the rule finds nothing in.
pub fn assert_cure(desk: &Desk, rule: &str, text: &str, want: &str) {
    let findings = desk.findings(rule, text);
    let cured = desk.with_case(text, |case| {
        let mut changed = findings.iter().flat_map(|f| &f.cures).filter_map(|cure| cure.change.text(case));
        changed.find(|(field, _)| *field == Field::Text).map(|(_, text)| text.into_owned())
    });
    assert_eq!(cured.as_deref(), Some(want), "{text}: {findings:?}");
    assert_clean(desk, rule, want);
}
