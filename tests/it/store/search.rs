//! Patients are found by what staff type.

use jiff::civil::date;
use proptest::prelude::*;
use tactful::domain::date::Period;
use tactful::domain::fold;
use tactful::domain::import::IncomingPatient;
use tactful::domain::patient::Confidentiality;
use tactful::domain::person::{HumanName, Use};
use tactful::store::Patients;
use tactful::store::sqlite::SqliteStore;

use super::files::{email, home, import_patients, names, nhs, person, phone, search};
use super::support::Place;

fn people() -> Vec<IncomingPatient> {
    let mut people = vec![
        person(1, "Jayne Elizabeth", "Smyth", "2010-10-22"),
        person(2, "Siân", "Ó Súilleabháin", "1970-01-02"),
        person(3, "Anne-Marie", "Smith-Jones", "1999-05-23"),
        person(4, "Paweł", "Łuczak", "1985-12-01"),
        person(5, "Olájùmọ̀kẹ́", "Adéyẹmí", "1985-12-01"),
        person(6, "王", "小明", "1960-02-03"),
        person(7, "Patrick", "O’Brien", "1999-05-24"),
        person(8, "Li", "Wei", "1980-01-01"),
        person(9, "James Paul", "Smith", "1951-03-04"),
        person(10, "Ffion", "van der Berg", "1944-07-08"),
        person(11, "", "", ""),
        person(12, "Jürgen", "Müller", "1944-07"),
    ];
    people[0].key.nhs_number = Some(nhs(1));
    people[0].contacts = vec![phone("07700 900123"), home("1 Boar Lane", "LS1 6AE"), email("j@a.example")];
    people[3].contacts = vec![phone("+44 113 496 0123"), home("2 Boar Lane", "ls1 6bb")];
    people[6].names.push(HumanName {
        use_: Use::Old,
        given: vec!["Patrick".into()],
        family: Some("Kowalski".into()),
        period: Period { start: None, end: Some(date(2001, 1, 1)) },
        ..HumanName::default()
    });
    people[10].key.practice_number = Some("P00123X".into());
    people
}

fn opened(in_two_imports: bool) -> (Place, SqliteStore) {
    let place = Place::new();
    let mut store = place.open();
    if in_two_imports {
        // the second goes another way: line by line instead of sorted apart
        import_patients(&mut store, 1, &[person(99, "Nobody", "Else", "1900-01-01")]);
        import_patients(&mut store, 2, &people());
    } else {
        import_patients(&mut store, 1, &people());
    }
    (place, store)
}

#[test]
fn any_part_in_any_order_finds() {
    for in_two in [false, true] {
        let (_place, mut store) = opened(in_two);
        for (text, want) in [
            ("smyth", "SMYTH, Jayne Elizabeth"),
            ("jayne smyth", "SMYTH, Jayne Elizabeth"),
            ("SMY eliz", "SMYTH, Jayne Elizabeth"),
            ("elizabeth jayne", "SMYTH, Jayne Elizabeth"),
            ("jayne smyth elizabeth", "SMYTH, Jayne Elizabeth"),
            ("sian", "Ó SÚILLEABHÁIN, Siân"),
            ("osuilleabhain", "Ó SÚILLEABHÁIN, Siân"),
            ("súilleabháin", "Ó SÚILLEABHÁIN, Siân"),
            ("jones marie", "SMITH-JONES, Anne-Marie"),
            ("annemarie smith-j", "SMITH-JONES, Anne-Marie"),
            ("luczak pawel", "ŁUCZAK, Paweł"),
            ("olajumoke", "ADÉYẸMÍ, Olájùmọ̀kẹ́"),
            ("小明", "小明, 王"),
            ("obrien", "O’BRIEN, Patrick"),
            ("o'brien", "O’BRIEN, Patrick"),
            ("o brien patrick", "O’BRIEN, Patrick"),
            ("kowalski", "O’BRIEN, Patrick"),
            ("patrick kowal", "O’BRIEN, Patrick"),
            ("wei li", "WEI, Li"),
            ("berg", "VAN DER BERG, Ffion"),
            ("vanderberg ffi", "VAN DER BERG, Ffion"),
            ("mueller", "MÜLLER, Jürgen"),
        ] {
            assert_eq!(names(&mut store, text), [want], "{text}");
            assert_eq!(search(&mut store, text).corrected, [], "{text}");
        }
    }
}

