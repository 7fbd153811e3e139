//! Imports: what they add, change, leave alone and refuse, all or nothing.

use jiff::civil::date;
use tactful::domain::channel::Channel;
use tactful::domain::contact::ContactValue;
use tactful::domain::date::{PartialDate, Period};
use tactful::domain::dossier::{Dossier, Facet};
use tactful::domain::ids::{ImportId, PatientId};
use tactful::domain::import::{
    ImportPlan, ImportReport, Incoming, IncomingContact, IncomingObjection, IncomingPatient, IncomingProxy,
    Located, PatientKey, Place as InFile, Refusal, Row, Source,
};
use tactful::domain::log::{Event, Verification};
use tactful::domain::nhs_number::NhsNumber;
use tactful::domain::person::{HumanName, Use};
use tactful::domain::proxy::{Basis, Scope};
use tactful::domain::telephone::Telephone;
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Imports, Patients, Practices, Record, StoreError};

use super::support::{Place, actor, at, verify};

/// The plan of the n-th import, a minute after the one before.
pub fn plan(n: u8) -> ImportPlan {
    ImportPlan {
        id: ImportId::from_parts(at(i64::from(n)), [n; 10]),
        source: format!("list-{n}.csv"),
        full_list: false,
        actor: actor(),
        at: at(60 * i64::from(n)),
        today: date(2026, 11, 22),
    }
}

pub fn nhs_number(n: u64) -> NhsNumber {
    (0..).find_map(|more| NhsNumber::from_stem(999_100_000 + n * 10 + more)).unwrap()
}

pub fn key(n: u64) -> PatientKey {
    PatientKey { nhs_number: Some(nhs_number(n)), practice_number: Some(format!("P{n}")) }
}

pub fn phone(number: &str) -> IncomingContact {
    IncomingContact {
        value: ContactValue::Phone(Telephone::new(number)),
        use_: Use::Mobile,
        rank: None,
        period: Period::default(),
        kept: None,
    }
}

/// An invented patient.
pub fn person(n: u64, given: &str, family: &str) -> IncomingPatient {
    let name = HumanName { given: vec![given.into()], family: Some(family.into()), ..HumanName::default() };
    IncomingPatient {
        key: key(n),
        names: vec![name],
        birth_date: Some(PartialDate::Day(date(1950 + i16::try_from(n).unwrap() * 7, 5, 23))),
        contacts: vec![phone(&format!("07700 900{n:03}"))],
        ..IncomingPatient::default()
    }
}

pub fn proxy(of: u64, given: &str, number: &str) -> IncomingProxy {
    IncomingProxy {
        patient: key(of),
        external_id: None,
        nhs_number: None,
        name: HumanName { given: vec![given.into()], family: Some("Park".into()), ..HumanName::default() },
        relationship: "mother".into(),
        basis: Basis::None,
        scope: Scope::default(),
        review: None,
        period: Period::default(),
        contacts: vec![phone(number)],
        kept: None,
    }
}

pub fn patients(list: &[IncomingPatient]) -> Vec<Incoming> {
    list.iter().cloned().map(|one| Incoming::Patient(Box::new(one))).collect()
}

pub fn located(list: Vec<Incoming>) -> Vec<Located> {
    let source = |line: u64| Source::Row([line.to_string()].iter().collect::<Row>());
    let one = |(line, what)| Located {
        place: InFile { file: "list.csv".into(), line, column: None },
        source: source(line),
        what,
    };
    (1..).zip(list).map(one).collect()
}

/// Imports; what is refused comes back.
pub fn run(store: &mut SqliteStore, plan: &ImportPlan, list: Vec<Incoming>) -> (ImportReport, Vec<Refusal>) {
    store.begin_import(plan).unwrap();
    let refused = store.take(located(list)).unwrap();
    (store.end_import(true).unwrap(), refused)
}

pub fn id(store: &mut SqliteStore, n: u64) -> PatientId {
    store.find(&key(n)).unwrap().unwrap()
}

pub fn dossier(store: &mut SqliteStore, n: u64) -> Dossier {
    let id = id(store, n);
    store.dossier(id).unwrap()
}

