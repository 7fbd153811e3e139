//! Writing the lines: under what a patient is listed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};

use super::super::super::Result;
use super::super::{codec, column};
use super::fill::{Fill, Line, Order};
use super::shown::Shown;
use crate::domain::contact::{ContactPoint, ContactValue};
use crate::domain::fold;
use crate::domain::ids::PatientId;
use crate::domain::patient::Patient;

/// How many further words of one patient are listed.
const MOST_WORDS: usize = 12;

/// The longest name that a list shows, in characters.
const LONGEST_NAME: usize = 120;

/// What a patient is listed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Listing {
    /// The internal number.
    pub number: i64,
    /// The identifier.
    pub id: PatientId,
    /// The name as staff read it.
    pub name: String,
    /// The key of the order: the family name in one piece, then the given names.
    pub name_key: String,
    /// The words other than the beginning of the family name.
    pub words: Vec<String>,
    /// The date of birth as a number, 0 for none.
    pub born: i64,
    /// The NHS number.
    pub nhs_number: Option<u64>,
    /// The practice's own number.
    pub practice_number: Option<String>,
    /// The postcode in capitals without blanks; empty where there is none or it is hidden.
    pub postcode: String,
    /// Deceased, restricted, left, lookalike: a bit each.
    pub standing: u8,
}

impl Listing {
    /// What a patient is to be listed under.
    pub(in super::super) fn of(
        number: i64,
        patient: &Patient,
        contacts: &[ContactPoint],
        today: Date,
        lookalike: bool,
    ) -> Self {
        let name = patient.name(today);
        let restricted = patient.restriction.is_some();
        let bit = |holds: bool, bit: u8| if holds { bit } else { 0 };
        Self {
            number,
            id: patient.id,
            name: shown(patient, today),
            name_key: name.map(fold::order_key).unwrap_or_default(),
            words: words(patient, today),
            born: column::partial(patient.birth_date),
            nhs_number: patient.nhs_number.map(crate::domain::nhs_number::NhsNumber::as_u64),
            practice_number: patient.practice_number.clone(),
            postcode: if restricted { String::new() } else { postcode(contacts, today) },
            standing: bit(patient.death.is_some(), codec::DECEASED)
                | bit(restricted, codec::RESTRICTED)
                | bit(patient.left.is_some(), codec::LEFT)
                | bit(lookalike, codec::LOOKALIKE),
        }
    }

    /// What the patient with this number is listed under at present.
    pub(in super::super) fn stored(connection: &Connection, number: i64) -> Result<Option<Self>> {
        let key: Option<(String, i64)> = connection
            .prepare_cached("SELECT name_key, born FROM patient WHERE number = ?1")?
            .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((name_key, born)) = key else { return Ok(None) };
        let mut statement = connection.prepare_cached(
            "SELECT words, standing, shown FROM listed WHERE name_key = ?1 AND born = ?2 AND patient = ?3",
        )?;
        let mut rows = statement.query((&name_key, born, number))?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let words: String = row.get(0)?;
        let packed: Vec<u8> = row.get(2)?;
        let shown = Shown::unpack(&packed)?;
        Ok(Some(Self {
            number,
            id: shown.id,
            name: shown.name.to_owned(),
            words: words.split_whitespace().map(str::to_owned).collect(),
            born,
            nhs_number: shown.nhs_number,
            practice_number: shown.practice_number.map(str::to_owned),
            postcode: shown.postcode.to_owned(),
            standing: row.get(1)?,
            name_key,
        }))
    }

    /// What a list shows, packed.
    pub(in super::super) fn packed(&self) -> Vec<u8> {
        let shown = Shown {
            id: self.id,
            nhs_number: self.nhs_number,
            postcode: &self.postcode,
            name: &self.name,
            practice_number: self.practice_number.as_deref(),
        };
        shown.pack()
    }

    /// The words as a line holds them, a blank before each.
    pub(in super::super) fn spelt(&self) -> String {
        let mut all = String::new();
        for word in &self.words {
            all.push(' ');
            all.push_str(word);
        }
        all
    }

