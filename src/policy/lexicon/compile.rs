//! The lexicon compiled: files and a site's own terms become one trie over one vocabulary.

use std::borrow::Cow;

use crate::domain::topic::Topic;
use crate::policy::text::Folded;
use crate::policy::text::seek::seek;
use crate::policy::text::token::{SEED, step};

use super::cue::Category;
use super::image::{Reader, Writer, optional, optional_of};
use super::matcher::LONGEST;
use super::source::{self, BadSource, Source};
use super::trie::{BlockId, ExactId, Payload, Role, Trie, narrow};
use super::vocabulary::{ANY, NUMBER, Vocabulary, WordId};

macro_rules! assets {
    ($($name:literal)+) => {
        /// The lexicon's files by name.
        pub const FILES: &[(&str, &str)] = &[$(
            ($name, include_str!(concat!("../../../assets/lexicon/", $name, ".toml"))),
        )+];
    };
}

assets! {
    "hiv-bbv" "sti" "sexual-reproductive" "pregnancy" "termination" "fertility" "gender-sexuality" "mental-health"
    "self-harm" "alcohol" "drugs" "abuse" "child-safeguarding" "safeguarding-justice" "cancer" "end-of-life" "genetics"
    "cognition" "intimate" "social-circumstances"
    "rules/result-detail" "rules/bad-news" "rules/third-party-named" "rules/care" "rules/internal-wording" "rules/internal-hint"
    "rules/urgent-by-message" "rules/out-of-scope" "rules/channel-not-approved" "rules/identifier-in-text"
    "rules/placeholder-unfilled" "rules/notice" "rules/everyone" "rules/landmark" "rules/building" "rules/thing"
}

/// Words that are never taken as a misspelling, and that a text in capitals does not turn into an abbreviation.
const ORDINARY: &str = include_str!("../../../assets/lexicon/ordinary.txt");

/// Other spellings of a word, and classes of words.
const CLASSES: &str = include_str!("../../../assets/lexicon/classes.txt");

/// A block of near words, compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nearness {
    /// How many words away at most.
    pub within: u32,
    /// They may stand in another sentence.
    pub across: bool,
    /// The block of the words that silence it.
    pub without: Option<BlockId>,
}

/// What a site adds to the lexicon or takes from it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Words that reveal a topic.
    pub added: Vec<(Topic, String)>,
    /// Words that do not; `None`: for no topic.
    pub silenced: Vec<(Option<Topic>, String)>,
}

/// The compiled lexicon.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Lexicon {
    /// The words.
    pub vocabulary: Vocabulary,
    /// The entries.
    pub trie: Trie,
    /// The blocks.
    pub blocks: Vec<Nearness>,
    /// Entries that are matched letter by letter, and whether such a word is an ordinary one too.
    pub exact: Vec<(String, bool)>,
    ordinary: WordId,
}

impl Lexicon {
    /// Compiles the lexicon's files with a site's terms. A file that cannot be read is left out: a test holds that all
    /// can.
    pub fn compile(terms: &Terms) -> Self {
        let sources: Vec<Source<'_>> =
            FILES.iter().filter_map(|(_, text)| source::read(text, false).ok()).collect();
        Self::of(&sources, terms)
    }

    /// As an image, from which [`Lexicon::from_image`] makes it again.
    pub fn to_image(&self) -> Vec<u8> {
        let mut out = Writer::default();
        self.vocabulary.write(&mut out);
        self.trie.write(&mut out);
        out.rows(&self.blocks, |block| {
            [block.within, u32::from(block.across), optional(block.without.map(u32::from))]
        });
        out.number(u32::try_from(self.exact.len()).unwrap_or(0));
        for (text, ordinary) in &self.exact {
            out.number(u32::from(*ordinary));
            out.bytes(text.as_bytes());
        }
        out.number(self.ordinary);
        out.finish()
    }

