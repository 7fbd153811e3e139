//! What the worker would say about a day's end.

use jiff::Span;
use jiff::civil::Date;
use tactful::domain::checkpoint::{Phrase, TreeHead};
use tactful::domain::clock::Moment;
use tactful::domain::communication::{NotSent, State};
use tactful::domain::day::{Blocked, Day, FollowUp, Ledger, Volume, Waiting};
use tactful::domain::ids::PracticeId;
use tactful::domain::insights::Insights;
use tactful::domain::log::Root;
use tactful::domain::reminder::{Glance, Queue};

use super::fake::Fake;
use super::people;

/// The words of a checkpoint.
const PHRASE: &str = "anchor basin cedar dolphin ember falcon gravel harbour icicle jigsaw";

impl Fake {
    /// A day's end, told from what was appended.
    pub fn day(&self, on: Date, now: &Moment) -> Day {
        let mut ledger = Ledger::default();
        let mut rules = Insights::default();
        let of_day = |at| now.local_of(at).date() == on;
        self.entries().iter().filter(|entry| of_day(entry.at)).for_each(|entry| ledger.take(entry));
        self.messages.iter().for_each(|one| rules.add(&one.message.findings));
        let channel = |id| self.messages.iter().find(|one| one.message.id == id).unwrap().message.channel;
        let of = |wanted: &dyn Fn(&tactful::domain::communication::Communication) -> bool| {
            let ids: Vec<_> =
                self.messages.iter().filter(|one| wanted(one)).map(|one| one.message.id).collect();
            self.rows().into_iter().filter(|row| ids.contains(&row.id)).collect::<Vec<_>>()
        };
        let follow_up = |one: &tactful::domain::communication::Communication| {
            let dossier = self.dossiers.iter().find(|d| d.patient.id == one.message.patient).unwrap();
            let row = people::row(dossier);
            let (reason, words) = one.not_sent.clone()?;
            (reason == NotSent::Failed).then(|| FollowUp {
                message: one.message.id,
                patient: row.id,
                name: row.name,
                birth: row.birth_date.unwrap().show(),
                number: row.nhs_number.unwrap().to_string(),
                channel: one.message.channel,
                at: one.since,
                words,
            })
        };
        let open = of(&|one| one.state.is_open());
        let to_copy = of(&|one| one.state == State::Sent && one.copied.is_none());
        let glance = Glance { now: now.at, today: on, midnight: now.start_of(on), staff: people::staff().id };
        let waits = |queue: Queue| Waiting {
            part: queue.label().into(),
            count: self.reminders.iter().filter(|row| queue.holds(&row.reminder, &glance)).count(),
        };
        let waiting = if on == now.today() { Queue::ALL.map(waits).to_vec() } else { Vec::new() };
        let volume = |back: i64| {
            let day = on.saturating_sub(Span::new().days(back));
            let gone = |one: &&tactful::domain::communication::Communication| {
                one.state != State::NotSent && now.local_of(one.prepared).date() == day
            };
            let mut channels = [0; 6];
            channels[0] = self.messages.iter().filter(gone).count() as u64 + (back.cast_unsigned() * 7 % 5);
            channels[2] = back.cast_unsigned() % 3;
            Volume { on: day, channels }
        };
        Day {
            on,
            made: now.at,
            outcomes: ledger.outcomes(channel),
            waiting,
            blocked: Blocked::default(),
            follow_ups: self.messages.iter().filter_map(follow_up).collect(),
            unconfirmed_count: open.len() as u64,
            unconfirmed: open,
            to_copy_count: to_copy.len() as u64,
            to_copy,
            entries: ledger.entries,
            tree: TreeHead {
                practice: PracticeId::from_bytes([9; 16]),
                head: self.head(),
                root: Root([4; 32]),
            },
            phrase: Phrase::read(&format!("{} {PHRASE}", self.head().number)).ok(),
            volume: (0..Day::DAYS).rev().map(volume).collect(),
            rules: rules.rules(),
        }
    }
}
