//! Review: the last look at the exact text, to whom, by what, what was found and how it was settled.

use super::compose::Compose;
use crate::app::action::{Action, Place};
use crate::app::effect::Request;
use crate::app::key::Key;
use crate::app::lines::Lines;
use crate::app::msg::{Reply, Trouble};
use crate::app::overlay::form::Form;
use crate::app::overlay::hand_over::{Outgoing, ways};
use crate::app::overlay::{Overlay, rule};
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn};
use crate::app::writing::{Standing, quote};
use crate::domain::communication::{HandOver, Message, RecordMode};
use crate::domain::draft::{Asks, Unfinished};
use crate::domain::log::{Appended, Event, NewEntry};
use crate::domain::settlement::Settlement;
use crate::domain::severity::Severity;
use crate::policy::Finding;

/// A row that the cursor can stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// A finding, by its place in the verdict.
    Finding(usize),
    /// How it stands on the record.
    Record,
    /// By what way it leaves.
    Way,
    /// The button.
    SendIt,
}

/// What the form over this screen asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asking {
    Summary,
    Override(usize),
}

/// The last look.
#[derive(Debug)]
pub struct Review {
    /// The composer, to go back to.
    pub compose: Box<Compose>,
    /// The cursor.
    pub cursor: Lines,
    /// By what way it leaves.
    pub way: HandOver,
    /// The entry is being written.
    pub sending: bool,
    /// What changed at another desk between the verdict and the hand-over.
    pub conflict: Option<String>,
    /// Why the entry could not be written.
    pub trouble: Option<Trouble>,
    ways: Vec<HandOver>,
    attempt: Option<NewEntry>,
    asking: Option<Asking>,
}

impl Review {
    /// The last look at what the composer holds.
    pub fn new(compose: Box<Compose>, turn: &Turn<'_>) -> Self {
        let ways = ways(compose.writing.draft.channel, turn.cx);
        let way = ways.first().cloned().unwrap_or(HandOver::Clipboard);
        let mut review = Self {
            compose,
            cursor: Lines::default(),
            way,
            sending: false,
            conflict: None,
            trouble: None,
            ways,
            attempt: None,
            asking: None,
        };
        review.go_to_open();
        review
    }

    /// The rows in their order.
    pub fn rows(&self) -> Vec<Row> {
        let findings = (0..self.compose.writing.verdict.findings.len()).map(Row::Finding);
        findings.chain([Row::Record, Row::Way, Row::SendIt]).collect()
    }

    /// The row under the cursor.
    pub fn row(&self) -> Row {
        self.rows().get(self.cursor.at).copied().unwrap_or(Row::SendIt)
    }

    fn finding(&self) -> Option<&Finding> {
        match self.row() {
            Row::Finding(at) => self.compose.writing.verdict.findings.get(at),
            _ => None,
        }
    }

    /// Puts the cursor on the first finding that asks for something, or on the button.
    fn go_to_open(&mut self) {
        let writing = &self.compose.writing;
        let open =
            |finding: &Finding| matches!(writing.standing(finding), Standing::Unseen | Standing::Holds);
        let rows = self.rows();
        let at = writing.verdict.findings.iter().position(open);
        self.cursor = Lines { at: at.unwrap_or(rows.len() - 1), len: rows.len() };
    }

    fn seen(&mut self, turn: &mut Turn<'_>) {
        match self.finding().cloned() {
            Some(finding) if finding.severity == Severity::Warn => {
                self.compose.writing.settle(&finding, Settlement::Seen);
                self.settled(turn);
            }
            Some(finding) if finding.severity == Severity::Stop => {
                turn.hint("A stop is cured in the text (Esc) or overridden on the record (o)");
            }
            Some(_) => turn.hint("A note asks for nothing"),
            None => turn.hint("Go to a warning with the arrows first"),
        }
    }

    fn settled(&mut self, turn: &mut Turn<'_>) {
        self.attempt = None;
        self.compose.changed_by_hand(turn);
        self.go_to_open();
    }

