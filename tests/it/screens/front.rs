//! The program behind its door, without a terminal.

use std::collections::VecDeque;

use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tactful::app::door::Phase;
use tactful::app::{
    Context, Denied, Effect, Entrance, Glyphs, House, Keymap, Knock, Msg, Person, Reply, Request, Restore,
    Start, ThemeName, Ticket, Welcome,
};
use tactful::domain::clock::Moment;
use tactful::domain::ids::StaffId;
use tactful::domain::log::{Admission, Event};
use tactful::domain::recovery;
use tactful::domain::secret::Secret;
use tactful::domain::staff::{Role, Staff};
use tactful::policy::{Checker, Settings};

use super::fake::Fake;
use super::hands::{self, Told};
use super::people;

pub const PRIYA: &str = "heron lamp quilt verse";
pub const OWAIN: &str = "orchid tunnel brisk ladder";
pub const RECOVERY: &str = "7KQ2-M4XD-9RTA-0BVN-W5HC-J8EP-3GZS-Y6F1-MBRE";

/// The program behind its door, with people who can unwrap.
pub struct Front {
    pub house: House,
    pub fake: Fake,
    pub now: Timestamp,
    pub size: (u16, u16),
    pub staff: Vec<Staff>,
    pub passphrases: Vec<(StaffId, String)>,
    pub recovery: Secret,
    pub copied: Vec<String>,
    pub cleared: u32,
    pub quit: bool,
    /// The copies it was asked to go back to.
    pub restores: Vec<Restore>,
    pub knocks: VecDeque<Knock>,
    /// What whoever comes in has to know.
    pub news: Option<String>,
    /// Knocks wait to be answered.
    pub slow: bool,
    pub asked: VecDeque<(Ticket, Request)>,
    pub timers: Vec<Timestamp>,
    pub checker: Checker,
}

pub fn owain() -> Staff {
    Staff { id: StaffId::from_bytes([2; 16]), name: "Owain Treharne".into(), role: Role::Supervisor }
}

pub fn recovery_key() -> Secret {
    recovery::read(&Secret::from(RECOVERY)).unwrap()
}

fn context<'a>(now: &'a Moment, size: (u16, u16), checker: &'a Checker) -> Context<'a> {
    Context {
        now,
        size,
        checker,
        templates: &[],
        desk: "desk-2",
        is_demo: false,
        glyphs: Glyphs::Unicode,
        hold_seconds: 5,
        discreet_seconds: 20,
        import_age_days: 7,
        backups: None,
        systems: &[],
        views: &[],
    }
}

impl Front {
    pub fn new(entrance: Entrance, staff: Vec<Staff>) -> Self {
        let start = Start {
            signed_in: None,
            staff: staff.clone(),
            theme: ThemeName::Dark,
            keymap: Keymap::default(),
        };
        let mut settings = Settings::default();
        settings.practice.name = "Tarn Lane Surgery".into();
        let mut front = Self {
            house: House::new(start, entrance, 5),
            fake: Fake::new(),
            now: people::at(10, 0),
            size: (80, 24),
            passphrases: vec![(people::staff().id, PRIYA.into()), (owain().id, OWAIN.into())],
            staff,
            recovery: Secret::from("none"),
            copied: Vec::new(),
            cleared: 0,
            quit: false,
            restores: Vec::new(),
            knocks: VecDeque::new(),
            news: None,
            slow: false,
            asked: VecDeque::new(),
            timers: Vec::new(),
            checker: Checker::new(settings),
        };
        front.tell(Msg::Resize);
        front
    }

    /// A closed practice of Priya and Owain.
    pub fn closed() -> Self {
        let staff = vec![people::staff(), owain()];
        let people = staff.iter().map(|one| Person { id: one.id, name: one.name.clone() }).collect();
        let mut front = Self::new(Entrance::Closed(people), staff);
        front.recovery = recovery_key();
        front
    }

    /// The same with Priya at her desk, who has the PIN 4711.
    pub fn signed_in() -> Self {
        let mut front = Self::closed();
        front.come_in("pri", PRIYA);
        front
    }

