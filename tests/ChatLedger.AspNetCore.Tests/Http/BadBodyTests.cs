using System.Net.Http.Headers;
using System.Text;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>Bodies that are refused: a problem, nothing stored, nothing repeated, never an error of the server.</summary>
public sealed class BadBodyTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly LedgerServer _server = shared.Server;

    public static TheoryData<string> Names => new(BadBodies.All.Select(body => body.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task every_route_refuses(string name)
    {
        var body = BadBodies.All.Single(bad => bad.Name == name);
        var before = await _server.CountAsync();
        foreach (var (method, path) in Routes)
        {
            var reply = (await SendAsync(method, path, body.Bytes)).Is(body.Status, body.Type);
            SaysNothing(reply);
        }

        Assert.Equal(before, await _server.CountAsync());
        Assert.Empty((await _server.GetAsync("/api/sessions")).Items);
    }

    public static TheoryData<string, string> ChatMistakes => new()
    {
        { "{}", "empty-message" },
        { """{"message":""}""", "empty-message" },
        { """{"message":null}""", "empty-message" },
        { """{"message":7}""", "wrong-type" },
        { """{"message":["kanarienvogel"]}""", "wrong-type" },
        { """{"message":{"text":"kanarienvogel"}}""", "wrong-type" },
        { """{"Message":"kanarienvogel"}""", "case-variant-key" },
        { """{"Message":"kanarienvogel","message":"x"}""", "case-variant-key" },
        { """{"message":"kanarienvogel","message":"kanarienvogel"}""", "duplicate-key" },
        { """{"message":"kanarienvogel","me\u0073sage":"kanarienvogel"}""", "duplicate-key" },
        { """{"message":"x","mood":7}""", "wrong-type" },
        { """{"message":"x","stream":"yes"}""", "wrong-type" },
        { """{"message":"x","stream":1}""", "wrong-type" },
        { """{"message":"x","sessionId":{}}""", "wrong-type" },
        { """{"message":"x","metadata":"kanarienvogel"}""", "wrong-type" },
        { """{"message":"x","metadata":[1]}""", "wrong-type" },
        { """{"message":"x","metadata":{"kanarienvogel":1,"kanarienvogel":2}}""", "duplicate-key" },
        { """{"message":"x","metadata":{"a":NaN}}""", "malformed-json" },
        { """[{"message":"kanarienvogel"}]""", "wrong-type" },
        { """{"message":"x","mood":"LONG51"}""", "too-long" },
        { """{"message":"LONG32001"}""", "too-long" },
        { """{"message":"x","metadata":{"a":"LONG65536"}}""", "too-long" },
        { """{"message":"x","metadata":{"a":DEEP31}}""", "malformed-json" },
    };

    [Theory]
    [MemberData(nameof(ChatMistakes))]
    public async Task a_message_with_a_mistake_is_refused_and_the_model_is_not_asked(string body, string type)
    {
        var (before, asked) = (await _server.CountAsync(), _server.Model.Requests);

        var reply = (await SendAsync(HttpMethod.Post, "/api/chat", Encoding.UTF8.GetBytes(Grown(body)))).Is(400, type);

        SaysNothing(reply);
        Assert.Equal((before, asked), (await _server.CountAsync(), _server.Model.Requests));
    }

    public static TheoryData<string, string> TurnMistakes => new()
    {
        { "{}", "missing-field" },
        { """{"userMessage":"kanarienvogel","aiResponse":"y"}""", "missing-field" },
        { """{"sessionId":"s","userMessage":"kanarienvogel"}""", "missing-field" },
        { """{"sessionId":"s","userMessage":"","aiResponse":"y"}""", "empty-message" },
        { """{"sessionId":"","userMessage":"x","aiResponse":"y"}""", "invalid-session-id" },
        { """{"sessionId":" ","userMessage":"x","aiResponse":"y"}""", "invalid-session-id" },
        { """{"sessionId":"a\nb","userMessage":"x","aiResponse":"y"}""", "invalid-session-id" },
        { """{"sessionId":"a\u0000b","userMessage":"x","aiResponse":"y"}""", "invalid-session-id" },
        { """{"sessionId":"LONG256","userMessage":"x","aiResponse":"y"}""", "invalid-session-id" },
        { """{"sessionId":"LONG10240","userMessage":"x","aiResponse":"y"}""", "invalid-session-id" },
        { """{"sessionId":"s","userMessage":7,"aiResponse":"y"}""", "wrong-type" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","responseTimeMs":-1}""", "out-of-range" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","responseTimeMs":1.5}""", "wrong-type" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","responseTimeMs":"120"}""", "wrong-type" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","responseTimeMs":1e999}""", "wrong-type" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","inputTokens":2147483648}""", "wrong-type" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","status":"Failed"}""", "out-of-range" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","timestamp":"yesterday"}""", "wrong-type" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","timestamp":"2026-01-02T03:04:05"}""", "wrong-type" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","timestamp":"9999-12-31T23:59:59Z"}""", "out-of-range" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","userIp":"kanarienvogel"}""", "invalid-address" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","turnId":"7"}""", "wrong-type" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","turnId":"00000000-0000-0000-0000-000000000000"}""", "wrong-type" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","mood":"LONG51"}""", "too-long" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","userAgent":"LONG1001"}""", "too-long" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","error":"LONG1001"}""", "too-long" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","model":"LONG256"}""", "too-long" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","userId":"LONG256"}""", "too-long" },
        { """{"sessionId":"s","userMessage":"x","aiResponse":"y","metadata":7}""", "wrong-type" },
        { """{"sessionid":"s","userMessage":"x","aiResponse":"y"}""", "case-variant-key" },
    };

    [Theory]
    [MemberData(nameof(TurnMistakes))]
    public async Task a_turn_with_a_mistake_is_refused(string body, string type)
    {
        var before = await _server.CountAsync();

        var reply = (await SendAsync(HttpMethod.Post, "/api/conversations", Encoding.UTF8.GetBytes(Grown(body)))).Is(400, type);

        SaysNothing(reply);
        Assert.Equal(before, await _server.CountAsync());
    }

    [Fact]
    public async Task a_problem_names_the_field_and_the_limit() =>
        Assert.Equal(
            """{"type":"too-long","title":"Bad Request","status":400,"detail":"mood must be at most 50 characters.","field":"mood"}""",
            (await SendAsync(HttpMethod.Post, "/api/chat", Encoding.UTF8.GetBytes(Grown("""{"message":"x","mood":"LONG51"}""")))).Text);

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/jsonp")]
    [InlineData("nonsense")]
    public async Task a_body_of_another_type_is_refused(string? type)
    {
        foreach (var (method, path) in Routes)
        {
            var content = new ByteArrayContent("{\"message\":\"x\"}"u8.ToArray());
            if (type is not null) content.Headers.TryAddWithoutValidation("Content-Type", type);
            (await _server.SendAsync(method, path, content)).Is(415, "unsupported-media-type");
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task a_compressed_body_is_refused_unread(string encoding)
    {
        foreach (var (method, path) in Routes)
        {
            var content = Calls.Json("{}");
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
            (await _server.SendAsync(method, path, content)).Is(415, "unsupported-media-type");
        }
    }

    [Theory]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    public async Task json_in_utf8_is_taken_however_it_is_spelt(string type)
    {
        var content = new ByteArrayContent("{\"sessionId\":\"spelt\"}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        await using var server = await LedgerServer.StartAsync();

        Assert.Equal(201, (await server.SendAsync(HttpMethod.Post, "/api/sessions", content)).Code);
    }

    [Fact]
    public async Task a_byte_order_mark_in_front_is_passed_over()
    {
        await using var server = await LedgerServer.StartAsync();
        byte[] mark = [0xEF, 0xBB, 0xBF];

        foreach (var body in new[] { "{\"sessionId\":\"s\",\"userMessage\":\"x\",\"aiResponse\":\"y\"}", "[{\"sessionId\":\"s\",\"userMessage\":\"x\",\"aiResponse\":\"y\"}]" })
            Assert.InRange((await server.PostAsync("/api/conversations", Content([.. mark, .. Encoding.UTF8.GetBytes(body)]))).Code, 201, 207);
        var lines = new ByteArrayContent([.. mark, .. "{\"sessionId\":\"s\",\"userMessage\":\"x\",\"aiResponse\":\"y\"}\n"u8]);
        lines.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        Assert.Equal(201, (await server.PostAsync("/api/conversations", lines)).Items.Single().GetProperty("code").GetInt32());
        Assert.Equal(3, (await server.TurnsAsync("s")).Count);
    }

    private static (HttpMethod Method, string Path)[] Routes =>
        [(HttpMethod.Post, "/api/chat"), (HttpMethod.Post, "/api/conversations"), (HttpMethod.Post, "/api/sessions"), (HttpMethod.Patch, "/api/sessions/x")];

    private static string Grown(string body)
    {
        foreach (var length in new[] { 65536, 32001, 10240, 1001, 256, 51 }) body = body.Replace($"LONG{length}", new string('x', length), StringComparison.Ordinal);
        return body.Replace("DEEP31", new string('[', 31) + new string(']', 31), StringComparison.Ordinal);
    }

    private static ByteArrayContent Content(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private void SaysNothing(Reply reply)
    {
        foreach (var word in new[] { BadBodies.Canary, "Exception", "   at ", "ChatLedger.", "System.", "SELECT", "INSERT", _server.Directory, "traceId" })
            Assert.DoesNotContain(word, reply.Text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A client that asks before it sends, so that it gets the answer instead of a broken connection.</summary>
    private Task<Reply> SendAsync(HttpMethod method, string path, byte[] bytes) => _server.SendAsync(method, path, Content(bytes), ("Expect", "100-continue"));
}
