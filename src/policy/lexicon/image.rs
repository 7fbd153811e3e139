//! The compiled lexicon as bytes: made when the program is built, read at its start in a fraction of the time that
//! compiling takes.
//!
//! All numbers are little-endian. Program and image come from one build, so the bytes carry no version; what does not
//! read as a whole reads as nothing.

/// No table has more places.
const MOST_PLACES: usize = 1 << 22;

/// Writes an image.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// One number.
    pub fn number(&mut self, number: u32) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// A length and that many bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.number(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        self.0.extend_from_slice(bytes);
    }

    /// A length and that many rows of `N` numbers.
    pub fn rows<T, const N: usize>(&mut self, all: &[T], row: impl Fn(&T) -> [u32; N]) {
        self.number(u32::try_from(all.len()).unwrap_or(u32::MAX));
        for one in all {
            for number in row(one) {
                self.number(number);
            }
        }
    }

    /// The same for a table of which most places are free: those that are not, each behind the number of its place.
    pub fn places<T, const N: usize>(&mut self, all: &[T], row: impl Fn(&T) -> Option<[u32; N]>) {
        self.number(u32::try_from(all.len()).unwrap_or(u32::MAX));
        let taken = || (0..).zip(all).filter_map(|(place, one)| Some((place, row(one)?)));
        self.number(u32::try_from(taken().count()).unwrap_or(u32::MAX));
        for (place, row) in taken() {
            self.number(place);
            for number in row {
                self.number(number);
            }
        }
    }

    /// The image.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Reads an image from its beginning on.
#[derive(Debug)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// One number.
    pub fn number(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// A length and that many bytes.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let count = self.number()? as usize;
        self.take(count)
    }

    /// A length and that many rows of `N` numbers.
    pub fn rows<T, const N: usize>(&mut self, row: impl Fn([u32; N]) -> T) -> Option<Vec<T>> {
        let count = self.number()? as usize;
        let bytes = self.take(count.checked_mul(4 * N)?)?;
        Some(bytes.chunks_exact(4 * N).map(|bytes| row(numbers(bytes))).collect())
    }

    /// A table of which most places are `free`; `N` is one more than was written: the place stands in front.
    pub fn places<T: Clone, const N: usize>(
        &mut self,
        free: T,
        row: impl Fn([u32; N]) -> T,
    ) -> Option<Vec<T>> {
        let length = self.number()? as usize;
        if length > MOST_PLACES {
            return None;
        }
        let mut all = vec![free; length];
        let count = self.number()? as usize;
        for bytes in self.take(count.checked_mul(4 * N)?)?.chunks_exact(4 * N) {
            let numbers = numbers(bytes);
            *all.get_mut(*numbers.first()? as usize)? = row(numbers);
        }
        Some(all)
    }
}

fn numbers<const N: usize>(bytes: &[u8]) -> [u32; N] {
    let mut all = [0; N];
    for (place, number) in all.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *place = u32::from_le_bytes(*number);
    }
    all
}

/// A number that may be missing.
pub const fn optional(number: Option<u32>) -> u32 {
    match number {
        Some(number) => number,
        None => u32::MAX,
    }
}

/// The same, read.
pub const fn optional_of(number: u32) -> Option<u32> {
    if number == u32::MAX { None } else { Some(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_that_was_cut() {
        let mut out = Writer::default();
        out.rows(&[(1, 2), (3, u32::MAX)], |(a, b)| [*a, *b]);
        out.places(&[0, 9, 0, 8, 0], |one| (*one != 0).then_some([*one]));
        out.bytes(b"word");
        out.number(7);
        let image = out.finish();
        let read = |image: &[u8]| {
            let mut from = Reader(image);
            let rows = from.rows(|[a, b]| (a, b))?;
            let places = from.places(0, |[_, one]| one)?;
            Some((rows, places, from.bytes()?.to_vec(), from.number()?))
        };
        assert_eq!(
            read(&image),
            Some((vec![(1, 2), (3, u32::MAX)], vec![0, 9, 0, 8, 0], b"word".to_vec(), 7))
        );
        for end in 0..image.len() {
            assert_eq!(read(&image[..end]), None, "{end}");
        }
        assert_eq!((optional_of(optional(None)), optional_of(optional(Some(3)))), (None, Some(3)));
    }
}
