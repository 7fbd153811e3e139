//! Importing, measured: `tactful import` of a list of invented patients into an empty practice, against the shell of
//! SQLCipher that stores the same rows and makes the same indexes without any of our checks.
//!
//! `cargo bench --bench import -- [PATIENTS] [SHELL]` (one million and `sqlcipher` unless given; Debian has it in the
//! package of that name). Both sides encrypt and authenticate pages of the same size, write one transaction through a
//! write-ahead log and sync it. The shell is given our own tables as CSV in the order of their keys, and makes the
//! indexes behind the bulk: the least work that ends with the same tables. CPU time is that of all threads.
//! Marks: the list at most 1.3 times the shell with all tables; FHIR at most 1.3 times the list; memory that does not
//! grow with the list.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a measurement that fails is meant to stop, and prints what it found"
)]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tactful::access::key;
use tactful::domain::nhs_number::NhsNumber;

/// The tables that an import of patients fills, and the two that hold a row or none.
const TABLES: [&str; 9] = [
    "patient",
    "contact",
    "sharing",
    "listed",
    "worded",
    "word_pair",
    "listed_born",
    "listed_postcode",
    "vocabulary",
];

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let count: u64 = args.next().map_or(1_000_000, |arg| arg.replace('_', "").parse().unwrap());
    let shell = args.next().unwrap_or_else(|| "sqlcipher".into());
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let at = |name: &str| folder.path().join(name);
    let write = |name: &str, work: &dyn Fn(&mut dyn Write)| {
        let mut file = BufWriter::new(File::create(at(name)).unwrap());
        work(&mut file);
        file.flush().unwrap();
    };
    write("tenth.csv", &|file| list(file, count / 10, false));
    write("list.csv", &|file| list(file, count, false));
    write("moved.csv", &|file| list(file, count, true));
    write("list.json", &|file| bundle(file, count));

    let practice = |name: &str| {
        let founded = tactful(&at(name)).args(["init", "--staff", "Bench"]).output().unwrap();
        assert!(founded.status.success());
        at(name)
    };
    let import = |practice: &Path, file: &str| {
        let mut command = tactful(practice);
        command.args(["import", at(file).to_str().unwrap()]);
        Spent::of(command, None)
    };
    println!("{:44} {:>8} {:>8} {:>8}", "", "CPU", "wall", "memory");
    let tenth = import(&practice("tenth"), "tenth.csv");
    tenth.print(&format!("list of {}", count / 10));
    let filled = practice("filled");
    let ours = import(&filled, "list.csv");
    ours.print(&format!("list of {count}"));
    let fhir = import(&practice("fhir"), "list.json");
    fhir.print("the same people as FHIR");
    import(&filled, "list.csv").print("the same list again");
    std::fs::remove_dir_all(at("fhir")).unwrap();

    let (key, mut peers) = (key::read(&filled.join("practice.key")).unwrap(), Vec::new());
    let keyed = keyed(&key);
    let schema = dump(&filled.join("practice.db"), &keyed, folder.path());
    import(&filled, "moved.csv").print("a tenth of them moved");
    std::fs::remove_dir_all(&filled).unwrap();
    for (name, script) in [("raw", raw(&at("list.csv"))), ("tables", schema)] {
        let database = at(name);
        let script_file = at("script.sql");
        std::fs::write(&script_file, format!("{keyed}{script}")).unwrap();
        let mut command = Command::new(&shell);
        command.arg(&database);
        let spent = Spent::of(command, Some(&script_file));
        spent.print(match name {
            "raw" => "shell: the rows as they are, three indexes",
            _ => "shell: the same tables and indexes",
        });
        assert!(spent.said.trim_end().ends_with(&count.to_string()), "{}", spent.said);
        peers.push(spent);
    }
    println!();
    let ratio = |one: &Spent, other: &Spent, what: &str| {
        let cpu = one.cpu.as_secs_f64() / other.cpu.as_secs_f64();
        println!("{what}: {cpu:.2} by CPU, {:.2} by wall", one.wall.as_secs_f64() / other.wall.as_secs_f64());
    };
    if let [raw, tables] = peers.as_slice() {
        ratio(&ours, tables, "list against the same tables (mark: at most 1.3)");
        ratio(&ours, raw, "list against raw rows and three indexes");
    }
    ratio(&fhir, &ours, "FHIR against the list (mark: at most 1.3)");
    println!("memory against a tenth of the list: {:.2}", ours.peak as f64 / tenth.peak as f64);
}

/// The program, on a practice of its own.
fn tactful(practice: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tactful"));
    command.args([std::ffi::OsStr::new("--data-dir"), practice.as_os_str()]);
    command
}

/// What a program needed.
struct Spent {
    cpu: Duration,
    wall: Duration,
    /// The most memory that it ever held, in KiB.
    peak: u64,
    /// What it said.
    said: String,
}

