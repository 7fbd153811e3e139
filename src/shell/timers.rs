//! Times at which the app asked to be told.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use jiff::Timestamp;

/// The times that are still to come.
#[derive(Debug, Default)]
pub(super) struct Timers(BinaryHeap<Reverse<Timestamp>>);

impl Timers {
    /// Adds a time.
    pub fn add(&mut self, at: Timestamp) {
        if self.0.iter().all(|Reverse(known)| *known != at) {
            self.0.push(Reverse(at));
        }
    }

    /// How long until the next; `None`: none waits.
    pub fn wait(&self, now: Timestamp) -> Option<Duration> {
        let Reverse(at) = self.0.peek()?;
        Some(Duration::try_from(at.duration_since(now)).unwrap_or_default())
    }

    /// Takes the times that have come; `true`: there were some.
    pub fn take_due(&mut self, now: Timestamp) -> bool {
        let before = self.0.len();
        while self.0.peek().is_some_and(|Reverse(at)| *at <= now) {
            self.0.pop();
        }
        self.0.len() < before
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
}
