//! Any text as a settings file is read or refused.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tactful::config::Config;

fuzz_target!(|text: &str| {
    let _ = Config::parse(text);
});