impl Spent {
    /// Runs a command to its end. A process that is over keeps its times until it is waited for.
    fn of(mut command: Command, input: Option<&Path>) -> Self {
        command.stdin(input.map_or_else(Stdio::null, |path| File::open(path).unwrap().into()));
        let begin = Instant::now();
        let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let about = |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", child.id())).unwrap();
        let mut peak = 0;
        let (wall, ticks) = loop {
            let status = about("status");
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            peak = line.map_or(peak, |line| line.trim().trim_end_matches(" kB").parse().unwrap());
            let stat = about("stat");
            // behind the name, which stands in brackets: the state, and as 12th and 13th the ticks of user and system
            let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
            let ticks: u64 = fields.iter().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum();
            if fields.first() == Some(&"Z") {
                break (begin.elapsed(), ticks);
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let out = child.wait_with_output().unwrap();
        assert!(out.status.success(), "{command:?}");
        let said = String::from_utf8(out.stdout).unwrap();
        Self { cpu: Duration::from_millis(ticks * 10), wall, peak, said }
    }

    fn print(&self, what: &str) {
        let (cpu, wall, peak) = (self.cpu.as_secs_f64(), self.wall.as_secs_f64(), self.peak / 1024);
        println!("{what:44} {cpu:6.1} s {wall:6.1} s {peak:5} MB");
    }
}

/// The n-th invented patient.
struct Person {
    nhs_number: NhsNumber,
    family: String,
    given: String,
    middle: Option<String>,
    born: String,
    mobile: String,
    email: Option<String>,
    street: String,
    postcode: String,
}

impl Person {
    fn new(n: u64, moved: bool) -> Self {
        let mut dice = Dice(n);
        let stem = 100_000_000 + n * 2_654_435_761 % 800_000_000;
        let nhs_number = (0..).find_map(|more| NhsNumber::from_stem(stem + more * 800_000_000 % 99_999_989));
        let family = word(1024 + dice.below(16_000));
        let given = word(32_768 + dice.below(2_000));
        let street = if moved && n.is_multiple_of(10) { "New Road" } else { "Boar Lane" };
        Self {
            nhs_number: nhs_number.unwrap(),
            middle: (dice.below(10) < 3).then(|| word(32_768 + dice.below(2_000))),
            born: format!("{}-{:02}-{:02}", 1930 + dice.below(90), 1 + dice.below(12), 1 + dice.below(28)),
            mobile: format!("07{:09}", 300_000_000 + dice.below(600_000_000)),
            email: (dice.below(10) < 6).then(|| format!("{given}.{family}{}@mail.example", n % 97)),
            street: format!("{} {street}", 1 + dice.below(300)),
            postcode: format!("LS{} {}AE", 1 + dice.below(28), dice.below(9)),
            family,
            given,
        }
    }
}

/// Numbers by chance, always the same ones.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) % bound
    }
}

