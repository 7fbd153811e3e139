//! Whatever is written reads back the same, and nothing that was changed goes unnoticed.

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::super::communication::{HandOver, Message, NotSent, Recipient, RecordMode};
use super::super::fact::{Amendment, Fact, FactChange};
use super::super::ids::{
    CommunicationId, DraftId, EntryId, NeedId, NoteId, ObjectionId, PracticeId, ProxyId, ReminderId, StaffId,
};
use super::super::import::ImportReport;
use super::super::need::{Need, NeedKind};
use super::super::objection::{Objection, Outcome};
use super::super::patient::Left;
use super::super::safeguarding::SafeguardingNote;
use super::super::settlement::{Decision, Override, OverrideReason, SettledFinding, Settlement};
use super::super::staff::{Actor, Author, Recorded, Role};
use super::super::template::TemplateUse;
use super::super::{channel::Channel, purpose::Purpose, severity::Severity, topic::Topic};
use super::*;

fn id() -> impl Strategy<Value = [u8; 16]> {
    any::<[u8; 16]>()
}

fn words() -> impl Strategy<Value = String> {
    // With line breaks, NUL and what lies outside the basic plane.
    any::<String>()
}

fn time() -> impl Strategy<Value = Timestamp> {
    (-62_135_596_800_i64..253_402_207_200, 0..1_000_000_000_i32).prop_map(|(seconds, nanos)| {
        Timestamp::new(seconds, nanos).or_else(|_| Timestamp::new(seconds, 0)).unwrap()
    })
}

fn recipient() -> impl Strategy<Value = Recipient> {
    option::of(id()).prop_map(|proxy| {
        proxy.map_or(Recipient::Patient, |id| Recipient::Proxy(super::super::ids::ProxyId::from_bytes(id)))
    })
}

fn record() -> impl Strategy<Value = RecordMode> {
    prop_oneof![
        Just(RecordMode::Exact),
        words().prop_map(RecordMode::Summary),
        words().prop_map(RecordMode::RecordedBy)
    ]
}

fn settlement() -> impl Strategy<Value = Settlement> {
    let overridden = (0..OverrideReason::CHOICES.len(), words(), words(), any::<bool>());
    prop_oneof![
        Just(Settlement::Shown),
        Just(Settlement::Seen),
        overridden.prop_map(|(reason, words, authorised_by, patient_told)| Settlement::Overridden(
            Override { reason: OverrideReason::CHOICES[reason], words, authorised_by, patient_told }
        )),
        words().prop_map(|cure| Settlement::Cured { cure }),
    ]
}

fn finding() -> impl Strategy<Value = SettledFinding> {
    let severity = prop_oneof![Just(Severity::Note), Just(Severity::Warn), Just(Severity::Stop)];
    (words(), option::of(0..Topic::ALL.len()), severity, option::of(words()), settlement()).prop_map(
        |(rule, topic, severity, quote, settlement)| SettledFinding {
            rule,
            topic: topic.map(|place| Topic::ALL[place]),
            severity,
            quote,
            settlement,
        },
    )
}

fn message() -> impl Strategy<Value = Message> {
    let who = (id(), id(), recipient(), words());
    let way = (0..Channel::ALL.len(), option::of(id()), words(), 0..Purpose::ALL.len());
    let template = (words(), any::<u32>(), any::<bool>()).prop_map(|(id, version, unchanged)| TemplateUse {
        id,
        version,
        unchanged,
    });
    let rest = (
        vec(finding(), 0..3),
        option::of(template),
        option::of(id()),
        option::of(id()),
        time(),
        any::<bool>(),
    );
    (who, way, (words(), words(), record()), rest).prop_map(|(who, way, text, rest)| Message {
        id: CommunicationId::from_bytes(who.0),
        patient: super::super::ids::PatientId::from_bytes(who.1),
        recipient: who.2,
        recipient_name: who.3,
        channel: Channel::ALL[way.0],
        contact: way.1.map(super::super::ids::ContactPointId::from_bytes),
        address: way.2,
        purpose: Purpose::ALL[way.3],
        subject: text.0,
        body: text.1,
        record: text.2,
        findings: rest.0,
        template: rest.1,
        reminder: rest.2.map(ReminderId::from_bytes),
        draft: rest.3.map(DraftId::from_bytes),
        hold_until: rest.4,
        for_guardian: rest.5,
    })
}

fn how() -> impl Strategy<Value = HandOver> {
    prop_oneof![
        Just(HandOver::Clipboard),
        Just(HandOver::Outbox),
        words().prop_map(HandOver::System),
        Just(HandOver::Spoken)
    ]
}

fn reason() -> impl Strategy<Value = NotSent> {
    (1..=6_u8).prop_map(|code| NotSent::from_code(code).unwrap())
}

