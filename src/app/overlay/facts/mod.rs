//! The forms in which facts are kept: each kind is described by data in its own file and gives the changes to put on file.

pub mod agreement;
pub mod contact;
pub mod death;
mod end;
mod left;
pub mod need;
pub mod objection;
pub mod preference;
pub mod proxy;
pub mod restriction;
mod review;
mod safe;
mod safeguarding;
pub mod when;

use jiff::civil::{Date, Time};

use super::form::{FormField, Typed, Value, Wrong};
use crate::app::turn::Stamp;
use crate::domain::agreement::AgreedBy;
use crate::domain::channel::Channel;
use crate::domain::dossier::{Conflict, Dossier};
use crate::domain::fact::{Amendment, Fact, FactChange};
use crate::domain::ids::{DraftId, ProxyId};
use crate::domain::preference::Preference;
use crate::domain::purpose::Purpose;
use crate::domain::told;
use crate::domain::topic::Topic;

pub use crate::domain::draft::Kind;

/// A form, described: what its parts are made of.
struct Described {
    /// What it keeps, for the title.
    title: fn(&Sheet) -> String,
    /// Its fields.
    fields: fn(&Sheet) -> Vec<FormField>,
    /// The changes that its answers ask for.
    changes: fn(&Sheet, &Answers<'_>, &Stamp) -> Result<Vec<FactChange>, Wrong>,
    /// What the program makes of the answers so far.
    read_as: fn(&Sheet, &Answers<'_>) -> Option<String>,
}

impl Kind {
    const fn described(self) -> &'static Described {
        match self {
            Self::Contact => &contact::FORM,
            Self::Objection => &objection::FORM,
            Self::Preference => &preference::FORM,
            Self::Proxy => &proxy::FORM,
            Self::Need => &need::FORM,
            Self::Agreed => &agreement::AGREED,
            Self::Consulted => &agreement::CONSULTED,
            Self::Restriction => &restriction::FORM,
            Self::Death => &death::FORM,
            Self::Left => &left::FORM,
            Self::End => &end::FORM,
            Self::Review => &review::FORM,
            Self::Safe => &safe::FORM,
            Self::Safeguarding => &safeguarding::FORM,
        }
    }
}

/// What is asked of staff: enough to open the form again, with what was typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// What is kept.
    pub kind: Kind,
    /// The fact that changes; `None`: a new one.
    pub fact: Option<Fact>,
    /// Whose contact point; `None`: the patient's.
    pub of: Option<ProxyId>,
    /// The conflict that this settles.
    pub settles: Option<Conflict>,
    /// Answers that are put in.
    pub typed: Vec<(&'static str, Typed)>,
    /// The field that has the focus first.
    pub focus: Option<&'static str>,
    /// What happened meanwhile.
    pub news: Option<String>,
    /// The draft in which the form is kept, and its revision.
    pub draft: Option<(DraftId, u64)>,
}

impl Ask {
    /// A new fact.
    pub const fn new(kind: Kind) -> Self {
        Self {
            kind,
            fact: None,
            of: None,
            settles: None,
            typed: Vec::new(),
            focus: None,
            news: None,
            draft: None,
        }
    }

    /// A fact that changes.
    pub fn about(kind: Kind, fact: Fact) -> Self {
        Self { fact: Some(fact), ..Self::new(kind) }
    }

    /// The change of a fact; `None` where no form changes it.
    pub fn change(fact: &Fact) -> Option<Self> {
        let kind = match fact {
            Fact::Death(_) => Kind::Death,
            Fact::Left(_) => Kind::Left,
            Fact::MissingFromList => return Some(Self::new(Kind::Left)),
            Fact::Restriction(_) => Kind::Restriction,
            Fact::Contact { of, .. } => {
                return Some(Self { of: *of, ..Self::about(Kind::Contact, fact.clone()) });
            }
            Fact::Preference(_) => Kind::Preference,
            Fact::Objection(_) => Kind::Objection,
            Fact::Proxy(_) => Kind::Proxy,
            Fact::Need(_) => Kind::Need,
            Fact::Agreement(one) => match one.by {
                AgreedBy::Patient => Kind::Agreed,
                AgreedBy::CaldicottGuardian => Kind::Consulted,
            },
            Fact::Safeguarding(_) => Kind::Safeguarding,
            Fact::Conflict(_) => return None,
        };
        Some(Self::about(kind, fact.clone()))
    }

    /// The form in which what only a file says is looked at, at the evidence: to put it on file takes it over. `None`: the
    /// fact is nothing of the kind.
    pub fn look_at(fact: &Fact) -> Option<Self> {
        fact.claimed_by()?;
        let focus = match fact {
            Fact::Proxy(_) => Some(proxy::EVIDENCE),
            Fact::Agreement(one) => Some(match one.by {
                AgreedBy::Patient => agreement::WORDS,
                AgreedBy::CaldicottGuardian => agreement::ADVICE,
            }),
            Fact::Objection(_) => Some(objection::TALK),
            _ => None,
        };
        Some(Self { focus, ..Self::change(fact)? })
    }

