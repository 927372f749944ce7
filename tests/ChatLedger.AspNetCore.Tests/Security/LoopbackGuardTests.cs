namespace ChatLedger.AspNetCore.Tests;

/// <summary>Only the names of loopback are answered: a page of another site may reach this server by a name of its own.</summary>
public sealed class LoopbackGuardTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] Paths = ["/", "/healthz", "/api/chat/history", "/api/sessions", "/api/system", "/openapi/v1.json", "/client/index.js", "/nothing"];

    private readonly LedgerServer _server = shared.Server;

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:5080")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("[::1]")]
    [InlineData("[::1]:5080")]
    public async Task the_names_of_loopback_are_answered(string host) => Assert.StartsWith("HTTP/1.1 200 ", await AskAsync("/healthz", host), StringComparison.Ordinal);

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:5080")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.nip.io")]
    [InlineData("evil-localhost")]
    [InlineData("192.0.2.7")]
    [InlineData("0.0.0.0")]
    [InlineData("2130706433")]
    [InlineData("127.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::]")]
    [InlineData("")]
    public async Task any_other_name_is_refused_on_every_path(string host)
    {
        foreach (var path in Paths)
        {
            var answer = await AskAsync(path, host);

            Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
            if (!host.EndsWith(']') && host.Length > 0) Assert.Contains("\"type\":\"host-not-allowed\"", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task forwarding_headers_do_not_change_the_name()
    {
        (await _server.GetAsync("/healthz", ("Host", "evil.example"), ("X-Forwarded-Host", "localhost"), ("Forwarded", "host=localhost"))).Is(400, "host-not-allowed");
        Assert.Equal(200, (await _server.GetAsync("/healthz", ("X-Forwarded-Host", "evil.example"))).Code);
    }

    [Fact]
    public async Task a_message_by_another_name_is_neither_answered_nor_recorded()
    {
        var (before, asked) = (await _server.CountAsync(), _server.Model.Requests);

        (await _server.ChatAsync("x", null, ("Host", "evil.example"))).Is(400, "host-not-allowed");

        Assert.Equal((before, asked), (await _server.CountAsync(), _server.Model.Requests));
    }

    private Task<string> AskAsync(string path, string host) => RawConnection.ExchangeAsync(_server, $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
}
