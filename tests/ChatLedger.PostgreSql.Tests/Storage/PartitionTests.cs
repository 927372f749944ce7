using System.Globalization;
using ChatLedger.Conformance;
using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Tests.Storage;

/// <summary>A partition a day, with the bounds of UTC.</summary>
public sealed class PartitionTests : IAsyncLifetime
{
    private const string Partitions = """
        SELECT c.relname::text FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'chat_conversations'::regclass AND c.relname <> 'chat_conversations_default' ORDER BY 1
        """;

    private static readonly DateTimeOffset Midnight = new(Some.Time.Date, TimeSpan.Zero);

    private readonly ManualClock _clock = new(Some.Time);
    private TempStore _store = null!;

    public async Task InitializeAsync() => _store = await TempStore.MigratedAsync(_clock);

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Theory]
    [InlineData(30, 30)]
    [InlineData(0, 400)]
    public async Task there_is_one_for_every_day_from_the_retentions_edge_to_a_week_ahead(int retentionDays, int daysBack)
    {
        await _store.Partitions(retentionDays).RunAsync(default);

        Assert.Equal(Enumerable.Range(-daysBack, daysBack + 8).Select(static days => NameOf(Midnight.AddDays(days))), await NamesAsync());
    }

    [Fact]
    public async Task the_next_day_gets_its_own_when_it_comes_near()
    {
        await _store.Partitions(1).RunAsync(default);
        _clock.Advance(TimeSpan.FromDays(1));

        await _store.Partitions(1).RunAsync(default);

        Assert.Equal(NameOf(Midnight.AddDays(8)), (await NamesAsync())[^1]);
    }

    [Fact]
    public async Task a_day_whose_name_is_taken_does_not_keep_the_others_from_theirs()
    {
        await _store.SqlAsync($"CREATE TABLE {NameOf(Midnight)} ()");

        var failure = await Assert.ThrowsAsync<StoreException>(() => _store.Partitions(1).RunAsync(default));

        Assert.Equal(StoreFailure.Schema, failure.Failure);
        Assert.Equal(8, (await NamesAsync()).Count);
    }

    [Theory]
    [InlineData("Asia/Kathmandu")]
    [InlineData("America/St_Johns")]
    public async Task days_begin_and_end_at_midnight_utc_whatever_the_sessions_time_zone(string zone)
    {
        await _store.SqlAsync($"ALTER ROLE current_user SET timezone = '{zone}'");
        await _store.ReopenAsync();
        await _store.Partitions(1).RunAsync(default);

        await _store.Writer.WriteAsync(
        [
            Some.Turn("first") with { Timestamp = Midnight }, Some.Turn("last") with { Timestamp = Midnight.AddDays(1).AddMicroseconds(-1) },
            Some.Turn("next") with { Timestamp = Midnight.AddDays(1) },
        ]);

        Assert.Equal([NameOf(Midnight), NameOf(Midnight), NameOf(Midnight.AddDays(1))], await PlacesAsync());
    }

    [Fact]
    public async Task rows_that_came_before_their_partition_are_moved_into_it_and_others_stay()
    {
        var turns = Dialogues.Turns().Take(200).ToList();
        Turn[] outside = [Some.Turn("long ago") with { Timestamp = Midnight.AddDays(-9) }];
        var written = await _store.Writer.WriteAsync([.. turns, .. outside]);
        var before = await _store.SqlAsync("SELECT * FROM chat_conversations ORDER BY id");

        await _store.Partitions(3).RunAsync(default);

        Assert.Equal(before, await _store.SqlAsync("SELECT * FROM chat_conversations ORDER BY id"));
        Assert.Equal([.. Enumerable.Repeat(NameOf(Midnight), 200), "chat_conversations_default"], await PlacesAsync());
        Assert.All(await _store.Writer.WriteAsync(turns), static again => Assert.Equal(WriteOutcome.Duplicate, again.Outcome));
        Assert.Equal(201, written.Count);
    }

    [Fact]
    public async Task plain_sql_gets_numbers_in_every_partition_and_no_number_comes_twice()
    {
        const string Plain = "INSERT INTO chat_conversations (session_id, user_message, ai_response, timestamp) SELECT 'session', 'x', 'y', '2026-01-02'::timestamptz + n * interval '1 day' FROM generate_series(-5, 5) AS n";
        await _store.SqlAsync(Plain);
        await _store.Writer.WriteAsync(Some.Turns("few", 10));
        await _store.Partitions(2).RunAsync(default);

        await _store.SqlAsync(Plain);
        await _store.Writer.WriteAsync(Some.Turns("few again", 10));
        await _store.Writer.WriteAsync(Some.Turns("many", 100));
        await _store.SqlAsync(Plain);

        Assert.Equal([[153L, 153L]], await _store.SqlAsync("SELECT count(*), count(DISTINCT id) FROM chat_conversations"));
        Assert.Equal(153L, await _store.NumberAsync("SELECT max(id) FROM chat_conversations"));
    }

    [Fact]
    public async Task a_partition_has_the_indexes_of_the_whole()
    {
        await _store.Partitions(1).RunAsync(default);

        Assert.Equal(
            await _store.NumberAsync("SELECT count(*) FROM pg_index WHERE indrelid = 'chat_conversations'::regclass"),
            await _store.NumberAsync($"SELECT count(*) FROM pg_index AS i JOIN pg_inherits AS h ON h.inhrelid = i.indexrelid WHERE i.indrelid = '{NameOf(Midnight)}'::regclass"));
    }

    private async Task<IReadOnlyList<string>> NamesAsync() => [.. (await _store.SqlAsync(Partitions)).Select(static row => (string)row[0]!)];

    private async Task<IReadOnlyList<string>> PlacesAsync() =>
        [.. (await _store.SqlAsync("SELECT tableoid::regclass::text FROM chat_conversations ORDER BY id")).Select(static row => (string)row[0]!)];

    private static string NameOf(DateTimeOffset day) => "chat_conversations_" + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
