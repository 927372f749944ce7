-- Writes the turns of a batch, in its order. Ids that are null are drawn from the table's sequence.
INSERT INTO {schema}.chat_conversations (
    id, turn_id, session_id, user_message, ai_response, mood, timestamp, user_ip, user_agent, response_time_ms,
    metadata, user_id, status, model, first_token_ms, input_tokens, output_tokens, error, source)
SELECT
    coalesce(id, nextval('{schema}.chat_conversations_id_seq'::regclass)), turn_id, session_id, user_message, ai_response, mood, timestamp, user_ip,
    user_agent, response_time_ms, metadata, user_id, status, model, first_token_ms, input_tokens, output_tokens, error, source
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) WITH ORDINALITY AS turn (
    id, turn_id, session_id, user_message, ai_response, mood, timestamp, user_ip, user_agent, response_time_ms,
    metadata, user_id, status, model, first_token_ms, input_tokens, output_tokens, error, source, place)
ORDER BY place
