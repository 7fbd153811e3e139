//! One patient: how to reach them, what they refuse, who acts for them, what was written; each fact changes in place.

mod keeping;

use jiff::civil::Date;

use crate::app::action::{Action, Place};
use crate::app::context::Context;
use crate::app::effect::Request;
use crate::app::facts::contacts::NOTHING;
use crate::app::facts::{FactLine, Tone, facts};
use crate::app::key::Key;
use crate::app::lines::Lines;
use crate::app::msg::Reply;
use crate::app::part::Part;
use crate::app::screen::compose::Opening;
use crate::app::screen::history;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn};
use crate::app::who::Who;
use crate::app::writing::Facts;
use crate::domain::communication::{CommunicationRow, RecordView};
use crate::domain::dossier::Dossier;
use crate::domain::draft::Draft;
use crate::domain::fact::Fact;
use crate::domain::ids::PatientId;
use crate::domain::reminder::{ReminderRow, ReminderView};
use crate::domain::worklist::Subject;
use keeping::Keeping;

/// A line of the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// A fact.
    Fact(Box<FactLine>),
    /// A draft, which opens.
    Draft(Box<Draft>),
    /// A reminder, which opens.
    Reminder(Box<ReminderRow>),
    /// A message, which opens.
    Message(Box<CommunicationRow>),
}

impl Line {
    fn is_head(&self) -> bool {
        matches!(self, Self::Fact(line) if line.tone == Tone::Head)
    }

