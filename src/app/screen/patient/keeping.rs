//! Keeping facts from the patient's screen: what a key does on a line, what was put on file, and who was faster.

use super::PatientScreen;
use crate::app::action::Action;
use crate::app::effect::Request;
use crate::app::keep;
use crate::app::msg::Trouble;
use crate::app::overlay::Overlay;
use crate::app::overlay::choice::{Choice, Row};
use crate::app::overlay::facts::{Ask, Kind, Sheet, objection, proxy};
use crate::app::overlay::form::{Form, Typed};
use crate::app::screen::history;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn};
use crate::domain::contact::Verification;
use crate::domain::date::Period;
use crate::domain::dossier::{Dossier, Facet};
use crate::domain::draft::{Draft, Unfinished};
use crate::domain::fact::{Amendment, Fact};
use crate::domain::log::{Appended, Entry, Event};
use crate::domain::proxy::Lives;
use crate::domain::told;

/// What is on its way to the file.
#[derive(Debug)]
struct Sent {
    amendment: Amendment,
    /// The form that it came from, to be opened again if it cannot be kept.
    ask: Option<Ask>,
}

/// Where the keeping of facts stands.
#[derive(Debug, Default)]
pub(super) struct Keeping {
    sent: Option<Sent>,
    /// Another desk was faster: told once the facts are here again.
    raced: Option<(Sent, Vec<Facet>)>,
    /// What the menu over the screen asks about.
    confirming: Option<Fact>,
    taking_back: Option<Amendment>,
    added: Option<Fact>,
}

impl Keeping {
    /// The fact that was just added: the cursor goes to it.
    pub(super) const fn added(&self) -> Option<&Fact> {
        self.added.as_ref()
    }

    pub(super) fn seen(&mut self) {
        self.added = None;
    }
}

/// Whether an action is about the fact under the cursor.
pub(super) const fn is_on_a_fact(action: Action) -> bool {
    matches!(
        action,
        Action::Change
            | Action::Confirm
            | Action::NotMe
            | Action::Failed
            | Action::MakeFirst
            | Action::Safe
            | Action::MayOverride
            | Action::ReviewDone
            | Action::DoNotTell
            | Action::Lives
            | Action::Stands
            | Action::EndFact
    )
}

/// The kinds of things that can be added, each with its key.
const ADDED: [(char, Kind, &str, &str); 11] = [
    ('c', Kind::Contact, "Contact point", "a number, an email, an address, the NHS App"),
    ('o', Kind::Objection, "Objection", "they refuse a channel, for all or for something"),
    ('p', Kind::Preference, "Preference", "they would rather: a channel, times, a language"),
    ('n', Kind::Need, "Access need", "sign language, large print, an interpreter ..."),
    ('w', Kind::Proxy, "Who acts for them", "a parent, a carer, somebody with power of attorney"),
    ('y', Kind::Agreed, "Asked and agreed", "the patient agreed to this by this route"),
    ('g', Kind::Consulted, "Guardian consulted", "question and advice of the Caldicott Guardian"),
    ('r', Kind::Restriction, "Restriction", "confidential address, channels that are not safe"),
    ('d', Kind::Death, "Death", "reported, or the Registrar gave notice"),
    ('l', Kind::Left, "Has left", "no longer registered here"),
    ('s', Kind::Safeguarding, "Safeguarding note", "words that the desk never sees"),
];

