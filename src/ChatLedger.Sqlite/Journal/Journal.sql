-- The journal's own tables. It is private to the program: nothing else reads it, so it is made at once and carries its
-- format in user_version instead of migrations. Opened turns and closed turns are apart, so that delivery reads in the
-- order of closing and recovery finds what was open without looking at the rest.
CREATE TABLE IF NOT EXISTS clock (
    id           integer PRIMARY KEY CHECK (id = 1),
    microseconds integer NOT NULL          -- newest time that capture gave to a turn
);
CREATE TABLE IF NOT EXISTS open_turn (
    id     integer PRIMARY KEY,
    record blob NOT NULL
);
CREATE TABLE IF NOT EXISTS open_part (
    open_id integer NOT NULL,
    number  integer NOT NULL,
    text    text NOT NULL,
    PRIMARY KEY (open_id, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS closed_turn (
    sequence   integer PRIMARY KEY,
    session_id text NOT NULL,
    ingest_key text,
    record     blob NOT NULL
);
CREATE TABLE IF NOT EXISTS set_aside (
    sequence integer PRIMARY KEY,
    reason   text NOT NULL,
    record   blob NOT NULL
);
CREATE TABLE IF NOT EXISTS probe (bytes blob);
