//! The people in a text who are neither the patient nor the reader, by how they are named there.

use std::ops::Range;

use crate::policy::lexicon::{Category, Cue};
use crate::policy::rules::recipient::greeted::is_given;
use crate::policy::rules::recipient::nicknames;
use crate::policy::rules::words::people;
use crate::policy::scan::Scanned;
use crate::policy::text::names::{is_greeting, is_title};
use crate::policy::text::token::mark;
use crate::policy::text::{Letters, Token, WordList, WordSet};

/// How somebody is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// By who they are to the patient: "your big sister", "his cousin".
    Kin,
    /// By a name or by where they are: "Mrs Pereira", "Ann Lund", "the lady opposite".
    Stranger,
}

/// Somebody in the text.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The words that name them.
    pub tokens: Range<usize>,
    /// How.
    pub named: Named,
}

/// What a person begins with who does not begin with a capital letter.
const BEGINS: WordSet = WordSet::of(&["mr", "mrs", "ms", "miss", "your", "ur", "yr", "his", "her", "their"]);

/// Somebody of whom nothing but their sex or age is said.
const SOMEBODY: [&str; 21] = [
    "lady",
    "man",
    "gentleman",
    "gent",
    "woman",
    "girl",
    "boy",
    "child",
    "chap",
    "bloke",
    "resident",
    "guy",
    "kid",
    "pupil",
    "toddler",
    "inmate",
    "couple",
    "lad",
    "lass",
    "schoolmate",
    "classmate",
];

/// Their hashes.
const SOMEBODIES: WordSet = WordSet::of(&SOMEBODY);

/// Given names that are words or places too: they count in front of a family name.
static ALSO_WORDS: WordList = WordList::of(
    "\
    grace hope faith joy ivy daisy lily poppy max mark rose holly amber pearl penny olive grant guy jack dean drew \
    lance miles sonny chelsea sandy jay vic nic rene vi angel blessing precious comfort patience mercy prudence \
    prince skye ash fern bill ray sue don rich art carmel chase summer dawn josh zac mo ali leo",
);

/// The people around the patient whom the text names. `own` are the names of the patient and the reader; a `proxy` is told
/// of "your dad": that is the patient, "his brother" is not.
pub(super) fn persons(scanned: &Scanned<'_>, proxy: bool, own: &[String]) -> Vec<Person> {
    // most words are looked at no further
    let may_begin = |token: &Token| {
        token.is(mark::CAPITAL) || BEGINS.may_hold(token.hash) || SOMEBODIES.may_hold(token.hash)
    };
    let list = scanned.tokens.list.iter().enumerate().filter(|(_, token)| may_begin(token));
    list.filter_map(|(at, token)| person(scanned, (at, token), proxy, own)).collect()
}

fn person(
    scanned: &Scanned<'_>,
    (at, token): (usize, &Token),
    proxy: bool,
    own: &[String],
) -> Option<Person> {
    let stranger = |tokens| Person { tokens, named: Named::Stranger };
    let begins = BEGINS.may_hold(token.hash);
    if begins && matches!(scanned.word(token), "mr" | "mrs" | "ms" | "miss") {
        return titled(scanned, at, own).map(stranger);
    }
    let somebody = || SOMEBODIES.may_hold(token.hash).then(|| placed(scanned, at)).flatten();
    if let Some(tokens) = named(scanned, at, own).or_else(somebody) {
        return Some(stranger(tokens));
    }
    elder(scanned, at, proxy)
        .or_else(|| begins.then(|| kin(scanned, at, proxy, own)).flatten())
        .map(|tokens| Person { tokens, named: Named::Kin })
}

/// "Mrs Pereira from the balance class", but for a name that is greeted or signs, or that speaks as who treats.
fn titled(scanned: &Scanned<'_>, at: usize, own: &[String]) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    let before = at.checked_sub(1).map_or("", |at| scanned.word_at(at));
    let greets = works(scanned, at + 2)
        || list.get(at).is_some_and(|token| token.is(mark::LINE))
        || is_greeting(before)
        || matches!(before, "for" | "with" | "w" | "by" | "under" | "see");
    let end = (at + 1..at + 3).take_while(|at| goes_on(scanned, *at)).last()?;
    // "it calls next door for Mr Platt, who is having his hip looked at"
    let greets = greets && !(before == "for" && follows_clause(scanned, end + 1));
    // the reader, or somebody of the same name
    let is_own = (at + 1..=end).any(|at| own.iter().any(|own| own == bare(scanned, at)));
    let treats = people::TREATS.holds(scanned.letters_at(end + 1));
    (!greets && !is_own && !treats).then_some(at..end + 1)
}

/// Whether a word goes on with a name.
fn goes_on(scanned: &Scanned<'_>, at: usize) -> bool {
    scanned
        .tokens
        .list
        .get(at)
        .is_some_and(|token| token.is(mark::CAPITAL) && !token.any(mark::BREAK | mark::LINE | mark::PLACE))
}

