//! `proxy-no-authority`: the reader is not the patient, and nothing on record lets them read.

use crate::domain::communication::Recipient;
use crate::domain::ids::ProxyId;
use crate::domain::parent::Presumption;
use crate::domain::patient::Confidentiality;
use crate::domain::proxy::Basis;
use crate::domain::safeguarding::SafeguardingNote;
use crate::domain::severity::Severity;
use crate::policy::case::{Case, Reader};
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "proxy-no-authority",
    group: Group::Recipient,
    summary: "the recipient is not the patient and has no live basis",
    severity: Severity::Stop,
    always_on: true,
    can_override: true,
    doc: "\
### What it does
Stops a message to someone else than the patient when no basis for it is on record: parental responsibility, explicit consent, a power of attorney, a deputy. For a child under 11 a parent is presumed to be one, unless a court order, a safeguarding note or \"do not tell\" stands. Where a safeguarding note says so, the desk is asked to speak to the safeguarding lead first, whatever the basis; the words of the note are shown to nobody here. A basis that only an imported file names counts for nothing until somebody here has looked at it and put it on file.

### Why it matters
Messages go to the person they are about. Being a husband, a daughter or a carer is no authority.

### Example
A husband asked to be texted about his wife's appointments, and nobody asked her.

### How to settle it
Write to the patient, or put the basis on record with the evidence seen.

### Source
NHS England guidance on electronic messages: consent and the right recipient; Mental Capacity Act 2005; Children Act 1989.",
};

declare! {
    /// The reader has no authority.
    ProxyNoAuthority, META, check
}

/// Why somebody has no authority.
enum Why {
    DoNotTell,
    NoBasis,
    /// A file says they have one.
    Claimed(String, &'static str),
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let (name, relationship, why) = match case.reader {
        Reader::Patient => return,
        Reader::Proxy(proxy) => {
            if let Some(note) = asking(case, Some(proxy.id)) {
                return safeguard(note, facts::who(proxy), report);
            }
            let live = case.today().is_none_or(|today| proxy.is_live(today)) && proxy.basis != Basis::None;
            // an authority that is over has a rule of its own
            let over =
                case.today().is_some_and(|today| proxy.period.is_over(today)) && proxy.basis != Basis::None;
            if !proxy.do_not_tell && (live || over) {
                return;
            }
            let why = match (proxy.do_not_tell, proxy.is_claimed()) {
                (true, _) => Why::DoNotTell,
                (false, true) => Why::Claimed(proxy.recorded.by.to_string(), proxy.basis.label()),
                (false, false) => Why::NoBasis,
            };
            (facts::who(proxy), proxy.relationship.as_str(), why)
        }
        Reader::Described { relationship, basis } => {
            if let Some(note) = asking(case, None) {
                return safeguard(note, described(relationship), report);
            }
            if basis != Some(Basis::None) {
                return;
            }
            (described(relationship), relationship, Why::NoBasis)
        }
    };
    if is_presumed(case, relationship) {
        return;
    }
    let message = match why {
        Why::DoNotTell => format!("{name} must not be told about the patient"),
        Why::NoBasis => format!("{name} has no basis on record to read about the patient"),
        Why::Claimed(by, basis) => {
            format!("Only {by} names {basis} for {name}: nobody here has looked at it")
        }
    };
    report.push(
        Finding::new(&META, Severity::Stop, message)
            .seen_by(vec![name])
            .cure("Write to the patient", Change::Recipient(Recipient::Patient))
            .cure("Open the patient, to record a basis", Change::OpenPatient),
    );
}

fn described(relationship: &str) -> String {
    if relationship.is_empty() { "the recipient".into() } else { relationship.to_owned() }
}

/// The safeguarding note that asks the desk to speak to the lead before this reader is told anything.
fn asking<'a>(case: &Case<'a>, proxy: Option<ProxyId>) -> Option<&'a SafeguardingNote> {
    case.dossier?.notes_about(proxy).find(|note| note.asks)
}

/// Says what is asked, and nothing of why: whoever writes, or looks over their shoulder, may not be one who may know.
fn safeguard(note: &SafeguardingNote, name: String, report: &mut Report) {
    let lead = note.lead.as_deref().unwrap_or("the safeguarding lead");
    report.push(
        Finding::new(&META, Severity::Stop, format!("Speak to {lead} before you tell {name} anything"))
            .seen_by(vec![name])
            .cure("Write to the patient", Change::Recipient(Recipient::Patient)),
    );
}

