//! Names that are spoken to within a text: "The short answer, Hugo, is yes", "We have your form, Mr Bell."

use std::ops::Range;

use crate::policy::lexicon::{Category, Cue};
use crate::policy::rules::words::people;
use crate::policy::scan::Scanned;
use crate::policy::text::WordList;
use crate::policy::text::names::{is_greeting, is_title};
use crate::policy::text::token::mark;

use super::given_names::GIVEN_NAMES;
use super::greeted::{OPENING, ends, is_given, is_titled, name_behind};

/// The first name that the text speaks to within its sentences.
pub(super) fn to(scanned: &Scanned<'_>) -> Option<Range<usize>> {
    // between colleagues it is the colleague's name
    if !scanned.matches(Category::Cue(Cue::Internal)).is_empty() {
        return None;
    }
    (1..scanned.tokens.list.len().min(OPENING))
        .find_map(|at| by_given_name(scanned, at).or_else(|| by_title(scanned, at)))
}

/// "Happy birthday Lillian!", "Thanks for ringing, Aoife. Your", "Ted, your hearing aid": a given name alone.
fn by_given_name(scanned: &Scanned<'_>, at: usize) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    let token = list.get(at)?;
    if !token.is(mark::CAPITAL) || token.is(mark::PLACE) || is_feast(scanned, at) {
        return None;
    }
    if token.any(mark::LINE | mark::FIRST) {
        return turns_to(scanned, at).then_some(at..at + 1);
    }
    if !GIVEN_NAMES.holds(scanned.word(token)) {
        return None;
    }
    let (sign, first) = (ends(scanned, at), token.sentence == 0);
    let (before, goes_on) = (scanned.word_at(at - 1), at + 1 < list.len());
    let spoken = if token.is(mark::BREAK) {
        let comma = ends(scanned, at - 1) == Some(b',');
        let last = !goes_on && matches!(sign, Some(b'.' | b'!' | b'?'));
        let parts = last && PARTING.holds(before);
        // "... would like to see you for a review, Sarah. Please book"
        let turns = first && goes_on && sign == Some(b'.') && (speaks_to(scanned, at) || thanks(scanned));
        let within = sign == Some(b',') && (last || first && (at <= 5 || thanks(scanned)));
        comma && (parts || turns || within) && !introduces(scanned, at)
    } else {
        let ended = matches!(sign, Some(b',' | b'!')) || sign == Some(b'.') && token.is(mark::SHOUT);
        // "Thanks for coming in today Alasdair. Your next check"
        let thanked = sign == Some(b'.') && matches!(before, "today" | "in" | "yesterday") && thanks(scanned);
        let praised = before == "done" && at == 2;
        first && goes_on && (ended && leads(before) || thanked || praised)
    };
    spoken.then_some(at..at + 1)
}

/// "Please bring this with you, Mr Ferreira, when you come", "We have updated your record, Mr Bell."
fn by_title(scanned: &Scanned<'_>, at: usize) -> Option<Range<usize>> {
    let token = scanned.tokens.list.get(at)?;
    let within = token.is(mark::BREAK) && !token.any(mark::LINE | mark::FIRST);
    if !within || !is_titled(scanned, at) || ends(scanned, at - 1) != Some(b',') {
        return None;
    }
    let name = name_behind(scanned, at).filter(|name| name.len() > 1)?;
    let goes_on = match ends(scanned, name.end - 1) {
        // "your surgeon, Mr Rooke, will see you"
        Some(b',') => !matches!(
            scanned.word_at(name.end),
            "is" | "will" | "has" | "can" | "would" | "was" | "and" | "or" | "who" | "whose" | "our" | "the"
        ),
        sign => matches!(sign, None | Some(b'.' | b'!' | b'?')),
    };
    // not the heading "Options after your operation, Miss Li", not the list "Mon 30 Nov, 8.40, Ms Sandhu"
    let before = at.saturating_sub(12)..at;
    let says = before.clone().any(|at| SAYS.holds(scanned.letters_at(at)));
    let lists = (at.saturating_sub(6)..at)
        .any(|at| scanned.tokens.list.get(at).is_some_and(|token| token.is(mark::NUMBER)));
    let spoken = says && !lists && speaks_to(scanned, at) || thanks(scanned);
    (goes_on && spoken && !introduces(scanned, at) && !is_role(scanned, at)).then_some(name)
}

