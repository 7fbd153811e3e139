//! The columns that are known, and under which headings the lists of clinical systems name them.
//!
//! Headings are compared in the folded form of [`fold::name`]: case, blanks, punctuation and accents do not matter, so
//! that `NHS No.`, `nhs_no` and `NHSNo` are one. A heading that is not in the table is left aside, and said so.

use crate::domain::fold;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The NHS number.
    NhsNumber,
    /// The number that the practice's own system gives the patient.
    PracticeNumber,
    /// Mrs, Dr.
    Title,
    /// The first given name.
    Given,
    /// Further given names.
    Middle,
    /// The family name.
    Family,
    /// The name in one piece: `SURNAME, Given (Mr)` or `Mr Given Surname`.
    FullName,
    /// A family name used before.
    PreviousFamily,
    /// The name a person goes by.
    KnownAs,
    /// The date of birth.
    BirthDate,
    /// Sex or gender.
    Gender,
    /// A mobile number.
    Mobile,
    /// A telephone at home.
    HomePhone,
    /// A telephone at work.
    WorkPhone,
    /// A telephone, of whatever kind.
    Phone,
    /// An email address.
    Email,
    /// A line of the address; they are put together in the order of the file.
    AddressLine,
    /// The address in one piece.
    Address,
    /// The postcode.
    Postcode,
    /// Whether the person takes messages in the NHS App.
    NhsApp,
    /// The preferred channel.
    Preferred,
    /// Preferred times, in words.
    Times,
    /// Consent to texts.
    TextConsent,
    /// Refusal of texts.
    TextDeclined,
    /// Consent to email.
    EmailConsent,
    /// Refusal of email.
    EmailDeclined,
    /// Refusal of results by text.
    ResultsDeclined,
    /// The language.
    Language,
    /// Whether an interpreter is needed.
    Interpreter,
    /// The accessible format that is needed.
    Format,
    /// Whether the person died.
    Deceased,
    /// The date of death.
    DeathDate,
    /// Whether the person left the practice.
    Left,
    /// The date of leaving.
    LeftDate,
    /// Why the person left.
    LeftReason,
    /// Whether the record is confidential.
    Confidential,
    /// Reminders: the day from which it is to be sent.
    Due,
    /// Reminders: why.
    Purpose,
    /// Reminders: the date of the appointment, perhaps with its time.
    AppointmentDate,
    /// Reminders: the time of the appointment.
    AppointmentTime,
    /// Reminders: where.
    Place,
    /// Reminders: with whom.
    With,
    /// Reminders: the text to send.
    Text,
    /// Reminders: what the other system calls it.
    ExternalId,
    /// Reminders: whether it stands.
    Status,
    /// Why a row was refused: written by this program, passed over when the file comes back.
    Refused,
}

/// The heading under which refused rows carry their reason.
pub const REFUSED: &str = "Refused because";