    fn override_stop(&mut self, turn: &mut Turn<'_>) {
        let Row::Finding(at) = self.row() else { return turn.hint("Go to a stop with the arrows first") };
        let Some(finding) = self.finding() else { return };
        if finding.severity != Severity::Stop {
            return turn.hint("Only a stop is overridden; a warning is seen with Space");
        }
        if !finding.can_override {
            return turn.hint("This stop can never be overridden: cure it (Esc), or do not send the message");
        }
        let draft = &self.compose.writing.draft;
        let form = Form::override_stop(&finding.message, quote(finding, draft));
        let asks = Asks::Override(finding.message.clone());
        self.asking = Some(Asking::Override(at));
        self.compose.ask(form, asks, turn);
    }

    fn turn_choice(&mut self, back: bool, turn: &mut Turn<'_>) {
        match self.row() {
            Row::Way => {
                let count = self.ways.len().max(1);
                let at = self.ways.iter().position(|way| *way == self.way).unwrap_or(0);
                let next = if back { at + count - 1 } else { at + 1 } % count;
                if let Some(way) = self.ways.get(next) {
                    self.way = way.clone();
                }
            }
            Row::Record => self.turn_record(back, turn),
            Row::Finding(_) | Row::SendIt => {}
        }
    }

    fn turn_record(&mut self, back: bool, turn: &mut Turn<'_>) {
        let mut modes = vec![RecordMode::Exact, RecordMode::Summary(String::new())];
        modes.extend(turn.cx.systems.iter().cloned().map(RecordMode::RecordedBy));
        let draft = &mut self.compose.writing.draft;
        let same = |mode: &RecordMode| match (&draft.record, mode) {
            (Some(RecordMode::Summary(_)), RecordMode::Summary(_)) => true,
            (Some(now), mode) => now == mode,
            (None, _) => false,
        };
        let at = modes.iter().position(same);
        let next = match at {
            None => 0,
            Some(at) if back => (at + modes.len() - 1) % modes.len(),
            Some(at) => (at + 1) % modes.len(),
        };
        draft.record = modes.into_iter().nth(next);
        self.attempt = None;
        let row = self.row();
        self.compose.changed_by_hand(turn);
        self.stay_on(row);
    }

    /// The verdict changed: the cursor stays on its row where that is still there.
    fn stay_on(&mut self, row: Row) {
        let rows = self.rows();
        self.cursor.len = rows.len();
        self.cursor.at = rows.iter().position(|other| *other == row).unwrap_or(rows.len() - 1);
    }

    fn open(&mut self, turn: &mut Turn<'_>) {
        match self.row() {
            Row::SendIt => self.send(turn),
            Row::Way => self.turn_choice(false, turn),
            Row::Record => match self.compose.writing.draft.record.clone() {
                Some(RecordMode::Summary(words)) => {
                    self.asking = Some(Asking::Summary);
                    let form =
                        Form::words("The summary on the record", "Summary", &words, "Use this summary");
                    self.compose.ask(form, Asks::Summary, turn);
                }
                _ => self.turn_choice(false, turn),
            },
            Row::Finding(_) => match self.finding().map(|finding| finding.severity) {
                Some(Severity::Stop) => self.override_stop(turn),
                Some(Severity::Warn) => turn.hint("Space says that you have seen it"),
                _ => turn.hint("A note asks for nothing"),
            },
        }
    }

    fn send(&mut self, turn: &mut Turn<'_>) {
        if self.sending {
            return;
        }
        if !turn.fresh {
            return turn.hint("Let go of the key, then press it again");
        }
        self.compose.judge(turn.cx);
        if let Some(obstacle) = self.compose.writing.obstacle() {
            self.go_to_open();
            return turn.hint(obstacle);
        }
        let Some(dossier) = self.compose.writing.dossier() else { return };
        let judged = Some(dossier.revisions);
        // a retry brings the same entry: if the first try was written after all, nothing is written twice
        let entry = match self.attempt.take() {
            Some(entry) => Some(entry),
            None => turn.entry(Event::Prepared(Box::new(self.compose.writing.message(turn.cx))), judged),
        };
        let Some(entry) = entry else { return turn.ask_who() };
        self.sending = true;
        self.conflict = None;
        self.trouble = None;
        self.attempt = Some(entry.clone());
        turn.ask(Slot::Append, Request::Append(Box::new(entry)));
    }

