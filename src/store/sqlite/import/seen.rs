//! Who is on the files of an import: one bit a patient.

/// The internal numbers that came up.
#[derive(Default)]
pub(super) struct Seen(Vec<u64>);

impl Seen {
    pub(super) fn insert(&mut self, number: i64) {
        let Some((word, bit)) = place(number) else { return };
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    pub(super) fn holds(&self, number: i64) -> bool {
        place(number).is_some_and(|(word, bit)| self.0.get(word).is_some_and(|word| word & bit != 0))
    }
}

fn place(number: i64) -> Option<(usize, u64)> {
    let number = usize::try_from(number).ok()?;
    Some((number / 64, 1 << (number % 64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_put_in_are_in() {
        let mut seen = Seen::default();
        for number in [1, 63, 64, 1_000_000] {
            seen.insert(number);
        }
        assert!([1, 63, 64, 1_000_000].into_iter().all(|number| seen.holds(number)));
        assert!([-1, 0, 2, 65, 999_999, 2_000_000].into_iter().all(|number| !seen.holds(number)));
    }
}
