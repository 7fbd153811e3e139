//! Contact points: the numbers and addresses at which a person can be reached.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::date::Period;
use super::ids::ContactPointId;
use super::person::{Address, Use};
use super::staff::Recorded;
use super::telephone::{Line, Telephone};

/// Where a message would go.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactValue {
    /// A telephone number; texts go to mobiles only.
    Phone(Telephone),
    /// A textphone for deaf people.
    Textphone(Telephone),
    /// An email address as received.
    Email(String),
    /// A postal address.
    Post(Address),
    /// The patient has the NHS App and takes messages there.
    NhsApp,
}

impl ContactValue {
    /// As staff read it.
    pub fn show(&self) -> String {
        match self {
            Self::Phone(number) | Self::Textphone(number) => number.show(),
            Self::Email(address) => address.clone(),
            Self::Post(address) => address.on_one_line(),
            Self::NhsApp => "NHS App".to_owned(),
        }
    }

    /// The word for its kind on the screen.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Phone(number) if number.line() == Line::Mobile => "Mobile",
            Self::Phone(_) => "Phone",
            Self::Textphone(_) => "Textphone",
            Self::Email(_) => "Email",
            Self::Post(_) => "Address",
            Self::NhsApp => "NHS App",
        }
    }

    /// The one form in which two people's contact points are compared: the international number, the address in lower
    /// case. `None` where sharing means nothing (homes, the app) or the value is not usable.
    pub fn sharing_key(&self) -> Option<String> {
        match self {
            Self::Phone(number) => number.international(),
            Self::Email(address) => is_email(address).then(|| address.trim().to_lowercase()),
            Self::Textphone(_) | Self::Post(_) | Self::NhsApp => None,
        }
    }

    /// Whether a message of `channel` would go to a contact point of this kind, usable or not.
    pub fn serves(&self, channel: Channel) -> bool {
        matches!(
            (self, channel),
            (Self::Phone(_), Channel::Text | Channel::Phone | Channel::Voicemail)
                | (Self::Email(_), Channel::Email)
                | (Self::Post(_), Channel::Letter)
                | (Self::NhsApp, Channel::NhsApp)
        )
    }

    /// Why a message of `channel` cannot arrive here, in words; `None` where it can.
    pub fn fault(&self, channel: Channel) -> Option<&'static str> {
        match (self, channel) {
            (Self::Phone(number), Channel::Text) => match number.line() {
                Line::Mobile => None,
                Line::Landline => Some("a landline cannot receive texts"),
                Line::Other => Some("not a UK mobile number"),
                Line::Invalid => Some("not a telephone number"),
            },
            (Self::Phone(number), Channel::Phone | Channel::Voicemail) => {
                (number.line() == Line::Invalid).then_some("not a telephone number")
            }
            (Self::Email(address), Channel::Email) => (!is_email(address)).then_some("not an email address"),
            (Self::Post(address), Channel::Letter) => {
                (!address.is_deliverable()).then_some("no address that post can reach")
            }
            (Self::NhsApp, Channel::NhsApp) => None,
            _ => Some("of another kind than the channel needs"),
        }
    }
}

/// Whether a text has the form of one email address (a practical part of RFC 5321: one `@`, a dotted domain, no blanks).
pub fn is_email(text: &str) -> bool {
    let text = text.trim();
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !part.contains("..")
    };
    let odd = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '@' | '"')
    };
    plain(local)
        && plain(domain)
        && domain.contains('.')
        && !text.chars().filter(|c| *c != '@').any(odd)
        && !local.contains('@')
        && domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        && text.len() <= 254
}

/// How someone made sure that a contact point is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verification {
    /// Asked at the desk.
    Desk,
    /// Asked on the phone.
    Phone,
    /// Answered by letter.
    Letter,
    /// Marked as confirmed by the system that sent it.
    Import,
}

/// That a contact point was found right.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Verified {
    /// The day.
    pub on: Date,
    /// How.
    pub how: Verification,
    /// By whom.
    pub recorded: Recorded,
}

/// What went wrong with a contact point.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// Messages failed or came back this many times since it last worked.
    Failed {
        /// How often, at least 1.
        times: u32,
    },
    /// Whoever answered said that they are somebody else.
    NotMe,
}

/// One way to reach a person (FHIR ContactPoint or Address).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ContactPoint {
    /// Its identifier.
    pub id: ContactPointId,
    /// Where it leads.
    pub value: ContactValue,
    /// What it is used for.
    #[serde(rename = "use")]
    pub use_: Use,
    /// The order of preference, 1 first (FHIR `rank`).
    pub rank: Option<u32>,
    /// When it is in use.
    pub period: Period,
    /// When it was last found right; `None`: never since it came.
    pub verified: Option<Verified>,
    /// What went wrong with it.
    pub trouble: Option<Trouble>,
    /// When the value last changed from another one; `None` for a first entry.
    pub changed: Option<Timestamp>,
    /// Where it comes from.
    pub recorded: Recorded,
}

impl ContactPoint {
    /// Whether it is in use on `day`: its period holds, it is not marked old and nobody said "not me".
    pub fn is_current(&self, day: Date) -> bool {
        self.period.holds(day) && self.is_in_use()
    }

    fn is_in_use(&self) -> bool {
        self.use_ != Use::Old && self.trouble != Some(Trouble::NotMe)
    }

    fn carries(&self, channel: Channel) -> bool {
        self.value.serves(channel) && self.value.fault(channel).is_none()
    }

    /// Whether a message of `channel` can be sent here whatever the day, unless somebody changes something.
    pub fn is_usable_for_good(&self, channel: Channel) -> bool {
        self.is_in_use() && self.period == Period::default() && self.carries(channel)
    }

    /// Whether a message of `channel` can be sent here on `day`.
    pub fn is_usable(&self, channel: Channel, day: Date) -> bool {
        self.is_current(day) && self.carries(channel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_are_told_from_other_texts() {
        for good in ["a@b.example", "jo.o'neill+x@clinic.nhs.example", " a@b.example "] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "a@@b.example",
            "a b@c.example",
            "a@b.example, c@d.example",
            ".a@b.example",
            "a@b..example",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn texts_need_a_mobile() {
        let landline = ContactValue::Phone(Telephone::new("01632 960123"));
        assert_eq!(landline.fault(Channel::Text), Some("a landline cannot receive texts"));
        assert_eq!(landline.fault(Channel::Phone), None);
        assert_eq!(ContactValue::Phone(Telephone::new("07700 900123")).fault(Channel::Text), None);
    }
}
