//! The site's settings: `config.toml` in the data folder, every key optional.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::ConfigError;
use super::paths::{self, Paths};
use crate::app::{Keymap, ThemeName};
use crate::domain::backup::Keep;
use crate::domain::channel::Protections;
use crate::domain::reminder::NamedView;
use crate::policy::Settings;

/// How a desk looks and behaves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Desk {
    /// The colours: dark, light, high-contrast or mono.
    #[serde(deserialize_with = "parsed")]
    pub theme: ThemeName,
    /// Draw with ASCII characters only.
    pub ascii: bool,
    /// Seconds during which a message can be taken back before it is handed over; 0 to 60.
    pub hold_seconds: u8,
    /// Seconds for which what marks somebody as at risk stands on the screen after its key; 0: it always stands there.
    pub discreet_seconds: u16,
    /// Minutes without a key after which the screen locks itself; 0: never. A practice that lies open has no lock.
    pub lock_minutes: u16,
    /// Days after which files are removed from the outbox; 0: never.
    pub outbox_days: u16,
    /// Days after which the age of the last import is warned about.
    pub import_age_days: u16,
    /// Other systems that send messages and that staff can name when they hand over.
    pub systems: Vec<String>,
    /// The time zone, by its IANA name.
    pub time_zone: String,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            theme: ThemeName::Dark,
            ascii: false,
            hold_seconds: 5,
            discreet_seconds: 20,
            lock_minutes: 5,
            outbox_days: 30,
            import_age_days: 7,
            systems: vec!["Accurx".into(), "SystmOne".into(), "EMIS Web".into(), "NHS Notify".into()],
            time_zone: "Europe/London".into(),
        }
    }
}

/// The copies that the program makes by itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backup {
    /// The folder they go into; empty: `backups` in the data folder. Another disk is better.
    pub folder: String,
    /// How many of every hour are kept; 0: none is made.
    pub hourly: u16,
    /// How many of every day.
    pub daily: u16,
    /// How many of every week.
    pub weekly: u16,
}

impl Default for Backup {
    fn default() -> Self {
        Self { folder: String::new(), hourly: 4, daily: 7, weekly: 4 }
    }
}

impl Backup {
    /// Where they go, in a practice with these files.
    pub fn folder(&self, paths: &Paths) -> PathBuf {
        if self.folder.is_empty() { paths.backups() } else { paths.data_dir.join(&self.folder) }
    }

    /// How many of each.
    pub const fn keep(&self) -> Keep {
        Keep { hourly: self.hourly, daily: self.daily, weekly: self.weekly }
    }
}

/// The files in which it is kept, outside the database, how the log stood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Checkpoint {
    /// The folder they go into; empty: `checkpoints` in the data folder. Another machine is better.
    pub folder: String,
}

impl Checkpoint {
    /// Where they go, in a practice with these files.
    pub fn folder(&self, paths: &Paths) -> PathBuf {
        if self.folder.is_empty() { paths.checkpoints() } else { paths.data_dir.join(&self.folder) }
    }
}

/// All that a site sets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The desk.
    pub desk: Desk,
    /// The copies that the program makes by itself.
    pub backup: Backup,
    /// Where it is kept how the log stood.
    pub checkpoint: Checkpoint,
    /// The rules, and the practice's own names.
    pub checker: Settings,
    /// What each channel protects, as this practice uses it.
    pub channel: Protections,
    /// Views of the queue that staff pick by name.
    pub view: Vec<NamedView>,
    /// The keys: the word of an action and all its keys, for those that are bound otherwise than by default.
    #[serde(deserialize_with = "keys")]
    pub keys: Keymap,
}

