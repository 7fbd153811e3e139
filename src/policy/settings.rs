//! What a site can set about the rules, and the checker built from it.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::domain::channel::Protections;
use crate::domain::practice::Practice;
use crate::domain::severity::Severity;
use crate::domain::shown;
use crate::domain::topic::Topic;

use super::lexicon::{Lexicon, Terms};
use super::text::names::Known;

/// How loud a rule is at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It does not run.
    Off,
    /// At most a note.
    Note,
    /// At most a warning.
    Warn,
    /// As loud as the rule says.
    Stop,
}

/// Words that a site adds to a topic, or silences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteTerm {
    /// The words, as they are written: "Orchid Clinic".
    pub words: String,
    /// The topic; for silenced words `None` means every topic.
    #[serde(default)]
    pub topic: Option<Topic>,
    /// Why.
    pub reason: String,
    /// Who decided: the Caldicott Guardian, as a rule.
    pub decided_by: String,
}

/// What a site sets. The defaults are those of the guidance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The practice.
    pub practice: Practice,
    /// How loud each rule is, by its id; a rule that is always on ignores this.
    pub rules: BTreeMap<String, Level>,
    /// Days after a change during which a contact point is warned about.
    pub contact_changed_days: u16,
    /// Months after which a confirmed contact point counts as stale.
    pub contact_stale_months: u16,
    /// SMS parts above which a text is warned about.
    pub parts_warn: u16,
    /// GSM characters above which a text is stopped (six parts).
    pub length_stop: u16,
    /// Words that reveal a topic here; each needs its topic.
    pub terms: Vec<SiteTerm>,
    /// Words that reveal nothing here.
    pub silenced: Vec<SiteTerm>,
    /// Ages at which a parent's contact details come up for review.
    pub parent_review_ages: [u16; 2],
    /// Age from which a parent's contact details need a fresh basis.
    pub own_contact_age: u16,
    /// Days before its end during which a proxy's authority is warned about.
    pub proxy_ending_days: u16,
    /// Start of the hours in which nobody is texted or called; `None`: there are none.
    pub quiet_from: Option<Time>,
    /// End of those hours.
    pub quiet_until: Option<Time>,
    /// Days in which a near-duplicate is a repetition.
    pub repeat_days: u16,
    /// Messages in that time above which another is one too many.
    pub repeat_most: u16,
    /// Domains, with all below them, that links may lead to without a word.
    pub trusted_domains: Vec<String>,
    /// Email domains, with all below them, that protect what is sent to them.
    pub secure_email_domains: Vec<String>,
    /// What each channel protects: the tables `[channel.*]` of the settings, which stand by themselves.
    #[serde(skip)]
    pub channels: Protections,
}

/// No term of a site is longer, in characters.
const LONGEST_TERM: usize = 200;

/// Why the terms of a site cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTerm {
    /// They are found nowhere.
    #[error("the words '{0}' hold no letter and no digit")]
    Words(String),
    /// They hold something that nobody sees.
    #[error("the words '{0}' hold {1}")]
    Hidden(String, String),
    /// They are no words.
    #[error("a term has words of more than {LONGEST_TERM} characters")]
    Long,
    /// An added term without its topic does nothing.
    #[error("the words '{0}' need their topic")]
    Topic(String),
    /// A deviation is not signed.
    #[error("the words '{0}' need their reason and decided_by")]
    Decided(String),
}

impl Settings {
    /// Refuses terms that do nothing, or that nobody answers for.
    ///
    /// # Errors
    /// The first that is wrong.
    pub fn check(&self) -> Result<(), BadTerm> {
        if let Some(term) = self.terms.iter().find(|term| term.topic.is_none()) {
            return Err(BadTerm::Topic(term.words.chars().take(LONGEST_TERM).collect()));
        }
        self.terms.iter().chain(&self.silenced).try_for_each(SiteTerm::check)
    }
}

