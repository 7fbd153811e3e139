//! The statements that put lines on the lists, prepared once for many.

use rusqlite::{CachedStatement, Connection};

use super::super::super::Result;

/// The order of every list within one word, day or postcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Order<'a> {
    pub name_key: &'a str,
    pub born: i64,
    pub patient: i64,
}

/// A line of `listed` or `worded`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Line<'a> {
    pub key: Order<'a>,
    /// The words, a blank before each.
    pub words: &'a str,
    pub standing: u8,
    /// What a list shows, packed.
    pub shown: &'a [u8],
}

/// The statements.
pub(in super::super) struct Fill<'c> {
    listed: CachedStatement<'c>,
    worded: CachedStatement<'c>,
    pair: CachedStatement<'c>,
    born: CachedStatement<'c>,
    postcode: CachedStatement<'c>,
    vocabulary: CachedStatement<'c>,
}

impl<'c> Fill<'c> {
    pub(in super::super) fn new(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            listed: connection.prepare_cached(
                "INSERT INTO listed (name_key, born, patient, words, standing, shown)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
            worded: connection.prepare_cached(
                "INSERT INTO worded (word, name_key, born, patient, words, standing, shown)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?,
            pair: connection.prepare_cached(
                "INSERT INTO word_pair (word, other, name_key, born, patient) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?,
            born: connection
                .prepare_cached("INSERT INTO listed_born (born, name_key, patient) VALUES (?1, ?2, ?3)")?,
            postcode: connection.prepare_cached(
                "INSERT INTO listed_postcode (postcode, name_key, born, patient) VALUES (?1, ?2, ?3, ?4)",
            )?,
            vocabulary: connection.prepare_cached(
                "INSERT INTO vocabulary (word, lines, others) VALUES (?1, ?2, ?3)
                 ON CONFLICT (word) DO UPDATE SET lines = lines + ?2, others = others + ?3",
            )?,
        })
    }

    /// Puts a line into the list of everybody.
    pub(in super::super) fn listed(&mut self, line: &Line<'_>) -> Result<()> {
        self.listed.execute((
            line.key.name_key,
            line.key.born,
            line.key.patient,
            line.words,
            line.standing,
            line.shown,
        ))?;
        Ok(())
    }

    /// Puts a line under one more word.
    pub(in super::super) fn worded(&mut self, word: &str, line: &Line<'_>) -> Result<()> {
        self.worded.execute((
            word,
            line.key.name_key,
            line.key.born,
            line.key.patient,
            line.words,
            line.standing,
            line.shown,
        ))?;
        Ok(())
    }

    /// Puts two words of one patient together.
    pub(in super::super) fn pair(&mut self, word: &str, other: &str, key: Order<'_>) -> Result<()> {
        self.pair.execute((word, other, key.name_key, key.born, key.patient))?;
        Ok(())
    }

    /// Lists a date of birth.
    pub(in super::super) fn born(&mut self, key: Order<'_>) -> Result<()> {
        self.born.execute((key.born, key.name_key, key.patient))?;
        Ok(())
    }

    /// Lists a postcode.
    pub(in super::super) fn postcode(&mut self, postcode: &str, key: Order<'_>) -> Result<()> {
        self.postcode.execute((postcode, key.name_key, key.born, key.patient))?;
        Ok(())
    }

    /// Counts a word: so many more lines hold it, so many of them in `worded`.
    pub(in super::super) fn count(&mut self, word: &str, lines: i64, others: i64) -> Result<()> {
        self.vocabulary.execute((word, lines, others))?;
        Ok(())
    }
}
