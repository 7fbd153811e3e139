//! A page that is only read: help, the explanation of a rule.

use crate::app::action::{Action, Place};
use crate::app::key::Key;
use crate::app::keymap::Keymap;
use crate::app::lines::Scroll;
use crate::app::part::Part;
use crate::app::turn::{Go, Turn};

/// A line of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageLine {
    /// A heading.
    Head(String),
    /// A key and what it does.
    Key(String, String),
    /// Text.
    Text(String),
    /// An empty line.
    Blank,
}

/// A page.
#[derive(Debug)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Its lines.
    pub lines: Vec<PageLine>,
    /// Where it is scrolled to.
    pub scroll: Scroll,
}

impl Page {
    /// A page.
    pub fn new(title: impl Into<String>, lines: Vec<PageLine>) -> Self {
        Self { title: title.into(), scroll: Scroll::default(), lines }
    }

    /// The help of a place: its own keys first, then those that work everywhere.
    pub fn help(place: Place, keymap: &Keymap) -> Self {
        let of = |everywhere: bool| {
            let live = Action::ALL
                .iter()
                .filter(move |action| action.is_live(place) && action.is_everywhere() == everywhere);
            live.map(|action| PageLine::Key(keymap.labels(*action), action.help().to_owned()))
        };
        let with_key = |line: &PageLine| matches!(line, PageLine::Key(keys, _) if !keys.is_empty());
        let mut lines = vec![PageLine::Head(format!("Here: {}", place.label()))];
        lines.extend(of(false).filter(with_key));
        lines.push(PageLine::Blank);
        lines.push(PageLine::Head("Everywhere".into()));
        lines.extend(of(true).filter(with_key));
        lines.push(PageLine::Blank);
        lines.push(PageLine::Head("While you type".into()));
        for (keys, words) in TYPING {
            lines.push(PageLine::Key((*keys).to_owned(), (*words).to_owned()));
        }
        Self::new("Help", lines)
    }
}

const TYPING: &[(&str, &str)] = &[
    ("letters", "are text: shortcuts made of one letter work only where nothing is typed"),
    ("Ctrl+Left Right", "By words; with Shift they select"),
    ("Ctrl+C X V", "Copy, cut and paste"),
    ("Ctrl+Z Y", "Undo, and do again: cures and texts taken too"),
    ("Ctrl+A", "Select all"),
];

impl Part for Page {
    fn place(&self) -> Place {
        Place::Page
    }

    fn offers(&self, action: Action) -> bool {
        matches!(action, Action::Back)
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Back | Action::Open => turn.go(Go::Back),
            _ => self.scroll.act(action, turn.cx.size.1.saturating_sub(6)),
        }
    }
}
