//! The person part of a bundle imports again: without loss, and without a word against what the desk recorded.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tactful::domain::agreement::{AgreedBy, Agreement};
use tactful::domain::channel::Channel;
use tactful::domain::contact::ContactPoint;
use tactful::domain::dossier::{Dossier, Facet, PatientRow};
use tactful::domain::fact::{Amendment, Fact, FactChange};
use tactful::domain::ids::{AgreementId, EntryId, ImportId, ObjectionId, PatientId};
use tactful::domain::import::{ImportPlan, ImportReport, PatientKey};
use tactful::domain::log::{Event, NewEntry};
use tactful::domain::need::Need;
use tactful::domain::objection::{Objection, Outcome};
use tactful::domain::patient::{Confidentiality, Restriction};
use tactful::domain::preference::Wish;
use tactful::domain::purpose::Purpose;
use tactful::domain::staff::{Actor, Author, Recorded};
use tactful::domain::topic::Topic;
use tactful::exchange::Reading;
use tactful::exchange::person::PersonForm;
use tactful::exchange::pipeline::{Options, run};
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Patients, Practices, Record};

use super::person::{Quiet, everybody, export, now, practice};

/// A wish without the hours that were read out of its words.
fn in_words(wish: &Wish) -> Wish {
    match wish {
        Wish::Times { words, .. } => {
            Wish::Times { words: words.clone(), quiet_from: None, quiet_until: None }
        }
        other => other.clone(),
    }
}

/// In one order, each once.
fn in_order<T: std::fmt::Debug>(facts: impl Iterator<Item = T>) -> Vec<String> {
    let mut facts: Vec<String> = facts.map(|fact| format!("{fact:?}")).collect();
    facts.sort();
    facts.dedup();
    facts
}

fn objections(dossier: &Dossier) -> Vec<String> {
    in_order(
        dossier
            .objections
            .iter()
            .flatten()
            .map(|one| (one.channel, one.purpose, &one.reason, &one.talk, one.outcome, one.review)),
    )
}

fn agreements(dossier: &Dossier) -> Vec<String> {
    in_order(
        dossier
            .agreements
            .iter()
            .flatten()
            .map(|one| (one.by, one.channel, one.topic, one.until, &one.words)),
    )
}

fn restriction(dossier: &Dossier) -> impl PartialEq + std::fmt::Debug {
    let Restriction { level, named_lead, safe, unsafe_channels } = dossier.patient.restriction.clone()?;
    let safe = dossier.contacts.iter().flatten().filter(|point| safe.contains(&point.id));
    Some((level, named_lead, unsafe_channels, in_order(safe.map(|point| point.value.show()))))
}

/// What a bundle can carry, without identifiers, authors and times of this store.
fn carried(dossier: &Dossier) -> impl PartialEq + std::fmt::Debug {
    // what the desk found out about a number (confirmed, failed) has no element in FHIR and stays here
    let point = |point: &ContactPoint| (point.value.clone(), point.use_, point.rank, point.period);
    let points = |list: &[ContactPoint]| in_order(list.iter().map(point));
    let patient = &dossier.patient;
    let wishes = dossier.preferences.iter().flatten().map(|preference| in_words(&preference.wish));
    let needs = dossier.needs.iter().flatten().map(|need| (&need.kind, &need.note));
    let proxies = dossier
        .proxies
        .iter()
        .flatten()
        .map(|one| (one.name.clone(), one.relationship.clone(), one.period, points(&one.contacts)));
    (
        (patient.nhs_number, patient.practice_number.clone(), patient.names.clone(), patient.birth_date),
        (patient.gender.clone(), patient.death.clone(), patient.left.clone()),
        (restriction(dossier), objections(dossier), agreements(dossier)),
        points(dossier.contacts.as_deref().unwrap_or_default()),
        (in_order(wishes), in_order(needs), in_order(proxies)),
    )
}

/// The consents and flags of a bundle, without what the two practices have of their own.
fn consents_and_flags(bundle: &[u8]) -> Vec<String> {
    let bundle: serde_json::Value = serde_json::from_slice(bundle).unwrap();
    let resources = bundle["entry"].as_array().unwrap().iter().map(|entry| entry["resource"].clone());
    in_order(
        resources.filter(|one| ["Consent", "Flag"].contains(&one["resourceType"].as_str().unwrap())).map(
            |mut one| {
                let of_its_own = one.as_object_mut().unwrap();
                for element in ["id", "dateTime", "patient", "subject"] {
                    of_its_own.remove(element);
                }
                one.to_string()
            },
        ),
    )
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

/// Words as people write them; a reason has a letter, since a code alone says no more than the patient's own record.
fn words() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[a-z]\\PC{0,24}")
}

fn channel() -> impl Strategy<Value = Channel> {
    prop::sample::select(&Channel::ALL[..])
}

fn an_objection(recorded: &Recorded) -> impl Strategy<Value = Objection> + use<> {
    let recorded = recorded.clone();
    let outcome = prop::sample::select(&[Outcome::Stands, Outcome::Withdrawn, Outcome::MayBeOverridden][..]);
    let review = prop::option::of((1..13i8).prop_map(|month| date(2027, month, 3)));
    let purpose = prop::option::of(prop::sample::select(&Purpose::ALL[..]));
    (any::<[u8; 16]>(), channel(), purpose, words(), words(), outcome, review).prop_map(
        move |(id, channel, purpose, reason, talk, outcome, review)| {
            let (id, recorded) = (ObjectionId::from_bytes(id), recorded.clone());
            Objection { id, channel, purpose, reason, talk, outcome, review, recorded }
        },
    )
}