    fn is_about(&self, subject: &Subject) -> bool {
        let Self::Fact(line) = self else { return false };
        match (subject, &line.fact) {
            (Subject::Contact(id), Some(Fact::Contact { point, .. })) => point.id == *id,
            (Subject::Proxy(id), Some(Fact::Proxy(proxy))) => proxy.id == *id,
            (Subject::Agreement(id), Some(Fact::Agreement(one))) => one.id == *id,
            (Subject::Objection(id), Some(Fact::Objection(one))) => one.id == *id,
            (Subject::Conflict(facet, kept, other), Some(Fact::Conflict(one))) => {
                (one.facet, &one.kept, &one.other) == (*facet, kept, other)
            }
            (Subject::Patient, Some(Fact::MissingFromList)) => true,
            _ => false,
        }
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
    keeping: Keeping,
    /// It was said that there are unfinished forms.
    pub offered: bool,
    /// The day on which the lines were laid out.
    today: Option<Date>,
    /// What the cursor goes to once it is here.
    sought: Option<Subject>,
}

fn head(words: &str) -> Line {
    let line =
        FactLine { tone: Tone::Head, label: words.to_owned(), words: String::new(), fact: None, held: None };
    Line::Fact(Box::new(line))
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
            keeping: Keeping::default(),
            offered: false,
            today: None,
            sought: None,
        }
    }

    /// The screen of a patient with the cursor on what a worklist says of them.
    pub fn about(id: PatientId, subject: Subject) -> Self {
        Self { sought: Some(subject), ..Self::new(id) }
    }

    /// The dossier, once it is here.
    pub fn dossier(&self) -> Option<&Dossier> {
        match &self.facts {
            Facts::Known(dossier) => Some(dossier),
            _ => None,
        }
    }

    /// The fact under the cursor.
    pub fn fact(&self) -> Option<&Fact> {
        match self.cursor.of(&self.lines) {
            Some(Line::Fact(line)) => line.fact.as_ref(),
            _ => None,
        }
    }

    /// Lays the lines out anew; the cursor stays on its fact, or goes to one that was just added.
    fn lay_out(&mut self, cx: &Context<'_>) {
        let Some(dossier) = self.dossier() else { return };
        let mut lines: Vec<Line> =
            facts(dossier, cx).into_iter().map(|line| Line::Fact(Box::new(line))).collect();
        let drafts = self.drafts.iter().cloned().map(|draft| Line::Draft(Box::new(draft)));
        lines.extend(part("Drafts", drafts));
        let due = self.reminders.iter().cloned().map(|row| Line::Reminder(Box::new(row)));
        lines.extend(part("Reminders", due));
        let recent = dossier.recent.iter().flatten().cloned().map(|row| Line::Message(Box::new(row)));
        lines.extend(part("Messages", recent));
        let at = |wanted: &Fact| {
            let is_it = |line: &Line| match line {
                Line::Fact(line) => line.fact.as_ref().is_some_and(|fact| fact.is_same_thing(wanted)),
                _ => false,
            };
            lines.iter().position(is_it)
        };
        // of several lines about one fact the present one stays
        let stays = lines.get(self.cursor.at).is_some_and(|line| {
            matches!((line, self.fact()), (Line::Fact(line), Some(fact))
                if line.fact.as_ref().is_some_and(|now| now.is_same_thing(fact)))
        });
        let added = self.keeping.added().and_then(at);
        let sought =
            self.sought.take().and_then(|subject| lines.iter().position(|line| line.is_about(&subject)));
        let kept = self.fact().filter(|_| !stays).and_then(at);
        self.cursor.resize(lines.len());
        self.cursor.at = added.or(sought).or(kept).unwrap_or(self.cursor.at);
        self.lines = lines;
        self.today = Some(cx.now.today());
        if added.is_some() {
            self.keeping.seen();
        }
        self.off_heads(false);
    }

    /// No key does anything on a heading: the cursor steps over it.
    fn off_heads(&mut self, back: bool) {
        let is_head = |at: usize| self.lines.get(at).is_some_and(Line::is_head);
        let mut at = self.cursor.at;
        while back && at > 0 && is_head(at) {
            at -= 1;
        }
        while at + 1 < self.lines.len() && is_head(at) {
            at += 1;
        }
        self.cursor.at = at;
    }

    fn ask(&self, turn: &mut Turn<'_>) {
        turn.ask(Slot::Drafts, Request::DraftsOf(self.id));
        let view = ReminderView::Of(self.id);
        turn.ask(Slot::List, Request::Reminders { view, after: None, limit: 20 });
        turn.ask(Slot::Dossier, Request::Dossier(self.id));
    }

    /// Whether the line under the cursor says that there is nothing to reach the person by.
    fn is_on_nothing(&self) -> bool {
        matches!(self.cursor.of(&self.lines), Some(Line::Fact(line)) if line.label == NOTHING && line.fact.is_none())
    }

    fn who(&self, turn: &Turn<'_>) -> Option<Who> {
        self.dossier().map(|dossier| Who::of_dossier(dossier, turn.cx.now.today()))
    }

    fn open(&mut self, turn: &mut Turn<'_>) {
        let Some(who) = self.who(turn) else { return };
        match self.cursor.of(&self.lines) {
            Some(Line::Draft(draft)) if draft.own_form().is_some() => {
                let draft = draft.clone();
                self.open_unfinished(&draft, turn);
            }
            Some(Line::Draft(draft)) => {
                turn.go(Go::Compose(Box::new(Opening::Draft(draft.as_ref().clone(), who))));
            }
            Some(Line::Reminder(row)) => {
                turn.go(Go::Compose(Box::new(Opening::Reminder(row.as_ref().clone()))));
            }
            Some(Line::Message(row)) => turn.go(Go::Message(row.id)),
            Some(Line::Fact(_)) | None => self.change(turn),
        }
    }

    fn next_part(&mut self, back: bool) {
        let heads: Vec<usize> =
            self.lines.iter().enumerate().filter(|(_, line)| line.is_head()).map(|(at, _)| at + 1).collect();
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
        let known = self.dossier().is_some();
        match action {
            Action::Open => match self.cursor.of(&self.lines) {
                Some(Line::Fact(line)) => line.fact.is_some() || line.label == NOTHING,
                line => line.is_some(),
            },
            Action::Write | Action::Messages | Action::Add | Action::History | Action::Undo => known,
            action if keeping::is_on_a_fact(action) => {
                self.fact().is_some_and(|fact| self.fits(action, fact))
            }
            _ => true,
        }
    }

    fn label(&self, action: Action) -> &'static str {
        match self.fact() {
            // the footer of 80 columns has no room for it; the help names it
            _ if action == Action::NextPart => "",
            Some(fact) => self.word(action, fact).unwrap_or(action.label()),
            None if action == Action::Open && self.is_on_nothing() => "Add one",
            None => action.label(),
        }
    }

    fn is_near(&self, action: Action) -> bool {
        keeping::is_on_a_fact(action) || (action == Action::Open && self.fact().is_some())
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
            Action::History => match self.dossier() {
                Some(dossier) => turn.go(Go::History(Box::new(dossier.clone()))),
                None => turn.hint("The patient's facts are still loading"),
            },
            Action::Open => self.open(turn),
            Action::NextPart => self.next_part(false),
            Action::PreviousPart => self.next_part(true),
            Action::Back => turn.go(Go::Back),
            Action::Add | Action::Undo => self.keep_something(action, turn),
            action if keeping::is_on_a_fact(action) => self.keep_something(action, turn),
            _ => {
                if self.cursor.act(action, turn.cx.size.1.saturating_sub(10)) {
                    self.off_heads(matches!(action, Action::Up | Action::PageUp));
                }
            }
        }
    }

    fn reply(&mut self, _slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::Dossier(Ok(dossier)) => {
                self.facts = Facts::Known(dossier);
                self.raced(turn);
            }
            Reply::Dossier(Err(trouble)) => self.facts = Facts::Failed(trouble),
            Reply::Drafts(Ok(drafts)) => {
                if drafts.iter().any(|draft| draft.own_form().is_some()) && !self.offered {
                    turn.hint(
                        "A form that you did not finish is kept below, under Drafts: Enter opens it again",
                    );
                }
                self.offered = true;
                self.drafts = drafts;
            }
            Reply::Reminders(Ok(rows)) => self.reminders = rows,
            Reply::Amendments(Ok(entries)) => self.ask_take_back(history::standing(&entries), turn),
            Reply::Appended(answer) => self.kept(answer, turn),
            Reply::Drafts(Err(trouble))
            | Reply::Reminders(Err(trouble))
            | Reply::Amendments(Err(trouble)) => {
                turn.trouble(trouble);
            }
            _ => {}
        }
        self.lay_out(turn.cx);
    }

    fn picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        self.keep_picked(pick, turn);
    }

    fn changed(&mut self, turn: &mut Turn<'_>) {
        self.ask(turn);
    }
}
