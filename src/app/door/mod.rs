//! The door: what stands before the desk until somebody has shown who they are. Nothing of a patient is on it.

pub mod house;
pub mod knock;

use jiff::{Timestamp, ToSpan};

use super::key::{Code, Key};
use crate::domain::fold;
use crate::domain::ids::StaffId;
use crate::domain::recovery;
use crate::domain::secret::{self, Secret};
use knock::Knock;

/// The longest wait after attempts that failed, in seconds.
const LONGEST_WAIT: i64 = 60;

/// Somebody who can come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: StaffId,
    /// Their name.
    pub name: String,
}

/// Why a new passphrase is chosen.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// The practice lies open and is closed by it.
    Close,
    /// The one before is forgotten; this is the recovery key.
    Recover(Secret),
}

/// What the door asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// Whether the practice, which lies open, is to be closed.
    Offer,
    /// Who it is: letters of the name, and the cursor on those who fit.
    Name {
        /// What was typed.
        typed: String,
        /// The cursor.
        at: usize,
        /// Whose passphrase the practice is closed by.
        closing: bool,
    },
    /// Their passphrase.
    Passphrase {
        /// Whose.
        who: StaffId,
        /// What was typed.
        typed: Secret,
    },
    /// Their PIN: they signed in before and the session lives.
    Pin {
        /// Whose.
        who: StaffId,
        /// What was typed.
        typed: Secret,
    },
    /// The recovery key.
    Recovery {
        /// Who forgot their passphrase.
        who: StaffId,
        /// What was typed.
        typed: Secret,
    },
    /// A new passphrase, twice.
    New {
        /// Whose.
        who: StaffId,
        /// What for.
        why: Why,
        /// The first time it was typed; `None`: it is typed now.
        first: Option<Secret>,
        /// What was typed.
        typed: Secret,
    },
    /// The recovery key is shown, this once.
    Note {
        /// Who closes the practice.
        who: StaffId,
        /// By what.
        passphrase: Secret,
    },
    /// Its last group is asked for.
    Check {
        /// Who closes the practice.
        who: StaffId,
        /// By what.
        passphrase: Secret,
        /// What was typed.
        typed: Secret,
    },
    /// The key is being unwrapped.
    Opening {
        /// For whom.
        who: StaffId,
    },
    /// A PIN for the rest of the session, twice.
    SetPin {
        /// Whose.
        who: StaffId,
        /// The first time it was typed.
        first: Option<Secret>,
        /// What was typed.
        typed: Secret,
    },
}

/// What a key at the door leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Nothing outside the door.
    Stay,
    /// Something is to be unwrapped.
    Knock(Knock),
    /// Somebody was picked; whether a PIN will do is not the door's to know.
    Picked(StaffId),
    /// Somebody says that this is their PIN.
    Pin(StaffId, Secret),
    /// Somebody chose a PIN, or none.
    PinChosen(StaffId, Option<Secret>),
    /// The practice stays open for now.
    NotNow,
}

/// The door.
#[derive(Debug)]
pub struct Door {
    people: Vec<Person>,
    phase: Phase,
    said: Option<String>,
    wait: Option<Timestamp>,
    recovery: Secret,
}

impl Door {
    /// The door of a closed practice.
    pub fn closed(people: Vec<Person>) -> Self {
        let mut door = Self { people, phase: Phase::Offer, said: None, wait: None, recovery: Secret::new() };
        door.ask_name(false);
        door
    }

    /// The door of a practice that lies open: an offer to close it, with a recovery key that was made for it.
    pub fn offer(people: Vec<Person>, recovery: Secret) -> Self {
        Self { people, phase: Phase::Offer, said: None, wait: None, recovery }
    }

    /// Something that whoever stands before it has to know.
    pub fn hear(&mut self, words: Option<String>) {
        self.said = words;
    }

    /// What it asks for.
    pub const fn phase(&self) -> &Phase {
        &self.phase
    }

