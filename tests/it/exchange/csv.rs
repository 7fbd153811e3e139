//! Lists of patients and reminders.

use jiff::civil::{date, datetime, time};
use tactful::domain::channel::Channel;
use tactful::domain::contact::ContactValue;
use tactful::domain::date::PartialDate;
use tactful::domain::import::IncomingPatient;
use tactful::domain::need::NeedKind;
use tactful::domain::patient::{Confidentiality, DeathNotice};
use tactful::domain::person::{HumanName, Use};
use tactful::domain::purpose::Purpose;
use tactful::exchange::ExchangeError;

use super::{one, take};

fn contacts(patient: &IncomingPatient) -> Vec<(Use, String)> {
    patient.contacts.iter().map(|contact| (contact.use_, contact.value.show())).collect()
}

#[test]
fn the_lists_of_four_systems_mean_the_same() {
    let lists = [
        include_str!("fixtures/systmone.csv"),
        include_str!("fixtures/emis.csv"),
        include_str!("fixtures/vision.csv"),
        include_str!("fixtures/accurx.csv"),
    ];
    for list in lists {
        let taken = take(list).unwrap();
        assert_eq!(taken.refused(), [""; 0], "{list}");
        let patient = &taken.patients[0];
        assert_eq!(patient.key.nhs_number.unwrap().digits(), "9990000018", "{list}");
        let name = &patient.names[0];
        assert_eq!(
            (name.family.as_deref().unwrap().to_uppercase(), name.first_given()),
            ("SMYTH-JONES".into(), Some("Jayne")),
            "{list}"
        );
        assert_eq!(name.prefix, ["Mrs"], "{list}");
        assert_eq!(patient.birth_date, Some(PartialDate::Day(date(1984, 5, 23))), "{list}");
        assert!(contacts(patient).contains(&(Use::Mobile, "07700 900123".into())), "{list}");
        assert!(patient.objections.iter().any(|o| o.channel == Channel::Text && o.objects), "{list}");
    }
}

#[test]
fn a_row_needs_an_identifier_and_nothing_else() {
    let taken = take("NHS number,Practice number\n999 000 0018,\n,A17\n,\n").unwrap();
    assert_eq!(taken.patients.len(), 2);
    assert!(taken.patients.iter().all(|patient| patient.names.is_empty()));
    // a row of separators alone is a blank one
    assert_eq!(taken.refused(), [""; 0]);
    let taken = take("NHS number,Surname\n,Smyth\n").unwrap();
    assert_eq!(taken.refused(), ["2 [NHS number] "]);
}

#[test]
fn a_bad_value_names_file_line_column_and_value() {
    let list = "NHS No,Surname,D.O.B.,Sex,Deceased,Preferred contact method,SMS consent,Language\r\n\
        943 476 5918,A,,,,,,\r\n\
        9990000018,\"B\r\nline\",31/02/1999,,,,,\r\n\
        9990000018,C,,robot,,,,\r\n\
        9990000018,D,01/01/2030,,,,,\r\n\
        9990000018,E,,,perhaps,,,\r\n\
        9990000018,F,,,,pigeon,,\r\n\
        9990000018,G,,,,,purple,\r\n\
        9990000018,H,,,,,,Elvish\r\n\
        9990000018,I,,,,,,,stray\r\n";
    let taken = take(list).unwrap();
    assert_eq!(
        taken.refused(),
        [
            "2 [NHS No] 943 476 5918",
            "3 [D.O.B.] 31/02/1999",
            "5 [Sex] robot",
            "6 [D.O.B.] 01/01/2030",
            "7 [Deceased] perhaps",
            "8 [Preferred contact method] pigeon",
            "9 [SMS consent] purple",
            "10 [Language] Elvish",
            "11 [] stray",
        ]
    );
    let first = &taken.refusals[0];
    assert!(first.to_string().starts_with("list, line 2, NHS No: "), "{first}");
    assert!(first.reason.contains("Modulus 11"), "{first}");
}

#[test]
fn any_encoding_and_separator_is_read() {
    let text = "NHS number;Surname;Address line 1\r\n9990000018;Siân;\"1 Heol; Fawr\r\nFflat 2\"\r\n";
    let utf_8 = text.as_bytes().to_vec();
    let windows: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&b"\xff\xfe"[..], &wide].concat();
    let named = [&b"sep=;\r\n"[..], text.as_bytes()].concat();
    let tabs = text.replace("; Fawr", " Fawr").replace(';', "\t").into_bytes();
    let old_mac = text.replace("\r\n", "\r").into_bytes();
    let forms =
        [utf_8.clone(), [&b"\xef\xbb\xbf"[..], &utf_8].concat(), windows, wide, marked, named, tabs, old_mac];
    for bytes in forms {
        let taken = take(bytes.clone()).unwrap();
        let patient = &taken.patients[0];
        assert_eq!(patient.names[0].family.as_deref(), Some("Siân"), "{bytes:?}");
        let ContactValue::Post(address) = &patient.contacts[0].value else { panic!("{bytes:?}") };
        assert_eq!(address.lines.len(), 2, "{bytes:?}");
    }
}

