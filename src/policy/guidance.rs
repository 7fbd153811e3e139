//! The guidance as a table: each sentence with what it says of every combination of channel, wish, objection and what is
//! excepted from it, reader and whether somebody looked at their basis, where both parents live, age, restriction, purpose
//! and topic; all of them are judged.

use crate::domain::channel::Channel;
use crate::domain::date::Period;
use crate::domain::ids::PreferenceId;
use crate::domain::objection::{Objection, Outcome};
use crate::domain::patient::{Confidentiality, Restriction};
use crate::domain::preference::{Preference, Wish};
use crate::domain::proxy::{Basis, Lives, Proxy};
use crate::domain::purpose::Purpose;
use crate::domain::severity::Severity::{self, Note, Stop, Warn};

use super::settings::Checker;
use super::testing::{Desk, by_staff, ewa, mobile, objection, recorded, tom};

/// What the patient objects to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Objects {
    Nothing,
    Texts,
    /// To recalls by text.
    Recalls,
    /// To texts, but recalls may come all the same.
    TextsButRecalls,
    /// The same, and nobody but a file says that recalls may come.
    TextsButAFileSaysRecalls,
    /// To recalls by text, and once it was talked through these may come all the same.
    RecallsAndTheyMayCome,
}

/// Where the mother, who reads, and the father live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Homes {
    /// There is no father on file.
    NoFather,
    NotSaid,
    /// Nobody said, and both have his number on file.
    OneNumber,
    Together,
    /// Together, as a file alone says.
    TogetherSaysAFile,
    Apart,
    /// Apart, although both have his number on file.
    ApartWithOneNumber,
}

impl Homes {
    /// Those with a father.
    const SAID: [Self; 6] = [
        Self::NotSaid,
        Self::OneNumber,
        Self::Together,
        Self::TogetherSaysAFile,
        Self::Apart,
        Self::ApartWithOneNumber,
    ];
}

/// One combination.
#[derive(Debug, Clone, Copy)]
struct Row {
    channel: Channel,
    prefers_letters: bool,
    objects: Objects,
    /// The patient, or the mother on this ground, at which somebody here looked or not.
    reader: Option<(Basis, bool)>,
    homes: Homes,
    age: i16,
    /// None, a confidential address, or texts are not safe.
    risk: u8,
    purpose: Purpose,
    text: &'static str,
}

const PLAIN: &str = "Please call us.";
/// It tells where the father is reached.
const FATHER: &str = "Please call 07700 900555.";
const MEDIUM: &str = "Your antenatal appointment is on file. Please call us.";
const HIGH: &str = "Your chlamydia test is on file. Please call us.";

const OBJECTIONS: [(bool, Objects); 8] = [
    (false, Objects::Nothing),
    (true, Objects::Nothing),
    (false, Objects::Texts),
    (true, Objects::Texts),
    (false, Objects::Recalls),
    (false, Objects::TextsButRecalls),
    (false, Objects::TextsButAFileSaysRecalls),
    (false, Objects::RecallsAndTheyMayCome),
];

const READERS: [Option<(Basis, bool)>; 6] = [
    None,
    Some((Basis::None, true)),
    Some((Basis::ParentalResponsibility, true)),
    Some((Basis::ParentalResponsibility, false)),
    Some((Basis::ExplicitConsent, true)),
    Some((Basis::ExplicitConsent, false)),
];

