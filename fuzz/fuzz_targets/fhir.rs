//! Any text in brackets as a file of FHIR resources (a resource, a Bundle, NDJSON) is read or refused.

#![no_main]

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use tactful::domain::clock::Moment;
use tactful::exchange::{Reading, read_from};

static READING: LazyLock<Reading> =
    LazyLock::new(|| Reading::at(&Moment::noon(jiff::civil::date(2026, 11, 22)).unwrap()));

fuzz_target!(|file: &[u8]| -> Corpus {
    if !file.trim_ascii_start().first().is_some_and(|byte| matches!(byte, b'{' | b'[')) {
        return Corpus::Reject;
    }
    let _ = read_from("fuzz", Cursor::new(file.to_vec()), &READING, &mut |_, _| ControlFlow::Continue(()));
    Corpus::Keep
});