    /// The same with answers put in.
    #[must_use]
    pub fn with(&self, typed: Vec<(&'static str, Typed)>) -> Self {
        let mut ask = self.clone();
        for (label, value) in typed {
            ask.typed.retain(|(known, _)| *known != label);
            ask.typed.push((label, value));
        }
        ask
    }
}

/// A form that keeps facts: what is asked and what is on file.
#[derive(Debug)]
pub struct Sheet {
    /// What is asked.
    pub ask: Ask,
    /// The facts on file when it was opened.
    pub dossier: Box<Dossier>,
    /// The day.
    pub today: Date,
    /// Staff were told of a doubt and meant it.
    pub sure: bool,
}

/// Why, or who said so: on every form.
pub const WHY: &str = "Why, or who said so";

impl Sheet {
    /// A form about what is on file now.
    pub fn new(mut ask: Ask, dossier: &Dossier, today: Date) -> Self {
        // another desk may have been here since the line was drawn
        ask.fact = ask.fact.and_then(|fact| dossier.on_file(&fact).or(Some(fact)));
        Self { ask, dossier: Box::new(dossier.clone()), today, sure: false }
    }

    /// Its title.
    pub fn title(&self) -> String {
        (self.ask.kind.described().title)(self)
    }

    /// Its fields.
    pub fn fields(&self) -> Vec<FormField> {
        let mut fields = (self.ask.kind.described().fields)(self);
        if !fields.iter().any(|field| field.label == WHY) {
            fields.push(FormField::words(WHY, "").optional());
        }
        fields
    }

    /// Who it is about, what happened meanwhile, what it settles.
    pub fn about(&self) -> Vec<String> {
        let patient = &self.dossier.patient;
        let born = patient.birth_date.map(|born| format!(", born {}", born.show())).unwrap_or_default();
        let mut about = vec![format!("{}{born}", patient.show_name(self.today))];
        about.extend(self.ask.settles.as_ref().map(|conflict| {
            format!("Settles: on file {}; {} says {}", conflict.kept, conflict.source, conflict.other)
        }));
        about.extend(self.ask.fact.as_ref().and_then(Fact::claimed_by).map(|author| {
            format!("{author} says so, and nobody here has looked at it: put it on file when you have")
        }));
        about.extend(self.ask.news.clone());
        about
    }

    /// What the program makes of the answers so far.
    pub fn read_as(&self, answers: &Answers<'_>) -> Option<String> {
        (self.ask.kind.described().read_as)(self, answers)
    }

    /// What the answers put on file.
    ///
    /// # Errors
    /// An answer that cannot be taken, or that is doubtful.
    pub fn amendment(&self, answers: &Answers<'_>, stamp: &Stamp) -> Result<Amendment, Wrong> {
        let mut changes = (self.ask.kind.described().changes)(self, answers, stamp)?;
        let settled = self.ask.settles.clone().map(Fact::Conflict).map(|gone| change(Some(gone), None));
        changes.extend(settled);
        changes.retain(|change| match (&change.before, &change.after) {
            (Some(before), Some(after)) => !before.says_the_same(after),
            _ => true,
        });
        if changes.is_empty() {
            let label = answers.0.first().map_or("", |field| field.label);
            return Err(Wrong::new(label, "Nothing was changed: change an answer, or go back"));
        }
        for change in changes.iter_mut().filter(|change| !is_only_moved(change)) {
            change.after.iter_mut().for_each(|after| restamp(after, stamp));
        }
        Ok(Amendment { patient: self.dossier.patient.id, changes, words: answers.text(WHY) })
    }

    /// What the fact that changes is called.
    fn name(&self) -> String {
        self.ask.fact.as_ref().map(|fact| told::name(fact, &self.dossier)).unwrap_or_default()
    }

    /// "New" or "Change", and the name.
    fn titled(&self, noun: &str) -> String {
        match &self.ask.fact {
            None => format!("New: {noun}"),
            Some(_) => format!("Change: {}", self.name()),
        }
    }

