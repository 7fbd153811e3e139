//! The forms of what was agreed beforehand: the patient was asked and agreed; the Caldicott Guardian was consulted.

use super::{Answers, Described, Sheet, change, channels, position, silent, topics, typed_day, when};
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::agreement::{AgreedBy, Agreement};
use crate::domain::channel::Channel;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::ids::AgreementId;
use crate::domain::topic::Topic;

pub(super) const AGREED: Described =
    Described { title: agreed, fields: agreed_fields, changes: agreed_changes, read_as: silent };
pub(super) const CONSULTED: Described =
    Described { title: consulted, fields: consulted_fields, changes: consulted_changes, read_as: silent };

const TOPIC: &str = "What may be said";
const ROUTE: &str = "By";
const UNTIL: &str = "Last day";
/// What was asked and answered.
pub const WORDS: &str = "Asked, and answered";
const QUESTION: &str = "Question";
/// What the guardian answered.
pub const ADVICE: &str = "Advice";
const GUARDIAN: &str = "Who advised";

fn present(sheet: &Sheet) -> Option<&Agreement> {
    match &sheet.ask.fact {
        Some(Fact::Agreement(agreement)) => Some(agreement),
        _ => None,
    }
}

fn agreed(sheet: &Sheet) -> String {
    sheet.titled("the patient was asked and agreed")
}

fn consulted(sheet: &Sheet) -> String {
    sheet.titled("the Caldicott Guardian was consulted")
}

fn common(sheet: &Sheet) -> [FormField; 3] {
    let one = present(sheet);
    let (topics, topic) = topics(one.and_then(|one| one.topic));
    let route = position(&Channel::ALL, one.map(|one| one.channel)).unwrap_or(0);
    let until = typed_day(one.and_then(|one| one.until));
    [
        FormField::choice(TOPIC, topics, topic),
        FormField::choice(ROUTE, channels(), route),
        FormField::words(UNTIL, &until).optional().check(when::is_ahead).hint("empty: until taken back"),
    ]
}

fn agreed_fields(sheet: &Sheet) -> Vec<FormField> {
    let words = present(sheet).and_then(|one| one.words.clone()).unwrap_or_default();
    let [topic, route, until] = common(sheet);
    vec![topic, route, FormField::words(WORDS, &words).optional().hint("what was asked, their answer"), until]
}

fn consulted_fields(sheet: &Sheet) -> Vec<FormField> {
    let [topic, route, until] = common(sheet);
    let words = present(sheet).and_then(|one| one.words.as_deref()).unwrap_or_default();
    let (who, question, advice) = consultation(words);
    vec![
        FormField::words(QUESTION, question),
        FormField::words(ADVICE, advice),
        FormField::words(GUARDIAN, who),
        topic,
        route,
        until,
    ]
}

fn changes(
    sheet: &Sheet,
    answers: &Answers<'_>,
    stamp: &Stamp,
    by: AgreedBy,
    words: Option<String>,
) -> Result<Vec<FactChange>, Wrong> {
    let before = present(sheet);
    let after = Agreement {
        id: before.map_or_else(|| AgreementId::new(stamp.recorded.at), |one| one.id),
        by: before.map_or(by, |one| one.by),
        channel: answers.of(ROUTE, &Channel::ALL, 0).unwrap_or(Channel::Text),
        topic: answers.of(TOPIC, &Topic::ALL, 1),
        until: answers.day(UNTIL, stamp.today)?,
        words,
        // to put on file what a file says is to take it over, and that changes who says it
        recorded: stamp.first(before.filter(|one| !one.is_claimed()).map(|one| &one.recorded)),
    };
    Ok(vec![change(before.cloned().map(Fact::Agreement), Some(Fact::Agreement(after)))])
}

fn agreed_changes(sheet: &Sheet, answers: &Answers<'_>, stamp: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    changes(sheet, answers, stamp, AgreedBy::Patient, answers.some(WORDS))
}

const ASKED: &str = " was asked: ";
const ADVISED: &str = " Advice: ";

/// Who advised, the question and the advice, as one fact holds them; words of another form are the advice, and the others
/// are to be asked for.
fn consultation(words: &str) -> (&str, &str, &str) {
    let parts = words.split_once(ASKED).and_then(|(who, said)| {
        let (question, advice) = said.split_once(ADVISED)?;
        Some((who, question, advice))
    });
    parts.unwrap_or(("", "", words))
}

fn consulted_changes(sheet: &Sheet, answers: &Answers<'_>, stamp: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let (question, advice) = (answers.text(QUESTION), answers.text(ADVICE));
    let words = format!("{}{ASKED}{question}{ADVISED}{advice}", answers.text(GUARDIAN));
    changes(sheet, answers, stamp, AgreedBy::CaldicottGuardian, Some(words))
}
