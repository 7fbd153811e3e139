//! The outbox: one file a message, for the system that sends it to pick up.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use mail_builder::MessageBuilder;

use super::{ExchangeError, private_file};
use crate::domain::channel::Channel;
use crate::domain::communication::Message;
use crate::domain::contact::is_email;
use crate::domain::ids::CommunicationId;
use crate::domain::practice::Practice;

/// Writes a message into the folder, which is created where it is not there, and gives the file's path: the message's
/// id, `.eml` for email, `.txt` for the rest, rights 0600. Written again, the same message is the same file; a file
/// that differs is never overwritten.
///
/// # Errors
/// When the message has no form as a file, something else of that name is there, or the system cannot write.
pub fn write(
    folder: &Path,
    message: &Message,
    practice: &Practice,
    at: Timestamp,
) -> Result<PathBuf, ExchangeError> {
    let (extension, bytes) = match message.channel {
        Channel::Email => ("eml", email(message, practice, at)?),
        _ => ("txt", note(message).into_bytes()),
    };
    let path = folder.join(format!("{}.{extension}", message.id));
    let failed = |error: io::Error| ExchangeError::unwritable(&path, &error);
    private_file::create_folder(folder).map_err(failed)?;
    match fs::read(&path) {
        Ok(there) if there == bytes => return Ok(path),
        Ok(_) => return Err(ExchangeError::Exists(path.display().to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let temporary = folder.join(format!(".{}.part", message.id));
    // left by a program that ended while writing: never picked up, never finished
    let _ = fs::remove_file(&temporary);
    let done = put(&temporary, &path, &bytes);
    let _ = fs::remove_file(&temporary);
    done.map_err(failed)?;
    private_file::sync_folder(folder);
    Ok(path)
}

/// Writes under a temporary name, then gives the file its own: whoever watches the folder never sees half a message.
fn put(temporary: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private_file::create(temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    // a link is refused where the name is taken; renaming would overwrite
    match fs::hard_link(temporary, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !path.exists() => {
            // a file system without links
            fs::rename(temporary, path)
        }
        other => other,
    }
}

/// Removes messages that were written more than `days` days before `now`; other files stay. Gives how many went.
///
/// # Errors
/// When the folder cannot be read; a folder that is not there holds nothing.
pub fn purge(folder: &Path, now: Timestamp, days: u32) -> Result<usize, ExchangeError> {
    let unreadable = |error: io::Error| ExchangeError::unreadable(&folder.display().to_string(), &error);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        other => other.map_err(unreadable)?,
    };
    let limit = SignedDuration::from_hours(24 * i64::from(days));
    let mut removed = 0;
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        let written = entry.metadata().and_then(|about| about.modified()).ok();
        let written = written.and_then(|time| Timestamp::try_from(time).ok());
        let is_old = written.is_some_and(|written| now.duration_since(written) > limit);
        if is_old && is_ours(&entry.path()) && fs::remove_file(entry.path()).is_ok() {
            removed += 1;
        }
    }
    Ok(removed)
}

/// Whether a file has a name that [`write`] gives.
fn is_ours(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
    matches!(extension, "eml" | "txt" | "part")
        && stem.trim_start_matches('.').parse::<CommunicationId>().is_ok()
}

/// An email to one address, without a sender: the program that opens it (`X-Unsent`) fills in its own.
fn email(message: &Message, practice: &Practice, at: Timestamp) -> Result<Vec<u8>, ExchangeError> {
    let address = message.address.trim();
    if !is_email(address) {
        return Err(ExchangeError::Unfit(format!("'{address}' is not one email address")));
    }
    let host = practice.domains.first().map(|host| host.trim()).filter(|host| is_email(&format!("x@{host}")));
    MessageBuilder::new()
        .message_id(format!("{}@{}", message.id, host.unwrap_or("tactful.invalid")))
        .date(at.as_second())
        .to((one_line(&message.recipient_name), address.to_owned()))
        .subject(one_line(&message.subject))
        .header("X-Unsent", mail_builder::headers::raw::Raw::new("1"))
        .text_body(message.body.replace("\r\n", "\n").replace('\n', "\r\n"))
        .write_to_vec()
        .map_err(|error| ExchangeError::Unfit(error.to_string()))
}

/// A header holds one line: what would begin another one is a blank.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect()
}

/// A text file: to whom, by what and where, then the text after an empty line.
fn note(message: &Message) -> String {
    let mut text = format!(
        "To: {}\nBy: {}\nAt: {}\n",
        one_line(&message.recipient_name),
        message.channel.label(),
        one_line(&message.address)
    );
    if !message.subject.is_empty() {
        text.extend(["Subject: ", &one_line(&message.subject), "\n"]);
    }
    text.extend(["\n", &message.body, "\n"]);
    text
}
