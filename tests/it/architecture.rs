//! The house holds: which room may name which, read from every path in the source.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// A room, the rooms it may name besides itself, and the crates it may not.
struct Room {
    name: &'static str,
    may_name: &'static [&'static str],
    never: &'static [&'static str],
}

const SCREEN: [&str; 2] = ["ratatui", "crossterm"];

const ROOMS: &[Room] = &[
    Room { name: "domain", may_name: &[], never: &["ratatui", "crossterm", "rusqlite", "anyhow", "clap"] },
    Room {
        name: "policy",
        may_name: &["domain"],
        never: &["ratatui", "crossterm", "rusqlite", "anyhow", "clap"],
    },
    Room { name: "store", may_name: &["domain"], never: &SCREEN },
    Room { name: "exchange", may_name: &["domain", "policy"], never: &["ratatui", "crossterm", "rusqlite"] },
    Room { name: "access", may_name: &["domain"], never: &["ratatui", "crossterm", "rusqlite"] },
    Room {
        name: "app",
        may_name: &["domain", "policy"],
        never: &["ratatui", "crossterm", "rusqlite", "anyhow", "clap"],
    },
    Room { name: "view", may_name: &["domain", "policy", "app"], never: &["crossterm", "rusqlite", "clap"] },
    Room {
        name: "config",
        may_name: &["domain", "policy", "app"],
        never: &["ratatui", "crossterm", "rusqlite"],
    },
    Room {
        name: "cli",
        may_name: &["domain", "policy", "store", "exchange", "access", "config"],
        never: &["ratatui", "crossterm", "rusqlite"],
    },
    Room {
        name: "shell",
        may_name: &["domain", "policy", "store", "exchange", "access", "app", "view", "config"],
        never: &["rusqlite", "clap"],
    },
];

/// What pure rooms may not touch of the standard library.
const WORLD: [&str; 5] = ["std::fs", "std::env", "std::net", "std::process", "std::thread"];
const PURE: [&str; 4] = ["domain", "policy", "app", "view"];

/// Collects every path of a file, `use` trees spelt out; what stands under `#[cfg(test)]` is left aside.
#[derive(Default)]
struct Paths {
    found: BTreeSet<Vec<String>>,
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string().contains("test"))
    })
}

impl Paths {
    fn tree(&mut self, tree: &syn::UseTree, mut before: Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.tree(&path.tree, before);
            }
            syn::UseTree::Name(name) => {
                before.push(name.ident.to_string());
                self.found.insert(before);
            }
            syn::UseTree::Rename(name) => {
                before.push(name.ident.to_string());
                self.found.insert(before);
            }
            syn::UseTree::Glob(_) => {
                self.found.insert(before);
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before.clone())),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.tree(&item.tree, Vec::new());
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.found.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

/// The module path of a file below `src`: `store/sqlite/mod.rs` is `[store, sqlite]`.
fn module(file: &Path) -> Vec<String> {
    let mut parts: Vec<String> = file.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let last = parts.pop().unwrap_or_default();
    let stem = last.trim_end_matches(".rs");
    if stem != "mod" {
        parts.push(stem.to_owned());
    }
    parts
}

/// A path as it reads from the crate's root, or `None` where it names neither this crate nor another by a full path.
fn from_root(path: &[String], module: &[String]) -> Option<Vec<String>> {
    let mut here = module.to_vec();
    let mut rest = path;
    match path.first().map(String::as_str)? {
        "crate" => here.clear(),
        "self" => {}
        "super" => {
            here.pop();
            while rest.get(1).is_some_and(|part| part == "super") {
                here.pop();
                rest = rest.get(1..)?;
            }
        }
        _ => return None,
    }
    here.extend(rest.iter().skip(1).cloned());
    Some(here)
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|end| end == "rs") {
            found.push(entry);
        }
    }
}

fn all_sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files
        .into_iter()
        .map(|file| (file.strip_prefix(&root).unwrap().to_owned(), fs::read_to_string(&file).unwrap()))
        .collect()
}

#[test]
fn every_arrow_points_the_right_way() {
    let mut wrong = Vec::new();
    for (file, text) in all_sources() {
        let here = module(&file);
        let Some(room) = ROOMS.iter().find(|room| here.first().is_some_and(|first| first == room.name))
        else {
            assert!(
                ["lib.rs", "main.rs"].contains(&file.to_str().unwrap()),
                "{} is in no room",
                file.display()
            );
            continue;
        };
        let mut paths = Paths::default();
        paths.visit_file(&syn::parse_file(&text).unwrap());
        for path in &paths.found {
            let spelt = path.join("::");
            let bad = match from_root(path, &here) {
                Some(full) => full.first().is_some_and(|first| {
                    first != room.name
                        && ROOMS.iter().any(|other| other.name == first)
                        && !room.may_name.contains(&first.as_str())
                }),
                None => {
                    path.first().is_some_and(|first| room.never.contains(&first.as_str()))
                        || (PURE.contains(&room.name) && WORLD.iter().any(|world| spelt.starts_with(world)))
                        || (room.name == "store"
                            && !file.starts_with("store/sqlite")
                            && path[0] == "rusqlite")
                }
            };
            if bad {
                wrong.push(format!("{}: {spelt}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "these paths break the house:\n{}", wrong.join("\n"));
}

#[test]
fn a_file_says_what_it_is_and_is_one_thing() {
    for (file, text) in all_sources() {
        assert!(text.starts_with("//! "), "{} opens without saying what it is", file.display());
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines: split it where a second thing moved in", file.display());
    }
}

#[test]
fn the_reader_of_paths_sees_what_matters() {
    let mut paths = Paths::default();
    paths.visit_file(
        &syn::parse_str("use crate::{store::Store, app as a}; fn f() { super::super::view::draw(); }")
            .unwrap(),
    );
    let here = ["policy".to_owned(), "rules".to_owned()];
    let full: Vec<String> =
        paths.found.iter().filter_map(|p| from_root(p, &here)).map(|p| p.join("::")).collect();
    assert_eq!(full, ["app", "store::Store", "view::draw"]);
}
