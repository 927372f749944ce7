using Npgsql;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>Reads rows of <c>chat_sessions</c>.</summary>
internal static class SessionRow
{
    /// <summary>The columns, in the order in which <see cref="Read"/> expects them.</summary>
    public const string Columns = "id, started_at, last_activity, total_messages, metadata, user_id, visitor, ended_at";

    public static ChatSession Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetString(0),
        StartedAt = row.Time(1),
        LastActivity = row.Time(2),
        TotalMessages = row.GetInt32(3),
        Metadata = row.TextOrNull(4),
        UserId = row.TextOrNull(5),
        Visitor = row.GetBoolean(6),
        EndedAt = row.TimeOrNull(7),
    };
}
