//! The person part of a bundle imports again: without loss, and without a word against what the desk recorded.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tactful::domain::agreement::{AgreedBy, Agreement};
use tactful::domain::channel::Channel;
use tactful::domain::contact::{ContactPoint, ContactValue};
use tactful::domain::date::Period;
use tactful::domain::dossier::{Dossier, Facet, PatientRow};
use tactful::domain::fact::{Amendment, Fact, FactChange};
use tactful::domain::ids::{AgreementId, ContactPointId, EntryId, ImportId, ObjectionId, PatientId, ProxyId};
use tactful::domain::import::{ImportPlan, ImportReport, PatientKey};
use tactful::domain::log::{Event, NewEntry};
use tactful::domain::objection::{Objection, Outcome};
use tactful::domain::patient::{Confidentiality, Restriction};
use tactful::domain::person::Use;
use tactful::domain::proxy::{Basis, Proxy};
use tactful::domain::staff::{Actor, Author, Recorded};
use tactful::domain::telephone::Telephone;
use tactful::domain::topic::Topic;
use tactful::exchange::Reading;
use tactful::exchange::person::PersonForm;
use tactful::exchange::pipeline::{Options, run};
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Patients, Practices, Record};

use super::any;
use super::person::{Quiet, everybody, export, now, practice};

/// In one order.
fn in_order<T: std::fmt::Debug>(facts: impl Iterator<Item = T>) -> Vec<String> {
    let mut facts: Vec<String> = facts.map(|fact| format!("{fact:?}")).collect();
    facts.sort();
    facts
}

/// All that is on file of contact points: who took it down is whoever did so first.
fn points(list: &[ContactPoint]) -> Vec<String> {
    in_order(list.iter().map(|one| {
        let verified = one.verified.as_ref().map(|one| (one.on, one.how, one.recorded.first()));
        let found = (verified, one.trouble.clone(), one.changed);
        ((one.id, one.value.clone(), one.use_, one.rank, one.period), found, one.recorded.first())
    }))
}

fn restriction(dossier: &Dossier) -> Option<impl PartialEq + std::fmt::Debug> {
    let Restriction { level, named_lead, mut safe, unsafe_channels } = dossier.patient.restriction.clone()?;
    safe.sort_unstable();
    Some((level, named_lead, unsafe_channels, safe))
}

/// The person part: all that is on file about somebody but safeguarding notes, which rights forbid, what follows from
/// other people's records (who shares a number, who looks alike, the proxy's own record) and from a list of this
/// practice (missing from it).
fn person_part(dossier: &Dossier) -> impl PartialEq + std::fmt::Debug {
    let patient = &dossier.patient;
    let wishes = dossier
        .preferences
        .iter()
        .flatten()
        .map(|one| ((one.id, &one.wish, one.purpose), one.rank, one.period, one.recorded.first()));
    let objections = dossier.objections.iter().flatten().map(|one| {
        let talk = (&one.reason, &one.talk, one.outcome, &one.exceptions, one.review);
        (one.id, one.channel, one.purpose, talk, one.recorded.first())
    });
    let agreements = dossier
        .agreements
        .iter()
        .flatten()
        .map(|one| (one.id, one.by, one.channel, one.topic, one.until, &one.words, one.recorded.first()));
    let needs =
        dossier.needs.iter().flatten().map(|one| (one.id, &one.kind, &one.note, one.recorded.first()));
    let proxies = dossier.proxies.iter().flatten().map(|one| {
        let decided = (one.basis, &one.evidence, &one.scope, one.do_not_tell, one.lives);
        let dates = (one.period, one.review, one.recorded.first());
        (one.id, &one.name, &one.relationship, decided, dates, points(&one.contacts))
    });
    (
        (patient.nhs_number, patient.practice_number.clone(), patient.names.clone(), patient.birth_date),
        (patient.gender.clone(), patient.death.clone(), patient.left.clone(), restriction(dossier)),
        points(dossier.contacts.as_deref().unwrap_or_default()),
        (in_order(wishes), in_order(objections), in_order(agreements), in_order(needs), in_order(proxies)),
        in_order(dossier.conflicts.iter().flatten()),
    )
}

