//! Times at which the app asked to be told.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The times that are still to come.
#[derive(Debug, Default)]
pub(super) struct Timers {
    times: BinaryHeap<Reverse<Timestamp>>,
    /// The last time that was told.
    now: Option<Timestamp>,
}

impl Timers {
    /// Adds a time.
    pub fn add(&mut self, at: Timestamp) {
        if self.times.iter().all(|Reverse(known)| *known != at) {
            self.times.push(Reverse(at));
        }
    }

    /// How long until the next; `None`: none waits.
    pub fn wait(&mut self, now: Timestamp) -> Option<Duration> {
        self.follow(now);
        let Reverse(at) = self.times.peek()?;
        Some(Duration::try_from(at.duration_since(now)).unwrap_or_default())
    }

    /// Takes the times that have come; `true`: there were some.
    pub fn take_due(&mut self, now: Timestamp) -> bool {
        self.follow(now);
        let before = self.times.len();
        while self.times.peek().is_some_and(|Reverse(at)| *at <= now) {
            self.times.pop();
        }
        self.times.len() < before
    }

    /// Where the clock was set back the times go back with it: what was to come in five minutes does not come tomorrow.
    fn follow(&mut self, now: Timestamp) {
        let back = self.now.map_or(SignedDuration::ZERO, |before| now.duration_since(before));
        if back.is_negative() {
            let moved = |Reverse(at): Reverse<Timestamp>| Reverse(at.checked_add(back).unwrap_or(now));
            self.times = self.times.drain().map(moved).collect();
        }
        self.now = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_next_time_is_waited_for_and_taken_once() {
        let mut timers = Timers::default();
        assert_eq!(timers.wait(at(0)), None);
        for second in [9, 5, 5, 7] {
            timers.add(at(second));
        }
        assert_eq!(timers.wait(at(2)), Some(Duration::from_secs(3)));
        assert!(!timers.take_due(at(4)));
        assert!(timers.take_due(at(7)));
        assert_eq!(timers.wait(at(20)), Some(Duration::ZERO), "a time that has passed is due at once");
        assert!(timers.take_due(at(20)));
        assert_eq!(timers.wait(at(20)), None);
    }

    #[test]
    fn a_clock_that_is_set_back_delays_nothing() {
        let mut timers = Timers::default();
        let day = 86_400;
        assert_eq!(timers.wait(at(day)), None);
        timers.add(at(day + 300));
        assert_eq!(timers.wait(at(day + 60)), Some(Duration::from_mins(4)));
        assert_eq!(timers.wait(at(100)), Some(Duration::from_mins(4)), "a day back");
        assert!(!timers.take_due(at(339)));
        assert!(timers.take_due(at(340)));
    }
}
