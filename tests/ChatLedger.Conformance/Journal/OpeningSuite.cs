using ChatLedger.Journal;

namespace ChatLedger.Conformance;

/// <summary>Turns that are open: their way to a close, or to an interruption.</summary>
public abstract class OpeningSuite : JournalSuite
{
    [Fact]
    public async Task an_awaited_opening_survives_the_process_and_ends_as_interrupted()
    {
        var entry = await OpenAsync(Opening() with { Metadata = """{"a":1}""", Visitor = true });

        var recovery = await Place.DieAndStartAsync();

        Assert.Equal(1, recovery.Interrupted);
        Assert.Equal(entry.Turn with { Status = TurnStatus.Interrupted, Error = "process-ended" }, Assert.Single(await PeekAllAsync()).Turn);
    }

    [Fact]
    public async Task an_interrupted_turn_holds_its_checkpointed_text_in_order()
    {
        var entry = await OpenAsync();
        string[] parts = [.. Enumerable.Range(0, 600).Select(number => $"{number} 🙂 "), .. NaughtyStrings.All];
        await Task.WhenAll(parts.Select(part => Journal.AppendAsync(entry, part))).Soon();

        await Place.DieAndStartAsync();

        Assert.Equal(string.Concat(parts), Assert.Single(await PeekAllAsync()).Turn.AiResponse);
    }

    [Fact]
    public async Task the_texts_of_streams_side_by_side_are_not_mixed()
    {
        JournalEntry[] entries = [await OpenAsync(Opening("a")), await OpenAsync(Opening("b")), await OpenAsync(Opening("c"))];
        foreach (var number in Enumerable.Range(0, 10))
            await Task.WhenAll(entries.Select(entry => Journal.AppendAsync(entry, $"{entry.Turn.SessionId}{number}"))).Soon();

        await Place.DieAndStartAsync();

        Assert.All(await PeekAllAsync(), turn => Assert.Equal(string.Concat(Enumerable.Range(0, 10).Select(number => $"{turn.Turn.SessionId}{number}")), turn.Turn.AiResponse));
    }

    [Fact]
    public async Task interrupted_turns_wait_in_the_order_of_opening_behind_what_was_closed()
    {
        var first = await OpenAsync(Opening("first"));
        var second = await OpenAsync(Opening("second"));
        var recorded = await RecordAsync(1, "recorded");

        var recovery = await Place.DieAndStartAsync();

        Assert.Equal([recorded[0].Turn.TurnId, first.Turn.TurnId, second.Turn.TurnId], (await PeekAllAsync()).Select(static turn => turn.Turn.TurnId));
        Assert.Equal(["recorded", "first", "second"], recovery.Waiting.Select(static turn => turn.SessionId));
    }

    [Fact]
    public async Task an_interruption_is_told_once()
    {
        await OpenAsync();
        await Place.DieAndStartAsync();

        var recovery = await Place.DieAndStartAsync();

        Assert.Equal((0, 1), (recovery.Interrupted, recovery.Waiting.Count));
    }

    [Fact]
    public async Task a_turn_left_open_by_a_clean_stop_is_interrupted_too()
    {
        await OpenAsync();

        Assert.Equal(1, (await Place.RestartAsync()).Interrupted);
    }

    [Fact]
    public async Task an_opening_is_written_by_itself_after_a_moment()
    {
        var entry = Journal.Open(Opening());

        await entry.Opened.Soon();

        Assert.Equal(1, (await Place.DieAndStartAsync()).Interrupted);
    }

    [Fact]
    public async Task a_close_replaces_the_opening_and_its_parts()
    {
        var entry = await OpenAsync();
        await Journal.AppendAsync(entry, "part").Soon();
        var closed = Closing(entry, "the whole answer");
        await Journal.CloseAsync(entry, closed).Soon();
        Assert.Equal(new JournalDepth(0, 1, 0), await Journal.GetDepthAsync());

        var recovery = await Place.DieAndStartAsync();

        Assert.Equal(0, recovery.Interrupted);
        Assert.Equal(closed.Turn, Assert.Single(await PeekAllAsync()).Turn);
    }

    [Fact]
    public async Task a_turn_answered_at_once_is_there_once()
    {
        var entry = Journal.Open(Opening());
        await Journal.CloseAsync(entry, Closing(entry)).Soon();

        await entry.Opened.Soon();
        Assert.Equal(new JournalDepth(0, 1, 0), await Journal.GetDepthAsync());
        Assert.Equal(0, (await Place.DieAndStartAsync()).Interrupted);
    }

    [Fact]
    public async Task a_turn_opened_and_closed_in_one_commit_is_there_once()
    {
        var held = await HoldAsync();
        var entry = Journal.Open(Opening());
        var opened = Journal.OpenedAsync(entry);
        var closed = Journal.CloseAsync(entry, Closing(entry));
        held.Dispose();
        await Task.WhenAll(opened, closed).Soon();

        Assert.Equal(new JournalDepth(0, 2, 0), await Journal.GetDepthAsync());
        Assert.Equal(0, (await Place.DieAndStartAsync()).Interrupted);
    }

    [Fact]
    public async Task text_that_comes_with_the_close_leaves_nothing_behind()
    {
        var entry = await OpenAsync();
        var held = await HoldAsync();
        var appended = Journal.AppendAsync(entry, "part");
        var closed = Journal.CloseAsync(entry, Closing(entry));
        held.Dispose();
        await Task.WhenAll(appended, closed).Soon();

        var recovery = await Place.DieAndStartAsync();
        Assert.Equal((0, 2), (recovery.Interrupted, recovery.Waiting.Count));
        await OpenAsync(Opening("next"));
        await Place.DieAndStartAsync();

        Assert.Equal("", (await PeekAllAsync()).Single(static turn => turn.Turn.SessionId == "next").Turn.AiResponse);
    }

    [Fact]
    public async Task the_newest_capture_time_is_remembered()
    {
        var entry = await OpenAsync();

        var recovery = await Place.DieAndStartAsync();

        Assert.Equal(entry.Turn.Timestamp, DateTimeOffset.UnixEpoch.AddMicroseconds(recovery.LastMicroseconds));
    }

    [Fact]
    public async Task the_newest_capture_time_outlives_the_delivery_of_its_turn()
    {
        var recorded = await RecordAsync(1);
        Journal.Delete(recorded);

        var recovery = await Place.RestartAsync();

        Assert.Empty(recovery.Waiting);
        Assert.Equal(recorded[0].Turn.Timestamp, DateTimeOffset.UnixEpoch.AddMicroseconds(recovery.LastMicroseconds));
    }
}
