//! `placeholder-unfilled`: a gap that somebody meant to fill.

use std::ops::Range;

use crate::domain::severity::Severity;
use crate::domain::span::Span;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::lexicon::Cue;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Scan, Scanned};
use crate::policy::text::seek::seek;
use crate::policy::text::token::mark;

mod fields;

static META: Meta = Meta {
    id: "placeholder-unfilled",
    group: Group::Words,
    summary: "a gap is not filled: ((x)), [insert], <x>, XX/XX, TBC, \"Dear ,\"",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Finds what templates leave behind: names in double brackets, [insert date], <name>, {{name}}, XX/XX, rows of underscores, TBC, and a greeting without a name.

### Why it matters
A message with a gap tells the patient nothing and makes every later message less believed.

### Example
\"Flu jab: you're booked XX/XX at XX:XX\"

### How to settle it
Fill the gap: one key goes there.

### Source
NHS England guidance on electronic messages: check before sending.",
};

declare! {
    /// A gap is not filled.
    PlaceholderUnfilled, META, check
}

fn check(_: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields() {
        let mut spans: Vec<Span> = brackets(scanned)
            .into_iter()
            .chain(greeting_gap(scanned))
            .chain(crosses(scanned))
            .chain(fields::found(scanned))
            .chain(fields::left_out(scanned))
            .filter_map(|range| scanned.span(range.start, range.end))
            .chain(guillemets(scanned))
            .chain(scanned.cue(Cue::Placeholder).into_iter().map(|place| place.span))
            .collect();
        spans.sort_unstable();
        // a gap inside a gap is one gap
        spans.dedup_by(|next, kept| kept.overlaps(*next));
        let Some(first) = spans.first().copied() else { continue };
        report.push(
            Finding::new(
                &META,
                Severity::Stop,
                format!("'{}' is a gap that is not filled", scanned.quote(first)),
            )
            .at(spans)
            .cure("Go to the gap", Change::GoTo(first)),
        );
    }
}

/// The signs with which a gap can begin.
const OPENING: [u8; 12] = *b"({[<%_.?*#$@";

/// `((x))`, `[insert]`, `<name>`, `{{x}}`, `{x}`, `%name%`, `____`, in folded bytes.
fn brackets(scanned: &Scanned<'_>) -> Vec<Range<usize>> {
    let bytes = scanned.folded.text().as_bytes();
    let capital = |at: usize| scanned.folded.quote(at, at + 1).chars().next().is_some_and(char::is_uppercase);
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(next) = seek(bytes, at, OPENING) {
        at = next;
        let rest = bytes.get(at..).unwrap_or(&[]);
        let byte = rest.first().copied().unwrap_or(b' ');
        let len = match byte {
            b'(' if rest.starts_with(b"((") => closing(rest, b"))", 60),
            b'(' => closing(rest, b")", 30).filter(|len| is_fill(rest.get(1..len - 1).unwrap_or(&[]))),
            b'*' if rest.starts_with(b"****") => Some(rest.iter().take_while(|b| **b == b'*').count()),
            b'*' => starred(rest, |inside| {
                let shouted = inside.len() > 3
                    && inside
                        .iter()
                        .enumerate()
                        .all(|(i, b)| *b == b' ' || capital(at + len_of_stars(rest) + i));
                is_fill(inside) || shouted
            }),
            // what a spreadsheet says in place of a value
            b'#' if rest.starts_with(b"#ref!") => Some(5),
            b'#' if rest.starts_with(b"#n/a") => Some(4),
            b'#' => closing(rest, b"#", 16)
                .filter(|len| is_name(rest.get(1..len - 1).unwrap_or(&[])) || *len == 3),
            b'$' => variable(rest),
            b'@' => mail_merged(bytes, at),
            b'{' if rest.starts_with(b"{{") => closing(rest, b"}}", 60),
            b'{' => closing(rest, b"}", 40),
            b'[' => closing(rest, b"]", 60)
                .filter(|len| is_gap(rest.get(1..len - 1).unwrap_or(&[]), capital(at + 1))),
            b'<' if rest.starts_with(b"<<") => closing(rest, b">>", 60),
            b'<' => closing(rest, b">", 40).filter(|len| is_field(rest.get(1..len - 1).unwrap_or(&[]))),
            b'%' if rest.starts_with(b"%%") => closing(rest, b"%%", 60),
            b'%' => closing(rest, b"%", 30).filter(|len| is_name(rest.get(1..len - 1).unwrap_or(&[]))),
            b'_' => Some(rest.iter().take_while(|b| **b == b'_').count()).filter(|len| *len >= 2),
            b'.' => Some(rest.iter().take_while(|b| **b == b'.').count()).filter(|len| *len >= 6),
            b'?' if rest.starts_with(b"??/") => Some(3),
            b'?' => Some(rest.iter().take_while(|b| **b == b'?').count())
                .filter(|len| *len >= 4 || *len == 3 && is_apart(bytes, at)),
            _ => None,
        };
        match len {
            Some(len) => {
                out.push(at..at + len);
                at += len;
            }
            // a run of one sign is read once
            None => {
                at += rest.iter().take_while(|b| **b == byte && !byte.is_ascii_alphanumeric()).count().max(1);
            }
        }
    }
    out
}

