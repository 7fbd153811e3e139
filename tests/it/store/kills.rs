//! Desks at work together that are killed one after the other at random moments, over and over.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use super::session::{Dice, Said, losses};
use super::support::Place;

/// How often, and how.
pub struct Plan {
    pub cycles: u32,
    /// Programs at work at once.
    pub desks: u8,
    /// A desk is killed after so many microseconds at most.
    pub longest: u64,
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Tally {
    pub cycles: u32,
    pub kills: u64,
    /// Desks that had said something by then.
    pub at_work: u64,
    pub entries: u64,
    pub drafts: u64,
    pub losses: Vec<String>,
}

/// Cycles until a practice is exchanged for a fresh one: a longer log takes longer to check.
const FRESH: u32 = 40;

/// Carries out the plan. `start` gives a desk's program: file, number, seed. `tell` hears how far it is.
pub fn run(plan: &Plan, start: &dyn Fn(&Path, u8, u64) -> Command, tell: &mut dyn FnMut(&Tally)) -> Tally {
    let mut dice = Dice(plan.seed);
    let mut tally = Tally::default();
    while tally.cycles < plan.cycles {
        let place = Place::new().with_patients(plan.desks);
        let mut said: Vec<Said> = Vec::new();
        for _ in 0..FRESH.min(plan.cycles - tally.cycles) {
            let new = cycle(plan, &place.file(), start, &mut dice, &mut tally);
            let mut store = place.open();
            // All that was ever said of this practice, not of this cycle alone.
            said.extend(new);
            for loss in losses(&mut store, &said) {
                tally.losses.push(format!("cycle {}: {loss}", tally.cycles));
            }
            tally.cycles += 1;
            tell(&tally);
        }
    }
    tally
}

fn cycle(
    plan: &Plan,
    file: &Path,
    start: &dyn Fn(&Path, u8, u64) -> Command,
    dice: &mut Dice,
    tally: &mut Tally,
) -> Vec<Said> {
    let begun = Instant::now();
    let mut desks: Vec<(Duration, Child)> = (0..plan.desks)
        .map(|desk| {
            let child = start(file, desk, dice.next()).spawn().unwrap();
            (Duration::from_micros(dice.below(plan.longest)), child)
        })
        .collect();
    desks.sort_by_key(|(moment, _)| *moment);
    for (moment, child) in &mut desks {
        // The moment is what is tested: the others go on.
        std::thread::sleep((begun + *moment).saturating_duration_since(Instant::now()));
        child.kill().unwrap();
    }
    let mut all = Vec::new();
    for (_, mut child) in desks {
        if let Some(code) = child.wait().unwrap().code() {
            tally.losses.push(format!("cycle {}: a desk gave up by itself ({code})", tally.cycles));
        }
        tally.kills += 1;
        let mut words = String::new();
        child.stdout.take().unwrap().read_to_string(&mut words).unwrap();
        let said: Vec<Said> = words.lines().filter_map(Said::parse).collect();
        tally.at_work += u64::from(!said.is_empty());
        tally.entries += said.iter().filter(|one| matches!(one, Said::Entry(..))).count() as u64;
        tally.drafts += said.iter().filter(|one| matches!(one, Said::Draft(..))).count() as u64;
        all.extend(said);
    }
    all
}
