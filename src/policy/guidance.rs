//! The guidance as a table: each sentence with what it says of every combination of channel, wish, objection, reader, age,
//! restriction, purpose and topic; all of them are judged.

use crate::domain::channel::Channel;
use crate::domain::date::Period;
use crate::domain::ids::{ObjectionId, PreferenceId};
use crate::domain::objection::{Objection, Outcome};
use crate::domain::patient::{Confidentiality, Restriction};
use crate::domain::preference::{Preference, Wish};
use crate::domain::proxy::{Basis, Proxy, Scope};
use crate::domain::purpose::Purpose;
use crate::domain::severity::Severity::{self, Note, Stop, Warn};

use super::settings::Checker;
use super::testing::{Desk, ewa, recorded};

/// What the patient objects to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Objects {
    Nothing,
    Texts,
    /// To recalls by text.
    Recalls,
}

/// One combination.
#[derive(Debug, Clone, Copy)]
struct Row {
    channel: Channel,
    prefers_letters: bool,
    objects: Objects,
    /// The patient, or the mother on this ground.
    reader: Option<Basis>,
    age: i16,
    /// None, a confidential address, or texts are not safe.
    risk: u8,
    purpose: Purpose,
    text: &'static str,
}

const PLAIN: &str = "Please call us.";
const MEDIUM: &str = "Your antenatal appointment is on file. Please call us.";
const HIGH: &str = "Your chlamydia test is on file. Please call us.";

impl Row {
    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for channel in Channel::ALL {
            for (prefers_letters, objects) in [
                (false, Objects::Nothing),
                (true, Objects::Nothing),
                (false, Objects::Texts),
                (true, Objects::Texts),
                (false, Objects::Recalls),
            ] {
                for reader in [
                    None,
                    Some(Basis::None),
                    Some(Basis::ParentalResponsibility),
                    Some(Basis::ExplicitConsent),
                ] {
                    for (age, risk) in
                        [5, 12, 17, 40].into_iter().flat_map(|age| [0, 1, 2].map(|risk| (age, risk)))
                    {
                        for (purpose, text) in [Purpose::Recall, Purpose::Appointment]
                            .into_iter()
                            .flat_map(|purpose| [PLAIN, MEDIUM, HIGH].map(|text| (purpose, text)))
                        {
                            all.push(Self {
                                channel,
                                prefers_letters,
                                objects,
                                reader,
                                age,
                                risk,
                                purpose,
                                text,
                            });
                        }
                    }
                }
            }
        }
        all
    }

    fn desk(self, checker: &Checker) -> Desk {
        let Self { channel, prefers_letters, objects, reader, age, risk, purpose, .. } = self;
        let proxy = Proxy { basis: reader.unwrap_or_default(), scope: Scope::default(), ..ewa() };
        let desk =
            Desk { checker: checker.clone(), purpose: Some(purpose), ..Desk::with_record() }.facts(|d| {
                let letters = Preference {
                    id: PreferenceId::from_bytes([6; 16]),
                    wish: Wish::Channel(Channel::Letter),
                    purpose: None,
                    rank: 1,
                    period: Period::default(),
                    recorded: recorded(),
                };
                d.preferences = Some(prefers_letters.then_some(letters).into_iter().collect());
                let objection = |purpose| Objection {
                    id: ObjectionId::from_bytes([5; 16]),
                    channel: Channel::Text,
                    purpose,
                    reason: None,
                    talk: None,
                    outcome: Outcome::Stands,
                    exceptions: Vec::new(),
                    review: None,
                    recorded: recorded(),
                };
                d.objections = Some(match objects {
                    Objects::Nothing => Vec::new(),
                    Objects::Texts => vec![objection(None)],
                    Objects::Recalls => vec![objection(Some(Purpose::Recall))],
                });
                d.proxies = Some(reader.map(|_| proxy).into_iter().collect());
                d.patient.restriction = match risk {
                    1 => Some(Restriction { level: Confidentiality::Restricted, ..Restriction::default() }),
                    2 => Some(Restriction { unsafe_channels: vec![Channel::Text], ..Restriction::default() }),
                    _ => None,
                };
            });
        let desk = if reader.is_some() { desk.for_ewa() } else { desk };
        Desk { channel, ..desk.aged(age) }
    }

    const fn is_young(self) -> bool {
        self.age >= 11 && self.age <= 17
    }

    /// How loud a topic is: the table of the rules, by tier and by who can see it.
    fn loud(self) -> Option<Severity> {
        let high = match self.text {
            PLAIN => return None,
            MEDIUM => self.is_young(),
            _ => true,
        };
        let grave = self.text == HIGH;
        Some(match (self.reader, self.channel) {
            (Some(_), _) | (None, Channel::Voicemail) => {
                if high {
                    Stop
                } else {
                    Warn
                }
            }
            (None, Channel::NhsApp | Channel::Letter | Channel::Phone) => Note,
            (None, _) if grave => Stop,
            (None, _) => {
                if high {
                    Warn
                } else {
                    Note
                }
            }
        })
    }
}

