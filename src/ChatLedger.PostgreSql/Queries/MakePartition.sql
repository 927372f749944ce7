-- Makes one day's partition. Beside the parent first, so that attaching need not look through it; the default partition is locked
-- before its rows of that day are moved, so that none can slip in behind.
CREATE TABLE {schema}.{partition} (
    LIKE {schema}.chat_conversations INCLUDING ALL EXCLUDING IDENTITY,
    CONSTRAINT day CHECK (timestamp >= '{from}' AND timestamp < '{to}')
);

LOCK TABLE {schema}.chat_conversations_default IN ACCESS EXCLUSIVE MODE;

WITH moved AS (
    DELETE FROM {schema}.chat_conversations_default WHERE timestamp >= '{from}' AND timestamp < '{to}' RETURNING *
)
INSERT INTO {schema}.{partition} SELECT * FROM moved;

ALTER TABLE {schema}.chat_conversations ATTACH PARTITION {schema}.{partition} FOR VALUES FROM ('{from}') TO ('{to}');

ALTER TABLE {schema}.{partition} DROP CONSTRAINT day;
