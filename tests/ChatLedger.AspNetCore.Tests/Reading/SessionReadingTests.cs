using System.Text.Json;
using ChatLedger.Conformance;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>One session, its history and figures, and one turn.</summary>
public sealed class SessionReadingTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly LedgerServer _server = shared.Server;

    [Fact]
    public async Task a_history_comes_oldest_first_and_goes_on_by_cursor()
    {
        var session = await MakeAsync(7);

        var first = await ReadAsync(session, "/history?limit=3");
        var second = await ReadAsync(session, $"/history?limit=3&cursor={first["next"]}");
        var third = await ReadAsync(session, $"/history?limit=3&cursor={second["next"]}");

        Assert.Equal(("0 1 2", "3 4 5", "6", null), (Messages(first), Messages(second), Messages(third), third["next"]));
    }

    [Fact]
    public async Task a_turn_is_shown_with_everything_that_is_stored()
    {
        var session = await MakeAsync(1);

        var turn = (await ReadAsync(session, "/history")).Items.Single();

        Assert.Equal(
            ["conversationId", "turnId", "sessionId", "userId", "userMessage", "aiResponse", "mood", "timestamp", "status", "error", "model", "responseTimeMs", "firstTokenMs", "inputTokens", "outputTokens", "userIp", "userAgent", "source", "metadata"],
            turn.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("ingest", "completed", "2026-01-02T03:04:05.678901Z"), (Text("source"), Text("status"), Text("timestamp")));
        Assert.Equal("""{"n":1e999}""", turn.GetProperty("metadata").GetRawText());
        string? Text(string name) => turn.GetProperty(name).GetString();
    }

    [Fact]
    public async Task one_turn_is_found_by_its_id()
    {
        var session = await MakeAsync(2);
        var known = (await ReadAsync(session, "/history")).Items.Last();

        var reply = await _server.GetAsync($"/api/conversations/{known.GetProperty("turnId").GetString()}");

        Assert.Equal((200, known.GetRawText()), (reply.Code, reply.Text));
    }

    [Fact]
    public async Task a_turn_that_nobody_knows_is_not_found() => (await _server.GetAsync($"/api/conversations/{Guid.NewGuid()}")).Is(404, "turn-not-found");

    [Theory]
    [InlineData("1")]
    [InlineData("x")]
    [InlineData("' OR 1=1--")]
    public async Task a_turn_id_that_is_none_is_not_found(string id) => (await _server.GetAsync($"/api/conversations/{Uri.EscapeDataString(id)}")).Is(404, "not-found");

    [Fact]
    public async Task a_sessions_figures_are_counted_over_its_turns()
    {
        var session = await MakeAsync(4);

        var stats = (await ReadAsync(session, "/stats")).Json;

        Assert.Equal((4, 4), (stats.GetProperty("totalMessages").GetInt32(), stats.GetProperty("conversationCount").GetInt32()));
        Assert.Equal((250.0, 200, 400), (stats.GetProperty("avgResponseTime").GetDouble(), stats.GetProperty("p50ResponseTime").GetInt32(), stats.GetProperty("maxResponseTime").GetInt32()));
        Assert.Equal("""{"calm":4}""", stats.GetProperty("moods").GetRawText());
        Assert.Equal("""{"completed":4}""", stats.GetProperty("statuses").GetRawText());
        Assert.Equal("2026-01-02T03:04:05.678901Z", stats.GetProperty("startedAt").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/history")]
    [InlineData("/stats")]
    public async Task a_session_that_nobody_knows_is_not_found(string what) => (await ReadAsync("nobody", what)).Is(404, "session-not-found");

    [Theory]
    [InlineData("limit=0", "out-of-range")]
    [InlineData("limit=1001", "out-of-range")]
    [InlineData("cursor=x", "invalid-cursor")]
    [InlineData("cursor=MTc2NzMyMzA0NTY3ODkwMTpmb3JnZWQ", "invalid-cursor")]
    public async Task a_limit_or_cursor_that_is_none_is_refused(string query, string type) => (await ReadAsync(await MakeAsync(1), $"/history?{query}")).Is(400, type);

    [Fact]
    public async Task a_journalled_turn_is_read_before_the_store_has_it()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Ledger = options => options.StoreWait = TimeSpan.FromMilliseconds(1) });
        server.Store.Batches.Hold();
        await server.PostAsync("/api/conversations", new { sessionId = "waiting", userMessage = "x", aiResponse = "y" });

        var turn = (await server.GetAsync("/api/sessions/waiting/history")).Items.Single();

        Assert.Equal(("x", JsonValueKind.Null), (turn.GetProperty("userMessage").GetString(), turn.GetProperty("conversationId").ValueKind));
        Assert.Equal(1, (await server.GetAsync("/api/sessions/waiting")).Json.GetProperty("totalMessages").GetInt32());
        server.Store.Batches.Release();
    }

    [Theory]
    [InlineData("/api/sessions")]
    [InlineData("/api/sessions/x")]
    [InlineData("/api/sessions/x/history")]
    [InlineData("/api/sessions/x/stats")]
    [InlineData("/api/conversations/0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e")]
    public async Task a_store_out_of_reach_is_unavailable(string path)
    {
        await using var server = await LedgerServer.StartAsync();
        server.Reader.IsAway = true;

        (await server.GetAsync(path)).Is(503, "store-unavailable");
    }

    private static string Messages(Reply reply) => string.Join(' ', reply.Items.Select(turn => turn.GetProperty("userMessage").GetString()));

    private Task<Reply> ReadAsync(string session, string what) => _server.GetAsync($"/api/sessions/{session}{what}");

    private async Task<string> MakeAsync(int turns)
    {
        var session = Guid.NewGuid().ToString();
        var lines = Enumerable.Range(0, turns).Select(n => $$$"""
            {"sessionId":"{{{session}}}","userMessage":"{{{n}}}","aiResponse":"y","mood":"calm","responseTimeMs":{{{(n + 1) * 100}}},"timestamp":"{{{Some.Time.AddSeconds(n):O}}}","metadata":{"n":1e999}}
            """);
        await _server.PostAsync("/api/conversations", Calls.Ndjson(string.Join('\n', lines)));
        await _server.DeliveredAsync();
        return session;
    }
}
