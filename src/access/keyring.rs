//! The text of a key file: the key itself, or its holders.

use zeroize::Zeroizing;

use super::cost::Cost;
use super::holder::{Holder, HolderId, Opened, WRAPPED};
use super::key::{Key, KeyError};
use crate::domain::ids::StaffId;
use crate::domain::log::RECOVERY;
use crate::domain::secret::Secret;
use crate::domain::staff::{LONGEST_NAME, Staff};

/// The first line of a key file, before the number of its format.
const TITLE: &str = "tactful key ";

/// The format in which the key lies open.
const RAW: u32 = 1;

/// The format in which it is wrapped for each holder: the newest that this program knows.
const WRAPPED_FORMAT: u32 = 2;

/// No key file is longer: more is not read.
pub(super) const LONGEST: usize = 512 * 1024;

/// No key file has more holders.
const MOST: usize = 500;

/// What a key file holds.
#[derive(Debug, Clone)]
pub enum Keyring {
    /// The key itself: whoever has the file opens the practice.
    Open(Key),
    /// The key wrapped for each of these.
    Closed(Vec<Holder>),
}

impl Keyring {
    /// The holders of a practice that lay open: this member of staff and the recovery key. Both have been tried when this
    /// returns; what the member of staff gets comes with it.
    ///
    /// # Errors
    /// When the system has no randomness or too little memory, or what was wrapped does not open.
    pub fn closing(
        key: &Key,
        staff: &Staff,
        (passphrase, recovery): (&Secret, &Secret),
    ) -> Result<(Self, Opened), KeyError> {
        let holder = Holder::staff(staff.id, &staff.name, key, passphrase, Cost::STANDARD)?;
        let opened = holder.open(passphrase)?;
        let spare = Holder::recovery(key, recovery, Cost::STANDARD)?;
        if opened.key != *key || spare.open(recovery)?.key != *key {
            return Err(KeyError::Changed);
        }
        Ok((Self::Closed(vec![holder, spare]), opened))
    }

    /// The public key of the recovery key, where there is one.
    pub fn recovery(&self) -> Option<[u8; 32]> {
        self.holder(HolderId::Recovery).map(|holder| holder.public)
    }

    /// The public keys of all holders, as the log should know them: the recovery key is [`RECOVERY`]'s.
    pub fn publics(&self) -> Vec<(StaffId, [u8; 32])> {
        let of = |holder: &Holder| match holder.id {
            HolderId::Staff(id) => (id, holder.public),
            HolderId::Recovery => (RECOVERY, holder.public),
        };
        self.holders().iter().map(of).collect()
    }

    /// Who holds a key, in words.
    pub fn told(&self) -> String {
        let names: Vec<&str> = self.staff().map(|one| one.name.as_str()).collect();
        match (self, self.recovery()) {
            (Self::Open(_), _) => "raw key: whoever can read the key file can open the practice".to_owned(),
            (Self::Closed(_), Some(_)) => {
                format!(
                    "{} a passphrase ({}), and there is a recovery key",
                    have(names.len()),
                    names.join(", ")
                )
            }
            (Self::Closed(_), None) => {
                format!("{} a passphrase ({}); there is no recovery key", have(names.len()), names.join(", "))
            }
        }
    }

    /// Those who can open it: none where it lies open.
    pub fn holders(&self) -> &[Holder] {
        match self {
            Self::Open(_) => &[],
            Self::Closed(holders) => holders,
        }
    }

