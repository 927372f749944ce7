using ChatLedger.Delivery;
using ChatLedger.Storage;
using ChatLedger.Tests.Support;
using Microsoft.Extensions.Logging;

namespace ChatLedger.Tests.Delivery;

public sealed class StorePreparationTests
{
    private static readonly StoreException Away = new(StoreFailure.Transient, "The store is out of reach; check its address.");

    private readonly MemorySchema _schema = new();
    private readonly StoreHealth _health = new();
    private readonly HurriedTime _time = new();
    private readonly ListLogger<StorePreparation> _log = new();
    private readonly StorePreparation _preparation;

    public StorePreparationTests() => _preparation = new StorePreparation(_schema, _health, new ChatLedgerOptions(), _time, _log);

    [Fact]
    public async Task a_store_that_answers_is_ready_after_the_first_attempt()
    {
        await _preparation.TryAsync(default);

        Assert.True(_schema.IsMigrated);
        Assert.True(_health.IsUp);
        Assert.True(await _preparation.TryUntilReadyAsync(default));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task a_store_out_of_reach_is_told_with_its_remedy_and_stops_nothing()
    {
        _schema.Failures.Enqueue(Away);

        await _preparation.TryAsync(default);

        Assert.Same(Away, _health.Failure);
        Assert.Contains(Away.Message, Assert.Single(_log.Lines).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task it_is_tried_again_with_growing_waits_until_it_answers()
    {
        for (var i = 0; i < 5; i++) _schema.Failures.Enqueue(Away);
        await _preparation.TryAsync(default);

        Assert.True(await _preparation.TryUntilReadyAsync(default));

        Assert.True(_schema.IsMigrated);
        Assert.True(_health.IsUp);
        Assert.Equal(4, _time.Waits.Count);
    }

    [Theory]
    [InlineData(StoreFailure.Schema)]
    [InlineData(StoreFailure.Corrupt)]
    public async Task where_a_person_has_to_act_the_start_stops(StoreFailure failure)
    {
        _schema.Failures.Enqueue(new StoreException(failure, "Tables are there that are not ours."));

        await Assert.ThrowsAsync<StoreException>(() => _preparation.TryAsync(default));
    }

    [Fact]
    public async Task giving_up_is_no_error()
    {
        _schema.Failures.Enqueue(Away);
        await _preparation.TryAsync(default);

        Assert.False(await _preparation.TryUntilReadyAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task tables_that_differ_are_told_each_difference_in_a_line_and_stop_nothing()
    {
        _schema.Differences.AddRange(["column chat_sessions.ended_at is missing: text", "index chat_conversations.idx_timestamp is missing: btree"]);

        await _preparation.TryAsync(default);

        Assert.Equal(_schema.Differences, _health.Drift);
        Assert.True(_health.IsUp);
        Assert.All(_schema.Differences.Zip(_log.Lines), static pair =>
        {
            Assert.Equal(LogLevel.Warning, pair.Second.Level);
            Assert.Contains(pair.First, pair.Second.Message, StringComparison.Ordinal);
        });
        Assert.Equal(2, _log.Lines.Count);
    }
}
