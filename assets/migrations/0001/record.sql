-- The sealed log, and the list of messages that follows from it. `docs/log-format.md` says what the bytes mean.

-- Heads and bodies stand apart, so that a lawful erasure can remove a body and the chain of heads still holds.
CREATE TABLE log_entry (
    number INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    head   BLOB NOT NULL,
    seal   BLOB NOT NULL CHECK (length(seal) = 32),
    signature BLOB CHECK (length(signature) = 64)   -- by whoever the head names, once the practice is closed
) STRICT;

CREATE TABLE log_body (
    number INTEGER PRIMARY KEY REFERENCES log_entry (number),
    salt   BLOB NOT NULL CHECK (length(salt) = 32),
    body   BLOB NOT NULL
) STRICT;

-- Who has to sign the next entry, and with which key; it follows from the log. The recovery key has sixteen zeros.
CREATE TABLE log_signer (
    staff  BLOB PRIMARY KEY CHECK (length(staff) = 16),
    public BLOB NOT NULL CHECK (length(public) = 32)
) STRICT, WITHOUT ROWID;

-- The edge of the tree over the entries up to one of them: the full trees of which it is made, 32 bytes each. It follows
-- from the log, and saves reading all of it for the digest of all.
CREATE TABLE log_tree (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    number   INTEGER NOT NULL,
    edge     BLOB NOT NULL
) STRICT;

CREATE TRIGGER log_entry_next BEFORE INSERT ON log_entry
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM log_entry)
BEGIN SELECT raise(ABORT, 'the log only grows at its end'); END;

CREATE TRIGGER log_entry_no_update BEFORE UPDATE ON log_entry
BEGIN SELECT raise(ABORT, 'the log is never changed'); END;

CREATE TRIGGER log_entry_no_delete BEFORE DELETE ON log_entry
BEGIN SELECT raise(ABORT, 'the log is never shortened'); END;

CREATE TRIGGER log_body_no_update BEFORE UPDATE ON log_body
BEGIN SELECT raise(ABORT, 'the log is never changed'); END;

CREATE TRIGGER log_body_no_delete BEFORE DELETE ON log_body
BEGIN SELECT raise(ABORT, 'the log is never shortened'); END;

-- One row a message; what it was is never changed, where it stands follows from the log.
CREATE TABLE communication (
    number       INTEGER PRIMARY KEY REFERENCES log_entry (number),  -- its first entry
    id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    patient      BLOB NOT NULL REFERENCES patient (id),
    patient_name TEXT NOT NULL,             -- as staff read it
    prepared     INTEGER NOT NULL,          -- milliseconds UTC
    staff        BLOB NOT NULL CHECK (length(staff) = 16),
    channel      INTEGER NOT NULL,          -- the codes of the log
    purpose      INTEGER NOT NULL,
    record       INTEGER NOT NULL,
    excerpt      TEXT NOT NULL,
    reminder     BLOB,
    state        INTEGER NOT NULL,
    last         INTEGER NOT NULL,          -- the entry that brought it into its state
    copied       INTEGER,                   -- the entry that says so
    review       INTEGER NOT NULL DEFAULT 0 -- by the guardian: 0 none, 1 awaited, 2 follow-up, 3 upheld, 4 not upheld
) STRICT;

CREATE INDEX communication_patient ON communication (patient);
CREATE INDEX communication_state ON communication (state);
-- State 4 is sent, mode 3 is recorded by another system.
CREATE INDEX communication_to_copy ON communication (number)
    WHERE state = 4 AND record <> 3 AND copied IS NULL;
CREATE INDEX communication_to_review ON communication (number) WHERE review IN (1, 2);
-- A reminder is answered once: state 5 is not sent.
CREATE UNIQUE INDEX communication_reminder ON communication (reminder)
    WHERE reminder IS NOT NULL AND state <> 5;

CREATE TRIGGER communication_no_delete BEFORE DELETE ON communication
BEGIN SELECT raise(ABORT, 'a message stays on the record'); END;

CREATE TRIGGER communication_kept
BEFORE UPDATE OF number, id, patient, prepared, staff, channel, purpose, record, excerpt, reminder ON communication
BEGIN SELECT raise(ABORT, 'what a message was is never changed'); END;

-- The list shows a patient's present name without looking it up line by line.
CREATE TRIGGER communication_patient_renamed AFTER UPDATE OF shown_name ON patient
WHEN OLD.shown_name <> NEW.shown_name
BEGIN UPDATE communication SET patient_name = NEW.shown_name WHERE patient = NEW.id; END;

-- The entries about a message behind its first one.
CREATE TABLE communication_event (
    communication INTEGER NOT NULL REFERENCES communication (number),
    entry         INTEGER NOT NULL REFERENCES log_entry (number),
    PRIMARY KEY (communication, entry)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER communication_event_no_update BEFORE UPDATE ON communication_event
BEGIN SELECT raise(ABORT, 'what became of a message is never changed'); END;

CREATE TRIGGER communication_event_no_delete BEFORE DELETE ON communication_event
BEGIN SELECT raise(ABORT, 'what became of a message stays on the record'); END;

-- The entries that changed facts about a patient.
CREATE TABLE amendment (
    entry   INTEGER PRIMARY KEY REFERENCES log_entry (number),
    patient BLOB NOT NULL CHECK (length(patient) = 16)
) STRICT;

CREATE INDEX amendment_patient ON amendment (patient, entry);

CREATE TRIGGER amendment_no_update BEFORE UPDATE ON amendment
BEGIN SELECT raise(ABORT, 'what became of a fact is never changed'); END;

CREATE TRIGGER amendment_no_delete BEFORE DELETE ON amendment
BEGIN SELECT raise(ABORT, 'what became of a fact stays on the record'); END;

-- The words of messages, folded, by the number of their first entry, up to the entry that `practice.indexed` names; the
-- text itself stands in the log only. Words come separated by blanks and are taken whole.
CREATE VIRTUAL TABLE communication_words USING fts5 (
    words, content = '', columnsize = 0, detail = none,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);
