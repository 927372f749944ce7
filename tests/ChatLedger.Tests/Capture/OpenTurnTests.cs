using ChatLedger.Capture;
using ChatLedger.Delivery;
using ChatLedger.Diagnostics;
using ChatLedger.Journal;
using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Capture;

public sealed class OpenTurnTests : IDisposable
{
    private static readonly TurnStart Start = new() { SessionId = "session", UserMessage = "Hello" };

    private readonly MemoryJournal _journal = new();
    private readonly ManualTime _time = new();
    private readonly ChatLedgerOptions _options = new() { Acknowledge = Acknowledge.Journal };
    private readonly LedgerCounters _counters = new();
    private readonly CheckpointLoop _checkpoints;

    public OpenTurnTests() => _checkpoints = new CheckpointLoop(_options.CheckpointInterval, _time);

    private Turn Recorded => Assert.Single(_journal.Waiting).Turn;

    public void Dispose() => _counters.Dispose();

    [Fact]
    public async Task a_completed_turn_holds_the_whole_answer_and_the_figures()
    {
        await using var turn = Begin();
        await turn.AppendAsync("Good ");
        await turn.AppendAsync("morning");

        var receipt = await turn.CompleteAsync(new TurnFigures { ResponseTimeMs = 12, Model = "model" });

        Assert.Equal(new TurnReceipt(turn.TurnId, null), receipt);
        Assert.Equal((TurnStatus.Completed, "Good morning", 12, "model"), (Recorded.Status, Recorded.AiResponse, Recorded.ResponseTimeMs, Recorded.Model));
    }

    [Fact]
    public async Task a_failed_turn_holds_what_came_before_and_why()
    {
        await using var turn = Begin();
        await turn.AppendAsync("Good ");

        await turn.FailAsync("timeout", new TurnFigures());

        Assert.Equal((TurnStatus.Failed, "Good ", "timeout"), (Recorded.Status, Recorded.AiResponse, Recorded.Error));
    }

    [Fact]
    public async Task an_aborted_turn_holds_what_the_model_had_produced_and_how_much_was_sent()
    {
        await using var turn = Begin();
        await turn.AppendAsync("Good morning");

        await turn.AbortAsync(4, new TurnFigures());

        Assert.Equal((TurnStatus.Aborted, "Good morning", """{"sentCharacters":4}"""), (Recorded.Status, Recorded.AiResponse, Recorded.Metadata));
    }

    [Fact]
    public async Task a_turn_that_is_dropped_ends_as_aborted()
    {
        await using (var turn = Begin()) await turn.AppendAsync("Good");

        Assert.Equal((TurnStatus.Aborted, "Good"), (Recorded.Status, Recorded.AiResponse));
    }

    [Fact]
    public async Task disposing_an_ended_turn_records_nothing_more()
    {
        await using (var turn = Begin()) await turn.CompleteAsync(new TurnFigures());

        Assert.Equal(TurnStatus.Completed, Recorded.Status);
    }

    [Fact]
    public async Task ending_a_turn_twice_is_a_mistake_that_is_told()
    {
        await using var turn = Begin();
        await turn.CompleteAsync(new TurnFigures());

        await Assert.ThrowsAsync<InvalidOperationException>(() => turn.FailAsync("late", new TurnFigures()));
        Assert.Equal(TurnStatus.Completed, Recorded.Status);
    }

    [Fact]
    public async Task a_journal_that_refuses_the_close_is_told_to_the_caller()
    {
        await using var turn = Begin();
        _journal.Refusal = new JournalUnavailableException("full");

        await Assert.ThrowsAsync<JournalUnavailableException>(() => turn.CompleteAsync(new TurnFigures()));
    }

    [Fact]
    public async Task a_checkpoint_hands_over_new_text_only()
    {
        await using var turn = await OpenedAsync();
        await turn.AppendAsync("one ");
        turn.Checkpoint();
        turn.Checkpoint();
        await turn.AppendAsync("two");

        turn.Checkpoint();

        Assert.Equal(["one ", "two"], _journal.Appended);
    }

    [Fact]
    public async Task a_checkpoint_holds_back_half_a_surrogate_pair_until_its_other_half_came()
    {
        await using var turn = await OpenedAsync();
        await turn.AppendAsync("a\uD83D");
        turn.Checkpoint();
        turn.Checkpoint();
        Assert.Equal(["a"], _journal.Appended);
        await turn.AppendAsync("\uDE42b");

        turn.Checkpoint();

        Assert.Equal(["a", "🙂b"], _journal.Appended);
    }