    /// The lexicon of an image; `None` where it is none.
    pub fn from_image(image: &[u8]) -> Option<Self> {
        let mut from = Reader(image);
        let vocabulary = Vocabulary::read_image(&mut from)?;
        let trie = Trie::read(&mut from)?;
        let block = |[within, across, without]: [u32; 3]| Nearness {
            within,
            across: across != 0,
            without: optional_of(without).map(narrow),
        };
        let blocks = from.rows(block)?;
        let exact = (0..from.number()?)
            .map(|_| {
                let ordinary = from.number()? != 0;
                Some((String::from_utf8(from.bytes()?.to_vec()).ok()?, ordinary))
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Self { vocabulary, trie, blocks, exact, ordinary: from.number()? })
    }

    /// Compiles these files.
    pub fn of(sources: &[Source<'_>], terms: &Terms) -> Self {
        let mut new = Self::default();
        for word in ORDINARY.lines().filter(|word| !word.starts_with('#')) {
            new.vocabulary.add(word);
        }
        new.ordinary = u32::try_from(new.vocabulary.len()).unwrap_or(0);
        new.classes(CLASSES);
        let mut fuzzy = Vec::with_capacity(16 * 1024);
        for source in sources {
            if let Some(category) = Category::from_slug(&source.name) {
                new.source(source, category.number(), &mut fuzzy);
            }
        }
        for (topic, words) in &terms.added {
            new.entry(words, Category::Topic(*topic).number(), Role::Word, &mut fuzzy);
        }
        for (topic, words) in &terms.silenced {
            let all = Topic::ALL.into_iter().filter(|t| topic.is_none_or(|one| one == *t));
            for topic in all {
                new.entry(words, Category::Topic(topic).number(), Role::Harmless, &mut Vec::new());
            }
        }
        new.vocabulary.seal(fuzzy);
        new.trie.seal();
        new
    }

    fn source(&mut self, source: &Source<'_>, category: u8, fuzzy: &mut Vec<WordId>) {
        for entry in &source.words {
            self.entry(entry, category, Role::Word, fuzzy);
        }
        for entry in &source.cased {
            self.cased(entry, category, Role::Word);
        }
        for entry in &source.harmless {
            self.entry(entry, category, Role::Harmless, &mut Vec::new());
        }
        for entry in &source.faint {
            self.entry(entry, category, Role::Faint, &mut Vec::new());
        }
        for block in &source.blocks {
            let number = BlockId::try_from(self.blocks.len()).unwrap_or(BlockId::MAX);
            let within = u32::from(block.within);
            let without = (!block.without.is_empty()).then_some(number.saturating_add(1));
            let across = block.across;
            self.blocks.push(Nearness { within, across, without });
            if without.is_some() {
                self.blocks.push(Nearness { within, across, without: None });
                self.near(&block.without, number.saturating_add(1));
            }
            let role = if block.with { Role::With(number) } else { Role::Unless(number) };
            for entry in &block.words {
                if block.cased {
                    self.cased(entry, category, role);
                } else {
                    self.entry(entry, category, role, fuzzy);
                }
            }
            self.near(&block.near, number);
        }
    }

    /// Lines `u = you` (another spelling) and `ring: call phone` (the class `@ring`).
    fn classes(&mut self, text: &str) {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((word, other)) = line.split_once(" = ") {
                self.vocabulary.add_spelling(word, other);
            } else if let Some((class, members)) = line.split_once(": ") {
                let class = format!("@{class}");
                for word in members.split(' ').filter(|word| !word.is_empty()) {
                    self.vocabulary.add_class(word, &class);
                }
            }
        }
    }

    fn entry(&mut self, entry: &str, category: u8, role: Role, fuzzy: &mut Vec<WordId>) {
        if let Some(choices) = choices(entry) {
            for choice in &choices {
                self.entry(choice, category, role, fuzzy);
            }
            return;
        }
        let words = self.words(entry);
        if words.is_empty() {
            return;
        }
        fuzzy.extend_from_slice(&words);
        let payload = Payload { category, role, exact: None };
        let node = self.trie.path(&words);
        self.trie.add(node, payload);
        if let Some(variant) = self.variant(&words) {
            let node = self.trie.path(&variant);
            self.trie.add(node, payload);
        }
    }

    fn near(&mut self, entries: &[Cow<'_, str>], block: BlockId) {
        for entry in entries {
            self.near_entry(entry, block);
        }
    }

    fn near_entry(&mut self, entry: &str, block: BlockId) {
        if let Some(choices) = choices(entry) {
            for choice in &choices {
                self.near_entry(choice, block);
            }
            return;
        }
        let words = self.words(entry);
        if !words.is_empty() {
            let node = self.trie.path(&words);
            self.trie.add_near(node, block);
        }
    }

    fn cased(&mut self, entry: &str, category: u8, role: Role) {
        let words = self.words(&entry.to_ascii_lowercase());
        if words.is_empty() {
            return;
        }
        let ordinary = words.len() == 1 && words.iter().all(|word| *word < self.ordinary);
        let number = ExactId::try_from(self.exact.len()).unwrap_or(ExactId::MAX);
        self.exact.push((entry.to_owned(), ordinary));
        let node = self.trie.path(&words);
        self.trie.add(node, Payload { category, role, exact: Some(number) });
    }

    fn words(&mut self, entry: &str) -> Vec<WordId> {
        // nearly all entries are plain words with single blanks
        if let Some((words, count)) = plain_words(entry.as_bytes()) {
            let words = words.get(..count).unwrap_or(&[]);
            return words.iter().map(|(word, code)| self.vocabulary.add_hashed(word, *code)).collect();
        }
        let number = |word: &String| match word.as_str() {
            "#" => NUMBER,
            "*" => ANY,
            word => self.vocabulary.add(word),
        };
        spell(entry).iter().map(number).collect()
    }

    /// Two words written as one ("selfharm"), one word written as two ("anti depressant").
    fn variant(&mut self, words: &[WordId]) -> Option<Vec<WordId>> {
        match *words {
            [one] => {
                let word = self.vocabulary.letters(one);
                let split = |prefix: &&str| word.strip_prefix(prefix.as_bytes());
                let (prefix, rest) = PREFIXES.iter().find_map(|p| Some((*p, split(p)?)))?;
                let rest = (rest.len() >= 4).then(|| rest.to_owned())?;
                Some(vec![self.vocabulary.add(prefix), self.vocabulary.add_letters(&rest)])
            }
            [a, b] if a > ANY && b > ANY => {
                let (first, second) = (self.vocabulary.letters(a), self.vocabulary.letters(b));
                let long = first.len() + second.len() >= 8 && first.len() >= 3;
                let joined = long.then(|| [first, second].concat())?;
                let plain = joined.iter().all(u8::is_ascii_alphabetic);
                plain.then(|| vec![self.vocabulary.add_letters(&joined)])
            }
            _ => None,
        }
    }
}

/// A word and its hash.
type Hashed<'e> = (&'e [u8], u32);

/// The words of an entry of small letters, figures and blanks alone, with their hashes, and how many there are; `None`
/// where it has anything else.
fn plain_words(entry: &[u8]) -> Option<([Hashed<'_>; LONGEST], usize)> {
    let mut words: [Hashed<'_>; LONGEST] = [(&[], 0); LONGEST];
    let mut count = 0;
    let mut rest = entry;
    while !rest.is_empty() {
        let (mut code, mut length) = (SEED, 0);
        for byte in rest.iter().take_while(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9')) {
            code = step(code, *byte);
            length += 1;
        }
        let (word, tail) = rest.split_at(length);
        if is_ending(word) || tail.first().is_some_and(|sign| *sign != b' ') {
            return None;
        }
        if length > 0 {
            *words.get_mut(count)? = (word, code);
            count += 1;
        }
        rest = tail.get(1..).unwrap_or(&[]);
    }
    Some((words, count))
}

/// What an apostrophe leaves behind: it belongs to the word in front of it.
const fn is_ending(word: &[u8]) -> bool {
    matches!(word, b"s" | b"t" | b"re" | b"ve" | b"ll" | b"d" | b"m")
}

/// Beginnings that people write apart.
const PREFIXES: &[&str] =
    &["anti", "chemo", "radio", "ante", "post", "peri", "psycho", "immuno", "hypno", "endo", "over"];

/// The readings of an entry by its first word with a choice: `a|b` is either, `a?` may be left out. `None` where it has
/// no choice.
pub(super) fn choices(entry: &str) -> Option<Vec<String>> {
    let at = seek(entry.as_bytes(), 0, *b"?|")?;
    let start = entry.get(..at)?.rfind(' ').map_or(0, |blank| blank + 1);
    let end = entry.get(at..)?.find(' ').map_or(entry.len(), |blank| at + blank);
    let (before, after) = (entry.get(..start)?, entry.get(end..)?);
    let word = entry.get(start..end)?;
    let with = word.trim_end_matches('?').split('|').map(|one| format!("{before}{one}{after}"));
    let without = word.ends_with('?').then(|| format!("{before}{}", after.trim_start()));
    Some(with.chain(without).collect())
}

/// The words of an entry, as the text's words are spelt: apostrophes joined, signs as blanks.
pub fn spell(entry: &str) -> Vec<String> {
    let folded;
    let plain = if entry.is_ascii() {
        entry
    } else {
        folded = Folded::new(entry).text().to_owned();
        &folded
    };
    let mut out: Vec<String> = Vec::new();
    for part in
        plain.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '\'' | '#' | '*' | '&' | '@')))
    {
        let word: String = part.chars().filter(|c| *c != '\'').collect::<String>().to_ascii_lowercase();
        let joins = match word.as_str() {
            "" => continue,
            "s" | "re" | "ve" | "ll" => true,
            "t" => out.last().is_some_and(|last| last.ends_with('n')),
            "d" | "m" => out
                .last()
                .is_some_and(|last| matches!(last.as_str(), "i" | "we" | "you" | "he" | "she" | "they")),
            _ => false,
        };
        match out.last_mut() {
            Some(last) if joins => last.push_str(&word),
            _ if word == "&" => out.push("and".to_owned()),
            _ => out.push(word),
        }
    }
    out
}

