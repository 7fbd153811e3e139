//! `proxy-other-detail`: one parent or carer would read where the other one is reached or lives.

use std::ops::Range;

use crate::domain::contact::{ContactPoint, ContactValue};
use crate::domain::proxy::Proxy;
use crate::domain::severity::Severity;
use crate::policy::case::{Case, Reader};
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "proxy-other-detail",
    group: Group::Recipient,
    summary: "the text, or where it goes, gives one parent or carer the number, email or address of another",
    severity: Severity::Stop,
    always_on: true,
    can_override: true,
    doc: "\
### What it does
Where somebody who acts for the patient reads the message, finds the numbers, emails and addresses of the others who do, as they are on file, and stops it; so it does where the message to one goes to the number of another. What both have on file is no secret between them: people at one number or address are not kept apart.

### Why it matters
Parents who live apart may have good reason not to be found by each other. Both can have parental responsibility and be written to; neither is told where the other is.

### Example
\"We could not reach Tom on 07700 900555. Can you bring Ewa?\" to Ewa's mother, whom Tom left.

### How to settle it
Take it out. Say what this parent is to do, and write to the other one by themselves.

### Source
NHS England guidance on electronic messages: the right recipient; Children Act 1989; UK GDPR, article 5(1)(c).",
};

declare! {
    /// What is on file of one proxy would be read by another.
    ProxyOtherDetail, META, check
}

/// Shorter needles ("Flat 3") say nothing of whose they are.
const LEAST: usize = 6;

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    let Some(dossier) = case.dossier else { return };
    let reader = match case.reader {
        Reader::Proxy(proxy) => Some(proxy),
        // the patient's number may be that of a parent
        Reader::Patient => case.contact().and_then(|contact| case.proxy_with(contact)),
        Reader::Described { .. } => None,
    };
    let Some(reader) = reader else { return };
    let others = dossier.proxies.iter().flatten().filter(|other| other.id != reader.id);
    for other in others {
        for point in other.contacts.iter().filter(|point| !is_known_to(reader, point)) {
            if case.is_for_proxy() && case.content.contact == Some(point.id) {
                let message =
                    format!("It is written to {} and goes to {}", facts::who(reader), facts::who(other));
                report.push(finding(message, reader));
            }
            in_text(scan, (reader, other), point, report);
        }
    }
}

fn finding(message: String, reader: &Proxy) -> Finding {
    Finding::new(&META, Severity::Stop, message).seen_by(vec![facts::who(reader)])
}

fn in_text(scan: &Scan<'_>, (reader, other): (&Proxy, &Proxy), point: &ContactPoint, report: &mut Report) {
    let needles = needles(&point.value);
    for scanned in scan.fields() {
        let text = scanned.folded.text();
        let at = needles.iter().find_map(|needle| place(text, needle));
        let Some(span) = at.and_then(|at| scanned.span(at.start, at.end)) else { continue };
        let message = format!(
            "'{}' is {}'s: {} is not told where the other one is",
            scanned.quote(span),
            facts::who(other),
            facts::who(reader)
        );
        report.push(
            finding(message, reader)
                .at([span])
                .cure("Take it out", Change::Replace { span, with: String::new() })
                .cure("Go to it", Change::GoTo(span)),
        );
    }
}

/// Whether somebody has the same number, email or address on file themselves.
fn is_known_to(reader: &Proxy, point: &ContactPoint) -> bool {
    let theirs = needles(&point.value);
    reader.contacts.iter().flat_map(|own| needles(&own.value)).any(|own| theirs.contains(&own))
}

/// How a contact point may stand in a text: its letters and digits alone, in lower case.
fn needles(value: &ContactValue) -> Vec<String> {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|one| one.to_ascii_lowercase()).collect()
    };
    let found = match value {
        ContactValue::Phone(number) | ContactValue::Textphone(number) => {
            let abroad = number.international().map(|number| plain(&number));
            let at_home = abroad.as_ref().and_then(|number| number.strip_prefix("44"));
            let at_home = at_home.map(|number| format!("0{number}"));
            at_home.into_iter().chain(abroad).collect()
        }
        ContactValue::Email(address) => vec![plain(address)],
        ContactValue::Post(address) => {
            let lines: Vec<String> = address.lines.iter().map(|line| plain(line)).collect();
            let street = lines.iter().find(|line| line.len() >= LEAST).cloned();
            street.into_iter().chain(address.postcode.as_deref().map(plain)).collect()
        }
        ContactValue::NhsApp => Vec::new(),
    };
    found.into_iter().filter(|needle: &String| needle.len() >= LEAST).collect()
}

