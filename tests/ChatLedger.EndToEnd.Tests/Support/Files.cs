using Microsoft.Data.Sqlite;

namespace ChatLedger.EndToEnd.Tests.Support;

/// <summary>What a stopped server has left in its data directory, read without the server's own code.</summary>
internal static class Files
{
    /// <summary>Every stored turn, by session and within it in the order of its history.</summary>
    public static List<StoredTurn> Turns(TempPlace place) => Query(
        place, "chatledger.db",
        """
        SELECT id, session_id, user_message, ai_response, timestamp, status, turn_id, model, error, output_tokens, metadata
        FROM chat_conversations ORDER BY session_id, timestamp, id
        """,
        static row => new StoredTurn(
            row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
            Text(row, 6), Text(row, 7), Text(row, 8), row.IsDBNull(9) ? null : row.GetInt64(9), Text(row, 10)));

    /// <summary>Sessions and the number of turns they count.</summary>
    public static Dictionary<string, int> Sessions(TempPlace place) => Query(
        place, "chatledger.db", "SELECT id, total_messages FROM chat_sessions", static row => (Id: row.GetString(0), Count: row.GetInt32(1)))
        .ToDictionary(static session => session.Id, static session => session.Count);

    /// <summary>How many records the journal still holds.</summary>
    public static long JournalRecords(TempPlace place) => Query(
        place, "journal.db", "SELECT (SELECT count(*) FROM open_turn) + (SELECT count(*) FROM closed_turn) + (SELECT count(*) FROM set_aside)",
        static row => row.GetInt64(0)).Single();

    /// <summary>The bytes in a database's write-ahead log.</summary>
    public static long LogBytes(TempPlace place, string database) =>
        new FileInfo(Path.Combine(place.Data, $"{database}-wal")) is { Exists: true } log ? log.Length : 0;

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static List<T> Query<T>(TempPlace place, string database, string sql, Func<SqliteDataReader, T> read)
    {
        var source = new SqliteConnectionStringBuilder { DataSource = Path.Combine(place.Data, database), Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        using var connection = new SqliteConnection(source.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }
}