/// `*paste link*`, `**SITE NAME**`: what stands between stars.
fn starred(rest: &[u8], fits: impl Fn(&[u8]) -> bool) -> Option<usize> {
    let stars = len_of_stars(rest);
    let len = closing(rest, if stars > 1 { b"**" } else { b"*" }, 40)?;
    rest.get(stars..len - stars).filter(|inside| fits(inside)).map(|_| len)
}

/// How many stars open: one, or two.
fn len_of_stars(rest: &[u8]) -> usize {
    if rest.starts_with(b"**") { 2 } else { 1 }
}

/// `$patient.salutation`: a name behind a dollar sign; `None` for a price.
fn variable(rest: &[u8]) -> Option<usize> {
    let name = rest
        .get(1..)?
        .iter()
        .take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.' | b'{' | b'}'));
    let len = 1 + name.count();
    (len > 3).then_some(len)
}

/// `@first_name@`: a name between two signs, apart from other words.
fn mail_merged(bytes: &[u8], at: usize) -> Option<usize> {
    let apart = at.checked_sub(1).is_none_or(|before| bytes.get(before).is_some_and(u8::is_ascii_whitespace));
    let rest = bytes.get(at..).filter(|_| apart)?;
    closing(rest, b"@", 24).filter(|len| is_name(rest.get(1..len - 1).unwrap_or(&[])))
}

/// Whether question marks stand apart, where a word was to be: "on ??? at ???".
fn is_apart(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes.get(at - 1) == Some(&b' ')
}

/// Whether nothing but words for what is to be filled in stands between the signs: "(answer)", "*paste link*".
fn is_fill(inside: &[u8]) -> bool {
    let text = String::from_utf8_lossy(inside);
    let mut words = text.split_whitespace().peekable();
    words.peek().is_some()
        && words.all(|word| {
            matches!(
                word,
                "name"
                    | "answer"
                    | "date"
                    | "time"
                    | "insert"
                    | "paste"
                    | "link"
                    | "xx"
                    | "xxx"
                    | "first"
                    | "last"
                    | "surname"
                    | "firstname"
                    | "clinician"
                    | "site"
                    | "address"
                    | "number"
                    | "reason"
                    | "enter"
                    | "doctor"
                    | "clinic"
                    | "phone"
                    | "add"
                    | "here"
                    | "day"
                    | "month"
                    | "tbc"
                    | "venue"
                    | "signature"
                    | "title"
            )
        })
}

/// `«Consultant»`, as word processors mark a field.
fn guillemets<'a>(scanned: &'a Scanned<'_>) -> impl Iterator<Item = Span> + 'a {
    let source = scanned.folded.source();
    let opened = if scanned.folded.is_ascii() { "" } else { source };
    opened.match_indices('\u{ab}').filter_map(move |(start, _)| {
        let rest = source.get(start..)?;
        let len =
            rest.char_indices().take(40).find(|(_, c)| *c == '\u{bb}').map(|(at, c)| at + c.len_utf8())?;
        Some(Span { field: scanned.field, start, end: start + len })
    })
}

