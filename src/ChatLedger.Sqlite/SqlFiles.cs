using ChatLedger.Storage;

namespace ChatLedger.Sqlite;

/// <summary>This project's <c>.sql</c> files.</summary>
internal static class SqlFiles
{
    private static readonly EmbeddedSql Embedded = new(typeof(SqlFiles).Assembly);

    /// <inheritdoc cref="EmbeddedSql.Read"/>
    public static string Read(string path) => Embedded.Read(path);

    /// <inheritdoc cref="EmbeddedSql.ReadMigrations"/>
    public static IReadOnlyList<Migration> ReadMigrations() => Embedded.ReadMigrations();
}
