namespace ChatLedger.AspNetCore.Tests;

/// <summary>The headers that protect transcripts, on every kind of answer.</summary>
public sealed class HeadersTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly LedgerServer _server = shared.Server;

    [Theory]
    [InlineData("GET", "/healthz", 200)]
    [InlineData("GET", "/api/sessions", 200)]
    [InlineData("GET", "/openapi/v1.json", 200)]
    [InlineData("POST", "/api/chat/session", 200)]
    [InlineData("DELETE", "/api/chat/session", 204)]
    [InlineData("GET", "/api/chat/history?limit=x", 400)]
    [InlineData("GET", "/api/chat/history?limit=0", 400)]
    [InlineData("GET", "/api/sessions/nobody", 404)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("PUT", "/api/chat", 405)]
    [InlineData("POST", "/api/chat", 415)]
    public async Task answers_are_what_they_say_and_are_kept_by_nobody(string method, string path, int status)
    {
        var reply = await _server.SendAsync(new HttpMethod(method), path, null);

        Assert.Equal(status, reply.Code);
        Assert.Equal("nosniff", Assert.Single(reply.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(reply.Headers.CacheControl!.NoStore);
        Assert.False(reply.Headers.Contains("Server"));
        Assert.False(reply.Headers.Contains("X-Powered-By"));
    }

    [Fact]
    public async Task chats_streams_and_failures_are_kept_by_nobody()
    {
        _server.Model.On("Fails").Fail(new InvalidOperationException());

        foreach (var reply in new[] { await _server.ChatAsync("x"), await _server.ChatAsync("Fails"), await _server.ChatAsync("x", null, ("Accept", "text/event-stream")), await _server.PostAsync("/api/conversations", Calls.Ndjson("{}")) })
        {
            Assert.True(reply.Headers.CacheControl!.NoStore);
            Assert.Equal("nosniff", Assert.Single(reply.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/page/chat.js")]
    [InlineData("/page/theme.css")]
    [InlineData("/client/index.js")]
    public async Task the_page_may_load_and_run_nothing_but_its_own_files(string path)
    {
        var reply = await _server.GetAsync(path);

        Assert.Equal(200, reply.Code);
        var policy = Assert.Single(reply.Headers.GetValues("Content-Security-Policy")).Split("; ").ToDictionary(rule => rule.Split(' ')[0], rule => rule[(rule.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        Assert.Equal(("'none'", "'self'", "'self'", "'self'"), (policy["default-src"], policy["script-src"], policy["style-src"], policy["connect-src"]));
        Assert.Equal(("'none'", "'none'", "'self'"), (policy["frame-ancestors"], policy["base-uri"], policy["form-action"]));
        Assert.DoesNotContain("unsafe", string.Join(' ', policy.Values), StringComparison.Ordinal);
        Assert.Equal("no-referrer", Assert.Single(reply.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("nosniff", Assert.Single(reply.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("utf-8", reply.ContentHeaders.ContentType!.CharSet);
    }

    [Fact]
    public async Task the_page_is_asked_for_anew_and_not_sent_again_while_it_is_the_same()
    {
        var first = await _server.GetAsync("/");
        var second = await _server.GetAsync("/", ("If-None-Match", first.Headers.ETag!.ToString()));

        Assert.True(first.Headers.CacheControl!.NoCache);
        Assert.Equal((304, ""), (second.Code, second.Text));
        Assert.True(second.Headers.Contains("Content-Security-Policy"));
    }

    [Theory]
    [InlineData("GET", "/api/sessions")]
    [InlineData("POST", "/api/chat/session")]
    [InlineData("OPTIONS", "/api/chat")]
    [InlineData("OPTIONS", "/api/conversations")]
    public async Task another_site_is_allowed_nothing(string method, string path)
    {
        var reply = await _server.SendAsync(new HttpMethod(method), path, null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type"));

        Assert.DoesNotContain(reply.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        if (method == "OPTIONS") Assert.Equal(405, reply.Code);
    }
}