    /// Whether a passphrase is needed.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed(_))
    }

    /// The holders who are members of staff.
    pub fn staff(&self) -> impl Iterator<Item = &Holder> {
        self.holders().iter().filter(|one| one.id != HolderId::Recovery)
    }

    /// The line of this holder.
    pub fn holder(&self, id: HolderId) -> Option<&Holder> {
        self.holders().iter().find(|one| one.id == id)
    }

    /// The member of staff with this name, in any case; without a name the only one there is.
    ///
    /// # Errors
    /// When there is no such holder, or more than one and no name.
    pub fn named(&self, name: Option<&str>) -> Result<&Holder, KeyError> {
        let mut each = self.staff();
        match name {
            Some(name) => each
                .find(|one| one.name.to_lowercase() == name.trim().to_lowercase())
                .ok_or_else(|| KeyError::Stranger(name.trim().to_owned())),
            None => match (each.next(), each.next()) {
                (Some(only), None) => Ok(only),
                (None, _) => Err(KeyError::Stranger("staff".into())),
                (Some(_), Some(_)) => Err(KeyError::Who),
            },
        }
    }

    /// Puts a holder in place of the one with the same identifier, or adds one.
    pub fn put(&mut self, holder: Holder) {
        if let Self::Closed(holders) = self {
            match holders.iter_mut().find(|one| one.id == holder.id) {
                Some(place) => *place = holder,
                None => holders.push(holder),
            }
        }
    }

    /// The same without this holder.
    ///
    /// # Errors
    /// [`KeyError::Last`] when no member of staff would be left.
    pub fn without(mut self, id: HolderId) -> Result<Self, KeyError> {
        if let Self::Closed(holders) = &mut self {
            holders.retain(|one| one.id != id);
        }
        if self.staff().next().is_none() { Err(KeyError::Last) } else { Ok(self) }
    }

    /// Opens it with the recovery key.
    ///
    /// # Errors
    /// [`KeyError::Wrong`] when it is not this practice's.
    pub fn recover(&self, recovery: &Secret) -> Result<Opened, KeyError> {
        self.holder(HolderId::Recovery).ok_or(KeyError::NoRecovery)?.open(recovery)
    }

    /// The text of the file.
    pub fn compose(&self) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Open(key) => {
                let mut text = Zeroizing::new(Vec::with_capacity(128));
                text.extend_from_slice(format!("{TITLE}{RAW}\nraw ").as_bytes());
                let mut digits = Zeroizing::new([0; 64]);
                // Cannot fail: two digits a byte.
                if hex::encode_to_slice(key.as_slice(), digits.as_mut_slice()).is_ok() {
                    text.extend_from_slice(digits.as_slice());
                }
                text.push(b'\n');
                text
            }
            Self::Closed(holders) => {
                let mut text = format!("{TITLE}{WRAPPED_FORMAT}\n");
                for holder in holders {
                    let (nonce, wrapped) = (hex::encode(holder.nonce), hex::encode(holder.wrapped));
                    text.extend([holder.bound().as_str(), " ", &nonce, " ", &wrapped, "\n"]);
                }
                Zeroizing::new(text.into_bytes())
            }
        }
    }

    /// Reads the text of a file. Whatever is not exactly as this program writes it is refused.
    ///
    /// # Errors
    /// When it is something else, damaged, or written by a newer program.
    pub fn parse(text: &[u8]) -> Result<Self, Unread> {
        let words = std::str::from_utf8(text).map_err(|_| Unread::Malformed)?;
        let mut lines = words.lines();
        let format = lines.next().and_then(|line| line.strip_prefix(TITLE)).ok_or(Unread::Malformed)?;
        match format.parse::<u32>() {
            Ok(RAW) => parse_raw(lines.next(), lines.next()).ok_or(Unread::Malformed),
            Ok(WRAPPED_FORMAT) => {
                let holders: Option<Vec<Holder>> = lines.take(MOST + 1).map(parse_holder).collect();
                let holders =
                    holders.filter(|all| (1..=MOST).contains(&all.len())).ok_or(Unread::Malformed)?;
                let mut ids: Vec<HolderId> = holders.iter().map(|one| one.id).collect();
                ids.sort_unstable();
                ids.dedup();
                let ring = Self::Closed(holders);
                // one spelling only: nothing can be slipped in between
                let same = ids.len() == ring.holders().len() && *ring.compose() == text;
                if same { Ok(ring) } else { Err(Unread::Malformed) }
            }
            Ok(number) if number > WRAPPED_FORMAT => Err(Unread::Newer),
            _ => Err(Unread::Malformed),
        }
    }
}

