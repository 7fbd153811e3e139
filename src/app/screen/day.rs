//! Day's end: what was handled, what waits and why, what is to be followed up, confirmed and copied; charts beside it.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::app::action::{Action, Place};
use crate::app::effect::Request;
use crate::app::key::Key;
use crate::app::lines::{Lines, Scroll};
use crate::app::msg::{Reply, Trouble};
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Turn};
use crate::domain::communication::{Communication, CommunicationRow};
use crate::domain::day::{Blocked, Day, FollowUp, Outcome};
use crate::domain::dossier::Dossier;
use crate::domain::ids::{CommunicationId, PatientId};
use crate::domain::log::{Appended, Event};
use crate::domain::permission::Permission;
use crate::domain::record_block::record_block;
use crate::domain::reminder::{Queue, ReminderRow, ReminderView};
use crate::policy::prospect;

/// How many due reminders are judged at a time, beside everything else.
const PAGE: usize = 50;

/// At most so many are judged.
const JUDGED: u64 = 5_000;

/// What is shown of the day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Side {
    /// The sums and the lists.
    #[default]
    Sums,
    /// Bars and sparklines.
    Charts,
    /// What each rule found.
    Rules,
}

impl Side {
    /// All sides, in the order in which Tab turns through them.
    pub const ALL: [Self; 3] = [Self::Sums, Self::Charts, Self::Rules];

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sums => "Day",
            Self::Charts => "Charts",
            Self::Rules => "Rules",
        }
    }
}

/// A line of the sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayLine {
    /// How much was handled.
    Handled(u64),
    /// An outcome and how often.
    Outcome(Outcome, u64),
    /// What waits, in one line.
    Waits,
    /// How many of those due are blocked.
    Blocked,
    /// A rule that blocks, by its place among them.
    Rule(usize),
    /// How many attempts are to be followed up.
    FollowUps,
    /// One of them.
    FollowUp(usize),
    /// How many messages are not confirmed.
    Unconfirmed,
    /// One of them.
    Open(usize),
    /// How many messages are not yet in the clinical record.
    ToCopy,
    /// One of them.
    Copy(usize),
    /// The head of the log.
    Head,
    /// The first half of the phrase of the checkpoint, and the second.
    Phrase(usize),
}

/// The screen.
#[derive(Debug, Default)]
pub struct DayScreen {
    /// The day that is shown; `None`: today.
    pub on: Option<Date>,
    /// The report; `None` before it has arrived.
    pub day: Option<Box<Day>>,
    /// Why it could not be read.
    pub trouble: Option<Trouble>,
    /// What is shown of it.
    pub side: Side,
    /// The cursor on the lines of the sums.
    pub cursor: Lines,
    /// Where the other sides are scrolled to.
    pub scroll: Scroll,
    /// Due reminders are being judged.
    pub judging: bool,
    blocked: Blocked,
    page: Vec<ReminderRow>,
    /// The block of this message is to be copied: the message, once it is here.
    copying: Option<(CommunicationId, Option<Box<Communication>>)>,
    /// What the entry under way ends with.
    ending: &'static str,
    /// What is to be put on the record behind it.
    next: Option<Event>,
}

impl DayScreen {
    /// The lines of the sums, in order.
    pub fn lines(&self) -> Vec<DayLine> {
        let Some(day) = &self.day else { return Vec::new() };
        let mut lines = vec![DayLine::Handled(day.handled())];
        lines.extend(day.outcomes.iter().map(|(outcome, count)| DayLine::Outcome(*outcome, *count)));
        if !day.waiting.is_empty() {
            lines.extend([DayLine::Waits, DayLine::Blocked]);
            lines.extend((0..day.blocked.rules.len()).map(DayLine::Rule));
        }
        lines.push(DayLine::FollowUps);
        lines.extend((0..day.follow_ups.len()).map(DayLine::FollowUp));
        lines.push(DayLine::Unconfirmed);
        lines.extend((0..day.unconfirmed.len()).map(DayLine::Open));
        lines.push(DayLine::ToCopy);
        lines.extend((0..day.to_copy.len()).map(DayLine::Copy));
        lines.extend([DayLine::Head, DayLine::Phrase(0), DayLine::Phrase(1)]);
        lines
    }

    fn line(&self) -> Option<DayLine> {
        self.lines().get(self.cursor.at).copied()
    }

    /// The message under the cursor that waits to be confirmed or copied.
    fn row(&self) -> Option<&CommunicationRow> {
        let day = self.day.as_ref()?;
        match self.line()? {
            DayLine::Open(at) => day.unconfirmed.get(at),
            DayLine::Copy(at) => day.to_copy.get(at),
            _ => None,
        }
    }

    fn follow_up(&self) -> Option<&FollowUp> {
        match self.line()? {
            DayLine::FollowUp(at) => self.day.as_ref()?.follow_ups.get(at),
            _ => None,
        }
    }

