//! Triage by single keys: put off, woken, taken, closed, and each taken back. The next reminder is in place at once; what
//! the store says of it comes later.

use jiff::{SignedDuration, Timestamp, ToSpan};

use super::Reminders;
use super::queue::{ask_counts, glance};
use crate::app::effect::Request;
use crate::app::overlay::Overlay;
use crate::app::overlay::call::Call;
use crate::app::overlay::choice::{Choice, Row};
use crate::app::overlay::facts::when;
use crate::app::overlay::form::Form;
use crate::app::screen::compose::Opening;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn, ViewAs};
use crate::domain::date::PartialDate;
use crate::domain::draft::Asks;
use crate::domain::ids::{PatientId, ReminderId};
use crate::domain::log::Event;
use crate::domain::reminder::{Claim, Reminder, ReminderRow, ReminderState, Triage};

/// What the overlay over the screen asks for, and of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// Why it is closed.
    Dismiss(ReminderId),
    /// Until when it is put off.
    Snooze(ReminderId),
    /// What a view is called.
    Name(ViewAs),
}

/// How a step is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Undo {
    /// By another step.
    Step(ReminderId, Triage),
    /// It was closed.
    Reopen(ReminderId),
}

/// How many steps can be taken back.
const KEPT: usize = 50;

/// Whom a reminder is for, by two identifiers.
fn who(row: &ReminderRow) -> String {
    format!("{} ({})", row.patient_name, row.patient_birth)
}

/// One line about a reminder.
fn about(row: &ReminderRow) -> String {
    format!("{}  {}", whom(row), row.reminder.purpose.label())
}

/// Whom it is to, for the title of a menu that may lie over the line itself.
fn whom(row: &ReminderRow) -> String {
    format!("{}  {}", row.patient_name, row.patient_birth)
}

/// The times for which a reminder is put off by one key.
fn times(row: &ReminderRow, turn: &Turn<'_>) -> Choice {
    let now = turn.cx.now;
    let today = now.today();
    let hour = now.at.checked_add(SignedDuration::from_hours(1)).unwrap_or(now.at);
    let to_monday = 8 - i64::from(today.weekday().to_monday_one_offset());
    let day = |ahead: i64| now.start_of(today.saturating_add(ahead.days()));
    let line = |label, until: Timestamp, shown: &str| {
        let aside = now.local_of(until).strftime(shown).to_string();
        Row::new(label, aside, Pick::Snooze(Some(until)))
    };
    Choice::menu(
        format!("Put off: {}", whom(row)),
        vec![
            ('h', line("One hour", hour, "until %H:%M")),
            ('t', line("Tomorrow", day(1), "%A %-d %B")),
            ('m', line("Monday", day(to_monday), "%A %-d %B")),
            ('d', Row::new("Choose a day", "", Pick::Snooze(None))),
        ],
    )
}

/// Above the reasons why a reminder is closed.
const CLOSE: &str = "Close this reminder";

/// The reasons for which a reminder is closed by one key.
fn reasons(row: &ReminderRow) -> Choice {
    let line = |words: &str| Row::new(words, "", Pick::Words(words.to_owned()));
    Choice::menu(
        format!("{CLOSE}: {}", whom(row)),
        vec![
            ('b', line("Booked or done already")),
            ('t', line("Told already, at the desk or on the phone")),
            ('n', line("Not wanted: the patient declined")),
            ('m', line("A mistake: it should not be here")),
            ('w', Row::new("Why, in words", "", Pick::OwnWords)),
        ],
    )
}

impl Reminders {
    /// Whether the reminder under the cursor still waits.
    pub(super) fn is_open(&self) -> bool {
        self.row().is_some_and(|row| row.reminder.state.is_open())
    }

    /// Whether it was put off or closed without a message.
    pub(super) fn can_wake(&self) -> bool {
        let asleep = |state| matches!(state, ReminderState::Snoozed | ReminderState::Dismissed);
        self.row().is_some_and(|row| asleep(row.reminder.state))
    }

    /// The name of whoever is at a reminder.
    pub fn name_of(&self, claim: &Claim) -> &str {
        let known = self.everybody.iter().find(|staff| staff.id == claim.by.staff);
        known.map_or("another desk", |staff| staff.name.as_str())
    }