/// A sentence of the guidance, the rule that holds it, and what it says of a combination.
type Sentence = (&'static str, &'static str, fn(Row) -> Option<Severity>);

const SENTENCES: [Sentence; 7] = [
    (
        "an objection to a channel is a refusal, not a preference: the message is stopped",
        "objection-channel",
        |row| (row.objects == Objects::Texts && row.channel == Channel::Text).then_some(Stop),
    ),
    (
        "an objection to a purpose on a channel stops messages of that purpose by it",
        "objection-purpose",
        |row| {
            let recall = row.objects == Objects::Recalls && row.purpose == Purpose::Recall;
            (recall && row.channel == Channel::Text).then_some(Stop)
        },
    ),
    ("a restricted record is written to only where the named lead said so", "recipient-restricted", |row| {
        (row.risk == 1).then_some(Stop)
    }),
    ("a route that the patient called unsafe is never used", "channel-unsafe", |row| {
        (row.risk == 2 && row.channel == Channel::Text).then_some(Stop)
    }),
    (
        "nobody but the patient reads without a basis; a small child's parent is presumed to have one",
        "proxy-no-authority",
        |row| {
            let presumed = row.age < 11 && row.risk != 1;
            (row.reader == Some(Basis::None) && !presumed).then_some(Stop)
        },
    ),
    ("from 16 a parent's authority needs a fresh basis", "proxy-age-16", |row| {
        (row.reader == Some(Basis::ParentalResponsibility) && row.age >= 16).then_some(Stop)
    }),
    (
        "what would embarrass or endanger before the wrong eyes is said as loud as those eyes are near",
        "sensitive-topic",
        Row::loud,
    ),
];

#[test]
fn every_sentence_says_the_same_of_every_combination() {
    // one for all: to read the lexicon costs more than to judge
    let checker = Desk::with_record().checker;
    let rows = Row::all();
    assert!(rows.len() > 2000, "{}", rows.len());
    let mut reached = [[0_usize; 4]; SENTENCES.len()];
    for row in rows {
        let found = row.desk(&checker).all_findings(row.text);
        for ((words, rule, says), reached) in SENTENCES.iter().zip(&mut reached) {
            let expected = says(row);
            let loudest =
                found.iter().filter(|finding| finding.rule == *rule).map(|finding| finding.severity).max();
            assert_eq!(loudest, expected, "{words}\n{row:?}");
            let at = match expected {
                None => 0,
                Some(Note) => 1,
                Some(Warn) => 2,
                Some(Stop) => 3,
            };
            reached[at] += 1;
        }
    }
    for ((words, ..), reached) in SENTENCES.iter().zip(reached) {
        assert!(reached[0] > 0 && reached[3] > 0, "never reached: {words}: {reached:?}");
    }
    assert!(reached[6].iter().all(|count| *count > 0), "every loudness: {:?}", reached[6]);
}
