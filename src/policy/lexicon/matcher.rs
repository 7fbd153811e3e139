//! Finding the lexicon's entries in a text: one pass over its words.

use crate::domain::topic::Topic;
use crate::policy::text::token::mark;
use crate::policy::text::{Folded, Token, Tokens};

use super::compile::Lexicon;
use super::trie::{BlockId, ExactId, NodeId, Payload, Place, Role, Trie};
use super::vocabulary::{ANY, NUMBER, Reading, Vocabulary, WordId};

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

/// An end of a path that was reached.
#[derive(Debug, Clone, Copy)]
struct Hit {
    node: NodeId,
    first: usize,
    last: usize,
    /// Its last word is a form in -ed or -ing, or a misspelling.
    loose: bool,
}

/// A word of a text, as paths read it.
#[derive(Debug, Clone, Copy)]
struct Word {
    reading: Reading,
    /// It is a number, in figures or as a word.
    number: bool,
    /// It has eight letters at least.
    long: bool,
    /// No phrase reaches over the gap in front of it.
    closed: bool,
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
    words: Vec<Word>,
    hits: Vec<Hit>,
    shouted: bool,
    small: bool,
}

/// All entries in a text, by place; what is harmless, a name, a place or an address is left out.
pub fn find(lexicon: &Lexicon, folded: &Folded<'_>, tokens: &Tokens) -> Vec<Match> {
    let letters = tokens.list.iter().filter(|t| !t.is(mark::NUMBER));
    let (mut shouts, mut capitals, mut all) = (0usize, 0usize, 0usize);
    for token in letters {
        all += 1;
        shouts += usize::from(token.is(mark::SHOUT));
        capitals += usize::from(token.is(mark::CAPITAL));
    }
    let mut walk = Walk {
        lexicon,
        folded,
        tokens,
        words: Vec::with_capacity(tokens.list.len()),
        hits: Vec::with_capacity(tokens.list.len() / 2),
        shouted: all >= 4 && shouts * 10 >= all * 6,
        small: all >= 4 && capitals == 0,
    };
    walk.read();
    walk.walk();
    walk.resolve()
}

impl Walk<'_> {
    fn read(&mut self) {
        for token in &self.tokens.list {
            let reading = self.reading(token);
            self.words.push(Word {
                reading,
                number: self.is_number(token) || Vocabulary::is_number_word(reading.exact),
                long: token.end - token.start >= 8,
                closed: token.any(mark::BREAK | mark::HOST),
            });
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

    fn walk(&mut self) {
        let root = Trie::root();
        for first in 0..self.words.len() {
            self.follow(root, first, first);
        }
    }

    /// Goes on from a place of the trie with all that the word at `at` can be.
    fn follow(&mut self, from: Place, first: usize, at: usize) {
        let Some(word) = self.words.get(at).copied().filter(|word| at == first || !word.closed) else {
            return;
        };
        let Reading { exact, plural, verb, near, class } = word.reading;
        let inside = at > first;
        if from.may_take(exact) {
            self.pass(from, exact, first, at);
        }
        if from.may_take(plural) {
            self.reach(from, plural, Hit { node: 0, first, last: at, loose: false });
        }
        // a short form in -ed or -ing is another word too often
        if from.may_take(verb) && (inside || word.long) {
            self.reach(from, verb, Hit { node: 0, first, last: at, loose: true });
        }
        if from.may_take(near) {
            self.pass(from, near, first, at);
        }
        if from.may_take(class) {
            self.pass(from, class, first, at);
        }
        if word.number && from.may_take(NUMBER) {
            self.pass(from, NUMBER, first, at);
        }
        if inside && from.may_take(ANY) {
            self.pass(from, ANY, first, at);
        }
    }

    /// Takes a word, notes an end that it reaches and goes on behind it.
    #[inline]
    fn pass(&mut self, from: Place, word: WordId, first: usize, at: usize) {
        let Some(place) = self.reach(from, word, Hit { node: 0, first, last: at, loose: false }) else {
            return;
        };
        if place.goes_on() {
            self.follow(place, first, at + 1);
        }
    }

    /// Takes a word and notes an end that it reaches.
    #[expect(clippy::inline_always, reason = "a call for every word of every text, measured")]
    #[inline(always)]
    fn reach(&mut self, from: Place, word: WordId, hit: Hit) -> Option<Place> {
        let place = self.lexicon.trie.next(from, word)?;
        if place.is_end {
            self.hits.push(Hit { node: place.node, ..hit });
        }
        Some(place)
    }

    fn resolve(&self) -> Vec<Match> {
        let mut found = Vec::new();
        let (mut harmless, mut faint) = (Vec::new(), Vec::new());
        for (at, hit) in self.hits.iter().enumerate() {
            for payload in self.lexicon.trie.payloads(hit.node) {
                let category = payload.category;
                let this = Match { category, first: hit.first, last: hit.last };
                match payload.role {
                    Role::Harmless => harmless.push(this),
                    Role::Faint => faint.push(this),
                    _ if !self.counts(hit, payload) => {}
                    Role::Word => found.push(this),
                    Role::With(block)
                        if self.is_near(at, hit, block, false) && !self.is_silenced(at, hit, block) =>
                    {
                        found.push(this);
                    }
                    Role::Unless(block) if !self.is_near(at, hit, block, false) => found.push(this),
                    Role::With(_) | Role::Unless(_) => {}
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

    fn is_silenced(&self, at: usize, hit: &Hit, block: BlockId) -> bool {
        let without = self.lexicon.blocks.get(usize::from(block)).and_then(|block| block.without);
        without.is_some_and(|without| self.is_near(at, hit, without, true))
    }

    /// Whether a word of a block is near; `inside` also takes one that holds the match itself ("that's fine").
    fn is_near(&self, at: usize, hit: &Hit, block: BlockId, inside: bool) -> bool {
        let (within, across) =
            self.lexicon.blocks.get(usize::from(block)).map_or((0, false), |b| (b.within as usize, b.across));
        let sentence = self.tokens.list.get(hit.first).map(|t| t.sentence);
        let near = |other: &Hit| {
            let gap = if other.first > hit.last {
                other.first - hit.last
            } else if hit.first > other.last {
                hit.first - other.last
            } else if inside && (other.first, other.last) != (hit.first, hit.last) {
                0
            } else {
                return false;
            };
            gap <= within
                && (across || self.tokens.list.get(other.first).map(|t| t.sentence) == sentence)
                && self.lexicon.trie.is_near(other.node, block)
        };
        let ahead = self.hits.get(at + 1..).unwrap_or(&[]);
        if ahead.iter().take_while(|other| other.first <= hit.last + within).any(near) {
            return true;
        }
        let behind = self.hits.get(..at).unwrap_or(&[]);
        behind.iter().rev().take_while(|other| other.first + within + LONGEST >= hit.first).any(near)
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
    let letters = |s: &'_ str| s.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let (a, b) = (letters(text), letters(want));
    a.len() == b.len() && a.iter().zip(&b).all(|(x, y)| x == y || any_case && x.eq_ignore_ascii_case(y))
}

#[cfg(test)]
mod tests {
    use super::super::compile::Terms;
    use super::super::source::read;
    use super::*;
    use crate::policy::text::names::{self, Known};
    use crate::policy::text::token::cut;

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
}
