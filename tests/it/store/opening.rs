//! Founding and opening: rights, wrong keys, files that are none of ours.

use tactful::store::sqlite::{Key, SqliteStore};
use tactful::store::{Practices, StoreError};

use super::support::{Place, founding};

#[test]
fn a_practice_is_founded_once_and_opens_again() {
    let place = Place::new();
    let mut store = place.open();
    assert_eq!(store.practice(), founding().id);
    assert!(!store.is_demo());
    assert_eq!(store.last_import().unwrap(), None);
    let again = SqliteStore::create(&place.file(), &place.key, &founding());
    assert!(matches!(again, Err(StoreError::Refused(_))));
    let names: Vec<_> =
        std::fs::read_dir(place.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    let is_known = |name: &str| name.starts_with("practice.db") || name == "practice.lock";
    assert!(names.iter().all(|name| is_known(&name.to_string_lossy())), "{names:?}");
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let mode = std::fs::metadata(place.file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_does_not_open_says_why() {
    let place = Place::empty();
    let open = |key: &Key| SqliteStore::open(&place.file(), key).err().unwrap();
    assert!(matches!(open(&place.key), StoreError::Missing(_)));

    std::fs::write(place.file(), b"").unwrap();
    assert!(matches!(open(&place.key), StoreError::Damaged(_)));
    std::fs::write(place.file(), b"SQLite format 3\0 and more").unwrap();
    assert!(matches!(open(&place.key), StoreError::Damaged(_)));

    std::fs::remove_file(place.file()).unwrap();
    drop(SqliteStore::create(&place.file(), &place.key, &founding()).unwrap());
    assert!(matches!(open(&Key::new([8; 32])), StoreError::Key(_)));
    assert!(SqliteStore::open(&place.file(), &place.key).is_ok());
}

#[test]
fn nothing_of_the_practice_stands_readable_in_the_file() {
    let place = Place::new();
    let bytes = std::fs::read(place.file()).unwrap();
    let has = |words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
    assert!(!has(b"Tarn Lane") && !has(b"CREATE TABLE") && !has(b"SQLite format"));
}

#[test]
fn a_folder_that_is_copied_away_is_refused() {
    let place = Place::empty();
    let file = place.folder.path().join("Dropbox").join("desk").join("practice.db");
    let refused = SqliteStore::create(&file, &place.key, &founding()).err().unwrap();
    assert!(refused.to_string().contains("Dropbox"), "{refused}");
    assert_eq!(std::fs::read_dir(place.folder.path()).unwrap().count(), 0, "nothing is left behind");
}

#[cfg(unix)]
#[test]
fn a_new_folder_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::empty();
    let folder = place.folder.path().join("share").join("tactful");
    SqliteStore::create(&folder.join("practice.db"), &place.key, &founding()).unwrap();
    assert_eq!(std::fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
}
