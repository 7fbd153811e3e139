//! The system's clock: the one place that asks it for the time.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Config;
use crate::domain::clock::{Clock, Moment};

/// The present time in the practice's zone.
#[derive(Debug, Clone)]
pub struct System {
    zone: TimeZone,
}

impl System {
    /// The clock of a practice with these settings, whose zone was checked when they were read.
    pub fn new(config: &Config) -> Self {
        Self { zone: TimeZone::get(&config.desk.time_zone).unwrap_or(TimeZone::UTC) }
    }
}

impl Clock for System {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for the time")]
    fn now(&self) -> Moment {
        Moment::new(Timestamp::now(), self.zone.clone())
    }
}
