//! One message on the record: what it was, what became of it, what can still be done.

use crate::app::action::{Action, Place};
use crate::app::effect::Request;
use crate::app::key::Key;
use crate::app::lines::Scroll;
use crate::app::msg::Reply;
use crate::app::overlay::Overlay;
use crate::app::overlay::form::Form;
use crate::app::overlay::hand_over::Outgoing;
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn};
use crate::app::who::Who;
use crate::app::writing::Facts;
use crate::domain::communication::{Communication, HandOver, NotSent, RecordMode, State};
use crate::domain::draft::Asks;
use crate::domain::ids::CommunicationId;
use crate::domain::log::{Appended, Event};
use crate::domain::permission::Permission;
use crate::domain::record_block::record_block;

/// What the form over this screen asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asking {
    NotSent,
    Correction,
    Decision,
}

/// One message on the record.
#[derive(Debug)]
pub struct MessageDetail {
    /// Which.
    pub id: CommunicationId,
    /// The message; `None` before it has arrived.
    pub message: Option<Box<Communication>>,
    /// The facts about the patient.
    pub facts: Facts,
    /// Where it is scrolled to.
    pub scroll: Scroll,
    asking: Option<Asking>,
    /// The form that opens once the message is here.
    sought: Option<Asks>,
    appending: bool,
    ending: &'static str,
}

impl MessageDetail {
    /// The screen of a message.
    pub fn new(id: CommunicationId) -> Self {
        Self {
            id,
            message: None,
            facts: Facts::Loading,
            scroll: Scroll::default(),
            asking: None,
            sought: None,
            appending: false,
            ending: "",
        }
    }

    /// The screen of a message with the form open that asks this about it.
    pub fn asked(id: CommunicationId, asks: Asks) -> Self {
        Self { sought: Some(asks), ..Self::new(id) }
    }

    /// Where the message stands.
    pub fn state(&self) -> Option<State> {
        self.message.as_ref().map(|message| message.state)
    }

    fn append(&mut self, event: Event, ending: &'static str, turn: &mut Turn<'_>) {
        if self.appending {
            return;
        }
        match turn.entry(event, None) {
            Some(entry) => {
                self.appending = true;
                self.ending = ending;
                turn.ask(Slot::Append, Request::Append(Box::new(entry)));
            }
            None => turn.ask_who(),
        }
    }

    fn resume(&self, turn: &mut Turn<'_>) {
        let (Some(message), Facts::Known(dossier)) = (&self.message, &self.facts) else {
            return turn.hint("The patient's facts are still loading");
        };
        let who = Who::of_dossier(dossier, turn.cx.now.today());
        let outgoing = Outgoing::resumed(Box::new(message.message.clone()), who, turn.cx);
        turn.open(Overlay::HandOver(Box::new(outgoing)));
    }

    fn ask(&mut self, asking: Asking, turn: &mut Turn<'_>) {
        let Some(message) = &self.message else { return };
        let is_guardian = turn.staff.is_some_and(|staff| staff.role.may(Permission::Decide));
        let (form, asks) = match asking {
            Asking::NotSent => (Form::not_sent("It was not sent"), Asks::NotSent(self.id)),
            Asking::Correction => {
                let label = "What was wrong, and what is right";
                (Form::words("Append a correction", label, "", "Append"), Asks::Correction(self.id))
            }
            Asking::Decision if is_guardian => (Form::decision(), Asks::Decision(self.id)),
            Asking::Decision => return turn.hint("Only the Caldicott Guardian decides about an override"),
        };
        self.asking = Some(asking);
        turn.open(Overlay::Form(Box::new(form.asking(asks, message.message.patient))));
    }

    /// Opens the form again that somebody began, where the message still asks for it.
    fn ask_again(&mut self, turn: &mut Turn<'_>) {
        let (action, asking) = match self.sought.take() {
            Some(Asks::NotSent(_)) => (Action::NotSent, Asking::NotSent),
            Some(Asks::Correction(_)) => (Action::Correct, Asking::Correction),
            Some(Asks::Decision(_)) => (Action::Decide, Asking::Decision),
            _ => return,
        };
        if self.offers(action) {
            self.ask(asking, turn);
        }
    }

