//! Any bytes as a CSV file are read or refused: each row that is not blank is one record or one refusal at most.

#![no_main]

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use tactful::domain::clock::Moment;
use tactful::exchange::{Found, Reading, read_from};

static READING: LazyLock<Reading> =
    LazyLock::new(|| Reading::at(&Moment::noon(jiff::civil::date(2026, 11, 22)).unwrap()));

fuzz_target!(|file: &[u8]| -> Corpus {
    if file.trim_ascii_start().first().is_some_and(|byte| matches!(byte, b'{' | b'[' | b'<')) {
        return Corpus::Reject;
    }
    let rows = file.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    let mut found = 0;
    let read = read_from("fuzz", Cursor::new(file.to_vec()), &READING, &mut |what, _| {
        found += usize::from(matches!(what, Found::Record(_) | Found::Refused(_)));
        ControlFlow::Continue(())
    });
    if read.is_ok() {
        assert!(found <= rows, "{found} of {rows}");
    }
    Corpus::Keep
});
