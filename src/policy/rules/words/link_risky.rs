//! `link-risky`: a link that patients should not learn to trust.

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Scan, Scanned};
use crate::policy::text::token::hash;
use crate::policy::text::{Link, LinkKind};

static META: Meta = Meta {
    id: "link-risky",
    group: Group::Words,
    summary: "a shortener, an odd domain, an IP address, or personal data in a link",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Looks at every link: shorteners are a stop, also where a voicemail spells them out; a domain made to look like the NHS, an ending that fraud prefers, a number in place of a name, a link that is not secured, and personal data in the address are warnings.

### Why it matters
Fraud by text works because people are used to odd links. A short link hides where it leads; data in a link is written to logs on the way.

### Example
\"Book now at bit.ly/flujab-tarn\"

### How to settle it
Write the full address of a site that people know: the practice's own or one under nhs.uk.

### Source
National Cyber Security Centre: SMS and telephone best practice; NHS England guidance on electronic messages.",
};

declare! {
    /// A link that patients should not learn to trust.
    LinkRisky, META, check
}

const SHORTENERS: &[&str] = &[
    "bit.ly",
    "tinyurl.com",
    "goo.gl",
    "t.co",
    "ow.ly",
    "is.gd",
    "buff.ly",
    "rebrand.ly",
    "cutt.ly",
    "shorturl.at",
    "tiny.cc",
    "rb.gy",
    "bl.ink",
    "t.ly",
    "s.id",
    "lnkd.in",
    "bitly.com",
    "tny.im",
    "v.gd",
    "short.io",
    "qr.co",
    "shorte.st",
    "trib.al",
    "soo.gd",
    "clck.ru",
    "u.to",
    "x.co",
    "snip.ly",
    "surl.li",
    "urlz.fr",
    "tinyurl.co",
    "j.mp",
    "po.st",
    "youtu.be",
    "wa.me",
    "linktr.ee",
    "forms.gle",
    "smarturl.it",
    "dlvr.it",
    "adf.ly",
    "fb.me",
    "tiny.one",
    "shrtco.de",
    "2no.co",
    "cutt.us",
    "n9.cl",
    "me2.do",
    "g.page",
    "ln.run",
    "u.nu",
    "qrco.de",
    "bit.do",
    "chilp.it",
    "goo.su",
    "qr.ae",
    "shorturl.gg",
    "t.me",
    "lnk.to",
    "urlr.me",
];

const ODD_ENDINGS: &[&str] = &[
    "click", "top", "xyz", "link", "icu", "win", "live", "buzz", "tk", "ru", "biz", "site", "online", "shop",
    "store", "vip", "club", "website", "space", "fun", "page", "zip", "cc", "pro", "mobi", "world", "gd",
    "ml", "ga", "cf", "gq", "info", "support", "help", "su", "cn", "work", "loan", "rest", "quest", "cfd",
    "sbs", "cyou", "monster", "me", "to", "co",
];

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields() {
        for link in scanned.tokens.links.iter().filter(|link| link.kind != LinkKind::Email) {
            let Some((severity, why)) = risk(case, scanned, link) else { continue };
            let Some(span) = scanned.span(link.bytes.start, link.bytes.end) else { continue };
            let domain = case.checker.settings.practice.domains.first();
            let finding =
                Finding::new(&META, severity, format!("'{}': {why}", scanned.quote(span))).at([span]);
            let finding = match domain {
                Some(domain) => finding
                    .cure(format!("Write {domain} instead"), Change::Replace { span, with: domain.clone() }),
                None => finding,
            };
            report.push(finding.cure("Go to the link", Change::GoTo(span)));
        }
        report.extend(spoken(scanned));
    }
}

/// "Type in bit dot ly slash gables": a shortener that a voicemail spells out.
fn spoken(scanned: &Scanned<'_>) -> Option<Finding> {
    let list = &scanned.tokens.list;
    let mut dots = list.iter().enumerate().skip(1).filter(|(_, token)| token.hash == DOT);
    let tokens = dots.find_map(|(at, _)| {
        // "lee" is how "ly" is heard
        let ending = if scanned.word_at(at + 1) == "lee" { "ly" } else { scanned.word_at(at + 1) };
        let host = format!("{}.{ending}", scanned.word_at(at - 1));
        SHORTENERS.contains(&host.as_str()).then_some(at - 1..at + 2)
    })?;
    let span = scanned.span_of(&tokens)?;
    let message = format!("'{}': {HIDES}", scanned.quote(span));
    Some(Finding::new(&META, Severity::Stop, message).at([span]).cure("Go to the link", Change::GoTo(span)))
}

