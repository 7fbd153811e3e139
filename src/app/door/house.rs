//! The whole program: the door, and behind it a desk for each person who signed in here.
//!
//! Whoever leaves finds their desk as it was when they come back: each has a state machine of its own. While the door is
//! shut, what was confirmed before goes on to its end (a hold, an import), but nothing is put on the clipboard: that waits
//! until the person whose it is has come back.

use jiff::{Timestamp, ToSpan};

use super::knock::{Denied, Welcome};
use super::{Door, Person, Phase, Step};
use crate::app::action::{Action, Place};
use crate::app::{App, Context, Effect, Key, Keymap, Msg, Start, ThemeName};
use crate::domain::ids::StaffId;
use crate::domain::log::Admission;
use crate::domain::secret::Secret;
use crate::domain::staff::{Role, Staff};

/// Hours for which a PIN opens; then the passphrase is asked for again.
const PIN_HOURS: i64 = 4;

/// Wrong PINs after which the passphrase is asked for.
const PIN_MISSES: u8 = 3;

/// Desks that are kept; the one left longest ago is put away for another.
const MOST: usize = 8;

/// How the program begins.
#[derive(Debug, Clone, Default)]
pub enum Entrance {
    /// There is no door: an invented practice.
    #[default]
    None,
    /// The practice lies open, and is offered to be closed by this recovery key.
    Offer(Secret),
    /// The practice is closed; these can come in.
    Closed(Vec<Person>),
}

/// What the program brings along from before the practice went back to a copy.
#[derive(Debug, Clone, Default)]
pub struct Earlier {
    /// How many desks there were: answers to what they asked are nobody's.
    pub desks: u64,
    /// What became of it, for whoever comes in.
    pub said: Option<String>,
}

/// Somebody's desk.
#[derive(Debug)]
struct Desk {
    app: App,
    number: u64,
    who: Option<StaffId>,
    pin: Option<Secret>,
    misses: u8,
    /// When they last showed their passphrase.
    since: Timestamp,
    /// What waits for the clipboard until they are back.
    held: Vec<Effect>,
}

impl Desk {
    fn opens_by_pin(&self, now: Timestamp) -> bool {
        let lives = now.as_second() - self.since.as_second() < PIN_HOURS * 3600 && now >= self.since;
        self.pin.is_some() && self.misses < PIN_MISSES && lives
    }
}

/// The whole program.
#[derive(Debug)]
pub struct House {
    start: Start,
    door: Option<Door>,
    people: Vec<Person>,
    /// The desks, the one used last at the end.
    desks: Vec<Desk>,
    desks_made: u64,
    is_closed: bool,
    idle_minutes: u16,
    last_input: Timestamp,
    /// Attempts that failed since somebody last came in.
    failed: u32,
}

impl House {
    /// The program as it begins. Send [`Msg::Resize`] once before the first drawing.
    pub fn new(start: Start, entrance: Entrance, idle_minutes: u16) -> Self {
        Self::after(Earlier::default(), start, entrance, idle_minutes)
    }

    /// The program as it begins anew.
    pub fn after(earlier: Earlier, start: Start, entrance: Entrance, idle_minutes: u16) -> Self {
        let all = || start.staff.iter().map(|one| Person { id: one.id, name: one.name.clone() }).collect();
        let (people, door, is_closed): (Vec<Person>, _, _) = match entrance {
            Entrance::None => (all(), None, false),
            Entrance::Offer(recovery) => (all(), Some(Door::offer(all(), recovery)), false),
            Entrance::Closed(people) => (people.clone(), Some(Door::closed(people)), true),
        };
        let mut house = Self {
            start,
            door,
            people,
            desks: Vec::new(),
            desks_made: earlier.desks,
            is_closed,
            idle_minutes,
            last_input: Timestamp::UNIX_EPOCH,
            failed: 0,
        };
        if house.door.is_none() {
            house.add_desk(None, Timestamp::UNIX_EPOCH);
        }
        match (&mut house.door, house.desks.last_mut()) {
            (Some(door), _) => door.hear(earlier.said),
            (None, Some(desk)) => desk.app.greet(earlier.said),
            (None, None) => {}
        }
        house
    }

    /// How many desks there were by now.
    pub const fn desks_made(&self) -> u64 {
        self.desks_made
    }

    /// The door, while it is shut.
    pub const fn door(&self) -> Option<&Door> {
        self.door.as_ref()
    }

    /// The desk of whoever sits here; nothing while the door is shut.
    pub fn app(&self) -> Option<&App> {
        if self.door.is_some() { None } else { self.desks.last().map(|desk| &desk.app) }
    }

    /// The colours in use.
    pub fn theme(&self) -> ThemeName {
        self.desks.last().map_or(self.start.theme, |desk| desk.app.theme())
    }

