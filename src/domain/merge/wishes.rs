//! Merging preferences, objections and access needs.

use super::super::date::Period;
use super::super::dossier::Facet;
use super::super::ids::{NeedId, ObjectionId, PreferenceId};
use super::super::import::{IncomingObjection, IncomingPatient};
use super::super::need::{Need, NeedKind};
use super::super::objection::{Objection, Outcome};
use super::super::preference::{Preference, Wish};
use super::{Merge, kept};

/// Brings the wishes up to date: one of each kind, a file's wish replaces a file's wish.
pub(super) fn preferences(run: &mut Merge<'_>, on_file: &mut Vec<Preference>, said: &IncomingPatient) {
    let channel = said.preferred.map(Wish::Channel);
    let times = said.times.as_ref().map(|words| {
        let (quiet_from, quiet_until) = said.quiet.unwrap_or_default();
        Wish::Times { words: words.clone(), quiet_from, quiet_until }
    });
    let language = said.language.clone().map(Wish::Language);
    for wish in [channel, times, language].into_iter().flatten() {
        preference(run, on_file, wish);
    }
}

fn preference(run: &mut Merge<'_>, on_file: &mut Vec<Preference>, wish: Wish) {
    let today = run.today;
    let rivals = |known: &Preference| {
        known.purpose.is_none()
            && !known.period.is_over(today)
            && std::mem::discriminant(&known.wish) == std::mem::discriminant(&wish)
    };
    if on_file.iter().any(|known| rivals(known) && known.wish == wish) {
        return;
    }
    let desks = |known: &Preference| known.recorded.is_by_staff();
    if let Some(kept) = on_file.iter().find(|known| rivals(known) && desks(known)) {
        let kept = show(&kept.wish);
        run.conflict(Facet::Preferences, None, kept, show(&wish));
        return;
    }
    let end = run.yesterday();
    on_file.iter_mut().filter(|known| rivals(known)).for_each(|known| known.period.end = Some(end));
    on_file.push(Preference {
        id: PreferenceId::from_bytes((run.mint)()),
        wish,
        purpose: None,
        rank: 1,
        period: Period::default(),
        recorded: run.recorded.clone(),
    });
}

pub(super) fn show(wish: &Wish) -> String {
    match wish {
        Wish::Channel(channel) => format!("prefers {}", channel.label()),
        Wish::Times { words, .. } => format!("times: {words}"),
        Wish::Language(language) => format!("language {language}"),
    }
}

/// Adds objections; that a file knows of none where one is in force is a conflict, never its end.
pub(super) fn objections(run: &mut Merge<'_>, on_file: &mut Vec<Objection>, said: &[IncomingObjection]) {
    for one in said {
        if let Some(talk) = &one.talk {
            kept::objection(run, on_file, one, talk);
            continue;
        }
        let same = |known: &&Objection| known.channel == one.channel && known.purpose == one.purpose;
        let live = on_file.iter().filter(same).find(|known| known.is_live());
        let withdrawn = on_file.iter().filter(same).find(|known| !known.is_live());
        let what = match one.purpose {
            Some(purpose) => format!("{} about {}", one.channel.label(), purpose.label()),
            None => one.channel.label().to_owned(),
        };
        let objects = |words: &str| format!("objects to {what}{words}");
        match (one.objects, live.is_some(), withdrawn.is_some()) {
            (true, true, _) | (false, false, _) => {}
            (false, true, _) => {
                let other = format!("no objection to {what} ({})", one.words);
                run.conflict(Facet::Objections, Some(one.channel), objects(""), other);
            }
            // taken back at the desk: nobody else takes objections back
            (true, false, true) => {
                let kept = format!("took back the objection to {what}");
                let other = objects(&format!(" ({})", one.words));
                run.conflict(Facet::Objections, Some(one.channel), kept, other);
            }
            (true, false, false) => on_file.push(Objection {
                id: ObjectionId::from_bytes((run.mint)()),
                channel: one.channel,
                purpose: one.purpose,
                reason: (!one.words.is_empty()).then(|| one.words.clone()),
                talk: None,
                outcome: Outcome::Stands,
                exceptions: Vec::new(),
                review: None,
                recorded: run.recorded.clone(),
            }),
        }
    }
}

/// Adds access needs. One that another file brought stays, since files name only those that their system knows; only
/// the language of an interpreter replaces another.
pub(super) fn needs(run: &mut Merge<'_>, on_file: &mut Vec<Need>, said: &[NeedKind]) {
    for kind in said {
        if on_file.iter().any(|known| known.kind == *kind) {
            continue;
        }
        if let NeedKind::Interpreter(language) = kind {
            let other = on_file.iter_mut().find(|known| matches!(known.kind, NeedKind::Interpreter(_)));
            if let Some(known) = other {
                let desks = known.recorded.is_by_staff();
                if language.is_empty() {
                    continue;
                } else if desks && known.kind != NeedKind::Interpreter(String::new()) {
                    let kept = known.kind.label();
                    run.conflict(Facet::Needs, None, kept, kind.label());
                    continue;
                } else if !desks {
                    known.kind = kind.clone();
                    continue;
                }
            }
        }
        on_file.push(Need {
            id: NeedId::from_bytes((run.mint)()),
            kind: kind.clone(),
            note: None,
            recorded: run.recorded.clone(),
        });
    }
}
