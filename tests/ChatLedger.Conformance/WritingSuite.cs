using ChatLedger.Storage;

namespace ChatLedger.Conformance;

/// <summary>Batches of turns: whole, once, and in their session.</summary>
public abstract class WritingSuite : StoreSuite
{
    [Fact]
    public async Task a_turn_comes_back_as_it_was_written()
    {
        var turn = Some.Turn() with
        {
            Mood = "curious",
            UserIp = "2001:db8:1::",
            UserAgent = "Mozilla/5.0",
            ResponseTimeMs = 1200,
            Metadata = """{"topic":"address"}""",
            UserId = "customer-7",
            Status = TurnStatus.Aborted,
            Model = "demo",
            FirstTokenMs = 80,
            InputTokens = 11,
            OutputTokens = 0,
            Error = "client-gone",
            Source = TurnSource.Gateway,
        };

        var written = Assert.Single(await Writer.WriteAsync([turn]));

        var stored = await Reader.FindTurnAsync(turn.TurnId);
        Assert.NotNull(stored?.Metadata);
        Assert.Equal("address", System.Text.Json.JsonDocument.Parse(stored.Metadata).RootElement.GetProperty("topic").GetString());
        Assert.Equal(turn with { ConversationId = written.ConversationId, Metadata = stored.Metadata }, stored);
    }

    [Fact]
    public async Task what_a_turn_does_not_have_stays_null()
    {
        var turn = Some.Turn();

        var written = Assert.Single(await Writer.WriteAsync([turn]));

        Assert.Equal(turn with { ConversationId = written.ConversationId }, await Reader.FindTurnAsync(turn.TurnId));
    }

    [Fact]
    public async Task results_stand_in_the_order_of_the_turns()
    {
        var turns = Dialogues.Turns();

        var written = await Writer.WriteAsync(turns);

        Assert.All(written, result => Assert.Equal(WriteOutcome.Inserted, result.Outcome));
        foreach (var index in (int[])[0, 500, turns.Count - 1])
            Assert.Equal(written[index].ConversationId, (await Reader.FindTurnAsync(turns[index].TurnId))!.ConversationId);
    }

    [Fact]
    public async Task an_empty_batch_is_no_error() => Assert.Empty(await Writer.WriteAsync([]));

    [Fact]
    public async Task written_turns_are_there_after_a_restart()
    {
        var turns = Some.Turns("session", 5);
        await Writer.WriteAsync(turns);

        await Store.ReopenAsync();

        Assert.Equal(turns.Select(turn => turn.TurnId), (await HistoryAsync("session")).Select(turn => turn.TurnId));
    }

    [Fact]
    public async Task writers_of_one_session_at_once_lose_no_turn_and_no_count()
    {
        var turns = Some.Turns("session", 400);

        var written = await Task.WhenAll(turns.Chunk(10).Select(batch => Task.Run(() => Writer.WriteAsync(batch))));

        Assert.Equal(400, written.SelectMany(batch => batch).Select(result => result.ConversationId).Distinct().Count());
        Assert.Equal(turns.Select(turn => turn.TurnId), (await HistoryAsync("session")).Select(turn => turn.TurnId));
        Assert.Equal(400, (await SessionAsync("session")).TotalMessages);
    }

    [Theory]
    [InlineData(256, null, null)]
    [InlineData(7, 51, null)]
    [InlineData(7, null, "{broken")]
    public async Task a_turn_the_store_refuses_for_its_content_leaves_nothing_of_its_batch(int sessionIdLength, int? moodLength, string? metadata)
    {
        var good = Some.Turn("good");
        var bad = Some.Turn(new string('s', sessionIdLength)) with { Mood = moodLength is { } length ? new string('m', length) : null, Metadata = metadata };

        var refusal = await Assert.ThrowsAsync<StoreException>(() => Writer.WriteAsync([good, bad]));

        Assert.Equal(StoreFailure.Content, refusal.Failure);
        Assert.Null(await Reader.FindTurnAsync(good.TurnId));
        Assert.Null(await Reader.FindSessionAsync("good"));
    }

    [Fact]
    public async Task a_turn_without_an_id_is_refused_for_its_content()
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(() => Writer.WriteAsync([Some.Turn() with { TurnId = Guid.Empty }]));

        Assert.Equal(StoreFailure.Content, refusal.Failure);
    }

    [Fact]
    public async Task a_refusal_does_not_repeat_what_people_wrote()
    {
        var turn = Some.Turn() with { UserMessage = "my secret question", Mood = "my secret mood".PadRight(51, '!') };

        var refusal = await Assert.ThrowsAsync<StoreException>(() => Writer.WriteAsync([turn]));

        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_writer_goes_on_after_a_refusal()
    {
        await Assert.ThrowsAsync<StoreException>(() => Writer.WriteAsync([Some.Turn(new string('s', 256))]));

        await Writer.WriteAsync([Some.Turn()]);

        Assert.Single(await HistoryAsync("session"));
    }

    [Fact]
    public async Task a_write_given_up_beforehand_writes_nothing()
    {
        var turn = Some.Turn();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Writer.WriteAsync([turn], new CancellationToken(canceled: true)));

        Assert.Null(await Reader.FindTurnAsync(turn.TurnId));
    }

    [Fact]
    public async Task a_write_given_up_in_the_midst_of_a_batch_writes_nothing()
    {
        using var patience = new CancellationTokenSource();
        var turns = new TurnsThatCancel(Some.Turns("session", 100), patience, at: 50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Writer.WriteAsync(turns, patience.Token));

        Assert.Empty(await HistoryAsync("session"));
        Assert.Null(await Reader.FindSessionAsync("session"));
    }

    [Fact]
    public async Task of_the_turns_asked_for_those_stored_in_that_session_are_found()
    {
        var stored = Some.Turns("session", 600);
        var elsewhere = Some.Turn("another");
        await Writer.WriteAsync([.. stored, elsewhere]);

        var found = await Reader.FindStoredTurnsAsync("session", [.. stored.Select(turn => turn.TurnId), elsewhere.TurnId, Guid.CreateVersion7(Some.Time)]);

        Assert.Equal(stored.Select(turn => turn.TurnId).ToHashSet(), found);
    }

    [Fact]
    public async Task a_turn_that_is_not_stored_is_not_found() => Assert.Null(await Reader.FindTurnAsync(Guid.CreateVersion7(Some.Time)));

    [Theory]
    [InlineData(0)]
    [InlineData(-23)]
    [InlineData(23)]
    public async Task a_turn_is_found_near_its_time(int hours)
    {
        var turn = Some.Turn();
        await Writer.WriteAsync([turn]);

        Assert.NotNull(await Reader.FindTurnAsync(turn.TurnId, turn.Timestamp.AddHours(hours)));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public async Task looking_near_the_ends_of_time_is_no_error(string time) =>
        Assert.Null(await Reader.FindTurnAsync(Guid.CreateVersion7(Some.Time), DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));
}
