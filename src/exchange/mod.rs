//! Other systems' formats, to and from domain values.

pub mod check;
pub mod checkpoint;
pub mod csv;
pub mod export;
pub mod fhir;
mod formula;
pub mod json;
pub mod outbox;
pub mod person;
pub mod pipeline;
mod private_file;
pub mod proof;
pub mod refused;
pub mod sheet;
mod text;
mod words;

use std::fs::{self, File};
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::clock::Moment;
use crate::domain::import::{Located, Place, Refusal, Source};
use crate::domain::shown;

use text::Text;

/// Why a file cannot be read or written. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// There is no such file.
    #[error("{0} is not there: nothing was changed; check the name and the folder")]
    Missing(String),
    /// It is a folder.
    #[error("{0} is a folder: nothing was changed; name the files in it")]
    Folder(String),
    /// It is a pipe, a device or a socket.
    #[error("{0} is not an ordinary file: nothing was changed; save what it holds as a file first")]
    NotAFile(String),
    /// The system does not let it be read, or it broke off.
    #[error("{file} cannot be read ({reason}): nothing was changed; see to its rights, or copy it here")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        reason: String,
    },
    /// It holds nothing.
    #[error("{0} is empty: nothing was changed; export it again")]
    Empty(String),
    /// It is of a kind that is not read here.
    #[error("{file} is {kind}: nothing was changed; {advice}")]
    Foreign {
        /// The file.
        file: String,
        /// What it seems to be.
        kind: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// It is CSV, but of nothing that is known here.
    #[error(
        "{file} has no columns that are known here: nothing was changed; its first line is: {found}\n{understood}"
    )]
    Headings {
        /// The file.
        file: String,
        /// The first line.
        found: String,
        /// The headings that are understood.
        understood: String,
    },
    /// The brackets of a JSON file do not match, or it ends too early.
    #[error(
        "{file}, line {line}, column {column}: {reason}: nothing was changed; the file is damaged or cut short, export it \
         again"
    )]
    Broken {
        /// The file.
        file: String,
        /// The line.
        line: u64,
        /// The byte of the line, 1 first.
        column: u64,
        /// What is wrong.
        reason: String,
    },
    /// A file that would be written is there already.
    #[error("{0} is there already and is never overwritten: name another file, or move it away")]
    Exists(String),
    /// A file cannot be written.
    #[error("{file} cannot be written ({reason}): make room, see to its rights, or name another place")]
    Unwritable {
        /// The file.
        file: String,
        /// What the system says.
        reason: String,
    },
    /// It is not what it should be, or was changed.
    #[error("{file} is not sound: {why}")]
    Unsound {
        /// The file.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// A message that has no form as a file.
    #[error("the message was not written: {0}")]
    Unfit(String),
}

impl ExchangeError {
    /// The file as one refusal, where the others can go on without it: what it holds is wrong. `None` where it cannot be
    /// read at all.
    fn refusal(&self) -> Option<Refusal> {
        let (file, line, column) = match self {
            Self::Empty(file) | Self::Foreign { file, .. } | Self::Headings { file, .. } => (file, 1, None),
            Self::Broken { file, line, column, .. } => (file, *line, Some(format!("column {column}"))),
            _ => return None,
        };
        let reason = match self {
            Self::Empty(_) => "the file is empty: export it again".to_owned(),
            Self::Foreign { kind, advice, .. } => format!("the file is {kind}: {advice}"),
            Self::Headings { found, .. } => format!("no column is known here; the first line is: {found}"),
            Self::Broken { reason, .. } => {
                format!("{reason}: the file is damaged or cut short from here on, export it again")
            }
            other => other.to_string(),
        };
        let place = Place { file: file.clone(), line, column };
        Some(Refusal { place, value: String::new(), reason, source: Source::Nothing })
    }

    fn unsound(file: &Path, why: &impl std::fmt::Display) -> Self {
        Self::Unsound { file: file.display().to_string(), why: why.to_string() }
    }

    fn unreadable(file: &str, error: &io::Error) -> Self {
        Self::Unreadable { file: file.to_owned(), reason: shown::refusal(error) }
    }

    fn unwritable(path: &Path, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists(path.display().to_string()),
            _ => Self::Unwritable { file: path.display().to_string(), reason: shown::refusal(error) },
        }
    }
}

