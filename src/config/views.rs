//! Views of the queue that the desk names: `[[view]]` blocks written into the settings, which keep their comments and order.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::{Config, ConfigError};
use crate::domain::reminder::{NamedView, ViewChange};

/// Writes a change into the settings, and gives the views as they are then. What others wrote there meanwhile stays.
///
/// # Errors
/// When the file cannot be read or written, is not what it should be, or has no view of that name; nothing was changed.
pub fn change(file: &Path, change: &ViewChange) -> Result<Vec<NamedView>, ConfigError> {
    let name = || file.display().to_string();
    let unreadable =
        |error: std::io::Error| ConfigError::Unreadable { file: name(), reason: error.to_string() };
    let text = match fs::read_to_string(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        read => read.map_err(unreadable)?,
    };
    let malformed = |reason: String| ConfigError::Malformed { file: name(), reason };
    let before = Config::parse(&text).map_err(malformed)?;
    let wanted = after(before.view, change).map_err(malformed)?;
    let text = edited(&text, change);
    let now = Config::parse(&text).map_err(malformed)?;
    if now.view != wanted {
        // written by hand in a way that cannot be followed line by line
        return Err(malformed("its views are written in a way that only an editor can change".into()));
    }
    replace(file, &text)
        .map_err(|error| ConfigError::Unwritable { file: name(), reason: error.to_string() })?;
    Ok(now.view)
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

/// The text with the change in it; all other lines are as they were.
fn edited(text: &str, change: &ViewChange) -> String {
    match change {
        ViewChange::Save(view) => {
            let mut text = text.to_owned();
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            let quoted = |words: &str| toml::Value::String(words.to_owned()).to_string();
            let part =
                toml::Value::try_from(view.part).map_or_else(|_| String::new(), |part| part.to_string());
            let filter = if view.filter.is_empty() {
                String::new()
            } else {
                format!("filter = {}\n", quoted(&view.filter))
            };
            let (name, sort) = (quoted(&view.name), quoted(view.sort.label()));
            text + &format!("\n[[view]]\nname = {name}\npart = {part}\n{filter}sort = {sort}\n")
        }
        ViewChange::Rename { from, to } => {
            let name = format!("name = {}", toml::Value::String(to.clone()));
            of_block(text, from, |line| is_key(line, "name").then(|| name.clone()))
        }
        // what was remarked in the block stays
        ViewChange::Remove(name) => {
            of_block(text, name, |line| (!line.trim_start().starts_with('#')).then(String::new))
        }
    }
}

fn is_key(line: &str, key: &str) -> bool {
    line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
}

/// Changes the lines of the first block of this name; a line that becomes empty is left out.
fn of_block(text: &str, name: &str, change: impl Fn(&str) -> Option<String>) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let begins = |line: &str| line.trim_start().starts_with('[');
    let starts = lines.iter().enumerate().filter(|(_, line)| line.trim() == "[[view]]").map(|(at, _)| at);
    let block = |start: usize| {
        let end = lines
            .iter()
            .skip(start + 1)
            .position(|line| begins(line))
            .map_or(lines.len(), |at| start + 1 + at);
        start..end
    };
    let is_named = |range: &std::ops::Range<usize>| {
        let text = lines.get(range.clone()).unwrap_or_default().join("\n");
        Config::parse(&text).is_ok_and(|config| config.view.first().is_some_and(|view| view.name == name))
    };
    let Some(range) = starts.map(block).find(is_named) else { return text.to_owned() };
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        match range.contains(&at).then(|| change(line)).flatten() {
            Some(new) if new.is_empty() => continue,
            Some(new) => out.push_str(&new),
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
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
        assert!(fs::read_to_string(&file).unwrap().starts_with(TEXT), "what was there is there");
        let renamed =
            change(&file, &ViewChange::Rename { from: "Jabs".into(), to: "Vaccinations".into() }).unwrap();
        assert_eq!(names(renamed), ["Vaccinations", "Late"]);
        assert!(change(&file, &ViewChange::Save(view("Late"))).unwrap_err().to_string().contains("already"));
        let removed = change(&file, &ViewChange::Remove("Vaccinations".into())).unwrap();
        assert_eq!(names(removed), ["Late"]);
        assert!(change(&file, &ViewChange::Remove("Vaccinations".into())).is_err());
        let text = fs::read_to_string(&file).unwrap();
        for kept in ["# ours", "ascii = true # old terminal", "# why", "[keys]", "# none yet"] {
            assert!(text.contains(kept), "{kept} in {text}");
        }
        assert!(Config::parse(&text).unwrap().desk.ascii);
        assert_eq!(names(change(&file, &ViewChange::Remove("Late".into())).unwrap()), [] as [String; 0]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn settings_that_are_wrong_stay_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        for text in ["[desk]\nhold_secs = 1\n", "view = [{ name = \"Jabs\" }]\n"] {
            fs::write(&file, text).unwrap();
            assert!(change(&file, &ViewChange::Save(view("Late"))).is_err());
            assert!(change(&file, &ViewChange::Remove("Jabs".into())).is_err());
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
        fs::remove_file(&file).unwrap();
        assert_eq!(
            change(&file, &ViewChange::Save(view("Late"))).unwrap(),
            [view("Late")],
            "no settings yet"
        );
    }
}
