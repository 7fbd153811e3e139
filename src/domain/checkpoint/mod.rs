//! A checkpoint: how a log stood at one moment, signed by whoever sat there, kept outside the database.
//!
//! A log can be cut at its end, or an older file put in its place, and still check: nothing in the file tells. What was written
//! down elsewhere does (`docs/checkpoint-format.md`).

mod kept;
mod phrase;

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use super::ids::{PracticeId, StaffId};
use super::log::{Head, Root, Seal, Signature, Signer, is_signed_for};
use super::staff::LONGEST_NAME;

pub use kept::{Kept, Mark};
pub use phrase::{BadPhrase, LENGTH, Phrase};

/// What stands before the bytes that are signed: no other bytes of ours can be taken for them.
const LABEL: &[u8] = b"tactful checkpoint signature 1";

/// The first line of a file.
const TITLE: &str = "tactful checkpoint ";

/// The format that this program writes.
const FORMAT: &str = "1";

/// No checkpoint is longer, in bytes.
pub const LONGEST: usize = 4096;

/// How a log stands: so many entries of this practice, the last seal, the digest of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TreeHead {
    /// Whose log it is.
    pub practice: PracticeId,
    /// Number and seal of the last entry.
    pub head: Head,
    /// The root of the tree over the entries up to that one.
    pub root: Root,
}

impl TreeHead {
    /// The bytes from which the phrase is made: practice, number, seal, root.
    fn encode(&self) -> [u8; 88] {
        let mut bytes = [0; 88];
        let parts =
            [&self.practice.as_bytes()[..], &self.head.number.to_be_bytes(), &self.head.seal.0, &self.root.0];
        bytes.iter_mut().zip(parts.concat()).for_each(|(to, from)| *to = from);
        bytes
    }
}

/// Who signed a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedBy {
    /// The public key by which the signature is checked.
    pub public: [u8; 32],
    /// The signature.
    pub signature: Signature,
}

/// A checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// How the log stood.
    pub tree: TreeHead,
    /// When it was made, to the millisecond.
    pub at: Timestamp,
    /// Who made it.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// Their signature; `None` where the practice lies open and nobody can sign.
    pub signed: Option<SignedBy>,
}

/// A text that is no checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCheckpoint {
    /// It is something else, or was changed.
    #[error("it is not a checkpoint, or was changed: a checkpoint is read exactly as it was written")]
    Malformed,
    /// A newer program wrote it.
    #[error("its format is not known: use the newer program that wrote it")]
    Newer,
    /// The signature is not that of these lines.
    #[error("its signature does not fit: it was changed, or not written by whoever it names")]
    Signature,
}

impl Checkpoint {
    /// A checkpoint of a log that stands so, signed where somebody can.
    pub fn new(
        tree: TreeHead,
        at: Timestamp,
        (staff, name): (StaffId, &str),
        signer: Option<&Signer>,
    ) -> Self {
        // milliseconds are what a file says
        let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
        let mut checkpoint = Self { tree, at, staff, name: name.to_owned(), signed: None };
        checkpoint.signed = signer.map(|signer| SignedBy {
            public: signer.public(),
            signature: signer.sign_for(LABEL, checkpoint.lines(Some(&signer.public())).as_bytes()),
        });
        checkpoint
    }

    /// The lines that are signed.
    fn lines(&self, public: Option<&[u8; 32]>) -> String {
        let Self { tree: TreeHead { practice, head, root }, at, staff, name, .. } = self;
        let name = serde_json::to_string(name).unwrap_or_default();
        let key = public.map_or_else(|| "none".to_owned(), hex::encode);
        format!(
            "{TITLE}{FORMAT}\npractice {practice}\nentries {}\nseal {}\nroot {root}\ntime {at:.3}\nby {staff} {name}\nkey \
             {key}\n",
            head.number, head.seal
        )
    }

    /// The text of its file.
    pub fn compose(&self) -> String {
        let signature =
            self.signed.as_ref().map_or_else(|| "none".to_owned(), |signed| hex::encode(signed.signature));
        format!("{}signature {signature}\n", self.lines(self.signed.as_ref().map(|signed| &signed.public)))
    }

    /// Reads the text of a file, and checks the signature by the key that it names. Whether that is the key of whoever it names
    /// is known by the log alone.
    ///
    /// # Errors
    /// When it is not exactly as this program writes it, or the signature does not fit.
    pub fn parse(text: &[u8]) -> Result<Self, BadCheckpoint> {
        const BAD: BadCheckpoint = BadCheckpoint::Malformed;
        let text =
            std::str::from_utf8(text.get(..LONGEST.min(text.len())).unwrap_or(text)).map_err(|_| BAD)?;
        let mut lines = text.lines();
        let format = lines.next().and_then(|line| line.strip_prefix(TITLE)).ok_or(BAD)?;
        if format != FORMAT {
            let is_newer =
                format.parse::<u32>().is_ok_and(|number| number > 1 && number.to_string() == format);
            return Err(if is_newer { BadCheckpoint::Newer } else { BAD });
        }
        let read = parse(&mut lines).filter(|read| read.compose() == text).ok_or(BAD)?;
        match &read.signed {
            Some(SignedBy { public, signature })
                if !is_signed_for(LABEL, public, read.lines(Some(public)).as_bytes(), signature) =>
            {
                Err(BadCheckpoint::Signature)
            }
            _ => Ok(read),
        }
    }

