//! Links and email addresses in a folded text.

use std::ops::Range;

use super::seek::seek;

/// What kind of address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// A site, with or without `https://`.
    Web,
    /// An email address.
    Email,
    /// A site named by its number: `http://10.0.0.1/x`.
    Number,
}

/// A link or email address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its bytes in the folded text.
    pub bytes: Range<usize>,
    /// The bytes of its host (the domain of an email address).
    pub host: Range<usize>,
    /// Where the path begins: the end of the link where it has none.
    pub path: usize,
    /// What kind.
    pub kind: LinkKind,
    /// It is written with `http` or `www`.
    pub marked: bool,
}

/// The last labels of host names that texts to patients hold; another word behind a dot is a missing blank.
const ENDINGS: &[&str] = &[
    "uk", "com", "org", "net", "example", "ly", "gl", "click", "info", "io", "me", "co", "wales", "cymru",
    "scot", "app", "link", "eu", "biz", "top", "xyz", "site", "online", "health", "clinic", "care", "gd",
    "gy", "to", "cc", "ru", "ie", "fr", "de", "pl", "page", "live", "website", "store", "shop", "tk", "gov",
    "edu", "nhs", "be", "in", "support", "help", "win", "icu", "vip", "buzz", "club", "test", "dev", "cloud",
    "world", "at", "is", "im", "us", "li", "cm", "tv", "id", "zip", "cx", "mobi", "pro", "space", "fun",
    "team", "social", "email", "services", "ink", "st", "it", "do", "su", "gq", "cn", "ml", "cf",
];

/// Labels that are also words: a missing blank ("see you at 3.to change") unless the host has more about it.
const WORDS: &[&str] = &[
    "to", "in", "at", "is", "me", "be", "us", "im", "id", "top", "help", "care", "live", "page", "team",
    "health", "clinic", "online", "support", "club", "win", "link", "site", "shop", "store", "email",
    "services", "pro", "fun", "space", "test", "world", "app", "social", "ink", "st", "it", "do", "su",
];

/// All links and email addresses, in order.
pub fn find(text: &str) -> Vec<Link> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    // what stands before is read already
    let mut behind = 0;
    while let Some(sign) = seek(bytes, at, *b"@.:") {
        at = sign + 1;
        if !is_hint(bytes, sign) {
            continue;
        }
        let blank = |byte: &u8| byte.is_ascii_whitespace();
        let before = bytes.get(behind..sign).unwrap_or(&[]);
        let start = before.iter().rposition(blank).map_or(behind, |last| behind + last + 1);
        let rest = bytes.get(sign..).unwrap_or(&[]);
        let end = rest.iter().position(blank).map_or(bytes.len(), |first| sign + first);
        // most dots inside a word are those of a time
        if !bytes.get(start..end).is_some_and(is_number) {
            out.extend(read(text, start, end));
        }
        (at, behind) = (end, end);
    }
    out
}

/// Whether a sign makes its word a link, perhaps: an @, a dot with a letter or digit behind it, a colon with //.
fn is_hint(bytes: &[u8], sign: usize) -> bool {
    let next = bytes.get(sign + 1);
    match bytes.get(sign) {
        Some(b'@') => true,
        Some(b':') => next.is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'/'),
        _ => next.is_some_and(u8::is_ascii_alphanumeric),
    }
}