    fn patient(&self) -> Option<PatientId> {
        self.row().map(|row| row.patient).or_else(|| self.follow_up().map(|one| one.patient))
    }

    /// The message under the cursor that is to be copied into the clinical record.
    fn to_copy(&self) -> Option<CommunicationId> {
        match self.line()? {
            DayLine::Copy(at) => self.day.as_ref()?.to_copy.get(at).map(|row| row.id),
            _ => None,
        }
    }

    fn ask(&self, turn: &mut Turn<'_>) {
        let now = turn.cx.now;
        let on = self.on.unwrap_or_else(|| now.today());
        let staff = super::reminders::glance(turn).staff;
        turn.ask(Slot::Day, Request::Day { on, now: Box::new(now.clone()), staff });
    }

    fn came(&mut self, day: Box<Day>, turn: &mut Turn<'_>) {
        let old = self.day.replace(day);
        if let (Some(day), Some(old)) = (&mut self.day, old) {
            // what was judged stands until it is judged again
            day.blocked = old.blocked;
        }
        self.trouble = None;
        self.cursor.resize(self.lines().len());
        let is_today = self.day.as_ref().is_some_and(|day| day.on == turn.cx.now.today());
        if is_today && !self.judging {
            self.judging = true;
            self.blocked = Blocked::default();
            self.page.clear();
            self.ask_page(turn);
        }
    }

    /// Asks for the next of those that are due.
    fn ask_page(&self, turn: &mut Turn<'_>) {
        let view = ReminderView::Queue(Queue::Now, super::reminders::glance(turn));
        let after = self.page.last().map(|row| Box::new(row.reminder.clone()));
        turn.ask(Slot::List, Request::Reminders { view, after, limit: PAGE });
    }

    fn page_came(&mut self, rows: Vec<ReminderRow>, turn: &mut Turn<'_>) {
        if rows.is_empty() || self.blocked.judged >= JUDGED {
            self.blocked.more = !rows.is_empty();
            return self.judged();
        }
        self.page = rows;
        let patients = self.page.iter().map(|row| row.reminder.patient).collect();
        turn.ask(Slot::Outlook, Request::Dossiers(patients));
    }

    fn judge(&mut self, dossiers: &[Dossier], turn: &mut Turn<'_>) {
        let sources = turn.cx.sources(turn.staff);
        for row in &self.page {
            let dossier = dossiers.iter().find(|dossier| dossier.patient.id == row.reminder.patient);
            if let Some(dossier) = dossier {
                self.blocked.add(prospect(&row.reminder, dossier, &sources).blocked_by());
            }
        }
        self.ask_page(turn);
    }

    /// All that are due were judged.
    fn judged(&mut self) {
        self.judging = false;
        let blocked = std::mem::take(&mut self.blocked);
        let line = self.line();
        if let Some(day) = &mut self.day {
            day.blocked = blocked;
        }
        let lines = self.lines();
        self.cursor.resize(lines.len());
        let at = line.and_then(|line| lines.iter().position(|other| *other == line));
        self.cursor.at = at.unwrap_or(self.cursor.at);
    }

    fn turn_day(&mut self, back: bool, turn: &mut Turn<'_>) {
        let today = turn.cx.now.today();
        let on = self.on.unwrap_or(today);
        let on = if back { on.saturating_sub(1.days()) } else { on.saturating_add(1.days()) };
        if on > today {
            return turn.hint("This is today");
        }
        self.on = (on < today).then_some(on);
        self.day = None;
        self.judging = false;
        turn.tickets.forget(Slot::List);
        turn.tickets.forget(Slot::Outlook);
        self.cursor = Lines::default();
        self.ask(turn);
    }

    fn turn_side(&mut self, back: bool) {
        let count = Side::ALL.len();
        let at = Side::ALL.iter().position(|side| *side == self.side).unwrap_or(0);
        let next = if back { at + count - 1 } else { at + 1 } % count;
        self.side = Side::ALL.get(next).copied().unwrap_or_default();
        self.scroll = Scroll::default();
    }

    fn open(&self, turn: &mut Turn<'_>) {
        match (self.row(), self.follow_up()) {
            (Some(row), _) => turn.go(Go::Message(row.id)),
            (None, Some(one)) => turn.go(Go::Patient(one.patient)),
            _ => turn.hint("Go to a patient or a message with the arrows first"),
        }
    }

    fn copy(&mut self, turn: &mut Turn<'_>) {
        let Some(id) = self.to_copy() else {
            return turn.hint("Go to a message that is not yet in the clinical record first");
        };
        self.copying = Some((id, None));
        turn.ask(Slot::Message, Request::Message(id));
    }

    fn copied(&mut self, turn: &mut Turn<'_>) {
        let Some(communication) = self.to_copy() else {
            return turn.hint("Go to a message that is not yet in the clinical record first");
        };
        self.append(
            Event::Copied { communication },
            "Noted as copied: the next one is under the cursor",
            turn,
        );
    }

