//! By several names: first whoever has one as family name and another as first given name, then whoever has both elsewhere.
//!
//! Two ways lead to a family name with a word beside it. Along the families, in order: within a large one straight to the
//! given name, so that sixty thousand Smiths cost no more than sixty. Or along the lines of the word, where few words
//! begin as typed.

use rusqlite::{Connection, Rows};

use super::super::super::Result;
use super::lead::{LAST, behind, by_name};
use super::line::{COLUMNS, Filter, LISTED, Top, WORDED};
use super::lines::stem;

/// How many lines of one family are passed over before it is left for the given name, or for the next family: about what
/// looking up costs, and more where there are many families.
const PATIENCE: [u32; 2] = [12, 32];

/// So few lines are read from the first to the last.
const FEW_LINES: u64 = 64;

/// How many lines the way along the families may cost before it is given up for the way along the words.
const MOST_PASSED: u32 = 1_200;

/// With no more words than this behind a beginning, looking up each is cheaper than passing over lines.
const FEW_WORDS: usize = 32;

/// Beginnings of no more bytes are asked first whether more than [`FEW_WORDS`] begin so: they nearly always do.
const SHORT: usize = 2;

/// Where a family name as typed has so many patients, a page of those alone is likely: they are read before all others.
const LARGE_FAMILY: u64 = 512;

/// The lines of no more headings than this are looked up one by one.
const FEW_HEADINGS: usize = 3;

/// How many lines of one heading are read.
const MOST_UNDER: u32 = 600;

/// How many lines are looked at where neither way is cheap: enough to know that there is more than a page; and where
/// other parts of the query narrow them further.
const MOST_LINES: [usize; 2] = [300, 50_000];

/// By several names, in order: everybody who has all of them; where more than a page have one of the two longest as
/// family name and the other as first given name, those alone.
pub(super) fn by_names(connection: &Connection, filter: &Filter, top: &mut Top) -> Result<()> {
    let Some((one, other)) = filter.two() else { return Ok(()) };
    let (ones, others) = (Words::of(connection, one)?, Words::of(connection, other)?);
    let there = Two { family: one, word: other, families: &ones, words: &others };
    let back = Two { family: other, word: one, families: &others, words: &ones };
    let are_large = ones.whole.max(others.whole) >= LARGE_FAMILY;
    if are_large {
        whole_family(connection, there, filter, top)?;
        whole_family(connection, back, filter, top)?;
        if top.is_whole() {
            return Ok(());
        }
    }
    let there_whole = is_first(connection, there, filter, top)?;
    if top.is_settled() {
        return if are_large { Ok(()) } else { whole_family(connection, back, filter, top) };
    }
    let back_whole = is_first(connection, back, filter, top)?;
    if top.is_settled() {
        return Ok(());
    }
    for (two, whole) in [(there, there_whole), (back, back_whole)] {
        if !whole {
            anywhere(connection, two, filter, top)?;
        }
    }
    if top.is_full() {
        return Ok(());
    }
    if ones.are_there() && others.are_there() {
        let (few, many) =
            if ones.count() <= others.count() { ((one, &ones), other) } else { ((other, &others), one) };
        pairs(connection, few, many, filter, top)?;
    }
    // one word may be meant by both parts
    if one.starts_with(other) { by_name(connection, one, filter, top) } else { Ok(()) }
}

/// The words that begin so, as far as they are few.
#[derive(Debug, Default)]
struct Words {
    /// There are more than [`FEW_WORDS`]: nothing else is known of them.
    are_many: bool,
    /// Those that stand beside a family name.
    beside: Vec<String>,
    /// How many of them are family names.
    families: usize,
    /// How many patients have those family names.
    patients: u64,
    /// How many have the beginning itself as family name.
    whole: u64,
}

