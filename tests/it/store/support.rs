//! A practice in a temporary folder, and invented entries for it.

use std::path::PathBuf;

use jiff::Timestamp;
use tactful::domain::ids::{PracticeId, StaffId};
use tactful::domain::staff::Actor;
use tactful::store::sqlite::{Founding, Key, SqliteStore};
use tempfile::TempDir;

/// A folder with a practice, and the key to it.
pub struct Place {
    pub folder: TempDir,
    pub key: Key,
}

/// A fixed time: 2026-11-22 09:00 UTC and so many seconds.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_338_000 + seconds).unwrap()
}

pub fn actor() -> Actor {
    Actor { staff: StaffId::from_parts(at(0), [1; 10]), desk: "desk-1".into() }
}

pub fn founding() -> Founding {
    Founding {
        id: PracticeId::from_parts(at(0), [2; 10]),
        name: "Tarn Lane Surgery".into(),
        is_demo: false,
        at: at(0),
        actor: actor(),
    }
}

impl Place {
    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), key: Key::new([7; 32]) }
    }

    /// A folder with a new practice.
    pub fn new() -> Self {
        let place = Self::empty();
        SqliteStore::create(&place.file(), &place.key, &founding()).unwrap();
        place
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("practice.db")
    }

    pub fn open(&self) -> SqliteStore {
        SqliteStore::open(&self.file(), &self.key).unwrap()
    }
}
