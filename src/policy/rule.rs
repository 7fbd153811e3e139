//! What a rule is.

use super::case::Case;
use super::finding::Report;
use super::scan::Scan;
use crate::domain::severity::Severity;

/// The part of the guidance a rule belongs to; also its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Whether the right person is written to.
    Recipient,
    /// Whether the route is right.
    Route,
    /// Whether the words are right.
    Words,
    /// Whether it is put on the record.
    Record,
}

/// What is known about a rule before it runs.
#[derive(Debug)]
pub struct Meta {
    /// Its id, which reads well after "allow": `sensitive-topic`.
    pub id: &'static str,
    /// Its group.
    pub group: Group,
    /// One line: when it fires.
    pub summary: &'static str,
    /// Its loudest severity.
    pub severity: Severity,
    /// Whether it cannot be switched off (`!` in the list of rules).
    pub always_on: bool,
    /// Whether a stop of this rule can be overridden on the record.
    pub can_override: bool,
    /// Its documentation in fixed headings: What it does, Why it matters, Example, How to settle it, Source.
    pub doc: &'static str,
}

/// A rule: a function of a case, with its documentation.
pub trait Rule: Sync {
    /// What is known about it.
    fn meta(&self) -> &'static Meta;

    /// Reports what it finds.
    fn check(&self, case: &Case<'_>, scan: &Scan<'_>, report: &mut Report);
}

/// Makes a unit type a rule from its `Meta` and its function.
macro_rules! declare {
    ($(#[$doc:meta])* $name:ident, $meta:ident, $check:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl $crate::policy::rule::Rule for $name {
            fn meta(&self) -> &'static $crate::policy::rule::Meta {
                &$meta
            }

            fn check(
                &self,
                case: &$crate::policy::case::Case<'_>,
                scan: &$crate::policy::scan::Scan<'_>,
                report: &mut $crate::policy::finding::Report,
            ) {
                $check(case, scan, report);
            }
        }
    };
}
pub(crate) use declare;
