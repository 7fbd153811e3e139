//! Reads a file that somebody wrote by hand: an ordinary one, of bounded size, in UTF-8.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::ConfigError;
use crate::domain::shown;

/// No file of settings or texts is longer, in bytes: the program's own are a hundredth of it.
const LONGEST: u64 = 1 << 20;

/// The text of a file; `None` where there is none. A byte order mark, as some editors put before it, is left behind.
///
/// # Errors
/// When it is no ordinary file, too large, no UTF-8, or the system does not let it be read.
pub(super) fn read(file: &Path) -> Result<Option<String>, ConfigError> {
    let name = || file.display().to_string();
    let failed = |error: io::Error| ConfigError::Unreadable { file: name(), reason: shown::refusal(&error) };
    // looked at before it is opened: opening a pipe waits for its writer
    let about = match fs::metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        about => about.map_err(failed)?,
    };
    if !about.is_file() {
        return Err(ConfigError::NotAFile(name()));
    }
    let mut bytes = Vec::new();
    File::open(file).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > LONGEST {
        return Err(ConfigError::TooLarge(name()));
    }
    let text = String::from_utf8(bytes).map_err(|error| ConfigError::Malformed {
        file: name(),
        reason: format!("it is not UTF-8 (byte {}): save it as UTF-8", error.utf8_error().valid_up_to() + 1),
    })?;
    Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
}
