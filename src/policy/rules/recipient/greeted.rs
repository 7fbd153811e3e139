//! Whom a text speaks to, by where a name stands in it.

use std::ops::Range;

use crate::policy::lexicon::{Category, Cue};
use crate::policy::rules::words::people;
use crate::policy::scan::Scanned;
use crate::policy::text::names::is_title;
use crate::policy::text::token::{Token, mark};
use crate::policy::text::{Letters, WordList};

use super::given_names::GIVEN_NAMES;
use super::{nicknames, spoken};

/// How far into a text a greeting or an address may stand, in tokens.
pub(super) const OPENING: usize = 60;

/// The name that a text greets or is for: behind "Dear", "Hi", "a message for", at its head, or spoken to within it.
pub fn greeted(scanned: &Scanned<'_>) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    let opened = (0..list.len().min(OPENING)).filter_map(|at| opening(scanned, at));
    let mut named = opened.filter_map(|at| name_at(scanned, at));
    named.next().or_else(|| labelled(scanned)).or_else(|| called(scanned)).or_else(|| spoken::to(scanned))
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
        // words of other kinds too: they greet at the head
        "alright" | "alrite" | "oi" | "yo" | "morning" | "afternoon" | "evening" | "cher" | "chere"
        | "chers" | "lieber" | "liebe" | "estimado" | "estimada" | "querido" | "querida" | "szanowny"
        | "szanowna" | "stimate" | "stimata" | "prezado" | "prezada" | "gentile"
            if starts =>
        {
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
        "message" | "its" | "it's" if next == "for" => Some(unadorned(scanned, at + 2)),
        // not "the big C on the floor is for Cardiology"
        "is" if next == "for" => {
            let named = is_called(scanned, at + 2) || matches!(before, "this" | "that" | "text" | "call");
            named.then(|| unadorned(scanned, at + 2))
        }
        // "I'm after Gordon Trott", "trying to reach Mrs Bell", "looking for Jasmine Aldous"
        "after" if matches!(before, "im" | "i'm" | "am") => Some(at + 1),
        "reach" | "find" if before == "to" && is_called(scanned, at + 1) => Some(at + 1),
        "hold" if next == "of" && is_called(scanned, at + 2) => Some(at + 2),
        "looking" | "ringing" | "calling" | "phoning" if next == "for" && is_called(scanned, at + 2) => {
            Some(at + 2)
        }
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
    // "Cher Monsieur Delacroix", "the Banerjee household"
    let foreign = FOREIGN_TITLES.holds(scanned.letters_at(at));
    let house = scanned.word_at(at) == "the" && matches!(scanned.word_at(at + 2), "household" | "family");
    let behind = near && (adorns && is_given(scanned.word_at(at + 1)) || foreign || house);
    if behind { at + 1 } else { at }
}

/// Titles of other languages: no names by themselves.
static FOREIGN_TITLES: WordList = WordList::of(
    "monsieur madame mademoiselle mme mlle herr frau signor signora senhor senhora sra sr domnule doamna panie",
);

/// Whether a given name or a title stands here.
fn is_called(scanned: &Scanned<'_>, at: usize) -> bool {
    is_given(scanned.word_at(at)) || is_title(scanned.word_at(at))
}

/// Whether a word is a given name or one of its short forms.
pub fn is_given<'w>(word: impl Into<Letters<'w>>) -> bool {
    let word: Letters<'w> = word.into();
    GIVEN_NAMES.holds(word) || nicknames::is_form(word)
}

