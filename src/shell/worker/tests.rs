//! The worker before a store that notes what it is asked and holds still when told to.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::*;
use crate::app::msg::ImportOutcome;
use crate::app::{ImportJob, Outgoing, Went};
use crate::domain::channel::Channel;
use crate::domain::checkpoint::{Kept, TreeHead};
use crate::domain::clock::Moment;
use crate::domain::communication::{
    Communication, CommunicationRow, HandOver, Message, Recipient, RecordMode, RecordView,
};
use crate::domain::dossier::{Dossier, PatientRow};
use crate::domain::draft::Draft;
use crate::domain::ids::{
    CommunicationId, DraftId, EntryId, ImportId, PatientId, PracticeId, ReminderId, StaffId,
};
use crate::domain::import::{ImportPlan, ImportReport, Located, PatientKey, Refusal};
use crate::domain::log::{
    Appended, Entry, Event as Entered, Head, Kind, Leaf, NewEntry, Seal, Signers, Verification,
};
use crate::domain::practice::Counts;
use crate::domain::proof::EntryBytes;
use crate::domain::purpose::Purpose;
use crate::domain::reminder::{
    Appointment, Glance, QueueCount, Reminder, ReminderRow, ReminderState, ReminderView, Triage,
};
use crate::domain::search::{Found, Query};
use crate::domain::staff::{Actor, Staff};
use crate::domain::worklist::{Worklist, WorklistKey, WorklistRow};
use crate::store::check::Outside;
use crate::store::{Drafts, Imports, Patients, Practices, Record, Reminders, Result, StoreError, Worklists};

/// Searches for "wait" hold still until the gate is opened, searches for "fault" meet a fault.
struct Fake {
    asked: Arc<Mutex<Vec<String>>>,
    held: Sender<()>,
    gate: Receiver<()>,
    /// The reminder that is on file.
    reminder: Option<Reminder>,
    /// What the next writes fail with.
    faults: Vec<StoreError>,
}

fn missing<T>() -> Result<T> {
    Err(StoreError::NotFound("it".into()))
}

impl Practices for Fake {
    fn practice(&self) -> PracticeId {
        PracticeId::from_bytes([0; 16])
    }
    fn is_demo(&self) -> bool {
        true
    }
    fn staff(&mut self) -> Result<Vec<Staff>> {
        Ok(Vec::new())
    }
    fn counts(&mut self, _: Date) -> Result<Counts> {
        missing()
    }
    fn last_import(&mut self) -> Result<Option<Timestamp>> {
        missing()
    }
    fn change_mark(&mut self) -> Result<u64> {
        Ok(0)
    }
}

impl Patients for Fake {
    fn search(&mut self, query: &Query, _: usize) -> Result<Found> {
        let words = query.names.join(" ");
        self.asked.lock().unwrap().push(words.clone());
        match words.as_str() {
            "wait" => {
                self.held.send(()).unwrap();
                self.gate.recv().unwrap();
            }
            "fault" => panic!("Jayne SMYTH"),
            _ => {}
        }
        Ok(Found::default())
    }
    fn dossier(&mut self, _: PatientId) -> Result<Dossier> {
        missing()
    }
    fn find(&mut self, _: &PatientKey) -> Result<Option<PatientId>> {
        missing()
    }
}

impl Imports for Fake {
    fn begin_import(&mut self, _: &ImportPlan) -> Result<()> {
        missing()
    }
    fn take(&mut self, _: Vec<Located>) -> Result<Vec<Refusal>> {
        missing()
    }
    fn end_import(&mut self, _: bool) -> Result<ImportReport> {
        missing()
    }
}

impl Reminders for Fake {
    fn reminders(&mut self, _: &ReminderView, _: Option<&Reminder>, _: usize) -> Result<Vec<ReminderRow>> {
        missing()
    }
    fn reminder(&mut self, id: ReminderId) -> Result<Reminder> {
        self.reminder.clone().filter(|known| known.id == id).map_or_else(missing, Ok)
    }
    fn queue_counts(&mut self, _: &Glance) -> Result<Vec<QueueCount>> {
        missing()
    }
    fn triage(&mut self, _: ReminderId, _: Triage, _: &Actor, _: Timestamp) -> Result<Reminder> {
        missing()
    }
}

impl Worklists for Fake {
    fn worklist(
        &mut self,
        _: Worklist,
        _: Date,
        _: Option<&WorklistKey>,
        _: usize,
    ) -> Result<Vec<WorklistRow>> {
        missing()
    }
}

