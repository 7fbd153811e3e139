//! Messages on the record as files for other programs: JSON Lines, CSV, FHIR R4 Communication.

mod csv;
mod fhir;
mod jsonl;

pub use csv::write_row;
pub use fhir::resource as communication;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use jiff::civil::Date;

use super::{ExchangeError, private_file};
use crate::domain::communication::Communication;
use crate::domain::date::PartialDate;
use crate::domain::ids::PatientId;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::patient::Patient;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One JSON object a line, with everything that is on the record.
    JsonLines,
    /// CSV for a spreadsheet: cells that it would run are disarmed, characters that it would obey are shown by signs.
    Csv,
    /// FHIR R4 Communication as UK Core has it, one resource a line.
    Fhir,
}

/// Who a message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The identifier here.
    pub id: PatientId,
    /// The NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// The practice's own number.
    pub practice_number: Option<String>,
    /// The name as staff read it.
    pub name: String,
    /// The date of birth.
    pub birth_date: Option<PartialDate>,
}

impl Subject {
    /// The subject as it is known on `day`.
    pub fn of(patient: &Patient, day: Date) -> Self {
        Self {
            id: patient.id,
            nhs_number: patient.nhs_number,
            practice_number: patient.practice_number.clone(),
            name: patient.show_name(day),
            birth_date: patient.birth_date,
        }
    }
}

/// Writes messages in one form.
pub struct Writer<W: Write> {
    form: Form,
    out: W,
    begun: bool,
}

impl<W: Write> Writer<W> {
    /// A writer into `out`.
    pub fn new(form: Form, out: W) -> Self {
        Self { form, out, begun: false }
    }

    /// Writes one message.
    ///
    /// # Errors
    /// What `out` says.
    pub fn put(&mut self, communication: &Communication, subject: &Subject) -> io::Result<()> {
        match self.form {
            Form::JsonLines => jsonl::write(&mut self.out, communication, subject),
            Form::Fhir => fhir::write(&mut self.out, communication, subject),
            Form::Csv => {
                self.begin()?;
                csv::write(&mut self.out, communication, subject)
            }
        }
    }

    /// Writes what stands before the first message, where the form has something.
    fn begin(&mut self) -> io::Result<()> {
        if self.form == Form::Csv && !self.begun {
            csv::write_headings(&mut self.out)?;
        }
        self.begun = true;
        Ok(())
    }

    /// Writes what is left and gives `out` back; an export without messages still has its headings.
    ///
    /// # Errors
    /// What `out` says.
    pub fn finish(mut self) -> io::Result<W> {
        self.begin()?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Creates the file of an export: it must not be there, and only its owner reads it.
///
/// # Errors
/// When something of that name is there, or the system cannot write.
pub fn create(path: &Path) -> Result<File, ExchangeError> {
    private_file::create(path).map_err(|error| ExchangeError::unwritable(path, &error))
}
