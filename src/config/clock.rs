//! The system's clock: the one place that asks it for the time.

use std::path::Path;

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
        Self { zone: zone(&config.desk.time_zone).unwrap_or(TimeZone::UTC) }
    }
}

/// Where systems other than Windows keep their time zones, a file each.
const ZONES: &str = "/usr/share/zoneinfo";

/// The time zone of this IANA name. Its own file is tried first: to look a name up, the library walks through the folder
/// of all zones, which takes longer than opening the practice.
pub(super) fn zone(name: &str) -> Option<TimeZone> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+');
    let file = name.chars().all(plain).then(|| Path::new(ZONES).join(name.trim_start_matches('/')));
    let bytes = file.and_then(|file| std::fs::read(file).ok());
    bytes.and_then(|bytes| TimeZone::tzif(name, &bytes).ok()).or_else(|| TimeZone::get(name).ok())
}

impl Clock for System {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for the time")]
    fn now(&self) -> Moment {
        Moment::new(Timestamp::now(), self.zone.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_by_its_name_and_by_nothing_else() {
        let summer: Timestamp = "2026-07-01T12:00:00Z".parse().unwrap();
        let london = zone("Europe/London").unwrap();
        assert_eq!(london.to_datetime(summer).hour(), 13);
        assert_eq!(london.iana_name(), Some("Europe/London"));
        for name in ["Europe/Nowhere", "", "../../etc/passwd", "Europe"] {
            assert!(zone(name).is_none(), "{name}");
        }
    }
}
