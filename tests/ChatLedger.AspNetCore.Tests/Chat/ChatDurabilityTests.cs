using System.Net;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>Nothing is shown before its opening is durable, and nothing acknowledged before its end is.</summary>
public sealed class ChatDurabilityTests : IAsyncLifetime
{
    private LedgerServer _server = null!;

    public async Task InitializeAsync() => _server = await LedgerServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task no_byte_of_a_stream_goes_out_before_the_opening_is_durable()
    {
        _server.Journal.Openings.Hold();
        var said = new TaskCompletionSource();
        var answer = _server.Model.On("Hello").Say("Too early").Do(said.SetResult);

        var stream = _server.StreamAsync("Hello");
        await _server.Journal.Openings.Reached.Soon();
        await answer.Asked;
        await MeanwhileAsync();
        Assert.False(stream.IsCompleted);

        _server.Journal.Openings.Release();
        await using var events = await stream;
        await events.NextAsync("session");
        await events.NextAsync("delta");
        await said.Task.Soon();
    }

    [Fact]
    public async Task control_a_journal_that_lies_about_the_opening_lets_the_stream_begin()
    {
        _server.Journal.Lies = true;
        _server.Journal.Openings.Hold();
        _server.Model.On("Hello").Say("Too early");

        await using var events = await _server.StreamAsync("Hello");

        await events.NextAsync("session");
    }

    [Fact]
    public async Task done_is_sent_only_after_the_turn_is_durable()
    {
        _server.Journal.Closings.Hold();
        _server.Model.On("Hello").Say("All of it").End();

        await using var events = await _server.StreamAsync("Hello");
        await events.NextAsync("session");
        await events.NextAsync("delta");
        await _server.Journal.Closings.Reached.Soon();
        var done = events.NextAsync("done");
        await MeanwhileAsync();
        Assert.False(done.IsCompleted);

        _server.Journal.Closings.Release();
        await done;
    }

    [Fact]
    public async Task control_a_journal_that_lies_about_the_end_lets_done_go_out()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Ledger = options => options.Acknowledge = Acknowledge.Journal });
        server.Journal.Lies = true;
        server.Journal.Closings.Hold();
        var session = Calls.NewSession();

        await using var events = await server.StreamAsync("Hello", session);

        Assert.Equal(["session", "delta", "done"], (await events.RestAsync()).Select(next => next.Name));
        Assert.Empty(await server.TurnsAsync(session));
        server.Journal.Closings.Release();
    }

    [Fact]
    public async Task a_json_answer_comes_only_after_the_turn_is_durable()
    {
        _server.Journal.Closings.Hold();

        var reply = _server.ChatAsync("Hello");
        await _server.Journal.Closings.Reached.Soon();
        await MeanwhileAsync();
        Assert.False(reply.IsCompleted);

        _server.Journal.Closings.Release();
        Assert.Equal(HttpStatusCode.OK, (await reply).Status);
    }

    [Fact]
    public async Task an_answer_whose_turn_the_journal_refuses_is_not_given()
    {
        _server.Journal.Closings.Refuses = true;
        var answer = _server.Model.On("Hello").Say("Unrecorded words").End();

        var reply = (await _server.ChatAsync("Hello")).Is(503, "journal-unavailable");

        await answer.Asked;
        Assert.Equal(TimeSpan.FromSeconds(1), reply.Headers.RetryAfter?.Delta);
        Assert.DoesNotContain("Unrecorded words", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_stream_whose_turn_the_journal_refuses_ends_with_an_error_and_not_with_done()
    {
        _server.Journal.Closings.Refuses = true;
        _server.Model.On("Hello").Say("Words").End();

        await using var events = await _server.StreamAsync("Hello");
        var all = await events.RestAsync();

        Assert.Equal(["session", "delta", "error"], all.Select(next => next.Name));
        Assert.Equal("journal-unavailable", all[2]["type"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_turn_whose_opening_is_refused_is_cancelled_at_the_model_and_refused(bool stream)
    {
        _server.Journal.Openings.Refuses = true;
        _server.Journal.Openings.Hold();
        var session = Calls.NewSession();
        var answer = _server.Model.On("Hello");

        var reply = _server.PostAsync("/api/chat", new { message = "Hello", sessionId = session, stream });
        await answer.Asked;
        _server.Journal.Openings.Release();

        Assert.Equal("1", (await reply).Is(503, "journal-unavailable").Headers.GetValues("Retry-After").Single());
        await answer.GivenUp;
        Assert.Empty(await _server.TurnsAsync(session));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task while_the_journal_is_known_to_fail_the_model_is_not_asked(bool stream)
    {
        _server.Journal.IsKnownToFail = true;

        var reply = (await _server.PostAsync("/api/chat", new { message = "Hello", stream })).Is(503, "journal-unavailable");

        Assert.NotNull(reply.Headers.RetryAfter);
        Assert.Equal(0, _server.Model.Requests);
    }

    [Fact]
    public async Task where_the_operator_chose_to_proceed_the_chat_goes_on_unrecorded_and_says_so()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Ledger = options => options.OnJournalFailure = OnJournalFailure.Proceed });
        server.Journal.IsKnownToFail = true;

        var reply = await server.ChatAsync("Hello");

        Assert.Equal((HttpStatusCode.OK, "Hello", null, null), (reply.Status, reply["response"], reply["turnId"], reply["conversationId"]));
        Assert.Equal(1, (await server.GetAsync("/api/system")).Json.GetProperty("turns").GetProperty("unrecorded").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_store_that_hangs_leaves_the_answer_without_a_number(bool stream)
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Ledger = options => options.StoreWait = TimeSpan.FromMilliseconds(30) });
        server.Store.Batches.Hold();

        var reply = await server.PostAsync("/api/chat", new { message = "Hello", stream });

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Contains("\"conversationId\":null", reply.Text, StringComparison.Ordinal);
        server.Store.Batches.Release();
        Assert.Equal(1, await server.CountAsync());
    }

    /// <summary>Others are served: time enough for a byte to slip out, however slow the machine is.</summary>
    private async Task MeanwhileAsync()
    {
        for (var i = 0; i < 25; i++) Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync("/healthz")).Status);
    }
}
