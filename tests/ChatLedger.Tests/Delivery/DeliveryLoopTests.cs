using ChatLedger.Journal;
using ChatLedger.Storage;
using ChatLedger.Tests.Support;
using Microsoft.Extensions.Logging;

namespace ChatLedger.Tests.Delivery;

public sealed class DeliveryLoopTests : IAsyncLifetime
{
    private readonly DeliveryBench _bench = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task turns_reach_the_store_once_and_in_the_order_of_closing()
    {
        var turns = Dialogues.Turns();
        _bench.Start();

        foreach (var group in turns.Chunk(7)) await _bench.RecordAsync(group);

        await _bench.DrainAsync();
        Assert.Equal(turns, _bench.Store.Rows.Select(static row => row with { ConversationId = null }));
        Assert.Equal((turns.Count, 0L), (_bench.Counters.InsertedTurns, _bench.Counters.DuplicateTurns));
    }

    [Fact]
    public async Task an_unforeseen_error_of_one_writer_ends_delivery_and_health_stays_down()
    {
        _bench.Store.WritersMax = 2;
        _bench.Store.FailNext(new InvalidOperationException("A mistake of ours."));
        _bench.Start();

        await _bench.RecordAsync(Some.Turn());

        await _bench.EndedAsync();
        Assert.False(_bench.Health.IsUp);
    }

    [Fact]
    public async Task a_stored_turn_is_told_its_number_and_forgotten_by_the_journal()
    {
        var recorded = await _bench.RecordAsync(Some.Turns("session", 2));
        _bench.Start();

        Assert.Equal([new WrittenTurn(WriteOutcome.Inserted, 1), new WrittenTurn(WriteOutcome.Inserted, 2)], await Task.WhenAll(recorded.Select(static turn => turn.Stored)).Soon());

        await _bench.DrainAsync();
        Assert.Empty(_bench.Journal.Waiting);
    }

    [Fact]
    public async Task what_waits_is_written_in_batches_of_at_most_the_largest_size()
    {
        await using var bench = new DeliveryBench(new ChatLedgerOptions { BatchTurnsMax = 4 });
        await bench.RecordAsync(Some.Turns("session", 10));

        bench.Start();

        await bench.DrainAsync();
        Assert.Equal([4, 4, 2], bench.Store.Attempts);
    }

    [Fact]
    public async Task a_store_that_is_away_is_tried_until_it_is_back_and_nothing_is_lost()
    {
        for (var i = 0; i < 20; i++) _bench.Store.FailNext(MemoryStore.Away);
        var recorded = await _bench.RecordAsync(Some.Turns("session", 3));

        _bench.Start();

        await _bench.DrainAsync();
        Assert.Equal(21, _bench.Store.Attempts.Count);
        Assert.Equal(recorded.Select(static turn => turn.Turn.TurnId), _bench.Store.Rows.Select(static row => row.TurnId));
        Assert.All(_bench.Time.Waits, static wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(5)));
        Assert.True(_bench.Time.Waits.Aggregate(TimeSpan.Zero, static (sum, wait) => sum + wait) > TimeSpan.FromSeconds(20), "A store that is away is not hammered.");
    }

    [Theory]
    [InlineData(StoreFailure.Transient)]
    [InlineData(StoreFailure.Schema)]
    [InlineData(StoreFailure.Corrupt)]
    public async Task health_is_down_from_the_first_failure_to_the_next_success(StoreFailure failure)
    {
        var seen = new List<bool>();
        _bench.Store.OnWrite = _ =>
        {
            seen.Add(_bench.Health.IsUp);
            return Task.CompletedTask;
        };
        _bench.Store.FailNext(new StoreException(failure, "It cannot now."));
        await _bench.RecordAsync(Some.Turn());

        _bench.Start();

        await _bench.DrainAsync();
        Assert.Equal([true, false], seen);
        Assert.True(_bench.Health.IsUp);
    }

    [Fact]
    public async Task a_batch_that_was_committed_and_then_failed_is_delivered_again_and_stored_once()
    {
        _bench.Store.FailNext(MemoryStore.Away, afterCommit: true);
        var recorded = await _bench.RecordAsync(Some.Turns("session", 2));

        _bench.Start();

        await _bench.DrainAsync();
        Assert.Equal(2, _bench.Store.Rows.Count);
        Assert.Equal(new WrittenTurn(WriteOutcome.Duplicate, 1), await recorded[0].Stored);
        Assert.Equal((0L, 2L), (_bench.Counters.InsertedTurns, _bench.Counters.DuplicateTurns));
        Assert.Empty(_bench.Journal.Waiting);
    }

    [Fact]
    public async Task stopping_leaves_in_the_journal_what_was_not_delivered()
    {
        var reached = new TaskCompletionSource();
        _bench.Store.OnWrite = async cancellation =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        };
        var recorded = await _bench.RecordAsync(Some.Turns("session", 2));
        _bench.Start();
        await reached.Task.Soon();

        await _bench.StopAsync();

        Assert.Equal(recorded, _bench.Journal.Waiting);
        Assert.Empty(_bench.Store.Rows);
    }

    [Fact]
    public async Task an_unforeseen_error_ends_delivery_loudly_and_loses_nothing()
    {
        _bench.Store.FailNext(new InvalidOperationException("a mistake of ours"));
        var recorded = await _bench.RecordAsync(Some.Turn());

        _bench.Start();

        await _bench.EndedAsync();
        Assert.False(_bench.Health.IsUp);
        Assert.Contains(_bench.Log.Lines, static line => line.Level == LogLevel.Critical);
        Assert.Equal(recorded, _bench.Journal.Waiting);
    }

    [Fact]
    public async Task a_journal_that_cannot_be_read_for_a_moment_does_not_end_delivery()
    {
        await using var bench = new DeliveryBench(new ChatLedgerOptions { DeliveryBytesMax = 1 });
        var refusals = 3;
        bench.Journal.OnRead = () => refusals-- > 0 ? throw new JournalUnavailableException("overloaded") : Task.CompletedTask;
        var recorded = await bench.RecordAsync(Some.Turns("session", 3));

        bench.Start();

        await bench.DrainAsync();
        Assert.Equal(recorded.Select(static turn => turn.Turn.TurnId), bench.Store.Rows.Select(static row => row.TurnId));
    }
}
