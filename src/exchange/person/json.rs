//! What is held about one person as one JSON object.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Held;
use crate::domain::log::{Entry, Event};
use crate::exchange::json::write_line;

pub fn write(out: &mut dyn Write, held: &Held<'_>) -> io::Result<()> {
    let dossier = held.dossier;
    let history: Vec<Value> = held.history.iter().filter_map(|entry| change(entry, held)).collect();
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
            "reminders": held.reminders,
            "messages": held.messages,
            "history": history,
        }),
    )
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
