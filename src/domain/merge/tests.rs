//! What a merge may do and what it never does.

use jiff::civil::date;
use proptest::prelude::*;

use super::super::agreement::AgreedBy;
use super::super::contact::ContactValue;
use super::super::ids::{AgreementId, ContactPointId, ImportId, ObjectionId, PatientId, StaffId};
use super::super::import::{
    IncomingAgreement, IncomingContact, IncomingObjection, IncomingProxy, IncomingTalk, KeptProxy, PatientKey,
};
use super::super::need::NeedKind;
use super::super::objection::Outcome;
use super::super::preference::Wish;
use super::super::proxy::{Basis, Lives, Scope};
use super::super::purpose::Purpose;
use super::super::telephone::Telephone;
use super::*;

const TODAY: Date = date(2026, 11, 22);

fn imported() -> Recorded {
    let by = Author::Import { id: ImportId::from_bytes([1; 16]), source: "list.csv".into(), elsewhere: None };
    Recorded { by, at: Timestamp::from_second(1_000_000).unwrap() }
}

fn desk() -> Recorded {
    let by = Author::Staff { id: StaffId::from_bytes([2; 16]), name: "Ann".into() };
    Recorded { by, at: Timestamp::from_second(1_000).unwrap() }
}

fn empty() -> OnFile {
    OnFile::of(Patient {
        id: PatientId::from_bytes([0; 16]),
        nhs_number: None,
        practice_number: Some("1".into()),
        names: vec![],
        birth_date: None,
        gender: None,
        death: None,
        left: None,
        restriction: None,
        missing_from_list: false,
    })
}

fn merge(on_file: &mut OnFile, said: &IncomingPatient) -> Vec<Conflict> {
    let mut count = 0u128;
    let mut mint = || {
        count += 1;
        (count + ((on_file.contacts.len() as u128) << 64)).to_be_bytes()
    };
    let recorded = imported();
    let mut target = on_file.clone();
    let mut run = Merge {
        recorded: &recorded,
        today: TODAY,
        full_list: false,
        mint: &mut mint,
        taken: vec![],
        conflicts: vec![],
    };
    run.patient(&mut target, said);
    let conflicts = run.conflicts;
    *on_file = target;
    conflicts
}

fn phone(number: &str) -> IncomingContact {
    IncomingContact {
        value: ContactValue::Phone(Telephone::new(number)),
        use_: Use::Mobile,
        rank: None,
        period: Period::default(),
        kept: None,
    }
}

fn numbers(list: &[&str]) -> IncomingPatient {
    IncomingPatient { contacts: list.iter().map(|n| phone(n)).collect(), ..IncomingPatient::default() }
}

fn current(on_file: &OnFile) -> Vec<String> {
    on_file.contacts.iter().filter(|c| c.is_current(TODAY)).map(|c| c.value.show()).collect()
}

#[test]
fn a_new_number_replaces_an_imported_one_and_leaves_history() {
    let mut on_file = empty();
    assert!(merge(&mut on_file, &numbers(&["07700 900111"])).is_empty());
    assert_eq!(on_file.contacts[0].changed, None, "a first entry is no change");
    assert!(merge(&mut on_file, &numbers(&["+447700900222"])).is_empty());
    assert_eq!(current(&on_file), ["07700 900222"]);
    assert_eq!(on_file.contacts.len(), 2);
    assert_eq!(on_file.contacts[1].changed, Some(imported().at));
    merge(&mut on_file, &numbers(&["07700 900111"]));
    assert_eq!(current(&on_file), ["07700 900111"], "back again");
    assert_eq!(on_file.contacts.len(), 2);
}

#[test]
fn what_the_desk_recorded_stands() {
    let mut on_file = empty();
    merge(&mut on_file, &numbers(&["07700 900111"]));
    on_file.contacts[0].recorded = desk();
    let conflicts = merge(&mut on_file, &numbers(&["07700 900222"]));
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].kept, "Mobile 07700 900111");
    assert_eq!(current(&on_file), ["07700 900111"]);
    // ended at the desk: a file cannot bring it back
    on_file.contacts[0].period.end = Some(date(2026, 1, 1));
    let conflicts = merge(&mut on_file, &numbers(&["07700 900111"]));
    assert_eq!(conflicts.len(), 1);
    assert!(current(&on_file).is_empty());
}

#[test]
fn silence_ends_nothing() {
    let mut on_file = empty();
    merge(&mut on_file, &numbers(&["07700 900111"]));
    let before = on_file.clone();
    assert!(merge(&mut on_file, &IncomingPatient::default()).is_empty());
    assert_eq!(on_file, before);
    // a landline is no reason to end a mobile
    merge(&mut on_file, &numbers(&["01632 960111"]));
    assert_eq!(current(&on_file).len(), 2);
}

