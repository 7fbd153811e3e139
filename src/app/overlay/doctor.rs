//! Whether the practice's files are sound and safe, the age of the last backup, who holds a key; a backup now.

use super::page::{Page, PageLine};
use crate::app::action::{Action, Place};
use crate::app::effect::Request;
use crate::app::key::Key;
use crate::app::msg::Reply;
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Turn};
use crate::domain::doctor::{Found, Level};

/// How one goes back to a copy: not from here, since nobody may have the practice open.
const RESTORE: &str = "To go back to a copy: end the program at every desk, then say `tactful restore FILE`. It checks the copy, \
                       keeps what is there now, and says which entries are lost by it; with --dry-run it only says so.";

/// The overlay.
#[derive(Debug)]
pub struct Doctor {
    /// What is shown.
    pub page: Page,
    /// It looks, or makes a copy.
    busy: bool,
    /// A copy was asked for.
    copying: bool,
}

impl Default for Doctor {
    fn default() -> Self {
        Self { page: Page::new("Doctor", Vec::new()), busy: false, copying: false }
    }
}

impl Doctor {
    fn ask(&mut self, back_up: bool, turn: &mut Turn<'_>) {
        (self.busy, self.copying) = (true, back_up);
        let words = if back_up {
            "Copying the practice and checking the copy, every page and entry of it ..."
        } else {
            "Looking at every page and entry ..."
        };
        self.page.lines.retain(|line| !matches!(line, PageLine::Head(_)));
        self.page.lines.insert(0, PageLine::Head(words.to_owned()));
        turn.ask(Slot::Doctor, Request::Doctor { back_up });
    }

    fn found(&mut self, found: &[Found]) {
        let head = match Found::worst(found) {
            Level::Fine => "Everything is as it should be",
            Level::Finding => "Somebody should see to what is marked with !",
            Level::Trouble => "There is trouble: see to what is marked with !! before work goes on",
        };
        let mut lines = vec![PageLine::Head(head.to_owned())];
        for one in found {
            let mark = match one.level {
                Level::Fine => "",
                Level::Finding => "! ",
                Level::Trouble => "!! ",
            };
            let cure = if one.cure.is_empty() { String::new() } else { format!("; {}", one.cure) };
            lines.push(PageLine::Key(format!("{mark}{}", one.check), format!("{}{cure}", one.what)));
        }
        lines.extend([PageLine::Blank, PageLine::Text(RESTORE.to_owned())]);
        self.page.lines = lines;
    }
}

impl Part for Doctor {
    fn place(&self) -> Place {
        Place::Doctor
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::Back => true,
            Action::BackUp => !self.busy,
            _ => false,
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.ask(false, turn);
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Back => turn.go(Go::Back),
            Action::BackUp if self.busy => turn.hint("It is still looking: a moment, please"),
            Action::BackUp => self.ask(true, turn),
            _ => self.page.scroll.act(action, turn.cx.size.1.saturating_sub(6)),
        }
    }

    fn reply(&mut self, _slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        let Reply::Doctor(answer) = reply else { return };
        self.busy = false;
        match answer {
            Ok(found) => {
                self.found(&found);
                if std::mem::take(&mut self.copying) {
                    turn.done("A copy was made: every page and entry of it was checked");
                }
            }
            Err(trouble) => {
                self.page.lines.retain(|line| !matches!(line, PageLine::Head(_)));
                turn.trouble(trouble);
            }
        }
    }
}
