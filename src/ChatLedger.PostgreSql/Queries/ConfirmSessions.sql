-- Of these sessions, those with a turn in mood $4, one with status $5 and one by model $6; what is null is not asked. Each
-- session's turns lie between its two times, and all of them between $7 and $8, which keeps every look and the plan to a few
-- partitions; what plain SQL wrote since $9 may lie elsewhere. (As an OR the two would take the planner three times as long.)
SELECT session.id
FROM unnest($1, $2, $3) AS session (id, first, last)
CROSS JOIN LATERAL (
    SELECT bool_or(mood = $4) AS has_mood, bool_or(status = $5) AS has_status, bool_or(model = $6) AS has_model
    FROM (
        SELECT mood, status, model FROM {schema}.chat_conversations
        WHERE session_id = session.id AND timestamp BETWEEN $7 AND $8 AND timestamp BETWEEN session.first AND session.last
        UNION ALL
        SELECT mood, status, model FROM {schema}.chat_conversations
        WHERE session_id = session.id AND timestamp > $9
    ) AS turn
) AS turns
WHERE ($4 IS NULL OR has_mood) AND ($5 IS NULL OR has_status) AND ($6 IS NULL OR has_model)