const DOT: u32 = hash(b"dot");

const HIDES: &str = "a short link hides where it leads";

fn risk(case: &Case<'_>, scanned: &Scanned<'_>, link: &Link) -> Option<(Severity, &'static str)> {
    let text = scanned.folded.text();
    let host = text.get(link.host.clone()).unwrap_or("");
    let bare = host.strip_prefix("www.").unwrap_or(host);
    let whole = text.get(link.bytes.clone()).unwrap_or("");
    if SHORTENERS.contains(&bare) {
        return Some((Severity::Stop, HIDES));
    }
    let settings = &case.checker.settings;
    let trusted = |domain: &String| under(bare, domain);
    let known = settings.practice.domains.iter().any(trusted) || settings.trusted_domains.iter().any(trusted);
    if has_personal_data(case, text.get(link.path..link.bytes.end).unwrap_or("")) {
        return Some((Severity::Warn, "it carries personal data, which is written to logs on the way"));
    }
    let head = text.get(link.bytes.start..link.host.start).unwrap_or("");
    if head.contains('@') {
        return Some((Severity::Warn, "what stands before the @ is not where it leads"));
    }
    if link.kind == LinkKind::Number && (link.marked || !is_version(scanned, link)) {
        return Some((Severity::Warn, "a number in place of a name: nobody can tell whose it is"));
    }
    if known {
        return whole.starts_with("http://").then_some((Severity::Warn, "http is not secured: write https"));
    }
    if !scanned.quote_is_ascii(link) || bare.split('.').any(|label| label.starts_with("xn--")) {
        return Some((Severity::Warn, "letters of another script can imitate a name"));
    }
    let labels: Vec<&str> = bare.split('.').collect();
    let ending = labels.last().copied().unwrap_or("");
    let parts = || labels.iter().flat_map(|label| label.split('-'));
    let imitates = parts().any(|part| {
        matches!(part, "nhs" | "nh5" | "nhsuk" | "govuk" | "nhsapp" | "hmrc")
            || part.starts_with("nhs") && part.len() < 12
    });
    let official = bare.ends_with(".org.uk") || under(bare, "nhsinform.scot");
    if imitates && !official && ending != "example" {
        return Some((Severity::Warn, "it looks like the NHS and is not under nhs.uk"));
    }
    if ODD_ENDINGS.contains(&ending) {
        return Some((Severity::Warn, "an ending that few health services use"));
    }
    if whole.starts_with("http://") {
        return Some((Severity::Warn, "http is not secured: write https"));
    }
    let hyphens = bare.matches('-').count();
    let digits = labels.first().is_some_and(|label| label.bytes().filter(u8::is_ascii_digit).count() >= 3);
    let odd = hyphens >= 3 || digits || whole.contains(".exe") || whole.contains(".apk");
    odd.then_some((Severity::Warn, "an odd domain: people cannot tell whose it is"))
}

/// "firmware 2.4.1.10", "sections 4.2.1.7 and 5.1": numbers that count something else.
fn is_version(scanned: &Scanned<'_>, link: &Link) -> bool {
    let list = &scanned.tokens.list;
    let at = list.partition_point(|token| (token.start as usize) < link.bytes.start);
    (at.saturating_sub(2)..at).any(|at| {
        matches!(
            scanned.word_at(at),
            "version"
                | "firmware"
                | "software"
                | "release"
                | "build"
                | "v"
                | "app"
                | "section"
                | "sections"
                | "paragraph"
                | "paragraphs"
                | "chapter"
                | "clause"
                | "item"
                | "rule"
        )
    })
}

