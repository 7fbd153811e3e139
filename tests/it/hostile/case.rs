//! A case of the catalogue as it is written down: what is put where, what is run, what must be answered.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt, symlink};
use std::path::Path;

use serde::Deserialize;

/// A file of the catalogue: one way in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// The way in, in words.
    pub way: String,
    /// Its cases.
    pub case: Vec<Case>,
}

/// One hostile input and the answer to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it is called.
    pub name: String,
    /// What is wrong with it, or what it tries.
    pub wrong: String,
    /// Whether the practice is closed by a passphrase, lies open, or is not there.
    #[serde(default)]
    pub practice: Practice,
    /// Commands that run before, and are sound.
    #[serde(default)]
    pub before: Vec<Command>,
    /// What is put beside or into the practice.
    #[serde(default)]
    pub put: Vec<Put>,
    /// Variables of the environment.
    #[serde(default)]
    pub env: BTreeMap<String, Bytes>,
    /// The command line.
    #[serde(default)]
    pub run: Vec<Bytes>,
    /// Standard input.
    #[serde(default)]
    pub stdin: Bytes,
    /// What a terminal sends to the open program, instead of a command line.
    #[serde(default)]
    pub terminal: Vec<Step>,
    /// The exit code.
    pub code: u32,
    /// Words of the answer, on standard output, standard error or the screen.
    #[serde(default)]
    pub says: Vec<String>,
    /// Words that are nowhere in the answer, besides what no terminal may get.
    #[serde(default)]
    pub never: Vec<String>,
    /// Files that may change; all others stay as they are, byte by byte.
    #[serde(default)]
    pub changes: Vec<String>,
    /// How the names of new files begin; there are no others.
    #[serde(default)]
    pub leaves: Vec<String>,
    /// What files hold in the end.
    #[serde(default)]
    pub holds: Vec<Holds>,
    /// Commands that show what came of it.
    #[serde(default)]
    pub then: Vec<Command>,
}

/// A practice to start from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Practice {
    /// An invented one that lies open.
    #[default]
    Open,
    /// An invented one that is closed by a passphrase.
    Closed,
    /// None.
    None,
}

/// A command that runs before a case, or after it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The command line.
    pub run: Vec<Bytes>,
    /// The file that its standard output goes into.
    #[serde(default)]
    pub into: Option<String>,
    /// Its exit code.
    #[serde(default)]
    pub code: u32,
    /// Words of the answer.
    #[serde(default)]
    pub says: Vec<String>,
}

/// Words that a file holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holds {
    /// The file.
    pub file: String,
    /// The words.
    pub words: String,
}

/// Something on the disk. Paths are below the temporary folder; the practice is in `practice`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Put {
    /// Where.
    pub at: Bytes,
    /// The bytes of a file.
    #[serde(default)]
    pub holds: Option<Bytes>,
    /// What it is, where it is no file.
    #[serde(default)]
    pub is: Option<Kind>,
    /// Where a link leads.
    #[serde(default)]
    pub to: Option<String>,
    /// The rights of a file, in octal digits.
    #[serde(default)]
    pub rights: Option<String>,
}

/// What is no file.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A pipe with a name, to which nobody writes.
    Pipe,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// Nothing: what was there is taken away.
    Gone,
}

/// Something that the terminal sends, or what is waited for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Waits for words on the screen.
    Wait(String),
    /// Waits until the screen is still.
    Still(u64),
    /// Sends bytes.
    Send(Bytes),
    /// Sends bytes as a pasted block.
    Paste(Bytes),
}

/// Bytes, put together from parts.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub enum Bytes {
    /// No bytes.
    #[default]
    None,
    /// One part.
    One(Part),
    /// Several, one after the other.
    Many(Vec<Part>),
}

/// A stretch of bytes.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Part {
    /// Text; `{home}` stands for the temporary folder.
    Text(String),
    /// Bytes as hexadecimal digits.
    Hex {
        /// The digits.
        hex: String,
    },
    /// The same text many times.
    Repeat {
        /// The text.
        repeat: String,
        /// How many times.
        times: usize,
    },
    /// Bytes of a file that is there; of a folder's only file where the path ends in `/*`.
    Of {
        /// The file.
        of: String,
        /// The first byte.
        #[serde(default)]
        from: usize,
        /// The byte behind the last.
        #[serde(default)]
        to: Option<usize>,
        /// A text in it that is exchanged, and for what.
        #[serde(default)]
        swap: Option<(String, String)>,
    },
}

impl Part {
    fn make(&self, home: &Path, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => {
                out.extend_from_slice(text.replace("{home}", home.to_str().unwrap()).as_bytes());
            }
            Self::Hex { hex } => out.extend(hex::decode(hex).expect("hexadecimal digits")),
            Self::Repeat { repeat, times } => out.extend_from_slice(repeat.repeat(*times).as_bytes()),
            Self::Of { of, from, to, swap } => {
                let file = match of.strip_suffix("/*") {
                    Some(folder) => fs::read_dir(home.join(folder)).unwrap().next().unwrap().unwrap().path(),
                    None => home.join(of),
                };
                let bytes = fs::read(&file).unwrap();
                let part = &bytes[*from..to.unwrap_or(bytes.len())];
                match swap {
                    None => out.extend_from_slice(part),
                    Some((old, new)) => {
                        let text = String::from_utf8(part.to_vec()).unwrap();
                        assert!(text.contains(old.as_str()), "{old:?} is not in {text}");
                        out.extend_from_slice(text.replace(old.as_str(), new).as_bytes());
                    }
                }
            }
        }
    }
}

impl Bytes {
    /// The bytes.
    pub fn make(&self, home: &Path) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            Self::None => {}
            Self::One(part) => part.make(home, &mut out),
            Self::Many(parts) => parts.iter().for_each(|part| part.make(home, &mut out)),
        }
        out
    }

    /// As a word of a command line, or a value of the environment.
    pub fn word(&self, home: &Path) -> OsString {
        OsString::from_vec(self.make(home))
    }
}

impl Put {
    /// Puts it there, in the place of what is there.
    pub fn put(&self, home: &Path) {
        let at = home.join(self.at.word(home));
        let bytes = self.holds.as_ref().map(|holds| holds.make(home));
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        if at.symlink_metadata().is_ok_and(|there| !there.is_dir()) {
            fs::remove_file(&at).unwrap();
        }
        match (bytes, self.is) {
            (Some(bytes), None) => {
                let mode = u32::from_str_radix(self.rights.as_deref().unwrap_or("600"), 8).unwrap();
                let mut options = fs::OpenOptions::new();
                let mut file = options.write(true).create_new(true).mode(mode).open(&at).unwrap();
                std::io::Write::write_all(&mut file, &bytes).unwrap();
                fs::set_permissions(&at, fs::Permissions::from_mode(mode)).unwrap();
            }
            (None, Some(Kind::Folder)) => fs::create_dir(&at).unwrap(),
            (None, Some(Kind::Link)) => symlink(self.to.as_ref().unwrap(), &at).unwrap(),
            (None, Some(Kind::Pipe)) => {
                let mode = rustix::fs::Mode::from_raw_mode(0o600);
                rustix::fs::mknodat(rustix::fs::CWD, &at, rustix::fs::FileType::Fifo, mode, 0).unwrap();
            }
            (None, Some(Kind::Gone)) => {}
            other => panic!("a thing is a file or something else: {other:?}"),
        }
    }
}
