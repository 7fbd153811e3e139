//! The next one of some signs, looked for sixteen bytes at a time.

/// The first place at or behind `from` of one of `signs`.
#[inline]
pub fn seek<const N: usize>(bytes: &[u8], from: usize, signs: [u8; N]) -> Option<usize> {
    // numbers, not truths: so the compiler compares many bytes at once
    let hits = |byte: &u8| signs.iter().fold(0, |hits, sign| hits | u8::from(byte == sign));
    let rest = bytes.get(from..)?;
    let (chunks, _) = rest.as_chunks::<16>();
    let none = |chunk: &&[u8; 16]| chunk.iter().fold(0, |all, byte| all | hits(byte)) == 0;
    let passed = 16 * chunks.iter().take_while(none).count();
    let tail = rest.get(passed..)?;
    tail.iter().position(|byte| hits(byte) != 0).map(|at| from + passed + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_plain_search_finds() {
        let text = "a.b    c      d:e      f                                             .g";
        for from in 0..=text.len() {
            let plain = text.bytes().skip(from).position(|b| b == b'.' || b == b':').map(|at| from + at);
            assert_eq!(seek(text.as_bytes(), from, *b".:"), plain);
        }
        assert_eq!(seek(b"x", 2, *b"x"), None);
    }
}
