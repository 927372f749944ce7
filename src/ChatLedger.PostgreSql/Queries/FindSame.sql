-- Of these turns, those that are stored with the very same words, and their numbers.
SELECT stored.turn_id, stored.id
FROM unnest($1, $2, $3, $4, $5) AS turn (turn_id, timestamp, session_id, user_message, ai_response)
JOIN {schema}.chat_conversations AS stored ON stored.turn_id = turn.turn_id AND stored.timestamp = turn.timestamp
WHERE stored.session_id = turn.session_id AND stored.user_message = turn.user_message AND stored.ai_response = turn.ai_response