/// A bundle without what the two practices have of their own: the patient's number and the moment of the export.
fn without_its_own(bundle: &[u8], patient: PatientId) -> Vec<String> {
    let text = String::from_utf8(bundle.to_vec()).unwrap().replace(&patient.to_string(), "PATIENT");
    let bundle: serde_json::Value = serde_json::from_str(&text).unwrap();
    in_order(bundle["entry"].as_array().unwrap().iter().map(|entry| entry["resource"].to_string()))
}

fn taken_down(store: &mut SqliteStore) -> Recorded {
    let staff = store.staff().unwrap().remove(0);
    Recorded { by: Author::Staff { id: staff.id, name: staff.name }, at: now().at }
}

fn keep(store: &mut SqliteStore, patient: PatientId, changes: Vec<FactChange>) {
    let actor = Actor { staff: store.staff().unwrap()[0].id, desk: "desk".into() };
    let amendment = Amendment { patient, changes, words: String::new() };
    let event = Event::Amended(Box::new(amendment));
    let entry = NewEntry { id: EntryId::new(now().at), at: now().at, actor, event, judged: None };
    Record::append(store, &entry).unwrap();
}

fn new(fact: Fact) -> FactChange {
    FactChange { before: None, after: Some(fact) }
}

/// Gives somebody whatever the desk may keep.
fn fill(store: &mut SqliteStore, patient: PatientId, runner: &mut TestRunner) {
    let dossier = store.dossier(patient).unwrap();
    let recorded = taken_down(store);
    let few = |most| 0..most;
    let facts = (
        (
            prop::collection::vec(any::objection(&recorded), few(4)),
            prop::collection::vec(any::agreement(&recorded), few(4)),
            prop::collection::vec(any::wish(&recorded), few(5)),
            prop::collection::vec(any::need(&recorded), few(3)),
        ),
        prop::collection::vec(any::point(&recorded), few(5)),
        prop::collection::vec(
            (any::proxy(&recorded), prop::collection::vec(any::point(&recorded), few(3))),
            few(3),
        ),
    );
    let ((objections, agreements, wishes, needs), own, proxies) = facts.new_tree(runner).unwrap().current();
    let mut changes: Vec<FactChange> = objections.into_iter().map(|one| new(Fact::Objection(one))).collect();
    changes.extend(agreements.into_iter().map(|one| new(Fact::Agreement(one))));
    changes.extend(wishes.into_iter().map(|one| new(Fact::Preference(one))));
    changes.extend(needs.into_iter().map(|one| new(Fact::Need(one))));
    let mut known: Vec<ContactPointId> = dossier.contacts.iter().flatten().map(|point| point.id).collect();
    for point in own {
        known.push(point.id);
        changes.push(new(Fact::Contact { of: None, point }));
    }
    for (proxy, theirs) in proxies {
        let of = Some(proxy.id);
        changes.push(new(Fact::Proxy(Box::new(proxy))));
        for point in theirs {
            known.push(point.id);
            changes.push(new(Fact::Contact { of, point }));
        }
    }
    let restriction =
        prop::option::weighted(0.3, any::restriction(&known)).new_tree(runner).unwrap().current();
    changes.extend(restriction.map(|restriction| FactChange {
        before: dossier.patient.restriction.clone().map(Fact::Restriction),
        after: Some(Fact::Restriction(restriction)),
    }));
    if !changes.is_empty() {
        keep(store, patient, changes);
    }
}

fn bundles(store: &mut SqliteStore, people: &[PatientRow], folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for row in people {
        let file = folder.join(format!("{}.json", row.id));
        std::fs::write(&file, export(store, row.id, PersonForm::Fhir)).unwrap();
        files.push(file);
    }
    files
}

fn import(store: &mut SqliteStore, files: &[PathBuf], run_number: u8) -> ImportReport {
    let plan = ImportPlan {
        id: ImportId::from_parts(now().at, [run_number; 10]),
        source: "bundles".into(),
        full_list: false,
        actor: Actor { staff: store.staff().unwrap()[0].id, desk: "desk".into() },
        at: now().at,
        today: now().today(),
    };
    run(files, &plan, &Reading::at(&now()), &Options::default(), store, &mut Quiet).unwrap().report
}

fn again(store: &mut SqliteStore, there: &Dossier) -> Dossier {
    let key = PatientKey {
        nhs_number: there.patient.nhs_number,
        practice_number: there.patient.practice_number.clone(),
    };
    let found = store.find(&key).unwrap().unwrap();
    store.dossier(found).unwrap()
}

