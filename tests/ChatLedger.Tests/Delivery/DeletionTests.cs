using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Delivery;

/// <summary>The order that is the guarantee: the journal is told to forget only what the store has committed.</summary>
public sealed class DeletionTests
{
    [Fact]
    public async Task under_any_faults_each_turn_ends_once_and_is_forgotten_only_after_the_stores_commit()
    {
        for (var seed = 0; seed < 300; seed++) await DeliverUnderFaultsAsync(new Random(seed));
    }

    [Fact]
    public async Task a_store_that_answers_before_its_commit_would_be_noticed()
    {
        HastyStore? hasty = null;
        await using var bench = new DeliveryBench(writer: store => hasty = new HastyStore(store));
        var recorded = await bench.RecordAsync(Some.Turns("session", 3));

        bench.Start();

        await bench.DrainAsync();
        hasty!.CatchUp();
        Assert.Equal(recorded.Select(static turn => turn.Turn.TurnId), bench.DeletedTooEarly);
    }

    private static async Task DeliverUnderFaultsAsync(Random random)
    {
        var options = new ChatLedgerOptions { DeliveryBytesMax = random.Next(1, 20_000), BatchTurnsMax = random.Next(1, 20), BatchBytesMax = random.Next(1, 20_000) };
        await using var bench = new DeliveryBench(options);
        var turns = Some.Turns("session", 60);
        var poisonous = turns.Where(_ => random.Next(15) == 0).Select(static turn => turn.TurnId).ToList();
        bench.Store.Refuses = turn => poisonous.Contains(turn.TurnId);
        for (var i = random.Next(10); i > 0; i--) bench.Store.FailNext(MemoryStore.Away, afterCommit: random.Next(2) == 0);
        bench.Start();

        for (var i = 0; i < turns.Length;)
        {
            var group = turns.Skip(i).Take(random.Next(1, 10)).ToArray();
            await bench.RecordAsync(group);
            await Task.Yield();
            i += group.Length;
        }

        await bench.DrainAsync();
        Assert.Empty(bench.DeletedTooEarly);
        Assert.Empty(bench.Journal.Waiting);
        Assert.Equal(poisonous, bench.Journal.SetAside.Select(static item => item.Turn.TurnId));
        Assert.Equal(turns.Select(static turn => turn.TurnId).Where(id => !poisonous.Contains(id)), bench.Store.Rows.Select(static row => row.TurnId));
    }
}
