//! The form of a preference: a channel, times of day or a language, for all messages or one purpose.

use super::{Answers, Described, Sheet, change, channels, position, purposes, typed_day, when};
use crate::app::facts::kind_of;
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::channel::Channel;
use crate::domain::date::Period;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::ids::PreferenceId;
use crate::domain::preference::{Preference, Wish};
use crate::domain::purpose::Purpose;
use crate::domain::words::language::{language, name as language_name};
use crate::domain::words::times::quiet;

pub(super) const FORM: Described = Described { title, fields, changes, read_as };

/// What is wished for.
pub const WISH: &str = "Prefers";
/// The times in the person's words.
pub const TIMES: &str = "Times in their words";
const QUIET_FROM: &str = "No messages from";
const QUIET_UNTIL: &str = "... until";
/// The language.
pub const LANGUAGE: &str = "Language";
const FOR: &str = "For messages about";
const UNTIL: &str = "Last day";

/// The number of the choice of times, and of a language: they come behind the channels.
pub const AT_TIMES: usize = Channel::ALL.len();
/// See [`AT_TIMES`].
pub const AT_LANGUAGE: usize = AT_TIMES + 1;

fn present(sheet: &Sheet) -> Option<&Preference> {
    match &sheet.ask.fact {
        Some(Fact::Preference(preference)) => Some(preference),
        _ => None,
    }
}

fn title(sheet: &Sheet) -> String {
    sheet.titled("preference (a wish; a refusal is an objection)")
}

fn fields(sheet: &Sheet) -> Vec<FormField> {
    let one = present(sheet);
    let mut at = 0;
    let (mut words, mut tongue, mut from, mut until) = Default::default();
    match one.map(|one| &one.wish) {
        Some(Wish::Channel(channel)) => at = position(&Channel::ALL, Some(*channel)).unwrap_or(0),
        Some(Wish::Times { words: said, quiet_from, quiet_until }) => {
            let time = |time: &Option<jiff::civil::Time>| {
                time.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default()
            };
            (at, words, from, until) = (AT_TIMES, said.clone(), time(quiet_from), time(quiet_until));
        }
        Some(Wish::Language(code)) => (at, tongue) = (AT_LANGUAGE, language_name(code)),
        None => {}
    }
    let wishes = channels().chain(["certain times of day", "a language"]);
    let (about, about_at) = purposes("anything", one.and_then(|one| one.purpose));
    let end = typed_day(one.and_then(|one| one.period.end));
    vec![
        FormField::choice(WISH, wishes, at),
        FormField::words(TIMES, &words).only(WISH, &[AT_TIMES]).hint("not after 7pm"),
        FormField::words(QUIET_FROM, &from)
            .optional()
            .only(WISH, &[AT_TIMES])
            .check(when::is_time)
            .hint("19:00, 7pm"),
        FormField::words(QUIET_UNTIL, &until)
            .optional()
            .only(WISH, &[AT_TIMES])
            .check(when::is_time)
            .hint("9am"),
        FormField::words(LANGUAGE, &tongue)
            .only(WISH, &[AT_LANGUAGE])
            .check(is_language)
            .hint("Polish, Welsh"),
        FormField::choice(FOR, about, about_at),
        FormField::words(UNTIL, &end).optional().check(when::is_day).hint("empty: until further notice"),
    ]
}

/// For fields: a language by its name or code.
pub(super) fn is_language(text: &str, _: jiff::civil::Date) -> Result<(), String> {
    let known = language(text).map(|_| ());
    known.ok_or_else(|| format!("\"{text}\" is not a language known here: write it in English, like Polish"))
}

fn read_as(_: &Sheet, answers: &Answers<'_>) -> Option<String> {
    let words = answers.some(TIMES).filter(|_| answers.text(QUIET_FROM).is_empty())?;
    let (from, until) = quiet(&words)?;
    let from = from.map(|from| format!(" from {}", from.strftime("%H:%M"))).unwrap_or_default();
    let until = until.map(|until| format!(" until {}", until.strftime("%H:%M"))).unwrap_or_default();
    Some(format!("No messages{from}{until}"))
}

fn wish(answers: &Answers<'_>) -> Result<Wish, Wrong> {
    match answers.chosen(WISH) {
        AT_TIMES => {
            let words = answers.needed(TIMES, "an answer is needed")?;
            let (from, until) = (answers.time(QUIET_FROM)?, answers.time(QUIET_UNTIL)?);
            let (quiet_from, quiet_until) = if from.is_none() && until.is_none() {
                quiet(&words).unwrap_or_default()
            } else {
                (from, until)
            };
            Ok(Wish::Times { words, quiet_from, quiet_until })
        }
        AT_LANGUAGE => {
            let words = answers.needed(LANGUAGE, "an answer is needed")?;
            let code =
                language(&words).ok_or_else(|| Wrong::new(LANGUAGE, "This language is not known here"))?;
            Ok(Wish::Language(code))
        }
        at => Ok(Wish::Channel(Channel::ALL.get(at).copied().unwrap_or(Channel::Text))),
    }
}

fn changes(sheet: &Sheet, answers: &Answers<'_>, stamp: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let before = present(sheet);
    let wish = wish(answers)?;
    let purpose = answers.of(FOR, &Purpose::ALL, 1);
    let start = before.map_or(Some(stamp.today), |one| one.period.start);
    let after = Preference {
        id: before.map_or_else(|| PreferenceId::new(stamp.recorded.at), |one| one.id),
        wish,
        purpose,
        rank: before.map_or(1, |one| one.rank),
        period: Period { start, end: answers.day(UNTIL, stamp.today)? },
        recorded: stamp.first(before.map(|one| &one.recorded)),
    };
    let rivals: Vec<&Preference> = rivals(sheet, &after).collect();
    if rivals.iter().any(|one| one.wish == after.wish) {
        return Err(Wrong::new(WISH, "This wish is on file already"));
    }
    let mut changes = Vec::new();
    if before.is_none() {
        // what was said last is wished most: the older wishes of this kind come behind it
        changes.extend(rivals.into_iter().map(|one| {
            let later = Preference { rank: one.rank.saturating_add(1), ..one.clone() };
            change(Some(Fact::Preference(one.clone())), Some(Fact::Preference(later)))
        }));
    }
    changes.insert(0, change(before.cloned().map(Fact::Preference), Some(Fact::Preference(after))));
    Ok(changes)
}

/// Other wishes of this kind for the same messages that hold.
fn rivals<'a>(sheet: &'a Sheet, new: &'a Preference) -> impl Iterator<Item = &'a Preference> {
    sheet.dossier.preferences.iter().flatten().filter(|one| {
        one.id != new.id
            && one.purpose == new.purpose
            && kind_of(&one.wish) == kind_of(&new.wish)
            && !one.period.is_over(sheet.today)
    })
}
