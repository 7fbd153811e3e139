//! The history of the facts about one patient: what was put on file, by whom and why; a line can be taken back.

use jiff::civil::Date;

use crate::app::action::{Action, Place};
use crate::app::effect::Request;
use crate::app::facts::HELD;
use crate::app::key::Key;
use crate::app::lines::Lines;
use crate::app::msg::Reply;
use crate::app::overlay::Overlay;
use crate::app::overlay::choice::{Choice, Row};
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn};
use crate::app::who::Who;
use crate::domain::dossier::Dossier;
use crate::domain::fact::Amendment;
use crate::domain::log::{Appended, Entry, Event};
use crate::domain::told;

/// How many lines are read at once.
pub const PAGE: usize = 50;

/// A line of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// When, as staff read it.
    pub when: String,
    /// Who.
    pub who: String,
    /// What, in one sentence.
    pub words: String,
    /// It is held back from whoever looks over a shoulder.
    pub discreet: bool,
    /// A later entry took it back.
    pub taken_back: bool,
    entry: Entry,
}

/// The history.
#[derive(Debug)]
pub struct History {
    /// Whose.
    pub who: Who,
    /// The lines, the newest first; `None` before they are here.
    pub lines: Option<Vec<Told>>,
    /// The cursor.
    pub cursor: Lines,
    dossier: Box<Dossier>,
    more: bool,
    taking_back: Option<Amendment>,
}

/// When an entry was made, as staff read it.
fn when(entry: &Entry, turn: &Turn<'_>) -> String {
    turn.cx.now.local_of(entry.at).strftime("%-d %b %Y %H:%M").to_string()
}

/// What was put on file and how it is taken back, in one line of the window.
pub fn on_file(amendment: &Amendment, dossier: &Dossier, turn: &Turn<'_>) -> String {
    let tail = format!(" ({} takes it back)", turn.keymap.label(Action::Undo));
    let held = amendment.is_discreet() && turn.holds_back;
    let words = if held { HELD.to_owned() } else { told::short(amendment, dossier) };
    let room = usize::from(turn.cx.size.0).saturating_sub(tail.chars().count() + 8);
    let short: String = if words.chars().count() > room {
        words.chars().take(room.saturating_sub(3)).chain("...".chars()).collect()
    } else {
        words
    };
    format!("Kept: {short}{tail}")
}

/// The question whether an entry is taken back, and what takes it back.
///
/// # Errors
/// Why it cannot be taken back, for staff.
pub fn take_back(
    entry: Option<&Entry>,
    dossier: &Dossier,
    turn: &Turn<'_>,
) -> Result<(Amendment, Choice), String> {
    let Some((entry, amendment)) = entry.and_then(|entry| Some((entry, amended(entry)?))) else {
        return Err("Nothing that was put on this patient's file here stands to be taken back".into());
    };
    let undone = amendment.undone();
    let outdated = undone.outdated_by(dossier);
    if let Some(facet) = outdated.first() {
        return Err(format!("Not possible: {} changed since. Take that back first", facet.label()));
    }
    let detail = format!(
        "{}, {}: {}",
        when(entry, turn),
        turn.name_of(entry.actor.staff),
        if amendment.is_discreet() && turn.holds_back {
            HELD.into()
        } else {
            told::amendment(amendment, dossier)
        }
    );
    let row = |label, aside, pick| Row { detail: detail.clone(), ..Row::new(label, aside, pick) };
    let rows = vec![
        ('n', row("No, leave it", "", Pick::No)),
        ('y', row("Yes, take it back", "by a new entry; both stay in the history", Pick::Yes)),
    ];
    Ok((undone, Choice::menu("Take this back?", rows)))
}

fn amended(entry: &Entry) -> Option<&Amendment> {
    match &entry.event {
        Event::Amended(amendment) => Some(amendment),
        _ => None,
    }
}

/// Which of the entries, the newest first, a later one took back, and which are such a taking back.
fn settled(entries: &[&Entry]) -> Vec<(bool, bool)> {
    let mut marks = vec![(false, false); entries.len()];
    for at in 0..entries.len() {
        let Some(one) = entries.get(at).and_then(|entry| amended(entry)) else { continue };
        let undone = one.undone();
        // the nearest later entry that takes it back and took nothing else back
        let later = (0..at).rev().find(|later| {
            let is_free = marks.get(*later) == Some(&(false, false));
            let words = entries.get(*later).and_then(|entry| amended(entry));
            is_free && words.is_some_and(|other| *other == undone)
        });
        if let Some(later) = later {
            marks.iter_mut().skip(later).take(1).for_each(|mark| mark.1 = true);
            marks.iter_mut().skip(at).take(1).for_each(|mark| mark.0 = true);
        }
    }
    marks
}

