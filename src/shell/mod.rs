//! The workstation at a terminal: the loop between the app, which decides, and the world, which it never touches.
//!
//! - One channel brings everything that happens; the loop sleeps until something does, and draws only then.
//! - The store belongs to a thread of its own; long work has another and a connection of its own.
//! - However the program ends, the app is asked for its last effects, they are carried out, and the terminal is given
//!   back as it was.

mod admit;
mod answer;
mod backups;
mod clipboard;
mod crew;
mod desk;
mod event;
mod faults;
mod import;
mod input;
mod late;
mod launch;
mod long;
mod screen;
#[cfg(unix)]
mod signals;
mod stretch;
mod timers;
mod worker;

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::mpsc;

use anyhow::{Context as _, bail};

pub use admit::{Admit, Admitted, Session};
pub use answer::{Leaving, Outbox};
pub use backups::BackUp;
pub use late::Late;
pub use launch::{Premises, prepare};
pub use long::{Import, Open, Step};

use crate::app::{Backups, Context, Glyphs, House};
use crate::domain::clock::{Clock, Moment};
use crate::domain::reminder::NamedView;
use crate::domain::template::Template;
use crate::policy::Checker;
use crate::store::Store;

/// What the program stands in: handed to the app with every message.
pub struct Surroundings {
    /// The clock.
    pub clock: Box<dyn Clock>,
    /// The rules with their settings.
    pub checker: Checker,
    /// The approved texts, by purpose; the first frame does not wait for them.
    pub templates: Late<Vec<Template>>,
    /// The name of this desk, on every entry.
    pub desk: String,
    /// How lines and signs are drawn.
    pub glyphs: Glyphs,
    /// Seconds during which a message can be taken back.
    pub hold_seconds: u8,
    /// Days after which the age of the last import is warned about.
    pub import_age_days: u16,
    /// The copies that the program makes by itself, as far as they are known.
    pub backups: Option<Backups>,
    /// Other systems that send messages, by name.
    pub systems: Vec<String>,
    /// The views of the queue that the settings name.
    pub views: Vec<NamedView>,
    /// The practice is an invented one.
    pub is_demo: bool,
}

impl Surroundings {
    /// What the app reads at this moment in a window of this size.
    fn context<'a>(&'a self, now: &'a Moment, size: (u16, u16)) -> Context<'a> {
        Context {
            now,
            size,
            checker: &self.checker,
            templates: self.templates.get().map_or(&[], Vec::as_slice),
            desk: &self.desk,
            is_demo: self.is_demo,
            glyphs: self.glyphs,
            hold_seconds: self.hold_seconds,
            import_age_days: self.import_age_days,
            backups: self.backups.as_ref(),
            systems: &self.systems,
            views: &self.views,
        }
    }
}

/// All that the workstation is started with.
pub struct Launch {
    /// The practice, where it lies open; else it comes with the first who signs in.
    pub store: Option<Box<dyn Store>>,
    /// Lets somebody in.
    pub admit: Admit,
    /// Opens it once more, for long work.
    pub open: Open,
    /// Makes the copy that is due; `None`: none are made.
    pub back_up: Option<BackUp>,
    /// Carries out an import.
    pub import: Import,
    /// Writes a message into the outbox.
    pub outbox: Outbox,
    /// The program as it begins.
    pub house: House,
    /// What it stands in.
    pub surroundings: Surroundings,
}

/// Runs the workstation until staff quit or the system ends it. The exit code is 0, or 128 and the signal's number.
///
/// # Errors
/// When there is no terminal to draw on, the system refuses a thread or a template is wrong. The terminal is as it was
/// before.
pub fn run(launch: Launch) -> anyhow::Result<ExitCode> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        bail!("the workstation needs a terminal; for scripts there are verbs: see 'tactful --help'");
    }
    let Launch { store, admit, open, back_up, import, outbox, house, surroundings } = launch;
    faults::install();
    let (tell, events) = mpsc::channel();
    let crew = crew::Crew::new(crew::Means { open, import, outbox, admit }, store, tell.clone())
        .context("the system starts no thread for the store")?;
    if let Some(back_up) = back_up {
        backups::start(back_up, tell.clone());
    }
    #[cfg(unix)]
    signals::start(tell.clone()).context("signals cannot be waited for")?;
    let screen = screen::Screen::take().context("the terminal cannot be taken over")?;
    input::start(tell).context("the keyboard cannot be read")?;
    desk::Desk::new(house, surroundings, screen, crew, events).run()
}
