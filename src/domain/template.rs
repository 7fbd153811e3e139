//! Templates: approved texts with placeholders that the record fills.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::need::NeedKind;
use super::purpose::Purpose;

/// The layout of a template's text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Ordinary print.
    #[default]
    Standard,
    /// For large print.
    LargePrint,
    /// Easy-read wording.
    EasyRead,
}

/// An approved text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its identifier: "appointment-reminder-text".
    pub id: String,
    /// What staff pick it by.
    pub title: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The channels on which it is approved.
    pub channels: Vec<Channel>,
    /// Its language (BCP 47).
    pub language: String,
    /// Its layout.
    #[serde(default)]
    pub format: Format,
    /// The subject line, with placeholders; empty where there is none.
    #[serde(default)]
    pub subject: String,
    /// The text, with placeholders.
    pub body: String,
    /// Grows by one with each approved change.
    pub version: u32,
    /// Who approved this version.
    pub approved_by: String,
    /// When it was last looked at.
    pub last_reviewed: Date,
}

impl Format {
    /// Whether a text in this layout serves somebody with this need.
    pub fn serves(self, need: &NeedKind) -> bool {
        matches!(
            (self, need),
            (Self::LargePrint, NeedKind::LargePrint) | (Self::EasyRead, NeedKind::EasyRead)
        )
    }
}

/// That a message was made from a template.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TemplateUse {
    /// The template.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// Whether the filled text was sent as approved.
    pub unchanged: bool,
}

impl TemplateUse {
    /// The layout in which the message was begun.
    pub fn format(&self, templates: &[Template]) -> Format {
        templates.iter().find(|template| template.id == self.id).map_or(Format::Standard, |one| one.format)
    }
}
