//! Files and environment: where things lie, what the site has set, the texts it approved.

pub mod clock;
mod file;
pub mod library;
pub mod paths;
pub mod settings;
pub mod views;
mod wrong;

pub use library::Library;
pub use paths::Paths;
pub use settings::{Backup, Config, Desk};

/// Why the configuration cannot be used. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{file} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        reason: String,
    },
    /// A file cannot be written.
    #[error("{file} cannot be written: {reason}")]
    Unwritable {
        /// The file.
        file: String,
        /// What the system says.
        reason: String,
    },
    /// A file does not say what it should.
    #[error("{file}: {reason}")]
    Malformed {
        /// The file.
        file: String,
        /// What is wrong, with its place.
        reason: String,
    },
    /// It is a pipe, a device or a folder: reading it would wait or never end.
    #[error("{0} is not an ordinary file: nothing was done; put a file in its place, or take it away")]
    NotAFile(String),
    /// Nobody writes so much by hand.
    #[error("{0} is too large: at most 1 MiB is read; nothing was done")]
    TooLarge(String),
    /// A variable of the environment that is no text.
    #[error("the variable {0} is not UTF-8 text: nothing was done; set it anew or take it away")]
    Variable(&'static str),
    /// There is no place for the practice's files.
    #[error(
        "this system names no folder for programs' data: say where with --data-dir FOLDER or TACTFUL_DATA_DIR"
    )]
    NoFolder,
}
