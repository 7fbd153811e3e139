//! Amendments: the desk keeps facts, each change on the log, with history and taking back; and the lists to work through.

use jiff::civil::date;
use tactful::domain::agreement::{AgreedBy, Agreement};
use tactful::domain::channel::Channel;
use tactful::domain::contact::{ContactPoint, ContactValue, Trouble, Verification as How, Verified};
use tactful::domain::date::Period;
use tactful::domain::dossier::{Conflict, Dossier, Facet};
use tactful::domain::fact::{Amendment, Fact, FactChange};
use tactful::domain::ids::{AgreementId, ContactPointId, NeedId, ObjectionId, PreferenceId, ProxyId};
use tactful::domain::import::{IncomingPatient, PatientKey};
use tactful::domain::log::{Appended, Event, Verification};
use tactful::domain::need::{Need, NeedKind};
use tactful::domain::objection::{Objection, Outcome};
use tactful::domain::patient::{Confidentiality, Death, DeathNotice, Left, Restriction};
use tactful::domain::person::{Address, HumanName, Use};
use tactful::domain::preference::{Preference, Wish};
use tactful::domain::proxy::{Basis, Lives, Proxy, Scope};
use tactful::domain::staff::{Author, Recorded};
use tactful::domain::telephone::Telephone;
use tactful::domain::worklist::{Subject, Worklist, WorklistRow};
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Patients, Practices, Record, StoreError, Worklists};

use super::files::{import_patients, person};
use super::support::{Place, actor, add_staff, append, at, entry, message, patient, refusal, verify};

fn recorded() -> Recorded {
    Recorded { by: Author::Staff { id: actor().staff, name: "Jo Park".into() }, at: at(20) }
}

fn mobile(n: u8, number: &str) -> ContactPoint {
    ContactPoint {
        id: ContactPointId::from_parts(at(i64::from(n)), [6; 10]),
        value: ContactValue::Phone(Telephone::new(number)),
        use_: Use::Mobile,
        rank: Some(1),
        period: Period::default(),
        verified: None,
        trouble: None,
        changed: None,
        recorded: recorded(),
    }
}

pub fn objection(channel: Channel) -> Objection {
    Objection {
        id: ObjectionId::from_parts(at(1), [7; 10]),
        channel,
        purpose: None,
        reason: Some("my daughter reads my texts".into()),
        talk: Some("Jo explained that reminders would come by letter".into()),
        outcome: Outcome::Stands,
        exceptions: Vec::new(),
        review: Some(date(2026, 12, 1)),
        recorded: recorded(),
    }
}

pub fn proxy(n: u8) -> Proxy {
    Proxy {
        id: ProxyId::from_parts(at(i64::from(n)), [8; 10]),
        name: HumanName { family: Some("Smyth".into()), given: vec!["Ann".into()], ..HumanName::default() },
        relationship: "mother".into(),
        basis: Basis::ParentalResponsibility,
        evidence: Some("birth certificate".into()),
        scope: Scope::default(),
        contacts: Vec::new(),
        patient: None,
        period: Period { start: None, end: Some(date(2026, 12, 20)) },
        review: None,
        do_not_tell: false,
        lives: Lives::NotSaid,
        recorded: recorded(),
    }
}

fn every_fact() -> Vec<Fact> {
    let own = mobile(1, "07700 900123");
    let safe = own.id;
    let proxy = proxy(1);
    let theirs = Fact::Contact { of: Some(proxy.id), point: mobile(2, "07700 900456") };
    vec![
        Fact::Contact { of: None, point: own },
        Fact::Proxy(Box::new(proxy)),
        theirs,
        Fact::Preference(Preference {
            id: PreferenceId::from_parts(at(1), [9; 10]),
            wish: Wish::Times {
                words: "not after 7pm".into(),
                quiet_from: Some(jiff::civil::time(19, 0, 0, 0)),
                quiet_until: Some(jiff::civil::time(9, 0, 0, 0)),
            },
            purpose: None,
            rank: 1,
            period: Period::default(),
            recorded: recorded(),
        }),
        Fact::Objection(objection(Channel::Text)),
        Fact::Need(Need {
            id: NeedId::from_parts(at(1), [10; 10]),
            kind: NeedKind::Bsl,
            note: Some("interpreter: Deaf Links".into()),
            recorded: recorded(),
        }),
        Fact::Agreement(Agreement {
            id: AgreementId::from_parts(at(1), [11; 10]),
            by: AgreedBy::Patient,
            channel: Channel::Text,
            topic: None,
            until: Some(date(2027, 1, 31)),
            words: Some("asked on the phone".into()),
            recorded: recorded(),
        }),
        Fact::Restriction(Restriction {
            level: Confidentiality::VeryRestricted,
            named_lead: Some("Dr Lewin".into()),
            safe: vec![safe],
            unsafe_channels: vec![Channel::Letter],
        }),
        Fact::Left(Left { on: Some(date(2026, 11, 1)), reason: Some("moved away".into()) }),
        Fact::Death(Death { on: Some(date(2026, 11, 20)), notice: DeathNotice::Informal }),
        Fact::MissingFromList,
    ]
}

