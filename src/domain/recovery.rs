//! The recovery key: random, shown once, written down, and locked away.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::secret::Secret;

/// Crockford's base 32: no I, L, O or U, so that nothing is confused when it is read from paper.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Letters of the key itself: 160 random bits.
const RANDOM: usize = 32;

/// Letters behind them that follow from them: a slip of the pen is found before the key is tried.
const CHECK: usize = 4;

/// Letters in a group.
const GROUP: usize = 4;

/// Makes a recovery key: nine groups of four letters and digits, the last of which checks the others. `None`: the system
/// has no randomness.
pub fn make() -> Option<Secret> {
    let mut random = Zeroizing::new([0_u8; RANDOM]);
    getrandom::fill(random.as_mut_slice()).ok()?;
    let mut letters = Zeroizing::new(Vec::with_capacity(RANDOM + CHECK));
    letters.extend(random.iter().map(|byte| letter(*byte)));
    let check = check(&letters);
    letters.extend_from_slice(&check);
    Some(grouped(&letters))
}

/// Reads a recovery key as somebody typed it: in any case, with or without hyphens and blanks, `O` for 0, `I` or `L` for 1.
/// `None`: a letter is wrong, missing or too many.
pub fn read(typed: &Secret) -> Option<Secret> {
    let mut letters = Zeroizing::new(Vec::with_capacity(RANDOM + CHECK));
    for letter in typed.expose().chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let letter = u8::try_from(corrected(letter)).ok().filter(|letter| LETTERS.contains(letter))?;
        if letters.len() == RANDOM + CHECK {
            return None;
        }
        letters.push(letter);
    }
    let (key, behind) = letters.split_at_checked(RANDOM)?;
    (behind == check(key)).then(|| grouped(&letters))
}

/// Whether this is the last group of a recovery key: who can type it has written the key down.
pub fn is_last_group(key: &Secret, typed: &Secret) -> bool {
    let mut plain = Secret::new();
    typed
        .expose()
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(corrected)
        .for_each(|c| plain.push(c));
    plain.letters() == CHECK && plain.expose() == key.expose().rsplit('-').next().unwrap_or_default()
}

/// A letter in capitals, with those that are confused put right.
const fn corrected(letter: char) -> char {
    match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

fn letter(byte: u8) -> u8 {
    LETTERS.get(usize::from(byte & 31)).copied().unwrap_or(b'0')
}

fn check(key: &[u8]) -> [u8; CHECK] {
    let digest = Sha256::new().chain_update(b"tactful recovery 1").chain_update(key).finalize();
    let mut check = [0; CHECK];
    check.iter_mut().zip(&digest[..]).for_each(|(to, byte)| *to = letter(*byte));
    check
}

fn grouped(letters: &[u8]) -> Secret {
    let mut secret = Secret::new();
    for (at, letter) in letters.iter().enumerate() {
        if at > 0 && at % GROUP == 0 {
            secret.push('-');
        }
        secret.push(char::from(*letter));
    }
    secret
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_is_typed() {
        let key = make().unwrap();
        assert_eq!(key.expose().len(), 9 * 4 + 8);
        assert_ne!(make().unwrap(), key);
        let text = key.expose();
        for typed in [
            text.to_owned(),
            text.to_lowercase(),
            text.replace('-', ""),
            text.replace('-', " "),
            text.replace('1', "l").replace('0', "o"),
            format!("  {text} "),
        ] {
            assert_eq!(read(&Secret::from(typed.as_str())).unwrap(), key, "{typed}");
        }
        let last = &text[text.len() - 4..];
        assert!(is_last_group(&key, &Secret::from(last)));
        assert!(is_last_group(&key, &Secret::from(format!(" {} ", last.to_lowercase()).as_str())));
        for wrong in ["", &text[..4], &last[1..], text] {
            assert!(!is_last_group(&key, &Secret::from(wrong)), "{wrong}");
        }
    }

    #[test]
    fn a_slip_is_found() {
        let key = make().unwrap();
        let text = key.expose();
        for at in (0..text.len()).filter(|at| text.as_bytes()[*at] != b'-') {
            let other = if text.as_bytes()[at] == b'7' { "8" } else { "7" };
            let mut slipped = text.to_owned();
            slipped.replace_range(at..=at, other);
            assert!(read(&Secret::from(slipped.as_str())).is_none(), "{slipped}");
            slipped.replace_range(at..=at, "");
            assert!(read(&Secret::from(slipped.as_str())).is_none(), "{slipped}");
            slipped.insert_str(at, "UU");
            assert!(read(&Secret::from(slipped.as_str())).is_none(), "{slipped}");
        }
        assert!(read(&Secret::from(format!("{text}0").as_str())).is_none());
        assert!(read(&Secret::new()).is_none());
    }
}
