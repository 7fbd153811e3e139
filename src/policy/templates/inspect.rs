//! The approved texts looked at one by one: filled with awkward values and checked as the desk would send them.

use jiff::ToSpan;
use jiff::civil::Date;

use super::super::case::{Case, Content, Reader};
use super::super::finding::Finding;
use super::super::registry::judge;
use super::super::settings::Checker;
use super::awkward::{self, Filling};
use crate::domain::channel::Channel;
use crate::domain::clock::Moment;
use crate::domain::filling::{Filled, Values, fill, fill_text};
use crate::domain::purpose::Purpose;
use crate::domain::severity::Severity;
use crate::domain::sms;
use crate::domain::template::{Format, Template};

/// How many months after its last review an approved text is looked at again.
pub const REVIEW_MONTHS: i64 = 12;

/// The channels whose texts patients read, and that a Welsh version is asked for.
const WRITTEN: [Channel; 4] = [Channel::Text, Channel::Email, Channel::NhsApp, Channel::Letter];

/// What a template may ask for and not get without a fault: it is offered for what has an appointment.
const OF_APPOINTMENTS: [&str; 2] = ["appointment.date", "appointment.time"];

/// Something that somebody should put right in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The rule that found it, or one of "unfilled", "review-overdue", "approval", "subject", "characters", "version".
    pub about: &'static str,
    /// On which channel; `None`: on all.
    pub channel: Option<Channel>,
    /// With which values; empty: with any.
    pub filling: &'static str,
    /// What is wrong, in one sentence.
    pub words: String,
}

/// The most text messages that a template takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worst {
    /// How many.
    pub parts: usize,
    /// With which values.
    pub filling: &'static str,
    /// The characters that make parts of 70, in order.
    pub culprits: Vec<char>,
}

/// What was seen of one template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected<'a> {
    /// The template.
    pub template: &'a Template,
    /// The most text messages that it takes; `None`: it goes by none.
    pub worst: Option<Worst>,
    /// The placeholders without which it cannot be sent: those of an appointment.
    pub needs: Vec<String>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// What was seen of a whole library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection<'a> {
    /// One by one, in the order of the library.
    pub templates: Vec<Inspected<'a>>,
    /// The versions that a purpose should have and has not.
    pub missing: Vec<String>,
}

impl Inspection<'_> {
    /// How many things are to be put right.
    pub fn count(&self) -> usize {
        self.missing.len() + self.templates.iter().map(|one| one.faults.len()).sum::<usize>()
    }
}

/// Looks at all templates as of a day. What the settings leave open of the practice is filled with stand-ins.
pub fn inspect<'a>(templates: &'a [Template], checker: &Checker, today: Date) -> Inspection<'a> {
    let practice = awkward::whole(&checker.settings.practice);
    let checker = checker.with_practice(practice.clone());
    let bench = Bench {
        now: Moment::noon(today).ok(),
        today,
        fillings: awkward::fillings(&practice, today),
        nothing: awkward::nothing(&practice, today),
        checker,
    };
    Inspection {
        templates: templates.iter().map(|template| bench.one(template)).collect(),
        missing: missing(templates),
    }
}

/// What templates are tried on.
struct Bench {
    now: Option<Moment>,
    today: Date,
    fillings: [Filling; 4],
    nothing: Values,
    checker: Checker,
}

