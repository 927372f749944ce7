-- A page of sessions, newest activity first; the columns are those that SessionRow reads. A filter that is null filters
-- nothing. The page is found in the index alone; the planner thinks too little of a text's chances, so it is not told of them.
-- By mood, status and model only what cannot be is left out here, by the facets: ConfirmSessions.sql asks the turns. Of what
-- plain SQL wrote a moment ago the sessions $9 do not know yet.
SELECT session.id, started_at, session.last_activity, total_messages, metadata, user_id, visitor, ended_at
FROM (
    SELECT id, last_activity
    FROM {schema}.chat_sessions
    WHERE last_activity >= $1
      AND last_activity < $2
      AND (last_activity, id) < ($3, $4)
      AND ($5 IS NULL OR user_id = $5)
      AND ($7 = 0 OR facets & $7 = $7 OR id = ANY ($9))
      AND ($6 IS NULL OR coalesce(
            lower(id) LIKE lower($6 COLLATE "C") ESCAPE '\' OR lower(user_id) LIKE lower($6 COLLATE "C") ESCAPE '\', false))
    ORDER BY last_activity DESC, id DESC
    LIMIT $8
) AS page
JOIN {schema}.chat_sessions AS session ON session.id = page.id
ORDER BY page.last_activity DESC, page.id DESC
