using ChatLedger.Server.Hosting;
using Microsoft.Data.Sqlite;

namespace ChatLedger.Server.Tests;

/// <summary><c>init-db</c> on the embedded store.</summary>
[Collection(Place.Collection)]
public sealed class InitDbTests : IDisposable
{
    private readonly Place _place = new();
    private readonly Terminal _terminal = new();

    public void Dispose()
    {
        _terminal.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task it_says_what_it_applied_and_where_and_the_second_time_that_nothing_was_missing()
    {
        Assert.Equal(0, await RunAsync());
        Assert.StartsWith("Applied V001_InitialSchema.", _terminal.Output, StringComparison.Ordinal);
        Assert.Contains($"SQLite, {_place.Data}", _terminal.Output, StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync());
        Assert.StartsWith("The tables are up to date (version ", _terminal.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--check", 1, "different: table chat_sessions is missing")]
    [InlineData("--script", 0, "CREATE TABLE chat_sessions")]
    public async Task what_only_looks_makes_no_folder(string option, int code, string said)
    {
        Assert.Equal(code, await RunAsync(option));

        Assert.Contains(said, _terminal.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_place.Data));
    }

    [Fact]
    public async Task a_check_is_0_where_nothing_differs_and_1_where_something_does()
    {
        await RunAsync();
        Assert.Equal(0, await RunAsync("--check"));

        await DropIndexAsync();

        Assert.Equal(1, await RunAsync("--check"));
        Assert.StartsWith("different: index chat_conversations.idx_timestamp is missing", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_server_that_has_the_file_open_is_asked()
    {
        await using var server = await RunningServer.StartAsync(_place.ReadForServer(), isPublic: true);

        Assert.Equal(0, await RunAsync());
        Assert.Equal(0, await RunAsync("--script"));
        Assert.Contains("-- Nothing is missing.", _terminal.Output, StringComparison.Ordinal);
        await DropIndexAsync();
        Assert.Equal(1, await RunAsync("--check"));
        Assert.Contains("idx_timestamp", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task to_look_and_to_write_the_script_at_once_is_2() => Assert.Equal(2, await RunAsync("--check", "--script"));

    private Task<int> RunAsync(params string[] options) => _terminal.RunAsync(["init-db", "--data", _place.Data, .. options]);

    private async Task DropIndexAsync()
    {
        await using var store = new SqliteConnection($"Data Source={Path.Combine(_place.Data, "chatledger.db")};Pooling=False");
        await store.OpenAsync();
        await using var drop = store.CreateCommand();
        drop.CommandText = "DROP INDEX idx_timestamp";
        await drop.ExecuteNonQueryAsync();
    }
}
