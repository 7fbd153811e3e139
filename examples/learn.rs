//! Learns the second opinion from the labelled messages that are tuned on and writes `assets/opinion.bin`.
//!
//! `cargo run --example learn`, after any change to those messages or to what of a text is weighed: a test says when.

#![expect(clippy::print_stdout, reason = "a command prints what it measured")]

use std::error::Error;
use std::fs;
use std::path::Path;

use tactful::exchange::check::learn;
use tactful::policy::Checker;
use tactful::policy::opinion::{self, Matter};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let checker = Checker::default();
    let all = learn::all(&root.join("tests/corpus"), &checker)?;
    let learnt = opinion::learn::learn(&all).ok_or("more features than the table holds")?;
    println!("{} messages, {} features; on hands that were not learnt from:", all.len(), learnt.features);
    for (matter, measured) in Matter::all().zip(learnt.measured) {
        let name = if let Matter::Topic(topic) = matter { topic.slug() } else { matter.rule() };
        println!(
            "{name:<24} finds {:>3} of {:>3}, {:>2} false alarms",
            measured.hits, measured.labelled, measured.false_alarms
        );
    }
    fs::write(root.join("assets/opinion.bin"), learnt.file)?;
    Ok(())
}
