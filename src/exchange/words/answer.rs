//! Yes and no, consent and refusal, as lists write them.

use super::{known, plain};

/// Yes or no; `None` where the words are neither.
pub fn yes_no(text: &str) -> Option<bool> {
    match text {
        "Y" | "y" | "Yes" | "yes" | "YES" | "1" => return Some(true),
        "N" | "n" | "No" | "no" | "NO" | "0" => return Some(false),
        _ => {}
    }
    match plain(text).as_str() {
        "y" | "yes" | "true" | "t" | "1" | "x" | "\u{2713}" | "\u{2714}" | "on" | "ticked" => Some(true),
        "n" | "no" | "false" | "f" | "0" | "off" | "unticked" => Some(false),
        _ => None,
    }
}

/// What a person said about being reached by a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// They agree, or take back a refusal.
    Given,
    /// They refuse.
    Refused,
    /// They were not asked, or it is not known: nothing follows.
    Unasked,
}

/// Reads a consent column; `yes_means` says whether a bare "yes" stands for consent (`SMS consent`) or refusal
/// (`SMS declined`). `None` where the words are neither.
pub fn consent(text: &str, yes_means: Consent) -> Option<Consent> {
    const USUAL: &[(&str, Consent)] = &[
        ("Consent given", Consent::Given),
        ("Consent", Consent::Given),
        ("Dissent", Consent::Refused),
        ("Declined", Consent::Refused),
        ("Consent declined", Consent::Refused),
        ("Not asked", Consent::Unasked),
        ("Unknown", Consent::Unasked),
    ];
    if let Some(said) = known(text, USUAL) {
        return Some(said);
    }
    if let Some(yes) = yes_no(text) {
        return Some(match (yes, yes_means) {
            (true, meaning) => meaning,
            (false, Consent::Given) => Consent::Refused,
            (false, _) => Consent::Given,
        });
    }
    let words = plain(text);
    let holds = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if holds(&["not asked", "unknown", "not known", "not recorded", "no record", "not stated", "pending"])
        || words.is_empty()
        || words == "none"
        || words == "n a"
    {
        Some(Consent::Unasked)
    } else if holds(&[
        "dissent",
        "declin",
        "refus",
        "opted out",
        "opt out",
        "optout",
        "withdr",
        "withheld",
        "object",
        "denied",
        "not consent",
        "no consent",
        "does not",
        "do not",
        "revoked",
    ]) {
        Some(Consent::Refused)
    } else if holds(&[
        "consent", "agree", "opted in", "opt in", "optin", "accept", "given", "allow", "granted",
    ]) {
        Some(Consent::Given)
    } else if text.chars().filter(char::is_ascii_digit).count() >= 6 {
        // the date on which it was taken down
        Some(yes_means)
    } else {
        None
    }
}

/// Whether a registration is over, by the words of a status column; `None` where they say neither.
pub fn has_left(text: &str) -> Option<bool> {
    let words = plain(text);
    let holds = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if holds(&[
        "deregist",
        "deduct",
        "inactive",
        "left",
        "removed",
        "transferred out",
        "moved away",
        "ended",
        "former",
    ]) || holds(&["unregistered", "not registered", "deceased", "died", "death"])
    {
        Some(true)
    } else if holds(&[
        "regist",
        "active",
        "current",
        "regular",
        "gms",
        "applied",
        "tempor",
        "permanent",
        "private",
    ]) {
        Some(false)
    } else {
        None
    }
}

/// Administrative gender in FHIR's words, from words, letters and the codes of the NHS data dictionary (PERSON STATED
/// GENDER CODE: 1 male, 2 female, 9 indeterminate, X not known); `None` where the words are none of them.
pub fn gender(text: &str) -> Option<&'static str> {
    match text {
        "F" => return Some("female"),
        "M" => return Some("male"),
        _ => {}
    }
    match plain(text).as_str() {
        "m" | "male" | "man" | "boy" | "1" | "trans man" | "trans male" => Some("male"),
        "f" | "female" | "woman" | "girl" | "2" | "trans woman" | "trans female" => Some("female"),
        "o" | "i" | "9" | "other" | "indeterminate" | "intersex" | "non binary" | "nonbinary" | "agender"
        | "not specified" | "specified" => Some("other"),
        "u" | "x" | "0" | "unknown" | "not known" | "not stated" | "not recorded" | "prefer not to say" => {
            Some("unknown")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_is_read_with_its_heading() {
        use Consent::{Given, Refused, Unasked};
        for (text, means, want) in [
            ("Y", Given, Given),
            ("N", Given, Refused),
            ("Y", Refused, Refused),
            ("N", Refused, Given),
            ("Dissent", Given, Refused),
            ("Consent given", Refused, Given),
            ("Declined consent for communication by SMS text messaging", Given, Refused),
            ("Consent given for communication by SMS text messaging", Given, Given),
            ("Opted out", Given, Refused),
            ("Not asked", Given, Unasked),
            ("12/05/2021", Refused, Refused),
        ] {
            assert_eq!(consent(text, means), Some(want), "{text}");
        }
        assert_eq!(consent("purple", Given), None);
    }

    #[test]
    fn registration_and_gender_are_read() {
        assert_eq!(has_left("Deregistered"), Some(true));
        assert_eq!(has_left("Currently registered"), Some(false));
        assert_eq!(has_left("Inactive"), Some(true));
        assert_eq!(has_left("Active"), Some(false));
        assert_eq!(has_left("?"), None);
        assert_eq!(gender("Non-binary"), Some("other"));
        assert_eq!(gender("FEMALE"), Some("female"));
        assert_eq!(gender("7"), None);
    }
}
