//! What goes before in a batch: a later reminder of the same patient is judged as if that had gone already, so that nobody gets
//! the same twice, or too much at once.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::look::look;
use super::{Fate, Line, Why};
use crate::app::turn::Turn;
use crate::app::writing::Writing;
use crate::domain::communication::{CommunicationRow, State};
use crate::domain::dossier::Dossier;
use crate::domain::ids::{PatientId, ReminderId};
use crate::domain::reminder::{Reminder, ReminderRow};

/// What goes before, by patient.
#[derive(Debug, Default)]
pub(super) struct Before(BTreeMap<PatientId, Vec<(Reminder, CommunicationRow)>>);

impl Before {
    /// What becomes of the next reminder of the batch.
    pub fn judge(
        &mut self,
        line: &mut Line,
        dossier: &Dossier,
        drafts: &[ReminderId],
        turn: &Turn<'_>,
    ) -> Fate {
        line.asks = None;
        let before = self.0.entry(dossier.patient.id).or_default();
        if before.iter().any(|(one, _)| is_for_the_same(one, &line.row.reminder)) {
            let words = "Another reminder of this batch is for the same appointment";
            return Fate::LeftOut(Why::Twin, words.to_owned());
        }
        let mut dossier = Cow::Borrowed(dossier);
        if !before.is_empty() {
            let gone = before.iter().map(|(_, message)| message.clone());
            dossier.to_mut().recent.get_or_insert_default().extend(gone);
        }
        match look(line, &dossier, drafts, turn) {
            Ok((writing, channel, parts)) => {
                before.push((line.row.reminder.clone(), message(&line.row, &writing, turn)));
                Fate::Ready(channel, parts)
            }
            Err(out) => out.of(line),
        }
    }
}

/// Whether two reminders are for one appointment.
fn is_for_the_same(one: &Reminder, other: &Reminder) -> bool {
    let at = one.appointment.at;
    at.is_some() && at == other.appointment.at && one.purpose == other.purpose && one.id != other.id
}

/// The message as the record will show it.
fn message(row: &ReminderRow, writing: &Writing, turn: &Turn<'_>) -> CommunicationRow {
    let message = writing.message(turn.cx);
    CommunicationRow {
        id: message.id,
        number: 0,
        patient: message.patient,
        patient_name: row.patient_name.clone(),
        patient_birth: row.patient_birth.clone(),
        prepared: turn.at(),
        channel: message.channel,
        purpose: message.purpose,
        state: State::Prepared,
        by_name: "this batch".into(),
        excerpt: message.body,
    }
}
