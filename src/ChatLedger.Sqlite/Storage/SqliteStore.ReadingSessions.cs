using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Storage;

internal sealed partial class SqliteStore
{
    // Sort before and after every time.
    private const string Lowest = "", Highest = "~";

    private static readonly string ListSessions = SqlFiles.Read("Queries/ListSessions.sql");

    /// <inheritdoc/>
    public Task<ChatSession?> FindSessionAsync(string sessionId, CancellationToken cancellation = default) => Readers.ReadAsync(
        connection => connection.Query($"SELECT {SessionRow.Columns} FROM chat_sessions WHERE id = $id", SessionRow.Read, ("$id", sessionId)).SingleOrDefault(),
        cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChatSession>> ListSessionsAsync(SessionQuery query, CancellationToken cancellation = default)
    {
        query.Validate();
        return Readers.ReadAsync<IReadOnlyList<ChatSession>>(connection => ReadSessions(connection, query), cancellation);
    }

    private static List<ChatSession> ReadSessions(SqliteConnection connection, SessionQuery query) => connection.Query(
        ListSessions,
        SessionRow.Read,
        ("$from", query.From is { } from ? SqliteTime.ToText(from) : Lowest),
        ("$to", query.To is { } to ? SqliteTime.ToText(to) : Highest),
        ("$after_activity", query.After is { } place ? SqliteTime.ToText(place.LastActivity) : Highest),
        ("$after_id", query.After?.SessionId ?? Highest),
        ("$user_id", query.UserId),
        ("$text", query.TextPattern),
        ("$mood", query.Mood),
        ("$status", query.Status?.ToName()),
        ("$model", query.Model),
        ("$facets", SessionFacets.Of(query)),
        ("$limit", query.Limit));
}
