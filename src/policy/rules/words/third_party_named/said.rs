//! What a text says of somebody's health or care, and of whom it says it.

use std::ops::Range;

use crate::domain::topic::Topic;
use crate::policy::lexicon::{Category, Cue};
use crate::policy::rules::words::people;
use crate::policy::scan::Scanned;
use crate::policy::text::token::mark;
use crate::policy::text::{WordList, WordSet};

use super::belongs;
use super::persons::{Named, Person, is_relation};

/// How many words behind the person something is still said of them.
const REACH: usize = 22;

/// What is said of health or care: the sentence and the token where it begins, and whether it says whose it is.
pub(super) struct Told {
    at: usize,
    last: usize,
    sentence: u32,
    care: bool,
    /// Its words say that it is another's: "with her back".
    theirs: bool,
}

impl Told {
    /// Whether it begins among these tokens and is a topic.
    pub fn is_topic_in(&self, among: &Range<usize>) -> bool {
        !self.care && among.contains(&self.at)
    }

    /// Whether it is told before this token.
    pub fn is_before(&self, at: usize) -> bool {
        self.last < at
    }
}

/// What the text says of health and care, in order.
pub(super) fn told(scanned: &Scanned<'_>, proxy: bool) -> Vec<Told> {
    // who has lost somebody is told of it, and who was hurt is told by whom
    let topics = Topic::ALL.into_iter().filter(|topic| *topic != Topic::Abuse && !scanned.is_likely(*topic));
    let topics = topics.flat_map(|topic| {
        let found = scanned.matches(Category::Topic(topic)).iter();
        found.filter(move |m| topic != Topic::EndOfLife || !is_loss(scanned, m.first..m.last + 1))
    });
    let care = scanned.matches(Category::Cue(Cue::Care)).iter().map(|m| (*m, true));
    let mut out: Vec<Told> = topics
        .map(|m| (*m, false))
        .chain(care)
        .filter_map(|(m, care)| {
            let sentence = scanned.tokens.list.get(m.first)?.sentence;
            Some(Told { at: m.first, last: m.last, sentence, care, theirs: false })
        })
        .collect();
    // whoever reads for the patient is told of the patient's body
    if !proxy {
        out.extend((1..scanned.tokens.list.len()).filter_map(|at| of_a_body(scanned, at)));
    }
    out.sort_by_key(|told| told.at);
    out
}

/// "in with her back again", "about his knee": what is wrong with somebody's body.
fn of_a_body(scanned: &Scanned<'_>, at: usize) -> Option<Told> {
    let token = scanned.tokens.list.get(at)?;
    let ails = THIRDS.may_hold(token.hash)
        && matches!(scanned.word(token), "his" | "her" | "their")
        && BODY.holds(scanned.letters_at(at + 1))
        && matches!(scanned.word_at(at - 1), "with" | "about" | "broken" | "broke" | "fractured" | "hurt");
    ails.then_some(Told { at, last: at + 1, sentence: token.sentence, care: true, theirs: true })
}

/// What of a body people are seen about.
static BODY: WordList = WordList::of(
    "\
    back knee knees hip hips chest leg legs foot feet ankle arm wrist shoulder neck stomach tummy bowels waterworks \
    nerves eyes ears throat lungs kidneys prostate periods skin breathing breast heart",
);

/// Whether words of the end of life tell of a loss: the one who is left is told.
fn is_loss(scanned: &Scanned<'_>, words: Range<usize>) -> bool {
    !words.clone().any(|at| {
        matches!(
            scanned.word_at(at),
            "hospice" | "palliative" | "syringe" | "driver" | "comfort" | "morphine"
        )
    })
}

/// Whether something of their health or care is told of a person.
pub(super) fn tells_of(scanned: &Scanned<'_>, person: &Person, told: &[Told], proxy: bool) -> bool {
    let last = person.tokens.end - 1;
    let from = told.partition_point(|told| told.at < last);
    let mut near = told.iter().skip(from).take_while(|told| told.at <= last + REACH);
    let stranger = person.named == Named::Stranger;
    near.any(|told| is_theirs(scanned, person, told))
        || !proxy && belongs::owns(scanned, &person.tokens, told)
        || !proxy && belongs::belongs_to(scanned, &person.tokens)
        || belongs::shares(scanned, &person.tokens, told)
        || stranger && belongs::is_whose(scanned, &person.tokens)
        || stranger && belongs::is_other_patient(scanned, &person.tokens)
        || stranger && person.tokens.len() > 1 && has_died(scanned, &person.tokens)
}