    /// What `worded` lists the patient under: each word, and each beginning of [`stem`] once.
    pub(in super::super) fn headings(&self) -> Vec<String> {
        let mut headings: Vec<String> = self.words.iter().filter_map(|word| stem(word)).collect();
        headings.sort_unstable();
        headings.dedup();
        headings.extend(self.words.iter().cloned());
        headings
    }

    /// The word by which the key of the order begins: it needs no line of its own.
    pub(in super::super) fn head(&self) -> &str {
        self.name_key.split(' ').next().unwrap_or("")
    }

    /// The line, its words spelt and what it shows packed.
    fn line<'a>(&'a self, words: &'a str, shown: &'a [u8]) -> Line<'a> {
        let key = Order { name_key: &self.name_key, born: self.born, patient: self.number };
        Line { key, words, standing: self.standing, shown }
    }

    /// Two of the words each, in either order.
    pub(in super::super) fn pairs(&self) -> Vec<(&str, &str)> {
        let words = || self.words.iter().map(String::as_str);
        words().flat_map(|a| words().filter(move |b| a != *b).map(move |b| (a, b))).collect()
    }
}

/// The heading under which all words stand that begin with the same two letters: a star, which no word has, and the
/// letters. `None` for a shorter word.
pub(super) fn stem(word: &str) -> Option<String> {
    let end = word.char_indices().nth(1).map(|(at, second)| at + second.len_utf8())?;
    Some(format!("*{}", word.get(..end)?))
}

/// The name as a list shows it.
fn shown(patient: &Patient, today: Date) -> String {
    let mut shown = patient.show_name(today);
    if shown.len() > LONGEST_NAME
        && let Some((at, _)) = shown.char_indices().nth(LONGEST_NAME)
    {
        shown.truncate(at);
    }
    shown
}

/// Every word under which a patient can be found besides the beginning of the family name: given names, further parts
/// of the family name, past names. What only begins another of them is left out: it finds the same.
fn words(patient: &Patient, today: Date) -> Vec<String> {
    let mut words: Vec<String> = Vec::with_capacity(2);
    let current = patient.name(today);
    let head = current.and_then(|name| name.family.as_deref()).map(fold::name).unwrap_or_default();
    let mut add = |form: String, may_begin_head: bool| {
        let known = words.iter().any(|word| word.starts_with(&form));
        if !known && (may_begin_head || !head.starts_with(&form)) {
            words.retain(|word| !form.starts_with(word.as_str()));
            words.push(form);
        }
    };
    for name in current.into_iter().chain(patient.names.iter().filter(|name| Some(*name) != current)) {
        for form in name.given.iter().flat_map(|given| fold::forms(given)) {
            add(form, true);
        }
        for form in name.family.iter().flat_map(|family| fold::forms(family)) {
            add(form, false);
        }
    }
    words.truncate(MOST_WORDS);
    words
}

/// The postcode of the present address.
fn postcode(contacts: &[ContactPoint], today: Date) -> String {
    let present = contacts.iter().filter(|contact| contact.is_current(today));
    let code = present.into_iter().find_map(|contact| match &contact.value {
        ContactValue::Post(address) => address.postcode.as_deref(),
        _ => None,
    });
    let letters = code.unwrap_or("").chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_uppercase()).take(8).collect()
}

/// Takes a patient off the lists, puts one on, or both, within the open transaction.
pub(in super::super) fn relist(
    connection: &Connection,
    old: Option<&Listing>,
    new: Option<&Listing>,
) -> Result<()> {
    if old == new {
        return Ok(());
    }
    if let Some(old) = old {
        unlist(connection, old)?;
    }
    if let Some(new) = new {
        list_all(connection, std::slice::from_ref(new))?;
    }
    Ok(())
}

