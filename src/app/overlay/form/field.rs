//! A field of a form: what is asked, the answer, and whether the answer can be read.

use jiff::civil::Date;

use crate::app::editor::Editor;

/// What a field holds.
#[derive(Debug)]
pub enum Value {
    /// One of several.
    Choice {
        /// The words of each.
        options: Vec<String>,
        /// The chosen one.
        at: usize,
    },
    /// Any number of several.
    Many {
        /// The words of each, and whether it is ticked.
        options: Vec<(String, bool)>,
        /// The one that the next key ticks.
        at: usize,
    },
    /// Words.
    Words(Box<Editor>),
    /// Yes or no; `None`: not answered.
    Answer(Option<bool>),
}

/// Reads what was typed; the error says what is wrong with it and how to write it.
pub type Check = fn(&str, Date) -> Result<(), String>;

/// A field.
#[derive(Debug)]
pub struct FormField {
    /// What is asked.
    pub label: &'static str,
    /// The answer.
    pub value: Value,
    /// It can stay empty.
    pub optional: bool,
    /// How to answer, in a few words; may be empty.
    pub hint: &'static str,
    /// How words are read; `None`: any will do.
    pub check: Option<Check>,
    /// It is asked only while the choice with this label has one of these answers.
    pub only: Option<(&'static str, &'static [usize])>,
}

pub use crate::domain::draft::Typed;

impl FormField {
    const fn new(label: &'static str, value: Value, optional: bool) -> Self {
        Self { label, value, optional, hint: "", check: None, only: None }
    }

    /// Words that must be given.
    pub fn words(label: &'static str, text: &str) -> Self {
        Self::new(label, Value::Words(Box::new(Editor::single_line(text))), false)
    }

    /// One of several.
    pub fn choice<T: Into<String>>(
        label: &'static str,
        options: impl IntoIterator<Item = T>,
        at: usize,
    ) -> Self {
        let options = options.into_iter().map(Into::into).collect();
        Self::new(label, Value::Choice { options, at }, false)
    }

    /// Any number of several, each with whether it is ticked.
    pub fn many<T: Into<String>>(label: &'static str, options: impl IntoIterator<Item = (T, bool)>) -> Self {
        let options = options.into_iter().map(|(words, on)| (words.into(), on)).collect();
        Self::new(label, Value::Many { options, at: 0 }, true)
    }

    /// Yes or no.
    pub const fn answer(label: &'static str, answer: Option<bool>) -> Self {
        Self::new(label, Value::Answer(answer), false)
    }

    /// It can stay empty.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// What stands there is selected when the form opens, so that typing replaces it; an arrow leaves it to be changed.
    #[must_use]
    pub fn typed_over(mut self) -> Self {
        if let Value::Words(editor) = &mut self.value {
            let whole = 0..editor.text().len();
            editor.select(whole);
        }
        self
    }

    /// How to answer.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// How the words are read.
    #[must_use]
    pub fn check(self, check: Check) -> Self {
        Self { check: Some(check), ..self }
    }

    /// It is asked only while the choice `label` has one of these answers.
    #[must_use]
    pub fn only(self, label: &'static str, answers: &'static [usize]) -> Self {
        Self { only: Some((label, answers)), ..self }
    }

    /// The answer as it can be kept.
    pub fn typed(&self) -> Typed {
        match &self.value {
            Value::Choice { at, .. } => Typed::Chosen(*at),
            Value::Many { options, .. } => Typed::Ticked(options.iter().map(|(_, on)| *on).collect()),
            Value::Words(editor) => Typed::Words(editor.text().to_owned()),
            Value::Answer(answer) => Typed::Answer(*answer),
        }
    }