/// Who says or is asked for something.
static SAYS: WordList =
    WordList::of("we i you please pls we've we'll we're i've i'll i'm you'll you're you've this it it's");

/// Whether the words in front of a comma say what the person behind it does: "with the eye man, Mr Shah".
fn is_role(scanned: &Scanned<'_>, at: usize) -> bool {
    (at.saturating_sub(4)..at).any(|before| {
        let led = matches!(scanned.word_at(before), "with" | "by" | "see" | "under" | "ask" | "from" | "of");
        ROLES.holds(scanned.letters_at(before))
            || led && matches!(scanned.word_at(before + 1), "the" | "our" | "a" | "another" | "one")
    })
}

/// Who treats or serves and is mostly named with a title.
static ROLES: WordList = WordList::of(
    "\
    surgeon consultant specialist registrar anaesthetist optician optometrist audiologist dietitian podiatrist \
    chiropodist orthotist interpreter volunteer director chair chairman head governor partner man lady woman patient person \
    resident team clinic",
);

/// "Ted, your hearing aid's back": a given name at the head of a later sentence.
fn turns_to(scanned: &Scanned<'_>, at: usize) -> bool {
    ends(scanned, at) == Some(b',')
        && is_given(scanned.word_at(at))
        && matches!(
            scanned.word_at(at + 1),
            "your"
                | "ur"
                | "you"
                | "u"
                | "you're"
                | "youre"
                | "please"
                | "pls"
                | "it's"
                | "its"
                | "don't"
                | "if"
        )
}

/// "Christmas Eve", "Eid Mubarak": a day, not a name.
fn is_feast(scanned: &Scanned<'_>, at: usize) -> bool {
    let before = scanned.word_at(at - 1);
    match scanned.word_at(at) {
        "eve" => matches!(before, "christmas" | "xmas" | "year" | "year's" | "years" | "easter"),
        "mubarak" => true,
        // "St Andrew's"
        _ => matches!(before, "st" | "saint"),
    }
}

/// Words behind which a name at the end of a text, with a comma before it, is spoken to.
static PARTING: WordList = WordList::of(
    "\
    then there today tomorrow back us you soon now again please later ready through ringing calling waiting \
    coming need here home",
);

/// Whether the text begins with thanks.
fn thanks(scanned: &Scanned<'_>) -> bool {
    matches!(scanned.word_at(0), "thanks" | "thank" | "thx" | "diolch" | "ta")
}

/// Whether the words before a name speak to whoever reads.
fn speaks_to(scanned: &Scanned<'_>, at: usize) -> bool {
    (at.saturating_sub(12)..at)
        .any(|before| matches!(scanned.word_at(before), "you" | "your" | "you're" | "you've" | "u" | "ur"))
}

/// Whether who is named between commas is told of ("your nurse, Hugo, will") or signs ("Thanks, Hugo").
fn introduces(scanned: &Scanned<'_>, at: usize) -> bool {
    (at.saturating_sub(4)..at).any(|before| {
        let word = scanned.word_at(before);
        let parting = word == "see" && scanned.word_at(before + 1).starts_with('y');
        // "Thanks for ringing, Aoife" thanks her
        let reason = before + 1 < at && scanned.word_at(before + 1) == "for";
        let signs = is_greeting(word) || matches!(word, "cheers" | "thanks" | "thank" | "ta" | "diolch");
        // "bring this with you, Mr Bell"
        let beside = word == "with" && matches!(scanned.word_at(before + 1), "you" | "us" | "me");
        people::STAFF.holds(word) && !parting && !beside
            || people::RELATIONS.holds(word)
            || signs && !reason
            || GIVEN_NAMES.holds(word)
            || is_title(word)
            || matches!(word, "wishes" | "love" | "from" | "care")
    })
}

/// Words behind which a name is spoken to.
fn leads(word: &str) -> bool {
    // "Happy 70th Maureen!"
    let birthday = word.starts_with(|c: char| c.is_ascii_digit())
        && ["st", "nd", "rd", "th"].iter().any(|ending| word.ends_with(ending));
    birthday || LEADS.holds(word)
}

static LEADS: WordList = WordList::of(
    "\
    back birthday you yesterday today now news done congratulations congrats sorry welcome ringing calling touch \
    again yes no ok okay cheers thanks right luck xmas christmas year oops soon u returns retirement anniversary \
    easter diwali mubarak hanukkah",
);
