//! A form of a few fields: why something was not sent, an override, words that are asked for.

use crate::app::action::{Action, Place};
use crate::app::editor::{Editor, EditorEvent};
use crate::app::key::{Code, Key};
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn};
use crate::domain::communication::NotSent;
use crate::domain::settlement::{Decision, Override, OverrideReason};

/// What a field holds.
#[derive(Debug)]
pub enum Value {
    /// One of several.
    Choice {
        /// The words of each.
        options: Vec<&'static str>,
        /// The chosen one.
        at: usize,
    },
    /// Words.
    Words(Box<Editor>),
    /// Yes or no; `None`: not answered.
    Answer(Option<bool>),
}

/// A field.
#[derive(Debug)]
pub struct FormField {
    /// What is asked.
    pub label: &'static str,
    /// The answer.
    pub value: Value,
    /// It can stay empty.
    pub optional: bool,
}

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    NotSent,
    Override,
    Decision,
    Words,
}

/// A form.
#[derive(Debug)]
pub struct Form {
    /// Its title.
    pub title: String,
    /// What it is about, in a line or two.
    pub about: Vec<String>,
    /// Its fields.
    pub fields: Vec<FormField>,
    /// Where the focus is; one behind the last field: the button.
    pub at: usize,
    /// The words on the button.
    pub button: String,
    kind: Kind,
}

fn words(label: &'static str, text: &str, optional: bool) -> FormField {
    FormField { label, value: Value::Words(Box::new(Editor::single_line(text))), optional }
}

impl Form {
    fn new(title: &str, button: &str, kind: Kind, fields: Vec<FormField>) -> Self {
        Self { title: title.into(), about: Vec::new(), fields, at: 0, button: button.into(), kind }
    }

    /// Why something was not sent.
    pub fn not_sent(title: &str) -> Self {
        let options = NotSent::CHOICES.iter().map(|reason| reason.label()).collect();
        let reason = FormField { label: "Reason", value: Value::Choice { options, at: 0 }, optional: false };
        Self::new(
            title,
            "Put on the record: not sent",
            Kind::NotSent,
            vec![reason, words("More words", "", true)],
        )
    }

    /// An override of a stop.
    pub fn override_stop(message: &str, quote: Option<&str>) -> Self {
        let options = OverrideReason::CHOICES.iter().map(|reason| reason.label()).collect();
        let mut form = Self::new(
            "Override this stop on the record",
            "Override",
            Kind::Override,
            vec![
                FormField { label: "Reason", value: Value::Choice { options, at: 0 }, optional: false },
                words("Why, in words", "", false),
                words("Authorised by", "", false),
                FormField { label: "Was the patient told?", value: Value::Answer(None), optional: false },
            ],
        );
        form.about.push(message.to_owned());
        form.about.extend(quote.filter(|quote| !message.contains(quote)).map(|quote| format!("\"{quote}\"")));
        form
    }

    /// The guardian's decision about the overrides of a message.
    pub fn decision() -> Self {
        let options = Decision::ALL.iter().map(|decision| decision.label()).collect();
        let decision =
            FormField { label: "Decision", value: Value::Choice { options, at: 0 }, optional: false };
        let mut form = Self::new(
            "The guardian's decision",
            "Put on the record",
            Kind::Decision,
            vec![decision, words("Why, or what is to be done", "", false)],
        );
        form.about.push("Upheld: the override was right. Follow up: it stays on the list.".into());
        form
    }

    /// Why it is an emergency.
    pub fn emergency() -> Self {
        let mut form =
            Self::words("Emergency", "What is the emergency, and what was tried first", "", "Declare");
        form.about.push(
            "Phone first and log each attempt. An emergency lifts wishes and objections only; say as little as \
             possible. The Caldicott Guardian will look at it."
                .into(),
        );
        form
    }

    /// Words.
    pub fn words(title: &str, label: &'static str, text: &str, button: &str) -> Self {
        Self::new(title, button, Kind::Words, vec![words(label, text, false)])
    }

    fn text_of(&self, at: usize) -> String {
        match self.fields.get(at).map(|field| &field.value) {
            Some(Value::Words(editor)) => editor.text().trim().to_owned(),
            _ => String::new(),
        }
    }

