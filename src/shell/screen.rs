//! The terminal: taken over, drawn on one whole frame at a time, and given back as it was.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::rc::Rc;

use crossterm::{cursor, event, style, terminal};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

use crate::domain::shown;

/// Says to the terminal: show nothing until the end of the frame has come.
const BEGIN: &[u8] = b"\x1b[?2026h";
/// Says to the terminal: the frame is whole.
const END: &[u8] = b"\x1b[?2026l";

/// The bytes of a frame, gathered and written at once. A clone writes to the same frame.
#[derive(Debug, Clone, Default)]
struct Pen(Rc<RefCell<Frames>>);

#[derive(Debug, Default)]
struct Frames {
    bytes: Vec<u8>,
    /// The end of what was last written: a frame that says nothing but this again is not written.
    tail: Vec<u8>,
}

impl Write for Pen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// The backend flushes in the middle of a frame; the frame is written when it is whole.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Frames {
    /// How much of the end of a frame is kept: longer than what a frame without a changed cell says.
    const TAIL: usize = 128;

    fn write(&mut self, to: &mut impl Write) -> io::Result<()> {
        if self.tail.ends_with(&self.bytes) {
            self.bytes.clear();
            return Ok(());
        }
        let from = self.bytes.len().saturating_sub(Self::TAIL);
        self.tail = self.bytes.get(from..).unwrap_or_default().to_vec();
        let frame = [BEGIN, &self.bytes, END].concat();
        self.bytes.clear();
        to.write_all(&frame)?;
        to.flush()
    }
}

/// The terminal while the program has it.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Pen>>,
    pen: Pen,
    out: File,
}

impl Screen {
    /// Takes the terminal over: alternate screen, keys one by one, pasted blocks marked, the mouse left alone.
    pub fn take() -> io::Result<Self> {
        // NO_COLOR chooses the mono theme; the library would take reverse video away with the colours
        style::force_color_output(true);
        let mut out = output()?;
        enter(&mut out)?;
        let pen = Pen::default();
        let (width, height) = size();
        let viewport = Viewport::Fixed(Rect::new(0, 0, width, height));
        let backend = CrosstermBackend::new(pen.clone());
        let terminal = Terminal::with_options(backend, TerminalOptions { viewport })?;
        Ok(Self { terminal, pen, out })
    }

    /// The size in columns and rows, as last looked up.
    pub fn size(&mut self) -> (u16, u16) {
        let area = self.terminal.get_frame().area();
        (area.width, area.height)
    }

    /// Looks up the size; where it is another one, everything is drawn anew with the next frame.
    pub fn fit(&mut self) -> io::Result<()> {
        if size() == self.size() { Ok(()) } else { self.renew() }
    }

    /// Looks up the size and draws everything anew with the next frame, whatever others have written on the terminal.
    pub fn renew(&mut self) -> io::Result<()> {
        let (width, height) = size();
        self.terminal.resize(Rect::new(0, 0, width, height))?;
        self.pen.0.borrow_mut().tail.clear();
        Ok(())
    }

    /// Draws a frame; writes what differs from the last one, and nothing if nothing does.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(|frame| {
            draw(frame);
            disarm(frame.buffer_mut());
        })?;
        self.pen.0.borrow_mut().write(&mut self.out)
    }

    /// Sends the terminal something that is no drawing.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// Takes the terminal over again after [`give_back`].
    pub fn take_again(&mut self) -> io::Result<()> {
        enter(&mut self.out)?;
        self.renew()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn enter(out: &mut impl Write) -> io::Result<()> {
    terminal::enable_raw_mode()?;
    let keys = event::KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES
        | event::KeyboardEnhancementFlags::REPORT_EVENT_TYPES;
    let mut bytes = Vec::new();
    // terminals that do not know one of these ignore it; to ask first would hold up the first frame
    crossterm::queue!(
        bytes,
        terminal::EnterAlternateScreen,
        event::EnableBracketedPaste,
        event::EnableFocusChange,
        event::PushKeyboardEnhancementFlags(keys),
        terminal::Clear(terminal::ClearType::All)
    )?;
    out.write_all(&bytes)
}

/// Gives the terminal back as it was. Does nothing a second time; errors have nobody left to be told to.
pub(super) fn give_back() {
    if !matches!(terminal::is_raw_mode_enabled(), Ok(true)) {
        return;
    }
    let mut bytes = END.to_vec();
    let _ = crossterm::queue!(
        bytes,
        event::PopKeyboardEnhancementFlags,
        event::DisableFocusChange,
        event::DisableBracketedPaste,
        style::ResetColor,
        cursor::Show,
        terminal::LeaveAlternateScreen
    );
    let _ = output().and_then(|mut out| out.write_all(&bytes));
    let _ = terminal::disable_raw_mode();
}

/// The size of the window in columns and rows; 80 by 24 where the terminal does not say.
fn size() -> (u16, u16) {
    match terminal::size() {
        Ok((width, height)) if width > 0 && height > 0 => (width, height),
        _ => (80, 24),
    }
}

/// Standard output without the buffer that splits frames at line breaks.
#[cfg(unix)]
fn output() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

#[cfg(windows)]
fn output() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}

/// The last look at a finished frame: whatever a terminal could obey, or show in another order than it stands, is replaced
/// by its sign, whichever part of the program put it there.
fn disarm(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let symbol = cell.symbol();
        if symbol.len() > 1 || symbol.starts_with(|c: char| c.is_control()) {
            let safe = shown::line(symbol);
            if safe != symbol {
                let sign = safe
                    .chars()
                    .next()
                    .map_or(' ', |first| symbol.chars().find_map(shown::sign).unwrap_or(first));
                cell.set_char(sign);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_changes_nothing_is_not_written() {
        let mut frames = Frames::default();
        let mut sent = Vec::new();
        for frame in
            [&b"\x1b[1;1Hhello\x1b[0m\x1b[?25l"[..], b"\x1b[0m\x1b[?25l", b"\x1b[2;1Hx\x1b[0m\x1b[?25l"]
        {
            frames.bytes.extend_from_slice(frame);
            frames.write(&mut sent).unwrap();
        }
        let expected = b"\x1b[?2026h\x1b[1;1Hhello\x1b[0m\x1b[?25l\x1b[?2026l\x1b[?2026h\x1b[2;1Hx\x1b[0m\x1b[?25l\x1b[?2026l";
        assert_eq!(String::from_utf8_lossy(&sent), String::from_utf8_lossy(expected));
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_left_in_a_frame() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 5, 1));
        let symbols = ["\u{1b}", "a\u{202e}", "e\u{301}", "\u{9b}", "王"];
        for (cell, symbol) in buffer.content.iter_mut().zip(symbols) {
            cell.set_symbol(symbol);
        }
        disarm(&mut buffer);
        let shown: Vec<_> = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(shown, ["\u{241b}", "\u{2194}", "e\u{301}", "\u{fffd}", "王"]);
    }
}