fn closing(rest: &[u8], end: &[u8], most: usize) -> Option<usize> {
    let window = rest.get(..rest.len().min(most))?;
    let at = window.windows(end.len()).skip(end.len()).position(|w| w == end)? + end.len();
    let inside = window.get(end.len()..at)?;
    (!inside.contains(&b'\n') && !inside.is_empty()).then_some(at + end.len())
}

/// What stands in square brackets where something is to be filled in.
const FILL: &[&str] = &[
    "name",
    "date",
    "time",
    "insert",
    "number",
    "clinic",
    "surgery",
    "practice",
    "location",
    "place",
    "doctor",
    "clinician",
    "patient",
    "dob",
    "phone",
    "tel",
    "reason",
    "address",
    "link",
    "here",
    "dd",
    "xx",
    "xxx",
    "tbc",
    "title",
    "first",
    "surname",
    "appointment",
    "day",
    "month",
    "type",
    "email",
    "url",
    "staff",
    "hospital",
    "department",
    "service",
    "gp",
    "nurse",
    "pharmacy",
    "enw",
    "dyddiad",
    "amser",
    "add",
    "enter",
    "choose",
    "select",
    "delete",
    "your",
    "text",
    "test",
];

/// Square brackets hold a gap unless they mark a secure email, quote, or name a sender: "[Millbrook] Flu jab".
fn is_gap(inside: &[u8], capital: bool) -> bool {
    let text = String::from_utf8_lossy(inside);
    let text = text.trim();
    if matches!(text, "secure" | "encrypt" | "sic" | "sensitive" | "external" | "not secure" | "secure email")
    {
        return false;
    }
    let blank = text != "." && text.bytes().all(|b| matches!(b, b' ' | b'_' | b'.'));
    let letters = text.bytes().any(|b| b.is_ascii_alphabetic());
    // "[if you have one]" is a remark, "gpsurgery[.]ru" a disguise
    if text.starts_with("if ") || text.starts_with("or ") || text.starts_with("and ") {
        return false;
    }
    let names = || text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| FILL.contains(&word));
    blank || (letters && (!capital || names()))
}

/// `<name>`, `<insert date>`; not `<3`, not `<jo@x.example>`, not a web address in brackets.
fn is_field(inside: &[u8]) -> bool {
    inside.first().is_some_and(u8::is_ascii_alphabetic)
        && inside.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'_' | b'-' | b'/' | b'\''))
}

fn is_name(inside: &[u8]) -> bool {
    inside.len() >= 3 && inside.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_')
}

/// "Dear ," and "Hi !": a greeting without a name, in folded bytes.
fn greeting_gap(scanned: &Scanned<'_>) -> Option<Range<usize>> {
    let text = scanned.folded.text();
    for (at, token) in scanned.tokens.list.iter().enumerate() {
        if !token.is(mark::FIRST) && !token.is(mark::LINE) {
            continue;
        }
        let word = scanned.word(token);
        if !matches!(word, "dear" | "hi" | "hello" | "annwyl" | "helo") {
            continue;
        }
        let title = names(scanned.word_at(at + 1));
        let end = scanned.tokens.list.get(at + usize::from(title)).map_or(token.end, |t| t.end) as usize;
        let behind = text.get(end..).unwrap_or("");
        let blanks = behind.len() - behind.trim_start_matches(' ').len();
        let next = behind.as_bytes().get(blanks).copied();
        let gap = match next {
            // "Hi, ..." is a greeting of its own; "Hi ," and "Dear," are not
            Some(b',') => blanks > 0 || title || word == "dear" || word == "annwyl",
            Some(b'\n') | None => title || matches!(word, "dear" | "annwyl"),
            Some(b'!' | b'.') => blanks > 0,
            _ => false,
        };
        if gap {
            let end = end + blanks + usize::from(next.is_some_and(|b| b != b'\n'));
            return Some(token.start as usize..end);
        }
    }
    None
}

