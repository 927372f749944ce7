-- Widens sessions to times at which they have turns, and to what those hold. Never their count: whoever wrote the rows
-- counted them, or chose not to.
UPDATE {schema}.chat_sessions AS session
SET started_at = least(session.started_at, turns.first), last_activity = greatest(session.last_activity, turns.last),
    facets = session.facets | turns.facets
FROM unnest($1, $2, $3, $4) AS turns (session_id, first, last, facets)
WHERE session.id = turns.session_id
  AND (turns.first < session.started_at OR turns.last > session.last_activity OR session.facets | turns.facets <> session.facets)
