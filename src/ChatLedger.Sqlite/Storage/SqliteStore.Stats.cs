using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Storage;

internal sealed partial class SqliteStore
{
    private static readonly string SessionStatsSql = SqlFiles.Read("Queries/SessionStats.sql");
    private static readonly string LedgerStatsSql = SqlFiles.Read("Queries/LedgerStats.sql");

    /// <inheritdoc/>
    public Task<SessionStats?> GetSessionStatsAsync(string sessionId, CancellationToken cancellation = default) =>
        Readers.ReadAsync(connection => ReadStats(connection, SessionStatsSql, ("$session_id", sessionId)), cancellation);

    /// <inheritdoc/>
    public Task<SessionStats> GetLedgerStatsAsync(CancellationToken cancellation = default) =>
        Readers.ReadAsync(connection => ReadStats(connection, LedgerStatsSql)!, cancellation);

    // One transaction, so that the three results show the same moment.
    private static SessionStats? ReadStats(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var snapshot = connection.BeginTransaction(deferred: true);
        using var command = connection.Command(sql, parameters);
        using var row = command.ExecuteReader();
        return row.Read() ? ReadStats(row) : null;
    }

    private static SessionStats ReadStats(SqliteDataReader row)
    {
        var figures = new SessionStats
        {
            TotalMessages = row.GetInt64(0),
            StartedAt = row.IsDBNull(1) ? null : row.Time(1),
            LastActivity = row.IsDBNull(2) ? null : row.Time(2),
            ConversationCount = row.GetInt64(3),
            SessionCount = row.GetInt64(4),
            AvgResponseTime = row.IsDBNull(5) ? null : row.GetDouble(5),
            P50ResponseTime = row.NumberOrNull(6),
            P90ResponseTime = row.NumberOrNull(7),
            P95ResponseTime = row.NumberOrNull(8),
            P99ResponseTime = row.NumberOrNull(9),
            MaxResponseTime = row.NumberOrNull(10),
            Moods = new Dictionary<string, long>(),
            Statuses = new Dictionary<string, long>(),
        };
        return figures with { Moods = NextCounts(row), Statuses = NextCounts(row) };
    }

    private static Dictionary<string, long> NextCounts(SqliteDataReader row)
    {
        row.NextResult();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        while (row.Read()) counts.Add(row.GetString(0), row.GetInt64(1));
        return counts;
    }
}
