//! What SQLite's errors mean to those who use a store, in one place.

use rusqlite::{Error, ErrorCode};

use super::super::StoreError;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let words = error.to_string();
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed,
            ) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Self::ReadOnly("the folder of the database".to_owned())
            }
            Some(ErrorCode::NotADatabase) => {
                Self::Damaged("its first page cannot be read with this key".to_owned())
            }
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(words),
            Some(ErrorCode::SystemIoFailure) => {
                Self::Other(format!("{words}: the disk failed; look at the record before trying again"))
            }
            _ => match error {
                // A value that is not of the kind its column has cannot have been written by this program.
                Error::FromSqlConversionFailure(..)
                | Error::IntegralValueOutOfRange(..)
                | Error::InvalidColumnType(..)
                | Error::Utf8Error(..) => Self::Damaged(words),
                _ => Self::Other(words),
            },
        }
    }
}
