using System.Text.Json;
using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Storage;

internal sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Turn>> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation = default)
    {
        query.Validate();
        return Readers.ReadAsync<IReadOnlyList<Turn>>(connection => ReadHistory(connection, query), cancellation);
    }

    /// <inheritdoc/>
    public Task<Turn?> FindTurnAsync(Guid turnId, CancellationToken cancellation = default) => Readers.ReadAsync(
        connection => connection.Query(
            $"SELECT {TurnRow.Columns} FROM chat_conversations WHERE turn_id = $turn_id", TurnRow.Read, ("$turn_id", turnId.ToString())).SingleOrDefault(),
        cancellation);

    /// <inheritdoc/>
    public Task<Turn?> FindTurnAsync(Guid turnId, DateTimeOffset near, CancellationToken cancellation = default) => FindTurnAsync(turnId, cancellation);

    /// <inheritdoc/>
    public Task<IngestRecord?> FindIngestKeyAsync(string key, CancellationToken cancellation = default) => Readers.ReadAsync(
        connection => connection.Query(
            "SELECT body_hash, turn_id, timestamp, conversation_id FROM ingest_keys WHERE key = $key",
            row => new IngestRecord(row.GetString(0), Guid.Parse(row.GetString(1)), row.Time(2), row.GetInt64(3)),
            ("$key", key)).SingleOrDefault(),
        cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlySet<Guid>> FindStoredTurnsAsync(
        string sessionId, IReadOnlyCollection<Guid> turnIds, CancellationToken cancellation = default) => Readers.ReadAsync<IReadOnlySet<Guid>>(
        connection => connection.Query(
            """
            SELECT c.turn_id FROM json_each($turn_ids) AS asked CROSS JOIN chat_conversations AS c ON c.turn_id = asked.value
            WHERE c.session_id = $session_id
            """,
            row => Guid.Parse(row.GetString(0)),
            ("$session_id", sessionId), ("$turn_ids", JsonSerializer.Serialize(turnIds))).ToHashSet(),
        cancellation);

    private static List<Turn> ReadHistory(SqliteConnection connection, HistoryQuery query)
    {
        var place = query.Place;
        var (after, order) = query.IsBackwards ? ("<", "DESC") : (">", "ASC");
        var turns = connection.Query(
            $"""
            SELECT {TurnRow.Columns} FROM chat_conversations
            WHERE session_id = $session_id AND (timestamp, id) {after} ($timestamp, $id)
            ORDER BY timestamp {order}, id {order}
            LIMIT $limit
            """,
            TurnRow.Read,
            ("$session_id", query.SessionId), ("$timestamp", SqliteTime.ToText(place.Timestamp)), ("$id", place.ConversationId), ("$limit", query.Limit));
        if (query.IsBackwards) turns.Reverse();
        return turns;
    }
}