    /// Puts back an answer of the same kind.
    pub fn put(&mut self, typed: &Typed) {
        match (&mut self.value, typed) {
            (Value::Choice { options, at }, Typed::Chosen(chosen)) if *chosen < options.len() => {
                *at = *chosen;
            }
            (Value::Many { options, .. }, Typed::Ticked(ticked)) => {
                options.iter_mut().zip(ticked).for_each(|((_, on), ticked)| *on = *ticked);
            }
            (Value::Words(editor), Typed::Words(words)) => **editor = Editor::single_line(words.as_str()),
            (Value::Answer(answer), Typed::Answer(typed)) => *answer = *typed,
            _ => {}
        }
    }

    /// What is wrong with the answer; `None`: nothing.
    pub fn fault(&self, today: Date) -> Option<String> {
        match &self.value {
            Value::Words(editor) if editor.text().trim().is_empty() => {
                (!self.optional).then(|| "an answer is needed".to_owned())
            }
            Value::Words(editor) => self.check.and_then(|check| check(editor.text().trim(), today).err()),
            Value::Answer(None) if !self.optional => Some("an answer is needed: y or n".into()),
            Value::Choice { .. } | Value::Many { .. } | Value::Answer(_) => None,
        }
    }

    /// The one before, or the next one, of several.
    pub fn step(&mut self, back: bool) {
        let turn = |at: usize, count: usize| {
            let count = count.max(1);
            if back { (at + count - 1) % count } else { (at + 1) % count }
        };
        match &mut self.value {
            Value::Choice { options, at } => *at = turn(*at, options.len()),
            Value::Many { options, at } => *at = turn(*at, options.len()),
            Value::Answer(answer) => *answer = Some(*answer != Some(true)),
            Value::Words(_) => {}
        }
    }

    /// Ticks or unticks; where there is nothing to tick, takes the next.
    pub fn toggle(&mut self) {
        match &mut self.value {
            Value::Many { options, at } => {
                if let Some((_, on)) = options.get_mut(*at) {
                    *on = !*on;
                }
            }
            _ => self.step(false),
        }
    }

    /// Goes to the next of several that begins with a letter.
    pub fn jump(&mut self, letter: char) {
        let begins = |words: &str| {
            words.chars().next().is_some_and(|first| first.to_lowercase().eq(letter.to_lowercase()))
        };
        let next = |fits: Vec<bool>, at: usize| {
            let count = fits.len();
            (1..=count).map(|step| (at + step) % count).find(|at| fits.get(*at).copied().unwrap_or(false))
        };
        match &mut self.value {
            Value::Choice { options, at } => {
                *at = next(options.iter().map(|words| begins(words)).collect(), *at).unwrap_or(*at);
            }
            Value::Many { options, at } => {
                *at = next(options.iter().map(|(words, _)| begins(words)).collect(), *at).unwrap_or(*at);
            }
            Value::Answer(answer) => match letter.to_ascii_lowercase() {
                'y' => *answer = Some(true),
                'n' => *answer = Some(false),
                _ => {}
            },
            Value::Words(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_goes_to_the_next_choice_that_begins_with_it() {
        let mut field = FormField::choice("How", ["text", "email", "Telephone"], 0);
        for (letter, at) in [('t', 2), ('T', 0), ('e', 1), ('x', 1)] {
            field.jump(letter);
            assert_eq!(field.typed(), Typed::Chosen(at), "{letter}");
        }
        let mut many = FormField::many("Which", [("a", false), ("b", true)]);
        many.jump('b');
        many.toggle();
        assert_eq!(many.typed(), Typed::Ticked(vec![false, false]));
    }

    #[test]
    fn what_was_typed_comes_back_where_it_fits() {
        let mut field = FormField::words("Words", "old");
        field.put(&Typed::Words("new".into()));
        field.put(&Typed::Chosen(1));
        assert_eq!(field.typed(), Typed::Words("new".into()));
        let mut choice = FormField::choice("How", ["a"], 0);
        choice.put(&Typed::Chosen(7));
        assert_eq!(choice.typed(), Typed::Chosen(0));
    }
}
