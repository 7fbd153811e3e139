//! A message being written, with the facts it is judged by: shared by Compose, Review and the hand-over.

use crate::domain::channel::Channel;
use crate::domain::communication::{Message, Recipient, RecordMode};
use crate::domain::dossier::Dossier;
use crate::domain::draft::{Draft, Emergency};
use crate::domain::drift;
use crate::domain::ids::{CommunicationId, ContactPointId};
use crate::domain::reminder::Reminder;
use crate::domain::settlement::{Override, OverrideReason, SettledFinding, Settlement};
use crate::domain::severity::Severity;
use crate::domain::shown;
use crate::domain::span::{Field, Span};
use crate::domain::template::{Format, Template, TemplateUse};
use crate::policy::guardian;
use crate::policy::{Advice, Case, Change, Content, Finding, Fit, Reader, Verdict, advise, judge};

use super::context::Context;
use super::msg::Trouble;
use super::who::Who;

/// So many characters of a run of changed words are shown.
const DRIFT_WORDS: usize = 60;

/// What is known about the patient just now.
#[derive(Debug, Clone, PartialEq)]
pub enum Facts {
    /// Not arrived yet: the verdict is pending.
    Loading,
    /// Here.
    Known(Box<Dossier>),
    /// They could not be read.
    Failed(Trouble),
}

/// How a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A note asks for nothing.
    Shown,
    /// A warning that nobody has said they saw.
    Unseen,
    /// A warning that was seen.
    Seen,
    /// A stop that holds.
    Holds,
    /// A stop overridden on the record.
    Overridden,
}

/// A message being written.
#[derive(Debug, Clone)]
pub struct Writing {
    /// Who it is about.
    pub who: Who,
    /// The message.
    pub draft: Draft,
    /// The facts.
    pub facts: Facts,
    /// The reminder it answers.
    pub reminder: Option<Reminder>,
    /// What the rules say of it; meaningless while the facts are loading.
    pub verdict: Verdict,
    /// What the adviser says of the channels.
    pub advice: Vec<Advice>,
    /// Subject and text as the template filled them: unchanged, they are what was approved.
    pub filled: Option<(String, String)>,
    /// The appointment of the reminder was over when it was judged.
    pub over: bool,
}

/// The words under a finding.
pub fn quote<'a>(finding: &Finding, draft: &'a Draft) -> Option<&'a str> {
    let span = finding.span?;
    let text = match span.field {
        Field::Subject => &draft.subject,
        Field::Text => &draft.body,
    };
    text.get(span.range())
}

/// The override that an emergency stands for.
fn overridden(emergency: &Emergency) -> Override {
    Override {
        reason: OverrideReason::Emergency,
        words: emergency.words.clone(),
        authorised_by: emergency.declared_by.clone(),
        patient_told: false,
    }
}

fn is_same(settled: &SettledFinding, finding: &Finding, draft: &Draft) -> bool {
    settled.rule == finding.rule
        && settled.topic == finding.topic
        && settled.severity >= finding.severity
        && settled.quote.as_deref() == quote(finding, draft)
}

impl Writing {
    /// The dossier, once it is here.
    pub fn dossier(&self) -> Option<&Dossier> {
        match &self.facts {
            Facts::Known(dossier) => Some(dossier),
            _ => None,
        }
    }

    /// Whether the facts are still to come.
    pub const fn is_pending(&self) -> bool {
        !matches!(self.facts, Facts::Known(_))
    }

