//! Safeguarding notes (FHIR Flag): words that only some roles read, and what the desk is asked to do without reading them.

use serde::{Deserialize, Serialize};

use super::dossier::Dossier;
use super::fact::{Amendment, Fact};
use super::ids::{NoteId, ProxyId};
use super::log::{Entry, Event};
use super::permission::Permission;
use super::staff::{Recorded, Role};

/// A note about somebody who might do harm with what they learn of a patient.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SafeguardingNote {
    /// Its identifier.
    pub id: NoteId,
    /// The proxy it is about; `None`: everybody but the patient.
    pub about: Option<ProxyId>,
    /// Whether the desk is asked to speak to the safeguarding lead before it tells them anything. Where it is not, nobody
    /// who may not read the words learns that there is a note.
    pub asks: bool,
    /// The safeguarding lead, by name.
    pub lead: Option<String>,
    /// The words; `None`: not for these eyes.
    pub words: Option<String>,
    /// Who wrote it.
    pub recorded: Recorded,
}

impl SafeguardingNote {
    /// Whether it is about this proxy.
    pub fn concerns(&self, proxy: Option<ProxyId>) -> bool {
        self.about.is_none() || self.about == proxy
    }

    /// What the desk is asked to do, before it tells `whom` anything.
    pub fn request(&self, whom: &str) -> String {
        let lead = self.lead.as_ref().map(|lead| format!(", {lead},")).unwrap_or_default();
        format!("speak to the safeguarding lead{lead} before you tell {whom} anything")
    }
}

impl Role {
    /// Whether somebody with this role reads and writes safeguarding notes. Whoever has none does not.
    pub fn reads_safeguarding(role: Option<Self>) -> bool {
        role.is_some_and(|role| role.may(Permission::Safeguarding))
    }
}

impl Dossier {
    /// The dossier as somebody with this role may see it: safeguarding notes without their words, where the role does not
    /// carry them. The rules still know that they stand.
    #[must_use]
    pub fn seen_by(mut self, role: Option<Role>) -> Self {
        if !Role::reads_safeguarding(role) {
            self.safeguarding.iter_mut().flatten().for_each(|note| note.words = None);
        }
        self
    }

    /// The safeguarding notes about a proxy; `None`: about everybody but the patient.
    pub fn notes_about(&self, proxy: Option<ProxyId>) -> impl Iterator<Item = &SafeguardingNote> {
        self.safeguarding.iter().flatten().filter(move |note| note.concerns(proxy))
    }
}

impl Amendment {
    /// Whether it is about safeguarding notes, of which nobody learns who may not read them.
    pub fn is_safeguarding(&self) -> bool {
        self.changes.iter().any(|change| matches!(change.fact(), Some(Fact::Safeguarding(_))))
    }
}

impl Entry {
    /// The entry as somebody with this role may see it: what was done to safeguarding notes is closed to whoever may not
    /// read them.
    #[must_use]
    pub fn seen_by(mut self, role: Option<Role>) -> Self {
        let is_closed = matches!(&self.event, Event::Amended(amendment) if amendment.is_safeguarding());
        if is_closed && !Role::reads_safeguarding(role) {
            self.event = Event::Opaque { kind: self.event.kind(), body: Vec::new() };
        }
        self
    }
}
