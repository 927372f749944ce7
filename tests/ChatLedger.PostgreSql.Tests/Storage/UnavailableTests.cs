using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Storage;
using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>A server that does not do what it is asked: the failure comes in time, says what helps, is worth another attempt, and goes when its cause goes.</summary>
public sealed class UnavailableTests : IAsyncLifetime
{
    // A command takes at most one second here, and taking it back two more; the rest is for a busy machine.
    private const string Impatient = "socket_timeout=1&connect_timeout=1";
    private static readonly TimeSpan FailureMax = TimeSpan.FromSeconds(10);

    private TempStore _store = null!;

    public async Task InitializeAsync() => _store = await TempStore.MigratedAsync(url: static place => $"{place.Url}?{Impatient}");

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public async Task a_table_locked_by_somebody_fails_a_batch_in_time_and_not_for_ever(int size)
    {
        await using var locker = await PostgresServer.ConnectAsync(_store.Place.Url);
        await locker.SqlAsync("BEGIN; LOCK TABLE chat_conversations");

        await FailsAsync(_store.Writer, size, " in time");
        await locker.SqlAsync("COMMIT");

        await WorksAsync(_store.Writer, size);
    }

    [Fact]
    public async Task a_servers_own_limit_on_statements_is_told()
    {
        await _store.SqlAsync("ALTER ROLE current_user SET statement_timeout = '100ms'");
        await _store.ReopenAsync();
        await using var locker = await PostgresServer.ConnectAsync(_store.Place.AdminUrl);
        await locker.SqlAsync("BEGIN; LOCK TABLE chat_conversations");

        await FailsAsync(_store.Writer, 1, "too slow");
        await locker.SqlAsync("COMMIT");

        await WorksAsync(_store.Writer, 1);
    }

    [Fact]
    public async Task too_many_connections_are_told_with_a_remedy()
    {
        var owner = new Uri(_store.Place.Url).UserInfo.Split(':')[0];
        await using var admin = await PostgresServer.ConnectAsync(_store.Place.AdminUrl);
        await admin.SqlAsync($"ALTER ROLE {owner} CONNECTION LIMIT 0");
        await _store.ReopenAsync();

        await FailsAsync(_store.Writer, 1, "put a pooler before the server");
        await admin.SqlAsync($"ALTER ROLE {owner} CONNECTION LIMIT -1");

        await WorksAsync(_store.Writer, 1);
    }

    [Fact]
    public async Task a_server_that_only_reads_is_told_with_a_remedy()
    {
        await _store.SqlAsync("ALTER ROLE current_user SET default_transaction_read_only = on");
        await _store.ReopenAsync();

        await FailsAsync(_store.Writer, 1, "name the primary in DATABASE_URL");
        await FailsAsync(_store.Writer, 200, "name the primary in DATABASE_URL");
        await using (var admin = await PostgresServer.ConnectAsync(_store.Place.AdminUrl))
            await admin.SqlAsync($"ALTER ROLE {new Uri(_store.Place.Url).UserInfo.Split(':')[0]} SET default_transaction_read_only = off");
        await _store.ReopenAsync();

        await WorksAsync(_store.Writer, 1);
    }

    [Fact]
    public async Task a_silent_server_fails_open_and_new_connections_in_time_and_serves_again_when_it_wakes()
    {
        await using var proxy = new LossyProxy(_store.Place.Url);
        await using var store = new PostgreSqlStore(new Database(PostgreSqlUrl.Parse($"{proxy.Url}&{Impatient}")), new ManualClock(Some.Time));
        await store.WriteAsync(Some.Turns("before", 1));

        proxy.Freeze();
        await FailsAsync(store, 1, " in time");
        await FailsAsync(store, 200, " in time");
        proxy.Thaw();

        await WorksAsync(store, 200);
    }

    [Fact]
    public async Task giving_up_while_waiting_leaves_nothing_and_the_store_usable()
    {
        await using var locker = await PostgresServer.ConnectAsync(_store.Place.Url);
        await locker.SqlAsync("BEGIN; LOCK TABLE chat_sessions");
        using var giveUp = new CancellationTokenSource();

        var writing = _store.Writer.WriteAsync(Some.Turns("session", 200), giveUp.Token);
        while ((await locker.SqlAsync("SELECT FROM pg_locks WHERE relation = 'chat_sessions'::regclass AND NOT granted")).Count == 0) Assert.False(writing.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        await locker.SqlAsync("COMMIT");

        Assert.Equal(0, await _store.NumberAsync("SELECT count(*) FROM chat_conversations"));
        await WorksAsync(_store.Writer, 200);
    }

    private static async Task FailsAsync(ILedgerWriter store, int size, string saying)
    {
        var started = TimeProvider.System.GetTimestamp();
        var failure = await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync(Some.Turns("session", size)));

        Assert.Equal(StoreFailure.Transient, failure.Failure);
        Assert.Contains(saying, failure.Message, StringComparison.Ordinal);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, FailureMax);
    }

    private static async Task WorksAsync(ILedgerWriter store, int size)
    {
        var written = await Persistence.WriteAsync(store, Some.Turns("session", size));

        Assert.All(written, static result => Assert.Equal(WriteOutcome.Inserted, result.Outcome));
    }
}
