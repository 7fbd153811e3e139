//! Colours by meaning: a screen asks for the sense of what it shows, a theme says how that looks.

use std::str::FromStr;
use std::sync::LazyLock;

use ratatui::style::{Color, Modifier, Style};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::app::ThemeName;
use crate::domain::severity::Severity;

/// How each meaning looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Plain text.
    pub text: Look,
    /// Asides.
    pub dim: Look,
    /// Headings.
    pub head: Look,
    /// The bar at the top.
    pub bar: Look,
    /// That this is a demonstration.
    pub demo: Look,
    /// The name of a key.
    pub key: Look,
    /// The line under the cursor.
    pub cursor: Look,
    /// A field that text is typed into.
    pub field: Look,
    /// Selected text.
    pub selected: Look,
    /// Frames and rules.
    pub border: Look,
    /// It stops a message.
    pub stop: Look,
    /// It warns.
    pub warn: Look,
    /// It is noted.
    pub note: Look,
    /// All is well.
    pub clear: Look,
    /// Not known yet.
    pub pending: Look,
}

/// How one meaning looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "four attributes that a terminal has")]
pub struct Look {
    #[serde(deserialize_with = "colour")]
    fg: Option<Color>,
    #[serde(deserialize_with = "colour")]
    bg: Option<Color>,
    bold: bool,
    dim: bool,
    underlined: bool,
    reversed: bool,
}

impl Look {
    /// As the terminal library has it.
    pub fn style(&self) -> Style {
        let mut style = Style { fg: self.fg, bg: self.bg, ..Style::new() };
        let held = [
            (self.bold, Modifier::BOLD),
            (self.dim, Modifier::DIM),
            (self.underlined, Modifier::UNDERLINED),
            (self.reversed, Modifier::REVERSED),
        ];
        for (on, modifier) in held {
            if on {
                style = style.add_modifier(modifier);
            }
        }
        style
    }
}

/// Reads a colour once: a frame asks for it hundreds of times. A test reads all themes.
fn colour<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Color>, D::Error> {
    let name = String::deserialize(from)?;
    Color::from_str(&name).map(Some).map_err(|_| D::Error::custom(format!("'{name}' is no colour")))
}

static THEMES: LazyLock<[Theme; 4]> = LazyLock::new(|| {
    [
        include_str!("../../assets/themes/dark.toml"),
        include_str!("../../assets/themes/light.toml"),
        include_str!("../../assets/themes/high-contrast.toml"),
        include_str!("../../assets/themes/mono.toml"),
    ]
    .map(|text| toml::from_str(text).unwrap_or_default())
});

impl Theme {
    /// The theme with this name.
    pub fn named(name: ThemeName) -> &'static Self {
        let [dark, light, high_contrast, mono] = &*THEMES;
        match name {
            ThemeName::Dark => dark,
            ThemeName::Light => light,
            ThemeName::HighContrast => high_contrast,
            ThemeName::Mono => mono,
        }
    }

    /// How a severity looks; `None`: clear.
    pub fn severity(&self, severity: Option<Severity>) -> Style {
        match severity {
            None => self.clear.style(),
            Some(Severity::Note) => self.note.style(),
            Some(Severity::Warn) => self.warn.style(),
            Some(Severity::Stop) => self.stop.style(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_is_read_and_every_colour_is_one() {
        for name in ThemeName::ALL {
            let text = std::fs::read_to_string(format!("assets/themes/{}.toml", name.slug())).unwrap();
            let read: Theme = toml::from_str(&text).unwrap();
            assert_eq!(&read, Theme::named(name));
            let table: toml::Table = toml::from_str(&text).unwrap();
            for (role, look) in &table {
                for part in ["fg", "bg"] {
                    if let Some(colour) = look.get(part).and_then(toml::Value::as_str) {
                        assert!(Color::from_str(colour).is_ok(), "{role}: {colour}");
                        assert_ne!(name, ThemeName::Mono, "{role} has a colour");
                    }
                }
            }
        }
    }

    #[test]
    fn severities_differ_without_colour_too() {
        let mono = Theme::named(ThemeName::Mono);
        assert_ne!(mono.severity(Some(Severity::Stop)), mono.severity(None));
    }
}
