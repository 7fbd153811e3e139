//! A dossier: every kind of fact comes back as it was recorded.

use jiff::civil::{date, time};
use tactful::domain::channel::Channel;
use tactful::domain::contact::ContactValue;
use tactful::domain::date::{PartialDate, Period};
use tactful::domain::import::{
    Incoming, IncomingContact, IncomingObjection, IncomingPatient, IncomingProxy, PatientKey,
};
use tactful::domain::need::NeedKind;
use tactful::domain::patient::{Confidentiality, Death, DeathNotice, Left, Restriction};
use tactful::domain::person::{Address, HumanName, Use};
use tactful::domain::preference::Wish;
use tactful::domain::proxy::{Basis, Scope};
use tactful::domain::purpose::Purpose;
use tactful::domain::staff::Author;
use tactful::domain::telephone::Telephone;
use tactful::domain::topic::Topic;
use tactful::store::{Drafts, Patients, StoreError};

use super::import::{dossier, id, key, nhs_number, patients, person, phone, plan, proxy, run};
use super::support::{Place, at, message, prepare};

fn everything() -> IncomingPatient {
    let period = Period { start: Some(date(2001, 2, 3)), end: Some(date(2010, 12, 31)) };
    let old = HumanName {
        use_: Use::Maiden,
        given: vec!["Zoë".into(), "Ann".into()],
        family: Some("O’Brien".into()),
        suffix: vec!["MBE".into()],
        period,
        ..HumanName::default()
    };
    let now = HumanName {
        prefix: vec!["Mrs".into()],
        given: vec!["Zoë".into()],
        family: Some("Łuczak".into()),
        ..HumanName::default()
    };
    let contact =
        |value, use_, rank| IncomingContact { value, use_, rank, period: Period::default(), kept: None };
    let home =
        Address { lines: vec!["1 Boar Lane".into(), "Leeds".into()], postcode: Some("LS1 6AE".into()) };
    IncomingPatient {
        key: key(1),
        names: vec![old, now],
        birth_date: Some(PartialDate::Month(1951, 4)),
        gender: Some("female".into()),
        death: Some(Death { on: Some(date(2026, 10, 1)), notice: DeathNotice::Formal }),
        left: Some(Left { on: Some(date(2026, 10, 2)), reason: Some("SCT".into()) }),
        confidentiality: Some(Confidentiality::Restricted),
        named_lead: Some("Dr Ash".into()),
        unsafe_channels: vec![Channel::Letter, Channel::Voicemail],
        contacts: vec![
            contact(ContactValue::Phone(Telephone::new("07700 900123")), Use::Mobile, Some(1)),
            contact(ContactValue::Textphone(Telephone::new("01632 960123")), Use::Home, None),
            contact(ContactValue::Email("Zoe@Home.example".into()), Use::Work, Some(2)),
            contact(ContactValue::Post(home), Use::Home, None),
            contact(ContactValue::NhsApp, Use::Usual, None),
        ],
        preferred: Some(Channel::NhsApp),
        times: Some("not after 7pm".into()),
        quiet: Some((Some(time(19, 0, 0, 0)), Some(time(8, 30, 0, 0)))),
        language: Some("pl".into()),
        needs: vec![NeedKind::Interpreter("pl".into()), NeedKind::Other("large keys".into())],
        objections: vec![IncomingObjection {
            channel: Channel::Text,
            purpose: Some(Purpose::Recall),
            objects: true,
            words: "no recalls".into(),
            talk: None,
        }],
        contact_persons: Vec::new(),
        ..IncomingPatient::default()
    }
}

