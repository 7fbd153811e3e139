//! The system's clock.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::clock::{Clock, Moment};

/// Reads the system's clock, in the practice's time zone.
#[derive(Debug, Clone)]
pub struct System {
    zone: TimeZone,
}

impl System {
    /// The system's clock read in `zone`.
    pub const fn new(zone: TimeZone) -> Self {
        Self { zone }
    }
}

impl Clock for System {
    #[allow(clippy::disallowed_methods, reason = "this is the edge at which time comes in")]
    fn now(&self) -> Moment {
        Moment::new(Timestamp::now(), self.zone.clone())
    }
}