/// A word without the ending that makes it an owner.
fn bare<'s>(scanned: &'s Scanned<'_>, at: usize) -> &'s str {
    bare_letters(scanned, at).text
}

/// The same with its hash, for lists of words.
fn bare_letters<'s>(scanned: &'s Scanned<'_>, at: usize) -> Letters<'s> {
    let word = scanned.letters_at(at);
    word.text.strip_suffix("'s").map_or(word, Letters::from)
}

/// Whether the words behind a name say that the person works here or elsewhere: "Siwan Parry, his social worker".
fn works(scanned: &Scanned<'_>, behind: usize) -> bool {
    (behind..behind + 4).any(|at| people::WORKPLACES.holds(scanned.letters_at(at)))
}

/// "Priya's review", "Liam has chickenpox", "Rose Bell in bed 4": a name inside a text that is neither the patient's nor
/// greeted.
fn named(scanned: &Scanned<'_>, at: usize, own: &[String]) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    let token = list.get(at)?;
    if !token.is(mark::CAPITAL) || token.any(mark::NAME | mark::SHOUT | mark::PLACE) {
        return None;
    }
    let letters = bare_letters(scanned, at);
    let name = letters.text;
    let owned = name.len() < scanned.word(token).len();
    let family = || goes_on(scanned, at + 1) && !is_title(scanned.word_at(at + 1));
    if !(is_given(letters) || !owned && ALSO_WORDS.holds(letters) && family() && !token.is(mark::FIRST)) {
        return None;
    }
    // "Ashley House"
    if family() && matches!(scanned.word_at(at + 1), "house" | "lodge" | "court" | "hall" | "park" | "lane") {
        return None;
    }
    // "Dear parent of Chloe, Chloe's brace"
    let greeted = || {
        (1..(at + 1).min(8))
            .any(|before| bare(scanned, before) == name && scanned.word_at(before - 1) == "of")
    };
    if own.iter().any(|own| nicknames::same(name, own)) || works(scanned, at + 1) || greeted() {
        return None;
    }
    // "Jan - pt rang again" speaks to a colleague
    if at == 0
        && !follows_clause(scanned, 1)
        && [Cue::Internal, Cue::InternalHint]
            .iter()
            .any(|cue| !scanned.matches(Category::Cue(*cue)).is_empty())
    {
        return None;
    }
    // "Alun, it's your turn" is spoken to, "Karen from the surgery" speaks, "Coedwen, Saint Mary's" is a place
    let meant = matches!(
        at.checked_sub(1).map_or("", |at| scanned.word_at(at)),
        "for" | "of" | "about" | "than" | "like" | "unlike" | "near"
    );
    let spoken_to = !owned
        && (!meant || token.is(mark::BREAK))
        && list.get(at + 1).is_some_and(|next| next.any(mark::BREAK | mark::LINE))
        && !follows_clause(scanned, at + 1);
    let speaks = scanned.word_at(at + 1) == "from"
        && matches!(scanned.word_at(at + 2), "the" | "our" | "reception" | "your" | "here" | "a")
        && !is_among(scanned, at + 2);
    let whole = !owned && family();
    // "Nurse Emma" works here, "your housemate Ottilie" is found by who she is
    let known = at.checked_sub(1).is_some_and(|before| {
        let word = scanned.word_at(before);
        let near = matches!(word, "with" | "and" | "its" | "by" | "see" | "ask" | "our");
        is_title(word)
            || matches!(word, "saint" | "st" | "castle" | "let" | "coordinator")
            || people::STAFF.holds(word)
                && !(near && (whole || is_where(scanned, at + 1)))
                && (!owned || word != "and")
            || is_relation(word, false)
            || list.get(before).is_some_and(|other| other.is(mark::NAME)) && !token.is(mark::BREAK)
    });
    let end = at + 1 + usize::from(whole);
    (!spoken_to && !speaks && !known).then_some(at..end)
}

/// "Gary Stott, who drives you": a name that a comma parts from what is told of it.
fn follows_clause(scanned: &Scanned<'_>, behind: usize) -> bool {
    matches!(scanned.word_at(behind), "who" | "who's" | "whos" | "whose" | "which")
}

/// "from your church", "from the bowls": one of a circle, not who speaks for an office.
fn is_among(scanned: &Scanned<'_>, behind: usize) -> bool {
    (behind + 1..behind + 4).any(|at| {
        matches!(
            scanned.word_at(at),
            "church"
                | "group"
                | "class"
                | "bowls"
                | "choir"
                | "gym"
                | "flats"
                | "club"
                | "rehab"
                | "course"
                | "school"
                | "mosque"
                | "temple"
                | "block"
                | "street"
                | "hostel"
                | "downstairs"
                | "upstairs"
        )
    })
}