    fn reader(&self) -> Option<Reader<'_>> {
        match &self.draft.recipient {
            Recipient::Patient => Some(Reader::Patient),
            Recipient::Proxy(id) => self.dossier()?.proxy(*id).map(Reader::Proxy),
        }
    }

    /// Whether it is the filled text of a template approved for this channel.
    fn is_approved(&self, templates: &[Template]) -> bool {
        let Some(used) = &self.draft.template else { return false };
        let approved = templates.iter().any(|template| {
            template.id == used.id
                && template.version == used.version
                && template.channels.contains(&self.draft.channel)
        });
        approved && used.unchanged
    }

    /// Runs all rules. Findings that are gone take their settlement with them, so that a new one asks again.
    pub fn judge(&mut self, cx: &Context<'_>) {
        if let (Some(used), Some((subject, body))) = (&mut self.draft.template, &self.filled) {
            used.unchanged = *subject == self.draft.subject && *body == self.draft.body;
        }
        let (verdict, advice) = self.judged(cx);
        self.verdict = verdict;
        self.advice = advice;
        self.over = self.reminder.as_ref().is_some_and(|reminder| reminder.is_over(cx.now.local()));
        self.lift();
        let (draft, verdict) = (&self.draft, &self.verdict);
        let kept: Vec<SettledFinding> = draft
            .settled
            .iter()
            .filter(|settled| {
                // a cure that was undone is none: its finding is back
                let is_back = verdict.findings.iter().any(|finding| is_same(settled, finding, draft));
                matches!(settled.settlement, Settlement::Cured { .. }) != is_back
            })
            .cloned()
            .collect();
        self.draft.settled = kept;
    }

    /// Overrides what a declared emergency lifts, under the reason that was given for it.
    fn lift(&mut self) {
        let Some(given) = self.draft.emergency.as_ref().map(overridden) else { return };
        let lifted: Vec<Finding> = self
            .verdict
            .findings
            .iter()
            .filter(|finding| guardian::is_lifted(finding.rule) && finding.severity > Severity::Note)
            .cloned()
            .collect();
        for finding in &lifted {
            self.settle(finding, Settlement::Overridden(given.clone()));
        }
    }

    /// Declares an emergency, or takes it back: what it lifted asks again.
    pub fn declare(&mut self, emergency: Option<Emergency>) {
        self.draft.settled.retain(|settled| match &settled.settlement {
            Settlement::Overridden(given) => given.reason != OverrideReason::Emergency,
            _ => true,
        });
        self.draft.emergency = emergency;
    }

    fn judged(&self, cx: &Context<'_>) -> (Verdict, Vec<Advice>) {
        let Some(case) = self.case(cx) else { return Default::default() };
        let verdict = if self.draft.body.trim().is_empty() { Verdict::default() } else { judge(&case) };
        (verdict, advise(&case))
    }

    /// The field that a cure changes and its whole text after it; `None` where it changes no words.
    pub fn text_after(&self, change: &Change, cx: &Context<'_>) -> Option<(Field, String)> {
        let (field, text) = change.text(&self.case(cx)?)?;
        Some((field, text.into_owned()))
    }

    /// What the rules read; `None` until the facts are known.
    fn case<'c>(&'c self, cx: &Context<'c>) -> Option<Case<'c>> {
        let (dossier, reader) = (self.dossier()?, self.reader()?);
        Some(Case {
            content: Content {
                subject: self.draft.channel.has_subject().then_some(self.draft.subject.as_str()),
                text: &self.draft.body,
                channel: self.draft.channel,
                contact: self.draft.contact,
                record: Some(self.draft.record.as_ref()),
                approved_template: self.is_approved(cx.templates),
                format: self
                    .draft
                    .template
                    .as_ref()
                    .map_or(Format::Standard, |used| used.format(cx.templates)),
            },
            reader,
            dossier: Some(dossier),
            purpose: Some(self.draft.purpose),
            now: Some(cx.now),
            checker: cx.checker,
        })
    }

    /// How a finding stands.
    pub fn standing(&self, finding: &Finding) -> Standing {
        let settled = self.draft.settled.iter().filter(|settled| is_same(settled, finding, &self.draft));
        let has = |wanted: fn(&Settlement) -> bool| settled.clone().any(|s| wanted(&s.settlement));
        match finding.severity {
            Severity::Note => Standing::Shown,
            Severity::Warn if has(|s| matches!(s, Settlement::Seen | Settlement::Overridden(_))) => {
                Standing::Seen
            }
            Severity::Warn => Standing::Unseen,
            Severity::Stop if finding.can_override && has(|s| matches!(s, Settlement::Overridden(_))) => {
                Standing::Overridden
            }
            Severity::Stop => Standing::Holds,
        }
    }

    /// A finding as the record has it.
    pub fn settled(&self, finding: &Finding, settlement: Settlement) -> SettledFinding {
        SettledFinding {
            rule: finding.rule.to_owned(),
            topic: finding.topic,
            severity: finding.severity,
            quote: quote(finding, &self.draft).map(str::to_owned),
            settlement,
        }
    }

    /// Notes on the draft how a finding was settled.
    pub fn settle(&mut self, finding: &Finding, settlement: Settlement) {
        let settled = self.settled(finding, settlement);
        self.draft.settled.retain(|other| {
            !(other.rule == settled.rule && other.topic == settled.topic && other.quote == settled.quote)
        });
        self.draft.settled.push(settled);
    }

    /// The findings of the verdict as the record has them, with those that were cured.
    fn findings(&self) -> Vec<SettledFinding> {
        let settlement = |finding: &Finding| {
            let found = self.draft.settled.iter().find(|settled| is_same(settled, finding, &self.draft));
            found.map_or(Settlement::Shown, |settled| settled.settlement.clone())
        };
        let standing = self.verdict.findings.iter().map(|finding| self.settled(finding, settlement(finding)));
        let cured = self.draft.settled.iter().filter(|s| matches!(s.settlement, Settlement::Cured { .. }));
        // an emergency is on the record whether or not it lifted anything
        let emergency = self.draft.emergency.as_ref().map(|emergency| SettledFinding {
            rule: guardian::EMERGENCY.to_owned(),
            topic: None,
            severity: Severity::Note,
            quote: None,
            settlement: Settlement::Overridden(overridden(emergency)),
        });
        standing.chain(cured.cloned()).chain(emergency).collect()
    }

    /// What stands between this message and its hand-over, in one sentence; `None`: nothing.
    pub fn obstacle(&self) -> Option<String> {
        match &self.facts {
            Facts::Loading => return Some("The patient's facts are still loading".into()),
            Facts::Failed(trouble) => return Some(trouble.to_string()),
            Facts::Known(_) => {}
        }
        if self.over {
            return Some(format!("{}: close the reminder", Reminder::OVER));
        }
        if self.draft.body.trim().is_empty() {
            return Some("There is no text yet".into());
        }
        if let Some((_, _, hidden)) = self.hidden() {
            return Some(format!(
                "The text holds what cannot be seen ({}): a cure removes it",
                shown::name(hidden)
            ));
        }
        if self.draft.record.is_none() {
            return Some("Choose how it stands on the record".into());
        }
        let count = |wanted| self.verdict.findings.iter().filter(|f| self.standing(f) == wanted).count();
        match (count(Standing::Holds), count(Standing::Unseen)) {
            (0, 0) => None,
            (0, 1) => Some("One warning asks to be seen".into()),
            (0, unseen) => Some(format!("{unseen} warnings ask to be seen")),
            (1, _) => Some("One stop has to be cured or overridden".into()),
            (holds, _) => Some(format!("{holds} stops have to be cured or overridden")),
        }
    }

    /// The first character that must not be handed over: field, byte, character.
    pub fn hidden(&self) -> Option<(Field, usize, char)> {
        let subject = if self.draft.channel.has_subject() { self.draft.subject.as_str() } else { "" };
        let found = |field, text| shown::first_hidden(text).map(|(at, c)| (field, at, c));
        found(Field::Subject, subject).or_else(|| found(Field::Text, &self.draft.body))
    }

    /// The stretch of the first hidden character.
    pub fn hidden_span(&self) -> Option<Span> {
        self.hidden().map(|(field, start, c)| Span { field, start, end: start + c.len_utf8() })
    }

    /// The reader's name, as it is shown and put on the record.
    pub fn recipient_name(&self) -> String {
        let proxy = match &self.draft.recipient {
            Recipient::Patient => None,
            Recipient::Proxy(id) => self.dossier().and_then(|dossier| dossier.proxy(*id)),
        };
        proxy.map_or_else(|| self.who.name.clone(), |p| format!("{} ({})", p.name.show(), p.relationship))
    }

    /// Where it goes, as it is shown and put on the record; empty where nothing is chosen.
    pub fn address(&self) -> String {
        let contact =
            self.draft.contact.and_then(|id| self.dossier().and_then(|dossier| dossier.contact(id)));
        contact.map(|contact| contact.value.show()).unwrap_or_default()
    }

    /// Chooses reader, channel and place; what was settled for another route is asked again.
    pub fn take_route(&mut self, recipient: Recipient, channel: Channel, contact: Option<ContactPointId>) {
        let draft = &mut self.draft;
        if (&draft.recipient, draft.channel, draft.contact) == (&recipient, channel, contact) {
            return;
        }
        (draft.recipient, draft.channel, draft.contact) = (recipient, channel, contact);
        draft.settled.retain(|settled| matches!(settled.settlement, Settlement::Cured { .. }));
    }

    /// The contact point that a channel would use for the present reader: the adviser's, else the first usable one.
    pub fn contact_for(&self, channel: Channel, cx: &Context<'_>) -> Option<ContactPointId> {
        let advised = self.advice.iter().find(|advice| advice.channel == channel).and_then(|a| a.contact);
        advised.or_else(|| {
            let dossier = self.dossier()?;
            let today = cx.now.today();
            let contacts = match &self.draft.recipient {
                Recipient::Patient => dossier.contacts.as_deref()?,
                Recipient::Proxy(id) => dossier.proxy(*id)?.contacts.as_slice(),
            };
            let usable = contacts.iter().filter(|contact| contact.is_usable(channel, today));
            usable.min_by_key(|contact| contact.rank.unwrap_or(u32::MAX)).map(|contact| contact.id)
        })
    }

    /// The channel to begin with: the adviser's best, else the first that has somewhere to go.
    pub fn best_channel(&self, cx: &Context<'_>) -> Option<Channel> {
        let best = self.advice.iter().find(|advice| advice.fit != Fit::Out).map(|advice| advice.channel);
        best.or_else(|| Channel::ALL.into_iter().find(|channel| self.contact_for(*channel, cx).is_some()))
    }

    /// The message for the record.
    pub fn message(&self, cx: &Context<'_>) -> Message {
        let draft = &self.draft;
        let at = cx.now.at;
        let hold = jiff::SignedDuration::from_secs(i64::from(cx.hold_seconds));
        let findings = self.findings();
        let for_guardian = findings.iter().any(guardian::reviews);
        Message {
            id: CommunicationId::new(at),
            patient: draft.patient,
            recipient: draft.recipient.clone(),
            recipient_name: self.recipient_name(),
            channel: draft.channel,
            contact: draft.contact,
            address: self.address(),
            purpose: draft.purpose,
            subject: if draft.channel.has_subject() { draft.subject.clone() } else { String::new() },
            body: draft.body.clone(),
            record: draft.record.clone().unwrap_or(RecordMode::Exact),
            findings,
            template: draft.template.clone(),
            reminder: draft.reminder,
            draft: Some(draft.id),
            hold_until: at.checked_add(hold).unwrap_or(at),
            for_guardian,
        }
    }

    /// What was changed in the approved text, in words; empty: nothing was. `None`: it is no approved text, or it is not
    /// known which words were approved.
    pub fn drift(&self) -> Option<String> {
        let used = self.draft.template.as_ref()?;
        if used.unchanged {
            return Some(String::new());
        }
        let (subject, body) = self.filled.as_ref()?;
        let mut edits = drift::edits(subject, &self.draft.subject);
        edits.extend(drift::edits(body, &self.draft.body));
        let cut = |words: &str| match words.char_indices().nth(DRIFT_WORDS) {
            Some((end, _)) => format!("\"{}...\"", words.get(..end).unwrap_or_default()),
            None => format!("\"{words}\""),
        };
        let each = edits.iter().map(|edit| match (edit.taken.as_str(), edit.put.as_str()) {
            ("", put) => format!("added {}", cut(put)),
            (taken, "") => format!("left out {}", cut(taken)),
            (taken, put) => format!("{} is now {}", cut(taken), cut(put)),
        });
        let words: Vec<String> = each.collect();
        Some(if words.is_empty() { "blanks or line breaks".into() } else { words.join("; ") })
    }

    /// Notes that a template filled the draft.
    pub fn take_template(&mut self, template: &Template, subject: String, body: String) {
        self.draft.template =
            Some(TemplateUse { id: template.id.clone(), version: template.version, unchanged: true });
        self.filled = Some((subject, body));
    }
}

