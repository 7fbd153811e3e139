//! The check of signatures: gathered while the log is read, checked by all processors at once.

use std::thread;

use super::Broken;
use crate::domain::log::{Asked, Event, Flaw, SealedHead, Signature, Signers, Stored, is_signed};

/// So many are gathered before they are checked: some hundredths of a second of work.
const BATCH: usize = 2_048;

/// A signature that is to be checked.
struct Claim {
    number: u64,
    public: [u8; 32],
    head: Vec<u8>,
    signature: Signature,
}

/// Who has to sign at this point of the log, and what is still to be checked.
#[derive(Default)]
pub(super) struct Signatures {
    signers: Signers,
    claims: Vec<Claim>,
}

impl Signatures {
    /// Who has to sign the next entry.
    pub(super) const fn signers(&self) -> &Signers {
        &self.signers
    }

    /// Takes the next entry, whose seal is right.
    pub(super) fn take(
        &mut self,
        stored: &Stored<'_>,
        head: &SealedHead<'_>,
        body: &[u8],
    ) -> Result<(), Broken> {
        let broken = |reason: String| Err(Broken { number: head.number, reason });
        let event = if head.kind.is_admission() { Some(Event::decode(head.kind, body)) } else { None };
        let about = match event {
            Some(Ok(Event::Admission(about))) => Some(about),
            Some(Err(malformed)) => return broken(malformed.to_string()),
            _ => None,
        };
        match (self.signers.ask(head.staff, about.as_ref()), stored.signature) {
            (Asked::Nothing, None) => {}
            (Asked::Key(public) | Asked::Recovery(public), Some(signature)) => {
                let Ok(signature) = signature.try_into() else { return broken(Flaw::Signature.to_string()) };
                self.claims.push(Claim {
                    number: head.number,
                    public,
                    head: stored.head.to_vec(),
                    signature,
                });
            }
            _ => return broken(Flaw::Signature.to_string()),
        }
        if let Some(about) = &about {
            self.signers.follow(about);
        }
        if self.claims.len() < BATCH { Ok(()) } else { self.settle() }
    }

    /// Checks what was gathered; tells the first that is wrong.
    pub(super) fn settle(&mut self) -> Result<(), Broken> {
        let claims = std::mem::take(&mut self.claims);
        let share = claims.len().div_ceil(thread::available_parallelism().map_or(1, usize::from)).max(1);
        let wrong = |claim: &&Claim| !is_signed(&claim.public, &claim.head, &claim.signature);
        let first = thread::scope(|scope| {
            let checks: Vec<_> =
                claims.chunks(share).map(|part| scope.spawn(move || part.iter().find(wrong))).collect();
            // a check that did not come to its end has found nothing right
            checks.into_iter().zip(claims.chunks(share)).find_map(|(check, part)| {
                check.join().unwrap_or_else(|_| part.first()).map(|claim| claim.number)
            })
        });
        match first {
            Some(number) => Err(Broken { number, reason: Flaw::Signature.to_string() }),
            None => Ok(()),
        }
    }
}