/// What readers need to know besides the file.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The day: a date of birth behind it is wrong, a year of two digits is the latest not after it.
    pub today: Date,
    /// The practice's time zone: appointments are shown in it.
    pub zone: TimeZone,
}

impl Reading {
    /// Reading at this moment.
    pub fn at(now: &Moment) -> Self {
        Self { today: now.today(), zone: now.zone.clone() }
    }
}

/// What a reader comes upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The headings of a CSV file, before its first row.
    Headings(Vec<String>),
    /// A record.
    Record(Located),
    /// A row or resource that cannot be taken.
    Refused(Refusal),
    /// Something that is not read here, in words: a column, a kind of resource.
    LeftAside(String),
}

/// Takes what a reader finds, and how many bytes of the file are read by then; ends the reading by breaking.
pub type Sink<'a> = dyn FnMut(Found, u64) -> ControlFlow<()> + 'a;

/// Reads a file of any kind that is known, recognised by what it holds.
///
/// # Errors
/// When the file as a whole cannot be read; a row or resource that is wrong goes to the sink as [`Found::Refused`].
pub fn read(path: &Path, reading: &Reading, sink: &mut Sink<'_>) -> Result<ControlFlow<()>, ExchangeError> {
    let (file, _) = open(path)?;
    read_from(&path.display().to_string(), file, reading, sink)
}

/// Opens an ordinary file and says how many bytes it has.
///
/// # Errors
/// When it is not there, no ordinary file, or the system does not let it be read.
pub fn open(path: &Path) -> Result<(File, u64), ExchangeError> {
    let name = path.display().to_string();
    // looked at before it is opened: opening a pipe waits for its writer
    let about = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ExchangeError::Missing(name.clone()),
        _ => ExchangeError::unreadable(&name, &error),
    })?;
    if about.is_dir() {
        return Err(ExchangeError::Folder(name));
    }
    if !about.is_file() {
        return Err(ExchangeError::NotAFile(name));
    }
    let file = File::open(path).map_err(|error| ExchangeError::unreadable(&name, &error))?;
    Ok((file, about.len()))
}

/// The bytes of a small file, at most one more than `most`: who reads them strictly refuses a longer one by that.
///
/// # Errors
/// As [`open`].
fn small(path: &Path, most: usize) -> Result<Vec<u8>, ExchangeError> {
    let (file, _) = open(path)?;
    let mut bytes = Vec::new();
    let read = file.take(most as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| ExchangeError::unreadable(&path.display().to_string(), &error))?;
    Ok(bytes)
}

/// As [`read`], from anything that gives bytes; `name` stands in places and errors.
///
/// # Errors
/// As [`read`].
pub fn read_from(
    name: &str,
    source: impl Read + 'static,
    reading: &Reading,
    sink: &mut Sink<'_>,
) -> Result<ControlFlow<()>, ExchangeError> {
    let mut text = Text::new(Box::new(source));
    let head = text.fill_buf().map_err(|error| ExchangeError::unreadable(name, &error))?;
    match kind(head) {
        Kind::Empty => Err(ExchangeError::Empty(name.to_owned())),
        Kind::Foreign(kind, advice) => Err(ExchangeError::Foreign { file: name.to_owned(), kind, advice }),
        Kind::Json => fhir::read(name, text, reading, sink),
        Kind::Csv => csv::read(name, text, reading, sink),
    }
}

/// A value as a message quotes it: at most this many characters.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((at, _)) => format!("{} ...", text.get(..at).unwrap_or("")),
    }
}

/// What a file seems to be.
enum Kind {
    Empty,
    Json,
    Csv,
    Foreign(&'static str, &'static str),
}

fn kind(head: &[u8]) -> Kind {
    match head {
        [b'P', b'K', 3, 4, ..] => Kind::Foreign("a workbook or an archive", "save the sheet as CSV"),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Kind::Foreign("an old workbook", "save the sheet as CSV"),
        [b'%', b'P', b'D', b'F', ..] => Kind::Foreign("a PDF", "export the list as CSV"),
        [0x1f, 0x8b, ..] => Kind::Foreign("compressed", "unpack it first"),
        _ => match head.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => Kind::Empty,
            Some(b'{' | b'[') => Kind::Json,
            Some(b'<') => Kind::Foreign("XML", "export it as JSON or CSV"),
            Some(_) => Kind::Csv,
        },
    }
}
