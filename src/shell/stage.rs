//! The terminal taken over, before there is anything to do at it: while the practice is being opened.

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use anyhow::{Context as _, bail};

use super::desk::{Desk, End, Left, Over};
use super::event::Event;
use super::recess::Recess;
use super::screen::Screen;
use super::worker::Tools;
use super::{Launch, backups, crew, faults, input, long, views};
use crate::app::{Msg, ThemeName};
use crate::view;

/// The terminal and what happens at it.
pub(super) struct Stage {
    screen: Screen,
    tell: Sender<Event>,
    events: Receiver<Event>,
    /// Keys and settings are waited for.
    listens: bool,
}

/// How a run of the workstation ended.
pub(super) enum Ended {
    /// With this, as a program.
    Exit(ExitCode),
    /// Nobody is in it any more: the practice is to be exchanged for a copy.
    Recess(Box<Recess>),
}

impl Stage {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When there is none, or the system refuses a thread.
    pub fn take() -> anyhow::Result<Self> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            bail!("the workstation needs a terminal; for scripts there are verbs: see 'tactful --help'");
        }
        faults::install();
        let (tell, events) = mpsc::channel();
        #[cfg(unix)]
        super::signals::start(tell.clone()).context("signals cannot be waited for")?;
        let screen = Screen::take().context("the terminal cannot be taken over")?;
        Ok(Self { screen, tell, events, listens: false })
    }

    /// Does the work on a thread of its own and shows meanwhile that it is being done. An exit code says that the program
    /// is to end instead.
    ///
    /// # Errors
    /// What the work says, or when the system starts no thread.
    pub fn wait_for<T: Send + 'static>(
        &mut self,
        theme: ThemeName,
        words: &str,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<Result<T, ExitCode>> {
        let tell = self.tell.clone();
        let working = thread::Builder::new().name("opening".into()).spawn(move || {
            let done = faults::survive(work);
            let _ = tell.send(Event::App(Msg::Changed));
            done
        });
        let working = working.context("the system starts no more threads")?;
        self.screen.draw(|frame| view::waiting(frame, theme, words))?;
        loop {
            match self.events.recv() {
                Ok(Event::App(Msg::Resize)) => {
                    self.screen.fit()?;
                    self.screen.draw(|frame| view::waiting(frame, theme, words))?;
                }
                Ok(Event::App(Msg::Changed)) => break,
                Ok(Event::End(signal)) => return Ok(Err(End::Signal(signal).code())),
                Ok(_) => {}
                Err(_) => return Ok(Err(End::Lost.code())),
            }
        }
        match working.join() {
            Ok(Ok(done)) => done.map(Ok),
            Ok(Err(_)) | Err(_) => Ok(Err(End::Fault.code())),
        }
    }

    /// Runs the workstation.
    ///
    /// # Errors
    /// When the system refuses a thread, or a template is wrong.
    pub fn run(self, launch: Launch) -> anyhow::Result<Ended> {
        let Launch {
            store,
            admit,
            open,
            back_up,
            care,
            watch,
            import,
            compare,
            outbox,
            rules,
            house,
            surroundings,
        } = launch;
        let tools = Tools { long: long::Means { open, import, compare }, outbox, rules };
        let Self { screen, tell, events, listens } = self;
        let crew =
            crew::Crew::new(crew::Means { tools, admit, care: Arc::clone(&care) }, store, tell.clone())
                .context("the system starts no thread for the store")?;
        let copying = back_up.and_then(|back_up| backups::start(back_up, tell.clone()));
        if !listens {
            if let Some(watch) = watch {
                views::start(watch, tell.clone());
            }
            input::start(tell.clone()).context("the keyboard cannot be read")?;
        }
        Ok(match Desk::new(house, surroundings, screen, crew, events).run()? {
            Over::Exit(code) => Ended::Exit(code),
            Over::Restore(left) => {
                let Left { screen, events, asked, desks } = *left;
                let stage = Self { screen, tell, events, listens: true };
                Ended::Recess(Box::new(Recess { stage, asked, care, copying, desks }))
            }
        })
    }
}