#[test]
fn the_person_part_of_a_bundle_imports_again_without_loss() {
    let folder = tempfile::tempdir().unwrap();
    let mut one = practice(folder.path(), "one", 150);
    let mut other = practice(folder.path(), "other", 0);
    let everybody = everybody(&mut one);
    assert!(everybody.len() >= 100, "{}", everybody.len());
    let mut runner = TestRunner::default();
    for row in &everybody {
        fill(&mut one, row.id, &mut runner);
    }
    disagree(&mut one, everybody.iter().find(|row| row.nhs_number.is_some()).unwrap());
    let files = bundles(&mut one, &everybody, folder.path());
    import(&mut other, &files, 3);
    let mut taken = Vec::new();
    for row in &everybody {
        let before = one.dossier(row.id).unwrap();
        let after = again(&mut other, &before);
        assert_eq!(person_part(&after), person_part(&before), "{}", row.name);
        let bundle = export(&mut other, after.patient.id, PersonForm::Fhir);
        let said = without_its_own(&export(&mut one, row.id, PersonForm::Fhir), row.id);
        assert_eq!(without_its_own(&bundle, after.patient.id), said, "{}", row.name);
        let by_import = |recorded: &Recorded| matches!(recorded.by, Author::Import { .. });
        assert!(after.objections.iter().flatten().all(|one| by_import(&one.recorded)));
        assert!(after.proxies.iter().flatten().all(|one| by_import(&one.recorded)));
        taken.push(after);
    }
    let kept = |of: fn(&Dossier) -> usize| taken.iter().map(of).sum::<usize>();
    assert!(kept(|one| one.objections.as_ref().unwrap().len()) > 100);
    assert!(kept(|one| one.agreements.as_ref().unwrap().len()) > 100);
    assert!(kept(|one| one.proxies.iter().flatten().filter(|proxy| proxy.do_not_tell).count()) > 20);
    assert!(kept(|one| one.preferences.iter().flatten().filter(|wish| wish.purpose.is_some()).count()) > 50);
    assert!(kept(|one| one.patient.restriction.as_ref().map_or(0, |kept| kept.safe.len())) > 5);
    assert!(kept(|one| one.conflicts.as_ref().unwrap().len()) > 0);
    // the same again says nothing new, there or where it came from
    let report = import(&mut other, &files, 4);
    assert_eq!((report.added, report.changed, report.proxies, report.conflicts), (0, 0, 0, 0));
    for before in &taken {
        assert_eq!(again(&mut other, before).revisions, before.revisions);
    }
    let before: Vec<Dossier> = everybody.iter().map(|row| one.dossier(row.id).unwrap()).collect();
    let report = import(&mut one, &files, 5);
    assert_eq!((report.added, report.changed, report.proxies, report.conflicts), (0, 0, 0, 0));
    for before in &before {
        assert_eq!(one.dossier(before.patient.id).unwrap().revisions, before.revisions);
    }
}

/// A list that disagrees with what the desk knows of somebody.
fn disagree(store: &mut SqliteStore, row: &PatientRow) {
    let recorded = taken_down(store);
    let point = any::point(&recorded).new_tree(&mut TestRunner::default()).unwrap().current();
    let value = ContactValue::Phone(Telephone::new("07700 900888"));
    let usual = ContactPoint { value, use_: Use::Mobile, period: Period::default(), trouble: None, ..point };
    keep(store, row.id, vec![new(Fact::Contact { of: None, point: usual })]);
    let nhs_number = row.nhs_number.unwrap().digits();
    let list = format!("NHS number,Mobile\n{nhs_number},07700 900889\n");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.csv");
    std::fs::write(&file, list).unwrap();
    assert_eq!(import(store, &[file], 2).conflicts, 1);
}

