//! How a message begins: empty, from a reminder, or from a draft that comes back.

use super::{Compose, Focus, Over};
use crate::app::context::Context;
use crate::app::editor::Editor;
use crate::app::turn::Turn;
use crate::app::who::Who;
use crate::app::writing::{Facts, Writing};
use crate::domain::channel::Channel;
use crate::domain::communication::{Recipient, RecordMode};
use crate::domain::dossier::Dossier;
use crate::domain::draft::Draft;
use crate::domain::ids::{DraftId, StaffId};
use crate::domain::purpose::Purpose;
use crate::domain::reminder::{Reminder, ReminderRow};
use crate::domain::staff::Staff;
use crate::domain::template::Template;
use crate::policy::Verdict;

/// From what a message begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Opening {
    /// Empty, to this patient.
    New(Who),
    /// From a reminder.
    Reminder(ReminderRow),
    /// From a reminder, with the first cure of what stands in its way.
    Cured(ReminderRow),
    /// A draft, and whose it is.
    Draft(Draft, Who),
}

fn empty(who: &Who, staff: StaffId, reminder: Option<&Reminder>, cx: &Context<'_>) -> Draft {
    Draft {
        id: DraftId::new(cx.now.at),
        patient: who.id,
        staff,
        recipient: Recipient::Patient,
        channel: Channel::Text,
        contact: None,
        purpose: reminder.map_or(Purpose::Other, |reminder| reminder.purpose),
        subject: String::new(),
        body: String::new(),
        record: Some(RecordMode::Exact),
        template: None,
        reminder: reminder.map(|reminder| reminder.id),
        settled: Vec::new(),
        emergency: None,
        form: None,
        revision: 0,
        saved: cx.now.at,
    }
}

/// The approved text for a message as it stands.
fn template_for<'a>(writing: &Writing, named: Option<&str>, cx: &Context<'a>) -> Option<&'a Template> {
    let draft = &writing.draft;
    cx.sources(None).text_for(writing.dossier()?, draft.purpose, draft.channel, named)
}

impl Compose {
    /// A message as it begins. Its route and text are chosen when the facts arrive.
    pub fn new(opening: Opening, staff: StaffId, cx: &Context<'_>) -> Self {
        let is_draft = matches!(opening, Opening::Draft(..));
        let wanted = matches!(opening, Opening::Cured(_)).then_some(0);
        let (who, draft, reminder) = match opening {
            Opening::New(who) => (who.clone(), empty(&who, staff, None, cx), None),
            Opening::Reminder(row) | Opening::Cured(row) => {
                let who = Who::of_reminder(&row);
                let draft = empty(&who, staff, Some(&row.reminder), cx);
                (who, draft, Some(row.reminder))
            }
            Opening::Draft(draft, who) => (who, draft, None),
        };
        let mut compose = Self {
            subject: Editor::single_line(draft.subject.clone()),
            body: Editor::new(draft.body.clone()),
            writing: Writing {
                who,
                facts: Facts::Loading,
                reminder,
                verdict: Verdict::default(),
                advice: Vec::new(),
                filled: None,
                over: false,
                draft,
            },
            focus: Focus::Text,
            finding: 0,
            begun: is_draft,
            touched: is_draft,
            wanted,
            save_at: None,
            route_before: None,
            over: Over::Nothing,
            asked: None,
        };
        compose.remember_filled();
        compose
    }

    /// What a message would be if it were opened now with these facts, and nothing were changed.
    pub fn preview(opening: Opening, dossier: &Dossier, staff: Option<&Staff>, cx: &Context<'_>) -> Writing {
        let id = staff.map_or(StaffId::from_bytes([0; 16]), |staff| staff.id);
        let mut compose = Self::new(opening, id, cx);
        compose.writing.facts = Facts::Known(Box::new(dossier.clone()));
        compose.begin(staff, cx);
        compose.judge(cx);
        compose.writing
    }

