//! Power cuts: sessions are recorded, and opened again as a cut at any moment may have left them.

use std::path::Path;
use std::process::Command;

use tactful::store::sqlite::SqliteStore;

use super::disk::{Disk, Event, read};
use super::session::{Dice, Said, losses};
use super::shim::Shim;
use super::support::Place;

/// How much.
pub struct Plan {
    pub sessions: u32,
    /// Images of each session.
    pub images: u32,
    pub seed: u64,
    /// Take syncs for nothing: shows that a loss would be found.
    pub without_syncs: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Tally {
    pub images: u64,
    pub events: u64,
    pub syncs: u64,
    /// Entries and drafts that had been said when the power was cut, over all images.
    pub said: u64,
    pub losses: Vec<String>,
}

/// Carries out the plan. `start` gives the program of a session: file and seed.
pub fn run(plan: &Plan, start: &dyn Fn(&Path, u64) -> Command, tell: &mut dyn FnMut(&Tally)) -> Tally {
    let shim = Shim::compile();
    let mut dice = Dice(plan.seed);
    let mut tally = Tally::default();
    for _ in 0..plan.sessions {
        let place = Place::new().with_patients(1);
        let mut disk = Disk::of(place.folder.path());
        let mut command = start(&place.file(), dice.next());
        let log = shim.record(&mut command, place.folder.path());
        assert!(command.output().unwrap().status.success(), "the session ended in order");
        let events = read(&log, place.folder.path());
        tally.events += events.len() as u64;
        tally.syncs += events.iter().filter(|event| matches!(event, Event::Sync { .. })).count() as u64;

        let mut cuts: Vec<usize> = (0..plan.images).map(|_| dice.place(events.len() + 1)).collect();
        cuts.sort_unstable();
        let mut said = Vec::new();
        let mut done = 0;
        for cut in cuts {
            for event in &events[done..cut] {
                match event {
                    Event::Said(one) => said.push(*one),
                    Event::Sync { .. } if plan.without_syncs => {}
                    event => disk.follow(event),
                }
            }
            done = cut;
            tally.images += 1;
            tally.said += said.len() as u64;
            for loss in image(&disk, &place, &said, &mut dice) {
                tally.losses.push(format!("cut at {cut} of {}: {loss}", events.len()));
            }
        }
        tell(&tally);
    }
    tally
}

/// Opens what one power cut may leave; what is lost of all that was said before it.
fn image(disk: &Disk, place: &Place, said: &[Said], dice: &mut Dice) -> Vec<String> {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    disk.leave(folder.path(), dice);
    match SqliteStore::open(&folder.path().join("practice.db"), &place.key) {
        Ok(mut store) => losses(&mut store, said),
        Err(error) => vec![format!("it does not open: {error}")],
    }
}
