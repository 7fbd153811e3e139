//! Checkpoints, proofs and phrases: what is read is written back the same, and a proof is checked without a fault.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tactful::domain::checkpoint::{Checkpoint, Phrase};
use tactful::domain::proof::Proof;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(checkpoint) = Checkpoint::parse(bytes) {
        assert_eq!(checkpoint.compose().as_bytes(), bytes);
    }
    if let Ok(proof) = Proof::parse(bytes) {
        assert_eq!(proof.compose().as_bytes(), bytes);
        let _ = proof.check();
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(phrase) = Phrase::read(text)
    {
        assert_eq!(Phrase::read(&phrase.to_string()), Ok(phrase));
    }
});