impl Words {
    fn of(connection: &Connection, beginning: &str) -> Result<Self> {
        let end = behind(beginning);
        let many = || Self { are_many: true, ..Self::default() };
        if beginning.len() <= SHORT {
            // passing over words within the statement costs a fifth of reading them
            let mut beyond = connection.prepare_cached(
                "SELECT 1 FROM vocabulary WHERE word >= ?1 AND word < ?2 AND lines > 0 LIMIT 1 OFFSET ?3",
            )?;
            if beyond.exists((beginning, &end, FEW_WORDS))? {
                return Ok(many());
            }
        }
        let mut statement = connection.prepare_cached(
            "SELECT word, lines - others, others FROM vocabulary
             WHERE word >= ?1 AND word < ?2 AND lines > 0 ORDER BY word LIMIT ?3",
        )?;
        let mut rows = statement.query((beginning, &end, FEW_WORDS + 1))?;
        let mut all = Self::default();
        for read in 0.. {
            let Some(row) = rows.next()? else { break };
            if read == FEW_WORDS {
                return Ok(Self { whole: all.whole, ..many() });
            }
            let patients: u64 = row.get(1)?;
            if read == 0 && row.get_ref(0)?.as_bytes().is_ok_and(|word| word == beginning.as_bytes()) {
                all.whole = patients;
            }
            all.patients += patients;
            all.families += usize::from(patients > 0);
            if row.get::<_, u64>(2)? > 0 {
                all.beside.push(row.get(0)?);
            }
        }
        Ok(all)
    }

    /// How many stand beside a family name.
    fn count(&self) -> usize {
        if self.are_many { usize::MAX } else { self.beside.len() }
    }

    /// Whether any stands beside a family name.
    fn are_there(&self) -> bool {
        self.are_many || !self.beside.is_empty()
    }
}

/// The beginning of a family name, and of a word beside it.
#[derive(Debug, Clone, Copy)]
struct Two<'a> {
    family: &'a str,
    word: &'a str,
    families: &'a Words,
    words: &'a Words,
}

impl Two<'_> {
    /// Whether anybody can have both.
    fn is_possible(&self) -> bool {
        let families = self.families.are_many || self.families.families > 0;
        families && (self.words.are_there() || self.family.starts_with(self.word))
    }

    /// Whether the families are read from the first line to the last.
    fn is_small(&self) -> bool {
        !self.families.are_many && self.families.patients <= FEW_LINES
    }
}

/// Whose family name begins so and whose first given name is the word; `true` where nobody is left who has the word
/// elsewhere.
fn is_first(connection: &Connection, two: Two<'_>, filter: &Filter, top: &mut Top) -> Result<bool> {
    if !two.is_possible() {
        return Ok(true);
    }
    if near(connection, two, filter, top)? {
        return Ok(true);
    }
    let (families, words) = (two.families, two.words);
    let along = !words.are_many && (families.are_many || 2 * families.families > words.beside.len());
    if along && !two.is_small() {
        return along_words(connection, two, filter, top);
    }
    let (mut way, end) = (Way::new(two, MOST_PASSED), behind(two.family));
    let mut listed = connection.prepare_cached(LISTED)?;
    loop {
        match way.follow(listed.query((&way.from, &end))?, filter, top)? {
            Step::Hop if way.passed > way.most => {
                return if words.are_many { Ok(false) } else { along_words(connection, two, filter, top) };
            }
            Step::Hop => {}
            Step::End => return Ok(way.hops == 0),
        }
    }
}

/// Reads who has the word anywhere beside the family name, where they stand close together: under few words, or under the
/// beginning of the word. `false` where they do not, or where too many others stand between them.
fn near(connection: &Connection, two: Two<'_>, filter: &Filter, top: &mut Top) -> Result<bool> {
    if two.is_small() || two.family.starts_with(two.word) {
        return Ok(false);
    }
    let words = &two.words.beside;
    if !two.words.are_many && words.len() <= FEW_HEADINGS {
        let mut whole = true;
        for word in words {
            whole &= under(connection, word, two, filter, top)?;
        }
        return Ok(whole);
    }
    stem(two.word).map_or(Ok(false), |heading| under(connection, &heading, two, filter, top))
}