/// Where a text holds these letters and digits, whatever stands between them, and nothing that goes on before or behind.
fn place(text: &str, needle: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let goes_on = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let first = needle.bytes().next()?;
    let starts = (0..bytes.len()).filter(|at| {
        bytes.get(*at).is_some_and(|byte| byte.to_ascii_lowercase() == first) && !goes_on(at.checked_sub(1))
    });
    starts.into_iter().find_map(|start| {
        let mut end = start;
        for wanted in needle.bytes() {
            // a blank or two, a hyphen, a bracket; not a sentence
            let gap =
                bytes.get(end..)?.iter().take(3).take_while(|byte| !byte.is_ascii_alphanumeric()).count();
            if bytes.get(end..end + gap)?.starts_with(b". ") {
                return None;
            }
            end += gap;
            if bytes.get(end)?.to_ascii_lowercase() != wanted {
                return None;
            }
            end += 1;
        }
        (!goes_on(Some(end))).then_some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{ContactPointId, ProxyId};
    use crate::domain::person::Address;
    use crate::domain::telephone::Telephone;
    use crate::policy::testing::{Desk, assert_clean, assert_cure, assert_finds, contact, ewa, name};

    /// Tom, who lives apart from Ewa.
    fn tom() -> Proxy {
        let home = Address { lines: vec!["Flat 3".into(), "8 Quay Rise".into()], ..Address::default() };
        let home = Address { postcode: Some("NE1 4ST".into()), ..home };
        Proxy {
            id: ProxyId::from_bytes([4; 16]),
            name: name("Tom", "Scholes"),
            relationship: "father".into(),
            contacts: vec![
                contact(31, ContactValue::Phone(Telephone::new("07700 900555"))),
                contact(32, ContactValue::Email("tom@mail.example".into())),
                contact(33, ContactValue::Post(home)),
            ],
            ..ewa()
        }
    }

    fn apart() -> Desk {
        Desk::with_record().facts(|dossier| dossier.proxies = Some(vec![ewa(), tom()])).aged(9).for_ewa()
    }

    #[test]
    fn one_parent_is_not_told_where_the_other_is() {
        for text in [
            "We could not reach Tom on [[07700 900555]]. Can you come?",
            "His number is +[[44 7700-900555]], ring him",
            "Ask him at [[Tom@mail.example]].",
            "She was fetched from [[8 Quay Rise]] today",
            "The letter went to [[ne1 4st]]",
        ] {
            assert_finds(&apart(), META.id, text);
        }
        assert_cure(&apart(), META.id, "Ring 07700900555 now", "Ring  now");
        for text in [
            "Please ring 01632 960114 about Joanne. Her father is asked too.",
            "Flat 3 is ready",
            "Order 107700900555 is here",
            "Come at 8. Quay Rise is closed",
        ] {
            assert_clean(&apart(), META.id, text);
        }
    }

    #[test]
    fn what_both_have_is_no_secret_and_the_patient_is_told_all() {
        let mut together = ewa();
        together.contacts.extend(tom().contacts);
        let desk =
            Desk::with_record().facts(|dossier| dossier.proxies = Some(vec![together, tom()])).for_ewa();
        assert_clean(&desk, META.id, "Ring 07700 900555, 8 Quay Rise");
        let desk = Desk::with_record().facts(|dossier| dossier.proxies = Some(vec![ewa(), tom()]));
        assert_clean(&desk, META.id, "Ring 07700 900555, 8 Quay Rise");
    }

    #[test]
    fn a_message_to_one_never_goes_to_the_number_of_the_other() {
        let mut desk = apart();
        desk.contact = Some(ContactPointId::from_bytes([31; 16]));
        assert_eq!(desk.severity(META.id, "Hello"), Some(Severity::Stop));
        assert_eq!(apart().severity(META.id, "Hello"), None);
    }
}
