//! The numbers under which closed lists stand in the log. A number is never used again for something else.

use super::super::channel::Channel;
use super::super::communication::{HandOver, NotSent, RecordMode, State};
use super::super::purpose::Purpose;
use super::super::settlement::{Decision, OverrideReason};
use super::super::severity::Severity;
use super::super::staff::Role;
use super::super::topic::Topic;

/// One of a closed list that has a number in the log; stores use the same numbers.
pub trait Code: Sized {
    /// Its number, never 0.
    fn code(&self) -> u8;
    /// The one with this number.
    fn from_code(code: u8) -> Option<Self>;
}

macro_rules! codes {
    ($($list:ident { $($name:ident = $number:literal),+ $(,)? })+) => {$(
        impl Code for $list {
            fn code(&self) -> u8 {
                match self { $(Self::$name => $number),+ }
            }

            fn from_code(code: u8) -> Option<Self> {
                match code {
                    $($number => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    )+};
}

codes! {
    Channel { Text = 1, Email = 2, Letter = 3, NhsApp = 4, Phone = 5, Voicemail = 6 }
    Purpose {
        Appointment = 1, Recall = 2, Screening = 3, Vaccination = 4, ResultAvailable = 5, PrescriptionReady = 6,
        Registration = 7, Other = 8,
    }
    State { Prepared = 1, HandingOver = 2, HandedOver = 3, Sent = 4, NotSent = 5 }
    NotSent { TakenBack = 1, Stopped = 2, Objection = 3, OtherRoute = 4, Failed = 5, Other = 6 }
    OverrideReason { NoOtherRoute = 1, LegalDuty = 2, PatientAsked = 3, SeriousHarm = 4, NotApplicable = 5, Emergency = 6 }
    Decision { Upheld = 1, NotUpheld = 2, FollowUp = 3 }
    Severity { Note = 1, Warn = 2, Stop = 3 }
    Role { Receptionist = 1, Supervisor = 2, CaldicottGuardian = 3, Administrator = 4 }
    Topic {
        HivBbv = 1, Sti = 2, SexualReproductive = 3, Pregnancy = 4, Termination = 5, Fertility = 6,
        GenderSexuality = 7, MentalHealth = 8, SelfHarm = 9, Alcohol = 10, Drugs = 11, Abuse = 12,
        ChildSafeguarding = 13, SafeguardingJustice = 14, Cancer = 15, EndOfLife = 16, Genetics = 17,
        Cognition = 18, Intimate = 19, SocialCircumstances = 20,
    }
}

impl RecordMode {
    /// The number of an exact copy.
    pub const EXACT: u8 = 1;
    /// The number of a summary.
    pub const SUMMARY: u8 = 2;
    /// The number of "recorded by another system".
    pub const RECORDED_BY: u8 = 3;

    /// Its number in the log.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Exact => Self::EXACT,
            Self::Summary(_) => Self::SUMMARY,
            Self::RecordedBy(_) => Self::RECORDED_BY,
        }
    }
}

impl HandOver {
    /// Its number in the log.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Clipboard => 1,
            Self::Outbox => 2,
            Self::System(_) => 3,
            Self::Spoken => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every number that means something, with the word for it.
    fn table<T: Code>(word: impl Fn(&T) -> String) -> String {
        (0..=u8::MAX)
            .filter_map(|code| T::from_code(code).map(|one| (code, one)))
            .map(|(code, one)| {
                assert_eq!(one.code(), code);
                format!("{code} {}", word(&one))
            })
            .collect::<Vec<_>>()
            .join(", ")
    }

    #[test]
    fn numbers_stay_what_they_are() {
        assert_eq!(
            table::<Channel>(|c| c.slug().into()),
            "1 sms, 2 email, 3 letter, 4 nhs-app, 5 phone, 6 voicemail"
        );
        assert_eq!(
            table::<Purpose>(|p| p.slug().into()),
            "1 appointment, 2 recall, 3 screening, 4 vaccination, 5 result-available, 6 prescription-ready, \
             7 registration, 8 other"
        );
        assert_eq!(
            table::<State>(|s| s.slug().into()),
            "1 prepared, 2 handing-over, 3 handed-over, 4 sent, 5 not-sent"
        );
        assert_eq!(
            table::<NotSent>(|n| n.slug().into()),
            "1 taken-back, 2 stopped, 3 objection, 4 other-route, 5 failed, 6 other"
        );
        assert_eq!(
            table::<OverrideReason>(|r| r.slug().into()),
            "1 no-other-route, 2 legal-duty, 3 patient-asked, 4 serious-harm, 5 not-applicable, 6 emergency"
        );
        assert_eq!(table::<Decision>(|d| d.slug().into()), "1 upheld, 2 not-upheld, 3 follow-up");
        assert_eq!(table::<Severity>(|s| s.slug().into()), "1 note, 2 warn, 3 stop");
        assert_eq!(
            table::<Role>(|r| r.label().into()),
            "1 Receptionist, 2 Supervisor, 3 Caldicott Guardian, 4 Administrator"
        );
        assert_eq!(
            table::<Topic>(|t| t.slug().into()),
            "1 hiv-bbv, 2 sti, 3 sexual-reproductive, 4 pregnancy, 5 termination, 6 fertility, 7 gender-sexuality, \
             8 mental-health, 9 self-harm, 10 alcohol, 11 drugs, 12 abuse, 13 child-safeguarding, \
             14 safeguarding-justice, 15 cancer, 16 end-of-life, 17 genetics, 18 cognition, 19 intimate, \
             20 social-circumstances"
        );
    }
}