impl Bench {
    fn one<'a>(&self, template: &'a Template) -> Inspected<'a> {
        let mut faults = self.keeping(template);
        let missing = fill(template, &self.nothing).missing;
        let (needs, unfilled): (Vec<String>, Vec<String>) =
            missing.into_iter().partition(|name| OF_APPOINTMENTS.contains(&name.as_str()));
        for name in unfilled {
            let words = format!(
                "(({name})) stays open where the record does not know it: give it words, or a condition"
            );
            faults.push(Fault { about: "unfilled", channel: None, filling: "missing data", words });
        }
        for channel in &template.channels {
            for filling in &self.fillings {
                self.tried(template, *channel, filling, &mut faults);
            }
        }
        let worst = template.channels.contains(&Channel::Text).then(|| self.worst(template)).flatten();
        Inspected { template, worst, needs, faults }
    }

    /// Approval, review and form: what holds whatever fills it.
    fn keeping(&self, template: &Template) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut say = |about, channel, words: String| {
            faults.push(Fault { about, channel, filling: "", words });
        };
        let until = template.last_reviewed.saturating_add(REVIEW_MONTHS.months());
        if until < self.today {
            let words =
                format!("last reviewed on {}: its review is overdue since {until}", template.last_reviewed);
            say("review-overdue", None, words);
        }
        if template.last_reviewed > self.today {
            say(
                "review-overdue",
                None,
                format!("last reviewed on {}, which is to come", template.last_reviewed),
            );
        }
        if template.approved_by.trim().is_empty() || template.version == 0 {
            say("approval", None, "says neither who approved it nor which version: nobody did".into());
        }
        if template.channels.is_empty() {
            say("approval", None, "is approved for no channel".into());
        }
        for channel in &template.channels {
            if *channel == Channel::Email && template.subject.trim().is_empty() {
                say("subject", Some(*channel), "has no subject line".into());
            }
        }
        let own = sms::count(&fill_text(&template.body, &Values::new(), &mut Vec::new())).culprits;
        if template.channels.contains(&Channel::Text) && !own.is_empty() {
            let words = format!("holds {}, which makes every part 70 characters", characters(&own));
            say("characters", Some(Channel::Text), words);
        }
        faults
    }

    /// Fills it and lets the checker judge it as a message.
    fn tried(&self, template: &Template, channel: Channel, filling: &Filling, faults: &mut Vec<Fault>) {
        let filled = fill(template, &filling.values);
        // as the approved text that it is, and as words that nobody approved yet: approval is what is decided here
        for approved_template in [true, false] {
            self.judged(template, channel, filling, (&filled, approved_template), faults);
        }
    }

    fn judged(
        &self,
        template: &Template,
        channel: Channel,
        filling: &Filling,
        (filled, approved_template): (&Filled, bool),
        faults: &mut Vec<Fault>,
    ) {
        let case = Case {
            content: Content {
                subject: channel.has_subject().then_some(filled.subject.as_str()),
                text: &filled.body,
                channel,
                contact: None,
                record: None,
                approved_template,
                format: template.format,
            },
            reader: Reader::Patient,
            dossier: None,
            purpose: Some(template.purpose),
            now: self.now.as_ref(),
            checker: &self.checker,
        };
        // what is a note to a receptionist is a fault of a text for everybody
        let is_fault = |found: &Finding| found.severity > Severity::Note || found.rule == "no-reply-route";
        for finding in judge(&case).findings.into_iter().filter(is_fault) {
            let known = |fault: &Fault| {
                fault.about == finding.rule
                    && fault.channel == Some(channel)
                    && fault.words == finding.message
            };
            // a gap is named by its placeholder already, a name's letters by the worst case
            let is_named = match finding.rule {
                "placeholder-unfilled" => !filled.missing.is_empty(),
                "length-cost" => {
                    sms::count(&filled.body).parts <= usize::from(self.checker.settings.parts_warn)
                }
                _ => false,
            };
            if is_named || faults.iter().any(known) {
                continue;
            }
            let (about, words) = (finding.rule, finding.message);
            faults.push(Fault { about, channel: Some(channel), filling: filling.label, words });
        }
    }

    fn worst(&self, template: &Template) -> Option<Worst> {
        let tried = self.fillings.iter().map(|filling| {
            let counted = sms::count(&fill(template, &filling.values).body);
            Worst { parts: counted.parts, filling: filling.label, culprits: counted.culprits }
        });
        // of several as long, the first that comes
        tried.rev().max_by_key(|worst| worst.parts)
    }
}

/// Characters with their code points, as staff can look for them.
pub fn characters(culprits: &[char]) -> String {
    let each: Vec<String> = culprits.iter().map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
    each.join(", ")
}