#[test]
fn names_are_put_together() {
    let patient = one(
        "NHS number,Title,First name,Middle names,Surname,Previous surname,Known as",
        "9990000018,Dr,Mary Ann,Rose Lily,O'Brien,Smyth,Polly",
    );
    let shown: Vec<String> = patient.names.iter().map(HumanName::show).collect();
    assert_eq!(shown, ["O'BRIEN, Mary Ann Rose Lily (Dr)", "SMYTH, Mary Ann Rose Lily", "O'BRIEN, Polly"]);
    assert_eq!(
        patient.names.iter().map(|name| name.use_).collect::<Vec<_>>(),
        [Use::Usual, Use::Old, Use::Nickname]
    );
    let patient = one("NHS number,Patient name", "9990000018,\"SMYTH, Jayne (Mrs)\"");
    assert_eq!(patient.names[0].show(), "SMYTH, Jayne (Mrs)");
}

#[test]
fn contact_points_are_told_apart() {
    let patient = one(
        "NHS number,Mobile,Home phone,Work phone,Telephone,Email,Address,NHS App",
        "9990000018,07700 900123,01632 960123,0113 496 0101,07700 900124 / 01632 960124,a@b.example;n/a,\"1 Boar Lane, Leeds, LS1 6AE\",Y",
    );
    let want = [
        (Use::Mobile, "07700 900123"),
        (Use::Home, "01632 960123"),
        (Use::Work, "0113 496 0101"),
        (Use::Mobile, "07700 900124"),
        (Use::Home, "01632 960124"),
        (Use::Home, "a@b.example"),
        (Use::Usual, "NHS App"),
        (Use::Home, "1 Boar Lane, Leeds, LS1 6AE"),
    ];
    assert_eq!(contacts(&patient), want.map(|(use_, text)| (use_, text.to_owned())));
    let ContactValue::Post(address) = &patient.contacts[7].value else { panic!() };
    assert_eq!(address.postcode.as_deref(), Some("LS1 6AE"));
}

#[test]
fn wishes_refusals_and_needs_are_read() {
    let patient = one(
        "NHS number,Preferred method of contact,SMS declined,Email consent,Results by SMS declined,Main language,Interpreter required,Accessible format,Preferred contact times",
        "9990000018,8 - No telephone contact,N,Dissent,Y,Polish,Y,Large print; Easy read,Not after 7pm",
    );
    let objections: Vec<_> = patient.objections.iter().map(|o| (o.channel, o.purpose, o.objects)).collect();
    assert_eq!(
        objections,
        [
            (Channel::Phone, None, true),
            (Channel::Text, None, false),
            (Channel::Email, None, true),
            (Channel::Text, Some(Purpose::ResultAvailable), true),
        ]
    );
    assert_eq!(patient.preferred, None);
    assert_eq!(patient.language.as_deref(), Some("pl"));
    assert_eq!(patient.needs, [NeedKind::LargePrint, NeedKind::EasyRead, NeedKind::Interpreter("pl".into())]);
    assert_eq!(patient.quiet, Some((Some(time(19, 0, 0, 0)), None)));
    let silent = one("NHS number,SMS consent", "9990000018,");
    assert_eq!(silent.objections, []);
}

#[test]
fn standing_is_read() {
    let read = |headings: &str, values: &str| {
        one(&format!("NHS number,{headings}"), &format!("9990000018,{values}"))
    };
    let dead = read("Date of death", "01/02/2024").death.unwrap();
    assert_eq!((dead.on, dead.notice), (Some(date(2024, 2, 1)), DeathNotice::Informal));
    assert!(read("Deceased", "Y").death.is_some());
    assert_eq!(read("Deceased", "N").death, None);
    assert_eq!(read("Registration status", "Deducted").left.map(|left| left.on), Some(None));
    assert_eq!(read("Registered", "Y").left, None);
    assert!(read("Registered", "No").left.is_some());
    let left = read("Date deregistered,Reason for leaving", "2024-03-01,Moved away").left.unwrap();
    assert_eq!((left.on, left.reason.as_deref()), (Some(date(2024, 3, 1)), Some("Moved away")));
    assert_eq!(read("Date deregistered", "01/03/2027").left, None, "a day that lies ahead is no leaving yet");
    assert_eq!(read("Confidential", "Y").confidentiality, Some(Confidentiality::Restricted));
    assert_eq!(read("Confidentiality", "V").confidentiality, Some(Confidentiality::VeryRestricted));
}

