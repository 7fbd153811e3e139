//! The worklists page by page: every line comes once, and what is skipped at a glance is what needs nobody.

use jiff::civil::date;
use tactful::domain::agreement::{AgreedBy, Agreement};
use tactful::domain::channel::Channel;
use tactful::domain::contact::{ContactPoint, ContactValue, Trouble};
use tactful::domain::date::Period;
use tactful::domain::fact::{Amendment, Fact};
use tactful::domain::ids::{AgreementId, ContactPointId, NeedId, PatientId, ProxyId};
use tactful::domain::import::IncomingPatient;
use tactful::domain::log::{Event, Verification};
use tactful::domain::need::{Need, NeedKind};
use tactful::domain::objection::{Objection, Outcome};
use tactful::domain::person::{HumanName, Use};
use tactful::domain::proxy::{Basis, Lives, Proxy, Scope};
use tactful::domain::purpose::Purpose;
use tactful::domain::settlement::{Decision, Override, OverrideReason, SettledFinding, Settlement};
use tactful::domain::severity::Severity;
use tactful::domain::staff::{Author, Recorded, Role};
use tactful::domain::telephone::Telephone;
use tactful::domain::worklist::{Subject, Worklist, WorklistKey};
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Patients, Record, Worklists};

use super::amendments::{list, objection, proxy};
use super::files::{import_patients, person, phone};
use super::support::{
    Place, actor, add_staff, append, at, communication, entry, message, patient, prepare, refusal, verify,
};

const TODAY: jiff::civil::Date = date(2026, 11, 22);

fn recorded() -> Recorded {
    Recorded { by: Author::Staff { id: actor().staff, name: "Jo Park".into() }, at: at(20) }
}

fn add(store: &mut SqliteStore, patient: PatientId, fact: Fact) {
    append(store, Event::Amended(Box::new(Amendment::add(patient, fact, ""))));
}

fn point(number: u8, value: ContactValue) -> ContactPoint {
    ContactPoint {
        id: ContactPointId::from_parts(at(i64::from(number)), [number; 10]),
        value,
        use_: Use::Home,
        rank: None,
        period: Period::default(),
        verified: None,
        trouble: None,
        changed: None,
        recorded: recorded(),
    }
}

fn whole(store: &mut SqliteStore, list: Worklist, page: usize) -> Vec<PatientId> {
    let (mut found, mut after): (Vec<PatientId>, Option<WorklistKey>) = (Vec::new(), None);
    for _ in 0..40 {
        let rows = store.worklist(list, TODAY, after.as_ref(), page).unwrap();
        let Some(last) = rows.last() else { return found };
        after = Some(last.key.clone());
        found.extend(rows.iter().map(|row| row.patient.id));
    }
    panic!("{list:?} has no end");
}

#[test]
fn every_line_comes_once_whatever_the_page() {
    let place = Place::new().with_patients(7);
    let mut store = place.open();
    add_staff(&mut store);
    for n in 0..7_u8 {
        let id = ProxyId::from_parts(at(i64::from(50 - n)), [n; 10]);
        let proxy = Proxy {
            id,
            name: HumanName { family: Some("Evans".into()), ..HumanName::default() },
            relationship: "mother".into(),
            basis: Basis::ExplicitConsent,
            evidence: None,
            scope: Scope::default(),
            contacts: Vec::new(),
            patient: None,
            period: Period::default(),
            review: Some(TODAY),
            do_not_tell: false,
            lives: Lives::NotSaid,
            recorded: recorded(),
        };
        add(&mut store, patient(n), Fact::Proxy(Box::new(proxy)));
        let failed = Some(tactful::domain::contact::Trouble::Failed { times: 1 });
        for k in [1, 2] {
            let value = ContactValue::Phone(Telephone::new(format!("07700 9001{n}{k}")));
            let point = ContactPoint { trouble: failed.clone(), ..point(n * 2 + k, value) };
            add(&mut store, patient(n), Fact::Contact { of: None, point });
        }
    }
    for (list, lines) in
        [(Worklist::Proxies, 7), (Worklist::ContactFailed, 14), (Worklist::ContactUnconfirmed, 14)]
    {
        let all = whole(&mut store, list, 100);
        assert_eq!(all.len(), lines, "{list:?}");
        for page in [1, 2, 3, 5] {
            assert_eq!(whole(&mut store, list, page), all, "{list:?} by {page}");
        }
    }
}

