//! What needs a practice: founding it, the demo, searching, verifying.

use std::fs;

use super::Desk;

#[test]
fn init_founds_once_and_adds_staff_later() {
    let desk = Desk::new();
    desk.complains(0, &["init", "--practice", "Tarn Lane Surgery", "--staff", "Kirsty Holdgate"]);
    assert!(desk.data().join("practice.db").exists());
    assert!(desk.complains(2, &["init"]).contains("already"));
    assert!(
        desk.complains(0, &["init", "--staff", "Owain Treharne", "--staff", "Kirsty Holdgate"])
            .contains("1 added, 1 known")
    );
}

#[test]
#[cfg(unix)]
fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.complains(0, &["init"]);
    let rights = |name: &str| fs::metadata(desk.data().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(rights(""), 0o700);
    assert_eq!(rights("practice.key"), 0o600);
    assert_eq!(rights("practice.db"), 0o600);
}

#[test]
fn the_database_file_holds_no_name_in_the_clear() {
    let desk = Desk::new();
    desk.complains(0, &["init", "--practice", "Tarn Lane Surgery", "--staff", "Kirsty Holdgate"]);
    for entry in fs::read_dir(desk.data()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        for word in ["Tarn Lane", "Kirsty", "SQLite format 3", "CREATE TABLE"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
        }
    }
}

#[test]
fn without_a_practice_the_next_step_is_named() {
    let desk = Desk::new();
    assert!(desk.complains(2, &["search", "smith"]).contains("tactful init"));
}

#[test]
fn the_demo_is_searched_and_verified() {
    let desk = Desk::new();
    let told = desk.complains(
        0,
        &["demo", "--patients", "60", "--no-open", "--data-dir", desk.data().to_str().unwrap()],
    );
    assert!(told.contains("60 patients"), "{told}");
    let line = desk.says(0, &["search", "--json", "9990000018"]);
    let found: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(found["nhs_number"], "9990000018");
    assert!(
        found["id"].is_string() && found["name"].is_string() && found["birth_date"].is_string(),
        "{line}"
    );
    let whole = desk.says(0, &["verify", "--json"]);
    let head =
        serde_json::from_str::<serde_json::Value>(&whole).unwrap()["head"].as_str().unwrap().to_owned();
    assert_eq!(desk.says(0, &["verify", "--head", &head]).lines().count(), 1);
    let other = head.replace(':', ":00").chars().take(head.len()).collect::<String>();
    assert!(desk.says(1, &["verify", "--head", &other]).contains("broken"));
}

#[test]
fn a_wrong_key_is_trouble_with_the_data() {
    let (one, other) = (Desk::new(), Desk::new());
    one.complains(0, &["init"]);
    other.complains(0, &["init"]);
    fs::copy(other.data().join("practice.key"), one.data().join("practice.key")).unwrap();
    assert!(one.complains(3, &["search", "smith"]).contains("key"));
}

#[test]
fn the_demo_stays_out_of_a_real_practice() {
    let desk = Desk::new();
    desk.complains(0, &["init"]);
    let told = desk.complains(2, &["demo", "--no-open", "--data-dir", desk.data().to_str().unwrap()]);
    assert!(told.contains("real practice"), "{told}");
}

#[test]
fn worklists_are_counted_and_listed_for_other_programs() {
    let desk = Desk::new();
    let data = desk.data();
    desk.complains(0, &["demo", "--patients", "600", "--no-open", "--data-dir", data.to_str().unwrap()]);
    let counts = desk.says(0, &["worklists", "--json"]);
    let count = |list: &str| {
        let line = counts.lines().find(|line| line.contains(&format!("\"{list}\""))).unwrap();
        serde_json::from_str::<serde_json::Value>(line).unwrap()["count"].as_u64().unwrap()
    };
    for list in ["guardian", "objections", "left", "claims"] {
        let lines = desk.says(0, &["worklists", list, "--json"]);
        assert_eq!(lines.lines().count() as u64, count(list), "{list}");
        assert!(count(list) > 0, "{list}");
    }
    let csv = desk.says(0, &["worklists", "objections", "--csv"]);
    assert!(csv.starts_with("List,Patient,Date of birth,NHS number,Day,What\r\n"), "{csv}");
    assert!(desk.complains(2, &["worklists", "nothing"]).contains("is not a worklist"));

    let counted = desk.says(0, &["insights", "--json"]);
    let first: serde_json::Value = serde_json::from_str(counted.lines().next().unwrap()).unwrap();
    assert_eq!(first["rule"], "objection-channel");
    assert_eq!(first["overridden"].as_u64(), Some(count("guardian")));
}

#[test]
fn everything_about_one_person_is_handed_over() {
    let desk = Desk::new();
    let data = desk.data();
    desk.complains(0, &["demo", "--patients", "60", "--no-open", "--data-dir", data.to_str().unwrap()]);
    let text = desk.says(0, &["export", "person", "--nhs", "9990000018"]);
    assert!(text.starts_with("Everything held about ") && text.contains("999 000 0018"), "{text}");
    let file = desk.home.path().join("person.json");
    let path = file.to_str().unwrap();
    desk.complains(0, &["export", "person", "--nhs", "9990000018", "--format", "fhir", "--output", path]);
    let bundle: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(bundle["entry"][0]["resource"]["resourceType"], "Patient");
    desk.complains(2, &["export", "person", "--nhs", "9990000018", "--output", path]);
    assert!(desk.complains(2, &["export", "person", "--nhs", "9990000099"]).contains("NHS number"));
}

#[test]
fn a_backup_opens_in_the_place_of_the_practice() {
    let desk = Desk::new();
    let data = desk.data();
    desk.complains(0, &["demo", "--patients", "60", "--no-open", "--data-dir", data.to_str().unwrap()]);
    let copies = desk.home.path().join("copies");
    let file = desk.says(0, &["backup", copies.to_str().unwrap()]);
    let bytes = fs::read(file.trim_end()).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"SQLite"), "the copy is encrypted");
    let left: Vec<_> = fs::read_dir(&copies).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 1, "nothing lies beside it: {left:?}");
    let head = desk.says(0, &["verify"]);

    fs::remove_file(data.join("practice.db")).unwrap();
    fs::copy(file.trim_end(), data.join("practice.db")).unwrap();
    assert_eq!(desk.says(0, &["verify"]), head);
    assert!(desk.says(0, &["search", "--json", "9990000018"]).contains("9990000018"));
}

#[test]
fn a_day_is_summed_up_as_text_json_and_csv() {
    let desk = Desk::new();
    desk.complains(
        0,
        &["demo", "--patients", "200", "--no-open", "--data-dir", desk.data().to_str().unwrap()],
    );
    let text = desk.says(0, &["day"]);
    for words in
        ["Day's end", "Handled: 0", "Waits", "Blocked: ", "Head of the log: ", "tactful verify --checkpoint"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    let day: serde_json::Value = serde_json::from_str(&desk.says(0, &["day", "--json"])).unwrap();
    assert!(day["blocked"]["judged"].as_u64().unwrap() > 10, "{day}");
    assert!(
        day["volume"].as_array().unwrap().len() == 14 && day["tree"]["head"]["number"].as_u64().unwrap() > 10
    );
    assert!(desk.says(0, &["day", "--csv"]).starts_with("Part,What,Patient"));
    assert!(!desk.says(0, &["day", "--date", "1/10/2026"]).contains("Waits"));
    desk.complains(2, &["day", "--date", "soon"]);
    desk.complains(2, &["day", "--date", "1/1/2126"]);
}
