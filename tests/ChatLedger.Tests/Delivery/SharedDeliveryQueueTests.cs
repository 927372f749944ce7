using ChatLedger.Delivery;
using ChatLedger.Journal;
using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Delivery;

/// <summary>Two who take from one queue.</summary>
public sealed class SharedDeliveryQueueTests
{
    private const int Plenty = 1 << 20;

    private readonly MemoryJournal _journal = new();

    [Fact]
    public async Task it_is_crowded_from_so_many_waiting_turns()
    {
        using var queue = Queue(Plenty);
        await RecordAsync(2);

        var crowded = queue.WhenCrowdedAsync(3);
        Assert.False(crowded.IsCompleted);
        await RecordAsync(1);

        await crowded.Soon();
        Assert.True(queue.WhenCrowdedAsync(3).IsCompleted);
        await queue.TakeAsync(500, Plenty, default);
        Assert.False(queue.WhenCrowdedAsync(1).IsCompleted);
    }

    [Fact]
    public async Task it_is_crowded_while_turns_wait_that_are_not_in_memory()
    {
        using var queue = Queue(bytesMax: 1);
        var crowded = queue.WhenCrowdedAsync(500);

        await RecordAsync(1);

        await crowded.Soon();
    }

    [Fact]
    public async Task while_what_was_taken_is_held_up_another_taker_is_called()
    {
        using var queue = Queue(Plenty);
        var crowded = queue.WhenCrowdedAsync(500);

        queue.SetHeldUp(true);

        await crowded.Soon();
        queue.SetHeldUp(false);
        Assert.False(queue.WhenCrowdedAsync(500).IsCompleted);
    }

    [Fact]
    public async Task two_who_take_at_once_share_the_turns()
    {
        using var queue = Queue(Plenty);
        var one = queue.TakeAsync(2, Plenty, default);
        var other = queue.TakeAsync(2, Plenty, default);

        var recorded = await RecordAsync(4);

        Assert.Equal(recorded.Select(static turn => turn.Sequence), (await one.Soon()).Concat(await other.Soon()).Select(static turn => turn.Sequence).Order());
    }

    private DeliveryQueue Queue(int bytesMax)
    {
        var queue = new DeliveryQueue(_journal, bytesMax);
        _journal.OnClosed = queue.Add;
        return queue;
    }

    private async Task<JournaledTurn[]> RecordAsync(int count)
    {
        JournaledTurn[] turns = [.. Some.Turns("session", count).Select(static turn => new JournaledTurn(turn))];
        await _journal.RecordAsync(turns);
        return turns;
    }
}
