//! Who reads it, by what, and where: every way with what the adviser says of it.

use super::choice::{Choice, Row};
use crate::app::context::Context;
use crate::app::facts::show_contact;
use crate::app::turn::Pick;
use crate::app::writing::Writing;
use crate::domain::channel::Channel;
use crate::domain::communication::Recipient;
use crate::domain::contact::ContactPoint;
use crate::policy::{Advice, Fit};

/// The letter of a fit; never colour alone.
pub const fn letter(fit: Fit) -> &'static str {
    match fit {
        Fit::Best => "*",
        Fit::Usable => "+",
        Fit::Doubtful => "?",
        Fit::Out => "x",
    }
}

fn advised(writing: &Writing, advice: &Advice) -> Row {
    let dossier = writing.dossier();
    let point = advice.contact.and_then(|id| dossier?.contact(id));
    let place = dossier.zip(point).map(|(dossier, point)| show_contact(dossier, point));
    // the label says where it goes already, and what is confidential is not said by the reason either
    let reason = match point.map(|point| point.value.show()) {
        Some(value) => match advice.reason.strip_prefix(&format!("{value}: ")) {
            Some(rest) => rest.to_owned(),
            None => advice.reason.replace(&value, place.as_deref().unwrap_or_default()),
        },
        None => advice.reason.clone(),
    };
    let place = place.map(|place| format!("  {place}")).unwrap_or_default();
    // why it is out, and what would bring it in, has the whole line
    let (label, aside) = match advice.fit {
        Fit::Out => (format!("{}: {reason}", advice.channel.label()), String::new()),
        _ => (format!("{}{place}", advice.channel.label()), reason.clone()),
    };
    Row {
        mark: letter(advice.fit).into(),
        label,
        aside,
        also: String::new(),
        detail: reason,
        pick: Some(Pick::Route(writing.draft.recipient.clone(), advice.channel, advice.contact)),
    }
}

fn place(
    recipient: &Recipient,
    name: &str,
    channel: Channel,
    point: &ContactPoint,
    shown: &str,
    cx: &Context<'_>,
) -> Row {
    let fault = point.value.fault(channel);
    let aside = match fault {
        Some(fault) => fault.to_owned(),
        None if !point.is_current(cx.now.today()) => "no longer in use".into(),
        None => name.to_owned(),
    };
    Row {
        mark: if fault.is_some() { "x" } else { "" }.into(),
        label: format!("{}  {shown}", channel.label()),
        also: String::new(),
        detail: aside.clone(),
        aside,
        pick: fault.is_none().then(|| Pick::Route(recipient.clone(), channel, Some(point.id))),
    }
}

/// The choice of a route: first what the adviser says of each channel, then every other place, then the proxies.
pub fn choose(writing: &Writing, cx: &Context<'_>) -> Choice {
    let mut rows: Vec<Row> = writing.advice.iter().map(|advice| advised(writing, advice)).collect();
    let Some(dossier) = writing.dossier() else { return Choice::new("Route", rows) };
    let known = |rows: &[Row], pick: Option<&Pick>| {
        pick.is_some() && rows.iter().any(|row| row.pick.as_ref() == pick)
    };
    let points = |recipient: &Recipient, name: &str, contacts: &[ContactPoint]| -> Vec<Row> {
        let each = contacts.iter().flat_map(|point| {
            let served = Channel::ALL.into_iter().filter(|channel| point.value.serves(*channel));
            served.map(move |channel| (channel, point))
        });
        each.map(|(channel, point)| place(recipient, name, channel, point, &show_contact(dossier, point), cx))
            .collect()
    };
    let own = points(&Recipient::Patient, "the patient", dossier.contacts.as_deref().unwrap_or_default());
    let theirs = dossier.proxies.iter().flatten().flat_map(|proxy| {
        let basis = if proxy.is_claimed() { "basis not looked at here" } else { proxy.basis.label() };
        let lives = proxy.lives.said().map(|said| format!(", {said}")).unwrap_or_default();
        let name = format!("{} ({}, {basis}{lives})", proxy.name.show(), proxy.relationship);
        points(&Recipient::Proxy(proxy.id), &name, &proxy.contacts)
    });
    for row in own.into_iter().chain(theirs) {
        if !known(&rows, row.pick.as_ref()) {
            rows.push(row);
        }
    }
    if rows.is_empty() {
        let none = "nothing on file: ask for it and add it on the patient's screen";
        rows.extend(Channel::ALL.into_iter().map(|channel| Row {
            mark: "x".into(),
            ..Row::new(channel.label(), none, Pick::Route(Recipient::Patient, channel, None))
        }));
    }
    Choice::new("Who reads it, by what, and where", rows)
}
