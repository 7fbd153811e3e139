//! The commonest jobs at the patient's screen, with the keys that each takes beside what has to be typed. The README shows
//! them: its table is held to this one.

use std::fmt::Write;

use super::{amendments, on, open};

/// A job: the patient, the line it is done on, the keys, with "..." where words are typed, the words, how many keys.
type Job = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str], usize);

const JOBS: [Job; 13] = [
    ("the number was confirmed at the desk", "smyth", "07700 900123", "v d", &[], 2),
    ("somebody else answers at the number", "smyth", "07700 900123", "n", &[], 1),
    ("a new mobile", "smyth", "", "a c ... ctrl+s", &["07700 900999"], 3),
    ("another number instead", "smyth", "07700 900123", "enter ... ctrl+s", &["07700 900999"], 2),
    ("the number is no longer in use", "smyth", "01632 960123", "x enter", &[], 2),
    ("a message failed or came back", "smyth", "jayne.smyth@mail", "f", &[], 1),
    ("they object to texts", "smyth", "", "a o ctrl+s", &[], 3),
    ("they withdraw an objection", "sikora", "Objection", "x enter", &[], 2),
    ("they prefer email", "smyth", "", "a p e ctrl+s", &[], 4),
    ("somebody may be told", "smyth", "", "a w ... tab ... ctrl+s", &["Mr Tom Smyth", "husband"], 4),
    ("a parent lives apart", "sikora", "SIKORA, Anna", "l a", &[], 2),
    ("a death is reported", "smyth", "", "a d ctrl+s", &[], 3),
    ("this number first", "smyth", "jayne.smyth@mail", "1", &[], 1),
];

#[test]
fn the_commonest_jobs_take_few_keys() {
    for (job, patient, line, keys, words, count) in JOBS {
        let mut window = open(patient);
        if !line.is_empty() {
            on(&mut window, line);
        }
        let mut words = words.iter();
        let mut pressed = 0;
        for key in keys.split_whitespace() {
            if key == "..." {
                window.type_text(words.next().unwrap());
            } else {
                window.press(key);
                pressed += 1;
            }
        }
        assert!(window.app.overlay().is_none(), "{job}: {}", window.text());
        assert_eq!(amendments(&window).len(), 1, "{job}: {}", window.text());
        assert_eq!(pressed, count, "{job}");
        assert!(window.sees("Kept: ") && window.sees("(u takes it back)"), "{job}: {}", window.text());
    }
}

/// The jobs as the README shows them.
fn table() -> String {
    let mut table = "| at the patient's screen | keys | |\n|---|---|---|\n".to_owned();
    for (job, _, _, keys, _, count) in JOBS {
        let named = |key: &str| match key.strip_prefix("ctrl+") {
            Some(letter) => format!("Ctrl+{}", letter.to_uppercase()),
            None if key.len() > 1 && key != "..." => key[..1].to_uppercase() + &key[1..],
            None => key.to_owned(),
        };
        let keys: Vec<String> = keys.split_whitespace().map(named).collect();
        writeln!(table, "| {job} | {} | {count} |", keys.join(" ")).unwrap();
    }
    table
}

#[test]
fn the_readme_shows_the_keys_of_the_commonest_jobs() {
    let readme = include_str!("../../../../README.md");
    assert!(readme.contains(&table()), "put this into the README:\n{}", table());
}
