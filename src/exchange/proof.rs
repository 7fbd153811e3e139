//! Proofs as files, read strictly.

use std::path::Path;

use super::{ExchangeError, small};
use crate::domain::proof::{LONGEST, Proof};

/// Reads the proof in a file. It is not checked yet.
///
/// # Errors
/// When the file cannot be read, or holds something else.
pub fn read(path: &Path) -> Result<Proof, ExchangeError> {
    let text = small(path, LONGEST)?;
    Proof::parse(&text).map_err(|why| ExchangeError::unsound(path, &why))
}
