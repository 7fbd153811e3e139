//! One patient: how to reach them, what they refuse, who acts for them, what was written.

use crate::app::action::{Action, Place};
use crate::app::context::Context;
use crate::app::effect::Request;
use crate::app::facts::{Fact, Tone, facts};
use crate::app::key::Key;
use crate::app::lines::Lines;
use crate::app::msg::Reply;
use crate::app::part::Part;
use crate::app::screen::compose::Opening;
use crate::app::state::Slot;
use crate::app::turn::{Go, Turn};
use crate::app::who::Who;
use crate::app::writing::Facts;
use crate::domain::communication::{CommunicationRow, RecordView};
use crate::domain::draft::Draft;
use crate::domain::ids::PatientId;
use crate::domain::reminder::{ReminderRow, ReminderView};

/// A line of the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// A fact.
    Fact(Fact),
    /// A draft, which opens.
    Draft(Box<Draft>),
    /// A reminder, which opens.
    Reminder(Box<ReminderRow>),
    /// A message, which opens.
    Message(Box<CommunicationRow>),
}

impl Line {
    /// Whether Enter opens it.
    pub const fn opens(&self) -> bool {
        !matches!(self, Self::Fact(_))
    }
}

/// One patient.
#[derive(Debug)]
pub struct PatientScreen {
    /// Which.
    pub id: PatientId,
    /// The facts.
    pub facts: Facts,
    /// Everything about them in lines, the loud ones first.
    pub lines: Vec<Line>,
    /// The cursor.
    pub cursor: Lines,
    drafts: Vec<Draft>,
    reminders: Vec<ReminderRow>,
}

fn head(words: &str) -> Line {
    Line::Fact(Fact { tone: Tone::Head, label: words.to_owned(), words: String::new() })
}

fn part(title: &str, lines: impl Iterator<Item = Line>) -> Vec<Line> {
    let lines: Vec<Line> = lines.collect();
    if lines.is_empty() { lines } else { std::iter::once(head(title)).chain(lines).collect() }
}

impl PatientScreen {
    /// The screen of a patient.
    pub fn new(id: PatientId) -> Self {
        Self {
            id,
            facts: Facts::Loading,
            lines: Vec::new(),
            cursor: Lines::default(),
            drafts: Vec::new(),
            reminders: Vec::new(),
        }
    }

    fn lay_out(&mut self, cx: &Context<'_>) {
        let Facts::Known(dossier) = &self.facts else { return };
        let mut lines: Vec<Line> = facts(dossier, cx).into_iter().map(Line::Fact).collect();
        let drafts = self.drafts.iter().cloned().map(|draft| Line::Draft(Box::new(draft)));
        lines.extend(part("Drafts", drafts));
        let due = self.reminders.iter().cloned().map(|row| Line::Reminder(Box::new(row)));
        lines.extend(part("Reminders", due));
        let recent = dossier.recent.iter().flatten().cloned().map(|row| Line::Message(Box::new(row)));
        lines.extend(part("Messages", recent));
        self.cursor.resize(lines.len());
        self.lines = lines;
    }

    fn ask(&self, turn: &mut Turn<'_>) {
        turn.ask(Slot::Drafts, Request::DraftsOf(self.id));
        let view = ReminderView::Of(self.id);
        turn.ask(Slot::List, Request::Reminders { view, after: None, limit: 20 });
        turn.ask(Slot::Dossier, Request::Dossier(self.id));
    }

    fn who(&self, turn: &Turn<'_>) -> Option<Who> {
        match &self.facts {
            Facts::Known(dossier) => Some(Who::of_dossier(dossier, turn.cx.now.today())),
            _ => None,
        }
    }

    fn open(&self, turn: &mut Turn<'_>) {
        let Some(who) = self.who(turn) else { return };
        match self.cursor.of(&self.lines) {
            Some(Line::Draft(draft)) => {
                turn.go(Go::Compose(Box::new(Opening::Draft(draft.as_ref().clone(), who))));
            }
            Some(Line::Reminder(row)) => {
                turn.go(Go::Compose(Box::new(Opening::Reminder(row.as_ref().clone()))));
            }
            Some(Line::Message(row)) => turn.go(Go::Message(row.id)),
            Some(Line::Fact(_)) | None => turn.go(Go::Compose(Box::new(Opening::New(who)))),
        }
    }

    fn next_part(&mut self, back: bool) {
        let is_head = |line: &Line| matches!(line, Line::Fact(fact) if fact.tone == Tone::Head);
        let heads: Vec<usize> =
            self.lines.iter().enumerate().filter(|(_, line)| is_head(line)).map(|(at, _)| at + 1).collect();
        let next = if back {
            heads.iter().rev().find(|at| **at < self.cursor.at).or(heads.last())
        } else {
            heads.iter().find(|at| **at > self.cursor.at).or(heads.first())
        };
        self.cursor.at = next.copied().unwrap_or(0);
    }
}

impl Part for PatientScreen {
    fn place(&self) -> Place {
        Place::Patient
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::Open => self.cursor.of(&self.lines).is_some_and(Line::opens),
            Action::Write | Action::Messages => matches!(self.facts, Facts::Known(_)),
            _ => true,
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.ask(turn);
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Write => match self.who(turn) {
                Some(who) => turn.go(Go::Compose(Box::new(Opening::New(who)))),
                None => turn.hint("The patient's facts are still loading"),
            },
            Action::Messages => {
                let view = RecordView { patient: Some(self.id), ..RecordView::default() };
                turn.go(Go::Record(view, self.who(turn)));
            }
            Action::Open => self.open(turn),
            Action::NextPart => self.next_part(false),
            Action::PreviousPart => self.next_part(true),
            Action::Back => turn.go(Go::Back),
            _ => {
                self.cursor.act(action, turn.cx.size.1.saturating_sub(8));
            }
        }
    }

    fn reply(&mut self, _slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::Dossier(Ok(dossier)) => self.facts = Facts::Known(dossier),
            Reply::Dossier(Err(trouble)) => self.facts = Facts::Failed(trouble),
            Reply::Drafts(Ok(drafts)) => self.drafts = drafts,
            Reply::Reminders(Ok(rows)) => self.reminders = rows,
            Reply::Drafts(Err(trouble)) | Reply::Reminders(Err(trouble)) => turn.trouble(trouble),
            _ => {}
        }
        self.lay_out(turn.cx);
    }

    fn changed(&mut self, turn: &mut Turn<'_>) {
        self.ask(turn);
    }
}
