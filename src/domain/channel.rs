//! The ways a message can take, and what each protects.

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
