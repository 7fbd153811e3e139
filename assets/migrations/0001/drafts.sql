-- Messages being written. They are no part of the record: a draft comes, changes and goes.

CREATE TABLE draft (
    id       BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    patient  BLOB NOT NULL REFERENCES patient (id),
    staff    BLOB NOT NULL CHECK (length(staff) = 16),
    revision INTEGER NOT NULL,
    saved    INTEGER NOT NULL,              -- milliseconds UTC
    content  TEXT NOT NULL                  -- the whole draft as JSON
) STRICT;

CREATE INDEX draft_patient ON draft (patient, saved);
CREATE INDEX draft_staff ON draft (staff, saved);
