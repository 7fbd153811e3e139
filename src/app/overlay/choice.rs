//! A list from which one line is picked, narrowed by typing.

use crate::app::action::{Action, Place};
use crate::app::context::Context;
use crate::app::editor::{Editor, EditorEvent};
use crate::app::key::Key;
use crate::app::lines::Lines;
use crate::app::part::Part;
use crate::app::state::ThemeName;
use crate::app::turn::{Go, Pick, Turn};
use crate::app::writing::Writing;
use crate::domain::filling::fill_text;
use crate::domain::fold;
use crate::domain::staff::Staff;
use crate::domain::template::Template;
use crate::domain::words::language;
use crate::policy::templates::speaks;

/// A line of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// A letter or sign before it that says how it stands; may be empty.
    pub mark: String,
    /// What it is.
    pub label: String,
    /// More about it, on the same line.
    pub aside: String,
    /// Other words by which it is found, not shown.
    pub also: String,
    /// More about it, shown below the list while the cursor is on it.
    pub detail: String,
    /// What picking it gives; `None`: it cannot be picked, and the aside says why.
    pub pick: Option<Pick>,
}

impl Row {
    /// A line with a label and what it gives.
    pub fn new(label: impl Into<String>, aside: impl Into<String>, pick: Pick) -> Self {
        Self {
            mark: String::new(),
            label: label.into(),
            aside: aside.into(),
            also: String::new(),
            detail: String::new(),
            pick: Some(pick),
        }
    }
}

/// A choice.
#[derive(Debug)]
pub struct Choice {
    /// What is asked.
    pub title: String,
    /// What was typed to narrow the list.
    pub field: Editor,
    /// All lines.
    pub rows: Vec<Row>,
    /// Those that fit what was typed, in order.
    pub shown: Vec<usize>,
    /// The cursor on the lines shown.
    pub cursor: Lines,
    /// It cannot be closed without an answer.
    pub must: bool,
    /// The keys that pick the lines at once; empty: typing narrows the list.
    pub keys: Vec<char>,
}

impl Choice {
    /// A choice among rows.
    pub fn new(title: impl Into<String>, rows: Vec<Row>) -> Self {
        let mut choice = Self {
            title: title.into(),
            field: Editor::single_line(""),
            shown: Vec::new(),
            cursor: Lines::default(),
            must: false,
            keys: Vec::new(),
            rows,
        };
        choice.narrow();
        choice
    }

    /// A short list of which each line has its key.
    pub fn menu(title: impl Into<String>, lines: Vec<(char, Row)>) -> Self {
        let (keys, rows) = lines.into_iter().unzip();
        Self { keys, ..Self::new(title, rows) }
    }

    /// The question before a form is closed in which something was typed.
    pub fn throw_away() -> Self {
        Self::menu(
            "Throw away what you typed?",
            vec![
                ('n', Row::new("No, go on with the form", "", Pick::No)),
                ('y', Row::new("Yes, throw it away", "nothing is put on file", Pick::Yes)),
            ],
        )
    }

    fn narrow(&mut self) {
        let folded = fold::name(self.field.text());
        let words: Vec<&str> = folded.split_whitespace().collect();
        let text = |row: &Row| [&row.label, &row.aside, &row.also].map(|part| fold::name(part)).join(" ");
        let fits = |row: &Row| words.iter().all(|word| text(row).contains(word));
        // "email" is Email before it is Voicemail
        let begins = |row: &Row| {
            words.iter().all(|word| text(row).split_whitespace().any(|part| part.starts_with(word)))
        };
        let mut shown: Vec<(usize, &Row)> =
            self.rows.iter().enumerate().filter(|(_, row)| fits(row)).collect();
        shown.sort_by_key(|(_, row)| !begins(row));
        self.shown = shown.into_iter().map(|(at, _)| at).collect();
        self.cursor = Lines::new(self.shown.len());
    }

    /// The line under the cursor.
    pub fn row(&self) -> Option<&Row> {
        self.cursor.of(&self.shown).and_then(|at| self.rows.get(*at))
    }

    fn edited(&mut self, event: &EditorEvent) {
        if matches!(event, EditorEvent::Changed | EditorEvent::Cut(_)) {
            self.narrow();
        }
    }
}

impl Part for Choice {
    fn place(&self) -> Place {
        Place::Pick
    }

    fn text_focus(&self) -> bool {
        self.keys.is_empty()
    }

    fn holds(&self) -> bool {
        self.must
    }