fn names(word: &str) -> bool {
    matches!(word, "mr" | "mrs" | "ms" | "miss" | "mx")
}

/// XX/XX, XX:XX, XXX: words of nothing but crosses, in capitals or with signs between.
fn crosses(scanned: &Scanned<'_>) -> Vec<Range<usize>> {
    let only_x = |at: usize| {
        let word = scanned.word_at(at);
        word.len() >= 2 && word.bytes().all(|b| b == b'x')
    };
    let mut out = Vec::new();
    let mut at = 0;
    while at < scanned.tokens.list.len() {
        if !only_x(at) {
            at += 1;
            continue;
        }
        let start = at;
        while only_x(at) {
            at += 1;
        }
        let (Some(first), Some(last)) = (scanned.tokens.list.get(start), scanned.tokens.list.get(at - 1))
        else {
            break;
        };
        let range = first.start as usize..last.end as usize;
        let words = at - start;
        let joined =
            scanned.folded.text().get(range.clone()).is_some_and(|t| t.contains(['/', ':', '.', '-']));
        // small crosses at the end are kisses
        let closing = at == scanned.tokens.list.len();
        if joined
            || (first.is(mark::SHOUT) && !(closing && words == 1))
            || (first.is(mark::SHOUT) && words > 1)
            || !closing && words == 1 && first.is(mark::CAPITAL) && range.len() > 3
        {
            out.push(range);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_finds};

    #[test]
    fn gaps_are_found() {
        let desk = Desk::bare();
        for text in [
            "Hello [[((first_name))]], hello",
            "See [[<name>]] at 3pm",
            "Flu jab: you're booked [[XX/XX]] at [[XX:XX]]",
            "[[Dear ,]]\n\nYour appointment",
            "Hello {{name}}".replace("{{name}}", "[[{{name}}]]").as_str(),
            "Your time is [[____]]",
            "It is on the XXX of May".replace("XXX", "[[XXX]]").as_str(),
        ] {
            assert_finds(&Desk::bare(), META.id, "Outpatient clinic with [[«Consultant»]] on [[«Date»]]");
            assert_finds(&desk, META.id, text);
        }
        for text in [
            "Your clinic is at [[**SITE NAME**]] on Friday",
            "Dear [[$patient.salutation]],",
            "Hiya [[@name@]], your form is here",
            "Clinic on [[****]] at 3",
            "Your appointment [[with  is]] [[on  at]] . Ring to change it",
            "Your X-ray is [[at ...]] [[on ...]] bring this",
            "Fitting with Dr [[Xxxxx]] on Monday",
            "The vaccine for your child [[NAME]] is on [[DATE]] at [[SCHOOL NAME]]",
            "Your check is on [[???]] at 3",
            "Dr Ali says: [[(answer)]].",
            "You are [[#N#]] on the list",
            "Your exercises: [[*paste link*]]",
            "Your complaint about [[INSERT ISSUE HERE]] is with us",
        ] {
            assert_finds(&desk, META.id, text);
        }
    }

    #[test]
    fn square_brackets_hold_a_gap() {
        let findings = Desk::bare().findings(META.id, "On [insert date] at 3pm");
        assert_eq!(findings.first().and_then(|f| f.span), Some(Span::text(3, 16)));
    }

    #[test]
    fn signs_are_no_gaps() {
        let desk = Desk::bare();
        for text in [
            "[secure] your letter",
            "Hi, see you at 3 xx",
            "We <3 our patients",
            "Mail <jo@x.example>",
            "Dear Jo,\nsee you... soon",
            "50% off and 20% more",
            "Hello! See you soon.",
            "Thanks XX",
            "Did you forget??? See you soon",
            "Please do *not* eat and **ring us** first",
            "It is $5 in the shop (number 4)",
            "Reply with your GP [if you have one]",
            "Press # and wait, then # again",
            "Mail a@b.example or c@d.example",
            "YOUR NEW DATE IS BELOW",
            "Write your NAME and DATE on the pot",
            "Come on Monday  at 3 or on Friday",
            "We are here for you ... on your side",
        ] {
            assert_clean(&desk, META.id, text);
        }
    }
}