#[test]
fn the_same_file_again_changes_nothing() {
    let place = Place::new();
    let mut store = place.open();
    let mut list = patients(&[person(1, "Siân", "Lind"), person(2, "Jo", "Park"), person(3, "Ewa", "Nowak")]);
    list.push(Incoming::Proxy(Box::new(proxy(2, "Ann", "07700 900001"))));
    let (report, refused) = run(&mut store, &plan(1), list.clone());
    assert_eq!((report.added, report.changed, report.proxies, refused), (3, 0, 1, vec![]));
    let today = date(2026, 11, 22);
    assert_eq!(store.counts(today).unwrap().patients, 3);
    let before: Vec<Dossier> = (1..=3).map(|n| dossier(&mut store, n)).collect();

    let (report, _) = run(&mut store, &plan(2), list.clone());
    assert_eq!(report, ImportReport { unchanged: 3, ..ImportReport::default() });
    // also where it has to be read again because something else was raised since
    place.raw().execute("UPDATE patient SET taken = NULL", []).unwrap();
    let (report, _) = run(&mut store, &plan(3), list);
    assert_eq!(report, ImportReport { unchanged: 3, ..ImportReport::default() });
    for (n, old) in (1..=3).zip(before) {
        let new = dossier(&mut store, n);
        assert_eq!(new, Dossier { imported: new.imported, ..old });
        assert_eq!(new.imported, Some(at(180)));
    }
    assert_eq!(store.counts(today).unwrap().patients, 3);
    assert_eq!(verify(&mut store), Verification::Whole(store.head().unwrap()));
    let last = store.entries(3, 10).unwrap();
    assert!(matches!(&last[0].event, Event::Imported { source, .. } if source == "list-3.csv"));
}

#[test]
fn what_changed_is_written_and_tells_those_who_share_it() {
    let place = Place::new();
    let mut store = place.open();
    run(&mut store, &plan(1), patients(&[person(1, "Siân", "Lind"), person(2, "Jo", "Park")]));
    let (one, two) = (dossier(&mut store, 1), dossier(&mut store, 2));
    assert_eq!(two.sharers, Some(vec![]));

    let mut moved = person(1, "Siân", "Lind");
    moved.contacts = vec![phone("+44 7700 900002")];
    let (report, _) = run(&mut store, &plan(2), patients(&[moved]));
    assert_eq!((report.changed, report.unchanged), (1, 0));
    let (now, other) = (dossier(&mut store, 1), dossier(&mut store, 2));
    assert_eq!(one.revisions.changed(&now.revisions), [Facet::Contacts]);
    assert_eq!(two.revisions.changed(&other.revisions), [Facet::Contacts], "the number is shared now");
    let sharers = other.sharers.unwrap();
    assert_eq!(sharers.len(), 1);
    assert_eq!(
        (sharers[0].patient.name.as_str(), sharers[0].contact),
        ("LIND, Siân", two.contacts.unwrap()[0].id)
    );
    let contacts = now.contacts.unwrap();
    assert_eq!(contacts.len(), 2, "the old number stays in sight");
    assert_eq!(contacts[1].changed, Some(at(120)));

    // and when it goes again
    run(&mut store, &plan(3), patients(&[person(1, "Siân", "Lind")]));
    let last = dossier(&mut store, 2);
    assert_eq!(other.revisions.changed(&last.revisions), [Facet::Contacts]);
    assert_eq!(last.sharers, Some(vec![]));
}

