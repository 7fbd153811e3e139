//! The C library that writes down what a program asks of the disk, or lets it fail (`tests/powercut/shim.c`): compiled once,
//! preloaded into programs under test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

/// The compiled library.
pub struct Shim {
    folder: TempDir,
    used: AtomicU64,
}

impl Shim {
    pub fn compile() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/powercut/shim.c");
        let mut command = Command::new("cc");
        command.args(["-shared", "-fPIC", "-O1", "-o"]).arg(folder.path().join("shim.so")).arg(source);
        let done = command.args(["-ldl", "-lpthread"]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        Self { folder, used: AtomicU64::new(0) }
    }

    /// Lets a program write down what it asks of the disk in `folder`.
    pub fn record(&self, command: &mut Command, folder: &Path) -> PathBuf {
        let log = self.folder.path().join(format!("{}.log", self.next()));
        self.preload(command, folder).env("TACTFUL_SHIM_LOG", &log);
        log
    }

    /// Lets calls fail, numbered from 1, with this error; `(0, 0)`: none. The file tells how many there were.
    pub fn fail(&self, command: &mut Command, folder: &Path, calls: (u64, u64), error: i32) -> PathBuf {
        let count = self.folder.path().join(format!("{}.count", self.next()));
        let (first, last) = calls;
        self.preload(command, folder)
            .env("TACTFUL_SHIM_FAIL", format!("{first} {last} {error}"))
            .env("TACTFUL_SHIM_COUNT", &count);
        count
    }

    /// Kills a program in place of its call with this number, counted from 1.
    pub fn kill(&self, command: &mut Command, folder: &Path, call: u64) {
        self.fail(command, folder, (call, call), 0);
    }

    fn next(&self) -> u64 {
        self.used.fetch_add(1, Ordering::Relaxed)
    }

    fn preload<'c>(&self, command: &'c mut Command, folder: &Path) -> &'c mut Command {
        command.env("LD_PRELOAD", self.folder.path().join("shim.so")).env("TACTFUL_SHIM_DIR", folder)
    }
}
