using ChatLedger.Journal;

namespace ChatLedger.Conformance;

/// <summary>A journal that has reached its largest size.</summary>
public abstract class FullSuite : JournalSuite
{
    private readonly string _longAnswer = new('a', 20_000);

    protected override long BytesMax => 1 << 20;

    [Fact]
    public async Task a_full_journal_refuses_and_says_so()
    {
        await FillAsync();

        Assert.Equal(JournalHealth.Full, Journal.Health);
        Assert.Throws<JournalUnavailableException>(() => Journal.Open(Opening()));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.RecordAsync([Finished()])).Soon();
        Assert.False(Journal.Failed.IsCompleted);
    }

    [Fact]
    public async Task a_full_journal_keeps_what_it_acknowledged_and_nothing_that_it_refused()
    {
        var acknowledged = await FillAsync();

        await Place.DieAndStartAsync();

        Assert.Equal(Ids(acknowledged), Ids(await PeekAllAsync()));
    }

    [Fact]
    public async Task a_turn_refused_with_its_close_fails_its_opening_too()
    {
        var held = await HoldAsync();
        var entry = Journal.Open(Opening());
        var closed = Journal.CloseAsync(entry, new JournaledTurn(entry.Turn with { AiResponse = new string('a', (int)BytesMax) }));
        held.Dispose();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => closed.Soon());
        await Assert.ThrowsAsync<JournalUnavailableException>(() => entry.Opened.Soon());
    }

    [Fact]
    public async Task a_full_journal_can_still_be_read_for_delivery()
    {
        var acknowledged = await FillAsync();

        Assert.Equal(Ids(acknowledged), Ids(await PeekAllAsync()));
    }

    [Fact]
    public async Task a_full_journal_takes_turns_again_after_enough_was_delivered()
    {
        var acknowledged = await FillAsync();

        Journal.Delete(acknowledged[..^2]);

        var later = await RecordWhenHealthyAsync();
        Assert.Equal(JournalHealth.Healthy, Journal.Health);
        await Place.DieAndStartAsync();
        Assert.Equal(Ids([.. acknowledged[^2..], later]), Ids(await PeekAllAsync()));
    }

    [Fact]
    public async Task a_little_room_does_not_count_as_room()
    {
        var acknowledged = await FillAsync();

        Journal.Delete([acknowledged[0]]);

        // The second answer comes after the attempt that the first one let it make.
        await Journal.GetDepthAsync().Soon();
        await Journal.GetDepthAsync().Soon();
        Assert.Equal(JournalHealth.Full, Journal.Health);
    }

    [Fact]
    public async Task turns_that_are_open_when_it_fills_end_as_rows_when_there_is_room()
    {
        JournalEntry[] open = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync()))];
        var acknowledged = await FillAsync();
        foreach (var entry in open) await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.CloseAsync(entry, Closing(entry, _longAnswer))).Soon();

        Journal.Delete(acknowledged);

        await RecordWhenHealthyAsync();
        await Place.DieAndStartAsync();
        var kept = await PeekAllAsync();
        Assert.Equal(new JournalDepth(0, open.Length + 1, 0), await Journal.GetDepthAsync());
        Assert.All(open, entry => Assert.Equal(_longAnswer, kept.Single(turn => turn.Turn.TurnId == entry.Turn.TurnId).Turn.AiResponse));
    }

    [Fact]
    public async Task text_streamed_while_it_is_full_is_kept_when_there_is_room()
    {
        var entry = await OpenAsync();
        var acknowledged = await FillAsync();
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.AppendAsync(entry, _longAnswer)).Soon();

        Journal.Delete(acknowledged);

        await RecordWhenHealthyAsync();
        await Place.DieAndStartAsync();
        Assert.Equal(_longAnswer, (await PeekAllAsync()).Single(turn => turn.Turn.TurnId == entry.Turn.TurnId).Turn.AiResponse);
    }

    [Fact]
    public async Task a_full_journal_whose_process_dies_with_turns_open_starts_again_and_delivers()
    {
        foreach (var entry in await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync()))) await Journal.AppendAsync(entry, _longAnswer).Soon();
        var acknowledged = await FillAsync();

        var recovery = await Place.DieAndStartAsync();

        Assert.Equal((8, acknowledged.Count + 8), (recovery.Interrupted, recovery.Waiting.Count));
        Journal.Delete(await PeekAllAsync());
        await RecordWhenHealthyAsync();
    }

    /// <summary>Records turns until one is refused; gives those that were acknowledged.</summary>
    private async Task<List<JournaledTurn>> FillAsync()
    {
        var acknowledged = new List<JournaledTurn>();
        while (true)
        {
            var turn = new JournaledTurn(Opening() with { AiResponse = _longAnswer[..(acknowledged.Count % 10 * 1_000)] });
            try
            {
                await Journal.RecordAsync([turn]).Soon();
            }
            catch (JournalUnavailableException)
            {
                return acknowledged;
            }

            acknowledged.Add(turn);
        }
    }

    /// <summary>Records one turn as soon as the journal takes it; it tries by itself each second.</summary>
    private async Task<JournaledTurn> RecordWhenHealthyAsync()
    {
        for (var since = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(since) < Patience.Limit;)
        {
            // Reading is answered between two groups, so each round lets the journal come to its next attempt.
            await Journal.GetDepthAsync().Soon();
            if (Journal.Health == JournalHealth.Healthy) return (await RecordAsync(1))[0];
        }

        throw new TimeoutException("The journal did not take turns again.");
    }

    private static IEnumerable<Guid> Ids(IEnumerable<JournaledTurn> turns) => turns.Select(static turn => turn.Turn.TurnId);
}