impl SiteTerm {
    fn check(&self) -> Result<(), BadTerm> {
        let words = || self.words.clone();
        if self.words.chars().count() > LONGEST_TERM {
            return Err(BadTerm::Long);
        }
        if let Some((_, c)) = shown::first_hidden(&self.words) {
            return Err(BadTerm::Hidden(words(), shown::named(c)));
        }
        if !self.words.chars().any(char::is_alphanumeric) {
            return Err(BadTerm::Words(words()));
        }
        let blank = |text: &str| text.trim().is_empty();
        if blank(&self.reason) || blank(&self.decided_by) {
            return Err(BadTerm::Decided(words()));
        }
        Ok(())
    }
}

impl Default for Settings {
    fn default() -> Self {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            practice: Practice::default(),
            rules: BTreeMap::new(),
            contact_changed_days: 7,
            contact_stale_months: 12,
            parts_warn: 3,
            length_stop: 918,
            terms: Vec::new(),
            silenced: Vec::new(),
            parent_review_ages: [11, 13],
            own_contact_age: 16,
            proxy_ending_days: 30,
            quiet_from: Some(Time::constant(21, 0, 0, 0)),
            quiet_until: Some(Time::constant(7, 0, 0, 0)),
            repeat_days: 7,
            repeat_most: 3,
            trusted_domains: list(&[
                "nhs.uk",
                "nhs.net",
                "nhs.scot",
                "nhs.wales",
                "wales.nhs.uk",
                "gov.uk",
                "gov.wales",
                "gov.scot",
                "hscni.net",
                "nidirect.gov.uk",
                "accurx.com",
                "accurx.nhs.uk",
                "patchs.ai",
                "engage.gp",
                "systmonline.tpp-uk.com",
                "patientaccess.com",
            ]),
            secure_email_domains: list(&["nhs.net", "nhs.uk", "gov.uk", "cjsm.net", "secure.nhs.uk"]),
            channels: Protections::default(),
        }
    }
}

impl Settings {
    /// The severity that a rule's own verdict has at this site; `None`: switched off.
    pub fn severity(&self, rule: &str, own: Severity) -> Option<Severity> {
        match self.rules.get(rule) {
            None | Some(Level::Stop) => Some(own),
            Some(Level::Warn) => Some(own.min(Severity::Warn)),
            Some(Level::Note) => Some(Severity::Note),
            Some(Level::Off) => None,
        }
    }

    fn terms(&self) -> Terms {
        Terms {
            added: self.terms.iter().filter_map(|term| Some((term.topic?, term.words.clone()))).collect(),
            silenced: self.silenced.iter().map(|term| (term.topic, term.words.clone())).collect(),
        }
    }
}

/// Settings and the automata made from them and from the lexicon: built once, read by every check.
#[derive(Debug, Clone)]
pub struct Checker {
    /// The settings.
    pub settings: Settings,
    /// Compiled by whoever asks first; all clones share it.
    lexicon: Arc<OnceLock<Lexicon>>,
    known: Known,
}

impl Default for Checker {
    fn default() -> Self {
        Self::new(Settings::default())
    }
}

impl Checker {
    /// A checker whose lexicon is compiled when it is first asked for.
    pub fn new(settings: Settings) -> Self {
        let known = own_words(&settings.practice);
        Self { settings, lexicon: Arc::default(), known }
    }

    /// The same checker for another practice, without compiling again.
    #[must_use]
    pub fn with_practice(&self, practice: Practice) -> Self {
        let known = own_words(&practice);
        let settings = Settings { practice, ..self.settings.clone() };
        Self { settings, lexicon: Arc::clone(&self.lexicon), known }
    }

    /// The lexicon with the site's own words. The first call compiles it, which takes some milliseconds: a program that
    /// is about to need it asks once beforehand, on a thread of its own.
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon.get_or_init(|| Lexicon::new(&self.settings.terms()))
    }

    /// The practice's own words, which set nothing off.
    pub fn known(&self) -> &Known {
        &self.known
    }
}

fn own_words(practice: &Practice) -> Known {
    let mut known = Known::default();
    known.add_own(&practice.name);
    known.add_own(&practice.address);
    // the first line alone is how people write it
    if let Some((line, _)) = practice.address.split_once(',') {
        known.add_own(line);
    }
    known
}
