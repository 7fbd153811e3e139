//! Who may open a practice: its key file.

pub mod key;
