//! Search on the lists, against a plain look at every patient.

use jiff::civil::date;
use proptest::prelude::*;
use tempfile::TempDir;

use super::super::tests::founded;
use super::super::{SqliteStore, column};
use super::*;
use crate::domain::ids::PatientId;
use crate::domain::patient::Patient;
use crate::domain::person::HumanName;

fn patient(number: u8, given: &str, family: &str) -> Patient {
    Patient {
        id: PatientId::from_bytes([number; 16]),
        nhs_number: crate::domain::nhs_number::NhsNumber::from_stem(999_000_001 + u64::from(number) * 7),
        practice_number: Some(format!("P{number:03}")),
        names: vec![HumanName {
            given: given.split_whitespace().map(str::to_owned).collect(),
            family: Some(family.to_owned()),
            ..HumanName::default()
        }],
        birth_date: Some(crate::domain::date::PartialDate::Day(date(1960 + i16::from(number), 3, 4))),
        gender: None,
        death: None,
        left: None,
        restriction: None,
        missing_from_list: false,
    }
}

fn practice(people: &[Patient]) -> (TempDir, SqliteStore) {
    let (folder, store) = founded();
    let listings: Vec<Listing> = people
        .iter()
        .enumerate()
        .map(|(at, one)| Listing::of(i64::try_from(at).unwrap() + 1, one, &[], date(2026, 11, 22), false))
        .collect();
    for listing in &listings {
        store
            .connection
            .execute(
                "INSERT INTO patient (number, id, nhs_number, practice_number, born, name_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (
                    listing.number,
                    listing.id.as_bytes(),
                    listing.nhs_number,
                    &listing.practice_number,
                    listing.born,
                    &listing.name_key,
                ),
            )
            .unwrap();
    }
    list_all(&store.connection, &listings).unwrap();
    (folder, store)
}

fn names(store: &SqliteStore, typed: &str) -> Vec<String> {
    found(store, typed).rows.into_iter().map(|row| row.name).collect()
}

fn found(store: &SqliteStore, typed: &str) -> Found {
    let query = Query::parse(typed, date(2026, 11, 22));
    search(&store.connection, &mut Vocabulary::default(), &query, 20).unwrap()
}

fn some_people() -> Vec<Patient> {
    [
        ("Siân Mair", "Llewelyn-Hughes"),
        ("Paweł", "Wiśniewski"),
        ("Ann", "O'Brien"),
        ("Anna", "Annan"),
        ("John", "Smith"),
        ("Joan", "Smith"),
        ("Smith", "Johnson"),
    ]
    .iter()
    .zip(1..)
    .map(|((given, family), number)| patient(number, given, family))
    .collect()
}

#[test]
fn any_parts_in_any_order_without_accents() {
    let (_folder, store) = practice(&some_people());
    for typed in
        ["sian", "HUGHES", "llewelynhughes", "mair llew", "hughes sian", "Llewelyn-Hughes, Siân", "l s m"]
    {
        assert_eq!(names(&store, typed), ["LLEWELYN-HUGHES, Siân Mair"], "{typed}");
    }
    assert_eq!(names(&store, "wisn pawel"), ["WIŚNIEWSKI, Paweł"]);
    assert_eq!(names(&store, "obrien"), ["O'BRIEN, Ann"]);
    assert_eq!(names(&store, "brien ann"), ["O'BRIEN, Ann"]);
    assert_eq!(names(&store, "smith"), ["SMITH, Joan", "SMITH, John", "JOHNSON, Smith"]);
    assert_eq!(names(&store, "smith jo"), ["SMITH, Joan", "SMITH, John", "JOHNSON, Smith"]);
    assert_eq!(names(&store, "ann ann"), names(&store, "ann"));
    assert!(names(&store, "zebra").is_empty());
}

#[test]
fn numbers_dates_and_names_together() {
    let (_folder, store) = practice(&some_people());
    assert_eq!(names(&store, "4/3/1965 john"), ["SMITH, John"]);
    assert_eq!(names(&store, "smith 1966-03-04"), ["SMITH, Joan"]);
    assert_eq!(names(&store, "999000"), names(&store, "999 000"));
    let number = some_people()[4].nhs_number.unwrap();
    assert_eq!(names(&store, &number.to_string()), ["SMITH, John"]);
    assert!(names(&store, &format!("{number} zebra")).is_empty());
}

