//! Learning the weights of the second opinion from labelled messages: a linear model a matter, by dual coordinate descent
//! on the squared hinge loss (Hsieh and others, 2008), in one fixed order, with plain arithmetic: the same everywhere.

use std::collections::{BTreeMap, BTreeSet};

use super::model::Cuts;
use super::{Matter, RULES};
use super::{features, model};
use crate::policy::case::Case;
use crate::policy::scan;
use crate::policy::text::{self, Folded, names, token};

/// A feature that fewer messages have is not learnt, nor a commoner one where the table would be too full.
const RARE: u32 = 3;

/// How much an error costs beside large weights.
const COST: f64 = 1.0;

/// How often all messages are gone through.
const ROUNDS: usize = 12;

/// Where a text is doubted: on the far side of the margin of what is not labelled.
const FAR: f64 = -1.0;

/// Of so many messages of hands that were not learnt from, one may be a false alarm of a rule, of a topic.
const FALSE_ALARM: [usize; 2] = [1000, 2000];

/// A labelled message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Who wrote it: the messages of one hand are kept together when it is measured.
    pub hand: String,
    /// Its features.
    pub features: BTreeSet<u32>,
    /// Which matters it is labelled with; `None`: it was not labelled for this one.
    pub labels: [Option<bool>; Matter::COUNT],
}

impl Example {
    /// The text of a case, labelled.
    pub fn new(hand: String, case: &Case<'_>, is: impl Fn(Matter) -> Option<bool>) -> Self {
        let folded = Folded::new(case.content.text);
        let mut tokens = text::cut(&folded);
        names::mark(&folded, &mut tokens, &scan::known(case));
        let mut found = BTreeSet::new();
        features::each(&folded, &tokens, |feature, _| {
            let (place, tag) = model::key(feature);
            // two features of one place and tag are one to the model
            found.insert(u32::from(tag) << 16 | u32::try_from(place).unwrap_or(0));
        });
        let mut labels = [None; Matter::COUNT];
        labels.iter_mut().zip(Matter::all()).for_each(|(label, matter)| *label = is(matter));
        Self { hand, features: found, labels }
    }
}

/// What was learnt of a matter, measured on hands that were not learnt from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Found and labelled.
    pub hits: usize,
    /// Labelled.
    pub labelled: usize,
    /// Found and not labelled.
    pub false_alarms: usize,
}

/// A model and how it did on each hand when it had learnt from all others.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// The file.
    pub file: Vec<u8>,
    /// How many features it knows.
    pub features: usize,
    /// By matter.
    pub measured: [Measured; Matter::COUNT],
}

/// A checksum of examples: any change of texts, labels or features changes it.
pub fn checksum(examples: &[Example]) -> u64 {
    let step = |sum: u64, number: u32| (sum ^ u64::from(number)).wrapping_mul(0x0100_0000_01b3);
    examples.iter().fold(0xcbf2_9ce4_8422_2325, |sum, example| {
        let sum = example.features.iter().fold(sum, |sum, feature| step(sum, *feature));
        let sum = example.labels.iter().fold(sum, |sum, label| step(sum, label.map_or(2, u32::from)));
        step(sum, token::hash(example.hand.as_bytes()))
    })
}

/// Learns a model; `None` where there are more features than it can hold.
pub fn learn(examples: &[Example]) -> Option<Learnt> {
    let numbers = vocabulary(examples);
    let rows: Vec<Vec<u32>> = examples
        .iter()
        .map(|example| example.features.iter().filter_map(|feature| numbers.get(feature).copied()).collect())
        .collect();
    let mut weights = vec![[0i8; Matter::COUNT]; numbers.len()];
    let mut cuts = [Cuts { speaks: f32::INFINITY, doubts: f32::NEG_INFINITY }; Matter::COUNT];
    let mut measured = [Measured { hits: 0, labelled: 0, false_alarms: 0 }; Matter::COUNT];
    for (at, (cut, measured)) in cuts.iter_mut().zip(&mut measured).enumerate() {
        let label = |example: &Example| example.labels.get(at).copied().flatten();
        let right: Vec<bool> = examples.iter().map(|example| label(example) == Some(true)).collect();
        let is_labelled = |number: &usize| examples.get(*number).and_then(label).is_some();
        let all: Vec<usize> = (0..rows.len()).filter(is_labelled).collect();
        let scores = folded(examples, &rows, &right, &all, numbers.len());
        let [rule, topic] = FALSE_ALARM;
        let most = scores.len() / if at < RULES.len() { rule } else { topic };
        let (threshold, found) = threshold(scores, most);
        *measured = found;
        let plane = solve(&rows, &right, &all, numbers.len());
        let scale = plane.weights.iter().fold(0.0, |most: f64, weight| most.max(weight.abs())) / 127.0;
        for (row, weight) in weights.iter_mut().zip(&plane.weights) {
            if let Some(place) = row.get_mut(at) {
                *place = small(weight / scale);
            }
        }
        let at = |score: f64| narrow((score - plane.bias) / scale);
        *cut = Cuts { speaks: at(threshold), doubts: at(FAR) };
    }
    let table: Vec<(u32, [i8; Matter::COUNT])> = numbers.keys().copied().zip(weights).collect();
    let file = model::file(checksum(examples), cuts, &table)?;
    Some(Learnt { file, features: table.len(), measured })
}

#[expect(clippy::cast_possible_truncation, reason = "between -127 and 127 by its scale")]
fn small(weight: f64) -> i8 {
    weight.round() as i8
}

