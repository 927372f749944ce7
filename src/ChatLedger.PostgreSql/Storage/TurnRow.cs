using Npgsql;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>Reads rows of <c>chat_conversations</c>.</summary>
internal static class TurnRow
{
    /// <summary>The columns, in the order in which <see cref="Read"/> expects them.</summary>
    public const string Columns = """
        id, turn_id, session_id, user_message, ai_response, mood, timestamp, user_ip, user_agent, response_time_ms,
        metadata, user_id, status, model, first_token_ms, input_tokens, output_tokens, error, source
        """;

    public static Turn Read(NpgsqlDataReader row)
    {
        // Plain SQL may have written any word for status and source; such a row is shown with the column's default.
        _ = Names.TryParseStatus(row.GetString(12), out var status);
        _ = Names.TryParseSource(row.GetString(18), out var source);
        return new Turn
        {
            ConversationId = row.GetInt64(0),
            TurnId = row.IsDBNull(1) ? Guid.Empty : row.GetGuid(1),
            SessionId = row.GetString(2),
            UserMessage = row.GetString(3),
            AiResponse = row.GetString(4),
            Mood = row.TextOrNull(5),
            Timestamp = row.Time(6),
            UserIp = row.TextOrNull(7),
            UserAgent = row.TextOrNull(8),
            ResponseTimeMs = row.NumberOrNull(9),
            Metadata = row.TextOrNull(10),
            UserId = row.TextOrNull(11),
            Status = status,
            Model = row.TextOrNull(13),
            FirstTokenMs = row.NumberOrNull(14),
            InputTokens = row.NumberOrNull(15),
            OutputTokens = row.NumberOrNull(16),
            Error = row.TextOrNull(17),
            Source = source,
        };
    }
}