fn report() -> impl Strategy<Value = ImportReport> {
    any::<[u64; 9]>().prop_map(
        |[
            added,
            changed,
            unchanged,
            proxies,
            reminders,
            reminders_unchanged,
            conflicts,
            missing,
            refused,
        ]| {
            ImportReport {
                added,
                changed,
                unchanged,
                proxies,
                reminders,
                reminders_unchanged,
                conflicts,
                missing,
                refused,
            }
        },
    )
}

fn event() -> impl Strategy<Value = Event> {
    let communication = || id().prop_map(CommunicationId::from_bytes);
    let role = (1..=4_u8).prop_map(|code| Role::from_code(code).unwrap());
    prop_oneof![
        words().prop_map(|practice| Event::Founded { practice }),
        (id(), words(), role).prop_map(|(staff, name, role)| Event::StaffAdded {
            staff: StaffId::from_bytes(staff),
            name,
            role
        }),
        message().prop_map(|message| Event::Prepared(Box::new(message))),
        (communication(), how()).prop_map(|(communication, how)| Event::HandingOver { communication, how }),
        (communication(), how(), option::of(words()))
            .prop_map(|(communication, how, file)| Event::HandedOver { communication, how, file }),
        communication().prop_map(|communication| Event::Sent { communication }),
        (communication(), reason(), words()).prop_map(|(communication, reason, words)| Event::NotSent {
            communication,
            reason,
            words
        }),
        (message(), reason(), words()).prop_map(|(message, reason, words)| Event::GivenUp {
            message: Box::new(message),
            reason,
            words
        }),
        (communication(), words())
            .prop_map(|(communication, words)| Event::Corrected { communication, words }),
        communication().prop_map(|communication| Event::Copied { communication }),
        (id(), words())
            .prop_map(|(id, words)| Event::ReminderDismissed { reminder: ReminderId::from_bytes(id), words }),
        (id(), words())
            .prop_map(|(id, words)| Event::ReminderReopened { reminder: ReminderId::from_bytes(id), words }),
        (id(), words(), report()).prop_map(|(id, source, report)| Event::Imported {
            import: super::super::ids::ImportId::from_bytes(id),
            source,
            report
        }),
        (words(), any::<u64>()).prop_map(|(what, count)| Event::Exported { what, count }),
        (communication(), 1..=3_u8, words()).prop_map(|(communication, code, words)| Event::Reviewed {
            communication,
            decision: Decision::from_code(code).unwrap(),
            words
        }),
        amendment().prop_map(|amendment| Event::Amended(Box::new(amendment))),
        admission().prop_map(Event::Admission),
        (words(), any::<u64>(), any::<Option<(u64, [u8; 32])>>()).prop_map(|(copy, common, before)| {
            let before = before.map(|(number, seal)| super::Head { number, seal: Seal(seal) });
            Event::Restored { copy, common, before }
        }),
        words().prop_map(|settings| Event::RulesSet { settings }),
        any::<(u64, [u8; 32])>()
            .prop_map(|(number, root)| Event::Checkpointed { number, root: super::Root(root) }),
        (128_u16.., vec(any::<u8>(), 0..40))
            .prop_map(|(kind, body)| Event::Opaque { kind: Kind(kind), body }),
    ]
}

fn admission() -> impl Strategy<Value = Admission> {
    let staff = || id().prop_map(StaffId::from_bytes);
    prop_oneof![
        any::<u64>().prop_map(|failed| Admission::SignedIn { failed }),
        (staff(), any::<[u8; 32]>()).prop_map(|(staff, public)| Admission::HolderAdded { staff, public }),
        staff().prop_map(|staff| Admission::HolderRemoved { staff }),
        staff().prop_map(|staff| Admission::PassphraseChanged { staff }),
        any::<[u8; 32]>().prop_map(|public| Admission::RecoveryChanged { public }),
        (staff(), any::<[u8; 32]>()).prop_map(|(staff, public)| Admission::Recovered { staff, public }),
    ]
}

fn fact() -> impl Strategy<Value = Fact> {
    let recorded = |at: Timestamp, name: String| Recorded {
        by: Author::Staff { id: StaffId::from_bytes([5; 16]), name },
        at,
    };
    prop_oneof![
        words().prop_map(|reason| Fact::Left(Left { on: None, reason: Some(reason) })),
        Just(Fact::MissingFromList),
        (id(), words(), option::of(words()), time()).prop_map(move |(id, name, reason, at)| {
            Fact::Objection(Objection {
                id: ObjectionId::from_bytes(id),
                channel: Channel::Text,
                purpose: None,
                reason,
                talk: None,
                outcome: Outcome::Stands,
                exceptions: Vec::new(),
                review: None,
                recorded: recorded(at, name),
            })
        }),
        (id(), option::of(id()), option::of(words()), any::<bool>(), time()).prop_map(
            move |(id, about, words, asks, at)| {
                Fact::Safeguarding(SafeguardingNote {
                    id: NoteId::from_bytes(id),
                    about: about.map(ProxyId::from_bytes),
                    asks,
                    lead: None,
                    words,
                    recorded: recorded(at, "Jo".into()),
                })
            }
        ),
        (id(), words(), time()).prop_map(move |(id, words, at)| Fact::Need(Need {
            id: NeedId::from_bytes(id),
            kind: NeedKind::Other(words.clone()),
            note: None,
            recorded: recorded(at, words),
        })),
    ]
}

