using System.Text.Json;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>A client that goes away before the end.</summary>
public sealed class ClientLeavesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly LedgerServer _server = shared.Server;

    [Fact]
    public async Task leaving_in_the_midst_of_a_stream_cancels_the_model_and_records_what_was_produced_and_sent()
    {
        var session = Calls.NewSession();
        var answer = _server.Model.On("Leave me").Say("What the client saw. ");
        var events = await _server.StreamAsync("Leave me", session);
        await events.NextAsync("session");
        await events.NextAsync("delta");

        events.Leave();
        await answer.GivenUp;
        await _server.Journal.ClosedAsync(session);

        var turn = await _server.TurnAsync(session);
        Assert.Equal((TurnStatus.Aborted, "What the client saw. ", "client-left"), (turn.Status, turn.AiResponse, turn.Error));
        Assert.Equal("What the client saw. ".Length, SentOf(turn));
        Assert.NotNull(turn.ResponseTimeMs);
    }

    [Fact]
    public async Task what_the_model_had_produced_and_the_client_was_not_sent_is_told_apart()
    {
        await using var server = await LedgerServer.StartAsync();
        var session = Calls.NewSession();
        var answer = server.Model.On("Leave me").Say("Sent. ");
        var events = await server.StreamAsync("Leave me", session);
        await events.NextAsync("session");
        await events.NextAsync("delta");

        // The piece is produced before the connection's end is seen, and handed on after.
        using var gone = new ManualResetEventSlim();
        answer.Do(() => gone.Wait(TimeSpan.FromSeconds(60))).Say("Not sent.");
        events.Leave();
        await answer.GivenUp;
        gone.Set();
        await server.Journal.ClosedAsync(session);

        var turn = await server.TurnAsync(session);
        Assert.Equal(TurnStatus.Aborted, turn.Status);
        Assert.Equal("Sent. Not sent.", turn.AiResponse);
        Assert.Equal("Sent. ".Length, SentOf(turn));
    }

    [Fact]
    public async Task leaving_before_the_first_word_leaves_an_aborted_turn_without_an_answer()
    {
        var session = Calls.NewSession();
        var answer = _server.Model.On("Never mind");
        var events = await _server.StreamAsync("Never mind", session);
        await events.NextAsync("session");

        events.Leave();
        await answer.GivenUp;
        await _server.Journal.ClosedAsync(session);

        var turn = await _server.TurnAsync(session);
        Assert.Equal((TurnStatus.Aborted, "", 0), (turn.Status, turn.AiResponse, SentOf(turn)));
    }

    [Fact]
    public async Task leaving_while_a_json_answer_is_made_cancels_the_model_and_records_what_was_produced()
    {
        var session = Calls.NewSession();
        var answer = _server.Model.On("Too slow").Say("Half");
        using var leave = new CancellationTokenSource();
        var reply = _server.Client.PostAsync("/api/chat", Calls.Json(new { message = "Too slow", sessionId = session }), leave.Token);
        await answer.Asked;
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        answer.Do(taken.SetResult);
        await taken.Task.Soon();

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reply);
        await answer.GivenUp;
        await _server.Journal.ClosedAsync(session);

        var turn = await _server.TurnAsync(session);
        Assert.Equal((TurnStatus.Aborted, "Half", 0), (turn.Status, turn.AiResponse, SentOf(turn)));
    }

    [Fact]
    public async Task an_aborted_turn_keeps_the_metadata_it_came_with()
    {
        var session = Calls.NewSession();
        var answer = _server.Model.On("With metadata");
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/chat") { Content = Calls.Json(new { message = "With metadata", sessionId = session, stream = true, metadata = new { page = "/x" } }) };
        var events = await EventReader.OpenAsync(await _server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
        await events.NextAsync("session");

        events.Leave();
        await answer.GivenUp;
        await _server.Journal.ClosedAsync(session);

        Assert.Equal("""{"page":"/x","sentCharacters":0}""", (await _server.TurnAsync(session)).Metadata);
    }

    [Fact]
    public async Task a_client_that_left_after_the_end_does_not_undo_it()
    {
        var session = Calls.NewSession();
        _server.Model.On("Whole").Say("All of it").End();
        var events = await _server.StreamAsync("Whole", session);
        await _server.Journal.ClosedAsync(session);

        events.Leave();

        Assert.Equal(TurnStatus.Completed, (await _server.TurnAsync(session)).Status);
    }

    private static int SentOf(Turn turn) => JsonSerializer.Deserialize<JsonElement>(turn.Metadata!).GetProperty("sentCharacters").GetInt32();
}
