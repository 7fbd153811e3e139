//! The time, handed in: a moment is an instant together with the practice's time zone.

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

/// An instant and the zone in which the desk reads the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The instant, UTC.
    pub at: Timestamp,
    /// The practice's time zone (Europe/London unless the settings say otherwise).
    pub zone: TimeZone,
}

impl Moment {
    /// The moment `at` in `zone`.
    pub fn new(at: Timestamp, zone: TimeZone) -> Self {
        Self { at, zone }
    }

    /// Noon of `date` in UTC: for checks that know the day only.
    ///
    /// # Errors
    /// When the date lies outside the years an instant can have.
    pub fn noon(date: civil::Date) -> Result<Self, jiff::Error> {
        let zone = TimeZone::UTC;
        let at = date.at(12, 0, 0, 0).to_zoned(zone.clone())?.timestamp();
        Ok(Self { at, zone })
    }

    /// The date on the desk's calendar.
    pub fn today(&self) -> civil::Date {
        self.local().date()
    }

    /// When a day begins on the desk's clock; this very instant where the zone knows no such day.
    pub fn start_of(&self, day: civil::Date) -> Timestamp {
        day.to_zoned(self.zone.clone()).map_or(self.at, |start| start.timestamp())
    }

    /// Date and time on the desk's clock.
    pub fn local(&self) -> civil::DateTime {
        self.local_of(self.at)
    }

    /// Date and time on the desk's clock at another instant.
    pub fn local_of(&self, at: Timestamp) -> civil::DateTime {
        self.zone.to_datetime(at)
    }
}

/// A source of the present time; the one that asks the system lives in `config`.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Moment;
}

/// A clock that stands still: for tests and for headless checks on a given day.
#[derive(Debug, Clone)]
pub struct Stopped(pub Moment);

impl Clock for Stopped {
    fn now(&self) -> Moment {
        self.0.clone()
    }
}
