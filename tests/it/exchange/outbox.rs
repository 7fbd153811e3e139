//! Messages as files.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use tactful::domain::channel::Channel;
use tactful::domain::practice::Practice;
use tactful::exchange::{ExchangeError, outbox};

use super::messages::message;

fn at() -> Timestamp {
    "2026-11-22T14:05:00Z".parse().unwrap()
}

#[test]
fn a_text_becomes_a_text_file() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = folder.path().join("deep/outbox");
    let message = message(Channel::Text, "07700 900123", "Please call us.\nTarn Lane");
    let path = outbox::write(&outbox, &message, &Practice::default(), at()).unwrap();
    assert_eq!(path.file_name().unwrap().to_str().unwrap(), format!("{}.txt", message.id));
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, "To: SMYTH, Jayne (Mrs)\nBy: Text\nAt: 07700 900123\n\nPlease call us.\nTarn Lane\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&outbox).unwrap().permissions().mode() & 0o777, 0o700);
    }
    // once more: the same file; changed by somebody: never overwritten
    assert_eq!(outbox::write(&outbox, &message, &Practice::default(), at()).unwrap(), path);
    fs::write(&path, "other").unwrap();
    let error = outbox::write(&outbox, &message, &Practice::default(), at()).unwrap_err();
    assert!(matches!(error, ExchangeError::Exists(_)), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "other");
    assert_eq!(fs::read_dir(&outbox).unwrap().count(), 1, "nothing temporary is left");
}

#[test]
fn an_email_becomes_one_to_one_address() {
    let folder = tempfile::tempdir().unwrap();
    let practice = Practice { domains: vec!["tarnlane.example".into()], ..Practice::default() };
    let mut message =
        message(Channel::Email, "jayne@mail.example", "Dear Siân,\n\nplease call us.\n.\nTarn Lane");
    message.subject = "Your appointment\r\nBcc: all@mail.example".into();
    message.recipient_name = "SMYTH, Jayne\r\nCc: x@mail.example \"(Mrs)\"".into();
    let path = outbox::write(folder.path(), &message, &practice, at()).unwrap();
    let text = String::from_utf8(fs::read(&path).unwrap()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let headers: Vec<&str> =
        head.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect();
    for name in ["Message-ID", "Date", "To", "Subject", "X-Unsent", "MIME-Version", "Content-Type"] {
        assert_eq!(headers.iter().filter(|header| **header == name).count(), 1, "{name}: {head}");
    }
    assert!(!headers.iter().any(|name| matches!(*name, "Bcc" | "Cc" | "From")), "{head}");
    assert!(head.contains(&format!("<{}@tarnlane.example>", message.id)), "{head}");
    assert!(head.contains("<jayne@mail.example>"), "{head}");
    assert!(head.contains("Sun, 22 Nov 2026 14:05:00 +0000"), "{head}");
    assert!(head.to_lowercase().contains("charset=\"utf-8\"") || head.contains("charset=utf-8"), "{head}");
    assert!(!body.is_empty());
    for address in ["", "jayne", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example"] {
        message.address = address.into();
        let error = outbox::write(folder.path(), &message, &practice, at()).unwrap_err();
        assert!(matches!(error, ExchangeError::Unfit(_)), "{error}");
    }
}

#[test]
fn old_messages_go_and_other_files_stay() {
    let folder = tempfile::tempdir().unwrap();
    let message = message(Channel::Letter, "1 Tarn Lane", "Dear Mrs Smyth");
    let path = outbox::write(folder.path(), &message, &Practice::default(), at()).unwrap();
    fs::write(folder.path().join("notes.txt"), "ours").unwrap();
    let written = Timestamp::try_from(fs::metadata(&path).unwrap().modified().unwrap()).unwrap();
    let later = |days: i64| written + SignedDuration::from_hours(24 * days + 1);
    assert_eq!(outbox::purge(folder.path(), later(29), 30).unwrap(), 0);
    assert_eq!(outbox::purge(folder.path(), later(30), 30).unwrap(), 1);
    assert!(!path.exists() && folder.path().join("notes.txt").exists());
    assert_eq!(outbox::purge(&folder.path().join("nowhere"), later(30), 30).unwrap(), 0);
}
