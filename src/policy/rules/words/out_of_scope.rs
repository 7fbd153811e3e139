//! `out-of-scope`: research, fundraising, marketing or staff business, which these messages are not for.

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::lexicon::Cue;
use crate::policy::opinion::Matter;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "out-of-scope",
    group: Group::Words,
    summary: "research, fundraising, marketing or staff business",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Finds texts that are not about the person's own care: recruiting for research, asking for money, selling, and what staff tell each other. Reminders, screening and vaccination invitations, opening hours and requests for feedback are care.

### Why it matters
Messages about care need no opt-in; these do, and need another lawful basis (PECR).

### Example
\"Sponsor Dr Lewin's half marathon in aid of the scanner appeal.\"

### How to settle it
Do not send it by this way.

### Source
NHS England guidance on electronic messages: scope; Privacy and Electronic Communications Regulations 2003, regulation 22.",
};

declare! {
    /// Research, fundraising, marketing or staff business.
    OutOfScope, META, check
}

fn check(_: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields() {
        let places = scanned.cue(Cue::OutOfScope);
        let Some(first) = places.first() else {
            report.extend(scanned.opinion(Matter::OutOfScope).map(|likely| {
                Finding::new(&META, Severity::Warn, likely.message)
                    .at([likely.span])
                    .cure("Do not send it", Change::GiveUp)
                    .cure("Go to the words", Change::GoTo(likely.span))
            }));
            continue;
        };
        report.push(
            Finding::new(
                &META,
                Severity::Stop,
                format!("'{}' is not about the person's own care", scanned.quote(first.span)),
            )
            .at(places.iter().map(|place| place.span))
            .cure("Do not send it", Change::GiveUp)
            .cure("Go to the words", Change::GoTo(first.span)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_finds};

    #[test]
    fn care_is_told_from_other_business() {
        let desk = Desk::bare();
        assert_finds(&desk, META.id, "There is a [[research study]] on sleep.");
        assert_clean(&desk, META.id, "How did we do? Tell us what you think of your visit.");
    }

    #[test]
    fn families_of_other_business() {
        let desk = Desk::bare();
        for text in [
            "Can anyone [[do reception Sat]] am?",
            "[[Rota swap]]: Jan has my late Thursday",
            "A [[donation slip]] is printed below",
            "Your samples could be a great [[help to science]]",
            "A call about [[cover for funerals from our partner]]",
            "Six [[sessions for the price of four]]",
            "[[Hospital lottery]]: a pound a week",
            "You [[are wanted for a yoga trial]]",
            "They will [[telephone you with a quote]]",
        ] {
            assert_finds(&desk, META.id, text);
        }
        for text in [
            "You are wanted for a scan on Monday.",
            "We have one-off checks for you.",
            "Come at 9.15 for 30 minutes.",
            "The lottery kiosk is next to our door.",
            "Dr Ali will look through your notes.",
        ] {
            assert_clean(&desk, META.id, text);
        }
    }
}