#[test]
fn who_needs_somebody_is_who_no_contact_point_serves() {
    let phone = |text: &str| ContactValue::Phone(Telephone::new(text));
    let email = |text: &str| ContactValue::Email(text.into());
    let values = [
        phone("07700 900123"),
        phone("+44 7700 900123"),
        phone("07600 123456"),
        phone("01632 960123"),
        phone("07700 90012"),
        phone("not known"),
        email("jo.evans@mail.example"),
        email("jo@mail"),
        email("jo..evans@mail.example"),
        email("jo@mail.example."),
        email("jo@@mail.example"),
        email("jo evans@mail.example"),
        email(".jo@mail.example"),
        ContactValue::NhsApp,
    ];
    let place = Place::new().with_patients(28);
    let mut store = place.open();
    add_staff(&mut store);
    let mut wanted = Vec::new();
    for (at_, value) in (0_u8..).zip(values) {
        for (n, kind) in [(at_ * 2, NeedKind::Bsl), (at_ * 2 + 1, NeedKind::LargePrint)] {
            let whose = patient(n);
            add(&mut store, whose, Fact::Contact { of: None, point: point(n + 1, value.clone()) });
            let id = NeedId::from_parts(at(1), [n; 10]);
            let need = Need { id, kind, note: None, recorded: recorded() };
            add(&mut store, whose, Fact::Need(need.clone()));
            if !need.is_met_by(&store.dossier(whose).unwrap().contacts.unwrap(), TODAY) {
                wanted.push(whose);
            }
        }
    }
    assert!(wanted.len() > 8 && wanted.len() < 24, "{}", wanted.len());
    let mut listed = whole(&mut store, Worklist::Needs, 3);
    listed.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(listed, wanted);
}

#[test]
fn strangers_with_one_number_are_found_whoever_brought_it() {
    let shared = |store: &mut SqliteStore| whole(store, Worklist::ContactShared, 2).len();
    let place = Place::new();
    let mut store = place.open();
    let with = |number: u64, given: &str, family: &str, mobile: &str| {
        let contacts = vec![phone(mobile)];
        IncomingPatient { contacts, ..person(number, given, family, "1980-01-02") }
    };
    let people = [
        with(1, "Ann", "Alder", "07700 900111"),
        with(2, "Ben", "Birch", "07700 900111"),
        with(3, "Cat", "Cedar", "07700 900333"),
        with(4, "Dan", "Dogwood", "07700 900444"),
    ];
    import_patients(&mut store, 1, &people);
    assert_eq!(shared(&mut store), 1, "one file brought both");
    import_patients(&mut store, 2, &[with(5, "Eve", "Elm", "07700 900333")]);
    assert_eq!(shared(&mut store), 2, "a later file brought the second");
    import_patients(
        &mut store,
        3,
        &[with(6, "Fay", "Alder", "07700 900666"), with(7, "Guy", "Alder", "07700 900666")],
    );
    assert_eq!(shared(&mut store), 2, "a family shares its number");
    import_patients(&mut store, 4, &[with(7, "Guy", "Gorse", "07700 900666")]);
    assert_eq!(shared(&mut store), 3, "one of them has another name now");
}

#[test]
fn a_need_comes_and_goes_with_the_contact_points_that_meet_it() {
    let place = Place::new();
    let mut store = place.open();
    add_staff(&mut store);
    let needs = |store: &mut SqliteStore| whole(store, Worklist::Needs, 2).len();
    let said = |mobile: &[&str], needs: &[NeedKind]| IncomingPatient {
        contacts: mobile.iter().map(|number| phone(number)).collect(),
        needs: needs.to_vec(),
        ..person(1, "Ann", "Alder", "1980-01-02")
    };
    import_patients(&mut store, 1, &[said(&["01632 960123"], &[])]);
    assert_eq!(needs(&mut store), 0);
    import_patients(&mut store, 2, &[said(&["01632 960123"], &[NeedKind::Bsl])]);
    assert_eq!(needs(&mut store), 1, "a need came");
    import_patients(&mut store, 3, &[said(&["01632 960123", "07700 900123"], &[])]);
    assert_eq!(needs(&mut store), 0, "a mobile came");
    let whose = store.find(&person(1, "", "", "").key).unwrap().unwrap();
    let mobile = store
        .dossier(whose)
        .unwrap()
        .contacts
        .unwrap()
        .into_iter()
        .find(|point| point.value.label() == "Mobile");
    let before = Fact::Contact { of: None, point: mobile.clone().unwrap() };
    let wrong = ContactPoint { trouble: Some(Trouble::NotMe), ..mobile.unwrap() };
    let after = Fact::Contact { of: None, point: wrong };
    append(&mut store, Event::Amended(Box::new(Amendment::change(whose, before, after, ""))));
    assert_eq!(needs(&mut store), 1, "it is somebody else's");
}

