//! Names and addresses of people (FHIR HumanName, Address).

use serde::{Deserialize, Serialize};

use super::date::Period;

/// What a name or address is used for (FHIR NameUse, AddressUse, ContactPointUse, in one list).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// The one in ordinary use.
    #[default]
    Usual,
    /// The official one.
    Official,
    /// At home.
    Home,
    /// At work.
    Work,
    /// A mobile.
    Mobile,
    /// For a limited time.
    Temp,
    /// A nickname.
    Nickname,
    /// A name before marriage.
    Maiden,
    /// For letters and bills only.
    Billing,
    /// No longer in use.
    Old,
}

impl Use {
    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Official => "official",
            Self::Home => "home",
            Self::Work => "work",
            Self::Mobile => "mobile",
            Self::Temp => "temporary",
            Self::Nickname => "nickname",
            Self::Maiden => "maiden name",
            Self::Billing => "billing",
            Self::Old => "old",
        }
    }
}

/// A name of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HumanName {
    /// What the name is used for.
    #[serde(rename = "use")]
    pub use_: Use,
    /// Titles: Mrs, Dr.
    pub prefix: Vec<String>,
    /// Given names, the first first.
    pub given: Vec<String>,
    /// The family name.
    pub family: Option<String>,
    /// Letters behind the name: MBE.
    pub suffix: Vec<String>,
    /// When the name was in use; a name whose period has ended stays searchable.
    pub period: Period,
}

impl HumanName {
    /// The first given name.
    pub fn first_given(&self) -> Option<&str> {
        self.given.first().map(String::as_str)
    }

    /// As the NHS shows patients to staff: SMYTH, Jayne Elizabeth (Mrs).
    pub fn show(&self) -> String {
        let mut text = self.family.as_deref().map(str::to_uppercase).unwrap_or_default();
        if !self.given.is_empty() {
            if !text.is_empty() {
                text.push_str(", ");
            }
            text.push_str(&self.given.join(" "));
        }
        if !self.prefix.is_empty() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push('(');
            text.push_str(&self.prefix.join(" "));
            text.push(')');
        }
        text
    }

    /// As a letter addresses the person: Mrs Smyth; the whole name where there is no title.
    pub fn formal(&self) -> String {
        let family = self.family.clone().unwrap_or_default();
        if self.prefix.is_empty() || family.is_empty() {
            let mut parts: Vec<&str> = self.given.iter().map(String::as_str).collect();
            parts.extend(self.family.as_deref());
            return parts.join(" ");
        }
        format!("{} {family}", self.prefix.join(" "))
    }
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The lines, none empty.
    pub lines: Vec<String>,
    /// The postcode as received.
    pub postcode: Option<String>,
}

impl Address {
    /// On one line: 1 Trevelyan Square, Leeds, LS1 6AE.
    pub fn on_one_line(&self) -> String {
        let mut parts: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        parts.extend(self.postcode.as_deref());
        parts.join(", ")
    }

    /// Whether a letter can arrive: at least one line or a postcode, and not the codes for no fixed abode (ZZ99 3VZ) or
    /// an unknown address (ZZ99 3WZ) of the NHS Postcode Directory.
    pub fn is_deliverable(&self) -> bool {
        let code: String = self
            .postcode
            .iter()
            .flat_map(|p| p.chars())
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
            .to_uppercase();
        let none = self.lines.iter().any(|line| {
            let line = line.to_lowercase();
            line.contains("no fixed abode") || line == "nfa"
        });
        !none
            && !matches!(code.as_str(), "ZZ993VZ" | "ZZ993WZ")
            && (!self.lines.is_empty() || !code.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_show_as_the_nhs_does() {
        let mut name = HumanName {
            given: vec!["Jayne".into(), "Ann".into()],
            family: Some("Smyth".into()),
            prefix: vec!["Mrs".into()],
            ..HumanName::default()
        };
        assert_eq!(name.show(), "SMYTH, Jayne Ann (Mrs)");
        assert_eq!(name.formal(), "Mrs Smyth");
        name.prefix.clear();
        assert_eq!(name.formal(), "Jayne Ann Smyth");
        name.family = None;
        assert_eq!(name.show(), "Jayne Ann");
        assert_eq!(HumanName::default().show(), "");
    }

    #[test]
    fn letters_need_a_place() {
        let with = |line: &str, code: &str| Address {
            lines: if line.is_empty() { vec![] } else { vec![line.into()] },
            postcode: Some(code.to_owned()),
        };
        assert!(with("1 Boar Lane", "LS1 6AE").is_deliverable());
        assert!(!with("1 Boar Lane", "zz99 3vz").is_deliverable());
        assert!(!with("No Fixed Abode", "").is_deliverable());
        assert!(!Address::default().is_deliverable());
    }
}
