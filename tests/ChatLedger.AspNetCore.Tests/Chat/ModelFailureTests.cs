using ChatLedger.Capture;
using Microsoft.Extensions.AI;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>A model that refuses, breaks off or is silent.</summary>
public sealed class ModelFailureTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Secret = "sk-secret of the upstream";

    private readonly LedgerServer _server = shared.Server;

    public static TheoryData<string, string> Failures => new()
    {
        { "rate-limited", "model-rate-limited" },
        { "", "model-unknown" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task a_failing_model_is_a_bad_gateway_and_its_turn_is_recorded_as_failed(string reason, string type)
    {
        var session = Calls.NewSession();
        _server.Model.On(type).Say("Half an ans").Fail(Failure(reason));

        var reply = (await _server.ChatAsync(type, session)).Is(502, type);

        var turn = await _server.TurnAsync(session);
        Assert.Equal((turn.TurnId.ToString(), session), (reply["turnId"], reply["sessionId"]));
        Assert.Equal((TurnStatus.Failed, "Half an ans", type["model-".Length..]), (turn.Status, turn.AiResponse, turn.Error));
        Assert.NotNull(turn.ResponseTimeMs);
        Assert.DoesNotContain("secret", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task a_model_that_breaks_off_ends_the_stream_with_an_error_after_the_turn_is_durable(string reason, string type)
    {
        var session = Calls.NewSession();
        _server.Model.On(type).Say("Half an ans").Fail(Failure(reason));

        await using var events = await _server.StreamAsync(type, session);
        var all = await events.RestAsync();

        Assert.Equal(["session", "delta", "error"], all.Select(next => next.Name));
        Assert.Equal(type, all[2]["type"]);
        Assert.DoesNotContain("secret", all[2]["title"], StringComparison.Ordinal);
        var turn = await _server.TurnAsync(session);
        Assert.Equal((TurnStatus.Failed, "Half an ans"), (turn.Status, turn.AiResponse));
    }

    [Fact]
    public async Task a_model_that_fails_at_once_still_has_its_turn_recorded()
    {
        var session = Calls.NewSession();
        _server.Model.On("At once").Fail(new ModelException("unauthorized", 401, null));

        await using var events = await _server.StreamAsync("At once", session);

        Assert.Equal(["session", "error"], (await events.RestAsync()).Select(next => next.Name));
        var turn = await _server.TurnAsync(session);
        Assert.Equal((TurnStatus.Failed, "", "unauthorized", null), (turn.Status, turn.AiResponse, turn.Error, turn.FirstTokenMs));
    }

    [Fact]
    public async Task a_model_whose_call_throws_before_it_streams_is_a_failure_like_any_other()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Model = new ThrowingModel() });

        var reply = (await server.ChatAsync("Hello")).Is(502, "model-unknown");

        Assert.Equal(TurnStatus.Failed, (await server.TurnAsync(reply["sessionId"]!)).Status);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(false, "Half")]
    [InlineData(true, "")]
    [InlineData(true, "Half")]
    public async Task a_model_that_falls_silent_is_given_up_and_its_turn_recorded_as_failed(bool stream, string before)
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var server = await LedgerServer.StartAsync(new Setup { Time = time, Chat = chat => chat.ModelIdleTimeout = TimeSpan.FromSeconds(20) });
        var session = Calls.NewSession();
        var answer = server.Model.On("Hang");

        var asked = server.PostAsync("/api/chat", new { message = "Hang", sessionId = session, stream });
        await answer.Asked;
        if (before.Length > 0) await TakenAsync(answer.Say(before));
        time.Advance(TimeSpan.FromSeconds(21));

        var reply = await asked;
        await answer.GivenUp;
        if (stream) Assert.Contains("\"type\":\"model-timeout\"", reply.Text, StringComparison.Ordinal);
        else reply.Is(504, "model-timeout");
        var turn = await server.TurnAsync(session);
        Assert.Equal((TurnStatus.Failed, "timeout", before), (turn.Status, turn.Error, turn.AiResponse));
    }

    [Fact]
    public async Task an_answer_may_take_as_long_as_it_likes_while_pieces_come()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var server = await LedgerServer.StartAsync(new Setup { Time = time, Chat = chat => chat.ModelIdleTimeout = TimeSpan.FromSeconds(20) });
        var answer = server.Model.On("Slowly");
        for (var i = 0; i < 5; i++) answer.Say("word ").Do(() => time.Advance(TimeSpan.FromSeconds(15)));
        answer.End();

        var reply = await server.ChatAsync("Slowly");

        Assert.Equal("word word word word word ", reply["response"]);
        Assert.Equal(75_000, reply.Json.GetProperty("responseTimeMs").GetInt32());
    }

    private static Exception Failure(string reason) => reason.Length > 0 ? new ModelException(reason, 429, new InvalidOperationException(Secret)) : new InvalidOperationException(Secret);

    /// <summary>The pieces so far have been handed on: the model is asked for the next.</summary>
    private static Task TakenAsync(Answer answer)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        answer.Do(taken.SetResult);
        return taken.Task.Soon();
    }

    private sealed class ThrowingModel : IChatClient
    {
        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException(Secret);

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // It holds nothing.
        }
    }
}