#[test]
fn what_the_desk_recorded_since_stands_and_is_a_conflict() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = practice(folder.path(), "one", 60);
    let row = everybody(&mut store)[0].clone();
    let recorded = taken_down(&mut store);
    let objection = Objection {
        id: ObjectionId::from_bytes([1; 16]),
        channel: Channel::Voicemail,
        purpose: None,
        reason: Some("the children listen".into()),
        talk: None,
        outcome: Outcome::Stands,
        exceptions: Vec::new(),
        review: None,
        recorded: recorded.clone(),
    };
    let agreement = Agreement {
        id: AgreementId::from_bytes([2; 16]),
        by: AgreedBy::Patient,
        channel: Channel::Email,
        topic: Some(Topic::Pregnancy),
        until: None,
        words: Some("asked on the phone".into()),
        recorded,
    };
    let lead = |lead: &str| Restriction {
        level: Confidentiality::Restricted,
        named_lead: Some(lead.into()),
        safe: Vec::new(),
        unsafe_channels: vec![Channel::Letter],
    };
    let before = store.dossier(row.id).unwrap().patient.restriction.map(Fact::Restriction);
    let restrict = FactChange { before, after: Some(Fact::Restriction(lead("Ann"))) };
    let (objects, agreed) = (Fact::Objection(objection.clone()), Fact::Agreement(agreement));
    keep(&mut store, row.id, vec![new(objects.clone()), new(agreed.clone()), restrict]);
    let files = bundles(&mut store, std::slice::from_ref(&row), folder.path());
    // the desk changes its mind about everything
    let withdrawn = Fact::Objection(Objection { outcome: Outcome::Withdrawn, ..objection });
    let changes = vec![
        FactChange { before: Some(objects), after: Some(withdrawn) },
        FactChange { before: Some(agreed), after: None },
        FactChange {
            before: Some(Fact::Restriction(lead("Ann"))),
            after: Some(Fact::Restriction(lead("Beth"))),
        },
    ];
    keep(&mut store, row.id, changes);
    let before = store.dossier(row.id).unwrap();
    let report = import(&mut store, &files, 3);
    let after = store.dossier(row.id).unwrap();
    assert_eq!((&after.objections, &after.agreements), (&before.objections, &before.agreements));
    assert_eq!(after.patient.restriction, Some(lead("Beth")));
    assert_eq!((report.changed, report.conflicts), (0, 2));
    let found: Vec<(Facet, Option<Channel>)> =
        after.conflicts.iter().flatten().map(|one| (one.facet, one.channel)).collect();
    assert!(found.contains(&(Facet::Objections, Some(Channel::Voicemail))), "{found:?}");
    assert!(found.contains(&(Facet::Agreements, Some(Channel::Email))), "{found:?}");
    assert_eq!(import(&mut store, &files, 4).conflicts, 0, "noted once");
}

#[test]
fn consents_and_flags_of_another_form_are_left_aside_and_broken_ones_refused() {
    let bundle = r#"[
        {"resourceType":"Patient","id":"p","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}]},
        {"resourceType":"Consent","status":"active","patient":{"reference":"Patient/p"},"provision":{"type":"deny"}},
        {"resourceType":"Flag","status":"active","code":{"text":"violent dog"},"subject":{"reference":"Patient/p"}},
        {"resourceType":"Flag","category":[{"text":"safeguarding"}],"code":{"text":"x"},"subject":{"reference":"Patient/p"}},
        {"resourceType":"Consent","patient":{"reference":"Patient/p"},"extension":[
            {"url":"https://tactful.example/StructureDefinition/objection","extension":[
                {"url":"channel","valueCode":"pigeon"},{"url":"outcome","valueCode":"stands"}]}]},
        {"resourceType":"Flag","subject":{"reference":"Patient/p"},"extension":[
            {"url":"https://tactful.example/StructureDefinition/need","extension":[
                {"url":"kind","valueCode":"large-print"},{"url":"note","valueString":"18 point"}]}]}
    ]"#;
    let taken = super::take(bundle).unwrap();
    assert_eq!(taken.patients.len(), 1);
    assert_eq!(taken.facts.len(), 1);
    assert_eq!(taken.facts[0].noted[0].note.as_deref(), Some("18 point"));
    assert_eq!(taken.facts[0].key, taken.patients[0].key);
    assert_eq!(taken.refused(), ["6 [Consent.extension(objection).channel] pigeon"]);
    let said = ["type Consent in another form", "type Flag in another form", "safeguarding notes (Flag)"];
    assert_eq!(taken.left_aside.len(), said.len());
    for (line, words) in taken.left_aside.iter().zip(said) {
        assert!(line.contains(words), "{line}");
    }
}

