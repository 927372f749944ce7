using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Storage;

/// <summary>The table <c>schema_version</c>: which migrations a database has. It is made by the first one's transaction.</summary>
internal static class SchemaVersions
{
    /// <summary>Makes the table where it is missing.</summary>
    public const string Table = """
        CREATE TABLE IF NOT EXISTS schema_version (
            version    INTEGER PRIMARY KEY,
            name       TEXT NOT NULL,
            applied_at TEXT NOT NULL,
            checksum   TEXT NOT NULL
        ) STRICT
        """;

    /// <summary>Every migration this program knows, by version.</summary>
    public static IReadOnlyList<Migration> Known { get; } = SqlFiles.ReadMigrations();

    /// <summary>The version in force, 0 for an empty database.</summary>
    /// <exception cref="StoreException">The database is newer than this program, or a migration is not the one this program knows.</exception>
    public static int Verify(SqliteConnection connection, string path) => Migration.Verify(Known, ReadApplied(connection), path);

    /// <summary>Applies what is missing, within the caller's transaction; returns the names.</summary>
    public static IReadOnlyList<string> Apply(SqliteConnection connection, string path, DateTimeOffset now)
    {
        connection.Execute(Table);
        var version = Verify(connection, path);
        var missing = Known.Where(migration => migration.Version > version).ToList();
        foreach (var migration in missing)
        {
            connection.Execute(migration.Sql);
            connection.Execute(
                "INSERT INTO schema_version (version, name, applied_at, checksum) VALUES ($version, $name, $now, $checksum)",
                ("$version", migration.Version), ("$name", migration.Name), ("$now", SqliteTime.ToText(now)), ("$checksum", migration.Checksum));
        }
        return missing.ConvertAll(migration => migration.Name);
    }

    /// <summary>What the database says was applied; nothing where it has no tables.</summary>
    public static List<AppliedMigration> ReadApplied(SqliteConnection connection) =>
        connection.Query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'", _ => true).Count == 0
            ? []
            : connection.Query(
                "SELECT version, name, checksum FROM schema_version ORDER BY version",
                row => new AppliedMigration(row.GetInt32(0), row.GetString(1), row.GetString(2)));
}
