//! Tactful: the workstation at a clinic's reception desk for messages to patients.
//!
//! # The map
//!
//! Everything a sentence about the clinic could mention lives in [`domain`]; everything that decides lives in [`domain`],
//! [`policy`] or [`app`], as functions of values; everything that touches the world lives in [`store`], [`exchange`],
//! [`access`], [`shell`], [`cli`] or [`config`]. A folder is a room, a file is one thing, an arrow points one way:
//!
//! | room | holds | may name |
//! |---|---|---|
//! | [`domain`] | what the clinic talks about, as values | nothing of ours |
//! | [`policy`] | what may be said, to whom, how and when: the rules | domain |
//! | [`store`] | where things are kept, in one encrypted SQLite file | domain |
//! | [`exchange`] | other systems' formats | domain, policy |
//! | [`access`] | who may open it | domain |
//! | [`app`] | the program as a state machine, without terminal, store or clock | domain, policy |
//! | [`view`] | draws the app | domain, policy, app |
//! | [`config`] | files, environment, defaults, the system's clock | domain, policy, app |
//! | [`cli`] | the headless verbs | all but app, view, shell |
//! | [`shell`] | the loop, the terminal, the worker that owns the store | all but cli |
//!
//! # What is promised, and where it is held
//!
//! - **A fact that is not known is `None`, never a default**, and a rule that needs it does not run
//!   ([`domain::dossier::Dossier`], [`policy::Case`]).
//! - **A message never rests on a stale picture.** A verdict carries the revisions of what it was made from; the store
//!   compares them inside the transaction that records, and writes nothing when they differ
//!   ([`domain::log::NewEntry::judged`], [`domain::log::Appended::Conflict`]).
//! - **Nothing is sent twice.** The intent to hand over is on the record before the hand-over and its outcome after it; an
//!   intent without an outcome is shown to a person and never repeated ([`domain::communication::State`]). An entry's id is
//!   made before the first try, so that a retry changes nothing.
//! - **The record only grows.** Each entry is sealed over the one before ([`domain::log`]); triggers refuse everything but an
//!   append; `verify` names the first entry that is not as it was sealed. In a closed practice each entry is signed by whoever
//!   it names ([`domain::log::Signers`]).
//! - **A log that was cut, rolled back or written anew is found by what was kept of it elsewhere** ([`domain::checkpoint`]).
//! - **A fact changes by an entry that holds it before and after** ([`domain::fact::Amendment`]): it is refused where the fact
//!   is no longer as it was, and taken back by another entry.
//! - **Text is kept as received** and shown through one function that replaces what a terminal could obey and drops nothing
//!   ([`domain::shown`]).
//! - **`App::update` cannot fail and touches nothing**: what it wants done leaves as effects, what came of it returns as a
//!   message, and an answer to an old question is dropped in one place ([`app`]).
//! - **The key is random and leaves its file only into the connection that it opens** ([`access::key`]); in a closed practice
//!   it is wrapped for each holder by what they alone know ([`access::holder`]).
//! - **Nothing of a patient is seen, and nothing new leaves for the clipboard, while the door is shut** ([`app::door`]).

pub mod access;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod exchange;
pub mod policy;
pub mod shell;
pub mod store;
pub mod view;
