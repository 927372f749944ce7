using System.Text.RegularExpressions;
using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Storage;
using ChatLedger.PostgreSql.Tests.Support;
using Npgsql;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>The script for a database's owner means the same whoever runs it with whatever settings, and never does harm.</summary>
public sealed class PsqlScriptTests
{
    public static TheoryData<string> Settings =>
    [
        "-c TimeZone=America/New_York -c DateStyle=SQL,DMY",
        "-c TimeZone=Asia/Kathmandu -c DateStyle=German -c search_path= -c standard_conforming_strings=off",
    ];

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task on_an_empty_database_it_makes_all_and_running_it_again_changes_nothing(string settings)
    {
        await using var store = await TempStore.OpenAsync(new ManualClock(Some.Time));
        var script = (await store.Schema.ScriptAsync()).Sql;

        await RunAsync(store, settings, script);
        await RunAsync(store, settings, script);

        Assert.Empty((await store.Schema.CheckAsync(isThorough: true)).Differences);
        Assert.Equal(1, await store.NumberAsync("SELECT count(*) FROM schema_version"));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task on_tables_with_turns_it_makes_the_missing_partitions_and_moves_the_turns_into_them(string settings)
    {
        await using var store = await TempStore.MigratedAsync();
        await store.Writer.WriteAsync(Some.Turns("session", 3));
        var script = (await store.Schema.ScriptAsync()).Sql;

        await RunAsync(store, settings, script);

        Assert.Empty((await store.Schema.CheckAsync(isThorough: true)).Differences);
        Assert.Equal(3, await store.NumberAsync("SELECT count(*) FROM chat_conversations_20260102"));
        Assert.Equal(3, (await store.Reader.GetHistoryAsync(new("session", 10))).Count);
        var again = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(store, settings, script));
        Assert.Equal(PostgresErrorCodes.DuplicateTable, again.SqlState);
        Assert.Empty((await store.Schema.CheckAsync(isThorough: true)).Differences);
    }

    [Fact]
    public async Task it_works_in_a_schema_of_another_name()
    {
        await using var store = await TempStore.OpenAsync(new ManualClock(Some.Time), place => $"{place.Url}?schema=Ledger-2");

        await RunAsync(store, "-c search_path=public", (await store.Schema.ScriptAsync()).Sql);

        Assert.Empty((await store.Schema.CheckAsync(isThorough: true)).Differences);
        Assert.Equal(0, await store.NumberAsync("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    }

    [Fact]
    public async Task where_the_database_cannot_be_seen_it_holds_everything_and_says_why()
    {
        await using var place = await TempStore.OpenAsync(new ManualClock(Some.Time));
        await using var unseen = new PostgreSqlStore(new Database(PostgreSqlUrl.Parse("postgresql://nobody@127.0.0.1:1/ledger")), new ManualClock(Some.Time));

        var script = await unseen.ScriptAsync();
        await RunAsync(place, "", script.Sql);

        Assert.Contains("127.0.0.1:1", script.Doubt, StringComparison.Ordinal);
        Assert.Empty((await place.Schema.CheckAsync(isThorough: true)).Differences);
    }

    [Fact]
    public async Task a_script_of_another_form_of_a_migration_stops_and_leaves_everything_as_it_was()
    {
        await using var store = await TempStore.OpenAsync(new ManualClock(Some.Time));
        var script = (await store.Schema.ScriptAsync()).Sql;
        await store.Schema.MigrateAsync();
        await store.SqlAsync("UPDATE schema_version SET checksum = 'another'");

        var stopped = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(store, "", script));

        Assert.Equal("V001_InitialSchema was applied in another form than this script has it.", stopped.MessageText);
        Assert.Equal(0, await store.NumberAsync("SELECT count(*) FROM pg_class WHERE relname LIKE 'chat_conversations_2%'"));
    }

    [Fact]
    public async Task the_rights_it_names_are_all_that_a_servers_role_needs()
    {
        await using var store = await TempStore.OpenAsync(new ManualClock(Some.Time));
        var script = (await store.Schema.ScriptAsync()).Sql;
        var role = await store.Place.RoleWithoutRightsAsync();
        var grants = Regex.Matches(script, "^-- (GRANT .*)$", RegexOptions.Multiline)
            .Select(grant => grant.Groups[1].Value.Replace("chatledger_app", new Uri(role).UserInfo.Split(':')[0], StringComparison.Ordinal));
        await RunAsync(store, "", script + string.Join('\n', grants));
        var database = new Database(PostgreSqlUrl.Parse(role));
        await using var server = new PostgreSqlStore(database, new ManualClock(Some.Time));

        await server.MigrateAsync();
        await server.WriteAsync(Some.Turns("few", 3));
        await server.WriteAsync(Some.Turns("many", 100));
        await store.SqlAsync("INSERT INTO chat_conversations (session_id, user_message, ai_response) VALUES ('plain', 'x', 'y')");
        await new PlainSqlStep(database, new ManualClock(Some.Time)).RunAsync(default);
        await new PartitionStep(database, new ChatLedgerOptions(), new ManualClock(Some.Time)).RunAsync(default);

        Assert.Equal(104, (await server.GetLedgerStatsAsync()).ConversationCount);
        Assert.Empty((await server.CheckAsync(isThorough: true)).Differences);
    }

    private static async Task RunAsync(TempStore store, string settings, string script)
    {
        var target = PostgresServer.ToConnectionString(store.Place.Url);
        target.Options = settings;
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        await connection.OpenAsync();
        await connection.SqlAsync(script);
    }
}
