//! A line of input as it stands in the file.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::domain::practice;
use crate::domain::template::Format;

/// A message with what is known around it. Unknown fields are ignored.
#[derive(Debug, Deserialize)]
pub struct Line<'a> {
    /// Whatever names it in the answer.
    #[serde(default)]
    pub id: Value,
    /// The text.
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    /// The subject line.
    #[serde(default, borrow)]
    pub subject: Option<Cow<'a, str>>,
    /// By what it goes; a text where it is not said.
    #[serde(default, borrow)]
    pub channel: Option<Cow<'a, str>>,
    /// Who reads it; the patient where it is not said.
    #[serde(default, borrow)]
    pub recipient: Option<Recipient<'a>>,
    /// The patient chosen.
    #[serde(default, borrow)]
    pub patient: Option<Patient<'a>>,
    /// The day of the check.
    #[serde(default, borrow)]
    pub today: Option<Cow<'a, str>>,
    /// Why it is written.
    #[serde(default, borrow)]
    pub purpose: Option<Cow<'a, str>>,
    /// The practice.
    #[serde(default, borrow)]
    pub practice: Option<Practice<'a>>,
    /// How to reach the patient.
    #[serde(default, borrow)]
    pub contacts: Option<&'a RawValue>,
    /// Who may act for them.
    #[serde(default, borrow)]
    pub proxies: Option<&'a RawValue>,
    /// Their wishes.
    #[serde(default, borrow)]
    pub preferences: Option<&'a RawValue>,
    /// Their refusals.
    #[serde(default, borrow)]
    pub objections: Option<&'a RawValue>,
    /// Their access needs.
    #[serde(default, borrow)]
    pub needs: Option<&'a RawValue>,
    /// What was asked and agreed.
    #[serde(default, borrow)]
    pub agreements: Option<&'a RawValue>,
    /// Who could be taken for them.
    #[serde(default, borrow)]
    pub lookalikes: Option<&'a RawValue>,
    /// The latest messages, newest first.
    #[serde(default, borrow)]
    pub recent: Option<&'a RawValue>,
    /// What sources disagree about objections.
    #[serde(default, borrow)]
    pub conflicts: Option<&'a RawValue>,
    /// How the message will stand on the record: exact, none, or `{"summary"}`, `{"recorded-by"}`.
    #[serde(default, borrow)]
    pub record: Option<&'a RawValue>,
    /// The number of the contact point that it goes to, from 1, those of proxies behind the patient's own.
    #[serde(default)]
    pub contact: Option<usize>,
    /// Day and time on the desk's clock; noon of `today` where it is not said.
    #[serde(default, borrow)]
    pub now: Option<Cow<'a, str>>,
    /// It is the filled text of a template approved for this channel, unchanged.
    #[serde(default)]
    pub approved_template: bool,
    /// In what layout it is written: standard, large-print, easy-read.
    #[serde(default)]
    pub format: Format,
    /// What should be found: labelled messages only.
    #[serde(default, borrow)]
    pub topics: Vec<Cow<'a, str>>,
    /// Which text rules should fire: labelled messages only.
    #[serde(default, borrow)]
    pub rules: Vec<Cow<'a, str>>,
    /// benign, hard-negative, sensitive, rule: labelled messages only.
    #[serde(default, borrow)]
    pub kind: Option<Cow<'a, str>>,
}

impl Line<'_> {
    /// Whether it says anything of the patient's record.
    pub const fn says_of_the_record(&self) -> bool {
        self.patient.is_some()
            || self.contacts.is_some()
            || self.proxies.is_some()
            || self.preferences.is_some()
            || self.objections.is_some()
            || self.needs.is_some()
            || self.agreements.is_some()
            || self.lookalikes.is_some()
            || self.recent.is_some()
            || self.conflicts.is_some()
    }
}

/// Who reads it.
#[derive(Debug, Deserialize)]
pub struct Recipient<'a> {
    /// patient or proxy.
    #[serde(default, borrow)]
    pub kind: Option<Cow<'a, str>>,
    /// What a proxy is to the patient.
    #[serde(default, borrow)]
    pub relationship: Option<Cow<'a, str>>,
    /// The number of a proxy in `proxies`, from 1.
    #[serde(default)]
    pub proxy: Option<usize>,
    /// On what ground; unknown where it is not said.
    #[serde(default, borrow)]
    pub basis: Option<Cow<'a, str>>,
}

/// The patient chosen.
#[derive(Debug, Deserialize)]
pub struct Patient<'a> {
    /// Given names, in one text.
    #[serde(default, borrow)]
    pub given: Option<Cow<'a, str>>,
    /// The family name.
    #[serde(default, borrow)]
    pub family: Option<Cow<'a, str>>,
    /// The date of birth.
    #[serde(default, borrow)]
    pub birth_date: Option<Cow<'a, str>>,
    /// The NHS number.
    #[serde(default, borrow)]
    pub nhs_number: Option<Cow<'a, str>>,
    /// The death, where one is known.
    #[serde(default, borrow)]
    pub death: Option<&'a RawValue>,
    /// That they left.
    #[serde(default, borrow)]
    pub left: Option<&'a RawValue>,
    /// That their record is restricted.
    #[serde(default, borrow)]
    pub restriction: Option<&'a RawValue>,
}

/// The practice.
#[derive(Debug, Deserialize)]
pub struct Practice<'a> {
    /// Its name.
    #[serde(default, borrow)]
    pub name: Option<Cow<'a, str>>,
    /// Its telephone numbers, the main one first.
    #[serde(default)]
    pub phones: Vec<String>,
    /// Its web and email domains.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Its address on one line.
    #[serde(default, borrow)]
    pub address: Option<Cow<'a, str>>,
}

impl Practice<'_> {
    /// As the settings have it.
    pub fn to_domain(&self) -> practice::Practice {
        practice::Practice {
            name: self.name.as_deref().unwrap_or("").to_owned(),
            phones: self.phones.clone(),
            domains: self.domains.clone(),
            address: self.address.as_deref().unwrap_or("").to_owned(),
        }
    }
}