/// The lines of one heading in order, where the family name begins so, until a page of those is found who have the word as
/// first given name. `false` where that takes too long.
fn under(
    connection: &Connection,
    heading: &str,
    two: Two<'_>,
    filter: &Filter,
    top: &mut Top,
) -> Result<bool> {
    let mut worded = connection.prepare_cached(WORDED)?;
    let mut lines = worded.query((two.family, behind(two.family), heading))?;
    let mut first = 0;
    for _ in 0..MOST_UNDER {
        let Some(line) = lines.next()? else { return Ok(true) };
        if !top.offer(line, filter)? {
            continue;
        }
        let key = line.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        let given = key.split_once(' ').map_or("", |(_, given)| given);
        first += usize::from(given.starts_with(two.word));
        if first >= top.room() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whose whole family name it is and whose first given name begins with the word.
fn whole_family(connection: &Connection, two: Two<'_>, filter: &Filter, top: &mut Top) -> Result<()> {
    let key = format!("{} {}", two.family, two.word);
    scan(connection, &key, top.room(), filter, top)
}

/// The lines whose key begins so, in order, until as many matched.
fn scan(connection: &Connection, key: &str, enough: usize, filter: &Filter, top: &mut Top) -> Result<()> {
    let mut listed = connection.prepare_cached(LISTED)?;
    let mut lines = listed.query((key, behind(key)))?;
    let mut taken = 0;
    while let Some(line) = lines.next()? {
        taken += usize::from(top.offer(line, filter)?);
        if taken >= enough {
            break;
        }
    }
    Ok(())
}

/// The same along the lines of each word.
fn along_words(connection: &Connection, two: Two<'_>, filter: &Filter, top: &mut Top) -> Result<bool> {
    let mut worded = connection.prepare_cached(WORDED)?;
    let mut whole = !two.family.starts_with(two.word);
    for word in &two.words.beside {
        let (mut way, end) = (Way::new(two, u32::MAX), behind(two.family));
        while matches!(way.follow(worded.query((&way.from, &end, word))?, filter, top)?, Step::Hop) {}
        whole &= way.hops == 0;
    }
    Ok(whole)
}

/// How far the lines of families were followed.
struct Way<'a> {
    word: &'a str,
    /// The key from which to read on.
    from: String,
    /// The family name that is being read, and how many of its lines were passed over.
    family: String,
    idle: u32,
    /// What it has cost, in lines, and what it may cost.
    passed: u32,
    most: u32,
    patience: u32,
    hops: u32,
    /// How many were found who have the word as first given name.
    taken: usize,
}

enum Step {
    /// It goes on from another key.
    Hop,
    /// There is nothing more to find.
    End,
}

impl<'a> Way<'a> {
    fn new(two: Two<'a>, most: u32) -> Self {
        let from = two.family.to_owned();
        let [few, many] = PATIENCE;
        let patience = if two.is_small() {
            u32::MAX
        } else if two.families.are_many {
            many
        } else {
            few
        };
        Self {
            word: two.word,
            from,
            family: String::new(),
            idle: 0,
            passed: 0,
            most,
            patience,
            hops: 0,
            taken: 0,
        }
    }

    fn follow(&mut self, mut lines: Rows<'_>, filter: &Filter, top: &mut Top) -> Result<Step> {
        self.idle = 0;
        while let Some(line) = lines.next()? {
            let key = line.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            let (family, given) = key.split_once(' ').unwrap_or((key, ""));
            let is_first = given.starts_with(self.word);
            if family != self.family {
                self.family.clear();
                self.family.push_str(family);
                self.idle = 0;
            }
            if is_first {
                self.taken += usize::from(top.offer(line, filter)?);
                if self.taken >= top.room() {
                    return Ok(Step::End);
                }
                continue;
            }
            top.offer(line, filter)?;
            self.idle += 1;
            self.passed = self.passed.saturating_add(1);
            if self.idle > self.patience || self.passed > self.most {
                // '!' comes right behind the blank
                self.from =
                    if given < self.word { format!("{family} {}", self.word) } else { format!("{family}!") };
                self.hops += 1;
                self.passed = self.passed.saturating_add(12);
                return Ok(Step::Hop);
            }
        }
        Ok(Step::End)
    }
}

/// Whoever's family name begins so and who has the word anywhere.
fn anywhere(connection: &Connection, two: Two<'_>, filter: &Filter, top: &mut Top) -> Result<()> {
    if two.family.starts_with(two.word) {
        // the family name alone has both
        return scan(connection, two.family, 2 * top.room(), filter, top);
    }
    if !two.words.are_many {
        let words = &two.words.beside;
        return words.iter().try_for_each(|word| with_word(connection, word, two.family, filter, top));
    }
    if !two.families.are_many && two.families.patients <= u64::from(MOST_PASSED) {
        return scan(connection, two.family, usize::MAX, filter, top);
    }
    let most = most_lines(filter, top);
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM vocabulary v CROSS JOIN worded l
             ON l.word = v.word AND l.name_key >= ?3 AND l.name_key < ?4
         WHERE v.word >= ?1 AND v.word < ?2 AND v.others > 0 LIMIT ?5"
    ))?;
    let (family, word) = (two.family, two.word);
    let mut lines = statement.query((word, behind(word), family, behind(family), most))?;
    while let Some(line) = lines.next()? {
        top.offer(line, filter)?;
    }
    Ok(())
}

