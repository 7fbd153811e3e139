//! Views of the queue that the desk names: `[[view]]` blocks written into the settings, which keep their comments and order.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

use super::{Config, ConfigError};
use crate::domain::reminder::{NamedView, ViewChange};
use crate::domain::shown;

/// Writes a change into the settings, and gives the views as they are then. What others wrote there meanwhile stays.
///
/// # Errors
/// When the file cannot be read or written, is not what it should be, or has no view of that name; nothing was changed.
pub fn change(file: &Path, change: &ViewChange) -> Result<Vec<NamedView>, ConfigError> {
    let name = || file.display().to_string();
    let text = super::file::read(file)?.unwrap_or_default();
    let malformed = |reason: String| ConfigError::Malformed { file: name(), reason };
    let before = Config::parse(&text).map_err(malformed)?;
    let wanted = after(before.view, change).map_err(malformed)?;
    let text = edited(&text, change).map_err(malformed)?;
    let now = Config::parse(&text).map_err(malformed)?;
    if now.view != wanted {
        return Err(malformed("its views are written in a way that only an editor can change".into()));
    }
    replace(file, &text)
        .map_err(|error| ConfigError::Unwritable { file: name(), reason: shown::refusal(&error) })?;
    Ok(now.view)
}

/// Sees that the settings were changed, at this desk or another one.
#[derive(Debug)]
pub struct Watch {
    file: PathBuf,
    /// When the file was written last, and how long it was.
    seen: Option<(Option<SystemTime>, u64)>,
}

impl Watch {
    /// Looks from now on.
    pub fn new(file: PathBuf) -> Self {
        let seen = stamp(&file);
        Self { file, seen }
    }

    /// The views, where the settings were changed since this was asked last. What cannot be read, because somebody is at
    /// it, is read when it was changed again.
    pub fn changed(&mut self) -> Option<Vec<NamedView>> {
        let now = stamp(&self.file);
        if now == self.seen {
            return None;
        }
        self.seen = now;
        Config::read(&self.file).ok().map(|config| config.view)
    }
}

fn stamp(file: &Path) -> Option<(Option<SystemTime>, u64)> {
    fs::metadata(file).ok().map(|about| (about.modified().ok(), about.len()))
}

/// The views after a change.
fn after(mut views: Vec<NamedView>, change: &ViewChange) -> Result<Vec<NamedView>, String> {
    let is_there = |views: &[NamedView], name: &str| views.iter().any(|view| view.name == name);
    let (gone, new) = match change {
        ViewChange::Save(view) => (None, Some(view.name.as_str())),
        ViewChange::Rename { from, to } => (Some(from.as_str()), Some(to.as_str())),
        ViewChange::Remove(name) => (Some(name.as_str()), None),
    };
    if let Some(name) = new.filter(|name| is_there(&views, name)) {
        return Err(format!("there is a view '{name}' already"));
    }
    if let Some(name) = gone.filter(|name| !is_there(&views, name)) {
        return Err(format!("there is no view '{name}' any more"));
    }
    match change {
        ViewChange::Save(view) => views.push(view.clone()),
        ViewChange::Rename { from, to } => {
            views
                .iter_mut()
                .filter(|view| view.name == *from)
                .take(1)
                .for_each(|view| view.name.clone_from(to));
        }
        ViewChange::Remove(name) => {
            let at = views.iter().position(|view| view.name == *name);
            at.map(|at| views.remove(at));
        }
    }
    Ok(views)
}

/// The text with the change in it; what else stands there stays as it is written.
fn edited(text: &str, change: &ViewChange) -> Result<String, String> {
    let mut settings: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let found = settings.remove("view").filter(|item| !item.as_array().is_some_and(Array::is_empty));
    let mut views = match found {
        None => ArrayOfTables::new(),
        Some(found) => {
            found.into_array_of_tables().map_err(|_| "view: this is no list of views".to_owned())?
        }
    };
    let is = |table: &Table, name: &str| table.get("name").and_then(Item::as_str) == Some(name);
    match change {
        ViewChange::Save(view) => views.push(table(view)?),
        ViewChange::Rename { from, to } => {
            let name = views.iter_mut().find(|table| is(table, from));
            if let Some(name) = name.and_then(|table| table.get_mut("name")).and_then(Item::as_value_mut) {
                let decor = name.decor().clone();
                *name = Value::from(to.as_str());
                *name.decor_mut() = decor;
            }
        }
        ViewChange::Remove(name) => {
            let at = views.iter().position(|table| is(table, name));
            at.map(|at| views.remove(at));
        }
    }
    if !views.is_empty() {
        settings.insert("view", Item::ArrayOfTables(views));
    }
    Ok(settings.to_string())
}