#[test]
fn dates_numbers_and_postcodes_find() {
    for in_two in [false, true] {
        let (_place, mut store) = opened(in_two);
        let number = nhs(1).to_string();
        for (text, want) in [
            (number.as_str(), "SMYTH, Jayne Elizabeth"),
            (&nhs(1).digits(), "SMYTH, Jayne Elizabeth"),
            ("+44 7700 900123", "SMYTH, Jayne Elizabeth"),
            ("07700 9001", "SMYTH, Jayne Elizabeth"),
            ("22/10/2010", "SMYTH, Jayne Elizabeth"),
            ("22 oct 2010", "SMYTH, Jayne Elizabeth"),
            ("22102010", "SMYTH, Jayne Elizabeth"),
            ("LS1 6AE", "SMYTH, Jayne Elizabeth"),
            ("ls1 jayne", "SMYTH, Jayne Elizabeth"),
            ("smyth 2010", "SMYTH, Jayne Elizabeth"),
            ("jayne smyth 2010 ls1 6ae", "SMYTH, Jayne Elizabeth"),
            ("smyth 07700900123", "SMYTH, Jayne Elizabeth"),
            ("0113 496 0123", "ŁUCZAK, Paweł"),
            ("LS16BB", "ŁUCZAK, Paweł"),
            ("pawel 1/12/1985", "ŁUCZAK, Paweł"),
            ("july 1944 jurgen", "MÜLLER, Jürgen"),
            ("p00123x", "name not known"),
        ] {
            assert_eq!(names(&mut store, text), [want], "{text}");
        }
        assert_eq!(names(&mut store, "1/12/1985"), ["ADÉYẸMÍ, Olájùmọ̀kẹ́", "ŁUCZAK, Paweł"]);
        assert_eq!(names(&mut store, "ls1").len(), 2);
        assert_eq!(names(&mut store, "smyth 1/1/1900"), [""; 0]);
        assert_eq!(names(&mut store, "smyth 07700900124"), [""; 0]);
        assert_eq!(names(&mut store, ""), [""; 0]);
    }
}

#[test]
fn one_slip_is_forgiven_and_said() {
    let (place, mut store) = opened(false);
    for (text, typed, taken, want) in [
        ("smyht", "smyht", "smyth", "SMYTH, Jayne Elizabeth"),
        ("luczka pawel", "luczka", "luczak", "ŁUCZAK, Paweł"),
        ("elisabeth smyth", "elisabeth", "elizabeth", "SMYTH, Jayne Elizabeth"),
        ("jmaes smith", "jmaes", "james", "SMITH, James Paul"),
        ("mul ler", "mul ler", "muller", "MÜLLER, Jürgen"),
    ] {
        let found = search(&mut store, text);
        assert_eq!(found.rows.first().map(|row| row.name.as_str()), Some(want), "{text}");
        assert_eq!(found.corrected, [(typed.to_owned(), taken.to_owned())], "{text}");
    }
    assert_eq!(names(&mut store, "wie"), [""; 0], "short words are never corrected");
    assert_eq!(names(&mut store, "smyth xxxxxxx"), [""; 0]);
    // words that came after the automaton was built
    import_patients(&mut store, 3, &[person(50, "Zebedee", "Quillfeather", "1980-02-02")]);
    assert_eq!(names(&mut store, "quilfeather"), ["QUILLFEATHER, Zebedee"]);
    // and another desk's
    let mut other = place.open();
    import_patients(&mut other, 4, &[person(51, "Ada", "Thistlewick", "1980-02-02")]);
    assert_eq!(names(&mut store, "thislewick"), ["THISTLEWICK, Ada"]);
}

#[test]
fn a_restricted_address_is_neither_shown_nor_found() {
    for in_two in [false, true] {
        let (_place, mut store) = opened(in_two);
        let mut said = people()[0].clone();
        said.confidentiality = Some(Confidentiality::Restricted);
        import_patients(&mut store, 5, &[said]);
        let found = search(&mut store, "smyth").rows;
        assert_eq!((found[0].postcode.as_deref(), found[0].standing.restricted), (None, true));
        assert_eq!(names(&mut store, "LS1 6AE"), [""; 0]);
        assert_eq!(names(&mut store, "smyth ls1"), [""; 0]);
        let shown = store.dossier(found[0].id).unwrap();
        assert!(shown.patient.restriction.is_some());
    }
}

