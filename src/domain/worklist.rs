//! Worklists: what is on file about people that somebody has to look at.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::dossier::{Facet, PatientRow};
use super::ids::{AgreementId, CommunicationId, ContactPointId, ObjectionId, ProxyId};

/// One of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Worklist {
    /// Overrides that wait for the Caldicott Guardian.
    Guardian,
    /// Sources disagree.
    Conflicts,
    /// The last full list did not hold them.
    Left,
    /// 11, 13 or 16 within [`Worklist::AHEAD`] days, with a parent in their contact details.
    ComingOfAge,
    /// What a file says of a proxy's basis or of what was agreed, at which nobody here has looked; not where it makes no
    /// difference, as [`Presumption`](super::parent::Presumption) says. First of whoever is written to soon, then what came last.
    Claims,
    /// Proxies that end within [`Worklist::AHEAD`] days or whose review is due.
    Proxies,
    /// Objections whose review is due.
    Objections,
    /// Contact points that failed, or at which somebody said "not me".
    ContactFailed,
    /// One number or email for people who are nothing to each other on file.
    ContactShared,
    /// Contact points that nobody confirmed for a year.
    ContactStale,
    /// Contact points that nobody ever confirmed.
    ContactUnconfirmed,
    /// Access needs that no contact point on file can meet.
    Needs,
}

impl Worklist {
    /// All lists, the most pressing first.
    pub const ALL: [Self; 12] = [
        Self::Guardian,
        Self::Conflicts,
        Self::Left,
        Self::ComingOfAge,
        Self::Claims,
        Self::Proxies,
        Self::Objections,
        Self::ContactFailed,
        Self::ContactShared,
        Self::ContactStale,
        Self::Needs,
        Self::ContactUnconfirmed,
    ];

    /// How many days ahead the lists look.
    pub const AHEAD: i32 = 30;

    /// How many days a confirmation is good for (the practice confirms numbers once a year).
    pub const CONFIRMED: i32 = 365;

    /// The word in files.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Guardian => "guardian",
            Self::Conflicts => "conflicts",
            Self::Left => "left",
            Self::ComingOfAge => "coming-of-age",
            Self::Claims => "claims",
            Self::Proxies => "proxies",
            Self::Objections => "objections",
            Self::ContactFailed => "contact-failed",
            Self::ContactShared => "contact-shared",
            Self::ContactStale => "contact-stale",
            Self::ContactUnconfirmed => "contact-unconfirmed",
            Self::Needs => "needs",
        }
    }

    /// The title on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Guardian => "Overrides awaiting the guardian",
            Self::Conflicts => "Conflicting records",
            Self::Left => "Left? Not on the last full list",
            Self::ComingOfAge => "Turning 11, 13 or 16 with a parent's details",
            Self::Claims => "Said by a file, not looked at here",
            Self::Proxies => "Proxies ending or due for review",
            Self::Objections => "Objections due for review",
            Self::ContactFailed => "Contact points that failed",
            Self::ContactShared => "Contact points shared by unrelated people",
            Self::ContactStale => "Contact points not confirmed for a year",
            Self::ContactUnconfirmed => "Contact points never confirmed",
            Self::Needs => "Access needs that nothing on file meets",
        }
    }

    /// The list with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.slug() == slug)
    }
}

/// Where a line stands in its list: the next page begins behind it. What the parts mean is the store's affair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorklistKey(pub i64, pub String, pub i64);

/// What a line of a list is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The patient as a whole.
    Patient,
    /// A message with overrides.
    Message(CommunicationId),
    /// A conflict: of which kind of facts, what is on file, what the other source says.
    Conflict(Facet, String, String),
    /// A proxy.
    Proxy(ProxyId),
    /// An objection.
    Objection(ObjectionId),
    /// What was agreed.
    Agreement(AgreementId),
    /// A contact point of the patient's own.
    Contact(ContactPointId),
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorklistRow {
    /// Where it stands.
    pub key: WorklistKey,
    /// Who it is about.
    pub patient: PatientRow,
    /// What is to be looked at, in words.
    pub words: String,
    /// The day it is about: an end, a review, a birthday, since when it waits.
    pub on: Option<Date>,
    /// The fact or message that it is about.
    pub about: Subject,
}

/// How long a list is, counted up to [`WorklistCount::MOST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorklistCount {
    /// Which list.
    pub list: Worklist,
    /// How many lines it has.
    pub count: usize,
}

impl WorklistCount {
    /// Lists are counted no further: "100+" says enough.
    pub const MOST: usize = 100;

    /// The count as the screen shows it.
    pub fn show(&self) -> String {
        if self.count >= Self::MOST { format!("{}+", Self::MOST) } else { self.count.to_string() }
    }
}
