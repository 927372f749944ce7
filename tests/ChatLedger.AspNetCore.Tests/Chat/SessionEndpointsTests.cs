using System.Net;

namespace ChatLedger.AspNetCore.Tests;

/// <summary><c>POST</c> and <c>DELETE /api/chat/session</c>.</summary>
public sealed class SessionEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly LedgerServer _server = shared.Server;

    [Fact]
    public async Task a_visitor_without_a_session_gets_one_and_nothing_is_written_until_the_first_turn()
    {
        var reply = await _server.PostAsync("/api/chat/session", new { });

        var session = reply["sessionId"]!;
        Assert.Equal((HttpStatusCode.OK, 0), (reply.Status, reply.Json.GetProperty("totalMessages").GetInt32()));
        Assert.EndsWith("Z", reply["startedAt"], StringComparison.Ordinal);
        Assert.StartsWith($"chat_session_id={session};", reply.Cookie, StringComparison.Ordinal);
        (await _server.GetAsync($"/api/sessions/{session}")).Is(404, "session-not-found");
        Assert.Equal(session, (await _server.ChatAsync("First", session))["sessionId"]);
    }

    [Theory]
    [InlineData("X-Chat-Session", "")]
    [InlineData("Cookie", "chat_session_id=")]
    public async Task a_visitor_with_a_session_gets_it_back_with_its_count(string header, string prefix)
    {
        var session = Calls.NewSession();
        await _server.ChatAsync("One", session);
        await _server.ChatAsync("Two", session);
        await _server.DeliveredAsync();

        var reply = await _server.SendAsync(HttpMethod.Post, "/api/chat/session", null, (header, prefix + session));

        Assert.Equal((session, 2), (reply["sessionId"], reply.Json.GetProperty("totalMessages").GetInt32()));
        Assert.Equal((await _server.TurnsAsync(session))[0].Timestamp, reply.Json.GetProperty("startedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task an_id_that_nobody_knows_is_not_found() =>
        (await _server.SendAsync(HttpMethod.Post, "/api/chat/session", null, ("X-Chat-Session", Calls.NewSession()))).Is(404, "session-not-found");

    [Fact]
    public async Task a_cookie_that_leads_nowhere_is_replaced()
    {
        var stale = Calls.NewSession();

        var reply = await _server.SendAsync(HttpMethod.Post, "/api/chat/session", null, ("Cookie", $"chat_session_id={stale}"));

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.NotEqual(stale, reply["sessionId"]);
        Assert.StartsWith($"chat_session_id={reply["sessionId"]};", reply.Cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_ended_session_takes_no_message_and_its_cookie_is_taken_back()
    {
        var session = Calls.NewSession();
        await _server.ChatAsync("One", session);

        var ended = await _server.DeleteAsync("/api/chat/session", ("X-Chat-Session", session));

        Assert.Equal((HttpStatusCode.NoContent, ""), (ended.Status, ended.Text));
        Assert.StartsWith("chat_session_id=; expires=Thu, 01 Jan 1970", ended.Cookie, StringComparison.Ordinal);
        (await _server.ChatAsync("Two", session)).Is(409, "session-ended");
        (await _server.SendAsync(HttpMethod.Post, "/api/chat/session", null, ("X-Chat-Session", session))).Is(404, "session-not-found");
        Assert.Equal("One", (await _server.TurnAsync(session)).UserMessage);
    }

    [Fact]
    public async Task an_ended_session_is_still_read_and_stays_ended_after_a_restart()
    {
        using var folder = new TempFolder();
        var setup = new Setup { Directory = folder.Path };
        var session = Calls.NewSession();
        await using (var before = await LedgerServer.StartAsync(setup))
        {
            await before.ChatAsync("One", session);
            await before.DeleteAsync("/api/chat/session", ("X-Chat-Session", session));
            Assert.Single((await before.GetAsync("/api/chat/history", ("X-Chat-Session", session))).Items);
        }

        await using var after = await LedgerServer.StartAsync(setup);

        (await after.ChatAsync("Two", session)).Is(409, "session-ended");
    }

    [Fact]
    public async Task ending_twice_is_no_error_and_keeps_the_first_time()
    {
        var session = Calls.NewSession();
        await _server.ChatAsync("One", session);
        await _server.DeleteAsync("/api/chat/session", ("X-Chat-Session", session));
        var first = (await _server.GetAsync($"/api/sessions/{session}"))["endedAt"];

        var again = await _server.DeleteAsync("/api/chat/session", ("X-Chat-Session", session));

        Assert.Equal(HttpStatusCode.NoContent, again.Status);
        Assert.NotNull(first);
        Assert.Equal(first, (await _server.GetAsync($"/api/sessions/{session}"))["endedAt"]);
    }

    [Fact]
    public async Task ending_without_a_session_is_no_error() =>
        Assert.Equal(HttpStatusCode.NoContent, (await _server.DeleteAsync("/api/chat/session")).Status);

    [Fact]
    public async Task ending_a_session_that_nobody_knows_is_not_found_and_takes_the_cookie_back()
    {
        var reply = (await _server.DeleteAsync("/api/chat/session", ("Cookie", $"chat_session_id={Calls.NewSession()}"))).Is(404, "session-not-found");

        Assert.StartsWith("chat_session_id=;", reply.Cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_cookie_lives_as_long_as_the_setting_says()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Ledger = options => options.SessionIdleTimeout = TimeSpan.FromHours(2) });

        Assert.Contains("; max-age=7200;", (await server.ChatAsync("x")).Cookie, StringComparison.Ordinal);
    }
}
