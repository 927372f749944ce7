using ChatLedger.Capture;
using ChatLedger.Delivery;
using ChatLedger.Journal;
using ChatLedger.Storage;
using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Capture;

public sealed class AcknowledgerTests
{
    private readonly ManualTime _time = new();
    private readonly StoreHealth _health = new();
    private readonly ChatLedgerOptions _options = new();
    private readonly JournaledTurn _turn = new(Some.Turn());

    [Fact]
    public async Task a_turn_that_the_store_takes_in_time_is_acknowledged_with_its_number()
    {
        var receipt = Acknowledger().AcknowledgeAsync(_turn);
        Assert.False(receipt.IsCompleted);

        _turn.SetStored(new WrittenTurn(WriteOutcome.Inserted, 42));

        Assert.Equal(new TurnReceipt(_turn.Turn.TurnId, 42), await receipt.Soon());
    }

    [Fact]
    public async Task after_the_store_wait_a_turn_is_acknowledged_all_the_same_without_a_number()
    {
        var receipt = Acknowledger().AcknowledgeAsync(_turn);

        _time.Advance(_options.StoreWait - TimeSpan.FromTicks(1));
        Assert.False(receipt.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(new TurnReceipt(_turn.Turn.TurnId, null), await receipt.Soon());
    }

    [Fact]
    public void there_is_no_wait_while_the_store_is_known_to_be_away()
    {
        _health.SetDown(MemoryStore.Away);

        Assert.True(Acknowledger().AcknowledgeAsync(_turn).IsCompletedSuccessfully);
        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public void there_is_no_wait_where_the_journal_is_enough()
    {
        _options.Acknowledge = Acknowledge.Journal;

        Assert.True(Acknowledger().AcknowledgeAsync(_turn).IsCompletedSuccessfully);
    }

    [Fact]
    public void a_store_wait_of_zero_does_not_wait()
    {
        _options.StoreWait = TimeSpan.Zero;

        Assert.True(Acknowledger().AcknowledgeAsync(_turn).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task a_turn_of_which_nobody_will_tell_is_acknowledged_at_once()
    {
        var receipt = Acknowledger().AcknowledgeAsync(_turn);

        _turn.SetUntold();

        Assert.Equal(new TurnReceipt(_turn.Turn.TurnId, null), await receipt.Soon());
    }

    [Fact]
    public async Task many_turns_share_one_wait_and_those_stored_in_time_have_their_numbers()
    {
        JournaledTurn[] turns = [.. Some.Turns("session", 3).Select(static turn => new JournaledTurn(turn))];
        var receipts = Acknowledger().AcknowledgeAsync(turns);
        turns[1].SetStored(new WrittenTurn(WriteOutcome.Inserted, 7));

        _time.Advance(_options.StoreWait);

        Assert.Equal([null, 7, null], (await receipts.Soon()).Select(static receipt => receipt.ConversationId));
    }

    private Acknowledger Acknowledger() => new(_options, _health, _time);
}