    fn append(&mut self, event: Event, ending: &'static str, turn: &mut Turn<'_>) {
        match turn.entry(event, None) {
            Some(entry) => {
                self.ending = ending;
                turn.ask(Slot::Append, Request::Append(Box::new(entry)));
            }
            None => turn.ask_who(),
        }
    }

    fn print(&self, turn: &mut Turn<'_>) {
        match &self.day {
            Some(_) if self.judging => turn.hint("What is due is still being judged: a moment, please"),
            Some(day) => {
                let by = turn.staff.cloned().map(Box::new);
                turn.ask(Slot::Sheet, Request::Sheet { day: day.clone(), by });
            }
            None => turn.hint("The day is still being read"),
        }
    }

    fn written(&mut self, file: &str, turn: &mut Turn<'_>) {
        turn.done(format!("Written: {file}, and the same as CSV beside it"));
        let count = self.day.as_ref().map_or(0, |day| day.handled());
        // what leaves the program stands in the log
        let what = format!("day's end in {file}");
        if let Some(entry) = turn.entry(Event::Exported { what, count }, None) {
            self.ending = "";
            let tree = self.day.as_ref().map(|day| day.tree);
            self.next = tree.map(|tree| Event::Checkpointed { number: tree.head.number, root: tree.root });
            turn.ask(Slot::Append, Request::Append(Box::new(entry)));
        }
    }
}

impl Part for DayScreen {
    fn place(&self) -> Place {
        Place::Day
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::Open => self.side == Side::Sums && self.patient().is_some(),
            Action::ShowPatient => self.side == Side::Sums && self.row().is_some(),
            Action::CopyBlock | Action::Copied => self.side == Side::Sums && self.to_copy().is_some(),
            Action::Sheet => self.day.is_some(),
            Action::GoDay => false,
            _ => true,
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.judging = false;
        self.ask(turn);
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Back => turn.go(Go::Back),
            Action::Left | Action::Right => self.turn_day(action == Action::Left, turn),
            Action::NextPart | Action::PreviousPart => {
                self.turn_side(action == Action::PreviousPart);
                if self.side == Side::Rules
                    && let Some(words) = turn.refusal(Permission::Insights)
                {
                    self.turn_side(action == Action::PreviousPart);
                    turn.hint(words);
                }
            }
            Action::Sheet => self.print(turn),
            _ if self.side != Side::Sums => self.scroll.act(action, turn.cx.size.1.saturating_sub(8)),
            Action::Open => self.open(turn),
            Action::ShowPatient => match self.patient() {
                Some(patient) => turn.go(Go::Patient(patient)),
                None => turn.hint("There is no patient on this line"),
            },
            Action::CopyBlock => self.copy(turn),
            Action::Copied => self.copied(turn),
            _ => {
                self.cursor.act(action, turn.cx.size.1.saturating_sub(8));
            }
        }
    }

    fn reply(&mut self, _slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::Day(Ok(day)) => self.came(day, turn),
            Reply::Day(Err(trouble)) => self.trouble = Some(trouble),
            Reply::Reminders(Ok(rows)) => self.page_came(rows, turn),
            Reply::Dossiers(Ok(dossiers)) => self.judge(&dossiers, turn),
            Reply::Reminders(Err(trouble)) | Reply::Dossiers(Err(trouble)) => {
                self.judging = false;
                turn.trouble(trouble);
            }
            Reply::Message(Ok(message)) => {
                if let Some((_, known)) = self.copying.as_mut().filter(|(id, _)| *id == message.message.id) {
                    turn.ask(Slot::Dossier, Request::Dossier(message.message.patient));
                    *known = Some(message);
                }
            }
            Reply::Dossier(Ok(dossier)) => {
                if let Some((_, Some(message))) = self.copying.take() {
                    turn.copy(Slot::Copy, record_block(&message, &dossier.patient, turn.cx.now));
                }
            }
            Reply::Filed(Ok(file)) => self.written(&file, turn),
            Reply::Appended(Ok(Appended::Conflict(_))) => {
                turn.hint("Another desk changed it: look again");
                self.ask(turn);
            }
            Reply::Appended(Ok(_)) if self.ending.is_empty() => {
                if let Some(event) = self.next.take() {
                    self.append(event, "", turn);
                }
            }
            Reply::Appended(Ok(_)) => {
                turn.done(self.ending);
                self.ask(turn);
            }
            Reply::Message(Err(trouble))
            | Reply::Dossier(Err(trouble))
            | Reply::Filed(Err(trouble))
            | Reply::Appended(Err(trouble)) => turn.trouble(trouble),
            _ => {}
        }
    }

    fn changed(&mut self, turn: &mut Turn<'_>) {
        self.ask(turn);
    }

    fn leave(&mut self, _turn: &mut Turn<'_>) {
        self.judging = false;
        self.copying = None;
    }
}