#[test]
fn patients_who_could_be_confused_are_marked() {
    let lookalikes = |in_two: bool| {
        let place = Place::new();
        let mut store = place.open();
        let people = [
            person(1, "John", "Evans", "1960-03-04"),
            person(2, "Jon-Paul", "Evans", "1960-03-04"),
            person(3, "John", "Evans", "1960-04-03"),
            person(4, "Evans", "John", "1961-01-01"),
            person(5, "John", "Evans", "1990-01-01"),
            person(6, "Mary", "Price", ""),
            person(7, "Mary", "Price", "1950-01-01"),
            person(8, "Ann", "Price", "1950-01-01"),
        ];
        if in_two {
            import_patients(&mut store, 1, &people[..1]);
            import_patients(&mut store, 2, &people[1..]);
        } else {
            import_patients(&mut store, 1, &people);
        }
        let mut marked: Vec<String> = ["evans", "john", "price"]
            .iter()
            .flat_map(|text| search(&mut store, text).rows)
            .filter(|row| row.lookalike)
            .filter_map(|row| row.practice_number)
            .collect();
        marked.sort();
        marked.dedup();
        let first = search(&mut store, "evans 4/3/1960 john").rows[0].clone();
        let of = store.dossier(first.id).unwrap().lookalikes.unwrap();
        let mut of: Vec<String> = of.into_iter().filter_map(|row| row.practice_number).collect();
        of.sort();
        // the second John becomes somebody else: the mark goes with the reason for it
        import_patients(&mut store, 9, &[person(7, "Mary", "Owen", "1950-01-01")]);
        let owen = search(&mut store, "price").rows;
        assert!(owen.iter().all(|row| !row.lookalike || row.practice_number.as_deref() != Some("6")));
        (marked, of)
    };
    for in_two in [false, true] {
        let (marked, of) = lookalikes(in_two);
        assert_eq!(marked, ["1", "3", "4", "6", "7"], "{in_two}");
        assert_eq!(of, ["3", "4"]);
    }
}

#[test]
fn a_page_is_in_order_and_says_that_there_is_more() {
    let place = Place::new();
    let mut store = place.open();
    let people: Vec<_> = (0..60u8)
        .map(|n| {
            person(
                n.into(),
                ["Ann", "Bob", "Cy"][usize::from(n % 3)],
                &format!("Smith{}", char::from(b'a' + n % 20)),
                "1980-01-01",
            )
        })
        .collect();
    import_patients(&mut store, 1, &people);
    let found = search(&mut store, "smi");
    assert_eq!((found.rows.len(), found.more), (20, true));
    assert!(found.rows.is_sorted_by(|a, b| a.name.to_lowercase() <= b.name.to_lowercase()));
    let found = search(&mut store, "b smi");
    assert_eq!((found.rows.len(), found.more), (20, false));
    assert!(found.rows.is_sorted_by(|a, b| a.name.to_lowercase() <= b.name.to_lowercase()));
}

fn name() -> impl Strategy<Value = (String, String)> {
    let part = "[A-EŁØÉŞ][a-ełøéşẹ]{1,5}(['’ -][A-E][a-e]{2,4})?";
    (prop::collection::vec(part, 1..3), part).prop_map(|(given, family)| (given.join(" "), family))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everybody_is_found_by_every_part(
        list in prop::collection::vec(name(), 1..25),
        cut in 2usize..6,
        in_two in any::<bool>(),
    ) {
        let place = Place::new();
        let mut store = place.open();
        let people: Vec<_> =
            (0..).zip(&list).map(|(n, (given, family))| person(n, given, family, "1980-01-01")).collect();
        if in_two {
            import_patients(&mut store, 1, &people[..1]);
            import_patients(&mut store, 2, &people);
        } else {
            import_patients(&mut store, 1, &people);
        }
        for (n, (given, family)) in list.iter().enumerate() {
            let parts: Vec<String> = fold::words(given).into_iter().chain(fold::words(family)).collect();
            let beginning = |part: &String| part.chars().take(cut).collect::<String>();
            let mut queries: Vec<String> = parts.iter().map(beginning).collect();
            queries.push(parts.iter().rev().map(beginning).collect::<Vec<_>>().join(" "));
            queries.push(format!("{family} {given}"));
            queries.push(format!("{} 1/1/1980", fold::name(family)));
            for (at, one) in parts.iter().enumerate() {
                for other in &parts[at + 1..] {
                    queries.push(format!("{other} {}", beginning(one)));
                }
            }
            for text in queries {
                let query = tactful::domain::search::Query::parse(&text, super::files::TODAY);
                let found = store.search(&query, 100).unwrap();
                prop_assert!(
                    found.rows.iter().any(|row| row.practice_number == Some(n.to_string())),
                    "'{}' does not find {} {}", text, given, family
                );
            }
        }
    }
}
