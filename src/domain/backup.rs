//! Backups in turn: when the next copy is due, how it is called, which ones may go.

use jiff::{SignedDuration, Timestamp};

/// How often a copy of a kind is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// Every hour in which the program runs.
    Hourly,
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
}

impl Turn {
    /// All, the rarest first.
    pub const ALL: [Self; 3] = [Self::Weekly, Self::Daily, Self::Hourly];

    /// The word in the name of a copy.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }

    /// How long a copy of this kind is the last one. A quarter of an hour less than its name says for days and weeks, so
    /// that a practice that opens at eight is not a minute early every day.
    pub const fn span(self) -> SignedDuration {
        match self {
            Self::Hourly => SignedDuration::from_mins(60),
            Self::Daily => SignedDuration::from_mins(24 * 60 - 15),
            Self::Weekly => SignedDuration::from_mins(7 * 24 * 60 - 15),
        }
    }
}

/// How many copies of each kind are kept; 0: none is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Of every hour.
    pub hourly: u16,
    /// Of every day.
    pub daily: u16,
    /// Of every week.
    pub weekly: u16,
}

impl Keep {
    /// Of this kind.
    pub const fn of(self, turn: Turn) -> u16 {
        match turn {
            Turn::Hourly => self.hourly,
            Turn::Daily => self.daily,
            Turn::Weekly => self.weekly,
        }
    }
}

/// A copy, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Copy {
    /// When it was made; to the second.
    pub at: Timestamp,
    /// Of what kind it is.
    pub turn: Turn,
}

impl Copy {
    /// The name of its file: `practice-daily-20261122T080000Z.db`.
    pub fn name(self) -> String {
        format!("practice-{}-{}.db", self.turn.slug(), self.at.strftime("%Y%m%dT%H%M%SZ"))
    }

    /// The copy that has this name; `None`: it is another file.
    pub fn named(name: &str) -> Option<Self> {
        let (turn, at) = name.strip_prefix("practice-")?.strip_suffix(".db")?.split_once('-')?;
        let turn = Turn::ALL.into_iter().find(|known| known.slug() == turn)?;
        let at = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", at).ok()?;
        let at = at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
        let copy = Self { at, turn };
        (copy.name() == name).then_some(copy)
    }
}

/// A copy that one can go back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The copy.
    pub copy: Copy,
    /// What it holds, or why it cannot be opened.
    pub held: Result<Held, String>,
}

/// What a copy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// How many entries its log has.
    pub entries: u64,
    /// How many entries of the practice as it is now it does not have; `None`: the practice cannot be read.
    pub lost: Option<u64>,
}

/// What going back to a copy would do, found out without changing anything: every page and entry of the copy checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    /// The copy.
    pub copy: Copy,
    /// How many entries its log has.
    pub entries: u64,
    /// What is lost by it, in words.
    pub loss: String,
}

/// Of which kind a copy is due; `None`: none is. A rarer one counts as a more frequent one too. Copies from a time that is
/// still to come (the clock was set back) count for nothing.
pub fn due(there: &[Copy], keep: Keep, now: Timestamp) -> Option<Turn> {
    Turn::ALL.into_iter().filter(|turn| keep.of(*turn) > 0).find(|turn| {
        let fresh =
            |copy: &&Copy| copy.turn >= *turn && copy.at <= now && now.duration_since(copy.at) < turn.span();
        !there.iter().any(|copy| fresh(&copy))
    })
}

/// Those that may go, now that newer ones are there.
pub fn surplus(there: &[Copy], keep: Keep) -> Vec<Copy> {
    let mut gone = Vec::new();
    for turn in Turn::ALL {
        let mut of_kind: Vec<Copy> = there.iter().copied().filter(|copy| copy.turn == turn).collect();
        of_kind.sort_unstable_by(|one, other| other.cmp(one));
        gone.extend(of_kind.into_iter().skip(usize::from(keep.of(turn).max(1))));
    }
    gone
}

/// When the last copy was made.
pub fn last(there: &[Copy]) -> Option<Timestamp> {
    there.iter().map(|copy| copy.at).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEEP: Keep = Keep { hourly: 3, daily: 2, weekly: 2 };

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_795_334_400 + hours * 3_600).unwrap()
    }

    #[test]
    fn a_name_says_kind_and_time() {
        let copy = Copy { at: at(0), turn: Turn::Daily };
        assert_eq!(copy.name(), "practice-daily-20261122T080000Z.db");
        for turn in Turn::ALL {
            let copy = Copy { at: at(7), turn };
            assert_eq!(Copy::named(&copy.name()), Some(copy));
        }
        for name in [
            "practice.db",
            "practice-20261122-090000.db",
            "practice-daily-20261122T080000Z.db-wal",
            "practice-yearly-20261122T080000Z.db",
            "practice-daily-20261322T080000Z.db",
            "practice-before-restore-20261122-080000.db",
        ] {
            assert_eq!(Copy::named(name), None, "{name}");
        }
    }

    /// The program runs from eight to six on every day of some weeks and looks every ten minutes.
    #[test]
    fn some_weeks_keep_so_many_of_each_and_the_newest() {
        let mut there: Vec<Copy> = Vec::new();
        for day in 0..30 {
            for look in 0..60 {
                let now = at(day * 24) + SignedDuration::from_mins(look * 10);
                if let Some(turn) = due(&there, KEEP, now) {
                    there.push(Copy { at: now, turn });
                    for gone in surplus(&there, KEEP) {
                        there.retain(|copy| *copy != gone);
                    }
                }
                assert!(now.duration_since(last(&there).unwrap()) < SignedDuration::from_mins(60));
            }
        }
        let of = |turn| there.iter().filter(|copy| copy.turn == turn).count();
        assert_eq!((of(Turn::Hourly), of(Turn::Daily), of(Turn::Weekly)), (3, 2, 2));
        let oldest = there.iter().map(|copy| copy.at).min().unwrap();
        assert!(at(30 * 24).duration_since(oldest) > SignedDuration::from_hours(7 * 24));
    }

    #[test]
    fn nothing_is_made_of_which_none_is_kept_and_a_clock_set_back_stops_nothing() {
        assert_eq!(due(&[], Keep { hourly: 0, daily: 0, weekly: 0 }, at(0)), None);
        assert_eq!(due(&[], Keep { hourly: 1, daily: 0, weekly: 0 }, at(0)), Some(Turn::Hourly));
        let ahead = [Copy { at: at(500), turn: Turn::Weekly }];
        assert_eq!(due(&ahead, KEEP, at(0)), Some(Turn::Weekly));
    }
}
