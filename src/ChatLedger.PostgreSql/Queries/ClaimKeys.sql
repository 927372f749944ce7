-- Takes the keys that nobody has, and says which; waits for a transaction that is about to take the same one.
INSERT INTO {schema}.ingest_keys (key, turn_id, timestamp, body_hash, conversation_id, recorded_at)
SELECT key, turn_id, timestamp, body_hash, conversation_id, $6
FROM unnest($1, $2, $3, $4, $5) AS claim (key, turn_id, timestamp, body_hash, conversation_id)
ORDER BY key COLLATE "C"
ON CONFLICT DO NOTHING
RETURNING key
