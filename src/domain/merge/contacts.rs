//! Merging contact points: a file's numbers replace a file's numbers, the desk's stand.

use jiff::civil::Date;

use super::super::contact::{ContactPoint, ContactValue, Trouble, Verified};
use super::super::date::Period;
use super::super::dossier::Facet;
use super::super::fold;
use super::super::ids::ContactPointId;
use super::super::import::{IncomingContact, KeptContact, KeptVerified};
use super::super::person::Use;
use super::super::staff::Recorded;
use super::super::telephone::Line;
use super::Merge;

/// What replaces each other: a mobile a mobile, a home address a home address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Mobile,
    Phone,
    Textphone,
    Email,
    Home,
    OtherAddress(Use),
    App,
}

fn slot(value: &ContactValue, use_: Use) -> Slot {
    match value {
        ContactValue::Phone(number) if number.line() == Line::Mobile => Slot::Mobile,
        ContactValue::Phone(_) => Slot::Phone,
        ContactValue::Textphone(_) => Slot::Textphone,
        ContactValue::Email(_) => Slot::Email,
        ContactValue::Post(_) if matches!(use_, Use::Temp | Use::Work | Use::Billing) => {
            Slot::OtherAddress(use_)
        }
        ContactValue::Post(_) => Slot::Home,
        ContactValue::NhsApp => Slot::App,
    }
}

/// Whether two values lead to the same place, however they are written.
fn is_same(one: &ContactValue, other: &ContactValue) -> bool {
    use ContactValue::{Email, NhsApp, Phone, Post, Textphone};
    match (one, other) {
        (Phone(a), Phone(b)) | (Textphone(a), Textphone(b)) => {
            a == b || a.international().is_some_and(|number| Some(number) == b.international())
        }
        (Email(a), Email(b)) => a.trim().to_lowercase() == b.trim().to_lowercase(),
        (Post(a), Post(b)) => a == b || fold::name(&a.on_one_line()) == fold::name(&b.on_one_line()),
        (NhsApp, NhsApp) => true,
        _ => false,
    }
}

fn is_past(use_: Use, period: Period, today: Date) -> bool {
    period.is_over(today) || use_ == Use::Old
}

/// Brings the contact points on file up to date with those that a file gives.
pub(super) fn merge(
    run: &mut Merge<'_>,
    on_file: &mut Vec<ContactPoint>,
    said: &[IncomingContact],
    facet: Facet,
) {
    let today = run.today;
    let mut done: Vec<Slot> = Vec::new();
    for first in said {
        let slot_now = slot(&first.value, first.use_);
        if done.contains(&slot_now) {
            continue;
        }
        done.push(slot_now);
        let here = said.iter().filter(|other| slot(&other.value, other.use_) == slot_now);
        let mut said_here: Vec<&IncomingContact> = Vec::new();
        for one in here {
            // of one value said twice, the one in use counts
            let is_one = |other: &IncomingContact| {
                is_same(&other.value, &one.value) && (other.id() == one.id() || one.id().is_none())
            };
            match said_here.iter_mut().find(|other| is_one(other)) {
                Some(other) if is_past(other.use_, other.period, today) => *other = one,
                Some(_) => {}
                None => said_here.push(one),
            }
        }
        one_slot(run, on_file, slot_now, &said_here, facet, today);
    }
}

fn one_slot(
    run: &mut Merge<'_>,
    on_file: &mut Vec<ContactPoint>,
    slot_now: Slot,
    said: &[&IncomingContact],
    facet: Facet,
    today: Date,
) {
    let mut fresh: Vec<&IncomingContact> = Vec::new();
    let mut revived: Vec<ContactPointId> = Vec::new();
    for one in said {
        let past = is_past(one.use_, one.period, today);
        // one that is known by its identifier comes first, and a value in use before the same value in the history
        let is_other =
            |id: ContactPointId| one.id() != Some(id) && said.iter().any(|other| other.id() == Some(id));
        let known = on_file
            .iter_mut()
            .filter(|point| slot(&point.value, point.use_) == slot_now && is_same(&point.value, &one.value))
            .filter(|point| !is_other(point.id))
            .min_by_key(|point| (one.id() != Some(point.id), is_past(point.use_, point.period, today)));
        match known {
            None if past => {
                let point = new_point(run, one, on_file);
                on_file.push(point);
            }
            None => fresh.push(one),
            Some(point) => {
                let was_past = is_past(point.use_, point.period, today);
                if point.recorded.is_by_staff() {
                    let is_wrong = |trouble: Option<&Trouble>| trouble == Some(&Trouble::NotMe);
                    let found_wrong = is_wrong(one.kept.as_ref().and_then(|kept| kept.trouble.as_ref()));
                    if was_past != past || found_wrong && !is_wrong(point.trouble.as_ref()) {
                        let kept = state(&point.value, was_past);
                        run.conflict(facet, None, kept, state(&one.value, past || found_wrong));
                    }
                    continue;
                }
                if was_past && !past {
                    revived.push(point.id);
                }
                point.use_ = one.use_;
                point.rank = one.rank.or(point.rank);
                if one.period != Period::default() || was_past != past {
                    point.period = one.period;
                }
                if let Some(kept) = &one.kept {
                    learn(run.recorded, point, kept);
                }
            }
        }
    }
    if said.iter().all(|one| is_past(one.use_, one.period, today)) {
        return;
    }
    replace(run, on_file, slot_now, said, (&fresh, &revived), facet);
}

