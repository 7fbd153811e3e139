//! What is held about one person as one JSON object.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Held, WITHHOLD};
use crate::domain::dossier::Dossier;
use crate::domain::log::{Entry, Event};
use crate::domain::safeguarding::SafeguardingNote;
use crate::exchange::json::write_line;

pub fn write(out: &mut dyn Write, held: &Held<'_>) -> io::Result<()> {
    let dossier = held.dossier;
    let (withheld, open): (Vec<&Entry>, Vec<&Entry>) =
        held.history.iter().partition(|entry| is_safeguarding(entry));
    let changes = |list: Vec<&Entry>| -> Vec<Value> {
        list.into_iter().filter_map(|entry| change(entry, held)).collect()
    };
    let (withheld, history) = (changes(withheld), changes(open));
    write_line(
        out,
        &json!({
            "patient": dossier.patient,
            "contacts": dossier.contacts,
            "preferences": dossier.preferences,
            "objections": dossier.objections,
            "needs": dossier.needs,
            "agreements": dossier.agreements,
            "conflicts": dossier.conflicts,
            "third_parties": { "proxies": dossier.proxies, "sharers": dossier.sharers },
            "withhold": { "why": WITHHOLD, "safeguarding": safeguarding(dossier), "history": withheld },
            "reminders": held.reminders,
            "messages": held.messages,
            "history": history,
        }),
    )
}

/// The notes that whoever exports may know of.
fn safeguarding(dossier: &Dossier) -> Vec<&SafeguardingNote> {
    dossier.safeguarding.iter().flatten().filter(|note| note.words.is_some() || note.asks).collect()
}

fn is_safeguarding(entry: &Entry) -> bool {
    matches!(&entry.event, Event::Amended(amendment) if amendment.is_safeguarding())
}

fn change(entry: &Entry, held: &Held<'_>) -> Option<Value> {
    let Event::Amended(amendment) = &entry.event else { return None };
    Some(json!({
        "entry": entry.number,
        "at": entry.at,
        "by": held.name_of(entry.actor.staff),
        "desk": entry.actor.desk,
        "changes": amendment.changes,
        "words": amendment.words,
    }))
}
