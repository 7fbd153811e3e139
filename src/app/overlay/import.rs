//! Import from inside the program: a dry run first, then the same for good, with progress and a cancel.

use crate::app::action::{Action, Place};
use crate::app::editor::Editor;
use crate::app::effect::{ImportJob, Request};
use crate::app::key::Key;
use crate::app::lines::Lines;
use crate::app::msg::{ImportOutcome, Progress, Reply, Trouble};
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Turn};
use crate::domain::ids::ImportId;

/// How far the import is.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// The path is asked for.
    Asking,
    /// It runs.
    Running {
        /// It writes nothing.
        dry_run: bool,
        /// How far it is.
        progress: Progress,
        /// It was told to stop.
        stopping: bool,
    },
    /// The dry run is done: this is what it would do.
    Tried(Box<ImportOutcome>),
    /// It is done.
    Done(Box<ImportOutcome>),
    /// It could not be done.
    Failed(Trouble),
}

/// What has the focus while the path is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The path.
    Path,
    /// "These files hold every registered patient".
    FullList,
    /// "Take the good rows although others are refused".
    KeepGoing,
    /// The button.
    Button,
}

const STOPS: [Focus; 4] = [Focus::Path, Focus::FullList, Focus::KeepGoing, Focus::Button];

/// The import.
#[derive(Debug)]
pub struct Import {
    /// The path.
    pub path: Editor,
    /// The files hold every registered patient.
    pub full_list: bool,
    /// Good rows are taken although others are refused.
    pub keep_going: bool,
    /// What has the focus.
    pub focus: Focus,
    /// How far it is.
    pub stage: Stage,
    /// The cursor on the refusals.
    pub refusals: Lines,
}

impl Default for Import {
    fn default() -> Self {
        Self {
            path: Editor::single_line(""),
            full_list: false,
            keep_going: false,
            focus: Focus::Path,
            stage: Stage::Asking,
            refusals: Lines::default(),
        }
    }
}

/// The paths in a line: blanks part them unless quoted, as a shell would have it; a dragged file comes quoted.
pub fn paths(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut path = String::new();
    let mut quote: Option<char> = None;
    let mut letters = line.trim().chars().peekable();
    while let Some(c) = letters.next() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) if path.is_empty() => quote = Some(c),
            ('\\', None) if letters.peek() == Some(&' ') => path.extend(letters.next()),
            (' ', None) => {
                if !path.is_empty() {
                    found.push(std::mem::take(&mut path));
                }
            }
            (c, _) => path.push(c),
        }
    }
    found.extend(Some(path).filter(|path| !path.is_empty()));
    found
}

