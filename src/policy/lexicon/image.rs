//! The compiled lexicon as bytes: made when the program is built, read at its start in a fraction of the time that
//! compiling takes.
//!
//! All numbers are little-endian, tables as narrow as they can be: what was read stays in memory beside what it was read
//! into. Program and image come from one build, so the bytes carry no version; what does not
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

    /// A length and that many rows of `N` numbers, column by column: each is as wide as its greatest number needs.
    pub fn rows<T, const N: usize>(&mut self, all: &[T], row: impl Fn(&T) -> [u32; N]) {
        self.number(u32::try_from(all.len()).unwrap_or(u32::MAX));
        let rows: Vec<[u32; N]> = all.iter().map(|one| row(one).map(shifted)).collect();
        for column in 0..N {
            let numbers = || rows.iter().filter_map(move |row| row.get(column));
            let most = numbers().copied().max().unwrap_or(0);
            let width = (1..4).find(|width| most >> (8 * width) == 0).unwrap_or(4);
            self.0.push(u8::try_from(width).unwrap_or(4));
            for number in numbers() {
                self.0.extend(number.to_le_bytes().iter().take(width));
            }
        }
    }

    /// The same for a table of which most places are free: those that are not, each behind the number of its place.
    pub fn places<T, const N: usize>(&mut self, all: &[T], row: impl Fn(&T) -> Option<[u32; N]>) {
        self.number(u32::try_from(all.len()).unwrap_or(u32::MAX));
        let taken: Vec<_> =
            (0..).zip(all).filter_map(|(place, one)| row(one).map(|row| (place, row))).collect();
        self.rows(&taken, |(place, _)| [*place]);
        self.rows(&taken, |(_, row)| *row);
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
        let mut columns = [Column::One(&[]); N];
        for column in &mut columns {
            *column = self.column(count)?;
        }
        Some((0..count).map(|at| row(columns.map(|column| column.at(at)))).collect())
    }

    fn column(&mut self, count: usize) -> Option<Column<'a>> {
        let [width] = *self.take(1)?.first_chunk()?;
        let bytes = self.take(count.checked_mul(usize::from(width))?)?;
        match width {
            1 => Some(Column::One(bytes)),
            2 => Some(Column::Two(bytes.as_chunks().0)),
            3 => Some(Column::Three(bytes.as_chunks().0)),
            4 => Some(Column::Four(bytes.as_chunks().0)),
            _ => None,
        }
    }

    /// A table of which most places are `free`.
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
        let places = self.rows(|[place]| place as usize)?;
        for (place, taken) in places.into_iter().zip(self.rows(row)?) {
            *all.get_mut(place)? = taken;
        }
        Some(all)
    }
}

/// One number of each row, in bytes of one width.
#[derive(Debug, Clone, Copy)]
enum Column<'a> {
    One(&'a [u8]),
    Two(&'a [[u8; 2]]),
    Three(&'a [[u8; 3]]),
    Four(&'a [[u8; 4]]),
}

impl Column<'_> {
    #[inline]
    fn at(self, row: usize) -> u32 {
        let wide = match self {
            Self::One(bytes) => bytes.get(row).map(|byte| u32::from(*byte)),
            Self::Two(bytes) => bytes.get(row).map(|bytes| u32::from(u16::from_le_bytes(*bytes))),
            Self::Three(bytes) => bytes.get(row).map(|[a, b, c]| u32::from_le_bytes([*a, *b, *c, 0])),
            Self::Four(bytes) => bytes.get(row).map(|bytes| u32::from_le_bytes(*bytes)),
        };
        wide.unwrap_or(0).wrapping_sub(1)
    }
}

/// One more, so that a number that is missing is the narrowest.
const fn shifted(number: u32) -> u32 {
    number.wrapping_add(1)
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
            let places = from.places(0, |[one]| one)?;
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
