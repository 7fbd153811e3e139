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
