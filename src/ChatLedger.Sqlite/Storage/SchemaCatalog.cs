using ChatLedger.Storage;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Sqlite.Storage;

/// <summary>Compares the tables of a database with those that the migrations make in an empty one.</summary>
internal static class SchemaCatalog
{
    // Words that begin a condition of the whole table, not a column.
    private static readonly string[] TableConditions = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

    private static readonly Lazy<List<SchemaObject>> Expected = new(ReadExpected);

    public static SchemaCheck Check(SqliteConnection connection)
    {
        var tables = Expected.Value.Select(static one => one.TableName).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var check = SchemaObject.Compare(Expected.Value, Read(connection, tables.Contains));
        return new SchemaCheck([.. Migration.Compare(SchemaVersions.Known, SchemaVersions.ReadApplied(connection)), .. check.Differences], check.Notes);
    }

    private static List<SchemaObject> ReadExpected()
    {
        using var scratch = new SqliteConnection("Data Source=:memory:");
        scratch.Open();
        SchemaVersions.Apply(scratch, ":memory:", DateTimeOffset.UnixEpoch);
        return Read(scratch, static _ => true);
    }

    private static List<SchemaObject> Read(SqliteConnection connection, Predicate<string> isOurs) =>
    [
        .. connection.Query(
            """
            SELECT type, name, tbl_name, sql FROM sqlite_schema
            WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite\_%' ESCAPE '\' AND type <> 'view'
            ORDER BY tbl_name, type = 'trigger', type = 'index', name
            """,
            static row => (Kind: row.GetString(0), Name: row.GetString(1), Table: row.GetString(2), Sql: row.GetString(3)))
            .Where(part => isOurs(part.Table)).SelectMany(static part => Describe(part.Kind, part.Name, part.Table, part.Sql)),
    ];

    private static IEnumerable<SchemaObject> Describe(string kind, string name, string table, string sql)
    {
        if (kind == "table") return DescribeTable(table, sql);
        var text = TableText.Normalize(sql);
        return [new SchemaObject($"{kind} {table}.{name}", text, !text.StartsWith("CREATE UNIQUE", StringComparison.OrdinalIgnoreCase))];
    }

    private static IEnumerable<SchemaObject> DescribeTable(string table, string sql)
    {
        var (parts, options) = TableText.Split(sql);
        yield return new SchemaObject($"table {table}", options.Length == 0 ? "ordinary" : options);
        foreach (var part in parts)
        {
            var name = part.Split(' ')[0];
            var isColumn = !TableConditions.Contains(name, StringComparer.OrdinalIgnoreCase);
            yield return isColumn
                ? new SchemaObject($"column {table}.{name.Trim('"', '`', '[', ']')}", part[name.Length..].TrimStart(), IsOptional(part))
                : new SchemaObject($"constraint {table}.{part}", part);
        }
    }

    private static bool IsOptional(string column) =>
        !column.Contains("NOT NULL", StringComparison.OrdinalIgnoreCase) || column.Contains("DEFAULT", StringComparison.OrdinalIgnoreCase);
}