#[test]
fn what_the_desk_recorded_stands_and_makes_a_conflict() {
    let place = Place::new();
    let mut store = place.open();
    let list = patients(&[person(1, "Siân", "Lind")]);
    run(&mut store, &plan(1), list.clone());
    let before = dossier(&mut store, 1);
    // The desk takes down another number, and says so by the revision.
    place
        .raw()
        .execute_batch(
            "UPDATE contact SET value = '07700 900999', import = NULL, staff = x'01010101010101010101010101010101';
             UPDATE patient SET rev_contacts = rev_contacts + 1",
        )
        .unwrap();
    let (report, _) = run(&mut store, &plan(2), list.clone());
    assert_eq!((report.conflicts, report.changed, report.unchanged), (1, 0, 1));
    let after = dossier(&mut store, 1);
    let contacts = after.contacts.unwrap();
    assert_eq!((contacts.len(), contacts[0].value.show().as_str()), (1, "07700 900999"));
    let conflicts = after.conflicts.unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        (conflicts[0].kept.as_str(), conflicts[0].other.as_str()),
        ("Mobile 07700 900999", "Mobile 07700 900001")
    );
    assert_eq!(conflicts[0].source, "list-2.csv");
    assert_eq!(before.revisions.changed(&after.revisions), [Facet::Contacts]);
    let today = date(2026, 11, 22);
    assert_eq!(store.counts(today).unwrap().conflicts, 1);

    let (report, _) = run(&mut store, &plan(3), list);
    assert_eq!(report.conflicts, 0, "noted once");
    assert_eq!(store.counts(today).unwrap().conflicts, 1);
}

