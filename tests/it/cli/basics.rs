//! What needs no practice: help, paths, rules, completions, the manual.

use super::Desk;

#[test]
fn paths_name_the_folder_from_flag_variable_or_system() {
    let desk = Desk::new();
    let of = |args: &[&str]| -> serde_json::Value { serde_json::from_str(&desk.says(0, args)).unwrap() };
    assert_eq!(of(&["paths", "--json"])["data"], desk.data().display().to_string());
    assert_eq!(of(&["--data-dir", "/a", "paths", "--json"])["database"], "/a/practice.db");
    assert_eq!(of(&["paths", "--json", "--data-dir", "/a"])["key"], "/a/practice.key");
    let output =
        desk.tactful(&["paths"]).env_remove("TACTFUL_DATA_DIR").assert().code(0).get_output().clone();
    assert!(String::from_utf8(output.stdout).unwrap().contains(desk.home.path().to_str().unwrap()));
}

#[test]
fn explain_lists_and_prints_rules() {
    let desk = Desk::new();
    assert!(desk.says(0, &["explain"]).contains("sensitive-topic"));
    let one = desk.says(0, &["explain", "recipient-deceased"]);
    for heading in ["What it does", "Why it matters", "Example", "How to settle it", "Source"] {
        assert!(one.contains(heading), "{heading}: {one}");
    }
    assert!(desk.complains(2, &["explain", "no-such-rule"]).contains("no-such-rule"));
}

#[test]
fn completions_and_manual_name_the_verbs() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(desk.says(0, &["completions", shell]).contains("verify"), "{shell}");
    }
    assert!(desk.says(0, &["man"]).contains(".TH tactful"));
    assert!(desk.says(0, &["man", "import"]).contains("keep"));
    assert!(desk.complains(2, &["man", "nothing"]).contains("nothing"));
}

#[test]
fn wrong_words_are_a_usage_error() {
    let desk = Desk::new();
    assert!(desk.complains(2, &["serach"]).contains("search"));
    assert!(desk.complains(2, &["search"]).contains("QUERY"));
}

#[test]
fn without_a_terminal_the_workstation_says_so() {
    let desk = Desk::new();
    assert!(desk.complains(2, &[]).contains("terminal"));
}

#[test]
fn the_approved_texts_are_checked_with_the_practices_own() {
    let desk = Desk::new();
    let last = |told: &str| told.lines().last().unwrap_or_default().to_owned();
    let sound = desk.tactful(&["check", "--templates"]).assert().get_output().clone();
    let told = String::from_utf8(sound.stdout).unwrap();
    // the texts are sound; only their yearly review comes round
    let review =
        told.lines().filter(|line| line.starts_with("   !")).all(|line| line.contains("review-overdue"));
    assert!(review && last(&told).contains("texts, "), "{told}");
    let folder = desk.data().join("templates");
    std::fs::create_dir_all(&folder).unwrap();
    let own = "[[template]]\nid = \"ours\"\ntitle = \"Ours\"\npurpose = \"recall\"\nchannels = [\"sms\"]\n\
               language = \"en\"\nbody = \"((first_name)): \u{175}yth\"\nversion = 1\napproved_by = \"us\"\n\
               last_reviewed = \"2020-01-01\"\n";
    std::fs::write(folder.join("ours.toml"), own).unwrap();
    let told = desk.says(1, &["check", "--templates"]);
    for words in ["! unfilled", "! characters", "\u{175} (U+0175)", "! review-overdue", "! no-reply-route"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let lines = desk.says(1, &["check", "--templates", "--json"]);
    let ours = lines.lines().find(|line| line.contains("\"ours\"")).unwrap();
    let ours: serde_json::Value = serde_json::from_str(ours).unwrap();
    assert_eq!(ours["worst_parts"], 1);
    assert!(ours["findings"].as_array().unwrap().len() >= 4, "{ours}");
}