#[test]
fn the_text_says_all_that_is_on_file_of_a_fact() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = practice(folder.path(), "one", 60);
    let row = everybody(&mut store)[0].clone();
    let recorded = taken_down(&mut store);
    let mut runner = TestRunner::default();
    let mut some = |of: fn(&Recorded) -> prop::strategy::BoxedStrategy<Fact>| {
        of(&recorded).new_tree(&mut runner).unwrap().current()
    };
    let proxy = some(|recorded| any::proxy(recorded).prop_map(|one| Fact::Proxy(Box::new(one))).boxed());
    let wish = some(|recorded| any::wish(recorded).prop_map(Fact::Preference).boxed());
    let point =
        some(|recorded| any::point(recorded).prop_map(|point| Fact::Contact { of: None, point }).boxed());
    keep(&mut store, row.id, [&proxy, &wish, &point].map(|fact| new(fact.clone())).to_vec());
    let text = String::from_utf8(export(&mut store, row.id, PersonForm::Text)).unwrap();
    let dossier = store.dossier(row.id).unwrap();
    for (mark, fact) in [("[third party] ", &proxy), ("", &wish), ("", &point)] {
        let said = tactful::domain::shown::block(&tactful::domain::told::stated(fact, &dossier)).into_owned();
        assert!(
            text.contains(&format!("{mark}{said}; by ")) || text.contains(&format!("use: {said}; by ")),
            "{said}\n{text}"
        );
    }
    let Fact::Contact { point, .. } = point else { unreachable!() };
    assert_eq!(point.verified.is_some(), text.contains("found right by"), "{text}");
}

#[test]
fn a_doctored_bundle_gives_nobody_any_authority() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = practice(folder.path(), "one", 150);
    let row = everybody(&mut store)
        .into_iter()
        .find(|row| {
            let dossier = store.dossier(row.id).unwrap();
            dossier.patient.restriction.is_none()
                && dossier.proxies.is_some_and(|proxies| !proxies.is_empty())
        })
        .expect("nobody has a proxy");
    let recorded = taken_down(&mut store);
    let decided = store.dossier(row.id).unwrap().proxies.unwrap().remove(0);
    let refused =
        Proxy { basis: Basis::None, recorded: recorded.clone(), contacts: Vec::new(), ..decided.clone() };
    let restriction = Restriction {
        level: Confidentiality::Restricted,
        named_lead: None,
        safe: vec![],
        unsafe_channels: vec![],
    };
    let before = Fact::Proxy(Box::new(Proxy { contacts: Vec::new(), ..decided }));
    let refuse = FactChange { before: Some(before), after: Some(Fact::Proxy(Box::new(refused.clone()))) };
    keep(&mut store, row.id, vec![refuse, new(Fact::Restriction(restriction.clone()))]);
    let sound = String::from_utf8(export(&mut store, row.id, PersonForm::Fhir)).unwrap();
    // a basis for who was refused, another proxy with one, a route that was agreed, and a place that is safe
    let mut bundle: serde_json::Value = serde_json::from_str(&sound).unwrap();
    let entries = bundle["entry"].as_array_mut().unwrap();
    let proxy = entries.iter_mut().find(|one| one["resource"]["resourceType"] == "RelatedPerson").unwrap();
    for part in proxy["resource"]["extension"][0]["extension"].as_array_mut().unwrap() {
        if part["url"] == "basis" {
            part["valueCode"] = "lasting-power-of-attorney".into();
        }
    }
    let mut other = proxy.clone();
    other["resource"]["id"] = ProxyId::from_bytes([9; 16]).to_string().into();
    other["resource"]["name"][0]["family"] = "Somebody".into();
    other["fullUrl"] = "urn:uuid:other".into();
    entries.push(other);
    let text = bundle.to_string();
    let file = folder.path().join("doctored.json");
    std::fs::write(&file, &text).unwrap();
    import(&mut store, &[file], 7);
    let after = store.dossier(row.id).unwrap();
    let proxies = after.proxies.as_ref().unwrap();
    assert!(proxies.iter().any(Proxy::is_claimed), "the other one was taken as a claim: {proxies:?}");
    assert!(proxies.iter().all(|one| !one.is_live(now().today())), "{proxies:?}");
    let kept = proxies.iter().find(|one| one.id == refused.id).unwrap();
    assert_eq!((kept.basis, &kept.recorded), (Basis::None, &recorded));
    assert!(after.conflicts.iter().flatten().any(|one| one.facet == Facet::Proxies), "the desk hears of it");
    assert_eq!(after.patient.restriction, Some(restriction));
    assert!(after.agreements.iter().flatten().all(|one| !one.holds(now().today())));
}