fn amend(store: &mut SqliteStore, amendment: Amendment) -> u64 {
    append(store, Event::Amended(Box::new(amendment)))
}

/// What a form that keeps a proxy with a first number puts on file in one act.
#[test]
fn a_proxy_and_their_number_come_and_go_together() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    add_staff(&mut store);
    let before = without_revisions(store.dossier(patient(0)).unwrap());
    let proxy = proxy(1);
    let number = Fact::Contact { of: Some(proxy.id), point: mobile(2, "07700 900456") };
    let new = |fact| FactChange { before: None, after: Some(fact) };
    let changes = vec![new(Fact::Proxy(Box::new(proxy.clone()))), new(number)];
    amend(&mut store, Amendment { patient: patient(0), changes, words: String::new() });
    let now = store.dossier(patient(0)).unwrap();
    assert_eq!(now.proxy(proxy.id).unwrap().contacts.len(), 1);
    // as read back from the log, which is how the desk takes it back
    let read = |store: &mut SqliteStore| match store.amendments(patient(0), None, 1).unwrap().remove(0).event
    {
        Event::Amended(amendment) => *amendment,
        other => panic!("{other:?}"),
    };
    let undone = read(&mut store).undone();
    amend(&mut store, undone.clone());
    assert_eq!(without_revisions(store.dossier(patient(0)).unwrap()), before);
    assert_eq!(read(&mut store), undone, "a taking back is known by what it says");
}

fn without_revisions(dossier: Dossier) -> Dossier {
    Dossier { revisions: tactful::domain::dossier::Revisions::default(), ..dossier }
}

#[test]
fn every_kind_of_fact_comes_and_goes_and_the_log_tells_of_it() {
    let place = Place::new().with_patients(2);
    let mut store = place.open();
    add_staff(&mut store);
    let before = without_revisions(store.dossier(patient(0)).unwrap());
    let mut done = Vec::new();
    for fact in every_fact() {
        let revisions = store.dossier(patient(0)).unwrap().revisions;
        let amendment = Amendment::add(patient(0), fact.clone(), "said at the desk");
        amend(&mut store, amendment.clone());
        let now = store.dossier(patient(0)).unwrap();
        let on_file = now.on_file(&fact).unwrap_or_else(|| panic!("{fact:?} is not on file"));
        assert!(on_file.says_the_same(&fact), "{on_file:?} is not {fact:?}");
        assert!(revisions.changed(&now.revisions).contains(&fact.facet()), "{fact:?}");
        done.push(amendment);
    }
    let history = store.amendments(patient(0), None, 100).unwrap();
    let told: Vec<&Event> = history.iter().rev().map(|entry| &entry.event).collect();
    let wanted: Vec<Event> = done.iter().map(|one| Event::Amended(Box::new(one.clone()))).collect();
    assert_eq!(told, wanted.iter().collect::<Vec<_>>());
    assert!(store.amendments(patient(1), None, 100).unwrap().is_empty());

    for amendment in done.iter().rev() {
        amend(&mut store, amendment.undone());
    }
    let mut after = without_revisions(store.dossier(patient(0)).unwrap());
    let withdrawn = after.objections.replace(Vec::new()).unwrap();
    assert_eq!(withdrawn.len(), 1, "an objection stays, withdrawn");
    assert_eq!(withdrawn[0].outcome, Outcome::Withdrawn);
    assert_eq!(after, before);
    assert_eq!(verify(&mut store), Verification::Whole(store.head().unwrap()));
}

