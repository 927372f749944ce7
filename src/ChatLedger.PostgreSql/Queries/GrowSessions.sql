-- Makes the sessions of a batch, or adds to them what the batch brought. In the order of their ids, so that two batches
-- that share sessions wait for each other instead of deadlocking; the order of "C" is the one that every database and every other step has.
INSERT INTO {schema}.chat_sessions AS session (id, started_at, last_activity, total_messages, user_id, visitor, facets)
SELECT id, started_at, last_activity, inserted, user_id, visitor, facets
FROM unnest($1, $2, $3, $4, $5, $6, $7) AS growth (id, started_at, last_activity, inserted, user_id, visitor, facets)
ORDER BY id COLLATE "C"
ON CONFLICT (id) DO UPDATE SET
    started_at = least(session.started_at, excluded.started_at),
    last_activity = greatest(session.last_activity, excluded.last_activity),
    total_messages = session.total_messages + excluded.total_messages,
    user_id = coalesce(session.user_id, excluded.user_id),
    facets = session.facets | excluded.facets
