//! A form of a few fields: why something was not sent, an override, words that are asked for, a fact to be kept.

pub mod field;
mod kept;

use jiff::civil::Date;

use super::facts::{Answers, Ask, Sheet, when};
use crate::app::action::{Action, Place};
use crate::app::editor::EditorEvent;
use crate::app::key::Key;
use crate::app::overlay::Overlay;
use crate::app::overlay::choice::Choice;
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn};
use crate::domain::communication::NotSent;
use crate::domain::draft::Asks;
use crate::domain::ids::PatientId;
use crate::domain::settlement::{Decision, Override, OverrideReason};
pub use field::{FormField, Typed, Value};
use kept::Kept;

/// What a form is for.
#[derive(Debug)]
enum Kind {
    NotSent,
    Override,
    Decision,
    Words,
    Facts(Box<Sheet>),
}

/// Why a form cannot be taken as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The label of the field that it is about.
    pub label: &'static str,
    /// What is wrong and how to mend it.
    pub words: String,
    /// It may be right all the same: pressing again takes it.
    pub doubt: bool,
}

impl Wrong {
    /// An answer that cannot be taken.
    pub fn new(label: &'static str, words: impl Into<String>) -> Self {
        Self { label, words: words.into(), doubt: false }
    }

    /// An answer that is taken when it is given a second time.
    pub fn doubt(label: &'static str, words: impl Into<String>) -> Self {
        Self { doubt: true, ..Self::new(label, words) }
    }
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
    /// Why it could not be taken.
    pub wrong: Option<Wrong>,
    kind: Kind,
    /// What it asks about a message, and of which patient; `None`: nothing that is kept as a draft.
    asks: Option<(Asks, PatientId)>,
    /// The answers with which it was opened.
    first: Vec<Typed>,
    thrown: bool,
    kept: Kept,
}

impl Form {
    fn new(title: &str, button: &str, kind: Kind, fields: Vec<FormField>) -> Self {
        let first = fields.iter().map(FormField::typed).collect();
        let (title, button, about) = (title.into(), button.into(), Vec::new());
        Self {
            title,
            about,
            fields,
            at: 0,
            button,
            wrong: None,
            kind,
            asks: None,
            first,
            thrown: false,
            kept: Kept::default(),
        }
    }

    /// Why something was not sent.
    pub fn not_sent(title: &str) -> Self {
        let reasons = NotSent::CHOICES.iter().map(|reason| reason.label());
        let fields =
            vec![FormField::choice("Reason", reasons, 0), FormField::words("More words", "").optional()];
        Self::new(title, "Put on the record: not sent", Kind::NotSent, fields)
    }

    /// An override of a stop.
    pub fn override_stop(message: &str, quote: Option<&str>) -> Self {
        let reasons = OverrideReason::CHOICES.iter().map(|reason| reason.label());
        let fields = vec![
            FormField::choice("Reason", reasons, 0),
            FormField::words("Why, in words", ""),
            FormField::words("Authorised by", ""),
            FormField::answer("Was the patient told?", None),
        ];
        let mut form = Self::new("Override this stop on the record", "Override", Kind::Override, fields);
        form.about.push(message.to_owned());
        form.about.extend(quote.filter(|quote| !message.contains(quote)).map(|quote| format!("\"{quote}\"")));
        form
    }

    /// The guardian's decision about the overrides of a message.
    pub fn decision() -> Self {
        let decisions = Decision::ALL.iter().map(|decision| decision.label());
        let fields = vec![
            FormField::choice("Decision", decisions, 0),
            FormField::words("Why, or what is to be done", ""),
        ];
        let mut form = Self::new("The guardian's decision", "Put on the record", Kind::Decision, fields);
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
        Self::new(title, button, Kind::Words, vec![FormField::words(label, text)])
    }

    /// Whether the practice goes back to a copy: a word has to be typed, so that no key does it.
    pub fn restore(about: Vec<String>) -> Self {
        let field = FormField::words("Type the word restore to do it", "").check(is_restore);
        let mut form = Self::new("Go back to this copy?", "Go back to it", Kind::Words, vec![field]);
        form.about = about;
        form
    }

    /// A day to come.
    pub fn day_ahead(title: &str, label: &'static str, button: &str) -> Self {
        let field = FormField::words(label, "").check(when::is_ahead).hint("tomorrow, 2 weeks, 1 Dec 26");
        Self::new(title, button, Kind::Words, vec![field])
    }

