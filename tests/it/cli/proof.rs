//! Proofs as scripts see them: made with the database, checked without it.

use std::fs;
use std::path::PathBuf;

use super::Desk;

/// A demo with a checkpoint before and behind some work, and their files.
fn demo(desk: &Desk) -> [PathBuf; 2] {
    let data = desk.data();
    desk.complains(0, &["demo", "--patients", "60", "--no-open", "--data-dir", data.to_str().unwrap()]);
    let made = |desk: &Desk| -> PathBuf {
        let made: serde_json::Value = serde_json::from_str(&desk.says(0, &["checkpoint", "--json"])).unwrap();
        made["file"].as_str().unwrap().into()
    };
    let first = made(desk);
    for _ in 0..5 {
        desk.says(0, &["prove", "1"]);
    }
    [first, made(desk)]
}

/// Writes a proof beside the practice, then takes the practice away.
fn kept(desk: &Desk, args: &[&str]) -> PathBuf {
    let file = desk.home.path().join(format!("proof-{}", args.concat().replace('/', "")));
    fs::write(&file, desk.says(0, args)).unwrap();
    file
}

#[test]
fn an_entry_is_proved_without_the_practice_and_shows_no_other() {
    let desk = Desk::new();
    let [first, last] = demo(&desk);
    let record = desk.says(0, &["export", "--json"]);
    let messages: Vec<serde_json::Value> =
        record.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let number = messages[3]["number"].as_u64().unwrap();
    let body = messages[3]["text"].as_str().unwrap();
    let proof = kept(&desk, &["prove", &number.to_string(), "--checkpoint", last.to_str().unwrap()]);
    let bare = kept(&desk, &["prove", &number.to_string(), "--without-text"]);
    let phrase = desk.says(0, &["checkpoint"]);
    let kept_last = desk.home.path().join("kept.txt");
    fs::copy(&last, &kept_last).unwrap();
    let kept_first = desk.home.path().join("kept-first.txt");
    fs::copy(&first, &kept_first).unwrap();
    fs::remove_dir_all(desk.data()).unwrap();

    let proof = proof.to_str().unwrap();
    let said = desk.says(0, &["verify-proof", proof]);
    assert!(said.contains(&format!("proved: entry {number} is in the log of")), "{said}");
    assert!(said.contains("compare with the sheet"), "{said}");
    let words = body.lines().next().unwrap();
    assert!(said.contains(words), "{words} is not in\n{said}");
    let hex = hex::encode(words);
    assert!(!desk.says(0, &["verify-proof", bare.to_str().unwrap()]).contains(words));
    assert!(
        !fs::read_to_string(&bare).unwrap().contains(&hex)
            && fs::read_to_string(proof).unwrap().contains(&hex)
    );
    for other in messages.iter().filter(|other| other["text"].as_str().unwrap() != body) {
        let hex = hex::encode(other["text"].as_str().unwrap());
        assert!(!fs::read_to_string(proof).unwrap().contains(&hex), "it shows another message");
    }
    // held to what was kept
    let phrase_of = |json: &str| -> String {
        let said: serde_json::Value = serde_json::from_str(json).unwrap();
        said["checkpoints"][0].as_str().unwrap().to_owned()
    };
    let own = phrase_of(&desk.says(0, &["verify-proof", "--json", proof]));
    assert!(
        desk.says(0, &["verify-proof", proof, "--checkpoint", kept_last.to_str().unwrap()])
            .contains("proved")
    );
    assert!(desk.says(0, &["verify-proof", proof, "--checkpoint", &own]).contains("proved"));
    for other in [kept_first.to_str().unwrap(), phrase.trim()] {
        assert!(desk.says(1, &["verify-proof", proof, "--checkpoint", other]).contains("another one"));
    }
    // a changed text, a changed path
    let text = fs::read_to_string(proof).unwrap();
    let path = text.lines().find(|line| line.starts_with("path ")).unwrap();
    let other = path.replace("path ", "").replacen('0', "1", 1);
    fs::write(proof, text.replace(path, &format!("path {other}"))).unwrap();
    assert!(desk.says(1, &["verify-proof", proof]).contains("proves nothing: the entry is not in the log"));
    fs::write(proof, text.replace(&hex, &"58".repeat(hex.len() / 2))).unwrap();
    assert!(desk.says(1, &["verify-proof", proof]).contains("text of the entry was changed"));
    fs::write(proof, "tactful proof 1\n").unwrap();
    assert!(desk.complains(2, &["verify-proof", proof]).contains("not a proof"));
    assert!(desk.complains(2, &["verify-proof", desk.home.path().to_str().unwrap()]).contains("is a folder"));
}

#[test]
fn growth_is_proved_between_two_checkpoints_and_not_backwards() {
    let desk = Desk::new();
    let [first, last] = demo(&desk);
    let (first, last) = (first.to_str().unwrap(), last.to_str().unwrap());
    let proof = kept(&desk, &["prove", "--from", first, "--to", last]);
    let proof = proof.to_str().unwrap();
    for checkpoint in [first, last] {
        assert!(desk.says(0, &["verify-proof", proof, "--checkpoint", checkpoint]).contains("grew out of"));
    }
    assert!(desk.complains(2, &["prove", "--from", last, "--to", first]).contains("the other way round"));
    desk.complains(2, &["prove", "--from", first]);
    desk.complains(2, &["prove"]);
    assert!(desk.complains(2, &["prove", "999999"]).contains("no entry 999999"));
    assert!(desk.complains(2, &["prove", "0"]).contains("no entry 0"));
    assert!(desk.complains(2, &["prove", "999999", "--checkpoint", last]).contains("no entry 999999 among"));
}