impl PatientScreen {
    /// Whether an action makes sense for a fact.
    pub(super) fn fits(&self, action: Action, fact: &Fact) -> bool {
        let restricted = self.dossier().is_some_and(|dossier| dossier.patient.restriction.is_some());
        match (action, fact) {
            (Action::Stands, Fact::Conflict(_) | Fact::MissingFromList)
            | (Action::Change, _)
            | (Action::Confirm | Action::NotMe | Action::Failed, Fact::Contact { .. })
            | (Action::ReviewDone, Fact::Objection(_) | Fact::Proxy(_))
            | (Action::DoNotTell | Action::Lives, Fact::Proxy(_)) => true,
            (Action::Confirm, fact) => fact.claimed_by().is_some(),
            (Action::EndFact, fact) => match fact {
                Fact::Conflict(_) | Fact::MissingFromList => false,
                Fact::Objection(one) => one.is_live(),
                Fact::Contact { point, .. } => self.is_open(point.period),
                Fact::Preference(one) => self.is_open(one.period),
                Fact::Proxy(one) => self.is_open(one.period),
                _ => true,
            },
            (Action::MakeFirst, Fact::Contact { point, .. }) => {
                point.rank != Some(1) && self.today.is_none_or(|today| point.is_current(today))
            }
            (Action::MakeFirst, Fact::Preference(one)) => one.rank != 1 && self.is_open(one.period),
            (Action::Safe, Fact::Contact { .. }) => restricted,
            (Action::MayOverride, Fact::Objection(one)) => one.is_live(),
            _ => false,
        }
    }

    fn is_open(&self, period: Period) -> bool {
        self.today.is_none_or(|today| !period.is_over(today))
    }

