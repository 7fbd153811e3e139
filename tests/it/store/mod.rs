//! What every store promises, held against the SQLite store.

mod opening;
mod support;
