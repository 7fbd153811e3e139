//! What a rule found, and what would cure it.

use crate::domain::channel::Channel;
use crate::domain::communication::Recipient;
use crate::domain::ids::ContactPointId;
use crate::domain::severity::Severity;
use crate::domain::span::{Field, Span};
use crate::domain::topic::Topic;

/// What one key does about a finding; one more key undoes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cure {
    /// What it does, in the imperative, short: "Use neutral words".
    pub title: String,
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
    /// What is the matter and why, in one sentence.
    pub message: String,
    /// Who would learn it: "Ewa Sikora (mother)", "a lock screen"; empty where nobody would.
    pub reveals_to: Vec<String>,
    /// What would cure it, the best first; never empty.
    pub cures: Vec<Cure>,
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