#[test]
fn of_two_desks_that_change_one_fact_the_second_is_told() {
    let place = Place::new().with_patients(1);
    let (mut one, mut other) = (place.open(), place.open());
    let fact = Fact::Contact { of: None, point: mobile(1, "07700 900123") };
    amend(&mut one, Amendment::add(patient(0), fact.clone(), ""));

    let changed = |trouble| Fact::Contact {
        of: None,
        point: ContactPoint { trouble: Some(trouble), ..mobile(1, "07700 900123") },
    };
    let first = Amendment::change(patient(0), fact.clone(), changed(Trouble::NotMe), "");
    let second = Amendment::change(patient(0), fact, changed(Trouble::Failed { times: 1 }), "");
    amend(&mut one, first);
    let late = other.append(&entry(Event::Amended(Box::new(second)))).unwrap();
    assert_eq!(late, Appended::Conflict(vec![Facet::Contacts]));
    let now = other.dossier(patient(0)).unwrap();
    assert_eq!(now.contacts.unwrap()[0].trouble, Some(Trouble::NotMe));
}

#[test]
fn an_objection_at_one_desk_stops_the_message_at_the_other() {
    let place = Place::new().with_patients(1);
    let (mut one, mut other) = (place.open(), place.open());
    let mut written = entry(Event::Prepared(Box::new(message(1, patient(0)))));
    written.judged = Some(other.dossier(patient(0)).unwrap().revisions);
    amend(&mut one, Amendment::add(patient(0), Fact::Objection(objection(Channel::Text)), ""));
    assert_eq!(other.append(&written).unwrap(), Appended::Conflict(vec![Facet::Objections]));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    let objection = Fact::Objection(objection(Channel::Text));
    amend(&mut store, Amendment::add(patient(0), objection.clone(), ""));
    let nothing = Amendment { patient: patient(0), changes: vec![], words: String::new() };
    let deleted = Amendment::remove(patient(0), objection.clone(), "");
    let other = Amendment::change(patient(0), objection, Fact::MissingFromList, "");
    for (amendment, words) in [
        (nothing, "changes nothing"),
        (deleted, "withdrawn, never deleted"),
        (other, "turns one fact into another"),
    ] {
        let refused = refusal(&mut store, Event::Amended(Box::new(amendment)));
        assert!(refused.contains(words), "{refused}");
    }
    let nobody = Amendment::add(patient(9), Fact::MissingFromList, "");
    let missing = store.append(&entry(Event::Amended(Box::new(nobody)))).unwrap_err();
    assert!(matches!(missing, StoreError::NotFound(_)), "{missing:?}");
}

#[test]
fn what_the_desk_said_no_import_takes_back() {
    let place = Place::new().with_patients(1);
    place.raw().execute("UPDATE patient SET practice_number = 'A1'", []).unwrap();
    let mut store = place.open();
    let mut facts = every_fact();
    facts.retain(|fact| matches!(fact, Fact::Death(_) | Fact::Contact { of: None, .. } | Fact::Need(_)));
    for fact in facts {
        amend(&mut store, Amendment::add(patient(0), fact, ""));
    }
    let before = store.dossier(patient(0)).unwrap();
    let key = PatientKey { nhs_number: None, practice_number: Some("A1".into()) };
    let silent = IncomingPatient { key, ..person(1, "Zoë", "Smyth", "") };
    let report = import_patients(&mut store, 1, &[silent]);
    assert_eq!(report.changed, 1, "the name is new");
    let after = store.dossier(patient(0)).unwrap();
    assert_eq!(after.patient.death, before.patient.death);
    assert_eq!(after.contacts, before.contacts);
    assert_eq!(after.needs, before.needs);
}

#[test]
fn a_number_that_comes_is_shared_and_found() {
    let place = Place::new().with_patients(2);
    let mut store = place.open();
    for n in 0..2 {
        let fact = Fact::Contact { of: None, point: mobile(n, "07700 900123") };
        amend(&mut store, Amendment::add(patient(n), fact, ""));
    }
    let sharers = store.dossier(patient(0)).unwrap().sharers.unwrap();
    assert_eq!(sharers.len(), 1);
    assert_eq!(sharers[0].patient.id, patient(1));
    let gone = store.amendments(patient(1), None, 1).unwrap().remove(0);
    let Event::Amended(added) = gone.event else { panic!("{gone:?}") };
    let revision = store.dossier(patient(0)).unwrap().revisions;
    amend(&mut store, added.undone());
    let now = store.dossier(patient(0)).unwrap();
    assert!(now.sharers.unwrap().is_empty());
    assert_eq!(
        revision.changed(&now.revisions),
        vec![Facet::Contacts],
        "the sharer's verdicts are made again"
    );
}

