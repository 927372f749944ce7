using System.Text;
using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Storage;
using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>Connections break in the middle of a batch, and after its commit; every turn is one row all the same.</summary>
public sealed class LostConnectionTests : IAsyncLifetime
{
    private const string Marker = "the answer to this one gets lost";

    private TempStore _store = null!;

    public async Task InitializeAsync() => _store = await TempStore.MigratedAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Theory]
    [InlineData(5, Marker)]
    [InlineData(200, "COMMIT\0")]
    public async Task a_batch_whose_commit_nobody_heard_of_is_one_row_a_turn_after_its_redelivery(int size, string lostAt)
    {
        await using var proxy = new LossyProxy(_store.Place.Url);
        await using var store = new PostgreSqlStore(new Database(PostgreSqlUrl.Parse(proxy.Url)), new ManualClock(Some.Time));
        await store.WriteAsync(Some.Turns("before", size));
        Turn[] turns = [.. Some.Turns("session", size).Select(static turn => turn with { UserMessage = Marker })];
        proxy.LoseAnswerTo(Encoding.UTF8.GetBytes(lostAt));

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync(turns));
        await proxy.Lost.Task;
        var stored = await _store.NumberAsync($"SELECT count(*) FROM chat_conversations WHERE user_message = '{Marker}'");
        var again = await store.WriteAsync(turns);

        Assert.Equal((StoreFailure.Transient, size), (failure.Failure, stored));
        Assert.All(again, static result => Assert.Equal(WriteOutcome.Duplicate, result.Outcome));
        var history = await store.GetHistoryAsync(new HistoryQuery("session", 1000));
        Assert.Equal(history.Select(static turn => turn.ConversationId!.Value), again.Select(static result => result.ConversationId));
        Assert.Equal((size, size), (history.Count, (await store.FindSessionAsync("session"))!.TotalMessages));
    }

    [Fact]
    public async Task batches_survive_that_their_connections_are_ended_again_and_again()
    {
        const int Writers = 4, Batches = 40;
        await using var admin = await PostgresServer.ConnectAsync(_store.Place.AdminUrl);
        var failures = 0;

        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            foreach (var batch in Enumerable.Range(0, Batches).Select(number => BatchOf(writer, number)))
                await Persistence.WriteAsync(_store.Writer, batch, failure => Interlocked.Increment(ref failures));
        })));
        while (!writing.IsCompleted)
        {
            await admin.SqlAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'chatledger' AND random() < 0.5");
            // Time to come so far that the next end meets something, which no condition tells.
            await admin.SqlAsync("SELECT pg_sleep(random() * 0.05)");
        }

        await writing;
        var turns = Enumerable.Range(0, Writers * Batches).Sum(number => BatchOf(number / Batches, number % Batches).Length);
        Assert.True(failures > 0, "No connection ended while it was used.");
        Assert.Equal([[(long)turns, (long)turns]], await _store.SqlAsync("SELECT count(*), count(DISTINCT turn_id) FROM chat_conversations"));
        Assert.Equal(turns, await _store.NumberAsync("SELECT sum(total_messages) FROM chat_sessions"));
    }

    private static Turn[] BatchOf(int writer, int number) => Some.Turns($"session {writer} {number % 3}", number % 2 == 0 ? 20 : 150);
}
