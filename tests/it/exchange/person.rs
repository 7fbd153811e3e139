//! Everything held about one person: readable, whole, and importable again without loss.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tactful::cli::demo::Invented;
use tactful::domain::clock::Moment;
use tactful::domain::contact::ContactPoint;
use tactful::domain::dossier::{Dossier, PatientRow};
use tactful::domain::ids::{ImportId, PatientId, PracticeId};
use tactful::domain::import::{ImportPlan, PatientKey};
use tactful::domain::patient::Restriction;
use tactful::domain::preference::Wish;
use tactful::domain::search::Query;
use tactful::domain::staff::Actor;
use tactful::exchange::Reading;
use tactful::exchange::person::{self, Held, PersonForm};
use tactful::exchange::pipeline::{Options, Progress, Watcher, run};
use tactful::store::sqlite::{Founding, Key, SqliteStore};
use tactful::store::{Patients, Practices};

struct Quiet;

impl Watcher for Quiet {
    fn progress(&mut self, _: &Progress) -> std::ops::ControlFlow<()> {
        std::ops::ControlFlow::Continue(())
    }
    fn refused(&mut self, refusal: tactful::domain::import::Refusal) {
        panic!("{refusal:?}");
    }
}

fn now() -> Moment {
    Moment::new(Timestamp::from_second(1_795_338_000).unwrap(), TimeZone::UTC)
}

fn practice(folder: &std::path::Path, name: &str, people: u32) -> SqliteStore {
    let now = now();
    let invented = Invented::read(&now).unwrap();
    let actor = Actor { staff: invented.staff[0].id, desk: "desk".into() };
    let founding = Founding {
        id: PracticeId::from_parts(now.at, [1; 10]),
        name: name.into(),
        is_demo: true,
        at: now.at,
        actor: actor.clone(),
    };
    let key = Key::new([7; 32]);
    let mut store = SqliteStore::create(&folder.join(format!("{name}.db")), &key, &founding).unwrap();
    for staff in &invented.staff {
        let event = tactful::domain::log::Event::StaffAdded {
            staff: staff.id,
            name: staff.name.clone(),
            role: staff.role,
        };
        let id = tactful::domain::ids::EntryId::new(now.at);
        let entry =
            tactful::domain::log::NewEntry { id, at: now.at, actor: actor.clone(), event, judged: None };
        tactful::store::Record::append(&mut store, &entry).unwrap();
    }
    if people > 0 {
        invented.fill(&mut store, people, &now, &mut |_| {}).unwrap();
    }
    store
}

/// Everybody who has a name that begins with a letter.
fn everybody(store: &mut SqliteStore) -> Vec<PatientRow> {
    let today = now().today();
    let mut all: Vec<PatientRow> = Vec::new();
    for letter in 'a'..='z' {
        let found = store.search(&Query::parse(&letter.to_string(), today), 1000).unwrap().rows;
        all.extend(
            found.into_iter().filter(|row| !all.iter().any(|known| known.id == row.id)).collect::<Vec<_>>(),
        );
    }
    all
}

fn export(store: &mut SqliteStore, patient: PatientId, form: PersonForm) -> Vec<u8> {
    let dossier = store.dossier(patient).unwrap();
    let staff = store.staff().unwrap();
    let held = Held { dossier: &dossier, reminders: &[], messages: &[], history: &[], staff: &staff };
    let mut out = Vec::new();
    person::write(&mut out, &held, form, &now()).unwrap();
    out
}

/// A wish without the hours that were read out of its words.
fn in_words(wish: &Wish) -> Wish {
    match wish {
        Wish::Times { words, .. } => {
            Wish::Times { words: words.clone(), quiet_from: None, quiet_until: None }
        }
        other => other.clone(),
    }
}

