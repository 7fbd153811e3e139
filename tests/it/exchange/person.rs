//! Everything held about one person: readable, whole, closed to whoever may not read it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tactful::cli::demo::Invented;
use tactful::domain::clock::Moment;
use tactful::domain::dossier::PatientRow;
use tactful::domain::fact::{Amendment, Fact};
use tactful::domain::ids::{EntryId, NoteId, PatientId, PracticeId};
use tactful::domain::log::{Event, NewEntry};
use tactful::domain::safeguarding::SafeguardingNote;
use tactful::domain::search::Query;
use tactful::domain::staff::{Actor, Author, Recorded, Role};
use tactful::exchange::person::{self, Held, PersonForm};
use tactful::exchange::pipeline::{Progress, Watcher};
use tactful::store::sqlite::{Founding, Key, SqliteStore};
use tactful::store::{Patients, Practices, Record};

pub(super) struct Quiet;

impl Watcher for Quiet {
    fn progress(&mut self, _: &Progress) -> std::ops::ControlFlow<()> {
        std::ops::ControlFlow::Continue(())
    }
    fn refused(&mut self, refusal: tactful::domain::import::Refusal) {
        panic!("{refusal:?}");
    }
}

pub(super) fn now() -> Moment {
    Moment::new(Timestamp::from_second(1_795_338_000).unwrap(), TimeZone::UTC)
}

pub(super) fn practice(folder: &std::path::Path, name: &str, people: u32) -> SqliteStore {
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
pub(super) fn everybody(store: &mut SqliteStore) -> Vec<PatientRow> {
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

pub(super) fn export(store: &mut SqliteStore, patient: PatientId, form: PersonForm) -> Vec<u8> {
    let dossier = store.dossier(patient).unwrap();
    let staff = store.staff().unwrap();
    let held = Held { dossier: &dossier, reminders: &[], messages: &[], history: &[], staff: &staff };
    let mut out = Vec::new();
    person::write(&mut out, &held, form, &now()).unwrap();
    out
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

#[test]
fn a_safeguarding_note_leaves_only_for_those_who_may_read_it_and_is_marked() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = practice(folder.path(), "one", 60);
    let guardian =
        store.staff().unwrap().into_iter().find(|one| one.role == Role::CaldicottGuardian).unwrap();
    let patient = everybody(&mut store)[0].id;
    for (n, asks, words) in [(1, true, "the injunction of 3 May"), (2, false, "a quiet word")] {
        let recorded =
            Recorded { by: Author::Staff { id: guardian.id, name: guardian.name.clone() }, at: now().at };
        let (id, words) = (NoteId::from_bytes([n; 16]), Some(words.to_owned()));
        let note = SafeguardingNote { id, about: None, asks, lead: None, words, recorded };
        let amendment = Amendment::add(patient, Fact::Safeguarding(note), "a strategy meeting");
        let entry = NewEntry {
            id: EntryId::new(now().at),
            at: now().at,
            actor: Actor { staff: guardian.id, desk: "desk".into() },
            event: Event::Amended(Box::new(amendment)),
            judged: None,
        };
        Record::append(&mut store, &entry).unwrap();
    }
    let mut export = |role: Option<Role>, form| {
        let dossier = store.dossier(patient).unwrap().seen_by(role);
        let history = store.amendments(patient, None, 9).unwrap();
        let history: Vec<_> = history.into_iter().map(|entry| entry.seen_by(role)).collect();
        let staff = store.staff().unwrap();
        let held =
            Held { dossier: &dossier, reminders: &[], messages: &[], history: &history, staff: &staff };
        let mut out = Vec::new();
        person::write(&mut out, &held, form, &now()).unwrap();
        String::from_utf8(out).unwrap()
    };
    for form in [PersonForm::Text, PersonForm::Json, PersonForm::Fhir] {
        for role in [None, Some(Role::Receptionist), Some(Role::Administrator)] {
            let closed = export(role, form);
            for words in ["injunction", "quiet word", "strategy meeting"] {
                assert!(!closed.contains(words), "{role:?} {form:?}: {closed}");
            }
            assert!(closed.contains("safeguarding"), "what the desk is asked to do: {closed}");
        }
        let open = export(Some(Role::CaldicottGuardian), form);
        assert!(open.contains("injunction") && open.contains("quiet word"), "{open}");
    }
    let text = export(Some(Role::Supervisor), PersonForm::Text);
    for line in text.lines().filter(|line| line.contains("injunction") || line.contains("strategy")) {
        assert!(line.starts_with("[withhold] "), "{line}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&export(Some(Role::Supervisor), PersonForm::Json)).unwrap();
    assert_eq!(json["withhold"]["safeguarding"].as_array().unwrap().len(), 2);
    assert_eq!(json["withhold"]["history"].as_array().unwrap().len(), 2);
    assert!(!json["history"].to_string().contains("injunction"));
    let fhir: serde_json::Value =
        serde_json::from_str(&export(Some(Role::Supervisor), PersonForm::Fhir)).unwrap();
    let is_note = |one: &&serde_json::Value| one["resource"]["category"][0]["text"] == "safeguarding";
    let flags: Vec<_> = fhir["entry"].as_array().unwrap().iter().filter(is_note).collect();
    assert_eq!(flags.len(), 2);
    assert!(flags.iter().all(|flag| flag["resource"]["meta"]["tag"][0]["code"] == "withhold"));
}
