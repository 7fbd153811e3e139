//! The form of a safeguarding note: about whom, the words that only some roles read, and what the desk is asked to do.

use super::{Answers, Described, Sheet, change, silent};
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::ids::NoteId;
use crate::domain::safeguarding::SafeguardingNote;

pub(super) const FORM: Described = Described { title, fields, changes, read_as: silent };

const ABOUT: &str = "About";
const WORDS: &str = "Note";
const DESK: &str = "The desk is told";
const LEAD: &str = "Safeguarding lead";

const ASKS: usize = 0;

fn present(sheet: &Sheet) -> Option<&SafeguardingNote> {
    match &sheet.ask.fact {
        Some(Fact::Safeguarding(note)) => Some(note),
        _ => None,
    }
}

fn title(sheet: &Sheet) -> String {
    sheet.titled("safeguarding note")
}

fn fields(sheet: &Sheet) -> Vec<FormField> {
    let one = present(sheet);
    let about = one.map_or(sheet.ask.of, |one| one.about);
    let proxies = sheet.dossier.proxies.as_deref().unwrap_or_default();
    let at = proxies.iter().position(|proxy| Some(proxy.id) == about).map_or(0, |at| at + 1);
    let names = proxies.iter().map(|proxy| format!("{} ({})", proxy.name.show(), proxy.relationship));
    let everybody = std::iter::once("anybody but the patient".to_owned());
    let words = |words: Option<&String>| words.cloned().unwrap_or_default();
    let asks = usize::from(one.is_some_and(|one| !one.asks));
    let told = ["to speak to the safeguarding lead first", "nothing: they see no sign of it"];
    vec![
        FormField::choice(ABOUT, everybody.chain(names), at),
        FormField::words(WORDS, &words(one.and_then(|one| one.words.as_ref())))
            .hint("the desk never sees it"),
        FormField::choice(DESK, told, asks),
        FormField::words(LEAD, &words(one.and_then(|one| one.lead.as_ref())))
            .optional()
            .only(DESK, &[ASKS])
            .hint("whom the desk goes to"),
    ]
}

fn changes(sheet: &Sheet, answers: &Answers<'_>, stamp: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let before = present(sheet);
    let proxies = sheet.dossier.proxies.as_deref().unwrap_or_default();
    let about = answers.chosen(ABOUT).checked_sub(1).and_then(|at| proxies.get(at)).map(|proxy| proxy.id);
    let after = SafeguardingNote {
        id: before.map_or_else(|| NoteId::new(stamp.recorded.at), |one| one.id),
        about,
        asks: answers.chosen(DESK) == ASKS,
        lead: answers.some(LEAD),
        words: Some(answers.needed(WORDS, "an answer is needed")?),
        recorded: stamp.first(before.map(|one| &one.recorded)),
    };
    Ok(vec![change(before.cloned().map(Fact::Safeguarding), Some(Fact::Safeguarding(after)))])
}