impl Config {
    /// Reads the settings; a file that is not there gives the defaults.
    ///
    /// # Errors
    /// When the file cannot be read, or holds something that is not a setting.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let Some(text) = super::file::read(file)? else { return Ok(Self::default().with_environment()) };
        let bad = |reason| ConfigError::Malformed { file: file.display().to_string(), reason };
        let config = Self::parse(&text).map_err(bad)?;
        Ok(config.with_environment())
    }

    /// What is put on the log of the rules and channels, as JSON, and what would be if nothing were set.
    pub fn rules(&self) -> (String, String) {
        // cannot fail: plain values under names
        let told = |of: &Self| serde_json::to_string(&(&of.checker, &of.channel)).unwrap_or_default();
        (told(self), told(&Self::default()))
    }

    /// Reads settings from text.
    ///
    /// # Errors
    /// What is wrong and where, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut config: Self = toml::from_str(text).map_err(|error| super::wrong::told(text, &error))?;
        config.checker.channels = config.channel;
        if config.desk.hold_seconds > 60 {
            return Err(format!("desk.hold_seconds is {}: at most 60", config.desk.hold_seconds));
        }
        if config.desk.discreet_seconds > 600 {
            return Err(format!(
                "desk.discreet_seconds is {}: at most 600; 0 shows it always",
                config.desk.discreet_seconds
            ));
        }
        if let Some(view) = config.view.iter().find(|view| view.name.trim().is_empty()) {
            return Err(format!("view: a view of '{}' has no name", view.part.label()));
        }
        config.checker.check().map_err(|error| format!("checker: {error}"))?;
        if super::clock::zone(&config.desk.time_zone).is_none() {
            return Err(format!(
                "desk.time_zone is '{}': use a name such as Europe/London",
                config.desk.time_zone
            ));
        }
        Ok(config)
    }

    /// `NO_COLOR` (no-color.org) asks for the mono theme.
    fn with_environment(mut self) -> Self {
        if paths::is_set("NO_COLOR") {
            self.desk.theme = ThemeName::Mono;
        }
        self
    }
}

/// What a text names.
fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: std::fmt::Display>>(from: D) -> Result<T, D::Error> {
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}

/// The default keys with those that stand here.
fn keys<'de, D: Deserializer<'de>>(from: D) -> Result<Keymap, D::Error> {
    Keymap::new(&BTreeMap::deserialize(from)?).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::{Channel, Protection};

    #[test]
    fn the_example_is_valid_and_says_the_defaults() {
        let example = include_str!("../../config.example.toml");
        let mut read = Config::parse(example).unwrap();
        let default = Config::default();
        assert_eq!(read.checker.practice.name, "Tarn Lane Surgery");
        read.checker.practice = default.checker.practice.clone();
        assert_eq!(read, default);
    }

    #[test]
    fn what_a_channel_protects_is_taken_over_and_the_rest_stays_as_usual() {
        let config = Config::parse("[channel.sms]\nlogin = true\nnotification = false").unwrap();
        let text = config.checker.channels.of(Channel::Text);
        assert!(text.login && !text.notification && !text.stores && !text.exposes(Channel::Text));
        assert_eq!(config.checker.channels.of(Channel::Email), Protection::of(Channel::Email));
        assert_eq!(Config::parse("").unwrap().checker.channels, Protections::default());
    }

    #[test]
    fn mistakes_are_named() {
        assert!(Config::parse("[desk]\nhold_secs = 3").unwrap_err().contains("hold_secs"));
        assert!(Config::parse("[desk]\ntheme = \"pink\"").unwrap_err().contains("pink"));
        assert!(Config::parse("[desk]\nhold_seconds = 61").unwrap_err().contains("60"));
        assert!(Config::parse("[desk]\ndiscreet_seconds = 601").unwrap_err().contains("600"));
        assert!(Config::parse("[[view]]\npart = \"week\"").unwrap_err().contains("has no name"));
        assert!(Config::parse("[[view]]\nname = \"x\"\npart = \"month\"").unwrap_err().contains("month"));
        let channel = |lines: &str| Config::parse(&format!("[channel.{lines}")).unwrap_err();
        assert!(channel("sms]\nlogins = true").contains("logins"));
        assert!(channel("fax]\nlogin = true").contains("fax"));
        assert!(channel("letter]\nlogin = true").contains("channel.letter.login"), "the place");
        assert!(channel("letter]\nlogin = true").contains("take the line out"), "the cure");
        assert!(channel("phone]\nnotification = true").contains("channel.phone.notification"));
        let view = "[[view]]\nname = \"Jabs\"\npart = \"week\"\nfilter = \"vacc\"\nsort = \"patient\"";
        assert_eq!(Config::parse(view).unwrap().view[0].sort, crate::domain::reminder::Sort::Patient);
        assert!(Config::parse("[desk]\ntime_zone = \"Mars\"").unwrap_err().contains("Mars"));
    }
}
