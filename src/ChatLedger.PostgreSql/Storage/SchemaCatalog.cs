using System.Globalization;
using ChatLedger.Storage;
using Npgsql;
using NpgsqlTypes;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>Compares the catalogs' account of the ledger's tables with what the migrations make. Reads only, and needs no right to the tables themselves.</summary>
internal sealed class SchemaCatalog(Database database, PartitionStep partitions)
{
    private const string PartitionKind = "partition ";

    // Definitions are written in words of the session: without this they would name time zones and schemas as somebody set them.
    private const string PlainWords =
        "SET TRANSACTION READ ONLY; SET LOCAL search_path = pg_catalog; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL quote_all_identifiers = off";

    private static readonly string[] Tables = [.. ReadExpected().Select(static one => one.TableName).OfType<string>()];

    private readonly string _describe = database.ReadSql("Queries/DescribeSchema.sql");

    /// <summary>What the migrations make, as a test has read it from a server.</summary>
    public static IEnumerable<SchemaObject> ReadExpected() =>
        SqlFiles.Read("Migrations/Expected.txt").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(SchemaObject.Parse);

    /// <inheritdoc cref="ILedgerSchema.CheckAsync"/>
    public Task<SchemaCheck> CheckAsync(bool isThorough, CancellationToken cancellation) => database.InTransactionAsync(
        async (connection, token) =>
        {
            await connection.Command(PlainWords).ExecuteAsync(token).ConfigureAwait(false);
            List<SchemaObject> expected = [.. ReadExpected(), .. isThorough ? DailyPartitions() : []];
            var known = expected.Select(static one => one.Name).ToHashSet();
            var actual = await DescribeAsync(connection, Tables, token).ConfigureAwait(false);
            // Older days keep their partitions for as long as they hold turns.
            actual.RemoveAll(one => one.Name.StartsWith(PartitionKind, StringComparison.Ordinal) && !known.Contains(one.Name));
            var check = SchemaObject.Compare(expected, actual);
            var readable = await ReadableAsync(connection, token).ConfigureAwait(false);
            var versions = await CompareVersionsAsync(connection, readable, token).ConfigureAwait(false);
            var count = isThorough ? await CountUnplacedAsync(connection, readable, token).ConfigureAwait(false) : [];
            var settings = await CompareSettingsAsync(connection, token).ConfigureAwait(false);
            return new SchemaCheck([.. versions.Differences, .. check.Differences, .. settings], [.. versions.Notes, .. check.Notes, .. count]);
        },
        cancellation);

    /// <summary>Describes tables, whoever made them.</summary>
    public Task<List<SchemaObject>> DescribeAsync(NpgsqlConnection connection, IReadOnlyCollection<string> tables, CancellationToken cancellation) => connection.Command(
        _describe, Rows.Text(database.Url.Schema), Rows.Column(NpgsqlDbType.Text, tables, static name => name))
        .QueryAsync(static row => new SchemaObject(row.GetString(0), row.GetString(1), row.GetBoolean(2)), cancellation);

    private IEnumerable<SchemaObject> DailyPartitions() => partitions.Days().Order().Select(static day => new SchemaObject(
        $"{PartitionKind}chat_conversations.{PartitionStep.NameOf(day)}",
        $"FOR VALUES FROM ('{PartitionStep.BeginningOf(day)}') TO ('{PartitionStep.BeginningOf(day.AddDays(1))}')"));

    /// <summary>Which tables with rows to look at there are, and whether this role may read them.</summary>
    private async Task<Dictionary<string, bool>> ReadableAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var tables = await connection.Command(
            """
            SELECT c.relname::text, has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relname IN ('schema_version', 'chat_conversations_default')
            """,
            Rows.Text(database.Url.Schema)).QueryAsync(static row => (Name: row.GetString(0), MayRead: row.GetBoolean(1)), cancellation).ConfigureAwait(false);
        return tables.ToDictionary(static table => table.Name, static table => table.MayRead);
    }

    private async Task<SchemaCheck> CompareVersionsAsync(NpgsqlConnection connection, Dictionary<string, bool> readable, CancellationToken cancellation)
    {
        if (!readable.TryGetValue("schema_version", out var mayRead)) return new SchemaCheck([.. Migration.Compare(SchemaVersions.Known, [])], []);
        if (!mayRead) return new SchemaCheck([], ["this role may not read schema_version, so the versions were not compared"]);
        return new SchemaCheck([.. Migration.Compare(SchemaVersions.Known, await SchemaVersions.ReadAppliedAsync(database, connection, cancellation).ConfigureAwait(false))], []);
    }

    /// <summary>A commit that is not on the server's disk when it is told would let the journal forget turns too early.</summary>
    private static async Task<string[]> CompareSettingsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var commit = (await connection.Command("SELECT current_setting('synchronous_commit')").QueryAsync(static row => row.GetString(0), cancellation).ConfigureAwait(false))[0];
        return commit == "off" ? ["setting synchronous_commit: is off for this role and database, and has to be on: a crash of the server would lose turns that the journal has forgotten"] : [];
    }

    private async Task<string[]> CountUnplacedAsync(NpgsqlConnection connection, Dictionary<string, bool> readable, CancellationToken cancellation)
    {
        if (!readable.TryGetValue("chat_conversations_default", out var mayRead)) return [];
        if (!mayRead) return ["this role may not read chat_conversations_default, so its rows were not counted"];
        var command = connection.Command(database.Qualify("SELECT count(*) FROM {schema}.chat_conversations_default"));
        command.CommandTimeout = 0;
        var rows = (await command.QueryAsync(static row => row.GetInt64(0), cancellation).ConfigureAwait(false))[0];
        return [string.Create(CultureInfo.InvariantCulture, $"chat_conversations_default holds {rows:N0} rows: those of days without a partition of their own")];
    }
}
