using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Storage;

/// <summary>The kinds of column values the store's tables have, and the reading of whole results.</summary>
internal static class Rows
{
    public static string? TextOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    // SQLite's integers have 64 bits, and plain SQL may have used them.
    public static int? NumberOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : (int)Math.Clamp(row.GetInt64(column), int.MinValue, int.MaxValue);

    public static DateTimeOffset Time(this SqliteDataReader row, int column) => SqliteTime.FromText(row.GetString(column));

    /// <summary>The rows of a query, in order.</summary>
    public static List<T> Query<T>(
        this SqliteConnection connection, string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    /// <summary>Runs a statement that is needed too seldom to be kept prepared; returns how many rows changed.</summary>
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>A command with its parameters; null becomes NULL.</summary>
    public static SqliteCommand Command(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