const HE_OR_SHE: [&str; 11] =
    ["he", "she", "his", "her", "him", "their", "he's", "she's", "hes", "shes", "they"];

/// Their hashes.
const THIRDS: WordSet = WordSet::of(&HE_OR_SHE);

/// "she", "his": whose words are a third person's.
fn is_third(scanned: &Scanned<'_>, at: usize) -> bool {
    scanned.tokens.list.get(at).is_some_and(|token| THIRDS.may_hold(token.hash))
        && HE_OR_SHE.contains(&scanned.word_at(at))
}

/// Whether who reads or writes takes over what is told; not in "Efua from your church", said of a stranger.
fn takes_over(scanned: &Scanned<'_>, at: usize, named: Named) -> bool {
    is_first_or_second(scanned, at) && !(named == Named::Stranger && is_beside(scanned, at))
}

/// "you", "your", "we": who reads or writes.
pub(super) fn is_first_or_second(scanned: &Scanned<'_>, at: usize) -> bool {
    matches!(
        scanned.word_at(at),
        "your"
            | "ur"
            | "yr"
            | "you"
            | "u"
            | "yours"
            | "we"
            | "you're"
            | "you've"
            | "you'd"
            | "you'll"
            | "youve"
    )
}

/// "before you", "who drives you", "from your church": the reader is named to say who somebody else is.
fn is_beside(scanned: &Scanned<'_>, at: usize) -> bool {
    matches!(
        scanned.word_at(at.wrapping_sub(1)),
        "before"
            | "after"
            | "beside"
            | "near"
            | "opposite"
            | "from"
            | "who"
            | "whose"
            | "of"
            | "behind"
            | "on"
            | "in"
            | "to"
            | "with"
            | "door"
            | "drives"
            | "lifts"
    )
}

/// Whether what is told is told of this person: in the same sentence or, where it says "she" or "his", the next.
fn is_theirs(scanned: &Scanned<'_>, person: &Person, told: &Told) -> bool {
    let Some(sentence) = scanned.tokens.list.get(person.tokens.start).map(|token| token.sentence) else {
        return false;
    };
    let between = person.tokens.end..told.at;
    // "with your wife about your prostate" is the patient's again
    let owner =
        between.clone().rev().find(|at| is_third(scanned, *at) || takes_over(scanned, *at, person.named));
    let third =
        told.theirs || owner.map_or(told.care && is_third(scanned, told.at), |at| is_third(scanned, at));
    if told.sentence != sentence {
        // "Grace is your nurse now. She used to work at the hospice"
        let works =
            || between.clone().any(|at| matches!(scanned.word_at(at), "work" | "worked" | "works" | "runs"));
        return third && told.sentence == sentence + 1 && !works();
    }
    // "Emma has your results"
    let behind = scanned.tokens.list.get(told.last + 1).is_some_and(|token| token.sentence == sentence);
    // "came in with your blood pressure machine"
    let with = scanned.word_at(told.last + 1) == "with";
    let end = told.last + 1 + usize::from(behind) + usize::from(behind && with);
    if (told.at..end).any(|at| matches!(scanned.word_at(at), "your" | "ur" | "yr")) {
        return false;
    }
    if third {
        return !helps(scanned, between);
    }
    // "your mum found the note"
    if people::TELLS.holds(scanned.letters_at(person.tokens.end)) {
        return false;
    }
    match person.named {
        Named::Stranger => is_strangers(scanned, &person.tokens, told, owner),
        Named::Kin => {
            let near = |words: &WordList| between.clone().any(|at| words.holds(scanned.letters_at(at)));
            let before = person.tokens.start.checked_sub(1).map_or("", |at| scanned.word_at(at));
            let with = near(&people::WITH) && !is_or_has(scanned, &person.tokens);
            let cared_for = people::CARED_FOR.holds(before);
            // "your lodger came to us with TB"
            let with = with && !comes_with(scanned, between.clone());
            owner.is_none()
                && !helps(scanned, between.clone())
                && (cared_for || !with && (is_or_has(scanned, &person.tokens) || !people::WITH.holds(before)))
        }
    }
}

/// Whether the person does something for the patient here: "can collect your tablets", not "hasn't collected his".
fn helps(scanned: &Scanned<'_>, mut between: Range<usize>) -> bool {
    between.any(|at| {
        people::HELP.holds(scanned.letters_at(at))
            && !matches!(
                scanned.word_at(at.wrapping_sub(1)),
                "hasn't" | "hasnt" | "not" | "didn't" | "didnt" | "haven't" | "havent"
            )
    })
}

