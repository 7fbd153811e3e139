//! Who may open the practice, as scripts see it: passphrases from files and standard input, the recovery key, roles.

use std::fs;
use std::path::PathBuf;

use super::Desk;

const SAM: &str = "heron lamp quilt verse";
const KIRSTY: &str = "orchid tunnel brisk ladder";
const NEW: &str = "marble otter sketch prune";

impl Desk {
    /// A file with these lines that its owner alone can read.
    fn secret(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home.path().join(name);
        fs::write(&path, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        path
    }

    /// Runs with these lines on standard input; exit code, standard output, standard error.
    pub(super) fn typed(&self, lines: &[&str], args: &[&str]) -> (i32, String, String) {
        let mut command = self.tactful(args);
        let output = command.arg("--passphrase-stdin").write_stdin(lines.join("\n") + "\n").output().unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }

    /// A practice of Sam that is closed; the recovery key.
    pub(super) fn closed(&self) -> String {
        let (code, out, said) =
            self.typed(&[SAM], &["init", "--practice", "Tarn Lane", "--staff", "Sam Reed"]);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("lock it away"), "{said}");
        out.trim().to_owned()
    }

    fn key_file(&self) -> String {
        fs::read_to_string(self.data().join("practice.key")).unwrap()
    }
}

#[test]
fn a_practice_is_closed_from_the_beginning_where_a_passphrase_is_given() {
    let desk = Desk::new();
    let recovery = desk.closed();
    assert_eq!(recovery.len(), 44);
    let file = desk.key_file();
    assert!(file.starts_with("tactful key 2\n") && !file.contains(SAM) && !file.contains(&recovery));
    assert!(desk.says(0, &["access", "list"]).contains("Sam Reed"));
    // without the passphrase, with a wrong one, with the right one
    assert!(desk.complains(3, &["verify"]).contains("TACTFUL_PASSPHRASE_FILE"));
    let (code, out, said) = desk.typed(&["heron lamp quilt vers"], &["verify"]);
    assert!(code == 3 && out.is_empty() && said.contains("does not open it"), "{code} {out} {said}");
    assert_eq!(desk.typed(&[SAM], &["verify"]).0, 0);
    let file = desk.secret("passphrase", &format!("{SAM}\n"));
    desk.tactful(&["verify"]).env("TACTFUL_PASSPHRASE_FILE", &file).assert().code(0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        desk.tactful(&["verify"]).env("TACTFUL_PASSPHRASE_FILE", &file).assert().code(2);
    }
}

#[test]
fn a_weak_passphrase_founds_nothing() {
    let desk = Desk::new();
    for weak in ["", "short", "password1234", "Sam Reed Sam Reed"] {
        let (code, _, said) = desk.typed(&[weak], &["init", "--staff", "Sam Reed"]);
        assert_eq!(code, 2, "{weak}: {said}");
        assert!(!desk.data().join("practice.db").exists() && !desk.data().join("practice.key").exists());
    }
}

#[test]
fn an_open_practice_is_closed_once_and_works_on() {
    let desk = Desk::new();
    let said = desk.complains(0, &["init", "--staff", "Sam Reed", "--staff", "Kirsty Holdgate"]);
    assert!(said.contains("tactful access close"), "{said}");
    let raw = desk.key_file().lines().nth(1).unwrap().trim_start_matches("raw ").to_owned();
    assert_eq!(desk.typed(&[SAM], &["access", "close"]).0, 3, "whose passphrase it is was not said");
    let (code, recovery, _) = desk.typed(&[SAM], &["access", "close", "--as", "sam reed"]);
    assert_eq!((code, recovery.trim().len()), (0, 44));
    for entry in fs::read_dir(desk.data()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        for word in [raw.as_str(), SAM, recovery.trim()] {
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()));
        }
    }
    assert_eq!(desk.typed(&[SAM], &["verify"]).0, 0);
    let (code, _, said) = desk.typed(&[SAM], &["access", "close", "--as", "Sam Reed"]);
    assert!(code == 2 && said.contains("closed already"), "{said}");
}

