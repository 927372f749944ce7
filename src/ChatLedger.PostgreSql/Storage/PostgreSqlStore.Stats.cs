using Npgsql;

namespace ChatLedger.PostgreSql.Storage;

internal sealed partial class PostgreSqlStore
{
    private readonly string _sessionStats;
    private readonly string _ledgerStats;

    /// <inheritdoc/>
    public Task<SessionStats?> GetSessionStatsAsync(string sessionId, CancellationToken cancellation = default) => _database.UseAsync(
        async (connection, token) =>
        {
            if (await SessionTimes.FindAsync(_database, connection, sessionId, token).ConfigureAwait(false) is not { } times) return null;
            var command = connection.Command(_sessionStats, Rows.Text(sessionId), Rows.Time(times.From), Rows.Time(times.To), Rows.Time(times.Mark));
            await _database.PrepareAsync(command, token).ConfigureAwait(false);
            return (await command.QueryAsync(ReadStats, token).ConfigureAwait(false)).SingleOrDefault();
        },
        cancellation);

    /// <inheritdoc/>
    public Task<SessionStats> GetLedgerStatsAsync(CancellationToken cancellation = default) => _database.UseAsync(
        async (connection, token) => (await connection.Command(_ledgerStats).QueryAsync(ReadStats, token).ConfigureAwait(false)).Single(),
        cancellation);

    private static SessionStats ReadStats(NpgsqlDataReader row)
    {
        var percentiles = row.IsDBNull(6) ? null : row.GetFieldValue<int?[]>(6);
        return new SessionStats
        {
            TotalMessages = row.GetInt64(0),
            StartedAt = row.TimeOrNull(1),
            LastActivity = row.TimeOrNull(2),
            ConversationCount = row.GetInt64(3),
            SessionCount = row.GetInt64(4),
            AvgResponseTime = row.IsDBNull(5) ? null : row.GetDouble(5),
            P50ResponseTime = percentiles?[0],
            P90ResponseTime = percentiles?[1],
            P95ResponseTime = percentiles?[2],
            P99ResponseTime = percentiles?[3],
            MaxResponseTime = row.NumberOrNull(7),
            Moods = row.Counts(8),
            Statuses = row.Counts(9),
        };
    }
}
