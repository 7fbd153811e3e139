//! The ways a message can take, and what each protects.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A way to reach a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// A text message (SMS) to a mobile.
    #[serde(rename = "sms")]
    Text,
    /// An email.
    Email,
    /// A letter by post.
    Letter,
    /// A message in the NHS App.
    NhsApp,
    /// A call in which the patient is spoken to; the text is the note of the call.
    Phone,
    /// Words left on an answering machine.
    Voicemail,
}

/// A text that names no channel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a channel (use sms, email, letter, nhs-app, phone or voicemail)")]
pub struct UnknownChannel(pub String);

impl Channel {
    /// All channels, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Text, Self::Email, Self::Letter, Self::NhsApp, Self::Phone, Self::Voicemail];

    /// The word in files, settings and JSON.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Text => "sms",
            Self::Email => "email",
            Self::Letter => "letter",
            Self::NhsApp => "nhs-app",
            Self::Phone => "phone",
            Self::Voicemail => "voicemail",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Email => "Email",
            Self::Letter => "Letter",
            Self::NhsApp => "NHS App",
            Self::Phone => "Phone call",
            Self::Voicemail => "Voicemail",
        }
    }

    /// Whether a message of this channel has a subject line.
    pub const fn has_subject(self) -> bool {
        matches!(self, Self::Email | Self::NhsApp)
    }

    /// Whether it is read on a screen.
    pub const fn is_on_a_screen(self) -> bool {
        matches!(self, Self::Text | Self::Email | Self::NhsApp)
    }

    /// Whether the words are spoken rather than read.
    pub const fn is_spoken(self) -> bool {
        matches!(self, Self::Phone | Self::Voicemail)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for Channel {
    type Err = UnknownChannel;
    fn from_str(text: &str) -> Result<Self, UnknownChannel> {
        match text.trim().to_ascii_lowercase().as_str() {
            "sms" | "text" | "text message" => Ok(Self::Text),
            "email" | "e-mail" => Ok(Self::Email),
            "letter" | "post" | "mail" => Ok(Self::Letter),
            "nhs-app" | "nhs app" | "app" => Ok(Self::NhsApp),
            "phone" | "telephone" | "call" => Ok(Self::Phone),
            "voicemail" => Ok(Self::Voicemail),
            _ => Err(UnknownChannel(text.to_owned())),
        }
    }
}

/// What a channel protects, as the practice uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Protection {
    /// Whoever reads it signs in first.
    pub login: bool,
    /// What announces it shows words of it: on a locked screen, in a list of messages.
    pub notification: bool,
    /// The system behind it puts what was sent on the clinical record by itself.
    pub stores: bool,
}

impl Protection {
    /// What the channel protects where a practice says nothing: a text and an email lie open on a screen, the NHS App asks
    /// who reads, a letter has an envelope, a call has a voice.
    pub const fn of(channel: Channel) -> Self {
        match channel {
            Channel::Text | Channel::Email | Channel::Voicemail => {
                Self { login: false, notification: true, stores: false }
            }
            Channel::NhsApp => Self { login: true, notification: false, stores: false },
            Channel::Letter | Channel::Phone => Self { login: false, notification: false, stores: false },
        }
    }

    /// Whether somebody near the patient's own device or door could read words of it.
    pub const fn exposes(self, channel: Channel) -> bool {
        self.notification || !self.login && channel.is_on_a_screen()
    }

    /// What it protects, in words: "no login, words on a locked screen, not on the record by itself".
    pub fn show(self) -> String {
        let login = if self.login { "a login" } else { "no login" };
        let notification = if self.notification { "shows its words before" } else { "shows no words before" };
        let stores = if self.stores { "on the record by itself" } else { "not on the record by itself" };
        format!("{login}, {notification}, {stores}")
    }
}

/// What every channel protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Channel, Said>", into = "BTreeMap<Channel, Protection>")]
pub struct Protections([Protection; 6]);

/// What a practice says of one channel; what it leaves out is as usual.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    login: Option<bool>,
    notification: Option<bool>,
    stores: Option<bool>,
}

impl Default for Protections {
    fn default() -> Self {
        Self(Channel::ALL.map(Protection::of))
    }
}

impl Protections {
    /// What one channel protects.
    pub fn of(&self, channel: Channel) -> Protection {
        let at = Channel::ALL.iter().position(|one| *one == channel);
        at.and_then(|at| self.0.get(at)).copied().unwrap_or(Protection::of(channel))
    }

    /// The same with another answer for one channel.
    #[must_use]
    pub fn with(mut self, channel: Channel, protection: Protection) -> Self {
        for (known, held) in Channel::ALL.into_iter().zip(&mut self.0) {
            if known == channel {
                *held = protection;
            }
        }
        self
    }

    /// The channels by which somebody near could read words of it.
    pub fn exposing(&self) -> Vec<Channel> {
        Channel::ALL.into_iter().filter(|channel| self.of(*channel).exposes(*channel)).collect()
    }
}

impl TryFrom<BTreeMap<Channel, Said>> for Protections {
    type Error = String;

    fn try_from(said: BTreeMap<Channel, Said>) -> Result<Self, String> {
        let mut all = Self::default();
        for (channel, said) in said {
            let word = channel.slug();
            if !channel.is_on_a_screen() && said.login == Some(true) {
                return Err(format!(
                    "channel.{word}.login: nobody signs in to read this channel; take the line out, or say false"
                ));
            }
            if channel == Channel::Phone && said.notification == Some(true) {
                return Err(format!(
                    "channel.{word}.notification: a call to the patient shows nothing before; take the line out, or say \
                     false"
                ));
            }
            let usual = Protection::of(channel);
            all = all.with(
                channel,
                Protection {
                    login: said.login.unwrap_or(usual.login),
                    notification: said.notification.unwrap_or(usual.notification),
                    stores: said.stores.unwrap_or(usual.stores),
                },
            );
        }
        Ok(all)
    }
}

impl From<Protections> for BTreeMap<Channel, Protection> {
    fn from(all: Protections) -> Self {
        Channel::ALL.into_iter().zip(all.0).collect()
    }
}
