//! Finding the lexicon's entries in a text: one pass over its words.

use crate::domain::topic::Topic;
use crate::policy::text::token::mark;
use crate::policy::text::{Folded, Token, Tokens};

use super::compile::{Lexicon, Nearness};
use super::surroundings::{Near, Surroundings};
use super::trie::{BlockId, ExactId, NodeId, Payload, Place, Role};
use super::vocabulary::{ANY, NONE, NUMBER, Reading, Vocabulary, WordId};

/// An entry found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// The category, as a number.
    pub category: u8,
    /// Its first token.
    pub first: usize,
    /// Its last token.
    pub last: usize,
}

/// An end of an entry that was reached.
#[derive(Debug, Clone, Copy)]
struct Hit {
    node: NodeId,
    first: usize,
    last: usize,
    /// Its last word is a form in -ed or -ing, or a misspelling.
    loose: bool,
    /// How many words near by were found before it.
    near: usize,
}

/// One thing that a word of a text can be for a path.
#[derive(Debug, Clone, Copy)]
struct Step {
    word: WordId,
    /// Paths begin with it too.
    begins: bool,
    /// Paths go on behind it.
    goes_on: bool,
    /// It is a form in -ed or -ing.
    loose: bool,
}

impl Step {
    /// A word as it stands, without its number.
    const PLAIN: Self = Self { word: NONE, begins: true, goes_on: true, loose: false };
}

/// A path on its way.
#[derive(Debug, Clone, Copy)]
struct Path {
    place: Place,
    first: usize,
}

/// No phrase of the lexicon has more words.
pub const LONGEST: usize = 12;

/// How far behind an abbreviation the words that spell it out begin.
const EXPLAINED: usize = 8;

/// Working memory of a scan.
struct Walk<'a> {
    lexicon: &'a Lexicon,
    folded: &'a Folded<'a>,
    tokens: &'a Tokens,
    /// In the order of their last tokens.
    hits: Vec<Hit>,
    near: Surroundings,
    shouted: bool,
    small: bool,
}

/// All entries in a text, by place; what is harmless, a name, a place or an address is left out.
pub fn find(lexicon: &Lexicon, folded: &Folded<'_>, tokens: &Tokens) -> Vec<Match> {
    let mut walk = Walk::new(lexicon, folded, tokens);
    walk.walk();
    walk.resolve()
}

impl<'a> Walk<'a> {
    fn new(lexicon: &'a Lexicon, folded: &'a Folded<'a>, tokens: &'a Tokens) -> Self {
        let (mut shouts, mut capitals) = (0usize, 0usize);
        for token in tokens.list.iter().filter(|token| token.is(mark::CAPITAL) && !token.is(mark::NUMBER)) {
            shouts += usize::from(token.is(mark::SHOUT));
            capitals += 1;
        }
        let all = tokens.list.len() - tokens.numbers.len();
        Self {
            lexicon,
            folded,
            tokens,
            hits: Vec::with_capacity(tokens.list.len()),
            near: Surroundings::of(tokens.list.len()),
            shouted: all >= 4 && shouts * 10 >= all * 6,
            small: all >= 4 && capitals == 0,
        }
    }

    /// Takes every word on all paths that are on their way, and begins new ones with it.
    fn walk(&mut self) {
        let (mut open, mut next) = (Vec::<Path>::with_capacity(16), Vec::<Path>::with_capacity(16));
        let mut steps = Vec::with_capacity(8);
        for (at, token) in self.tokens.list.iter().enumerate() {
            self.read(token, &mut steps);
            // no phrase reaches over the gap in front of it
            if token.any(mark::BREAK | mark::HOST) {
                open.clear();
            }
            for Path { place, first } in &open {
                let any = place.is_open.then_some(Step { word: ANY, ..Step::PLAIN });
                for step in steps.iter().chain(&any).filter(|step| place.may_take(step.word)) {
                    if let Some(place) = self.lexicon.trie.next(*place, step.word)
                        && self.note(place, *step, *first, at)
                    {
                        next.push(Path { place, first: *first });
                    }
                }
            }
            for step in steps.iter().filter(|step| step.begins) {
                if let Some(place) = self.lexicon.trie.begin(step.word)
                    && self.note(place, *step, at, at)
                {
                    next.push(Path { place, first: at });
                }
            }
            open.clear();
            std::mem::swap(&mut open, &mut next);
        }
        self.near.seal(&self.lexicon.trie);
    }