/// Judges a prepared message once more before it is handed over: the stops that nobody settled, in words. `reminder` is the one
/// that it answers.
pub fn rejudge(
    message: &Message,
    reminder: Option<&Reminder>,
    dossier: &Dossier,
    cx: &Context<'_>,
) -> Vec<String> {
    if reminder.is_some_and(|reminder| reminder.is_over(cx.now.local())) {
        return vec![Reminder::OVER.to_owned()];
    }
    // its own entry on the record is no repetition of it
    let mut dossier = dossier.clone();
    dossier.recent.iter_mut().for_each(|recent| recent.retain(|row| row.id != message.id));
    let reader = match &message.recipient {
        Recipient::Patient => Reader::Patient,
        Recipient::Proxy(id) => match dossier.proxy(*id) {
            Some(proxy) => Reader::Proxy(proxy),
            None => return vec!["The person it was written to is no longer on record".into()],
        },
    };
    let case = Case {
        content: Content {
            subject: message.channel.has_subject().then_some(message.subject.as_str()),
            text: &message.body,
            channel: message.channel,
            contact: message.contact,
            record: Some(Some(&message.record)),
            approved_template: message.template.as_ref().is_some_and(|used| used.unchanged),
            format: message.template.as_ref().map_or(Format::Standard, |used| used.format(cx.templates)),
        },
        reader,
        dossier: Some(&dossier),
        purpose: Some(message.purpose),
        now: Some(cx.now),
        checker: cx.checker,
    };
    let settled = |finding: &Finding| {
        message.findings.iter().any(|settled| {
            settled.rule == finding.rule
                && settled.topic == finding.topic
                && matches!(settled.settlement, Settlement::Overridden(_))
                && finding.can_override
        })
    };
    let verdict = judge(&case);
    let stops = verdict.findings.into_iter().filter(|f| f.severity == Severity::Stop && !settled(f));
    stops.map(|finding| finding.message).collect()
}
