-- Messages that wait to be written and sent.

CREATE TABLE reminder (
    id      BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    patient BLOB NOT NULL REFERENCES patient (id),
    state   INTEGER NOT NULL DEFAULT 0,     -- the place in `ReminderState::ALL`
    purpose TEXT NOT NULL,
    due     INTEGER NOT NULL,               -- 20261122
    origin  TEXT NOT NULL
) STRICT;
