-- Version 1: the turns, the sessions they belong to, and the keys by which a repeat from outside is recognised.
--
-- Plain SQL written against the first ten columns of chat_conversations and the first five of chat_sessions keeps
-- working: every further column is nullable or has a default. The CHECKs are the limits that the same columns have
-- by their types on PostgreSQL, so that both stores refuse the same rows.
--
-- Times are text in UTC of one width, '2026-01-02T03:04:05.678901Z', and so sort as they should. Plain SQL that
-- writes another form of time is not refused: the triggers at the end bring it to this one.

CREATE TABLE chat_sessions (
    id             TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 255),
    started_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'),
    last_activity  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'),
    total_messages INTEGER NOT NULL DEFAULT 0,
    metadata       TEXT    CHECK (metadata IS NULL OR json_valid(metadata)),
    user_id        TEXT    CHECK (length(user_id) <= 255),
    visitor        INTEGER NOT NULL DEFAULT 0 CHECK (visitor IN (0, 1)),
    ended_at       TEXT,
    facets         INTEGER NOT NULL DEFAULT -1
) STRICT;

-- facets tells which moods, statuses and models the turns of a session may have: bits that the program gives them, -1 for
-- anything. The list of sessions is read from this index alone, but for the sessions that it shows.
CREATE INDEX idx_sessions_last_activity ON chat_sessions (last_activity, id, user_id, facets);

-- AUTOINCREMENT: a number that was given to a turn now forgotten is never given to another.
CREATE TABLE chat_conversations (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id       TEXT    NOT NULL CHECK (length(session_id) BETWEEN 1 AND 255),
    user_message     TEXT    NOT NULL,
    ai_response      TEXT    NOT NULL,
    mood             TEXT    CHECK (length(mood) <= 50),
    timestamp        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'),
    user_ip          TEXT    CHECK (length(user_ip) <= 45),
    user_agent       TEXT,
    response_time_ms INTEGER,
    metadata         TEXT    CHECK (metadata IS NULL OR json_valid(metadata)),
    turn_id          TEXT,
    user_id          TEXT    CHECK (length(user_id) <= 255),
    status           TEXT    NOT NULL DEFAULT 'completed' CHECK (length(status) <= 16),
    model            TEXT    CHECK (length(model) <= 255),
    first_token_ms   INTEGER,
    input_tokens     INTEGER,
    output_tokens    INTEGER,
    error            TEXT,
    source           TEXT    NOT NULL DEFAULT 'sql' CHECK (length(source) <= 32)
) STRICT;

-- An index ends with the row's id by itself, so this one gives a session's history in its order: time, then id.
CREATE INDEX idx_session_id ON chat_conversations (session_id, timestamp);
CREATE INDEX idx_timestamp ON chat_conversations (timestamp);
CREATE UNIQUE INDEX idx_turn_id ON chat_conversations (turn_id);

-- recorded_at, not the turn's own time, decides how long a key is remembered: a turn may come in long after its time.
CREATE TABLE ingest_keys (
    key             TEXT    NOT NULL PRIMARY KEY,
    turn_id         TEXT    NOT NULL,
    timestamp       TEXT    NOT NULL,
    body_hash       TEXT    NOT NULL,
    conversation_id INTEGER NOT NULL,
    recorded_at     TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_ingest_keys_recorded_at ON ingest_keys (recorded_at);

-- A text that is no time becomes NULL here, and NOT NULL refuses it.
CREATE TRIGGER chat_conversations_time_inserted AFTER INSERT ON chat_conversations
WHEN NEW.timestamp NOT GLOB '????-??-??T??:??:??.??????Z'
BEGIN
    UPDATE chat_conversations
    SET timestamp = strftime('%Y-%m-%dT%H:%M:%f', NEW.timestamp) || '000Z'
    WHERE id = NEW.id;
END;

CREATE TRIGGER chat_conversations_time_updated AFTER UPDATE OF timestamp ON chat_conversations
WHEN NEW.timestamp NOT GLOB '????-??-??T??:??:??.??????Z'
BEGIN
    UPDATE chat_conversations
    SET timestamp = strftime('%Y-%m-%dT%H:%M:%f', NEW.timestamp) || '000Z'
    WHERE id = NEW.id;
END;

CREATE TRIGGER chat_sessions_times_inserted AFTER INSERT ON chat_sessions
WHEN NEW.started_at NOT GLOB '????-??-??T??:??:??.??????Z'
  OR NEW.last_activity NOT GLOB '????-??-??T??:??:??.??????Z'
BEGIN
    UPDATE chat_sessions
    SET started_at = iif(
            NEW.started_at GLOB '????-??-??T??:??:??.??????Z', NEW.started_at, strftime('%Y-%m-%dT%H:%M:%f', NEW.started_at) || '000Z'),
        last_activity = iif(
            NEW.last_activity GLOB '????-??-??T??:??:??.??????Z', NEW.last_activity, strftime('%Y-%m-%dT%H:%M:%f', NEW.last_activity) || '000Z')
    WHERE id = NEW.id;
END;

CREATE TRIGGER chat_sessions_times_updated AFTER UPDATE OF started_at, last_activity ON chat_sessions
WHEN NEW.started_at NOT GLOB '????-??-??T??:??:??.??????Z'
  OR NEW.last_activity NOT GLOB '????-??-??T??:??:??.??????Z'
BEGIN
    UPDATE chat_sessions
    SET started_at = iif(
            NEW.started_at GLOB '????-??-??T??:??:??.??????Z', NEW.started_at, strftime('%Y-%m-%dT%H:%M:%f', NEW.started_at) || '000Z'),
        last_activity = iif(
            NEW.last_activity GLOB '????-??-??T??:??:??.??????Z', NEW.last_activity, strftime('%Y-%m-%dT%H:%M:%f', NEW.last_activity) || '000Z')
    WHERE id = NEW.id;
END;

-- Of what plain SQL writes, the bits are not known: then anything is possible in that session.
CREATE TRIGGER chat_conversations_facets_inserted AFTER INSERT ON chat_conversations
WHEN NEW.turn_id IS NULL
BEGIN
    UPDATE chat_sessions SET facets = -1 WHERE id = NEW.session_id AND facets <> -1;
END;

CREATE TRIGGER chat_conversations_facets_updated AFTER UPDATE OF session_id, mood, status, model ON chat_conversations
BEGIN
    UPDATE chat_sessions SET facets = -1 WHERE id = NEW.session_id AND facets <> -1;
END;

CREATE TRIGGER chat_sessions_facets_inserted AFTER INSERT ON chat_sessions
WHEN NEW.facets <> -1 AND EXISTS (SELECT 1 FROM chat_conversations WHERE session_id = NEW.id AND turn_id IS NULL)
BEGIN
    UPDATE chat_sessions SET facets = -1 WHERE id = NEW.id;
END;
