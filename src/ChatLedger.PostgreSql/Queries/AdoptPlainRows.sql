-- Gives rows their turn ids and anonymised addresses; $5 and $6 bound the partitions they are in.
UPDATE {schema}.chat_conversations AS stored
SET turn_id = plain.turn_id, user_ip = plain.user_ip
FROM unnest($1, $2, $3, $4) AS plain (id, timestamp, turn_id, user_ip)
WHERE stored.id = plain.id AND stored.timestamp = plain.timestamp AND stored.timestamp BETWEEN $5 AND $6
