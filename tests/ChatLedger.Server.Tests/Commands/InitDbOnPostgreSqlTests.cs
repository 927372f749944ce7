using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Server.Hosting;

namespace ChatLedger.Server.Tests;

/// <summary><c>init-db</c> on a PostgreSQL database: beside a server or without one, it needs the address only.</summary>
[Collection(Place.Collection)]
public sealed class InitDbOnPostgreSqlTests : IAsyncLifetime
{
    private readonly Place _place = new();
    private readonly Terminal _terminal = new();
    private TempDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await TempDatabase.CreateAsync();
        _place.Set("DATABASE_URL", _database.Url);
    }

    public async Task DisposeAsync()
    {
        _terminal.Dispose();
        _place.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task it_makes_tables_and_partitions_and_no_data_directory()
    {
        Assert.Equal(1, await RunAsync("--check"));

        Assert.Equal(0, await RunAsync());

        Assert.StartsWith("Applied V001_InitialSchema.", _terminal.Output, StringComparison.Ordinal);
        Assert.Contains("Partitions made, one a day: 98.", _terminal.Output, StringComparison.Ordinal);
        Assert.Contains($"{_database.Name}, schema public", _terminal.Output, StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("--check"));
        Assert.False(Directory.Exists(_place.Data));
    }

    [Fact]
    public async Task the_retention_says_which_days_get_a_partition()
    {
        _place.Set("CHAT_LOG_RETENTION_DAYS", "2");

        Assert.Equal(0, await RunAsync());

        Assert.Contains("Partitions made, one a day: 10.", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_difference_is_a_line_and_1()
    {
        await RunAsync();
        await _database.SqlAsync("DROP INDEX idx_timestamp; ALTER TABLE chat_sessions DROP COLUMN ended_at");

        Assert.Equal(1, await RunAsync("--check"));

        Assert.Equal(2, _terminal.Output.Split('\n').Count(static line => line.StartsWith("different: ", StringComparison.Ordinal)));
        Assert.Contains("Differences: 2", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_script_run_by_the_owner_leaves_no_difference()
    {
        Assert.Equal(0, await RunAsync("--script"));
        Assert.Empty(_terminal.Errors);

        await _database.SqlAsync(_terminal.Output);

        Assert.Equal(0, await RunAsync("--check"));
    }

    [Fact]
    public async Task a_database_out_of_reach_gets_the_whole_script_and_no_check()
    {
        _place.Set("DATABASE_URL", "postgresql://owner:topsecret@127.0.0.1:1/ledger");

        Assert.Equal(0, await RunAsync("--script"));
        Assert.Contains("CREATE TABLE \"public\".chat_sessions", _terminal.Output, StringComparison.Ordinal);
        Assert.Contains("could not be seen", _terminal.Errors, StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("--check"));
        Assert.Contains("127.0.0.1:1", _terminal.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", _terminal.Output + _terminal.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_running_server_is_not_in_the_way()
    {
        await using var server = await RunningServer.StartAsync(_place.ReadForServer(), isPublic: true);

        Assert.Equal(0, await RunAsync());
        Assert.Equal(0, await RunAsync("--check"));
    }

    private Task<int> RunAsync(params string[] options) => _terminal.RunAsync(["init-db", "--data", _place.Data, .. options]);
}
