using ChatLedger.Storage;

namespace ChatLedger.Sqlite.Storage;

internal sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<bool> CreateSessionAsync(ChatSession session, CancellationToken cancellation = default) => ChangeSessionAsync(
        """
        INSERT INTO chat_sessions (id, started_at, last_activity, total_messages, metadata, user_id, visitor, ended_at, facets)
        VALUES ($id, $started_at, $last_activity, $total_messages, $metadata, $user_id, $visitor, $ended_at, 0)
        ON CONFLICT (id) DO NOTHING
        """,
        [
            ("$id", session.Id),
            ("$started_at", SqliteTime.ToText(session.StartedAt)),
            ("$last_activity", SqliteTime.ToText(session.LastActivity)),
            ("$total_messages", session.TotalMessages),
            ("$metadata", session.Metadata),
            ("$user_id", session.UserId),
            ("$visitor", session.Visitor),
            ("$ended_at", session.EndedAt is { } ended ? SqliteTime.ToText(ended) : null),
        ],
        cancellation);

    /// <inheritdoc/>
    public Task<bool> UpdateSessionAsync(string sessionId, SessionUpdate update, DateTimeOffset now, CancellationToken cancellation = default) => ChangeSessionAsync(
        """
        UPDATE chat_sessions
        SET user_id = coalesce($user_id, user_id), metadata = coalesce($metadata, metadata), last_activity = max(last_activity, $now)
        WHERE id = $id
        """,
        [("$id", sessionId), ("$user_id", update.UserId), ("$metadata", update.Metadata), ("$now", SqliteTime.ToText(now))],
        cancellation);

    /// <inheritdoc/>
    public Task<bool> EndSessionAsync(string sessionId, DateTimeOffset now, CancellationToken cancellation = default) => ChangeSessionAsync(
        "UPDATE chat_sessions SET ended_at = coalesce(ended_at, $now) WHERE id = $id AND visitor = 1",
        [("$id", sessionId), ("$now", SqliteTime.ToText(now))],
        cancellation);

    private Task<bool> ChangeSessionAsync(string sql, (string Name, object? Value)[] parameters, CancellationToken cancellation) =>
        Writer.RunAsync(writer => writer.Database.Execute(sql, parameters) > 0, cancellation);
}
