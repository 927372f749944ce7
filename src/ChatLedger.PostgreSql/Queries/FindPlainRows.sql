-- Rows that plain SQL wrote and no server sees to at this moment.
SELECT id, timestamp, session_id, user_ip, mood, status, model
FROM {schema}.chat_conversations
WHERE turn_id IS NULL AND timestamp >= $1
ORDER BY id
LIMIT $2
FOR UPDATE SKIP LOCKED
