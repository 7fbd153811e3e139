//! What every screen and every overlay can do.

use super::action::{Action, Place};
use super::key::Key;
use super::msg::Reply;
use super::state::Slot;
use super::turn::{Pick, Turn};
use crate::domain::draft::Unfinished;

/// A screen or an overlay.
pub trait Part {
    /// Where its keys are looked up.
    fn place(&self) -> Place;

    /// Whether text has the focus: letters are then text.
    fn text_focus(&self) -> bool {
        false
    }

    /// Whether an action does something just now: what does nothing is not in the footer.
    fn offers(&self, action: Action) -> bool {
        let _ = action;
        true
    }

    /// The few words of the footer for an action.
    fn label(&self, action: Action) -> &'static str {
        action.label()
    }

    /// Whether the key of an action is shown beside the line that it acts on: the footer leaves it out.
    fn is_near(&self, action: Action) -> bool {
        let _ = action;
        false
    }

    /// Whether it stays until it is settled: an overlay that does not let the screen below be left.
    fn holds(&self) -> bool {
        false
    }

    /// It is shown, for the first time or again.
    fn enter(&mut self, turn: &mut Turn<'_>) {
        let _ = turn;
    }

    /// An action; `key` is the key that gave it.
    fn act(&mut self, action: Action, key: &Key, turn: &mut Turn<'_>);

    /// A key that is no action here.
    fn key(&mut self, key: &Key, turn: &mut Turn<'_>) {
        let _ = (key, turn);
    }

    /// A pasted block.
    fn paste(&mut self, text: &str, turn: &mut Turn<'_>) {
        let _ = (text, turn);
    }

    /// An answer.
    fn reply(&mut self, slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        let _ = (slot, reply, turn);
    }

    /// A time has come.
    fn tick(&mut self, turn: &mut Turn<'_>) {
        let _ = turn;
    }

    /// Another desk changed something.
    fn changed(&mut self, turn: &mut Turn<'_>) {
        let _ = turn;
    }

    /// An overlay gave this.
    fn picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        let _ = (pick, turn);
    }

    /// A form over it was begun that is kept with what the part holds.
    fn begun(&mut self, form: Unfinished, turn: &mut Turn<'_>) {
        let _ = (form, turn);
    }

    /// It is left, or the program ends: save what is open.
    fn leave(&mut self, turn: &mut Turn<'_>) {
        let _ = turn;
    }
}