#[test]
fn reminders_are_read() {
    let list = "NHS number,Due,Purpose,Appointment date,Appointment time,Location,Clinician,Message text,Reference,Status\n\
        9990000018,,,01/12/2026,09:30,Tarn Lane,Nurse Abara,,R1,Booked\n\
        9990000018,24/11/2026,vaccination,,,,,Please book your jab,R2,\n\
        9990000018,,appointment,2026-12-02 2pm,,,,,R3,Cancelled\n\
        9990000018,,recall,,,,,,R4,\n\
        9990000018,01/12/2026,party,,,,,,R5,\n";
    let taken = take(list).unwrap();
    let first = &taken.reminders[0];
    assert_eq!((first.purpose, first.due), (Purpose::Appointment, date(2026, 11, 24)));
    assert_eq!(first.appointment.at, Some(datetime(2026, 12, 1, 9, 30, 0, 0)));
    assert_eq!(first.appointment.place.as_deref(), Some("Tarn Lane"));
    assert_eq!(first.appointment.with.as_deref(), Some("Nurse Abara"));
    assert_eq!(first.external_id.as_deref(), Some("R1"));
    assert!(!first.cancelled);
    assert_eq!(taken.reminders[1].text.as_deref(), Some("Please book your jab"));
    assert!(taken.reminders[2].cancelled);
    assert_eq!(taken.reminders[2].appointment.at, Some(datetime(2026, 12, 2, 14, 0, 0, 0)));
    assert_eq!(taken.refused(), ["5 [Due] ", "6 [Purpose] party"]);
}

#[test]
fn odd_rows_are_settled() {
    // duplicate headings: both numbers are kept, a second NHS number must agree
    let patient = one("NHS number,Mobile,Mobile", "9990000018,07700 900123,07700 900124");
    assert_eq!(patient.contacts.len(), 2);
    let taken = take("NHS number,NHS No\n9990000018,9990000026\n9990000018,9990000018\n").unwrap();
    assert_eq!((taken.refusals.len(), taken.patients.len()), (1, 1));
    // short rows, long rows of blanks, NUL, a field beyond all bounds
    let taken = take("NHS number,Surname,Email\n9990000018\n9990000018,A,,,,\n9990000018,\0,\n").unwrap();
    assert_eq!((taken.patients.len(), taken.refused()), (2, vec!["4 [Surname] \0".to_owned()]));
    let taken =
        take(format!("NHS number,Surname\n9990000018,{}\n9990000018,B\n", "x".repeat(70_000))).unwrap();
    assert_eq!((taken.patients.len(), taken.refusals.len()), (1, 1));
    assert_eq!(taken.refusals[0].place.column.as_deref(), Some("Surname"));
    assert_eq!(taken.lines, [3]);
    // what is hidden in a text is kept as received
    let patient = one("NHS number,Surname", "9990000018,a\u{202e}b\u{200b}\u{1b}[31m");
    assert_eq!(patient.names[0].family.as_deref(), Some("a\u{202e}b\u{200b}\u{1b}[31m"));
}

#[test]
fn what_stands_above_the_headings_is_passed_over() {
    let text =
        "Patients aged 65 and over\nLast run: 21-Nov-2026\n\nNHS Number\tSurname\n9990000018\tSmyth\nx\ty\n";
    let taken = take(text).unwrap();
    assert_eq!((taken.patients.len(), taken.refused()), (1, vec!["6 [NHS Number] x".to_owned()]));
}

#[test]
fn a_file_of_something_else_says_what_is_understood() {
    let error = take("Colour,Size\nred,5\n").unwrap_err();
    assert!(matches!(error, ExchangeError::Headings { .. }));
    let text = error.to_string();
    assert!(
        text.contains("Colour | Size") && text.contains("NHS number") && text.contains("nothing was changed"),
        "{text}"
    );
    assert!(matches!(take("").unwrap_err(), ExchangeError::Empty(_)));
    assert!(matches!(take("\n\n \n").unwrap_err(), ExchangeError::Empty(_)));
    assert!(matches!(take(&b"PK\x03\x04rest"[..]).unwrap_err(), ExchangeError::Foreign { .. }));
    assert!(matches!(take("<Patient/>").unwrap_err(), ExchangeError::Foreign { .. }));
    let taken = take("NHS number,Favourite colour\n9990000018,red\n").unwrap();
    assert_eq!(taken.left_aside, ["column \"Favourite colour\""]);
}