impl Import {
    /// Whether it is running.
    pub const fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Running { .. })
    }

    fn start(&mut self, dry_run: bool, turn: &mut Turn<'_>) {
        let files = paths(self.path.text());
        if files.is_empty() {
            self.focus = Focus::Path;
            return turn.hint("Type the path of a file, or drop the file on this window");
        }
        let Some(actor) = turn.actor() else { return turn.hint("Say who sits here first") };
        let job = ImportJob {
            id: ImportId::new(turn.at()),
            files,
            dry_run,
            keep_going: self.keep_going,
            full_list: self.full_list,
            actor,
            at: turn.at(),
            today: turn.cx.now.today(),
        };
        self.stage = Stage::Running { dry_run, progress: Progress::default(), stopping: false };
        turn.ask(Slot::Import, Request::Import(job));
    }

    fn open(&mut self, turn: &mut Turn<'_>) {
        match &self.stage {
            Stage::Asking if self.focus == Focus::FullList => self.full_list = !self.full_list,
            Stage::Asking if self.focus == Focus::KeepGoing => self.keep_going = !self.keep_going,
            Stage::Asking => self.start(true, turn),
            Stage::Tried(tried) if tried.report.refused > 0 && !self.keep_going => {
                turn.hint("Rows were refused: correct the file, or tick \"keep going\" with Space");
            }
            Stage::Tried(_) if !turn.fresh => turn.hint("Let go of the key, then press it again"),
            Stage::Tried(_) => self.start(false, turn),
            Stage::Failed(_) => self.stage = Stage::Asking,
            Stage::Done(_) => turn.go(Go::Back),
            Stage::Running { .. } => {}
        }
    }

    fn back(&mut self, turn: &mut Turn<'_>) {
        match &mut self.stage {
            Stage::Running { stopping, .. } => {
                *stopping = true;
                turn.cancel(Slot::Import);
            }
            Stage::Tried(_) | Stage::Failed(_) => self.stage = Stage::Asking,
            Stage::Done(_) => {
                self.stage = Stage::Asking;
                turn.go(Go::Back);
            }
            Stage::Asking => turn.go(Go::Back),
        }
    }

    fn step(&mut self, back: bool) {
        let at = STOPS.iter().position(|stop| *stop == self.focus).unwrap_or(0);
        let next = if back { at + STOPS.len() - 1 } else { at + 1 } % STOPS.len();
        self.focus = STOPS.get(next).copied().unwrap_or(Focus::Path);
    }

    fn ended(&mut self, outcome: Box<ImportOutcome>, turn: &mut Turn<'_>) {
        self.refusals = Lines::new(outcome.refusals.len());
        if outcome.cancelled {
            self.stage = Stage::Asking;
            return turn.done("Cancelled: nothing was changed");
        }
        let dry_run = matches!(self.stage, Stage::Running { dry_run: true, .. });
        if !dry_run && outcome.written {
            turn.done("Imported");
        }
        self.stage = if dry_run { Stage::Tried(outcome) } else { Stage::Done(outcome) };
    }
}

impl Part for Import {
    fn place(&self) -> Place {
        Place::Import
    }

    fn text_focus(&self) -> bool {
        self.stage == Stage::Asking && self.focus == Focus::Path
    }

    fn label(&self, action: Action) -> &'static str {
        if action == Action::Open { "Go on" } else { action.label() }
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::Open => !self.is_running(),
            Action::NextPart => self.stage == Stage::Asking,
            Action::Back => true,
            _ => false,
        }
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        let asking = self.stage == Stage::Asking;
        match action {
            Action::Open => self.open(turn),
            Action::Back => self.back(turn),
            Action::Toggle | Action::Left | Action::Right => match self.focus {
                _ if matches!(self.stage, Stage::Tried(_)) => self.keep_going = !self.keep_going,
                Focus::FullList if asking => self.full_list = !self.full_list,
                Focus::KeepGoing if asking => self.keep_going = !self.keep_going,
                _ => {}
            },
            Action::NextPart | Action::Down if asking => self.step(false),
            Action::PreviousPart | Action::Up if asking => self.step(true),
            _ => {
                self.refusals.act(action, turn.cx.size.1 / 2);
            }
        }
    }

    fn key(&mut self, key: &Key, _turn: &mut Turn<'_>) {
        if self.text_focus() {
            self.path.key(key);
        }
    }

    fn paste(&mut self, text: &str, _turn: &mut Turn<'_>) {
        if self.text_focus() {
            self.path.paste(text.trim());
        }
    }

    fn reply(&mut self, _slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::Progress(now) => {
                if let Stage::Running { progress, .. } = &mut self.stage {
                    *progress = now;
                }
            }
            Reply::Imported(Ok(outcome)) => self.ended(outcome, turn),
            Reply::Imported(Err(trouble)) => self.stage = Stage::Failed(trouble),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::paths;

    #[test]
    fn paths_come_as_a_shell_would_have_them() {
        assert_eq!(paths(" /a/b.csv "), ["/a/b.csv"]);
        assert_eq!(paths("/a/b.csv '/c d/e.json'"), ["/a/b.csv", "/c d/e.json"]);
        assert_eq!(paths(r"/c\ d/e.csv"), ["/c d/e.csv"]);
        assert_eq!(paths(r"C:\Users\desk\list.csv"), [r"C:\Users\desk\list.csv"]);
        assert_eq!(paths("\"C:\\My Files\\list.csv\""), [r"C:\My Files\list.csv"]);
        assert_eq!(paths("o'neill.csv"), ["o'neill.csv"]);
        assert!(paths("  ").is_empty());
    }
}
