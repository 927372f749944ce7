using ChatLedger.Delivery;
using ChatLedger.Journal;
using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Delivery;

public sealed class DeliveryQueueTests
{
    private const int Plenty = 1 << 20;

    private readonly MemoryJournal _journal = new();

    [Fact]
    public async Task turns_are_taken_in_the_order_of_closing()
    {
        using var queue = Queue(Plenty);
        var recorded = await RecordAsync(5);

        Assert.Equal(recorded, await TakeAsync(queue));
    }

    [Fact]
    public async Task a_batch_holds_at_most_so_many_turns()
    {
        using var queue = Queue(Plenty);
        var recorded = await RecordAsync(5);

        Assert.Equal([2, 2, 1], await TakeSizesAsync(queue, recorded.Length, turnsMax: 2, Plenty));
    }

    [Fact]
    public async Task a_batch_holds_at_most_so_many_bytes()
    {
        using var queue = Queue(Plenty);
        var recorded = await RecordAsync(5);

        Assert.Equal([2, 2, 1], await TakeSizesAsync(queue, recorded.Length, 500, batchBytesMax: recorded[0].Record.Length * 3 - 1));
    }

    [Fact]
    public async Task a_turn_larger_than_a_batch_is_taken_alone()
    {
        using var queue = Queue(Plenty);
        var recorded = await RecordAsync(3);

        Assert.Equal([1, 1, 1], await TakeSizesAsync(queue, recorded.Length, 500, batchBytesMax: 1));
    }

    [Fact]
    public async Task taking_waits_until_there_is_something()
    {
        using var queue = Queue(Plenty);
        var taken = TakeAsync(queue);
        Assert.False(taken.IsCompleted);

        var recorded = await RecordAsync(1);

        Assert.Equal(recorded, await taken.Soon());
    }

    [Fact]
    public async Task waiting_can_be_given_up_and_nothing_is_lost_by_it()
    {
        using var queue = Queue(Plenty);
        using var patience = new CancellationTokenSource();
        var taken = queue.TakeAsync(500, Plenty, patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken);

        var recorded = await RecordAsync(1);

        Assert.Equal(recorded, await TakeAsync(queue).Soon());
    }

    [Fact]
    public async Task what_does_not_fit_is_read_back_from_the_journal_once_and_in_order()
    {
        using var queue = Queue(bytesMax: 1200);
        var recorded = await RecordAsync(20);
        Assert.True(queue.IsBehind);

        var taken = await TakeAllAsync(queue, recorded.Length);

        Assert.Equal(Sequences(recorded), Sequences(taken));
        Assert.False(queue.IsBehind);
    }

    [Fact]
    public async Task who_waits_for_a_turn_that_does_not_fit_is_told_that_nobody_will_tell()
    {
        using var queue = Queue(bytesMax: 1);

        var recorded = await RecordAsync(1);

        Assert.True(recorded[0].Stored.IsCanceled);
    }

    [Fact]
    public async Task a_queue_that_caught_up_takes_from_memory_again()
    {
        using var queue = Queue(bytesMax: 1200);
        await TakeAllAsync(queue, (await RecordAsync(20)).Length);

        var recorded = await RecordAsync(1);

        Assert.Same(recorded[0], Assert.Single(await TakeAsync(queue)));
    }

    [Fact]
    public async Task what_the_last_run_left_comes_before_what_is_new()
    {
        var left = await RecordAsync(3);
        using var queue = Queue(Plenty);
        queue.StartBehind(left[^1].Sequence);
        var recorded = await RecordAsync(2);

        Assert.Equal([1, 2, 3, 4, 5], Sequences(await TakeAllAsync(queue, left.Length + recorded.Length)));
    }

    [Fact]
    public async Task turns_that_are_gone_from_the_journal_do_not_hold_up_later_ones()
    {
        var left = await RecordAsync(3);
        using var queue = Queue(Plenty);
        queue.StartBehind(left[^1].Sequence);
        _journal.Delete(left);
        var taken = TakeAsync(queue);

        await RecordAsync(1);

        Assert.Equal([4], Sequences(await taken.Soon()));
    }

    [Fact]
    public async Task a_turn_that_comes_while_the_journal_is_found_empty_is_not_passed_over()
    {
        var left = await RecordAsync(3);
        using var queue = Queue(Plenty);
        queue.StartBehind(left[^1].Sequence);
        _journal.Delete(left);
        _journal.OnPeeked = () =>
        {
            _journal.OnPeeked = static () => Task.CompletedTask;
            return RecordAsync(1);
        };

        Assert.Equal([4], Sequences(await TakeAsync(queue).Soon()));
    }

    [Fact]
    public async Task many_adders_of_any_size_against_one_taker_lose_double_and_misplace_nothing()
    {
        for (var seed = 0; seed < 3_000; seed++) await RaceAsync(new Random(seed));
    }

    /// <summary>Some threads record small groups of turns of random sizes while one takes and deletes; every step may give way to the others.</summary>
    private static async Task RaceAsync(Random random)
    {
        const int adders = 3, groups = 4;
        var journal = new MemoryJournal { OnRead = static async () => await Task.Yield(), OnPeeked = static async () => await Task.Yield() };
        using var queue = new DeliveryQueue(journal, bytesMax: random.Next(1, 3_000));
        journal.OnClosed = queue.Add;
        var turnsMax = random.Next(1, 6);
        var batchBytesMax = random.Next(1, 4_000);
        var plans = Enumerable.Range(0, adders).Select(_ => Enumerable.Range(0, groups).Select(_ => Turns(random)).ToList()).ToList();
        var total = plans.Sum(plan => plan.Sum(group => group.Length));

        var adding = plans.Select(plan => Task.Run(async () =>
        {
            foreach (var group in plan)
            {
                await journal.RecordAsync(group);
                await Task.Yield();
            }
        })).ToList();
        var taken = new List<long>();
        while (taken.Count < total)
        {
            var batch = await queue.TakeAsync(turnsMax, batchBytesMax, default).Soon();
            taken.AddRange(Sequences(batch));
            journal.Delete(batch);
        }

        await Task.WhenAll(adding);
        Assert.Equal(Enumerable.Range(1, total).Select(number => (long)number), taken);
        Assert.False(queue.IsBehind);
    }

    private static JournaledTurn[] Turns(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new JournaledTurn(Some.Turn() with { AiResponse = new string('a', random.Next(500)) }))];

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

    private static Task<IReadOnlyList<JournaledTurn>> TakeAsync(DeliveryQueue queue) => queue.TakeAsync(500, Plenty, default);

    private static async Task<List<JournaledTurn>> TakeAllAsync(DeliveryQueue queue, int count)
    {
        var taken = new List<JournaledTurn>();
        while (taken.Count < count) taken.AddRange(await queue.TakeAsync(3, Plenty, default).Soon());
        return taken;
    }

    private static async Task<List<int>> TakeSizesAsync(DeliveryQueue queue, int count, int turnsMax, int batchBytesMax)
    {
        var sizes = new List<int>();
        while (sizes.Sum() < count) sizes.Add((await queue.TakeAsync(turnsMax, batchBytesMax, default).Soon()).Count);
        return sizes;
    }

    private static IEnumerable<long> Sequences(IEnumerable<JournaledTurn> turns) => turns.Select(static turn => turn.Sequence);
}