/// The lines of one whole word in order, where the family name begins so.
fn with_word(
    connection: &Connection,
    word: &str,
    family: &str,
    filter: &Filter,
    top: &mut Top,
) -> Result<()> {
    let mut worded = connection.prepare_cached(WORDED)?;
    // what lies behind the last line kept cannot come before it
    let end = match top.worst() {
        Some(worst) if worst >= family => format!("{worst}{LAST}").min(behind(family)),
        _ => behind(family),
    };
    let mut lines = worded.query((family, end, word))?;
    let enough = 2 * top.room();
    let mut taken = 0;
    while let Some(line) = lines.next()? {
        // those who come first were found before: fewer than a page
        taken += usize::from(top.offer(line, filter)?);
        if taken >= enough {
            break;
        }
    }
    Ok(())
}

/// How many lines are looked at: always some pages.
fn most_lines(filter: &Filter, top: &Top) -> usize {
    let [alone, narrowed] = MOST_LINES;
    let most = if filter.is_more_than_two() { narrowed } else { alone };
    most.max(8 * top.room())
}

/// Whoever has two words that are not the beginning of the family name: one of those that begin with `one`, of which
/// there are few or many, and one that begins with `other`.
fn pairs(
    connection: &Connection,
    (one, words): (&str, &Words),
    other: &str,
    filter: &Filter,
    top: &mut Top,
) -> Result<()> {
    let (end, most) = (behind(other), most_lines(filter, top));
    if words.are_many {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM vocabulary v CROSS JOIN word_pair w
                 ON w.word = v.word AND w.other >= ?3 AND w.other < ?4
             CROSS JOIN listed l ON l.name_key = w.name_key AND l.born = w.born AND l.patient = w.patient
             WHERE v.word >= ?1 AND v.word < ?2 AND v.others > 0 LIMIT ?5"
        ))?;
        return offer_all(statement.query((one, behind(one), other, end, most))?, filter, top);
    }
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM word_pair w
         CROSS JOIN listed l ON l.name_key = w.name_key AND l.born = w.born AND l.patient = w.patient
         WHERE w.word = ?1 AND w.other >= ?2 AND w.other < ?3 LIMIT ?4"
    ))?;
    words
        .beside
        .iter()
        .try_for_each(|word| offer_all(statement.query((word, other, &end, most))?, filter, top))
}

/// Looks at lines until there are enough.
fn offer_all(mut lines: Rows<'_>, filter: &Filter, top: &mut Top) -> Result<()> {
    while !top.is_full()
        && let Some(line) = lines.next()?
    {
        top.offer(line, filter)?;
    }
    Ok(())
}
