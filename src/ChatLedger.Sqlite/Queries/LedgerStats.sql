-- The figures of the whole ledger, then its moods, then its statuses; the same columns as SessionStats.sql.
-- The times are counted per value and the database sorts them itself, so no row is held by the program.
WITH
times AS (
    SELECT response_time_ms AS ms, SUM(COUNT(*)) OVER (ORDER BY response_time_ms) AS place
    FROM chat_conversations
    WHERE response_time_ms IS NOT NULL
    GROUP BY response_time_ms
),
turns AS (
    SELECT COUNT(*) AS rows, COUNT(response_time_ms) AS n, AVG(response_time_ms) AS mean, MAX(response_time_ms) AS longest
    FROM chat_conversations
),
sessions AS (
    SELECT COUNT(*) AS n, IFNULL(SUM(total_messages), 0) AS messages, MIN(started_at) AS first, MAX(last_activity) AS last
    FROM chat_sessions
)
SELECT
    sessions.messages,
    sessions.first,
    sessions.last,
    turns.rows,
    sessions.n,
    turns.mean,
    (SELECT MIN(ms) FROM times WHERE place >= (turns.n * 50 + 99) / 100),
    (SELECT MIN(ms) FROM times WHERE place >= (turns.n * 90 + 99) / 100),
    (SELECT MIN(ms) FROM times WHERE place >= (turns.n * 95 + 99) / 100),
    (SELECT MIN(ms) FROM times WHERE place >= (turns.n * 99 + 99) / 100),
    turns.longest
FROM sessions CROSS JOIN turns;

SELECT mood, COUNT(*) FROM chat_conversations WHERE mood IS NOT NULL GROUP BY mood;

SELECT status, COUNT(*) FROM chat_conversations GROUP BY status;