pub fn list(store: &mut SqliteStore, list: Worklist) -> Vec<WorklistRow> {
    let today = date(2026, 11, 22);
    let all = store.worklist(list, today, None, 100).unwrap();
    // read line by line it is the same list
    let mut paged: Vec<WorklistRow> = Vec::new();
    loop {
        let after = paged.last().map(|row| row.key.clone());
        let page = store.worklist(list, today, after.as_ref(), 1).unwrap();
        if page.is_empty() {
            break;
        }
        paged.extend(page);
    }
    assert_eq!(paged, all, "{list:?}");
    all
}

#[test]
fn each_worklist_holds_who_belongs_on_it_until_it_is_settled() {
    let place = Place::new().with_patients(3);
    place.raw().execute("UPDATE patient SET born = 20101130 WHERE number = 1", []).unwrap();
    place
        .raw()
        .execute(
            "INSERT INTO conflict (patient, facet, kept, other, source, at) VALUES (1, 3, 'a', 'b', 'PDS', 0)",
            [],
        )
        .unwrap();
    let mut store = place.open();
    for one in Worklist::ALL {
        if one != Worklist::Conflicts {
            assert_eq!(list(&mut store, one), vec![], "{one:?}");
        }
    }
    let old = Verified { on: date(2025, 11, 1), how: How::Desk, recorded: recorded() };
    let add = |store: &mut SqliteStore, fact: Fact| amend(store, Amendment::add(patient(0), fact, ""));
    for fact in every_fact() {
        let keep = !matches!(fact, Fact::Death(_) | Fact::Left(_) | Fact::Contact { .. });
        if keep {
            add(&mut store, fact);
        }
    }
    assert_eq!(list(&mut store, Worklist::Needs).len(), 1, "nothing is on file to reach them by");
    let verified = ContactPoint { verified: Some(old), ..mobile(3, "07700 900777") };
    add(&mut store, Fact::Contact { of: None, point: verified });
    let failed = ContactPoint { trouble: Some(Trouble::Failed { times: 2 }), ..mobile(4, "07700 900778") };
    add(&mut store, Fact::Contact { of: None, point: failed });
    assert_eq!(list(&mut store, Worklist::ComingOfAge), vec![], "somebody looked at the parent just now");
    place.raw().execute("UPDATE proxy SET at = at - 40 * 86400000", []).unwrap();
    for (one, words) in [
        (Worklist::Conflicts, "a, but PDS says: b"),
        (Worklist::Left, "not on the last full list of the practice"),
        (Worklist::ComingOfAge, "turns 16: ask for their own details"),
        (Worklist::Proxies, "mother ends"),
        (Worklist::Objections, "objection to text: is it still so?"),
        (Worklist::ContactFailed, "07700 900778: 2 messages failed"),
        (Worklist::ContactStale, "07700 900777: ask whether it is still right"),
        (Worklist::ContactUnconfirmed, "07700 900778: never confirmed since it came"),
    ] {
        let found = list(&mut store, one);
        let words_found: Vec<&str> = found.iter().map(|row| row.words.as_str()).collect();
        assert_eq!(words_found, [words], "{one:?}");
        assert_eq!(found[0].patient.id, patient(0));
    }
    assert_eq!(list(&mut store, Worklist::Needs), vec![], "a text reaches who cannot hear");
    let parent = store.dossier(patient(0)).unwrap().proxies.unwrap().remove(0);
    assert_eq!(list(&mut store, Worklist::ComingOfAge)[0].about, Subject::Proxy(parent.id));
    let before = Proxy { contacts: Vec::new(), ..parent };
    let after = Proxy { review: Some(date(2027, 11, 22)), recorded: recorded(), ..before.clone() };
    let (before, after) = (Fact::Proxy(Box::new(before)), Fact::Proxy(Box::new(after)));
    amend(&mut store, Amendment::change(patient(0), before, after, "asked for their own number"));
    assert_eq!(list(&mut store, Worklist::ComingOfAge), vec![], "it is settled by looking at it");

    let conflict: Conflict = store.dossier(patient(0)).unwrap().conflicts.unwrap().remove(0);
    let settled = Amendment::remove(patient(0), Fact::Conflict(conflict), "asked: it stands");
    amend(&mut store, settled.clone());
    assert_eq!(list(&mut store, Worklist::Conflicts), vec![]);
    amend(&mut store, settled.undone());
    assert_eq!(list(&mut store, Worklist::Conflicts).len(), 1);
    amend(&mut store, Amendment::remove(patient(0), Fact::MissingFromList, "still here"));
    assert_eq!(list(&mut store, Worklist::Left), vec![]);
    assert_eq!(store.counts(date(2026, 11, 22)).unwrap().missing, 0);
}

