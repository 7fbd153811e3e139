//! The loop: waits for what happens, tells the app, carries out what it asks for, draws.

use std::collections::BTreeSet;
use std::io;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::crew::Crew;
use super::event::Event;
use super::faults;
use super::screen::Screen;
use super::timers::Timers;
use super::{Surroundings, clipboard};
use crate::app::{Effect, House, Msg, Reply, Restore, Ticket, Trouble};
use crate::domain::reminder::ViewChange;
use crate::view;

/// A quick answer is waited for so long before the frame is drawn: one frame instead of two, and the answer is on it.
const SETTLE: Duration = Duration::from_micros(1500);
/// A burst of keys is taken whole, but the screen is never left behind for longer than this.
const BURST: Duration = Duration::from_millis(30);
/// Work beside the screen is drawn no more often.
const BESIDE: Duration = Duration::from_millis(50);
/// How long staff who quit wait for what they asked for before; the end of long work is part of it.
const PATIENCE: Duration = Duration::from_secs(10);
/// The same when a signal asks: less than the time after which the program is ended from outside.
const HASTE: Duration = Duration::from_millis(400);

/// Why the loop ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Staff quit.
    Quit,
    /// A signal asked for it.
    Signal(i32),
    /// The terminal is gone.
    Lost,
    /// A fault of the program itself; the terminal has been given back.
    Fault,
    /// Something that it starts with is wrong: nothing was begun.
    Wrong,
    /// The practice goes back to a copy.
    Restore(Restore),
}

/// What the loop leaves behind.
pub(super) enum Over {
    /// With what the program exits; the terminal has been given back.
    Exit(ExitCode),
    /// The practice is closed and goes back to a copy.
    Restore(Box<Left>),
}

/// What the next run goes on with.
pub(super) struct Left {
    /// The terminal.
    pub screen: Screen,
    /// What happens at it.
    pub events: Receiver<Event>,
    /// The copy.
    pub asked: Restore,
    /// How many desks there were.
    pub desks: u64,
}

impl End {
    /// With what the program exits, where nothing was left undone.
    pub fn code(self) -> ExitCode {
        match self {
            Self::Quit | Self::Restore(_) => ExitCode::SUCCESS,
            Self::Wrong => ExitCode::from(3),
            Self::Signal(signal) => ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX)),
            Self::Lost => ExitCode::from(129),
            Self::Fault => ExitCode::from(101),
        }
    }
}

/// What has happened since the last frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Since {
    /// Nothing.
    Nothing,
    /// Work beside the screen went on.
    Little,
    /// Something that is to be seen at once.
    Much,
}

/// The loop's own state.
pub(super) struct Desk {
    house: House,
    surroundings: Surroundings,
    screen: Option<Screen>,
    crew: Crew,
    events: Receiver<Event>,
    timers: Timers,
    /// The clipboard may still hold what this program put there.
    copied: bool,
    /// Questions asked and not yet answered for which a frame may wait.
    awaited: bool,
    /// What was asked ahead: no frame waits for it.
    ahead: BTreeSet<Ticket>,
    /// When the last frame was drawn.
    drawn: Instant,
    /// What has happened since.
    since: Since,
    /// The app wants the program to end.
    quits: bool,
    /// The app wants the practice to go back to a copy.
    restores: Option<Restore>,
    /// What is wrong with something that the program starts with.
    wrong: Option<anyhow::Error>,
}

impl Desk {
    /// A loop that has not begun.
    pub fn new(
        house: House,
        surroundings: Surroundings,
        screen: Screen,
        crew: Crew,
        events: Receiver<Event>,
    ) -> Self {
        Self {
            house,
            surroundings,
            screen: Some(screen),
            crew,
            events,
            timers: Timers::default(),
            copied: false,
            awaited: false,
            ahead: BTreeSet::new(),
            drawn: Instant::now(),
            since: Since::Much,
            quits: false,
            restores: None,
            wrong: None,
        }
    }

    /// Runs to the end and says with what the program exits.
    pub fn run(mut self) -> anyhow::Result<Over> {
        // the fault has been told on the terminal by the time it is caught here; what is open is still saved
        let end = faults::survive(|| self.turn()).unwrap_or(End::Fault);
        self.finish(end)
    }

    /// Turns until something ends it.
    fn turn(&mut self) -> End {
        self.tell(Msg::Resize);
        let mut is_ready = false;
        loop {
            if self.since != Since::Nothing && self.rest().is_none() && self.draw().is_err() {
                return End::Lost;
            }
            if !std::mem::replace(&mut is_ready, true)
                && let Err(error) = self.make_ready()
            {
                self.wrong = Some(error);
                return End::Wrong;
            }
            if let Some(asked) = self.restores {
                return End::Restore(asked);
            }
            if self.quits {
                return End::Quit;
            }
            if let Some(end) = self.next() {
                return end;
            }
        }
    }

