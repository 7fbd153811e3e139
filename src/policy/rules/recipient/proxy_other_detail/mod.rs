//! `proxy-other-detail`: one parent or carer would read where the other one is reached or lives.

mod needles;
mod whereabouts;

use crate::domain::contact::{ContactPoint, ContactValue};
use crate::domain::dossier::Dossier;
use crate::domain::proxy::{Lives, Proxy};
use crate::domain::severity::Severity;
use crate::domain::span::Span;
use crate::domain::telephone::Line;
use crate::policy::case::{Case, Reader};
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Scan, Scanned};
use needles::{needles, place};

static META: Meta = Meta {
    id: "proxy-other-detail",
    group: Group::Recipient,
    summary: "the text, or where it goes, gives one parent or carer the number, email or address of another",
    severity: Severity::Stop,
    always_on: true,
    can_override: true,
    doc: "\
### What it does
Where somebody who acts for the patient reads the message, finds the numbers, emails and addresses of the others who do, as they are on file, and stops it; so it does where the message to one goes to the number of another. Whoever has the patient's own number on file reads it too, and where both parents have, both do. What both have on file is no secret between them, and of two who live with the patient, as somebody here took down, nothing is. Somebody who is said to live apart is kept apart whatever is on file: a number that both have on file stops the message too, the home of the patient is that of whoever lives with them, and a number, an email or a home in one sentence with the other one's name or relationship, or in the next one about them, warns although it is not on file.

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

/// A reader and somebody else who acts for the patient.
struct Pair<'a> {
    reader: &'a Proxy,
    other: &'a Proxy,
    /// It is said that they live apart.
    apart: bool,
}

impl Pair<'_> {
    fn finding(&self, severity: Severity, message: String) -> Finding {
        Finding::new(&META, severity, message).seen_by(vec![facts::who(self.reader)])
    }

    /// A finding at words that can be taken out.
    fn at(&self, severity: Severity, message: String, span: Span) -> Finding {
        self.finding(severity, message)
            .at([span])
            .cure("Take it out", Change::Replace { span, with: String::new() })
            .cure("Go to it", Change::GoTo(span))
    }

    /// Where the other one is reached or lives, as far as the reader must not be told.
    fn secrets<'d>(&'d self, dossier: &'d Dossier) -> impl Iterator<Item = &'d ContactPoint> {
        let at_home = self.apart && self.other.lives == Lives::WithPatient;
        let home = dossier.contacts.iter().flatten().filter(move |point| at_home && is_home(point));
        let theirs = self.other.contacts.iter().chain(home);
        theirs.filter(|point| self.apart || !is_known_to(self.reader, point))
    }
}

/// An address, or the number of a house.
fn is_home(point: &ContactPoint) -> bool {
    match &point.value {
        ContactValue::Post(_) => true,
        ContactValue::Phone(number) | ContactValue::Textphone(number) => number.line() == Line::Landline,
        ContactValue::Email(_) | ContactValue::NhsApp => false,
    }
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    let Some(dossier) = case.dossier else { return };
    let readers: Vec<&Proxy> = match case.reader {
        Reader::Proxy(proxy) => vec![proxy],
        // the patient's number may be that of a parent, or of both
        Reader::Patient => {
            case.contact().into_iter().flat_map(|contact| case.proxies_with(contact)).collect()
        }
        Reader::Described { .. } => return,
    };
    for reader in readers {
        for other in dossier.proxies.iter().flatten().filter(|other| other.id != reader.id) {
            let lives = reader.lives_with(other);
            let pair = Pair { reader, other, apart: lives == Some(false) };
            if lives != Some(true) {
                between(case, scan, &pair, report);
            }
        }
    }
}

/// What one would be told of the other.
fn between(case: &Case<'_>, scan: &Scan<'_>, pair: &Pair<'_>, report: &mut Report) {
    let Some(dossier) = case.dossier else { return };
    let mut found = Vec::new();
    for point in pair.secrets(dossier) {
        report.extend(routed(case, pair, point));
        for scanned in scan.fields() {
            found.extend(in_text(scanned, pair, point, report));
        }
    }
    if pair.apart {
        for scanned in scan.fields() {
            guessed(case, scanned, pair, &found, report);
        }
    }
}

