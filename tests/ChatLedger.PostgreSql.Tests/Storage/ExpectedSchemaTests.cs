using System.Runtime.CompilerServices;
using ChatLedger.PostgreSql.Storage;
using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>What the check takes for right is what the migrations make, on every version of the server that these tests meet.</summary>
public sealed class ExpectedSchemaTests
{
    private const string AcceptVariable = "CHATLEDGER_ACCEPT_SCHEMA";

    [Fact]
    public async Task the_expected_tables_are_those_that_the_migrations_make()
    {
        await using var store = await TempStore.MigratedAsync();
        await using var connection = await PostgresServer.ConnectAsync(store.Place.Url);
        await connection.SqlAsync("SET search_path = pg_catalog");
        var tables = await connection.SqlAsync("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'chat_conversations_default'");
        var catalog = new SchemaCatalog(store.Database, new PartitionStep(store.Database, new ChatLedgerOptions(), TimeProvider.System));

        var actual = await catalog.DescribeAsync(connection, [.. tables.Select(static row => (string)row[0]!)], default);

        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1") await File.WriteAllLinesAsync(ExpectedFile(), actual.Select(static one => one.ToString()));
        Assert.True(
            actual.Select(static one => one.ToString()).SequenceEqual(SchemaCatalog.ReadExpected().Select(static one => one.ToString())),
            $"The migrations make other tables than Migrations/Expected.txt says. If that is meant, run this test once with {AcceptVariable}=1 and look at the file's changes:\n"
            + string.Join('\n', SchemaObject.Compare([.. SchemaCatalog.ReadExpected()], actual).Differences));
    }

    private static string ExpectedFile([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", "ChatLedger.PostgreSql", "Migrations", "Expected.txt");
}
