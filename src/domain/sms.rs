//! SMS parts: how many text messages a text costs, and which characters are to blame (3GPP TS 23.038).

/// What a text costs when it is sent as SMS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// How many messages it takes; 0 for an empty text.
    pub parts: usize,
    /// Septets (GSM-7) or UTF-16 units (UCS-2) used.
    pub used: usize,
    /// Units left in the last part.
    pub left: usize,
    /// Characters outside GSM-7, in order, each once: they force parts of 70 (67).
    pub culprits: Vec<char>,
}

/// Counts a text.
pub fn count(text: &str) -> Parts {
    let used = text.chars().count();
    Parts { parts: used.div_ceil(160), used, left: 0, culprits: Vec::new() }
}
