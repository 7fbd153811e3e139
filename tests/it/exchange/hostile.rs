//! Whatever a file holds, reading it ends with records, refusals or one plain error.

use proptest::prelude::*;

use super::take;

const LIST: &str = include_str!("fixtures/emis.csv");
const PDS: &str = include_str!("fixtures/pds.json");

/// A text with some bytes changed, dropped or doubled.
fn mutated(text: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let edits = proptest::collection::vec((0..text.len(), any::<u8>(), 0..4u8), 1..12);
    edits.prop_map(move |edits| {
        let mut bytes = text.as_bytes().to_vec();
        for (at, byte, how) in edits {
            let at = at.min(bytes.len().saturating_sub(1));
            match how {
                _ if bytes.is_empty() => bytes.push(byte),
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, byte),
                _ => bytes.truncate(at),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = take(bytes);
    }

    #[test]
    fn random_rows_do_no_harm(rows in proptest::collection::vec("[ -~\u{a0}-\u{17f}\r\n\0\"]{0,40}", 0..20)) {
        let mut text = String::from("NHS number,Full name,Date of birth,Mobile,Address,Deceased,Language,SMS consent\n");
        for row in &rows {
            text.push_str(row);
            text.push(',');
        }
        let taken = take(text);
        prop_assert!(taken.is_ok());
    }

    #[test]
    fn a_damaged_list_does_no_harm(bytes in mutated(LIST)) {
        let _ = take(bytes);
    }

    #[test]
    fn a_damaged_bundle_does_no_harm(bytes in mutated(PDS)) {
        let _ = take(bytes);
    }

    #[test]
    fn reminders_do_no_harm(cells in proptest::collection::vec("[ -~é]{0,24}", 6)) {
        let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        let text = format!(
            "NHS number,Due,Appointment date,Appointment time,Purpose,Status,Text\n9990000018,{}\n",
            quoted.join(",")
        );
        let taken = take(text).unwrap();
        prop_assert_eq!(taken.reminders.len() + taken.refusals.len(), 1);
    }

    #[test]
    fn every_row_is_taken_or_refused(numbers in proptest::collection::vec(0..20_000u64, 1..50)) {
        let rows = numbers.iter().map(|number| format!("{},x\n", 9_990_000_000 + number)).collect::<Vec<_>>().concat();
        let taken = take(format!("NHS number,Surname\n{rows}")).unwrap();
        prop_assert_eq!(taken.patients.len() + taken.refusals.len(), numbers.len());
    }
}
