//! FHIR R4 as PDS and others send it.

use jiff::civil::{date, datetime, time};
use tactful::domain::channel::Channel;
use tactful::domain::contact::ContactValue;
use tactful::domain::date::PartialDate;
use tactful::domain::need::NeedKind;
use tactful::domain::patient::{Confidentiality, DeathNotice};
use tactful::domain::person::Use;
use tactful::domain::proxy::Basis;
use tactful::domain::purpose::Purpose;
use tactful::exchange::ExchangeError;

use super::{Taken, take};

const PDS: &str = include_str!("fixtures/pds.json");

fn patient(body: &str) -> Taken {
    let head = r#"{"resourceType":"Patient","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}]"#;
    take(format!("{head},{body}}}")).unwrap()
}

#[test]
fn a_search_of_pds_is_read() {
    let taken = take(PDS).unwrap();
    assert_eq!((taken.patients.len(), taken.proxies.len()), (2, 1));
    // a resource begins two lines above its id
    let line_of = |text: &str| PDS.lines().position(|line| line.contains(text)).unwrap() - 1;
    let wrong = line_of("\"id\": \"9990000027\"");
    let orphan = line_of("\"id\": \"F4CF8B96\"");
    assert_eq!(
        taken.refused(),
        [
            format!("{wrong} [Patient.identifier[0].value] 9990000027"),
            format!("{orphan} [RelatedPerson.patient] "),
        ]
    );
    assert_eq!(taken.left_aside, ["resources of type Organization"]);

    let jayne = &taken.patients[0];
    assert_eq!(jayne.key.nhs_number.unwrap().digits(), "9990000018");
    assert_eq!(jayne.names.len(), 2);
    assert_eq!(jayne.names[0].show(), "SMYTH, Jayne (Mrs)");
    assert_eq!((jayne.names[1].use_, jayne.names[1].period.end), (Use::Old, Some(date(2019, 12, 31))));
    assert_eq!(jayne.birth_date, Some(PartialDate::Day(date(1984, 5, 23))));
    assert_eq!(jayne.left, None, "the removal is over");
    assert_eq!(jayne.death, None);
    assert_eq!(jayne.confidentiality, Some(Confidentiality::Unrestricted));
    assert_eq!(jayne.language.as_deref(), Some("fr"));
    assert_eq!(jayne.needs, [NeedKind::Interpreter("fr".into()), NeedKind::Braille]);
    assert_eq!((jayne.preferred, jayne.times.as_deref()), (None, Some("Not after 7pm")));
    assert_eq!(jayne.quiet, Some((Some(time(19, 0, 0, 0)), None)));
    let objection = &jayne.objections[0];
    assert_eq!((objection.channel, objection.objects), (Channel::Phone, true));
    assert_eq!(objection.words, "8 No Telephone contact");
    let kinds: Vec<_> = jayne.contacts.iter().map(|c| (c.value.label(), c.use_, c.rank)).collect();
    assert_eq!(
        kinds,
        [
            ("Mobile", Use::Mobile, Some(1)),
            ("Email", Use::Home, None),
            ("Textphone", Use::Home, None),
            ("Address", Use::Home, None),
            ("Address", Use::Temp, None),
        ]
    );
    assert_eq!(jayne.contacts[1].period.end, Some(date(2022, 12, 31)));
    let ContactValue::Post(home) = &jayne.contacts[3].value else { panic!() };
    assert_eq!(home.lines, ["1 Tarn Lane", "Keswick"]);

    let dead = &taken.patients[1];
    let death = dead.death.as_ref().unwrap();
    assert_eq!((death.on, death.notice), (Some(date(2024, 2, 1)), DeathNotice::Formal));
    assert_eq!(dead.confidentiality, Some(Confidentiality::Restricted));

    let proxy = &taken.proxies[0];
    assert_eq!(proxy.patient.nhs_number, jayne.key.nhs_number);
    assert_eq!((proxy.relationship.as_str(), proxy.basis), ("Guardian of patient", Basis::None));
    assert_eq!(proxy.period.end, Some(date(2025, 12, 31)));
    assert_eq!(proxy.external_id.as_deref(), Some("507B7621"));
}