#[test]
fn overrides_wait_for_the_guardian_until_decided() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    prepare(&mut store, message(1, patient(0)));
    let mut overridden = message(2, patient(0));
    overridden.for_guardian = true;
    overridden.findings = vec![SettledFinding {
        rule: "objection-channel".into(),
        topic: None,
        severity: Severity::Stop,
        quote: None,
        settlement: Settlement::Overridden(Override {
            reason: OverrideReason::LegalDuty,
            words: "the court asks".into(),
            authorised_by: "Dr Lewin".into(),
            patient_told: true,
        }),
    }];
    prepare(&mut store, overridden);
    let line = list(&mut store, Worklist::Guardian).remove(0);
    assert_eq!(line.about, Subject::Message(communication(2)));
    assert!(
        line.words.starts_with("objection-channel: ") && line.words.ends_with(" (legal duty)"),
        "{}",
        line.words
    );

    let review = |n, decision| Event::Reviewed {
        communication: communication(n),
        decision,
        words: "talked with Jo".into(),
    };
    assert!(refusal(&mut store, review(2, Decision::Upheld)).contains("only the Caldicott Guardian"));
    let staff = entry(review(2, Decision::Upheld)).actor.staff;
    for role in [Role::Supervisor, Role::Administrator] {
        append(&mut store, Event::StaffAdded { staff, name: "Jo Park".into(), role });
        assert!(refusal(&mut store, review(2, Decision::Upheld)).contains("only the Caldicott Guardian"));
    }
    append(&mut store, Event::StaffAdded { staff, name: "Jo Park".into(), role: Role::CaldicottGuardian });
    assert!(refusal(&mut store, review(1, Decision::Upheld)).contains("nothing in this message waits"));
    append(&mut store, review(2, Decision::FollowUp));
    assert!(list(&mut store, Worklist::Guardian)[0].words.starts_with("to follow up"));
    append(&mut store, review(2, Decision::NotUpheld));
    assert_eq!(list(&mut store, Worklist::Guardian), vec![]);
    let told = store.message(communication(2)).unwrap().reviews;
    let decisions: Vec<Decision> = told.iter().map(|review| review.decision).collect();
    assert_eq!(decisions, [Decision::FollowUp, Decision::NotUpheld]);
    assert_eq!(verify(&mut store), Verification::Whole(store.head().unwrap()));

    place.raw().execute("UPDATE communication SET review = 0 WHERE review = 4", []).unwrap();
    assert!(matches!(verify(&mut store), Verification::Broken { .. }), "a review that vanished is found");
}

/// Says of all facts of a table that only a file said so.
fn only_a_file_says(place: &Place, table: &str) {
    place
        .raw()
        .execute_batch(&format!(
            "INSERT OR IGNORE INTO import VALUES (1, x'01010101010101010101010101010101', 'PDS', 0);
             UPDATE {table} SET staff = NULL, import = 1"
        ))
        .unwrap();
}

#[test]
fn what_only_a_file_says_waits_until_somebody_looks_at_it() {
    let place = Place::new().with_patients(4);
    let mut store = place.open();
    add_staff(&mut store);
    let agreement = Agreement {
        id: AgreementId::from_parts(at(3), [3; 10]),
        by: AgreedBy::Patient,
        channel: Channel::Text,
        topic: None,
        until: None,
        words: None,
        recorded: recorded(),
    };
    for n in 0..4 {
        let basis = if n == 3 { Basis::None } else { Basis::ParentalResponsibility };
        add(&mut store, patient(n), Fact::Proxy(Box::new(Proxy { basis, ..proxy(n) })));
        let until = (n == 1).then_some(date(2026, 11, 1));
        add(&mut store, patient(n), Fact::Agreement(Agreement { until, ..agreement.clone() }));
    }
    assert_eq!(list(&mut store, Worklist::Claims), vec![], "the desk said so");
    let refused = Objection { outcome: Outcome::MayBeOverridden, ..objection(Channel::Text) };
    for (n, exceptions) in [(0, vec![]), (3, vec![Purpose::Recall, Purpose::Screening])] {
        add(&mut store, patient(n), Fact::Objection(Objection { exceptions, ..refused.clone() }));
    }
    assert_eq!(list(&mut store, Worklist::Claims), vec![], "the desk said so");
    only_a_file_says(&place, "objection");
    only_a_file_says(&place, "proxy");
    only_a_file_says(&place, "agreement");
    place.raw().execute("UPDATE proxy SET ends = 20261121 WHERE patient = 2", []).unwrap();
    place.raw().execute("UPDATE patient SET has_left = 1 WHERE number = 3", []).unwrap();
    let lines = list(&mut store, Worklist::Claims);
    let said: Vec<(PatientId, &str)> = lines.iter().map(|row| (row.patient.id, row.words.as_str())).collect();
    let parent = "mother, parental responsibility: only import PDS says so";
    let agreed = "agreed: results by text: only import PDS says so";
    let but = "objects to text, but may be sent Recall and Screening: only import PDS says so";
    let wanted = [(patient(3), agreed), (patient(3), but), (patient(0), agreed), (patient(0), parent)];
    assert_eq!(said, wanted);
    for page in [1, 2, 3, 4] {
        let whole = whole(&mut store, Worklist::Claims, page);
        assert_eq!(whole, said.iter().map(|(patient, _)| *patient).collect::<Vec<_>>(), "by {page}");
    }

    let dossier = store.dossier(patient(0)).unwrap();
    let before = Proxy { contacts: Vec::new(), ..dossier.proxies.unwrap().remove(0) };
    assert_eq!(lines[3].about, Subject::Proxy(before.id));
    let after = Proxy { recorded: recorded(), ..before.clone() };
    let (before, after) = (Fact::Proxy(Box::new(before)), Fact::Proxy(Box::new(after)));
    let looked_at = Amendment::change(patient(0), before, after, "saw the birth certificate");
    append(&mut store, Event::Amended(Box::new(looked_at.clone())));
    assert_eq!(list(&mut store, Worklist::Claims).len(), 3);
    append(&mut store, Event::Amended(Box::new(looked_at.undone())));
    assert_eq!(list(&mut store, Worklist::Claims).len(), 4, "taken back, it is a claim again");
}

