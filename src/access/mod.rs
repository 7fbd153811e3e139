//! Who may open a practice: its key file and its holders.

pub mod cost;
pub mod holder;
pub mod key;
pub mod keyring;

pub use cost::Cost;
pub use holder::{Holder, HolderId, Opened};
pub use key::{Key, KeyError};
pub use keyring::Keyring;