#[test]
fn one_typing_error_is_forgiven_and_said() {
    let (_folder, store) = practice(&some_people());
    for typed in ["smyth", "simth", "smitth", "smih"] {
        let found = found(&store, typed);
        assert_eq!(found.corrected, [(typed.to_owned(), "smith".to_owned())], "{typed}");
        assert_eq!(found.rows.len(), 3, "{typed}");
    }
    assert_eq!(names(&store, "wisnewski pawel"), ["WIŚNIEWSKI, Paweł"]);
    assert_eq!(names(&store, "wiznie"), ["WIŚNIEWSKI, Paweł"]);
    assert!(found(&store, "smith").corrected.is_empty());
    assert!(names(&store, "amm").is_empty(), "short words are never read as others");
}

#[test]
fn the_automaton_knows_what_the_list_knew() {
    let people: Vec<Patient> =
        (0..200u8).map(|n| patient(n, &format!("Given{n}x{n}"), &format!("Family{}y{n}", n / 2))).collect();
    let (_folder, store) = practice(&people);
    let before = found(&store, "famly77y155");
    store.connection.execute("UPDATE vocabulary SET added = 1", []).unwrap();
    rebuild(&store.connection).unwrap();
    let added: u64 = store
        .connection
        .query_row("SELECT count(*) FROM vocabulary WHERE added = 1", [], |row| row.get(0))
        .unwrap();
    assert_eq!(added, 400, "so few words need no automaton");
    assert_eq!(before.rows.len(), 1);
}

#[test]
fn a_patient_taken_off_the_lists_is_gone_from_all() {
    let people = some_people();
    let (_folder, store) = practice(&people);
    let old = Listing::stored(&store.connection, 5).unwrap().unwrap();
    let mut renamed = people[4].clone();
    renamed.names[0].family = Some("Featherstonehaugh".into());
    let new = Listing::of(5, &renamed, &[], date(2026, 11, 22), true);
    relist(&store.connection, Some(&old), Some(&new)).unwrap();
    assert_eq!(names(&store, "smith"), ["SMITH, Joan", "JOHNSON, Smith"]);
    assert_eq!(names(&store, "feather john"), ["FEATHERSTONEHAUGH, John"]);
    relist(&store.connection, Some(&new), None).unwrap();
    for table in ["listed", "listed_born"] {
        let left: u64 = store
            .connection
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .unwrap();
        assert_eq!(left, 6, "{table}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn nothing_typed_breaks_it(typed in "\\PC{0,40}") {
        let (_folder, store) = practice(&some_people()[..2]);
        let _ = found(&store, &typed);
        prop_assert_eq!(column::partial(None), 0);
    }

    #[test]
    fn every_patient_is_found_by_beginnings_of_two_names(
        names_of in proptest::collection::vec(("[a-d]{1,4}", "[a-d]{2,5}"), 1..12),
        cut in 1usize..3,
    ) {
        let people: Vec<Patient> =
            names_of.iter().zip(1..).map(|((given, family), number)| patient(number, given, family)).collect();
        let (_folder, store) = practice(&people);
        for (given, family) in &names_of {
            let typed = format!("{} {}", &given[..cut.min(given.len())], &family[..cut.min(family.len())]);
            let shown = format!("{}, {given}", family.to_uppercase());
            prop_assert!(names(&store, &typed).contains(&shown), "{} does not find {}", typed, shown);
        }
    }

    #[test]
    fn two_names_find_what_a_plain_look_finds(
        names_of in proptest::collection::vec(("[ab]{1,2}( [abc]{1,3})?", "[ab]{1,2}[a-e]?"), 40..220),
        typed in proptest::collection::vec(("[ab]{1,2}", "[abc]{1,3}"), 12),
        limit in 1usize..40,
    ) {
        let people: Vec<Patient> =
            names_of.iter().zip(1..).map(|((given, family), number)| patient(number, given, family)).collect();
        let (_folder, store) = practice(&people);
        for (one, other) in &typed {
            let has = |person: &&Patient, part: &str| {
                let name = &person.names[0];
                name.given.iter().chain(&name.family).any(|word| word.starts_with(part))
            };
            let all: Vec<String> = people
                .iter()
                .filter(|person| has(person, one) && has(person, other))
                .filter_map(|person| person.practice_number.clone())
                .collect();
            let query = Query::parse(&format!("{one} {other}"), date(2026, 11, 22));
            let found = search(&store.connection, &mut Vocabulary::default(), &query, limit).unwrap();
            let mut rows: Vec<String> =
                found.rows.iter().filter_map(|row| row.practice_number.clone()).collect();
            rows.sort();
            if all.is_empty() {
                continue;
            }
            prop_assert_eq!((rows.len(), found.more), (all.len().min(limit), all.len() > limit));
            rows.retain(|row| !all.contains(row));
            prop_assert!(rows.is_empty(), "'{} {}' finds {:?}", one, other, rows);
        }
    }
}
