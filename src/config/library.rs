//! The template library: the texts that come with the program and the practice's own.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use super::{ConfigError, wrong};
use crate::domain::channel::Channel;
use crate::domain::filling;
use crate::domain::purpose::Purpose;
use crate::domain::shown;
use crate::domain::template::Template;

/// The texts that come with the program, one file a purpose.
const BUILT_IN: [(&str, &str); 8] = [
    ("appointment.toml", include_str!("../../assets/templates/appointment.toml")),
    ("recall.toml", include_str!("../../assets/templates/recall.toml")),
    ("screening.toml", include_str!("../../assets/templates/screening.toml")),
    ("vaccination.toml", include_str!("../../assets/templates/vaccination.toml")),
    ("result-available.toml", include_str!("../../assets/templates/result-available.toml")),
    ("prescription-ready.toml", include_str!("../../assets/templates/prescription-ready.toml")),
    ("registration.toml", include_str!("../../assets/templates/registration.toml")),
    ("other.toml", include_str!("../../assets/templates/other.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    template: Vec<Template>,
}

/// All templates, by purpose in the order of the purposes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Library {
    templates: Vec<Template>,
}

impl Library {
    /// The texts that come with the program and those in the practice's own folder, which replace others of the same id.
    ///
    /// # Errors
    /// When a file cannot be read or holds a mistake; a folder that is not there is no error.
    pub fn read(folder: &Path) -> Result<Self, ConfigError> {
        let mut library = Self::default();
        for (name, text) in BUILT_IN {
            library.add(name, text)?;
        }
        let mut files: Vec<_> = match std::fs::read_dir(folder) {
            Ok(entries) => entries.filter_map(Result::ok).map(|entry| entry.path()).collect(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                let (file, reason) = (folder.display().to_string(), shown::refusal(&error));
                return Err(ConfigError::Unreadable { file, reason });
            }
        };
        files.retain(|file| file.extension().is_some_and(|end| end == "toml"));
        files.sort();
        for file in files {
            let name = file.display().to_string();
            if let Some(text) = super::file::read(&file)? {
                library.add(&name, &text)?;
            }
        }
        library.templates.sort_by(|a, b| (a.purpose, &a.title, &a.id).cmp(&(b.purpose, &b.title, &b.id)));
        Ok(library)
    }

    fn add(&mut self, name: &str, text: &str) -> Result<(), ConfigError> {
        let bad = |reason: String| ConfigError::Malformed { file: name.to_owned(), reason };
        let file: File = toml::from_str(text).map_err(|error| bad(wrong::told(text, &error)))?;
        let mut here = BTreeSet::new();
        for template in file.template {
            if !here.insert(template.id.clone()) {
                return Err(bad(format!(
                    "template {} is there twice: give one of them another id",
                    template.id
                )));
            }
            if let Some((_, c)) = shown::first_hidden(&template.id) {
                return Err(bad(format!("template {}: the id holds {}", template.id, shown::named(c))));
            }
            for part in [&template.subject, &template.body] {
                filling::check(part).map_err(|error| bad(format!("template {}: {error}", template.id)))?;
            }
            self.templates.retain(|known| known.id != template.id);
            self.templates.push(template);
        }
        Ok(())
    }

    /// All templates.
    pub fn all(&self) -> &[Template] {
        &self.templates
    }

    /// The templates approved for a channel, those for `purpose` first.
    pub fn for_channel(&self, channel: Channel, purpose: Purpose) -> Vec<&Template> {
        let mut fitting: Vec<&Template> =
            self.templates.iter().filter(|t| t.channels.contains(&channel)).collect();
        fitting.sort_by_key(|template| template.purpose != purpose);
        fitting
    }

    /// The template with this id.
    pub fn get(&self, id: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Checker;
    use crate::policy::templates::inspect;

    #[test]
    fn the_built_in_texts_are_sound() {
        let library = Library::read(Path::new("/nowhere")).unwrap();
        for purpose in Purpose::ALL {
            assert!(
                library.all().iter().any(|t| t.purpose == purpose && t.channels.contains(&Channel::Text)),
                "{purpose}"
            );
        }
        let first = library.for_channel(Channel::Text, Purpose::Vaccination);
        assert_eq!(first.first().map(|t| t.purpose), Some(Purpose::Vaccination));
    }

    #[test]
    fn the_built_in_texts_stand_the_awkward_values() {
        let library = Library::read(Path::new("/nowhere")).unwrap();
        let today = jiff::civil::date(2026, 11, 22);
        let seen = inspect(library.all(), &Checker::default(), today);
        let faults: Vec<_> = seen.templates.iter().filter(|one| !one.faults.is_empty()).collect();
        assert!(faults.is_empty() && seen.missing.is_empty(), "{faults:#?} {:?}", seen.missing);
    }

    #[test]
    fn the_practices_own_texts_replace_others() {
        let folder = tempfile::tempdir().unwrap();
        let id = "appointment-reminder-text";
        let text = format!(
            "[[template]]\nid = \"{id}\"\ntitle = \"Ours\"\npurpose = \"appointment\"\nchannels = [\"sms\"]\n\
             language = \"en\"\nbody = \"Hi ((first_name))\"\nversion = 9\napproved_by = \"us\"\nlast_reviewed = \"2026-01-01\"\n"
        );
        std::fs::write(folder.path().join("own.toml"), &text).unwrap();
        let library = Library::read(folder.path()).unwrap();
        assert_eq!(library.get(id).map(|t| t.version), Some(9));
        std::fs::write(folder.path().join("own.toml"), text.replace("first_name", "frist_name")).unwrap();
        assert!(Library::read(folder.path()).unwrap_err().to_string().contains("frist_name"));
    }
}
