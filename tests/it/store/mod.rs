//! What every store promises, held against the SQLite store.

mod amendments;
mod backup;
mod child;
mod drafts;
mod files;
mod import;
mod killed;
mod opening;
mod people;
mod record;
mod reminders;
mod restore;
mod search;
mod sharing;
pub mod support;
mod tamper;
mod triage;
mod trouble;