/// A practice of so many who each have a parent of whom only a file says so.
fn with_claimed_parents(people: u8) -> (Place, SqliteStore) {
    let place = Place::new().with_patients(people);
    let mut store = place.open();
    add_staff(&mut store);
    for n in 0..people {
        let period = Period::default();
        add(&mut store, patient(n), Fact::Proxy(Box::new(Proxy { period, ..proxy(n) })));
    }
    only_a_file_says(&place, "proxy");
    (place, store)
}

fn claimed(store: &mut SqliteStore) -> Vec<PatientId> {
    list(store, Worklist::Claims).iter().map(|row| row.patient.id).collect()
}

#[test]
fn a_small_childs_parent_is_listed_only_where_the_rules_do_not_presume() {
    let (place, mut store) = with_claimed_parents(7);
    let raw = place.raw();
    raw.execute("UPDATE patient SET born = 20151123", []).unwrap();
    assert_eq!(claimed(&mut store), vec![], "ten years old today");
    raw.execute_batch(
        "UPDATE patient SET born = 20151122 WHERE number = 2;
         UPDATE proxy SET relationship = 'grandmother' WHERE patient = 3;
         UPDATE proxy SET do_not_tell = 1 WHERE patient = 4;
         UPDATE patient SET confidentiality = 1 WHERE number = 5;
         INSERT INTO safeguarding (patient, id, about, asks, words, staff, at)
             SELECT patient, randomblob(16), CASE patient WHEN 6 THEN id ELSE zeroblob(16) END, 0, '', zeroblob(16), 0
             FROM proxy WHERE patient IN (6, 7);",
    )
    .unwrap();
    let expected: Vec<PatientId> = [5, 4, 3, 2, 1].map(patient).into();
    assert_eq!(claimed(&mut store), expected);
    assert_eq!(whole(&mut store, Worklist::Claims, 2), expected);
}

#[test]
fn claims_of_whoever_is_written_to_soon_come_first_and_then_what_came_last() {
    let (place, mut store) = with_claimed_parents(8);
    let raw = place.raw();
    raw.execute_batch(
        "INSERT INTO import VALUES (2, x'02020202020202020202020202020202', 'PDS', 0);
         UPDATE proxy SET import = 2 WHERE patient = 3;",
    )
    .unwrap();
    assert_eq!(claimed(&mut store), [2, 7, 6, 5, 4, 3, 1, 0].map(patient), "what came last");
    raw.execute_batch(
        r#"INSERT INTO reminder (id, patient, purpose, due, origin, state)
               SELECT randomblob(16), id, 'recall',
                      CASE number WHEN 1 THEN 20261129 WHEN 2 THEN 20261124 WHEN 7 THEN 20261130 ELSE 20261123 END,
                      'a test', CASE number WHEN 6 THEN 5 ELSE 0 END
               FROM patient WHERE number IN (1, 2, 6, 7);
           INSERT INTO draft
               SELECT randomblob(16), id, zeroblob(16), 1, 0,
                      CASE number WHEN 5 THEN '{"form":{"fact":{}}}' ELSE '{"body":"Dear"}' END
               FROM patient WHERE number IN (4, 5);"#,
    )
    .unwrap();
    // a message, reminders in two days and in a week; not one in eight days, one that is sent, nor a form
    let expected: Vec<PatientId> = [3, 1, 0, 2, 7, 6, 5, 4].map(patient).into();
    assert_eq!(claimed(&mut store), expected);
    for page in 1..9 {
        assert_eq!(whole(&mut store, Worklist::Claims, page), expected, "by {page}");
    }
}
