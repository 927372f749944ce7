using System.Globalization;
using System.Text;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>Requests that no client library would send.</summary>
public sealed class RawHttpTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Body = """{"message":"smuggled"}""";

    private readonly LedgerServer _server = shared.Server;

    public static TheoryData<string, string, int> Malformed => new()
    {
        { "a length and chunks", "Host: localhost\r\nContent-Length: 22\r\nTransfer-Encoding: chunked\r\n", 400 },
        { "two lengths", "Host: localhost\r\nContent-Length: 22\r\nContent-Length: 23\r\n", 400 },
        { "a negative length", "Host: localhost\r\nContent-Length: -1\r\n", 400 },
        { "an unknown transfer coding", "Host: localhost\r\nTransfer-Encoding: gzip\r\n", 400 },
        { "a folded header", "Host: localhost\r\nX-A: 1\r\n folded\r\nContent-Length: 22\r\n", 400 },
        { "NUL in a header", "Host: localhost\r\nX-A: a\0b\r\nContent-Length: 22\r\n", 400 },
        { "a space before the colon", "Host: localhost\r\nX-A : 1\r\nContent-Length: 22\r\n", 400 },
        { "a bare carriage return in a header", "Host: localhost\r\nX-A: a\rb\r\nContent-Length: 22\r\n", 400 },
        { "no host", "Content-Length: 22\r\n", 400 },
        { "two hosts", "Host: localhost\r\nHost: localhost\r\nContent-Length: 22\r\n", 400 },
        { "no length", "Host: localhost\r\n", 400 },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task a_request_that_two_readers_could_read_differently_is_refused_and_not_recorded(string what, string headers, int status)
    {
        var before = await _server.CountAsync();

        var answer = await RawConnection.ExchangeAsync(_server, $"POST /api/chat HTTP/1.1\r\nContent-Type: application/json\r\nConnection: close\r\n{headers}\r\n{Body}");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("smuggled", answer, StringComparison.Ordinal);
        Assert.Equal((what, before), (what, await _server.CountAsync()));
    }

    [Theory]
    [InlineData("5;a=\n\r\n{\"a\"}")]
    [InlineData("x\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("FFFFFFFFFFFFFFFF\r\n")]
    public async Task a_malformed_chunk_is_refused(string chunk)
    {
        var answer = await RawConnection.ExchangeAsync(_server, $"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_body_in_chunks_without_a_length_is_refused_where_it_becomes_too_large()
    {
        using var connection = await RawConnection.OpenAsync(_server);
        await connection.SendAsync("POST /api/chat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        var chunk = $"10000\r\n{new string(' ', 1 << 16)}\r\n";
        for (var i = 0; i < 17; i++) await connection.SendAsync(chunk);

        var answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("body-too-large", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_body_that_never_ends_as_announced_is_not_recorded()
    {
        var before = await _server.CountAsync();
        using (var connection = await RawConnection.OpenAsync(_server))
            await connection.SendAsync("POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"message\":\"half");

        Assert.Equal(200, (await _server.GetAsync("/healthz")).Code);
        Assert.Equal(before, await _server.CountAsync());
    }

    [Theory]
    [InlineData("X-A", 33 * 1024, 431)]
    [InlineData("Cookie", 33 * 1024, 431)]
    [InlineData("X-A", 16 * 1024, 200)]
    public async Task headers_are_bounded(string name, int length, int status)
    {
        var answer = await RawConnection.ExchangeAsync(_server, $"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{name}: {new string('a', length)}\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_hundred_and_one_headers_are_too_many()
    {
        var headers = string.Concat(Enumerable.Range(0, 100).Select(static n => string.Create(CultureInfo.InvariantCulture, $"X-{n}: 1\r\n")));

        Assert.StartsWith("HTTP/1.1 431 ", await RawConnection.ExchangeAsync(_server, $"GET /healthz HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9_000)]
    [InlineData(100_000)]
    public async Task an_address_that_is_too_long_is_refused(int length) =>
        Assert.StartsWith("HTTP/1.1 414 ", await RawConnection.ExchangeAsync(_server, $"GET /healthz?{new string('a', length)} HTTP/1.1\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://evil.example/healthz", "localhost")]
    [InlineData("http://evil.example/healthz", "evil.example")]
    [InlineData("https://evil.example/healthz", "127.0.0.1")]
    public async Task an_address_with_another_host_is_refused(string target, string host) =>
        Assert.StartsWith("HTTP/1.1 400 ", await RawConnection.ExchangeAsync(_server, $"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("/%")]
    [InlineData("/%zz")]
    [InlineData("/api/sessions/%00")]
    [InlineData("/api/sessions/%FF")]
    [InlineData("/api/sessions/..%2f..%2fetc%2fpasswd")]
    [InlineData("/../../etc/passwd")]
    [InlineData("//evil.example/")]
    [InlineData("/client/../../ChatLedger.db")]
    [InlineData("/page/%2e%2e/%2e%2e/journal.db")]
    public async Task an_odd_path_is_refused_or_not_found_and_never_an_error(string path)
    {
        var answer = await RawConnection.ExchangeAsync(_server, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.Matches(@"\AHTTP/1\.1 40[04] ", answer);
    }

    [Fact]
    public async Task overriding_the_method_by_header_changes_nothing()
    {
        var session = Calls.NewSession();
        await _server.ChatAsync("x", session);

        var reply = await _server.SendAsync(HttpMethod.Post, "/api/chat/session", null, ("X-Chat-Session", session), ("X-HTTP-Method-Override", "DELETE"), ("X-Method-Override", "DELETE"));

        Assert.Equal((200, session), (reply.Code, reply["sessionId"]));
        Assert.Null((await _server.GetAsync($"/api/sessions/{session}"))["endedAt"]);
    }

    [Fact]
    public async Task http2_by_prior_knowledge_is_told_to_use_http_1_1_and_closed()
    {
        var answer = await RawConnection.ExchangeAsync(_server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

        // A GOAWAY frame (type 7) with the error HTTP_1_1_REQUIRED (13): RFC 9113, sections 6.8 and 7.
        Assert.Equal(('\u0007', '\r'), (answer[3], answer[^1]));
    }

    [Fact]
    public async Task ten_thousand_requests_in_a_row_are_answered_in_turn()
    {
        using var connection = await RawConnection.OpenAsync(_server);
        var reading = connection.ReadToEndAsync();

        await connection.SendAsync(string.Concat(Enumerable.Repeat("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 9_999)) + "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.Equal(10_001, (await reading).Split("HTTP/1.1 200 OK").Length);
    }

    [Fact]
    public async Task a_request_behind_a_refused_body_is_not_taken_for_another()
    {
        var inner = $"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(Body)}\r\n\r\n{Body}";
        var before = await _server.CountAsync();

        await RawConnection.ExchangeAsync(_server, $"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {inner.Length}\r\n\r\n{inner}");

        Assert.Equal(before, await _server.CountAsync());
    }
}
