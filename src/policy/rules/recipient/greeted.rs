//! Whom a text speaks to, by where a name stands in it.

use std::ops::Range;

use crate::policy::lexicon::{Category, Cue};
use crate::policy::rules::words::people;
use crate::policy::scan::Scanned;
use crate::policy::text::WordList;
use crate::policy::text::names::{is_greeting, is_title};
use crate::policy::text::token::{Token, mark};

use super::given_names::GIVEN_NAMES;
use super::nicknames;

/// How far into a text a greeting or an address may stand, in tokens.
const OPENING: usize = 60;

/// The name that a text greets or is for: behind "Dear", "Hi", "a message for", at its head, or spoken to within it.
pub fn greeted(scanned: &Scanned<'_>) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    let opened = (0..list.len().min(OPENING)).filter_map(|at| opening(scanned, at));
    let mut named = opened.filter_map(|at| name_at(scanned, at));
    named.next().or_else(|| labelled(scanned)).or_else(|| called(scanned)).or_else(|| spoken_to(scanned))
}

/// Where the name begins that a greeting announces at a token.
fn opening(scanned: &Scanned<'_>, at: usize) -> Option<usize> {
    let starts = scanned.tokens.list.get(at)?.any(mark::LINE | mark::FIRST);
    let next = scanned.word_at(at + 1);
    let before = at.checked_sub(1).map_or("", |at| scanned.word_at(at));
    match scanned.word_at(at) {
        "dear" | "hi" | "hello" | "hiya" | "hey" | "annwyl" | "helo" | "shwmae" | "salam" | "salaam"
        | "namaste" | "heya" | "hallo" | "ayup" | "howdy" | "merhaba" | "selam" | "hola" | "ola"
        | "bonjour" | "salut" | "ciao" | "czesc" | "witam" | "buna" | "shalom" | "alaikum" | "aleikum"
        | "alaykum" | "drogi" | "droga" => Some(unadorned(scanned, at + 1)),
        "alright" | "alrite" | "oi" | "yo" | "morning" | "afternoon" | "evening" if starts => {
            Some(unadorned(scanned, at + 1))
        }
        "good" if starts && matches!(next, "morning" | "afternoon" | "evening") => {
            Some(unadorned(scanned, at + 2))
        }
        // bore da, nos da, dzien dobry, sat sri akal
        "da" | "dda" if matches!(before, "bore" | "prynhawn" | "noswaith" | "nos") => {
            Some(unadorned(scanned, at + 1))
        }
        "dobry" if before == "dzien" => Some(unadorned(scanned, at + 1)),
        "akal" if before == "sri" => Some(unadorned(scanned, at + 1)),
        "message" | "its" | "it's" if next == "for" => Some(at + 2),
        // not "the big C on the floor is for Cardiology"
        "is" if next == "for" => {
            let named = is_given(scanned.word_at(at + 2)) || is_title(scanned.word_at(at + 2));
            (named || matches!(before, "this" | "that" | "text" | "call")).then_some(at + 2)
        }
        // "I'm after Gordon Trott", "trying to reach Mrs Bell"
        "after" if matches!(before, "im" | "i'm" | "am") => Some(at + 1),
        "reach" | "find" if before == "to" && (is_given(next) || is_title(next)) => Some(at + 1),
        _ => None,
    }
}

/// Behind "big", "brother", "Pani": what may stand between a greeting and its name.
fn unadorned(scanned: &Scanned<'_>, at: usize) -> usize {
    let near = scanned.tokens.list.get(at + 1).is_some_and(|next| !next.any(mark::BREAK | mark::FIRST));
    let adorns = matches!(
        scanned.word_at(at),
        "brother"
            | "sister"
            | "bro"
            | "uncle"
            | "auntie"
            | "aunty"
            | "big"
            | "little"
            | "young"
            | "old"
            | "lovely"
            | "pani"
            | "pan"
            | "senora"
            | "senor"
            | "there"
    );
    if adorns && near && is_given(scanned.word_at(at + 1)) { at + 1 } else { at }
}

/// Whether a word is a given name or one of its short forms.
pub fn is_given(word: &str) -> bool {
    GIVEN_NAMES.holds(word) || nicknames::is_form(word)
}

