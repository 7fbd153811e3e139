//! The pools that the demo draws from: names, places and texts, read from `assets/demo`.

use serde::Deserialize;

use crate::domain::channel::Channel;
use crate::domain::purpose::Purpose;

/// Names that go together.
#[derive(Debug, Deserialize)]
pub struct Culture {
    /// Its share.
    pub weight: u32,
    /// The likely first language (BCP 47).
    pub language: String,
    /// Given names of women.
    pub female: Vec<String>,
    /// Given names of men.
    pub male: Vec<String>,
    /// Family names.
    pub family: Vec<String>,
    /// Whether two family names may be joined.
    pub double_barrelled: bool,
}

/// A town.
#[derive(Debug, Deserialize)]
pub struct Town {
    /// Its name.
    pub name: String,
    /// The first half of its postcodes.
    pub postcode_prefix: String,
    /// Its share.
    pub weight: u32,
}

/// The practice as the demo has it.
#[derive(Debug, Deserialize)]
pub struct InventedPractice {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: Vec<String>,
    /// Its main number.
    pub phone: String,
    /// Its website.
    pub website: String,
}

/// A member of staff.
#[derive(Debug, Deserialize)]
pub struct InventedStaff {
    /// Their name.
    pub name: String,
    /// Their job in words.
    pub role: String,
}

/// A past message.
#[derive(Debug, Deserialize)]
pub struct PastMessage {
    /// By what it went.
    pub channel: Channel,
    /// Why.
    pub purpose: Purpose,
    /// The subject line.
    #[serde(default)]
    pub subject: String,
    /// The text with placeholders.
    pub text: String,
}

/// An objection as it was taken down.
#[derive(Debug, Deserialize)]
pub struct InventedObjection {
    /// The channel.
    pub channel: Channel,
    /// The purpose.
    pub purpose: Option<Purpose>,
    /// Why, in the person's words.
    pub reason: String,
    /// What was explained.
    pub talk: String,
}

/// A proxy as it was taken down.
#[derive(Debug, Deserialize)]
pub struct InventedProxy {
    /// On what ground, as a slug.
    pub basis: String,
    /// Purposes, or "all".
    pub scope: Vec<String>,
}

/// An access need as it was taken down.
#[derive(Debug, Deserialize)]
pub struct InventedNeed {
    /// Its kind.
    pub kind: String,
    /// More words.
    pub note: String,
}

/// A reminder.
#[derive(Debug, Deserialize)]
pub struct InventedReminder {
    /// Why.
    pub purpose: Purpose,
    /// Where the appointment is; empty where there is none.
    pub place: String,
    /// The text with placeholders.
    pub text: String,
}

/// All pools.
#[derive(Debug)]
pub struct Pools {
    pub cultures: Vec<Culture>,
    pub streets: Vec<String>,
    pub houses: Vec<String>,
    pub towns: Vec<Town>,
    pub practice: InventedPractice,
    pub staff: Vec<InventedStaff>,
    pub messages: Vec<PastMessage>,
    pub objections: Vec<InventedObjection>,
    pub proxies: Vec<InventedProxy>,
    pub needs: Vec<InventedNeed>,
    pub reminders: Vec<InventedReminder>,
}

#[derive(Deserialize)]
struct Names {
    culture: Vec<Culture>,
}

#[derive(Deserialize)]
struct Places {
    streets: Vec<String>,
    houses: Vec<String>,
    towns: Vec<Town>,
    practice: InventedPractice,
    staff: Vec<InventedStaff>,
}

#[derive(Deserialize)]
struct History {
    message: Vec<PastMessage>,
    objection: Vec<InventedObjection>,
    proxy: Vec<InventedProxy>,
    need: Vec<InventedNeed>,
    reminder: Vec<InventedReminder>,
}

impl Pools {
    /// Reads the pools that come with the program.
    ///
    /// # Errors
    /// Never as shipped: a test reads them.
    pub fn read() -> Result<Self, toml::de::Error> {
        let names: Names = toml::from_str(include_str!("../../../assets/demo/names.toml"))?;
        let places: Places = toml::from_str(include_str!("../../../assets/demo/places.toml"))?;
        let history: History = toml::from_str(include_str!("../../../assets/demo/history.toml"))?;
        Ok(Self {
            cultures: names.culture,
            streets: places.streets,
            houses: places.houses,
            towns: places.towns,
            practice: places.practice,
            staff: places.staff,
            messages: history.message,
            objections: history.objection,
            proxies: history.proxy,
            needs: history.need,
            reminders: history.reminder,
        })
    }
}
