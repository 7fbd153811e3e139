//! Any facts that a desk may keep about somebody, as strategies: each with what can be on file of its kind.

use jiff::Timestamp;
use jiff::civil::{date, time};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use tactful::domain::agreement::{AgreedBy, Agreement};
use tactful::domain::channel::Channel;
use tactful::domain::contact::{ContactPoint, ContactValue, Trouble, Verification, Verified};
use tactful::domain::date::Period;
use tactful::domain::ids::{AgreementId, ContactPointId, NeedId, ObjectionId, PreferenceId, ProxyId};
use tactful::domain::need::{Need, NeedKind};
use tactful::domain::objection::{Objection, Outcome};
use tactful::domain::patient::{Confidentiality, Restriction};
use tactful::domain::person::{Address, HumanName, Use};
use tactful::domain::preference::{Preference, Wish};
use tactful::domain::proxy::{Basis, Lives, Proxy, Scope};
use tactful::domain::purpose::Purpose;
use tactful::domain::staff::Recorded;
use tactful::domain::telephone::Telephone;
use tactful::domain::topic::Topic;

/// Words as people write them.
pub fn words() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[a-z]\\PC{0,24}")
}

fn channel() -> impl Strategy<Value = Channel> {
    select(&Channel::ALL[..])
}

fn purpose() -> impl Strategy<Value = Option<Purpose>> {
    prop::option::of(select(&Purpose::ALL[..]))
}

fn day() -> impl Strategy<Value = Option<jiff::civil::Date>> {
    prop::option::of((2025..2029i16, 1..13i8).prop_map(|(year, month)| date(year, month, 3)))
}

fn period() -> impl Strategy<Value = Period> {
    (day(), day()).prop_map(|(one, other)| match (one, other) {
        (Some(one), Some(other)) => Period { start: Some(one.min(other)), end: Some(one.max(other)) },
        (start, end) => Period { start, end },
    })
}

pub fn objection(recorded: &Recorded) -> impl Strategy<Value = Objection> + use<> {
    let recorded = recorded.clone();
    let outcome = select(&[Outcome::Stands, Outcome::Withdrawn, Outcome::MayBeOverridden][..]);
    let outcome = (outcome, subsequence(Purpose::ALL.to_vec(), 0..=3));
    (any::<[u8; 16]>(), channel(), purpose(), words(), words(), outcome, day()).prop_map(
        move |(id, channel, purpose, reason, talk, (outcome, exceptions), review)| {
            let (id, recorded) = (ObjectionId::from_bytes(id), recorded.clone());
            Objection { id, channel, purpose, reason, talk, outcome, exceptions, review, recorded }
        },
    )
}

pub fn agreement(recorded: &Recorded) -> impl Strategy<Value = Agreement> + use<> {
    let recorded = recorded.clone();
    let by = select(&[AgreedBy::Patient, AgreedBy::CaldicottGuardian][..]);
    let topic = prop::option::of(select(&Topic::ALL[..]));
    (any::<[u8; 16]>(), by, channel(), topic, day(), words()).prop_map(
        move |(id, by, channel, topic, until, words)| {
            let (id, recorded) = (AgreementId::from_bytes(id), recorded.clone());
            Agreement { id, by, channel, topic, until, words, recorded }
        },
    )
}

pub fn need(recorded: &Recorded) -> impl Strategy<Value = Need> + use<> {
    let recorded = recorded.clone();
    let plain = [NeedKind::Braille, NeedKind::LargePrint, NeedKind::EasyRead, NeedKind::Audio, NeedKind::Bsl];
    let kind = prop_oneof![
        select(plain.to_vec()),
        Just(NeedKind::TextOnly),
        select(vec!["", "pl", "cy"]).prop_map(|language| NeedKind::Interpreter(language.into())),
        "[a-z]{1,12}".prop_map(NeedKind::Other),
    ];
    (any::<[u8; 16]>(), kind, words()).prop_map(move |(id, kind, note)| Need {
        id: NeedId::from_bytes(id),
        kind,
        note,
        recorded: recorded.clone(),
    })
}

pub fn wish(recorded: &Recorded) -> impl Strategy<Value = Preference> + use<> {
    let recorded = recorded.clone();
    let hour = || prop::option::of((0..24i8, 0..60i8).prop_map(|(hour, minute)| time(hour, minute, 0, 0)));
    let wish = prop_oneof![
        3 => channel().prop_map(Wish::Channel),
        1 => ("[a-z]{1,8}", hour(), hour())
            .prop_map(|(words, quiet_from, quiet_until)| Wish::Times { words, quiet_from, quiet_until }),
        1 => select(vec!["pl", "cy", "en"]).prop_map(|language| Wish::Language(language.into())),
    ];
    (any::<[u8; 16]>(), wish, purpose(), 1..5u32, period()).prop_map(
        move |(id, wish, purpose, rank, period)| Preference {
            id: PreferenceId::from_bytes(id),
            wish,
            purpose,
            rank,
            period,
            recorded: recorded.clone(),
        },
    )
}

