//! Refused rows as files that can be corrected and imported again: CSV under its own headings, FHIR one resource a line.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::csv::columns;
use super::json::write_line;
use super::{ExchangeError, formula, private_file};
use crate::domain::import::{Place, Refusal, Row, Source};

/// How many names are tried for a file beside one that is there.
const MOST_NAMES: u32 = 10_000;

/// Writes refused rows; a file appears with the first row that goes into it.
#[derive(Debug)]
pub struct RefusedRows {
    /// The path without its extension.
    stem: PathBuf,
    /// The path that was asked for; `None`: one that is free is chosen.
    named: Option<PathBuf>,
    headings: HashMap<String, Vec<String>>,
    files: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    path: PathBuf,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Csv { headings: Vec<String>, writer: Box<::csv::Writer<File>> },
    Lines(BufWriter<File>),
}

impl RefusedRows {
    /// Into files beside the first one that is imported: `patients.csv` gives `patients.refused.csv`.
    pub fn beside(first: &Path) -> Self {
        let name = first.file_stem().map_or("import".into(), |stem| stem.to_string_lossy());
        // a file that was refused before, corrected and refused again keeps its name
        let name = name.split(".refused").next().unwrap_or("import");
        Self::new(first.with_file_name(format!("{name}.refused")), None)
    }

    /// Into the file of this name; rows of another form go beside it.
    ///
    /// # Errors
    /// When something of that name is there.
    pub fn at(path: &Path) -> Result<Self, ExchangeError> {
        if fs::symlink_metadata(path).is_ok() {
            return Err(ExchangeError::Exists(path.display().to_string()));
        }
        Ok(Self::new(path.with_extension(""), Some(path.to_owned())))
    }

    fn new(stem: PathBuf, named: Option<PathBuf>) -> Self {
        Self { stem, named, headings: HashMap::new(), files: Vec::new() }
    }

    /// The headings of a file, before its first row.
    pub fn headings(&mut self, file: &str, headings: Vec<String>) {
        self.headings.insert(file.to_owned(), headings);
    }

    /// Writes one row.
    ///
    /// # Errors
    /// What the system says.
    pub fn add(&mut self, refusal: &Refusal) -> Result<(), ExchangeError> {
        match &refusal.source {
            Source::Row(row) => {
                let headings = self.headings.get(&refusal.place.file).cloned().unwrap_or_default();
                self.add_row(&headings, row, refusal)
            }
            Source::Resource(resource) => self.add_resource(resource, refusal),
            Source::Nothing => Ok(()),
        }
    }

    fn add_row(&mut self, headings: &[String], row: &Row, refusal: &Refusal) -> Result<(), ExchangeError> {
        let is_open =
            |open: &Open| matches!(&open.form, Form::Csv { headings: known, .. } if known == headings);
        let ours = |index: &usize| headings.get(*index).is_none_or(|heading| !columns::is_reason(heading));
        if !self.files.iter().any(is_open) {
            let (path, mut file) = self.create("csv")?;
            let failed = |error| ExchangeError::unwritable(&path, &error);
            // spreadsheets take a file for UTF-8 when it says so
            file.write_all(b"\xef\xbb\xbf").map_err(failed)?;
            let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(file);
            let kept = headings.iter().enumerate().filter(|(index, _)| ours(index)).map(|(_, h)| h.as_str());
            let written = writer.write_record(std::iter::once(columns::REFUSED).chain(kept));
            written.map_err(|error| failed(error.into()))?;
            let form = Form::Csv { headings: headings.to_vec(), writer: Box::new(writer) };
            self.files.push(Open { path, form });
        }
        let Some(open) = self.files.iter_mut().find(|open| is_open(open)) else { return Ok(()) };
        if let Form::Csv { writer, .. } = &mut open.form {
            let reason = reason(refusal);
            let kept = row.fields().enumerate().filter(|(index, _)| ours(index)).map(|(_, field)| field);
            // it is corrected in a spreadsheet, and read back as it was
            let cells = std::iter::once(reason.as_str()).chain(kept).map(formula::set_apart);
            let written = writer.write_record(cells.map(std::borrow::Cow::into_owned));
            written.map_err(|error| ExchangeError::unwritable(&open.path, &error.into()))?;
        }
        Ok(())
    }

    /// An outcome that says why, then the resource: what FHIR has for this, and readers pass over outcomes.
    fn add_resource(&mut self, resource: &str, refusal: &Refusal) -> Result<(), ExchangeError> {
        let is_open = |open: &Open| matches!(open.form, Form::Lines(_));
        if !self.files.iter().any(is_open) {
            let (path, file) = self.create("ndjson")?;
            self.files.push(Open { path, form: Form::Lines(BufWriter::new(file)) });
        }
        let Some(open) = self.files.iter_mut().find(|open| is_open(open)) else { return Ok(()) };
        if let Form::Lines(writer) = &mut open.form {
            let mut issue = json!({ "severity": "error", "code": "invalid", "diagnostics": reason(refusal) });
            if let (Some(path), Some(issue)) = (&refusal.place.column, issue.as_object_mut()) {
                issue.insert("expression".into(), json!([path]));
            }
            // JSON has no line feeds inside its strings: each of these stands between elements
            let one_line = resource.replace('\n', " ");
            write_line(writer, &json!({ "resourceType": "OperationOutcome", "issue": [issue] }))
                .and_then(|()| writeln!(writer, "{one_line}"))
                .map_err(|error| ExchangeError::unwritable(&open.path, &error))?;
        }
        Ok(())
    }

    /// Creates the next file: the one that was named, where it has this form and is not used yet.
    fn create(&mut self, extension: &str) -> Result<(PathBuf, File), ExchangeError> {
        if let Some(path) = &self.named
            && self.files.is_empty()
        {
            let file = private_file::create(path).map_err(|error| ExchangeError::unwritable(path, &error))?;
            return Ok((path.clone(), file));
        }
        let stem = self.stem.file_name().map_or("refused".into(), |stem| stem.to_string_lossy().into_owned());
        for number in 1..MOST_NAMES {
            let name = if number == 1 {
                format!("{stem}.{extension}")
            } else {
                format!("{stem}-{number}.{extension}")
            };
            let path = self.stem.with_file_name(name);
            match private_file::create(&path) {
                Ok(file) => return Ok((path, file)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(ExchangeError::unwritable(&path, &error)),
            }
        }
        Err(ExchangeError::Exists(self.stem.with_extension(extension).display().to_string()))
    }

    /// Makes the files durable and names them.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(&mut self) -> Result<Vec<PathBuf>, ExchangeError> {
        for open in &mut self.files {
            let done = match &mut open.form {
                Form::Csv { writer, .. } => writer.flush().and_then(|()| writer.get_ref().sync_all()),
                Form::Lines(writer) => writer.flush().and_then(|()| writer.get_ref().sync_all()),
            };
            done.map_err(|error| ExchangeError::unwritable(&open.path, &error))?;
        }
        Ok(self.files.iter().map(|open| open.path.clone()).collect())
    }

    /// Removes the files again: nothing was imported, so nothing was refused.
    pub fn discard(self) {
        for open in self.files {
            // what cannot be removed stays, and is no harm
            let _ = fs::remove_file(&open.path);
        }
    }
}

/// Where and why, in one cell: several files may come together in one of refused rows.
fn reason(refusal: &Refusal) -> String {
    let file = Path::new(&refusal.place.file)
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into());
    let place = Place { file, ..refusal.place.clone() };
    format!("{place}: {}", refusal.reason)
}
