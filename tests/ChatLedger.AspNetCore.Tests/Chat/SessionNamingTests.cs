using System.Net;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>How a request names its session: by header, body or cookie.</summary>
public sealed class SessionNamingTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly LedgerServer _server = shared.Server;

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public async Task a_session_is_taken_from_the_header_the_body_or_the_cookie(bool header, bool body, bool cookie)
    {
        var session = Calls.NewSession();

        var reply = await SendAsync(header ? session : null, body ? session : null, cookie ? session : null);

        Assert.Equal(session, reply["sessionId"]);
        Assert.StartsWith($"chat_session_id={session};", reply.Cookie, StringComparison.Ordinal);
        Assert.Single(await _server.TurnsAsync(session));
    }

    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(1, 0, 2)]
    [InlineData(0, 1, 2)]
    [InlineData(1, 1, 2)]
    public async Task two_sessions_that_differ_are_refused_and_nothing_is_recorded(int header, int body, int cookie)
    {
        string?[] sessions = [null, Calls.NewSession(), Calls.NewSession()];

        (await SendAsync(sessions[header], sessions[body], sessions[cookie])).Is(400, "session-mismatch");

        Assert.Empty(await _server.TurnsAsync(sessions[1]!));
        Assert.Empty(await _server.TurnsAsync(sessions[2]!));
    }

    public static TheoryData<string> MalformedIds => new(
        "", " ", "\n", "x", "1", "session_", "../../etc/passwd", "' OR 1=1--", "%", "_", "\" OR NEAR(", "(a+)+$", new string('a', 10_240),
        "session_0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e", "session_0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e_", "session_0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e_-1",
        "session_0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e_1767323045678\n", "session_0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e_1767323045678 ",
        "Session_0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e_1767323045678", "session_0190b5c06f2a7b3c8d4e5f6a7b8c9d0e_1767323045678",
        "session_0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e_1767323045678901", "session_0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e_１７６７",
        "sеssion_0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e_1767323045678", "session_0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e_1767323045678\0");

    [Theory]
    [MemberData(nameof(MalformedIds))]
    public async Task an_id_of_another_form_in_the_body_is_refused_without_repeating_it(string id)
    {
        var before = await _server.CountAsync();

        var reply = (await SendAsync(null, id, null)).Is(400, "invalid-session-id");

        if (id.Length > 8) Assert.DoesNotContain(id, reply.Text, StringComparison.Ordinal);
        Assert.Null(reply.Cookie);
        Assert.Equal(before, await _server.CountAsync());
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("session_x_1")]
    public async Task an_id_of_another_form_in_the_header_is_refused(string id) => (await SendAsync(id, null, null)).Is(400, "invalid-session-id");

    [Fact]
    public async Task two_session_headers_that_differ_are_refused()
    {
        var answer = await RawConnection.ExchangeAsync(_server, $$"""
            POST /api/chat HTTP/1.1
            Host: localhost
            Connection: close
            Content-Type: application/json
            X-Chat-Session: {{Calls.NewSession()}}
            X-Chat-Session: {{Calls.NewSession()}}
            Content-Length: 15

            {"message":"x"}
            """.ReplaceLineEndings("\r\n"));

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("session-mismatch", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("some-other-programs-value")]
    [InlineData("%00")]
    public async Task a_cookie_of_another_form_counts_as_none(string value)
    {
        var reply = await SendAsync(null, null, value);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.StartsWith("session_", reply["sessionId"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_applications_session_is_not_to_be_told_from_an_absent_one()
    {
        var (foreign, absent) = (Calls.NewSession(), Calls.NewSession());
        await _server.PostAsync("/api/conversations", new { sessionId = foreign, userMessage = "secret", aiResponse = "secret" });
        await _server.DeliveredAsync();

        foreach (var (method, path) in new[] { (HttpMethod.Get, "/api/chat/history"), (HttpMethod.Post, "/api/chat/session"), (HttpMethod.Delete, "/api/chat/session") })
        {
            var (one, other) = (await AskAsync(foreign), await AskAsync(absent));
            one.Is(404, "session-not-found");
            Assert.Equal(other.Text, one.Text);
            Assert.Equal(HeadersOf(other), HeadersOf(one));
            Task<Reply> AskAsync(string session) => _server.SendAsync(method, path, null, ("X-Chat-Session", session));
        }
    }

    [Fact]
    public async Task a_message_into_an_applications_session_is_answered_as_if_there_were_none_and_not_recorded()
    {
        var foreign = Calls.NewSession();
        await _server.PostAsync("/api/sessions", new { sessionId = foreign });

        (await _server.ChatAsync("Let me in", foreign)).Is(404, "session-not-found");

        Assert.Empty(await _server.TurnsAsync(foreign));
    }

    [Fact]
    public async Task a_message_into_an_applications_session_that_is_only_journalled_is_refused_too()
    {
        await using var server = await LedgerServer.StartAsync();
        var foreign = Calls.NewSession();
        server.Store.Batches.Hold();
        var posted = server.PostAsync("/api/conversations", new { sessionId = foreign, userMessage = "secret", aiResponse = "secret" });
        await server.Store.Batches.Reached.Soon();

        (await server.ChatAsync("Let me in", foreign)).Is(404, "session-not-found");

        server.Store.Batches.Release();
        await posted;
    }

    [Fact]
    public async Task two_ids_that_differ_in_letter_case_are_two_sessions()
    {
        var id = Guid.NewGuid();
        var (session, other) = ($"session_a{id.ToString()[1..]}_1", $"session_A{id.ToString()[1..]}_1");
        await _server.ChatAsync("one", session);

        await _server.ChatAsync("other", other);

        Assert.Equal("one", (await _server.TurnAsync(session)).UserMessage);
        Assert.Equal("other", (await _server.TurnAsync(other)).UserMessage);
    }

    private static string HeadersOf(Reply reply) => string.Join('\n', reply.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}"));

    private Task<Reply> SendAsync(string? header, string? body, string? cookie)
    {
        var headers = new List<(string, string)>();
        if (header is not null) headers.Add(("X-Chat-Session", header));
        if (cookie is not null) headers.Add(("Cookie", $"theme=dark; chat_session_id={cookie}"));
        return _server.PostAsync("/api/chat", body is null ? new { message = "x" } : (object)new { message = "x", sessionId = body }, [.. headers]);
    }
}
