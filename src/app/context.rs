//! What the app reads and never keeps: the time, the window, the settings. Handed in with every message.

use jiff::Timestamp;

use crate::domain::clock::Moment;
use crate::domain::reminder::NamedView;
use crate::domain::staff::Staff;
use crate::domain::template::Template;
use crate::policy::{Checker, Sources};

/// Which characters lines, marks and signs are drawn with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Glyphs {
    /// Box drawing and the like.
    #[default]
    Unicode,
    /// ASCII only.
    Ascii,
}

/// The surroundings of one update and of one drawing.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The time.
    pub now: &'a Moment,
    /// Columns and rows of the window.
    pub size: (u16, u16),
    /// The rules with their settings.
    pub checker: &'a Checker,
    /// The approved texts, by purpose.
    pub templates: &'a [Template],
    /// The name of this desk, on every entry.
    pub desk: &'a str,
    /// The practice is an invented one.
    pub is_demo: bool,
    /// How lines and signs are drawn.
    pub glyphs: Glyphs,
    /// Seconds during which a message can be taken back.
    pub hold_seconds: u8,
    /// Seconds for which what is held back from whoever looks over a shoulder is shown; 0: nothing is held back.
    pub discreet_seconds: u16,
    /// Days after which the age of the last import is warned about.
    pub import_age_days: u16,
    /// The copies that the program makes by itself; `None`: nothing is known of them.
    pub backups: Option<&'a Backups>,
    /// Other systems that send messages, by name.
    pub systems: &'a [String],
    /// The views of the queue that the settings name.
    pub views: &'a [NamedView],
}

/// Where the copies stand that the program makes by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Backups {
    /// When the last one was made; `None`: there is none.
    pub last: Option<Timestamp>,
    /// Why the last try failed.
    pub failed: Option<String>,
}

impl Backups {
    /// Days after which the age of the last one is warned about: a practice is closed for no longer.
    pub const STALE: i64 = 4;
}

impl<'a> Context<'a> {
    /// What approved texts are chosen and filled from.
    pub const fn sources(&self, staff: Option<&'a Staff>) -> Sources<'a> {
        Sources { templates: self.templates, staff, checker: self.checker, now: self.now }
    }
}
