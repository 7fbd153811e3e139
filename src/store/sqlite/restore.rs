//! Going back to a copy: the practice is closed everywhere, the copy is checked before anything is changed, and what was
//! there stays beside it.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::super::{Practices, Record, Result, StoreError};
use super::hold::Hold;
use super::restored::Restored;
use super::{Key, SqliteStore, connection, drafts, log, migrate, place};
use crate::domain::clock::Moment;
use crate::domain::ids::{EntryId, PracticeId, StaffId};
use crate::domain::log::{Appended, Entry, Event, Head, NewEntry, Signer, Verification, only};
use crate::domain::staff::Actor;

/// How to go back.
#[derive(Debug, Clone)]
pub struct Going {
    /// The name that the present database gets, in its own folder.
    pub aside: PathBuf,
    /// Take the copy although it is one of another practice.
    pub other_practice: bool,
    /// Take a copy whose record does not check.
    pub even_broken: bool,
    /// Only say what it would do.
    pub dry_run: bool,
    /// Who goes back, for the entry that says so.
    pub by: By,
}

/// Who goes back to a copy.
#[derive(Debug, Clone)]
pub struct By {
    /// Who sits at the desk, where that is known.
    pub staff: Option<StaffId>,
    /// Who signed in; `None` where the practice lies open.
    pub signer: Option<Signer>,
    /// At which desk.
    pub desk: String,
    /// When.
    pub at: Timestamp,
}

/// What the present database is.
struct Present {
    practice: PracticeId,
    head: Head,
    common: u64,
    lost: Vec<Entry>,
    drafts: u64,
}

impl Going {
    /// The way of the command and of the program: what is there gets a name with the time in its own folder.
    pub fn new(file: &Path, by: By, now: &Moment) -> Self {
        let aside = now.local_of(now.at).strftime("practice-before-restore-%Y%m%d-%H%M%S.db").to_string();
        Self {
            aside: file.with_file_name(aside),
            other_practice: false,
            even_broken: false,
            dry_run: false,
            by,
        }
    }
}

impl SqliteStore {
    /// Puts a copy in the place of the database in `file`. The copy itself is not changed. A look at what it would do can be
    /// taken while desks are open.
    ///
    /// # Errors
    /// When a desk has the practice open, or the copy does not open, does not check or is one of another practice: then
    /// nothing was changed.
    pub fn restore(file: &Path, copy: &Path, key: &Key, going: &Going) -> Result<Restored> {
        place::check_folder_of(file)?;
        place::check_file(copy).map_err(|error| no_copy(copy, error))?;
        if same(file, copy) {
            return Err(StoreError::Refused(format!(
                "{} is the practice itself: nothing was changed; name a copy of it",
                copy.display()
            )));
        }
        let _hold = if going.dry_run { Hold::shared(file)? } else { Hold::alone(file)? };
        let building = place::Building::instead_of(file)?;
        building.take(copy)?;
        let mut copied = open_copy(building.path(), copy, key)?;
        let head = check(&mut copied, copy, going.even_broken)?;
        let present = if file.exists() { Some(look(file, key, &copied, going.dry_run)) } else { None };
        let practice = copied.practice;
        let mut restored = Restored {
            head,
            common: 0,
            before: None,
            unreadable: None,
            lost: Vec::new(),
            drafts: 0,
            kept: None,
            noted: Err("nothing was changed".to_owned()),
        };
        match present {
            Some(Ok(present)) => {
                if present.practice != practice && !going.other_practice {
                    return Err(StoreError::Refused(format!(
                        "{} is a copy of another practice: nothing was changed; --other-practice takes it all the same",
                        copy.display()
                    )));
                }
                restored.common = present.common;
                restored.before = Some(present.head);
                restored.lost = present.lost;
                restored.drafts = present.drafts;
            }
            Some(Err(error)) => restored.unreadable = Some(error.to_string()),
            None => {}
        }
        if !going.dry_run {
            restored.noted = note(&mut copied, copy, &restored, &going.by)?;
        }
        connection::close(copied.connection)?;
        if !going.dry_run {
            restored.kept = building.exchange(&going.aside)?;
        }
        Ok(restored)
    }
}

