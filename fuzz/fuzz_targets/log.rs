//! Any bytes as the head or body of an entry of the log are read or refused; a head that is read encodes to the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tactful::domain::log::{Event, Kind, SealedHead};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(head) = SealedHead::decode(bytes) {
        assert_eq!(head.encode().unwrap(), bytes);
    }
    for number in 0..=u8::MAX {
        let _ = Event::decode(Kind(number.into()), bytes);
    }
});