    /// A form that keeps facts.
    pub fn facts(sheet: Sheet) -> Self {
        let (title, fields, about) = (sheet.title(), sheet.fields(), sheet.about());
        let (typed, focus, draft) = (sheet.ask.typed.clone(), sheet.ask.focus, sheet.ask.draft);
        let mut form = Self::new(&title, "Put on file", Kind::Facts(Box::new(sheet)), fields);
        form.about = about;
        for (label, typed) in &typed {
            form.fields.iter_mut().filter(|field| field.label == *label).for_each(|field| field.put(typed));
        }
        form.kept.draft = draft;
        form.at = focus.and_then(|label| form.fields.iter().position(|f| f.label == label)).unwrap_or(0);
        form
    }

    /// What a form that keeps facts asks; `None` for others.
    pub const fn sheet(&self) -> Option<&Sheet> {
        match &self.kind {
            Kind::Facts(sheet) => Some(sheet),
            _ => None,
        }
    }

    /// Whether something was typed or chosen that closing it would lose.
    pub fn is_begun(&self) -> bool {
        !self.thrown && self.fields.iter().map(FormField::typed).ne(self.first.iter().cloned())
    }

    /// The answers that differ from those with which it was opened.
    fn typed(&self) -> Vec<(&'static str, Typed)> {
        let pairs = self.fields.iter().zip(&self.first);
        let moved = pairs.filter(|(field, first)| field.typed() != **first);
        moved.map(|(field, _)| (field.label, field.typed())).collect()
    }

    fn text_of(&self, at: usize) -> String {
        match self.fields.get(at).map(FormField::typed) {
            Some(Typed::Words(words)) => words.trim().to_owned(),
            _ => String::new(),
        }
    }

    fn chosen(&self, at: usize) -> usize {
        match self.fields.get(at).map(FormField::typed) {
            Some(Typed::Chosen(at)) => at,
            _ => 0,
        }
    }

    /// Whether a field is asked just now.
    pub fn is_asked(&self, at: usize) -> bool {
        self.fields.get(at).is_none_or(|field| Answers(&self.fields).asks(field))
    }

    /// What the program makes of the answers so far: "a mobile, can take texts".
    pub fn read_as(&self) -> Option<String> {
        self.sheet().and_then(|sheet| sheet.read_as(&Answers(&self.fields)))
    }

    /// The first field whose answer is missing or cannot be read.
    fn fault(&self, turn: &Turn<'_>) -> Option<Wrong> {
        let today = turn.cx.now.today();
        let asked = self.fields.iter().enumerate().filter(|(at, _)| self.is_asked(*at));
        asked.into_iter().find_map(|(_, field)| {
            field.fault(today).map(|words| Wrong::new(field.label, format!("{}: {words}", field.label)))
        })
    }

    fn pick(&self, turn: &Turn<'_>) -> Result<Option<Pick>, Wrong> {
        Ok(match &self.kind {
            Kind::Words => Some(Pick::Words(self.text_of(0))),
            Kind::Decision => {
                let decision = Decision::ALL.get(self.chosen(0)).copied();
                decision.map(|decision| Pick::Decision(decision, self.text_of(1)))
            }
            Kind::NotSent => {
                let reason = NotSent::CHOICES.get(self.chosen(0)).copied();
                reason.map(|reason| Pick::NotSent(reason, self.text_of(1)))
            }
            Kind::Override => OverrideReason::CHOICES.get(self.chosen(0)).map(|reason| {
                Pick::Override(Override {
                    reason: *reason,
                    words: self.text_of(1),
                    authorised_by: self.text_of(2),
                    patient_told: matches!(
                        self.fields.get(3).map(|f| &f.value),
                        Some(Value::Answer(Some(true)))
                    ),
                })
            }),
            Kind::Facts(sheet) => match turn.stamp() {
                Some(stamp) => {
                    let amendment = sheet.amendment(&Answers(&self.fields), &stamp)?;
                    let ask = Ask { draft: self.kept.draft, ..sheet.ask.with(self.typed()) };
                    Some(Pick::Keep(Box::new(amendment), Box::new(ask)))
                }
                None => None,
            },
        })
    }

    fn refuse(&mut self, wrong: Wrong, turn: &mut Turn<'_>) {
        self.at = self.fields.iter().position(|field| field.label == wrong.label).unwrap_or(self.at);
        if self.sheet().is_none() {
            turn.hint(wrong.words.clone());
        }
        self.wrong = Some(wrong);
    }

