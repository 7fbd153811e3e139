//! Whether the practice's files are sound and safe, the age of the last backup, who holds a key; a backup now; the way back to
//! a copy.

use super::Overlay;
use super::choice::{Choice, Row};
use super::form::Form;
use super::page::{Page, PageLine};
use crate::app::action::{Action, Place};
use crate::app::effect::Request;
use crate::app::key::Key;
use crate::app::msg::Reply;
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn};
use crate::domain::backup::{Copy, Foreseen, Listed};
use crate::domain::clock::Moment;
use crate::domain::doctor::{Found, Level};

/// The overlay.
#[derive(Debug)]
pub struct Doctor {
    /// What is shown.
    pub page: Page,
    /// How all stands, once it was looked at.
    verdict: &'static str,
    /// It looks, or makes or checks a copy.
    busy: bool,
    /// A copy was asked for.
    copying: bool,
    /// The copy that was picked to go back to, once it was checked.
    copy: Option<Copy>,
}

impl Default for Doctor {
    fn default() -> Self {
        Self { page: Page::new("Doctor", Vec::new()), verdict: "", busy: false, copying: false, copy: None }
    }
}

impl Doctor {
    fn ask(&mut self, request: Request, turn: &mut Turn<'_>) {
        self.busy = true;
        let words = match request {
            Request::Doctor { back_up: true } => {
                "Copying the practice and checking the copy, every page and entry of it ..."
            }
            Request::Copies => "Looking at the copies ...",
            Request::Foresee(_) => "Checking every page and entry of the copy ...",
            _ => "Looking at every page and entry ...",
        };
        self.head(Some(words));
        turn.ask(Slot::Doctor, request);
    }

    /// Puts these words in the place of the first line; without any, how all stands.
    fn head(&mut self, words: Option<&str>) {
        self.page.lines.retain(|line| !matches!(line, PageLine::Head(_)));
        let words = words.unwrap_or(self.verdict);
        if !words.is_empty() {
            self.page.lines.insert(0, PageLine::Head(words.to_owned()));
        }
    }

    /// The copies that one can go back to.
    fn offer(copies: &[Listed], turn: &mut Turn<'_>) {
        if copies.is_empty() {
            let key = turn.keymap.label(Action::BackUp);
            return turn.hint(format!("There is no copy yet to go back to: {key} makes one"));
        }
        let rows = copies.iter().map(|one| row(one, turn.cx.now)).collect();
        turn.open(Overlay::Choice(Box::new(Choice::new("Go back to which copy?", rows))));
    }

    /// What going back would do: the word is asked for.
    fn foreseen(&mut self, foreseen: &Foreseen, turn: &mut Turn<'_>) {
        self.copy = Some(foreseen.copy);
        let name = name(foreseen.copy, turn.cx.now);
        let about = vec![
            format!("The copy of {name}: {} entries; every page and entry of it was just checked.", foreseen.entries),
            format!("What is lost: {}.", foreseen.loss.trim_end_matches('.')),
            "What is there now stays beside it under another name. Everybody at this desk is signed out, and the program \
             opens again on the copy; the record says who went back to it. No other desk may have the practice open."
                .to_owned(),
        ];
        turn.open(Overlay::Form(Box::new(Form::restore(about))));
    }

    fn found(&mut self, found: &[Found]) {
        self.verdict = match Found::worst(found) {
            Level::Fine => "Everything is as it should be",
            Level::Finding => "Somebody should see to what is marked with !",
            Level::Trouble => "There is trouble: see to what is marked with !! before work goes on",
        };
        let mut lines = vec![PageLine::Head(self.verdict.to_owned())];
        for one in found {
            let mark = match one.level {
                Level::Fine => "",
                Level::Finding => "! ",
                Level::Trouble => "!! ",
            };
            let cure = if one.cure.is_empty() { String::new() } else { format!("; {}", one.cure) };
            lines.push(PageLine::Key(format!("{mark}{}", one.check), format!("{}{cure}", one.what)));
        }
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
            Action::BackUp | Action::Restore => !self.busy,
            _ => false,
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.ask(Request::Doctor { back_up: false }, turn);
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Back => turn.go(Go::Back),
            Action::BackUp | Action::Restore if self.busy => {
                turn.hint("It is still looking: a moment, please");
            }
            Action::BackUp => {
                self.copying = true;
                self.ask(Request::Doctor { back_up: true }, turn);
            }
            Action::Restore => self.ask(Request::Copies, turn),
            _ => self.page.scroll.act(action, turn.cx.size.1.saturating_sub(6)),
        }
    }

    fn reply(&mut self, _slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        self.busy = false;
        match reply {
            Reply::Doctor(Ok(found)) => {
                self.found(&found);
                if std::mem::take(&mut self.copying) {
                    turn.done("A copy was made: every page and entry of it was checked");
                }
            }
            Reply::Copies(Ok(copies)) => {
                self.head(None);
                Self::offer(&copies, turn);
            }
            Reply::Foreseen(Ok(foreseen)) => {
                self.head(None);
                self.foreseen(&foreseen, turn);
            }
            Reply::Doctor(Err(trouble)) | Reply::Copies(Err(trouble)) | Reply::Foreseen(Err(trouble)) => {
                self.copying = false;
                self.head(None);
                turn.trouble(trouble);
            }
            _ => {}
        }
    }

    fn picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        match pick {
            Pick::Copy(copy) => self.ask(Request::Foresee(copy), turn),
            // the form takes no other word than the one that was asked for
            Pick::Words(_) => {
                if let Some(copy) = self.copy.take() {
                    self.busy = true;
                    self.head(Some("Going back to the copy ..."));
                    turn.restore(copy);
                }
            }
            _ => {}
        }
    }
}

/// A copy as people name it: "Mon 23 Nov 2026 09:00, hourly".
fn name(copy: Copy, now: &Moment) -> String {
    format!("{}, {}", now.local_of(copy.at).strftime("%a %-d %b %Y %H:%M"), copy.turn.slug())
}

/// A copy in the list: how old it is, what it holds, what is lost by it.
fn row(one: &Listed, now: &Moment) -> Row {
    let label = name(one.copy, now);
    let age = age(one.copy, now);
    let Ok(held) = &one.held else {
        let why = one.held.as_ref().err().map(String::as_str).unwrap_or_default();
        let aside = format!("{age}; it does not open");
        return Row { pick: None, detail: why.to_owned(), ..Row::new(label, aside, Pick::No) };
    };
    let lost = match held.lost {
        Some(0) => "none lost".to_owned(),
        Some(lost) => format!("{lost} lost"),
        None => "how many lost is not known".to_owned(),
    };
    let aside = format!("{age}; {} entries, {lost}", held.entries);
    Row {
        detail:
            "It was checked when it was made. All of it is checked again before anything is asked or changed."
                .into(),
        ..Row::new(label, aside, Pick::Copy(one.copy))
    }
}

/// How long ago a copy was made.
fn age(copy: Copy, now: &Moment) -> String {
    match now.at.duration_since(copy.at).as_mins() {
        ..0 => "made later than now by this clock".to_owned(),
        minutes @ 0..60 => format!("{minutes} min old"),
        minutes @ 60..2_880 => format!("{} h old", minutes / 60),
        minutes => format!("{} days old", minutes / 1_440),
    }
}
