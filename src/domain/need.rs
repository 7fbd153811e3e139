//! Access needs (NHS Accessible Information Standard, DCB1605): duties, not wishes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::contact::ContactPoint;
use super::ids::NeedId;
use super::staff::Recorded;

/// What a person needs to be able to read or hear a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NeedKind {
    /// Letters in Braille.
    Braille,
    /// Letters in large print.
    LargePrint,
    /// Easy-read text.
    EasyRead,
    /// Audio instead of print.
    Audio,
    /// British Sign Language.
    Bsl,
    /// Cannot use voice calls: text only.
    TextOnly,
    /// An interpreter for this language (BCP 47; empty where it is not known).
    Interpreter(String),
    /// Another need, in words.
    Other(String),
}

impl NeedKind {
    /// In words for the screen.
    pub fn label(&self) -> String {
        match self {
            Self::Braille => "Braille".into(),
            Self::LargePrint => "Large print".into(),
            Self::EasyRead => "Easy read".into(),
            Self::Audio => "Audio".into(),
            Self::Bsl => "British Sign Language".into(),
            Self::TextOnly => "Text only, no voice calls".into(),
            Self::Interpreter(language) if language.is_empty() => "Interpreter".into(),
            Self::Interpreter(language) => format!("Interpreter: {language}"),
            Self::Other(words) => words.clone(),
        }
    }

    /// Whether the need makes `channel` useless, or is only not met by it; `None` where the channel serves.
    pub fn unmet_by(&self, channel: Channel) -> Option<Unmet> {
        match (self, channel) {
            (Self::Braille | Self::Audio | Self::LargePrint | Self::EasyRead, Channel::Letter) => {
                Some(Unmet::Format)
            }
            (Self::Bsl | Self::TextOnly, Channel::Phone | Channel::Voicemail) => Some(Unmet::Channel),
            (Self::Interpreter(_), _) => Some(Unmet::Language),
            _ => None,
        }
    }
}

/// In what way a need is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unmet {
    /// The channel cannot be used at all.
    Channel,
    /// The channel serves when the format is right.
    Format,
    /// Only the language differs.
    Language,
}

impl Need {
    /// Whether a message by some channel would reach the person in a form they can use: there is a contact point for it
    /// and the need does not make it useless.
    pub fn is_met_by(&self, contacts: &[ContactPoint], today: Date) -> bool {
        self.is_met(contacts, |point, channel| point.is_usable(channel, today))
    }

    /// Whether one would whatever the day, unless somebody changes something.
    pub fn is_met_for_good(&self, contacts: &[ContactPoint]) -> bool {
        self.is_met(contacts, ContactPoint::is_usable_for_good)
    }

    fn is_met(&self, contacts: &[ContactPoint], is_usable: impl Fn(&ContactPoint, Channel) -> bool) -> bool {
        Channel::ALL.into_iter().any(|channel| {
            self.kind.unmet_by(channel) != Some(Unmet::Channel)
                && contacts.iter().any(|point| is_usable(point, channel))
        })
    }
}

/// An access need of a patient.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Need {
    /// Its identifier.
    pub id: NeedId,
    /// What is needed.
    pub kind: NeedKind,
    /// More words, as taken down.
    pub note: Option<String>,
    /// Who took it down.
    pub recorded: Recorded,
}
