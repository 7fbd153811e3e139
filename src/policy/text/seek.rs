//! The next byte of some kind, looked for sixteen bytes at a time.

/// The first place at or behind `from` of a byte that `wanted` takes. `wanted` should compare and not branch: the
/// compiler then asks it of many bytes at once.
#[inline]
pub fn seek(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let (chunks, _) = rest.as_chunks::<16>();
    let none = |chunk: &&[u8; 16]| !chunk.iter().fold(false, |any, byte| any | wanted(*byte));
    let passed = 16 * chunks.iter().take_while(none).count();
    let tail = rest.get(passed..)?;
    tail.iter().position(|byte| wanted(*byte)).map(|at| from + passed + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_plain_search_finds() {
        let text = "a.b    c      d.e      f                                             .g";
        for from in 0..=text.len() {
            let plain = text.bytes().skip(from).position(|b| b == b'.').map(|at| from + at);
            assert_eq!(seek(text.as_bytes(), from, |b| b == b'.'), plain);
        }
        assert_eq!(seek(b"x", 2, |_| true), None);
    }
}