/// A view as it stands in the settings.
fn table(view: &NamedView) -> Result<Table, String> {
    let text = toml::to_string(view).map_err(|error| error.to_string())?;
    let settings: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let mut table = settings.as_table().clone();
    table.set_position(None);
    table.decor_mut().set_prefix("\n");
    Ok(table)
}

/// At every moment the name leads to the old settings or the new ones, whole.
fn replace(file: &Path, text: &str) -> std::io::Result<()> {
    let new = file.with_extension(format!("{}.new", std::process::id()));
    let write = || {
        let mut out = fs::File::create(&new)?;
        if let Ok(about) = fs::metadata(file) {
            fs::set_permissions(&new, about.permissions())?;
        }
        out.write_all(text.as_bytes())?;
        out.sync_all()?;
        fs::rename(&new, file)
    };
    write().inspect_err(|_| {
        let _ = fs::remove_file(&new);
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reminder::{Queue, Sort};

    const TEXT: &str = "# ours\n[desk]\nascii = true # old terminal\n\n[[view]]\nname = \"Jabs\" # of the week\n# why\npart = \"week\"\n\n[keys]\n# none yet\n";

    fn view(name: &str) -> NamedView {
        NamedView {
            name: name.into(),
            part: Queue::Overdue,
            filter: "o'neil \"x\"".into(),
            sort: Sort::Patient,
        }
    }

    #[test]
    fn views_are_saved_renamed_and_removed_and_all_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        fs::write(&file, TEXT).unwrap();
        let names = |views: Vec<NamedView>| views.into_iter().map(|view| view.name).collect::<Vec<_>>();
        let saved = change(&file, &ViewChange::Save(view("Late"))).unwrap();
        assert_eq!(saved[1], view("Late"));
        let text = fs::read_to_string(&file).unwrap();
        let lost: Vec<&str> = TEXT.lines().filter(|line| !text.lines().any(|kept| kept == *line)).collect();
        assert_eq!(lost, [] as [&str; 0], "what was there is there: {text}");
        let renamed =
            change(&file, &ViewChange::Rename { from: "Jabs".into(), to: "Vaccinations".into() }).unwrap();
        assert_eq!(names(renamed), ["Vaccinations", "Late"]);
        assert!(change(&file, &ViewChange::Save(view("Late"))).unwrap_err().to_string().contains("already"));
        let removed = change(&file, &ViewChange::Remove("Vaccinations".into())).unwrap();
        assert_eq!(names(removed), ["Late"]);
        assert!(change(&file, &ViewChange::Remove("Vaccinations".into())).is_err());
        let text = fs::read_to_string(&file).unwrap();
        for kept in ["# ours", "ascii = true # old terminal", "[keys]", "# none yet"] {
            assert!(text.contains(kept), "{kept} in {text}");
        }
        assert!(Config::parse(&text).unwrap().desk.ascii);
        assert_eq!(names(change(&file, &ViewChange::Remove("Late".into())).unwrap()), [] as [String; 0]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_another_desk_saves_is_seen_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        let mut watch = Watch::new(file.clone());
        assert_eq!(watch.changed(), None);
        change(&file, &ViewChange::Save(view("Late"))).unwrap();
        assert_eq!(watch.changed(), Some(vec![view("Late")]));
        assert_eq!(watch.changed(), None);
        fs::write(&file, "[[view]\n").unwrap();
        assert_eq!(watch.changed(), None, "what is being written is no change");
        fs::remove_file(&file).unwrap();
        assert_eq!(watch.changed(), Some(Vec::new()));
    }

    #[test]
    fn settings_that_are_wrong_stay_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        let text = "[desk]\nhold_secs = 1\n";
        fs::write(&file, text).unwrap();
        assert!(change(&file, &ViewChange::Save(view("Late"))).is_err());
        assert!(change(&file, &ViewChange::Remove("Jabs".into())).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
        // however it is written
        for (text, count) in
            [("view = []\n\n[desk]\nascii = true\n", 1), ("view = [{ name = \"Jabs\" }]\n", 2)]
        {
            fs::write(&file, text).unwrap();
            assert_eq!(change(&file, &ViewChange::Save(view("Late"))).unwrap().len(), count, "{text}");
        }
        fs::remove_file(&file).unwrap();
        assert_eq!(
            change(&file, &ViewChange::Save(view("Late"))).unwrap(),
            [view("Late")],
            "no settings yet"
        );
    }
}
