//! The target `config`: what it does is written where the tests replay it.

#![no_main]

#[allow(dead_code, reason = "each target runs one of them")]
#[path = "../../tests/it/fuzz/targets.rs"]
mod targets;

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|input: &[u8]| -> Corpus { if targets::config(input) { Corpus::Keep } else { Corpus::Reject } });
