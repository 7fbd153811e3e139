//! How well the checker does on labelled messages: recall and precision a topic and a rule, and false alarms.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, BufRead};

use crate::policy::Checker;

use super::{Desk, each_line, read};

/// The rules whose findings are labelled.
pub const TEXT_RULES: [&str; 11] = [
    "result-detail",
    "bad-news",
    "identifier-in-text",
    "third-party-named",
    "internal-wording",
    "placeholder-unfilled",
    "date-mismatch",
    "link-risky",
    "urgent-by-message",
    "out-of-scope",
    "recipient-mismatch",
];

/// Right, missed and false findings of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Found and labelled.
    pub hit: usize,
    /// Labelled and not found.
    pub missed: usize,
    /// Found and not labelled.
    pub false_alarm: usize,
}

impl Counts {
    /// The share of what is labelled that was found; 1 where nothing is labelled.
    pub fn recall(self) -> f64 {
        share(self.hit, self.hit + self.missed)
    }

    /// The share of what was found that is labelled; 1 where nothing was found.
    pub fn precision(self) -> f64 {
        share(self.hit, self.hit + self.false_alarm)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if whole == 0 { 1.0 } else { number(part) / number(whole) }
}

/// A message on which labels and findings differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// The message's id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Labelled and not found.
    pub missed: Vec<String>,
    /// Found and not labelled.
    pub false_alarms: Vec<String>,
    /// Its text.
    pub text: String,
}

/// The figures of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    /// By topic.
    pub topics: BTreeMap<String, Counts>,
    /// By text rule.
    pub rules: BTreeMap<String, Counts>,
    /// By kind of message: how many, and on how many of them anything was found.
    pub kinds: BTreeMap<String, (usize, usize)>,
    /// The messages on which labels and findings differ.
    pub misses: Vec<Miss>,
    /// Lines that could not be read.
    pub bad: usize,
}

impl Score {
    /// All topics together.
    pub fn all_topics(&self) -> Counts {
        sum(&self.topics)
    }

    /// All text rules together.
    pub fn all_rules(&self) -> Counts {
        sum(&self.rules)
    }

    /// The share of messages of a kind on which anything was found.
    pub fn alarms(&self, kind: &str) -> f64 {
        let (all, alarmed) = self.kinds.get(kind).copied().unwrap_or((0, 0));
        if all == 0 { 0.0 } else { share(alarmed, all) }
    }
}

fn sum(counts: &BTreeMap<String, Counts>) -> Counts {
    counts.values().fold(Counts::default(), |all, one| Counts {
        hit: all.hit + one.hit,
        missed: all.missed + one.missed,
        false_alarm: all.false_alarm + one.false_alarm,
    })
}

/// Judges every labelled message of `input` and compares.
///
/// # Errors
/// What reading says.
pub fn score(mut input: impl BufRead, checker: &Checker) -> io::Result<Score> {
    let mut score = Score::default();
    let mut desk = Desk::new(checker);
    each_line(&mut input, |_, bytes| {
        let Ok(line) = read(bytes) else {
            score.bad += 1;
            return Ok(());
        };
        let Ok(verdict) = desk.judge(&line) else {
            score.bad += 1;
            return Ok(());
        };
        let found: BTreeSet<&str> =
            verdict.findings.iter().filter_map(|f| f.topic).map(crate::domain::topic::Topic::slug).collect();
        let fired: BTreeSet<&str> =
            verdict.findings.iter().map(|f| f.rule).filter(|rule| TEXT_RULES.contains(rule)).collect();
        let topics: BTreeSet<&str> = line.topics.iter().map(AsRef::as_ref).collect();
        let rules: BTreeSet<&str> = line.rules.iter().map(AsRef::as_ref).collect();
        count(&mut score.topics, &topics, &found);
        count(&mut score.rules, &rules, &fired);
        let kind = line.kind.as_deref().unwrap_or("unlabelled");
        let (all, alarmed) = score.kinds.entry(kind.to_owned()).or_default();
        *all += 1;
        *alarmed += usize::from(!found.is_empty() || !fired.is_empty());
        if topics != found || rules != fired {
            let list = |wanted: (&BTreeSet<&str>, &BTreeSet<&str>),
                        got: (&BTreeSet<&str>, &BTreeSet<&str>)| {
                let both = wanted.0.difference(got.0).chain(wanted.1.difference(got.1));
                both.map(|word| (*word).to_owned()).collect()
            };
            score.misses.push(Miss {
                id: line.id.as_str().map_or_else(|| line.id.to_string(), str::to_owned),
                kind: kind.to_owned(),
                missed: list((&topics, &rules), (&found, &fired)),
                false_alarms: list((&found, &fired), (&topics, &rules)),
                text: line.text.to_string(),
            });
        }
        Ok(())
    })?;
    Ok(score)
}

fn count(into: &mut BTreeMap<String, Counts>, wanted: &BTreeSet<&str>, found: &BTreeSet<&str>) {
    for word in wanted.union(found) {
        let counts = into.entry((*word).to_owned()).or_default();
        match (wanted.contains(word), found.contains(word)) {
            (true, true) => counts.hit += 1,
            (true, false) => counts.missed += 1,
            _ => counts.false_alarm += 1,
        }
    }
}

/// The table that `tactful check --score` prints.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<24} {:>6} {:>6} {:>6} {:>7} {:>9}",
            "", "found", "missed", "false", "recall", "precision"
        )?;
        let row = |f: &mut fmt::Formatter<'_>, name: &str, c: Counts| {
            let Counts { hit, missed, false_alarm } = c;
            let (recall, precision) = (c.recall(), c.precision());
            writeln!(f, "{name:<24} {hit:>6} {missed:>6} {false_alarm:>6} {recall:>7.3} {precision:>9.3}")
        };
        for (name, counts) in &self.topics {
            row(f, name, *counts)?;
        }
        row(f, "topics", self.all_topics())?;
        for (name, counts) in &self.rules {
            row(f, name, *counts)?;
        }
        row(f, "text rules", self.all_rules())?;
        for kind in ["benign", "hard-negative"] {
            if let Some((all, alarmed)) = self.kinds.get(kind) {
                writeln!(f, "false alarms on {kind}: {alarmed} of {all} = {:.3}", self.alarms(kind))?;
            }
        }
        if self.bad > 0 {
            writeln!(f, "lines that could not be read: {}", self.bad)?;
        }
        Ok(())
    }
}