/// A name like any other.
fn word(mut n: u64) -> String {
    let mut text = String::new();
    let consonants = ["B", "d", "f", "k", "l", "m", "n", "r"];
    while n > 0 {
        let pick = |from: &[&'static str], at: u64| from.get(usize::try_from(at).unwrap()).copied().unwrap();
        text.push_str(pick(&consonants, n & 7));
        text.push_str(pick(&["a", "e", "i", "o"], n >> 3 & 3));
        n >>= 5;
    }
    text
}

/// A list as clinical systems export it.
fn list(file: &mut dyn Write, count: u64, moved: bool) {
    let headings = "NHS number,EMIS number,Surname,Forename,Middle name,Date of birth,Sex,Mobile,Email,\
                    Address line 1,Town,Postcode";
    writeln!(file, "{headings}").unwrap();
    for n in 0..count {
        let one = Person::new(n, moved);
        writeln!(
            file,
            "{},{n},{},{},{},{},Female,{},{},{},Leeds,{}",
            one.nhs_number,
            one.family,
            one.given,
            one.middle.unwrap_or_default(),
            one.born,
            one.mobile,
            one.email.unwrap_or_default(),
            one.street,
            one.postcode
        )
        .unwrap();
    }
}

/// The same people as a Bundle of UK Core Patients.
fn bundle(file: &mut dyn Write, count: u64) {
    writeln!(file, r#"{{"resourceType":"Bundle","type":"collection","entry":["#).unwrap();
    for n in 0..count {
        let one = Person::new(n, false);
        let digits = one.nhs_number.as_u64();
        let middle = one.middle.map(|name| format!(r#","{name}""#)).unwrap_or_default();
        let mut telecom = format!(r#"{{"system":"phone","value":"{}","use":"mobile"}}"#, one.mobile);
        if let Some(email) = one.email {
            write!(telecom, r#",{{"system":"email","value":"{email}","use":"home"}}"#).unwrap();
        }
        let comma = if n + 1 == count { "" } else { "," };
        writeln!(
            file,
            r#"{{"fullUrl":"https://pds.example/Patient/{digits}","resource":{{"resourceType":"Patient","id":"{digits}","meta":{{"profile":["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"]}},"identifier":[{{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"{digits}"}},{{"system":"https://practice.example/emis","value":"{n}"}}],"name":[{{"use":"official","family":"{}","given":["{}"{middle}]}}],"gender":"female","birthDate":"{}","telecom":[{telecom}],"address":[{{"use":"home","line":["{}"],"city":"Leeds","postalCode":"{}"}}]}}}}{comma}"#,
            one.family, one.given, one.born, one.street, one.postcode
        )
        .unwrap();
    }
    writeln!(file, "]}}").unwrap();
}

/// How a connection is set up, in the shell and here.
fn keyed(key: &[u8; 32]) -> String {
    let hex: String = key.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    format!(
        "PRAGMA cipher_log_level = NONE;\nPRAGMA key = \"x'{hex}'\";\nPRAGMA cipher_page_size = 4096;\nPRAGMA cipher_hmac_algorithm = HMAC_SHA256;\n\
         PRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;\nPRAGMA cache_size = -65536;\n"
    )
}

/// The rows as they stand in the file, and indexes over number, name and date of birth.
fn raw(list: &Path) -> String {
    format!(
        "BEGIN;\n.mode csv\n.import {} list\nCREATE INDEX list_nhs ON list (\"NHS number\");\n\
         CREATE INDEX list_name ON list (Surname, Forename);\nCREATE INDEX list_born ON list (\"Date of birth\");\n\
         COMMIT;\nSELECT count(*) FROM list;\n",
        list.display()
    )
}

/// Writes our tables as CSV into the folder; gives the script that stores and indexes them again.
fn dump(database: &Path, keyed: &str, folder: &Path) -> String {
    let connection = Connection::open(database).unwrap();
    connection.execute_batch(keyed).unwrap();
    let mut script = "BEGIN;\n.mode csv\n".to_owned();
    let mut indexes = String::new();
    for table in TABLES {
        let file = folder.join(format!("{table}.csv"));
        rows(&connection, table, &file);
        script.push_str(&definition(&connection, table));
        writeln!(script, ".import {} {table}", file.display()).unwrap();
        let mut found = connection.prepare("SELECT name, origin FROM pragma_index_list(?1)").unwrap();
        let found = found.query_map([table], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        for (name, origin) in found.map(Result::<(String, String), _>::unwrap) {
            let sql = match origin.as_str() {
                "u" => {
                    let columns = texts(&connection, "SELECT name FROM pragma_index_info(?1)", &name);
                    format!("CREATE UNIQUE INDEX {table}_{columns} ON {table} ({columns})")
                }
                "c" => texts(&connection, "SELECT sql FROM sqlite_master WHERE name = ?1", &name),
                _ => continue,
            };
            writeln!(indexes, "{sql};").unwrap();
        }
    }
    format!("{script}{indexes}COMMIT;\nSELECT count(*) FROM patient;\n")
}

/// The columns and the key of a table, without what only checks.
fn definition(connection: &Connection, table: &str) -> String {
    let columns = texts(connection, "SELECT name || ' ' || type FROM pragma_table_info(?1)", table);
    let key = texts(connection, "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk", table);
    let without = texts(connection, "SELECT wr FROM pragma_table_list(?1)", table) == "1";
    let without = if without { " WITHOUT ROWID" } else { "" };
    format!("CREATE TABLE {table} ({columns}, PRIMARY KEY ({key})){without};\n")
}

fn texts(connection: &Connection, query: &str, with: &str) -> String {
    let mut statement = connection.prepare(query).unwrap();
    let found = statement.query_map([with], |row| match row.get_ref(0)? {
        ValueRef::Integer(number) => Ok(number.to_string()),
        other => Ok(other.as_str()?.to_owned()),
    });
    found.unwrap().map(Result::unwrap).collect::<Vec<_>>().join(", ")
}

/// The rows of a table in the order of its key. Bytes that are no text become text of the same length.
fn rows(connection: &Connection, table: &str, file: &Path) {
    let mut out = csv::Writer::from_path(file).unwrap();
    let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let width = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for at in 0..width {
            let text = match row.get_ref(at).unwrap() {
                ValueRef::Null => String::new(),
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => number.to_string(),
                ValueRef::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
                ValueRef::Blob(bytes) => {
                    // of an identifier the part that grows, of a digest its end
                    let half = bytes.len() / 2;
                    let from = if bytes.len() == 16 { 3 } else { bytes.len() - half };
                    hex::encode(bytes.get(from..from + half).unwrap())
                }
            };
            out.write_field(text).unwrap();
        }
        out.write_record(None::<&[u8]>).unwrap();
    }
    out.flush().unwrap();
}