#[test]
fn people_come_and_go_and_change_their_passphrase() {
    let desk = Desk::new();
    desk.closed();
    let (code, _, said) =
        desk.typed(&[SAM, KIRSTY], &["access", "add", "Kirsty Holdgate", "--role", "administrator"]);
    assert!(code == 0 && said.contains("Administrator"), "{said}");
    assert_eq!(desk.typed(&[KIRSTY], &["verify"]).0, 3, "two have a passphrase: whose is it?");
    assert_eq!(desk.typed(&[KIRSTY], &["verify", "--as", "Kirsty Holdgate"]).0, 0);
    assert_eq!(desk.typed(&[SAM], &["verify", "--as", "Kirsty Holdgate"]).0, 3);
    assert_eq!(desk.typed(&[SAM], &["verify", "--as", "Nobody"]).0, 3);
    // a role that somebody has is theirs alone
    let (code, _, said) = desk.typed(&[SAM, NEW], &["access", "add", "Max Wood", "--as", "Sam Reed"]);
    assert!(code == 2 && said.contains("may not"), "{said}");
    assert_eq!(desk.typed(&[SAM], &["export", "--as", "Sam Reed"]).0, 2);
    assert_eq!(desk.typed(&[KIRSTY], &["export", "--as", "Kirsty Holdgate"]).0, 0);
    // a new passphrase
    assert_eq!(desk.typed(&[SAM, NEW], &["access", "passphrase", "--as", "Sam Reed"]).0, 0);
    assert_eq!(desk.typed(&[SAM], &["verify", "--as", "Sam Reed"]).0, 3);
    assert_eq!(desk.typed(&[NEW], &["verify", "--as", "Sam Reed"]).0, 0);
    // and gone
    assert_eq!(desk.typed(&[KIRSTY], &["access", "remove", "Sam Reed", "--as", "Kirsty Holdgate"]).0, 0);
    assert_eq!(desk.typed(&[NEW], &["verify", "--as", "Sam Reed"]).0, 3);
    assert_eq!(desk.typed(&[KIRSTY], &["access", "remove", "Kirsty Holdgate"]).0, 2, "the last one stays");
    assert_eq!(desk.typed(&[KIRSTY], &["verify"]).0, 0);
    let (_, log, _) = desk.typed(&[KIRSTY], &["access", "log"]);
    for told in [
        "Sam Reed: Sam Reed got a passphrase",
        "Sam Reed: Kirsty Holdgate got a passphrase",
        "Kirsty Holdgate: Signed in",
        "Sam Reed: Sam Reed has a new passphrase",
        "Kirsty Holdgate: The passphrase of Sam Reed opens the practice no more",
    ] {
        assert!(log.contains(told), "{told} is not in\n{log}");
    }
}

#[test]
fn the_recovery_key_sets_a_new_passphrase() {
    let desk = Desk::new();
    let recovery = desk.closed();
    let (code, _, said) = desk.typed(&["0000-0000", NEW], &["access", "recover"]);
    assert!(code == 2 && said.contains("a letter is wrong"), "{said}");
    let typed = recovery.to_lowercase().replace('-', " ");
    assert_eq!(desk.typed(&[&typed, NEW], &["access", "recover"]).0, 0);
    assert_eq!(desk.typed(&[SAM], &["verify"]).0, 3);
    assert_eq!(desk.typed(&[NEW], &["verify"]).0, 0);
    // another recovery key takes its place
    let (code, other, _) = desk.typed(&[NEW], &["access", "recovery-key"]);
    assert!(code == 0 && other.trim() != recovery);
    assert_eq!(desk.typed(&[&recovery, SAM], &["access", "recover"]).0, 3);
    assert_eq!(desk.typed(&[other.trim(), SAM], &["access", "recover"]).0, 0);
    assert_eq!(desk.typed(&[SAM], &["verify"]).0, 0);
}