impl Row {
    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for channel in Channel::ALL {
            for ((prefers_letters, objects), reader) in product(&OBJECTIONS, &READERS) {
                for (age, purpose) in product(&[5, 12, 17, 40], &[Purpose::Recall, Purpose::Appointment]) {
                    let told = product(&[0, 1, 2], &[PLAIN, MEDIUM, HIGH]);
                    let told = told.into_iter().map(|(risk, text)| (risk, text, Homes::NoFather));
                    let of_father = Homes::SAID
                        .into_iter()
                        .filter(|_| reader.is_some() && !prefers_letters)
                        .map(|homes| (0, FATHER, homes));
                    all.extend(told.chain(of_father).map(|(risk, text, homes)| Self {
                        channel,
                        prefers_letters,
                        objects,
                        reader,
                        homes,
                        age,
                        risk,
                        purpose,
                        text,
                    }));
                }
            }
        }
        all
    }

    fn objections(self) -> Vec<Objection> {
        let objection = Objection { recorded: by_staff(), ..objection(Channel::Text) };
        let (may, exceptions) = (Outcome::MayBeOverridden, vec![Purpose::Recall]);
        match self.objects {
            Objects::Nothing => Vec::new(),
            Objects::Texts => vec![objection],
            Objects::Recalls => vec![Objection { purpose: Some(Purpose::Recall), ..objection }],
            Objects::TextsButRecalls => vec![Objection { outcome: may, exceptions, ..objection }],
            Objects::TextsButAFileSaysRecalls => {
                vec![Objection { outcome: may, exceptions, recorded: recorded(), ..objection }]
            }
            Objects::RecallsAndTheyMayCome => {
                vec![Objection { purpose: Some(Purpose::Recall), outcome: may, exceptions, ..objection }]
            }
        }
    }

    /// The mother where she reads, and the father where there is one.
    fn parents(self) -> Vec<Proxy> {
        let Some((basis, looked_at)) = self.reader else { return Vec::new() };
        let (mothers, fathers) = match self.homes {
            Homes::NoFather | Homes::NotSaid | Homes::OneNumber => (Lives::NotSaid, Lives::NotSaid),
            Homes::Together | Homes::TogetherSaysAFile => (Lives::WithPatient, Lives::WithPatient),
            Homes::Apart | Homes::ApartWithOneNumber => (Lives::WithPatient, Lives::Apart),
        };
        let by = |is_staff: bool| if is_staff { by_staff() } else { recorded() };
        let mut mother = Proxy { basis, lives: mothers, recorded: by(looked_at), ..ewa() };
        let father = Proxy { lives: fathers, recorded: by(self.homes != Homes::TogetherSaysAFile), ..tom() };
        if matches!(self.homes, Homes::OneNumber | Homes::ApartWithOneNumber) {
            mother.contacts.push(mobile(22, "07700 900555"));
        }
        let father = (self.homes != Homes::NoFather).then_some(father);
        std::iter::once(mother).chain(father).collect()
    }

    fn desk(self, checker: &Checker) -> Desk {
        let Self { channel, prefers_letters, reader, age, risk, purpose, .. } = self;
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
                d.objections = Some(self.objections());
                d.proxies = Some(self.parents());
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
            PLAIN | FATHER => return None,
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

const SENTENCES: [Sentence; 8] = [
    (
        "an objection to a channel is a refusal, not a preference: the message is stopped, or goes with a note where the \
         person said that it may come all the same",
        "objection-channel",
        |row| {
            let refused = match row.objects {
                Objects::TextsButRecalls if row.purpose == Purpose::Recall => Note,
                Objects::Texts | Objects::TextsButRecalls | Objects::TextsButAFileSaysRecalls => Stop,
                Objects::Nothing | Objects::Recalls | Objects::RecallsAndTheyMayCome => return None,
            };
            (row.channel == Channel::Text).then_some(refused)
        },
    ),
    (
        "an objection to a purpose on a channel stops messages of that purpose by it, unless the person said that they may \
         come all the same",
        "objection-purpose",
        |row| {
            let refused = match row.objects {
                Objects::Recalls => Stop,
                Objects::RecallsAndTheyMayCome => Note,
                _ => return None,
            };
            (row.purpose == Purpose::Recall && row.channel == Channel::Text).then_some(refused)
        },
    ),
    ("a restricted record is written to only where the named lead said so", "recipient-restricted", |row| {
        (row.risk == 1).then_some(Stop)
    }),
    ("a route that the patient called unsafe is never used", "channel-unsafe", |row| {
        (row.risk == 2 && row.channel == Channel::Text).then_some(Stop)
    }),
    (
        "nobody but the patient reads without a basis at which somebody here looked; a small child's parent is presumed to \
         have one",
        "proxy-no-authority",
        |row| {
            let presumed = row.age < 11 && row.risk != 1;
            let (basis, looked_at) = row.reader?;
            ((basis == Basis::None || !looked_at) && !presumed).then_some(Stop)
        },
    ),
    ("from 16 a parent's authority needs a fresh basis", "proxy-age-16", |row| {
        let (basis, _) = row.reader?;
        (basis == Basis::ParentalResponsibility && row.age >= 16).then_some(Stop)
    }),
    (
        "one parent is not told where the other is, unless somebody here took down that both live with the patient; what \
         both have is no secret between them unless one is said to live apart",
        "proxy-other-detail",
        |row| {
            let (_, looked_at) = row.reader?;
            let is_no_secret = match row.homes {
                Homes::NoFather | Homes::OneNumber => true,
                Homes::Together => looked_at,
                Homes::NotSaid | Homes::TogetherSaysAFile | Homes::Apart | Homes::ApartWithOneNumber => false,
            };
            (row.text == FATHER && !is_no_secret).then_some(Stop)
        },
    ),
    (
        "what would embarrass or endanger before the wrong eyes is said as loud as those eyes are near",
        "sensitive-topic",
        Row::loud,
    ),
];

/// Every one of the first with every one of the second.
fn product<A: Copy, B: Copy>(first: &[A], second: &[B]) -> Vec<(A, B)> {
    first.iter().flat_map(|one| second.iter().map(|other| (*one, *other))).collect()
}

#[test]
fn every_sentence_says_the_same_of_every_combination() {
    // one for all: to read the lexicon costs more than to judge
    let checker = Desk::with_record().checker;
    let rows = Row::all();
    assert!(rows.len() > 20_000, "{}", rows.len());
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
    assert!(reached[0][1] > 0 && reached[1][1] > 0, "what may come comes with a note: {reached:?}");
    assert!(reached[7].iter().all(|count| *count > 0), "every loudness: {:?}", reached[7]);
}