/// The newest entry that stands: not taken back, and not a taking back itself.
pub fn standing(entries: &[Entry]) -> Option<&Entry> {
    let all: Vec<&Entry> = entries.iter().collect();
    let marks = settled(&all);
    // what somebody may not see, they do not take back
    let seen = |(entry, mark): &(&Entry, (bool, bool))| *mark == (false, false) && amended(entry).is_some();
    entries.iter().zip(marks).find(seen).map(|(entry, _)| entry)
}

impl History {
    /// The history of a patient.
    pub fn new(dossier: Box<Dossier>, today: Date) -> Self {
        Self {
            who: Who::of_dossier(&dossier, today),
            lines: None,
            cursor: Lines::default(),
            dossier,
            more: false,
            taking_back: None,
        }
    }

    fn ask(&self, turn: &mut Turn<'_>) {
        let patient = self.dossier.patient.id;
        turn.ask(Slot::Dossier, Request::Dossier(patient));
        turn.ask(Slot::List, Request::Amendments { patient, before: None, limit: PAGE });
    }

    fn take(&mut self, entries: Vec<Entry>, turn: &Turn<'_>) {
        self.more = entries.len() == PAGE;
        let line = |entry: Entry| {
            let Event::Amended(amendment) = &entry.event else { return None };
            let words = told::amendment(amendment, &self.dossier);
            let (when, who) = (when(&entry, turn), turn.name_of(entry.actor.staff));
            let discreet = amendment.is_discreet();
            Some(Told { when, who, words, discreet, taken_back: false, entry })
        };
        let told: Vec<Told> = entries.into_iter().filter_map(line).collect();
        let lines = self.lines.get_or_insert_default();
        lines.extend(told);
        let all: Vec<&Entry> = lines.iter().map(|line| &line.entry).collect();
        let marks = settled(&all);
        lines.iter_mut().zip(marks).for_each(|(line, (taken_back, _))| line.taken_back = taken_back);
        self.cursor.resize(self.lines.as_ref().map_or(0, Vec::len));
    }

    fn ask_more(&mut self, turn: &mut Turn<'_>) {
        let last = self.lines.iter().flatten().last().map(|line| line.entry.number);
        if self.more && self.cursor.at + 1 >= self.cursor.len {
            self.more = false;
            let patient = self.dossier.patient.id;
            turn.ask(Slot::More, Request::Amendments { patient, before: last, limit: PAGE });
        }
    }
}

impl Part for History {
    fn place(&self) -> Place {
        Place::History
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::Undo => self.lines.as_ref().is_some_and(|lines| !lines.is_empty()),
            Action::Open => false,
            _ => true,
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.ask(turn);
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Back => turn.go(Go::Back),
            Action::Undo => {
                let line = self.cursor.of(self.lines.as_deref().unwrap_or_default());
                match take_back(line.map(|line| &line.entry), &self.dossier, turn) {
                    Ok((amendment, menu)) => {
                        self.taking_back = Some(amendment);
                        turn.open(Overlay::Choice(Box::new(menu)));
                    }
                    Err(why) => turn.hint(why),
                }
            }
            _ => {
                self.cursor.act(action, turn.cx.size.1.saturating_sub(10) / 2);
                self.ask_more(turn);
            }
        }
    }

    fn reply(&mut self, slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::Dossier(Ok(dossier)) => self.dossier = dossier,
            Reply::Amendments(Ok(entries)) => {
                if slot == Slot::List {
                    self.lines = None;
                }
                self.take(entries, turn);
            }
            Reply::Appended(Ok(Appended::Conflict(_))) => {
                turn.hint("Another desk changed it meanwhile: look again");
                self.ask(turn);
            }
            Reply::Appended(Ok(_)) => {
                turn.done("Taken back, by a new entry");
                self.cursor.at = 0;
                self.ask(turn);
            }
            Reply::Dossier(Err(trouble))
            | Reply::Amendments(Err(trouble))
            | Reply::Appended(Err(trouble)) => {
                turn.trouble(trouble);
            }
            _ => {}
        }
    }

    fn picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        let Some(amendment) = self.taking_back.take().filter(|_| pick == Pick::Yes) else { return };
        match turn.entry(Event::Amended(Box::new(amendment)), None) {
            Some(entry) => {
                turn.ask(Slot::Amend, Request::Append(Box::new(entry)));
            }
            None => turn.ask_who(),
        }
    }

    fn changed(&mut self, turn: &mut Turn<'_>) {
        self.ask(turn);
    }
}