    /// Makes what the first frame did not wait for: the rules beside it, the templates at once.
    fn make_ready(&mut self) -> anyhow::Result<()> {
        let checker = self.surroundings.checker.clone();
        let rules = move || {
            checker.lexicon();
        };
        // where no thread starts, the first check makes them
        let _ = thread::Builder::new().name("lexicon".into()).spawn(rules);
        self.surroundings.templates.settle()
    }

    /// How long the next frame can wait; `None`: it is to be drawn now, or there is nothing to draw. Work beside the screen
    /// shows how far it is some twenty times a second, and leaves the rest to the keys.
    fn rest(&self) -> Option<Duration> {
        let left = BESIDE.saturating_sub(self.drawn.elapsed());
        (self.since == Since::Little && !left.is_zero()).then_some(left)
    }

    /// Waits for the next thing that happens, and takes all that has happened by then.
    fn next(&mut self) -> Option<End> {
        let rest = self.rest();
        let timer = self.timers.wait(self.surroundings.clock.now().at);
        let event = match timer.into_iter().chain(rest).min() {
            None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(time) => self.events.recv_timeout(time),
        };
        let begun = Instant::now();
        match event {
            Ok(event) => {
                if let Some(end) = self.take(event) {
                    return Some(end);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Some(End::Lost),
        }
        if self.timers.take_due(self.surroundings.clock.now().at) {
            self.since = Since::Much;
            self.tell(Msg::Tick);
        }
        while begun.elapsed() < BURST && !self.quits && self.restores.is_none() {
            let wait = if self.awaited { SETTLE.saturating_sub(begun.elapsed()) } else { Duration::ZERO };
            let Ok(event) = self.events.recv_timeout(wait) else { break };
            if let Some(end) = self.take(event) {
                return Some(end);
            }
        }
        self.awaited = false;
        None
    }

    /// Takes one thing that happened.
    fn take(&mut self, event: Event) -> Option<End> {
        match event {
            Event::App(msg) => {
                let screen = self.screen.as_mut();
                let renewed = match (&msg, screen) {
                    (Msg::Resize, Some(screen)) => screen.fit(),
                    // whoever comes back finds a whole screen, whatever was written over it meanwhile
                    (Msg::FocusGained, Some(screen)) => screen.renew(),
                    _ => Ok(()),
                };
                if renewed.is_err() {
                    return Some(End::Lost);
                }
                self.tell(msg);
            }
            Event::Reply { ticket, reply } => {
                self.awaited = false;
                let was_ahead = self.ahead.remove(&ticket);
                let before = self.ahead.last().copied();
                self.tell(Msg::Reply { ticket, reply });
                // what goes on is drawn now and then, its end at once
                let goes_on = was_ahead && self.ahead.last().copied() > before;
                self.since = self.since.max(if goes_on { Since::Little } else { Since::Much });
                return None;
            }
            Event::Admitted(admitted) => {
                let answer = self.crew.admitted(*admitted);
                self.tell(Msg::Opened(answer));
            }
            Event::Backups(now) => self.surroundings.backups = Some(now),
            Event::Views(now) if now == self.surroundings.views => return None,
            Event::Views(now) => {
                self.surroundings.views = now;
                self.tell(Msg::Changed);
            }
            Event::End(signal) => return Some(End::Signal(signal)),
            Event::Lost | Event::WorkerDone => return Some(End::Lost),
            Event::Sleep => return self.sleep().err().map(|_| End::Lost),
        }
        self.since = Since::Much;
        None
    }

    /// Tells the app and carries out what it asks for.
    fn tell(&mut self, msg: Msg) {
        let now = self.surroundings.clock.now();
        let size = self.screen.as_mut().map_or((80, 24), Screen::size);
        let effects = self.house.update(msg, &self.surroundings.context(&now, size));
        for effect in effects {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Ask { ticket, request } => {
                self.awaited = true;
                self.crew.ask(ticket, request);
            }
            Effect::AskAhead { ticket, request } => {
                self.ahead.insert(ticket);
                self.crew.ask(ticket, request);
            }
            Effect::Cancel(ticket) => self.crew.stop(ticket),
            Effect::Knock(knock) => self.crew.knock(knock),
            Effect::Copy { ticket, text } => self.copy(ticket, &text),
            Effect::KeepView { ticket, change } => self.keep_view(ticket, &change),
            Effect::ClearClipboard => self.clear_clipboard(),
            Effect::Timer { at } => self.timers.add(at),
            Effect::Restore(asked) => self.restores = Some(asked),
            Effect::Quit => self.quits = true,
        }
    }

    fn copy(&mut self, ticket: Ticket, text: &str) {
        let sent = clipboard::copy(text).map(|bytes| self.screen.as_mut().map(|screen| screen.send(&bytes)));
        let done = match sent {
            None => Err(Trouble {
                next: "Copy it in parts, or hand it over as a file.".into(),
                ..Trouble::new(format!("the clipboard takes {} bytes, this is longer", clipboard::LIMIT))
            }),
            Some(None | Some(Err(_))) => Err(Trouble::new("the terminal does not take it")),
            Some(Some(Ok(()))) => {
                self.copied = true;
                Ok(())
            }
        };
        self.tell(Msg::Reply { ticket, reply: Reply::Copied(done) });
    }

    /// A few lines of the settings are written on the spot: what the list shows next is named by them.
    fn keep_view(&mut self, ticket: Ticket, change: &ViewChange) {
        let kept = (self.surroundings.keep_view)(change).map_err(|error| super::answer::failed(&error));
        let done = kept.map(|views| self.surroundings.views = views);
        self.tell(Msg::Reply { ticket, reply: Reply::ViewKept(done) });
    }

    fn clear_clipboard(&mut self) {
        if std::mem::take(&mut self.copied) {
            self.screen.as_mut().map(|screen| screen.send(clipboard::CLEAR));
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        self.since = Since::Nothing;
        self.drawn = Instant::now();
        let now = self.surroundings.clock.now();
        let Some(screen) = self.screen.as_mut() else { return Ok(()) };
        let cx = self.surroundings.context(&now, screen.size());
        screen.draw(|frame| view::house(frame, &self.house, &cx))
    }

    /// Gives the terminal back, sleeps until the system continues the program, takes the terminal again.
    #[cfg(unix)]
    fn sleep(&mut self) -> io::Result<()> {
        super::screen::give_back();
        super::signals::sleep()?;
        if let Some(screen) = self.screen.as_mut() {
            screen.take_again()?;
        }
        self.tell(Msg::Resize);
        Ok(())
    }

    #[cfg(not(unix))]
    fn sleep(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Asks the app for its last effects, waits until they are done, gives the terminal back or leaves it to the next run.
    fn finish(mut self, end: End) -> anyhow::Result<Over> {
        if end != End::Quit {
            // where this meets a fault too, what was saved before is all that there is
            let _ = faults::contain(|| self.tell(Msg::Ending));
        }
        if matches!(end, End::Quit | End::Signal(_) | End::Restore(_)) {
            self.clear_clipboard();
        }
        let goes_on = matches!(end, End::Restore(_));
        let screen = self.screen.take().filter(|_| goes_on);
        let patience = if matches!(end, End::Quit | End::Restore(_)) { PATIENCE } else { HASTE };
        let (is_done, left) =
            if self.crew.end() { self.await_worker(Instant::now() + patience) } else { (true, Vec::new()) };
        // what could not be saved in a practice that is left was told while it could not
        if let (End::Restore(asked), true, Some(screen)) = (end, is_done, screen) {
            // what was still on its way was for those who are gone
            while self.events.try_recv().is_ok() {}
            let desks = self.house.desks_made();
            return Ok(Over::Restore(Box::new(Left { screen, events: self.events, asked, desks })));
        }
        for trouble in &left {
            note(trouble);
        }
        if let Some(error) = self.wrong {
            return Err(error);
        }
        let is_left_undone = !left.is_empty() && matches!(end, End::Quit | End::Restore(_));
        Ok(Over::Exit(if is_left_undone { ExitCode::from(3) } else { end.code() }))
    }

    /// Waits until the worker has ended: whether it has, and what it could not write.
    fn await_worker(&self, until: Instant) -> (bool, Vec<Trouble>) {
        let mut failed = Vec::new();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(Event::WorkerDone) | Err(RecvTimeoutError::Disconnected) => return (true, failed),
                Ok(Event::Reply {
                    reply: Reply::DraftSaved(Err(trouble)) | Reply::Appended(Err(trouble)),
                    ..
                }) => {
                    failed.push(trouble);
                }
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    failed.push(Trouble {
                        kept: "What was recorded and the drafts as last saved are kept.".into(),
                        next: "Start the program again and look at the drafts.".into(),
                        ..Trouble::new("the database did not answer in time")
                    });
                    return (false, failed);
                }
            }
        }
    }
}

/// Tells on standard error what could not be done when there is no screen any more. A trouble names no patient.
fn note(trouble: &Trouble) {
    use std::io::Write;
    let words = crate::domain::shown::line(&trouble.to_string()).into_owned();
    let _ = writeln!(io::stderr(), "tactful: {words}");
}