/// The message to one goes to where the other one is reached.
fn routed(case: &Case<'_>, pair: &Pair<'_>, point: &ContactPoint) -> Option<Finding> {
    let to = case.contact().filter(|_| case.is_for_proxy())?;
    let (reader, other) = (facts::who(pair.reader), facts::who(pair.other));
    let message = if to.id == point.id {
        format!("It is written to {reader} and goes to {other}")
    } else if to.value.sharing_key().is_some_and(|key| point.value.sharing_key() == Some(key)) {
        format!("It goes to where {other} is reached too, who lives apart from {reader}")
    } else {
        return None;
    };
    Some(pair.finding(Severity::Stop, message))
}

/// A contact point of the other one in the text; gives where it stands.
fn in_text(
    scanned: &Scanned<'_>,
    pair: &Pair<'_>,
    point: &ContactPoint,
    report: &mut Report,
) -> Option<Span> {
    let text = scanned.folded.text();
    let at = needles(&point.value).iter().find_map(|needle| place(text, needle))?;
    let span = scanned.span(at.start, at.end)?;
    let message = format!(
        "'{}' is {}'s: {} is not told where the other one is",
        scanned.quote(span),
        facts::who(pair.other),
        facts::who(pair.reader)
    );
    report.push(pair.at(Severity::Stop, message, span));
    Some(span)
}

/// What may be where somebody is who lives apart, although it is not on file.
fn guessed(case: &Case<'_>, scanned: &Scanned<'_>, pair: &Pair<'_>, found: &[Span], report: &mut Report) {
    let (reader, other) = (facts::who(pair.reader), facts::who(pair.other));
    for span in whereabouts::told(case, scanned, pair.reader, pair.other) {
        if !found.iter().any(|known| known.overlaps(span)) {
            let quote = scanned.quote(span);
            let message = format!("'{quote}' may say where {other} is, who lives apart from {reader}");
            report.push(pair.at(Severity::Warn, message, span));
        }
    }
}

