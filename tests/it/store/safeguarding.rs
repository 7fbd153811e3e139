//! Safeguarding notes: who keeps them, that they come and go by the log, and that nothing else tells of them.

use tactful::domain::dossier::{Dossier, Facet};
use tactful::domain::fact::{Amendment, Fact};
use tactful::domain::ids::{NoteId, StaffId};
use tactful::domain::log::{Event, Verification};
use tactful::domain::permission::Permission;
use tactful::domain::safeguarding::SafeguardingNote;
use tactful::domain::staff::{Author, Recorded, Role};
use tactful::domain::worklist::Worklist;
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Patients, Record, RecordView, StoreError, Worklists};

use super::support::{Place, actor, append, at, entry, patient, verify};

const WORDS: &str = "the stepfather waits outside, court order of 3 May";

fn of_role(store: &mut SqliteStore, role: Role) {
    append(store, Event::StaffAdded { staff: actor().staff, name: "Jo Park".into(), role });
}

fn note(asks: bool) -> SafeguardingNote {
    SafeguardingNote {
        id: NoteId::from_parts(at(1), [9; 10]),
        about: None,
        asks,
        lead: Some("Dr Lewin".into()),
        words: Some(WORDS.into()),
        recorded: Recorded { by: Author::Staff { id: actor().staff, name: "Jo Park".into() }, at: at(20) },
    }
}

fn added(note: SafeguardingNote) -> Event {
    Event::Amended(Box::new(Amendment::add(patient(0), Fact::Safeguarding(note), "her solicitor rang")))
}

fn all(dossier: &Dossier) -> String {
    format!("{dossier:?}")
}

#[test]
fn only_the_roles_of_the_table_keep_one() {
    for role in Role::ALL {
        let place = Place::new().with_patients(1);
        let mut store = place.open();
        of_role(&mut store, role);
        let may = role.may(Permission::Safeguarding);
        match store.append(&entry(added(note(true)))) {
            Ok(_) => assert!(may, "{role:?}"),
            Err(StoreError::Refused(words)) => {
                assert!(!may && words.contains("nothing was written"), "{role:?}: {words}");
                assert_eq!(store.dossier(patient(0)).unwrap().safeguarding, Some(Vec::new()));
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    let mut stranger = entry(added(note(true)));
    stranger.actor.staff = StaffId::from_bytes([8; 16]);
    assert!(store.append(&stranger).is_err(), "nobody whose role is not known");
}

#[test]
fn it_comes_changes_and_goes_by_the_log_and_comes_back() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    of_role(&mut store, Role::Supervisor);
    let before = store.dossier(patient(0)).unwrap();
    append(&mut store, added(note(true)));
    let held = store.dossier(patient(0)).unwrap();
    assert_eq!(held.safeguarding.as_deref(), Some(&[note(true)][..]));
    // a draft that was judged before is judged again
    assert_eq!(before.revisions.changed(&held.revisions), [Facet::Proxies]);
    let quiet = SafeguardingNote { asks: false, lead: None, ..note(true) };
    let (was, now) = (Fact::Safeguarding(note(true)), Fact::Safeguarding(quiet.clone()));
    append(&mut store, Event::Amended(Box::new(Amendment::change(patient(0), was, now.clone(), "moved"))));
    assert_eq!(store.dossier(patient(0)).unwrap().safeguarding, Some(vec![quiet.clone()]));
    let gone = Amendment::remove(patient(0), now, "the order ended");
    append(&mut store, Event::Amended(Box::new(gone.clone())));
    assert_eq!(store.dossier(patient(0)).unwrap().safeguarding, Some(Vec::new()));
    append(&mut store, Event::Amended(Box::new(gone.undone())));
    assert_eq!(store.dossier(patient(0)).unwrap().safeguarding, Some(vec![quiet]));
    assert_eq!(store.amendments(patient(0), None, 9).unwrap().len(), 4, "nothing is overwritten");
    assert_eq!(verify(&mut store), Verification::Whole(store.head().unwrap()));
}

#[test]
fn whoever_may_not_read_it_meets_its_words_nowhere() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    of_role(&mut store, Role::CaldicottGuardian);
    append(&mut store, added(note(true)));
    for (role, may) in Role::ALL.into_iter().map(|role| (Some(role), role.may(Permission::Safeguarding))) {
        let seen = store.dossier(patient(0)).unwrap().seen_by(role);
        assert_eq!(all(&seen).contains("stepfather"), may, "{role:?}");
        assert!(seen.notes_about(None).next().is_some(), "the rules know that it stands");
        let told = store.amendments(patient(0), None, 9).unwrap().remove(0).seen_by(role);
        assert_eq!(matches!(told.event, Event::Amended(_)), may, "{role:?}");
        assert_eq!(format!("{told:?}").contains("solicitor"), may, "{role:?}");
    }
    assert!(!all(&store.dossier(patient(0)).unwrap().seen_by(None)).contains("stepfather"));
    for words in ["stepfather", "solicitor"] {
        let view = RecordView { words: words.into(), ..RecordView::default() };
        assert!(store.messages(&view, None, 9).unwrap().is_empty(), "search of the record: {words}");
    }
    for list in Worklist::ALL {
        let rows = store.worklist(list, at(20).to_zoned(jiff::tz::TimeZone::UTC).date(), None, 50).unwrap();
        assert!(!format!("{rows:?}").contains("stepfather"), "{list:?}");
    }
}

#[test]
fn a_note_is_changed_by_itself_and_never_without_words() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    of_role(&mut store, Role::Supervisor);
    let unread = SafeguardingNote { words: None, ..note(true) };
    assert!(store.append(&entry(added(unread))).unwrap_err().to_string().contains("has words"));
    let Event::Amended(mut mixed) = added(note(true)) else { unreachable!() };
    mixed.changes.extend(Amendment::add(patient(0), Fact::MissingFromList, "").changes);
    let refused = store.append(&entry(Event::Amended(mixed))).unwrap_err();
    assert!(refused.to_string().contains("by itself"), "{refused}");
}