fn unlist(connection: &Connection, old: &Listing) -> Result<()> {
    let key = (&old.name_key, old.born, old.number);
    connection
        .prepare_cached("DELETE FROM listed WHERE name_key = ?1 AND born = ?2 AND patient = ?3")?
        .execute(key)?;
    connection
        .prepare_cached("DELETE FROM listed_born WHERE born = ?2 AND name_key = ?1 AND patient = ?3")?
        .execute(key)?;
    connection
        .prepare_cached("DELETE FROM listed_postcode WHERE postcode = ?4 AND name_key = ?1 AND born = ?2 AND patient = ?3")?
        .execute((&old.name_key, old.born, old.number, &old.postcode))?;
    let mut worded = connection.prepare_cached(
        "DELETE FROM worded WHERE word = ?4 AND name_key = ?1 AND born = ?2 AND patient = ?3",
    )?;
    let mut count = connection
        .prepare_cached("UPDATE vocabulary SET lines = lines - 1, others = others - ?2 WHERE word = ?1")?;
    count.execute((old.head(), 0))?;
    for heading in old.headings() {
        worded.execute((&old.name_key, old.born, old.number, heading))?;
    }
    for word in &old.words {
        count.execute((word, 1))?;
    }
    let mut pair = connection.prepare_cached(
        "DELETE FROM word_pair WHERE word = ?4 AND other = ?5 AND name_key = ?1 AND born = ?2 AND patient = ?3",
    )?;
    for (word, other) in old.pairs() {
        pair.execute((&old.name_key, old.born, old.number, word, other))?;
    }
    Ok(())
}

/// Puts patients on the lists, in the order of each list's key.
pub(in super::super) fn list_all(connection: &Connection, new: &[Listing]) -> Result<()> {
    let spelt: Vec<(String, Vec<u8>)> = new.iter().map(|one| (one.spelt(), one.packed())).collect();
    let mut lines: Vec<(&Listing, Line<'_>)> =
        new.iter().zip(&spelt).map(|(one, (words, shown))| (one, one.line(words, shown))).collect();
    let order = |key: &Order<'_>| (key.born, key.patient);
    lines.sort_by(|(_, a), (_, b)| {
        a.key.name_key.cmp(b.key.name_key).then_with(|| order(&a.key).cmp(&order(&b.key)))
    });
    let mut fill = Fill::new(connection)?;
    let (mut headings, mut pairs) = (Vec::new(), Vec::new());
    for (one, line) in &lines {
        fill.listed(line)?;
        headings.extend(one.headings().into_iter().map(|heading| (heading, line)));
        pairs.extend(one.pairs().into_iter().map(|pair| (pair, line.key)));
    }
    // stable sorts by what comes first keep the order of the key within it
    headings.sort_by(|(a, _), (b, _)| a.cmp(b));
    headings.iter().try_for_each(|(heading, line)| fill.worded(heading, line))?;
    pairs.sort_by_key(|(pair, _)| *pair);
    pairs.iter().try_for_each(|((word, other), key)| fill.pair(word, other, *key))?;
    lines.sort_by_key(|(_, line)| line.key.born);
    lines.iter().filter(|(_, line)| line.key.born != 0).try_for_each(|(_, line)| fill.born(line.key))?;
    lines.sort_by_key(|(_, line)| line.key.name_key);
    lines.sort_by_key(|(one, _)| &one.postcode);
    let mut placed = lines.iter().filter(|(one, _)| !one.postcode.is_empty());
    placed.try_for_each(|(one, line)| fill.postcode(&one.postcode, line.key))?;
    count(&mut fill, new)
}

fn count(fill: &mut Fill<'_>, new: &[Listing]) -> Result<()> {
    let mut counts: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for one in new {
        if !one.head().is_empty() {
            counts.entry(one.head()).or_default().0 += 1;
        }
        for word in &one.words {
            let count = counts.entry(word).or_default();
            *count = (count.0 + 1, count.1 + 1);
        }
    }
    counts.iter().try_for_each(|(word, (lines, others))| fill.count(word, *lines, *others))
}
