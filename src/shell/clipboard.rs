//! The clipboard of the desk, reached through the terminal (OSC 52); it cannot be read, only written.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The longest text that terminals are known to take, in bytes (xterm and those that follow it).
pub(super) const LIMIT: usize = 74_994;

/// What the terminal is told so that `text` is on the clipboard, or `None` where it is too long for that.
pub(super) fn copy(text: &str) -> Option<Vec<u8>> {
    (text.len() <= LIMIT).then(|| format!("\x1b]52;c;{}\x1b\\", STANDARD.encode(text)).into_bytes())
}

/// What the terminal is told so that nothing is on the clipboard.
pub(super) const CLEAR: &[u8] = b"\x1b]52;c;\x1b\\";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_copied_ends_nothing_early() {
        let sent = copy("Dear Siân\x1b\\\x07").unwrap();
        assert_eq!(String::from_utf8(sent).unwrap(), "\x1b]52;c;RGVhciBTacOibhtcBw==\x1b\\");
        assert!(copy(&"x".repeat(LIMIT + 1)).is_none());
    }
}
