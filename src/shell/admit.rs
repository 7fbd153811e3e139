//! Lets somebody in: unwraps the key for them, opens the practice, and keeps the key for as long as the program runs.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use super::answer::trouble;
use crate::access::{Cost, Holder, HolderId, Key, KeyError, Keyring, Opened, key};
use crate::app::{Denied, Knock, Person, Trouble, Welcome};
use crate::config::Paths;
use crate::domain::clock::Clock;
use crate::domain::ids::{EntryId, StaffId};
use crate::domain::log::{Admission, Event, NewEntry, Signer, only};
use crate::domain::staff::{Actor, Staff, name_of};
use crate::store::sqlite::{Rotation, SqliteStore};
use crate::store::{Practices, Record, Store, StoreError, holders, rules};

/// What is known to the program, and to nothing else, while it runs: the key, and the signing keys of those who signed in
/// here. All is wiped when the last part of the program lets go of it.
#[derive(Clone, Default)]
pub struct Session(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    key: Option<Key>,
    signers: Vec<Signer>,
}

impl Session {
    /// A session that knows the key: of a practice that lies open.
    pub fn of(key: Key) -> Self {
        let session = Self::default();
        session.learn(&Opened::raw(key));
        session
    }

    /// The key, once somebody has come in.
    pub fn key(&self) -> Option<Key> {
        self.with(|known| known.key.clone())
    }

    /// The signer of somebody who has signed in at this desk: each entry is signed by whoever it is by.
    pub(super) fn signer(&self, staff: StaffId) -> Option<Signer> {
        self.with(|known| known.signers.iter().find(|signer| signer.staff() == staff).cloned())
    }

    /// Lets those who sign in at this desk sign what is put into this store.
    pub fn sign_in(self, store: &mut SqliteStore) {
        store.sign_by(move |staff| self.signer(staff));
    }

    fn learn(&self, opened: &Opened) {
        self.with(|known| {
            known.key = Some(opened.key.clone());
            if let Some(signer) = &opened.signer {
                known.signers.retain(|other| other.staff() != signer.staff());
                known.signers.push(signer.clone());
            }
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Known) -> T) -> T {
        // a fault of another thread leaves what is known as it was
        let mut known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        work(&mut known)
    }
}

/// Somebody is in; the store comes with the first.
pub type Admitted = Result<(Welcome, Option<Box<dyn Store>>), Denied>;

/// Lets somebody in. Takes a third of a second and much memory, and so is done on a thread of its own.
pub type Admit = Arc<dyn Fn(&Knock) -> Admitted + Send + Sync>;

/// Lets people into the practice in this folder.
pub fn admit(
    paths: Paths,
    desk: String,
    session: Session,
    clock: impl Clock + 'static,
    rules: (String, String),
    rotation: Rotation,
) -> Admit {
    Arc::new(move |knock| {
        let (at, rotation) = (clock.now().at, &rotation);
        let visit = Visit { paths: &paths, desk: &desk, session: &session, at, rules: &rules, rotation };
        visit.admit(knock).map_err(|error| match error {
            Refusal::Key(KeyError::Wrong) => Denied::Wrong,
            Refusal::Key(error) => Denied::Trouble(Trouble::new(error.to_string())),
            Refusal::Store(error) => Denied::Trouble(trouble(error)),
            Refusal::Stranger => Denied::Trouble(Trouble::new("this person is not on the list of staff")),
        })
    })
}

enum Refusal {
    Key(KeyError),
    Store(StoreError),
    Stranger,
}

impl From<KeyError> for Refusal {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

struct Visit<'a> {
    paths: &'a Paths,
    desk: &'a str,
    session: &'a Session,
    at: Timestamp,
    /// The settings of the rules, and the usual ones.
    rules: &'a (String, String),
    /// Where copies lie: one of them is named where the practice does not open.
    rotation: &'a Rotation,
}

impl Visit<'_> {
    fn admit(&self, knock: &Knock) -> Result<(Welcome, Option<Box<dyn Store>>), Refusal> {
        let ring = key::ring(&self.paths.key())?;
        match knock {
            Knock::SignIn { who, passphrase } => {
                let opened = holder(&ring, *who)?.open(passphrase)?;
                self.welcome(*who, &ring, &opened)
            }
            Knock::Close { who, passphrase, recovery } => {
                let Keyring::Open(key) = &ring else { return Err(KeyError::Changed.into()) };
                let mut store = SqliteStore::open(&self.paths.database(), key)?;
                let staff = find(&mut store, *who)?;
                let (closed, opened) = Keyring::closing(key, &staff, (passphrase, recovery))?;
                let closed = key::close(&self.paths.key(), key, closed)?;
                self.welcome(*who, &closed, &opened)
            }
            Knock::Recover { who, recovery, passphrase } => {
                let known = holder(&ring, *who)?;
                let by = ring.recover(recovery)?;
                let new = Holder::staff(*who, &known.name, &by.key, passphrase, Cost::STANDARD)?;
                let opened = new.open(passphrase)?;
                let ring = key::put(&self.paths.key(), new, |new| -> Result<(), Refusal> {
                    let mut store = SqliteStore::open(&self.paths.database(), &by.key)?;
                    find(&mut store, *who)?;
                    store.sign_by(only(by.signer.clone()));
                    Ok(self.note(
                        &mut store,
                        *who,
                        Admission::Recovered { staff: *who, public: new.public },
                    )?)
                })?;
                self.welcome(*who, &ring, &opened)
            }
        }
    }