impl Drafts for Fake {
    fn save_draft(&mut self, _: &Draft) -> Result<bool> {
        missing()
    }
    fn drafts_of(&mut self, _: PatientId) -> Result<Vec<Draft>> {
        missing()
    }
    fn drafts_by(&mut self, _: StaffId) -> Result<Vec<(Draft, PatientRow)>> {
        missing()
    }
    fn discard_draft(&mut self, _: DraftId) -> Result<()> {
        self.asked.lock().unwrap().push("discard".into());
        Ok(())
    }
}

impl Record for Fake {
    fn append(&mut self, entry: &NewEntry) -> Result<Appended> {
        self.append_groups(&[std::slice::from_ref(entry)])?.remove(0)
    }
    fn append_groups(&mut self, groups: &[&[NewEntry]]) -> Result<Vec<Result<Appended>>> {
        let kind = |entry: &NewEntry| match &entry.event {
            Entered::Prepared(_) => "prepared",
            Entered::HandingOver { .. } => "intent",
            Entered::HandedOver { .. } => "gone",
            Entered::NotSent { .. } => "failed",
            _ => "other",
        };
        let group = |group: &&[NewEntry]| group.iter().map(kind).collect::<Vec<_>>().join("+");
        let words = groups.iter().map(group).collect::<Vec<_>>().join(" ");
        self.asked.lock().unwrap().push(words);
        match self.faults.pop() {
            Some(fault) => Err(fault),
            None => Ok(groups.iter().map(|_| Ok(Appended::Entry { number: 1 })).collect()),
        }
    }
    fn messages(&mut self, _: &RecordView, _: Option<u64>, _: usize) -> Result<Vec<CommunicationRow>> {
        missing()
    }
    fn message(&mut self, _: CommunicationId) -> Result<Communication> {
        missing()
    }
    fn entry_number(&mut self, _: EntryId) -> Result<Option<u64>> {
        missing()
    }
    fn entries(&mut self, _: u64, _: usize) -> Result<Vec<Entry>> {
        missing()
    }
    fn amendments(&mut self, _: PatientId, _: Option<u64>, _: usize) -> Result<Vec<Entry>> {
        missing()
    }
    fn entries_of(&mut self, _: fn(Kind) -> bool, _: u64, _: &mut dyn FnMut(Entry)) -> Result<()> {
        Ok(())
    }
    fn signers(&mut self) -> Result<Signers> {
        Ok(Signers::default())
    }
    fn head(&mut self) -> Result<Head> {
        Ok(Head { number: 9, seal: Seal::NONE })
    }
    fn tree_head(&mut self) -> Result<TreeHead> {
        missing()
    }
    fn leaves(&mut self, _: u64, _: &mut dyn FnMut(&Leaf<'_>)) -> Result<()> {
        missing()
    }
    fn entry_bytes(&mut self, _: u64) -> Result<EntryBytes> {
        missing()
    }
    fn verify(&mut self, _: &[Kept], progress: &mut dyn FnMut(u64) -> bool) -> Result<Verification> {
        while progress(1) {
            std::thread::yield_now();
        }
        Ok(Verification::Whole(Head { number: 9, seal: Seal::NONE }))
    }
}

/// A worker, what its store was asked, word that it holds still, the gate, what it says.
struct Stage {
    held: Receiver<()>,
    worker: Worker,
    asked: Arc<Mutex<Vec<String>>>,
    gate: Sender<()>,
    events: Receiver<Event>,
}

fn stage(import: long::Import) -> Stage {
    stage_with(import, (None, Vec::new()), Box::new(|_| anyhow::bail!("no outbox")))
}

fn stage_with(
    import: long::Import,
    (reminder, faults): (Option<Reminder>, Vec<StoreError>),
    outbox: Outbox,
) -> Stage {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (gate, opened) = mpsc::channel();
    let (enter, held) = mpsc::channel();
    let (tell, events) = mpsc::channel();
    let store = Box::new(Fake { asked: Arc::clone(&asked), held: enter, gate: opened, reminder, faults });
    let open: long::Open = Arc::new(|| {
        let asked = Arc::default();
        let (held, gate) = (mpsc::channel().0, mpsc::channel().1);
        Ok(Box::new(Fake { asked, held, gate, reminder: None, faults: Vec::new() }) as Box<dyn Store>)
    });
    let compare: long::Compare = Arc::new(|| {
        let now = Moment::new(Timestamp::UNIX_EPOCH, TimeZone::UTC);
        Ok(Outside { kept: Vec::new(), at_hand: Vec::new(), holdings: Vec::new(), now })
    });
    let worker = Worker::start(
        store,
        Tools { long: long::Means { open, import, compare }, outbox, rules: None },
        tell,
    )
    .unwrap();
    Stage { held, worker, asked, gate, events }
}

impl Stage {
    fn search(&self, ticket: u64, words: &str) {
        let query = Query { names: words.split(' ').map(str::to_owned).collect(), ..Query::default() };
        self.worker.ask(Ticket(ticket), Request::Search { query, limit: 20 });
    }

