//! A message read once: its fields folded, cut and searched, for every rule to look at.

use std::cell::OnceCell;
use std::ops::Range;

use crate::domain::span::{Field, Span};
use crate::domain::topic::Topic;

use super::case::{Case, Reader};
use super::finding::Finding;
use super::lexicon::{Category, Cue, Match, matcher, notice};
use super::opinion::model::Sum;
use super::opinion::{self, Matter, Opinion};
use super::settings::Checker;
use super::text::dates::{self, DayMention};
use super::text::names::{self, Known};
use super::text::token::{Sentence, mark};
use super::text::{self, Folded, Letters, Token, Tokens};

/// How far words of one sentence are read together.
const REACH: usize = 40;

/// A message read.
#[derive(Debug)]
pub struct Scan<'a> {
    /// The body.
    pub text: Scanned<'a>,
    /// The subject line, where there is one.
    pub subject: Option<Scanned<'a>>,
}

/// A field read.
#[derive(Debug)]
pub struct Scanned<'a> {
    /// Which.
    pub field: Field,
    /// Its text.
    pub folded: Folded<'a>,
    /// Its words and sentences.
    pub tokens: Tokens,
    matches: Vec<Match>,
    /// One bit for each category of which there are matches.
    found: u64,
    days: OnceCell<Vec<DayMention>>,
    /// What the second opinion adds up to.
    sum: Sum,
    /// The topics that only it sees.
    likely: Vec<Topic>,
}

/// What of a lexicon's category was found: all places, merged where they touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The tokens.
    pub tokens: Range<usize>,
    /// The stretch.
    pub span: Span,
}

impl<'a> Scan<'a> {
    /// Reads the message of a case.
    pub fn new(case: &Case<'a>) -> Self {
        let known = known(case);
        let scan = |field, text| Scanned::new(case.checker, &known, field, text);
        let subject = case.content.subject.filter(|subject| !subject.trim().is_empty());
        Self {
            text: scan(Field::Text, case.content.text),
            subject: subject.map(|text| scan(Field::Subject, text)),
        }
    }

    /// The fields there are, the subject first.
    pub fn fields(&self) -> impl Iterator<Item = &Scanned<'a>> {
        self.subject.iter().chain(std::iter::once(&self.text))
    }

    /// Whether the second opinion doubts what a rule found in the text: as a whole it lies far on the side of those in
    /// which there is nothing of the kind. Topics are doubted where they are looked for.
    pub fn doubts(&self, finding: &Finding) -> bool {
        let mut spans = finding.span.iter().chain(&finding.others).peekable();
        let in_text = spans.peek().is_some() && spans.all(|span| span.field == Field::Text);
        in_text && Matter::of_rule(finding.rule).is_some_and(|matter| opinion::doubts(&self.text.sum, matter))
    }

    /// Topics found anywhere, each once.
    pub fn topics(&self) -> Vec<Topic> {
        let found = |topic: &Topic| self.fields().any(|f| !f.matches(Category::Topic(*topic)).is_empty());
        Topic::ALL.into_iter().filter(found).collect()
    }
}

/// The names that the message may hold as names.
pub fn known(case: &Case<'_>) -> Known {
    let mut known = case.checker.known().clone();
    if let Some(dossier) = case.dossier {
        for name in &dossier.patient.names {
            for part in name.given.iter().chain(&name.family) {
                known.add_name(part);
            }
        }
    }
    if let Reader::Proxy(proxy) = case.reader {
        for part in proxy.name.given.iter().chain(&proxy.name.family) {
            known.add_name(part);
        }
    }
    known
}

/// The bit of a category.
const fn bit(category: u8) -> u64 {
    1 << (category % 64)
}

fn is_topic(m: Match) -> bool {
    usize::from(m.category) < Topic::ALL.len()
}

impl<'a> Scanned<'a> {
    /// Reads one field.
    pub fn new(checker: &Checker, known: &Known, field: Field, text: &'a str) -> Self {
        let mut scanned = Self::by_lexicon(checker, known, field, text);
        let mut named: Vec<u8> = scanned.matches.iter().map(|m| m.category).collect();
        named.dedup();
        notice::silence(&mut scanned.matches, &scanned.tokens);
        if field == Field::Text {
            scanned.sum = opinion::weigh(&scanned.folded, &scanned.tokens);
            opinion::silence(&mut scanned.matches, &scanned.folded, &scanned.tokens, &scanned.sum);
            scanned.listen(&named);
        }
        scanned.found = scanned.matches.iter().fold(0, |found, m| found | bit(m.category));
        scanned
    }

    /// Reads one field by the lexicon's entries alone: neither notices nor the second opinion are heard.
    fn by_lexicon(checker: &Checker, known: &Known, field: Field, text: &'a str) -> Self {
        let folded = Folded::new(text);
        let mut tokens = text::cut(&folded);
        names::mark(&folded, &mut tokens, known);
        let matches = matcher::find(checker.lexicon(), &folded, &tokens);
        let sum = Sum::default();
        Self { field, folded, tokens, matches, found: 0, days: OnceCell::new(), sum, likely: Vec::new() }
    }

    /// Takes in the topics that only the second opinion sees, by the words that weighed most. Of the categories
    /// that the lexicon named, of which a notice excused some and doubt took some away, it says nothing.
    fn listen(&mut self, named: &[u8]) {
        for topic in Topic::ALL {
            let category = Category::Topic(topic).number();
            if !named.contains(&category)
                && let Some(opinion) = self.opinion(Matter::Topic(topic))
            {
                self.matches.extend(opinion.words.iter().map(|at| Match { category, first: *at, last: *at }));
                self.likely.push(topic);
            }
        }
        self.matches.sort_unstable();
    }

