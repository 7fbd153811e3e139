-- Patients and what is known about them. Days are written 19990523, with 00 for a month or day that is not known and
-- 0 for no date; times are milliseconds UTC; names of people and lists of words are JSON.

-- The runs of imports that facts come from.
CREATE TABLE import (
    number INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    source TEXT NOT NULL,                           -- the files, in words
    at     INTEGER NOT NULL
) STRICT;

CREATE TABLE patient (
    number          INTEGER PRIMARY KEY,
    id              BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    nhs_number      INTEGER UNIQUE,
    practice_number TEXT UNIQUE,
    names           TEXT NOT NULL DEFAULT '[]',     -- all names, present and past
    born            INTEGER NOT NULL DEFAULT 0,
    gender          TEXT,
    death           INTEGER,                        -- the place in `DeathNotice`, NULL: none is known
    died            INTEGER NOT NULL DEFAULT 0,
    has_left        INTEGER NOT NULL DEFAULT 0 CHECK (has_left IN (0, 1)),
    left_on         INTEGER NOT NULL DEFAULT 0,
    left_reason     TEXT,
    confidentiality INTEGER NOT NULL DEFAULT 0,     -- the place in `Confidentiality`
    named_lead      TEXT,
    unsafe_channels INTEGER NOT NULL DEFAULT 0,     -- one bit a place in `Channel::ALL`
    missing         INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1)),   -- not on the last full list
    desk            INTEGER NOT NULL DEFAULT 0,     -- which of these facts the desk recorded: the bits of `Own`
    -- What this patient is listed under at present: without the key the lines could not be taken off the lists again.
    shown_name      TEXT NOT NULL DEFAULT '',       -- as staff read it: SMYTH, Jayne (Mrs)
    name_key        TEXT NOT NULL DEFAULT '',
    postcode        TEXT NOT NULL DEFAULT '',       -- as listed; '' where it is hidden
    lookalike       INTEGER NOT NULL DEFAULT 0 CHECK (lookalike IN (0, 1)),
    -- The run that last brought something new, and the digests of the records it brought: the same again is skipped.
    taken_by        INTEGER REFERENCES import (number),
    taken           BLOB,
    -- The revisions of a dossier, in the order of `Facet::ALL`.
    rev_patient     INTEGER NOT NULL DEFAULT 0,
    rev_contacts    INTEGER NOT NULL DEFAULT 0,
    rev_preferences INTEGER NOT NULL DEFAULT 0,
    rev_objections  INTEGER NOT NULL DEFAULT 0,
    rev_proxies     INTEGER NOT NULL DEFAULT 0,
    rev_needs       INTEGER NOT NULL DEFAULT 0,
    rev_agreements  INTEGER NOT NULL DEFAULT 0,
    rev_messages    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX patient_missing ON patient (number) WHERE missing = 1;

-- Every fact below carries who recorded it and when: a run of an import or a member of staff, never both. With an import
-- may come who took it down in the practice that the file comes from (`Elsewhere`, as JSON).

