//! The import as a whole, against a destination that only remembers.

use std::collections::HashSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tactful::domain::ids::{ImportId, StaffId};
use tactful::domain::import::{Destination, ImportPlan, ImportReport, Incoming, Located, Refusal};
use tactful::domain::nhs_number::NhsNumber;
use tactful::domain::staff::Actor;
use tactful::exchange::ExchangeError;
use tactful::exchange::pipeline::{Ending, Failure, Options, Outcome, Progress, Watcher, run};

use super::reading;

/// Refuses proxies of patients it does not know.
#[derive(Debug, Default)]
struct Memory {
    known: HashSet<u64>,
    pending: HashSet<u64>,
    committed: Option<bool>,
    full: bool,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the disk is full")]
struct DiskFull;

impl Destination for Memory {
    type Error = DiskFull;

    fn begin(&mut self, _: &ImportPlan) -> Result<(), DiskFull> {
        self.pending = self.known.clone();
        Ok(())
    }

    fn receive(&mut self, records: Vec<Located>) -> Result<Vec<Refusal>, DiskFull> {
        if self.full {
            return Err(DiskFull);
        }
        let mut refused = Vec::new();
        for record in records {
            match &record.what {
                Incoming::Patient(patient) => {
                    self.pending.extend(patient.key.nhs_number.map(NhsNumber::as_u64));
                }
                Incoming::Proxy(proxy)
                    if self.pending.contains(&proxy.patient.nhs_number.unwrap().as_u64()) => {}
                _ => refused.push(Refusal {
                    place: record.place,
                    value: String::new(),
                    reason: "this patient is not on file".into(),
                    source: record.source,
                }),
            }
        }
        Ok(refused)
    }

