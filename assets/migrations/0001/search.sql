-- What patient search reads. Each line holds what a list shows of a patient, so that a page of results is read from
-- neighbouring rows: fetching scattered rows afterwards costs ten times as much. All of it follows from the tables of
-- people and is written by the same transaction.

-- Every patient once, in order of name and date of birth. The key is the folded family name in one piece and the first
-- given name.
CREATE TABLE listed (
    name_key   TEXT NOT NULL,
    born       INTEGER NOT NULL,
    patient    INTEGER NOT NULL,
    words      TEXT NOT NULL,       -- the words of the table below, a blank before each
    standing   INTEGER NOT NULL,    -- 1 deceased, 2 restricted, 4 left, 8 lookalike
    shown      BLOB NOT NULL,       -- identifier, NHS number, postcode, name and practice number, packed
    PRIMARY KEY (name_key, born, patient)
) STRICT, WITHOUT ROWID;

-- The same once for each other word: given names, further parts of a family name, past names; and once for the first two
-- letters of each, with a star before them, so that a family name and the beginning of another name are neighbours.
CREATE TABLE worded (
    word       TEXT NOT NULL,
    name_key   TEXT NOT NULL,
    born       INTEGER NOT NULL,
    patient    INTEGER NOT NULL,
    words      TEXT NOT NULL,
    standing   INTEGER NOT NULL,
    shown      BLOB NOT NULL,
    PRIMARY KEY (word, name_key, born, patient)
) STRICT, WITHOUT ROWID;

-- Two of those words in either order, for those who have two; the rest of the line is in `listed`.
CREATE TABLE word_pair (
    word     TEXT NOT NULL,
    other    TEXT NOT NULL,
    name_key TEXT NOT NULL,
    born     INTEGER NOT NULL,
    patient  INTEGER NOT NULL,
    PRIMARY KEY (word, other, name_key, born, patient)
) STRICT, WITHOUT ROWID;

-- By date of birth, and by postcode in capitals without blanks (never of a restricted address).
CREATE TABLE listed_born (
    born     INTEGER NOT NULL,
    name_key TEXT NOT NULL,
    patient  INTEGER NOT NULL,
    PRIMARY KEY (born, name_key, patient)
) STRICT, WITHOUT ROWID;

CREATE TABLE listed_postcode (
    postcode TEXT NOT NULL,
    name_key TEXT NOT NULL,
    born     INTEGER NOT NULL,
    patient  INTEGER NOT NULL,
    PRIMARY KEY (postcode, name_key, born, patient)
) STRICT, WITHOUT ROWID;

-- The words of all names with the number of lines that hold them, and how many of those are in `worded`; `added` are
-- the words that the automaton does not know.
CREATE TABLE vocabulary (
    word   TEXT NOT NULL PRIMARY KEY,
    lines  INTEGER NOT NULL DEFAULT 0,
    others INTEGER NOT NULL DEFAULT 0,
    added  INTEGER NOT NULL DEFAULT 1 CHECK (added IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX vocabulary_added ON vocabulary (word) WHERE added = 1;

-- The automaton over the vocabulary; `generation` grows when it is built again.
CREATE TABLE automaton (
    only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
    generation INTEGER NOT NULL,
    bytes      BLOB NOT NULL
) STRICT;
