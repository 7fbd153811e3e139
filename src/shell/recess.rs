//! Between two runs of the workstation: nobody is in, the practice is exchanged for a copy and opened again.

use std::process::ExitCode;
use std::sync::Arc;

use super::backups::Quiet;
use super::care::Care;
use super::launch::{self, Inside};
use super::stage::Stage;
use crate::app::{Earlier, Restore, ThemeName};
use crate::config::Paths;

/// The program with nobody in it.
pub(super) struct Recess {
    /// The terminal.
    pub stage: Stage,
    /// The copy that was asked for.
    pub asked: Restore,
    /// Goes back to it.
    pub care: Arc<dyn Care>,
    /// Those who make copies by themselves.
    pub copying: Option<Quiet>,
    /// How many desks there were.
    pub desks: u64,
}

/// What the next run begins with.
pub(super) struct Again {
    /// The terminal.
    pub stage: Stage,
    /// The practice, where it lies open.
    pub inside: Option<Inside>,
    /// What became of it.
    pub earlier: Earlier,
}

impl Recess {
    /// Goes back to the copy, on a thread of its own; an exit code says that the program is to end instead.
    ///
    /// # Errors
    /// When the practice cannot be opened afterwards.
    pub fn restore(self, theme: ThemeName, paths: &Paths) -> anyhow::Result<Result<Again, ExitCode>> {
        let Self { mut stage, asked, care, copying, desks } = self;
        let paths = paths.clone();
        let work = move || {
            // a copy that is being made is waited for: it has the practice open
            if let Some(copying) = copying {
                copying.stop();
            }
            let said = care.restore(&asked).unwrap_or_else(|why| {
                format!(
                    "The practice did not go back to the copy and is as it was: {}. {}",
                    why.what, why.next
                )
            });
            drop(care);
            Ok((launch::inside(&paths)?, said))
        };
        let done = stage.wait_for(theme, "Going back to the copy ...", work)?;
        Ok(done.map(|(inside, said)| Again { stage, inside, earlier: Earlier { desks, said: Some(said) } }))
    }
}
