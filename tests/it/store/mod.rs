//! What every store promises, held against the SQLite store.

mod amendments;
mod backup;
mod bytes;
mod checkpoint;
mod child;
mod day;
#[cfg(target_os = "linux")]
mod disk;
mod drafts;
#[cfg(target_os = "linux")]
mod faults;
mod files;
mod import;
mod killed;
mod kills;
mod opening;
mod people;
#[cfg(target_os = "linux")]
mod powercut;
mod queue;
mod record;
mod reminders;
mod restore;
mod rules;
mod safeguarding;
mod salvage;
mod search;
mod session;
mod sharing;
#[cfg(target_os = "linux")]
pub mod shim;
mod signed;
pub mod support;
mod tamper;
mod triage;
mod trouble;
mod worklists;
