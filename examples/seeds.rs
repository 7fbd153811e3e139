//! Packs what a fuzz target found into one file of seeds that the tests read again, and unpacks it for the next run.
//!
//! `cargo run --example seeds -- pack FOLDER FILE` (the shortest inputs first, at most 100 KB) and `... -- unpack FILE FOLDER`.
//! A line is one input in base64.
#![allow(clippy::print_stdout, reason = "it says what it did")]

use std::path::Path;
use std::{env, fs, io};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Bytes of one file of seeds.
const MOST: usize = 100_000;

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["pack", folder, file] => pack(Path::new(folder), Path::new(file)),
        ["unpack", file, folder] => unpack(Path::new(file), Path::new(folder)),
        _ => Err(io::Error::other("say: pack FOLDER FILE, or unpack FILE FOLDER")),
    }
}

fn pack(folder: &Path, file: &Path) -> io::Result<()> {
    let inputs: io::Result<Vec<Vec<u8>>> =
        fs::read_dir(folder)?.map(|entry| fs::read(entry?.path())).collect();
    let mut inputs = inputs?;
    inputs.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    let mut text = String::new();
    for input in inputs {
        let line = STANDARD.encode(input);
        if text.len() + line.len() > MOST {
            break;
        }
        text += &line;
        text.push('\n');
    }
    fs::write(file, &text)?;
    println!("{} inputs, {} bytes", text.lines().count(), text.len());
    Ok(())
}

fn unpack(file: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (number, line) in fs::read_to_string(file)?.lines().enumerate() {
        let input = STANDARD.decode(line).map_err(io::Error::other)?;
        fs::write(folder.join(format!("seed-{number}")), input)?;
    }
    Ok(())
}
