using ChatLedger.Capture;
using ChatLedger.Delivery;
using ChatLedger.Diagnostics;
using ChatLedger.Journal;
using ChatLedger.Tests.Support;

namespace ChatLedger.Tests.Capture;

public sealed class IngestorTests : IDisposable
{
    private static readonly Guid Id = Guid.CreateVersion7(Some.Time);
    private static readonly FinishedTurn Message = new() { SessionId = "session", UserMessage = "Hello", AiResponse = "Hi" };

    private readonly MemoryJournal _journal = new();
    private readonly MemoryStore _store = new();
    private readonly Undelivered _undelivered = new();
    private readonly LedgerCounters _counters = new();
    private readonly IngestKeys _keys;
    private readonly Ingestor _ingestor;

    public IngestorTests()
    {
        var time = new ManualTime();
        var health = new StoreHealth();
        _keys = new IngestKeys(_undelivered, _journal, _store, health, TimeProvider.System);
        _ingestor = new Ingestor(
            new TurnCapture(new CaptureClock(time), time), _keys, _journal, new Acknowledger(new ChatLedgerOptions { Acknowledge = Acknowledge.Journal }, health, time), _counters);
        _journal.OnClosed = turns => _undelivered.Add(turns.Select(static turn => new WaitingTurn(turn.Sequence, turn.Turn.SessionId, turn.Turn.IngestKey?.Key)));
    }

    private IEnumerable<string> Recorded => _journal.Waiting.Select(static turn => turn.Turn.UserMessage);

    public void Dispose() => _counters.Dispose();

    [Fact]
    public async Task messages_are_recorded_in_their_order_and_acknowledged_with_their_ids()
    {
        var logged = await LogAsync(Message with { UserMessage = "one" }, Message with { UserMessage = "two", TurnId = Id });

        Assert.Equal(["one", "two"], Recorded);
        Assert.Equal(_journal.Waiting.Select(static turn => (Guid?)turn.Turn.TurnId), logged.Select(static turn => turn.Receipt?.TurnId));
        Assert.Equal(Id, logged[1].Receipt?.TurnId);
        Assert.Equal(2, _counters.CapturedTurns);
    }

    [Fact]
    public async Task without_a_key_the_same_message_is_recorded_each_time()
    {
        await LogAsync(Message, Message);

        Assert.Equal(2, Recorded.Count());
    }

    [Fact]
    public async Task refused_messages_are_told_apart_and_do_not_spoil_the_rest()
    {
        var logged = await LogAsync(Message with { UserMessage = "" }, Message, Message with { Mood = new string('m', 51) }, Message with { UserMessage = "last" });

        Assert.Equal(["empty-message", null, "too-long", null], logged.Select(static turn => turn.Problem?.Slug));
        Assert.Equal(["Hello", "last"], Recorded);
    }

    [Fact]
    public async Task a_repeat_within_a_batch_is_recorded_once_and_answered_alike()
    {
        var keyed = Message with { TurnId = Id };

        var logged = await LogAsync(keyed, Message, keyed);

        Assert.Equal(logged[0].Receipt, logged[2].Receipt);
        Assert.Equal(2, Recorded.Count());
    }

    [Fact]
    public async Task the_same_key_with_another_message_within_a_batch_is_a_conflict()
    {
        var logged = await LogAsync(Message with { TurnId = Id }, Message with { TurnId = Id, UserMessage = "Other" });

        Assert.Equal([null, "idempotency-conflict"], logged.Select(static turn => turn.Problem?.Slug));
        Assert.Equal(["Hello"], Recorded);
    }

    [Fact]
    public async Task a_repeat_of_a_refused_message_is_refused_for_the_same_reason()
    {
        var refused = Message with { TurnId = Id, UserMessage = "" };

        var logged = await LogAsync(refused, refused);

        Assert.All(logged, static turn => Assert.Equal("empty-message", turn.Problem?.Slug));
    }

    [Fact]
    public async Task a_repeat_of_what_waits_in_the_journal_is_a_replay()
    {
        var keyed = Message with { TurnId = Id };
        await LogAsync(keyed);

        var logged = await LogAsync(keyed);

        Assert.Equal(new TurnReceipt(Id, null, IsReplay: true), logged[0].Receipt);
        Assert.Single(Recorded);
    }