    pub fn come_in(&mut self, name: &str, passphrase: &str) {
        self.type_text(name);
        self.press("enter");
        self.type_text(passphrase);
        self.press("enter");
        if matches!(self.house.door().map(tactful::app::Door::phase), Some(Phase::SetPin { .. })) {
            self.type_text("4711");
            self.press("enter");
            self.type_text("4711");
            self.press("enter");
        }
    }

    pub fn tell(&mut self, msg: Msg) {
        let now = Moment::new(self.now, jiff::tz::TimeZone::UTC);
        let cx = context(&now, self.size, &self.checker);
        for effect in self.house.update(msg, &cx) {
            match effect {
                Effect::Ask { ticket, request } | Effect::AskAhead { ticket, request } => {
                    self.asked.push_back((ticket, request));
                }
                Effect::Cancel(_) | Effect::KeepView { .. } => {}
                Effect::Knock(knock) => self.knocks.push_back(*knock),
                Effect::Copy { ticket, text } => {
                    self.copied.push(text);
                    self.tell(Msg::Reply { ticket, reply: Reply::Copied(Ok(())) });
                }
                Effect::ClearClipboard => self.cleared += 1,
                Effect::Timer { at } => self.timers.push(at),
                Effect::Restore(asked) => self.restores.push(asked),
                Effect::Quit => self.quit = true,
            }
        }
        while let Some((ticket, request)) = self.asked.pop_front() {
            let reply = self.fake.answer(request);
            self.tell(Msg::Reply { ticket, reply });
        }
        if !self.slow {
            self.answer();
        }
    }

    /// Whoever unwraps answers.
    pub fn answer(&mut self) {
        let Some(knock) = self.knocks.pop_front() else { return };
        let right = |who: StaffId, typed: &Secret| {
            self.passphrases.iter().any(|(id, text)| *id == who && text == typed.expose())
        };
        let lets_in = match &knock {
            Knock::SignIn { who, passphrase } => right(*who, passphrase),
            Knock::Close { .. } => true,
            Knock::Recover { who, recovery, passphrase } => {
                let ok = *recovery == self.recovery;
                if ok {
                    self.passphrases.retain(|(id, _)| id != who);
                    self.passphrases.push((*who, passphrase.expose().into()));
                }
                ok
            }
        };
        let people = self.staff.iter().map(|one| Person { id: one.id, name: one.name.clone() }).collect();
        let news = self.news.clone();
        let welcome = Welcome { who: knock.who(), staff: self.staff.clone(), people, news };
        let answer = if lets_in { Ok(Box::new(welcome)) } else { Err(Denied::Wrong) };
        self.tell(Msg::Opened(answer));
    }

    pub fn wait(&mut self, milliseconds: i64) {
        hands::wait(self, milliseconds);
    }

    pub fn press(&mut self, keys: &str) {
        hands::press(self, keys);
    }

    pub fn type_text(&mut self, text: &str) {
        hands::type_text(self, text);
    }

    pub fn text(&self) -> String {
        let now = Moment::new(self.now, jiff::tz::TimeZone::UTC);
        let cx = context(&now, self.size, &self.checker);
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| tactful::view::house(frame, &self.house, &cx)).unwrap();
        hands::lines(terminal.backend().buffer()).join("\n")
    }

    pub fn sees(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    pub fn is_locked(&self) -> bool {
        self.house.door().is_some()
    }

    pub fn sign_ins(&self) -> Vec<(StaffId, u64)> {
        let admitted = |entry: &tactful::domain::log::NewEntry| match entry.event {
            Event::Admission(Admission::SignedIn { failed }) => Some((entry.actor.staff, failed)),
            _ => None,
        };
        self.fake.log.iter().filter_map(admitted).collect()
    }

    /// No name, number or text of a patient is seen.
    pub fn shows_no_patient(&self) -> bool {
        let seen = self.text().to_lowercase();
        !["smyth", "sikora", "999 0", "born", "07700", "appointment"].iter().any(|word| seen.contains(word))
    }
}

impl Told for Front {
    fn clock(&mut self) -> (&mut Timestamp, &mut Vec<Timestamp>) {
        (&mut self.now, &mut self.timers)
    }

    fn tell(&mut self, msg: Msg) {
        Self::tell(self, msg);
    }
}
