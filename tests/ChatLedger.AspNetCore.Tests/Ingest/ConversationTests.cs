using System.Net;
using System.Text.Json;
using ChatLedger.Conformance;

namespace ChatLedger.AspNetCore.Tests;

/// <summary><c>POST /api/conversations</c> with one turn or an array.</summary>
public sealed class ConversationTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly LedgerServer _server = shared.Server;

    [Fact]
    public async Task a_turn_is_recorded_with_every_field_that_was_given()
    {
        var (session, id) = (Session(), Guid.NewGuid());

        var reply = await _server.PostAsync("/api/conversations", new
        {
            sessionId = session,
            userMessage = "Asked",
            aiResponse = "Answered",
            mood = "calm",
            timestamp = "2026-01-02T04:04:05.678901234+01:00",
            userIp = "2001:db8:1:2:3::4",
            userAgent = "crm/1",
            responseTimeMs = 120,
            metadata = new { ticket = 7 },
            userId = "user-1",
            status = "failed",
            model = "m-1",
            firstTokenMs = 20,
            inputTokens = 3,
            outputTokens = 4,
            error = "overloaded",
            turnId = id,
        });

        Assert.Equal((HttpStatusCode.Created, id.ToString()), (reply.Status, reply["turnId"]));
        var turn = await _server.TurnAsync(session);
        Assert.Equal($"{turn.ConversationId}", reply["conversationId"]);
        Assert.Equal((id, "Asked", "Answered", "calm", Some.Time), (turn.TurnId, turn.UserMessage, turn.AiResponse, turn.Mood, turn.Timestamp));
        Assert.Equal(("2001:db8:1::", "crm/1", 120, """{"ticket":7}""", "user-1"), (turn.UserIp, turn.UserAgent, turn.ResponseTimeMs, turn.Metadata, turn.UserId));
        Assert.Equal((TurnStatus.Failed, "m-1", 20, 3, 4, "overloaded", TurnSource.Ingest), (turn.Status, turn.Model, turn.FirstTokenMs, turn.InputTokens, turn.OutputTokens, turn.Error, turn.Source));
    }

    [Fact]
    public async Task a_turn_with_the_least_that_is_needed_is_completed_now()
    {
        var session = Session();

        await _server.PostAsync("/api/conversations", Turn(session));

        var turn = await _server.TurnAsync(session);
        Assert.Equal((TurnStatus.Completed, null, null), (turn.Status, turn.Mood, turn.ResponseTimeMs));
        Assert.Equal(TimeProvider.System.GetUtcNow(), turn.Timestamp, TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("turnId")]
    [InlineData("key")]
    public async Task the_same_turn_again_gets_the_same_answer_and_no_second_row(string by)
    {
        var (session, id) = (Session(), Guid.NewGuid());

        var first = await SendAsync(by, session, id);
        var second = await SendAsync(by, session, id);

        Assert.Equal((HttpStatusCode.Created, first.Text), (second.Status, second.Text));
        Assert.Single(await _server.TurnsAsync(session));
    }

    [Theory]
    [InlineData("turnId")]
    [InlineData("key")]
    public async Task the_same_turn_with_another_body_is_a_conflict(string by)
    {
        var (session, id) = (Session(), Guid.NewGuid());
        await SendAsync(by, session, id);

        (await SendAsync(by, session, id, "Other words")).Is(409, "idempotency-conflict");

        Assert.Equal("Asked", (await _server.TurnAsync(session)).UserMessage);
    }

    [Theory]
    [InlineData("turnId")]
    [InlineData("key")]
    public async Task fifty_at_once_with_one_key_are_one_row(string by)
    {
        var (session, id) = (Session(), Guid.NewGuid());

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SendAsync(by, session, id)));

        var turn = await _server.TurnAsync(session);
        Assert.All(replies, reply => Assert.Equal((HttpStatusCode.Created, turn.TurnId.ToString()), (reply.Status, reply["turnId"])));
    }

    [Fact]
    public async Task a_repeat_is_formatted_as_it_likes()
    {
        var (session, id) = (Session(), Guid.NewGuid());
        await SendAsync("turnId", session, id);

        var second = await _server.PostAsync("/api/conversations", Calls.Json($$"""
            { "turnId" : "{{id}}", "aiResponse":"Answered", "userMessage":"Ask\u0065d", "sessionId":"{{session}}" }
            """));

        Assert.Equal(HttpStatusCode.Created, second.Status);
    }

    [Fact]
    public async Task bad_items_of_an_array_are_told_apart_and_the_rest_is_recorded()
    {
        var session = Session();

        var reply = await _server.PostAsync("/api/conversations", Calls.Json($$$"""
            [{"sessionId":"{{{session}}}","userMessage":"a","aiResponse":"A"}, 7, {"sessionId":"{{{session}}}","aiResponse":"B"}, null, [[{}]],
             {"sessionId":"{{{session}}}","userMessage":"c","aiResponse":"C","mood":{"x":[1]}}, {"sessionId":"{{{session}}}","userMessage":"d","aiResponse":""}]
            """));

        Assert.Equal(207, reply.Code);
        Assert.Equal([201, 400, 400, 400, 400, 400, 201], reply.Items.Select(item => item.GetProperty("code").GetInt32()));
        Assert.Equal(["wrong-type", "missing-field", "wrong-type", "wrong-type", "wrong-type"], reply.Items.Where(item => item.TryGetProperty("error", out _)).Select(item => item.GetProperty("error").GetProperty("type").GetString()));
        Assert.Equal(["a", "d"], (await _server.TurnsAsync(session)).Select(turn => turn.UserMessage));
    }

    [Fact]
    public async Task a_key_for_an_array_makes_the_whole_of_it_repeatable()
    {
        var session = Session();
        object[] turns = [Turn(session, "a"), Turn(session, "a"), Turn(session, "b")];

        var first = await _server.PostAsync("/api/conversations", turns, ("Idempotency-Key", session));
        var second = await _server.PostAsync("/api/conversations", turns, ("Idempotency-Key", session));

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(3, (await _server.TurnsAsync(session)).Count);
    }

    [Fact]
    public async Task one_turn_id_twice_in_an_array_is_one_row_and_with_another_body_a_conflict()
    {
        var (session, id) = (Session(), Guid.NewGuid());
        object[] turns = [Turn(session, "a", id), Turn(session, "a", id), Turn(session, "b", id)];

        var reply = await _server.PostAsync("/api/conversations", turns);

        Assert.Equal([201, 201, 409], reply.Items.Select(item => item.GetProperty("code").GetInt32()));
        Assert.Single(await _server.TurnsAsync(session));
    }

    [Theory]
    [InlineData(1000, 207)]
    [InlineData(1001, 400)]
    public async Task an_array_holds_at_most_a_thousand_turns(int count, int status)
    {
        var session = Session();

        var reply = await _server.PostAsync("/api/conversations", Enumerable.Repeat(Turn(session), count).ToArray());

        Assert.Equal(status, reply.Code);
        if (status == 400) reply.Is(400, "too-many");
        Assert.Equal(status == 207 ? count : 0, (await _server.TurnsAsync(session)).Count);
    }

    [Fact]
    public async Task an_empty_array_is_recorded_as_what_it_is() => Assert.Equal((207, """{"items":[]}"""), Answer(await _server.PostAsync("/api/conversations", Calls.Json("[]"))));

    [Fact]
    public async Task a_journal_that_refuses_is_unavailable_and_nothing_is_recorded()
    {
        await using var server = await LedgerServer.StartAsync();
        server.Journal.Recordings.Refuses = true;

        var reply = (await server.PostAsync("/api/conversations", Turn("s"))).Is(503, "journal-unavailable");

        Assert.Equal(TimeSpan.FromSeconds(1), reply.Headers.RetryAfter?.Delta);
        Assert.Equal(0, await server.CountAsync());
    }

    [Fact]
    public async Task real_dialogues_come_back_byte_for_byte()
    {
        await using var server = await LedgerServer.StartAsync();
        foreach (var batch in Dialogues.Sample.Chunk(500))
        {
            var reply = await server.PostAsync("/api/conversations", batch.Select(line => new { sessionId = line.Dialogue, userMessage = line.User, aiResponse = line.Assistant, mood = line.Mood }).ToArray());
            Assert.All(reply.Items, item => Assert.Equal(201, item.GetProperty("code").GetInt32()));
        }

        foreach (var dialogue in Dialogues.Sample.GroupBy(line => line.Dialogue))
        {
            var items = (await server.GetAsync($"/api/sessions/{Uri.EscapeDataString(dialogue.Key)}/history?limit=1000")).Items;
            Assert.Equal(
                dialogue.Select(line => (line.User, line.Assistant, line.Mood)),
                items.Select(item => (Text(item, "userMessage")!, Text(item, "aiResponse")!, Text(item, "mood"))));
        }
    }

    private static string Session() => $"crm/{Guid.NewGuid()}";

    private static object Turn(string session, string message = "Asked", Guid? turnId = null) => new { sessionId = session, userMessage = message, aiResponse = "Answered", turnId };

    private static (int, string) Answer(Reply reply) => (reply.Code, reply.Text);

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();

    private Task<Reply> SendAsync(string by, string session, Guid id, string message = "Asked") => by == "key"
        ? _server.PostAsync("/api/conversations", Turn(session, message), ("Idempotency-Key", id.ToString()))
        : _server.PostAsync("/api/conversations", Turn(session, message, id));
}
