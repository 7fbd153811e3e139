//! Where the practice's files lie.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::ConfigError;
use crate::domain::doctor::Places;

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
        // a name that is no text names a folder all the same: no other may be taken instead
        if let Some(folder) = value(DATA_DIR) {
            return Ok(Self::at(folder));
        }
        let folders = ProjectDirs::from("", "", "tactful").ok_or(ConfigError::NoFolder)?;
        Ok(Self::at(folders.data_local_dir()))
    }

    /// The practice in this folder.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { data_dir: folder.into() }
    }

    /// Where all of it lies.
    pub fn places(&self) -> Places {
        Places {
            data_dir: self.data_dir.clone(),
            database: self.database(),
            config: self.config(),
            templates: self.templates(),
            outbox: self.outbox(),
            sheets: self.sheets(),
        }
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

/// A variable of the environment as the system has it; empty counts as unset.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub fn value(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// Whether a variable of the environment is set to something.
pub fn is_set(name: &str) -> bool {
    value(name).is_some()
}

/// A variable of the environment that is text; empty counts as unset, and so does what is no text: for names that
/// something else can stand in for.
pub fn variable(name: &str) -> Option<String> {
    value(name).and_then(|value| value.into_string().ok())
}

/// The same where nothing else may stand in for it.
///
/// # Errors
/// [`ConfigError::Variable`] when it is no text.
pub fn text(name: &'static str) -> Result<Option<String>, ConfigError> {
    value(name).map(OsString::into_string).transpose().map_err(|_| ConfigError::Variable(name))
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
