using ChatLedger.Journal;
using ChatLedger.Storage;
using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Delivery;

/// <summary>What delivery does with turns that the store refuses for their content.</summary>
public sealed class SettingAsideTests : IAsyncLifetime
{
    private const string Poison = "a canary that must not be logged";

    private readonly DeliveryBench _bench = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 99 })]
    [InlineData(new[] { 3, 50, 51, 99 })]
    [InlineData(new[] { 10, 11, 12, 13, 14, 15 })]
    public async Task exactly_the_poisonous_turns_are_set_aside_and_the_rest_is_stored_in_order(int[] poisonous)
    {
        var turns = Turns(100, poisonous);
        _bench.Store.Refuses = IsPoison;
        var recorded = await _bench.RecordAsync(turns);

        _bench.Start();

        await _bench.DrainAsync();
        Assert.Equal(turns.Where(static turn => !IsPoison(turn)), _bench.Store.Rows.Select(static row => row with { ConversationId = null }));
        Assert.Equal(poisonous.Select(index => (turns[index], "The store refuses it.")), _bench.Journal.SetAside);
        Assert.All(recorded, turn => Assert.Equal(IsPoison(turn.Turn), turn.Stored.IsCanceled));
        Assert.Empty(_bench.Journal.Waiting);
        Assert.Equal((poisonous.Length, 100L - poisonous.Length), (_bench.Counters.SetAsideTurns, _bench.Counters.InsertedTurns));
    }

    [Fact]
    public async Task a_batch_of_poison_only_is_set_aside_and_later_turns_pass()
    {
        _bench.Store.Refuses = IsPoison;
        await _bench.RecordAsync(Turns(8, [0, 1, 2, 3, 4, 5, 6, 7]));
        _bench.Start();

        var later = await _bench.RecordAsync(Some.Turn());

        await _bench.DrainAsync();
        Assert.Equal(8, _bench.Journal.SetAside.Count);
        Assert.Equal(later[0].Turn.TurnId, Assert.Single(_bench.Store.Rows).TurnId);
    }

    [Fact]
    public async Task a_refusal_for_content_does_not_make_the_store_look_down()
    {
        _bench.Store.Refuses = IsPoison;
        await _bench.RecordAsync(Turns(1, [0]));

        _bench.Start();

        await _bench.DrainAsync();
        Assert.True(_bench.Health.IsUp);
        Assert.Empty(_bench.Time.Waits);
    }

    [Fact]
    public async Task a_key_that_stands_for_another_message_is_set_aside_as_a_conflict_and_the_rest_is_stored()
    {
        Turn[] turns = [Keyed("key", "one", 0), Keyed("key", "two", 1), Keyed("other", "one", 2)];
        await _bench.RecordAsync(turns);

        _bench.Start();

        await _bench.DrainAsync();
        Assert.Equal([(turns[1], "ingest-key-conflict")], _bench.Journal.SetAside);
        Assert.Equal([turns[0].TurnId, turns[2].TurnId], _bench.Store.Rows.Select(static row => row.TurnId));
    }

    [Fact]
    public async Task a_repeat_of_a_key_is_told_the_first_turns_number()
    {
        var recorded = await _bench.RecordAsync(Keyed("key", "one", 0), Keyed("key", "one", 1));

        _bench.Start();

        await _bench.DrainAsync();
        Assert.Equal(new WrittenTurn(WriteOutcome.Duplicate, 1), await recorded[1].Stored);
        Assert.Single(_bench.Store.Rows);
    }

    [Fact]
    public async Task a_journal_that_cannot_set_aside_for_a_moment_is_asked_again()
    {
        _bench.Store.Refuses = IsPoison;
        var recorded = await _bench.RecordAsync(Turns(3, [1]));
        _bench.Store.OnWrite = _ =>
        {
            if (_bench.Store.Attempts.Count == 2) _bench.Journal.Refusal = new JournalUnavailableException("full");
            return Task.CompletedTask;
        };
        _bench.Time.OnWait = () => _bench.Journal.Refusal = null;

        _bench.Start();

        await _bench.DrainAsync();
        Assert.NotEmpty(_bench.Time.Waits);
        Assert.Equal(recorded[1].Turn, Assert.Single(_bench.Journal.SetAside).Turn);
        Assert.Equal(2, _bench.Store.Rows.Count);
    }

    [Fact]
    public async Task what_people_wrote_is_not_logged()
    {
        _bench.Store.Refuses = IsPoison;
        _bench.Store.FailNext(MemoryStore.Away);
        await _bench.RecordAsync(Turns(4, [2]));

        _bench.Start();

        await _bench.DrainAsync();
        Assert.NotEmpty(_bench.Log.Lines);
        Assert.DoesNotContain(_bench.Log.Lines, static line => line.Message.Contains("canary", StringComparison.Ordinal));
    }

    private static bool IsPoison(Turn turn) => turn.UserMessage == Poison;

    private static Turn[] Turns(int count, int[] poisonous) =>
        [.. Some.Turns("session", count).Select((turn, index) => poisonous.Contains(index) ? turn with { UserMessage = Poison } : turn)];

    private static Turn Keyed(string key, string hash, double second) => Some.Turn(second: second) with { IngestKey = new IngestKey(key, hash) };
}