fn an_agreement(recorded: &Recorded) -> impl Strategy<Value = Agreement> + use<> {
    let recorded = recorded.clone();
    let by = prop::sample::select(&[AgreedBy::Patient, AgreedBy::CaldicottGuardian][..]);
    let until = prop::option::of((1..13i8).prop_map(|month| date(2026, month, 3)));
    let topic = prop::option::of(prop::sample::select(&Topic::ALL[..]));
    (any::<[u8; 16]>(), by, channel(), topic, until, words()).prop_map(
        move |(id, by, channel, topic, until, words)| {
            let (id, recorded) = (AgreementId::from_bytes(id), recorded.clone());
            Agreement { id, by, channel, topic, until, words, recorded }
        },
    )
}

fn a_restriction(points: &[ContactPoint]) -> impl Strategy<Value = Restriction> + use<> {
    let level = prop::sample::select(&[Confidentiality::Restricted, Confidentiality::VeryRestricted][..]);
    let safe = prop::sample::subsequence(points.to_vec(), 0..=points.len());
    let unsafe_channels = prop::sample::subsequence(Channel::ALL.to_vec(), 0..=6);
    (level, words(), safe, unsafe_channels).prop_map(|(level, named_lead, safe, unsafe_channels)| {
        Restriction { level, named_lead, safe: safe.iter().map(|point| point.id).collect(), unsafe_channels }
    })
}

/// Gives somebody whatever the desk may keep.
fn fill(store: &mut SqliteStore, patient: PatientId, runner: &mut TestRunner) {
    let dossier = store.dossier(patient).unwrap();
    let recorded = taken_down(store);
    let points = dossier.contacts.clone().unwrap_or_default();
    let needs: Vec<Need> = dossier.needs.clone().unwrap_or_default();
    let facts = (
        prop::collection::vec(an_objection(&recorded), 0..4),
        prop::collection::vec(an_agreement(&recorded), 0..4),
        prop::option::weighted(0.3, a_restriction(&points)),
        prop::collection::vec(words(), needs.len()),
    );
    let (objections, agreements, restriction, notes) = facts.new_tree(runner).unwrap().current();
    let mut changes: Vec<FactChange> = objections.into_iter().map(|one| new(Fact::Objection(one))).collect();
    changes.extend(agreements.into_iter().map(|one| new(Fact::Agreement(one))));
    changes.extend(restriction.map(|restriction| FactChange {
        before: dossier.patient.restriction.clone().map(Fact::Restriction),
        after: Some(Fact::Restriction(restriction)),
    }));
    changes.extend(needs.into_iter().zip(notes).map(|(need, note)| FactChange {
        before: Some(Fact::Need(need.clone())),
        after: Some(Fact::Need(Need { note, recorded: recorded.clone(), ..need })),
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
    let files = bundles(&mut one, &everybody, folder.path());
    import(&mut other, &files, 3);
    let mut taken = Vec::new();
    for row in &everybody {
        let before = one.dossier(row.id).unwrap();
        let after = again(&mut other, &before);
        assert_eq!(carried(&after), carried(&before), "{}", row.name);
        let bundle = export(&mut other, after.patient.id, PersonForm::Fhir);
        let said = consents_and_flags(&export(&mut one, row.id, PersonForm::Fhir));
        assert_eq!(consents_and_flags(&bundle), said, "{}", row.name);
        let by_import = |recorded: &Recorded| matches!(recorded.by, Author::Import { .. });
        assert!(after.objections.iter().flatten().all(|one| by_import(&one.recorded)));
        assert!(after.agreements.iter().flatten().all(|one| by_import(&one.recorded)));
        taken.push(after);
    }
    let kept = |of: fn(&Dossier) -> usize| taken.iter().map(of).sum::<usize>();
    assert!(kept(|one| one.objections.as_ref().unwrap().len()) > 100);
    assert!(kept(|one| one.agreements.as_ref().unwrap().len()) > 100);
    assert!(kept(|one| one.patient.restriction.as_ref().map_or(0, |kept| kept.safe.len())) > 5);
    assert!(kept(|one| one.needs.iter().flatten().filter(|need| need.note.is_some()).count()) > 0);
    // the same again says nothing new, there or where it came from
    let report = import(&mut other, &files, 4);
    assert_eq!((report.added, report.changed, report.conflicts), (0, 0, 0));
    for before in &taken {
        assert_eq!(carried(&again(&mut other, before)), carried(before));
        assert_eq!(again(&mut other, before).revisions, before.revisions);
    }
    let before: Vec<Dossier> = everybody.iter().map(|row| one.dossier(row.id).unwrap()).collect();
    import(&mut one, &files, 5);
    for before in &before {
        let after = one.dossier(before.patient.id).unwrap();
        assert_eq!((&after.objections, &after.agreements), (&before.objections, &before.agreements));
        assert_eq!((&after.needs, &after.patient), (&before.needs, &before.patient));
    }
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