    /// An answer that stands only when it is meant so.
    fn doubt(&self, label: &'static str, words: impl Into<String>) -> Result<(), Wrong> {
        if self.sure { Ok(()) } else { Err(Wrong::doubt(label, words)) }
    }
}

/// A fact before and after.
const fn change(before: Option<Fact>, after: Option<Fact>) -> FactChange {
    FactChange { before, after }
}

/// Who changes a fact says it from now on. A contact point says itself when that is so: one that is only confirmed stays
/// where it comes from.
fn restamp(fact: &mut Fact, stamp: &Stamp) {
    let recorded = match fact {
        Fact::Preference(fact) => &mut fact.recorded,
        Fact::Objection(fact) => &mut fact.recorded,
        Fact::Proxy(fact) => &mut fact.recorded,
        Fact::Need(fact) => &mut fact.recorded,
        Fact::Agreement(fact) => &mut fact.recorded,
        Fact::Safeguarding(fact) => &mut fact.recorded,
        _ => return,
    };
    recorded.clone_from(&stamp.recorded);
}

/// A wish that only makes room for another is still said by whoever said it.
fn is_only_moved(change: &FactChange) -> bool {
    match (&change.before, &change.after) {
        (Some(Fact::Preference(before)), Some(Fact::Preference(after))) => {
            Preference { rank: after.rank, ..before.clone() } == *after
        }
        _ => false,
    }
}

/// Nothing worth telling.
const fn silent(_: &Sheet, _: &Answers<'_>) -> Option<String> {
    None
}

/// The answers of a form, by the labels of its fields.
#[derive(Debug, Clone, Copy)]
pub struct Answers<'a>(pub &'a [FormField]);

impl Answers<'_> {
    fn field(&self, label: &str) -> Option<&FormField> {
        self.0.iter().find(|field| field.label == label)
    }

    /// Whether a field is asked just now.
    pub fn asks(&self, field: &FormField) -> bool {
        field.only.is_none_or(|(label, answers)| answers.contains(&self.chosen(label)))
    }

    /// The words of a field that is asked, without blanks around them.
    pub fn text(&self, label: &str) -> String {
        match self.field(label) {
            Some(field @ FormField { value: Value::Words(editor), .. }) if self.asks(field) => {
                editor.text().trim().to_owned()
            }
            _ => String::new(),
        }
    }

    /// The words of a field; `None` where it is empty.
    fn some(&self, label: &str) -> Option<String> {
        Some(self.text(label)).filter(|words| !words.is_empty())
    }

    /// The words of a field that must be there.
    fn needed(&self, label: &'static str, why: &str) -> Result<String, Wrong> {
        self.some(label).ok_or_else(|| Wrong::new(label, format!("{label}: {why}")))
    }

    /// The number of the chosen answer.
    pub fn chosen(&self, label: &str) -> usize {
        match self.field(label).map(|field| &field.value) {
            Some(Value::Choice { at, .. }) => *at,
            _ => 0,
        }
    }

    /// The chosen one of a list whose fields begin with `skip` other answers.
    fn of<T: Copy>(&self, label: &str, list: &[T], skip: usize) -> Option<T> {
        self.chosen(label).checked_sub(skip).and_then(|at| list.get(at)).copied()
    }

    /// The ticked ones of a list.
    fn ticked<T: Copy>(&self, label: &str, list: &[T]) -> Vec<T> {
        let Some(Value::Many { options, .. }) = self.field(label).map(|field| &field.value) else {
            return Vec::new();
        };
        options.iter().zip(list).filter(|((_, on), _)| *on).map(|(_, one)| *one).collect()
    }

    /// The day in a field; `None` where it is empty.
    fn day(&self, label: &'static str, today: Date) -> Result<Option<Date>, Wrong> {
        let read = |words: String| {
            when::day(&words, today).map_err(|wrong| Wrong::new(label, format!("{label}: {wrong}")))
        };
        self.some(label).map(read).transpose()
    }

    /// The time of day in a field; `None` where it is empty.
    fn time(&self, label: &'static str) -> Result<Option<Time>, Wrong> {
        let read = |words: String| {
            when::time(&words).map_err(|wrong| Wrong::new(label, format!("{label}: {wrong}")))
        };
        self.some(label).map(read).transpose()
    }
}

/// The words of all channels.
fn channels() -> impl Iterator<Item = &'static str> {
    Channel::ALL.into_iter().map(Channel::label)
}

/// "All" and the words of all purposes; where a purpose stands among them.
fn purposes(all: &'static str, present: Option<Purpose>) -> (Vec<&'static str>, usize) {
    let options = std::iter::once(all).chain(Purpose::ALL.into_iter().map(Purpose::label)).collect();
    (options, position(&Purpose::ALL, present).map_or(0, |at| at + 1))
}

/// "Results" and the words of all topics; where a topic stands among them.
fn topics(present: Option<Topic>) -> (Vec<&'static str>, usize) {
    let options = std::iter::once("results").chain(Topic::ALL.into_iter().map(Topic::label)).collect();
    (options, position(&Topic::ALL, present).map_or(0, |at| at + 1))
}

fn position<T: PartialEq>(list: &[T], one: Option<T>) -> Option<usize> {
    one.and_then(|one| list.iter().position(|known| *known == one))
}

/// A day in a field, as it is typed.
fn typed_day(day: Option<Date>) -> String {
    day.map(|day| day.strftime("%d/%m/%Y").to_string()).unwrap_or_default()
}