/// Whether the reader is presumed to act as a small child's parent does.
fn is_presumed(case: &Case<'_>, relationship: &str) -> bool {
    let restricted = case
        .patient()
        .and_then(|patient| patient.restriction.as_ref())
        .is_some_and(|restriction| restriction.level != Confidentiality::Unrestricted);
    let proxy = match case.reader {
        Reader::Proxy(proxy) => Some(proxy),
        _ => None,
    };
    let about = proxy.map(|proxy| proxy.id);
    let noted = case.dossier.is_some_and(|dossier| dossier.notes_about(about).next().is_some());
    let do_not_tell = proxy.is_some_and(|proxy| proxy.do_not_tell);
    Presumption { relationship, age: case.age(), restricted, noted, do_not_tell }.holds()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::NoteId;
    use crate::policy::testing::{Desk, ewa, recorded};

    fn desk(basis: Basis, do_not_tell: bool, age: i16) -> Desk {
        let proxy = crate::domain::proxy::Proxy { basis, do_not_tell, ..ewa() };
        Desk::with_record().facts(|d| d.proxies = Some(vec![proxy])).for_ewa().aged(age)
    }

    #[test]
    fn a_file_gives_no_authority() {
        let said = |age| {
            let recorded = crate::policy::testing::recorded();
            let proxy =
                crate::domain::proxy::Proxy { basis: Basis::LastingPowerOfAttorney, recorded, ..ewa() };
            let desk = desk(Basis::None, false, age).facts(|d| d.proxies = Some(vec![proxy]));
            desk.findings(META.id, "Hi").into_iter().next().map(|one| one.message)
        };
        let stop = "Only import PDS names lasting power of attorney for Ewa Scholes (mother): nobody here has looked at it";
        assert_eq!(said(40).as_deref(), Some(stop));
        assert_eq!(said(5), None, "a small child's parent is presumed to have one");
    }

    #[test]
    fn a_basis_lets_a_proxy_read() {
        assert_eq!(desk(Basis::ExplicitConsent, false, 40).severity(META.id, "Hi"), None);
        assert_eq!(desk(Basis::None, false, 40).severity(META.id, "Hi"), Some(Severity::Stop));
        assert_eq!(desk(Basis::ExplicitConsent, true, 40).severity(META.id, "Hi"), Some(Severity::Stop));
        assert_eq!(Desk::with_record().severity(META.id, "Hi"), None);
    }

    fn noted(asks: bool, about: Option<ProxyId>, basis: Basis, age: i16) -> Option<String> {
        let note = SafeguardingNote {
            id: NoteId::from_bytes([3; 16]),
            about,
            asks,
            lead: Some("Dr Lewin".into()),
            words: Some("the injunction of 3 May".into()),
            recorded: recorded(),
        };
        let desk = desk(basis, false, age).facts(|d| d.safeguarding = Some(vec![note]));
        let found = desk.findings(META.id, "Hi");
        assert!(found.iter().all(|one| !format!("{one:?}").contains("injunction")), "{found:?}");
        found.into_iter().next().map(|one| one.message)
    }

    #[test]
    fn a_safeguarding_note_stops_a_reader_and_tells_nobody_why() {
        for about in [None, Some(ewa().id)] {
            let asked = noted(true, about, Basis::ExplicitConsent, 40).unwrap();
            assert!(asked.starts_with("Speak to Dr Lewin before you tell Ewa"), "{asked}");
            // without a basis of their own nobody is presumed any more
            assert!(noted(false, about, Basis::None, 5).unwrap().contains("no basis on record"));
            assert_eq!(noted(false, about, Basis::ParentalResponsibility, 5), None);
        }
        let other = Some(ProxyId::from_bytes([77; 16]));
        assert_eq!(noted(true, other, Basis::ExplicitConsent, 40), None);
        assert_eq!(noted(false, other, Basis::None, 5), None);
    }

    #[test]
    fn a_small_childs_parent_is_presumed() {
        assert_eq!(desk(Basis::None, false, 10).severity(META.id, "Hi"), None);
        assert_eq!(desk(Basis::None, false, 11).severity(META.id, "Hi"), Some(Severity::Stop));
        assert_eq!(desk(Basis::None, true, 5).severity(META.id, "Hi"), Some(Severity::Stop));
    }
}
