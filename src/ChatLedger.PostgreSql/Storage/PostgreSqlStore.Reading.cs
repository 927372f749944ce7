using System.Buffers.Binary;
using ChatLedger.Storage;
using Npgsql;
using NpgsqlTypes;

namespace ChatLedger.PostgreSql.Storage;

internal sealed partial class PostgreSqlStore
{
    private static readonly TimeSpan TurnIdMargin = TimeSpan.FromDays(1);

    // An id may claim a time that no clock here can show.
    private static readonly long MadeMax = (DateTimeOffset.MaxValue - TurnIdMargin).ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public Task<IReadOnlyList<Turn>> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation = default)
    {
        query.Validate();
        return _database.UseAsync<IReadOnlyList<Turn>>(
            async (connection, token) => await ReadHistoryAsync(connection, query, token).ConfigureAwait(false), cancellation);
    }

    /// <inheritdoc/>
    public Task<Turn?> FindTurnAsync(Guid turnId, CancellationToken cancellation = default) => _database.UseAsync(
        async (connection, token) =>
            await FindAroundOwnTimeAsync(connection, turnId, token).ConfigureAwait(false)
            ?? await FindAsync(connection, "turn_id = $1", [Rows.Id(turnId)], token).ConfigureAwait(false),
        cancellation);

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
            var (within, parameters) = await WithinAsync(
                connection, sessionId, [Rows.Text(sessionId), Rows.Column(NpgsqlDbType.Uuid, turnIds, static id => id)], token).ConfigureAwait(false);
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
        var (within, parameters) = await WithinAsync(
            connection, query.SessionId,
            [Rows.Text(query.SessionId), Rows.Time(place.Timestamp), Rows.Number(place.ConversationId), Rows.Number(query.Limit)], cancellation).ConfigureAwait(false);
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
    private async Task<(string Sql, NpgsqlParameter[] Parameters)> WithinAsync(
        NpgsqlConnection connection, string sessionId, NpgsqlParameter[] parameters, CancellationToken cancellation)
    {
        if (await SessionTimes.FindAsync(_database, connection, sessionId, cancellation).ConfigureAwait(false) is not { AreBounds: true } times) return ("", parameters);
        var next = parameters.Length + 1;
        return (
            $" AND (timestamp BETWEEN ${next} AND ${next + 1} OR timestamp > ${next + 2})",
            [.. parameters, Rows.Time(times.From), Rows.Time(times.To), Rows.Time(times.Mark)]);
    }

    /// <summary>A UUIDv7 tells when it was made, and most turns lie near that time (RFC 9562, section 5.7).</summary>
    private async Task<Turn?> FindAroundOwnTimeAsync(NpgsqlConnection connection, Guid turnId, CancellationToken cancellation)
    {
        if (turnId.Version != 7 || UnixMilliseconds(turnId) is var milliseconds && milliseconds > MadeMax) return null;
        var made = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return await FindAsync(
            connection, "turn_id = $1 AND timestamp BETWEEN $2 AND $3",
            [Rows.Id(turnId), Rows.Time(made - TurnIdMargin), Rows.Time(made + TurnIdMargin)], cancellation).ConfigureAwait(false);
    }

    private async Task<Turn?> FindAsync(NpgsqlConnection connection, string condition, NpgsqlParameter[] parameters, CancellationToken cancellation)
    {
        var command = connection.Command(_database.Qualify($"SELECT {TurnRow.Columns} FROM {{schema}}.chat_conversations WHERE {condition} LIMIT 1"), parameters);
        return (await command.QueryAsync(TurnRow.Read, cancellation).ConfigureAwait(false)).SingleOrDefault();
    }

    private static long UnixMilliseconds(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
    }
}
