//! The lexicon as the program uses it: from the image that was made when it was built, or compiled where a site has words
//! of its own.

use super::compile::{Lexicon, Terms};

/// The lexicon's files, compiled by `build.rs`.
const IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.image"));

impl Lexicon {
    /// The lexicon of this program with a site's terms.
    pub fn new(terms: &Terms) -> Self {
        let image = if *terms == Terms::default() { Self::from_image(IMAGE) } else { None };
        image.unwrap_or_else(|| Self::compile(terms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_image_is_what_the_files_say() {
        assert_eq!(Lexicon::from_image(IMAGE), Some(Lexicon::compile(&Terms::default())));
    }

    #[test]
    fn what_was_cut_is_no_image() {
        for end in (0..IMAGE.len()).step_by(IMAGE.len() / 50) {
            assert_eq!(Lexicon::from_image(&IMAGE[..end]), None, "{end}");
        }
    }
}
