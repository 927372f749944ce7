using ChatLedger.Journal;

namespace ChatLedger.Conformance;

/// <summary>Finished turns: recorded, told of, read back, forgotten.</summary>
public abstract class RecordingSuite : JournalSuite
{
    [Fact]
    public async Task a_recorded_turn_survives_the_process_with_every_field()
    {
        var turn = Opening() with
        {
            AiResponse = "Hi",
            Mood = "Happy",
            UserIp = "203.0.113.0",
            UserAgent = "curl/8",
            ResponseTimeMs = 0,
            Metadata = """{"n":1e400000}""",
            UserId = "user",
            Status = TurnStatus.Failed,
            Model = "model",
            FirstTokenMs = 1,
            InputTokens = 2,
            OutputTokens = 3,
            Error = "timeout",
            Source = TurnSource.Gateway,
            Visitor = true,
            IngestKey = new IngestKey("key", "hash"),
        };
        await Journal.RecordAsync([new JournaledTurn(turn)]).Soon();

        var recovery = await Place.DieAndStartAsync();

        Assert.Equal(turn, Assert.Single(await PeekAllAsync()).Turn);
        Assert.Equal(("session", "key"), (recovery.Waiting[0].SessionId, recovery.Waiting[0].Key));
    }

    [Fact]
    public async Task real_dialogues_and_naughty_strings_survive_as_they_are()
    {
        Turn[] turns = [.. Dialogues.Turns(), .. NaughtyStrings.All.Select(text => Opening() with { UserMessage = text, AiResponse = text })];
        foreach (var group in turns.Chunk(100)) await Journal.RecordAsync([.. group.Select(static turn => new JournaledTurn(turn))]).Soon();

        await Place.DieAndStartAsync();

        Assert.Equal(turns, (await PeekAllAsync()).Select(static turn => turn.Turn));
    }

    [Fact]
    public async Task turns_are_told_of_before_they_are_acknowledged()
    {
        var recorded = await RecordAsync(3);

        Assert.Equal(recorded, Place.Closed);
    }

    [Fact]
    public async Task places_grow_in_the_order_of_closing()
    {
        var entry = await OpenAsync();
        var recorded = await RecordAsync(2);
        var closed = Closing(entry);
        await Journal.CloseAsync(entry, closed).Soon();

        Assert.Equal([1, 2, 3], [recorded[0].Sequence, recorded[1].Sequence, closed.Sequence]);
    }

    [Fact]
    public async Task places_go_on_growing_after_a_restart()
    {
        var before = await RecordAsync(2);
        await Place.DieAndStartAsync();

        var after = await RecordAsync(1);

        Assert.True(after[0].Sequence > before[1].Sequence);
    }

    [Fact]
    public async Task sixteen_writers_are_acknowledged_told_of_and_kept_once_each_and_in_one_order()
    {
        var acknowledged = (await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            var own = new List<Guid>();
            for (var number = 0; number < 40; number++)
            {
                var entry = Journal.Open(Opening($"session {writer}"));
                if (number % 2 == 0) await Journal.OpenedAsync(entry);
                await Journal.CloseAsync(entry, Closing(entry));
                own.Add(entry.Turn.TurnId);
            }

            return own;
        })))).SelectMany(static own => own).ToList();

        await Place.DieAndStartAsync();
        var kept = await PeekAllAsync();
        Assert.Equal(acknowledged.Order(), kept.Select(static turn => turn.Turn.TurnId).Order());
        Assert.Equal(kept.OrderBy(static turn => turn.Sequence).Select(static turn => turn.Turn.TurnId), kept.Select(static turn => turn.Turn.TurnId));
    }

    [Fact]
    public async Task turns_are_told_of_in_the_order_of_their_places()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => RecordAsync(2)))).Soon();

        Assert.Equal(Enumerable.Range(1, 400).Select(static place => (long)place), Place.Closed.Select(static turn => turn.Sequence));
    }

    [Fact]
    public async Task peeking_begins_after_a_place_and_ends_at_so_many_turns()
    {
        var recorded = await RecordAsync(5);

        Assert.Equal([recorded[2].Sequence, recorded[3].Sequence], Places(await Journal.PeekAsync(recorded[1].Sequence, 2, int.MaxValue)));
        Assert.Empty(await Journal.PeekAsync(recorded[4].Sequence, 2, int.MaxValue));
    }

    [Fact]
    public async Task peeking_ends_at_so_many_bytes_but_gives_at_least_one_turn()
    {
        var recorded = await RecordAsync(5);

        Assert.Equal(2, (await Journal.PeekAsync(0, 500, recorded[0].Record.Length * 3 - 1)).Count);
        Assert.Single(await Journal.PeekAsync(0, 500, 1));
    }

    [Fact]
    public async Task a_peeked_turn_has_its_place_and_its_record()
    {
        var recorded = await RecordAsync(1);

        var peeked = Assert.Single(await PeekAllAsync());

        Assert.Equal((recorded[0].Sequence, recorded[0].Turn), (peeked.Sequence, peeked.Turn));
        Assert.Equal(recorded[0].Record.ToArray(), peeked.Record.ToArray());
    }

    [Fact]
    public async Task turns_are_read_by_their_places_and_empty_places_left_out()
    {
        var recorded = await RecordAsync(3);
        Journal.Delete([recorded[1]]);
        await Place.RestartAsync();

        Assert.Equal([recorded[2].Turn, recorded[0].Turn], await Journal.ReadAsync([recorded[2].Sequence, recorded[1].Sequence, recorded[0].Sequence, 999]));
    }

    [Fact]
    public async Task what_is_deleted_is_gone_and_the_rest_stays()
    {
        var recorded = await RecordAsync(10);

        Journal.Delete([recorded[0], recorded[1], recorded[2], recorded[5], recorded[9]]);

        var recovery = await Place.RestartAsync();
        Assert.Equal(Places([recorded[3], recorded[4], .. recorded[6..9]]), recovery.Waiting.Select(static turn => turn.Sequence));
    }

    [Fact]
    public async Task a_turn_set_aside_no_longer_waits_and_is_kept()
    {
        var recorded = await RecordAsync(2);

        await Journal.SetAsideAsync(recorded[0], "too-long").Soon();

        Assert.Equal(Places([recorded[1]]), Places(await PeekAllAsync()));
        await Place.DieAndStartAsync();
        Assert.Equal(new JournalDepth(0, 1, 1), await Journal.GetDepthAsync());
    }

    [Fact]
    public async Task setting_aside_twice_keeps_one()
    {
        var recorded = await RecordAsync(1);
        await Journal.SetAsideAsync(recorded[0], "too-long").Soon();

        await Journal.SetAsideAsync(recorded[0], "too-long").Soon();

        Assert.Equal(new JournalDepth(0, 0, 1), await Journal.GetDepthAsync());
    }

    [Fact]
    public async Task a_stopped_journal_refuses()
    {
        var stopped = Journal;
        await Place.StopAsync();

        Assert.Throws<JournalUnavailableException>(() => stopped.Open(Opening()));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => stopped.RecordAsync([Finished()]));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => stopped.PeekAsync(0, 1, 1));
    }

    [Fact]
    public async Task what_was_asked_before_a_stop_is_done_by_it()
    {
        var recording = Enumerable.Range(0, 50).Select(_ => Journal.RecordAsync([Finished()])).ToList();
        await Place.StopAsync();

        await Task.WhenAll(recording).Soon();
        Assert.Equal(50, (await Place.StartAsync()).Waiting.Count);
    }

    private static IEnumerable<long> Places(IEnumerable<JournaledTurn> turns) => turns.Select(static turn => turn.Sequence);
}