    /// Whether only the second opinion sees a topic.
    pub fn is_likely(&self, topic: Topic) -> bool {
        self.likely.contains(&topic)
    }

    /// The days that it names, in order and apart.
    pub fn days(&self) -> &[DayMention] {
        self.days.get_or_init(|| dates::days(&self.folded, &self.tokens))
    }

    /// What the second opinion says of a matter: of the text, not of a subject line.
    pub fn opinion(&self, matter: Matter) -> Option<Opinion> {
        if self.field != Field::Text {
            return None;
        }
        opinion::opinion(self, &self.sum, matter)
    }

    /// The number of the sentence of which the second opinion says it, if of any.
    pub fn likely_sentence(&self, matter: Matter) -> Vec<usize> {
        let opinion = self.opinion(matter);
        let sentence = opinion.and_then(|opinion| self.tokens.list.get(opinion.tokens.start));
        sentence.map(|token| token.sentence as usize).into_iter().collect()
    }

    /// The entries of a category, by place.
    pub fn matches(&self, category: Category) -> &[Match] {
        let number = category.number();
        // most categories are not there
        if self.found & bit(number) == 0 {
            return &[];
        }
        let from = self.matches.partition_point(|m| m.category < number);
        let to = self.matches.partition_point(|m| m.category <= number);
        self.matches.get(from..to).unwrap_or(&[])
    }

    /// The places of a cue.
    pub fn cue(&self, cue: Cue) -> Vec<Place> {
        self.places(Category::Cue(cue))
    }

    /// The places of a category, merged where they touch.
    pub fn places(&self, category: Category) -> Vec<Place> {
        let mut out: Vec<Range<usize>> = Vec::new();
        for m in self.matches(category) {
            match out.last_mut() {
                Some(last) if m.first <= last.end && self.touches(last.end, m.first) => {
                    last.end = last.end.max(m.last + 1);
                }
                _ => out.push(m.first..m.last + 1),
            }
        }
        out.into_iter().filter_map(|tokens| Some(Place { span: self.span_of(&tokens)?, tokens })).collect()
    }

    fn touches(&self, end: usize, first: usize) -> bool {
        first < end || self.tokens.list.get(first).is_some_and(|token| !token.is(mark::BREAK))
    }

    /// Whether any topic was found.
    pub fn is_sensitive(&self) -> bool {
        self.matches.first().is_some_and(|m| is_topic(*m))
    }

    /// The numbers of the sentences in which a match of these categories lies.
    pub fn sentences_with(&self, categories: impl Fn(Category) -> bool) -> Vec<usize> {
        let hit = |m: &&Match| Category::from_number(m.category).is_some_and(&categories);
        let mut out: Vec<usize> = self
            .matches
            .iter()
            .filter(hit)
            .filter_map(|m| self.tokens.list.get(m.first).map(|t| t.sentence as usize))
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The numbers of the sentences in which these places begin, each once.
    pub fn sentences_of(&self, places: &[Place]) -> Vec<usize> {
        let sentence = |place: &Place| self.tokens.list.get(place.tokens.start).map(|t| t.sentence as usize);
        let mut out: Vec<usize> = places.iter().filter_map(sentence).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The stretch of these tokens.
    pub fn span_of(&self, tokens: &Range<usize>) -> Option<Span> {
        let first = self.tokens.list.get(tokens.start)?;
        let last = self.tokens.list.get(tokens.end.checked_sub(1)?)?;
        self.span(first.start as usize, last.end as usize)
    }

    /// The stretch of these folded bytes; `None` when it is empty.
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        let (start, end) = self.folded.span(start, end)?;
        Some(Span { field: self.field, start, end })
    }

    /// The words of a stretch as received.
    pub fn quote(&self, span: Span) -> &'a str {
        self.folded.source().get(span.range()).unwrap_or("")
    }

    /// The folded letters of a token.
    pub fn word(&self, token: &Token) -> &str {
        self.folded.text().get(token.range()).unwrap_or("")
    }

    /// The folded letters of the token at a place; empty behind the end.
    pub fn word_at(&self, at: usize) -> &str {
        self.tokens.list.get(at).map_or("", |token| self.word(token))
    }

    /// The same with its hash, for lists of words.
    pub fn letters_at(&self, at: usize) -> Letters<'_> {
        let Some(token) = self.tokens.list.get(at) else { return Letters::from("") };
        let word = self.word(token);
        // the hash of a joined word leaves its signs out
        if token.joined { Letters::from(word) } else { Letters::of(word, token.hash) }
    }

    /// Whether the sentence of a token sets a condition before it: what follows is told to nobody in particular.
    pub fn is_conditional(&self, token: usize) -> bool {
        (self.around(token).start..token)
            .any(|at| matches!(self.word_at(at), "if" | "unless" | "should" | "os"))
    }

    /// The tokens of a sentence near one of them: at most `REACH` to either side, so that a text without an end of
    /// its sentences is read in linear time too.
    pub fn around(&self, token: usize) -> Range<usize> {
        let Some(sentence) = self.sentence_of(token) else { return token..token };
        let start = sentence.tokens.start.max(token.saturating_sub(REACH));
        start..sentence.tokens.end.min(token + REACH)
    }

    /// The sentence of a token.
    pub fn sentence_of(&self, token: usize) -> Option<&Sentence> {
        let at = self.tokens.list.get(token)?.sentence as usize;
        self.tokens.sentences.get(at)
    }
}

impl Scanned<'_> {
    /// Whether a link is written in plain ASCII letters.
    pub fn quote_is_ascii(&self, link: &super::text::Link) -> bool {
        self.folded.quote(link.bytes.start, link.bytes.end).is_ascii()
    }
}
