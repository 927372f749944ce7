using ChatLedger.Delivery;
using ChatLedger.Journal;

namespace ChatLedger.Tests.Delivery;

public sealed class UndeliveredTests
{
    private readonly Undelivered _undelivered = new();

    [Fact]
    public void a_sessions_places_are_told_in_the_order_of_closing()
    {
        _undelivered.Add([new(1, "a", null), new(2, "b", null), new(3, "a", null)]);

        Assert.Equal([1, 3], _undelivered.OfSession("a"));
        Assert.Equal([2], _undelivered.OfSession("b"));
        Assert.Empty(_undelivered.OfSession("A"));
        Assert.Equal(3, _undelivered.Count);
    }

    [Fact]
    public void what_is_delivered_is_no_longer_told()
    {
        _undelivered.Add([new(1, "a", "k1"), new(2, "a", "k2")]);

        _undelivered.Remove([Turn(1, "a", "k1")]);

        Assert.Equal([2], _undelivered.OfSession("a"));
        Assert.Equal((null, 2), (_undelivered.OfKey("k1"), _undelivered.OfKey("k2")));
        Assert.Equal(1, _undelivered.Count);
    }

    [Fact]
    public void delivering_the_first_of_two_turns_with_one_key_keeps_the_seconds_place()
    {
        _undelivered.Add([new(1, "a", "key"), new(2, "a", "key")]);

        _undelivered.Remove([Turn(1, "a", "key")]);

        Assert.Equal(2, _undelivered.OfKey("key"));
    }

    [Fact]
    public void removing_what_is_not_there_changes_nothing()
    {
        _undelivered.Add([new(1, "a", "key")]);

        _undelivered.Remove([Turn(2, "a", "key"), Turn(1, "b", "key")]);

        Assert.Equal((1, 1), (_undelivered.Count, _undelivered.OfKey("key")));
    }

    [Fact]
    public void the_places_told_are_the_callers_own()
    {
        _undelivered.Add([new(1, "a", null)]);
        var before = _undelivered.OfSession("a");

        _undelivered.Add([new(2, "a", null)]);

        Assert.Equal([1], before);
    }

    [Fact]
    public void nothing_waits_at_once_where_nothing_does() => Assert.True(_undelivered.WhenEmptyAsync().IsCompletedSuccessfully);

    [Fact]
    public async Task who_waits_until_nothing_waits_is_told_with_the_last_delivery()
    {
        _undelivered.Add([new(1, "a", null), new(2, "b", null)]);
        var empty = _undelivered.WhenEmptyAsync();

        _undelivered.Remove([Turn(1, "a")]);
        Assert.False(empty.IsCompleted);
        _undelivered.Remove([Turn(2, "b")]);

        await empty.Soon();
    }

    [Fact]
    public async Task waiting_until_nothing_waits_works_again_after_more_came()
    {
        _undelivered.Add([new(1, "a", null)]);
        var first = _undelivered.WhenEmptyAsync();
        _undelivered.Remove([Turn(1, "a")]);
        await first.Soon();

        _undelivered.Add([new(2, "a", null)]);
        var second = _undelivered.WhenEmptyAsync();
        Assert.False(second.IsCompleted);
        _undelivered.Remove([Turn(2, "a")]);

        await second.Soon();
    }

    private static JournaledTurn Turn(long sequence, string sessionId, string? key = null) =>
        new(sequence, Some.Turn(sessionId) with { IngestKey = key is null ? null : new IngestKey(key, "hash") }, default);
}
