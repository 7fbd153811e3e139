//! Any bytes as a file to import (CSV, FHIR JSON, NDJSON: told apart by what they hold) are read or refused.

#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use tactful::domain::clock::Moment;
use tactful::exchange::{Reading, read_from};

fuzz_target!(|file: &[u8]| {
    let reading = Reading::at(&Moment::noon(jiff::civil::date(2026, 11, 22)).unwrap());
    let _ = read_from("fuzz", std::io::Cursor::new(file.to_vec()), &reading, &mut |_, _| ControlFlow::Continue(()));
});
