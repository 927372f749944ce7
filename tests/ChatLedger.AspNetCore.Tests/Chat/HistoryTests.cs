using System.Net;
using System.Text.Json;

namespace ChatLedger.AspNetCore.Tests;

/// <summary><c>GET /api/chat/history</c>.</summary>
public sealed class HistoryTests : IAsyncLifetime
{
    private readonly string _session = Calls.NewSession();
    private LedgerServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LedgerServer.StartAsync(new Setup { Ledger = options => options.StoreWait = TimeSpan.FromMilliseconds(1) });
        for (var i = 0; i < 7; i++) await _server.ChatAsync($"{i}", _session);
        await _server.DeliveredAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task the_visitors_turns_come_oldest_first_with_what_a_visitor_may_know()
    {
        var reply = await ReadAsync("");

        Assert.Equal("0 1 2 3 4 5 6", Messages(reply));
        Assert.Equal(JsonValueKind.Null, reply.Json.GetProperty("next").ValueKind);
        Assert.Equal(["turnId", "userMessage", "aiResponse", "mood", "timestamp", "status", "responseTimeMs"], reply.Items.First().EnumerateObject().Select(field => field.Name));
        Assert.Equal("completed", reply.Items.First().GetProperty("status").GetString());
    }

    [Fact]
    public async Task a_limit_gives_the_newest_and_before_goes_on_with_the_older_until_there_are_none()
    {
        var first = await ReadAsync("?limit=3");
        var second = await ReadAsync($"?limit=3&before={first["next"]}");
        var third = await ReadAsync($"?limit=3&before={second["next"]}");

        Assert.Equal(("4 5 6", "1 2 3", "0"), (Messages(first), Messages(second), Messages(third)));
        Assert.Null(third["next"]);
    }

    [Fact]
    public async Task a_page_that_ends_exactly_at_the_oldest_turn_has_no_next() => Assert.Null((await ReadAsync("?limit=7"))["next"]);

    [Fact]
    public async Task journalled_turns_that_the_store_does_not_have_yet_are_merged_in()
    {
        _server.Store.Batches.Hold();
        await _server.ChatAsync("7", _session);
        await _server.ChatAsync("8", _session);

        Assert.Equal("0 1 2 3 4 5 6 7 8", Messages(await ReadAsync("")));
        var newest = await ReadAsync("?limit=1");
        Assert.Equal("8", Messages(newest));
        var before = await ReadAsync($"?limit=3&before={newest["next"]}");
        Assert.Equal("5 6 7", Messages(before));
        Assert.Equal("0 1 2 3 4", Messages(await ReadAsync($"?before={before["next"]}")));
        _server.Store.Batches.Release();
    }

    [Fact]
    public async Task a_session_whose_only_turn_is_journalled_has_a_history_too()
    {
        _server.Store.Batches.Hold();
        var session = Calls.NewSession();
        await _server.ChatAsync("Only", session);

        var reply = await _server.GetAsync("/api/chat/history", ("X-Chat-Session", session));

        Assert.Equal("Only", Messages(reply));
        _server.Store.Batches.Release();
    }

    [Fact]
    public async Task the_cookie_names_the_session_as_well() =>
        Assert.Equal(7, (await _server.GetAsync("/api/chat/history", ("Cookie", $"chat_session_id={_session}"))).Items.Count());

    [Fact]
    public async Task without_a_session_there_is_no_history() => (await _server.GetAsync("/api/chat/history")).Is(404, "session-not-found");

    [Fact]
    public async Task a_session_id_in_the_address_counts_for_nothing() =>
        (await _server.GetAsync($"/api/chat/history?sessionId={_session}")).Is(404, "session-not-found");

    [Theory]
    [InlineData("limit=0", "out-of-range")]
    [InlineData("limit=-1", "out-of-range")]
    [InlineData("limit=1001", "out-of-range")]
    [InlineData("limit=x", "bad-request")]
    [InlineData("limit=9999999999", "bad-request")]
    [InlineData("before=", "invalid-cursor")]
    [InlineData("before=x", "invalid-cursor")]
    [InlineData("before=-1", "invalid-cursor")]
    [InlineData("before=9223372036854775808", "invalid-cursor")]
    [InlineData("before=MTc2NzMyMzA0NTY3ODkwMTp4", "invalid-cursor")]
    [InlineData("before=OTIyMzM3MjAzNjg1NDc3NTgwNzox", "invalid-cursor")]
    [InlineData("before=%00", "invalid-cursor")]
    [InlineData("before=' OR 1=1--", "invalid-cursor")]
    public async Task a_limit_or_cursor_that_is_none_is_refused(string query, string type) => (await ReadAsync($"?{query}")).Is(400, type);

    [Fact]
    public async Task a_store_out_of_reach_is_unavailable_and_not_an_error_of_the_server()
    {
        _server.Reader.IsAway = true;

        (await ReadAsync("")).Is(503, "store-unavailable");
    }

    private Task<Reply> ReadAsync(string query) => _server.GetAsync($"/api/chat/history{query}", ("X-Chat-Session", _session));

    private static string Messages(Reply reply)
    {
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return string.Join(' ', reply.Items.Select(turn => turn.GetProperty("userMessage").GetString()));
    }
}