    [Fact]
    public async Task a_repeat_of_what_is_stored_is_a_replay_with_its_number()
    {
        var keyed = Message with { IdempotencyKey = "key" };
        var first = await LogAsync(keyed);
        await DeliverAsync();

        var logged = await LogAsync(keyed);

        Assert.Equal(new TurnReceipt(first[0].Receipt!.TurnId, 1, IsReplay: true), logged[0].Receipt);
        Assert.Empty(Recorded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_known_key_with_another_message_is_a_conflict(bool isStored)
    {
        await LogAsync(Message with { TurnId = Id });
        if (isStored) await DeliverAsync();

        var logged = await LogAsync(Message with { TurnId = Id, AiResponse = "Other" });

        Assert.Equal("idempotency-conflict", logged[0].Problem?.Slug);
    }

    [Fact]
    public async Task the_turns_id_goes_before_a_callers_key()
    {
        await LogAsync(Message with { TurnId = Id, IdempotencyKey = "one" });

        Assert.Equal($"turn:{Id}", Assert.Single(_journal.Waiting).Turn.IngestKey?.Key);
    }

    [Fact]
    public async Task texts_that_must_be_cleaned_make_a_repeat_all_the_same()
    {
        var keyed = Message with { TurnId = Id, UserMessage = "a\0\uD800b" };
        await LogAsync(keyed);

        Assert.True((await LogAsync(keyed))[0].Receipt?.IsReplay);
    }

    [Fact]
    public async Task fifty_at_once_with_one_key_make_one_turn()
    {
        var logged = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => LogAsync(Message with { TurnId = Id })))).Soon();

        Assert.Single(Recorded);
        Assert.All(logged, static turns => Assert.Equal(Id, turns[0].Receipt?.TurnId));
        Assert.Equal(49, logged.Count(static turns => turns[0].Receipt!.IsReplay));
    }

    [Fact]
    public async Task keys_are_entered_in_one_order_so_that_two_batches_never_wait_for_one_another()
    {
        var held = _keys.TryEnter("a")!;
        var logging = LogAsync(Message with { IdempotencyKey = "b" }, Message with { IdempotencyKey = "a" });

        _keys.TryEnter("b")!.Dispose();

        held.Dispose();
        await logging.Soon();
    }

    [Fact]
    public async Task batches_with_the_same_keys_in_any_order_at_once_make_each_turn_once()
    {
        FinishedTurn[] messages = [.. Enumerable.Range(0, 20).Select(number => Message with { IdempotencyKey = $"key {number}" })];
        FinishedTurn[] backwards = [.. messages.Reverse()];

        await Task.WhenAll(Enumerable.Range(0, 40).Select(run => Task.Run(() => LogAsync(run % 2 == 0 ? messages : backwards)))).Soon();

        Assert.Equal(20, Recorded.Count());
    }

    [Fact]
    public async Task a_journal_that_refuses_is_told_and_the_key_is_left()
    {
        _journal.Refusal = new JournalUnavailableException("full");
        await Assert.ThrowsAsync<JournalUnavailableException>(() => LogAsync(Message with { TurnId = Id }));
        _journal.Refusal = null;

        var logged = await LogAsync(Message with { TurnId = Id }).Soon();

        Assert.False(logged[0].Receipt!.IsReplay);
    }

    [Fact]
    public async Task who_gives_up_waiting_for_a_key_leaves_those_that_were_entered()
    {
        using var patience = new CancellationTokenSource();
        using var held = _keys.TryEnter("b");
        var logging = _ingestor.LogAsync([Message with { IdempotencyKey = "a" }, Message with { IdempotencyKey = "b" }], patience.Token);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => logging);
        Assert.NotNull(_keys.TryEnter("a"));
    }

    [Fact]
    public async Task an_imported_turn_has_no_key_since_its_id_follows_from_where_it_came_from()
    {
        await LogAsync(Message with { TurnId = Id, Source = TurnSource.Import });

        Assert.Null(Assert.Single(_journal.Waiting).Turn.IngestKey);
    }

    [Fact]
    public async Task real_dialogues_are_recorded_as_they_are()
    {
        var lines = Dialogues.Sample;

        await LogAsync([.. lines.Select(static line => Message with { SessionId = line.Dialogue, UserMessage = line.User, AiResponse = line.Assistant, Mood = line.Mood })]);

        Assert.Equal(
            lines.Select(static line => (line.Dialogue, line.User, line.Assistant, line.Mood)),
            _journal.Waiting.Select(static turn => (turn.Turn.SessionId, turn.Turn.UserMessage, turn.Turn.AiResponse, turn.Turn.Mood)));
    }

    private Task<IReadOnlyList<LoggedTurn>> LogAsync(params FinishedTurn[] messages) => _ingestor.LogAsync(messages, default);

    private async Task DeliverAsync()
    {
        var waiting = _journal.Waiting;
        await _store.WriteAsync([.. waiting.Select(static turn => turn.Turn)]);
        _undelivered.Remove(waiting);
        _journal.Delete(waiting);
    }
}