    /// What became of the last attempt.
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }

    /// The recovery key, while it is to be shown.
    pub const fn recovery(&self) -> Option<&Secret> {
        match self.phase {
            Phase::Note { .. } => Some(&self.recovery),
            _ => None,
        }
    }

    /// Those whose names fit what was typed.
    pub fn people(&self) -> Vec<&Person> {
        let typed = match &self.phase {
            Phase::Name { typed, .. } => fold::words(typed),
            _ => Vec::new(),
        };
        let fits = |person: &&Person| {
            let name = fold::words(&person.name);
            typed.iter().all(|word| name.iter().any(|part| part.starts_with(word.as_str())))
        };
        self.people.iter().filter(fits).collect()
    }

    /// The name of somebody who can come in.
    pub fn name_of(&self, id: StaffId) -> &str {
        self.people.iter().find(|person| person.id == id).map_or("", |person| person.name.as_str())
    }

    /// Seconds to wait before the next attempt.
    pub fn seconds_left(&self, now: Timestamp) -> i64 {
        let left = |until: Timestamp| (until.as_millisecond() - now.as_millisecond() + 999).div_euclid(1000);
        self.wait.map_or(0, left).max(0)
    }

    /// Nobody waits longer than the longest wait, wherever the clock is set back to.
    pub(super) fn follow(&mut self, now: Timestamp) {
        let most = now.checked_add(LONGEST_WAIT.seconds()).unwrap_or(now);
        self.wait = self.wait.map(|until| until.min(most));
    }

    /// Asks who it is; where only one can come in, for their passphrase.
    pub fn ask_name(&mut self, closing: bool) {
        self.phase = match self.people.as_slice() {
            [only] if closing => {
                Phase::New { who: only.id, why: Why::Close, first: None, typed: Secret::new() }
            }
            [only] => Phase::Passphrase { who: only.id, typed: Secret::new() },
            _ => Phase::Name { typed: String::new(), at: 0, closing },
        };
    }

    /// Asks somebody for their PIN, or for their passphrase.
    pub fn ask(&mut self, who: StaffId, pin: bool) {
        let typed = Secret::new();
        self.phase = if pin { Phase::Pin { who, typed } } else { Phase::Passphrase { who, typed } };
    }

    /// Asks somebody who came in for a PIN.
    pub fn ask_new_pin(&mut self, who: StaffId) {
        self.said = None;
        self.phase = Phase::SetPin { who, first: None, typed: Secret::new() };
    }

    /// An attempt failed: the next one has to wait, twice as long each time.
    pub fn refuse(&mut self, who: StaffId, failed: u32, words: &str, now: Timestamp) -> Timestamp {
        let seconds =
            1_i64.checked_shl(failed.saturating_sub(1)).map_or(LONGEST_WAIT, |s| s.min(LONGEST_WAIT));
        let seconds = if failed > 6 { LONGEST_WAIT } else { seconds };
        let until = now.checked_add(seconds.seconds()).unwrap_or(now);
        self.wait = Some(until);
        self.said = Some(words.to_owned());
        self.ask(who, false);
        until
    }

    /// Something else went wrong.
    pub fn tell(&mut self, who: StaffId, words: String) {
        self.said = Some(words);
        self.ask(who, false);
    }

    /// A pasted block: its first line, into what is typed.
    pub fn paste(&mut self, text: &str) {
        let line = text.lines().next().unwrap_or_default();
        match &mut self.phase {
            Phase::Name { typed, at, .. } => {
                typed.extend(line.chars().take(64));
                *at = 0;
            }
            Phase::Passphrase { typed, .. }
            | Phase::Pin { typed, .. }
            | Phase::Recovery { typed, .. }
            | Phase::New { typed, .. }
            | Phase::Check { typed, .. }
            | Phase::SetPin { typed, .. } => line.chars().for_each(|letter| typed.push(letter)),
            Phase::Offer | Phase::Note { .. } | Phase::Opening { .. } => {}
        }
    }

    /// A key.
    pub fn key(&mut self, key: &Key, now: Timestamp) -> Step {
        if key.repeat && key.code != Code::Backspace {
            return Step::Stay;
        }
        if let Some(letter) = key.text() {
            self.said = None;
            self.paste(letter.encode_utf8(&mut [0; 4]));
            return Step::Stay;
        }
        match key.code {
            Code::Enter => self.enter(now),
            Code::Esc => self.escape(),
            Code::Backspace => {
                self.rub_out();
                Step::Stay
            }
            Code::Up | Code::Down => {
                let most = self.people().len().saturating_sub(1);
                if let Phase::Name { at, .. } = &mut self.phase {
                    *at = if key.code == Code::Up { at.saturating_sub(1) } else { (*at + 1).min(most) };
                }
                Step::Stay
            }
            Code::F(5) => {
                if let Phase::Passphrase { who, .. } = self.phase {
                    self.said = None;
                    self.phase = Phase::Recovery { who, typed: Secret::new() };
                }
                Step::Stay
            }
            Code::F(2) => {
                if let Phase::Passphrase { .. } | Phase::Pin { .. } = self.phase
                    && self.people.len() > 1
                {
                    self.ask_name(false);
                }
                Step::Stay
            }
            _ => Step::Stay,
        }
    }

    fn rub_out(&mut self) {
        match &mut self.phase {
            Phase::Name { typed, at, .. } => {
                typed.pop();
                *at = 0;
            }
            Phase::Passphrase { typed, .. }
            | Phase::Pin { typed, .. }
            | Phase::Recovery { typed, .. }
            | Phase::New { typed, .. }
            | Phase::Check { typed, .. }
            | Phase::SetPin { typed, .. } => typed.pop(),
            Phase::Offer | Phase::Note { .. } | Phase::Opening { .. } => {}
        }
    }

    fn escape(&mut self) -> Step {
        self.said = None;
        match &mut self.phase {
            Phase::Offer => return Step::NotNow,
            Phase::SetPin { who, .. } => return Step::PinChosen(*who, None),
            Phase::Name { closing: true, .. } | Phase::New { why: Why::Close, .. } => {
                self.phase = Phase::Offer;
            }
            Phase::Check { who, passphrase, .. } => {
                self.phase = Phase::Note { who: *who, passphrase: passphrase.clone() };
            }
            Phase::Note { .. } => self.phase = Phase::Offer,
            Phase::Recovery { who, .. } | Phase::New { who, why: Why::Recover(_), .. } => {
                self.phase = Phase::Passphrase { who: *who, typed: Secret::new() };
            }
            Phase::Name { typed, .. } => typed.clear(),
            Phase::Passphrase { .. } | Phase::Pin { .. } => self.ask_name(false),
            Phase::Opening { .. } => {}
        }
        Step::Stay
    }

    fn enter(&mut self, now: Timestamp) -> Step {
        if self.seconds_left(now) > 0 {
            return Step::Stay;
        }
        self.wait = None;
        self.said = None;
        match std::mem::replace(&mut self.phase, Phase::Offer) {
            Phase::Offer => {
                self.ask_name(true);
                Step::Stay
            }
            Phase::Name { typed, at, closing } => {
                self.phase = Phase::Name { typed, at, closing };
                let Some(who) = self.people().get(at).map(|person| person.id) else { return Step::Stay };
                if closing {
                    self.phase = Phase::New { who, why: Why::Close, first: None, typed: Secret::new() };
                    return Step::Stay;
                }
                Step::Picked(who)
            }
            Phase::Passphrase { who, typed } if typed.is_empty() => {
                self.phase = Phase::Passphrase { who, typed };
                Step::Stay
            }
            Phase::Passphrase { who, typed } => self.knock(who, Knock::SignIn { who, passphrase: typed }),
            Phase::Pin { who, typed } => {
                self.phase = Phase::Pin { who, typed: Secret::new() };
                if typed.is_empty() { Step::Stay } else { Step::Pin(who, typed) }
            }
            Phase::Recovery { who, typed } => {
                if let Some(recovery) = recovery::read(&typed) {
                    let why = Why::Recover(recovery);
                    self.phase = Phase::New { who, why, first: None, typed: Secret::new() };
                } else {
                    self.said = Some("A letter or digit of the recovery key is wrong or missing".into());
                    self.phase = Phase::Recovery { who, typed };
                }
                Step::Stay
            }
            Phase::New { who, why, first: None, typed } => {
                let checked = secret::check_passphrase(&typed, self.name_of(who));
                let (first, typed) = match checked {
                    Ok(()) => (Some(typed), Secret::new()),
                    Err(weak) => {
                        self.said = Some(capital(&weak.to_string()));
                        (None, typed)
                    }
                };
                self.phase = Phase::New { who, why, first, typed };
                Step::Stay
            }
            Phase::New { who, why, first: Some(first), typed } => self.chosen(who, why, &first, typed),
            Phase::Note { who, passphrase } => {
                self.phase = Phase::Check { who, passphrase, typed: Secret::new() };
                Step::Stay
            }
            Phase::Check { who, passphrase, typed } => {
                if recovery::is_last_group(&self.recovery, &typed) {
                    let recovery = self.recovery.clone();
                    return self.knock(who, Knock::Close { who, passphrase, recovery });
                }
                self.said = Some("That is not its last group: Esc shows the recovery key again".into());
                self.phase = Phase::Check { who, passphrase, typed: Secret::new() };
                Step::Stay
            }
            Phase::Opening { who } => {
                self.phase = Phase::Opening { who };
                Step::Stay
            }
            Phase::SetPin { who, first, typed } => self.pin_typed(who, first, typed),
        }
    }

    fn chosen(&mut self, who: StaffId, why: Why, first: &Secret, typed: Secret) -> Step {
        if *first != typed {
            self.said = Some("The two are not the same: once more from the beginning".into());
            self.phase = Phase::New { who, why, first: None, typed: Secret::new() };
            return Step::Stay;
        }
        match why {
            Why::Close => {
                self.phase = Phase::Note { who, passphrase: typed };
                Step::Stay
            }
            Why::Recover(recovery) => self.knock(who, Knock::Recover { who, recovery, passphrase: typed }),
        }
    }

    fn pin_typed(&mut self, who: StaffId, first: Option<Secret>, typed: Secret) -> Step {
        let (first, said) = match (first, secret::check_pin(&typed)) {
            (Some(first), _) if first == typed => return Step::PinChosen(who, Some(typed)),
            (Some(_), _) => (None, Some("The two are not the same: once more from the beginning".to_owned())),
            (None, Ok(())) => (Some(typed), None),
            (None, Err(words)) => (None, Some(capital(words))),
        };
        self.said = said;
        self.phase = Phase::SetPin { who, first, typed: Secret::new() };
        Step::Stay
    }

    fn knock(&mut self, who: StaffId, knock: Knock) -> Step {
        self.phase = Phase::Opening { who };
        Step::Knock(knock)
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