    fn finish(&mut self, commit: bool) -> Result<ImportReport, DiskFull> {
        self.committed = Some(commit);
        let added = (self.pending.len() - self.known.len()) as u64;
        if commit {
            self.known = self.pending.clone();
        }
        Ok(ImportReport { added, ..ImportReport::default() })
    }
}

#[derive(Default)]
struct Notes {
    refusals: Vec<Refusal>,
    last: Progress,
    cancel_after: Option<u64>,
}

impl Watcher for Notes {
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()> {
        self.last = *progress;
        match self.cancel_after {
            Some(after) if progress.records >= after => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }

    fn refused(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }
}

fn import(
    files: &[PathBuf],
    options: &Options,
    memory: &mut Memory,
    notes: &mut Notes,
) -> Result<Outcome, Failure<DiskFull>> {
    let at = Timestamp::from_second(1_800_000_000).unwrap();
    let plan = ImportPlan {
        id: ImportId::from_parts(at, [0; 10]),
        source: "test".into(),
        full_list: false,
        actor: Actor { staff: StaffId::from_parts(at, [0; 10]), desk: "Front desk".into() },
        at,
        today: reading().today,
    };
    run(files, &plan, &reading(), options, memory, notes)
}

fn keep_going() -> Options {
    Options { keep_going: true, ..Options::default() }
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

const BAD: &str = "NHS number,Surname,Date of birth\r\n9990000018,Smyth,23/05/1984\r\n9990000019,\"Ab,ara\",23/05/1984\r\n9990000026,Siân,31/02/1999\r\n";

#[test]
fn one_bad_row_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let list = write(folder.path(), "list.csv", BAD);
    let (mut memory, mut notes) = (Memory::default(), Notes::default());
    let outcome = import(std::slice::from_ref(&list), &Options::default(), &mut memory, &mut notes).unwrap();
    assert_eq!((outcome.ending, memory.committed, memory.known.len()), (Ending::Refused, Some(false), 0));
    assert_eq!((outcome.report.refused, outcome.report.added), (2, 1));
    let places: Vec<String> = notes.refusals.iter().map(|refusal| refusal.place.to_string()).collect();
    let list = list.display();
    assert_eq!(places, [format!("{list}, line 3, NHS number"), format!("{list}, line 4, Date of birth")]);
    assert_eq!(names(folder.path()), ["list.csv"]);
}

#[test]
fn refused_rows_are_corrected_and_imported_again() {
    let folder = tempfile::tempdir().unwrap();
    let list = write(folder.path(), "list.csv", BAD);
    let (mut memory, mut notes) = (Memory::default(), Notes::default());
    let outcome = import(&[list], &keep_going(), &mut memory, &mut notes).unwrap();
    assert_eq!((outcome.ending, memory.known.len()), (Ending::Done, 1));
    let refused = folder.path().join("list.refused.csv");
    assert_eq!(outcome.refused_files, std::slice::from_ref(&refused));
    let text = fs::read_to_string(&refused).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "\u{feff}Refused because,NHS number,Surname,Date of birth");
    assert!(lines[1].starts_with("\"list.csv, line 3, NHS number: '9990000019' fails"), "{text}");
    assert!(lines[1].ends_with(",9990000019,\"Ab,ara\",23/05/1984"), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&refused).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // one of two is corrected: the other comes back once more, with its new reason only
    let half = write(folder.path(), "list.refused.csv", &text.replace("9990000019,", "9990000034,"));
    let outcome = import(&[half], &keep_going(), &mut memory, &mut Notes::default()).unwrap();
    assert_eq!((outcome.report.added, outcome.report.refused), (1, 1));
    let again = folder.path().join("list.refused-2.csv");
    assert_eq!(outcome.refused_files, std::slice::from_ref(&again));
    let text = fs::read_to_string(&again).unwrap();
    assert_eq!(text.matches("Refused because").count(), 1);
    let done = write(folder.path(), "done.csv", &text.replace("31/02/1999", "28/02/1999"));
    let outcome = import(&[done], &Options::default(), &mut memory, &mut Notes::default()).unwrap();
    assert_eq!((outcome.ending, outcome.report.refused, memory.known.len()), (Ending::Done, 0, 3));
}

#[test]
fn refused_resources_are_corrected_and_imported_again() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = write(folder.path(), "pds.json", include_str!("fixtures/pds.json"));
    let named = folder.path().join("bad.ndjson");
    let (mut memory, mut notes) = (Memory::default(), Notes::default());
    let options = Options { refused: Some(named.clone()), ..keep_going() };
    let outcome = import(std::slice::from_ref(&bundle), &options, &mut memory, &mut notes).unwrap();
    assert_eq!((outcome.report.added, outcome.report.refused), (2, 2));
    assert_eq!(outcome.left_aside, ["resources of type Organization"]);
    let text = fs::read_to_string(&named).unwrap();
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(text.lines().next().unwrap().contains("Modulus 11"), "{text}");
    for line in text.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    let right = text
        .replace("9990000027", "9990000034")
        .replace("\"patient\": {}", "\"patient\": {\"reference\":\"Patient/9990000018\"}");
    let right = write(folder.path(), "right.ndjson", &right);
    let outcome = import(&[right], &Options::default(), &mut memory, &mut Notes::default()).unwrap();
    assert_eq!((outcome.ending, memory.known.len()), (Ending::Done, 3));
    // never over a file that is there
    let error = import(&[bundle], &options, &mut memory, &mut Notes::default()).unwrap_err();
    assert!(matches!(error, Failure::File(ExchangeError::Exists(_))), "{error}");
}

#[test]
fn what_the_destination_refuses_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let due =
        write(folder.path(), "due.csv", "NHS number,Due,Message\n9990000018,01/12/2026,\"Please, call\"\n");
    let people = write(folder.path(), "people.csv", "NHS number,Surname\n9990000018,Smyth\nx,y\n");
    let (mut memory, mut notes) = (Memory::default(), Notes::default());
    let outcome = import(&[people, due], &keep_going(), &mut memory, &mut notes).unwrap();
    let names: Vec<_> =
        outcome.refused_files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["people.refused.csv", "people.refused-2.csv"]);
    let text = fs::read_to_string(&outcome.refused_files[1]).unwrap();
    assert!(
        text.ends_with(
            "\"due.csv, line 2: this patient is not on file\",9990000018,01/12/2026,\"Please, call\"\n"
        ),
        "{text}"
    );
}

#[test]
fn a_dry_run_and_a_cancelled_one_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let list = write(folder.path(), "list.csv", BAD);
    let (mut memory, mut notes) = (Memory::default(), Notes::default());
    let dry = Options { dry_run: true, ..keep_going() };
    let outcome = import(&[list], &dry, &mut memory, &mut notes).unwrap();
    assert_eq!((outcome.ending, outcome.report.added, memory.known.len()), (Ending::DryRun, 1, 0));
    let rows = (0..20_000).map(|number| format!(",P{number}\nx,\n")).collect::<Vec<_>>().concat();
    let long = write(folder.path(), "long.csv", &format!("NHS number,Practice number\n{rows}"));
    let mut notes = Notes { cancel_after: Some(1000), ..Notes::default() };
    let outcome = import(&[long], &keep_going(), &mut memory, &mut notes).unwrap();
    assert_eq!((outcome.ending, memory.committed), (Ending::Cancelled, Some(false)));
    assert!(notes.last.records < 20_000 && notes.last.bytes <= notes.last.total);
    assert_eq!(names(folder.path()), ["list.csv", "long.csv"], "no refused rows are left behind");
}