    /// Notes what ends at a place; whether the path goes on from there.
    #[inline]
    fn note(&mut self, place: Place, step: Step, first: usize, last: usize) -> bool {
        if place.is_near {
            self.near.words.push(Near { node: place.node, first, last, blocks: 0 });
        }
        if place.is_end {
            let near = self.near.words.len();
            self.hits.push(Hit { node: place.node, first, last, loose: step.loose, near });
        }
        step.goes_on && place.goes_on()
    }

    /// All that a word can be for a path.
    #[inline]
    fn read(&self, token: &Token, steps: &mut Vec<Step>) {
        let Reading { exact, plural, verb, near, class } = self.reading(token);
        let step = Step::PLAIN;
        steps.clear();
        if exact != NONE {
            steps.push(Step { word: exact, ..step });
        }
        if plural != NONE {
            steps.push(Step { word: plural, goes_on: false, ..step });
        }
        if verb != NONE {
            // a short form in -ed or -ing is another word too often
            let begins = token.end - token.start >= 8;
            steps.push(Step { word: verb, begins, goes_on: false, loose: true });
        }
        if near != NONE {
            steps.push(Step { word: near, ..step });
        }
        if class != NONE {
            steps.push(Step { word: class, ..step });
        }
        if self.is_number(token) || Vocabulary::is_number_word(exact) {
            steps.push(Step { word: NUMBER, ..step });
        }
    }

    fn reading(&self, token: &Token) -> Reading {
        if token.is(mark::HOST) {
            return Reading::UNKNOWN;
        }
        let vocabulary = &self.lexicon.vocabulary;
        let word = self.folded.text().as_bytes().get(token.range()).unwrap_or(&[]);
        let strict = token.any(mark::NAME | mark::PLACE);
        if token.joined {
            let plain: Vec<u8> = word.iter().copied().filter(u8::is_ascii_alphanumeric).collect();
            return vocabulary.read(&plain, token.hash, strict);
        }
        match word {
            b"&" => vocabulary.read(b"and", token.hash, true),
            word => vocabulary.read(word, token.hash, strict),
        }
    }

    /// Whether a token is a plain number: 9 and 7.5, not 9am and not 1st.
    fn is_number(&self, token: &Token) -> bool {
        token.is(mark::NUMBER)
            && token
                .end
                .checked_sub(1)
                .and_then(|last| self.folded.text().as_bytes().get(last as usize))
                .is_some_and(u8::is_ascii_digit)
    }

    fn resolve(&self) -> Vec<Match> {
        let mut found = Vec::new();
        let (mut harmless, mut faint) = (Vec::new(), Vec::new());
        for hit in &self.hits {
            for payload in self.lexicon.trie.payloads(hit.node) {
                let category = payload.category;
                let this = Match { category, first: hit.first, last: hit.last };
                let told = match payload.role {
                    Role::Harmless => {
                        harmless.push(this);
                        false
                    }
                    Role::Faint => {
                        faint.push(this);
                        false
                    }
                    Role::Word => self.counts(hit, payload),
                    Role::With(block) => {
                        self.is_near(hit, block, false)
                            && self.counts(hit, payload)
                            && !self.is_silenced(hit, block)
                    }
                    Role::Unless(block) => self.counts(hit, payload) && !self.is_near(hit, block, false),
                };
                if told {
                    found.push(this);
                }
            }
        }
        harmless.sort_unstable();
        found.retain(|m| !is_inside(m, &harmless));
        faint.sort_unstable();
        outshine(&mut found, &faint);
        found.sort_unstable_by_key(|m| (m.category, m.first, m.last));
        found.dedup();
        found
    }

    /// Whether the words can count at all where they stand.
    fn counts(&self, hit: &Hit, payload: &Payload) -> bool {
        let tokens = self.tokens.list.get(hit.first..=hit.last).unwrap_or(&[]);
        if tokens.iter().any(|t| t.is(mark::PLACE)) || tokens.iter().all(|t| t.is(mark::NAME)) {
            return false;
        }
        let told = match payload.exact {
            None => true,
            Some(number) => !hit.loose && self.is_exact(tokens, number),
        };
        told && !(hit.first == hit.last && tokens.iter().all(|t| t.is(mark::SHOUT)) && self.is_spelt_out(hit))
    }