#[test]
fn what_cannot_be_told_is_refused_with_its_place() {
    let place = Place::new();
    let mut store = place.open();
    run(&mut store, &plan(1), patients(&[person(1, "Siân", "Lind"), person(2, "Jo", "Park")]));
    let mixed = |n: u64, number: &str| IncomingPatient {
        key: PatientKey { nhs_number: Some(nhs_number(n)), practice_number: Some(number.into()) },
        ..person(n, "Siân", "Lind")
    };
    let nobody = IncomingPatient { key: PatientKey::default(), ..person(4, "No", "Body") };
    let mut list = patients(&[mixed(1, "P2"), mixed(3, "P1"), nobody]);
    list.push(Incoming::Proxy(Box::new(proxy(9, "Ann", "07700 900001"))));
    list.extend(patients(&[person(5, "Ewa", "Nowak")]));
    let (report, refused) = run(&mut store, &plan(2), list);
    assert_eq!((report.added, report.refused), (1, 4));
    assert_eq!(refused.iter().map(|one| one.place.line).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(refused[0].source, Source::Row(["1"].iter().collect()));
    for (one, words) in
        refused.iter().zip(["that of another", "is on file with", "neither", "import the patient first"])
    {
        assert!(one.reason.contains(words), "{}", one.reason);
    }
    assert_eq!(store.counts(date(2026, 11, 22)).unwrap().patients, 3);
    // The national number speaks for the person; a practice number that differs is for somebody to look at.
    let (report, refused) = run(&mut store, &plan(3), patients(&[mixed(1, "P77")]));
    assert_eq!((report.conflicts, refused.len()), (1, 0));
    assert_eq!(dossier(&mut store, 1).patient.practice_number.as_deref(), Some("P1"));
}

#[test]
fn an_import_is_written_whole_or_not_at_all() {
    let place = Place::new();
    let mut store = place.open();
    run(&mut store, &plan(1), patients(&[person(1, "Siân", "Lind")]));
    let (head, before) = (store.head().unwrap(), dossier(&mut store, 1));
    let mut moved = person(1, "Siân", "Evans");
    moved.contacts = vec![phone("07700 900777")];
    let list = patients(&[moved, person(2, "Jo", "Park")]);

    store.begin_import(&plan(2)).unwrap();
    assert!(matches!(store.begin_import(&plan(3)), Err(StoreError::Refused(_))));
    store.take(located(list.clone())).unwrap();
    let mut other = place.open();
    assert_eq!(other.find(&key(2)).unwrap(), None, "nobody sees half an import");
    let report = store.end_import(false).unwrap();
    assert_eq!((report.added, report.changed), (1, 1), "what it would have done");
    assert_eq!(store.head().unwrap(), head);
    assert_eq!(dossier(&mut store, 1), before);
    assert_eq!(store.find(&key(2)).unwrap(), None);
    assert!(matches!(store.take(Vec::new()), Err(StoreError::Refused(_))));
    assert!(matches!(store.end_import(true), Err(StoreError::Refused(_))));

    let (again, _) = run(&mut store, &plan(4), list);
    assert_eq!((again.added, again.changed), (report.added, report.changed));
    assert_eq!(
        other.dossier(id(&mut store, 1)).unwrap().patient.show_name(date(2026, 11, 22)),
        "EVANS, Siân"
    );
    assert_eq!(verify(&mut other), Verification::Whole(store.head().unwrap()));
}

#[test]
fn a_full_list_tells_who_is_missing() {
    let place = Place::new();
    let mut store = place.open();
    let all = [person(1, "Siân", "Lind"), person(2, "Jo", "Park"), person(3, "Ewa", "Nowak")];
    let mut left = person(4, "Al", "Gone");
    left.left = Some(tactful::domain::patient::Left { on: None, reason: None });
    run(&mut store, &plan(1), patients(&all));
    run(&mut store, &plan(2), patients(&[left]));
    let full = |n| ImportPlan { full_list: true, ..plan(n) };
    let before = dossier(&mut store, 3);
    let (report, _) = run(&mut store, &full(3), patients(&all[..2]));
    assert_eq!((report.unchanged, report.missing), (2, 1), "who left is rightly missing");
    let after = dossier(&mut store, 3);
    assert!(after.patient.missing_from_list);
    assert_eq!(before.revisions.changed(&after.revisions), [Facet::Patient]);
    let today = date(2026, 11, 22);
    assert_eq!(store.counts(today).unwrap().missing, 1);
    run(&mut store, &plan(4), patients(&all[..1]));
    assert_eq!(store.counts(today).unwrap().missing, 1, "a list of some says nothing of others");
    let (report, _) = run(&mut store, &full(5), patients(&all));
    assert_eq!((report.unchanged, report.missing), (3, 0));
    assert!(!dossier(&mut store, 3).patient.missing_from_list);
    assert_eq!(store.counts(today).unwrap().missing, 0);
}

#[test]
fn rows_of_one_patient_in_one_file_come_together() {
    let place = Place::new();
    let mut store = place.open();
    let first = person(1, "Siân", "Lind");
    let second = IncomingPatient {
        key: PatientKey { practice_number: None, ..key(1) },
        contacts: vec![phone("01632 960001")],
        objections: vec![IncomingObjection {
            channel: Channel::Text,
            purpose: None,
            objects: true,
            words: "no texts".into(),
            talk: None,
        }],
        ..IncomingPatient::default()
    };
    let list = patients(&[first, second]);
    let (report, _) = run(&mut store, &plan(1), list.clone());
    assert_eq!((report.added, report.changed, report.unchanged), (1, 0, 0));
    let found = dossier(&mut store, 1);
    assert_eq!(found.contacts.as_ref().unwrap().len(), 2);
    assert_eq!(found.objections.as_ref().unwrap().len(), 1);
    let (report, _) = run(&mut store, &plan(2), list);
    assert_eq!((report.changed, report.unchanged), (0, 2));
    assert_eq!(dossier(&mut store, 1).revisions, found.revisions);
}

#[test]
fn who_could_be_taken_for_another_is_marked_on_both() {
    let place = Place::new();
    let mut store = place.open();
    let born = |n, year| IncomingPatient {
        birth_date: Some(PartialDate::Day(date(year, 5, 23))),
        ..person(n, "Li", "Wei")
    };
    run(&mut store, &plan(1), patients(&[born(1, 1970)]));
    let alone = dossier(&mut store, 1);
    assert_eq!(alone.lookalikes, Some(vec![]));
    run(&mut store, &plan(2), patients(&[born(2, 1971), born(3, 1999)]));
    let one = dossier(&mut store, 1);
    let names: Vec<_> = one.lookalikes.as_ref().unwrap().iter().map(|row| (row.id, row.lookalike)).collect();
    assert_eq!(names, [(id(&mut store, 2), true)]);
    assert_eq!(alone.revisions.changed(&one.revisions), [Facet::Patient]);
    assert_eq!(dossier(&mut store, 3).lookalikes, Some(vec![]));
    // a corrected date of birth takes the mark from both
    run(&mut store, &plan(3), patients(&[born(2, 1985)]));
    for n in 1..=2 {
        assert_eq!(dossier(&mut store, n).lookalikes, Some(vec![]));
    }
    let flags: i64 =
        place.raw().query_row("SELECT sum(lookalike) FROM patient", [], |row| row.get(0)).unwrap();
    assert_eq!(flags, 0);
}

#[test]
fn another_desk_works_on_while_an_import_is_open() {
    let place = Place::new();
    let (mut one, mut two) = (place.open(), place.open());
    run(&mut one, &plan(1), patients(&[person(1, "Siân", "Lind")]));
    one.begin_import(&plan(2)).unwrap();
    one.take(located(patients(&[person(2, "Jo", "Park")]))).unwrap();
    let mark = two.change_mark().unwrap();
    assert!(two.find(&key(1)).unwrap().is_some() && two.find(&key(2)).unwrap().is_none());
    one.end_import(true).unwrap();
    assert_ne!(two.change_mark().unwrap(), mark);
    let (id, report) = (
        two.find(&key(2)).unwrap().unwrap(),
        run(&mut two, &plan(3), patients(&[person(3, "Ewa", "Nowak")])).0,
    );
    assert_eq!(report.added, 1);
    assert_eq!(one.dossier(id).unwrap().patient.show_name(date(2026, 11, 22)), "PARK, Jo");
    assert!(one.find(&key(3)).unwrap().is_some());
    assert_eq!(verify(&mut one), Verification::Whole(two.head().unwrap()));
}

#[test]
fn contact_persons_of_a_record_are_proxies_and_come_once() {
    let place = Place::new();
    let mut store = place.open();
    let said =
        IncomingPatient { contact_persons: vec![proxy(1, "Ann", "07700 900111")], ..person(1, "Jo", "Park") };
    for n in 1..4 {
        let (report, refused) = run(&mut store, &plan(n), patients(std::slice::from_ref(&said)));
        let want = if n == 1 { (1, 0, 1) } else { (0, 1, 0) };
        assert_eq!((report.added, report.unchanged, report.proxies), want, "{n}");
        assert_eq!((report.changed, refused), (0, vec![]));
    }
    let found = dossier(&mut store, 1);
    let proxies = found.proxies.as_ref().unwrap();
    assert_eq!((proxies.len(), proxies[0].basis, proxies[0].contacts.len()), (1, Basis::None, 1));
}

#[test]
fn whoever_changes_within_one_file_is_listed_as_they_are_at_its_end() {
    let place = Place::new();
    let mut store = place.open();
    let born = |n, given: &str, family: &str| IncomingPatient {
        birth_date: Some(PartialDate::Day(date(1970, 5, 23))),
        ..person(n, given, family)
    };
    let list =
        [born(1, "Ewa", "Nowak"), born(2, "Ewa", "Lind"), born(1, "Ewa", "Lind"), born(3, "Jo", "Nowak")];
    run(&mut store, &plan(1), patients(&list));
    let mut found = |query: &str| {
        let query = tactful::domain::search::Query::parse(query, date(2026, 11, 22));
        let rows = store.search(&query, 20).unwrap().rows;
        rows.into_iter().map(|row| (row.nhs_number.unwrap(), row.lookalike)).collect::<Vec<_>>()
    };
    // the past name stays searchable
    assert_eq!(found("nowak"), [(nhs_number(3), false), (nhs_number(1), true)]);
    assert_eq!(found("lind ewa"), [(nhs_number(1), true), (nhs_number(2), true)]);
    let count = |table: &str| -> i64 {
        place.raw().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    };
    assert_eq!((count("listed"), count("listed_born")), (3, 3));
    let lines: i64 =
        place.raw().query_row("SELECT sum(lines) FROM vocabulary", [], |row| row.get(0)).unwrap();
    let words = count("worded WHERE word NOT GLOB '[*]*'");
    assert_eq!(lines, count("listed") + words, "every line is counted under one word");
    assert_eq!(count("worded") - words, 4, "Ewa and Jo, and a name of the past, by their first two letters");
}
