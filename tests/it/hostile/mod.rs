//! The catalogue of hostile input under `tests/hostile`, case by case against the program itself.

mod case;
mod place;
mod run;

use std::fmt::Write;
use std::path::PathBuf;

use case::Way;

/// Makes one test of each way in, and a list of them.
macro_rules! ways {
    ($($way:ident)*) => {
        const WAYS: &[&str] = &[$(stringify!($way)),*];
        $(
            #[test]
            fn $way() {
                all_of(stringify!($way));
            }
        )*
    };
}

ways! {
    arguments backup check checkpoint config csv database environment fhir key_file keymap paste proof reminders
    templates terminal words
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/hostile")
}

fn way(name: &str) -> Way {
    let file = folder().join(name.replace('_', "-")).with_extension("toml");
    let text = std::fs::read_to_string(&file).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Runs every case of a way in, and says at the end which were answered otherwise. `HOSTILE=NAME` runs those alone whose
/// name holds it.
#[expect(clippy::disallowed_methods, reason = "a test reads what it is asked for")]
fn all_of(name: &str) {
    let only = std::env::var("HOSTILE").unwrap_or_default();
    let mut told = String::new();
    for case in way(name).case.iter().filter(|case| case.name.contains(&only)) {
        for fault in run::run(case) {
            let _ = writeln!(told, "{}: {fault}", case.name);
        }
    }
    assert!(told.is_empty(), "{name}:\n{told}");
}

#[test]
fn the_catalogue_is_whole_and_the_papers_say_how_large_it_is() {
    let mut files: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|file| file.strip_suffix(".toml").map(|name| name.replace('-', "_")))
        .collect();
    files.sort();
    assert_eq!(files, WAYS);
    let ways: Vec<Way> = WAYS.iter().map(|name| way(name)).collect();
    let mut names: Vec<&str> = ways.iter().flat_map(|way| &way.case).map(|case| case.name.as_str()).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "a name is there twice");
    for way in &ways {
        assert!(way.case.len() >= 4, "{}: {}", way.way, way.case.len());
        assert!(
            way.case.iter().all(|case| !case.wrong.is_empty() && !case.name.contains(' ')),
            "{}",
            way.way
        );
    }
    let figure = format!("{count} cases by {} ways in", ways.len());
    for paper in ["docs/security.md", "tests/hostile/README.md"] {
        let text = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(paper)).unwrap();
        assert!(text.contains(&figure), "{paper} does not say: {figure}");
    }
}
