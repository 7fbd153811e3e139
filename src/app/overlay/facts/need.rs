//! The form of an access need: a duty, not a wish.

use super::preference::is_language;
use super::{Answers, Described, Sheet, change, silent};
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::ids::NeedId;
use crate::domain::need::{Need, NeedKind};
use crate::domain::words::language::{language, name as language_name};

pub(super) const FORM: Described = Described { title, fields, changes, read_as: silent };

/// What is needed.
pub const KIND: &str = "Needs";
/// The interpreter's language.
pub const LANGUAGE: &str = "Language";
const WORDS: &str = "In words";
const NOTE: &str = "More about it";

const INTERPRETER: usize = 6;
const OTHER: usize = 7;
const KINDS: [&str; 8] = [
    "British Sign Language",
    "text only, no voice calls",
    "large print",
    "easy read",
    "Braille",
    "audio instead of print",
    "an interpreter",
    "something else",
];

fn present(sheet: &Sheet) -> Option<&Need> {
    match &sheet.ask.fact {
        Some(Fact::Need(need)) => Some(need),
        _ => None,
    }
}

fn title(sheet: &Sheet) -> String {
    sheet.titled("access need (a duty, not a wish)")
}

fn fields(sheet: &Sheet) -> Vec<FormField> {
    let one = present(sheet);
    let (mut tongue, mut words) = (String::new(), String::new());
    let at = match one.map(|one| &one.kind) {
        None | Some(NeedKind::Bsl) => 0,
        Some(NeedKind::TextOnly) => 1,
        Some(NeedKind::LargePrint) => 2,
        Some(NeedKind::EasyRead) => 3,
        Some(NeedKind::Braille) => 4,
        Some(NeedKind::Audio) => 5,
        Some(NeedKind::Interpreter(code)) => {
            tongue = language_name(code);
            INTERPRETER
        }
        Some(NeedKind::Other(said)) => {
            words.clone_from(said);
            OTHER
        }
    };
    let note = one.and_then(|one| one.note.clone()).unwrap_or_default();
    vec![
        FormField::choice(KIND, KINDS, at),
        FormField::words(LANGUAGE, &tongue)
            .only(KIND, &[INTERPRETER])
            .check(is_language)
            .hint("Polish, Welsh"),
        FormField::words(WORDS, &words).only(KIND, &[OTHER]),
        FormField::words(NOTE, &note).optional().hint("font size, who interprets"),
    ]
}

fn changes(sheet: &Sheet, answers: &Answers<'_>, stamp: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let before = present(sheet);
    let kind = match answers.chosen(KIND) {
        1 => NeedKind::TextOnly,
        2 => NeedKind::LargePrint,
        3 => NeedKind::EasyRead,
        4 => NeedKind::Braille,
        5 => NeedKind::Audio,
        INTERPRETER => {
            let words = answers.needed(LANGUAGE, "an answer is needed")?;
            NeedKind::Interpreter(
                language(&words).ok_or_else(|| Wrong::new(LANGUAGE, "This language is not known here"))?,
            )
        }
        OTHER => NeedKind::Other(answers.needed(WORDS, "an answer is needed")?),
        _ => NeedKind::Bsl,
    };
    let after = Need {
        id: before.map_or_else(|| NeedId::new(stamp.recorded.at), |one| one.id),
        kind,
        note: answers.some(NOTE),
        recorded: stamp.first(before.map(|one| &one.recorded)),
    };
    if sheet.dossier.needs.iter().flatten().any(|one| one.id != after.id && one.kind == after.kind) {
        return Err(Wrong::new(KIND, "This need is on file already"));
    }
    Ok(vec![change(before.cloned().map(Fact::Need), Some(Fact::Need(after)))])
}
