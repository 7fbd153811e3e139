//! Looking after the files: doctor, restore, backups, salvage.

use std::fs;

use super::Desk;

fn demo(desk: &Desk) {
    let data = desk.data();
    desk.complains(0, &["demo", "--patients", "60", "--no-open", "--data-dir", data.to_str().unwrap()]);
}

/// The lines of `doctor --json` that are not fine: check and level.
fn findings(desk: &Desk, code: i32, args: &[&str]) -> Vec<(String, String)> {
    let said = desk.says(code, &[&["doctor", "--json"], args].concat());
    said.lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|line| line["level"] != "fine")
        .map(|line| (line["check"].as_str().unwrap().to_owned(), line["level"].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
#[cfg(unix)]
fn doctor_finds_what_is_loose_and_what_lies_about_and_cures_it() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    demo(&desk);
    assert_eq!(findings(&desk, 1, &[]), [("backups".to_owned(), "finding".to_owned())]);
    let made = desk.says(0, &["backup"]);
    assert!(made.contains("backups/practice-weekly-"), "{made}");
    assert_eq!(findings(&desk, 0, &[]), []);
    let database = desk.data().join("practice.db");
    fs::set_permissions(&database, fs::Permissions::from_mode(0o644)).unwrap();
    let left = desk.data().join("practice.4711.new");
    fs::write(&left, b"half").unwrap();
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    fs::File::options().write(true).open(&left).unwrap().set_modified(long_ago).unwrap();
    fs::set_permissions(&left, fs::Permissions::from_mode(0o600)).unwrap();
    let refused = desk.data().join("list.refused.csv");
    fs::write(&refused, b"name\n").unwrap();
    fs::set_permissions(&refused, fs::Permissions::from_mode(0o600)).unwrap();
    let named = |names: &[&str]| -> Vec<(String, String)> {
        names.iter().map(|name| ((*name).to_owned(), "finding".to_owned())).collect()
    };
    assert_eq!(findings(&desk, 1, &[]), named(&["rights", "leftovers", "refused"]));
    assert_eq!(findings(&desk, 1, &["--fix"]), named(&["refused"]));
    assert_eq!(findings(&desk, 0, &["--purge"]), []);
    assert!(!left.exists() && !refused.exists());
    assert_eq!(fs::metadata(&database).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn what_was_written_for_the_desk_is_found_wherever_it_lies() {
    let desk = Desk::new();
    demo(&desk);
    desk.says(0, &["backup"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let at = |name: &str| elsewhere.path().join(name);
    desk.says(0, &["export", "--format", "csv", "--output", at("all.csv").to_str().unwrap()]);
    desk.says(0, &["export", "--output", at("mine.jsonl").to_str().unwrap()]);
    let list = at("list.csv");
    fs::write(
        &list,
        "nhs_number,family,given,birth_date\n9990000018,Zaleska,Wanda,1961-04-07\n123,Wrong,Una,1961-04-07\n",
    )
    .unwrap();
    desk.says(1, &["import", "--keep-going", list.to_str().unwrap()]);
    // somebody went on with this one
    let mine = fs::File::options().append(true).open(at("mine.jsonl")).unwrap();
    let later = mine.metadata().unwrap().modified().unwrap() + std::time::Duration::from_hours(1);
    mine.set_modified(later).unwrap();
    let exports = |args: &[&str]| {
        let mut words = vec!["doctor"];
        words.extend(args);
        let output = desk.tactful(&words).output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        told.lines().filter(|line| line.contains(" exports ")).map(str::to_owned).collect::<Vec<_>>()
    };
    let told = exports(&[]);
    let [theirs, changed] = told.as_slice() else { panic!("{told:?}") };
    assert!(theirs.contains("2 files with patients' data") && theirs.contains("all.csv (messages as CSV)"));
    assert!(theirs.contains("refused") && theirs.contains("(refused rows)"), "{theirs}");
    assert!(
        changed.contains("1 file") && changed.contains("mine.jsonl") && changed.contains("changed since")
    );
    let told = exports(&["--purge"]);
    assert_eq!(told.len(), 1, "{told:?}");
    let left: Vec<String> = fs::read_dir(elsewhere.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(left.len(), 2, "what came in and what was changed stay: {left:?}");
}

#[test]
fn damage_is_named_and_a_copy_brings_the_practice_back() {
    let desk = Desk::new();
    demo(&desk);
    let copies = desk.home.path().join("copies");
    let file = desk.says(0, &["backup", copies.to_str().unwrap()]);
    let head = desk.says(0, &["verify"]);
    let database = desk.data().join("practice.db");
    let mut bytes = fs::read(&database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&database, &bytes).unwrap();
    let found = findings(&desk, 3, &[]);
    assert!(found.contains(&("pages".to_owned(), "trouble".to_owned())), "{found:?}");

    let told = desk.complains(0, &["restore", file.trim_end()]);
    assert!(told.contains("every one checked") && told.contains("is kept as"), "{told}");
    let head = head.trim().rsplit(' ').next().unwrap();
    assert!(desk.says(0, &["verify", "--head", head]).starts_with("whole"), "all of the copy is there");
    let dry = desk.says(0, &["restore", "--dry-run", "--json", file.trim_end()]);
    let dry: serde_json::Value = serde_json::from_str(&dry).unwrap();
    assert_eq!(
        (dry["restored"].as_bool(), dry["lost"].as_u64()),
        (Some(false), Some(1)),
        "the entry that says so"
    );
    assert!(desk.complains(2, &["restore", "/nowhere/practice.db"]).contains("there is no copy at"));
}

#[test]
fn a_practice_with_a_damaged_first_page_says_what_to_do() {
    let desk = Desk::new();
    demo(&desk);
    let database = desk.data().join("practice.db");
    let mut bytes = fs::read(&database).unwrap();
    bytes[200] ^= 1;
    fs::write(&database, &bytes).unwrap();
    assert!(desk.complains(3, &["search", "smith"]).contains("first page"));
    assert!(!findings(&desk, 3, &[]).is_empty());
}

/// Whatever became of the file: the answer holds the command that brings the practice back, as it is typed.
#[test]
#[cfg(unix)]
fn a_practice_that_does_not_open_names_the_way_back() {
    let desk = Desk::new();
    let data = desk.home.path().join("Dr O'Neil's data");
    let folder = data.to_str().unwrap();
    desk.complains(0, &["init", "--staff", "Sam Reed", "--data-dir", folder]);
    let database = data.join("practice.db");
    let whole = fs::read(&database).unwrap();
    let search = ["search", "--data-dir", folder, "smith"];
    fs::write(&database, b"garbage".repeat(1000)).unwrap();
    assert!(!desk.complains(3, &search).contains("restore"), "there is no copy");
    fs::write(&database, &whole).unwrap();
    desk.says(0, &["backup", "--data-dir", folder]);
    let newer = data.join("backups/practice-hourly-20991122T080000Z.db");
    fs::write(newer, b"a newer one that does not open").unwrap();
    let run = |told: &str| {
        let command = told.split('`').find(|part| part.starts_with("tactful restore ")).unwrap();
        let program = assert_cmd::cargo::cargo_bin("tactful");
        let command = command.replacen("tactful", program.to_str().unwrap(), 1);
        assert_cmd::Command::new("sh").args(["-c", &command]).assert().code(0);
        desk.says(0, &["verify", "--data-dir", folder]);
    };
    let mut header = whole.clone();
    header[200] ^= 1;
    for wrong in [&header, &b"garbage".repeat(1000), &Vec::new()] {
        fs::write(&database, wrong).unwrap();
        run(&desk.complains(3, &search));
        fs::remove_file(
            fs::read_dir(&data)
                .unwrap()
                .map(|file| file.unwrap().path())
                .find(|path| is_aside(path))
                .unwrap(),
        )
        .unwrap();
    }
    fs::remove_file(data.join("backups/practice-hourly-20991122T080000Z.db")).unwrap();
    fs::remove_file(&database).unwrap();
    for words in [&search[..], &["init", "--staff", "Una Vaughan", "--data-dir", folder]] {
        let told = desk.complains(2, words);
        assert!(told.contains("is missing"), "{told}");
    }
    assert!(!database.exists(), "no other practice was founded over its copies");
    run(&desk.complains(2, &search));
}

/// What was there, kept aside by going back.
#[cfg(unix)]
fn is_aside(path: &std::path::Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("practice-before-restore-"))
}

#[test]
fn what_a_damaged_practice_still_holds_is_saved_and_worked_with() {
    let desk = Desk::new();
    let data = desk.data();
    desk.complains(0, &["demo", "--patients", "400", "--no-open", "--data-dir", data.to_str().unwrap()]);
    let database = data.join("practice.db");
    let mut bytes = fs::read(&database).unwrap();
    let pages = bytes.len() / 4096;
    // Here and there, and the first page, which says how to read all others.
    for page in (40..pages).step_by(19).chain([0]) {
        bytes[page * 4096 + 500] ^= 1;
    }
    fs::write(&database, &bytes).unwrap();
    desk.complains(3, &["search", "smith"]);
    let to = desk.home.path().join("saved.db");
    let said = desk.says(1, &["salvage", "--json", "--to", to.to_str().unwrap()]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let rows = |table: &str| {
        let tables = said["tables"].as_array().unwrap();
        tables.iter().find(|one| one["table"] == table).unwrap()["rows"].as_u64().unwrap()
    };
    assert!(rows("contact") > 300 && rows("preference") > 20, "{said}");
    assert_eq!(fs::read(&database).unwrap(), bytes, "the damaged file is not changed");
    assert!(desk.complains(2, &["restore", to.to_str().unwrap()]).contains("even-broken"));
    desk.complains(0, &["restore", "--even-broken", to.to_str().unwrap()]);
    let found = desk.says(0, &["search", "--limit", "1000", "--json", "9990000018"]);
    assert!(found.contains("9990000018"), "{found}");
    let still = findings(&desk, 3, &[]);
    assert!(!still.iter().any(|(check, _)| check == "pages"), "the saved file is sound: {still:?}");
}
