using ChatLedger.Storage;
using Npgsql;
using NpgsqlTypes;

namespace ChatLedger.PostgreSql.Storage;

internal sealed partial class PostgreSqlStore
{
    private static readonly TimeSpan TurnIdMargin = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Turn>> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation = default)
    {
        query.Validate();
        return _database.UseAsync<IReadOnlyList<Turn>>(
            async (connection, token) => await ReadHistoryAsync(connection, query, token).ConfigureAwait(false), cancellation);
    }

    /// <summary>The turn, or null. Most turns lie near the time that their id tells, so that is looked through before all partitions.</summary>
    public Task<Turn?> FindTurnAsync(Guid turnId, CancellationToken cancellation = default) => _database.UseAsync(
        async (connection, token) =>
            (TurnIds.TimeOf(turnId) is { } made ? await FindNearAsync(connection, turnId, made, token).ConfigureAwait(false) : null)
            ?? await FindAsync(connection, "turn_id = $1", [Rows.Id(turnId)], token).ConfigureAwait(false),
        cancellation);

    /// <inheritdoc/>
    public Task<Turn?> FindTurnAsync(Guid turnId, DateTimeOffset near, CancellationToken cancellation = default) =>
        _database.UseAsync((connection, token) => FindNearAsync(connection, turnId, near, token), cancellation);

    /// <inheritdoc/>
    public Task<IngestRecord?> FindIngestKeyAsync(string key, CancellationToken cancellation = default) => _database.UseAsync(
        async (connection, token) =>
        {
            var command = connection.Command(
                _database.Qualify("SELECT body_hash, turn_id, timestamp, conversation_id FROM {schema}.ingest_keys WHERE key = $1"), Rows.Text(key));
            await _database.PrepareAsync(command, token).ConfigureAwait(false);
            var found = await command.QueryAsync(
                static row => new IngestRecord(row.GetString(0), row.GetGuid(1), row.Time(2), row.GetInt64(3)), token).ConfigureAwait(false);
            return found.SingleOrDefault();
        },
        cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlySet<Guid>> FindStoredTurnsAsync(
        string sessionId, IReadOnlyCollection<Guid> turnIds, CancellationToken cancellation = default) => _database.UseAsync<IReadOnlySet<Guid>>(
        async (connection, token) =>
        {
            // Delivery writes no turn without its session, and an import asks this for every session it has.
            if (await SessionTimes.FindAsync(_database, connection, sessionId, token).ConfigureAwait(false) is not { } times) return new HashSet<Guid>();
            var (within, parameters) = Within(times, Rows.Text(sessionId), Rows.Column(NpgsqlDbType.Uuid, turnIds, static id => id));
            var command = connection.Command(
                // The ids are kept from the planner, which would weigh each of them for every partition.
                _database.Qualify(
                    $$"""
                    WITH stored AS MATERIALIZED (SELECT turn_id FROM {schema}.chat_conversations WHERE session_id = $1{{within}})
                    SELECT turn_id FROM stored WHERE turn_id = ANY ($2)
                    """),
                parameters);
            return (await command.QueryAsync(static row => row.GetGuid(0), token).ConfigureAwait(false)).ToHashSet();
        },
        cancellation);

    private async Task<List<Turn>> ReadHistoryAsync(NpgsqlConnection connection, HistoryQuery query, CancellationToken cancellation)
    {
        var place = query.Place;
        var (after, order) = query.IsBackwards ? ("<", "DESC") : (">", "ASC");
        var (within, parameters) = Within(
            await SessionTimes.FindAsync(_database, connection, query.SessionId, cancellation).ConfigureAwait(false),
            Rows.Text(query.SessionId), Rows.Time(place.Timestamp), Rows.Number(place.ConversationId), Rows.Number(query.Limit));
        var command = connection.Command(
            _database.Qualify(
                $$"""
                SELECT {{TurnRow.Columns}} FROM {schema}.chat_conversations
                WHERE session_id = $1 AND (timestamp, id) {{after}} ($2, $3) AND timestamp {{after}}= $2{{within}}
                ORDER BY timestamp {{order}}, id {{order}}
                LIMIT $4
                """),
            parameters);
        // A plan for every partition is large, and kept by the server for each connection: only what is bounded is prepared.
        if (within.Length > 0) await _database.PrepareAsync(command, cancellation).ConfigureAwait(false);
        var turns = await command.QueryAsync(TurnRow.Read, cancellation).ConfigureAwait(false);
        if (query.IsBackwards) turns.Reverse();
        return turns;
    }

    /// <summary>A condition that keeps a read of a session's turns to their partitions, with its parameters after those given; empty where none is known.</summary>
    private static (string Sql, NpgsqlParameter[] Parameters) Within(SessionTimes? known, params NpgsqlParameter[] parameters)
    {
        if (known is not { AreBounds: true } times) return ("", parameters);
        var next = parameters.Length + 1;
        return (
            $" AND (timestamp BETWEEN ${next} AND ${next + 1} OR timestamp > ${next + 2})",
            [.. parameters, Rows.Time(times.From), Rows.Time(times.To), Rows.Time(times.Mark)]);
    }

    private Task<Turn?> FindNearAsync(NpgsqlConnection connection, Guid turnId, DateTimeOffset near, CancellationToken cancellation) => FindAsync(
        connection, "turn_id = $1 AND timestamp BETWEEN $2 AND $3",
        [Rows.Id(turnId), Rows.Time(SessionTimes.Add(near, -TurnIdMargin)), Rows.Time(SessionTimes.Add(near, TurnIdMargin))], cancellation);

    private async Task<Turn?> FindAsync(NpgsqlConnection connection, string condition, NpgsqlParameter[] parameters, CancellationToken cancellation)
    {
        var command = connection.Command(_database.Qualify($"SELECT {TurnRow.Columns} FROM {{schema}}.chat_conversations WHERE {condition} LIMIT 1"), parameters);
        return (await command.QueryAsync(TurnRow.Read, cancellation).ConfigureAwait(false)).SingleOrDefault();
    }
}
