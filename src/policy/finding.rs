//! What a rule found, and what would cure it.

use std::borrow::Cow;

use crate::domain::channel::Channel;
use crate::domain::communication::Recipient;
use crate::domain::ids::ContactPointId;
use crate::domain::severity::Severity;
use crate::domain::span::{Field, Span};
use crate::domain::topic::Topic;

use super::case::Case;
use super::neutral::{self, Against};
use super::rule::Meta;

/// What one key does about a finding; one more key undoes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cure {
    /// What it does, in the imperative, short: "Use neutral words".
    pub title: Cow<'static, str>,
    /// What it changes.
    pub change: Change,
}

/// A change to a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Put these words in place of a stretch; empty words remove it.
    Replace {
        /// The stretch.
        span: Span,
        /// The new words.
        with: String,
    },
    /// Put this text in place of a whole field.
    Rewrite {
        /// The field.
        field: Field,
        /// The new text.
        text: String,
    },
    /// Put neutral words in place of what gives something away. They are written when somebody wants them, by
    /// [`Change::text`]: most findings are only looked at.
    Neutral {
        /// The field.
        field: Field,
        /// What is taken out.
        against: Against,
    },
    /// Use another channel.
    Channel(Channel),
    /// Send it to this contact point.
    Contact(ContactPointId),
    /// Send it to this reader.
    Recipient(Recipient),
    /// Place the cursor there: only a person can fill it.
    GoTo(Span),
    /// Choose how it stands on the record.
    ChooseRecord,
    /// Do not send it; put on the record why.
    GiveUp,
    /// Open the patient's screen, where the facts can be put right.
    OpenPatient,
}

impl Change {
    /// The field that it changes, and the whole text of that field after it; `None` where it changes no words.
    pub fn text<'c>(&'c self, case: &Case<'_>) -> Option<(Field, Cow<'c, str>)> {
        match self {
            Self::Rewrite { field, text } => Some((*field, Cow::Borrowed(text))),
            Self::Neutral { field, against } => {
                Some((*field, Cow::Owned(neutral::text(case, *field, *against)?)))
            }
            Self::Replace { span, with } => {
                let text = case.content.field(span.field);
                let (before, behind) = (text.get(..span.start)?, text.get(span.end..)?);
                Some((span.field, Cow::Owned([before, with, behind].concat())))
            }
            _ => None,
        }
    }

    /// Whether it changes words.
    pub const fn is_words(&self) -> bool {
        matches!(self, Self::Replace { .. } | Self::Rewrite { .. } | Self::Neutral { .. })
    }
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// The topic, for rules that have one.
    pub topic: Option<Topic>,
    /// How loud.
    pub severity: Severity,
    /// Whether a stop can be overridden on the record.
    pub can_override: bool,
    /// Where in the text; `None` where it is not about words.
    pub span: Option<Span>,
    /// Further places of the same matter, to be underlined too.
    pub others: Vec<Span>,
    /// What is the matter and why, in one sentence.
    pub message: String,
    /// Who would learn it: "Ewa Sikora (mother)", "a lock screen"; empty where nobody would.
    pub reveals_to: Vec<String>,
    /// What would cure it, the best first; never empty.
    pub cures: Vec<Cure>,
}

impl Finding {
    /// A finding of a rule, without a place, a topic or a cure yet.
    pub fn new(meta: &'static Meta, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            rule: meta.id,
            topic: None,
            severity,
            can_override: meta.can_override,
            span: None,
            others: Vec::new(),
            message: message.into(),
            reveals_to: Vec::new(),
            cures: Vec::new(),
        }
    }

    /// The finding at its places, the first first.
    #[must_use]
    pub fn at(mut self, spans: impl IntoIterator<Item = Span>) -> Self {
        let mut spans = spans.into_iter();
        self.span = spans.next();
        self.others = spans.collect();
        self
    }

    /// All its places in a field, the first first.
    pub fn places(&self, field: Field) -> impl Iterator<Item = Span> {
        self.span.iter().chain(&self.others).copied().filter(move |span| span.field == field)
    }

    /// The finding about a topic.
    #[must_use]
    pub fn about(mut self, topic: Topic) -> Self {
        self.topic = Some(topic);
        self
    }

    /// The finding with who would learn it.
    #[must_use]
    pub fn seen_by(mut self, readers: Vec<String>) -> Self {
        self.reveals_to = readers;
        self
    }

    /// The finding with one more cure.
    #[must_use]
    pub fn cure(mut self, title: impl Into<Cow<'static, str>>, change: Change) -> Self {
        self.cures.push(Cure { title: title.into(), change });
        self
    }

    /// The finding with more cures.
    #[must_use]
    pub fn cures(mut self, cures: impl IntoIterator<Item = Cure>) -> Self {
        self.cures.extend(cures);
        self
    }
}

/// Collects what rules find.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Adds a finding, where there is one.
    pub fn extend(&mut self, finding: Option<Finding>) {
        self.findings.extend(finding);
    }

    /// Puts every finding through a site's settings; one that is switched off is gone.
    pub fn apply(&mut self, severity: impl Fn(&Finding) -> Option<Severity>) {
        self.findings.retain_mut(|finding| match severity(finding) {
            Some(own) => {
                finding.severity = own;
                true
            }
            None => false,
        });
    }

    /// The findings in the order in which they are shown: the loudest first, then by place.
    pub fn into_findings(mut self) -> Vec<Finding> {
        self.findings
            .sort_by_key(|f| (std::cmp::Reverse(f.severity), f.span.map(|s| (s.field, s.start)), f.rule));
        self.findings
    }
}

/// The judgement of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What was found, the loudest first.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// The loudest severity; `None`: clear.
    pub fn severity(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}
