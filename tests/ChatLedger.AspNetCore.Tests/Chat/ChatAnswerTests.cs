using System.Net;
using System.Text.RegularExpressions;

namespace ChatLedger.AspNetCore.Tests;

/// <summary><c>POST /api/chat</c> answered as one JSON object.</summary>
public sealed partial class ChatAnswerTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly LedgerServer _server = shared.Server;

    [Fact]
    public async Task an_answer_names_the_turn_its_session_its_number_and_its_time()
    {
        var reply = await _server.ChatAsync("Hello?");

        var turn = await _server.TurnAsync(reply["sessionId"]!);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (reply.Status, reply.MediaType));
        Assert.Equal(["response", "sessionId", "conversationId", "turnId", "responseTimeMs"], reply.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("Hello?", turn.TurnId.ToString(), $"{turn.ConversationId}"), (reply["response"], reply["turnId"], reply["conversationId"]));
        Assert.Equal(turn.ResponseTimeMs, reply.Json.GetProperty("responseTimeMs").GetInt32());
    }

    [Fact]
    public async Task a_turn_is_recorded_as_it_was_asked_and_answered()
    {
        var session = Calls.NewSession();
        _server.Model.On("What is recorded?").Say("All ", "of ", "it.").End();

        await _server.PostAsync("/api/chat", new { message = "What is recorded?", sessionId = session, mood = "curious", metadata = new { page = "/help", n = 1 } });

        var turn = await _server.TurnAsync(session);
        Assert.Equal(("What is recorded?", "All of it.", "curious", """{"page":"/help","n":1}"""), (turn.UserMessage, turn.AiResponse, turn.Mood, turn.Metadata));
        Assert.Equal((TurnStatus.Completed, TurnSource.Chat, null), (turn.Status, turn.Source, turn.Error));
        Assert.Equal(7, turn.TurnId.Version);
    }

    [Fact]
    public async Task a_message_without_a_session_makes_one_and_gives_it_as_a_cookie_that_scripts_cannot_read()
    {
        var reply = await _server.ChatAsync("First");

        Assert.Matches(SessionForm(), reply["sessionId"]);
        var cookie = reply.Cookie!.Split("; ");
        Assert.Equal($"chat_session_id={reply["sessionId"]}", cookie[0]);
        Assert.Equal(["httponly", "max-age=2592000", "path=/", "samesite=lax"], cookie[1..].Order());
    }

    [Fact]
    public async Task the_session_of_a_first_message_is_a_visitors()
    {
        var session = (await _server.ChatAsync("First"))["sessionId"]!;
        await _server.DeliveredAsync();

        var view = (await _server.GetAsync($"/api/sessions/{session}")).Json;

        Assert.True(view.GetProperty("visitor").GetBoolean());
        Assert.Equal(1, view.GetProperty("totalMessages").GetInt32());
    }

    [Fact]
    public async Task the_mood_is_passed_on_to_the_model()
    {
        var answer = _server.Model.On("How do I seem?").Say("Happy.").End();

        await _server.PostAsync("/api/chat", new { message = "How do I seem?", mood = "happy" });

        var asked = await answer.Asked;
        Assert.Equal("happy", asked.Options!.AdditionalProperties!["mood"]);
        Assert.Contains("happy", asked.Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_message_without_a_mood_tells_the_model_of_none()
    {
        var answer = _server.Model.On("And now?").Say("Fine.").End();

        await _server.ChatAsync("And now?");

        Assert.Null((await answer.Asked).Options!.AdditionalProperties);
        Assert.Null((await _server.TurnAsync((await _server.ChatAsync("x"))["sessionId"]!)).Mood);
    }

    [Fact]
    public async Task the_peers_address_is_recorded_shortened()
    {
        var session = (await _server.ChatAsync("Where am I?", null, ("X-Forwarded-For", "203.0.113.9")))["sessionId"]!;

        Assert.Equal("127.0.0.0", (await _server.TurnAsync(session)).UserIp);
    }

    [Theory]
    [InlineData(999, 999)]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1000)]
    [InlineData(8000, 1000)]
    public async Task a_user_agent_is_recorded_as_sent_and_cut_at_a_thousand_characters(int length, int kept)
    {
        var agent = string.Concat(Enumerable.Repeat("Mozilla/5.0 (X11) ", 500))[..length].TrimEnd().PadRight(length, 'x');

        var session = (await _server.ChatAsync("Who am I?", null, ("User-Agent", agent)))["sessionId"]!;

        Assert.Equal(agent[..kept], (await _server.TurnAsync(session)).UserAgent);
    }

    [Fact]
    public async Task a_request_without_a_user_agent_records_none() =>
        Assert.Null((await _server.TurnAsync((await _server.ChatAsync("Nobody"))["sessionId"]!)).UserAgent);

    [Theory]
    [InlineData(1)]
    [InlineData(31_999)]
    [InlineData(32_000)]
    public async Task a_message_within_the_limit_is_recorded_whole(int length)
    {
        var session = (await _server.ChatAsync(new string('ä', length)))["sessionId"]!;

        Assert.Equal(new string('ä', length), (await _server.TurnAsync(session)).UserMessage);
    }

    [Fact]
    public async Task a_mood_of_fifty_characters_is_recorded_whole()
    {
        var session = Calls.NewSession();

        await _server.PostAsync("/api/chat", new { message = "x", sessionId = session, mood = new string('m', 50) });

        Assert.Equal(new string('m', 50), (await _server.TurnAsync(session)).Mood);
    }

    [Fact]
    public async Task unknown_fields_are_ignored_and_cannot_set_what_is_ours()
    {
        var session = Calls.NewSession();

        var reply = await _server.PostAsync("/api/chat", Calls.Json($$"""
            {"message":"x","sessionId":"{{session}}","userId":"admin","status":"failed","turnId":"{{Guid.Empty}}","timestamp":"2020-01-01T00:00:00Z","__proto__":{"a":1},"constructor":2}
            """));

        var turn = await _server.TurnAsync(session);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal((null, TurnStatus.Completed), (turn.UserId, turn.Status));
        Assert.NotEqual(Guid.Empty, turn.TurnId);
        Assert.NotEqual(2020, turn.Timestamp.Year);
    }

    [Fact]
    public async Task turns_of_a_session_have_strictly_growing_times()
    {
        var session = Calls.NewSession();
        for (var i = 0; i < 5; i++) await _server.ChatAsync($"{i}", session);

        var turns = await _server.TurnsAsync(session);

        Assert.Equal(["0", "1", "2", "3", "4"], turns.Select(turn => turn.UserMessage));
        Assert.Equal(5, turns.Select(turn => turn.Timestamp).Distinct().Count());
    }

    [GeneratedRegex(@"\Asession_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}_[0-9]{13}\z")]
    private static partial Regex SessionForm();
}
