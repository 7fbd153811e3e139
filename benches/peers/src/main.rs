//! The checker beside its peers on the same texts in one run: harper-core's whole check, and flashtext with the words of
//! the lexicon alone. CPU time of this thread.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Duration;

use harper_core::linting::{LintGroup, Linter};
use harper_core::spell::FstDictionary;
use harper_core::{Dialect, Document};
use tactful::domain::channel::Channel;
use tactful::domain::clock::Moment;
use tactful::policy::lexicon::compile::FILES;
use tactful::policy::lexicon::source::read;
use tactful::policy::{Case, Checker, judge};

const CLEAN: &str = "Hi Joanne, your asthma review is on Tuesday 8 December at 10.30am with Nurse Bell at the surgery. Please bring your inhalers and a list of your medicines. If you cannot come please ring us on 01632 960114 so that we can offer the time to somebody else. The car park will be busy, so please allow ten minutes to park. There is no need to fast and you can eat and drink as usual before you come. ";
const DIRTY: &str = "Hi Joanne, your chlamydia test is positive, please book with the GUM clinic on Tuesday 8 December at 10.30am. Your sertraline is ready to collect at the pharmacy on Station Parade. ";

/// The median of a run's CPU time in microseconds.
fn median(rounds: usize, mut run: impl FnMut()) -> f64 {
    let cpu = || {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(u64::try_from(time.tv_sec).unwrap(), u32::try_from(time.tv_nsec).unwrap())
    };
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let start = cpu();
            run();
            cpu().saturating_sub(start).as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[rounds / 2]
}

fn check(checker: &Checker, now: &Moment, text: &str) -> usize {
    let case = Case { now: Some(now), ..Case::of(text, Channel::Letter, checker) };
    judge(black_box(&case)).findings.len()
}

/// The algorithm of the Python package flashtext: a trie of characters, matched at word boundaries, the longest first.
/// Written here since the crate of that name copies its whole trie at every character.
#[derive(Default)]
struct FlashText {
    nodes: Vec<(HashMap<char, usize>, bool)>,
}

impl FlashText {
    fn add(&mut self, word: &str) {
        if self.nodes.is_empty() {
            self.nodes.push(Default::default());
        }
        let mut node = 0;
        for c in word.chars().map(|c| c.to_ascii_lowercase()) {
            let new = self.nodes.len();
            let next = *self.nodes[node].0.entry(c).or_insert(new);
            if next == new {
                self.nodes.push(Default::default());
            }
            node = next;
        }
        self.nodes[node].1 = true;
    }

    /// The stretches of characters of all words found.
    fn find(&self, text: &str) -> Vec<(usize, usize)> {
        let chars: Vec<char> = text.chars().map(|c| c.to_ascii_lowercase()).collect();
        let is_word = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
        let mut found = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let (mut node, mut end, mut longest) = (0, at, None);
            while let Some(next) = chars.get(end).and_then(|c| self.nodes[node].0.get(c)) {
                (node, end) = (*next, end + 1);
                if self.nodes[node].1 && !chars.get(end).is_some_and(is_word) {
                    longest = Some(end);
                }
            }
            match longest {
                Some(end) => {
                    found.push((at, end));
                    at = end;
                }
                // on to the next word
                None => at += chars[at..].iter().take_while(|c| is_word(c)).count().max(1),
            }
        }
        found
    }
}

fn main() {
    let now = Moment::noon(jiff::civil::date(2026, 11, 22)).unwrap();
    let checker = Checker::default();
    checker.lexicon();
    let dictionary = FstDictionary::curated();
    let mut harper = LintGroup::new_curated(dictionary.clone(), Dialect::British);
    let mut words = FlashText::default();
    for (_, file) in FILES {
        let source = read(file, false).unwrap();
        let blocks = source.blocks.iter().flat_map(|block| &block.words);
        for entry in source.words.iter().chain(&source.cased).chain(blocks) {
            words.add(entry);
        }
    }
    for (name, piece) in [("clean", CLEAN), ("with findings", DIRTY)] {
        for length in [500, 4_000] {
            let text: String = piece.chars().cycle().take(length).collect();
            let own = median(400, || {
                black_box(check(&checker, &now, &text));
            });
            let flash = median(100, || {
                black_box(words.find(&text));
            });
            let mut at = 0;
            let theirs = median(20, || {
                // a text of its own each time, as typing makes one: the peer remembers what it has seen
                at += 1;
                let document = Document::new_plain_english(&format!("{text}{at}"), &dictionary);
                black_box(harper.lint(&document).len());
            });
            println!(
                "{name}, {length} characters: {own:.1} us; flashtext, words alone {flash:.1} us ({:.1} times); \
                 harper-core {theirs:.0} us ({:.0} times)",
                flash / own,
                theirs / own
            );
        }
    }
}
