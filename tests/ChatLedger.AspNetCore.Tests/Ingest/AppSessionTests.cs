using System.Net;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>Sessions as applications make and update them.</summary>
public sealed class AppSessionTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly LedgerServer _server = shared.Server;

    [Fact]
    public async Task a_session_is_made_once_and_an_existing_id_stays_as_it_is()
    {
        var id = $"crm {Guid.NewGuid()} ü";

        var first = await _server.PostAsync("/api/sessions", new { sessionId = id, userId = "user-1", metadata = new { plan = "gold" } });
        var second = await _server.PostAsync("/api/sessions", new { sessionId = id, userId = "user-2" });

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.Status, second.Status));
        Assert.Equal((id, id), (first["sessionId"], second["sessionId"]));
        var view = await ReadAsync(id);
        Assert.Equal(("user-1", "gold", false), (view["userId"], view.Json.GetProperty("metadata").GetProperty("plan").GetString(), view.Json.GetProperty("visitor").GetBoolean()));
    }

    [Fact]
    public async Task a_session_without_an_id_gets_one()
    {
        var made = await _server.PostAsync("/api/sessions", new { });

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(made["sessionId"]!)).Status);
    }

    [Fact]
    public async Task an_update_changes_what_it_names_and_the_last_activity()
    {
        var id = await MakeAsync();
        var before = (await ReadAsync(id)).Json.GetProperty("lastActivity").GetDateTimeOffset();

        var reply = await _server.PatchAsync(Address(id), new { metadata = new { plan = "silver" } });

        Assert.Equal((HttpStatusCode.OK, id), (reply.Status, reply["sessionId"]));
        var view = await ReadAsync(id);
        Assert.Equal(("user-1", "silver"), (view["userId"], view.Json.GetProperty("metadata").GetProperty("plan").GetString()));
        Assert.True(view.Json.GetProperty("lastActivity").GetDateTimeOffset() > before);
    }

    [Fact]
    public async Task a_session_that_does_not_exist_cannot_be_updated() =>
        (await _server.PatchAsync("/api/sessions/nobody", new { userId = "x" })).Is(404, "session-not-found");

    [Fact]
    public async Task an_update_that_names_two_sessions_is_refused() =>
        (await _server.PatchAsync(Address(await MakeAsync()), new { sessionId = "another" })).Is(400, "session-mismatch");

    [Theory]
    [InlineData("""{"sessionId":""}""", "invalid-session-id")]
    [InlineData("""{"sessionId":" "}""", "invalid-session-id")]
    [InlineData("""{"sessionId":"\n"}""", "invalid-session-id")]
    [InlineData("""{"sessionId":"a\u0000b"}""", "invalid-session-id")]
    [InlineData("""{"sessionId":"\ud800"}""", "invalid-session-id")]
    [InlineData("""{"sessionId":7}""", "wrong-type")]
    [InlineData("""{"metadata":[]}""", "wrong-type")]
    [InlineData("""{"metadata":"x"}""", "wrong-type")]
    [InlineData("""{"metadata":{"a":1,"a":2}}""", "duplicate-key")]
    [InlineData("""{"SessionId":"x"}""", "case-variant-key")]
    public async Task a_malformed_session_is_refused(string body, string type) => (await _server.PostAsync("/api/sessions", Calls.Json(body))).Is(400, type);

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public async Task ids_have_at_most_255_characters(int length, bool isTaken)
    {
        var prefix = Guid.NewGuid().ToString();

        var session = await _server.PostAsync("/api/sessions", new { sessionId = prefix.PadRight(length, 's') });
        var user = await _server.PostAsync("/api/sessions", new { userId = new string('u', length) });

        Assert.Equal(isTaken, session.Status == HttpStatusCode.Created);
        Assert.Equal(isTaken, user.Status == HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("' OR 1=1--")]
    [InlineData("100%_")]
    [InlineData("a/b c?d#e&f=g%h")]
    [InlineData("\" OR NEAR(")]
    [InlineData("(a+)+$")]
    [InlineData("café")]
    [InlineData("cafe\u0301")]
    public async Task ids_are_taken_literally(string tail)
    {
        var id = $"{Guid.NewGuid()}{tail}";

        await _server.PostAsync("/api/conversations", new { sessionId = id, userMessage = "x", aiResponse = "y" });
        await _server.DeliveredAsync();

        Assert.Equal(id, (await ReadAsync(id))["sessionId"]);
        Assert.Single((await _server.GetAsync($"{Address(id)}/history")).Items);
        Assert.Equal(HttpStatusCode.OK, (await _server.PatchAsync(Address(id), new { })).Status);
    }

    private static string Address(string id) => $"/api/sessions/{Uri.EscapeDataString(id)}";

    private Task<Reply> ReadAsync(string id) => _server.GetAsync(Address(id));

    private async Task<string> MakeAsync()
    {
        var id = Guid.NewGuid().ToString();
        await _server.PostAsync("/api/sessions", new { sessionId = id, userId = "user-1", metadata = new { plan = "gold" } });
        return id;
    }
}
