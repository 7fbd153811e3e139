//! Where the practice's files lie.

use std::env;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::ConfigError;

/// The environment variable that names the data folder.
pub const DATA_DIR: &str = "TACTFUL_DATA_DIR";

/// The folders and files of one practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The folder of the practice's data.
    pub data_dir: PathBuf,
}

impl Paths {
    /// The folder named on the command line, else in the environment, else the system's folder for programs' data.
    ///
    /// # Errors
    /// [`ConfigError::NoFolder`] where the system names none.
    pub fn find(named: Option<&Path>) -> Result<Self, ConfigError> {
        if let Some(folder) = named {
            return Ok(Self::at(folder));
        }
        if let Some(folder) = variable(DATA_DIR) {
            return Ok(Self::at(folder));
        }
        let folders = ProjectDirs::from("", "", "tactful").ok_or(ConfigError::NoFolder)?;
        Ok(Self::at(folders.data_local_dir()))
    }

    /// The practice in this folder.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { data_dir: folder.into() }
    }

    /// The encrypted database.
    pub fn database(&self) -> PathBuf {
        self.data_dir.join("practice.db")
    }

    /// The key file.
    pub fn key(&self) -> PathBuf {
        self.data_dir.join("practice.key")
    }

    /// The site's settings.
    pub fn config(&self) -> PathBuf {
        self.data_dir.join("config.toml")
    }

    /// The practice's own templates.
    pub fn templates(&self) -> PathBuf {
        self.data_dir.join("templates")
    }

    /// Messages handed over as files.
    pub fn outbox(&self) -> PathBuf {
        self.data_dir.join("outbox")
    }

    /// Sheets of a day's end.
    pub fn sheets(&self) -> PathBuf {
        self.data_dir.join("sheets")
    }

    /// Copies that the program makes by itself, unless the settings name another folder.
    pub fn backups(&self) -> PathBuf {
        self.data_dir.join("backups")
    }

    /// Checkpoints of the log, unless the settings name another folder.
    pub fn checkpoints(&self) -> PathBuf {
        self.data_dir.join("checkpoints")
    }

    /// All of them with the word for each, for `tactful paths`.
    pub fn all(&self) -> [(&'static str, PathBuf); 9] {
        [
            ("data", self.data_dir.clone()),
            ("database", self.database()),
            ("key", self.key()),
            ("config", self.config()),
            ("templates", self.templates()),
            ("outbox", self.outbox()),
            ("sheets", self.sheets()),
            ("backups", self.backups()),
            ("checkpoints", self.checkpoints()),
        ]
    }
}

/// A variable of the environment; empty counts as unset.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_folder_holds_everything() {
        let paths = Paths::find(Some(Path::new("/tmp/practice"))).unwrap();
        assert!(paths.all().iter().all(|(_, path)| path.starts_with("/tmp/practice")));
    }
}
