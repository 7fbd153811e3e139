//! Views with a name: picked, saved from what the list shows, renamed, removed.

use super::Reminders;
use super::queue::{Narrowing, glance};
use super::triage::Asking;
use crate::app::action::Action;
use crate::app::editor::Editor;
use crate::app::effect::Request;
use crate::app::msg::Trouble;
use crate::app::overlay::Overlay;
use crate::app::overlay::choice::{Choice, Row};
use crate::app::overlay::form::Form;
use crate::app::state::Slot;
use crate::app::turn::{Pick, Turn, ViewAs};
use crate::domain::reminder::{NamedView, Queue, ReminderView, Sort, ViewChange};

/// A name is no longer than this, so that several stand on one line.
const LONGEST: usize = 40;

/// A count as it is shown: above [`Queue::MOST`] there are more.
pub fn shown(count: usize) -> String {
    if count > Queue::MOST { format!("{}+", Queue::MOST) } else { count.to_string() }
}

/// Asks how many reminders each named view holds.
pub(super) fn ask_view_counts(turn: &mut Turn<'_>) {
    if turn.cx.views.is_empty() {
        return;
    }
    let from = glance(turn);
    // how many there are does not hang on their order
    let view = |view: &NamedView| match view.filter.trim() {
        "" => ReminderView::Queue(view.part, from),
        words => ReminderView::Sorted(view.part, from, Sort::Due, words.to_owned()),
    };
    let views = turn.cx.views.iter().map(view).collect();
    turn.ask_ahead(Slot::ViewCounts, Request::ViewCounts(views));
}

impl Reminders {
    /// The named view that the list shows; `None`: it shows none of them.
    pub fn named<'v>(&self, views: &'v [NamedView]) -> Option<&'v NamedView> {
        let is_it = |view: &&NamedView| {
            view.part == self.queue && view.sort == self.sort && view.filter.trim() == self.words()
        };
        views.iter().find(is_it).filter(|_| self.by_rule.is_none())
    }

    /// Lists the named views with how many each holds.
    pub(super) fn pick_view(&self, turn: &mut Turn<'_>) {
        if turn.cx.views.is_empty() {
            let key = turn.keymap.label(Action::KeepView);
            return turn.hint(format!("No view is saved: {key} saves what the list shows now"));
        }
        let row = |(at, view): (usize, &NamedView)| {
            let filter =
                if view.filter.is_empty() { String::new() } else { format!(" with {}", view.filter) };
            let count =
                self.view_counts.get(at).map(|count| format!("{}  ", shown(*count))).unwrap_or_default();
            let aside = format!("{count}{}{filter}, by {}", view.part.label(), view.sort.label());
            Row::new(view.name.clone(), aside, Pick::View(at))
        };
        let rows = turn.cx.views.iter().enumerate().map(row).collect();
        turn.open(Overlay::Choice(Box::new(Choice::new("Views", rows))));
    }

    /// Shows one of the named views.
    pub(super) fn show_view(&mut self, at: usize, turn: &mut Turn<'_>) {
        let Some(view) = turn.cx.views.get(at) else { return };
        (self.queue, self.sort) = (view.part, view.sort);
        let words = view.filter.trim();
        self.filter =
            (!words.is_empty()).then(|| Narrowing { field: Editor::single_line(words), typing: false });
        self.start_list(turn);
        turn.done(view.name.clone());
    }

    /// Asks what is to be done with what the list shows.
    pub(super) fn ask_view(&mut self, turn: &mut Turn<'_>) {
        if self.by_rule.is_some() {
            let key = turn.keymap.label(Action::Back);
            return turn.hint(format!("What one rule blocks is no view: {key} shows all first"));
        }
        let Some(named) = self.named(turn.cx.views) else { return self.ask_name(ViewAs::Saved, turn) };
        let line = |label: &str, pick| Row::new(label, "", Pick::ViewAs(pick));
        let menu = vec![
            ('r', line("Give it another name", ViewAs::Renamed)),
            ('x', line("Remove it: the reminders stay", ViewAs::Removed)),
        ];
        turn.open(Overlay::Choice(Box::new(Choice::menu(format!("View: {}", named.name), menu))));
    }

    fn ask_name(&mut self, way: ViewAs, turn: &mut Turn<'_>) {
        let name = self.named(turn.cx.views).map_or("", |view| view.name.as_str());
        let mut form = Form::words("Save what is shown as a view", "Name", name, "Save");
        let words = self.words();
        let filter = if words.is_empty() { String::new() } else { format!(" with {words}") };
        form.about.push(format!("{}{filter}, by {}", self.queue.label(), self.sort.label()));
        self.asking = Some(Asking::Name(way));
        turn.open(Overlay::Form(Box::new(form)));
    }

    /// What was chosen for the view that is shown.
    pub(super) fn view_as(&mut self, way: ViewAs, turn: &mut Turn<'_>) {
        match (way, self.named(turn.cx.views)) {
            (ViewAs::Removed, Some(view)) => {
                let name = view.name.clone();
                self.keeping = format!("The view {name} is removed");
                turn.keep_view(ViewChange::Remove(name));
            }
            (way, _) => self.ask_name(way, turn),
        }
    }

    /// The name was typed.
    pub(super) fn name_view(&mut self, way: ViewAs, name: &str, turn: &mut Turn<'_>) {
        let name = name.trim();
        let named = self.named(turn.cx.views).map(|view| view.name.clone());
        if name.is_empty() || name.chars().count() > LONGEST {
            return turn.hint(format!("A view needs a name of at most {LONGEST} letters: nothing was saved"));
        }
        if turn.cx.views.iter().any(|view| view.name == name) {
            return turn.hint(format!("There is a view {name} already: nothing was saved"));
        }
        let key = turn.keymap.label(Action::Views);
        self.keeping = format!("Saved as {name}: {key} shows it");
        turn.keep_view(match (way, named) {
            (ViewAs::Renamed, Some(from)) => ViewChange::Rename { from, to: name.to_owned() },
            _ => ViewChange::Save(NamedView {
                name: name.to_owned(),
                part: self.queue,
                filter: self.words().to_owned(),
                sort: self.sort,
            }),
        });
    }

    /// The settings hold the change, or not.
    pub(super) fn view_kept(&mut self, kept: Result<(), Trouble>, turn: &mut Turn<'_>) {
        match kept {
            Ok(()) => {
                turn.done(std::mem::take(&mut self.keeping));
                self.view_counts.clear();
                ask_view_counts(turn);
            }
            Err(trouble) => turn.trouble(trouble),
        }
    }
}