    fn appended(&mut self, appended: Appended, turn: &mut Turn<'_>) {
        self.sending = false;
        match appended {
            Appended::Entry { .. } | Appended::Already { .. } => {
                let Some(NewEntry { event: Event::Prepared(message), .. }) = self.attempt.take() else {
                    return;
                };
                turn.go(Go::Written(Some(Box::new(self.outgoing(message, turn)))));
            }
            Appended::Conflict(facets) => {
                let what: Vec<&str> = facets.iter().map(|facet| facet.label()).collect();
                self.conflict = Some(what.join(", "));
                self.attempt = None;
                turn.ask(Slot::Dossier, Request::Dossier(self.compose.writing.draft.patient));
            }
        }
    }

    fn outgoing(&self, message: Box<Message>, turn: &Turn<'_>) -> Overlay {
        let who = self.compose.writing.who.clone();
        Overlay::HandOver(Box::new(Outgoing::held(message, who, self.way.clone(), turn.cx)))
    }
}

impl Part for Review {
    fn place(&self) -> Place {
        Place::Review
    }

    fn label(&self, action: Action) -> &'static str {
        if action == Action::Open { "Choose" } else { action.label() }
    }

    fn offers(&self, action: Action) -> bool {
        let severity = self.finding().map(|finding| finding.severity);
        match action {
            Action::Seen => severity == Some(Severity::Warn),
            Action::Override => {
                self.finding().is_some_and(|f| f.severity == Severity::Stop && f.can_override)
            }
            Action::Explain => self.finding().is_some(),
            Action::SendIt => self.compose.writing.obstacle().is_none(),
            Action::NextPart => false,
            _ => true,
        }
    }

    fn begun(&mut self, form: Unfinished, turn: &mut Turn<'_>) {
        self.compose.begun(form, turn);
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        self.asking = None;
        self.compose.close_form(turn);
        match action {
            Action::Open => self.open(turn),
            Action::Seen => self.seen(turn),
            Action::Override => self.override_stop(turn),
            Action::SendIt => self.send(turn),
            Action::Left => self.turn_choice(true, turn),
            Action::Right => self.turn_choice(false, turn),
            Action::Explain => match self.finding() {
                Some(finding) => turn.open(Overlay::Page(Box::new(rule::explain(
                    finding,
                    &turn.cx.checker.settings.channels,
                )))),
                None => turn.hint("Go to a finding with the arrows first"),
            },
            Action::NextPart => {
                self.cursor.act(Action::Down, 1);
            }
            Action::PreviousPart => {
                self.cursor.act(Action::Up, 1);
            }
            Action::Back if self.sending => turn.hint("It is being put on the record"),
            Action::Back => turn.go(Go::Back),
            _ => {
                self.cursor.act(action, 5);
            }
        }
    }

    fn reply(&mut self, slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::Appended(Ok(appended)) => self.appended(appended, turn),
            Reply::Appended(Err(trouble)) => {
                self.sending = false;
                self.trouble = Some(trouble);
            }
            other => {
                let row = self.row();
                self.compose.reply(slot, other, turn);
                if self.conflict.is_some() { self.go_to_open() } else { self.stay_on(row) }
            }
        }
    }

    fn tick(&mut self, turn: &mut Turn<'_>) {
        self.compose.tick(turn);
    }

    fn changed(&mut self, turn: &mut Turn<'_>) {
        if !self.sending {
            self.compose.changed(turn);
        }
    }

    fn picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        self.compose.form_answered();
        match (self.asking.take(), pick) {
            (Some(Asking::Summary), Pick::Words(words)) => {
                self.compose.writing.draft.record = Some(RecordMode::Summary(words));
                self.attempt = None;
                self.compose.changed_by_hand(turn);
                self.stay_on(Row::SendIt);
                self.go_to_open();
            }
            (Some(Asking::Override(at)), Pick::Override(with)) => {
                let finding = self.compose.writing.verdict.findings.get(at).cloned();
                if let Some(finding) = finding {
                    self.compose.writing.settle(&finding, Settlement::Overridden(with));
                    self.settled(turn);
                }
            }
            _ => {}
        }
    }

    fn leave(&mut self, turn: &mut Turn<'_>) {
        self.compose.leave(turn);
    }
}
