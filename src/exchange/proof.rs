//! Proofs as files, read strictly.

use std::io::Read;
use std::path::Path;

use super::{ExchangeError, open};
use crate::domain::proof::{LONGEST, Proof};

/// Reads the proof in a file. It is not checked yet.
///
/// # Errors
/// When the file cannot be read, or holds something else.
pub fn read(path: &Path) -> Result<Proof, ExchangeError> {
    let (file, _) = open(path)?;
    let mut text = Vec::new();
    let name = path.display().to_string();
    let most = LONGEST as u64 + 1;
    file.take(most).read_to_end(&mut text).map_err(|error| ExchangeError::unreadable(&name, &error))?;
    Proof::parse(&text).map_err(|why| ExchangeError::Unsound { file: name, why: why.to_string() })
}
