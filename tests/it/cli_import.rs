//! `tactful import` and `tactful export` as scripts see them.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A founded practice in a world of its own.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.run(0, &["init", "--practice", "Tarn Lane", "--staff", "Priya Nair"]);
        desk
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Standard output and standard error of a command that must end with this code.
    fn run(&self, code: i32, args: &[&str]) -> (String, String) {
        let mut command = Command::cargo_bin("tactful").unwrap();
        let data = self.path("practice");
        command.env_clear().env("HOME", self.0.path()).env("TACTFUL_DATA_DIR", data).args(args);
        let output = command.assert().code(code).get_output().clone();
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    /// The number of patients that a search finds.
    fn finds(&self, query: &str) -> usize {
        self.run(0, &["search", "--json", query]).0.lines().count()
    }
}

const LIST: &str = "NHS number,Surname,Forename,Date of birth,Mobile\n\
    9990000018,Smyth,Jayne,23/05/1984,07700 900123\n\
    9990000026,Abara,Chidi,01/02/2015,07700 900124\n";
const BAD: &str = "NHS number,Surname,Forename\n9990000034,Nowak,Zofia\n9990000035,Wrong,Number\n";

#[test]
fn a_list_is_imported_once_and_again() {
    let desk = Desk::new();
    let list = desk.write("list.csv", LIST);
    let (out, talk) = desk.run(0, &["import", "--dry-run", &list]);
    assert!(out.starts_with("dry run, nothing was written: 2 patients added"), "{out}{talk}");
    assert_eq!(desk.finds("smyth"), 0);
    let (out, _) = desk.run(0, &["import", &list]);
    assert_eq!(out, "imported: 2 patients added, 0 changed, 0 unchanged\n");
    assert_eq!(desk.finds("smyth"), 1);
    let (out, _) = desk.run(0, &["import", &list]);
    assert_eq!(out, "imported: 0 patients added, 0 changed, 2 unchanged\n");
}

#[test]
fn one_bad_row_changes_nothing_unless_asked_to_keep_going() {
    let desk = Desk::new();
    let bad = desk.write("bad.csv", BAD);
    let (out, talk) = desk.run(2, &["import", &bad]);
    assert_eq!(out, "");
    assert!(talk.contains(&format!("{bad}, line 3, NHS number: '9990000035' fails")), "{talk}");
    assert!(talk.contains("nothing was imported: 1 record was refused"), "{talk}");
    assert_eq!(desk.finds("nowak"), 0);
    let (out, talk) = desk.run(1, &["import", "--keep-going", &bad]);
    assert!(out.contains("1 patient added") && out.contains("1 record refused"), "{out}");
    let refused = desk.path("bad.refused.csv");
    assert!(talk.contains(&refused.display().to_string()), "{talk}");
    assert_eq!(desk.finds("nowak"), 1);
    let right = fs::read_to_string(&refused).unwrap().replace("9990000035", "9990000042");
    let right = desk.write("right.csv", &right);
    desk.run(0, &["import", &right]);
    assert_eq!(desk.finds("wrong number"), 1);
}

#[test]
fn json_tells_every_refusal_and_the_report() {
    let desk = Desk::new();
    let rows = (0..50).map(|row| format!("x{row},A\n")).collect::<Vec<_>>().concat();
    let bad = desk.write("bad.csv", &format!("NHS number,Surname\n{rows}9990000018,Smyth\n"));
    let (out, _) = desk.run(2, &["import", "--json", &bad]);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 51);
    assert_eq!(lines[0]["refusal"]["line"], 2);
    assert_eq!(lines[0]["refusal"]["column"], "NHS number");
    assert_eq!(lines[0]["refusal"]["value"], "x0");
    assert_eq!((&lines[50]["ending"], &lines[50]["report"]["refused"]), (&"refused".into(), &50.into()));
    let (_, talk) = desk.run(2, &["import", &bad]);
    assert!(talk.contains("and 30 more"), "{talk}");
}

#[test]
fn wrong_files_give_plain_messages() {
    let desk = Desk::new();
    let list = desk.write("list.csv", LIST);
    let colours = desk.write("colours.csv", "Colour\nred\n");
    let there = desk.write("there.csv", "");
    for (args, words) in [
        (vec!["import", "nowhere.csv"], "is not there"),
        (vec!["import", &list, &colours], "NHS number"),
        (vec!["import", "--keep-going", "--refused", &there, &list], "never overwritten"),
    ] {
        let (out, talk) = desk.run(2, &args);
        assert!(out.is_empty() && talk.contains(words), "{talk}");
    }
    assert_eq!(desk.finds("smyth"), 0);
}

#[test]
fn fhir_and_reminders_are_imported() {
    let desk = Desk::new();
    let pds = desk.write("pds.json", include_str!("exchange/fixtures/pds.json"));
    let (_, talk) = desk.run(2, &["import", &pds]);
    assert!(talk.contains("Patient.identifier[0].value") && talk.contains("RelatedPerson.patient"), "{talk}");
    let due =
        desk.write("due.csv", "NHS number,Due,Purpose,Text\n9990000018,01/12/2026,recall,Please book\n");
    let (out, _) = desk.run(1, &["import", "--keep-going", &pds, &due]);
    assert!(
        out.contains("2 patients added") && out.contains("2 proxies") && out.contains("1 reminder"),
        "{out}"
    );
    // a name whose period is over stays searchable
    assert_eq!(desk.finds("abara"), 1);
}

#[test]
fn an_export_is_private_never_overwrites_and_stands_in_the_log() {
    let desk = Desk::new();
    let entries = |desk: &Desk| {
        let line: Value = serde_json::from_str(&desk.run(0, &["verify", "--json"]).0).unwrap();
        line["entries"].as_u64().unwrap()
    };
    let before = entries(&desk);
    let path = desk.path("messages.csv");
    let name = path.display().to_string();
    desk.run(0, &["export", "--format", "csv", "--output", &name]);
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(entries(&desk), before + 1);
    let (_, talk) = desk.run(2, &["export", "--output", &name]);
    assert!(talk.contains("never overwritten"), "{talk}");
    assert_eq!(entries(&desk), before + 1);
    assert_eq!(desk.run(0, &["export"]).0, "");
    let (_, talk) = desk.run(2, &["export", "--nhs", "9990000018"]);
    assert!(talk.contains("no patient"), "{talk}");
}