    fn submit(&mut self, turn: &mut Turn<'_>) {
        if let Some(wrong) = self.fault(turn) {
            return self.refuse(wrong, turn);
        }
        // the fields before the button were passed one by one: here only a key that is held down is refused
        if turn.rapid {
            return turn.hint("Let go of the key, then press it again");
        }
        match self.pick(turn) {
            Ok(Some(pick)) => turn.go(Go::Picked(pick)),
            Ok(None) => turn.ask_who(),
            // said before and given again: it is meant so
            Err(wrong) if wrong.doubt && self.wrong.as_ref() == Some(&wrong) => {
                let Kind::Facts(sheet) = &mut self.kind else { return };
                sheet.sure = true;
                if let Ok(Some(pick)) = self.pick(turn) {
                    turn.go(Go::Picked(pick));
                }
            }
            Err(wrong) => self.refuse(wrong, turn),
        }
    }

    fn step(&mut self, back: bool, turn: &Turn<'_>) {
        // a date that cannot be read is said at once, and nobody is held at it
        let today = turn.cx.now.today();
        let left = self.fields.get(self.at).filter(|_| self.sheet().is_some());
        let unread = left.filter(|field| field.check.is_some()).and_then(|field| {
            let typed = matches!(field.typed(), Typed::Words(words) if !words.trim().is_empty());
            let words = field.fault(today).filter(|_| typed)?;
            Some(Wrong::new(field.label, format!("{}: {words}", field.label)))
        });
        // a doubt that was told stays told until the answer changes
        self.wrong = unread.or_else(|| self.wrong.take().filter(|wrong| wrong.doubt));
        let count = self.fields.len() + 1;
        for _ in 0..count {
            self.at = if back { self.at + count - 1 } else { self.at + 1 } % count;
            if self.is_asked(self.at) {
                return;
            }
        }
    }

    fn touch(&mut self, change: impl FnOnce(&mut FormField)) {
        if let Some(field) = self.fields.get_mut(self.at) {
            let before = field.typed();
            change(field);
            if field.typed() != before {
                self.wrong = None;
            }
        }
    }

    fn close(&mut self, turn: &mut Turn<'_>) {
        if self.patient().is_some() && self.is_begun() {
            return turn.open(Overlay::Choice(Box::new(Choice::throw_away())));
        }
        self.forget(turn);
        turn.go(Go::Back);
    }
}

/// Whether the word was typed that goes back to a copy.
fn is_restore(text: &str, _: Date) -> Result<(), String> {
    let is_it = text.trim().eq_ignore_ascii_case("restore");
    is_it.then_some(()).ok_or_else(|| "that is another word; nothing was changed".into())
}

impl Part for Form {
    fn place(&self) -> Place {
        Place::Form
    }

    fn text_focus(&self) -> bool {
        matches!(self.fields.get(self.at), Some(FormField { value: Value::Words(_), .. }))
    }

    fn label(&self, action: Action) -> &'static str {
        match action {
            // the last answer of a form of one field is its end
            Action::Open if self.fields.len() == 1 || self.at == self.fields.len() => {
                if self.sheet().is_some() { "Put on file" } else { "Done" }
            }
            Action::Open => "Next",
            Action::Toggle => "Tick",
            action => action.label(),
        }
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::Open | Action::Back | Action::NextPart => true,
            Action::Keep => self.sheet().is_some() && self.fields.len() > 1 && self.at < self.fields.len(),
            Action::Toggle => {
                matches!(self.fields.get(self.at), Some(FormField { value: Value::Many { .. }, .. }))
            }
            _ => false,
        }
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Open if self.at == self.fields.len() => self.submit(turn),
            // the last answer of a form of one field is its end
            Action::Open if self.fields.len() == 1 => self.submit(turn),
            Action::Keep if self.sheet().is_some() => self.submit(turn),
            Action::Open | Action::NextPart | Action::Down => self.step(false, turn),
            Action::PreviousPart | Action::Up => self.step(true, turn),
            Action::Left => self.touch(|field| field.step(true)),
            Action::Right => self.touch(|field| field.step(false)),
            Action::Toggle => self.touch(FormField::toggle),
            Action::Back => self.close(turn),
            _ => {}
        }
    }

    fn key(&mut self, key: &Key, turn: &mut Turn<'_>) {
        let mut event = EditorEvent::Ignored;
        self.touch(|field| match (&mut field.value, key.text()) {
            (Value::Words(editor), _) => event = editor.key(key),
            (_, Some(letter)) => field.jump(letter),
            _ => {}
        });
        if let EditorEvent::Copy(text) | EditorEvent::Cut(text) = event {
            turn.copy(Slot::Copy, text);
        }
    }

    fn paste(&mut self, text: &str, _turn: &mut Turn<'_>) {
        self.touch(|field| {
            if let Value::Words(editor) = &mut field.value {
                editor.paste(text);
            }
        });
    }

    fn picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        if pick == Pick::Yes {
            self.thrown = true;
            self.forget(turn);
            turn.go(Go::Back);
        }
    }
}