    /// The keys.
    pub const fn keymap(&self) -> &Keymap {
        &self.start.keymap
    }

    /// Takes what happened, and says what to do. Never fails and touches nothing outside.
    pub fn update(&mut self, msg: Msg, cx: &Context<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        let now = cx.now.at;
        // a clock that was set back keeps nobody in longer, and nobody out
        self.last_input = self.last_input.min(now);
        if let Some(door) = &mut self.door {
            door.follow(now);
        }
        if matches!(msg, Msg::Key(_) | Msg::Paste(_)) || self.last_input == Timestamp::UNIX_EPOCH {
            self.last_input = now;
        }
        match (msg, &mut self.door) {
            (Msg::Opened(answer), _) => self.opened(answer, cx, &mut effects),
            (Msg::Ending, _) => self.all(&Msg::Ending, cx, &mut effects),
            (msg @ (Msg::Tick | Msg::Changed), _) => {
                self.all(&msg, cx, &mut effects);
                self.look_at_the_clock(cx, &mut effects);
            }
            (Msg::Reply { ticket, reply }, _) => {
                let desk = self.desks.iter().position(|desk| desk.number == ticket.desk());
                if let Some(at) = desk {
                    self.tell(at, Msg::Reply { ticket, reply }, cx, &mut effects);
                }
            }
            (Msg::Key(key), Some(_)) => self.key(key, cx, &mut effects),
            (Msg::Paste(text), Some(door)) => door.paste(&text),
            (msg, _) => {
                if let Some(at) = self.desks.len().checked_sub(1) {
                    self.tell(at, msg, cx, &mut effects);
                }
            }
        }
        effects
    }

    /// Tells one desk, and holds back what would leave it while nobody sits there.
    fn tell(&mut self, at: usize, msg: Msg, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let is_there = self.door.is_none() && at + 1 == self.desks.len();
        let Some(desk) = self.desks.get_mut(at) else { return };
        for effect in desk.app.update(msg, cx) {
            match effect {
                Effect::Copy { .. } if !is_there => desk.held.push(effect),
                Effect::ClearClipboard if !is_there => {}
                effect => effects.push(effect),
            }
        }
        if desk.app.takes_leave() && is_there {
            self.lock(cx, effects);
        }
    }

    fn all(&mut self, msg: &Msg, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        for at in 0..self.desks.len() {
            let msg = match msg {
                Msg::Ending => Msg::Ending,
                Msg::Changed => Msg::Changed,
                _ => Msg::Tick,
            };
            self.tell(at, msg, cx, effects);
        }
        if matches!(msg, Msg::Ending) && self.desks.is_empty() {
            effects.push(Effect::Quit);
        }
    }

    /// Locks where nobody has pressed a key for long, and asks to be woken when that may be.
    fn look_at_the_clock(&mut self, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        if let Some(door) = &self.door {
            if door.seconds_left(cx.now.at) > 0 {
                effects.push(Effect::Timer { at: cx.now.at.checked_add(1.second()).unwrap_or(cx.now.at) });
            }
            return;
        }
        let Some(idle) = self.idle_until() else { return };
        if cx.now.at >= idle {
            self.lock(cx, effects);
        } else {
            effects.push(Effect::Timer { at: idle });
        }
    }

    fn idle_until(&self) -> Option<Timestamp> {
        let minutes = i64::from(self.idle_minutes);
        let until = self.last_input.checked_add(minutes.minutes()).ok();
        until.filter(|_| self.is_closed && minutes > 0 && self.door.is_none())
    }

    /// Shuts the door: what is open is saved first, and the clipboard is cleared.
    fn lock(&mut self, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let mut door = Door::closed(self.people.clone());
        if let Some(desk) = self.desks.last_mut() {
            effects.extend(desk.app.rest(cx));
            if let Some(who) = desk.who {
                door.ask(who, desk.opens_by_pin(cx.now.at));
            }
        }
        effects.push(Effect::ClearClipboard);
        self.door = Some(door);
    }

    /// A key at the door.
    fn key(&mut self, key: Key, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let now = cx.now.at;
        if self.start.keymap.action(Place::Pick, &key, true) == Some(Action::Quit) {
            return self.quit(cx, effects);
        }
        let Some(door) = &mut self.door else { return };
        match door.key(&key, now) {
            Step::Stay => {}
            Step::Knock(knock) => effects.push(Effect::Knock(Box::new(knock))),
            Step::Picked(who) => {
                let theirs = self.desks.iter().find(|desk| desk.who == Some(who));
                let pin = theirs.is_some_and(|desk| desk.opens_by_pin(now));
                door.ask(who, pin);
            }
            Step::Pin(who, typed) => self.pin(who, &typed, cx, effects),
            Step::PinChosen(who, pin) => {
                if let Some(desk) = self.desks.iter_mut().find(|desk| desk.who == Some(who)) {
                    desk.pin = pin;
                }
                self.open(who, cx, effects);
            }
            Step::NotNow => {
                self.door = None;
                self.add_desk(None, now);
                self.tell(0, Msg::Resize, cx, effects);
            }
        }
    }