pub fn point(recorded: &Recorded) -> impl Strategy<Value = ContactPoint> + use<> {
    let recorded = recorded.clone();
    let value = prop_oneof![
        3 => (0..4u8).prop_map(|n| ContactValue::Phone(Telephone::new(format!("07700 90099{n}")))),
        1 => (0..2u8).prop_map(|n| ContactValue::Phone(Telephone::new(format!("01632 96099{n}")))),
        1 => Just(ContactValue::Textphone(Telephone::new("01632 960980"))),
        1 => (0..2u8).prop_map(|n| ContactValue::Email(format!("a{n}@b.example"))),
        1 => (1..4u8).prop_map(|n| ContactValue::Post(Address {
            lines: vec![format!("{n} Elm Row"), "Leeds".into()], postcode: Some("LS1 1AA".into()),
        })),
        1 => Just(ContactValue::NhsApp),
    ];
    let uses = select(vec![Use::Usual, Use::Home, Use::Work, Use::Mobile, Use::Temp, Use::Old]);
    let how = select(vec![Verification::Desk, Verification::Phone, Verification::Letter]);
    let by = recorded.clone();
    let verified = (day(), how).prop_map(move |(on, how)| {
        let recorded = by.clone();
        on.map(|on| Verified { on, how, recorded })
    });
    let trouble = prop_oneof![
        Just(None),
        Just(Some(Trouble::NotMe)),
        (1..4u32).prop_map(|times| Some(Trouble::Failed { times }))
    ];
    let changed =
        prop::option::of((0..1000i64).prop_map(|n| Timestamp::from_second(1_795_000_000 + n).unwrap()));
    let rank = prop::option::of(1..4u32);
    (any::<[u8; 16]>(), value, uses, rank, period(), verified, trouble, changed).prop_map(
        move |(id, value, use_, rank, period, verified, trouble, changed)| {
            let (id, recorded) = (ContactPointId::from_bytes(id), recorded.clone());
            ContactPoint { id, value, use_, rank, period, verified, trouble, changed, recorded }
        },
    )
}

/// A proxy without contact points, which are facts of their own; refusals and those who must not be told among them.
pub fn proxy(recorded: &Recorded) -> impl Strategy<Value = Proxy> + use<> {
    let recorded = recorded.clone();
    let scope = (
        prop::option::of(subsequence(Purpose::ALL.to_vec(), 0..=3)),
        subsequence(Topic::ALL.to_vec(), 0..=3),
    )
        .prop_map(|(purposes, without)| Scope { purposes, without });
    let name = (select(vec!["Ann", "Beth"]), select(vec!["Park", "Hughes"])).prop_map(|(given, family)| {
        HumanName { given: vec![given.into()], family: Some(family.into()), ..HumanName::default() }
    });
    let relationship = select(vec!["", "mother", "carer, and neighbour"]);
    let basis = select(&Basis::ALL[..]);
    let told = (any::<bool>(), select(&Lives::ALL[..]));
    (any::<[u8; 16]>(), name, relationship, basis, words(), scope, period(), day(), told).prop_map(
        move |(id, name, relationship, basis, evidence, scope, period, review, (do_not_tell, lives))| Proxy {
            id: ProxyId::from_bytes(id),
            name,
            relationship: relationship.into(),
            basis,
            evidence,
            scope,
            contacts: Vec::new(),
            patient: None,
            period,
            review,
            do_not_tell,
            lives,
            recorded: recorded.clone(),
        },
    )
}

/// A restriction with some of these contact points marked safe.
pub fn restriction(points: &[ContactPointId]) -> impl Strategy<Value = Restriction> + use<> {
    let level = select(&[Confidentiality::Restricted, Confidentiality::VeryRestricted][..]);
    let safe = subsequence(points.to_vec(), 0..=points.len());
    let unsafe_channels = subsequence(Channel::ALL.to_vec(), 0..=6);
    (level, words(), safe, unsafe_channels).prop_map(|(level, named_lead, safe, unsafe_channels)| {
        Restriction { level, named_lead, safe, unsafe_channels }
    })
}
