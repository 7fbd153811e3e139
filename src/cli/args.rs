//! What can be said on the command line.
#![expect(clippy::doc_markdown, reason = "the comments are the help text, which is plain")]
#![expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]

mod record;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

pub use record::{Checkpoint, Prove, Verify, VerifyProof};

/// The workstation at a clinic's reception desk for messages to patients.
///
/// Without a command, opens the practice on this machine; the first time, creates it.
#[derive(Debug, Parser)]
#[command(name = "tactful", version, about, long_about, max_term_width = 100, after_long_help = EXIT_CODES)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  done, with lines refused, findings, or a broken chain
  2  nothing done: the command or its input is wrong
  3  trouble with the data or its key";

/// What holds for every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The folder of the practice's data [default: the system's, or TACTFUL_DATA_DIR]
    #[arg(long, global = true, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub data_dir: Option<PathBuf>,
    /// Whose passphrase opens the practice [default: the only holder, or TACTFUL_STAFF]
    #[arg(long = "as", global = true, value_name = "NAME")]
    pub name: Option<String>,
    /// Read the passphrase from standard input, the first line [default: the file named in
    /// TACTFUL_PASSPHRASE_FILE, or a question on the terminal]
    #[arg(long, global = true)]
    pub passphrase_stdin: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Open an invented practice
    Demo(Demo),
    /// Create the practice's database without opening it
    Init(Init),
    /// Say who may open the practice: passphrases and the recovery key
    Access(Access),
    /// Import patients, proxies and reminders from CSV or FHIR files
    Import(Import),
    /// Find patients
    Search(Search),
    /// Check messages, or the approved texts
    Check(Check),
    /// Explain a rule, or list all rules
    Explain(Explain),
    /// Say what somebody has to look at: conflicts, claims, reviews, contact points, overrides
    Worklists(Worklists),
    /// Sum up a day: what was handled, what waits and why, what to follow up, copy and confirm
    Day(DayEnd),
    /// Count what each rule found on the record, and how often it was overridden
    Insights(Insights),
    /// Export messages on the record
    Export(Export),
    /// Check that nothing on the record was changed
    Verify(Verify),
    /// Keep outside the database how the record stands now: a signed file, and a phrase for paper
    Checkpoint(Checkpoint),
    /// Prove to somebody without the database that an entry is on the record, or that the record only grew
    Prove(Prove),
    /// Check such a proof, without a practice
    VerifyProof(VerifyProof),
    /// Copy the practice, encrypted and checked, while it is in use
    Backup(Backup),
    /// Go back to a copy of the practice; what was there is kept beside it
    Restore(Restore),
    /// Save what can be read of a damaged database into a new one
    Salvage(Salvage),
    /// Say whether the practice's files are sound and safe, and what cures what is not
    Doctor(Doctor),
    /// Say where the practice's files lie
    Paths(Paths),
    /// Print completions for a shell
    Completions(Completions),
    /// Print the manual page
    Man(Man),
}

/// `demo`
#[derive(Debug, Clone, Args)]
pub struct Demo {
    /// How many patients to invent
    #[arg(long, value_name = "N", default_value_t = 2400, value_parser = clap::value_parser!(u32).range(1..=20_000_000))]
    pub patients: u32,
    /// Build the practice and exit
    #[arg(long)]
    pub no_open: bool,
}

/// `init`
#[derive(Debug, Clone, Args)]
pub struct Init {
    /// The practice's name
    #[arg(long, value_name = "NAME")]
    pub practice: Option<String>,
    /// The name of a member of staff; may be given several times
    #[arg(long = "staff", value_name = "NAME")]
    pub staff: Vec<String>,
}

/// `access`
#[derive(Debug, Clone, Args)]
pub struct Access {
    /// What to do
    #[command(subcommand)]
    pub what: AccessWhat,
}

/// What can be done about who may open the practice.
#[derive(Debug, Clone, Subcommand)]
pub enum AccessWhat {
    /// Name those who have a passphrase
    List(AccessList),
    /// Close a practice that lies open: the first passphrase, and the recovery key, printed once
    Close,
    /// Give somebody a passphrase; who is not on the list of staff is added to it
    Add(AccessAdd),
    /// Change your passphrase
    Passphrase,
    /// With the recovery key, set a new passphrase
    Recover,
    /// Make a new recovery key, printed once; the one before opens nothing any more
    RecoveryKey,
    /// Take somebody's passphrase away
    Remove(AccessRemove),
    /// Say who came in, and what changed about who may, the oldest first
    Log(AccessList),
}

