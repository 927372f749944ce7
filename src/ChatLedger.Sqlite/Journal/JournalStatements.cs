using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Journal;

/// <summary>The journal's statements, prepared once for a connection. Not thread-safe.</summary>
internal sealed class JournalStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _all = [];
    private readonly SqliteCommand _insertOpen, _appendPart, _deleteOpen, _deleteParts, _insertClosed, _deleteClosed, _setAside, _saveClock, _peek, _read;

    public JournalStatements(SqliteConnection connection)
    {
        _connection = connection;
        Begin = Prepare("BEGIN IMMEDIATE");
        Commit = Prepare("COMMIT");
        Rollback = Prepare("ROLLBACK");
        _insertOpen = Prepare("INSERT INTO open_turn (id, record) VALUES ($1, $2)");
        _appendPart = Prepare("INSERT OR IGNORE INTO open_part (open_id, number, text) VALUES ($1, $2, $3)");
        _deleteOpen = Prepare("DELETE FROM open_turn WHERE id = $1");
        _deleteParts = Prepare("DELETE FROM open_part WHERE open_id = $1");
        _insertClosed = Prepare("INSERT OR IGNORE INTO closed_turn (sequence, session_id, ingest_key, record) VALUES ($1, $2, $3, $4)");
        _deleteClosed = Prepare("DELETE FROM closed_turn WHERE sequence BETWEEN $1 AND $2");
        _setAside = Prepare("INSERT OR REPLACE INTO set_aside (sequence, reason, record) VALUES ($1, $2, $3)");
        _saveClock = Prepare("INSERT INTO clock (id, microseconds) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET microseconds = excluded.microseconds");
        _peek = Prepare("SELECT sequence, record FROM closed_turn WHERE sequence > $1 ORDER BY sequence LIMIT $2");
        _read = Prepare("SELECT record FROM closed_turn WHERE sequence = $1");
    }

    public SqliteCommand Begin { get; }

    public SqliteCommand Commit { get; }

    public SqliteCommand Rollback { get; }

    public void InsertOpen(long id, byte[] record) => Run(_insertOpen, id, record);

    public void AppendPart(long openId, int number, string text) => Run(_appendPart, openId, number, text);

    public void DeleteOpen(long id)
    {
        Run(_deleteOpen, id);
        Run(_deleteParts, id);
    }

    public void InsertClosed(JournaledTurn turn) =>
        Run(_insertClosed, turn.Sequence, turn.Turn.SessionId, (object?)turn.Turn.IngestKey?.Key ?? DBNull.Value, RecordOf(turn));

    public void DeleteClosed(long first, long last) => Run(_deleteClosed, first, last);

    public void SetAside(long sequence, string reason, byte[] record) => Run(_setAside, sequence, reason, record);

    public void SaveClock(long microseconds) => Run(_saveClock, microseconds);

    /// <summary>The records after a place, as long as the caller enumerates; start-up has set damaged ones aside.</summary>
    public IEnumerable<JournaledTurn> Peek(long after, int turnsMax)
    {
        Bind(_peek, after, turnsMax);
        using var reader = _peek.ExecuteReader();
        while (reader.Read())
        {
            var record = (byte[])reader.GetValue(1);
            if (TurnRecord.TryRead(record, out var turn)) yield return new JournaledTurn(reader.GetInt64(0), turn, record);
        }
    }

    public Turn? Read(long sequence)
    {
        Bind(_read, sequence);
        return _read.ExecuteScalar() is byte[] record && TurnRecord.TryRead(record, out var turn) ? turn : null;
    }

    /// <summary>Runs a query that is needed too seldom to be kept prepared; rows are read as the caller enumerates.</summary>
    public IEnumerable<T> Query<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return read(reader);
    }

    /// <summary>Runs a statement that is needed too seldom to be kept prepared.</summary>
    public void Execute(string sql) => SqlitePragmas.Execute(_connection, sql);

    public void Dispose() => _all.ForEach(command => command.Dispose());

    private static byte[] RecordOf(JournaledTurn turn) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(turn.Record, out var segment) && segment.Count == segment.Array!.Length ? segment.Array : turn.Record.ToArray();

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Bind(command, values);
        command.ExecuteNonQuery();
    }

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; sql.Contains($"${i}", StringComparison.Ordinal); i++) command.Parameters.Add(new SqliteParameter($"${i}", null));
        command.Prepare();
        _all.Add(command);
        return command;
    }
}
