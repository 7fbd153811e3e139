//! Which key does what, where: the table of actions with what the site bound otherwise.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::action::{Action, Place};
use super::key::{Code, Key, UnknownKey};

/// Why a site's keys cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    /// No action has this word.
    #[error("keys.{0}: there is no such action (F1 and assets/keymap.toml list them)")]
    Action(String),
    /// A text names no key.
    #[error("keys.{0}: {1}")]
    Key(String, UnknownKey),
    /// The program could not be ended any more, or a question not answered or left.
    #[error("keys.{0}: this action needs a key that types nothing")]
    Needed(&'static str),
    /// One key would do two things in one place.
    #[error("keys.{0}: {1} is already bound to {2} on the screen {3}")]
    Twice(&'static str, String, &'static str, &'static str),
}

/// Which key does what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    rows: Vec<(Action, Vec<Key>)>,
}

impl Default for Keymap {
    fn default() -> Self {
        let keys =
            |action: &Action| action.default_keys().iter().filter_map(|key| key.parse().ok()).collect();
        Self { rows: Action::ALL.iter().map(|action| (*action, keys(action))).collect() }
    }
}

impl Keymap {
    /// The default keys with those that a site set: the word of an action and all its keys.
    ///
    /// # Errors
    /// An unknown action or key, or a key that would do two things in one place.
    pub fn new(site: &BTreeMap<String, Vec<String>>) -> Result<Self, BadKeys> {
        let mut map = Self::default();
        for (word, texts) in site {
            let action = Action::from_word(word).ok_or_else(|| BadKeys::Action(word.clone()))?;
            let keys = texts.iter().map(|text| text.parse()).collect::<Result<Vec<Key>, _>>();
            let keys = keys.map_err(|unknown| BadKeys::Key(word.clone(), unknown))?;
            if let Some(row) = map.rows.iter_mut().find(|(known, _)| *known == action) {
                row.1 = keys;
            }
        }
        // that the default keys do not clash, a test holds
        if !site.is_empty() {
            map.check()?;
        }
        Ok(map)
    }

    fn check(&self) -> Result<(), BadKeys> {
        for action in [Action::Quit, Action::Back, Action::Open] {
            if self.keys(action).iter().all(|key| key.text().is_some()) {
                return Err(BadKeys::Needed(action.word()));
            }
        }
        for place in Place::ALL {
            let live = self.rows.iter().filter(|(action, _)| action.is_live(place));
            let mut seen: Vec<(Key, Action)> = Vec::new();
            for (action, keys) in live {
                for key in keys {
                    if let Some((_, other)) = seen.iter().find(|(known, _)| known.is(key)) {
                        let place = place.label();
                        return Err(BadKeys::Twice(action.word(), key.to_string(), other.word(), place));
                    }
                    seen.push((*key, *action));
                }
            }
        }
        Ok(())
    }

    /// What a key does in a place. While text has the focus, a key that types, edits or moves in text is text.
    pub fn action(&self, place: Place, key: &Key, text_focus: bool) -> Option<Action> {
        let edits = matches!(
            key.code,
            Code::Left | Code::Right | Code::Home | Code::End | Code::Backspace | Code::Delete | Code::Insert
        );
        if text_focus && (key.text().is_some() || edits) {
            return None;
        }
        let bound = self.rows.iter().filter(|(_, keys)| keys.iter().any(|bound| key.is(bound)));
        bound.map(|(action, _)| *action).find(|action| action.is_live(place))
    }

    /// The keys of an action.
    pub fn keys(&self, action: Action) -> &[Key] {
        self.rows.iter().find(|(known, _)| *known == action).map_or(&[], |(_, keys)| keys)
    }

    /// The first key of an action as it is written on the screen; empty where it has none.
    pub fn label(&self, action: Action) -> String {
        self.keys(action).first().map(Key::to_string).unwrap_or_default()
    }

    /// All keys of an action as they are written on the screen: "Alt+1 to Alt+9", "F2".
    pub fn labels(&self, action: Action) -> String {
        match self.keys(action) {
            [first, .., last] if self.keys(action).len() > 2 => format!("{first} to {last}"),
            keys => keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" "),
        }
    }

    /// The table as a file: the `[keys]` part of the settings with every action, its help as a comment.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# All actions and their keys. Copy lines into the [keys] table of config.toml to bind other keys.\n\n[keys]\n",
        );
        for (action, keys) in &self.rows {
            let words: Vec<String> =
                keys.iter().map(|key| format!("\"{}\"", key.to_string().to_lowercase())).collect();
            let words = words.join(", ").replace("pgup", "pageup").replace("pgdn", "pagedown");
            let places = if action.is_everywhere() {
                "everywhere".to_owned()
            } else {
                action.places().iter().map(|place| place.label()).collect::<Vec<_>>().join(", ")
            };
            let _ = writeln!(text, "# {} ({places})\n{} = [{words}]", action.help(), action.word());
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(word: &str, keys: &[&str]) -> BTreeMap<String, Vec<String>> {
        BTreeMap::from([(word.to_owned(), keys.iter().map(|key| (*key).to_owned()).collect())])
    }

    #[test]
    fn default_keys_are_all_read_and_never_clash() {
        let map = Keymap::default();
        assert_eq!(map.check(), Ok(()));
        for action in Action::ALL {
            assert_eq!(map.keys(*action).len(), action.default_keys().len(), "{}", action.word());
        }
    }

    #[test]
    fn the_listed_keymap_is_current() {
        let listed = include_str!("../../assets/keymap.toml");
        assert_eq!(listed, Keymap::default().to_toml());
        let table: toml::Table = toml::from_str(listed).unwrap();
        let keys: BTreeMap<String, Vec<String>> = table["keys"].clone().try_into().unwrap();
        assert_eq!(Keymap::new(&keys), Ok(Keymap::default()));
    }

    #[test]
    fn letters_are_never_live_while_text_has_the_focus() {
        let map = Keymap::default();
        for place in Place::ALL {
            for c in ('a'..='z').chain('0'..='9').chain([' ']) {
                assert_eq!(map.action(place, &Key::char(c), true), None, "{place:?} {c}");
                assert_eq!(map.action(place, &Key::char(c).ctrl().alt(), false), None, "{place:?} {c}");
            }
        }
        assert_eq!(map.action(Place::Patient, &Key::char('W'), false), Some(Action::Write));
    }

    #[test]
    fn a_site_binds_its_own_keys_and_is_told_of_mistakes() {
        let map = Keymap::new(&site("review", &["f11"])).unwrap();
        assert_eq!(map.action(Place::Compose, &Key::new(Code::F(11)), true), Some(Action::Review));
        assert_eq!(map.action(Place::Compose, &Key::new(Code::F(9)), true), None);
        assert!(matches!(Keymap::new(&site("fly", &["f11"])), Err(BadKeys::Action(_))));
        assert!(matches!(Keymap::new(&site("review", &["fly"])), Err(BadKeys::Key(..))));
        assert!(matches!(Keymap::new(&site("review", &["f1"])), Err(BadKeys::Twice(..))));
    }
}
