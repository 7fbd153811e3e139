//! Colours by meaning.

/// Colours by meaning: what a screen asks for by the sense of what it shows.
#[derive(Debug, Clone, Default)]
pub struct Theme;
