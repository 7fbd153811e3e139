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
        match store.verify(&[], &mut |_| true) {
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
            SqliteStore::open(&place.file(), &place.key).and_then(|mut s| s.verify(&[], &mut |_| true));
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

/// A part of what `cargo bench --bench durability -- --faults` does.
#[cfg(target_os = "linux")]
#[test]
fn whatever_the_disk_refuses_nothing_acknowledged_is_lost() {
    let tally = super::faults::run(11, &super::child::script, &mut |_, _| {});
    assert!(tally.losses.is_empty(), "{:#?}", tally.losses);
    assert!(tally.faults > 50 && tally.entries > 100, "{tally:?}");
    for words in tally.troubles.keys() {
        assert!(!words.contains("damaged"), "a disk that fails is no damaged database: {words}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_vanished_takes_no_more_entries() {
    let place = some();
    let mut store = place.open();
    let away = place.folder.path().with_extension("away");
    std::fs::rename(place.folder.path(), &away).unwrap();
    let new =
        super::support::entry(tactful::domain::log::Event::Exported { what: "record".into(), count: 1 });
    let refused = store.append(&new).unwrap_err();
    assert!(matches!(refused, StoreError::Vanished(_)), "{refused:?}");
    // Put back, the same entry goes onto the record.
    std::fs::rename(&away, place.folder.path()).unwrap();
    store.append(&new).unwrap();
    std::fs::rename(place.file(), place.folder.path().join("other.db")).unwrap();
    std::fs::copy(place.folder.path().join("other.db"), place.file()).unwrap();
    assert!(matches!(store.append(&new), Err(StoreError::Vanished(_))), "another file has its name");
}

#[cfg(unix)]
#[test]
fn too_few_file_descriptors_are_said_and_nothing_is_lost() {
    let place = some();
    let mut written = 0;
    for most in 3..16 {
        let child = super::child::command("open", &place.file());
        let mut limited = std::process::Command::new("sh");
        limited.args(["-c", &format!("ulimit -n {most}; exec \"$0\" \"$@\"")]);
        limited.arg(child.get_program()).args(child.get_args());
        limited.envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let before = place.open().head().unwrap().number;
        let said = String::from_utf8(limited.output().unwrap().stdout).unwrap();
        let done = said.contains("written");
        // with none left not even a test program starts; what starts ends with a word
        assert!(said.is_empty() || said.contains(super::session::MARK), "{most}: {said}");
        let mut store = place.open();
        let head = store.head().unwrap();
        assert!(head.number == before + u64::from(done), "{most}: {said}");
        assert_eq!(store.verify(&[], &mut |_| true).unwrap(), Verification::Whole(head));
        written += u32::from(done);
    }
    assert!(written > 2, "with enough of them it works");
}

#[test]
fn a_clock_that_was_set_back_changes_no_order() {
    let place = some();
    let mut store = place.open();
    let before = store.head().unwrap().number;
    let mut ids = Vec::new();
    for seconds in [500, -86_400, 20] {
        let new = tactful::domain::log::NewEntry {
            at: super::support::at(seconds),
            id: tactful::domain::ids::EntryId::new(super::support::at(seconds)),
            ..super::support::entry(tactful::domain::log::Event::Exported { what: "record".into(), count: 1 })
        };
        store.append(&new).unwrap();
        ids.push(new.id);
    }
    let entries = store.entries(before, 10).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), ids, "by number, not by time");
    let head = store.head().unwrap();
    assert_eq!(store.verify(&[], &mut |_| true).unwrap(), Verification::Whole(head));
}
