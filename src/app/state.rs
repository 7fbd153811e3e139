//! What every screen shares: tickets, notices, the theme's name.

use std::str::FromStr;

use super::msg::Trouble;

/// Says which question an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

impl Ticket {
    /// The lower bits number the questions of one desk, the upper ones the desks.
    const DESK: u32 = 48;

    /// The number of the desk that asked.
    pub const fn desk(self) -> u64 {
        self.0 >> Self::DESK
    }
}

/// What an answer is for. There is at most one open question for each: asking again makes the older one stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The counts of the home screen.
    Counts,
    /// The list that the screen shows.
    List,
    /// How many reminders each part of the queue holds.
    QueueCounts,
    /// How many reminders each named view holds.
    ViewCounts,
    /// A change of the named views.
    View,
    /// The next page of that list.
    More,
    /// The facts about the lines in view.
    Outlook,
    /// The dossier of the screen's patient.
    Dossier,
    /// The drafts of the screen's patient, or of the member of staff.
    Drafts,
    /// The reminder that is answered.
    Reminder,
    /// What was put on the patient's file last.
    Amendments,
    /// The message that the screen shows.
    Message,
    /// The check of the log.
    Verify,
    /// A day's end.
    Day,
    /// A look at the practice's files.
    Doctor,
    /// The sheet of a day's end.
    Sheet,
    /// The head of the log.
    Head,
    /// The entry that the screen appends.
    Append,
    /// The message that is on its way out: its dossier, its entries, its file.
    HandOver,
    /// A step of triage: of each the answer is awaited.
    Triage,
    /// What is put on a patient's file; it outlives the screen.
    Amend,
    /// What was typed before into the form that is open.
    Form,
    /// The save of a draft; it outlives the screen.
    SaveDraft,
    /// A draft thrown away; it outlives the screen.
    Discard,
    /// A copy to the clipboard; it outlives the screen.
    Copy,
    /// The import; it outlives the screen.
    Import,
    /// That somebody signed in or took the seat; it outlives the screen.
    Door,
}

impl Slot {
    /// Whether the question belongs to the screen and goes with it.
    pub const fn is_screens(self) -> bool {
        !matches!(
            self,
            Self::SaveDraft
                | Self::Discard
                | Self::Copy
                | Self::Import
                | Self::HandOver
                | Self::Amend
                | Self::Door
        )
    }
}

/// The open questions. This is the one place where stale answers are dropped.
#[derive(Debug, Default)]
pub struct Tickets {
    last: u64,
    open: Vec<(Slot, Ticket)>,
}

impl Tickets {
    /// Those of the desk with this number.
    pub fn of_desk(number: u64) -> Self {
        Self { last: number << Ticket::DESK, open: Vec::new() }
    }

    /// A new ticket for a question; an older question of this slot is stale from now on, but for saves and steps of triage:
    /// of each the answer is awaited.
    pub fn ask(&mut self, slot: Slot) -> Ticket {
        self.last += 1;
        let ticket = Ticket(self.last);
        self.open.retain(|(open, _)| *open != slot || matches!(slot, Slot::SaveDraft | Slot::Triage));
        self.open.push((slot, ticket));
        ticket
    }

    /// What the answer with this ticket is for; `None`: it is stale. `last`: no further answer will come.
    pub fn answer(&mut self, ticket: Ticket, last: bool) -> Option<Slot> {
        let at = self.open.iter().position(|(_, open)| *open == ticket)?;
        let slot = self.open.get(at).map(|(slot, _)| *slot);
        if last {
            self.open.remove(at);
        }
        slot
    }

    /// The ticket of the open question of a slot.
    pub fn open(&self, slot: Slot) -> Option<Ticket> {
        self.open.iter().find(|(open, _)| *open == slot).map(|(_, ticket)| *ticket)
    }

    /// Makes the question of one slot stale.
    pub fn forget(&mut self, slot: Slot) {
        self.open.retain(|(open, _)| *open != slot);
    }

    /// Makes the questions stale that belonged to the screen that is left.
    pub fn leave_screen(&mut self) {
        self.open.retain(|(slot, _)| !slot.is_screens());
    }
}

/// A line that tells staff what became of what they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// It is done.
    Done(String),
    /// It cannot be done now, and why.
    Hint(String),
    /// Something failed.
    Trouble(Trouble),
}

impl Notice {
    /// The words.
    pub fn words(&self) -> String {
        match self {
            Self::Done(words) | Self::Hint(words) => words.clone(),
            Self::Trouble(trouble) => trouble.to_string(),
        }
    }
}

/// The themes, by name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThemeName {
    /// Light on dark.
    #[default]
    Dark,
    /// Dark on light.
    Light,
    /// As much contrast as the terminal gives.
    HighContrast,
    /// No colour: bold, underlined, reversed.
    Mono,
}

impl ThemeName {
    /// All themes, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Dark, Self::Light, Self::HighContrast, Self::Mono];

    /// The word in the settings.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::Mono => "mono",
        }
    }
}

/// A word that names no theme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a theme (use dark, light, high-contrast or mono)")]
pub struct UnknownTheme(pub String);

impl FromStr for ThemeName {
    type Err = UnknownTheme;
    fn from_str(text: &str) -> Result<Self, UnknownTheme> {
        Self::ALL.into_iter().find(|theme| theme.slug() == text).ok_or_else(|| UnknownTheme(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_question_of_a_slot_is_answered() {
        let mut tickets = Tickets::default();
        let slow = tickets.ask(Slot::Dossier);
        let fast = tickets.ask(Slot::Dossier);
        assert_eq!(tickets.answer(slow, true), None);
        assert_eq!(tickets.answer(fast, false), Some(Slot::Dossier));
        assert_eq!(tickets.answer(fast, true), Some(Slot::Dossier));
        assert_eq!(tickets.answer(fast, true), None);
    }

    #[test]
    fn what_outlives_a_screen_is_still_answered() {
        let mut tickets = Tickets::default();
        let list = tickets.ask(Slot::List);
        let save = tickets.ask(Slot::SaveDraft);
        tickets.leave_screen();
        assert_eq!(tickets.answer(list, true), None);
        assert_eq!(tickets.answer(save, true), Some(Slot::SaveDraft));
    }
}
