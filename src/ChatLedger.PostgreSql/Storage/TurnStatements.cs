using ChatLedger.Storage;
using Npgsql;
using NpgsqlTypes;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>The statements that write turns. Thread-safe; each works on the connection it is given.</summary>
internal sealed class TurnStatements(Database database)
{
    private readonly string _insert = database.ReadSql("Queries/InsertTurns.sql") + "\nRETURNING turn_id, id";
    private readonly string _insertNew = database.ReadSql("Queries/InsertTurns.sql") + "\nON CONFLICT DO NOTHING\nRETURNING turn_id, id";
    private readonly string _growSessions = database.ReadSql("Queries/GrowSessions.sql");
    private readonly string _claimKeys = database.ReadSql("Queries/ClaimKeys.sql");
    private readonly string _findSame = database.ReadSql("Queries/FindSame.sql");
    private readonly string _findKeys = database.Qualify("SELECT key, turn_id, body_hash, conversation_id FROM {schema}.ingest_keys WHERE key = ANY ($1)");
    private readonly string _dropKeys = database.Qualify("DELETE FROM {schema}.ingest_keys WHERE key = ANY ($1)");
    private readonly string _forgetKeys = database.Qualify(
        "DELETE FROM {schema}.ingest_keys WHERE key = ANY (ARRAY (SELECT key FROM {schema}.ingest_keys WHERE recorded_at < $1 LIMIT 10000))");
    private readonly string _reserveIds = database.Qualify("SELECT array_agg(nextval('{schema}.chat_conversations_id_seq'::regclass)) FROM generate_series(1, $1)");
    private readonly string _copy = database.Qualify(
        $"COPY {{schema}}.chat_conversations (id, {string.Join(", ", TurnColumn.All.Select(static column => column.Name))}) FROM STDIN (FORMAT BINARY)");

    /// <summary>Numbers for so many turns, in one round trip. They are used in the transaction that drew them.</summary>
    public async Task<long[]> ReserveIdsAsync(NpgsqlConnection connection, int count, CancellationToken cancellation) =>
        (await connection.Command(_reserveIds, Rows.Number(count)).QueryAsync(static row => row.GetFieldValue<long[]>(0), cancellation).ConfigureAwait(false))[0];