#[test]
fn an_amendment_taken_off_its_list_is_found() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    let number = amend(&mut store, Amendment::add(patient(0), Fact::MissingFromList, ""));
    let raw = place.raw();
    let trigger: String = raw
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'amendment_no_delete'", [], |row| row.get(0))
        .unwrap();
    raw.execute_batch("DROP TRIGGER amendment_no_delete; DELETE FROM amendment;").unwrap();
    raw.execute_batch(&trigger).unwrap();
    drop(raw);
    let Verification::Broken { number: found, reason } = verify(&mut store) else { panic!("not found") };
    assert_eq!(found, number);
    assert!(reason.contains("list of changed facts"), "{reason}");
}

#[test]
fn facts_change_together_or_not_at_all() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    let first = Fact::Contact { of: None, point: mobile(1, "07700 900123") };
    amend(&mut store, Amendment::add(patient(0), first.clone(), ""));
    let rank = |rank| Fact::Contact {
        of: None,
        point: ContactPoint { rank: Some(rank), ..mobile(1, "07700 900123") },
    };
    let unknown = Fact::Contact { of: None, point: mobile(2, "07700 900456") };
    let both = Amendment {
        patient: patient(0),
        changes: vec![
            FactChange { before: Some(first), after: Some(rank(2)) },
            FactChange { before: Some(unknown.clone()), after: Some(unknown) },
        ],
        words: String::new(),
    };
    let appended = store.append(&entry(Event::Amended(Box::new(both)))).unwrap();
    assert_eq!(appended, Appended::Conflict(vec![Facet::Contacts]));
    assert_eq!(store.dossier(patient(0)).unwrap().contacts.unwrap()[0].rank, Some(1));
}

#[test]
fn a_confidential_address_stands_on_no_worklist() {
    let place = Place::new().with_patients(1);
    place
        .raw()
        .execute(
            "INSERT INTO conflict (patient, facet, kept, other, source, at)
             VALUES (1, 1, 'Address 1 Tarn Lane', 'Address 9 Elm Row', 'PDS', 0)",
            [],
        )
        .unwrap();
    let mut store = place.open();
    let home =
        Address { lines: vec!["1 Tarn Lane".into(), "Keswick".into()], postcode: Some("CA12 5XX".into()) };
    let old = Verified { on: date(2025, 11, 1), how: How::Desk, recorded: recorded() };
    let point = ContactPoint {
        value: ContactValue::Post(home),
        trouble: Some(Trouble::Failed { times: 1 }),
        verified: Some(old),
        ..mobile(1, "")
    };
    amend(&mut store, Amendment::add(patient(0), Fact::Contact { of: None, point }, ""));
    let lists = [Worklist::Conflicts, Worklist::ContactFailed, Worklist::ContactStale];
    for one in lists {
        let words = list(&mut store, one).remove(0).words;
        assert!(words.contains("1 Tarn Lane") && !words.contains('['), "{words}");
    }
    let hidden = Restriction { level: Confidentiality::Restricted, ..Restriction::default() };
    amend(&mut store, Amendment::add(patient(0), Fact::Restriction(hidden), ""));
    for one in lists {
        let words = list(&mut store, one).remove(0).words;
        assert!(words.contains("the address (not shown)"), "{words}");
        assert!(!words.contains("Tarn") && !words.contains("Elm"), "{words}");
    }
}