    fn chosen(&self, at: usize) -> usize {
        match self.fields.get(at).map(|field| &field.value) {
            Some(Value::Choice { at, .. }) => *at,
            _ => 0,
        }
    }

    /// The first field that still asks for an answer.
    fn missing(&self) -> Option<usize> {
        self.fields.iter().position(|field| {
            !field.optional
                && match &field.value {
                    Value::Choice { .. } => false,
                    Value::Words(editor) => editor.text().trim().is_empty(),
                    Value::Answer(answer) => answer.is_none(),
                }
        })
    }

    fn pick(&self) -> Option<Pick> {
        match self.kind {
            Kind::Words => Some(Pick::Words(self.text_of(0))),
            Kind::Decision => {
                let decision = Decision::ALL.get(self.chosen(0)).copied()?;
                Some(Pick::Decision(decision, self.text_of(1)))
            }
            Kind::NotSent => {
                let reason = NotSent::CHOICES.get(self.chosen(0)).copied()?;
                Some(Pick::NotSent(reason, self.text_of(1)))
            }
            Kind::Override => Some(Pick::Override(Override {
                reason: OverrideReason::CHOICES.get(self.chosen(0)).copied()?,
                words: self.text_of(1),
                authorised_by: self.text_of(2),
                patient_told: matches!(self.fields.get(3).map(|f| &f.value), Some(Value::Answer(Some(true)))),
            })),
        }
    }

    fn submit(&mut self, turn: &mut Turn<'_>) {
        if let Some(at) = self.missing() {
            self.at = at;
            let label = self.fields.get(at).map_or("", |field| field.label);
            return turn.hint(format!("{label}: an answer is needed"));
        }
        // the fields before the button were passed one by one: here only a key that is held down is refused
        if turn.rapid {
            return turn.hint("Let go of the key, then press it again");
        }
        if let Some(pick) = self.pick() {
            turn.go(Go::Picked(pick));
        }
    }

    fn step(&mut self, back: bool) {
        let count = self.fields.len() + 1;
        self.at = if back { self.at + count - 1 } else { self.at + 1 } % count;
    }

    fn change(&mut self, back: bool) {
        match self.fields.get_mut(self.at).map(|field| &mut field.value) {
            Some(Value::Choice { options, at }) => {
                let count = options.len().max(1);
                *at = if back { *at + count - 1 } else { *at + 1 } % count;
            }
            Some(Value::Answer(answer)) => *answer = Some(*answer != Some(true)),
            _ => {}
        }
    }
}

impl Part for Form {
    fn place(&self) -> Place {
        Place::Form
    }

    fn text_focus(&self) -> bool {
        matches!(self.fields.get(self.at), Some(FormField { value: Value::Words(_), .. }))
    }

    fn label(&self, action: Action) -> &'static str {
        if action == Action::Open { "Next" } else { action.label() }
    }

    fn offers(&self, action: Action) -> bool {
        matches!(action, Action::Open | Action::Back | Action::NextPart)
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Open if self.at == self.fields.len() => self.submit(turn),
            // the last answer of a form of one field is its end
            Action::Open if self.fields.len() == 1 => self.submit(turn),
            Action::Open | Action::NextPart | Action::Down => self.step(false),
            Action::PreviousPart | Action::Up => self.step(true),
            Action::Left => self.change(true),
            Action::Right | Action::Toggle => self.change(false),
            Action::Back => turn.go(Go::Back),
            _ => {}
        }
    }

    fn key(&mut self, key: &Key, turn: &mut Turn<'_>) {
        match self.fields.get_mut(self.at).map(|field| &mut field.value) {
            Some(Value::Words(editor)) => match editor.key(key) {
                EditorEvent::Copy(text) | EditorEvent::Cut(text) => turn.copy(Slot::Copy, text),
                _ => {}
            },
            Some(Value::Answer(answer)) => match key.code {
                Code::Char('y' | 'Y') => *answer = Some(true),
                Code::Char('n' | 'N') => *answer = Some(false),
                _ => {}
            },
            _ => {}
        }
    }

    fn paste(&mut self, text: &str, _turn: &mut Turn<'_>) {
        if let Some(Value::Words(editor)) = self.fields.get_mut(self.at).map(|field| &mut field.value) {
            editor.paste(text);
        }
    }
}