/// Columns and their headings, the usual one first.
pub const ALIASES: &[(Column, &[&str])] = &[
    (
        Column::NhsNumber,
        &[
            "NHS number",
            "NHS No",
            "NHS Num",
            "NHS",
            "NHS Nbr",
            "NHS ID",
            "Patient NHS number",
            "Patient NHS No",
            "New NHS number",
            "Patient's NHS number",
        ],
    ),
    (
        Column::PracticeNumber,
        &[
            "Practice number",
            "Patient number",
            "Patient No",
            "Patient ID",
            "Patient identifier",
            "PatientIdentifier",
            "EMIS number",
            "EMIS No",
            "EMIS patient number",
            "SystmOne number",
            "SystmOne ID",
            "S1 number",
            "TPP ID",
            "Vision number",
            "Vision ID",
            "Vision patient number",
            "System number",
            "System ID",
            "Practice ID",
            "Practice patient number",
            "Practice patient ID",
            "Usual GP patient number",
            "Registration number",
            "Local ID",
            "Local patient ID",
            "Local patient identifier",
            "Hospital number",
            "MRN",
            "PID",
            "Chart number",
            "Usual patient number",
        ],
    ),
    (Column::Title, &["Title", "Name title", "Patient title", "Prefix", "Salutation"]),
    (
        Column::Given,
        &[
            "First name",
            "Forename",
            "Forenames",
            "Forename(s)",
            "Given name",
            "Given names",
            "Given name(s)",
            "Given",
            "First names",
            "Forename 1",
            "Patient forename",
            "Patient first name",
            "Patient given name",
            "Christian name",
            "Christian names",
        ],
    ),
    (
        Column::Middle,
        &[
            "Middle name",
            "Middle names",
            "Middle name(s)",
            "Middle",
            "Second forename",
            "Other names",
            "Other name(s)",
            "Other forenames",
            "Forename 2",
            "Middle initial",
            "Patient middle name",
        ],
    ),
    (
        Column::Family,
        &[
            "Surname",
            "Family name",
            "Last name",
            "Family",
            "Patient surname",
            "Patient family name",
            "Patient last name",
        ],
    ),
    (
        Column::FullName,
        &["Full name", "Name", "Patient name", "Patient", "Patient full name", "Patient's name", "Fullname (title)"],
    ),
    (
        Column::PreviousFamily,
        &[
            "Previous surname",
            "Previous family name",
            "Previous last name",
            "Former surname",
            "Maiden name",
            "Birth surname",
            "Surname at birth",
            "Previous name",
        ],
    ),
    (Column::KnownAs, &["Known as", "Preferred name", "Preferred first name", "Calling name", "Nickname", "Alias"]),
    (
        Column::BirthDate,
        &[
            "Date of birth",
            "DOB",
            "D.O.B.",
            "Birth date",
            "Birthdate",
            "Birthday",
            "Born",
            "Patient date of birth",
            "Patient DOB",
            "Date of birth (DOB)",
        ],
    ),
    (Column::Gender, &["Gender", "Sex", "Patient gender", "Patient sex", "Administrative gender", "Gender code"]),
    (
        Column::Mobile,
        &[
            "Mobile",
            "Mobile number",
            "Mobile No",
            "Mobile phone",
            "Mobile phone number",
            "Mobile telephone",
            "Mobile telephone number",
            "Mobile tel",
            "Cell phone",
            "SMS number",
            "Patient mobile",
            "Patient mobile number",
            "Preferred mobile",
            "Contact mobile",
            "Mob",
            "Mob No",
        ],
    ),
    (
        Column::HomePhone,
        &[
            "Home phone",
            "Home phone number",
            "Home telephone",
            "Home telephone number",
            "Home tel",
            "Home tel No",
            "Home number",
            "Landline",
            "Landline number",
            "Patient home telephone",
            "Tel (home)",
            "Telephone home",
            "Phone (home)",
        ],
    ),
    (
        Column::WorkPhone,
        &[
            "Work phone",
            "Work phone number",
            "Work telephone",
            "Work telephone number",
            "Work tel",
            "Work number",
            "Business phone",
            "Daytime phone",
            "Daytime telephone",
            "Tel (work)",
            "Telephone work",
            "Phone (work)",
        ],
    ),
    (
        Column::Phone,
        &[
            "Telephone",
            "Telephone number",
            "Telephone No",
            "Phone",
            "Phone number",
            "Phone No",
            "Tel",
            "Tel No",
            "Contact number",
            "Contact telephone",
            "Contact telephone number",
            "Contact phone",
            "Preferred telephone",
            "Preferred phone number",
            "Patient telephone",
            "Patient phone",
            "Main phone",
        ],
    ),
    (
        Column::Email,
        &[
            "Email",
            "E-mail",
            "Email address",
            "E-mail address",
            "Patient email",
            "Patient email address",
            "Home email",
            "Contact email",
            "Mail",
        ],
    ),
    (
        Column::AddressLine,
        &[
            "Address 1",
            "Address 2",
            "Address 3",
            "Address 4",
            "Address 5",
            "Address line 1",
            "Address line 2",
            "Address line 3",
            "Address line 4",
            "Address line 5",
            "Addr 1",
            "Addr 2",
            "Addr 3",
            "Addr 4",
            "Addr 5",
            "Home address line 1",
            "Home address line 2",
            "Home address line 3",
            "Home address line 4",
            "Home address line 5",
            "Patient address line 1",
            "Patient address line 2",
            "Patient address line 3",
            "Patient address line 4",
            "Patient address line 5",
            "House name flat number",
            "House name/flat number",
            "House name",
            "House number",
            "House No",
            "Number and street",
            "Street",
            "Road",
            "Village",
            "Locality",
            "Town",
            "City",
            "Town/City",
            "County",
        ],
    ),
    (
        Column::Address,
        &["Address", "Home address", "Full address", "Patient address", "Usual address", "Postal address", "Main address"],
    ),
    (
        Column::Postcode,
        &["Postcode", "Post code", "Postal code", "Home postcode", "Patient postcode", "Address postcode", "PC", "Zip"],
    ),
    (
        Column::NhsApp,
        &[
            "NHS App",
            "NHS App user",
            "NHS App enabled",
            "NHS App registered",
            "NHS App notifications",
            "App user",
            "Has NHS App",
        ],
    ),
    (
        Column::Preferred,
        &[
            "Preferred contact method",
            "Preferred method of contact",
            "Preferred contact",
            "Contact preference",
            "Contact preferences",
            "Communication preference",
            "Preferred communication",
            "Preferred method of communication",
            "Preferred channel",
            "Contact method",
            "Preferred contact type",
        ],
    ),
    (Column::Times, &["Preferred contact times", "Preferred contact time", "Contact times", "Best time to call"]),
    (
        Column::TextConsent,
        &[
            "SMS consent",
            "Consent to SMS",
            "Text consent",
            "Consent to text",
            "Consents to SMS",
            "SMS consent status",
            "SMS consent given",
            "Text message consent",
            "Text messaging consent",
            "SMS messaging consent",
            "Consent for SMS",
            "Consent to text messages",
            "Consent to text messaging",
            "SMS",
            "SMS allowed",
            "Allow SMS",
            "Mobile consent",
            "Text messages",
        ],
    ),
    (
        Column::TextDeclined,
        &[
            "SMS declined",
            "SMS dissent",
            "Declined SMS",
            "Dissent from SMS",
            "Text declined",
            "Declines SMS",
            "SMS opt out",
            "SMS opted out",
            "Opted out of SMS",
            "Text message declined",
            "Text messaging declined",
            "SMS consent declined",
            "SMS consent refused",
            "SMS refused",
            "No SMS",
            "Do not text",
        ],
    ),
    (
        Column::EmailConsent,
        &[
            "Email consent",
            "Consent to email",
            "Consents to email",
            "Email consent status",
            "Email consent given",
            "Consent for email",
            "Email allowed",
            "Allow email",
        ],
    ),
    (
        Column::EmailDeclined,
        &[
            "Email declined",
            "Email dissent",
            "Declined email",
            "Dissent from email",
            "Email opt out",
            "Email opted out",
            "Email consent declined",
            "Email refused",
            "No email",
            "Do not email",
        ],
    ),
    (
        Column::ResultsDeclined,
        &[
            "Results by SMS declined",
            "Results by text declined",
            "SMS results declined",
            "Declined results by SMS",
            "Declined results by text",
            "No results by SMS",
            "No results by text",
        ],
    ),
    (
        Column::Language,
        &[
            "Language",
            "Main language",
            "Main spoken language",
            "First language",
            "Preferred language",
            "Spoken language",
            "Language spoken",
            "Main spoken language recorded",
        ],
    ),
    (
        Column::Interpreter,
        &[
            "Interpreter needed",
            "Interpreter required",
            "Interpreter",
            "Needs interpreter",
            "Requires interpreter",
            "Interpreter needed?",
            "Translator required",
        ],
    ),
    (
        Column::Format,
        &[
            "Accessible format",
            "Accessible information",
            "Accessible information needs",
            "Accessible information format",
            "Preferred written communication format",
            "Written communication format",
            "Communication needs",
            "Communication format",
            "Preferred format",
            "Letter format",
            "AIS",
        ],
    ),
    (Column::Deceased, &["Deceased", "Dead", "Is deceased", "Died", "Deceased flag", "Deceased indicator", "Patient deceased"]),
    (Column::DeathDate, &["Date of death", "Death date", "Deceased date", "DOD", "Date deceased", "Died on"]),
    (
        Column::Left,
        &[
            "Deregistered",
            "Left",
            "Registration status",
            "Patient status",
            "Patient registration status",
            "Deducted",
            "Left practice",
            "Registered",
            "Is registered",
            "Currently registered",
        ],
    ),
    (
        Column::LeftDate,
        &[
            "Date of deregistration",
            "Deregistration date",
            "Date deregistered",
            "Deregistered date",
            "Date left",
            "Left date",
            "Leaving date",
            "Deducted date",
            "Deduction date",
            "Date of deduction",
            "Registration end date",
            "Date registration ended",
            "Removal date",
        ],
    ),
    (
        Column::LeftReason,
        &["Deregistration reason", "Reason for deregistration", "Deduction reason", "Reason for leaving", "Removal reason"],
    ),
    (
        Column::Confidential,
        &[
            "Confidential",
            "Confidentiality",
            "Confidential patient",
            "Confidential flag",
            "Confidentiality flag",
            "Sensitive",
            "Sensitive flag",
            "S flag",
            "Restricted",
            "Record restricted",
            "Address restricted",
        ],
    ),
    (
        Column::Due,
        &["Due", "Due date", "Date due", "Due on", "Send on", "Send date", "Send from", "Recall date", "Recall due", "Reminder date", "Next due"],
    ),
    (
        Column::Purpose,
        &["Purpose", "Recall type", "Reminder type", "Reason", "Reminder purpose", "Message type", "Recall reason"],
    ),
    (
        Column::AppointmentDate,
        &[
            "Appointment date",
            "Appt date",
            "Appointment",
            "Appointment date and time",
            "Appointment date/time",
            "Appointment datetime",
            "Appointment start",
            "Appt date/time",
            "Date of appointment",
            "Booking date",
        ],
    ),
    (Column::AppointmentTime, &["Appointment time", "Appt time", "Time of appointment", "Start time", "Time", "Booking time"]),
    (
        Column::Place,
        &["Place", "Location", "Appointment place", "Appointment location", "Where", "Site", "Clinic", "Venue", "Branch", "Session location"],
    ),
    (
        Column::With,
        &["With", "Clinician", "Appointment with", "Seen by", "Clinician name", "Session holder", "Healthcare professional", "Staff", "Doctor", "Practitioner"],
    ),
    (Column::Text, &["Text", "Message", "Message text", "Text to send", "Wording", "Body", "SMS text"]),
    (
        Column::ExternalId,
        &["ID", "Reminder ID", "External ID", "Reference", "Appointment ID", "Recall ID", "Booking reference", "Slot ID"],
    ),
    (Column::Status, &["Status", "Appointment status", "Appt status", "Reminder status", "Booking status", "Cancelled"]),
    (Column::Refused, &[REFUSED]),
];

