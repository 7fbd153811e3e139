//! Patients: one search field, and who it finds.

use crate::app::action::{Action, Place};
use crate::app::editor::{Editor, EditorEvent};
use crate::app::effect::Request;
use crate::app::key::Key;
use crate::app::lines::Lines;
use crate::app::msg::{Reply, Trouble};
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Turn};
use crate::domain::dossier::PatientRow;
use crate::domain::search::{Found, Query};

/// How many patients a search brings.
const LIMIT: usize = 100;

/// Finding a patient.
#[derive(Debug)]
pub struct Patients {
    /// The search field.
    pub field: Editor,
    /// Who was found; `None` before the first answer.
    pub found: Option<Found>,
    /// The cursor.
    pub lines: Lines,
    /// Why the last search failed.
    pub trouble: Option<Trouble>,
    /// The answer to what stands in the field is still to come.
    pub searching: bool,
}

impl Default for Patients {
    fn default() -> Self {
        Self {
            field: Editor::single_line(""),
            found: None,
            lines: Lines::default(),
            trouble: None,
            searching: false,
        }
    }
}

impl Patients {
    fn search(&mut self, turn: &mut Turn<'_>) {
        let query = Query::parse(self.field.text(), turn.cx.now.today());
        self.searching = true;
        turn.ask(Slot::List, Request::Search { query, limit: LIMIT });
    }

    /// The patient under the cursor.
    pub fn row(&self) -> Option<&PatientRow> {
        self.found.as_ref().and_then(|found| self.lines.of(&found.rows))
    }

    /// The first row shown in a window of `height` rows.
    pub fn cursor_top(&self, height: usize) -> usize {
        self.lines.top(height)
    }

    fn edited(&mut self, event: EditorEvent, turn: &mut Turn<'_>) {
        match event {
            EditorEvent::Ignored | EditorEvent::Moved => {}
            EditorEvent::Changed => {
                self.lines.at = 0;
                self.search(turn);
            }
            EditorEvent::Copy(text) => turn.copy(Slot::Copy, text),
            EditorEvent::Cut(text) => {
                turn.copy(Slot::Copy, text);
                self.search(turn);
            }
        }
    }
}

impl Part for Patients {
    fn place(&self) -> Place {
        Place::Patients
    }

    fn text_focus(&self) -> bool {
        true
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::Open => self.row().is_some(),
            Action::GoPatients => false,
            _ => true,
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.search(turn);
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            // a fast typist's Enter must not open whoever the answer before this one found
            Action::Open if self.searching => turn.hint("Still searching: press Enter again"),
            Action::Open => match self.row() {
                Some(row) => turn.go(Go::Patient(row.id)),
                None => turn.hint("Nobody is chosen: type a name, a date of birth or a number"),
            },
            Action::Back if !self.field.text().is_empty() => {
                self.field.set_text("");
                self.edited(EditorEvent::Changed, turn);
            }
            Action::Back => turn.go(Go::Back),
            _ => {
                self.lines.act(action, turn.cx.size.1.saturating_sub(8));
            }
        }
    }

    fn key(&mut self, key: &Key, turn: &mut Turn<'_>) {
        let event = self.field.key(key);
        self.edited(event, turn);
    }

    fn paste(&mut self, text: &str, turn: &mut Turn<'_>) {
        let event = self.field.paste(text);
        self.edited(event, turn);
    }

    fn reply(&mut self, _slot: Slot, reply: Reply, _turn: &mut Turn<'_>) {
        self.searching = false;
        match reply {
            Reply::Found(Ok(found)) => {
                self.trouble = None;
                self.lines.resize(found.rows.len());
                self.found = Some(found);
            }
            Reply::Found(Err(trouble)) => self.trouble = Some(trouble),
            _ => {}
        }
    }

    fn changed(&mut self, turn: &mut Turn<'_>) {
        self.search(turn);
    }
}
