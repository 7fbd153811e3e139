//! Whoever looks after the practice's files: sound or not, a copy now, the way back to one. All as the commands do it.

use std::path::PathBuf;

use super::admit::Session;
use super::answer::trouble;
use super::launch;
use crate::access::{Key, key};
use crate::app::{Restore, Trouble};
use crate::config::clock::System;
use crate::config::{Config, Paths};
use crate::domain::backup::{Copy, Foreseen, Listed};
use crate::domain::clock::Clock as _;
use crate::domain::doctor::Found;
use crate::exchange::checkpoint;
use crate::store::doctor::Look;
use crate::store::sqlite::{By, Going, Restored, Rotation, SqliteStore};

/// What can be done for the practice's files. Each takes its time, and so is done on a thread of its own.
pub trait Care: Send + Sync {
    /// Looks at all files of the practice, on request after a copy was made of it now.
    ///
    /// # Errors
    /// When nobody has signed in, or no copy could be made.
    fn look(&self, back_up: bool) -> Result<Vec<Found>, Trouble>;

    /// The copies that one can go back to, the newest first.
    ///
    /// # Errors
    /// When nobody has signed in.
    fn copies(&self) -> Result<Vec<Listed>, Trouble>;

    /// What going back to a copy would do; nothing is changed.
    ///
    /// # Errors
    /// When the copy is not good.
    fn foresee(&self, copy: Copy) -> Result<Foreseen, Trouble>;

    /// Goes back to a copy; says in words what became of it. Nothing of this program may have the practice open.
    ///
    /// # Errors
    /// When a desk has it open or the copy is not good: then nothing was changed.
    fn restore(&self, asked: &Restore) -> Result<String, Trouble>;
}

/// The practice's files, as the settings name them.
pub(super) struct Files {
    /// Where they lie.
    pub paths: Paths,
    /// Days after which files are removed from the outbox.
    pub outbox_days: u16,
    /// Where copies go.
    pub rotation: Rotation,
    /// Where the checkpoints lie that the program writes.
    pub checkpoints: PathBuf,
    /// Who has signed in.
    pub session: Session,
    /// The clock.
    pub clock: System,
    /// The name of this desk.
    pub desk: String,
}

impl Files {
    /// Those of a practice.
    pub fn new(paths: &Paths, config: &Config, session: Session, clock: System, desk: String) -> Self {
        let rotation = launch::rotation(paths, config);
        let (checkpoints, outbox_days) = (config.checkpoint.folder(paths), config.desk.outbox_days);
        Self { paths: paths.clone(), outbox_days, rotation, checkpoints, session, clock, desk }
    }

    fn key(&self) -> Result<Key, Trouble> {
        self.session.key().ok_or_else(|| Trouble::new("nobody has signed in yet"))
    }

    fn go(&self, asked: &Restore, dry_run: bool) -> Result<Restored, Trouble> {
        let (key, now, file) = (self.key()?, self.clock.now(), self.paths.database());
        let signer = asked.by.and_then(|staff| self.session.signer(staff));
        let by = By { staff: asked.by, signer, desk: self.desk.clone(), at: now.at };
        let going = Going { dry_run, ..Going::new(&file, by, &now) };
        SqliteStore::restore(&file, &self.file_of(asked.copy), &key, &going).map_err(trouble)
    }

    fn file_of(&self, copy: Copy) -> PathBuf {
        self.rotation.folder.join(copy.name())
    }
}

impl Care for Files {
    fn look(&self, back_up: bool) -> Result<Vec<Found>, Trouble> {
        let (key, now) = (self.key()?, self.clock.now());
        if back_up {
            let made = SqliteStore::open(&self.paths.database(), &key)
                .and_then(|store| store.back_up_in_turn(&key, &self.rotation, now.at, true));
            if made.map_err(trouble)?.is_none() {
                return Err(Trouble::new("another desk is making a copy at this moment"));
            }
        }
        let look = Look {
            places: self.paths.places(),
            outbox_days: self.outbox_days,
            rotation: self.rotation.clone(),
            key: Ok(key),
            holders: key::holders(&self.paths.key()),
            at_hand: checkpoint::at_hand(&self.checkpoints).map_err(|error| error.to_string()),
            now,
            fix: false,
            purge: false,
        };
        Ok(look.look())
    }

    fn copies(&self) -> Result<Vec<Listed>, Trouble> {
        Ok(SqliteStore::copies(&self.paths.database(), &self.key()?, &self.rotation))
    }

    fn foresee(&self, copy: Copy) -> Result<Foreseen, Trouble> {
        let restored = self.go(&Restore { copy, by: None }, true)?;
        Ok(Foreseen { copy, entries: restored.head.number, loss: restored.loss() })
    }

    fn restore(&self, asked: &Restore) -> Result<String, Trouble> {
        let restored = self.go(asked, false)?;
        let mut words = vec![format!("The practice went back to the copy {}", asked.copy.name())];
        words.push(restored.noted());
        let kept = restored.kept.as_ref().and_then(|kept| kept.file_name());
        words.extend(kept.map(|name| format!("what was there is kept beside it as {}", name.display())));
        Ok(words.join("; "))
    }
}