#[test]
fn progress_ends_with_all_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let rows = (0..3000).map(|number| format!(",P{number}\n")).collect::<Vec<_>>().concat();
    let text = format!("NHS number,Practice number\n{rows}");
    let files = [write(folder.path(), "a.csv", &text), write(folder.path(), "b.csv", &text)];
    let (mut memory, mut notes) = (Memory::default(), Notes::default());
    import(&files, &Options::default(), &mut memory, &mut notes).unwrap();
    assert_eq!(
        notes.last,
        Progress {
            bytes: 2 * text.len() as u64,
            total: 2 * text.len() as u64,
            records: 6000,
            refused: 0,
            writing: true
        }
    );
}

#[test]
fn files_that_are_none_give_plain_errors() {
    let folder = tempfile::tempdir().unwrap();
    let good = write(folder.path(), "good.csv", "NHS number\n9990000018\n");
    let mut memory = Memory::default();
    let mut fails = |path: PathBuf| {
        let error = import(&[good.clone(), path], &Options::default(), &mut memory, &mut Notes::default());
        error.unwrap_err().to_string()
    };
    assert!(fails(folder.path().join("missing.csv")).contains("is not there"));
    assert!(fails(folder.path().to_owned()).contains("is a folder"));
    #[cfg(unix)]
    {
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        assert!(fails(pipe).contains("not an ordinary file"));
    }
    let broken = write(folder.path(), "broken.json", "{\"resourceType\":\"Bundle\",\"entry\":[");
    assert!(fails(broken).contains("damaged or cut short"));
    assert_eq!(memory.known.len(), 0, "the good file was not imported alone");
    assert_eq!(memory.committed, Some(false));
}

#[test]
fn a_destination_that_fails_is_told_and_undone() {
    let folder = tempfile::tempdir().unwrap();
    let list = write(folder.path(), "list.csv", BAD);
    let mut memory = Memory { full: true, ..Memory::default() };
    let error = import(&[list], &keep_going(), &mut memory, &mut Notes::default()).unwrap_err();
    assert!(matches!(error, Failure::Destination(DiskFull)));
    assert_eq!((memory.committed, names(folder.path())), (Some(false), vec!["list.csv".to_owned()]));
}

#[test]
fn one_of_several_files_that_holds_something_else_is_one_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let broken = write(folder.path(), "broken.json", "{\"resourceType\":\"Patient\",\n \"name\":[}");
    let none = write(folder.path(), "photo.csv", "PK\u{3}\u{4}");
    let good = write(folder.path(), "good.csv", "NHS number\n9990000018\n");
    let mut memory = Memory::default();
    let mut notes = Notes::default();
    let outcome = import(&[broken.clone(), none, good], &keep_going(), &mut memory, &mut notes).unwrap();
    assert_eq!((outcome.ending, outcome.report.refused, memory.known.len()), (Ending::Done, 2, 1));
    let told: Vec<String> = notes.refusals.iter().map(ToString::to_string).collect();
    assert!(told[0].contains("broken.json, line 2, column 10: "), "{told:?}");
    assert!(told[1].contains("photo.csv, line 1: the file is a workbook"), "{told:?}");
    assert_eq!(outcome.refused_files, Vec::<PathBuf>::new(), "there is nothing in them to correct");
    // alone it is an error
    let error = import(&[broken], &keep_going(), &mut memory, &mut notes).unwrap_err();
    assert!(error.to_string().contains("line 2, column 10"), "{error}");
    // unless something good stands before the place where it breaks
    let cut = "{\"resourceType\":\"Patient\",\"id\":\"9990000018\"}";
    let cut = format!("{{\"resourceType\":\"Bundle\",\"entry\":[{{\"resource\":{cut}}},{{\"resource\":");
    let cut = write(folder.path(), "cut.json", &cut);
    let mut memory = Memory::default();
    let outcome = import(&[cut], &keep_going(), &mut memory, &mut Notes::default()).unwrap();
    assert_eq!((outcome.ending, outcome.report.refused, memory.known.len()), (Ending::Done, 1, 1));
}
