using ChatLedger.Capture;
using ChatLedger.Delivery;
using ChatLedger.Journal;
using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Capture;

public sealed class IngestKeysTests
{
    private readonly MemoryJournal _journal = new();
    private readonly MemoryStore _store = new();
    private readonly Undelivered _undelivered = new();
    private readonly StoreHealth _health = new();
    private readonly IngestKeys _keys;

    public IngestKeysTests()
    {
        _keys = new IngestKeys(_undelivered, _journal, _store, _health, TimeProvider.System);
        _journal.OnClosed = turns => _undelivered.Add(turns.Select(static turn => new WaitingTurn(turn.Sequence, turn.Turn.SessionId, turn.Turn.IngestKey?.Key)));
    }

    [Fact]
    public async Task of_fifty_at_once_one_is_in_a_key_at_a_time_and_all_get_in()
    {
        var inside = 0;
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            using var entered = await _keys.EnterAsync("key");
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        }))).Soon();

        Assert.Equal(1, most);
        Assert.NotNull(_keys.TryEnter("key"));
    }

    [Fact]
    public void a_key_in_use_is_not_entered_and_another_is()
    {
        using var entered = _keys.TryEnter("key");

        Assert.Null(_keys.TryEnter("key"));
        Assert.NotNull(_keys.TryEnter("KEY"));
    }

    [Fact]
    public void a_key_can_be_entered_again_after_it_was_left()
    {
        _keys.TryEnter("key")!.Dispose();

        Assert.NotNull(_keys.TryEnter("key"));
    }

    [Fact]
    public void leaving_twice_does_not_throw_out_the_next()
    {
        var first = _keys.TryEnter("key")!;
        first.Dispose();
        using var second = _keys.TryEnter("key");

        first.Dispose();

        Assert.Null(_keys.TryEnter("key"));
    }

    [Fact]
    public async Task waiting_for_a_key_can_be_given_up()
    {
        using var entered = _keys.TryEnter("key");
        using var patience = new CancellationTokenSource();
        var waiting = _keys.EnterAsync("key", patience.Token);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task an_unknown_key_stands_for_nothing() => Assert.Null(await _keys.FindAsync("key", Timeout.InfiniteTimeSpan));

    [Fact]
    public async Task a_key_that_waits_in_the_journal_is_found_there_and_the_store_is_not_asked()
    {
        var turn = Keyed("key");
        await _journal.RecordAsync([new JournaledTurn(turn)]);

        Assert.Equal(new IngestRecord("hash", turn.TurnId, turn.Timestamp, null), await _keys.FindAsync("key", Timeout.InfiniteTimeSpan));
        Assert.Equal(0, _store.Questions);
    }

    [Fact]
    public async Task a_key_that_is_delivered_is_found_in_the_store_with_its_number()
    {
        var turn = Keyed("key");
        await _store.WriteAsync([turn]);

        Assert.Equal(new IngestRecord("hash", turn.TurnId, turn.Timestamp, 1), await _keys.FindAsync("key", Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task a_key_that_is_delivered_while_it_is_looked_for_is_found_all_the_same()
    {
        var turn = new JournaledTurn(Keyed("key"));
        await _journal.RecordAsync([turn]);
        _journal.OnRead = async () =>
        {
            await _store.WriteAsync([turn.Turn]);
            _undelivered.Remove([turn]);
            _journal.Delete([turn]);
        };

        Assert.Equal(1, (await _keys.FindAsync("key", Timeout.InfiniteTimeSpan))?.ConversationId);
    }

    [Fact]
    public async Task while_the_store_is_away_only_the_journal_is_asked()
    {
        await _store.WriteAsync([Keyed("stored")]);
        await _journal.RecordAsync([new JournaledTurn(Keyed("waiting"))]);
        _health.SetDown(MemoryStore.Away);

        Assert.NotNull(await _keys.FindAsync("waiting", Timeout.InfiniteTimeSpan));
        Assert.Null(await _keys.FindAsync("stored", Timeout.InfiniteTimeSpan));
        Assert.Equal(0, _store.Questions);
    }

    [Fact]
    public void the_hash_is_sha_256_in_lower_case_hexadecimal() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", IngestKeys.Hash("abc"u8));

    private static Turn Keyed(string key) => Some.Turn() with { IngestKey = new IngestKey(key, "hash") };
}
