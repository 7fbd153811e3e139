//! The palette: every command by its name.

use super::choice::{Choice, Row};
use crate::app::action::{Action, Place};
use crate::app::keymap::Keymap;
use crate::app::turn::Pick;

/// Commands that make no sense when they are picked from a list.
const fn is_move(action: Action) -> bool {
    matches!(
        action,
        Action::Open
            | Action::Up
            | Action::Down
            | Action::PageUp
            | Action::PageDown
            | Action::First
            | Action::Last
            | Action::Left
            | Action::Right
            | Action::NextPart
            | Action::PreviousPart
            | Action::Back
            | Action::Toggle
            | Action::CureNumber
            | Action::Part
            | Action::Palette
            | Action::SendIt
    )
}

/// The palette of a place: what can be done there now, then what can be done everywhere.
pub fn palette(place: Place, offers: impl Fn(Action) -> bool, keymap: &Keymap) -> Choice {
    let live = |action: &&Action| {
        !is_move(**action)
            && ((action.is_live(place) && offers(**action))
                || **action == Action::Import
                || action.is_everywhere())
    };
    let row = |action: &Action| Row {
        also: format!("{} {}", action.label(), action.word().replace('-', " ")),
        ..Row::new(action.help(), keymap.label(*action), Pick::Run(*action))
    };
    let mut rows: Vec<Row> = Vec::new();
    for action in Action::ALL.iter().filter(live) {
        rows.push(row(action));
    }
    Choice::new("Commands: type to find one", rows)
}
