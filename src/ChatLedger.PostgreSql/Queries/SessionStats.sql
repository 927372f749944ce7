-- The figures of one session, in one statement, so that they show one moment. Percentiles are nearest rank, as percentile_disc
-- gives them. $2 to $4 bound the partitions that are read.
WITH turns AS MATERIALIZED (
    SELECT response_time_ms AS ms, mood, status
    FROM {schema}.chat_conversations
    WHERE session_id = $1 AND (timestamp BETWEEN $2 AND $3 OR timestamp > $4)
),
figures AS (
    SELECT count(*) AS rows, avg(ms)::double precision AS mean, max(ms) AS longest,
        percentile_disc(ARRAY[0.5, 0.9, 0.95, 0.99]) WITHIN GROUP (ORDER BY ms) AS percentiles
    FROM turns
),
moods AS (SELECT mood AS word, count(*) AS n FROM turns WHERE mood IS NOT NULL GROUP BY mood),
statuses AS (SELECT status AS word, count(*) AS n FROM turns GROUP BY status)
SELECT
    session.total_messages::bigint,
    session.started_at,
    session.last_activity,
    figures.rows,
    1::bigint,
    figures.mean,
    figures.percentiles,
    figures.longest,
    (SELECT coalesce(jsonb_object_agg(word, n), '{}') FROM moods),
    (SELECT coalesce(jsonb_object_agg(word, n), '{}') FROM statuses)
FROM {schema}.chat_sessions AS session CROSS JOIN figures
WHERE session.id = $1