/// Ends what a file recorded and this one no longer says, and adds what is new, unless the desk knows otherwise.
fn replace(
    run: &mut Merge<'_>,
    on_file: &mut Vec<ContactPoint>,
    slot_now: Slot,
    said: &[&IncomingContact],
    (fresh, revived): (&[&IncomingContact], &[ContactPointId]),
    facet: Facet,
) {
    let today = run.today;
    let unsaid = |point: &&mut ContactPoint| {
        slot(&point.value, point.use_) == slot_now
            && !is_past(point.use_, point.period, today)
            && !said.iter().any(|one| is_same(&one.value, &point.value))
    };
    let end = run.yesterday();
    let mut replaced = false;
    let mut desks = None;
    for point in on_file.iter_mut().filter(unsaid) {
        if point.recorded.is_by_staff() {
            desks.get_or_insert_with(|| state(&point.value, false));
        } else {
            point.period.end = Some(end);
            replaced = true;
        }
    }
    let changed = replaced.then(|| run.at());
    for point in on_file.iter_mut().filter(|point| replaced && revived.contains(&point.id)) {
        point.changed = changed;
    }
    for one in fresh {
        match &desks {
            Some(kept) if !replaced => {
                let kept = kept.clone();
                run.conflict(facet, None, kept, state(&one.value, false));
            }
            _ => {
                let mut point = new_point(run, one, on_file);
                point.changed = changed.or(point.changed);
                on_file.push(point);
            }
        }
    }
}

fn new_point(run: &mut Merge<'_>, said: &IncomingContact, on_file: &[ContactPoint]) -> ContactPoint {
    let kept = said.kept.as_deref().cloned().unwrap_or_default();
    let is_free =
        |id: &ContactPointId| !run.taken.contains(id) && on_file.iter().all(|point| point.id != *id);
    let id = kept.id.filter(is_free);
    let mut point = ContactPoint {
        id: id.unwrap_or_else(|| ContactPointId::from_bytes((run.mint)())),
        value: said.value.clone(),
        use_: said.use_,
        rank: said.rank,
        period: said.period,
        verified: None,
        trouble: None,
        changed: kept.changed,
        recorded: run.recorded.from_elsewhere(kept.elsewhere.clone()),
    };
    learn(run.recorded, &mut point, &kept);
    point
}

/// Takes over what another practice found out about a contact point: what went wrong is never taken back by a file, and
/// it was found right when that was later than here.
fn learn(recorded: &Recorded, point: &mut ContactPoint, kept: &KeptContact) {
    if point.trouble.is_none() {
        point.trouble.clone_from(&kept.trouble);
    }
    let later = |there: &&KeptVerified| point.verified.as_ref().is_none_or(|here| here.on < there.on);
    if let Some(KeptVerified { on, how, elsewhere }) = kept.verified.as_ref().filter(later) {
        let recorded = recorded.from_elsewhere(elsewhere.clone());
        point.verified = Some(Verified { on: *on, how: *how, recorded });
    }
}

/// The contact points on file that the named lead of another practice marked safe.
pub(super) fn safe(on_file: &[ContactPoint], said: &[IncomingContact]) -> Vec<ContactPointId> {
    let said = said.iter().filter(|one| one.kept.as_ref().is_some_and(|kept| kept.safe));
    let found = said.filter_map(|one| {
        let same = on_file.iter().filter(|point| is_same(&point.value, &one.value));
        same.min_by_key(|point| Some(point.id) != one.id()).map(|point| point.id)
    });
    found.collect()
}

fn state(value: &ContactValue, past: bool) -> String {
    let mut words = format!("{} {}", value.label(), value.show());
    if past {
        words.push_str(" (no longer in use)");
    }
    words
}
