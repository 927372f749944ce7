-- The figures of the whole ledger; the same columns as SessionStats.sql.
WITH figures AS (
    SELECT count(*) AS rows, avg(response_time_ms)::double precision AS mean, max(response_time_ms) AS longest,
        percentile_disc(ARRAY[0.5, 0.9, 0.95, 0.99]) WITHIN GROUP (ORDER BY response_time_ms) AS percentiles
    FROM {schema}.chat_conversations
),
sessions AS (
    SELECT coalesce(sum(total_messages), 0)::bigint AS messages, min(started_at) AS first, max(last_activity) AS last, count(*) AS n
    FROM {schema}.chat_sessions
),
moods AS (SELECT mood AS word, count(*) AS n FROM {schema}.chat_conversations WHERE mood IS NOT NULL GROUP BY mood),
statuses AS (SELECT status AS word, count(*) AS n FROM {schema}.chat_conversations GROUP BY status)
SELECT
    sessions.messages,
    sessions.first,
    sessions.last,
    figures.rows,
    sessions.n,
    figures.mean,
    figures.percentiles,
    figures.longest,
    (SELECT coalesce(jsonb_object_agg(word, n), '{}') FROM moods),
    (SELECT coalesce(jsonb_object_agg(word, n), '{}') FROM statuses)
FROM sessions CROSS JOIN figures