#[test]
fn an_objection_is_never_ended() {
    let mut on_file = empty();
    let says = |objects| IncomingPatient {
        objections: vec![IncomingObjection {
            channel: Channel::Text,
            purpose: None,
            objects,
            words: "SMS declined".into(),
            talk: None,
        }],
        ..IncomingPatient::default()
    };
    assert!(merge(&mut on_file, &says(false)).is_empty());
    assert!(merge(&mut on_file, &says(true)).is_empty());
    assert_eq!(on_file.objections.len(), 1);
    let conflicts = merge(&mut on_file, &says(false));
    assert_eq!((conflicts.len(), conflicts[0].channel), (1, Some(Channel::Text)));
    assert!(on_file.objections[0].is_live());
    on_file.objections[0].outcome = Outcome::Withdrawn;
    assert_eq!(merge(&mut on_file, &says(true)).len(), 1, "taken back at the desk");
    assert_eq!(on_file.objections.len(), 1);
}

#[test]
fn names_that_change_stay_as_past_names() {
    let mut on_file = empty();
    let named = |given: &str, family: &str| IncomingPatient {
        names: vec![HumanName {
            given: vec![given.into()],
            family: Some(family.into()),
            ..HumanName::default()
        }],
        ..IncomingPatient::default()
    };
    merge(&mut on_file, &named("Siân", "Jones"));
    merge(&mut on_file, &named("SIAN", "JONES"));
    assert_eq!(on_file.patient.names.len(), 1);
    assert_eq!(on_file.patient.names[0].given, ["Siân"], "capitals say nothing about spelling");
    merge(&mut on_file, &named("Siân", "Evans"));
    assert_eq!(on_file.patient.show_name(TODAY), "EVANS, Siân");
    assert_eq!(on_file.patient.names.len(), 2);
    on_file.desk = Own::NAMES;
    assert_eq!(merge(&mut on_file, &named("Siân", "Price")).len(), 1);
    assert_eq!(on_file.patient.show_name(TODAY), "EVANS, Siân");
}

#[test]
fn a_full_list_does_not_raise_the_dead() {
    let mut on_file = empty();
    on_file.patient.death = Some(Death { on: None, notice: DeathNotice::Formal });
    let recorded = imported();
    let mut mint = || [9; 16];
    let mut run = Merge {
        recorded: &recorded,
        today: TODAY,
        full_list: true,
        mint: &mut mint,
        taken: vec![],
        conflicts: vec![],
    };
    run.patient(&mut on_file, &IncomingPatient::default());
    assert_eq!(run.conflicts.len(), 1);
    assert!(on_file.patient.death.is_some());
}

fn said() -> impl Strategy<Value = IncomingPatient> {
    let contact = (0..6u8, 0..4u8, 0..3u8).prop_map(|(number, kind, time)| IncomingContact {
        value: match kind {
            0 => ContactValue::Phone(Telephone::new(format!("07700 90000{number}"))),
            1 => ContactValue::Phone(Telephone::new(format!("01632 96000{number}"))),
            2 => ContactValue::Email(format!("a{number}@b.example")),
            _ => ContactValue::NhsApp,
        },
        use_: if time == 2 { Use::Old } else { Use::Home },
        rank: None,
        period: Period { start: None, end: (time == 1).then(|| date(2020, 1, 1)) },
        kept: None,
    });
    let talk = (0..4u8, prop::option::of("[a-c]"), 0..3u8).prop_map(|(id, words, outcome)| IncomingTalk {
        exceptions: if outcome == 2 && id % 2 == 0 { vec![Purpose::Recall] } else { Vec::new() },
        id: Some(ObjectionId::from_bytes([id; 16])),
        words,
        outcome: [Outcome::Stands, Outcome::Withdrawn, Outcome::MayBeOverridden][usize::from(outcome)],
        review: None,
        elsewhere: None,
    });
    let objection = (0..3usize, any::<bool>(), "8|[a-c]?", prop::option::of(talk)).prop_map(
        |(channel, objects, words, talk)| IncomingObjection {
            channel: Channel::ALL[channel],
            purpose: None,
            objects,
            words,
            talk,
        },
    );
    let agreement = (0..4u8, 0..2usize, prop::option::of("[a-c]")).prop_map(|(id, channel, words)| {
        let (id, channel) = (Some(AgreementId::from_bytes([id; 16])), Channel::ALL[channel]);
        IncomingAgreement {
            id,
            by: AgreedBy::Patient,
            channel,
            topic: None,
            until: None,
            words,
            elsewhere: None,
        }
    });
    let name = ("[A-D]", "[A-D]").prop_map(|(given, family)| HumanName {
        given: vec![given],
        family: Some(family),
        ..HumanName::default()
    });
    let need = prop_oneof![Just(NeedKind::Braille), "[a-c]{0,1}".prop_map(NeedKind::Interpreter)];
    (
        prop::collection::vec(contact, 0..5),
        prop::collection::vec(objection, 0..4),
        prop::collection::vec(agreement, 0..3),
        prop::collection::vec(name, 0..3),
        prop::collection::vec(need, 0..2),
        prop::option::of((0..6usize).prop_map(|channel| Channel::ALL[channel])),
    )
        .prop_map(|(contacts, objections, agreements, names, needs, preferred)| IncomingPatient {
            names,
            contacts,
            preferred,
            needs,
            objections,
            agreements,
            ..IncomingPatient::default()
        })
}

