//! Any bytes as a key file are read or refused; what is read is written back as the same bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tactful::access::Keyring;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(ring) = Keyring::parse(bytes)
        && ring.is_closed()
    {
        assert_eq!(*ring.compose(), bytes);
    }
});