/// Whether somebody has the same number, email or address on file themselves.
fn is_known_to(reader: &Proxy, point: &ContactPoint) -> bool {
    let theirs = needles(&point.value);
    reader.contacts.iter().flat_map(|own| needles(&own.value)).any(|own| theirs.contains(&own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ContactPointId;
    use crate::policy::testing::{Desk, assert_clean, assert_cure, assert_finds, ewa, mobile, recorded, tom};

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
    fn where_the_patients_number_is_that_of_both_both_read() {
        let mut parents = [ewa(), tom()];
        for (number, parent) in (41..).zip(&mut parents) {
            parent.contacts.push(mobile(number, "07700 900123"));
        }
        for lives in Lives::ALL {
            let mut parents = parents.clone();
            parents[1].lives = lives;
            let desk = Desk::with_record().facts(|dossier| dossier.proxies = Some(parents.into()));
            let desk = Desk { contact: Some(ContactPointId::from_bytes([1; 16])), ..desk };
            assert_finds(&desk, META.id, "Tom is on [[07700 900555]] now");
            assert_finds(&desk, META.id, "Ewa is on [[07700 900777]] now");
        }
    }

    #[test]
    fn a_message_to_one_never_goes_to_the_number_of_the_other() {
        let mut desk = apart();
        desk.contact = Some(ContactPointId::from_bytes([31; 16]));
        assert_eq!(desk.severity(META.id, "Hello"), Some(Severity::Stop));
        assert_eq!(apart().severity(META.id, "Hello"), None);
    }

    /// Ewa and Tom, who are said to live so.
    fn said(ewas: Lives, toms: Lives, change: impl FnOnce(&mut Proxy, &mut Proxy)) -> Desk {
        let (mut ewa, mut tom) = (Proxy { lives: ewas, ..ewa() }, Proxy { lives: toms, ..tom() });
        change(&mut ewa, &mut tom);
        Desk::with_record().facts(|dossier| dossier.proxies = Some(vec![ewa, tom])).aged(9).for_ewa()
    }

    #[test]
    fn who_is_said_to_live_apart_is_kept_apart_whatever_is_on_file() {
        let shared =
            |ewa: &mut Proxy, tom: &mut Proxy| ewa.contacts.extend(tom.contacts.iter().cloned().map(again));
        for (ewas, toms) in [(Lives::Apart, Lives::NotSaid), (Lives::NotSaid, Lives::Apart)] {
            let desk = said(ewas, toms, shared);
            assert_finds(&desk, META.id, "Ring [[07700 900555]] now");
            let to_both = Desk { contact: Some(ContactPointId::from_bytes([131; 16])), ..desk };
            assert_eq!(to_both.severity(META.id, "Hello"), Some(Severity::Stop));
        }
        assert_clean(&said(Lives::NotSaid, Lives::WithPatient, shared), META.id, "Ring 07700 900555 now");
    }

    /// The same number or address, on file for somebody else.
    fn again(point: ContactPoint) -> ContactPoint {
        let id = ContactPointId::from_bytes([point.id.as_bytes()[0] + 100; 16]);
        ContactPoint { id, ..point }
    }

    #[test]
    fn who_is_said_to_live_together_is_not_kept_apart_and_no_file_alone_says_so() {
        let (with, text) = (Lives::WithPatient, "Ring 07700 900555, 8 Quay Rise");
        let mut desk = said(with, with, |_, _| {});
        assert_clean(&desk, META.id, text);
        desk.contact = Some(ContactPointId::from_bytes([31; 16]));
        assert_eq!(desk.severity(META.id, "Hello"), None);
        let from_file = said(with, with, |_, tom| tom.recorded = recorded());
        assert_eq!(from_file.severity(META.id, text), Some(Severity::Stop));
        let apart_from_file = said(with, Lives::Apart, |_, tom| tom.recorded = recorded());
        assert_eq!(apart_from_file.severity(META.id, text), Some(Severity::Stop));
    }

    #[test]
    fn the_patients_home_is_that_of_whoever_lives_with_them() {
        let desk = said(Lives::Apart, Lives::WithPatient, |_, tom| tom.contacts.clear());
        assert_finds(&desk, META.id, "The letter went to [[3 Elm Row]]");
        // a mobile of the patient's own is nobody's home
        assert_clean(&desk, META.id, "Joanne is on 07700 900123");
        let not_said = said(Lives::NotSaid, Lives::WithPatient, |_, tom| tom.contacts.clear());
        assert_clean(&not_said, META.id, "The letter went to 3 Elm Row");
    }

    #[test]
    fn where_somebody_is_of_whom_nothing_is_on_file_is_heard_beside_their_name() {
        let nothing = |lives| said(Lives::NotSaid, lives, |_, tom| tom.contacts.clear());
        let desk = nothing(Lives::Apart);
        for text in [
            "Joanne is at [[8 Quay Rise]] with Tom.",
            "We reached her dad on [[07700 900556]] today",
            "Tom's email is [[tom.s@mail.example]], he says",
            "Tom moved to [[NE1 4ST]] in May",
            "We could not reach Tom. He's at [[8 Quay Rise]] now",
        ] {
            assert_finds(&desk, META.id, text);
            assert_eq!(desk.severity(META.id, &text.replace(['[', ']'], "")), Some(Severity::Warn), "{text}");
        }
        for text in [
            "Tom will bring her at 10 on Monday 7 December",
            "Tom knows. Ring us on 01632 960114",
            "Tom rang from your 07700 900777",
            "Tom can collect her from Elm Road Clinic on 07700 900556",
            "Her results are at 8 Quay Rise",
            "Tom knows of it. The clinic is now at 8 Quay Rise",
            "Bring her with Tom to 4 Tarn Lane, Boldon",
        ] {
            assert_clean(&desk, META.id, text);
        }
        assert_clean(&nothing(Lives::NotSaid), META.id, "Joanne is at 8 Quay Rise with Tom.");
    }
}
