//! Parents of small children: who is presumed to act for a patient although nobody here looked at on what ground.

/// What decides whether somebody is presumed to act for a child as a parent does (Children Act 1989, section 2).
#[derive(Debug, Clone, Copy)]
pub struct Presumption<'a> {
    /// What they are to the patient, in words.
    pub relationship: &'a str,
    /// The patient's age in full years, where it is known.
    pub age: Option<u16>,
    /// The patient's record is restricted, as after a court order.
    pub restricted: bool,
    /// A safeguarding note is about them, or about everybody but the patient.
    pub noted: bool,
    /// They must never be told about the patient.
    pub do_not_tell: bool,
}

impl Presumption<'_> {
    /// From this age in full years nobody is presumed to act any more: their details are looked at again (guidance, section 2).
    pub const UNTIL: u16 = 11;

    /// Whether they are presumed to act: a small child's parent, and nothing on file speaks against it.
    pub fn holds(&self) -> bool {
        let is_small = self.age.is_some_and(|age| age < Self::UNTIL);
        is_small && !self.restricted && !self.noted && !self.do_not_tell && is_parent(self.relationship)
    }
}

/// Whether a relationship is that of a parent.
pub fn is_parent(relationship: &str) -> bool {
    let word = relationship.to_lowercase();
    ["mother", "father", "parent", "mum", "dad", "guardian", "mam", "adoptive"]
        .iter()
        .any(|p| word.contains(p))
        && !word.contains("grand")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_childs_parent_is_presumed_unless_something_speaks_against_it() {
        let mother = Presumption {
            relationship: "Mother",
            age: Some(10),
            restricted: false,
            noted: false,
            do_not_tell: false,
        };
        assert!(mother.holds());
        for other in [
            Presumption { age: Some(11), ..mother },
            Presumption { age: None, ..mother },
            Presumption { relationship: "grandmother", ..mother },
            Presumption { relationship: "", ..mother },
            Presumption { restricted: true, ..mother },
            Presumption { noted: true, ..mother },
            Presumption { do_not_tell: true, ..mother },
        ] {
            assert!(!other.holds(), "{other:?}");
        }
    }
}
