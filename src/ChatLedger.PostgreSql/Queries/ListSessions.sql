-- A page of sessions, newest activity first; the columns are those that SessionRow reads. A filter that is null filters
-- nothing. A session's turns lie within a day of its times, which keeps the search to a few partitions; what plain SQL wrote
-- since $11 may lie elsewhere.
SELECT id, started_at, last_activity, total_messages, metadata, user_id, visitor, ended_at
FROM {schema}.chat_sessions AS session
WHERE last_activity >= $1
  AND last_activity < $2
  AND (last_activity, id) < ($3, $4)
  AND ($5 IS NULL OR user_id = $5)
  AND ($6 IS NULL OR id ILIKE $6 ESCAPE '\' OR user_id ILIKE $6 ESCAPE '\')
  AND ($7 IS NULL OR EXISTS (
        SELECT 1 FROM {schema}.chat_conversations AS turn
        WHERE turn.session_id = session.id AND turn.mood = $7
          AND (turn.timestamp BETWEEN session.started_at - interval '1 day' AND session.last_activity + interval '1 day' OR turn.timestamp > $11)))
  AND ($8 IS NULL OR EXISTS (
        SELECT 1 FROM {schema}.chat_conversations AS turn
        WHERE turn.session_id = session.id AND turn.status = $8
          AND (turn.timestamp BETWEEN session.started_at - interval '1 day' AND session.last_activity + interval '1 day' OR turn.timestamp > $11)))
  AND ($9 IS NULL OR EXISTS (
        SELECT 1 FROM {schema}.chat_conversations AS turn
        WHERE turn.session_id = session.id AND turn.model = $9
          AND (turn.timestamp BETWEEN session.started_at - interval '1 day' AND session.last_activity + interval '1 day' OR turn.timestamp > $11)))
ORDER BY last_activity DESC, id DESC
LIMIT $10
