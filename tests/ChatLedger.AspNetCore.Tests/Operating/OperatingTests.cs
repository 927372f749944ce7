using Microsoft.Data.Sqlite;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>What operators and their probes ask.</summary>
public sealed class OperatingTests : IAsyncLifetime
{
    private LedgerServer _server = null!;

    public async Task InitializeAsync() => _server = await LedgerServer.StartAsync(new Setup { Ledger = options => options.StoreWait = TimeSpan.FromMilliseconds(1) });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task a_process_that_answers_is_alive() => Assert.Equal((200, "alive"), Status(await _server.GetAsync("/healthz")));

    [Fact]
    public async Task a_sound_server_is_ready() =>
        Assert.Equal("""{"status":"ready","journal":"healthy","store":"up"}""", (await _server.GetAsync("/readyz")).Text);

    [Fact]
    public async Task a_server_whose_store_is_away_is_ready_and_degraded()
    {
        _server.Store.IsAway = true;
        await _server.ChatAsync("Where is the store?");
        await StoreKnownAsync("down");

        var ready = await _server.GetAsync("/readyz");

        Assert.Equal("""{"status":"degraded","journal":"healthy","store":"down"}""", ready.Text);
        Assert.Equal(200, ready.Code);
    }

    [Fact]
    public async Task a_server_whose_journal_cannot_take_turns_is_not_ready_but_alive()
    {
        _server.Journal.IsKnownToFail = true;

        Assert.Equal((503, "unavailable"), Status(await _server.GetAsync("/readyz")));
        Assert.Equal((200, "alive"), Status(await _server.GetAsync("/healthz")));
    }

    [Fact]
    public async Task a_server_whose_tables_have_drifted_is_ready_and_degraded_and_names_the_differences()
    {
        using var folder = new TempFolder();
        await using (await LedgerServer.StartAsync(new Setup { Directory = folder.Path }))
        {
            // It makes the tables.
        }

        await using (var store = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "chatledger.db")};Pooling=False"))
        {
            await store.OpenAsync();
            await using var drop = store.CreateCommand();
            drop.CommandText = "DROP INDEX idx_timestamp";
            await drop.ExecuteNonQueryAsync();
        }

        await using var server = await LedgerServer.StartAsync(new Setup { Directory = folder.Path });
        var ready = await server.GetAsync("/readyz");
        var system = (await server.GetAsync("/api/system")).Json.GetProperty("store");

        Assert.Equal("""{"status":"degraded","journal":"healthy","store":"drifted"}""", ready.Text);
        Assert.Equal(200, ready.Code);
        Assert.Equal("drifted", system.GetProperty("state").GetString());
        Assert.StartsWith("index chat_conversations.idx_timestamp is missing", Assert.Single(system.GetProperty("differences").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Single(server.Log.Lines, static line => line.StartsWith("Warning ", StringComparison.Ordinal) && line.Contains("idx_timestamp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task the_system_counts_what_each_station_took_in_and_passed_on()
    {
        await _server.ChatAsync("One");
        await _server.DeliveredAsync();
        _server.Store.Batches.Hold();
        await _server.ChatAsync("Two");
        _server.Model.On("Three");
        await using var open = await _server.StreamAsync("Three");

        var system = (await _server.GetAsync("/api/system")).Json;

        var turns = system.GetProperty("turns");
        Assert.Equal((3, 2, 1), (Number("captured"), Number("journalled"), Number("stored")));
        Assert.Equal((0, 0, 0), (Number("duplicates"), Number("setAside"), Number("unrecorded")));
        Assert.Equal("""{"health":"healthy","open":1,"waiting":1,"setAside":0}""", system.GetProperty("journal").GetRawText());
        Assert.Equal(1, system.GetProperty("store").GetProperty("undelivered").GetInt32());
        Assert.Matches(@"^\d+\.\d+\.\d+", system.GetProperty("version").GetString());
        _server.Store.Batches.Release();
        int Number(string name) => turns.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task initializing_the_tables_again_changes_nothing()
    {
        var reply = await _server.PostAsync("/api/init-db", new { });

        Assert.Equal(200, reply.Code);
        Assert.True(reply.Json.GetProperty("success").GetBoolean());
        Assert.True(reply.Json.GetProperty("version").GetInt32() > 0);
        Assert.Equal(0, reply.Json.GetProperty("applied").GetArrayLength());
    }

    [Fact]
    public async Task initializing_needs_no_body() =>
        Assert.Equal(200, (await _server.SendAsync(HttpMethod.Post, "/api/init-db", null)).Code);

    private static (int, string?) Status(Reply reply) => (reply.Code, reply["status"]);

    private async Task StoreKnownAsync(string state)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await _server.GetAsync("/api/system")).Json.GetProperty("store").GetProperty("state").GetString() != state) await often.WaitForNextTickAsync(patience.Token);
    }
}