#[test]
fn one_object_an_array_lines_and_a_bundle_mean_the_same() {
    let bundle: serde_json::Value = serde_json::from_str(PDS).unwrap();
    let resources: Vec<serde_json::Value> =
        bundle["entry"].as_array().unwrap().iter().map(|entry| entry["resource"].clone()).collect();
    let want = take(PDS).unwrap();
    let lines = resources.iter().map(|resource| format!("{resource}\n")).collect::<Vec<_>>().concat();
    let forms = [
        serde_json::to_string_pretty(&resources).unwrap(),
        serde_json::to_string(&bundle).unwrap(),
        lines.clone(),
        lines.replace('\n', "\r\n\r\n"),
        resources.iter().map(|resource| format!("{resource:#}\n")).collect::<Vec<_>>().concat(),
    ];
    for form in forms {
        let taken = take(form).unwrap();
        assert_eq!(taken.patients, want.patients);
        assert_eq!(taken.proxies, want.proxies);
        assert_eq!(taken.refusals.len(), want.refusals.len());
    }
    let taken = take(lines).unwrap();
    assert_eq!(taken.lines, [1, 2, 4], "the line of each resource");
}

#[test]
fn a_patient_without_a_name_is_a_patient() {
    let taken = patient(r#""meta":{"security":[{"code":"REDACTED"}]}"#);
    assert_eq!(taken.patients[0].names, []);
    assert_eq!(taken.patients[0].confidentiality, Some(Confidentiality::VeryRestricted));
    let taken = take(r#"{"resourceType":"Patient","id":"9990000018"}"#).unwrap();
    assert_eq!(taken.patients[0].key.nhs_number.unwrap().digits(), "9990000018");
    let taken =
        take(r#"{"resourceType":"Patient","identifier":[{"system":"urn:x","value":"A17"}]}"#).unwrap();
    assert_eq!(taken.patients[0].key.practice_number.as_deref(), Some("A17"));
    let taken = take(r#"{"resourceType":"Patient","id":"a-b-c"}"#).unwrap();
    assert_eq!(taken.refused(), ["1 [Patient.identifier] "]);
}

#[test]
fn death_and_leaving_follow_their_notices() {
    let status = |code: &str| {
        format!(
            r#""deceasedBoolean":true,"extension":[{{"url":"x/Extension-UKCore-DeathNotificationStatus","extension":[
            {{"url":"deathNotificationStatus","valueCodeableConcept":{{"coding":[{{"code":"{code}"}}]}}}}]}}]"#
        )
    };
    let notice = |code| patient(&status(code)).patients[0].death.as_ref().map(|death| death.notice);
    assert_eq!(notice("1"), Some(DeathNotice::Informal));
    assert_eq!(notice("2"), Some(DeathNotice::Formal));
    assert_eq!(notice("U"), None, "the notice was taken back");
    let removal = |period: &str| {
        let body = format!(
            r#""extension":[{{"url":"x/Extension-PDS-RemovalFromRegistration","extension":[
            {{"url":"removalFromRegistrationCode","valueCodeableConcept":{{"coding":[{{"code":"SCT"}}]}}}},
            {{"url":"effectiveTime","valuePeriod":{period}}}]}}]"#
        );
        patient(&body).patients[0].left.clone()
    };
    let left = removal(r#"{"start":"2024-01-01T00:00:00+00:00"}"#).unwrap();
    assert_eq!((left.on, left.reason.as_deref()), (Some(date(2024, 1, 1)), Some("SCT")));
    assert_eq!(removal(r#"{"start":"2024-01-01","end":"2025-01-01"}"#), None);
    assert_eq!(removal(r#"{"start":"2027-01-01"}"#), None);
}

#[test]
fn wrong_elements_are_named_by_their_path() {
    for (body, want) in [
        (r#""birthDate":"1999-02-31""#, "1 [Patient.birthDate] 1999-02-31"),
        (r#""birthDate":"2999-01-01""#, "1 [Patient.birthDate] 2999-01-01"),
        (r#""birthDate":1999"#, "1 [Patient.birthDate] 1999"),
        (r#""gender":"robot""#, "1 [Patient.gender] robot"),
        ("\n\"name\":[{},{\"given\":[\"a\",5]}]", "1 [Patient.name[1].given[1]] 5"),
        (r#""telecom":[{"system":"phone","value":"1","rank":-1}]"#, "1 [Patient.telecom[0].rank] -1"),
        (
            r#""telecom":[{"system":"phone","value":"1","rank":99999999999999999999}]"#,
            "1 [Patient.telecom[0].rank] 99999999999999999999",
        ),
        (
            r#""address":[{"line":["1"],"period":{"start":"soon"}}]"#,
            "1 [Patient.address[0].period.start] soon",
        ),
        (
            r#""extension":[{"url":"Extension-UKCore-ContactPreference","extension":[{"url":"PreferredContactMethod","valueCodeableConcept":{"coding":[{"code":"12"}]}}]}]"#,
            "1 [Patient.extension(ContactPreference).PreferredContactMethod] 12",
        ),
    ] {
        let taken = patient(body);
        assert_eq!(taken.refused(), [want]);
        assert_eq!(taken.patients.len(), 0);
    }
    let twice = patient(r#""gender":"male","gender":"female""#);
    assert!(twice.refusals[0].reason.contains("duplicate"), "{}", twice.refusals[0]);
    let deep = patient(&format!(r#""x":{}1{}"#, "[".repeat(100_000), "]".repeat(100_000)));
    assert_eq!((deep.patients.len(), deep.refusals.len()), (1, 0), "what is not read may nest as it likes");
    let part = r#"{"url":"x","extension":["#;
    let deep = patient(&format!(r#""extension":[{}{}]"#, part.repeat(10_000), "]}".repeat(10_000)));
    assert_eq!((deep.patients.len(), deep.refusals.len()), (0, 1));
    let nul = patient(r#""name":[{"family":"a\u0000b"}]"#);
    assert!(nul.refusals[0].reason.contains("NUL"), "{}", nul.refusals[0]);
    let nobody = take("[1, \"x\", {}, {\"resourceType\": 5}]").unwrap();
    assert_eq!(nobody.refusals.len(), 4);
}

#[test]
fn a_broken_file_is_an_error_a_broken_line_a_refusal() {
    let error = take("{\"resourceType\":\"Bundle\",\n\"entry\":[\n{\"resource\":{}}").unwrap_err();
    assert!(matches!(error, ExchangeError::Broken { line: 4, .. }), "{error}");
    let lines = "{\"resourceType\":\"Patient\",\"id\":\"9990000018\"}\n{\"resourceType\":\n{\"resourceType\":\"Patient\",\"id\":\"9990000026\"}\n";
    let taken = take(lines).unwrap();
    assert_eq!((taken.patients.len(), taken.refused()), (2, vec!["2 [] ".to_owned()]));
}

#[test]
fn patients_are_found_by_reference() {
    let bundle = r##"{"resourceType":"Bundle","entry":[
        {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"a1","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}]}},
        {"resource":{"resourceType":"RelatedPerson","patient":{"reference":"Patient/a1"},"name":[{"text":"Mr Ap Rhys"}]}},
        {"resource":{"resourceType":"RelatedPerson","patient":{"reference":"urn:uuid:1"}}},
        {"resource":{"resourceType":"RelatedPerson","patient":{"reference":"https://x.example/Patient/9990000026"}}},
        {"resource":{"resourceType":"RelatedPerson","patient":{"reference":"#p"},"contained":[{"resourceType":"Patient","id":"p","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000034"}]}]}},
        {"resource":{"resourceType":"RelatedPerson","patient":{"reference":"Patient/zz"}}}
    ]}"##;
    let taken = take(bundle).unwrap();
    let keys: Vec<String> = taken.proxies.iter().map(|p| p.patient.nhs_number.unwrap().digits()).collect();
    assert_eq!(keys, ["9990000018", "9990000018", "9990000026", "9990000034"]);
    assert_eq!(taken.refused(), ["7 [RelatedPerson.patient.reference] Patient/zz"]);
}

#[test]
fn appointments_and_requests_become_reminders() {
    let lines = r#"{"resourceType":"Appointment","id":"A1","status":"booked","start":"2026-07-01T08:30:00Z","participant":[{"actor":{"reference":"Location/1","display":"Tarn Lane"}},{"actor":{"reference":"Practitioner/2","display":"Nurse Abara"}},{"actor":{"type":"Patient","identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}}}]}
{"resourceType":"Appointment","id":"A2","status":"cancelled","start":"2026-12-01T09:30:00+00:00","participant":[{"actor":{"reference":"Patient/9990000018"}}]}
{"resourceType":"CommunicationRequest","id":"C1","status":"active","subject":{"reference":"Patient/9990000018"},"occurrenceDateTime":"2026-12-01","category":[{"text":"Recall"}],"payload":[{"contentString":"Please book"}]}
{"resourceType":"CommunicationRequest","status":"revoked","subject":{"reference":"Patient/9990000018"},"authoredOn":"2026-11-01T10:00:00Z"}
{"resourceType":"CommunicationRequest","subject":{"reference":"Patient/9990000018"}}
{"resourceType":"Appointment","start":"2026-12-01","participant":[]}
"#;
    let taken = take(lines).unwrap();
    let first = &taken.reminders[0];
    assert_eq!(first.appointment.at, Some(datetime(2026, 7, 1, 9, 30, 0, 0)), "by the practice's clock");
    assert_eq!(first.appointment.place.as_deref(), Some("Tarn Lane"));
    assert_eq!(first.appointment.with.as_deref(), Some("Nurse Abara"));
    assert_eq!((first.due, first.cancelled), (date(2026, 6, 24), false));
    assert!(taken.reminders[1].cancelled);
    let request = &taken.reminders[2];
    assert_eq!((request.purpose, request.due), (Purpose::Recall, date(2026, 12, 1)));
    assert_eq!(request.text.as_deref(), Some("Please book"));
    assert_eq!(request.external_id.as_deref(), Some("C1"));
    assert!(taken.reminders[3].cancelled);
    assert_eq!(
        taken.refused(),
        ["5 [CommunicationRequest.occurrenceDateTime] ", "6 [Appointment.participant.actor] "]
    );
}

#[test]
fn a_broken_entry_or_line_is_one_refusal() {
    let good = |id: &str| format!("{{\"resource\":{{\"resourceType\":\"Patient\",\"id\":\"{id}\"}}}}");
    let bundle = format!(
        "{{\"resourceType\":\"Bundle\",\"entry\":[\n{},\n{{\"resource\":{{\"id\":\"x}}}},\n{},\n{{\"resource\":[}}}},\n{}\n]}}\n",
        good("9990000018"),
        good("9990000026"),
        good("9990000034")
    );
    let taken = take(bundle).unwrap();
    assert_eq!((taken.patients.len(), taken.refused()), (3, vec!["3 [] ".to_owned(), "5 [] ".to_owned()]));
    assert!(taken.refusals[0].reason.contains("line 3, column "), "{}", taken.refusals[0].reason);
    // a first line that is broken is one of many all the same
    for broken in ["{\"resourceType\":\"Patient\",,}", "{\"resourceType\":\"Patient\",\"id\":\"99"] {
        let lines = format!("{broken}\n{{\"resourceType\":\"Patient\",\"id\":\"9990000018\"}}\n");
        let taken = take(lines).unwrap();
        assert_eq!((taken.patients.len(), taken.refused()), (1, vec!["1 [] ".to_owned()]), "{broken}");
    }
}

#[test]
fn contact_persons_become_proxies_without_a_basis() {
    let taken = patient(
        r#""contact":[{"relationship":[{"coding":[{"code":"C","display":"Emergency Contact"}]},{"text":"sister"}],
            "name":{"family":"Nowak","given":["Ewa"]},"period":{"start":"2020-01-01"},
            "telecom":[{"system":"phone","value":"07700 900111","use":"mobile"}],"address":{"postalCode":"LS1 6AE"}},
            {"telecom":[{"system":"phone","value":"07700 900112"}]},{"organization":{"display":"Tarn Lane Home"}},
            {"telecom":[{"system":"phone","value":"07700 900112"},{"system":"phone","value":"07700 900113"}]}]"#,
    );
    let persons = &taken.patients[0].contact_persons;
    let points: Vec<usize> = persons.iter().map(|person| person.contacts.len()).collect();
    assert_eq!(points, [2, 2], "those without a name are one, and no number of theirs is lost");
    let one = &persons[0];
    assert_eq!(
        (one.name.show().as_str(), one.relationship.as_str()),
        ("NOWAK, Ewa", "Emergency Contact, sister")
    );
    assert_eq!((one.basis, one.contacts.len()), (Basis::None, 2));
    assert_eq!(one.patient, taken.patients[0].key);
}

#[test]
fn preferred_times_are_kept_as_words() {
    let said = |timing: &str| {
        let body = format!(
            r#""extension":[{{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ContactPreference",
                "extension":[{{"url":"PreferredContactTimes",{timing}}}]}}]"#
        );
        let one = patient(&body).patients.remove(0);
        (one.times.unwrap_or_default(), one.quiet.is_some())
    };
    assert_eq!(said(r#""valueString":"Not after 7pm""#), ("Not after 7pm".to_owned(), true));
    for (timing, words, quiet) in [
        (r#"{"code":{"text":"after school"}}"#, "after school", false),
        (
            r#"{"repeat":{"dayOfWeek":["mon","tue"],"when":["MORN"]}}"#,
            "Mondays, Tuesdays, in the morning",
            false,
        ),
        (
            r#"{"repeat":{"timeOfDay":["09:00:00"],"duration":3,"durationUnit":"h"}}"#,
            "between 09:00 and 12:00",
            true,
        ),
        (r#"{"repeat":{"timeOfDay":["17:30:00"]}}"#, "at 17:30", false),
        (r#"{"repeat":{"frequency":1}}"#, "", false),
    ] {
        assert_eq!(said(&format!(r#""valueTiming":{timing}"#)), (words.to_owned(), quiet), "{timing}");
    }
}
