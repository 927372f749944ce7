using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Storage;

/// <summary>The statements that write turns, prepared once for a connection. Not thread-safe.</summary>
internal sealed class TurnStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement _insert = new(
        connection,
        """
        INSERT INTO chat_conversations (
            turn_id, session_id, user_message, ai_response, mood, timestamp, user_ip, user_agent, response_time_ms,
            metadata, user_id, status, model, first_token_ms, input_tokens, output_tokens, error, source)
        VALUES ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p, $q, $r)
        ON CONFLICT DO NOTHING
        RETURNING id
        """,
        "$a", "$b", "$c", "$d", "$e", "$f", "$g", "$h", "$i", "$j", "$k", "$l", "$m", "$n", "$o", "$p", "$q", "$r");

    private readonly Statement _findSame = new(
        connection,
        """
        SELECT id FROM chat_conversations
        WHERE turn_id = $turn_id AND session_id = $session_id AND user_message = $user_message AND ai_response = $ai_response
        """,
        "$turn_id", "$session_id", "$user_message", "$ai_response");

    private readonly Statement _growSession = new(
        connection,
        """
        INSERT INTO chat_sessions (id, started_at, last_activity, total_messages, user_id, visitor, facets)
        VALUES ($id, $started_at, $last_activity, $inserted, $user_id, $visitor, $facets)
        ON CONFLICT (id) DO UPDATE SET
            started_at = min(started_at, excluded.started_at),
            last_activity = max(last_activity, excluded.last_activity),
            total_messages = total_messages + excluded.total_messages,
            user_id = coalesce(user_id, excluded.user_id),
            facets = facets | excluded.facets
        """,
        "$id", "$started_at", "$last_activity", "$inserted", "$user_id", "$visitor", "$facets");

    private readonly Statement _findKey = new(
        connection, "SELECT turn_id, body_hash, conversation_id FROM ingest_keys WHERE key = $key", "$key");

    private readonly Statement _rememberKey = new(
        connection,
        """
        INSERT INTO ingest_keys (key, turn_id, timestamp, body_hash, conversation_id, recorded_at)
        VALUES ($key, $turn_id, $timestamp, $body_hash, $conversation_id, $now)
        """,
        "$key", "$turn_id", "$timestamp", "$body_hash", "$conversation_id", "$now");

    private readonly Statement _forgetKeys = new(connection, "DELETE FROM ingest_keys WHERE recorded_at < $before", "$before");

    /// <summary>Inserts the row; null where the turn is stored already.</summary>
    public long? Insert(Turn turn, string turnId)
    {
        _insert.Set(0, turnId);
        _insert.Set(1, turn.SessionId);
        _insert.Set(2, turn.UserMessage);
        _insert.Set(3, turn.AiResponse);
        _insert.Set(4, turn.Mood);
        _insert.Set(5, SqliteTime.ToText(turn.Timestamp));
        _insert.Set(6, turn.UserIp);
        _insert.Set(7, turn.UserAgent);
        _insert.Set(8, turn.ResponseTimeMs);
        _insert.Set(9, turn.Metadata);
        _insert.Set(10, turn.UserId);
        _insert.Set(11, turn.Status.ToName());
        _insert.Set(12, turn.Model);
        _insert.Set(13, turn.FirstTokenMs);
        _insert.Set(14, turn.InputTokens);
        _insert.Set(15, turn.OutputTokens);
        _insert.Set(16, turn.Error);
        _insert.Set(17, turn.Source.ToName());
        return _insert.Number();
    }

    /// <summary>The number of the row that holds this very turn; null where another turn has its id.</summary>
    public long? FindSame(Turn turn, string turnId)
    {
        _findSame.Set(0, turnId);
        _findSame.Set(1, turn.SessionId);
        _findSame.Set(2, turn.UserMessage);
        _findSame.Set(3, turn.AiResponse);
        return _findSame.Number();
    }

    /// <summary>Makes the session, or adds to it what a batch brought.</summary>
    public void GrowSession(SessionGrowth growth)
    {
        _growSession.Set(0, growth.SessionId);
        _growSession.Set(1, SqliteTime.ToText(growth.First));
        _growSession.Set(2, SqliteTime.ToText(growth.Last));
        _growSession.Set(3, growth.Inserted);
        _growSession.Set(4, growth.UserId);
        _growSession.Set(5, growth.Visitor);
        _growSession.Set(6, growth.Facets);
        _growSession.Execute();
    }

    /// <summary>What a key stands for, or null.</summary>
    public (string TurnId, string BodyHash, long ConversationId)? FindKey(string key)
    {
        _findKey.Set(0, key);
        using var row = _findKey.Read();
        return row.Read() ? (row.GetString(0), row.GetString(1), row.GetInt64(2)) : null;
    }

    public void RememberKey(IngestKey key, Turn turn, string turnId, long conversationId, DateTimeOffset now)
    {
        _rememberKey.Set(0, key.Key);
        _rememberKey.Set(1, turnId);
        _rememberKey.Set(2, SqliteTime.ToText(turn.Timestamp));
        _rememberKey.Set(3, key.BodyHash);
        _rememberKey.Set(4, conversationId);
        _rememberKey.Set(5, SqliteTime.ToText(now));
        _rememberKey.Execute();
    }

    public void ForgetKeys(DateTimeOffset before)
    {
        _forgetKeys.Set(0, SqliteTime.ToText(before));
        _forgetKeys.Execute();
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[_insert, _findSame, _growSession, _findKey, _rememberKey, _forgetKeys]) statement.Dispose();
    }
}
