using ChatLedger.Storage;

namespace ChatLedger.Sqlite.Storage;

/// <summary>What is missing as a script that a person runs with sqlite3: one transaction.</summary>
internal static class SchemaScript
{
    public static string Of(string path, int version)
    {
        var missing = SchemaVersions.Known.Where(migration => migration.Version > version).ToList();
        var head = $"-- The tables of ChatLedger, for {path}. To be run while no server has it open:\n--   sqlite3 -bail DATABASE < THIS_FILE\n-- All of it is done, or nothing.\n\n";
        return missing.Count == 0
            ? head + "-- Nothing is missing.\n"
            : $"{head}BEGIN IMMEDIATE;\n\n{SchemaVersions.Table};\n\n{string.Join('\n', missing.Select(Of))}\nCOMMIT;\n";
    }

    // The note comes first: it stops a script that is run twice before anything else is tried.
    private static string Of(Migration migration) =>
        $"""
        INSERT INTO schema_version (version, name, applied_at, checksum)
        VALUES ({migration.Version}, '{migration.Name}', strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z', '{migration.Checksum}');

        {migration.Sql}
        """;
}
