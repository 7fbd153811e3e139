//! An object of a line, taken field by field: what is wrong is said with the field's whole name.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::domain::date::Period;
use crate::domain::ids::StaffId;
use crate::domain::staff::{Author, Recorded};

use super::BadLine;

/// The fields of an object and where it stands: `contacts[2]`.
#[derive(Debug)]
pub struct Fields {
    name: String,
    map: Map<String, Value>,
}

impl Fields {
    /// The object in a field of the line; `None` where the line has none.
    ///
    /// # Errors
    /// When it is no object.
    pub fn of(name: &str, raw: Option<&RawValue>) -> Result<Option<Self>, BadLine> {
        raw.map(|raw| Ok(Self { name: name.to_owned(), map: parsed(name, raw)? })).transpose()
    }

    /// The objects of a list in a field of the line, numbered from 1; `None` where the line has no such list.
    ///
    /// # Errors
    /// When it is no list of objects.
    pub fn list(name: &str, raw: Option<&RawValue>) -> Result<Option<Vec<Self>>, BadLine> {
        raw.map(|raw| Self::each(name, parsed(name, raw)?)).transpose()
    }

    fn each(name: &str, values: Vec<Value>) -> Result<Vec<Self>, BadLine> {
        let one = |(at, value)| {
            let name = format!("{name}[{}]", at + 1);
            match value {
                Value::Object(map) => Ok(Self { name, map }),
                _ => Err(BadLine(format!("{name}: not an object"))),
            }
        };
        values.into_iter().enumerate().map(one).collect()
    }

    /// A field; `None` where it is absent or null.
    ///
    /// # Errors
    /// When its value is of another kind.
    pub fn take<T: DeserializeOwned>(&mut self, key: &str) -> Result<Option<T>, BadLine> {
        match self.map.remove(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::from_value(value)
                .map(Some)
                .map_err(|error| BadLine(format!("{}.{key}: {error}", self.name))),
        }
    }

    /// A field that must be there.
    ///
    /// # Errors
    /// When it is absent or its value is of another kind.
    pub fn need<T: DeserializeOwned>(&mut self, key: &str) -> Result<T, BadLine> {
        self.take(key)?.ok_or_else(|| BadLine(format!("{}.{key}: missing", self.name)))
    }

    /// A list of objects in a field; empty where it is absent.
    ///
    /// # Errors
    /// When it is no list of objects.
    pub fn objects(&mut self, key: &str) -> Result<Vec<Self>, BadLine> {
        let values = self.take(key)?.unwrap_or_default();
        Self::each(&format!("{}.{key}", self.name), values)
    }

    /// `from` and `until`, either open.
    ///
    /// # Errors
    /// When one is no day.
    pub fn period(&mut self) -> Result<Period, BadLine> {
        Ok(Period { start: self.take("from")?, end: self.take("until")? })
    }

    /// `recorded`, the day on which the fact was taken down; long ago where it is not said.
    ///
    /// # Errors
    /// When it is no day.
    pub fn recorded(&mut self) -> Result<Recorded, BadLine> {
        let on: Option<Date> = self.take("recorded")?;
        let at = on.map_or(Ok(Timestamp::UNIX_EPOCH), |day| self.instant("recorded", day.at(0, 0, 0, 0)))?;
        // whoever asks vouches for what they say
        let by = Author::Staff { id: StaffId::from_bytes([0; 16]), name: "the input".to_owned() };
        Ok(Recorded { by, at })
    }

    /// A field with a day and a time on the desk's clock, as an instant.
    ///
    /// # Errors
    /// When it is none.
    pub fn moment(&mut self, key: &str) -> Result<Option<Timestamp>, BadLine> {
        let at: Option<DateTime> = self.take(key)?;
        at.map(|at| self.instant(key, at)).transpose()
    }

    /// That a value of this object's field cannot be.
    pub fn bad(&self, key: &str, why: &str) -> BadLine {
        BadLine(format!("{}.{key}: {why}", self.name))
    }

    fn instant(&self, key: &str, at: DateTime) -> Result<Timestamp, BadLine> {
        let zoned = at.to_zoned(TimeZone::UTC).map_err(|error| self.bad(key, &error.to_string()))?;
        Ok(zoned.timestamp())
    }
}

/// The value of a field of the line.
///
/// # Errors
/// When it is of another kind.
pub fn parsed<T: DeserializeOwned>(name: &str, raw: &RawValue) -> Result<T, BadLine> {
    serde_json::from_str(raw.get()).map_err(|error| {
        let words = error.to_string();
        BadLine(format!("{name}: {}", words.split(" at line 1").next().unwrap_or(&words)))
    })
}