    /// The row that a key acts on, where it still waits.
    fn waiting(&self, turn: &mut Turn<'_>) -> Option<ReminderRow> {
        let actor = turn.actor();
        let why = match self.row() {
            None => "There is no reminder here".to_owned(),
            Some(row) if !row.reminder.state.is_open() => {
                format!("It does not wait any more: it is {}", row.reminder.state.slug())
            }
            Some(row) => match row.reminder.claimed_from(actor.as_ref(), turn.at()) {
                None => return Some(row.clone()),
                Some(claim) => self.busy(claim, turn),
            },
        };
        turn.hint(why);
        None
    }

    pub(super) fn snooze(&mut self, turn: &mut Turn<'_>) {
        let Some(row) = self.waiting(turn) else { return };
        self.asking = Some(Asking::Snooze(row.reminder.id));
        turn.open(Overlay::Choice(Box::new(times(&row, turn))));
    }

    pub(super) fn wake(&mut self, turn: &mut Turn<'_>) {
        let Some(row) = self.row().cloned() else { return turn.hint("There is no reminder here") };
        let (id, until) = (row.reminder.id, row.reminder.snoozed_until);
        match (row.reminder.state, until) {
            (ReminderState::Dismissed, _) => self.reopen(id, turn),
            (ReminderState::Snoozed, Some(until)) => {
                self.step(id, Triage::Wake, Some(Triage::Snooze(until)), turn);
                turn.done(format!("{} waits again", who(&row)));
            }
            _ => turn.hint("It is not put off"),
        }
    }

    pub(super) fn take(&mut self, turn: &mut Turn<'_>) {
        let Some(row) = self.waiting(turn) else { return };
        let id = row.reminder.id;
        if row.reminder.claim_at(turn.at()).is_some() {
            self.step(id, Triage::Release, Some(Triage::Claim), turn);
            return turn.done(format!("You are no longer at {}", who(&row)));
        }
        if self.step(id, Triage::Claim, Some(Triage::Release), turn) {
            turn.done(format!("You are at {}: others see it for ten minutes", who(&row)));
        }
    }

    /// That another desk is at it, in words.
    fn busy(&self, claim: &Claim, turn: &Turn<'_>) -> String {
        let until = turn.cx.now.local_of(claim.until).strftime("%H:%M");
        format!("{} at {} is at it until {until}", self.name_of(claim), claim.by.desk)
    }

    /// The first cure of what stands in the way of the reminder under the cursor.
    pub fn cure(&self) -> Option<&str> {
        let outlook = self.row().and_then(|row| self.outlooks.get(&row.reminder.id))?;
        outlook.cure.as_deref().filter(|_| self.is_open())
    }

    /// Opens it with that cure applied.
    pub(super) fn open_cured(&mut self, turn: &mut Turn<'_>) {
        match self.cure() {
            Some(_) => self.open_reminder(Opening::Cured, turn),
            None => turn.hint("There is nothing here that a key cures"),
        }
    }

    /// Opens it in the composer; the other desks see that this one is at it.
    pub(super) fn open_reminder(&mut self, how: fn(ReminderRow) -> Opening, turn: &mut Turn<'_>) {
        let Some(row) = self.row().cloned() else {
            return turn.hint("Nothing is here: left and right turn through the parts, F2 finds a patient");
        };
        if !row.reminder.state.is_open() {
            return turn
                .hint(format!("It is {}: the patient's messages tell (p)", row.reminder.state.slug()));
        }
        let id = row.reminder.id;
        match row.reminder.claim_at(turn.at()) {
            Some(claim) if Some(&claim.by) != turn.actor().as_ref() => turn.hint(self.busy(claim, turn)),
            Some(_) => {}
            None => {
                self.opened = Some(id);
                self.step(id, Triage::Claim, None, turn);
            }
        }
        turn.go(Go::Compose(Box::new(how(row))));
    }

    /// Lets go of the reminder that was claimed because it was opened.
    pub(super) fn let_go(&mut self, turn: &mut Turn<'_>) {
        if let Some(id) = self.opened.take() {
            send(id, Triage::Release, turn);
        }
    }

