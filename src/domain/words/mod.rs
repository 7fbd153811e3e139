//! What people write for names, times and languages, read into values: for forms and for files alike.

pub mod language;
pub mod name;
pub mod times;

/// The meaning of a value that is written just so, whatever its case: most of a list are a few such words, again and
/// again, and need not be taken apart.
pub fn known<T: Copy>(text: &str, table: &[(&str, T)]) -> Option<T> {
    table.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, meaning)| *meaning)
}

/// Lower case, blanks and punctuation as single blanks: the form in which words are compared.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') && c != '\'' && c != '\u{2019}' {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}
