//! The weights of the second opinion: a table of features as it lies in `assets/opinion.bin`, used where it lies.
//!
//! The file: a checksum of what it was learnt from (8 bytes), two cuts a matter (4 bytes each: above the first it speaks,
//! below the second it doubts), then places: two bytes that tell features of the same place apart (zero: free) and a
//! weight a matter, one byte each.

use super::Matter;

/// The table that the program ships: `cargo run --example learn` makes it.
static SHIPPED: &[u8] = include_bytes!("../../../assets/opinion.bin");

/// How many places the table has.
pub const PLACES: usize = 1 << 15;

/// How many bytes of the file stand before the table.
const HEAD: usize = 8 + 8 * Matter::COUNT;

/// How many bytes a place has.
const WIDE: usize = 2 + Matter::COUNT;

/// How far a feature may stand from its place.
const REACH: usize = 64;

/// Sums on both sides of which a matter is judged, for a text of one feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cuts {
    /// Above it, it is there.
    pub speaks: f32,
    /// Below it, it is not.
    pub doubts: f32,
}

/// What stands at each place of a table.
type Places = [[u8; WIDE]; PLACES];

/// A table of weights.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    head: &'a [u8],
    places: Option<&'a Places>,
}

impl Model<'static> {
    /// The one that the program ships.
    pub const fn shipped() -> Self {
        const { Self::of(SHIPPED) }
    }
}

impl<'a> Model<'a> {
    /// The model of a file; what is no such file knows nothing.
    pub const fn of(file: &'a [u8]) -> Self {
        match file.split_at_checked(HEAD) {
            Some((head, table)) => Self { head, places: table.as_chunks().0.as_array() },
            None => Self { head: &[], places: None },
        }
    }

    /// The checksum of what it was learnt from.
    pub fn checksum(&self) -> u64 {
        self.head.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// What the sum of a matter must exceed, and below what it is doubted.
    fn cuts(&self, matter: Matter) -> Cuts {
        let cut = |from: usize| Some(f32::from_le_bytes(*self.head.get(from..)?.first_chunk()?));
        let from = 8 + 8 * matter.number();
        Cuts {
            speaks: cut(from).unwrap_or(f32::INFINITY),
            doubts: cut(from + 4).unwrap_or(f32::NEG_INFINITY),
        }
    }

    /// Whether a feature was learnt.
    pub fn knows(&self, feature: u32) -> bool {
        self.find(feature).is_some()
    }

    /// Where a feature stands and its weights.
    #[inline]
    fn find(&self, feature: u32) -> Option<(usize, &'a [u8; WIDE])> {
        let (home, tag) = key(feature);
        let places = self.places?;
        for at in home..home + REACH {
            let at = at % PLACES;
            let place = places.get(at)?;
            let [low, high, ..] = *place;
            let found = u16::from_le_bytes([low, high]);
            if found == tag {
                return Some((at, place));
            }
            if found == 0 {
                return None;
            }
        }
        None
    }

    /// What a feature weighs for a matter.
    pub fn weight(&self, feature: u32, matter: Matter) -> i32 {
        self.find(feature)
            .and_then(|(_, place)| place.get(2 + matter.number()))
            .map_or(0, |weight| i32::from(weight.cast_signed()))
    }
}

/// The place of a feature and what tells it from others there.
pub const fn key(feature: u32) -> (usize, u16) {
    let [_, _, low, high] = feature.to_le_bytes();
    let tag = u16::from_le_bytes([low, high]);
    (feature as usize % PLACES, if tag == 0 { 1 } else { tag })
}

/// A file of these features and weights; `None` where they are too many.
pub fn file(
    checksum: u64,
    cuts: [Cuts; Matter::COUNT],
    weights: &[(u32, [i8; Matter::COUNT])],
) -> Option<Vec<u8>> {
    let mut table = vec![[0u8; WIDE]; PLACES];
    for (feature, weights) in weights {
        let (home, tag) = key(*feature);
        let free = (0..REACH).map(|step| (home + step) % PLACES).find(|at| {
            table.get(*at).is_some_and(|[low, high, ..]| u16::from_le_bytes([*low, *high]) == 0)
        })?;
        let row = tag.to_le_bytes().into_iter().chain(weights.map(i8::cast_unsigned));
        table.get_mut(free)?.iter_mut().zip(row).for_each(|(place, byte)| *place = byte);
    }
    let mut out = checksum.to_le_bytes().to_vec();
    out.extend(cuts.iter().flat_map(|cut| [cut.speaks, cut.doubts]).flat_map(f32::to_le_bytes));
    out.extend(table.iter().flatten());
    Some(out)
}

/// Adds up the features of a text, each counted once.
#[derive(Debug)]
pub struct Adder {
    sums: [i32; Matter::COUNT],
    /// What was added since, place by place as it stands there; so many bytes are never too many for two.
    recent: [i16; WIDE],
    count: u32,
    /// One bit a place, in leaves that are cleared at once.
    seen: [Vec<u64>; PLACES / LEAF],
}

/// How many places a leaf has: a kilobyte.
const LEAF: usize = 1 << 13;

/// How many weights are added up in two bytes.
const RECENT: u32 = 256;

impl Default for Adder {
    fn default() -> Self {
        let (sums, recent) = ([0; Matter::COUNT], [0; WIDE]);
        Self { sums, recent, count: 0, seen: std::array::from_fn(|_| vec![0; LEAF / 64]) }
    }
}

impl Adder {
    /// Adds a feature, where the model knows it.
    #[inline]
    pub fn add(&mut self, model: &Model<'_>, feature: u32) {
        let Some((at, place)) = model.find(feature) else { return };
        let leaf = self.seen.get_mut(at / LEAF);
        let Some(seen) = leaf.and_then(|leaf| leaf.get_mut(at % LEAF / 64)) else { return };
        let bit = 1 << (at % 64);
        if *seen & bit == 0 {
            *seen |= bit;
            self.count += 1;
            sum_up(&mut self.recent, place);
            if self.count.is_multiple_of(RECENT) {
                self.sums = self.sums();
                self.recent = [0; WIDE];
            }
        }
    }

