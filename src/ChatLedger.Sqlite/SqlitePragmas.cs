using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite;

/// <summary>Sets pragmas and reads them back: SQLite ignores what it does not understand, and durability must not rest on a typing error.</summary>
internal static class SqlitePragmas
{
    private static readonly Dictionary<string, string> Synchronous = new(StringComparer.Ordinal) { ["OFF"] = "0", ["NORMAL"] = "1", ["FULL"] = "2" };

    /// <summary>What journal and store share: a commit is on the disk, and what was deleted is overwritten.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="synchronous"><c>FULL</c>; only a test that shows what the others lose gives another.</param>
    public static void Durable(SqliteConnection connection, string synchronous = "FULL")
    {
        Set(connection, "synchronous", Synchronous[synchronous]);
        Set(connection, "secure_delete", "1");
        Set(connection, "mmap_size", "0");
        if (!OperatingSystem.IsMacOS()) return;
        Set(connection, "fullfsync", "1");
        Set(connection, "checkpoint_fullfsync", "1");
    }

    /// <summary>Sets a pragma and asserts that it took.</summary>
    public static void Set(SqliteConnection connection, string name, string value)
    {
        Execute(connection, $"PRAGMA {name}={value}");
        var actual = Get(connection, name);
        if (!string.Equals(actual, value, StringComparison.OrdinalIgnoreCase) && !(name == "mmap_size" && actual is null))
            throw new InvalidOperationException($"SQLite did not accept {name}={value}; it is {actual}.");
    }

    /// <summary>Reads a pragma.</summary>
    public static string? Get(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return command.ExecuteScalar()?.ToString();
    }

    /// <summary>Executes SQL without a result.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
