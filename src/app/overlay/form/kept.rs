//! What is typed into a form as a draft holds it: kept while it is typed, and put back.

use jiff::Timestamp;

use super::{Form, FormField, Kind, Typed};
use crate::app::effect::Request;
use crate::app::state::Slot;
use crate::app::turn::Turn;
use crate::domain::draft::{Answered, Asks, Draft, Unfinished};
use crate::domain::ids::{DraftId, PatientId};

/// How much of a form is kept as a draft.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The draft of its own, and its revision.
    pub(super) draft: Option<(DraftId, u64)>,
    /// The answers in it.
    pub(super) answers: Option<Vec<Typed>>,
}

impl Form {
    /// What is typed is kept as a draft: it asks for this about a message to or about this patient.
    #[must_use]
    pub fn asking(self, asks: Asks, patient: PatientId) -> Self {
        Self { asks: Some((asks, patient)), ..self }
    }

    /// What it asks about a message.
    pub fn asks(&self) -> Option<&Asks> {
        self.asks.as_ref().map(|(asks, _)| asks)
    }

    /// Whose message or fact it is about, where what is typed is kept.
    pub fn patient(&self) -> Option<PatientId> {
        let asked = self.asks.as_ref().map(|(_, patient)| *patient);
        self.sheet().map(|sheet| sheet.dossier.patient.id).or(asked)
    }

    /// Whether it is about a message on the record or a reminder, and so is kept in a draft of its own that is read once it is
    /// open.
    pub fn stands_alone(&self) -> bool {
        self.asks().is_some_and(Asks::stands_alone)
    }

    /// The draft in which it is kept.
    pub fn draft(&self) -> Option<DraftId> {
        self.kept.draft.map(|(id, _)| id)
    }

    /// Takes back what a draft holds of it, unless something is typed already; `true`: it did.
    pub fn take_back(&mut self, draft: &Draft) -> bool {
        let answers = draft.form.as_ref().zip(self.asks()).and_then(|(form, asks)| form.answers(asks));
        let Some(answers) = answers.filter(|_| !self.is_begun()) else { return false };
        self.put(answers);
        self.kept.draft = Some((draft.id, draft.revision));
        true
    }

    /// Puts answers back that were kept as a draft.
    #[must_use]
    pub fn resumed(mut self, answers: &Answered) -> Self {
        self.put(answers);
        self
    }

    fn put(&mut self, answers: &Answered) {
        for (label, typed) in answers {
            self.fields.iter_mut().filter(|field| field.label == label).for_each(|field| field.put(typed));
        }
        self.kept.answers = Some(self.fields.iter().map(FormField::typed).collect());
    }

    /// What is to be kept of it as a draft, where that is not kept yet.
    pub fn unsaved(&self) -> Option<Unfinished> {
        let now: Vec<Typed> = self.fields.iter().map(FormField::typed).collect();
        let is_kept = self.kept.answers.as_ref().unwrap_or(&self.first) == &now;
        if is_kept || self.thrown {
            return None;
        }
        let answers = self.typed().into_iter().map(|(label, typed)| (label.to_owned(), typed)).collect();
        match &self.kind {
            Kind::Facts(sheet) => Some(Unfinished::Fact {
                kind: sheet.ask.kind,
                fact: sheet.ask.fact.clone().map(Box::new),
                of: sheet.ask.of,
                settles: sheet.ask.settles.clone().map(Box::new),
                answers,
            }),
            _ => self.asks().map(|asks| Unfinished::Asked { asks: asks.clone(), answers }),
        }
    }

    /// Notes that it is kept as it is now, in the draft of its own where it stands alone; gives that draft's identifier
    /// and revision.
    pub fn note_kept(&mut self, now: Timestamp) -> (DraftId, u64) {
        self.kept.answers = Some(self.fields.iter().map(FormField::typed).collect());
        let (id, revision) = self.kept.draft.unwrap_or_else(|| (DraftId::new(now), 0));
        *self.kept.draft.insert((id, revision + 1))
    }

    /// It is closed, and nothing of it is kept any more.
    pub(super) fn forget(&self, turn: &mut Turn<'_>) {
        if let Some((id, _)) = self.kept.draft.filter(|_| self.sheet().is_some() || self.stands_alone()) {
            turn.ask(Slot::Discard, Request::DiscardDraft(id));
        }
    }
}