CREATE TABLE contact (
    patient     INTEGER NOT NULL REFERENCES patient (number),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    proxy       BLOB,                               -- the proxy whose it is; NULL: the patient's own
    kind        INTEGER NOT NULL,                   -- 0 phone, 1 textphone, 2 email, 3 post, 4 NHS App
    value       TEXT NOT NULL,                      -- as received; the lines of an address as JSON
    postcode    TEXT,
    use         INTEGER NOT NULL,
    rank        INTEGER,
    starts      INTEGER NOT NULL DEFAULT 0,
    ends        INTEGER NOT NULL DEFAULT 0,
    safe        INTEGER NOT NULL DEFAULT 0 CHECK (safe IN (0, 1)),  -- marked safe by the named lead
    trouble     INTEGER,                            -- how often it failed; 0: "not me"
    changed     INTEGER,
    verified_on INTEGER NOT NULL DEFAULT 0,
    verified_how INTEGER,
    verified_import INTEGER REFERENCES import (number),
    verified_staff BLOB,
    verified_elsewhere TEXT,
    verified_at INTEGER,
    import      INTEGER REFERENCES import (number),
    staff       BLOB,
    elsewhere   TEXT,
    at          INTEGER NOT NULL,
    PRIMARY KEY (patient, id),
    CHECK ((import IS NULL) <> (staff IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_trouble ON contact (patient, id) WHERE trouble IS NOT NULL;
CREATE INDEX contact_verified ON contact (verified_on) WHERE verified_on > 0;

-- Who can be reached by the same number or email: the present contact points by the form in which they compare. It
-- follows from them, as the lists of search do: a reference to the patient would be looked up in random order, which
-- takes a third of a big import.
CREATE TABLE sharing (
    key     TEXT NOT NULL,
    patient INTEGER NOT NULL,
    own     INTEGER NOT NULL CHECK (own IN (0, 1)), -- 0: only a proxy of the patient has it
    PRIMARY KEY (key, patient)
) STRICT, WITHOUT ROWID;

-- The keys that two people who are not named alike had as their own at one time: among a million that nobody shares, or
-- families do, the worklist looks at these alone. A key stays when it is shared no more.
CREATE TABLE shared_key (
    key TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE preference (
    patient INTEGER NOT NULL REFERENCES patient (number),
    id      BLOB NOT NULL CHECK (length(id) = 16),
    kind    INTEGER NOT NULL,                       -- 0 channel, 1 times, 2 language
    value   TEXT NOT NULL,                          -- the channel's slug, the words, the language
    quiet_from  TEXT,                               -- a time of day
    quiet_until TEXT,
    purpose TEXT,
    rank    INTEGER NOT NULL,
    starts  INTEGER NOT NULL DEFAULT 0,
    ends    INTEGER NOT NULL DEFAULT 0,
    import  INTEGER REFERENCES import (number),
    staff   BLOB,
    elsewhere   TEXT,
    at      INTEGER NOT NULL,
    PRIMARY KEY (patient, id),
    CHECK ((import IS NULL) <> (staff IS NULL))
) STRICT, WITHOUT ROWID;

-- An objection ends by the desk's word alone: its outcome changes, the row stays.
CREATE TABLE objection (
    patient INTEGER NOT NULL REFERENCES patient (number),
    id      BLOB NOT NULL CHECK (length(id) = 16),
    channel TEXT NOT NULL,
    purpose TEXT,
    reason  TEXT,
    talk    TEXT,
    outcome INTEGER NOT NULL DEFAULT 0,             -- 0 stands, 1 withdrawn, 2 may be overridden
    exceptions TEXT NOT NULL DEFAULT '[]',          -- purposes that may come all the same
    review  INTEGER NOT NULL DEFAULT 0,
    import  INTEGER REFERENCES import (number),
    staff   BLOB,
    elsewhere TEXT,
    at      INTEGER NOT NULL,
    PRIMARY KEY (patient, id),
    CHECK ((import IS NULL) <> (staff IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX objection_review ON objection (review) WHERE review > 0;

-- What only a file says of purposes that may come all the same: what came last is listed first.
CREATE INDEX objection_claimed ON objection (import, patient, id) WHERE staff IS NULL AND outcome = 2 AND exceptions <> '[]';

CREATE TRIGGER objection_no_delete BEFORE DELETE ON objection
BEGIN SELECT raise(ABORT, 'an objection is withdrawn, never deleted'); END;

CREATE TABLE proxy (
    patient      INTEGER NOT NULL REFERENCES patient (number),
    id           BLOB NOT NULL CHECK (length(id) = 16),
    external_id  TEXT,
    name         TEXT NOT NULL,                     -- one name
    relationship TEXT NOT NULL,
    basis        TEXT NOT NULL,
    evidence     TEXT,
    purposes     TEXT,                              -- NULL: all
    without      TEXT NOT NULL DEFAULT '[]',        -- topics
    person       INTEGER REFERENCES patient (number),
    starts       INTEGER NOT NULL DEFAULT 0,
    ends         INTEGER NOT NULL DEFAULT 0,
    review       INTEGER NOT NULL DEFAULT 0,
    do_not_tell  INTEGER NOT NULL DEFAULT 0 CHECK (do_not_tell IN (0, 1)),
    lives        INTEGER NOT NULL DEFAULT 0 CHECK (lives IN (0, 1, 2)), -- 0 not said, 1 with the patient, 2 apart
    next         INTEGER NOT NULL AS (CASE WHEN review = 0 THEN ends WHEN ends = 0 THEN review ELSE min(ends, review) END),
    import       INTEGER REFERENCES import (number),
    staff        BLOB,
    elsewhere    TEXT,
    at           INTEGER NOT NULL,
    PRIMARY KEY (patient, id),
    CHECK ((import IS NULL) <> (staff IS NULL))
) STRICT, WITHOUT ROWID;

-- The next day on which somebody has to look at it: its end, or its review.
CREATE INDEX proxy_next ON proxy (next) WHERE next > 0;
-- What only a file says of somebody's authority.
CREATE INDEX proxy_claimed ON proxy (import, patient, id) WHERE staff IS NULL AND basis <> 'none';
CREATE INDEX proxy_person ON proxy (person, patient) WHERE person IS NOT NULL;

CREATE TABLE need (
    patient INTEGER NOT NULL REFERENCES patient (number),
    id      BLOB NOT NULL CHECK (length(id) = 16),
    kind    TEXT NOT NULL,                          -- as JSON
    note    TEXT,
    import  INTEGER REFERENCES import (number),
    staff   BLOB,
    elsewhere TEXT,
    at      INTEGER NOT NULL,
    PRIMARY KEY (patient, id),
    CHECK ((import IS NULL) <> (staff IS NULL))
) STRICT, WITHOUT ROWID;

-- Whoever has a need that no contact point meets which is in use for good: the worklist looks at these alone.
CREATE TABLE unmet_need (
    patient INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE agreement (
    patient INTEGER NOT NULL REFERENCES patient (number),
    id      BLOB NOT NULL CHECK (length(id) = 16),
    agreed  INTEGER NOT NULL,                       -- 0 the patient, 1 the Caldicott Guardian
    channel TEXT NOT NULL,
    topic   TEXT,                                   -- NULL: results
    until   INTEGER NOT NULL DEFAULT 0,
    words   TEXT,
    import  INTEGER REFERENCES import (number),
    staff   BLOB,
    elsewhere TEXT,
    at      INTEGER NOT NULL,
    PRIMARY KEY (patient, id),
    CHECK ((import IS NULL) <> (staff IS NULL))
) STRICT, WITHOUT ROWID;

-- What only a file says of an open route.
CREATE INDEX agreement_claimed ON agreement (import, patient, id) WHERE staff IS NULL;

-- Words that only some roles read and write: an import, which everybody may run, brings none.
CREATE TABLE safeguarding (
    patient INTEGER NOT NULL REFERENCES patient (number),
    id      BLOB NOT NULL CHECK (length(id) = 16),
    about   BLOB,                                   -- the proxy; NULL: everybody but the patient
    asks    INTEGER NOT NULL CHECK (asks IN (0, 1)),-- the desk is to speak to the lead first
    lead    TEXT,
    words   TEXT NOT NULL,
    import  INTEGER REFERENCES import (number),
    staff   BLOB,
    elsewhere TEXT,
    at      INTEGER NOT NULL,
    PRIMARY KEY (patient, id),
    CHECK ((import IS NULL) <> (staff IS NULL))
) STRICT, WITHOUT ROWID;

-- What two sources disagree about. The same disagreement is noted once; settling it keeps the row.
CREATE TABLE conflict (
    number  INTEGER PRIMARY KEY,
    patient INTEGER NOT NULL REFERENCES patient (number),
    facet   INTEGER NOT NULL,                       -- the place in `Facet::ALL`
    channel TEXT NOT NULL DEFAULT '',               -- '': of no channel
    kept    TEXT NOT NULL,
    other   TEXT NOT NULL,
    source  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    settled INTEGER,                                -- when a person settled it
    UNIQUE (patient, facet, channel, kept, other)
) STRICT;

CREATE INDEX conflict_open ON conflict (number) WHERE settled IS NULL;
