//! `tactful demo`: an invented practice of any size, always the same.

mod desk;
mod dice;
mod past;
mod people;
mod pools;
mod queue;
mod verb;

use crate::domain::clock::Moment;
use crate::domain::ids::{ImportId, StaffId};
use crate::domain::import::{
    ImportPlan, Incoming, IncomingReminder, Located, PatientKey, Place, Row, Source,
};
use crate::domain::practice::Practice;
use crate::domain::staff::{Actor, Role, Staff};
use crate::store::Store;

use desk::Desk;
use past::Past;
use people::People;
use pools::Pools;
use queue::Queue;

pub use verb::{Ready, ready};

/// How many records go to the store at once.
const CHUNK: usize = 4096;

/// The invented practice's names and its staff.
#[derive(Debug)]
pub struct Invented {
    pools: Pools,
    /// The practice.
    pub practice: Practice,
    /// Its staff.
    pub staff: Vec<Staff>,
}

impl Invented {
    /// The practice as it always is; the identifiers of its staff are made of `now`.
    ///
    /// # Errors
    /// Never as shipped: a test reads the pools.
    pub fn read(now: &Moment) -> anyhow::Result<Self> {
        let pools = Pools::read()?;
        let role = |words: &str| match words {
            _ if words.contains("Caldicott") => Role::CaldicottGuardian,
            _ if words.contains("Manager") => Role::Administrator,
            _ if words.contains("Senior") => Role::Supervisor,
            _ => Role::Receptionist,
        };
        let mut dice = dice::Dice::new(0x57aff);
        let staff = pools
            .staff
            .iter()
            .map(|one| Staff {
                id: StaffId::from_parts(now.at, dice.entropy()),
                name: one.name.clone(),
                role: role(&one.role),
            })
            .collect();
        let practice = Practice {
            name: pools.practice.name.clone(),
            phones: vec![pools.practice.phone.clone()],
            domains: vec![pools.practice.website.clone()],
            address: pools.practice.address.join(", "),
        };
        Ok(Self { pools, practice, staff })
    }

    /// Fills an empty store with people, reminders and past messages; `progress` is told how many patients are in.
    ///
    /// # Errors
    /// What the store says.
    pub fn fill(
        &self,
        store: &mut dyn Store,
        patients: u32,
        now: &Moment,
        progress: &mut dyn FnMut(u32),
    ) -> anyhow::Result<()> {
        let staff = store.staff()?;
        let Some(first) = staff.first() else { anyhow::bail!("the practice has no staff") };
        let plan = ImportPlan {
            id: ImportId::from_parts(now.at, [0; 10]),
            source: "invented".into(),
            full_list: false,
            actor: Actor { staff: first.id, desk: "Back office".into() },
            at: now.at,
            today: now.today(),
        };
        store.begin_import(&plan)?;
        let mut queue = Queue::new(&self.pools, plan.today);
        let mut chunk = Vec::with_capacity(CHUNK);
        let mut made = 0;
        for household in People::new(&self.pools, patients, plan.today) {
            let mut reminders: Vec<IncomingReminder> = Vec::new();
            for incoming in household {
                if let Incoming::Patient(patient) = &incoming {
                    made += 1;
                    reminders.extend(queue.for_patient(patient));
                }
                chunk.push(located(incoming));
            }
            chunk.extend(
                reminders.into_iter().map(|reminder| located(Incoming::Reminder(Box::new(reminder)))),
            );
            if chunk.len() >= CHUNK {
                take(store, std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK)))?;
                progress(made);
            }
        }
        take(store, chunk)?;
        store.end_import(true)?;
        progress(made);
        note_facts(store, patients, now, &staff)?;
        self.remember(store, patients, now, staff)
    }

    /// Puts the past messages on the record.
    fn remember(
        &self,
        store: &mut dyn Store,
        patients: u32,
        now: &Moment,
        staff: Vec<Staff>,
    ) -> anyhow::Result<()> {
        let count = past::count(patients);
        let mut past = Past::new(&self.pools, now, staff, count);
        let mut entries = Vec::new();
        for _ in 0..count {
            let number = people::practice_number(past.whom(patients));
            let key = PatientKey { nhs_number: None, practice_number: Some(number) };
            let Some(patient) = store.find(&key)? else { continue };
            let dossier = store.dossier(patient)?;
            entries.extend(past.entries(patient, &dossier));
        }
        store.append_all(&entries)?;
        Ok(())
    }
}

/// Puts on file what the desk took down itself.
fn note_facts(store: &mut dyn Store, patients: u32, now: &Moment, staff: &[Staff]) -> anyhow::Result<()> {
    let mut desk = Desk::new(now, staff);
    let mut entries = Vec::new();
    for place in desk::whom(patients) {
        let key = PatientKey { nhs_number: None, practice_number: Some(people::practice_number(place)) };
        let Some(patient) = store.find(&key)? else { continue };
        entries.extend(desk.entry(&store.dossier(patient)?));
    }
    store.append_all(&entries)?;
    Ok(())
}

fn located(what: Incoming) -> Located {
    Located { place: Place::default(), source: Source::Row(Row::default()), what }
}

fn take(store: &mut dyn Store, records: Vec<Located>) -> anyhow::Result<()> {
    let refused = store.take(records)?;
    match refused.first() {
        None => Ok(()),
        Some(refusal) => anyhow::bail!("an invented record was refused: {}", refusal.reason),
    }
}