proptest! {
    #[test]
    fn merging_the_same_again_changes_nothing(files in prop::collection::vec(said(), 1..5)) {
        let mut on_file = empty();
        for file in &files {
            merge(&mut on_file, file);
            let before = on_file.clone();
            merge(&mut on_file, file);
            prop_assert_eq!(&on_file, &before);
        }
    }

    #[test]
    fn the_desk_loses_nothing(files in prop::collection::vec(said(), 1..6), picks in prop::collection::vec(any::<bool>(), 16)) {
        let mut on_file = empty();
        merge(&mut on_file, &files[0]);
        for (point, pick) in on_file.contacts.iter_mut().zip(&picks) {
            if *pick { point.recorded = desk(); }
        }
        on_file.objections.push(Objection {
            id: ObjectionId::from_bytes([7; 16]), channel: Channel::Letter, purpose: None, reason: None, talk: None,
            outcome: Outcome::Stands, review: None, recorded: desk(),
            exceptions: Vec::new(),
        });
        for objection in on_file.objections.iter_mut().step_by(2) {
            objection.recorded = desk();
        }
        let withdrawn = |one: &Objection| !one.is_live() && one.recorded == desk();
        let agreed = Agreement {
            id: AgreementId::from_bytes([9; 16]), by: AgreedBy::Patient, channel: Channel::Text, topic: None,
            until: None, words: Some("in person".into()), recorded: desk(),
        };
        on_file.agreements = vec![agreed.clone()];
        on_file.taken_back = vec![Agreement { channel: Channel::Email, ..agreed.clone() }];
        let desks = |on_file: &OnFile| -> (Vec<ContactPoint>, Vec<Objection>) {
            (
                on_file.contacts.iter().filter(|c| c.recorded == desk()).cloned().collect(),
                on_file.objections.iter().filter(|one| one.recorded == desk() || one.is_live()).cloned().collect(),
            )
        };
        let before = desks(&on_file);
        for file in &files {
            merge(&mut on_file, file);
        }
        let after = desks(&on_file);
        prop_assert_eq!(&after.0, &before.0);
        let stands = |kept: &Objection| {
            let is_kept = |one: &Objection| one == kept || kept.recorded != desk() && one.channel == kept.channel && one.is_live();
            after.1.iter().any(is_kept)
        };
        prop_assert!(before.1.iter().all(stands), "an objection never ends");
        prop_assert!(before.1.iter().filter(|one| withdrawn(one)).all(|one| after.1.contains(one)));
        prop_assert_eq!(&on_file.agreements, &vec![agreed], "no file opens a route that the desk knows of");
    }

    #[test]
    fn one_wish_of_a_kind_is_in_force(files in prop::collection::vec(said(), 1..6)) {
        let mut on_file = empty();
        for file in &files {
            merge(&mut on_file, file);
            let live = on_file.preferences.iter()
                .filter(|p| !p.period.is_over(TODAY) && matches!(p.wish, Wish::Channel(_))).count();
            prop_assert!(live <= 1);
        }
        let mut ids: Vec<ContactPointId> = on_file.contacts.iter().map(|c| c.id).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert!(ids.len() <= on_file.contacts.len());
    }
}

fn lives(known: Option<Proxy>, lives: Lives) -> (Proxy, usize) {
    let said = IncomingProxy {
        patient: PatientKey::default(),
        external_id: None,
        nhs_number: None,
        name: HumanName { family: Some("Scholes".into()), ..HumanName::default() },
        relationship: "father".into(),
        basis: Basis::None,
        scope: Scope::default(),
        review: None,
        period: Period::default(),
        contacts: Vec::new(),
        kept: Some(Box::new(KeptProxy { lives, ..KeptProxy::default() })),
    };
    let recorded = imported();
    let mut mint = || [7; 16];
    let mut run = Merge {
        recorded: &recorded,
        today: TODAY,
        full_list: false,
        mint: &mut mint,
        taken: vec![],
        conflicts: vec![],
    };
    let proxy = run.proxy(known, &said);
    (proxy, run.conflicts.len())
}

#[test]
fn that_somebody_lives_apart_is_never_taken_back_by_a_file() {
    let (with, conflicts) = lives(None, Lives::WithPatient);
    assert_eq!((with.lives, conflicts), (Lives::WithPatient, 0));
    let (not_said, conflicts) = lives(Some(with.clone()), Lives::NotSaid);
    assert_eq!((not_said.lives, conflicts), (Lives::WithPatient, 0), "who says nothing takes nothing back");
    let (apart, conflicts) = lives(Some(with), Lives::Apart);
    assert_eq!((apart.lives, conflicts), (Lives::Apart, 0));
    for said in [Lives::WithPatient, Lives::NotSaid] {
        let (kept, conflicts) = lives(Some(apart.clone()), said);
        assert_eq!((kept.lives, conflicts), (Lives::Apart, 1), "{said:?}");
    }
    let desks = Proxy { lives: Lives::WithPatient, recorded: desk(), ..apart };
    let (kept, conflicts) = lives(Some(desks), Lives::Apart);
    assert_eq!(
        (kept.lives, conflicts),
        (Lives::WithPatient, 1),
        "the desk's word stands, and the doubt is shown"
    );
}