#[test]
fn a_recovery_key_that_was_exchanged_is_told() {
    let desk = Desk::new();
    desk.closed();
    let doctor = |passphrase: &str| desk.typed(&[passphrase], &["doctor"]).1;
    let found = doctor(SAM);
    assert!(found.contains("fine     holders") && found.contains("fine     recovery"), "{found}");
    let verify = |passphrase: &str| desk.typed(&[passphrase], &["verify"]);
    let (code, told, _) = verify(SAM);
    assert!(code == 0 && !told.contains("recovery") && !told.contains("key file"), "{told}");
    let before = desk.key_file();
    let (code, other, _) = desk.typed(&[SAM], &["access", "recovery-key"]);
    assert_eq!(code, 0);
    let found = doctor(SAM);
    assert!(found.contains("by Sam Reed: There is a new recovery key"), "{found}");
    assert_eq!(desk.typed(&[other.trim(), NEW], &["access", "recover"]).0, 0);
    let found = doctor(NEW);
    assert!(found.contains("Sam Reed has a new passphrase, by the recovery key"), "{found}");
    let (code, told, _) = verify(NEW);
    assert_eq!(code, 0, "nothing was forged");
    let [whole, changed, used] = told.lines().collect::<Vec<_>>()[..] else { panic!("{told}") };
    assert!(whole.starts_with("whole: "), "{told}");
    assert!(changed.contains("the recovery key: entry") && changed.ends_with("There is a new recovery key"));
    assert!(used.contains("by Sam Reed") && used.ends_with("by the recovery key"), "{told}");
    // a key file that the record knows nothing of: one from before, put back
    let path = desk.data().join("practice.key");
    fs::write(&path, before).unwrap();
    let found = doctor(SAM);
    assert!(
        found.contains("finding  holders") && found.contains("the recovery key has another key"),
        "{found}"
    );
    assert!(found.contains("Sam Reed has another key in the key file than on the record"), "{found}");
    let (code, told, _) = verify(SAM);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("the key file: the recovery key has another key"), "{told}");
}

#[test]
fn a_rule_that_was_switched_off_stands_in_the_log() {
    let desk = Desk::new();
    desk.closed();
    let entries = || {
        let (_, told, _) = desk.typed(&[SAM], &["verify"]);
        told.split(' ').nth(1).unwrap().parse::<u32>().unwrap()
    };
    let look = || assert_eq!(desk.typed(&[SAM], &["search", "nobody"]).0, 0);
    look();
    let before = entries();
    look();
    assert_eq!(entries(), before + 1, "who came in");
    fs::write(desk.data().join("config.toml"), "[checker.rules]\nlength-cost = \"off\"\n").unwrap();
    look();
    assert_eq!(entries(), before + 3, "and what is set now");
    look();
    assert_eq!(entries(), before + 4);
}

#[test]
fn nothing_that_opens_the_practice_is_an_argument() {
    let desk = Desk::new();
    let help = desk.says(0, &["access", "add", "--help"]);
    assert!(help.contains("--passphrase-stdin") && !help.contains("--passphrase <"), "{help}");
}

#[cfg(unix)]
#[test]
fn another_users_folder_is_refused_with_the_reason() {
    let desk = Desk::new();
    desk.complains(0, &["init"]);
    if std::os::unix::fs::chown(desk.data(), Some(54321), None).is_err() {
        // only an administrator can give a folder away
        return;
    }
    assert!(desk.complains(3, &["verify"]).contains("belongs to another user"));
    let empty = desk.home.path().join("empty");
    fs::create_dir(&empty).unwrap();
    std::os::unix::fs::chown(&empty, Some(54321), None).unwrap();
    let said = desk.complains(3, &["init", "--data-dir", empty.to_str().unwrap()]);
    assert!(said.contains("belongs to another user"), "{said}");
    assert_eq!(fs::read_dir(&empty).unwrap().count(), 0);
}