    /// The name of its file: `checkpoint-00001284-20261123T174500Z.txt`; by name is by number.
    pub fn file_name(&self) -> String {
        format!("checkpoint-{:08}-{}.txt", self.tree.head.number, self.at.strftime("%Y%m%dT%H%M%SZ"))
    }
}

fn parse<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Option<Checkpoint> {
    let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
    let practice = field("practice")?.parse().ok()?;
    // a log has a first entry: one that has none would fit any log
    let number = field("entries")?.parse().ok().filter(|number| *number > 0)?;
    let seal = Seal(digits(field("seal")?)?);
    let root = Root(digits(field("root")?)?);
    let at: Timestamp = field("time")?.parse().ok()?;
    let (staff, name) = field("by")?.split_once(' ')?;
    let name: String = serde_json::from_str(name).ok().filter(|name: &String| name.len() <= LONGEST_NAME)?;
    let signed = match (field("key")?, field("signature")?) {
        ("none", "none") => None,
        (key, signature) => Some(SignedBy { public: digits(key)?, signature: digits(signature)? }),
    };
    let tree = TreeHead { practice, head: Head { number, seal }, root };
    Some(Checkpoint { tree, at, staff: staff.parse().ok()?, name, signed })
}

fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the checkpoint of entry {} by {} of {:.0}", self.tree.head.number, self.name, self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::log::Seed;

    fn sam() -> Signer {
        Signer::new(StaffId::from_bytes([5; 16]), &Seed::new([1; 32]))
    }

    fn checkpoint(signer: Option<&Signer>) -> Checkpoint {
        let tree = TreeHead {
            practice: PracticeId::from_bytes([9; 16]),
            head: Head { number: 1284, seal: Seal([3; 32]) },
            root: Root([4; 32]),
        };
        let at = Timestamp::from_nanosecond(1_795_400_000_123_456_789).unwrap();
        Checkpoint::new(tree, at, (StaffId::from_bytes([5; 16]), "Sam \"Sue\" Reed"), signer)
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        for signer in [None, Some(&sam())] {
            let checkpoint = checkpoint(signer);
            let text = checkpoint.compose();
            assert_eq!(Checkpoint::parse(text.as_bytes()), Ok(checkpoint), "{text}");
        }
        let text = checkpoint(None).compose();
        assert!(text.contains("time 2026-11-23T") && text.contains(".123Z"), "{text}");
        assert_eq!(checkpoint(None).file_name(), "checkpoint-00001284-20261123T021320Z.txt");
    }

    #[test]
    fn a_byte_that_was_changed_is_found() {
        let text = checkpoint(Some(&sam())).compose().into_bytes();
        for at in 0..text.len() {
            for bit in [1, 2, 0x20, 0x80] {
                let mut changed = text.clone();
                changed[at] ^= bit;
                assert!(
                    Checkpoint::parse(&changed).is_err(),
                    "byte {at} of {}",
                    String::from_utf8_lossy(&changed)
                );
            }
            assert!(Checkpoint::parse(&text[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn hostile_texts_are_refused_in_plain_words() {
        let text = checkpoint(Some(&sam())).compose();
        let open = checkpoint(None).compose();
        for hostile in [
            String::new(),
            "tactful checkpoint 1\n".into(),
            "tactful checkpoint 01\n".into(),
            format!("\u{feff}{text}"),
            format!("{text}\n"),
            format!("{text}more"),
            text.replace('\n', "\r\n"),
            text.replace("entries 1284", "entries +1284"),
            open.replace("entries 1284", "entries 0"),
            text.replace("entries 1284", "entries 99999999999999999999999999"),
            text.replace("seal 03", "seal 0303"),
            open.replace("key none", "key None"),
            open.replace("Sam", &"x".repeat(401)),
            open.replace("Sam", "S\\u0061m"),
            text.replace("signature ", "signature none"),
            "x".repeat(1 << 20),
        ] {
            assert_eq!(Checkpoint::parse(hostile.as_bytes()), Err(BadCheckpoint::Malformed), "{hostile:.80}");
        }
        assert_eq!(Checkpoint::parse(b"tactful checkpoint 2\n"), Err(BadCheckpoint::Newer));
        assert_eq!(Checkpoint::parse(&[0xff; 99]), Err(BadCheckpoint::Malformed));
        let forged = text.replace("entries 1284", "entries 1285");
        assert_eq!(Checkpoint::parse(forged.as_bytes()), Err(BadCheckpoint::Signature));
        // a signature cannot be taken away unseen: that a practice lies open is known by its log
        let words = BadCheckpoint::Signature.to_string();
        assert!(words.contains("does not fit"), "{words}");
    }
}
