//! The twenty sensitive topics. The slugs are fixed: they are in files, settings and on the record.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How sensitive a topic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Embarrassing before the wrong eyes.
    Medium,
    /// Dangerous before the wrong eyes.
    High,
}

macro_rules! topics {
    ($($name:ident $slug:literal $tier:ident $hl7:literal $label:literal)+) => {
        /// A kind of thing that a message may give away about a person.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Topic {
            $(#[doc = $label] #[serde(rename = $slug)] $name,)+
        }

        impl Topic {
            /// All topics.
            pub const ALL: [Self; 20] = [$(Self::$name),+];

            /// The word in files, settings and JSON.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)+ }
            }

            /// The word on the screen.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }

            /// How sensitive it is for an adult; for a patient of 11 to 17 every topic counts as high.
            pub const fn tier(self) -> Tier {
                match self { $(Self::$name => Tier::$tier,)+ }
            }

            /// The code of HL7 v3-ActCode, `InformationSensitivityPolicy`.
            pub const fn hl7(self) -> &'static str {
                match self { $(Self::$name => $hl7,)+ }
            }
        }
    };
}

topics! {
    HivBbv "hiv-bbv" High "HIV" "HIV and blood-borne viruses"
    Sti "sti" High "STD" "sexually transmitted infection"
    SexualReproductive "sexual-reproductive" Medium "SEX" "contraception and sexual function"
    Pregnancy "pregnancy" Medium "PREGNANT" "pregnancy"
    Termination "termination" High "SEX" "termination of pregnancy"
    Fertility "fertility" High "SEX" "fertility treatment"
    GenderSexuality "gender-sexuality" High "GENDER" "gender identity and sexuality"
    MentalHealth "mental-health" High "MH" "mental health"
    SelfHarm "self-harm" High "EMOTDIS" "self-harm and suicide"
    Alcohol "alcohol" High "ETHUD" "alcohol"
    Drugs "drugs" High "SUD" "drug use"
    Abuse "abuse" High "SDV" "abuse and violence"
    ChildSafeguarding "child-safeguarding" High "SDV" "safeguarding of a child"
    SafeguardingJustice "safeguarding-justice" High "VIO" "safeguarding, prison, asylum"
    Cancer "cancer" High "DIA" "cancer"
    EndOfLife "end-of-life" High "TBOO" "end of life and bereavement"
    Genetics "genetics" High "GDIS" "genetics"
    Cognition "cognition" Medium "COGN" "memory, learning, ADHD, autism"
    Intimate "intimate" Medium "TBOO" "intimate health"
    SocialCircumstances "social-circumstances" Medium "DEMO" "social circumstances"
}

impl Topic {
    /// The topic with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.slug() == slug)
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}
