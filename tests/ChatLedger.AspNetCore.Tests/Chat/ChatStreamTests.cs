using Microsoft.Extensions.AI;

namespace ChatLedger.AspNetCore.Tests;

/// <summary><c>POST /api/chat</c> answered as server-sent events.</summary>
public sealed class ChatStreamTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly LedgerServer _server = shared.Server;

    [Fact]
    public async Task a_stream_is_a_session_the_pieces_as_they_come_and_done()
    {
        var session = Calls.NewSession();
        var answer = _server.Model.On("Stream, please");

        await using var events = await _server.StreamAsync("Stream, please", session);
        var opened = await events.NextAsync("session");
        answer.Say("One ");
        var first = await events.NextAsync("delta");
        answer.Say("two", "").End();
        var rest = await events.RestAsync();

        var turn = await _server.TurnAsync(session);
        Assert.Equal((session, turn.TurnId.ToString()), (opened["sessionId"], opened["turnId"]));
        Assert.Equal("One ", first["text"]);
        Assert.Equal(["delta", "done"], rest.Select(next => next.Name));
        Assert.Equal(("two", $"{turn.ConversationId}"), (rest[0]["text"], rest[1]["conversationId"]));
        Assert.Equal(turn.ResponseTimeMs, rest[1].Data.GetProperty("responseTimeMs").GetInt32());
        Assert.Equal(("One two", TurnStatus.Completed), (turn.AiResponse, turn.Status));
    }

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("application/json;q=0.5, TEXT/event-stream")]
    public async Task asking_for_events_by_accept_header_streams(string accept)
    {
        var reply = await _server.ChatAsync("By header", null, ("Accept", accept));

        Assert.Equal("text/event-stream", reply.MediaType);
        Assert.StartsWith("event: session\ndata: {", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("text/*")]
    public async Task other_accept_headers_do_not_stream(string accept) =>
        Assert.Equal("application/json", (await _server.ChatAsync("By header", null, ("Accept", accept))).MediaType);

    [Fact]
    public async Task a_stream_is_not_to_be_kept_or_held_up_by_proxies_and_sets_the_cookie()
    {
        var session = Calls.NewSession();

        await using var events = await _server.StreamAsync("Headers", session);

        var headers = events.Response.Headers;
        Assert.Equal("text/event-stream; charset=utf-8", events.Response.Content.Headers.ContentType!.ToString());
        Assert.True(headers.CacheControl is { NoStore: true, NoCache: true });
        Assert.Equal(["no"], headers.GetValues("X-Accel-Buffering"));
        Assert.StartsWith($"chat_session_id={session};", Assert.Single(headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task text_that_looks_like_the_streams_own_form_stays_text()
    {
        const string Text = "a\n\nevent: done\ndata: {\"conversationId\":\"1\"}\n\n\r: x\u2028\u0085end";
        _server.Model.On("Forge an event").Say(Text).End();

        await using var events = await _server.StreamAsync("Forge an event");
        await events.NextAsync("session");

        Assert.Equal(Text, (await events.NextAsync("delta"))["text"]);
        await events.NextAsync("done");
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task an_emoji_that_a_model_sends_in_two_halves_is_recorded_whole()
    {
        var session = Calls.NewSession();
        _server.Model.On("Halves").Say("\ud83d").Say("\ude00!").End();

        await using var events = await _server.StreamAsync("Halves", session);
        await events.RestAsync();

        var turn = await _server.TurnAsync(session);
        Assert.Equal(("😀!", null), (turn.AiResponse, turn.Metadata));
    }

    [Fact]
    public async Task an_answer_without_text_is_still_an_answer()
    {
        var session = Calls.NewSession();
        _server.Model.On("Say nothing").Say(new ChatResponseUpdate { ModelId = "silent-model" }).End();

        await using var events = await _server.StreamAsync("Say nothing", session);

        Assert.Equal(["session", "done"], (await events.RestAsync()).Select(next => next.Name));
        Assert.Equal(("", "silent-model"), ((await _server.TurnAsync(session)).AiResponse, (await _server.TurnAsync(session)).Model));
    }

    [Fact]
    public async Task a_silent_stream_gets_a_comment_so_that_proxies_keep_it_open()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var server = await LedgerServer.StartAsync(new Setup { Time = time, Chat = chat => chat.HeartbeatInterval = TimeSpan.FromSeconds(15) });
        var answer = server.Model.On("Wait");
        using var connection = await RawConnection.OpenAsync(server);
        await connection.SendAsync("POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 33\r\n\r\n{\"message\":\"Wait\",\"stream\":true} ");
        await connection.ReadUntilAsync("turnId");
        await connection.ReadUntilAsync("\n\n");

        time.Advance(TimeSpan.FromSeconds(15));

        Assert.Contains(": still here", await connection.ReadUntilAsync("\n\n"), StringComparison.Ordinal);
        answer.Say("Here.").End();
        Assert.Contains("Here.", await connection.ReadUntilAsync("\n\n"), StringComparison.Ordinal);
    }
}
