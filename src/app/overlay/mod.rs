//! The overlays: at most one lies over a screen.

pub mod batch;
pub mod call;
pub mod choice;
pub mod doctor;
pub mod facts;
pub mod form;
pub mod hand_over;
pub mod import;
pub mod page;
pub mod palette;
pub mod route;
pub mod rule;

use super::part::Part;
use batch::Batch;
use call::Call;
use choice::Choice;
use doctor::Doctor;
use form::Form;
use hand_over::Outgoing;
use import::Import;
use page::Page;

/// An overlay.
#[derive(Debug)]
pub enum Overlay {
    /// A list from which one line is picked.
    Choice(Box<Choice>),
    /// A form.
    Form(Box<Form>),
    /// A page that is only read.
    Page(Box<Page>),
    /// The import; it goes on when the overlay is closed.
    Import(Box<Import>),
    /// A message on its way out.
    HandOver(Box<Outgoing>),
    /// Many reminders answered one after the other.
    Batch(Box<Batch>),
    /// A call in place of a message.
    Call(Box<Call>),
    /// Whether the practice's files are sound.
    Doctor(Box<Doctor>),
}

impl Overlay {
    /// The overlay as what every overlay can do.
    pub fn part(&self) -> &dyn Part {
        match self {
            Self::Choice(part) => part.as_ref(),
            Self::Form(part) => part.as_ref(),
            Self::Page(part) => part.as_ref(),
            Self::Import(part) => part.as_ref(),
            Self::HandOver(part) => part.as_ref(),
            Self::Batch(part) => part.as_ref(),
            Self::Call(part) => part.as_ref(),
            Self::Doctor(part) => part.as_ref(),
        }
    }

    /// The same, to be changed.
    pub fn part_mut(&mut self) -> &mut dyn Part {
        match self {
            Self::Choice(part) => part.as_mut(),
            Self::Form(part) => part.as_mut(),
            Self::Page(part) => part.as_mut(),
            Self::Import(part) => part.as_mut(),
            Self::HandOver(part) => part.as_mut(),
            Self::Batch(part) => part.as_mut(),
            Self::Call(part) => part.as_mut(),
            Self::Doctor(part) => part.as_mut(),
        }
    }
}
