//! What every store promises, held against the SQLite store.

mod child;
mod drafts;
mod killed;
mod opening;
mod record;
mod sharing;
mod support;
mod tamper;
mod trouble;