/// Reads one of the lexicon's files with its examples.
///
/// # Errors
/// When the file is not of the format.
pub fn examples(text: &str) -> Result<Source<'_>, BadSource> {
    source::read(text, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_spelt_like_texts() {
        assert_eq!(spell("women s aid"), ["womens", "aid"]);
        assert_eq!(spell("so he doesn t know"), ["so", "he", "doesnt", "know"]);
        assert_eq!(spell("SH:24"), ["sh", "24"]);
        assert_eq!(spell("bp # over #"), ["bp", "#", "over", "#"]);
        assert_eq!(spell("cam-drin"), ["cam", "drin"]);
        assert_eq!(spell("drug & alcohol"), ["drug", "and", "alcohol"]);
        assert_eq!(spell("@ring us back"), ["@ring", "us", "back"]);
        assert_eq!(choices("a b? c"), Some(vec!["a b c".into(), "a c".into()]));
        assert_eq!(choices("a|b c?"), Some(vec!["a c?".into(), "b c?".into()]));
        assert_eq!(choices("c d|e?"), Some(vec!["c d".into(), "c e".into(), "c ".into()]));
        assert_eq!(choices("a"), None);
    }

    #[test]
    fn spellings_and_classes_are_understood() {
        let source = source::read("topic = \"sti\"\nwords = [\"@ring you back? now\"]", false);
        let lexicon = Lexicon::of(&[source.unwrap_or_default()], &Terms::default());
        let found = |text: &str| {
            let folded = Folded::new(text);
            let tokens = crate::policy::text::cut(&folded);
            !super::super::matcher::find(&lexicon, &folded, &tokens).is_empty()
        };
        assert!(found("phone u now") && found("ring you back now") && found("fone u bk now"));
        assert!(!found("write you back now"));
    }
}