/// `access list`, `access log`
#[derive(Debug, Clone, Args)]
pub struct AccessList {
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `access add`
#[derive(Debug, Clone, Args)]
pub struct AccessAdd {
    /// The person's name
    #[arg(value_name = "NAME")]
    pub who: String,
    /// Their role: receptionist, supervisor, guardian or administrator [default: as on file, or receptionist]
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
}

/// `access remove`
#[derive(Debug, Clone, Args)]
pub struct AccessRemove {
    /// The person's name
    #[arg(value_name = "NAME")]
    pub who: String,
}

/// `import`
#[derive(Debug, Clone, Args)]
pub struct Import {
    /// CSV or FHIR JSON files; what they hold is recognised
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Read and compare everything, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Take the good rows; write the others to a file that can be corrected and imported
    #[arg(long)]
    pub keep_going: bool,
    /// The files hold every registered patient: put whoever is missing on the worklist "left?"
    #[arg(long)]
    pub full_list: bool,
    /// Where the refused rows go [default: beside the first file]
    #[arg(long, value_name = "FILE", requires = "keep_going", value_hint = ValueHint::FilePath)]
    pub refused: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

/// `search`
#[derive(Debug, Clone, Args)]
pub struct Search {
    /// Parts of names, a date of birth, an NHS number, a telephone number, a postcode
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// At most this many patients
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub limit: u16,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `check`
#[derive(Debug, Clone, Args)]
pub struct Check {
    /// The text [default: standard input]
    #[arg(value_name = "TEXT", conflicts_with = "jsonl")]
    pub text: Option<String>,
    /// Read one JSON object a line from standard input, write one a line
    #[arg(long)]
    pub jsonl: bool,
    /// By what the message goes
    #[arg(long, value_name = "CHANNEL", default_value = "sms", conflicts_with = "jsonl")]
    pub channel: String,
    /// The subject line
    #[arg(long, value_name = "TEXT", conflicts_with = "jsonl")]
    pub subject: Option<String>,
    /// Print the findings as JSON
    #[arg(long, conflicts_with = "jsonl")]
    pub json: bool,
    /// Measure the checker on a file of labelled messages and print the table
    #[arg(long, value_name = "FILE", conflicts_with_all = ["jsonl", "text"], value_hint = ValueHint::FilePath)]
    pub score: Option<PathBuf>,
    /// Check every approved text, those of the program and the practice's own, filled with awkward values
    #[arg(long, conflicts_with_all = ["jsonl", "text", "score", "subject"])]
    pub templates: bool,
}

/// `explain`
#[derive(Debug, Clone, Args)]
pub struct Explain {
    /// The rule [default: list all]
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
    /// Print as JSON
    #[arg(long)]
    pub json: bool,
    /// Print the documentation of all rules as one Markdown page
    #[arg(long, conflicts_with_all = ["rule", "json"])]
    pub markdown: bool,
}

/// The formats of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object a line
    Jsonl,
    /// CSV, with cells that a spreadsheet would run disarmed
    Csv,
    /// FHIR R4 Communication resources, one a line
    Fhir,
}

/// `export`
#[derive(Debug, Clone, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Export {
    /// The format
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    pub format: Format,
    /// Only messages about the patient with this NHS number
    #[arg(long, value_name = "NUMBER")]
    pub nhs: Option<String>,
    /// Write to this file, which must not exist [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// One JSON object a line: the same as --format jsonl
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Another kind of export
    #[command(subcommand)]
    pub what: Option<ExportWhat>,
}

/// The other kinds of export.
#[derive(Debug, Clone, Subcommand)]
pub enum ExportWhat {
    /// Everything held about one person, for a subject access request
    Person(ExportPerson),
}

/// The forms of everything held about one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PersonFormat {
    /// Text to read; what is about somebody else is marked
    Text,
    /// One JSON object
    Json,
    /// A FHIR R4 Bundle, whose person part imports again but for safeguarding notes
    Fhir,
}

/// `export person`
#[derive(Debug, Clone, Args)]
pub struct ExportPerson {
    /// The person's NHS number
    #[arg(long, value_name = "NUMBER")]
    pub nhs: String,
    /// The form
    #[arg(long, value_enum, default_value_t = PersonFormat::Text)]
    pub format: PersonFormat,
    /// Write to this file, which must not exist [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// `worklists`
#[derive(Debug, Clone, Args)]
pub struct Worklists {
    /// The list, such as conflicts or coming-of-age [default: how long each list is]
    #[arg(value_name = "LIST")]
    pub list: Option<String>,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Print CSV, with cells that a spreadsheet would run disarmed
    #[arg(long, conflicts_with = "json", requires = "list")]
    pub csv: bool,
}

/// `day`
#[derive(Debug, Clone, Args)]
pub struct DayEnd {
    /// The day, such as 22/11/2026 [default: today]
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Print CSV, with cells that a spreadsheet would run disarmed
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

/// `insights`
#[derive(Debug, Clone, Args)]
pub struct Insights {
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `backup`
#[derive(Debug, Clone, Args)]
pub struct Backup {
    /// The folder that the copy is put into, under a name of its own [default: where the program puts its own copies]
    #[arg(value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
}

/// `restore`
#[derive(Debug, Clone, Args)]
pub struct Restore {
    /// The copy, as `backup` made it
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Say what would be lost, change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Take a copy whose record does not check, such as one that was salvaged
    #[arg(long)]
    pub even_broken: bool,
    /// Take a copy of another practice in the place of this one
    #[arg(long)]
    pub other_practice: bool,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// `salvage`
#[derive(Debug, Clone, Args)]
pub struct Salvage {
    /// The new file, which must not exist
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub to: PathBuf,
    /// The damaged database, which is not changed [default: the practice's]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub from: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

/// `doctor`
#[derive(Debug, Clone, Args)]
pub struct Doctor {
    /// Take rights away from others, remove what killed programs left behind
    #[arg(long)]
    pub fix: bool,
    /// Remove the files in the outbox, refused rows, exports and sheets that nobody changed since
    #[arg(long)]
    pub purge: bool,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `paths`
#[derive(Debug, Clone, Args)]
pub struct Paths {
    /// Print as JSON
    #[arg(long)]
    pub json: bool,
}

/// `completions`
#[derive(Debug, Clone, Args)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

/// `man`
#[derive(Debug, Clone, Args)]
pub struct Man {
    /// The command whose page to print [default: the program's]
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_data_folder_may_stand_before_or_after_the_command() {
        for line in [["tactful", "--data-dir", "d", "paths"], ["tactful", "paths", "--data-dir", "d"]] {
            assert_eq!(Cli::parse_from(line).global.data_dir, Some(PathBuf::from("d")));
        }
    }
}