#[expect(clippy::cast_possible_truncation, reason = "a cut needs no more than a float's digits")]
const fn narrow(cut: f64) -> f32 {
    cut as f32
}

/// The features that are not rare, numbered.
fn vocabulary(examples: &[Example]) -> BTreeMap<u32, u32> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for feature in examples.iter().flat_map(|example| &example.features) {
        *counts.entry(*feature).or_default() += 1;
    }
    // the more messages, the rarer may be left out: a table that is too full is slow and then holds no more
    let many = |rare: u32| counts.values().filter(|count| **count >= rare).count() > model::PLACES * 7 / 10;
    let rare = (RARE..=u32::MAX).find(|rare| !many(*rare)).unwrap_or(RARE);
    counts.into_iter().filter(|(_, count)| *count >= rare).map(|(feature, _)| feature).zip(0..).collect()
}

/// The score and the label of each of these messages, by a model that learnt from all other hands.
fn folded(
    examples: &[Example],
    rows: &[Vec<u32>],
    right: &[bool],
    of: &[usize],
    features: usize,
) -> Vec<(f64, bool)> {
    let hand = |at: usize| examples.get(at).map(|example| example.hand.as_str());
    let hands: BTreeSet<Option<&str>> = of.iter().map(|at| hand(*at)).collect();
    let mut scores = Vec::with_capacity(of.len());
    for apart in hands {
        let (learnt, apart): (Vec<usize>, Vec<usize>) = of.iter().partition(|at| hand(**at) != apart);
        let plane = solve(rows, right, &learnt, features);
        let scored = |at: usize| Some((plane.score(rows.get(at)?), *right.get(at)?));
        scores.extend(apart.into_iter().filter_map(scored));
    }
    scores
}

/// The lowest score above which false alarms stay few, and what lies above it.
fn threshold(mut scores: Vec<(f64, bool)>, most: usize) -> (f64, Measured) {
    scores.sort_by(|left, right| right.0.total_cmp(&left.0));
    let labelled = scores.iter().filter(|(_, label)| *label).count();
    let mut measured = Measured { hits: 0, labelled, false_alarms: 0 };
    for (score, label) in scores {
        if !label && measured.false_alarms == most {
            return (score, measured);
        }
        measured.hits += usize::from(label);
        measured.false_alarms += usize::from(!label);
    }
    (0.0, measured)
}

/// A plane between what is labelled and what is not.
struct Plane {
    weights: Vec<f64>,
    bias: f64,
}

impl Plane {
    fn score(&self, row: &[u32]) -> f64 {
        let sum: f64 = row.iter().filter_map(|number| self.weights.get(*number as usize)).sum();
        sum * unit(row) + self.bias
    }
}

/// What each feature of a message counts, so that long messages weigh no more than short ones.
fn unit(row: &[u32]) -> f64 {
    1.0 / f64::from(u32::try_from(row.len().max(1)).unwrap_or(1)).sqrt()
}

fn solve(rows: &[Vec<u32>], right: &[bool], of: &[usize], features: usize) -> Plane {
    let mut plane = Plane { weights: vec![0.0; features], bias: 0.0 };
    let mut duals = vec![0.0; rows.len()];
    let mut order = of.to_vec();
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let diagonal = 0.5 / COST;
    for _ in 0..ROUNDS {
        dice.shuffle(&mut order);
        for at in &order {
            let (Some(row), Some(dual)) = (rows.get(*at), duals.get_mut(*at)) else { continue };
            let side = if right.get(*at) == Some(&true) { 1.0 } else { -1.0 };
            let slope = side * plane.score(row) - 1.0 + *dual * diagonal;
            // a row has length one, and the bias is one feature more
            let norm = f64::from(u8::from(!row.is_empty())) + 1.0 + diagonal;
            let new = f64::max(*dual - slope / norm, 0.0);
            let step = (new - *dual) * side;
            *dual = new;
            if step != 0.0 {
                let each = step * unit(row);
                for number in row {
                    if let Some(weight) = plane.weights.get_mut(*number as usize) {
                        *weight += each;
                    }
                }
                plane.bias += step;
            }
        }
    }
    plane
}

/// Numbers that look drawn by lot and are always the same.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle(&mut self, list: &mut [usize]) {
        for at in (1..list.len()).rev() {
            let other = usize::try_from(self.next() % (at as u64 + 1)).unwrap_or(0);
            list.swap(at, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(hand: &str, features: &[u32], internal: bool) -> Example {
        let mut labels = [None; Matter::COUNT];
        labels[Matter::Internal.number()] = Some(internal);
        Example { hand: hand.into(), features: features.iter().copied().collect(), labels }
    }

    #[test]
    fn what_tells_apart_gets_the_weight() {
        let examples: Vec<Example> = (0..40u32)
            .map(|n| {
                let internal = n % 4 == 0;
                let mark = if internal { 1 << 16 | 9 } else { 2 << 16 | 8 };
                example(if n % 8 < 4 { "a" } else { "b" }, &[3 << 16 | 7, mark, (n + 10) << 16 | 1], internal)
            })
            .collect();
        let learnt = learn(&examples).unwrap();
        assert_eq!(learnt, learn(&examples).unwrap());
        let model = model::Model::of(&learnt.file);
        assert_eq!(model.checksum(), checksum(&examples));
        assert!(model.weight(1 << 16 | 9, Matter::Internal) > 50);
        assert!(model.weight(2 << 16 | 8, Matter::Internal) < 0);
        assert_eq!(learnt.measured[Matter::Internal.number()].hits, 10);
        assert_eq!(learnt.features, 3);
        assert_ne!(checksum(&examples), checksum(&examples[1..]));
    }
}