/// "came to us with", "has been in with": somebody is seen for what follows.
fn comes_with(scanned: &Scanned<'_>, between: Range<usize>) -> bool {
    let with = between.end.saturating_sub(2)..between.end;
    with.clone().any(|at| scanned.word_at(at) == "with")
        && (between.start..with.end).any(|at| {
            matches!(scanned.word_at(at), "came" | "comes" | "seen" | "admitted" | "in")
                && !is_first_or_second(scanned, at + 1)
        })
}

/// Whether a person is followed at once by what they are or have: "your neighbour Maureen has had to".
fn is_or_has(scanned: &Scanned<'_>, person: &Range<usize>) -> bool {
    let owned = scanned.word_at(person.end - 1).ends_with("'s");
    !owned
        && (person.end..person.end + 3).any(|at| {
            matches!(
                scanned.word_at(at),
                "has" | "had" | "is" | "was" | "been" | "got" | "caught" | "needs" | "who's" | "whos"
            )
        })
}

/// Whether a word says what somebody is or has.
fn links(scanned: &Scanned<'_>, at: usize) -> bool {
    people::LINKS.holds(scanned.letters_at(at))
}

/// Whether what is told is told of a stranger: "Mrs Ogunleye before you has norovirus", "Ron Tasker collapsed".
fn is_strangers(scanned: &Scanned<'_>, person: &Range<usize>, told: &Told, owner: Option<usize>) -> bool {
    // who is off sick or at a scan is mostly one of the staff
    let ill = told.care
        && people::ILL.holds(scanned.letters_at(told.at))
        && (scanned.word_at(told.at) == "collapsed" || !people::ABSENT.holds(scanned.letters_at(told.last)));
    let of_reader = told.at.checked_sub(1).is_some_and(|at| {
        takes_over(scanned, at, Named::Stranger) || matches!(scanned.word_at(at), "i" | "our")
    });
    let service = (told.last + 1..told.last + 4).any(|at| people::WORKPLACES.holds(scanned.letters_at(at)));
    if ill && !of_reader {
        let near = told.at <= person.end + if owner.is_none() { 10 } else { 4 };
        return near && !parted(scanned, person.end..told.at);
    }
    if told.care || owner.is_some() || of_reader || service {
        return false;
    }
    // "Carol Enderby, whose asthma inhaler"
    if scanned.word_at(person.end) == "whose" && told.at <= person.end + 4 {
        return true;
    }
    // of a whole name more may be said between
    let whole = person.len() > 1;
    let reach = if whole { 8 } else { 5 };
    let Some(link) = (person.end..person.end + reach).find(|at| links(scanned, *at)) else { return false };
    let here = !whole && is_presence(scanned, link + 1);
    let own = scanned.word_at(person.end - 1).ends_with("'s");
    !own && !here && (link..link + 6).contains(&told.at) && !parted(scanned, person.end..told.at)
}

/// "is in on Wednesday", "has a space in": who works here is told of so.
fn is_presence(scanned: &Scanned<'_>, at: usize) -> bool {
    matches!(
        scanned.word_at(at),
        "in" | "here"
            | "off"
            | "away"
            | "back"
            | "free"
            | "space"
            | "slots"
            | "time"
            | "there"
            | "out"
            | "around"
            | "able"
            | "going"
    )
}

/// Whether another sentence begins among these words: "so", "and you".
fn parted(scanned: &Scanned<'_>, mut among: Range<usize>) -> bool {
    among.any(|at| matches!(scanned.word_at(at), "so" | "because" | "but" | "if" | "that" | "when"))
}

/// "Arthur Mills from your group passed away on Tuesday".
fn has_died(scanned: &Scanned<'_>, person: &Range<usize>) -> bool {
    let end = (person.end..person.end + 10)
        .take_while(|at| !scanned.tokens.list.get(*at).is_some_and(|token| token.is(mark::FIRST)));
    let mut died = end.filter(|at| match scanned.word_at(*at) {
        "died" => true,
        "passed" => matches!(scanned.word_at(at + 1), "away" | "on"),
        _ => false,
    });
    died.next().is_some_and(|at| {
        let between = person.end..at;
        !parted(scanned, between.clone())
            && !between
                .clone()
                .any(|at| takes_over(scanned, at, Named::Stranger) || is_relation(scanned.word_at(at), false))
    })
}
