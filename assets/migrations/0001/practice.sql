-- The practice itself, its staff, and what was done to this file's tables.

CREATE TABLE practice (
    only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    name        TEXT NOT NULL,
    is_demo     INTEGER NOT NULL CHECK (is_demo IN (0, 1)),
    last_import INTEGER,                    -- milliseconds UTC; set when an import's entry is appended
    indexed     INTEGER NOT NULL DEFAULT 0  -- the last entry of the log whose words are in `communication_words`
) STRICT;

-- One row a migration: the digest of all tables as it left them, for `verify`.
CREATE TABLE migration (
    number INTEGER PRIMARY KEY,
    schema BLOB NOT NULL CHECK (length(schema) = 32)
) STRICT;

-- Follows from the log's entries of the kind "staff added".
CREATE TABLE staff (
    id   BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    role INTEGER NOT NULL
) STRICT;

-- Counts that would take a scan: kept by whoever writes what they count ("patients", "conflicts", "missing").
CREATE TABLE tally (
    name  TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
