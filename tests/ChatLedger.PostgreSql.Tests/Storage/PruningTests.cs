using System.Globalization;
using ChatLedger.Conformance;
using ChatLedger.PostgreSql.Storage;
using ChatLedger.PostgreSql.Tests.Support;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>Of 400 partitions, reading a session touches the few that can hold its turns.</summary>
public sealed class PruningTests(PartitionedLedger ledger) : IClassFixture<PartitionedLedger>
{
    private const int DaysAgo = 100;

    // The goal is 5 ms, which a benchmark holds; this is only to notice a read of all partitions on a busy machine.
    private static readonly TimeSpan MedianMax = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task history_and_statistics_touch_the_days_of_the_session_and_those_after_the_mark()
    {
        await using var store = await ledger.CopyAsync();
        var session = PartitionedLedger.SessionOf(DaysAgo);

        // More often than the server tries plans of their own before it considers one for all.
        for (var read = 0; read < 10; read++)
        {
            Assert.Equal(5, (await store.Reader.GetHistoryAsync(new HistoryQuery(session, 100))).Count);
            Assert.Equal(5, (await store.Reader.GetSessionStatsAsync(session))!.ConversationCount);
            Assert.Empty(await store.Reader.FindStoredTurnsAsync(session, [Guid.NewGuid()]));
        }

        string[] expected =
        [
            .. Enumerable.Range(-DaysAgo - 1, 3).Concat(Enumerable.Range(0, 8)).Select(static days => "chat_conversations_" + Some.Time.AddDays(days).ToString("yyyyMMdd", CultureInfo.InvariantCulture)),
            "chat_conversations_default",
        ];
        Assert.Equal(expected, await ReadPartitionsAsync(store));
    }

    [Fact]
    public async Task a_turn_is_looked_up_around_its_own_time()
    {
        await using var store = await ledger.CopyAsync();
        var turn = (await store.Reader.GetHistoryAsync(new HistoryQuery(PartitionedLedger.SessionOf(0), 1)))[0];

        Assert.Equal(turn, await store.Reader.FindTurnAsync(turn.TurnId));

        Assert.InRange((await ReadPartitionsAsync(store)).Count, 1, 15);
    }

    [Fact]
    public async Task reading_a_session_is_quick()
    {
        await using var store = await ledger.CopyAsync();
        var times = new List<TimeSpan>();

        for (var read = 0; read < 101; read++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await store.Reader.GetHistoryAsync(new HistoryQuery(PartitionedLedger.SessionOf(read * 3), 50));
            times.Add(TimeProvider.System.GetElapsedTime(started));
        }

        times.Sort();
        Assert.InRange(times[50], TimeSpan.Zero, MedianMax);
    }

    [Fact]
    public async Task a_read_within_bounds_is_prepared_and_one_of_every_partition_is_not()
    {
        await using var store = await ledger.CopyAsync(static place => $"{place.Url}?connection_limit=1");
        await store.SqlAsync("INSERT INTO chat_conversations (session_id, user_message, ai_response) VALUES ('without a row', 'x', 'y')");

        Assert.Single(await store.Reader.GetHistoryAsync(new HistoryQuery("without a row", 10)));
        var unbounded = await PreparedAsync(store.Database);
        Assert.Equal(5, (await store.Reader.GetHistoryAsync(new HistoryQuery(PartitionedLedger.SessionOf(DaysAgo), 10))).Count);
        var bounded = await PreparedAsync(store.Database);

        Assert.DoesNotContain(unbounded, static statement => statement.Contains("chat_conversations", StringComparison.Ordinal));
        Assert.Contains(bounded, static statement => statement.Contains("timestamp BETWEEN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task behind_a_transaction_pooler_nothing_is_prepared()
    {
        await using var store = await ledger.CopyAsync(static place => $"{place.PgBouncerUrl}?pgbouncer=true");
        var session = PartitionedLedger.SessionOf(DaysAgo);

        await store.Writer.WriteAsync(Some.Turns("few", 3));
        await store.Writer.WriteAsync(Some.Turns("many", 100));
        await store.Reader.GetHistoryAsync(new HistoryQuery(session, 10));
        await store.Reader.GetSessionStatsAsync(session);
        await store.Reader.FindIngestKeyAsync("key");

        Assert.Empty(await PreparedAsync(store.Database));
    }

    private static Task<List<string>> PreparedAsync(Database database) => database.UseAsync(
        static (connection, token) => connection.Command("SELECT statement FROM pg_prepared_statements").QueryAsync(static row => row.GetString(0), token), default);

    /// <summary>The partitions that were read, as the server counts it when a connection ends; so the store is stopped.</summary>
    private static async Task<IReadOnlyList<string>> ReadPartitionsAsync(TempStore store)
    {
        await store.Store.DisposeAsync();
        await using var witness = await PostgresServer.ConnectAsync(store.Place.Url);
        while ((long)(await witness.SqlAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'chatledger'"))[0][0]! > 0) { }

        var read = await witness.SqlAsync("SELECT relname::text FROM pg_stat_user_tables WHERE relname ~ '^chat_conversations_' AND coalesce(idx_scan, 0) + seq_scan > 0 ORDER BY 1");
        return [.. read.Select(static row => (string)row[0]!)];
    }
}