    /// <summary>Writes turns and what they add to their sessions in one round trip, all or nothing; returns the numbers by turn.</summary>
    /// <exception cref="PostgresException">A unique violation where one of them is stored already.</exception>
    public async Task<Dictionary<Guid, long>> InsertAndGrowAsync(NpgsqlConnection connection, IReadOnlyList<Turn> turns, CancellationToken cancellation)
    {
        var batch = new NpgsqlBatch(connection) { BatchCommands = { Insert(_insert, turns, new long?[turns.Count]), Grow(turns) } };
        await using (batch.ConfigureAwait(false))
        {
            await database.PrepareAsync(batch, cancellation).ConfigureAwait(false);
            var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var ids = await ReadIdsAsync(reader, cancellation).ConfigureAwait(false);
                while (await reader.NextResultAsync(cancellation).ConfigureAwait(false)) { }
                return ids;
            }
        }
    }

    /// <summary>Writes those of the turns that are new, under the numbers given; returns the numbers by turn.</summary>
    public async Task<Dictionary<Guid, long>> InsertNewAsync(NpgsqlConnection connection, IReadOnlyList<Turn> turns, long?[] ids, CancellationToken cancellation)
    {
        var batch = new NpgsqlBatch(connection) { BatchCommands = { Insert(_insertNew, turns, ids) } };
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false)) return await ReadIdsAsync(reader, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Writes turns by binary COPY, all or nothing.</summary>
    /// <exception cref="PostgresException">A unique violation where one of them is stored already.</exception>
    public async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<Turn> turns, long[] ids, CancellationToken cancellation)
    {
        var copy = await connection.BeginBinaryImportAsync(_copy, cancellation).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            for (var i = 0; i < turns.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                // Each value goes into a buffer; waiting for every one of them would cost more than it.
                copy.StartRow();
                copy.Write(ids[i], NpgsqlDbType.Bigint);
                foreach (var column in TurnColumn.All) column.Write(copy, turns[i]);
            }

            await copy.CompleteAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Adds to the sessions what these turns bring.</summary>
    public async Task GrowSessionsAsync(NpgsqlConnection connection, IReadOnlyList<Turn> inserted, CancellationToken cancellation)
    {
        if (inserted.Count == 0) return;
        var batch = new NpgsqlBatch(connection) { BatchCommands = { Grow(inserted) } };
        await using (batch.ConfigureAwait(false))
        {
            await database.PrepareAsync(batch, cancellation).ConfigureAwait(false);
            await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Takes keys for turns with these numbers; returns those that were free.</summary>
    public Task<List<string>> ClaimKeysAsync(
        NpgsqlConnection connection, IReadOnlyList<(Turn Turn, long Id)> keyed, DateTimeOffset now, CancellationToken cancellation) =>
        connection.Command(
            _claimKeys,
            Rows.Column(NpgsqlDbType.Text, keyed, static one => one.Turn.IngestKey!.Key),
            Rows.Column(NpgsqlDbType.Uuid, keyed, static one => one.Turn.TurnId),
            Rows.Column(NpgsqlDbType.TimestampTz, keyed, static one => one.Turn.Timestamp.UtcDateTime),
            Rows.Column(NpgsqlDbType.Text, keyed, static one => one.Turn.IngestKey!.BodyHash),
            Rows.Column(NpgsqlDbType.Bigint, keyed, static one => one.Id),
            Rows.Time(now)).QueryAsync(static row => row.GetString(0), cancellation);

    /// <summary>What these keys stand for.</summary>
    public Task<List<(string Key, Guid TurnId, string BodyHash, long Id)>> FindKeysAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken cancellation) =>
        connection.Command(_findKeys, Rows.Column(NpgsqlDbType.Text, keys, static key => key))
            .QueryAsync(static row => (row.GetString(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3)), cancellation);

    /// <summary>Gives keys back that were claimed for turns that turned out to be stored already.</summary>
    public Task<int> DropKeysAsync(NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken cancellation) =>
        connection.Command(_dropKeys, Rows.Column(NpgsqlDbType.Text, keys, static key => key)).ExecuteAsync(cancellation);

    /// <summary>Forgets keys recorded before a time.</summary>
    public Task<int> ForgetKeysAsync(NpgsqlConnection connection, DateTimeOffset before, CancellationToken cancellation) =>
        connection.Command(_forgetKeys, Rows.Time(before)).ExecuteAsync(cancellation);

    /// <summary>The numbers of the rows that hold these very turns; a turn whose id stands for other words is not among them.</summary>
    public Task<List<(Guid TurnId, long Id)>> FindSameAsync(NpgsqlConnection connection, IReadOnlyList<Turn> turns, CancellationToken cancellation) =>
        connection.Command(
            _findSame,
            Rows.Column(NpgsqlDbType.Uuid, turns, static turn => turn.TurnId),
            Rows.Column(NpgsqlDbType.TimestampTz, turns, static turn => turn.Timestamp.UtcDateTime),
            Rows.Column(NpgsqlDbType.Text, turns, static turn => turn.SessionId),
            Rows.Column(NpgsqlDbType.Text, turns, static turn => turn.UserMessage),
            Rows.Column(NpgsqlDbType.Text, turns, static turn => turn.AiResponse)).QueryAsync(static row => (row.GetGuid(0), row.GetInt64(1)), cancellation);

    private static NpgsqlBatchCommand Insert(string sql, IReadOnlyList<Turn> turns, long?[] ids)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(Rows.Column(NpgsqlDbType.Bigint, ids, static id => id));
        foreach (var column in TurnColumn.All) command.Parameters.Add(column.ToArray(turns));
        return command;
    }

    private NpgsqlBatchCommand Grow(IReadOnlyList<Turn> inserted)
    {
        var growths = SessionGrowth.Of(inserted);
        return new NpgsqlBatchCommand(_growSessions)
        {
            Parameters =
            {
                Rows.Column(NpgsqlDbType.Text, growths, static growth => growth.SessionId),
                Rows.Column(NpgsqlDbType.TimestampTz, growths, static growth => growth.First.UtcDateTime),
                Rows.Column(NpgsqlDbType.TimestampTz, growths, static growth => growth.Last.UtcDateTime),
                Rows.Column(NpgsqlDbType.Integer, growths, static growth => growth.Inserted),
                Rows.Column(NpgsqlDbType.Text, growths, static growth => growth.UserId),
                Rows.Column(NpgsqlDbType.Boolean, growths, static growth => growth.Visitor),
                Rows.Column(NpgsqlDbType.Bigint, growths, static growth => growth.Facets),
            },
        };
    }

    private static async Task<Dictionary<Guid, long>> ReadIdsAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var ids = new Dictionary<Guid, long>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) ids.Add(reader.GetGuid(0), reader.GetInt64(1));
        return ids;
    }
}
