//! What can be said about the record: checked, kept elsewhere, proved.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// `verify`
#[derive(Debug, Clone, Args)]
pub struct Verify {
    /// A head kept elsewhere, as printed by an earlier check: NUMBER:SEAL
    #[arg(long, value_name = "HEAD")]
    pub head: Option<String>,
    /// A checkpoint that the record must still hold, besides those in the folder of the settings: its file, a folder of such
    /// files, or its phrase in quotation marks; may be given several times
    #[arg(long, value_name = "FILE|PHRASE")]
    pub checkpoint: Vec<String>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// `checkpoint`
#[derive(Debug, Clone, Args)]
pub struct Checkpoint {
    /// The folder that the file is put into, under a name of its own [default: as the settings say]
    #[arg(value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// `prove`
#[derive(Debug, Clone, Args)]
pub struct Prove {
    /// The number of the entry
    #[arg(value_name = "ENTRY", required_unless_present = "from")]
    pub entry: Option<u64>,
    /// The file of a checkpoint that reaches so far [default: the newest that does, or a new one]
    #[arg(long, value_name = "FILE", conflicts_with = "from", value_hint = ValueHint::FilePath)]
    pub checkpoint: Option<PathBuf>,
    /// Leave out what the entry says: who, when and of what kind it is remain
    #[arg(long, conflicts_with = "from")]
    pub without_text: bool,
    /// Instead of an entry: the earlier one of two checkpoints
    #[arg(long, value_name = "FILE", requires = "to", conflicts_with = "entry", value_hint = ValueHint::FilePath)]
    pub from: Option<PathBuf>,
    /// The later one
    #[arg(long, value_name = "FILE", requires = "from", value_hint = ValueHint::FilePath)]
    pub to: Option<PathBuf>,
}

/// `verify-proof`
#[derive(Debug, Clone, Args)]
pub struct VerifyProof {
    /// The proof
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The checkpoint that was kept: its file, or its phrase in quotation marks
    #[arg(long, value_name = "FILE|PHRASE")]
    pub checkpoint: Option<String>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}
