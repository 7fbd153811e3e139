//! Checkpoints as scripts see them: a file and a phrase, and a check that is held to them.

use std::fs;

use super::Desk;

#[test]
fn a_replaced_practice_is_found_by_file_folder_and_phrase() {
    let desk = Desk::new();
    desk.complains(0, &["init", "--staff", "Sam Reed"]);
    let old = fs::read(desk.data().join("practice.db")).unwrap();
    let phrase = desk.says(0, &["checkpoint"]);
    let phrase = phrase.trim();
    assert_eq!(phrase.split(' ').count(), 11, "{phrase}");
    let folder = desk.data().join("checkpoints");
    let file = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("tactful checkpoint 1\n") && text.ends_with("signature none\n"), "{text}");
    let again = desk.says(0, &["checkpoint", "--json"]);
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!(again["signed"], false);
    let kept = [file.to_str().unwrap(), folder.to_str().unwrap(), phrase, again["phrase"].as_str().unwrap()];
    for kept in kept {
        assert!(desk.says(0, &["verify", "--checkpoint", kept]).starts_with("whole"), "{kept}");
    }
    // the file from before is put back: whole in itself, and without the entries since
    fs::write(desk.data().join("practice.db"), old).unwrap();
    for left in ["practice.db-wal", "practice.db-shm"] {
        let _ = fs::remove_file(desk.data().join(left));
    }
    let entries = again["entries"].as_u64().unwrap();
    // without those that lie at hand nothing in the file itself says so
    let away = desk.home.path().join("away");
    fs::rename(&folder, &away).unwrap();
    assert!(desk.says(0, &["verify"]).starts_with("whole"));
    fs::rename(&away, &folder).unwrap();
    for told in [desk.says(1, &["verify"]), desk.says(3, &["doctor"])] {
        assert!(told.contains(&format!("broken at entry {entries}")), "{told}");
    }
    for kept in [folder.to_str().unwrap(), again["phrase"].as_str().unwrap()] {
        let said = desk.says(1, &["verify", "--checkpoint", kept]);
        assert!(
            said.contains(&format!("broken at entry {entries}")) && said.contains("is missing"),
            "{said}"
        );
    }
}

/// Checkpoints of what going back to a copy left behind are no sign of a replaced file: the record tells of it. One that was
/// made after it, and does not fit, is one.
#[test]
fn going_back_to_a_copy_leaves_checkpoints_behind_and_the_check_says_so() {
    let desk = Desk::new();
    desk.complains(0, &["init", "--staff", "Sam Reed"]);
    let copy = desk.says(0, &["backup"]);
    desk.complains(0, &["init", "--staff", "Una Vaughan"]);
    desk.says(0, &["checkpoint"]);
    assert!(desk.says(0, &["verify"]).starts_with("whole"));
    assert!(desk.says(0, &["restore", copy.trim()]).contains("lost: entry"));
    let said = desk.says(0, &["verify"]);
    assert!(said.starts_with("whole") && said.contains("left by going back to a copy"), "{said}");
    let told = desk.says(1, &["doctor"]);
    assert!(told.contains("left behind by going back to a copy: 1"), "{told}");
    let told: serde_json::Value = serde_json::from_str(&desk.says(0, &["verify", "--json"])).unwrap();
    assert_eq!((&told["compared"], &told["left"]), (&0.into(), &1.into()), "{told}");
    let before = fs::read(desk.data().join("practice.db")).unwrap();
    desk.complains(0, &["init", "--staff", "Max Lyons"]);
    desk.says(0, &["checkpoint"]);
    let told: serde_json::Value = serde_json::from_str(&desk.says(0, &["verify", "--json"])).unwrap();
    assert_eq!((&told["compared"], &told["left"]), (&1.into(), &1.into()), "{told}");
    fs::write(desk.data().join("practice.db"), before).unwrap();
    assert!(desk.says(1, &["verify"]).contains("is missing"));
}

#[test]
fn in_a_closed_practice_it_is_signed() {
    let desk = Desk::new();
    desk.closed();
    let (code, out, said) = desk.typed(&["heron lamp quilt verse"], &["checkpoint", "--json"]);
    assert_eq!(code, 0, "{said}");
    let made: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(made["signed"], true);
    let file = made["file"].as_str().unwrap();
    let check = |code| {
        let found = desk.typed(&["heron lamp quilt verse"], &["verify", "--checkpoint", file]);
        assert_eq!(found.0, code, "{found:?}");
        found
    };
    check(0);
    let text = fs::read_to_string(file).unwrap();
    fs::write(file, text.replace("Sam", "Max")).unwrap();
    assert!(check(2).2.contains("signature does not fit"));
    // who can write the file, and cannot sign, says that nobody has to
    let (lines, _) = text.split_once("key ").unwrap();
    fs::write(file, format!("{lines}key none\nsignature none\n")).unwrap();
    assert!(check(1).1.contains("forged"));
}
