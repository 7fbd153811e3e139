//! Newer tables, damage, a folder that cannot be written: the right words, and nothing half written.

use tactful::domain::communication::RecordView;
use tactful::domain::log::Verification;
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Record, StoreError};

use super::support::{Place, add_staff, communication, message, patient, prepare, send};

fn some() -> Place {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    add_staff(&mut store);
    for n in 0..12 {
        prepare(&mut store, message(n, patient(0)));
    }
    send(&mut store, communication(3));
    drop(store);
    place
}

#[test]
fn a_newer_program_and_other_programs_are_told_apart() {
    let place = some();
    let open = || SqliteStore::open(&place.file(), &place.key).err().unwrap();
    place.raw().execute_batch("PRAGMA user_version = 99;").unwrap();
    assert!(matches!(open(), StoreError::Newer { found: 99, known: 1 }));
    place.raw().execute_batch("PRAGMA user_version = 1; PRAGMA application_id = 7;").unwrap();
    assert!(matches!(open(), StoreError::Damaged(_)));
}

#[test]
fn damage_on_any_page_never_gives_a_wrong_answer() {
    const PAGE: usize = 4096;
    let place = some();
    let whole = std::fs::read(place.file()).unwrap();
    let right = place.open().messages(&RecordView::default(), None, 100).unwrap();
    let mut found = 0;
    for page in 0..whole.len() / PAGE {
        let copy = place.copy();
        let mut bytes = whole.clone();
        bytes[page * PAGE + 1000 + page] ^= 0x10;
        std::fs::write(copy.file(), &bytes).unwrap();
        let Ok(mut store) = SqliteStore::open(&copy.file(), &copy.key) else {
            found += 1;
            continue;
        };
        match store.verify(None, &mut |_| true) {
            Ok(Verification::Whole(_)) => {}
            Ok(Verification::Broken { .. }) | Err(StoreError::Damaged(_)) => found += 1,
            Err(other) => panic!("page {page}: {other:?}"),
        }
        match store.messages(&RecordView::default(), None, 100) {
            Ok(rows) => assert_eq!(rows, right, "page {page}"),
            Err(error) => assert!(matches!(error, StoreError::Damaged(_)), "page {page}: {error:?}"),
        }
    }
    assert!(found >= 6, "the pages of log and lists are checked: {found}");
}

#[test]
fn a_file_cut_short_is_damaged() {
    let place = some();
    let whole = std::fs::read(place.file()).unwrap();
    for length in [1, 15, 4096, whole.len() / 2, whole.len() - 4096] {
        std::fs::write(place.file(), &whole[..length]).unwrap();
        let checked =
            SqliteStore::open(&place.file(), &place.key).and_then(|mut s| s.verify(None, &mut |_| true));
        assert!(
            matches!(
                checked,
                Err(StoreError::Damaged(_) | StoreError::Key(_)) | Ok(Verification::Broken { .. })
            ),
            "{length}: {checked:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_says_so() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let place = some();
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let mut command = super::child::command("open", &place.file());
    if rustix::process::getuid().is_root() {
        // Rights do not bind root: another user looks.
        mode(place.folder.path(), 0o755);
        mode(&place.file(), 0o644);
        command.uid(65_534).gid(65_534);
    } else {
        mode(place.folder.path(), 0o555);
        mode(&place.file(), 0o444);
    }
    let before = std::fs::read(place.file()).unwrap();
    let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
    mode(place.folder.path(), 0o755);
    assert!(said.contains("read-only"), "{said}");
    assert_eq!(std::fs::read(place.file()).unwrap(), before);
}