/// What a heading stands for; `None` where it is not known.
pub fn column(heading: &str) -> Option<Column> {
    let folded = fold::name(heading);
    if folded.is_empty() {
        return None;
    }
    ALIASES
        .iter()
        .find(|(_, aliases)| aliases.iter().any(|alias| fold::name(alias) == folded))
        .map(|(column, _)| *column)
}

/// The usual heading of every column, for a message about a file in which none was found.
pub fn understood() -> String {
    let usual = |from: Column, to: Column| {
        let names: Vec<&str> = ALIASES
            .iter()
            .filter(|(column, _)| (from..=to).contains(column))
            .filter_map(|(_, aliases)| aliases.first().copied())
            .collect();
        names.join(", ")
    };
    format!(
        "A list of patients needs \"NHS number\" or \"Practice number\" and may have: {}.\n\
         A list of reminders also has: {}.\n\
         Many other headings are known for each.",
        usual(Column::Title, Column::Confidential),
        usual(Column::Due, Column::Status)
    )
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_heading_stands_for_one_column() {
        let mut seen = HashSet::new();
        for (column_of, aliases) in ALIASES {
            for alias in *aliases {
                let folded = fold::name(alias);
                assert_eq!(column(alias), Some(*column_of), "{alias}");
                assert!(seen.insert(folded) || column(alias) == Some(*column_of), "{alias} stands twice");
            }
        }
        for (at, (column_of, _)) in ALIASES.iter().enumerate() {
            assert!(ALIASES.iter().skip(at + 1).all(|(other, _)| other != column_of), "{column_of:?} twice");
        }
    }

    #[test]
    fn case_blanks_and_punctuation_do_not_matter() {
        for heading in ["NHS No.", "nhs_no", " NHS  NO ", "NhsNo", "\u{a0}nhs-no"] {
            assert_eq!(column(heading), Some(Column::NhsNumber), "{heading}");
        }
        assert_eq!(column("Favourite colour"), None);
        assert_eq!(column(""), None);
        assert!(understood().contains("Date of birth"));
    }
}
