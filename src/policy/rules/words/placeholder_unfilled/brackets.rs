//! Gaps with signs around them: `((x))`, `[insert]`, `<name>`, `{x}`, `%name%`, `*|x|*`, and runs of one sign.

use std::ops::Range;

use crate::policy::scan::Scanned;
use crate::policy::text::seek::seek;
use crate::policy::text::{WordList, WordSet};

/// The signs with which a gap can begin.
const OPENING: [u8; 12] = *b"({[<%_.?*#$@";

/// `((x))`, `[insert]`, `<name>`, `{{x}}`, `{x}`, `%name%`, `____`, in folded bytes.
pub(super) fn found(scanned: &Scanned<'_>) -> Vec<Range<usize>> {
    // most texts have none of the signs, nor dots or question marks in a row
    if scanned.tokens.signs.may_hold(&OPENING) { opened(scanned) } else { Vec::new() }
}

fn opened(scanned: &Scanned<'_>) -> Vec<Range<usize>> {
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
            b'*' if rest.starts_with(b"*|") => closing(rest, b"|*", 40),
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
                .filter(|len| is_gap(rest.get(1..len - 1).unwrap_or(&[]), capital(at + 1)))
                .filter(|_| !is_box(rest, scanned)),
            b'<' if rest.starts_with(b"<<") => closing(rest, b">>", 60),
            b'<' => closing(rest, b">", 40).filter(|len| is_field(rest.get(1..len - 1).unwrap_or(&[]))),
            b'%' if rest.starts_with(b"%%") => closing(rest, b"%%", 60),
            b'%' => closing(rest, b"%", 30).filter(|len| is_name(rest.get(1..len - 1).unwrap_or(&[]))),
            b'_' | b'.' => {
                let least = if byte == b'_' { 2 } else { 6 };
                Some(rest.iter().take_while(|b| **b == byte).count())
                    .filter(|len| *len >= least && !is_to_sign(scanned, at))
            }
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

/// "[ ] yes or [ ] no": a box for the reader to tick.
fn is_box(rest: &[u8], scanned: &Scanned<'_>) -> bool {
    rest.starts_with(b"[ ]") && scanned.tokens.list.iter().any(|token| TICKS.may_hold(token.hash))
}

const TICKS: WordSet = WordSet::of(&["tick", "cross"]);

/// "Signed ........": a line for the reader to write on, where the text is a slip that comes back.
fn is_to_sign(scanned: &Scanned<'_>, at: usize) -> bool {
    let line = scanned.folded.text().get(..at).unwrap_or("").rsplit('\n').next().unwrap_or("");
    let label = line.trim_end_matches([' ', ':', '.', '_']).rsplit(' ').next().unwrap_or("");
    let signs = |word: &str| matches!(word, "signed" | "signature" | "sign");
    let labelled = signs(label) || matches!(label, "name" | "date" | "dated" | "print" | "tel" | "phone");
    labelled && scanned.tokens.list.iter().any(|token| signs(scanned.word(token)))
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
                    | "delete"
                    | "choose"
            )
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

/// What a remark in square brackets is made of.
static ASIDES: WordList = WordList::of(
    "\
    upstairs downstairs ground first second third top floor level left right side back front new old not free only \
    both optional on off by near next to opposite behind past at in the lift stairs door red blue green yellow",
);

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
    // "Room 2 [upstairs]" says where
    if !capital && text.split(' ').all(|word| ASIDES.holds(word)) {
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

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::domain::span::Field;
    use crate::policy::Checker;
    use crate::policy::text::names::Known;

    static CHECKER: LazyLock<Checker> = LazyLock::new(Checker::default);

    proptest::proptest! {
        #[test]
        fn texts_without_the_signs_have_no_gap(text in "[ a-c1.?!/@:(){}<>%_*#$\\[\\]'\n-]{0,40}") {
            let scanned = Scanned::new(&CHECKER, &Known::default(), Field::Subject, &text);
            proptest::prop_assert_eq!(found(&scanned), opened(&scanned));
        }
    }
}