    /// Ends the program from the door, unless somebody would lose what they typed.
    fn quit(&mut self, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let name = self.desks.iter().filter(|desk| desk.app.would_lose()).find_map(|desk| desk.app.staff());
        match (name.map(|staff| (staff.id, staff.name.clone())), &mut self.door) {
            (Some((who, name)), Some(door)) => {
                door.tell(who, format!("{name} has typed something here that is not saved: open it first"));
            }
            _ => self.all(&Msg::Ending, cx, effects),
        }
    }

    fn pin(&mut self, who: StaffId, typed: &Secret, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let now = cx.now.at;
        let Some(desk) = self.desks.iter_mut().find(|desk| desk.who == Some(who)) else { return };
        if desk.opens_by_pin(now) && desk.pin.as_ref() == Some(typed) {
            desk.misses = 0;
            return self.open(who, cx, effects);
        }
        desk.misses += 1;
        let again = desk.opens_by_pin(now);
        self.failed += 1;
        let Some(door) = &mut self.door else { return };
        let words = if again { "That is not the PIN" } else { "The passphrase is asked for now" };
        let at = door.refuse(who, self.failed, words, now);
        door.ask(who, again);
        effects.push(Effect::Timer { at });
        self.look_at_the_clock(cx, effects);
    }

    /// The key was unwrapped, or not.
    fn opened(&mut self, answer: Result<Box<Welcome>, Denied>, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let now = cx.now.at;
        let Some(door) = &mut self.door else { return };
        let Phase::Opening { who } = *door.phase() else { return };
        let welcome = match answer {
            Ok(welcome) => welcome,
            Err(Denied::Wrong) => {
                self.failed += 1;
                let at = door.refuse(who, self.failed, "That does not open it", now);
                effects.push(Effect::Timer { at });
                // the seconds that are left are shown
                return self.look_at_the_clock(cx, effects);
            }
            Err(Denied::Trouble(trouble)) => return door.tell(who, trouble.to_string()),
        };
        let Welcome { staff, people, news, .. } = *welcome;
        (self.start.staff, self.people, self.is_closed) = (staff, people, true);
        let at = match self.desks.iter().position(|desk| desk.who == Some(who)) {
            Some(at) => at,
            None => self.add_desk(Some(who), now),
        };
        let failed = u64::from(std::mem::take(&mut self.failed));
        let mut has_pin = false;
        let (staff, roles) = (self.start.staff.clone(), self.roles());
        if let Some(desk) = self.desks.get_mut(at) {
            desk.app.meet(staff, roles);
            desk.app.hear(news);
            (desk.since, desk.misses) = (now, 0);
            has_pin = desk.pin.is_some();
            effects.extend(desk.app.note(Admission::SignedIn { failed }, cx));
        }
        match &mut self.door {
            Some(door) if !has_pin => door.ask_new_pin(who),
            _ => self.open(who, cx, effects),
        }
    }

    /// Opens the door to somebody's desk.
    fn open(&mut self, who: StaffId, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let Some(at) = self.desks.iter().position(|desk| desk.who == Some(who)) else { return };
        let mut desk = self.desks.remove(at);
        let held = std::mem::take(&mut desk.held);
        self.desks.push(desk);
        self.door = None;
        effects.extend(held);
        // what others did meanwhile is seen at once
        self.tell(self.desks.len() - 1, Msg::Changed, cx, effects);
        self.look_at_the_clock(cx, effects);
    }

    /// The roles of those who can come in, where the practice is closed.
    fn roles(&self) -> Option<Vec<Role>> {
        let holds = |one: &&Staff| self.people.iter().any(|person| person.id == one.id);
        self.is_closed.then(|| self.start.staff.iter().filter(holds).map(|one| one.role).collect())
    }

    fn add_desk(&mut self, who: Option<StaffId>, since: Timestamp) -> usize {
        let is_idle = |desk: &Desk| desk.held.is_empty() && !desk.app.would_lose() && !desk.app.is_busy();
        if self.desks.len() >= MOST
            && let Some(at) = self.desks.iter().position(is_idle)
        {
            self.desks.remove(at);
        }
        let signed_in = who.or(self.start.signed_in);
        let number = self.desks_made;
        self.desks_made += 1;
        let app = App::at_desk(Start { signed_in, ..self.start.clone() }, number, self.roles());
        self.desks.push(Desk { app, number, who, pin: None, misses: 0, since, held: Vec::new() });
        self.desks.len() - 1
    }
}