fn read(text: &str, start: usize, end: usize) -> Option<Link> {
    let chunk = text.get(start..end)?;
    let lead = chunk.len() - chunk.trim_start_matches(['(', '[', '<', '"', '\'', '*', '{']).len();
    // a label in front of it: "link:https://", "web:www."
    let lead = match chunk.find("http").or_else(|| chunk.find("www.")) {
        Some(at) if at > lead => at,
        _ => lead,
    };
    let body = chunk
        .get(lead..)?
        .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'', '*', '}']);
    let start = start + lead;
    let bytes = start..start + body.len();
    if !body.contains("://")
        && let Some(at) = body.rfind('@')
    {
        let host = start + at + 1..bytes.end;
        let dotted = body.get(at + 1..)?.contains('.') && at > 0;
        return dotted.then_some(Link { path: bytes.end, bytes, host, kind: LinkKind::Email, marked: false });
    }
    let scheme = body.find("://").map_or(0, |at| at + 3);
    let marked = scheme > 0 || body.starts_with("www.");
    let rest = body.get(scheme..)?;
    // who:pass@host
    let stop = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let head = rest.get(..stop)?;
    let user = head.rfind('@').map_or(0, |at| at + 1);
    let name = head.get(user..)?;
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    let host_start = start + scheme + user;
    let host = host_start..host_start + name.len();
    let kind = host_kind(name, marked, stop < rest.len())?;
    Some(Link { bytes, host, path: start + scheme + stop, kind, marked })
}

/// Whether a word is a number or a time with a dot and nothing else: "10.30am", "7.5,".
fn is_number(word: &[u8]) -> bool {
    let digits = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let Some((b'.', rest)) = word.get(digits..).and_then(<[u8]>::split_first) else { return false };
    let ends = |byte: &u8| matches!(byte, b'.' | b',' | b';' | b':' | b'!' | b'?' | b')');
    digits > 0 && rest.iter().skip_while(|byte| byte.is_ascii_alphanumeric()).all(ends)
}

fn host_kind(name: &str, marked: bool, has_path: bool) -> Option<LinkKind> {
    let labels: Vec<&str> = name.split('.').collect();
    let well_formed = labels.len() >= 2
        && labels
            .iter()
            .all(|l| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == 1));
    if !well_formed {
        return marked.then_some(LinkKind::Web);
    }
    if labels.len() == 4 && labels.iter().all(|l| l.len() <= 3 && l.bytes().all(|b| b.is_ascii_digit())) {
        return Some(LinkKind::Number);
    }
    let last = labels.last().copied().unwrap_or("");
    let first = labels.first().copied().unwrap_or("");
    if marked {
        return Some(LinkKind::Web);
    }
    // "10.30am", "u.s", "3.to": numbers and missing blanks are no hosts
    let number = first.bytes().all(|b| b.is_ascii_digit());
    let plain = ENDINGS.contains(&last)
        && !number
        && (first.len() > 1 || has_path)
        && (has_path || labels.len() > 2 || !WORDS.contains(&last) || first.contains('-'));
    plain.then_some(LinkKind::Web)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(text: &str) -> Vec<(&str, LinkKind)> {
        find(text).into_iter().map(|link| (&text[link.host.clone()], link.kind)).collect()
    }

    #[test]
    fn numbers_and_times_are_no_hosts() {
        for word in ["10.30am", "7.5,", "9.15)", "8.12.", "3.to", "10.www.", "1.5:"] {
            assert!(is_number(word.as_bytes()) && read(word, 0, word.len()).is_none(), "{word}");
        }
        for word in ["10.0.0.1", "3.to/x", "111.nhs.uk", "a.b", "12", "1.5/x.uk"] {
            assert!(!is_number(word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn finds_links_and_addresses() {
        assert_eq!(hosts("now at bit.ly/flujab-tarn. slots"), [("bit.ly", LinkKind::Web)]);
        assert_eq!(hosts("(https://www.nhsbsa.nhs.uk)"), [("www.nhsbsa.nhs.uk", LinkKind::Web)]);
        assert_eq!(
            hosts("at nhs-scripts-approve.click within"),
            [("nhs-scripts-approve.click", LinkKind::Web)]
        );
        assert_eq!(hosts("mail a.b@tarn.example, or"), [("tarn.example", LinkKind::Email)]);
        assert_eq!(hosts("http://192.0.2.7/book"), [("192.0.2.7", LinkKind::Number)]);
        assert_eq!(hosts("tap bit.do/x, then do.it"), [("bit.do", LinkKind::Web)]);
        assert_eq!(hosts("at 10.30am. ok.see you at 3.to p.m. 9.30"), []);
    }
}
