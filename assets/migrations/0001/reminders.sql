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
    claimed_by    BLOB,                             -- the member of staff who is at it
    claimed_desk  TEXT,                             -- and at which desk
    claimed_until INTEGER,                          -- the claim ends by itself
    attempts      INTEGER NOT NULL DEFAULT 0,
    patient_name  TEXT NOT NULL DEFAULT '',         -- as staff read it, for the order by name
    origin        TEXT NOT NULL,
    external_id   TEXT,
    settled       INTEGER,                          -- when it was answered or closed; NULL: open
    cancelled     INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1))    -- a file called it off, not the desk
) STRICT;

-- Open are due, snoozed, claimed and failed; the queue is read by this key, page by page.
-- Each index holds all that its part of the queue asks, so that counting reads nothing else.
CREATE INDEX reminder_open ON reminder (due, id, state, snoozed_until) WHERE state IN (0, 1, 2, 7);
CREATE INDEX reminder_by_name ON reminder (patient_name, id, due, state, snoozed_until)
    WHERE state IN (0, 1, 2, 7);
CREATE INDEX reminder_by_purpose ON reminder (purpose, due, id, state, snoozed_until)
    WHERE state IN (0, 1, 2, 7);
-- One day in the order of names: no other index brings both.
CREATE INDEX reminder_day ON reminder (due, patient_name, id, state, snoozed_until) WHERE state IN (0, 1, 2, 7);
CREATE INDEX reminder_snoozed ON reminder (snoozed_until, id, due) WHERE state = 1;
CREATE INDEX reminder_snoozed_name ON reminder (patient_name, id, snoozed_until) WHERE state = 1;
CREATE INDEX reminder_snoozed_purpose ON reminder (purpose, due, id, snoozed_until) WHERE state = 1;
CREATE INDEX reminder_failed ON reminder (due, id) WHERE state = 7;
CREATE INDEX reminder_failed_name ON reminder (patient_name, id) WHERE state = 7;
CREATE INDEX reminder_failed_purpose ON reminder (purpose, due, id) WHERE state = 7;
CREATE INDEX reminder_claimed ON reminder (claimed_by, due, id, claimed_until) WHERE claimed_by IS NOT NULL;
CREATE INDEX reminder_claimed_name ON reminder (claimed_by, patient_name, id, claimed_until)
    WHERE claimed_by IS NOT NULL;
CREATE INDEX reminder_claimed_purpose ON reminder (claimed_by, purpose, due, id, claimed_until)
    WHERE claimed_by IS NOT NULL;
CREATE INDEX reminder_settled ON reminder (settled, id) WHERE settled IS NOT NULL;
CREATE INDEX reminder_settled_name ON reminder (patient_name, id, settled) WHERE settled IS NOT NULL;
CREATE INDEX reminder_settled_purpose ON reminder (purpose, due, id, settled) WHERE settled IS NOT NULL;
CREATE INDEX reminder_patient ON reminder (patient, due, id);
CREATE INDEX reminder_external ON reminder (external_id) WHERE external_id IS NOT NULL;

-- The order by name knows a patient's present name without looking it up line by line.
CREATE TRIGGER reminder_patient_renamed AFTER UPDATE OF shown_name ON patient
WHEN OLD.shown_name <> NEW.shown_name
BEGIN UPDATE reminder SET patient_name = NEW.shown_name WHERE patient = NEW.id; END;
