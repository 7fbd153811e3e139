//! The program as a state machine: messages in, effects out; no terminal, no store, no clock of its own.

pub mod action;
pub mod context;
pub mod editor;
pub mod effect;
pub mod key;
pub mod keymap;
pub mod msg;
pub mod state;

pub use action::{Action, Place};
pub use context::{Context, Glyphs};
pub use effect::{Effect, ImportJob, Request};
pub use key::{Code, Key};
pub use keymap::Keymap;
pub use msg::{Msg, Reply, Trouble};
pub use state::{Notice, ThemeName, Ticket};

use crate::domain::ids::StaffId;
use crate::domain::staff::Staff;
use state::Tickets;

/// What the program begins with.
#[derive(Debug, Clone)]
pub struct Start {
    /// All members of staff.
    pub staff: Vec<Staff>,
    /// Who sits here, where that is known already (the demo); else they are asked for.
    pub signed_in: Option<StaffId>,
    /// The colours.
    pub theme: ThemeName,
    /// The keys.
    pub keymap: Keymap,
}

/// The whole program.
#[derive(Debug)]
pub struct App {
    keymap: Keymap,
    theme: ThemeName,
    staff: Option<Staff>,
    tickets: Tickets,
    over: bool,
}

impl App {
    /// The program as it begins. The first questions come as the effects of the first [`App::update`]: send
    /// [`Msg::Resize`] once before the first drawing.
    pub fn new(start: Start) -> Self {
        let Start { staff, signed_in, theme, keymap } = start;
        let staff = staff.into_iter().find(|staff| Some(staff.id) == signed_in);
        Self { keymap, theme, staff, tickets: Tickets::default(), over: false }
    }

    /// Takes what happened, and says what to do. Never fails and touches nothing outside.
    pub fn update(&mut self, msg: Msg, cx: &Context<'_>) -> Vec<Effect> {
        let _ = cx;
        match msg {
            Msg::Key(key) if self.keymap.action(Place::Reminders, &key, false) == Some(Action::Quit) => {
                self.over = true;
                vec![Effect::Quit]
            }
            Msg::Reply { ticket, reply } => {
                let _ = (self.tickets.answer(ticket, true), reply);
                Vec::new()
            }
            Msg::Ending => vec![Effect::Quit],
            _ => Vec::new(),
        }
    }

    /// The colours in use.
    pub const fn theme(&self) -> ThemeName {
        self.theme
    }

    /// Who sits here.
    pub const fn staff(&self) -> Option<&Staff> {
        self.staff.as_ref()
    }

    /// Whether the program is to end.
    pub const fn is_over(&self) -> bool {
        self.over
    }
}
