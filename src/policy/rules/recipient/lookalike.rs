//! `recipient-lookalike`: another patient could be taken for this one.

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "recipient-lookalike",
    group: Group::Recipient,
    summary: "another patient has the same name and a near date of birth",
    severity: Severity::Warn,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Warns when another patient here has the same or nearly the same name and date of birth.

### Why it matters
Choosing the wrong one of two is how most messages go astray.

### Example
Two patients named Mohammed Khan, born on the 1st and on the 2nd of January 1980.

### How to settle it
Confirm a second identifier: address, NHS number.

### Source
NHS England, Never Events and identification; guidance on electronic messages: the right recipient.",
};

declare! {
    /// Another patient could be taken for this one.
    Lookalike, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(others) = case.dossier.and_then(|dossier| dossier.lookalikes.as_deref()) else { return };
    let Some(first) = others.first() else { return };
    let born = first.birth_date.map(|date| format!(", born {}", date.show())).unwrap_or_default();
    let more = if others.len() > 1 { format!(" and {} more", others.len() - 1) } else { String::new() };
    report.push(
        Finding::new(&META, Severity::Warn, format!("Not to be confused with {}{born}{more}", first.name))
            .cure("Compare a second identifier", Change::OpenPatient),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dossier::{PatientRow, Standing};
    use crate::domain::ids::PatientId;
    use crate::policy::testing::Desk;

    #[test]
    fn a_double_warns() {
        let desk = Desk::with_record().facts(|d| {
            d.lookalikes = Some(vec![PatientRow {
                id: PatientId::from_bytes([8; 16]),
                nhs_number: None,
                practice_number: None,
                name: "SCHOLES, Joanna".into(),
                birth_date: None,
                postcode: None,
                standing: Standing::default(),
                lookalike: true,
            }]);
        });
        assert_eq!(desk.severity(META.id, "Hello"), Some(Severity::Warn));
        assert_eq!(Desk::with_record().severity(META.id, "Hello"), None);
    }
}
