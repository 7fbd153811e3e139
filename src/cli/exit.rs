//! Exit codes. They are stable: scripts rest on them.

use std::process::ExitCode;

use crate::access::KeyError;
use crate::store::StoreError;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Done, but lines were refused, something was found, or the chain is broken.
    Findings,
    /// Nothing was done: the command or its input is wrong.
    Input,
    /// Trouble with the data or its key.
    Data,
}

impl Exit {
    /// The number that the shell sees.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Input => 2,
            Self::Data => 3,
        }
    }

    /// How a command that failed with `error` ended.
    pub fn of_error(error: &anyhow::Error) -> Self {
        let is_data = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<StoreError>() {
            Some(StoreError::NotFound(_) | StoreError::Refused(_)) => false,
            Some(_) => true,
            None => cause.is::<KeyError>(),
        };
        if error.chain().any(is_data) { Self::Data } else { Self::Input }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_with_the_data_is_told_from_wrong_input() {
        let full = anyhow::Error::from(StoreError::Full).context("importing");
        assert_eq!(Exit::of_error(&full), Exit::Data);
        assert_eq!(Exit::of_error(&anyhow::Error::from(KeyError::Wrong)), Exit::Data);
        assert_eq!(Exit::of_error(&anyhow::anyhow!("no such rule")), Exit::Input);
        assert_eq!(Exit::of_error(&StoreError::NotFound("999".into()).into()), Exit::Input);
    }
}
