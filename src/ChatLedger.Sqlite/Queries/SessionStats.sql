-- The figures of one session, then its moods, then its statuses. Percentiles are nearest rank: with n times in
-- order, the p-th percentile is the one at place ceil(n * p / 100), written for whole numbers as (n * p + 99) / 100.
WITH
times AS (
    SELECT response_time_ms AS ms, SUM(COUNT(*)) OVER (ORDER BY response_time_ms) AS place
    FROM chat_conversations
    WHERE session_id = $session_id AND response_time_ms IS NOT NULL
    GROUP BY response_time_ms
),
turns AS (
    SELECT COUNT(*) AS rows, COUNT(response_time_ms) AS n, AVG(response_time_ms) AS mean, MAX(response_time_ms) AS longest
    FROM chat_conversations
    WHERE session_id = $session_id
)
SELECT
    s.total_messages,
    s.started_at,
    s.last_activity,
    turns.rows,
    1,
    turns.mean,
    (SELECT MIN(ms) FROM times WHERE place >= (turns.n * 50 + 99) / 100),
    (SELECT MIN(ms) FROM times WHERE place >= (turns.n * 90 + 99) / 100),
    (SELECT MIN(ms) FROM times WHERE place >= (turns.n * 95 + 99) / 100),
    (SELECT MIN(ms) FROM times WHERE place >= (turns.n * 99 + 99) / 100),
    turns.longest
FROM chat_sessions AS s CROSS JOIN turns
WHERE s.id = $session_id;

SELECT mood, COUNT(*) FROM chat_conversations WHERE session_id = $session_id AND mood IS NOT NULL GROUP BY mood;

SELECT status, COUNT(*) FROM chat_conversations WHERE session_id = $session_id GROUP BY status;
