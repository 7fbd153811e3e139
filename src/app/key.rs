//! Keys as the app knows them: one press, named without any terminal library.

use std::fmt;
use std::str::FromStr;

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character, as the layout gives it: capitals come as capitals.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab; with shift it goes back (a terminal's own "back tab" comes as this).
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, 1 to 24.
    F(u8),
}

/// One press of a key. Releases never become one.
#[allow(clippy::struct_excessive_bools, reason = "four independent facts about one press")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Control was down.
    pub ctrl: bool,
    /// Alt was down.
    pub alt: bool,
    /// Shift was down; says nothing for characters, which carry their case.
    pub shift: bool,
    /// The terminal says that the key is held down.
    pub repeat: bool,
}

impl Key {
    /// A key alone.
    pub const fn new(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false, repeat: false }
    }

    /// A character typed.
    pub const fn char(c: char) -> Self {
        Self::new(Code::Char(c))
    }

    /// With control.
    #[must_use]
    pub const fn ctrl(mut self) -> Self {
        self.ctrl = true;
        self
    }

    /// With alt.
    #[must_use]
    pub const fn alt(mut self) -> Self {
        self.alt = true;
        self
    }

    /// With shift.
    #[must_use]
    pub const fn shift(mut self) -> Self {
        self.shift = true;
        self
    }

    /// The character that this press types, if it types one. Control and alt together are `AltGr`, which types.
    pub fn text(&self) -> Option<char> {
        match self.code {
            Code::Char(c) if self.ctrl == self.alt => Some(c),
            _ => None,
        }
    }

    /// The digit of this key, whatever is held with it.
    pub fn digit(&self) -> Option<usize> {
        match self.code {
            Code::Char(c) => c.to_digit(10).and_then(|digit| usize::try_from(digit).ok()),
            _ => None,
        }
    }

    /// Whether this press is that of a binding: the same key with the same keys held. Letters match in either case
    /// (Caps Lock), and shift counts only for keys that are no characters. `AltGr` never matches.
    pub fn is(&self, bound: &Self) -> bool {
        let held = self.ctrl == bound.ctrl && self.alt == bound.alt && !(self.ctrl && self.alt);
        held && match (self.code, bound.code) {
            (Code::Char(a), Code::Char(b)) if a.is_ascii() && b.is_ascii() => a.eq_ignore_ascii_case(&b),
            (Code::Char(a), Code::Char(b)) => a == b || a.to_lowercase().eq(b.to_lowercase()),
            (a, b) => a == b && self.shift == bound.shift,
        }
    }
}

/// A text that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a key (write it like f5, ctrl+p, alt+1, shift+tab, enter, space or a letter)")]
pub struct UnknownKey(pub String);

const NAMES: [(&str, Code); 15] = [
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("insert", Code::Insert),
    ("left", Code::Left),
    ("right", Code::Right),
    ("up", Code::Up),
    ("down", Code::Down),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
    ("space", Code::Char(' ')),
];

impl FromStr for Key {
    type Err = UnknownKey;

    fn from_str(text: &str) -> Result<Self, UnknownKey> {
        let refused = || UnknownKey(text.to_owned());
        let mut key = Self::new(Code::Esc);
        let mut name = text.trim();
        while let Some((held, rest)) = name.split_once('+').filter(|(_, rest)| !rest.is_empty()) {
            match held.to_ascii_lowercase().as_str() {
                "ctrl" => key.ctrl = true,
                "alt" => key.alt = true,
                "shift" => key.shift = true,
                _ => return Err(refused()),
            }
            name = rest;
        }
        let lower = name.to_ascii_lowercase();
        let named = NAMES.iter().find(|(word, _)| *word == lower).map(|(_, code)| *code);
        let function = || {
            let number = lower.strip_prefix('f')?.parse().ok()?;
            (1..=24).contains(&number).then_some(Code::F(number))
        };
        let character = || {
            let mut letters = name.chars();
            letters.next().filter(|c| letters.next().is_none() && !c.is_control()).map(Code::Char)
        };
        key.code = named.or_else(function).or_else(character).ok_or_else(refused)?;
        Ok(key)
    }
}

/// As it is written on the screen: F5, Ctrl+P, Alt+1, Shift+Tab, Space, w.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = [(self.ctrl, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")];
        held.iter().filter(|(down, _)| *down).try_for_each(|(_, word)| f.write_str(word))?;
        match self.code {
            Code::Char(' ') => f.write_str("Space"),
            Code::Char(c) if self.ctrl || self.alt => write!(f, "{}", c.to_uppercase()),
            Code::Char(c) => write!(f, "{c}"),
            Code::F(number) => write!(f, "F{number}"),
            Code::PageUp => f.write_str("PgUp"),
            Code::PageDown => f.write_str("PgDn"),
            code => {
                let name =
                    NAMES.iter().find(|(_, known)| *known == code).map(|(name, _)| *name).unwrap_or_default();
                let (first, rest) = name.split_at(name.len().min(1));
                write!(f, "{}{rest}", first.to_uppercase())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_and_show() {
        for (text, shown) in [
            ("f5", "F5"),
            ("ctrl+p", "Ctrl+P"),
            ("alt+1", "Alt+1"),
            ("shift+tab", "Shift+Tab"),
            ("space", "Space"),
            ("w", "w"),
            ("pagedown", "PgDn"),
            ("+", "+"),
        ] {
            assert_eq!(text.parse::<Key>().map(|key| key.to_string()), Ok(shown.to_owned()), "{text}");
        }
        for text in ["", "f0", "f25", "meta+x", "ctrl+", "word"] {
            assert!(text.parse::<Key>().is_err(), "{text}");
        }
    }

    #[test]
    fn alt_gr_types_and_matches_no_binding() {
        let key = Key::char('ż').ctrl().alt();
        assert_eq!(key.text(), Some('ż'));
        assert!(!key.is(&key));
        assert_eq!(Key::char('p').ctrl().text(), None);
        assert!(Key::char('W').shift().is(&Key::char('w')));
        assert!(!Key::new(Code::Tab).is(&Key::new(Code::Tab).shift()));
    }
}
