//! The program without a terminal: keys go in, invented answers come back, a test backend is drawn on.

use std::collections::VecDeque;
use std::fmt::Write as _;

use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::{Color, Modifier};
use tactful::app::{
    App, Context, Effect, Glyphs, Key, Keymap, Msg, Reply, Request, Restore, Start, ThemeName, Ticket,
};
use tactful::config::Library;
use tactful::domain::clock::Moment;
use tactful::domain::reminder::ViewChange;
use tactful::domain::staff::{Role, Staff};
use tactful::domain::template::Template;
use tactful::policy::{Checker, Settings};

use super::fake::Fake;
use super::hands::{self, Told};
use super::people;

/// The program with everything around it.
pub struct Window {
    pub app: App,
    pub fake: Fake,
    pub now: Timestamp,
    pub size: (u16, u16),
    pub glyphs: Glyphs,
    pub is_demo: bool,
    pub discreet_seconds: u16,
    pub copied: Vec<String>,
    pub quit: bool,
    /// The copies it was asked to go back to.
    pub restores: Vec<Restore>,
    /// Questions are kept instead of answered.
    pub slow: bool,
    pub asked: VecDeque<(Ticket, Request)>,
    pub cancelled: Vec<Ticket>,
    timers: Vec<Timestamp>,
    checker: Checker,
    templates: Vec<Template>,
    pub views: Vec<tactful::domain::reminder::NamedView>,
    pub backups: Option<tactful::app::Backups>,
    systems: Vec<String>,
}

impl Window {
    /// A desk at which the rules that can be switched off are off: what is drawn then does not hang on their words.
    pub fn quiet() -> Self {
        let mut window = Self::new();
        let mut settings = window.checker.settings.clone();
        for rule in tactful::policy::registry::RULES {
            settings.rules.insert(rule.meta().id.to_owned(), tactful::policy::Level::Off);
        }
        window.checker = Checker::new(settings);
        window.tell(Msg::Changed);
        window
    }

    /// A signed-in desk of 80 x 24.
    pub fn new() -> Self {
        Self::with(Fake::new(), true)
    }

    pub fn with(fake: Fake, signed_in: bool) -> Self {
        Self::start(fake, vec![people::staff()], signed_in)
    }

    /// A desk at which somebody with this role sits.
    pub fn of(fake: Fake, role: Role) -> Self {
        Self::start(fake, vec![Staff { role, ..people::staff() }], true)
    }

    /// A desk at which the first of several sits.
    pub fn among(fake: Fake, staff: Vec<Staff>) -> Self {
        Self::start(fake, staff, true)
    }

    fn start(fake: Fake, staff: Vec<Staff>, signed_in: bool) -> Self {
        let start = Start {
            signed_in: staff.first().map(|staff| staff.id).filter(|_| signed_in),
            staff,
            theme: ThemeName::Dark,
            keymap: Keymap::default(),
        };
        let mut settings = Settings::default();
        settings.practice.name = "Tarn Lane Surgery".into();
        settings.practice.phones = vec!["01632 960100".into()];
        let checker = Checker::new(settings);
        let mut window = Self {
            app: App::new(start),
            fake,
            now: people::at(10, 0),
            size: (80, 24),
            glyphs: Glyphs::Unicode,
            is_demo: true,
            discreet_seconds: 20,
            copied: Vec::new(),
            quit: false,
            restores: Vec::new(),
            slow: false,
            asked: VecDeque::new(),
            cancelled: Vec::new(),
            timers: Vec::new(),
            checker,
            templates: Library::read(std::path::Path::new("/nowhere")).unwrap().all().to_vec(),
            backups: None,
            systems: vec!["Accurx".into()],
            views: Vec::new(),
        };
        window.tell(Msg::Resize);
        window
    }

    fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let now = Moment::new(self.now, jiff::tz::TimeZone::UTC);
        let cx = Context {
            now: &now,
            size: self.size,
            checker: &self.checker,
            templates: &self.templates,
            desk: "desk-2",
            is_demo: self.is_demo,
            glyphs: self.glyphs,
            hold_seconds: 5,
            discreet_seconds: self.discreet_seconds,
            import_age_days: 7,
            backups: self.backups.as_ref(),
            systems: &self.systems,
            views: &self.views,
        };
        self.app.update(msg, &cx)
    }

    /// Something happens; everything that is asked for is answered, unless the worker is slow.
    pub fn tell(&mut self, msg: Msg) {
        let effects = self.update(msg);
        for effect in effects {
            match effect {
                Effect::Ask { ticket, request } | Effect::AskAhead { ticket, request } => {
                    self.asked.push_back((ticket, request));
                }
                Effect::Cancel(ticket) => self.cancelled.push(ticket),
                Effect::Copy { ticket, text } => {
                    let reply = self.fake.faults.pop_front().map_or(Ok(()), Err);
                    if reply.is_ok() {
                        self.copied.push(text);
                    }
                    self.tell(Msg::Reply { ticket, reply: Reply::Copied(reply) });
                }
                Effect::KeepView { ticket, change } => {
                    match change {
                        ViewChange::Save(view) => self.views.push(view),
                        ViewChange::Rename { from, to } => {
                            self.views.iter_mut().find(|view| view.name == from).unwrap().name = to;
                        }
                        ViewChange::Remove(name) => self.views.retain(|view| view.name != name),
                    }
                    self.tell(Msg::Reply { ticket, reply: Reply::ViewKept(Ok(())) });
                }
                Effect::ClearClipboard => self.copied.clear(),
                Effect::Timer { at } => self.timers.push(at),
                Effect::Restore(asked) => self.restores.push(asked),
                Effect::Quit => self.quit = true,
                Effect::Knock(_) => panic!("a desk has no door"),
            }
        }
        if !self.slow {
            self.answer_all();
        }
    }

    /// The worker answers everything that was asked.
    pub fn answer_all(&mut self) {
        while let Some((ticket, request)) = self.asked.pop_front() {
            let reply = self.fake.answer(request);
            self.tell(Msg::Reply { ticket, reply });
        }
    }

    /// Time passes: every timer that falls due ticks at its time.
    pub fn wait(&mut self, milliseconds: i64) {
        hands::wait(self, milliseconds);
    }

    /// Presses keys one after the other, a second apart: "f2", "ctrl+p", "enter".
    pub fn press(&mut self, keys: &str) {
        hands::press(self, keys);
    }

    /// Types text, quickly.
    pub fn type_text(&mut self, text: &str) {
        hands::type_text(self, text);
    }

    /// Holds a key down for so many repeats, 30 milliseconds apart, as a terminal without key releases tells it.
    pub fn hold_key(&mut self, key: &str, times: usize) {
        for _ in 0..times {
            self.wait(30);
            self.tell(Msg::Key(key.parse::<Key>().unwrap()));
        }
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        Moment::new(self.now, jiff::tz::TimeZone::UTC)
    }

    /// The surroundings, in a window of this size.
    pub fn context<'a>(&'a self, now: &'a Moment, size: (u16, u16)) -> Context<'a> {
        Context {
            now,
            size,
            checker: &self.checker,
            templates: &self.templates,
            desk: "desk-2",
            is_demo: self.is_demo,
            glyphs: self.glyphs,
            hold_seconds: 5,
            discreet_seconds: self.discreet_seconds,
            import_age_days: 7,
            backups: self.backups.as_ref(),
            systems: &self.systems,
            views: &self.views,
        }
    }

    fn terminal(&self) -> Terminal<TestBackend> {
        let now = self.now();
        let cx = self.context(&now, self.size);
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| tactful::view::draw(frame, &self.app, &cx)).unwrap();
        terminal
    }

    /// What is seen: the text, line by line.
    pub fn text(&self) -> String {
        hands::lines(self.terminal().backend().buffer()).join("\n") + "\n"
    }

    /// What is seen, with the runs of styled cells listed below, since plain text loses colour.
    pub fn shot(&self) -> String {
        let terminal = self.terminal();
        let buffer = terminal.backend().buffer();
        let mut runs = String::new();
        for y in 0..self.size.1 {
            let mut x = 0;
            while x < self.size.0 {
                let style = |x: u16| {
                    let cell = &buffer[(x, y)];
                    (cell.fg, cell.bg, cell.modifier)
                };
                let now = style(x);
                let start = x;
                let mut words = String::new();
                while x < self.size.0 && style(x) == now {
                    words.push_str(buffer[(x, y)].symbol());
                    x += 1;
                }
                if now != (Color::Reset, Color::Reset, Modifier::empty()) && !words.trim().is_empty() {
                    let (fg, bg, modifier) = now;
                    writeln!(runs, "{y:>2}:{start:<3} {fg}/{bg} {modifier:?} {}", words.trim()).unwrap();
                }
            }
        }
        format!("{}---\n{runs}", self.text())
    }

    /// Whether these words are seen.
    pub fn sees(&self, words: &str) -> bool {
        self.text().contains(words)
    }
}

impl Told for Window {
    fn clock(&mut self) -> (&mut Timestamp, &mut Vec<Timestamp>) {
        (&mut self.now, &mut self.timers)
    }

    fn tell(&mut self, msg: Msg) {
        Self::tell(self, msg);
    }
}