/// Puts on the record of the copy that it was gone back to, before it has the practice's name. A copy that is too old to know
/// the key of whoever does it cannot take their word, and is gone back to all the same.
fn note(
    copied: &mut SqliteStore,
    copy: &Path,
    restored: &Restored,
    by: &By,
) -> Result<std::result::Result<u64, String>> {
    let name = copy.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let event = Event::Restored { copy: name, common: restored.common, before: restored.before };
    let Some(staff) = acting(copied, by)? else {
        return Ok(Err("the copy knows no member of staff".to_owned()));
    };
    copied.sign_by(only(by.signer.clone()));
    let actor = Actor { staff, desk: by.desk.clone() };
    let entry = NewEntry { id: EntryId::new(by.at), at: by.at, actor, event, judged: None };
    match copied.append(&entry) {
        Ok(Appended::Entry { number } | Appended::Already { number }) => Ok(Ok(number)),
        Ok(Appended::Conflict(_)) => Ok(Err("it does not fit".to_owned())),
        Err(StoreError::Refused(why)) => Ok(Err(why)),
        Err(error) => Err(error),
    }
}

/// Who goes back. Where nobody can be told apart: who sits at the desk, else the first of the staff, else whoever founded the practice.
fn acting(copied: &mut SqliteStore, by: &By) -> Result<Option<StaffId>> {
    if let Some(signer) = &by.signer {
        return Ok(Some(signer.staff()));
    }
    let staff = copied.staff()?;
    if let Some(one) = staff.iter().find(|one| Some(one.id) == by.staff).or(staff.first()) {
        return Ok(Some(one.id));
    }
    // a salvaged log may begin with an entry that cannot be read
    Ok(copied.entries(0, 1).ok().and_then(|entries| entries.first().map(|entry| entry.actor.staff)))
}

/// Whether both are one file.
fn same(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

/// Says that a copy is damaged: another one is as good, so that it is the choice that is wrong and not the practice.
fn damaged(copy: &Path, why: &str) -> StoreError {
    StoreError::Refused(format!(
        "{} is damaged ({why}): nothing was changed; take another copy",
        copy.display()
    ))
}

/// Says that there is no file that could be a copy.
fn no_copy(copy: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Missing(_) => StoreError::Refused(format!(
            "there is no copy at {}: nothing was changed; name the file of a copy",
            copy.display()
        )),
        StoreError::Damaged(why) => {
            StoreError::Refused(format!("{why}: nothing was changed; name the file of a copy"))
        }
        other => other,
    }
}

/// Opens the working copy; errors name the file that was asked for.
fn open_copy(path: &Path, copy: &Path, key: &Key) -> Result<SqliteStore> {
    let named = |error| match error {
        StoreError::Key(_) => StoreError::Key(format!(
            "{} is damaged, or a copy of another practice; nothing was changed, take another copy",
            copy.display()
        )),
        StoreError::Damaged(why) => damaged(copy, &why),
        other => other,
    };
    let opened = connection::open(path, key).map_err(named)?;
    migrate::run(&opened).map_err(named)?;
    SqliteStore::with(opened, path, key).map_err(named)
}

/// Checks every page and every entry of the copy.
fn check(copied: &mut SqliteStore, copy: &Path, even_broken: bool) -> Result<Head> {
    if let Some(first) = copied.integrity()?.first() {
        return Err(damaged(copy, first));
    }
    match copied.verify(&[], &mut |_| true)? {
        Verification::Whole(head) => Ok(head),
        Verification::Broken { .. } if even_broken => log::tip(&copied.connection),
        Verification::Broken { number, reason } => Err(StoreError::Refused(format!(
            "{} does not check at entry {number} ({reason}): nothing was changed; take another copy, or this one with \
             --even-broken",
            copy.display()
        ))),
    }
}

/// Looks at what is there, and what of it the copy does not have.
fn look(file: &Path, key: &Key, copied: &SqliteStore, desks_are_open: bool) -> Result<Present> {
    place::check_file(file)?;
    let opened = connection::open(file, key)?;
    let here = SqliteStore::with(opened, file, key)?;
    let present = here.read(|here| {
        let head = log::tip(&here.connection)?;
        let common = if here.practice == copied.practice { common(here, copied)? } else { 0 };
        let lost = log::after(&here.connection, common, Restored::SHOWN)?;
        let drafts = drafts::not_in(&here.connection, &copied.connection)?;
        Ok(Present { practice: here.practice, head, common, lost, drafts })
    })?;
    if !desks_are_open {
        // What is still in the write-ahead log goes into the file that is kept.
        connection::close(here.connection)?;
    }
    Ok(present)
}

/// The last entry that two logs have in common: each seal stands for all before it.
pub(super) fn common(one: &SqliteStore, other: &SqliteStore) -> Result<u64> {
    let most = log::tip(&one.connection)?.number.min(log::tip(&other.connection)?.number);
    let (mut same, mut apart) = (0, most + 1);
    while apart - same > 1 {
        let middle = same + (apart - same) / 2;
        if log::seal_of(&one.connection, middle)? == log::seal_of(&other.connection, middle)? {
            same = middle;
        } else {
            apart = middle;
        }
    }
    Ok(same)
}
