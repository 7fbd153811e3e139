//! How a command line comes by a passphrase: a file, standard input, or a terminal; never an argument.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use zeroize::Zeroizing;

use super::args::Global;
use crate::access::{HolderId, KeyError, Keyring, Opened};
use crate::config::ConfigError;
use crate::config::paths;
use crate::domain::secret::{self, Secret};

/// The variable that names a file with the passphrase.
const FILE: &str = "TACTFUL_PASSPHRASE_FILE";

/// The variable that names a file with a new passphrase.
const NEW_FILE: &str = "TACTFUL_NEW_PASSPHRASE_FILE";

/// The variable that says who it is.
const STAFF: &str = "TACTFUL_STAFF";

/// No file with a passphrase is longer.
const LONGEST: u64 = 4096;

/// Who wants to come in, and where the passphrase is to be read.
#[derive(Debug, Clone, Default)]
pub struct Way {
    name: Option<String>,
    stdin: bool,
}

impl Way {
    /// As the command line says.
    pub fn of(global: &Global) -> Self {
        Self { name: global.name.clone(), stdin: global.passphrase_stdin }
    }

    /// Who was named, on the command line or in the environment.
    ///
    /// # Errors
    /// When the variable is no text: nobody else is taken instead.
    pub fn name(&self) -> Result<Option<String>, ConfigError> {
        self.name.clone().map_or_else(|| paths::text(STAFF), |name| Ok(Some(name)))
    }

    /// Opens a key file: with the passphrase of whoever was named, or as it is where it lies open.
    ///
    /// # Errors
    /// What the key file says; a wrong or missing passphrase.
    pub fn open(&self, ring: &Keyring) -> anyhow::Result<Opened> {
        if let Keyring::Open(key) = ring {
            return Ok(Opened::raw(key.clone()));
        }
        let holder = ring.named(self.name()?.as_deref())?;
        let passphrase = self.passphrase(&format!("Passphrase of {}: ", holder.name))?;
        Ok(holder.open(&passphrase)?)
    }

    /// Opens a key file with the recovery key, which is asked for.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn recover(&self, ring: &Keyring) -> anyhow::Result<Opened> {
        ensure!(ring.holder(HolderId::Recovery).is_some(), KeyError::NoRecovery);
        let typed = self.passphrase("Recovery key: ")?;
        let recovery = crate::domain::recovery::read(&typed);
        let recovery =
            recovery.context("this is no recovery key: a letter is wrong or missing; nothing was changed")?;
        Ok(ring.recover(&recovery)?)
    }

    /// The passphrase that is there already.
    fn passphrase(&self, prompt: &str) -> anyhow::Result<Secret> {
        if self.stdin {
            return line().context("standard input holds no passphrase");
        }
        if let Some(file) = paths::value(FILE) {
            return first_line_of(Path::new(&file));
        }
        if io::stdin().is_terminal() {
            return Ok(Secret::of(rpassword::prompt_password(prompt)?));
        }
        let how = format!("name a file in {FILE}, or use --passphrase-stdin");
        bail!(KeyError::Closed(how))
    }

    /// Whether a passphrase is given in a file or on standard input.
    pub fn is_given(&self) -> bool {
        self.stdin || paths::value(FILE).is_some()
    }

    /// Whether a first passphrase was given, or somebody can be asked for one.
    pub fn offers_passphrase(&self) -> bool {
        self.is_given() || io::stdin().is_terminal()
    }

    /// The first passphrase as somebody types it at the terminal; nothing where they type nothing.
    ///
    /// # Errors
    /// As [`Self::first_passphrase`].
    pub fn first_or_none(&self, name: &str) -> anyhow::Result<Option<Secret>> {
        ask_twice(name)
    }

    /// The first passphrase of a practice, for this person.
    ///
    /// # Errors
    /// When none is given, it is too weak, or the second is not the first.
    pub fn first_passphrase(&self, name: &str) -> anyhow::Result<Secret> {
        self.choose(name, FILE)
    }

    /// A new passphrase for this person, where another one was read before: the next line of standard input, or the file that
    /// is named for it.
    ///
    /// # Errors
    /// As [`Self::first_passphrase`].
    pub fn new_passphrase(&self, name: &str) -> anyhow::Result<Secret> {
        self.choose(name, NEW_FILE)
    }

    fn choose(&self, name: &str, file: &str) -> anyhow::Result<Secret> {
        let chosen = if self.stdin {
            line().context("standard input holds no new passphrase")?
        } else if let Some(file) = paths::value(file) {
            first_line_of(Path::new(&file))?
        } else if io::stdin().is_terminal() {
            let typed = ask_twice(name)?;
            typed.context("no passphrase was typed: nothing was changed")?
        } else {
            bail!(KeyError::Closed(format!("name a file in {file}, or use --passphrase-stdin")))
        };
        secret::check_passphrase(&chosen, name)?;
        Ok(chosen)
    }
}

/// Asks for a new passphrase twice; `None`: Enter alone.
fn ask_twice(name: &str) -> anyhow::Result<Option<Secret>> {
    let first = Secret::of(rpassword::prompt_password(format!("New passphrase of {name}: "))?);
    if first.is_empty() {
        return Ok(None);
    }
    secret::check_passphrase(&first, name)?;
    let second = Secret::of(rpassword::prompt_password("The same once more: ")?);
    ensure!(first == second, "the two are not the same: nothing was changed");
    Ok(Some(first))
}

/// The next line of standard input, read so that nothing behind it is taken.
fn line() -> anyhow::Result<Secret> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    let mut byte = Zeroizing::new([0]);
    loop {
        match next_byte(&mut byte)? {
            0 if bytes.is_empty() => bail!("it has ended"),
            0 => break,
            _ if byte.first() == Some(&b'\n') => break,
            _ => bytes.extend_from_slice(byte.as_slice()),
        }
        ensure!(bytes.len() < 4096, "a passphrase has at most 255 characters");
    }
    text(&bytes)
}

#[cfg(unix)]
fn next_byte(byte: &mut [u8; 1]) -> io::Result<usize> {
    // not through the library's buffer, which nobody wipes
    Ok(rustix::io::read(rustix::stdio::stdin(), byte)?)
}

#[cfg(not(unix))]
fn next_byte(byte: &mut [u8; 1]) -> io::Result<usize> {
    io::stdin().read(byte)
}

fn first_line_of(path: &Path) -> anyhow::Result<Secret> {
    let name = || format!("reading the passphrase file {}", path.display());
    let file = File::open(path).with_context(name)?;
    ensure!(!path.is_dir(), "{} is a folder: name the file that holds the passphrase", path.display());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let metadata = file.metadata().with_context(name)?;
        let mode = metadata.permissions().mode() & 0o777;
        let others = mode & 0o077;
        ensure!(
            !metadata.is_file() || others == 0,
            "the passphrase file {} can be opened by others (rights {mode:03o}): take the rights away with 'chmod 600'",
            path.display()
        );
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(8192));
    file.take(LONGEST).read_to_end(&mut bytes).with_context(name)?;
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    text(bytes.get(..end).unwrap_or_default())
}

fn text(bytes: &[u8]) -> anyhow::Result<Secret> {
    let text = std::str::from_utf8(bytes).context("a passphrase is text in UTF-8")?;
    let text = text.strip_suffix('\r').unwrap_or(text);
    ensure!(text.chars().count() < Secret::MOST, "a passphrase has at most 255 characters");
    Ok(Secret::from(text))
}