/// "the lady opposite", "the child she sat next to", "the man in room 12": somebody known by where they are.
fn placed(scanned: &Scanned<'_>, at: usize) -> Option<Range<usize>> {
    if !SOMEBODY.contains(&scanned.word_at(at)) {
        return None;
    }
    let told = matches!(
        at.checked_sub(1).map_or("", |at| scanned.word_at(at)),
        "the" | "another" | "a" | "little" | "old" | "young" | "other"
    );
    let list = &scanned.tokens.list;
    let end = (at + 1..(at + 6).min(list.len()))
        .take_while(|next| !list.get(*next).is_some_and(|token| token.is(mark::FIRST)))
        .find(|next| is_where(scanned, *next))?;
    told.then_some(at..end + 1)
}

/// Whether a word says where among the patient's neighbours somebody is.
fn is_where(scanned: &Scanned<'_>, at: usize) -> bool {
    let next = scanned.word_at(at + 1);
    match scanned.word_at(at) {
        "opposite" | "upstairs" | "downstairs" | "alongside" | "sits" | "sat" | "shouted" | "drives" => true,
        "next" => matches!(next, "to" | "door" | "bed"),
        "room" | "bed" | "bay" | "no" | "number" | "flat" => {
            scanned.tokens.list.get(at + 1).is_some_and(|token| token.is(mark::NUMBER))
        }
        "from" | "in" | "on" | "at" => {
            matches!(next, "your" | "yr" | "ur" | "his" | "her" | "the") && is_among(scanned, at + 1)
        }
        _ => false,
    }
}

/// "Dad's been asking again", said to his daughter.
fn elder(scanned: &Scanned<'_>, at: usize, proxy: bool) -> Option<Range<usize>> {
    let token = scanned.tokens.list.get(at)?;
    let bare_word = !proxy && token.is(mark::CAPITAL) && !token.is(mark::NAME);
    let is_elder = matches!(
        bare(scanned, at),
        "mum"
            | "dad"
            | "gran"
            | "nan"
            | "mam"
            | "grandad"
            | "uncle"
            | "auntie"
            | "aunty"
            | "nana"
            | "grandma"
            | "grandpa"
            | "cousin"
            | "granddad"
            | "granny"
            | "gramps"
            | "mummy"
            | "daddy"
            | "nain"
            | "taid"
            | "mamgu"
            | "tadcu"
    );
    (bare_word && is_elder).then_some(at..at + 1)
}

/// "your wife", "ur mate", "your Beth": "your", at most two words, and who it is.
fn kin(scanned: &Scanned<'_>, at: usize, proxy: bool, own: &[String]) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    let whose = match scanned.word_at(at) {
        "your" | "ur" | "yr" => !proxy,
        "his" | "her" | "their" => proxy || has_named_kin(scanned, at),
        _ => false,
    };
    if !whose || is_benefit(scanned, at + 1) {
        return None;
    }
    // "told his teacher"
    if proxy && people::TELLS.holds(at.checked_sub(1).map_or("", |at| scanned.word_at(at))) {
        return None;
    }
    // "your Beth picked up her pill"
    let given = goes_on(scanned, at + 1)
        && is_given(bare_letters(scanned, at + 1))
        && !goes_on(scanned, at + 2)
        && !own.iter().any(|own| nicknames::same(bare(scanned, at + 1), own))
        && !works(scanned, at + 2);
    if given {
        return Some(at..at + 2);
    }
    (at + 1..(at + 4).min(list.len()))
        .take_while(|next| !list.get(*next).is_some_and(|token| token.is(mark::BREAK)))
        .find(|next| is_relation(scanned.letters_at(*next), proxy))
        .map(|next| at..next + 1)
}

/// "on the ward with her daughter Anya": the kin of somebody else, by name.
fn has_named_kin(scanned: &Scanned<'_>, whose: usize) -> bool {
    is_relation(scanned.word_at(whose + 1), false) && goes_on(scanned, whose + 2)
}

/// "Your Carer's Allowance": what is named after a carer.
fn is_benefit(scanned: &Scanned<'_>, at: usize) -> bool {
    scanned.word_at(at).starts_with("carer")
        && matches!(
            scanned.word_at(at + 1),
            "allowance"
                | "assessment"
                | "leave"
                | "credit"
                | "support"
                | "passport"
                | "card"
                | "group"
                | "centre"
                | "break"
                | "register"
                | "element"
        )
}

/// Whether a word says who somebody is to the patient.
pub(super) fn is_relation<'w>(word: impl Into<Letters<'w>>, proxy: bool) -> bool {
    let word: Letters<'w> = word.into();
    let bare = word.text.strip_suffix("'s").unwrap_or(word.text).trim_end_matches('\'');
    let whole = if bare.len() == word.text.len() { word } else { bare.into() };
    let one = |word| people::RELATIONS.holds(word) && !(proxy && people::PARENTS.holds(word));
    one(whole) || bare.strip_suffix('s').is_some_and(|one_of| one(one_of.into()))
}