    fn welcome(
        &self,
        who: StaffId,
        ring: &Keyring,
        opened: &Opened,
    ) -> Result<(Welcome, Option<Box<dyn Store>>), Refusal> {
        let mut store = self.rotation.open(&self.paths.database(), &opened.key)?;
        find(&mut store, who)?;
        let staff = store.staff()?;
        let is_first = self.session.key().is_none();
        self.session.learn(opened);
        self.session.clone().sign_in(&mut store);
        // a log that cannot be written now is told by whoever comes in next
        let _ = holders::settle(&mut store, &self.actor(who), &ring.publics(), self.at);
        // likewise
        let _ = rules::settle(&mut store, &self.actor(who), (&self.rules.0, &self.rules.1), self.at);
        let news = news(&mut store, who, &staff)?;
        let store: Option<Box<dyn Store>> = if is_first { Some(Box::new(store)) } else { None };
        Ok((Welcome { who, staff, people: people(ring), news }, store))
    }

    fn actor(&self, who: StaffId) -> Actor {
        Actor { staff: who, desk: self.desk.to_owned() }
    }

    fn note(&self, store: &mut SqliteStore, who: StaffId, admission: Admission) -> Result<(), StoreError> {
        let (actor, event) = (self.actor(who), Event::Admission(admission));
        store.append(&NewEntry { id: EntryId::new(self.at), at: self.at, actor, event, judged: None })?;
        Ok(())
    }
}

/// What became of the recovery key since this member of staff was last here: whoever has it can act as they.
fn news(store: &mut SqliteStore, who: StaffId, staff: &[Staff]) -> Result<Option<String>, StoreError> {
    let since = holders::since_last_in(store, who)?;
    let Some(last) = since.last() else { return Ok(None) };
    let Event::Admission(admission) = &last.event else { return Ok(None) };
    let name_of = |id: StaffId| name_of(staff, id);
    let (by, told) = (name_of(last.actor.staff), admission.told(name_of));
    Ok(Some(format!("{told} (by {by}) since you were here: if you know nothing of it, ask, and see doctor")))
}

/// Those who can come in.
pub(super) fn people(ring: &Keyring) -> Vec<Person> {
    let person = |holder: &Holder| match holder.id {
        HolderId::Staff(id) => Some(Person { id, name: holder.name.clone() }),
        HolderId::Recovery => None,
    };
    let mut people: Vec<Person> = ring.holders().iter().filter_map(person).collect();
    people.sort_by(|a, b| a.name.cmp(&b.name));
    people
}

fn holder(ring: &Keyring, who: StaffId) -> Result<&Holder, Refusal> {
    ring.holder(HolderId::Staff(who)).ok_or(Refusal::Stranger)
}

fn find(store: &mut SqliteStore, who: StaffId) -> Result<Staff, Refusal> {
    store.staff()?.into_iter().find(|one| one.id == who).ok_or(Refusal::Stranger)
}
