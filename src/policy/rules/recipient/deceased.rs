//! `recipient-deceased`: a death is known, formally or informally.

use crate::domain::patient::DeathNotice;
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "recipient-deceased",
    group: Group::Recipient,
    summary: "the patient is known to have died",
    severity: Severity::Stop,
    always_on: true,
    can_override: false,
    doc: "\
### What it does
Stops every message about a patient whose death is known, from the Registrar or from a relative. It cannot be overridden.

### Why it matters
A reminder to someone who died wounds whoever opens it.

### Example
A flu invitation to a patient who died in spring.

### How to settle it
Withdraw all that is queued. Write a letter to a named representative. If the death was recorded by mistake, correct the record.

### Source
NHS England guidance on electronic messages: the right recipient; Personal Demographics Service, death notification.",
};

declare! {
    /// The patient is known to have died.
    Deceased, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(death) = case.patient().and_then(|patient| patient.death.as_ref()) else { return };
    let how = match death.notice {
        DeathNotice::Formal => "the Registrar of Deaths gave notice",
        DeathNotice::Informal => "it was reported informally",
    };
    let on = death.on.map(|date| format!(" on {}", crate::domain::date::show(date))).unwrap_or_default();
    report.push(
        Finding::new(&META, Severity::Stop, format!("The patient died{on} ({how})"))
            .cure("Do not send it", Change::GiveUp)
            .cure("Open the patient, to correct a wrong death", Change::OpenPatient),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::patient::Death;
    use crate::policy::testing::{Desk, assert_clean};

    #[test]
    fn any_death_stops() {
        assert_clean(&Desk::with_record(), META.id, "Hello");
        for notice in [DeathNotice::Formal, DeathNotice::Informal] {
            let desk = Desk::with_record().facts(|d| d.patient.death = Some(Death { on: None, notice }));
            let findings = desk.findings(META.id, "Hello");
            assert_eq!(findings.len(), 1);
            assert!(!findings[0].can_override);
        }
    }
}