    fn sums(&self) -> [i32; Matter::COUNT] {
        let mut sums = self.sums;
        let weights = self.recent.iter().skip(WIDE - Matter::COUNT);
        sums.iter_mut().zip(weights).for_each(|(sum, recent)| *sum += i32::from(*recent));
        sums
    }

    /// What they add up to, as if the text were of one feature.
    pub fn sum(&self) -> Sum {
        let root = f64::from(self.count.max(1)).sqrt();
        Sum(self.sums().map(|sum| f64::from(sum) / root))
    }
}

/// Adds a whole place, the bytes that tell it apart with the weights behind them: so it is done eight at a time.
#[inline(never)]
fn sum_up(sums: &mut [i16; WIDE], place: &[u8; WIDE]) {
    for (sum, byte) in sums.iter_mut().zip(place) {
        *sum += i16::from(byte.cast_signed());
    }
}

/// What the features of a text add up to, a matter.
#[derive(Debug, Clone)]
pub struct Sum([f64; Matter::COUNT]);

impl Default for Sum {
    fn default() -> Self {
        Self([0.0; Matter::COUNT])
    }
}

impl Sum {
    /// Whether a matter has more than its cut.
    pub fn exceeds(&self, model: &Model<'_>, matter: Matter) -> bool {
        self.of(matter) > f64::from(model.cuts(matter).speaks)
    }

    /// Whether a matter has so little that it is not there.
    pub fn doubts(&self, model: &Model<'_>, matter: Matter) -> bool {
        self.of(matter) < f64::from(model.cuts(matter).doubts)
    }

    fn of(&self, matter: Matter) -> f64 {
        self.0.get(matter.number()).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::topic::Topic;

    #[test]
    fn a_table_says_what_was_put_in_and_nothing_else() {
        let cuts = [Cuts { speaks: 10.0, doubts: 2.0 }; Matter::COUNT];
        let row = |first: [i8; 6], rest: i8| std::array::from_fn(|at| first.get(at).copied().unwrap_or(rest));
        let rows = [
            (5, row([1, -2, 3, 0, 0, 127], 1)),
            (5 + (3 << 16), [4; Matter::COUNT]),
            (70_000, [-128; Matter::COUNT]),
        ];
        let bytes = file(7, cuts, &rows).unwrap();
        let model = Model::of(&bytes);
        assert_eq!(model.checksum(), 7);
        assert_eq!(model.weight(5, Matter::BadNews), -2);
        assert_eq!(model.weight(5, Matter::OutOfScope), 127);
        assert_eq!(model.weight(70_000, Matter::Result), -128);
        assert_eq!(model.weight(6, Matter::Result), 0);
        let mut adder = Adder::default();
        for _ in 0..9 {
            adder.add(&model, 5);
        }
        let sum = adder.sum();
        assert!(sum.exceeds(&model, Matter::OutOfScope) && !sum.exceeds(&model, Matter::Result));
        assert!(sum.doubts(&model, Matter::Topic(Topic::Sti)) && !sum.doubts(&model, Matter::OutOfScope));
        assert!(model.knows(5) && !model.knows(6));
        assert!(!Sum::default().exceeds(&Model::of(&bytes[..30]), Matter::Result));
    }
}
