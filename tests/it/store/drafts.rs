//! Drafts: the newest save wins, and a message takes its draft with it.

use tactful::domain::channel::Channel;
use tactful::domain::communication::Recipient;
use tactful::domain::draft::Draft;
use tactful::domain::ids::DraftId;
use tactful::domain::purpose::Purpose;
use tactful::store::Drafts;

use super::support::{Place, actor, at, message, patient, prepare};

pub(super) fn draft(n: u8, revision: u64) -> Draft {
    Draft {
        id: DraftId::from_parts(at(i64::from(n)), [9; 10]),
        patient: patient(n),
        staff: actor().staff,
        recipient: Recipient::Patient,
        channel: Channel::Text,
        contact: None,
        purpose: Purpose::Recall,
        subject: String::new(),
        body: format!("revision {revision}\0 \u{202e}kept as typed"),
        record: None,
        template: None,
        reminder: None,
        settled: Vec::new(),
        emergency: None,
        form: None,
        revision,
        saved: at(i64::try_from(revision).unwrap()),
    }
}

#[test]
fn a_stale_save_never_overwrites_a_newer_one() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    assert!(store.save_draft(&draft(0, 1)).unwrap());
    assert!(store.save_draft(&draft(0, 3)).unwrap());
    assert!(!store.save_draft(&draft(0, 2)).unwrap());
    // A retry of the same save is no stale one, another text under the same number is.
    assert!(store.save_draft(&draft(0, 3)).unwrap());
    assert!(!store.save_draft(&Draft { body: "other".into(), ..draft(0, 3) }).unwrap());
    assert_eq!(place.open().drafts_of(patient(0)).unwrap(), [draft(0, 3)]);
}

#[test]
fn drafts_are_listed_newest_first_and_thrown_away() {
    let place = Place::new().with_patients(3);
    let mut store = place.open();
    for (n, revision) in [(0, 5), (1, 9), (2, 7)] {
        store.save_draft(&draft(n, revision)).unwrap();
    }
    let drafts = store.drafts_by(actor().staff).unwrap();
    assert_eq!(drafts.iter().map(|(draft, _)| draft.revision).collect::<Vec<_>>(), [9, 7, 5]);
    assert!(drafts.iter().all(|(draft, row)| draft.patient == row.id));
    store.discard_draft(draft(1, 9).id).unwrap();
    store.discard_draft(draft(1, 9).id).unwrap();
    assert_eq!(store.drafts_by(actor().staff).unwrap().len(), 2);
}

#[test]
fn a_message_takes_its_draft_with_it() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    store.save_draft(&draft(0, 1)).unwrap();
    let mut message = message(1, patient(0));
    message.draft = Some(draft(0, 1).id);
    prepare(&mut store, message);
    assert_eq!(store.drafts_of(patient(0)).unwrap(), []);
}
