using ChatLedger.EndToEnd.Tests.Support;
using ChatLedger.PostgreSql.Tests.Support;
using Npgsql;

namespace ChatLedger.EndToEnd.Tests.PostgreSql;

/// <summary>Tables that were there before ChatLedger, taken over by <c>init-db --adopt</c>.</summary>
public sealed class AdoptionTests : IAsyncLifetime, IDisposable
{
    private const string OldTables = """
        CREATE TABLE chat_conversations (id SERIAL PRIMARY KEY, session_id VARCHAR(255) NOT NULL, user_message TEXT NOT NULL, ai_response TEXT NOT NULL,
            mood VARCHAR(50), timestamp TIMESTAMP DEFAULT NOW(), user_ip VARCHAR(45), user_agent TEXT, response_time_ms INTEGER, metadata JSONB);
        CREATE TABLE chat_sessions (id VARCHAR(255) PRIMARY KEY, started_at TIMESTAMP DEFAULT NOW(), last_activity TIMESTAMP DEFAULT NOW(),
            total_messages INTEGER DEFAULT 0, metadata JSONB);
        CREATE INDEX idx_session_id ON chat_conversations (session_id);
        INSERT INTO chat_sessions (id, total_messages) SELECT 'old-' || n, 200 FROM generate_series(0, 99) AS n;
        INSERT INTO chat_conversations (session_id, user_message, ai_response) SELECT 'old-' || n % 100, 'question ' || n, 'answer ' || n FROM generate_series(1, 20000) AS n;
        """;

    private readonly TempPlace _place = new();
    private TempDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await TempDatabase.CreateAsync();
        await _database.SqlAsync(OldTables);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    public void Dispose() => _place.Dispose();

    [LinuxFact]
    public async Task a_server_asks_for_it_and_serves_the_old_turns_after_it()
    {
        Assert.Contains("chatledger init-db --adopt", (await RunAsync("serve", "--port", "0", "--data", _place.Data)).Failed(1), StringComparison.Ordinal);

        var unasked = await RunAsync("init-db", "--adopt", "--time-zone", "UTC");
        Assert.Equal(1, unasked.Code);
        Assert.Contains("20,000 rows of chat_conversations, 100 of chat_sessions", unasked.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was done.", unasked.Output, StringComparison.Ordinal);
        Assert.Contains("Adopted 20,000 turns in 100 sessions", (await RunAsync("init-db", "--adopt", "--time-zone", "UTC", "--yes")).Succeeded(), StringComparison.Ordinal);
        (await RunAsync("init-db", "--check")).Succeeded();
        await using var server = await ServerProcess.StartAsync(_place, Settings());
        await server.StopAsync();

        Assert.Contains("answer 100\n", (await RunAsync("history", "old-0", "--data", _place.Data)).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("Dropped.", (await RunAsync("init-db", "--adopt", "--drop-old", "--yes")).Succeeded(), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task it_goes_on_after_it_was_killed()
    {
        // A reader keeps the swap waiting, so that there is something to kill.
        await using var reader = await PostgresServer.ConnectAsync(_database.Url);
        await using var transaction = await reader.BeginTransactionAsync();
        await reader.SqlAsync("SELECT count(*) FROM chat_conversations");
        await using (var process = Verb.Start(_place, Settings(), "init-db", "--adopt", "--time-zone", "UTC", "--yes"))
        {
            await WaitUntilCopyingAsync();
            process.Kill();
            await process.ExitAsync();
        }

        await transaction.CommitAsync();
        await _database.SqlAsync("INSERT INTO chat_sessions (id) VALUES ('written between'); DELETE FROM chat_conversations WHERE id <= 10");
        (await RunAsync("init-db", "--adopt", "--yes")).Succeeded();

        Assert.Equal(
            [[19_990L, 101L, 0L]],
            await _database.SqlAsync(
                """
                SELECT (SELECT count(*) FROM chat_conversations), (SELECT count(*) FROM chat_sessions),
                    (SELECT count(*) FROM public_before_adoption.chat_conversations AS old FULL JOIN chat_conversations AS turn USING (id)
                     WHERE (old.session_id, old.user_message, old.ai_response, old.timestamp AT TIME ZONE 'UTC') IS DISTINCT FROM (turn.session_id, turn.user_message, turn.ai_response, turn.timestamp))
                """));
    }

    [Theory]
    [InlineData("--time-zone", "UTC")]
    [InlineData("--adopt", "--undo", "--drop-old")]
    [InlineData("--adopt", "--check")]
    public async Task options_that_do_not_go_together_are_refused(params string[] options) => (await RunAsync(["init-db", .. options])).Failed(2);

    private Dictionary<string, string> Settings() => new() { ["DATABASE_URL"] = _database.Url };

    private Task<Outcome> RunAsync(params string[] arguments) => Verb.RunBareAsync(_place, Settings(), arguments);

    private async Task WaitUntilCopyingAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                if (await _database.SqlAsync("SELECT 1 FROM public_adoption.adoption WHERE turns_copied > 0") is [_, ..]) return;
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
            {
                // Not begun yet.
            }

            await Task.Delay(5, patience.Token);
        }
    }
}