    /// Whether the words behind an abbreviation spell it out: "CBT means Church Bridge Terrace". Then they say what it
    /// is, not the abbreviation.
    fn is_spelt_out(&self, hit: &Hit) -> bool {
        let bytes = self.folded.text().as_bytes();
        let letter = |at: usize| self.tokens.list.get(at).and_then(|t| bytes.get(t.start as usize)).copied();
        let Some(token) = self.tokens.list.get(hit.last) else { return false };
        let letters = bytes.get(token.range()).unwrap_or(&[]);
        let spelt = |from: usize| {
            letters.iter().zip(from..).all(|(own, at)| letter(at) == Some(*own))
                && (from..from + letters.len())
                    .all(|at| self.tokens.list.get(at).is_some_and(|t| !t.is(mark::SHOUT)))
        };
        (3..=6).contains(&letters.len()) && (hit.last + 1..=hit.last + EXPLAINED).any(spelt)
    }

    fn is_exact(&self, tokens: &[Token], number: ExactId) -> bool {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return false };
        let Some((want, ordinary)) = self.lexicon.exact.get(usize::from(number)) else { return false };
        let quote = self.folded.quote(first.start as usize, last.end as usize);
        // a text in capitals says nothing by its case, nor does one without any
        if self.shouted {
            return !ordinary && same_letters(quote, want, true);
        }
        if self.small && !ordinary && (3..=5).contains(&want.len()) && same_letters(quote, want, true) {
            return true;
        }
        same_letters(quote, want, false)
            || quote
                .strip_suffix('s')
                .is_some_and(|one| same_letters(one.trim_end_matches(['\'', '\u{2019}']), want, false))
    }

    fn is_silenced(&self, hit: &Hit, block: BlockId) -> bool {
        let without = self.lexicon.blocks.get(usize::from(block)).and_then(|block| block.without);
        without.is_some_and(|without| self.is_near(hit, without, true))
    }

    /// Whether a word of a block is near; `inside` also takes one that holds the match itself ("that's fine").
    fn is_near(&self, hit: &Hit, block: BlockId, inside: bool) -> bool {
        // of most blocks there is no word in the whole text
        if !self.near.may_hold(block) {
            return false;
        }
        let Some(Nearness { within, across, .. }) = self.lexicon.blocks.get(usize::from(block)) else {
            return false;
        };
        let within = *within as usize;
        let sentence = |token: usize| self.tokens.list.get(token).map(|token| token.sentence);
        let near = |word: &Near| {
            if !word.may_serve(block) {
                return false;
            }
            let gap = if word.first > hit.last {
                word.first - hit.last
            } else if hit.first > word.last {
                hit.first - word.last
            } else if inside && (word.first, word.last) != (hit.first, hit.last) {
                0
            } else {
                return false;
            };
            gap <= within
                && (*across || sentence(word.first) == sentence(hit.first))
                && self.lexicon.trie.near(word.node).binary_search(&block).is_ok()
        };
        let (behind, ahead) = self.near.words.split_at_checked(hit.near).unwrap_or_default();
        ahead.iter().take_while(|word| word.last <= hit.last + within + LONGEST).any(near)
            || behind.iter().rev().take_while(|word| word.last + within >= hit.first).any(near)
    }
}

/// Takes out what is faint where another topic is told of plainly.
fn outshine(found: &mut Vec<Match>, faint: &[Match]) {
    if faint.is_empty() {
        return;
    }
    let topics = Topic::ALL.len();
    let plain: Vec<u8> = found
        .iter()
        .filter(|m| usize::from(m.category) < topics && !is_inside(m, faint))
        .map(|m| m.category)
        .collect();
    found.retain(|m| plain.iter().all(|other| *other == m.category) || !is_inside(m, faint));
}

/// Whether a match lies inside one of these phrases of its category; `harmless` is sorted.
fn is_inside(m: &Match, harmless: &[Match]) -> bool {
    let from = Match { first: m.first.saturating_sub(LONGEST), last: 0, ..*m };
    let at = harmless.partition_point(|h| *h < from);
    let near = harmless.iter().skip(at).take_while(|h| h.category == m.category && h.first <= m.first);
    near.into_iter().any(|h| m.last <= h.last)
}

