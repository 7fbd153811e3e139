//! Merging a proxy: who is new brings no more rights than the file says, and what the desk decided stands.

use super::super::date::Period;
use super::super::dossier::Facet;
use super::super::ids::ProxyId;
use super::super::import::IncomingProxy;
use super::super::proxy::{Basis, Lives, Proxy, Scope};
use super::Merge;

/// A proxy who is not on file yet.
pub(super) fn fresh(run: &mut Merge<'_>, said: &IncomingProxy) -> Proxy {
    let kept = said.kept.as_deref().cloned().unwrap_or_default();
    Proxy {
        id: kept.id.unwrap_or_else(|| ProxyId::from_bytes((run.mint)())),
        name: said.name.clone(),
        relationship: said.relationship.clone(),
        basis: said.basis,
        evidence: kept.evidence,
        scope: said.scope.clone(),
        contacts: Vec::new(),
        patient: None,
        period: said.period,
        review: said.review,
        do_not_tell: kept.do_not_tell,
        lives: kept.lives,
        recorded: run.recorded.from_elsewhere(kept.elsewhere),
    }
}

/// What a file says of a proxy it brought replaces what it said before; that somebody's time has ended, that they must
/// not be told or that they live apart, is never taken back by a file, and what the desk recorded is left alone.
pub(super) fn merge(run: &mut Merge<'_>, known: &mut Proxy, said: &IncomingProxy) {
    let today = run.today;
    let who = format!("{} ({})", known.name.show(), known.relationship);
    let (was_over, is_over) = (known.period.is_over(today), said.period.is_over(today));
    let state = |over: bool| format!("{who}: {}", if over { "no longer in force" } else { "in force" });
    if known.recorded.is_by_staff() {
        let differs = match &said.kept {
            Some(_) => decided(said) != on_file(known),
            None => said.basis != Basis::None && said.basis != known.basis,
        };
        if differs {
            let kept = show(&who, on_file(known));
            run.conflict(Facet::Proxies, None, kept, show(&who, decided(said)));
        }
        if is_over && !was_over {
            run.conflict(Facet::Proxies, None, state(was_over), state(is_over));
        }
        return;
    }
    let before = known.clone();
    known.name.clone_from(&said.name);
    known.relationship.clone_from(&said.relationship);
    if said.basis != Basis::None || said.kept.is_some() {
        known.basis = said.basis;
    }
    if said.scope != Scope::default() || said.kept.is_some() {
        known.scope = said.scope.clone();
    }
    known.review = said.review.or(known.review);
    if was_over && !is_over {
        run.conflict(Facet::Proxies, None, state(was_over), state(is_over));
    } else if said.period != Period::default() {
        known.period = said.period;
    }
    let Some(kept) = &said.kept else { return };
    known.evidence = kept.evidence.clone().or(known.evidence.take());
    let is_taken_back =
        known.do_not_tell && !kept.do_not_tell || known.lives == Lives::Apart && kept.lives != Lives::Apart;
    if is_taken_back {
        let stands = show(&who, on_file(known));
        run.conflict(Facet::Proxies, None, stands, show(&who, decided(said)));
    }
    known.do_not_tell |= kept.do_not_tell;
    if known.lives != Lives::Apart && kept.lives != Lives::NotSaid {
        known.lives = kept.lives;
    }
    if *known != before {
        known.recorded = run.recorded.from_elsewhere(kept.elsewhere.clone());
    }
}

/// On what ground, within which scope, whether they must not be told, and where they live.
type Decided<'a> = (Basis, &'a Scope, bool, Lives);

fn decided(said: &IncomingProxy) -> Decided<'_> {
    let kept = said.kept.as_deref();
    let (do_not_tell, lives) = kept.map(|kept| (kept.do_not_tell, kept.lives)).unwrap_or_default();
    (said.basis, &said.scope, do_not_tell, lives)
}

fn on_file(known: &Proxy) -> Decided<'_> {
    (known.basis, &known.scope, known.do_not_tell, known.lives)
}

fn show(who: &str, (basis, scope, do_not_tell, lives): Decided<'_>) -> String {
    let mut words = format!("{who}: {}", basis.label());
    if let Some(purposes) = &scope.purposes {
        let list: Vec<&str> = purposes.iter().map(|purpose| purpose.label()).collect();
        words.extend([", only about ", &list.join(" and ")]);
    }
    if !scope.without.is_empty() {
        let list: Vec<&str> = scope.without.iter().map(|topic| topic.label()).collect();
        words.extend([", never about ", &list.join(" and ")]);
    }
    if do_not_tell {
        words.push_str(", DO NOT TELL");
    }
    words.extend(lives.said().into_iter().flat_map(|said| [", ", said]));
    words
}
