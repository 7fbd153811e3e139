//! What a site can set about the rules, and the checker built from it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::practice::Practice;
use crate::domain::severity::Severity;

/// How loud a rule is at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It does not run.
    Off,
    /// At most a note.
    Note,
    /// At most a warning.
    Warn,
    /// As loud as the rule says.
    Stop,
}

/// What a site sets. The defaults are those of the guidance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The practice.
    pub practice: Practice,
    /// How loud each rule is, by its id; a rule that is always on ignores this.
    pub rules: BTreeMap<String, Level>,
    /// Days after a change during which a contact point is warned about.
    pub contact_changed_days: u16,
    /// Months after which a confirmed contact point counts as stale.
    pub contact_stale_months: u16,
    /// SMS parts above which a text is warned about.
    pub parts_warn: u16,
    /// GSM characters above which a text is stopped (six parts).
    pub length_stop: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            practice: Practice::default(),
            rules: BTreeMap::new(),
            contact_changed_days: 7,
            contact_stale_months: 12,
            parts_warn: 3,
            length_stop: 918,
        }
    }
}

impl Settings {
    /// The severity that a rule's own verdict has at this site; `None`: switched off.
    pub fn severity(&self, rule: &str, own: Severity) -> Option<Severity> {
        match self.rules.get(rule) {
            None | Some(Level::Stop) => Some(own),
            Some(Level::Warn) => Some(own.min(Severity::Warn)),
            Some(Level::Note) => Some(Severity::Note),
            Some(Level::Off) => None,
        }
    }
}

/// Settings and the automata made from them and from the lexicon: built once, read by every check.
#[derive(Debug, Default)]
pub struct Checker {
    /// The settings.
    pub settings: Settings,
}