fn under(host: &str, domain: &str) -> bool {
    let domain = domain.trim_start_matches("www.");
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// An NHS number, a date of birth, an email address or the patient's name in a path or query.
fn has_personal_data(case: &Case<'_>, path: &str) -> bool {
    let digits: String = path.chars().filter(char::is_ascii_digit).collect();
    let ten = path
        .split(|c: char| !c.is_ascii_digit())
        .any(|run| run.len() == 10 && run.parse::<crate::domain::nhs_number::NhsNumber>().is_ok());
    let keyed = [
        "dob=",
        "nhs=",
        "nhsno",
        "nhs_no",
        "nhsnumber",
        "nhs_number",
        "nhs-number",
        "name=",
        "surname=",
        "email=",
        "birth",
        "postcode=",
    ]
    .iter()
    .any(|key| path.match_indices(key).any(|(at, _)| gives(path.get(at + key.len()..).unwrap_or(""), key)));
    // 23051999, 1999-05-23, 23.05.99
    let parts = || path.split(['/', '?', '=', '&', '_', '-', '.', '#']).map(|part| part.trim_matches('.'));
    let born = path.split(['/', '?', '=', '&', '_']).any(|part| {
        (8..=10).contains(&part.len())
            && part.contains(['-', '.'])
            && part.bytes().filter(u8::is_ascii_digit).count() == 8
    }) || digits.len() >= 8 && parts().any(is_birth);
    let named = case.patient().is_some_and(|patient| {
        let names = patient.names.iter().flat_map(|name| name.given.iter().chain(&name.family));
        let found = |name: &String| {
            let name = name.to_ascii_lowercase();
            name.len() > 3
                && (path.split(|c: char| !c.is_ascii_alphabetic()).any(|part| part == name)
                    || name.len() > 5 && path.contains(&name))
        };
        // "patient=ShonaBaird"
        let parts = |name: &String| {
            let name = name.to_ascii_lowercase();
            name.len() > 2 && path.contains(&name)
        };
        let both = patient
            .names
            .iter()
            .any(|name| name.given.iter().any(parts) && name.family.as_ref().is_some_and(parts));
        both || names.into_iter().any(found)
    });
    ten || keyed || born || named || path.contains('@')
}

/// Whether a value stands behind a key: "nhs-number=", "birth/1999"; not the page "find-nhs-number".
fn gives(behind: &str, key: &str) -> bool {
    let value = behind.trim_start_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '-'));
    key.ends_with('=')
        || value.starts_with('=')
        || value.trim_start_matches(['/', ':']).starts_with(|c: char| c.is_ascii_digit())
}

/// Eight digits that can be a day, as 23051999 or 19990523.
fn is_birth(part: &str) -> bool {
    let number = |from: usize, to: usize| part.get(from..to).and_then(|digits| digits.parse::<u32>().ok());
    let fits = |day: Option<u32>, month: Option<u32>, year: Option<u32>| {
        day.is_some_and(|day| (1..=31).contains(&day))
            && month.is_some_and(|month| (1..=12).contains(&month))
            && year.is_some_and(|year| (1900..=2030).contains(&year))
    };
    part.len() == 8
        && part.bytes().all(|byte| byte.is_ascii_digit())
        && (fits(number(0, 2), number(2, 4), number(4, 8)) || fits(number(6, 8), number(4, 6), number(0, 4)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_finds};

    #[test]
    fn links_are_weighed() {
        let desk = Desk::bare();
        for (text, severity) in [
            ("Book at bit.ly/flu", Severity::Stop),
            ("sign in at nhs-scripts-approve.click within", Severity::Warn),
            ("see http://192.0.2.7/book", Severity::Warn),
            ("see https://tarnlane.example/a?dob=23051999", Severity::Warn),
            ("see https://tarnlane.example/a?nhs-number=12", Severity::Warn),
            ("type in ow dot ly slash gables", Severity::Stop),
        ] {
            assert_eq!(desk.severity(META.id, text), Some(severity), "{text}");
        }
        assert_finds(&desk, META.id, "Book at [[bit.ly/flu]].");
        for text in [
            "See https://www.nhs.uk/conditions/asthma",
            "Winter advice at nhsinform.scot",
            "See https://www.nhs.uk/nhs-services/online-services/find-nhs-number/",
            "Update the monitor to firmware 2.4.1.10 overnight",
            "Read sections 4.2.1.7 and 5.1 before the talk",
            "Put a dot on the plan",
            "Book at tarnlane.example/book or www.nhsbsa.nhs.uk",
            "Mail us at hello@tarnlane.example",
            "https://www.versusarthritis.org/exercise",
        ] {
            assert_clean(&desk, META.id, text);
        }
    }
}
