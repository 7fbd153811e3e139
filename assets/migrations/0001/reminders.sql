-- Messages that wait to be written and sent.

CREATE TABLE reminder (
    id            BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    patient       BLOB NOT NULL REFERENCES patient (id),
    state         INTEGER NOT NULL DEFAULT 0,       -- the place in `ReminderState::ALL`
    purpose       TEXT NOT NULL,
    due           INTEGER NOT NULL,                 -- 20261122
    place_at      TEXT,                             -- local date and time of the appointment
    place         TEXT,
    place_with    TEXT,
    text          TEXT,
    template      TEXT,
    snoozed_until INTEGER,                          -- milliseconds UTC
    claimed_by    BLOB,
    claimed_until INTEGER,
    attempts      INTEGER NOT NULL DEFAULT 0,
    origin        TEXT NOT NULL,
    external_id   TEXT,
    cancelled     INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1))    -- a file called it off, not the desk
) STRICT;

-- Open are due, snoozed, claimed and failed; the queue is read by this key, page by page.
CREATE INDEX reminder_open ON reminder (due, id) WHERE state IN (0, 1, 2, 7);
CREATE INDEX reminder_snoozed ON reminder (snoozed_until, due) WHERE state = 1;
CREATE INDEX reminder_patient ON reminder (patient, due, id);
CREATE INDEX reminder_external ON reminder (external_id) WHERE external_id IS NOT NULL;