/// Why a text is no key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is something else, or damaged.
    Malformed,
    /// A newer program wrote it.
    Newer,
}

fn parse_raw(line: Option<&str>, behind: Option<&str>) -> Option<Keyring> {
    let digits = line?.strip_prefix("raw ")?;
    let mut key = Key::default();
    hex::decode_to_slice(digits, key.as_mut_slice()).ok()?;
    behind.is_none().then_some(Keyring::Open(key))
}

fn parse_holder(line: &str) -> Option<Holder> {
    let mut parts = line.strip_prefix("holder ")?.splitn(5, ' ');
    let id = match parts.next()? {
        "recovery" => HolderId::Recovery,
        id => HolderId::Staff(id.parse().ok()?),
    };
    let mut numbers = parts.next()?.splitn(3, ',');
    let mut number = |sign: &str| numbers.next()?.strip_prefix(sign)?.parse::<u32>().ok();
    let cost = Cost::new(number("m=")?, number("t=")?, number("p=")?)?;
    let (salt, public) = (digits(parts.next()?)?, digits(parts.next()?)?);
    let mut behind = parts.next()?.rsplitn(3, ' ');
    let (wrapped, nonce, name) =
        (digits::<WRAPPED>(behind.next()?)?, digits(behind.next()?)?, behind.next()?);
    let name: String = serde_json::from_str(name).ok()?;
    let sound = name.len() <= LONGEST_NAME && (id == HolderId::Recovery) == name.is_empty();
    sound.then_some(Holder { id, name, public, cost, salt, nonce, wrapped })
}

fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

