//! What an entry of the lexicon belongs to: a topic, or a wording that a rule listens for.

use crate::domain::topic::Topic;

/// A wording that a rule listens for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cue {
    /// A result, a value or its meaning.
    Result,
    /// Serious or distressing news.
    BadNews,
    /// Another person's health or care.
    ThirdParty,
    /// What people have and get of health and care, said of "her" or "him".
    Care,
    /// Words between colleagues.
    Internal,
    /// Shorthand and talk about the patient that colleagues use; weak alone.
    InternalHint,
    /// Something that cannot wait.
    Urgent,
    /// Research, fundraising, marketing, staff business.
    OutOfScope,
    /// A consumer app or personal account.
    ConsumerApp,
    /// A request to send identifiers, or an identifier announced.
    Identifier,
    /// A gap that somebody meant to fill.
    Placeholder,
    /// The opening of a notice to everyone.
    Notice,
    /// What only a sentence to everyone says, wherever it stands there.
    Everyone,
    /// What tells the way by a place that stands behind it: "opposite", "past the".
    Landmark,
    /// What makes a place of the words in front of it: "building", "car park".
    Building,
    /// A thing of a clinic that is no part of a person: what is said of it is no result.
    Thing,
}

impl Cue {
    /// All cues.
    pub const ALL: [Self; 16] = [
        Self::Result,
        Self::BadNews,
        Self::ThirdParty,
        Self::Care,
        Self::Internal,
        Self::InternalHint,
        Self::Urgent,
        Self::OutOfScope,
        Self::ConsumerApp,
        Self::Identifier,
        Self::Placeholder,
        Self::Notice,
        Self::Everyone,
        Self::Landmark,
        Self::Building,
        Self::Thing,
    ];

    /// The word in the lexicon's files: the rule it serves, where it serves one alone.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Result => "result-detail",
            Self::BadNews => "bad-news",
            Self::ThirdParty => "third-party-named",
            Self::Care => "care",
            Self::Internal => "internal-wording",
            Self::InternalHint => "internal-hint",
            Self::Urgent => "urgent-by-message",
            Self::OutOfScope => "out-of-scope",
            Self::ConsumerApp => "channel-not-approved",
            Self::Identifier => "identifier-in-text",
            Self::Placeholder => "placeholder-unfilled",
            Self::Notice => "notice",
            Self::Everyone => "everyone",
            Self::Landmark => "landmark",
            Self::Building => "building",
            Self::Thing => "thing",
        }
    }
}

/// A topic or a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// A sensitive topic.
    Topic(Topic),
    /// A wording.
    Cue(Cue),
}

/// How many topics there are: cues are counted behind them.
const TOPICS: u8 = match Topic::ALL.last() {
    Some(last) => *last as u8 + 1,
    None => 0,
};

impl Category {
    /// The category of a file, by its name there.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Topic::from_slug(slug)
            .map(Self::Topic)
            .or_else(|| Cue::ALL.into_iter().find(|cue| cue.slug() == slug).map(Self::Cue))
    }

    /// As a number: topics first.
    #[inline]
    pub const fn number(self) -> u8 {
        match self {
            Self::Topic(topic) => topic as u8,
            Self::Cue(cue) => TOPICS + cue as u8,
        }
    }

    /// The category with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        let at = usize::from(number);
        match Topic::ALL.get(at) {
            Some(topic) => Some(Self::Topic(*topic)),
            None => Cue::ALL.get(at - Topic::ALL.len()).copied().map(Self::Cue),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lead_back() {
        for topic in Topic::ALL {
            let category = Category::Topic(topic);
            assert_eq!(Category::from_number(category.number()), Some(category));
            assert_eq!(Category::from_slug(topic.slug()), Some(category));
        }
        for cue in Cue::ALL {
            let category = Category::Cue(cue);
            assert_eq!(Category::from_number(category.number()), Some(category));
        }
        assert_eq!(Category::from_number(99), None);
    }
}
