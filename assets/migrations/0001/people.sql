-- Patients and what is known about them.

CREATE TABLE patient (
    id              BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    shown_name      TEXT NOT NULL DEFAULT '',       -- as staff read it: SMYTH, Jayne (Mrs)
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
