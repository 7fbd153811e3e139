//! Any bytes as input of `check --jsonl` give one answer a line and no panic.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tactful::exchange::check;
use tactful::policy::Checker;

static CHECKER: LazyLock<Checker> = LazyLock::new(Checker::default);

fuzz_target!(|input: &[u8]| {
    let mut out = Vec::new();
    let totals = check::run(input, &mut out, &CHECKER).unwrap();
    assert_eq!(out.iter().filter(|byte| **byte == b'\n').count() as u64, totals.lines);
});