    /// Phones instead of writing; the other desks see that this one is at it.
    pub(super) fn call(&mut self, turn: &mut Turn<'_>) {
        let Some(row) = self.waiting(turn) else { return };
        if row.reminder.claim_at(turn.at()).is_none() {
            self.opened = Some(row.reminder.id);
            self.step(row.reminder.id, Triage::Claim, None, turn);
        }
        turn.open(Overlay::Call(Box::new(Call::new(row))));
    }

    pub(super) fn dismiss(&mut self, turn: &mut Turn<'_>) {
        let Some(row) = self.waiting(turn) else { return };
        self.asking = Some(Asking::Dismiss(row.reminder.id));
        turn.open(Overlay::Choice(Box::new(reasons(&row))));
    }

    /// Asks in words why it is closed, or for the day until which it is put off. What is typed is kept as a draft of the
    /// patient's: it may be gone from the list when it is asked again.
    fn ask_in_words(&mut self, asks: Asks, patient: PatientId, turn: &mut Turn<'_>) {
        let (mut form, asking, id) = match asks {
            Asks::Closing(id) => (Form::words(CLOSE, "Why", "", "Close it"), Asking::Dismiss(id), id),
            Asks::PutOff(id) => {
                (Form::day_ahead("Put off", "Until which day", "Put off"), Asking::Snooze(id), id)
            }
            _ => return,
        };
        form.about.extend(self.find(id).map(about).or_else(|| self.name_drafted(patient)));
        self.asking = Some(asking);
        turn.open(Overlay::Form(Box::new(form.asking(asks, patient))));
    }

    /// Whose it is, where a reminder is not in the list that is shown.
    fn name_drafted(&self, patient: PatientId) -> Option<String> {
        let (_, row) = self.drafts.iter().find(|(draft, _)| draft.patient == patient)?;
        let born = row.birth_date.map(PartialDate::show).unwrap_or_default();
        Some(format!("{}  {born}", row.name))
    }

    /// The patient of a reminder in the list.
    fn patient_of(&self, id: ReminderId) -> Option<PatientId> {
        self.find(id).map(|row| row.reminder.patient)
    }

    /// What was asked for is answered.
    pub(super) fn answered(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        match (self.asking.take(), pick) {
            (_, Pick::ViewAs(way)) => self.view_as(way, turn),
            (Some(Asking::Name(way)), Pick::Words(name)) => self.name_view(way, &name, turn),
            (_, Pick::View(at)) => self.show_view(at, turn),
            (_, Pick::Rule(rule)) => self.show_rule(rule, turn),
            (_, Pick::Again(asks, patient)) => self.ask_in_words(asks, patient, turn),
            (Some(Asking::Dismiss(id)), Pick::OwnWords) => {
                if let Some(patient) = self.patient_of(id) {
                    self.ask_in_words(Asks::Closing(id), patient, turn);
                }
            }
            (Some(Asking::Dismiss(reminder)), Pick::Words(words)) => self.close(reminder, words, turn),
            (Some(Asking::Snooze(id)), Pick::Snooze(Some(until))) => self.put_off(id, until, turn),
            (Some(Asking::Snooze(id)), Pick::Snooze(None)) => {
                if let Some(patient) = self.patient_of(id) {
                    self.ask_in_words(Asks::PutOff(id), patient, turn);
                }
            }
            (Some(Asking::Snooze(id)), Pick::Words(words)) => {
                if let Ok(day) = when::day(&words, turn.cx.now.today()) {
                    self.put_off(id, turn.cx.now.start_of(day), turn);
                }
            }
            _ => {}
        }
    }

    /// Closes a reminder without a message.
    fn close(&mut self, reminder: ReminderId, words: String, turn: &mut Turn<'_>) {
        if append(Event::ReminderDismissed { reminder, words }, turn) {
            self.drop_row(reminder, turn);
            self.keep(Undo::Reopen(reminder));
            turn.done(format!("Closed, the record says why: {} opens it again", undo_key(turn)));
        }
    }

    /// Puts a reminder off; the one behind it takes its place.
    pub(super) fn put_off(&mut self, id: ReminderId, until: Timestamp, turn: &mut Turn<'_>) {
        let before = self.find(id).map(|row| row.reminder.clone());
        let back = match before.and_then(|before| before.snoozed_until) {
            Some(earlier) => Triage::Snooze(earlier),
            None => Triage::Wake,
        };
        if !self.step(id, Triage::Snooze(until), Some(back), turn) {
            return;
        }
        self.wake_at(until, turn);
        let shown = turn.cx.now.local_of(until).strftime("%a %-d %b, %H:%M");
        turn.done(format!("Put off until {shown}: {} takes it back", undo_key(turn)));
    }

