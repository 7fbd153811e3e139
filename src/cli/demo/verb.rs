//! The verb itself: an invented practice in a folder, built where there is none.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;

use anyhow::Context;
use tempfile::TempDir;

use super::Invented;
use crate::cli::args::Demo;
use crate::cli::open::{self, New};
use crate::cli::way::Way;
use crate::config::Paths;
use crate::domain::clock::Moment;
use crate::store::Practices;
use crate::store::sqlite::SqliteStore;

/// An invented practice, open.
pub struct Ready {
    /// Where it lies.
    pub paths: Paths,
    /// The practice.
    pub store: SqliteStore,
    /// Its folder, where it is a temporary one: it goes when this is dropped.
    pub folder: Option<TempDir>,
}

/// Builds the practice in the folder named, or in a temporary one; one that is there already is left as it is.
///
/// # Errors
/// When the folder cannot be written, or holds a practice that is not an invented one.
pub fn ready(args: &Demo, named: Option<Paths>, now: &Moment) -> anyhow::Result<Ready> {
    let folder = match named {
        Some(_) => None,
        None => {
            Some(tempfile::Builder::new().prefix("tactful-demo-").tempdir().context("no temporary folder")?)
        }
    };
    let paths = named.or_else(|| folder.as_ref().map(|folder| Paths::at(folder.path())));
    let paths = paths.context("no folder for the demo")?;
    let store = if open::exists(&paths) {
        let ring = open::ring(&paths)?;
        anyhow::ensure!(
            !ring.is_closed(),
            "{} holds a real practice: the demo stays out of it",
            paths.data_dir.display()
        );
        let store = open::open(&paths, &Way::default())?.store;
        anyhow::ensure!(
            store.is_demo(),
            "{} holds a real practice: the demo stays out of it",
            paths.data_dir.display()
        );
        store
    } else {
        build(args, &paths, now)?
    };
    Ok(Ready { paths, store, folder })
}

fn build(args: &Demo, paths: &Paths, now: &Moment) -> anyhow::Result<SqliteStore> {
    let invented = Invented::read(now)?;
    let new = New { name: invented.practice.name.clone(), staff: invented.staff.clone(), is_demo: true };
    let (mut store, _) = open::found(paths, &new, None, now)?;
    let settings = BTreeMap::from([("checker", BTreeMap::from([("practice", &invented.practice)]))]);
    let file = paths.config();
    fs::write(&file, toml::to_string(&settings)?).with_context(|| format!("writing {}", file.display()))?;
    let mut told = std::io::stderr();
    invented.fill(&mut store, args.patients, now, &mut |made| {
        let _ = write!(told, "\rinventing patients: {made} of {}", args.patients);
    })?;
    let _ = writeln!(
        told,
        "\ran invented practice of {} patients is in {}",
        args.patients,
        paths.data_dir.display()
    );
    Ok(store)
}