/// How many have something.
fn have(number: usize) -> String {
    if number == 1 { "1 has".to_owned() } else { format!("{number} have") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> (Keyring, Secret) {
        let key = Key::new([7; 32]);
        let passphrase = Secret::from("heron lamp quilt verse");
        let recovery = Secret::from("invented recovery key");
        let holder = |number: u8, name: &str| {
            let id = StaffId::from_bytes([number; 16]);
            Holder::staff(id, name, &key, &passphrase, Cost::TRIFLING).unwrap()
        };
        let recovery = Holder::recovery(&key, &recovery, Cost::TRIFLING).unwrap();
        let ring = Keyring::Closed(vec![holder(1, "Sam Reed"), holder(2, "Zoë \"Z\" O'Dell"), recovery]);
        (ring, passphrase)
    }

    #[test]
    fn a_key_file_reads_as_it_was_written() {
        let (ring, passphrase) = ring();
        let text = ring.compose();
        let read = Keyring::parse(&text).unwrap();
        assert_eq!(read.holders(), ring.holders());
        assert!(text.starts_with(b"tactful key 2\nholder 01010101-"));
        for name in ["Sam Reed", "sam reed ", "zoë \"z\" o'dell"] {
            assert_eq!(*read.named(Some(name)).unwrap().open(&passphrase).unwrap().key, [7; 32], "{name}");
        }
        assert!(matches!(read.named(None), Err(KeyError::Who)));
        assert!(matches!(read.named(Some("Max")), Err(KeyError::Stranger(name)) if name == "Max"));
        assert_eq!(*read.recover(&Secret::from("invented recovery key")).unwrap().key, [7; 32]);
        assert!(matches!(read.recover(&passphrase), Err(KeyError::Wrong)));
    }

    #[test]
    fn a_byte_that_was_changed_opens_nothing() {
        let (ring, passphrase) = ring();
        let text = ring.compose();
        for at in 0..text.len() {
            for bit in [1, 0x20, 0x80] {
                let mut changed = text.to_vec();
                changed[at] ^= bit;
                let Ok(read) = Keyring::parse(&changed) else { continue };
                let differs = read
                    .holders()
                    .iter()
                    .zip(ring.holders())
                    .filter(|(now, was)| now != was)
                    .map(|(now, _)| now)
                    .collect::<Vec<_>>();
                assert_eq!(differs.len(), 1, "byte {at}");
                let secret = match differs[0].id {
                    HolderId::Recovery => Secret::from("invented recovery key"),
                    HolderId::Staff(_) => passphrase.clone(),
                };
                assert!(matches!(differs[0].open(&secret), Err(KeyError::Wrong)), "byte {at}");
            }
        }
        for cut in 0..text.len() {
            let read = Keyring::parse(&text[..cut]);
            assert!(read.is_err() || read.is_ok_and(|read| read.holders().len() < 3), "cut at {cut}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_read_is_written_back_the_same(
            cuts in proptest::collection::vec((proptest::prelude::any::<proptest::sample::Index>(), proptest::prelude::any::<u8>()), 0..4),
            format in 0_u8..4,
        ) {
            let holder = "holder recovery m=8,t=1,p=1 00000000000000000000000000000000 ".to_owned() + &"00".repeat(32)
                + " \"\" " + &"00".repeat(24) + " " + &"00".repeat(80);
            let mut text = format!("tactful key {format}\n{holder}\n").into_bytes();
            for (at, byte) in cuts {
                let at = at.index(text.len());
                text[at] = byte;
            }
            if let Ok(ring) = Keyring::parse(&text) {
                proptest::prop_assert_eq!(&*ring.compose(), &text);
            }
        }
    }

    #[test]
    fn hostile_key_files_are_refused() {
        let (ring, _) = ring();
        let text = String::from_utf8(ring.compose().to_vec()).unwrap();
        let (first, second) = (text.lines().nth(1).unwrap(), text.lines().nth(2).unwrap());
        for hostile in [
            "tactful key 2\n".to_owned(),
            format!("tactful key 2\n{first}\n{first}\n"),
            format!("tactful key 2\n{first}\n\n{second}\n"),
            format!("tactful key 2\r\n{first}\r\n"),
            format!("tactful key 2\n{first}"),
            format!("tactful key 2\n{}\n", first.replace("m=8,", "m=1073741824,")),
            format!("tactful key 2\n{}\n", first.replace("t=1,", "t=4294967295,")),
            format!("tactful key 2\n{}\n", first.replace("p=1 ", "p=16777215 ")),
            format!("tactful key 2\n{}\n", first.replace("m=8,", "m=+8,")),
            format!("tactful key 2\n{}\n", first.replace("Sam Reed", &"x".repeat(401))),
            format!("tactful key 2\n{}\n", first.replace("\"Sam Reed\"", "\"\"")),
            format!("tactful key 2\n{}", format!("{first}\n").repeat(501)),
        ] {
            let short: String = hostile.chars().take(160).collect();
            assert_eq!(Keyring::parse(hostile.as_bytes()).unwrap_err(), Unread::Malformed, "{short}");
        }
        assert_eq!(Keyring::parse(b"tactful key 3\n").unwrap_err(), Unread::Newer);
    }

    #[test]
    fn a_key_that_lies_open_is_read_in_one_form() {
        let digits = "07".repeat(32);
        let read = Keyring::parse(format!("tactful key 1\nraw {digits}\n").as_bytes()).unwrap();
        assert!(matches!(&read, Keyring::Open(key) if **key == [7; 32]));
        assert_eq!(*read.compose(), format!("tactful key 1\nraw {digits}\n").into_bytes());
        for text in [
            String::new(),
            "tactful key 1\n".into(),
            format!("tactful key 1\nraw {digits}07\n"),
            format!("tactful key 1\nraw {digits}\nmore\n"),
            format!("tactful key x\nraw {digits}\n"),
            format!("raw {digits}\n"),
        ] {
            assert_eq!(Keyring::parse(text.as_bytes()).unwrap_err(), Unread::Malformed, "{text}");
        }
    }
}