    fn find(&self, id: ReminderId) -> Option<&ReminderRow> {
        self.rows.iter().flatten().find(|row| row.reminder.id == id)
    }

    /// Does a step: on the screen at once, and at the store.
    pub(super) fn step(
        &mut self,
        id: ReminderId,
        step: Triage,
        back: Option<Triage>,
        turn: &mut Turn<'_>,
    ) -> bool {
        if !send(id, step, turn) {
            return false;
        }
        if let Some(back) = back {
            self.keep(Undo::Step(id, back));
        }
        let (Some(actor), Some(row)) = (turn.actor(), self.find(id)) else { return true };
        if let Ok(after) = row.reminder.triaged(step, &actor, turn.at()) {
            self.patch(after, turn);
        }
        true
    }

    fn keep(&mut self, undo: Undo) {
        if self.undo.len() >= KEPT {
            self.undo.remove(0);
        }
        self.undo.push(undo);
    }

    /// The reminder is so now: its line says it, or is gone where it does not belong here any more.
    fn patch(&mut self, after: Reminder, turn: &mut Turn<'_>) {
        if !self.queue.holds(&after, &glance(turn)) {
            return self.drop_row(after.id, turn);
        }
        let found = self.rows.iter_mut().flatten().find(|row| row.reminder.id == after.id);
        if let Some(row) = found {
            row.reminder = after;
        }
    }

    /// A line is gone: the next one takes its place under the cursor.
    fn drop_row(&mut self, id: ReminderId, turn: &mut Turn<'_>) {
        let on = self.row().map(|row| row.reminder.id).filter(|on| *on != id);
        if let Some(rows) = &mut self.rows {
            rows.retain(|row| row.reminder.id != id);
        }
        self.look_again();
        self.lay_out(on, turn);
        self.ask_more(turn);
        self.look_ahead(turn);
    }

    /// The store did a step.
    pub(super) fn triaged(&mut self, reminder: Reminder, turn: &mut Turn<'_>) {
        if reminder.state == ReminderState::Snoozed {
            // the form in which its day was asked for is answered
            let asks = Asks::PutOff(reminder.id);
            self.drafts
                .retain(|(draft, _)| draft.own_form().is_none_or(|form| form.answers(&asks).is_none()));
        }
        self.patch(reminder, turn);
        ask_counts(turn);
    }

    fn reopen(&mut self, reminder: ReminderId, turn: &mut Turn<'_>) {
        if append(Event::ReminderReopened { reminder, words: String::new() }, turn) {
            self.on = Some(reminder);
            turn.done("It waits again; the record says so");
        }
    }

    /// Takes back the last step; the cursor goes to its reminder.
    pub(super) fn undo(&mut self, turn: &mut Turn<'_>) {
        match self.undo.pop() {
            Some(Undo::Reopen(id)) => self.reopen(id, turn),
            Some(Undo::Step(id, step)) => {
                self.step(id, step, None, turn);
                self.on = Some(id);
                self.ask_list(turn);
                turn.done("Taken back");
            }
            None => turn.hint("There is nothing to take back"),
        }
    }
}

/// Asks the store for a step; `false`: nobody said who sits here.
fn send(id: ReminderId, step: Triage, turn: &mut Turn<'_>) -> bool {
    let Some(by) = turn.actor() else {
        turn.ask_who();
        return false;
    };
    let now = turn.at();
    turn.ask(Slot::Triage, Request::Triage { id, step, by, now });
    true
}

/// Puts something about a reminder on the record; `false`: nobody said who sits here.
fn append(event: Event, turn: &mut Turn<'_>) -> bool {
    let Some(entry) = turn.entry(event, None) else {
        turn.ask_who();
        return false;
    };
    turn.ask(Slot::Triage, Request::Append(Box::new(entry)));
    true
}

fn undo_key(turn: &Turn<'_>) -> String {
    turn.keymap.label(crate::app::action::Action::Undo)
}
