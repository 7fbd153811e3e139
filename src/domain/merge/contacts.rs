//! Merging contact points: a file's numbers replace a file's numbers, the desk's stand.

use jiff::civil::Date;

use super::super::contact::{ContactPoint, ContactValue};
use super::super::date::Period;
use super::super::dossier::Facet;
use super::super::fold;
use super::super::ids::ContactPointId;
use super::super::import::IncomingContact;
use super::super::person::Use;
use super::super::staff::Author;
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

fn is_desks(point: &ContactPoint) -> bool {
    matches!(point.recorded.by, Author::Staff { .. })
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
            match said_here.iter_mut().find(|other| is_same(&other.value, &one.value)) {
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
        // a value in use comes before the same value in the history
        let known = on_file
            .iter_mut()
            .filter(|point| slot(&point.value, point.use_) == slot_now && is_same(&point.value, &one.value))
            .min_by_key(|point| is_past(point.use_, point.period, today));
        match known {
            None if past => {
                let point = new_point(run, one);
                on_file.push(point);
            }
            None => fresh.push(one),
            Some(point) => {
                let was_past = is_past(point.use_, point.period, today);
                if is_desks(point) {
                    if was_past != past {
                        let (kept, other) = (state(&point.value, was_past), state(&one.value, past));
                        run.conflict(facet, None, kept, other);
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
        if is_desks(point) {
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
                let mut point = new_point(run, one);
                point.changed = changed;
                on_file.push(point);
            }
        }
    }
}

fn new_point(run: &mut Merge<'_>, said: &IncomingContact) -> ContactPoint {
    ContactPoint {
        id: ContactPointId::from_bytes((run.mint)()),
        value: said.value.clone(),
        use_: said.use_,
        rank: said.rank,
        period: said.period,
        verified: None,
        trouble: None,
        changed: None,
        recorded: run.recorded.clone(),
    }
}

fn state(value: &ContactValue, past: bool) -> String {
    let mut words = format!("{} {}", value.label(), value.show());
    if past {
        words.push_str(" (no longer in use)");
    }
    words
}