/// "Patient: K. Olawale", "FAO Mr Lindqvist", "Appt for Zofia Kalinowska": for whom a text says that it is.
fn labelled(scanned: &Scanned<'_>) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    (0..list.len().min(OPENING)).find_map(|at| {
        let starts = list.get(at)?.any(mark::LINE | mark::FIRST);
        let colon = scanned.folded.text().as_bytes().get(list.get(at)?.end as usize) == Some(&b':');
        match scanned.word_at(at) {
            "to" | "patient" | "name" | "for" | "client" | "recipient" | "addressee" if starts && colon => {
                name_behind(scanned, at + 1)
            }
            "re" if starts => heading(scanned, at + 1),
            // "Can you confirm you are Faith Mutasa?", "is your name Brian Oakes?"
            "are" | "name" if matches!(scanned.word_at(at.wrapping_sub(1)), "you" | "your") => {
                asked_after(scanned, at)
            }
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

pub(super) fn is_titled(scanned: &Scanned<'_>, at: usize) -> bool {
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

/// "Re: Mr Bartholomew Frith" on a line of its own, or in front of a date of birth; not "Re: Mr Rooke's list".
fn heading(scanned: &Scanned<'_>, at: usize) -> Option<Range<usize>> {
    let name = name_behind(scanned, at).filter(|_| is_called(scanned, at))?;
    let behind = scanned.tokens.list.get(name.end);
    let closed = behind.is_none_or(|next| next.is(mark::LINE))
        || matches!(scanned.word_at(name.end), "dob" | "nhs" | "born" | "d.o.b");
    let owned = scanned.word_at(name.end - 1).ends_with("'s");
    (name.len() > 1 && closed && !owned).then_some(name)
}

/// "Can you confirm you are Faith Mutasa?": who is asked whether that is their name.
fn asked_after(scanned: &Scanned<'_>, at: usize) -> Option<Range<usize>> {
    let name = name_at(scanned, at + 1).filter(|name| name.len() > 1)?;
    let confirms = (at.saturating_sub(5)..at).any(|before| {
        matches!(scanned.word_at(before), "confirm" | "check" | "sure" | "if" | "that" | "say")
    });
    let asks = ends(scanned, name.end - 1) == Some(b'?');
    (asks && (confirms || is_called(scanned, at + 1))).then_some(name)
}

/// A name behind a colon or a comma.
pub(super) fn name_behind(scanned: &Scanned<'_>, at: usize) -> Option<Range<usize>> {
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
pub(super) fn ends(scanned: &Scanned<'_>, at: usize) -> Option<u8> {
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
    let staff = people::STAFF.holds(scanned.letters_at(1)) || people::STAFF.holds(scanned.letters_at(2));
    // "Saima, the IRIS advocate, is in room 6"
    let told_of = behind(0) == Some(true) && is_apposed(scanned);
    let turned =
        matches!(scanned.word_at(1), "it's" | "its" | "ur" | "your" | "you" | "you're" | "pls" | "please");
    let certain = GIVEN_NAMES.holds(scanned.letters_at(0))
        || scanned.word_at(1).starts_with("it")
        || behind(0) == Some(true);
    (certain && !staff && !told_of && (behind(0) == Some(true) || turned)).then_some(0..1)
}

/// Whether what stands between commas behind the first word says who that is: "Saima, the IRIS advocate, is in".
fn is_apposed(scanned: &Scanned<'_>) -> bool {
    let article = matches!(scanned.word_at(1), "the" | "our" | "a" | "an" | "one");
    article
        && (3..9).any(|at| {
            let verb = matches!(
                scanned.word_at(at),
                "is" | "will"
                    | "has"
                    | "can"
                    | "would"
                    | "was"
                    | "works"
                    | "runs"
                    | "wants"
                    | "says"
                    | "said"
            );
            verb && ends(scanned, at - 1) == Some(b',')
        })
}

/// Whether the second word of a head can be a family name.
fn is_family(scanned: &Scanned<'_>, at: usize) -> bool {
    scanned.tokens.list.get(at).is_some_and(|token| is_name(scanned, token, true) && !token.is(mark::BREAK))
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
    gang child pupil physio podiatry dental dentist booking clinic appointment test blood flu covid jab collection \
    info information your my ref results reply yes no ok urgent important reminder attention gp hospital \
    ward today tomorrow everybody people mams mums dads parents name hanim bey ji bhai firstname \
    forename lastname surname i'm i've i'll i'd we've we're we'll it's you're you've you'll here's that's there's \
    dear annwyl hi hello alumni gyfaill gyfeillion cyfeillion healthcare po year class",
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
    let other = OTHERS.holds(word) || FOREIGN_TITLES.holds(word);
    capital && !gap && !token.is(mark::NUMBER) && (title || !other)
}