    /// What would be said on the phone about a reminder, or left on an answering machine, where that is the channel.
    pub fn call(
        row: &ReminderRow,
        dossier: &Dossier,
        staff: Option<&Staff>,
        cx: &Context<'_>,
        channel: Channel,
    ) -> Writing {
        let id = staff.map_or(StaffId::from_bytes([0; 16]), |staff| staff.id);
        let mut compose = Self::new(Opening::Reminder(row.clone()), id, cx);
        compose.begun = true;
        compose.writing.facts = Facts::Known(Box::new(dossier.clone()));
        compose.writing.judge(cx);
        let contact = compose.writing.contact_for(channel, cx);
        // what is said is what a text would say; what is left on a machine says neither why nor what
        let mut like = |channel, purpose| {
            let draft = &mut compose.writing.draft;
            (draft.channel, draft.purpose) = (channel, purpose);
            template_for(&compose.writing, None, cx)
        };
        let template = match (channel, row.reminder.purpose) {
            (Channel::Voicemail, _) => like(channel, Purpose::Other),
            (_, purpose) if row.reminder.text.is_some() => like(channel, purpose),
            (_, purpose) => like(channel, purpose).or_else(|| like(Channel::Text, purpose)),
        };
        match (template, &row.reminder.text) {
            (Some(template), _) => compose.fill_from(template, staff, cx),
            (None, Some(text)) if channel != Channel::Voicemail => compose.body = Editor::new(text.clone()),
            (None, _) => {}
        }
        compose.writing.draft.purpose = row.reminder.purpose;
        compose.writing.take_route(Recipient::Patient, channel, contact);
        compose.judge(cx);
        compose.writing
    }

    /// A draft that is still the template's text is so until it is changed.
    fn remember_filled(&mut self) {
        let draft = &self.writing.draft;
        if draft.template.as_ref().is_some_and(|used| used.unchanged) {
            self.writing.filled = Some((draft.subject.clone(), draft.body.clone()));
        }
    }

    /// A draft whose text was changed comes back with what was approved beside it, so that staff see what they changed.
    pub(super) fn recall_approved(&mut self, staff: Option<&Staff>, cx: &Context<'_>) {
        let (None, Some(used)) = (&self.writing.filled, &self.writing.draft.template) else { return };
        let same = |template: &&Template| template.id == used.id && template.version == used.version;
        if let (Some(template), Some(dossier)) = (cx.templates.iter().find(same), self.writing.dossier()) {
            let reminder = self.writing.reminder.as_ref();
            self.writing.filled = Some(cx.sources(staff).filled(template, dossier, reminder));
        }
    }

    /// A draft of the same person about the same thing comes back, unless staff typed already.
    pub(super) fn take_back_draft(&mut self, drafts: Vec<Draft>, turn: &mut Turn<'_>) {
        let wanted = &self.writing.draft;
        let same = |draft: &Draft| {
            draft.staff == wanted.staff && draft.reminder == wanted.reminder && draft.own_form().is_none()
        };
        let Some(found) = drafts.into_iter().find(same) else { return };
        let when = turn.cx.now.local_of(found.saved).strftime("%-d %b, %H:%M").to_string();
        if self.touched {
            return turn.hint(format!("An earlier draft ({when}) is kept on the patient's screen"));
        }
        self.subject = Editor::single_line(found.subject.clone());
        self.body = Editor::new(found.body.clone());
        self.writing.draft = found;
        self.begun = true;
        self.touched = true;
        let begun = self.writing.draft.form.as_ref();
        let begun = begun.map(|form| format!("; not finished: {}", form.label()));
        turn.done(format!("Your draft of {when} is back{}", begun.unwrap_or_default()));
        self.remember_filled();
        self.judge(turn.cx);
    }

    /// Chooses the route that fits best and, for a reminder, its text: once, and never over what staff typed.
    pub(super) fn begin(&mut self, staff: Option<&Staff>, cx: &Context<'_>) {
        if self.begun {
            return;
        }
        self.begun = true;
        self.writing.judge(cx);
        if let Some(channel) = self.writing.best_channel(cx) {
            let contact = self.writing.contact_for(channel, cx);
            self.writing.take_route(Recipient::Patient, channel, contact);
        }
        let Some(reminder) = self.writing.reminder.clone() else { return };
        if let Some(text) = &reminder.text {
            self.body = Editor::new(text.clone());
        } else if let Some(template) = template_for(&self.writing, reminder.template.as_deref(), cx) {
            self.fill_from(template, staff, cx);
        }
    }

    /// Fills the message from an approved text.
    pub(super) fn take_template(&mut self, id: &str, turn: &mut Turn<'_>) {
        let Some(template) = turn.cx.templates.iter().find(|template| template.id == id) else { return };
        self.fill_from(template, turn.staff, turn.cx);
        self.changed_by_hand(turn);
    }

    fn fill_from(&mut self, template: &Template, staff: Option<&Staff>, cx: &Context<'_>) {
        let Some(dossier) = self.writing.dossier() else { return };
        let (subject, body) = cx.sources(staff).filled(template, dossier, self.writing.reminder.as_ref());
        self.subject.set_text(subject.clone());
        self.body.set_text(body.clone());
        self.writing.draft.purpose = template.purpose;
        self.writing.take_template(template, subject, body);
        self.focus = Focus::Text;
    }
}
