//! What each role may do: one table.

use super::staff::Role;

/// Something that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Read what is on file, write messages, answer reminders, record, keep facts.
    Work,
    /// Take over files from other systems.
    Import,
    /// Write messages or all about one person into a file that leaves the program.
    Export,
    /// See how often each rule was overridden.
    Insights,
    /// Decide about an override: the Caldicott Guardian's alone.
    Decide,
    /// Read and write safeguarding notes: the Caldicott Guardian and supervisors, whoever else there is.
    Safeguarding,
    /// Say who may open the practice: members of staff, their passphrases, the recovery key.
    Holders,
    /// Copy the practice, and go back to a copy.
    Backup,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Work,
        Self::Import,
        Self::Export,
        Self::Insights,
        Self::Decide,
        Self::Safeguarding,
        Self::Holders,
        Self::Backup,
    ];

    /// What it is, in words that follow "may not".
    pub const fn label(self) -> &'static str {
        match self {
            Self::Work => "work at the desk",
            Self::Import => "import files",
            Self::Export => "export what is on file",
            Self::Insights => "see how often rules were overridden",
            Self::Decide => "decide about an override",
            Self::Safeguarding => "read or write safeguarding notes",
            Self::Holders => "say who may open the practice",
            Self::Backup => "copy the practice or go back to a copy",
        }
    }
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] =
        [Self::Receptionist, Self::Supervisor, Self::CaldicottGuardian, Self::Administrator];

    /// Whether this role carries a permission.
    pub const fn may(self, permission: Permission) -> bool {
        match (permission, self) {
            (Permission::Work | Permission::Import, _) | (Permission::Decide, Self::CaldicottGuardian) => {
                true
            }
            (Permission::Export | Permission::Insights, role) => !matches!(role, Self::Receptionist),
            (Permission::Safeguarding, role) => matches!(role, Self::Supervisor | Self::CaldicottGuardian),
            (Permission::Backup, role) => matches!(role, Self::Supervisor | Self::Administrator),
            (Permission::Holders, role) => matches!(role, Self::Administrator),
            (Permission::Decide, _) => false,
        }
    }

    /// Whether somebody with this role may do it among people with these roles. What nobody's role carries is everybody's
    /// (a practice of one or two gives no roles), but for the guardian's decision, which waits for a guardian, and
    /// safeguarding notes, which stay closed.
    pub fn may_among(self, permission: Permission, others: &[Self]) -> bool {
        let is_somebodys = matches!(permission, Permission::Decide | Permission::Safeguarding);
        let unclaimed = !is_somebodys && !others.iter().any(|role| role.may(permission));
        self.may(permission) || unclaimed
    }

    /// The role with this word: as on the screen, in any case, or its beginning.
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase().replace('-', " ");
        let is = |role: &Self| {
            let label = role.label().to_lowercase();
            label == word || label.split(' ').next_back() == Some(word.as_str())
        };
        Self::ALL.into_iter().find(is)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_the_table() {
        use Permission::{Backup, Decide, Export, Holders, Import, Insights, Safeguarding, Work};
        use Role::{Administrator, CaldicottGuardian, Receptionist, Supervisor};
        let table = [
            // who                Work  Import Export Insights Decide Safeguarding Holders Backup
            (Receptionist, [true, true, false, false, false, false, false, false]),
            (Supervisor, [true, true, true, true, false, true, false, true]),
            (CaldicottGuardian, [true, true, true, true, true, true, false, false]),
            (Administrator, [true, true, true, true, false, false, true, true]),
        ];
        assert_eq!(table.map(|(role, _)| role), Role::ALL);
        let all = [Work, Import, Export, Insights, Decide, Safeguarding, Holders, Backup];
        assert_eq!(Permission::ALL, all);
        for (role, row) in table {
            assert_eq!(Permission::ALL.map(|permission| role.may(permission)), row, "{role:?}");
        }
    }

    #[test]
    fn what_nobody_is_given_is_everybodys_but_for_decisions_and_safeguarding_notes() {
        let alone = [Role::Receptionist];
        for permission in Permission::ALL {
            let may = Role::Receptionist.may_among(permission, &alone);
            let is_somebodys = matches!(permission, Permission::Decide | Permission::Safeguarding);
            assert_eq!(may, !is_somebodys, "{permission:?}");
        }
        let both = [Role::Receptionist, Role::Administrator];
        assert!(!Role::Receptionist.may_among(Permission::Holders, &both));
        assert!(Role::Administrator.may_among(Permission::Holders, &both));
    }

    #[test]
    fn roles_are_named_in_words() {
        for (word, role) in [
            ("receptionist", Role::Receptionist),
            ("Supervisor", Role::Supervisor),
            ("caldicott-guardian", Role::CaldicottGuardian),
            ("guardian", Role::CaldicottGuardian),
            ("administrator", Role::Administrator),
        ] {
            assert_eq!(Role::from_word(word), Some(role), "{word}");
        }
        assert_eq!(Role::from_word("caldicott"), None);
        assert_eq!(Role::from_word(""), None);
    }
}
