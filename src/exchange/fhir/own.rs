//! The extensions in which `export person` writes what FHIR has no element for, read again.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::de::value::Error as WrongCode;
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde_json::json;

use super::elements as fhir;
use super::person::{self, Fault};
use crate::domain::date::{PartialDate, Period};
use crate::domain::staff::Elsewhere;
use crate::exchange::person::own_extension;

/// An extension of this program.
pub struct Own<'p, 'a> {
    extension: &'p fhir::Extension<'a>,
    path: String,
}

impl<'p, 'a> Own<'p, 'a> {
    /// The extension of this name.
    pub fn find(extensions: &'p [fhir::Extension<'a>], resource: &str, name: &str) -> Option<Self> {
        Self::all(extensions, resource, name).next()
    }

    /// All extensions of this name.
    pub fn all(
        extensions: &'p [fhir::Extension<'a>],
        resource: &str,
        name: &str,
    ) -> impl Iterator<Item = Self> {
        let (url, path) = (own_extension(name), format!("{resource}.extension({name})"));
        let found = extensions.iter().filter(move |one| one.url.as_deref() == Some(url.as_str()));
        found.map(move |extension| Self { extension, path: path.clone() })
    }

    /// Whether it says yes by itself.
    pub fn is_true(&self) -> bool {
        self.extension.boolean == Some(true)
    }

    /// Whether a part says yes.
    pub fn has(&self, name: &str) -> bool {
        self.parts(name).any(|part| part.boolean == Some(true))
    }

    /// What the practice that wrote it calls the fact.
    pub fn id<T: FromStr>(&self) -> Option<T> {
        self.words("id").and_then(|id| id.parse().ok())
    }

    /// A number.
    pub fn count(&self, name: &str) -> Option<u32> {
        self.parts(name).find_map(|part| part.count)
    }

    fn parts(&self, name: &str) -> impl Iterator<Item = &'p fhir::Extension<'a>> {
        self.extension.parts.iter().filter(move |part| part.url.as_deref() == Some(name))
    }

    fn fault(&self, name: &str, value: &str, reason: impl std::fmt::Display) -> Fault {
        Fault::new(format!("{}.{name}", self.path), value, reason)
    }

    fn read<T: DeserializeOwned>(&self, part: &fhir::Extension<'_>) -> Result<Option<T>, Fault> {
        let Some(code) = part.code.as_deref() else { return Ok(None) };
        let read = T::deserialize(IntoDeserializer::<WrongCode>::into_deserializer(code));
        read.map(Some).map_err(|wrong| self.fault(part.url.as_deref().unwrap_or(""), code, wrong))
    }

    /// A code.
    ///
    /// # Errors
    /// When it is none of the known ones.
    pub fn code<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Fault> {
        self.parts(name).next().map_or(Ok(None), |part| self.read(part))
    }

    /// All codes of a part that may come several times.
    ///
    /// # Errors
    /// When one is none of the known ones.
    pub fn codes<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, Fault> {
        self.parts(name).filter_map(|part| self.read(part).transpose()).collect()
    }

    /// A code that has to be there.
    ///
    /// # Errors
    /// When it is missing or none of the known ones.
    pub fn needed<T: DeserializeOwned>(&self, name: &str) -> Result<T, Fault> {
        self.code(name)?.ok_or_else(|| self.missing(name))
    }

    /// That a part is missing.
    pub fn missing(&self, name: &str) -> Fault {
        self.fault(name, "", "this part is missing")
    }

    /// Words; `None` where there are none.
    pub fn words(&self, name: &str) -> Option<String> {
        let words = self.parts(name).find_map(|part| part.string.as_deref());
        words.filter(|words| !words.is_empty()).map(str::to_owned)
    }

    fn text<T>(
        &self,
        name: &str,
        of: impl Fn(&'p fhir::Extension<'a>) -> Option<&'p str>,
        read: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Result<Option<T>, Fault> {
        let Some(text) = self.parts(name).find_map(of) else { return Ok(None) };
        read(text).map(Some).map_err(|wrong| self.fault(name, text, wrong))
    }

    /// A day.
    ///
    /// # Errors
    /// When it is none.
    pub fn day(&self, name: &str) -> Result<Option<Date>, Fault> {
        let read = |text: &str| person::partial(text).and_then(PartialDate::day);
        self.text(name, |part| part.date.as_deref(), |text| read(text).ok_or("not a day: write 2026-12-01"))
    }

    /// From when to when.
    ///
    /// # Errors
    /// When an end is no day.
    pub fn period(&self) -> Result<Period, Fault> {
        Ok(Period { start: self.day("from")?, end: self.day("until")? })
    }

    /// A time of day.
    ///
    /// # Errors
    /// When it is none.
    pub fn time(&self, name: &str) -> Result<Option<Time>, Fault> {
        let wrong = "not a time of day: write 19:00:00";
        self.text(name, |part| part.time.as_deref(), |text| text.parse().map_err(|_| wrong))
    }

    /// A moment.
    ///
    /// # Errors
    /// When it is none.
    pub fn instant(&self, name: &str) -> Result<Option<Timestamp>, Fault> {
        let wrong = "not a moment: write 2026-12-01T09:30:00Z";
        self.text(name, |part| part.instant.as_deref(), |text| text.parse().map_err(|_| wrong))
    }

    /// Who took the fact down, and when.
    ///
    /// # Errors
    /// When the moment is none.
    pub fn elsewhere(&self) -> Result<Option<Elsewhere>, Fault> {
        self.author("by", "taken-down")
    }

    /// Who did something, by the names of the parts.
    ///
    /// # Errors
    /// When the moment is none.
    pub fn author(&self, by: &str, at: &str) -> Result<Option<Elsewhere>, Fault> {
        let at = self.instant(at)?;
        Ok(at.map(|at| Elsewhere { by: self.words(by).unwrap_or_default(), at }))
    }

    /// The kind of a need: a code, or a code with words.
    ///
    /// # Errors
    /// When it is none of the known ones.
    pub fn kind<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        let code: String = self.needed("kind")?;
        let kind = match code.as_str() {
            "interpreter" | "other" => json!({ &code: self.words("words").unwrap_or_default() }),
            _ => json!(code),
        };
        T::deserialize(kind).map_err(|wrong| self.fault("kind", &code, wrong))
    }
}
