//! What the clinic talks about, as values: no terminal, no file, no database and no clock of its own.
//!
//! Everything a sentence about the clinic could mention has its type here, under the word the clinic, FHIR R4 or the
//! NHS data dictionary uses for it. The other rooms hand these values to each other.

pub mod agreement;
pub mod backup;
pub mod channel;
pub mod checkpoint;
pub mod clock;
pub mod communication;
pub mod contact;
pub mod date;
pub mod day;
pub mod doctor;
pub mod dossier;
pub mod draft;
pub mod drift;
pub mod fact;
pub mod filling;
pub mod fold;
pub mod ids;
pub mod import;
pub mod insights;
pub mod likeness;
pub mod log;
pub mod merge;
pub mod need;
pub mod nhs_number;
pub mod objection;
pub mod parent;
pub mod patient;
pub mod permission;
pub mod person;
pub mod practice;
pub mod preference;
pub mod proof;
pub mod proxy;
pub mod purpose;
pub mod record_block;
pub mod recovery;
pub mod reminder;
pub mod safeguarding;
pub mod search;
pub mod secret;
pub mod settlement;
pub mod severity;
pub mod shown;
pub mod sms;
pub mod span;
pub mod staff;
pub mod telephone;
pub mod template;
pub mod told;
pub mod topic;
pub mod words;
pub mod worklist;
