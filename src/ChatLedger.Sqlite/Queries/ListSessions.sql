-- A page of sessions, newest activity first; the columns are those that SessionRow reads. A filter that is NULL filters
-- nothing; the times and the place always have a value (the empty text sorts before every time, '~' after), so that the
-- index gives the range and the order. The index also holds what most filters ask, so that a session which is passed over
-- is not read; only where the facets allow it are its turns looked at.
SELECT id, started_at, last_activity, total_messages, metadata, user_id, visitor, ended_at
FROM chat_sessions
WHERE last_activity >= $from
  AND last_activity < $to
  AND (last_activity, id) < ($after_activity, $after_id)
  AND ($user_id IS NULL OR user_id = $user_id)
  AND ($text IS NULL OR id LIKE $text ESCAPE '\' OR user_id LIKE $text ESCAPE '\')
  AND facets & $facets = $facets
  AND ($mood IS NULL OR EXISTS (
        SELECT 1 FROM chat_conversations AS c WHERE c.session_id = chat_sessions.id AND c.mood = $mood))
  AND ($status IS NULL OR EXISTS (
        SELECT 1 FROM chat_conversations AS c WHERE c.session_id = chat_sessions.id AND c.status = $status))
  AND ($model IS NULL OR EXISTS (
        SELECT 1 FROM chat_conversations AS c WHERE c.session_id = chat_sessions.id AND c.model = $model))
ORDER BY last_activity DESC, id DESC
LIMIT $limit;
