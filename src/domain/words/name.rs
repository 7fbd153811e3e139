//! Names in one piece: `SURNAME, Given Middle (Mr)`, `Mr Given Surname`, `SURNAME Given (Mr)`.

use super::super::person::HumanName;

/// Titles as lists write them, without dots and in lower case.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "master",
    "mstr",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lady",
    "lord",
    "rev",
    "reverend",
    "revd",
    "fr",
    "father",
    "sister",
    "sr",
    "brother",
    "br",
    "rabbi",
    "imam",
    "canon",
    "capt",
    "captain",
    "major",
    "maj",
    "col",
    "colonel",
    "lt",
    "sgt",
    "baby",
    "ind",
    "hon",
    "mme",
];

/// Whether a word is a title.
pub fn is_title(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_lowercase();
    TITLES.contains(&word.as_str())
}

/// Reads a name in one piece. Words of capitals at the front without a comma are the family name; else the last word
/// is, with its particles ("van der Berg", "ap Rhys").
pub fn full_name(text: &str) -> HumanName {
    let mut name = HumanName::default();
    let mut rest = text.trim().to_owned();
    // a title in brackets, wherever it stands
    if let Some((open, close)) = rest.rfind('(').zip(rest.rfind(')'))
        && open < close
    {
        let inside = rest.get(open + 1..close).unwrap_or("").trim().to_owned();
        if inside.split_whitespace().all(is_title) && !inside.is_empty() {
            name.prefix = inside.split_whitespace().map(str::to_owned).collect();
            rest = format!("{} {}", rest.get(..open).unwrap_or(""), rest.get(close + 1..).unwrap_or(""));
        }
    }
    if let Some((family, given)) = rest.split_once(',') {
        name.family = part(family);
        set_given(&mut name, given.replace(',', " ").split_whitespace());
        return name;
    }
    let mut words: Vec<&str> = rest.split_whitespace().collect();
    while words.len() > 1 && words.first().is_some_and(|word| is_title(word)) {
        name.prefix.push(words.remove(0).to_owned());
    }
    let capitals = words.iter().take_while(|word| is_capitals(word)).count();
    if capitals > 0 && capitals < words.len() {
        let given = words.split_off(capitals);
        name.family = part(&words.join(" "));
        set_given(&mut name, given.into_iter());
        return name;
    }
    let family_from = words
        .iter()
        .enumerate()
        .skip(1)
        .find(|(_, word)| is_particle(word))
        .map_or(words.len().saturating_sub(1), |(at, _)| at);
    let family = words.split_off(family_from);
    name.family = part(&family.join(" "));
    set_given(&mut name, words.into_iter());
    name
}

fn set_given<'a>(name: &mut HumanName, words: impl Iterator<Item = &'a str>) {
    for word in words {
        if name.given.is_empty() && is_title(word) && word.len() > 1 {
            name.prefix.push(word.to_owned());
        } else {
            name.given.push(word.to_owned());
        }
    }
}

fn part(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn is_capitals(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.chars().any(char::is_lowercase)
}

fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "van"
            | "von"
            | "de"
            | "der"
            | "den"
            | "di"
            | "da"
            | "del"
            | "la"
            | "le"
            | "ap"
            | "ab"
            | "bin"
            | "al"
            | "el"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_one_piece_are_read() {
        for (text, prefix, given, family) in [
            ("SMYTH, Jayne Ann (Mrs)", "Mrs", "Jayne Ann", "SMYTH"),
            ("Mrs Jayne Smyth", "Mrs", "Jayne", "Smyth"),
            ("Dr. Siân Llwyd-Jones", "Dr.", "Siân", "Llwyd-Jones"),
            ("O'BRIEN, Mr Pat", "Mr", "Pat", "O'BRIEN"),
            ("SMYTH Jayne (Mrs)", "Mrs", "Jayne", "SMYTH"),
            ("Jan van der Berg", "", "Jan", "van der Berg"),
            ("Adebayo", "", "", "Adebayo"),
            ("JAYNE SMYTH", "", "JAYNE", "SMYTH"),
            ("Smyth,", "", "", "Smyth"),
            ("Mr", "", "", "Mr"),
            ("LEE, M", "", "M", "LEE"),
        ] {
            let name = full_name(text);
            assert_eq!(name.prefix.join(" "), prefix, "{text}");
            assert_eq!(name.given.join(" "), given, "{text}");
            assert_eq!(name.family.as_deref().unwrap_or(""), family, "{text}");
        }
        assert_eq!(full_name("  "), HumanName::default());
    }
}
