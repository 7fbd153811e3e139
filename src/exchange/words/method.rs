//! Preferred methods of contact, by the codes of UK Core `PreferredContactMethod` (as PDS has them) and by words.

use super::{known, plain};
use crate::domain::channel::Channel;
use crate::domain::import::{IncomingObjection, IncomingPatient};
use crate::domain::need::NeedKind;

/// A method of contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// 1 Letter, 3 Telephone, 4 E-mail, 9 SMS: a preferred channel.
    Prefers(Channel),
    /// 2 Visit.
    Visit,
    /// 5 Minicom (Textphone): cannot use voice calls.
    Textphone,
    /// 6 Telephone contact via proxy.
    ThroughProxy,
    /// 7 Sign language.
    SignLanguage,
    /// 8 No telephone contact: a refusal, not a wish.
    NoTelephone,
    /// No preference.
    Any,
}

impl Method {
    /// The method with this code of UK Core `PreferredContactMethod` 2.2.0.
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "1" => Self::Prefers(Channel::Letter),
            "2" => Self::Visit,
            "3" => Self::Prefers(Channel::Phone),
            "4" => Self::Prefers(Channel::Email),
            "5" => Self::Textphone,
            "6" => Self::ThroughProxy,
            "7" => Self::SignLanguage,
            "8" => Self::NoTelephone,
            "9" => Self::Prefers(Channel::Text),
            _ => return None,
        })
    }

    /// The method in a list's words, or with its code in front.
    pub fn from_words(text: &str) -> Option<Self> {
        const USUAL: &[(&str, Method)] = &[
            ("SMS", Method::Prefers(Channel::Text)),
            ("Text", Method::Prefers(Channel::Text)),
            ("Email", Method::Prefers(Channel::Email)),
            ("Letter", Method::Prefers(Channel::Letter)),
            ("Phone", Method::Prefers(Channel::Phone)),
            ("Telephone", Method::Prefers(Channel::Phone)),
        ];
        if let Some(method) = known(text, USUAL) {
            return Some(method);
        }
        let words = plain(text);
        let code = words.split(' ').next().unwrap_or("");
        if code.len() == 1 && code.bytes().all(|b| b.is_ascii_digit()) {
            return Self::from_code(code);
        }
        Some(match words.as_str() {
            "none" | "no preference" | "any" | "not known" | "unknown" | "n a" | "no preference recorded" => {
                Self::Any
            }
            "visit" | "in person" | "face to face" => Self::Visit,
            "minicom" | "textphone" | "minicom textphone" => Self::Textphone,
            "sign language" | "bsl" | "british sign language" => Self::SignLanguage,
            "telephone contact via proxy" | "via proxy" | "proxy" => Self::ThroughProxy,
            "no telephone contact" | "no telephone" | "no phone" | "no phone calls" | "do not telephone" => {
                Self::NoTelephone
            }
            "sms"
            | "text"
            | "text message"
            | "sms message"
            | "mobile"
            | "mobile phone text"
            | "texts"
            | "short message service"
            | "sms text"
            | "text messaging"
            | "text message sms" => Self::Prefers(Channel::Text),
            "email" | "e mail" | "home email" => Self::Prefers(Channel::Email),
            "letter" | "post" | "mail" | "by post" | "written" | "postal" => Self::Prefers(Channel::Letter),
            "nhs app" | "app" | "nhsapp" => Self::Prefers(Channel::NhsApp),
            "phone" | "telephone" | "call" | "phone call" | "telephone call" | "home phone" | "landline"
            | "home telephone" | "work phone" | "mobile phone" | "mobile call" | "voice" => {
                Self::Prefers(Channel::Phone)
            }
            "voicemail" | "answerphone" => Self::Prefers(Channel::Voicemail),
            _ => return None,
        })
    }

    /// Writes down what follows from it; `words` are those of the file.
    pub fn apply(self, patient: &mut IncomingPatient, words: &str) {
        match self {
            Self::Prefers(channel) => patient.preferred = Some(channel),
            Self::Visit => need(patient, NeedKind::Other("prefers to be visited".into())),
            Self::Textphone => need(patient, NeedKind::TextOnly),
            Self::ThroughProxy => {
                patient.preferred = Some(Channel::Phone);
                need(patient, NeedKind::Other("telephone contact through a proxy".into()));
            }
            Self::SignLanguage => need(patient, NeedKind::Bsl),
            Self::NoTelephone => patient.objections.push(IncomingObjection {
                channel: Channel::Phone,
                purpose: None,
                objects: true,
                words: words.to_owned(),
                talk: None,
            }),
            Self::Any => {}
        }
    }
}

/// Adds an access need that is not there yet.
pub fn need(patient: &mut IncomingPatient, kind: NeedKind) {
    if !patient.needs.contains(&kind) {
        patient.needs.push(kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_pds_are_read() {
        let mut patient = IncomingPatient::default();
        for code in 1..=9 {
            let method = Method::from_code(&code.to_string()).unwrap();
            assert_eq!(Method::from_words(&format!("{code} - whatever it is called")), Some(method));
            method.apply(&mut patient, "words");
        }
        assert_eq!(patient.preferred, Some(Channel::Text));
        assert_eq!(patient.objections.len(), 1);
        assert_eq!(patient.objections[0].channel, Channel::Phone);
        assert!(patient.needs.contains(&NeedKind::Bsl) && patient.needs.contains(&NeedKind::TextOnly));
        assert_eq!(Method::from_code("0"), None);
        assert_eq!(Method::from_words("No telephone contact"), Some(Method::NoTelephone));
        assert_eq!(Method::from_words("Carrier pigeon"), None);
    }
}
