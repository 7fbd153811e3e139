//! Files and environment: where things lie, what the site has set, the texts it approved.

pub mod clock;
pub mod library;
pub mod paths;
pub mod settings;

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
    /// A file does not say what it should.
    #[error("{file}: {reason}")]
    Malformed {
        /// The file.
        file: String,
        /// What is wrong, with its place.
        reason: String,
    },
    /// There is no place for the practice's files.
    #[error(
        "this system names no folder for programs' data: say where with --data-dir FOLDER or TACTFUL_DATA_DIR"
    )]
    NoFolder,
}
