//! Learns the second opinion from the labelled messages that are tuned on and writes `assets/opinion.bin`.
//!
//! `cargo run --example learn`, after any change to those messages or to what of a text is weighed: a test says when.

#![expect(clippy::print_stdout, reason = "a command prints what it measured")]

use std::error::Error;
use std::fs;
use std::path::Path;

use tactful::exchange::check::learn::{FILES, examples, sentences};
use tactful::policy::Checker;
use tactful::policy::opinion::Matter;
use tactful::policy::opinion::learn::learn;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let checker = Checker::default();
    let mut all = Vec::new();
    for name in FILES {
        let text = fs::read(root.join(format!("tests/corpus/{name}.jsonl")))?;
        all.extend(examples(name, text.as_slice(), &checker)?);
    }
    all.extend(sentences(&checker));
    let learnt = learn(&all).ok_or("more features than the table holds")?;
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
