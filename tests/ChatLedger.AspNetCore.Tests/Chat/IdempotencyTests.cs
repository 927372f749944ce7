using System.Net;
using ChatLedger.Capture;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>A message sent again with its <c>Idempotency-Key</c>, because the answer got lost on its way.</summary>
public sealed class IdempotencyTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly LedgerServer _server = shared.Server;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task a_repeat_gets_the_recorded_answer_and_no_second_row(bool firstStreams, bool secondStreams)
    {
        var (session, key) = (Calls.NewSession(), Guid.NewGuid().ToString());
        var first = await SendAsync("Once", session, key, firstStreams);
        var asked = _server.Model.Requests;

        var second = await SendAsync("Once", session, key, secondStreams);

        var turn = await _server.TurnAsync(session);
        Assert.Equal(asked, _server.Model.Requests);
        Assert.All([first, second], reply => Assert.Contains(turn.TurnId.ToString(), reply.Text, StringComparison.Ordinal));
        Assert.All([first, second], reply => Assert.Contains("Once", reply.Text, StringComparison.Ordinal));
        Assert.All([first, second], reply => Assert.Contains($"\"conversationId\":\"{turn.ConversationId}\"", reply.Text, StringComparison.Ordinal));
        if (firstStreams == secondStreams) Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task a_key_in_quotes_is_the_same_key()
    {
        var session = Calls.NewSession();
        await SendAsync("Quoted", session, "\"a key\"");

        await SendAsync("Quoted", session, "a key");

        Assert.Single(await _server.TurnsAsync(session));
    }

    [Fact]
    public async Task a_repeat_while_the_first_is_being_answered_is_told_to_come_back()
    {
        var (session, key) = (Calls.NewSession(), Guid.NewGuid().ToString());
        var answer = _server.Model.On("Patience");
        var first = SendAsync("Patience", session, key);
        await answer.Asked;

        var second = (await SendAsync("Patience", session, key)).Is(409, "in-progress");

        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        answer.Say("Here.").End();
        Assert.Equal("Here.", (await first)["response"]);
        Assert.Equal("Here.", (await SendAsync("Patience", session, key))["response"]);
    }

    [Theory]
    [InlineData("Other words", null)]
    [InlineData("Words", "angry")]
    public async Task the_same_key_with_another_message_is_a_conflict_and_changes_nothing(string message, string? mood)
    {
        var (session, key) = (Calls.NewSession(), Guid.NewGuid().ToString());
        await SendAsync("Words", session, key);

        var reply = await _server.PostAsync("/api/chat", new { message, mood, sessionId = session }, ("Idempotency-Key", key));

        reply.Is(409, "idempotency-conflict");
        Assert.Equal("Words", (await _server.TurnAsync(session)).UserMessage);
    }

    [Fact]
    public async Task a_key_belongs_to_its_session()
    {
        var (one, other, key) = (Calls.NewSession(), Calls.NewSession(), Guid.NewGuid().ToString());
        _server.Model.On("Private").Say("For one").End();
        await SendAsync("Private", one, key);
        _server.Model.On("Private").Say("For the other").End();

        Assert.Equal("For the other", (await SendAsync("Private", other, key))["response"]);
        Assert.Single(await _server.TurnsAsync(other));
    }

    [Fact]
    public async Task a_key_whose_turn_failed_stands_for_that_turn_for_ever()
    {
        var (session, key) = (Calls.NewSession(), Guid.NewGuid().ToString());
        _server.Model.On("Try").Say("Half").Fail(new ModelException("overloaded", 529, null));
        (await SendAsync("Try", session, key)).Is(502, "model-overloaded");
        var asked = _server.Model.Requests;

        var repeat = (await SendAsync("Try", session, key)).Is(409, "turn-failed");
        var streamed = await SendAsync("Try", session, key, stream: true);

        var turn = await _server.TurnAsync(session);
        Assert.Equal((turn.TurnId.ToString(), session), (repeat["turnId"], repeat["sessionId"]));
        Assert.Contains("event: delta\ndata: {\"text\":\"Half\"}\n\nevent: error\ndata: {\"type\":\"turn-failed\"", streamed.Text, StringComparison.Ordinal);
        Assert.Equal((TurnStatus.Failed, asked), (turn.Status, _server.Model.Requests));
    }

    [Fact]
    public async Task after_a_failure_a_new_key_asks_again_and_is_a_turn_of_its_own()
    {
        var session = Calls.NewSession();
        _server.Model.On("Try").Fail(new ModelException("overloaded", 529, null));
        await SendAsync("Try", session, "first");
        _server.Model.On("Try").Say("Now it works").End();

        Assert.Equal("Now it works", (await SendAsync("Try", session, "second"))["response"]);

        Assert.Equal([TurnStatus.Failed, TurnStatus.Completed], (await _server.TurnsAsync(session)).Select(turn => turn.Status));
    }

    [Fact]
    public async Task a_repeat_after_the_client_left_gets_what_was_recorded()
    {
        var (session, key) = (Calls.NewSession(), Guid.NewGuid().ToString());
        var answer = _server.Model.On("Come back").Say("Half");
        var events = await _server.StreamAsync("Come back", session, ("Idempotency-Key", key));
        await events.NextAsync("session");
        await events.NextAsync("delta");
        events.Leave();
        await answer.GivenUp;
        await _server.Journal.ClosedAsync(session);

        (await SendUntilAnsweredAsync("Come back", session, key)).Is(409, "turn-aborted");

        Assert.Equal(TurnStatus.Aborted, (await _server.TurnAsync(session)).Status);
    }

    [Fact]
    public async Task a_repeat_is_recognised_before_the_store_has_the_first()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Ledger = options => options.StoreWait = TimeSpan.FromMilliseconds(1) });
        server.Store.Batches.Hold();
        var (session, key) = (Calls.NewSession(), ("Idempotency-Key", "k"));
        var first = await server.ChatAsync("Hello", session, key);

        var second = await server.ChatAsync("Hello", session, key);

        Assert.Equal((first["turnId"], null), (second["turnId"], second["conversationId"]));
        Assert.Equal(1, server.Model.Requests);
        server.Store.Batches.Release();
    }

    [Fact]
    public async Task fifty_at_once_with_one_key_are_one_turn()
    {
        var (session, key) = (Calls.NewSession(), Guid.NewGuid().ToString());

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SendAsync("All at once", session, key)));

        var turn = await _server.TurnAsync(session);
        Assert.All(replies, reply => Assert.True(reply.Status == HttpStatusCode.OK ? reply["turnId"] == turn.TurnId.ToString() : reply["type"] == "in-progress"));
        Assert.Contains(replies, reply => reply.Status == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("schlüssel")]
    [InlineData("256")]
    public async Task a_malformed_key_is_refused(string key)
    {
        if (key == "256") key = new string('k', 256);

        (await SendAsync("x", Calls.NewSession(), key)).Is(400, "invalid-idempotency-key");
    }

    /// <summary>The first request leaves its key shortly after its turn is durable; until then a client is told to come back.</summary>
    private async Task<Reply> SendUntilAnsweredAsync(string message, string session, string key)
    {
        for (var patience = TimeProvider.System.GetTimestamp(); ;)
        {
            Assert.InRange(TimeProvider.System.GetElapsedTime(patience), TimeSpan.Zero, TimeSpan.FromSeconds(60));
            var reply = await SendAsync(message, session, key);
            if (reply.Status != HttpStatusCode.Conflict || reply["type"] != "in-progress") return reply;
        }
    }

    private Task<Reply> SendAsync(string message, string session, string key, bool stream = false) =>
        _server.PostAsync("/api/chat", new { message, sessionId = session, stream }, ("Idempotency-Key", key));
}