/// "Patient: K. Olawale", "FAO Mr Lindqvist", "Appt for Zofia Kalinowska": for whom a text says that it is.
fn labelled(scanned: &Scanned<'_>) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    (0..list.len().min(OPENING)).find_map(|at| {
        let starts = list.get(at)?.any(mark::LINE | mark::FIRST);
        let colon = scanned.folded.text().as_bytes().get(list.get(at)?.end as usize) == Some(&b':');
        match scanned.word_at(at) {
            "to" | "patient" | "name" | "for" | "client" if starts && colon => name_behind(scanned, at + 1),
            // "Booked for you: ALICE MWANGI"
            "you" if colon && scanned.word_at(at.wrapping_sub(1)) == "for" => {
                name_behind(scanned, at + 1).filter(|name| name.len() > 1)
            }
            // "Dear Patient (Mrs Rita Patel)"
            "patient" if scanned.word_at(at.wrapping_sub(1)) == "dear" => {
                let broken = list.get(at + 1)?.is(mark::BREAK);
                let named =
                    broken && (is_title(scanned.word_at(at + 1)) || is_given(scanned.word_at(at + 1)));
                name_behind(scanned, at + 1).filter(|name| named && name.len() > 1)
            }
            "name" if colon && scanned.word_at(at.wrapping_sub(1)) == "patient" => {
                name_behind(scanned, at + 1)
            }
            "fao" | "attn" if starts => name_at(scanned, at + 1),
            "of" if scanned.word_at(at.wrapping_sub(1)) == "attention" => name_at(scanned, at + 1),
            "for" if scanned.word_at(at.wrapping_sub(1)) != "asked" => {
                certain(scanned, at + 1).filter(|_| {
                    matches!(
                        scanned.word_at(at.wrapping_sub(1)),
                        "appt"
                            | "appointment"
                            | "booking"
                            | "booked"
                            | "reminder"
                            | "call"
                            | "text"
                            | "letter"
                            | "confirmed"
                    ) || is_titled(scanned, at + 1) && announces(scanned, at)
                })
            }
            // "is this Babajide's phone?", "is that Mrs Bell?"
            "this" | "that" if scanned.word_at(at.wrapping_sub(1)) == "is" => owner(scanned, at + 1),
            "to" if matches!(scanned.word_at(at.wrapping_sub(1)), "speaking" | "talking" | "speak")
                && scanned.word_at(at.wrapping_sub(2)) != "you" =>
            {
                certain(scanned, at + 1).filter(|name| ends(scanned, name.end - 1) == Some(b'?'))
            }
            _ => None,
        }
    })
}

fn is_titled(scanned: &Scanned<'_>, at: usize) -> bool {
    matches!(scanned.word_at(at), "mr" | "mrs" | "ms" | "miss" | "mx")
}

/// "this is Braeside Surgery for": who calls says so in front of whom the call is for.
fn announces(scanned: &Scanned<'_>, at: usize) -> bool {
    let first = scanned.tokens.list.get(at).is_some_and(|token| token.sentence == 0);
    let says = |at: usize| match scanned.word_at(at) {
        "this" => scanned.word_at(at + 1) == "is",
        word => matches!(word, "its" | "it's"),
    };
    first && at < 14 && (0..at.min(5)).any(says)
}

/// A name behind a colon.
fn name_behind(scanned: &Scanned<'_>, at: usize) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    let mut end = at;
    while let Some(token) = list.get(end) {
        // the dot of "K. Olawale" ends no name
        let initial = end > at && scanned.word_at(end - 1).len() == 1;
        let broken = end > at && !initial && token.any(mark::BREAK | mark::LINE | mark::FIRST);
        if broken || end >= at + 4 || !is_name(scanned, token, end > at) {
            break;
        }
        end += 1;
    }
    // one word may be anything
    (end > at + 1 || end == at + 1 && is_given(scanned.word_at(at))).then_some(at..end)
}

/// A name that is one by itself: with a title, or of two parts the first of which is a given name.
fn certain(scanned: &Scanned<'_>, at: usize) -> Option<Range<usize>> {
    let name = name_at(scanned, at)?;
    let first = scanned.word_at(name.start);
    let titled = is_titled(scanned, name.start);
    (name.len() > 1 && (titled || is_given(first))).then_some(name)
}