fn amendment() -> impl Strategy<Value = Amendment> {
    let change =
        (option::of(fact()), option::of(fact())).prop_map(|(before, after)| FactChange { before, after });
    (id(), vec(change, 0..3), words()).prop_map(|(id, changes, words)| Amendment {
        patient: super::super::ids::PatientId::from_bytes(id),
        changes,
        words,
    })
}

fn entry(event: Event) -> NewEntry {
    let at = Timestamp::from_second(1_795_338_000).unwrap();
    NewEntry {
        id: EntryId::new(at),
        at,
        actor: Actor { staff: StaffId::from_parts(at, [1; 10]), desk: "front desk".into() },
        event,
        judged: None,
    }
}

fn chain() -> Chain {
    Chain::new(SealKey::derive(&[7; 32]), PracticeId::from_bytes([9; 16]), 0, Seal::NONE)
}

proptest! {
    #[test]
    fn every_event_reads_back_the_same(event in event()) {
        let body = event.encode().unwrap();
        let again = Event::decode(event.kind(), &body).unwrap();
        prop_assert_eq!(again.encode().unwrap(), body.clone());
        prop_assert_eq!(&again, &event);
        // What lists read of it is what it says.
        let gist = Gist::read(event.kind(), &body).unwrap();
        prop_assert_eq!(gist.communication(), event.communication());
        if let (Gist::Message(sketch), Some(message)) = (gist, event.message()) {
            prop_assert_eq!(sketch.patient, message.patient);
            prop_assert_eq!((sketch.channel, sketch.purpose), (message.channel, message.purpose));
            prop_assert_eq!((sketch.record, sketch.reminder), (message.record.code(), message.reminder));
            prop_assert_eq!(sketch.for_guardian, message.for_guardian);
        }
    }

    #[test]
    fn nothing_but_one_encoding_is_read(event in event(), cut in any::<prop::sample::Index>(), more in any::<u8>()) {
        prop_assume!(!matches!(event, Event::Opaque { .. }));
        let mut body = event.encode().unwrap();
        if !body.is_empty() {
            // cut before a last field that can be left out, it says something else, in its one encoding
            let rest = &body[..cut.index(body.len())];
            if let Ok(other) = Event::decode(event.kind(), rest) {
                prop_assert_ne!(&other, &event);
                prop_assert_eq!(other.encode().unwrap(), rest);
            }
        }
        body.push(more);
        prop_assert!(Event::decode(event.kind(), &body).is_err());
    }

    #[test]
    fn reading_never_fails_badly(kind in 0_u16..100, body in vec(any::<u8>(), 0..200)) {
        // Whatever can be read is written back as the same bytes.
        if let Ok(event) = Event::decode(Kind(kind), &body) {
            prop_assert_eq!(event.encode().unwrap(), body.clone());
        }
        let _ = Gist::read(Kind(kind), &body);
        let _ = SealedHead::decode(&body);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_flipped_bit_is_found_where_it_is(events in vec(event(), 1..5), bit in 0..8_u32) {
        let mut chain = chain();
        let log: Vec<Sealed> = events.into_iter().map(|e| chain.append(&entry(e), [3; 32], None).unwrap()).collect();
        prop_assert_eq!(first_flaw(&log), None);
        for place in 0..log.len() {
            let entry = &log[place];
            for part in 0..4 {
                for byte in 0..[entry.head.len(), 32, 32, entry.body.len()][part] {
                    let mut changed = log.clone();
                    let one = &mut changed[place];
                    let bytes: &mut [u8] = match part {
                        0 => &mut one.head,
                        1 => &mut one.seal.0,
                        2 => &mut one.salt,
                        _ => &mut one.body,
                    };
                    bytes[byte] ^= 1 << bit;
                    prop_assert_eq!(first_flaw(&changed), Some(place), "part {} byte {}", part, byte);
                }
            }
        }
    }
}

/// The place of the first entry that does not check.
fn first_flaw(log: &[Sealed]) -> Option<usize> {
    let mut chain = chain();
    log.iter().position(|entry| chain.check(&entry.stored()).is_err())
}

#[test]
fn an_entry_fits_nowhere_else() {
    let mut writing = chain();
    let log: Vec<Sealed> = (0..4)
        .map(|n| writing.append(&entry(Event::Founded { practice: format!("{n}") }), [3; 32], None).unwrap())
        .collect();
    let flaw = |order: &[usize]| {
        let mut chain = chain();
        order.iter().find_map(|place| chain.check(&log[*place].stored()).err())
    };
    assert_eq!(flaw(&[0, 1, 2, 3]), None);
    assert_eq!(flaw(&[0, 2, 3]), Some(Flaw::Gap(3)));
    assert_eq!(flaw(&[0, 1, 1]), Some(Flaw::Gap(2)));

    // Put under the number that would follow, it is still the entry that it was.
    let mut moved = log.clone();
    moved[2] = Sealed { number: 3, ..log[1].clone() };
    assert_eq!(chain_flaw(&moved), Some(Flaw::Place));

    // A log of another practice, or sealed with another key.
    let mut other = Chain::new(SealKey::derive(&[7; 32]), PracticeId::from_bytes([8; 16]), 0, Seal::NONE);
    let foreign = other.append(&entry(Event::Founded { practice: "x".into() }), [3; 32], None).unwrap();
    assert_eq!(chain_flaw(&[foreign]), Some(Flaw::Practice));
    let mut other = Chain::new(SealKey::derive(&[8; 32]), PracticeId::from_bytes([9; 16]), 0, Seal::NONE);
    let forged = other.append(&entry(Event::Founded { practice: "x".into() }), [3; 32], None).unwrap();
    assert_eq!(chain_flaw(&[forged]), Some(Flaw::Seal));

    // Sealed with the key, but over another beginning.
    let mut fork = chain();
    fork.append(&entry(Event::Founded { practice: "y".into() }), [3; 32], None).unwrap();
    let second = fork.append(&entry(Event::Founded { practice: "z".into() }), [3; 32], None).unwrap();
    assert_eq!(chain_flaw(&[log[0].clone(), second]), Some(Flaw::Previous));
}

fn chain_flaw(log: &[Sealed]) -> Option<Flaw> {
    let mut chain = chain();
    log.iter().find_map(|entry| chain.check(&entry.stored()).err())
}

#[test]
fn a_body_that_is_gone_is_missed() {
    let sealed = chain().append(&entry(Event::Founded { practice: "x".into() }), [3; 32], None).unwrap();
    let stored = Stored { body: None, ..sealed.stored() };
    assert_eq!(chain().check(&stored), Err(Flaw::NoBody));
    assert_eq!(Event::Erased { kind: Kind(1) }.encode(), Err(Unsealable("its body was removed")));
}

#[test]
fn kinds_stay_what_they_are() {
    let kinds = [
        (Kind::FOUNDED, 1),
        (Kind::STAFF_ADDED, 2),
        (Kind::PREPARED, 16),
        (Kind::HANDING_OVER, 17),
        (Kind::HANDED_OVER, 18),
        (Kind::SENT, 19),
        (Kind::NOT_SENT, 20),
        (Kind::GIVEN_UP, 21),
        (Kind::CORRECTED, 22),
        (Kind::COPIED, 23),
        (Kind::REVIEWED, 24),
        (Kind::REMINDER_DISMISSED, 32),
        (Kind::REMINDER_REOPENED, 33),
        (Kind::IMPORTED, 48),
        (Kind::EXPORTED, 49),
        (Kind::AMENDED, 64),
        (Kind::SIGNED_IN, 80),
        (Kind::HOLDER_ADDED, 81),
        (Kind::HOLDER_REMOVED, 82),
        (Kind::PASSPHRASE_CHANGED, 83),
        (Kind::RECOVERY_CHANGED, 84),
    ];
    assert!(kinds.iter().all(|(kind, number)| kind.0 == *number));
}

/// The bytes of `docs/log-format.md`: a second verifier can be held against them.
#[test]
fn the_example_of_the_published_format_stands() {
    let at = Timestamp::from_millisecond(1_795_338_000_123).unwrap();
    let example = NewEntry {
        id: EntryId::from_bytes([0xE1; 16]),
        at,
        actor: Actor { staff: StaffId::from_bytes([0x51; 16]), desk: "desk-1".into() },
        event: Event::Exported { what: "record".into(), count: 3 },
        judged: None,
    };
    let mut chain =
        Chain::new(SealKey::derive(&[0x4B; 32]), PracticeId::from_bytes([0x9A; 16]), 0, Seal::NONE);
    let sealed = chain.append(&example, [0x5A; 32], None).unwrap();
    let published = include_str!("../../../docs/log-format.md");
    for bytes in [hex::encode(&sealed.body), hex::encode(&sealed.head), sealed.seal.to_string()] {
        let published: String = published.split_whitespace().collect();
        assert!(published.contains(&bytes), "{bytes}");
    }
}
