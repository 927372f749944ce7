using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Storage;
using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>Partitions are made while others read, write and make them too.</summary>
public sealed class PartitionRaceTests : IAsyncLifetime
{
    // The step waits for a lock for a second; a busy machine adds to it, but not as much as another lock's patience.
    private static readonly TimeSpan HeldUpMax = TimeSpan.FromSeconds(4);

    private TempStore _store = null!;

    public async Task InitializeAsync() => _store = await TempStore.MigratedAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task five_servers_at_once_make_each_day_once()
    {
        var ways = Enumerable.Range(0, 5).Select(_ => _store.AnotherWay()).ToList();

        await Task.WhenAll(ways.Select(way => Task.Run(() => _store.Partitions(20, way).RunAsync(default))));

        Assert.Equal(29, await CountPartitionsAsync());
        foreach (var way in ways) await way.DisposeAsync();
    }

    [Fact]
    public async Task a_long_read_puts_it_off_and_holds_writers_up_no_longer_than_the_step_waits()
    {
        await using var reader = await PostgresServer.ConnectAsync(_store.Place.Url);
        await reader.SqlAsync("BEGIN; SELECT count(*) FROM chat_conversations");

        var making = _store.Partitions(2).RunAsync(default);
        var heldUp = await WriteUntilAsync(making);
        var failure = await Assert.ThrowsAsync<StoreException>(() => making);
        await reader.SqlAsync("COMMIT");
        await _store.Partitions(2).RunAsync(default);

        Assert.Equal(StoreFailure.Transient, failure.Failure);
        Assert.InRange(heldUp, TimeSpan.Zero, HeldUpMax);
        Assert.Equal(11, await CountPartitionsAsync());
        Assert.Equal(0, await _store.NumberAsync("SELECT count(*) FROM chat_conversations_default"));
    }

    [Fact]
    public async Task a_role_that_may_not_make_tables_is_told_so_and_its_turns_are_stored_all_the_same()
    {
        var url = await _store.Place.RoleWithoutRightsAsync();
        var role = new Uri(url).UserInfo.Split(':')[0];
        await _store.SqlAsync($"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}");
        var way = new Database(PostgreSqlUrl.Parse(url));
        await using var store = new PostgreSqlStore(way, new ManualClock(Some.Time));

        var failure = await Assert.ThrowsAsync<StoreException>(() => _store.Partitions(2, way).RunAsync(default));
        Assert.Empty((await store.MigrateAsync()).Applied);
        await store.WriteAsync(Some.Turns("few", 3));
        await store.WriteAsync(Some.Turns("many", 100));
        await _store.SqlAsync("INSERT INTO chat_conversations (session_id, user_message, ai_response) VALUES ('plain', 'x', 'y')");
        await _store.PlainSql(way).RunAsync(default);

        Assert.Contains("chatledger init-db --script", failure.Message, StringComparison.Ordinal);
        Assert.Equal(104, await _store.NumberAsync("SELECT count(*) FROM chat_conversations_default WHERE turn_id IS NOT NULL"));
    }

    [Fact]
    public async Task no_turn_written_while_partitions_are_attached_is_lost_or_refused()
    {
        var making = Task.Run(() => _store.Partitions(60).RunAsync(default));
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(() => WriteAcrossDaysAsync($"session {writer}", writer % 2 == 0 ? 7 : 90, making)));

        var written = await Task.WhenAll(writers);
        await making;

        Assert.Equal(written.Sum(), await _store.NumberAsync("SELECT count(DISTINCT turn_id) FROM chat_conversations"));
        Assert.Equal(written.Sum(), await _store.NumberAsync("SELECT sum(total_messages) FROM chat_sessions"));
        Assert.Equal(0, await _store.NumberAsync("SELECT count(*) FROM chat_conversations_default"));
    }

    /// <summary>Writes batches over the days that are being made until the making ends; what must be tried again is.</summary>
    private async Task<long> WriteAcrossDaysAsync(string session, int size, Task making)
    {
        await using var store = _store.Another();
        long written = 0;
        while (!making.IsCompleted)
        {
            Turn[] batch = [.. Enumerable.Range(0, size).Select(_ => Some.Turn(session) with { Timestamp = Some.Time.AddDays(-Random.Shared.Next(60)) })];
            await Persistence.WriteAsync(store, batch);
            written += size;
        }

        return written;
    }

    private async Task<TimeSpan> WriteUntilAsync(Task making)
    {
        var longest = TimeSpan.Zero;
        while (!making.IsCompleted)
        {
            var started = TimeProvider.System.GetTimestamp();
            await Persistence.WriteAsync(_store.Writer, [Some.Turn()]);
            var took = TimeProvider.System.GetElapsedTime(started);
            if (took > longest) longest = took;
        }

        return longest;
    }

    private Task<long> CountPartitionsAsync() => _store.NumberAsync("SELECT count(*) FROM pg_inherits WHERE inhparent = 'chat_conversations'::regclass");
}
