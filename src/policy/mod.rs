//! What may be said, to whom, how and when: the rules of a message, as functions of values.
//!
//! A [`Rule`] reads a [`Case`] and reports findings; [`judge`] runs them all and gives a [`Verdict`]. One rule is one
//! file under `rules/`, with its tests, its documentation and its line in the registry.

pub mod adviser;
pub mod case;
pub mod facts;
pub mod finding;
pub mod guardian;
#[cfg(test)]
mod guidance;
pub mod lexicon;
pub mod neutral;
pub mod opinion;
pub mod prospect;
pub mod registry;
pub mod rule;
pub mod rules;
pub mod scan;
pub mod settings;
pub mod templates;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;

pub use adviser::{Advice, Fit, advise};
pub use case::{Case, Content, Reader};
pub use finding::{Change, Cure, Finding, Report, Verdict};
pub use prospect::{Prospect, prospect};
pub use registry::{judge, rule};
pub use rule::{Group, Meta, Rule};
pub use scan::Scan;
pub use settings::{Checker, Level, Settings};
pub use templates::Sources;