/// "Babajide's phone": whose telephone is asked for.
fn owner(scanned: &Scanned<'_>, at: usize) -> Option<Range<usize>> {
    let owned = scanned.word_at(at).ends_with("'s") && scanned.tokens.list.get(at)?.is(mark::CAPITAL);
    let phone = matches!(scanned.word_at(at + 1), "phone" | "number" | "mobile" | "line" | "voicemail");
    if owned && phone {
        return Some(at..at + 1);
    }
    // "is that Irene?"
    let capital = scanned.tokens.list.get(at).is_some_and(|token| token.is(mark::CAPITAL));
    let given = || (capital && is_given(scanned.word_at(at))).then_some(at..at + 1);
    certain(scanned, at).or_else(given).filter(|name| ends(scanned, name.end - 1) == Some(b'?'))
}

/// The sign behind a token; `None` at the end of the text.
fn ends(scanned: &Scanned<'_>, at: usize) -> Option<u8> {
    let end = scanned.tokens.list.get(at)?.end as usize;
    scanned.folded.text().as_bytes().get(end).copied()
}

/// "Alun, it's your turn again", "Ms Mehta - Dr Lloyd has signed": a name at the head begins the text.
fn called(scanned: &Scanned<'_>) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    let capital = |at: usize| list.get(at).is_some_and(|token| token.is(mark::CAPITAL));
    // between colleagues it is the colleague's name
    if !scanned.matches(Category::Cue(Cue::Internal)).is_empty() || !capital(0) {
        return None;
    }
    let behind = |at: usize| {
        let end = list.get(at)?.end as usize;
        let rest = scanned.folded.text().get(end..)?;
        Some([",", ":", " - ", " -- "].iter().any(|sign| rest.starts_with(sign)))
    };
    let titled =
        matches!(scanned.word_at(0), "mr" | "mrs" | "ms" | "miss" | "mx" | "reverend" | "rev" | "father");
    // "Mr Foster, the hand surgeon, will see you", "Violet Battersby, HCA, will"
    let told_of = list.get(2).is_some_and(|token| token.is(mark::SHOUT) && token.end - token.start > 1)
        || matches!(scanned.word_at(2), "the" | "our" | "a" | "who" | "from" | "one" | "consultant");
    if titled && capital(1) && behind(1) == Some(true) && (!told_of || scanned.word_at(0).starts_with("rev"))
    {
        return Some(0..2);
    }
    // "Mr D Sowerby - your ear syringing"
    if titled && scanned.word_at(1).len() == 1 && capital(2) && behind(2) == Some(true) {
        return Some(0..3);
    }
    if !is_given(scanned.word_at(0)) {
        return None;
    }
    // "Arnold Spivey - your scan"
    if capital(1) && behind(1) == Some(true) && is_family(scanned, 1) && !told_of {
        return Some(0..2);
    }
    let staff = people::STAFF.holds(scanned.word_at(1)) || people::STAFF.holds(scanned.word_at(2));
    let turned =
        matches!(scanned.word_at(1), "it's" | "its" | "ur" | "your" | "you" | "you're" | "pls" | "please");
    let certain = GIVEN_NAMES.holds(scanned.word_at(0))
        || scanned.word_at(1).starts_with("it")
        || behind(0) == Some(true);
    (certain && !staff && (behind(0) == Some(true) || turned)).then_some(0..1)
}

/// Whether the second word of a head can be a family name.
fn is_family(scanned: &Scanned<'_>, at: usize) -> bool {
    scanned.tokens.list.get(at).is_some_and(|token| is_name(scanned, token, true) && !token.is(mark::BREAK))
}

/// "The short answer, Hugo, is yes", "Happy birthday Lillian!": a given name where one is spoken to.
fn spoken_to(scanned: &Scanned<'_>) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    if !scanned.matches(Category::Cue(Cue::Internal)).is_empty() {
        return None;
    }
    (1..list.len().min(OPENING)).find_map(|at| {
        let token = list.get(at)?;
        let alone = token.is(mark::CAPITAL) && !token.any(mark::LINE | mark::FIRST | mark::PLACE);
        if !alone || !GIVEN_NAMES.holds(scanned.word(token)) {
            return None;
        }
        let (sign, first) = (ends(scanned, at), token.sentence == 0);
        let (before, goes_on) = (scanned.word_at(at - 1), at + 1 < list.len());
        let spoken = if token.is(mark::BREAK) {
            let comma = ends(scanned, at - 1) == Some(b',');
            let last = !goes_on && matches!(sign, Some(b'.' | b'!' | b'?'));
            let parts = last && matches!(before, "then" | "there" | "today" | "tomorrow");
            // "... would like to see you for a review, Sarah. Please book"
            let turns = first && goes_on && sign == Some(b'.') && speaks_to(scanned, at);
            let within = sign == Some(b',') && (last || first && (at <= 5 || thanks(scanned)));
            comma && (parts || turns || within) && !introduces(scanned, at)
        } else {
            let ended = matches!(sign, Some(b',' | b'!')) || sign == Some(b'.') && token.is(mark::SHOUT);
            // "Thanks for coming in today Alasdair. Your next check"
            let thanked =
                sign == Some(b'.') && matches!(before, "today" | "in" | "yesterday") && thanks(scanned);
            let praised = before == "done" && at == 2;
            first && goes_on && (ended && leads(before) || thanked || praised)
        };
        spoken.then_some(at..at + 1)
    })
}

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
        people::STAFF.holds(word) && !parting
            || people::RELATIONS.holds(word)
            || is_greeting(word)
            || GIVEN_NAMES.holds(word)
            || is_title(word)
            || matches!(
                word,
                "wishes" | "love" | "cheers" | "from" | "thanks" | "thank" | "ta" | "care" | "diolch"
            )
    })
}

