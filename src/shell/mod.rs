//! The workstation at a terminal: the loop between the app, which decides, and the world, which it never touches.
//!
//! - One channel brings everything that happens; the loop sleeps until something does, and draws only then.
//! - The store belongs to a thread of its own; long work has another and a connection of its own.
//! - However the program ends, the app is asked for its last effects, they are carried out, and the terminal is given
//!   back as it was.

mod admit;
mod answer;
mod backups;
mod care;
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
mod recess;
mod screen;
#[cfg(unix)]
mod signals;
mod stage;
mod stretch;
mod timers;
mod views;
mod worker;

use std::process::ExitCode;
use std::sync::Arc;

pub use admit::{Admit, Admitted, Session};
pub use answer::{Leaving, Outbox};
pub use backups::BackUp;
pub use care::Care;
pub use late::Late;
pub use launch::{Inside, Opening, Premises};
pub use long::{Compare, Import, Open, Step};

use crate::app::{Backups, Context, Earlier, Glyphs, House};
use crate::config::Config;
use crate::config::views::Watch;
use crate::domain::clock::{Clock, Moment};
use crate::domain::reminder::{NamedView, ViewChange};
use crate::domain::template::Template;
use crate::policy::Checker;
use crate::store::Store;
use stage::Ended;

/// Writes a change of the named views into the settings and gives them as they are then, or says in words why not.
pub type KeepView = Box<dyn Fn(&ViewChange) -> anyhow::Result<Vec<NamedView>>>;

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
    /// Seconds for which what is held back from the counter is shown; 0: nothing is held back.
    pub discreet_seconds: u16,
    /// Days after which the age of the last import is warned about.
    pub import_age_days: u16,
    /// The copies that the program makes by itself, as far as they are known.
    pub backups: Option<Backups>,
    /// Other systems that send messages, by name.
    pub systems: Vec<String>,
    /// The views of the queue that the settings name.
    pub views: Vec<NamedView>,
    /// Writes a change of them into the settings.
    pub keep_view: KeepView,
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
            discreet_seconds: self.discreet_seconds,
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
    /// Looks at the practice's files.
    pub care: Arc<dyn Care>,
    /// Sees which views the settings name, while the program runs; `None`: they stay as they are.
    pub watch: Option<Watch>,
    /// Carries out an import.
    pub import: Import,
    /// With what the record is compared when it is checked.
    pub compare: Compare,
    /// Writes a message into the outbox.
    pub outbox: Outbox,
    /// The settings of the rules, and the usual ones, as the log is told of them; `None`: it is not.
    pub rules: Option<(String, String)>,
    /// The program as it begins.
    pub house: House,
    /// What it stands in.
    pub surroundings: Surroundings,
}

/// Opens a practice and runs the workstation in it until staff quit or the system ends it. The exit code is 0, or 128 and the
/// signal's number.
///
/// # Errors
/// When the practice cannot be opened, there is no terminal to draw on, the system refuses a thread, or a setting or template
/// is wrong. The terminal is as it was before.
pub fn open(premises: Premises) -> anyhow::Result<ExitCode> {
    let Premises { paths, desk, open } = premises;
    let config = Config::read(&paths.config())?;
    let mut stage = stage::Stage::take()?;
    let inside = match open {
        None => None,
        Some(open) => match stage.wait_for(config.desk.theme, "Opening the practice ...", open)? {
            Ok(inside) => Some(inside),
            Err(code) => return Ok(code),
        },
    };
    let (mut inside, mut earlier) = (inside, Earlier::default());
    loop {
        let launch = launch::prepare(&paths, desk.clone(), &config, inside, earlier)?;
        let recess = match stage.run(launch)? {
            Ended::Exit(code) => return Ok(code),
            Ended::Recess(recess) => *recess,
        };
        match recess.restore(config.desk.theme, &paths)? {
            Ok(again) => (stage, inside, earlier) = (again.stage, again.inside, again.earlier),
            Err(code) => return Ok(code),
        }
    }
}

/// Runs the workstation with all that it needs: as [`open`] does.
///
/// # Errors
/// As [`open`]. What was put together elsewhere cannot be opened again, and so goes back to no copy.
pub fn run(launch: Launch) -> anyhow::Result<ExitCode> {
    match stage::Stage::take()?.run(launch)? {
        Ended::Exit(code) => Ok(code),
        Ended::Recess(_) => {
            anyhow::bail!("nothing was changed: go back to the copy with `tactful restore FILE`")
        }
    }
}