    fn label(&self, action: Action) -> &'static str {
        if action == Action::Open { "Choose" } else { action.label() }
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::Back => !self.must,
            Action::Open => self.row().is_some(),
            _ => !action.is_everywhere(),
        }
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Open => match self.row() {
                Some(Row { pick: Some(pick), .. }) => turn.go(Go::Picked(pick.clone())),
                Some(row) => turn.hint(row.aside.clone()),
                None => turn.hint("No line fits what was typed: press Backspace"),
            },
            Action::Back if self.must => turn.hint("Choose a line and press Enter"),
            Action::Back => turn.go(Go::Back),
            _ => {
                self.cursor.act(action, turn.cx.size.1 / 2);
            }
        }
    }

    fn key(&mut self, key: &Key, turn: &mut Turn<'_>) {
        if !self.keys.is_empty() {
            let typed = key.text().map(|typed| typed.to_ascii_lowercase());
            let row = self.keys.iter().position(|known| Some(*known) == typed);
            // a key that is held down picks nothing
            if let (Some(at), false) = (row, turn.rapid) {
                self.cursor.at = at;
                return self.act(Action::Open, key, turn);
            }
            return;
        }
        let event = self.field.key(key);
        self.edited(&event);
    }

    fn paste(&mut self, text: &str, _turn: &mut Turn<'_>) {
        if !self.keys.is_empty() {
            return;
        }
        let event = self.field.paste(text);
        self.edited(&event);
    }
}

/// Two answers to a question; the cursor stands on the harmless one.
pub fn sure(question: &str, yes: &str, no: &str) -> Choice {
    Choice::new(question, vec![Row::new(no, "", Pick::No), Row::new(yes, "", Pick::Yes)])
}

/// The question before the program ends although a draft is not saved.
pub fn end_unsaved() -> Choice {
    let stay = Row::new("Stay", "it is tried again every two seconds", Pick::No);
    let end =
        Row::new("End the program all the same", "what was typed last is lost", Pick::Run(Action::Quit));
    Choice::new("A draft could not be saved", vec![stay, end])
}

/// The question before the program ends although a form holds words that are not on file.
pub fn end_unfinished() -> Choice {
    let stay = Row::new("Stay", "the form opens again with its patient", Pick::No);
    let end =
        Row::new("End the program all the same", "it is kept for you as a draft", Pick::Run(Action::Quit));
    Choice::new("A form is not finished", vec![stay, end])
}

/// The colours.
pub fn themes(now: ThemeName) -> Choice {
    let row = |theme: ThemeName| {
        let aside = if theme == now { "in use" } else { "" };
        Row::new(theme.slug(), aside, Pick::Theme(theme))
    };
    Choice::new("Colours", ThemeName::ALL.into_iter().map(row).collect())
}

/// Who sits here.
pub fn staff(all: &[Staff], must: bool) -> Choice {
    let row = |staff: &Staff| Row::new(staff.name.clone(), staff.role.label(), Pick::Staff(staff.id));
    let mut choice = Choice::new("Who sits here?", all.iter().map(row).collect());
    choice.must = must;
    choice
}

/// The approved texts: those for this channel and purpose first, in the patient's language before others.
pub fn templates(writing: &Writing, staff: Option<&Staff>, cx: &Context<'_>) -> Choice {
    let draft = &writing.draft;
    let wished = writing.dossier().and_then(|dossier| dossier.language(cx.now.today())).unwrap_or("en");
    let known = |language: &str| {
        let dossier = writing.dossier();
        dossier
            .map(|dossier| cx.sources(staff).values(dossier, writing.reminder.as_ref(), language))
            .unwrap_or_default()
    };
    let mut sorted: Vec<_> = cx.templates.iter().collect();
    sorted.sort_by_key(|template| {
        let off_channel = !template.channels.contains(&draft.channel);
        let other = !speaks(template, wished);
        (off_channel, template.purpose != draft.purpose, other, template.language != "en")
    });
    let row = |template: &Template| {
        let channels: Vec<&str> = template.channels.iter().map(|channel| channel.label()).collect();
        let fits = template.channels.contains(&draft.channel);
        let other = if fits { "" } else { "not approved for this channel; " };
        let language = match template.language.as_str() {
            "en" => String::new(),
            code => format!("; {}", language::name(code)),
        };
        let aside = format!("{other}{}; {}{language}", template.purpose.label(), channels.join(", "));
        Row {
            detail: fill_text(&template.body, &known(&template.language), &mut Vec::new()),
            ..Row::new(&template.title, aside, Pick::Template(template.id.clone()))
        }
    };
    Choice::new("Approved texts: type to find one", sorted.into_iter().map(row).collect())
}