#[test]
fn every_kind_of_fact_comes_back() {
    let place = Place::new();
    let mut store = place.open();
    let said = everything();
    let reader = IncomingProxy {
        external_id: Some("RP-1".into()),
        nhs_number: Some(nhs_number(2)),
        basis: Basis::LastingPowerOfAttorney,
        scope: Scope { purposes: Some(vec![Purpose::Appointment]), without: vec![Topic::ALL[0]] },
        review: Some(date(2027, 1, 1)),
        period: Period { start: Some(date(2020, 1, 1)), end: None },
        ..proxy(1, "Ann", "07700 900321")
    };
    let mut list = patients(std::slice::from_ref(&said));
    list.push(Incoming::Proxy(Box::new(reader.clone())));
    list.extend(patients(&[person(2, "Ann", "Park")]));
    let (report, refused) = run(&mut store, &plan(1), list);
    assert_eq!((report.added, report.proxies, refused.len()), (2, 1, 0));

    let found = dossier(&mut store, 1);
    let patient = &found.patient;
    assert_eq!((patient.nhs_number, patient.practice_number.as_deref()), (Some(nhs_number(1)), Some("P1")));
    assert_eq!(
        (&patient.names, patient.birth_date, &patient.gender),
        (&said.names, said.birth_date, &said.gender)
    );
    assert_eq!((&patient.death, &patient.left), (&said.death, &said.left));
    let restriction = Restriction {
        level: Confidentiality::Restricted,
        named_lead: said.named_lead.clone(),
        safe: vec![],
        unsafe_channels: said.unsafe_channels.clone(),
    };
    assert_eq!(patient.restriction, Some(restriction));
    let contacts = found.contacts.as_ref().unwrap();
    let values = |list: &[IncomingContact]| {
        list.iter().map(|c| (c.value.clone(), c.use_, c.rank, c.period)).collect::<Vec<_>>()
    };
    let kept: Vec<_> = contacts.iter().map(|c| (c.value.clone(), c.use_, c.rank, c.period)).collect();
    assert_eq!(kept, values(&said.contacts));
    let recorded = &contacts[0].recorded;
    assert_eq!(recorded.by, Author::Import { id: plan(1).id, source: "list-1.csv".into(), elsewhere: None });
    assert_eq!(recorded.at, at(60));

    let wishes: Vec<_> = found.preferences.unwrap().into_iter().map(|wish| wish.wish).collect();
    let (quiet_from, quiet_until) = said.quiet.unwrap();
    assert_eq!(
        wishes,
        [
            Wish::Channel(Channel::NhsApp),
            Wish::Times { words: "not after 7pm".into(), quiet_from, quiet_until },
            Wish::Language("pl".into()),
        ]
    );
    let objections = found.objections.unwrap();
    assert_eq!((objections[0].channel, objections[0].purpose), (Channel::Text, Some(Purpose::Recall)));
    assert_eq!(objections[0].reason.as_deref(), Some("no recalls"));
    assert_eq!(found.needs.unwrap().into_iter().map(|need| need.kind).collect::<Vec<_>>(), said.needs);
    let proxies = found.proxies.unwrap();
    assert_eq!(
        (&proxies[0].name, &proxies[0].scope, proxies[0].basis),
        (&reader.name, &reader.scope, reader.basis)
    );
    assert_eq!((proxies[0].period, proxies[0].review), (reader.period, reader.review));
    assert_eq!(proxies[0].patient, Some(id(&mut store, 2)), "found although she came later");
    assert_eq!(proxies[0].contacts.len(), 1);
    assert_eq!(
        (found.imported, found.agreements, found.conflicts),
        (Some(at(60)), Some(vec![]), Some(vec![]))
    );

    let other = dossier(&mut store, 2);
    assert_eq!(other.patient.birth_date, person(2, "Ann", "Park").birth_date);
    assert!(matches!(store.dossier(super::support::patient(99)), Err(StoreError::NotFound(_))));
}

#[test]
fn those_who_share_a_number_are_told_with_what_they_are() {
    let place = Place::new();
    let mut store = place.open();
    let shared = |n, given: &str| IncomingPatient {
        contacts: vec![phone("07700 900500")],
        ..person(n, given, "Park")
    };
    let mother = IncomingProxy { nhs_number: Some(nhs_number(1)), ..proxy(2, "Ann", "07700 900500") };
    let mut list = patients(&[shared(1, "Ann"), shared(2, "Jo")]);
    list.push(Incoming::Proxy(Box::new(mother)));
    run(&mut store, &plan(1), list);
    let child = dossier(&mut store, 2);
    let sharers = child.sharers.unwrap();
    assert_eq!(sharers.len(), 1);
    assert_eq!(
        (sharers[0].patient.id, sharers[0].relationship.as_deref()),
        (id(&mut store, 1), Some("mother"))
    );
    assert_eq!(
        sharers[0].contact,
        child.contacts.unwrap()[0].id,
        "the child's own comes before the mother's"
    );
    let sharers = dossier(&mut store, 1).sharers.unwrap();
    assert_eq!(sharers[0].relationship.as_deref(), Some("this patient is their mother"));

    let many: Vec<_> = (3..40).map(|n| shared(n, "Kit")).collect();
    run(&mut store, &plan(2), patients(&many));
    assert_eq!(dossier(&mut store, 1).sharers.unwrap().len(), 20);
}

#[test]
fn patients_are_found_by_either_number() {
    let place = Place::new();
    let mut store = place.open();
    run(&mut store, &plan(1), patients(&[person(1, "Siân", "Lind")]));
    let found = id(&mut store, 1);
    for wanted in [
        PatientKey { nhs_number: Some(nhs_number(1)), practice_number: None },
        PatientKey { nhs_number: None, practice_number: Some("P1".into()) },
        PatientKey { nhs_number: Some(nhs_number(8)), practice_number: Some("P1".into()) },
    ] {
        assert_eq!(store.find(&wanted).unwrap(), Some(found));
    }
    assert_eq!(store.find(&PatientKey::default()).unwrap(), None);
    assert_eq!(store.find(&key(2)).unwrap(), None);
}

#[test]
fn messages_and_drafts_know_the_patient() {
    let place = Place::new();
    let mut store = place.open();
    run(&mut store, &plan(1), patients(&[person(1, "Siân", "Lind")]));
    let id = id(&mut store, 1);
    let before = dossier(&mut store, 1);
    for n in 0..25 {
        prepare(&mut store, message(n, id));
    }
    let after = dossier(&mut store, 1);
    let recent = after.recent.unwrap();
    assert_eq!((recent.len(), recent[0].patient_name.as_str()), (20, "LIND, Siân"));
    assert!(recent[0].number > recent[1].number);
    assert_eq!(before.revisions.changed(&after.revisions), [tactful::domain::dossier::Facet::Messages]);
    assert!(store.drafts_of(id).unwrap().is_empty());
}
