//! What was changed, so that it can be taken back: steps of replaced text, runs of typing gathered into one.

use std::ops::Range;

/// Steps are forgotten, the oldest first, when together they hold more bytes of text than this.
const MEMORY: usize = 8 << 20;

/// What kind of change a step is: changes of one kind that follow each other are gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One character typed.
    Typed,
    /// Backwards.
    Erased,
    /// Forwards.
    Deleted,
    /// Anything that stands for itself: a paste, a cure, a cut.
    Whole,
}

/// One change: at `at` the text `old` was replaced by `new`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// The first byte.
    pub at: usize,
    /// What stood there.
    pub old: String,
    /// What stands there now.
    pub new: String,
    /// Where the cursor was before.
    pub cursor: usize,
    /// What was selected before.
    pub anchor: Option<usize>,
    kind: Kind,
}

impl Step {
    /// What now stands in the text because of this step.
    pub fn written(&self) -> Range<usize> {
        self.at..self.at + self.new.len()
    }

    /// What stood in the text before it.
    pub fn replaced(&self) -> Range<usize> {
        self.at..self.at + self.old.len()
    }

    fn size(&self) -> usize {
        self.old.len() + self.new.len()
    }
}

/// The steps done and those taken back.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    held: usize,
    closed: bool,
}

impl History {
    /// The next change begins a step of its own.
    pub fn close(&mut self) {
        self.closed = true;
    }

    /// Notes a change; what was taken back is gone.
    pub fn push(&mut self, at: usize, old: String, new: String, before: (usize, Option<usize>), kind: Kind) {
        let gone: usize = self.undone.drain(..).map(|step| step.size()).sum();
        self.held = self.held.saturating_sub(gone);
        let step = Step { at, old, new, cursor: before.0, anchor: before.1, kind };
        self.held += step.size();
        let closed = std::mem::take(&mut self.closed);
        match self.done.last_mut() {
            Some(last) if !closed && gathers(last, &step) => gather(last, &step),
            _ => self.done.push(step),
        }
        while self.held > MEMORY && self.done.len() > 1 {
            self.held = self.held.saturating_sub(self.done.remove(0).size());
        }
    }

    /// The step to take back.
    pub fn undo(&mut self) -> Option<Step> {
        self.closed = true;
        let step = self.done.pop()?;
        self.undone.push(step.clone());
        Some(step)
    }

    /// The step to do again.
    pub fn redo(&mut self) -> Option<Step> {
        self.closed = true;
        let step = self.undone.pop()?;
        self.done.push(step.clone());
        Some(step)
    }
}

/// Whether `step` goes on where `last` ended. A word begun after a blank is a step of its own, and so is a new line.
fn gathers(last: &Step, step: &Step) -> bool {
    let blank = |text: &str| text.chars().next_back().is_some_and(char::is_whitespace);
    if last.kind != step.kind {
        return false;
    }
    match step.kind {
        Kind::Typed => {
            let new_word = blank(&last.new) && !blank(&step.new);
            step.old.is_empty() && step.at == last.written().end && !new_word && !step.new.contains('\n')
        }
        Kind::Erased => step.replaced().end == last.at && last.new.is_empty(),
        Kind::Deleted => step.at == last.at && last.new.is_empty(),
        Kind::Whole => false,
    }
}

fn gather(last: &mut Step, step: &Step) {
    match step.kind {
        Kind::Typed => last.new.push_str(&step.new),
        Kind::Deleted => last.old.push_str(&step.old),
        Kind::Erased | Kind::Whole => {
            last.at = step.at;
            last.old.insert_str(0, &step.old);
        }
    }
}