    /// What an action is called for a fact; `None`: as everywhere.
    pub(super) fn word(&self, action: Action, fact: &Fact) -> Option<&'static str> {
        Some(match (action, fact) {
            (Action::Open, Fact::Conflict(_)) => "Take the other",
            (Action::Open, Fact::MissingFromList) => "Has left",
            (Action::Open, _) => "Change",
            (Action::Stands, Fact::MissingFromList) => "Still here",
            (Action::Stands, _) => "What is on file stands",
            (Action::EndFact, Fact::Objection(_)) => "Withdrawn",
            (Action::EndFact, Fact::Death(_)) => "Is alive",
            (Action::EndFact, Fact::Restriction(_)) => "Lift",
            (Action::EndFact, Fact::Left(_)) => "Is back",
            (Action::EndFact, Fact::Need(_)) => "Not needed",
            (Action::EndFact, Fact::Safeguarding(_)) => "Take off",
            (Action::EndFact, Fact::Proxy(_)) => "End, refuse",
            (Action::DoNotTell, Fact::Proxy(proxy)) if proxy.do_not_tell => "May tell",
            (Action::Confirm, Fact::Proxy(_) | Fact::Agreement(_) | Fact::Objection(_)) => "Looked at",
            (Action::Safe, Fact::Contact { point, .. }) => {
                let restriction = self.dossier()?.patient.restriction.as_ref()?;
                if restriction.safe.contains(&point.id) { "Not safe" } else { "Safe" }
            }
            _ => return None,
        })
    }

    /// The fact under the cursor is changed in its form; of a conflict, what the other source says.
    pub(super) fn change(&mut self, turn: &mut Turn<'_>) {
        match self.fact().cloned() {
            Some(Fact::Conflict(conflict)) => {
                let Some(dossier) = self.dossier() else { return };
                match keep::take_other(dossier, &conflict) {
                    Ok(ask) => self.open_form(ask, turn),
                    Err(why) => turn.hint(why),
                }
            }
            Some(fact) => {
                if let Some(ask) = Ask::change(&fact) {
                    self.open_form(ask, turn);
                }
            }
            None if self.is_on_nothing() => self.open_form(Ask::new(Kind::Contact), turn),
            None => turn.hint("Nothing can be changed on this line: go to another one"),
        }
    }

    fn open_form(&mut self, ask: Ask, turn: &mut Turn<'_>) {
        let Some(dossier) = self.dossier() else {
            return turn.hint("The patient's facts are still loading");
        };
        if turn.staff.is_none() {
            return turn.ask_who();
        }
        let sheet = Sheet::new(ask, dossier, turn.cx.now.today());
        turn.open(Overlay::Form(Box::new(Form::facts(sheet))));
    }

    /// Opens a form again that was not finished, as it was.
    pub(super) fn open_unfinished(&mut self, draft: &Draft, turn: &mut Turn<'_>) {
        let Some(Unfinished::Fact { kind, fact, of, settles, answers }) = &draft.form else {
            return turn.go(Go::to_form(draft));
        };
        let Some(dossier) = self.dossier() else {
            return turn.hint("The patient's facts are still loading");
        };
        let when = turn.cx.now.local_of(draft.saved).strftime("%-d %b, %H:%M").to_string();
        let ask = Ask {
            fact: fact.as_deref().cloned(),
            of: *of,
            settles: settles.as_deref().cloned(),
            news: Some(format!("As you left it on {when}")),
            draft: Some((draft.id, draft.revision)),
            ..Ask::new(*kind)
        };
        let sheet = Sheet::new(ask, dossier, turn.cx.now.today());
        turn.open(Overlay::Form(Box::new(Form::facts(sheet).resumed(answers))));
    }

    pub(super) fn keep_something(&mut self, action: Action, turn: &mut Turn<'_>) {
        if self.dossier().is_none() {
            return turn.hint("The patient's facts are still loading");
        }
        match (action, self.fact().cloned()) {
            (Action::Add, fact) => Self::add(fact.as_ref(), turn),
            (Action::Undo, _) => {
                let limit = history::PAGE;
                let request = Request::Amendments { patient: self.id, before: None, limit };
                turn.ask(Slot::Amendments, request);
            }
            (Action::Change, Some(_)) => self.change(turn),
            (action, Some(fact)) if self.fits(action, &fact) => self.keep_on(action, fact, turn),
            (action, Some(_)) => turn.hint(format!("\"{}\" is nothing for this line", action.label())),
            (_, None) => turn.hint("Go to the line of a fact first: a number, an objection, a proxy ..."),
        }
    }

    /// An action that fits the fact under the cursor.
    fn keep_on(&mut self, action: Action, fact: Fact, turn: &mut Turn<'_>) {
        match action {
            Action::Confirm => return self.confirm(fact, turn),
            Action::EndFact => return self.open_form(Ask::about(Kind::End, fact), turn),
            Action::ReviewDone => return self.open_form(Ask::about(Kind::Review, fact), turn),
            Action::Safe => return self.open_form(Ask::about(Kind::Safe, fact), turn),
            Action::Lives => return self.ask_lives(&fact, turn),
            Action::MayOverride => {
                let focus = Some(objection::EXCEPT);
                let ask = Ask { focus, ..Ask::about(Kind::Objection, fact) };
                let typed = vec![(objection::OUTCOME, Typed::Chosen(objection::MAY))];
                return self.open_form(ask.with(typed), turn);
            }
            _ => {}
        }
        // these act at once: a key that is held down would do it again and again
        if !turn.fresh {
            return turn.hint("Let go of the key, then press it again");
        }
        let (Some(dossier), Some(stamp)) = (self.dossier(), turn.stamp()) else { return turn.ask_who() };
        let amendment = match action {
            Action::NotMe => keep::not_me(dossier, &fact),
            Action::Failed => keep::failed(dossier, &fact),
            Action::MakeFirst => keep::first(dossier, &fact, &stamp),
            Action::DoNotTell => keep::do_not_tell(dossier, &fact, &stamp),
            Action::Stands => keep::stands(dossier, &fact),
            _ => return,
        };
        match amendment {
            Ok(amendment) => self.keep(Sent { amendment, ask: None }, turn),
            Err(why) => turn.hint(why),
        }
    }

    fn add(selected: Option<&Fact>, turn: &mut Turn<'_>) {
        let of = match selected {
            Some(Fact::Proxy(proxy)) => Some(proxy.id),
            Some(Fact::Contact { of, .. }) => *of,
            _ => None,
        };
        let reads = turn.reads_safeguarding();
        let may = |(_, kind, ..): &(char, Kind, &str, &str)| reads || *kind != Kind::Safeguarding;
        let line = |(key, kind, label, aside): (char, Kind, &str, &str)| {
            let of = of.filter(|_| matches!(kind, Kind::Contact | Kind::Safeguarding));
            let ask = Ask { of, ..Ask::new(kind) };
            (key, Row::new(label, aside, Pick::Ask(Box::new(ask))))
        };
        let menu = Choice::menu(
            "Add to the file: press a letter",
            ADDED.into_iter().filter(may).map(line).collect(),
        );
        turn.open(Overlay::Choice(Box::new(menu)));
    }

    /// A contact point is right; or what only a file says is looked at, and taken over as it is put on file.
    fn confirm(&mut self, fact: Fact, turn: &mut Turn<'_>) {
        match Ask::look_at(&fact) {
            Some(ask) => self.open_form(ask, turn),
            None => self.ask_how(fact, turn),
        }
    }

    fn ask_how(&mut self, fact: Fact, turn: &mut Turn<'_>) {
        let line = |key, label: &str, how| (key, Row::new(label, "", Pick::Confirmed(how)));
        let name = self.dossier().map(|dossier| told::name(&fact, dossier)).unwrap_or_default();
        let menu = Choice::menu(
            format!("{name} is right. How is it known?"),
            vec![
                line('d', "Asked at the desk", Verification::Desk),
                line('p', "Asked on the phone", Verification::Phone),
                line('l', "Answered by letter", Verification::Letter),
            ],
        );
        self.keeping.confirming = Some(fact);
        turn.open(Overlay::Choice(Box::new(menu)));
    }

    /// Where a proxy lives; what nobody here has looked at is looked at in the form first.
    fn ask_lives(&self, fact: &Fact, turn: &mut Turn<'_>) {
        let (Some(dossier), Fact::Proxy(proxy)) = (self.dossier(), fact) else { return };
        let Some(stamp) = turn.stamp() else { return turn.ask_who() };
        let line = |(key, lives): (char, Lives)| {
            let at = Lives::ALL.iter().position(|one| *one == lives).unwrap_or(0);
            let ask = Ask::about(Kind::Proxy, fact.clone()).with(vec![(proxy::LIVES, Typed::Chosen(at))]);
            let pick = match keep::lives(dossier, proxy, lives, &stamp) {
                Some(amendment) => Pick::Keep(Box::new(amendment), Box::new(ask)),
                None => Pick::Ask(Box::new(ask)),
            };
            (key, Row::new(told::capital(lives.label()), "", pick))
        };
        let all = [('w', Lives::WithPatient), ('a', Lives::Apart), ('n', Lives::NotSaid)];
        let others = all.into_iter().filter(|(_, lives)| *lives != proxy.lives);
        let title = format!("Where does {} live?", proxy.name.show());
        turn.open(Overlay::Choice(Box::new(Choice::menu(title, others.map(line).collect()))));
    }

    /// Asks once before what was put on file last is taken back.
    pub(super) fn ask_take_back(&mut self, last: Option<&Entry>, turn: &mut Turn<'_>) {
        let Some(dossier) = self.dossier() else { return };
        match history::take_back(last, dossier, turn) {
            Ok((amendment, menu)) => {
                self.keeping.taking_back = Some(amendment);
                turn.open(Overlay::Choice(Box::new(menu)));
            }
            Err(why) => turn.hint(why),
        }
    }

    /// What was picked in a menu or given by a form.
    pub(super) fn keep_picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        let (confirming, taking_back) = (self.keeping.confirming.take(), self.keeping.taking_back.take());
        match pick {
            Pick::Ask(ask) => self.open_form(*ask, turn),
            Pick::Keep(amendment, ask) => self.keep(Sent { amendment: *amendment, ask: Some(*ask) }, turn),
            Pick::Yes => {
                if let Some(amendment) = taking_back {
                    self.keep(Sent { amendment, ask: None }, turn);
                }
            }
            Pick::Confirmed(how) => {
                let (Some(fact), Some(dossier), Some(stamp)) = (confirming, self.dossier(), turn.stamp())
                else {
                    return turn.ask_who();
                };
                let amendment = keep::verified(dossier, &fact, how, &stamp);
                self.keep(Sent { amendment, ask: None }, turn);
            }
            _ => {}
        }
    }

    fn keep(&mut self, sent: Sent, turn: &mut Turn<'_>) {
        if self.keeping.sent.is_some() {
            self.reopen(sent.ask, turn);
            return turn.hint("The change before is still being put on file: press again");
        }
        let event = Event::Amended(Box::new(sent.amendment.clone()));
        if let Some(entry) = turn.entry(event, None) {
            turn.ask(Slot::Amend, Request::Append(Box::new(entry)));
            // should it not be kept, the form is open again, and kept anew
            if let Some((id, _)) = sent.ask.as_ref().and_then(|ask| ask.draft) {
                turn.ask(Slot::Discard, Request::DiscardDraft(id));
            }
            self.keeping.sent = Some(sent);
        } else {
            self.reopen(sent.ask, turn);
            turn.ask_who();
        }
    }

    /// Opens the form again with what was typed.
    fn reopen(&mut self, ask: Option<Ask>, turn: &mut Turn<'_>) {
        if let Some(ask) = ask {
            self.open_form(ask, turn);
        }
    }

    /// The answer to what was sent to the file.
    pub(super) fn kept(&mut self, answer: Result<Appended, Trouble>, turn: &mut Turn<'_>) {
        let Some(sent) = self.keeping.sent.take() else {
            // it was sent from this patient's screen, or another one's, before that was left
            return match answer {
                Ok(Appended::Conflict(_)) => {
                    turn.hint("The last change was not kept: another desk was faster");
                }
                Ok(_) => self.ask(turn),
                Err(trouble) => turn.trouble(trouble),
            };
        };
        match answer {
            Ok(Appended::Conflict(facets)) => self.keeping.raced = Some((sent, facets)),
            Ok(_) => {
                match self.dossier() {
                    Some(dossier) => turn.done(history::on_file(&sent.amendment, dossier, turn)),
                    None => turn.done("It is on file"),
                }
                let added = sent.amendment.changes.into_iter().find(|change| change.before.is_none());
                self.keeping.added = added.and_then(|change| change.after);
            }
            Err(trouble) => {
                self.reopen(sent.ask, turn);
                return turn.trouble(trouble);
            }
        }
        self.ask(turn);
    }

    /// Another desk was faster: what it changed is told, and what was typed is there again.
    pub(super) fn raced(&mut self, turn: &mut Turn<'_>) {
        let (Some((sent, facets)), Some(dossier)) = (self.keeping.raced.take(), self.dossier()) else {
            return;
        };
        let news = news(&sent.amendment, &facets, dossier);
        match sent.ask {
            Some(ask) if is_there(&ask, dossier) => {
                let ask = Ask { news: Some(format!("Another desk was faster: {news}")), ..ask };
                self.open_form(ask, turn);
            }
            _ => turn.hint(format!("Not kept, another desk was faster: {news}. Press again")),
        }
    }
}

/// Whether the fact that a form changes is still on file.
fn is_there(ask: &Ask, dossier: &Dossier) -> bool {
    ask.fact.as_ref().is_none_or(|fact| dossier.on_file(fact).is_some())
}

/// What another desk changed meanwhile, in words.
fn news(ours: &Amendment, facets: &[Facet], dossier: &Dossier) -> String {
    let one = |before: &Fact| match dossier.on_file(before) {
        None => Some(format!("{} is gone", told::name(before, dossier))),
        Some(now) => Some(told::differs(before, &now, dossier)).filter(|words| !words.is_empty()),
    };
    let told: Vec<String> =
        ours.changes.iter().filter_map(|change| change.before.as_ref()).filter_map(one).collect();
    if told.is_empty() {
        let facets: Vec<&str> = facets.iter().map(|facet| facet.label()).collect();
        return format!("{} changed", facets.join(" and "));
    }
    told.join("; ")
}
