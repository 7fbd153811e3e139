//! The command line as scripts see it: output, talk and exit codes of the real program.

mod access;
mod basics;
mod checkpoint;
#[cfg(target_os = "linux")]
mod closing;
mod practice;
mod proof;
mod trust;

use assert_cmd::Command;
use tempfile::TempDir;

/// The program in a world of its own: an empty home and a data folder that is not there yet.
struct Desk {
    home: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    fn data(&self) -> std::path::PathBuf {
        self.home.path().join("practice")
    }

    fn tactful(&self, args: &[&str]) -> Command {
        let mut command = Command::cargo_bin("tactful").unwrap();
        command.env_clear().env("HOME", self.home.path()).env("TACTFUL_DATA_DIR", self.data()).args(args);
        command
    }

    /// Standard output of a command that must end with this code.
    fn says(&self, code: i32, args: &[&str]) -> String {
        let output = self.tactful(args).assert().code(code).get_output().clone();
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command that must end with this code says on standard error.
    fn complains(&self, code: i32, args: &[&str]) -> String {
        let output = self.tactful(args).assert().code(code).get_output().clone();
        assert!(output.stdout.is_empty(), "talk belongs on standard error");
        String::from_utf8(output.stderr).unwrap()
    }
}