    /// A message of unknown outcome first becomes handed over: the person who says "sent" knows that it left.
    fn confirm_sent(&mut self, turn: &mut Turn<'_>) {
        let communication = self.id;
        if self.state() == Some(State::HandingOver) {
            let how = self.message.as_ref().and_then(|message| message.hand_over.clone());
            let how = how.unwrap_or(HandOver::Clipboard);
            let event = Event::HandedOver { communication, how, file: None };
            return self.append(event, "Handed over; s again confirms that it was sent", turn);
        }
        self.append(Event::Sent { communication }, "Sent: it is on the record", turn);
    }
}

impl Part for MessageDetail {
    fn place(&self) -> Place {
        Place::Message
    }

    fn offers(&self, action: Action) -> bool {
        let state = self.state();
        let can = |next| state.is_some_and(|state| state.may_become(next));
        match action {
            Action::TakeBack | Action::HandOver => state == Some(State::Prepared),
            Action::Sent => matches!(state, Some(State::HandedOver | State::HandingOver)),
            Action::NotSent => can(State::NotSent) && state != Some(State::Prepared),
            Action::Copied => self.message.as_ref().is_some_and(|message| {
                message.copied.is_none() && !matches!(message.message.record, RecordMode::RecordedBy(_))
            }),
            Action::Correct | Action::CopyBlock | Action::ShowPatient => state.is_some(),
            Action::Decide => self.message.as_ref().is_some_and(|message| message.message.for_guardian),
            Action::Open => false,
            _ => true,
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        turn.ask(Slot::Message, Request::Message(self.id));
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        let communication = self.id;
        match action {
            Action::Back => turn.go(Go::Back),
            _ if !self.offers(action) && !action.is_everywhere() && action.label() != "" => {
                turn.hint(format!("\"{}\" is not possible for this message now", action.label()));
            }
            Action::ShowPatient => {
                if let Some(message) = &self.message {
                    turn.go(Go::Patient(message.message.patient));
                }
            }
            Action::TakeBack => {
                let event =
                    Event::NotSent { communication, reason: NotSent::TakenBack, words: String::new() };
                self.append(event, "Taken back: nothing was handed over", turn);
            }
            Action::HandOver => self.resume(turn),
            Action::Sent => self.confirm_sent(turn),
            Action::NotSent => self.ask(Asking::NotSent, turn),
            Action::Correct => self.ask(Asking::Correction, turn),
            Action::Decide => self.ask(Asking::Decision, turn),
            Action::CopyBlock => {
                let (Some(message), Facts::Known(dossier)) = (&self.message, &self.facts) else {
                    return turn.hint("The patient's facts are still loading");
                };
                turn.copy(Slot::Copy, record_block(message, &dossier.patient, turn.cx.now));
            }
            Action::Copied => self.append(Event::Copied { communication }, "Noted as copied", turn),
            _ => self.scroll.act(action, turn.cx.size.1.saturating_sub(8)),
        }
    }

    fn reply(&mut self, _slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::Message(Ok(message)) => {
                turn.ask(Slot::Dossier, Request::Dossier(message.message.patient));
                self.message = Some(message);
                self.ask_again(turn);
            }
            Reply::Dossier(Ok(dossier)) => self.facts = Facts::Known(dossier),
            Reply::Dossier(Err(trouble)) => self.facts = Facts::Failed(trouble),
            Reply::Appended(Ok(Appended::Conflict(_))) => {
                self.appending = false;
                turn.hint("Another desk changed it: look again");
                self.enter(turn);
            }
            Reply::Appended(Ok(_)) => {
                self.appending = false;
                turn.done(self.ending);
                self.enter(turn);
            }
            Reply::Message(Err(trouble)) | Reply::Appended(Err(trouble)) => {
                self.appending = false;
                turn.trouble(trouble);
            }
            _ => {}
        }
    }

    fn changed(&mut self, turn: &mut Turn<'_>) {
        self.enter(turn);
    }

    fn picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        let communication = self.id;
        match (self.asking.take(), pick) {
            (Some(Asking::NotSent), Pick::NotSent(reason, words)) => {
                let event = Event::NotSent { communication, reason, words };
                self.append(event, "Not sent: the record says why", turn);
            }
            (Some(Asking::Decision), Pick::Decision(decision, words)) => {
                let event = Event::Reviewed { communication, decision, words };
                self.append(event, "The decision is on the record", turn);
            }
            (Some(Asking::Correction), Pick::Words(words)) => {
                self.append(Event::Corrected { communication, words }, "The correction is appended", turn);
            }
            _ => {}
        }
    }
}