    fn next(&self) -> (u64, Reply) {
        loop {
            match self.events.recv_timeout(Duration::from_secs(10)).unwrap() {
                Event::Reply { reply: Reply::Progress(_), .. } => {}
                Event::Reply { ticket, reply } => return (ticket.0, reply),
                _ => panic!("another event"),
            }
        }
    }
}

fn job() -> ImportJob {
    let at = Timestamp::UNIX_EPOCH;
    ImportJob {
        id: ImportId::from_parts(at, [0; 10]),
        files: vec![],
        dry_run: false,
        keep_going: false,
        full_list: false,
        actor: Actor { staff: StaffId::from_parts(at, [0; 10]), desk: "desk".into() },
        at,
        today: Date::ZERO,
    }
}

fn none() -> long::Import {
    Arc::new(|_, _, _| Ok(ImportOutcome::default()))
}

#[test]
fn a_search_that_a_newer_one_follows_is_never_begun() {
    let stage = stage(none());
    stage.search(1, "wait");
    stage.held.recv().unwrap();
    for (ticket, words) in [(2, "s"), (3, "sm"), (4, "smy")] {
        stage.search(ticket, words);
    }
    stage.worker.ask(Ticket(5), Request::Head);
    stage.gate.send(()).unwrap();
    let answered: Vec<_> = (0..3).map(|_| stage.next().0).collect();
    assert_eq!(answered, [1, 4, 5]);
    assert_eq!(*stage.asked.lock().unwrap(), ["wait", "smy"]);
}

#[test]
fn a_fault_in_the_store_is_an_answer_without_its_words() {
    let stage = stage(none());
    stage.search(1, "fault");
    match stage.next() {
        (1, Reply::Found(Err(trouble))) => assert!(!trouble.to_string().contains("SMYTH"), "{trouble}"),
        other => panic!("{other:?}"),
    }
    stage.search(2, "smyth");
    assert!(matches!(stage.next(), (2, Reply::Found(Ok(_)))), "the worker goes on");
}

#[test]
fn what_is_written_waits_for_an_import_and_what_is_read_does_not() {
    let (go_on, wait) = mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let stage = stage(Arc::new(move |_, _, progress| {
        let _ = wait.lock().unwrap().recv();
        let cancelled = !progress(long::Step { done: 1, total: None, share: 0.0 });
        Ok(ImportOutcome { cancelled, ..ImportOutcome::default() })
    }));
    stage.worker.ask(Ticket(1), Request::Import(job()));
    stage.worker.ask(Ticket(2), Request::DiscardDraft(DraftId::from_bytes([0; 16])));
    stage.search(3, "smyth");
    assert_eq!(stage.next().0, 3);
    assert_eq!(*stage.asked.lock().unwrap(), ["smyth"]);
    stage.worker.ask(Ticket(4), Request::Import(job()));
    assert!(matches!(stage.next(), (4, Reply::Imported(Err(_)))), "one import at a time");
    stage.worker.stop(Ticket(1));
    stage.worker.ask(Ticket(5), Request::Head);
    assert_eq!(stage.next().0, 5);
    stage.worker.end();
    go_on.send(()).unwrap();
    let (ticket, reply) = stage.next();
    assert!(matches!(&reply, Reply::Imported(Ok(outcome)) if outcome.cancelled), "{ticket} {reply:?}");
    assert!(matches!(stage.next(), (2, Reply::DraftDiscarded(Ok(())))), "written before the end");
    assert!(matches!(stage.events.recv(), Ok(Event::WorkerDone)));
}

#[test]
fn a_check_that_is_stopped_says_nothing_about_the_log() {
    let stage = stage(none());
    stage.worker.ask(Ticket(1), Request::Verify);
    stage.worker.stop(Ticket(1));
    assert!(matches!(stage.next(), (1, Reply::Verified(Ok(None)))));
}

fn reminder() -> Reminder {
    Reminder {
        id: ReminderId::from_bytes([3; 16]),
        patient: PatientId::from_bytes([4; 16]),
        purpose: Purpose::Recall,
        due: Date::ZERO,
        appointment: Appointment::default(),
        text: None,
        template: None,
        state: ReminderState::Due,
        snoozed_until: None,
        claimed: None,
        settled: None,
        attempts: 0,
        origin: String::new(),
        external_id: None,
    }
}

fn outgoing(reminder: Reminder) -> Outgoing {
    let at = Timestamp::UNIX_EPOCH;
    let message = Box::new(Message {
        id: CommunicationId::from_bytes([5; 16]),
        patient: reminder.patient,
        recipient: Recipient::Patient,
        recipient_name: "SMYTH, Jayne".into(),
        channel: Channel::Text,
        contact: None,
        address: "07700 900123".into(),
        purpose: reminder.purpose,
        subject: String::new(),
        body: "Your review is due.".into(),
        record: RecordMode::Exact,
        findings: Vec::new(),
        template: None,
        reminder: Some(reminder.id),
        draft: None,
        hold_until: at,
        for_guardian: false,
    });
    let entry = |event| {
        let actor = Actor { staff: StaffId::from_bytes([1; 16]), desk: "desk".into() };
        NewEntry { id: EntryId::new(at), at, actor, event, judged: None }
    };
    let intent = Entered::HandingOver { communication: message.id, how: HandOver::Outbox };
    Outgoing { reminder, prepared: entry(Entered::Prepared(message.clone())), intent: entry(intent), message }
}

fn handed_over(stage: &Stage, stretch: Vec<Outgoing>) -> (Vec<Went>, Vec<String>) {
    stage.worker.ask(Ticket(1), Request::HandOver(stretch));
    let (_, reply) = stage.next();
    let Reply::Went(went) = reply else { panic!("{reply:?}") };
    let asked = std::mem::take(&mut *stage.asked.lock().unwrap());
    (went, asked)
}

const BEGUN: &str = "prepared+intent";

#[test]
fn the_messages_of_a_stretch_stand_alone_and_share_commits() {
    let file = || -> Outbox { Box::new(|_| Ok("message.txt".into())) };
    let stage_of = |faults| stage_with(none(), (Some(reminder()), faults), file());
    let three = || vec![outgoing(reminder()), outgoing(reminder()), outgoing(reminder())];
    let (went, asked) = handed_over(&stage_of(Vec::new()), three());
    assert_eq!(went, [Went::Gone, Went::Gone, Went::Gone]);
    let both = format!("gone {BEGUN}");
    assert_eq!(asked, [BEGUN, BEGUN, &both, "gone gone"], "a commit a message and one at the end");

    // a commit that fails: the others go all the same
    let (went, asked) = handed_over(&stage_of(vec![StoreError::Full]), three());
    assert!(matches!(went.as_slice(), [Went::Refused(_), Went::Gone, Went::Gone]), "{went:?}");
    assert_eq!(asked, [BEGUN, BEGUN, BEGUN, "gone gone"]);

    // a reminder that is not as it was judged: nothing of it is written
    let other = Reminder { attempts: 1, ..reminder() };
    let (went, asked) =
        handed_over(&stage_of(Vec::new()), vec![outgoing(reminder()), outgoing(other), outgoing(reminder())]);
    assert_eq!(went, [Went::Gone, Went::Changed(Vec::new()), Went::Gone]);
    assert_eq!(asked, [BEGUN, BEGUN, "gone gone"]);

    // a file that cannot be written: the record says so
    let stage = stage_with(none(), (Some(reminder()), Vec::new()), Box::new(|_| anyhow::bail!("no room")));
    let (went, asked) = handed_over(&stage, three());
    assert!(went.iter().all(|one| matches!(one, Went::Failed(why) if why.what == "no room")), "{went:?}");
    assert_eq!(asked.last().unwrap(), "failed failed");

    // a fault of the program while a file is written: nothing is said of that one, and a person looks at it
    let mut first = true;
    let stage =
        stage_with(
            none(),
            (Some(reminder()), Vec::new()),
            Box::new(move |_| {
                if std::mem::take(&mut first) { panic!("Jayne SMYTH") } else { Ok("message.txt".into()) }
            }),
        );
    let (went, asked) = handed_over(&stage, three());
    assert!(matches!(went.as_slice(), [Went::Held(_), Went::Gone, Went::Gone]), "{went:?}");
    assert_eq!(asked, [BEGUN, BEGUN, BEGUN, "gone gone"]);
}

#[test]
fn a_verdict_that_waited_is_none_any_more() {
    let mut fake_outbox: Outbox = Box::new(|_| panic!("nothing is handed over"));
    let (held, gate) = (mpsc::channel().0, mpsc::channel().1);
    let mut fake = Fake { asked: Arc::default(), held, gate, reminder: Some(reminder()), faults: Vec::new() };
    let Some(long_ago) = Instant::now().checked_sub(Duration::from_secs(3)) else { return };
    let went = stretch::hand_over(&mut fake, &mut fake_outbox, &[outgoing(reminder())], long_ago);
    assert_eq!((went.len(), fake.asked.lock().unwrap().len()), (0, 0));
}