/// What a bundle can carry, without identifiers, authors and times of this store.
fn carried(dossier: &Dossier) -> impl PartialEq + std::fmt::Debug {
    // what the desk found out about a number (confirmed, failed) has no element in FHIR and stays here
    let point = |point: &ContactPoint| (point.value.clone(), point.use_, point.rank, point.period);
    let points = |list: &[ContactPoint]| {
        let mut list: Vec<_> = list.iter().map(point).collect();
        list.sort_by_key(|one| format!("{one:?}"));
        list
    };
    let patient = &dossier.patient;
    let mut wishes: Vec<Wish> =
        dossier.preferences.iter().flatten().map(|preference| in_words(&preference.wish)).collect();
    wishes.sort_by_key(|wish| format!("{wish:?}"));
    let mut needs: Vec<_> = dossier.needs.iter().flatten().map(|need| need.kind.clone()).collect();
    needs.sort_by_key(|need| format!("{need:?}"));
    let mut proxies: Vec<_> = dossier
        .proxies
        .iter()
        .flatten()
        .map(|one| (one.name.clone(), one.relationship.clone(), one.period, points(&one.contacts)))
        .collect();
    proxies.sort_by_key(|one| format!("{one:?}"));
    (
        (patient.nhs_number, patient.practice_number.clone(), patient.names.clone(), patient.birth_date),
        (patient.gender.clone(), patient.death.clone(), patient.left.clone()),
        patient.restriction.as_ref().map(|Restriction { level, .. }| *level),
        points(dossier.contacts.as_deref().unwrap_or_default()),
        (wishes, needs, proxies),
    )
}

#[test]
fn the_person_part_of_a_bundle_imports_again_without_loss() {
    let folder = tempfile::tempdir().unwrap();
    let mut one = practice(folder.path(), "one", 150);
    let mut other = practice(folder.path(), "other", 0);
    let today = now().today();
    let everybody = everybody(&mut one);
    assert!(everybody.len() >= 100, "{}", everybody.len());
    let mut files = Vec::new();
    for row in &everybody {
        let file = folder.path().join(format!("{}.json", row.id));
        std::fs::write(&file, export(&mut one, row.id, PersonForm::Fhir)).unwrap();
        files.push(file);
    }
    let plan = ImportPlan {
        id: ImportId::from_parts(now().at, [3; 10]),
        source: "bundles".into(),
        full_list: false,
        actor: Actor { staff: other.staff().unwrap()[0].id, desk: "desk".into() },
        at: now().at,
        today,
    };
    run(&files, &plan, &Reading::at(&now()), &Options::default(), &mut other, &mut Quiet).unwrap();
    for row in &everybody {
        let before = one.dossier(row.id).unwrap();
        let key = PatientKey {
            nhs_number: before.patient.nhs_number,
            practice_number: before.patient.practice_number.clone(),
        };
        let again = other.find(&key).unwrap().unwrap();
        assert_eq!(carried(&other.dossier(again).unwrap()), carried(&before), "{}", row.name);
    }
}

#[test]
fn the_readable_form_holds_what_is_on_file_and_marks_third_parties() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = practice(folder.path(), "one", 150);
    let child = everybody(&mut store)
        .iter()
        .map(|row| store.dossier(row.id).unwrap())
        .find(|dossier| dossier.proxies.as_ref().is_some_and(|proxies| !proxies.is_empty()))
        .expect("nobody has a proxy");
    let text = String::from_utf8(export(&mut store, child.patient.id, PersonForm::Text)).unwrap();
    assert!(text.contains(&child.patient.nhs_number.unwrap().to_string()), "{text}");
    for point in child.contacts.iter().flatten() {
        assert!(text.contains(&point.value.show()), "{text}");
    }
    let proxy = &child.proxies.as_ref().unwrap()[0];
    assert!(text.contains(&format!("[third party] {}", proxy.name.show())), "{text}");

    let json: serde_json::Value =
        serde_json::from_slice(&export(&mut store, child.patient.id, PersonForm::Json)).unwrap();
    assert_eq!(json["third_parties"]["proxies"][0]["relationship"], proxy.relationship.as_str());
    assert_eq!(json["patient"]["id"], child.patient.id.to_string());
}