/// Words behind which a name is spoken to.
fn leads(word: &str) -> bool {
    matches!(
        word,
        "back"
            | "birthday"
            | "you"
            | "yesterday"
            | "today"
            | "now"
            | "news"
            | "done"
            | "congratulations"
            | "congrats"
            | "sorry"
            | "welcome"
            | "ringing"
            | "calling"
            | "touch"
            | "again"
            | "yes"
            | "no"
            | "ok"
            | "okay"
            | "cheers"
            | "thanks"
            | "right"
            | "luck"
            | "xmas"
            | "christmas"
            | "year"
            | "oops"
            | "soon"
            | "u"
    )
}

/// The name that begins at a token.
pub fn name_at(scanned: &Scanned<'_>, opening: usize) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    // "Mr and Mrs Osgood"
    let couple = is_title(scanned.word_at(opening))
        && scanned.word_at(opening + 1) == "and"
        && is_title(scanned.word_at(opening + 2));
    let opening = if couple { opening + 2 } else { opening };
    let mut end = opening;
    while let Some(token) = list.get(end) {
        // the dot of "Mr P. Doyle" ends no name
        let initial =
            end > opening && scanned.word_at(end - 1).len() == 1 && ends(scanned, end - 1) == Some(b'.');
        let broken = !initial && token.any(mark::BREAK | mark::FIRST);
        // "hiya kaz"
        let small = end == opening && is_given(scanned.word(token));
        if broken || end >= opening + 5 || !(small || is_name(scanned, token, end > opening)) {
            break;
        }
        end += 1;
    }
    let gap = || {
        let start = scanned.span_of(&(opening..end)).map_or(0, |span| span.start);
        let before = scanned.folded.source().get(..start).and_then(|before| before.chars().next_back());
        before.is_some_and(|sign| {
            matches!(sign, '\u{ab}' | '<' | '[' | '{' | '(' | '*' | '$' | '%' | '#' | '_')
        })
    };
    (end > opening && !gap()).then_some(opening..end)
}

/// Words that follow a greeting and are no name.
static OTHERS: WordList = WordList::of(
    "\
    all patient patients sir madam team colleague colleagues there everyone both parent parents carer \
    guardian guardians resident family reception mum dad folks again just we your you this it its i a \
    the from thanks thank please can could are is as for if hope good how unfortunately sorry im ive new \
    friends friend service user client customer householder neighbour to us me glaf claf pawb student \
    member occupier surgery practice nurse dr doctor following and secs admin ladies guys girls lads \
    gang physio podiatry dental dentist booking clinic appointment test blood flu covid jab collection \
    info information your my ref results reply yes no ok urgent important reminder attention gp hospital \
    ward today tomorrow everybody people mams mums dads parents name hanim bey ji bhai firstname \
    forename lastname surname",
);

/// A capitalised word that can be a name.
fn is_name(scanned: &Scanned<'_>, token: &Token, inside: bool) -> bool {
    let word = scanned.word(token);
    let capital = token.is(mark::CAPITAL);
    // "Hi Hope" greets, "Hi Hope you are well" does not
    let title = is_title(word) && word != "nurse" && word != "dr" && word != "doctor";
    if inside && title {
        return false;
    }
    // "Hi XXXX" is a gap
    let gap = word.len() > 1 && word.bytes().all(|byte| byte == b'x');
    capital && !gap && !token.is(mark::NUMBER) && (title || !OTHERS.holds(word))
}
