//! A real terminal to run a program in: what it writes is kept raw, and read by a terminal emulator.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal};

/// Nothing takes longer on the slowest machine that this runs on.
const DEADLINE: Duration = Duration::from_secs(30);

/// A program in a terminal.
pub struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    chunks: Receiver<(Instant, Vec<u8>)>,
    emulator: vt100::Parser,
    raw: Vec<u8>,
    begun: Instant,
}

fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal has rows and columns")
}

impl Pty {
    /// Runs a command in a terminal of so many columns and rows, with nothing of this machine's settings.
    pub fn run<S: AsRef<OsStr>>(command: &[S], (cols, rows): (u16, u16)) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut builder =
            CommandBuilder::from_argv(command.iter().map(|word| word.as_ref().to_owned()).collect());
        builder.env_clear();
        builder.cwd("/");
        for (name, value) in [
            ("TERM", "xterm-256color"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("HOME", "/nonexistent"),
            ("LANG", "C.UTF-8"),
        ] {
            builder.env(name, value);
        }
        let begun = Instant::now();
        let child = pair.slave.spawn_command(builder).expect("the program starts");
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (tell, chunks) = mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = vec![0; 65536];
            while let Ok(read @ 1..) = reader.read(&mut bytes) {
                if tell.send((Instant::now(), bytes[..read].to_vec())).is_err() {
                    return;
                }
            }
        });
        let writer = pair.master.take_writer().expect("a writer");
        let emulator = vt100::Parser::new(cells(rows), cells(cols), 0);
        Self { child, master: pair.master, writer, chunks, emulator, raw: Vec::new(), begun }
    }

    /// When the program was started.
    pub const fn begun(&self) -> Instant {
        self.begun
    }

    /// Sends keys as a terminal does.
    pub fn send(&mut self, keys: &str) {
        self.send_bytes(keys.as_bytes());
    }

    /// Sends bytes of any kind.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).expect("the terminal takes keys");
        self.writer.flush().expect("the terminal takes keys");
    }

    /// Pastes a block as a terminal does.
    pub fn paste(&mut self, text: &str) {
        self.send(&format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r")));
    }

    /// Gives the window another size.
    pub fn resize(&mut self, cols: u16, rows: u16) {
        self.emulator.screen_mut().set_size(cells(rows), cells(cols));
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).expect("another size");
    }

    /// Takes the next bytes that come within this time, and says when they came and how many they are.
    pub fn take(&mut self, within: Duration) -> Result<(Instant, usize), RecvTimeoutError> {
        let (at, bytes) = self.chunks.recv_timeout(within)?;
        self.raw.extend_from_slice(&bytes);
        self.emulator.process(&bytes);
        Ok((at, bytes.len()))
    }

    /// Takes bytes until none come for this time; says when the last came and how many there were.
    pub fn settle(&mut self, quiet: Duration) -> Option<(Instant, usize)> {
        let mut sum = None;
        while let Ok((at, count)) = self.take(quiet) {
            sum = Some((at, sum.map_or(0, |(_, before)| before) + count));
        }
        sum
    }

    /// Waits until the screen is as it should be.
    pub fn wait_for(&mut self, what: &str, holds: impl Fn(&vt100::Screen) -> bool) {
        let until = Instant::now() + DEADLINE;
        while !holds(self.emulator.screen()) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(self.take(left).is_ok(), "waited in vain for {what}; the screen is\n{}", self.contents());
        }
    }

    /// Waits until these words are on the screen.
    pub fn wait(&mut self, words: &str) {
        self.wait_for(&format!("'{words}'"), |screen| screen.contents().contains(words));
    }

    /// Waits until these words are no longer on the screen.
    pub fn gone(&mut self, words: &str) {
        self.wait_for(&format!("'{words}' to go"), |screen| !screen.contents().contains(words));
    }

    /// The screen as text.
    pub fn contents(&self) -> String {
        self.screen().contents()
    }

    /// The screen.
    pub fn screen(&self) -> &vt100::Screen {
        self.emulator.screen()
    }

    /// Every byte the program wrote.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The process.
    pub fn process(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        let process = i32::try_from(self.process()).ok().and_then(Pid::from_raw).expect("a process");
        rustix::process::kill_process(process, signal).expect("the signal is sent");
    }

    /// Waits for the program's end and gives its exit code.
    pub fn end(&mut self) -> u32 {
        let until = Instant::now() + DEADLINE;
        loop {
            let gone = self.settle(Duration::from_millis(20)).is_none();
            if let (true, Some(status)) = (gone, self.child.try_wait().expect("the child can be waited for"))
            {
                self.settle(Duration::from_millis(20));
                return status.exit_code();
            }
            assert!(Instant::now() < until, "the program does not end; the screen is\n{}", self.contents());
        }
    }

    /// Whether the terminal takes whole lines and echoes them, as a shell expects.
    pub fn is_cooked(&self) -> bool {
        let modes = self.master.get_termios().expect("the terminal's modes");
        let modes = format!("{:?}", modes.local_flags);
        modes.contains("ICANON") && modes.contains("ECHO")
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