/// The versions that a purpose should have beside its English texts: Welsh on every channel that is read, and its letter
/// in large print and in easy read (the Accessible Information Standard), in both languages.
fn missing(templates: &[Template]) -> Vec<String> {
    let has = |purpose: Purpose, channel: Channel, language: &str, format: Format| {
        templates.iter().any(|one| {
            one.purpose == purpose
                && one.channels.contains(&channel)
                && one.language.starts_with(language)
                && one.format == format
        })
    };
    let mut missing = Vec::new();
    for purpose in Purpose::ALL {
        let mut say = |channel: Channel, what: &str| {
            missing.push(format!("{}, {}: no {what}", purpose.label(), channel.label().to_lowercase()));
        };
        let english = |channel| has(purpose, channel, "en", Format::Standard);
        for channel in WRITTEN.into_iter().filter(|channel| english(*channel)) {
            if !has(purpose, channel, "cy", Format::Standard) {
                say(channel, "Welsh version");
            }
        }
        for (format, what) in [(Format::LargePrint, "large print"), (Format::EasyRead, "easy read")] {
            for (language, tongue) in [("en", ""), ("cy", " in Welsh")] {
                if english(Channel::Letter) && !has(purpose, Channel::Letter, language, format) {
                    say(Channel::Letter, &format!("{what}{tongue}"));
                }
            }
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    fn template(body: &str) -> Template {
        Template {
            id: "t".into(),
            title: "T".into(),
            purpose: Purpose::Appointment,
            channels: vec![Channel::Text],
            language: "en".into(),
            format: Format::Standard,
            subject: String::new(),
            body: body.into(),
            version: 1,
            approved_by: "Practice Manager".into(),
            last_reviewed: date(2026, 9, 1),
        }
    }

    fn faults(template: Template) -> Vec<(&'static str, String)> {
        let templates = [template];
        let seen = inspect(&templates, &Checker::default(), TODAY);
        seen.templates[0].faults.iter().map(|fault| (fault.about, fault.words.clone())).collect()
    }

    #[test]
    fn a_sound_text_has_no_fault_and_its_worst_case_is_named() {
        let templates = [template(
            "((first_name|Patient)), your visit is on ((appointment.date)) at ((appointment.time))((if \
             appointment.place)), ((appointment.place))((end)). Call ((practice_phone)) to change it.",
        )];
        let seen = inspect(&templates, &Checker::default(), TODAY);
        let one = &seen.templates[0];
        assert_eq!(one.faults, []);
        assert_eq!(one.needs, ["appointment.date", "appointment.time"]);
        let worst = one.worst.as_ref().unwrap();
        assert_eq!((worst.parts, worst.filling), (2, "long names and the longest place"));
    }

    #[test]
    fn each_fault_is_named() {
        let about = |template| faults(template).into_iter().map(|(about, _)| about).collect::<Vec<_>>();
        assert_eq!(about(template("Dear ((first_name)), call ((practice_phone)).")), ["unfilled"]);
        assert_eq!(about(template("\u{175}yth: call ((practice_phone)).")), ["characters"]);
        let old = Template { last_reviewed: date(2025, 11, 1), ..template("Call ((practice_phone)).") };
        assert_eq!(about(old), ["review-overdue"]);
        let nobody = Template { approved_by: " ".into(), ..template("Call ((practice_phone)).") };
        assert_eq!(about(nobody), ["approval"]);
        let email = Template { channels: vec![Channel::Email], ..template("Call ((practice_phone)).") };
        assert!(about(email).contains(&"subject"));
        let told = faults(template("Your chlamydia result is back. Call ((practice_phone))."));
        assert!(told.iter().any(|(about, _)| *about == "sensitive-topic"), "{told:?}");
    }

    #[test]
    fn missing_versions_are_named() {
        let letter = Template { channels: vec![Channel::Letter], subject: "S".into(), ..template("x") };
        assert_eq!(
            missing(&[letter]),
            [
                "Appointment, letter: no Welsh version",
                "Appointment, letter: no large print",
                "Appointment, letter: no large print in Welsh",
                "Appointment, letter: no easy read",
                "Appointment, letter: no easy read in Welsh"
            ]
        );
    }
}