    [Fact]
    public async Task before_the_opening_is_durable_nothing_is_checkpointed()
    {
        await using var turn = Begin();
        await turn.AppendAsync("one");

        turn.Checkpoint();

        Assert.Empty(_journal.Appended);
    }

    [Fact]
    public async Task streaming_answers_are_checkpointed_each_tick_and_ended_ones_no_more()
    {
        using var stop = new CancellationTokenSource();
        await using var ended = await OpenedAsync();
        await using var streaming = await OpenedAsync();
        var running = _checkpoints.RunAsync(stop.Token);
        await ended.AppendAsync("ended");
        await ended.CompleteAsync(new TurnFigures());
        await streaming.AppendAsync("streaming");
        var checkpointed = new TaskCompletionSource();
        _journal.OnAppend = _ => checkpointed.TrySetResult();

        _time.Advance(_options.CheckpointInterval);

        await checkpointed.Task.Soon();
        Assert.Equal(["streaming"], _journal.Appended);
        await stop.CancelAsync();
        await running.Soon();
    }

    [Fact]
    public async Task in_strict_streaming_an_append_returns_only_when_its_text_is_durable()
    {
        _options.StrictStreaming = true;
        await using var turn = await OpenedAsync();
        var durable = new TaskCompletionSource();
        _journal.AppendGate = durable.Task;

        var append = turn.AppendAsync("one");
        Assert.Equal(["one"], _journal.Appended);
        Assert.False(append.IsCompleted);

        durable.SetResult();
        await append.AsTask().Soon();
    }

    [Fact]
    public async Task in_strict_streaming_the_opening_is_durable_before_the_first_append_returns()
    {
        _options.StrictStreaming = true;
        var durable = new TaskCompletionSource();
        _journal.OpeningGate = durable.Task;
        await using var turn = Begin();

        var append = turn.AppendAsync("one");
        Assert.False(append.IsCompleted);
        Assert.Empty(_journal.Appended);

        durable.SetResult();
        await append.AsTask().Soon();
        Assert.Equal(["one"], _journal.Appended);
    }

    [Fact]
    public async Task in_strict_streaming_a_checkpoint_in_between_takes_no_text_from_under_an_append()
    {
        _options.StrictStreaming = true;
        var opened = new TaskCompletionSource();
        var durable = new TaskCompletionSource();
        _journal.OpeningGate = opened.Task;
        _journal.AppendGate = durable.Task;
        await using var turn = Begin();
        _ = turn.Opened.ContinueWith(_ => turn.Checkpoint(), TaskContinuationOptions.ExecuteSynchronously);

        // Away from xunit's context everything that waits for the opening runs within SetResult, the checkpoint first.
        var isAppended = await Task.Run(() =>
        {
            var append = turn.AppendAsync("one");
            opened.SetResult();
            return append.IsCompleted;
        });

        Assert.False(isAppended);
        durable.SetResult();
    }

    [Fact]
    public void a_journal_that_takes_no_turns_refuses_at_once()
    {
        _journal.Refusal = new JournalUnavailableException("full");

        Assert.Throws<JournalUnavailableException>(() => Begin());
        Assert.Equal(0, _counters.UnrecordedTurns);
    }

    [Fact]
    public async Task where_the_operator_chose_to_proceed_the_turn_goes_on_unrecorded_and_is_counted()
    {
        _options.OnJournalFailure = OnJournalFailure.Proceed;
        _journal.Refusal = new JournalUnavailableException("full");

        await using var turn = Recorder().Begin(Start);
        await turn.OpenedAsync();
        await turn.AppendAsync("Hi");

        Assert.Equal(new TurnReceipt(null, null), await turn.CompleteAsync(new TurnFigures()));
        Assert.Equal((1L, 1L), (_counters.CapturedTurns, _counters.UnrecordedTurns));
    }

    private OpenTurn Begin() => Assert.IsType<OpenTurn>(Recorder().Begin(Start));

    private async Task<OpenTurn> OpenedAsync()
    {
        var turn = Begin();
        await turn.OpenedAsync();
        return turn;
    }

    private TurnRecorder Recorder() => new(
        new TurnCapture(new CaptureClock(_time), _time), _journal, new Acknowledger(_options, new StoreHealth(), _time), _checkpoints, _counters, _options);
}
