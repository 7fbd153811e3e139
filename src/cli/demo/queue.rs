//! Invented reminders for invented people.

use jiff::ToSpan;
use jiff::civil::{Date, Time};

use super::dice::Dice;
use super::pools::Pools;
use crate::domain::import::{IncomingPatient, IncomingReminder};
use crate::domain::purpose::Purpose;
use crate::domain::reminder::Appointment;

/// Every so many patients one has a reminder.
const EVERY: u32 = 8;

/// Invents the reminders of a practice.
#[derive(Debug)]
pub struct Queue<'a> {
    pools: &'a Pools,
    dice: Dice,
    today: Date,
    seen: u32,
}

impl<'a> Queue<'a> {
    /// Reminders around `today`.
    pub fn new(pools: &'a Pools, today: Date) -> Self {
        Self { pools, dice: Dice::new(0x0dd5), today, seen: 0 }
    }

    /// The reminder of this patient, for some.
    pub fn for_patient(&mut self, patient: &IncomingPatient) -> Option<IncomingReminder> {
        self.seen += 1;
        if self.seen % EVERY != 3 {
            return None;
        }
        let model = self.dice.pick(&self.pools.reminders)?;
        let day = |dice: &mut Dice, from: i64, span: u32| {
            self.today.checked_add((from + i64::from(dice.below(span))).days()).ok()
        };
        let due = day(&mut self.dice, -3, 7)?;
        let at = Time::new(
            9 + i8::try_from(self.dice.below(8)).ok()?,
            10 * i8::try_from(self.dice.below(6)).ok()?,
            0,
            0,
        )
        .ok()?;
        let date = day(&mut self.dice, 3, 14)?;
        let appointment = match model.purpose {
            Purpose::Appointment | Purpose::Vaccination | Purpose::Screening => Appointment {
                at: Some(date.to_datetime(at)),
                place: Some(model.place.clone()).filter(|place| !place.is_empty()),
                with: None,
            },
            _ => Appointment::default(),
        };
        let first = patient.names.first().and_then(|name| name.first_given()).unwrap_or("");
        let text = model
            .text
            .replace("((first_name))", first)
            .replace("((appointment.date))", &date.strftime("%A %-d %B").to_string())
            .replace("((appointment.time))", &spoken(at))
            .replace("((appointment.place))", &model.place);
        Some(IncomingReminder {
            patient: patient.key.clone(),
            external_id: Some(format!("R{:06}", self.seen)),
            purpose: model.purpose,
            due,
            appointment,
            text: Some(text),
            cancelled: false,
        })
    }
}

/// A time as a text message has it: 9.40am, 2pm.
pub fn spoken(at: Time) -> String {
    let hour = match at.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let half = if at.hour() < 12 { "am" } else { "pm" };
    if at.minute() == 0 { format!("{hour}{half}") } else { format!("{hour}.{:02}{half}", at.minute()) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn times_read_as_people_say_them() {
        assert_eq!(spoken(time(9, 40, 0, 0)), "9.40am");
        assert_eq!(spoken(time(14, 0, 0, 0)), "2pm");
        assert_eq!(spoken(time(0, 5, 0, 0)), "12.05am");
        assert_eq!(spoken(time(12, 0, 0, 0)), "12pm");
    }
}
