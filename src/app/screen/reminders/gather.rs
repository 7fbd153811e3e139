//! The whole part of the queue, read and judged beyond the lines in sight: to mark what is clear, to see which rule blocks.

use std::collections::{BTreeMap, BTreeSet};

use super::Reminders;
use super::queue::GATHERED;
use crate::app::effect::Request;
use crate::app::overlay::Overlay;
use crate::app::overlay::choice::{Choice, Row};
use crate::app::state::Slot;
use crate::app::turn::{Pick, Turn};
use crate::domain::ids::ReminderId;
use crate::domain::reminder::ReminderRow;
use crate::policy;

/// How many reminders are read at a time.
const ROWS: usize = 500;

/// The facts of so many patients are read at a time.
const CHUNK: usize = 32;

/// What it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// All that are clear are marked.
    Mark,
    /// The rules that block are listed.
    Rules,
}

/// A part that is being read and judged.
#[derive(Debug)]
pub(super) struct Gathering {
    aim: Aim,
    /// Whose facts were asked for: nobody is asked for twice.
    tried: BTreeSet<ReminderId>,
    /// The lines before this one need no look any more.
    from: usize,
}

impl Reminders {
    pub(super) fn begin_gathering(&mut self, aim: Aim, turn: &mut Turn<'_>) {
        self.gathering = Some(Gathering { aim, tried: BTreeSet::new(), from: 0 });
        self.gather(turn);
    }

    /// Asks for what is not read or judged yet; once there is nothing left, does what it is for.
    pub(super) fn gather(&mut self, turn: &mut Turn<'_>) {
        let Some(gathering) = &mut self.gathering else { return };
        let count = self.rows.as_ref().map_or(0, Vec::len);
        if self.more && count < GATHERED {
            let after = self.rows.iter().flatten().last().map(|row| Box::new(row.reminder.clone()));
            turn.hint(format!("Reading: {count} so far"));
            gathering.from = 0;
            let request = Request::Reminders { view: self.view(turn), after, limit: ROWS };
            return turn.ask_ahead(Slot::More, request);
        }
        let unjudged = |row: &&ReminderRow| {
            !self.outlooks.contains_key(&row.reminder.id) && !gathering.tried.contains(&row.reminder.id)
        };
        let rows = self.rows.iter().flatten().skip(gathering.from);
        let known = rows.clone().take_while(|row| !unjudged(row)).count();
        let next: Vec<&ReminderRow> = rows.skip(known).filter(unjudged).take(CHUNK).collect();
        if next.is_empty() {
            let aim = gathering.aim;
            self.gathering = None;
            return match aim {
                Aim::Mark => self.mark_judged(turn),
                Aim::Rules => self.list_rules(turn),
            };
        }
        let patients = next.iter().map(|row| row.reminder.patient).collect();
        let ids: Vec<ReminderId> = next.iter().map(|row| row.reminder.id).collect();
        gathering.from += known;
        gathering.tried.extend(ids.iter().copied());
        self.asked.extend(ids);
        turn.hint(format!("Judging: {} of {count}", self.outlooks.len().min(count)));
        turn.ask_ahead(Slot::Outlook, Request::Dossiers(patients));
    }

    /// The list is another one, or shorter.
    pub(super) fn look_again(&mut self) {
        if let Some(gathering) = &mut self.gathering {
            gathering.from = 0;
        }
    }

    /// Before this line everything is judged; 0 where nothing is gathered.
    pub(super) fn judged_to(&self) -> usize {
        self.gathering.as_ref().map_or(0, |gathering| gathering.from)
    }

    /// Judges the whole part, to say which rules block how many.
    pub(super) fn ask_rules(&mut self, turn: &mut Turn<'_>) {
        if self.by_rule.is_some() {
            return self.end_by_rule(turn);
        }
        self.begin_gathering(Aim::Rules, turn);
    }

    fn list_rules(&mut self, turn: &mut Turn<'_>) {
        let mut rules: BTreeMap<&'static str, usize> = BTreeMap::new();
        let blocked = |row: &ReminderRow| self.outlooks.get(&row.reminder.id).and_then(|one| one.blocked_by);
        for rule in self.rows.iter().flatten().filter_map(blocked) {
            *rules.entry(rule).or_default() += 1;
        }
        if rules.is_empty() {
            return turn.done("No rule blocks anything here");
        }
        let mut rules: Vec<(&str, usize)> = rules.into_iter().collect();
        rules.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let row = |(rule, count): (&str, usize)| {
            let summary = policy::rule(rule).map_or_else(|| unruled(rule), |known| known.meta().summary);
            Row::new(format!("{count:>4}  {rule}"), summary, Pick::Rule(rule.to_owned()))
        };
        let rows = rules.into_iter().map(row).collect();
        turn.open(Overlay::Choice(Box::new(Choice::new("Blocked by which rule", rows))));
    }

    /// Shows only those that a rule blocks.
    pub(super) fn show_rule(&mut self, rule: String, turn: &mut Turn<'_>) {
        self.by_rule = Some(rule);
        self.marks.clear();
        self.keep_to_rule();
        self.lay_out(None, turn);
        self.look_ahead(turn);
    }

    /// Leaves only the lines that the rule blocks.
    pub(super) fn keep_to_rule(&mut self) {
        let Some(rule) = self.by_rule.as_deref() else { return };
        let outlooks = &self.outlooks;
        let blocked = |row: &ReminderRow| outlooks.get(&row.reminder.id).and_then(|one| one.blocked_by);
        if let Some(rows) = &mut self.rows {
            rows.retain(|row| blocked(row) == Some(rule));
        }
        self.more = false;
    }

    /// All are shown again; the cursor stays on its reminder.
    pub(super) fn end_by_rule(&mut self, turn: &mut Turn<'_>) {
        self.by_rule = None;
        self.on = self.row().map(|row| row.reminder.id);
        self.ask_list(turn);
    }
}

/// What blocks a reminder where that is no rule.
fn unruled(what: &str) -> &'static str {
    if what == policy::prospect::PAST { "the appointment is over" } else { "nowhere leads to the patient" }
}