fn same_letters(text: &str, want: &str, any_case: bool) -> bool {
    let (mut own, mut wanted) = (text.chars(), want.chars());
    loop {
        match (own.find(|c| c.is_alphanumeric()), wanted.find(|c| c.is_alphanumeric())) {
            (None, None) => return true,
            (Some(x), Some(y)) if x == y || any_case && x.eq_ignore_ascii_case(&y) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::compile::Terms;
    use super::super::source::read;
    use super::*;
    use crate::policy::text::cut;
    use crate::policy::text::names::{self, Known};

    const LEXICON: &str = r#"
topic = "sti"
words = ["chlamydia", "self harm", "women s aid", "hba1c is #", "biopsy", "coil"]
cased = ["BV", "TOP", "SH:24"]
harmless = ["self harm policy"]
[[with]]
words = ["clap"]
near = ["clinic", "the test"]
within = 3
[[unless]]
words = ["implant"]
near = ["hip"]
within = 3
"#;

    fn found(text: &str) -> Vec<String> {
        let lexicon = Lexicon::of(&[read(LEXICON, false).unwrap()], &Terms::default());
        let folded = Folded::new(text);
        let mut tokens = cut(&folded);
        names::mark(&folded, &mut tokens, &Known::default());
        let list = find(&lexicon, &folded, &tokens);
        list.iter()
            .map(|m| {
                let (a, b) = (tokens.list[m.first], tokens.list[m.last]);
                folded.quote(a.start as usize, b.end as usize).to_owned()
            })
            .collect()
    }

    #[test]
    fn finds_words_in_their_forms() {
        for (text, want) in [
            ("Your Chlamydia result", "Chlamydia"),
            ("your clamydia result", "clamydia"),
            ("after self\u{2011}harming", "self\u{2011}harming"),
            ("after self\nharm", "self\nharm"),
            ("after selfharm", "selfharm"),
            ("the Women\u{2019}s Aid worker", "Women\u{2019}s Aid"),
            ("your HbA1c is 52", "HbA1c is 52"),
            ("two biopsies", "biopsies"),
            ("your BV result", "BV"),
            ("text SH:24 now", "SH:24"),
            ("clap is what the test showed", "clap"),
            ("your implant is due", "implant"),
            ("ask at x.example/chlamydia", "chlamydia"),
        ] {
            assert_eq!(found(text), [want], "{text}");
        }
    }

    #[test]
    fn stays_silent() {
        for text in [
            "bv is not it",
            "top up at the TOp",
            "our self harm policy",
            "the clap of our hands. the test",
            "a hip implant",
            "coiled",
            "self, harm",
            "12 Biopsy Lane",
            "mail chlamydia@x.example",
            "see chlamydia.example",
            "Hi Biopsy, hello",
            "TOP means Town Office Parking",
            "our TOP (Town Office Parking)",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn no_word_near_by_is_passed_over() {
        let lexicon = Lexicon::new(&Terms::default());
        let corpus = include_str!("../../../tests/corpus/tuned.jsonl");
        let mut near = 0;
        for line in corpus.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let folded = Folded::new(line["text"].as_str().unwrap());
            let tokens = cut(&folded);
            let mut walk = Walk::new(&lexicon, &folded, &tokens);
            walk.walk();
            let payloads = |hit| lexicon.trie.payloads(hit).iter().map(|payload| payload.role);
            for (hit, role) in
                walk.hits.iter().flat_map(|hit| payloads(hit.node).map(move |role| (hit, role)))
            {
                let (Role::With(block) | Role::Unless(block)) = role else { continue };
                let Nearness { within, across, .. } = lexicon.blocks[usize::from(block)];
                let sentence = |at: usize| tokens.list[at].sentence;
                let plainly = walk.near.words.iter().any(|word| {
                    let gap = word.first.saturating_sub(hit.last).max(hit.first.saturating_sub(word.last));
                    (1..=within as usize).contains(&gap)
                        && (across || sentence(word.first) == sentence(hit.first))
                        && lexicon.trie.near(word.node).contains(&block)
                });
                assert_eq!(walk.is_near(hit, block, false), plainly, "{}", folded.source());
                near += usize::from(plainly);
            }
        }
        assert!(near > 100);
    }
}
