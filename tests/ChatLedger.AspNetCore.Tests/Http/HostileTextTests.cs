using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatLedger.Conformance;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>What people and models write is stored byte for byte, whatever it looks like.</summary>
public sealed class HostileTextTests
{
    public static IReadOnlyList<string> Texts { get; } =
    [
        .. HostileStrings.All, .. NaughtyStrings.All.Where(static text => text.Length > 0),
        "\u202Etxt.exe", "a\u200Db\u200C", "a\u2028b\u2029c\u0085d", "\uFFFE\uFFFF\uE000\U0010FFFF", "\U000E0041\U000E0042", "z" + new string('\u0300', 31_999),
        "é", "e\u0301", "\u001b[31mred\u001b[0m\u0007", "line one\r\nline two\rthree", "\t", " ", "\u0001\u0002\u001f\u007f\u009f", "{{7*7}}@(7*7)${7*7}<%= 7 %>",
        "data: x\n\nevent: done\n\n", "[INFO] forged\r\n2026-01-01 [ERROR] forged", "{Password} {0} %s %n", "\uFEFFmark", "%0d%0a%00",
    ];

    [Fact]
    public async Task through_the_chat()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Chat = chat => chat.ContextLengthMax = 0 });
        await Parallel.ForEachAsync(Texts, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (text, _) => await ChatAsync(server, text));
    }

    [Fact]
    public async Task through_a_stream()
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Chat = chat => chat.ContextLengthMax = 0 });
        foreach (var text in Texts.Where((_, index) => index % 7 == 0))
        {
            await using var events = await server.StreamAsync(text);
            await events.NextAsync("session");
            Same(text, (await events.NextAsync("delta"))["text"]!);
            await events.NextAsync("done");
        }
    }

    [Fact]
    public async Task through_ingest_and_back_by_every_reading_route()
    {
        await using var server = await LedgerServer.StartAsync();
        foreach (var batch in Texts.Select((text, index) => (text, index)).Chunk(250))
        {
            var reply = await server.PostAsync("/api/conversations", batch.Select(item => new
            {
                sessionId = $"s{item.index}",
                userMessage = item.text,
                aiResponse = item.text,
                userId = item.text.Length <= 255 ? item.text : null,
                model = item.text.Length <= 255 ? item.text : null,
                userAgent = item.text.Length <= 1000 ? item.text : null,
                error = item.text.Length <= 1000 ? item.text : null,
            }).ToArray());
            Assert.All(reply.Items, item => Assert.Equal(201, item.GetProperty("code").GetInt32()));
        }

        await server.DeliveredAsync();
        foreach (var (text, index) in Texts.Select((text, index) => (text, index)))
        {
            var turn = (await server.GetAsync($"/api/sessions/s{index}/history")).Items.Single();
            foreach (var field in new[] { "userMessage", "aiResponse", "userId", "model", "userAgent", "error" })
            {
                if (turn.GetProperty(field).GetString() is { } stored) Same(text, stored);
            }

            Same(text, (await server.GetAsync($"/api/conversations/{turn.GetProperty("turnId").GetString()}")).Json.GetProperty("aiResponse").GetString()!);
        }
    }

    [Theory]
    [InlineData("""a\u0000b""", "a\u2400b")]
    [InlineData("""a\ud800b""", "a\uFFFDb")]
    [InlineData("""a\udc00b""", "a\uFFFDb")]
    [InlineData("""a\ude00\ud83db""", "a\uFFFD\uFFFDb")]
    [InlineData("""\ud83d""", "\uFFFD")]
    [InlineData("""\"\\\/\b\f\n\r\t\ud800""", "\"\\/\b\f\n\r\t\uFFFD")]
    public async Task only_what_a_text_column_cannot_hold_is_replaced_and_the_turn_is_marked(string sent, string stored)
    {
        await using var server = await LedgerServer.StartAsync();
        var (session, other) = (Calls.NewSession(), Guid.NewGuid().ToString());

        var chat = await server.PostAsync("/api/chat", Calls.Json($$$"""{"message":"{{{sent}}}","sessionId":"{{{session}}}","metadata":{"k":"{{{sent}}}"}}"""));
        var ingest = await server.PostAsync("/api/conversations", Calls.Json($$"""{"userMessage":"{{sent}}","aiResponse":"{{sent}}","sessionId":"{{other}}"}"""));

        Assert.Equal((200, 201), (chat.Code, ingest.Code));
        var asked = await server.TurnAsync(session);
        Assert.Equal((stored, stored), (asked.UserMessage, asked.AiResponse));
        Assert.Equal($$"""{"cleaned":true,"k":{{JsonSerializer.Serialize(stored)}}}""", Sorted(asked.Metadata!));
        var told = await server.TurnAsync(other);
        Assert.Equal((stored, stored, """{"cleaned":true}"""), (told.UserMessage, told.AiResponse, told.Metadata));
    }

    [Fact]
    public async Task numbers_in_metadata_are_kept_digit_for_digit()
    {
        const string Numbers = """{"a":1e999,"b":1E+400000,"c":-0,"d":1.0000000000000000001,"e":9223372036854775808,"f":0.10,"g":[1e-999]}""";
        await using var server = await LedgerServer.StartAsync();

        await server.PostAsync("/api/conversations", Calls.Json($$"""{"sessionId":"numbers","userMessage":"x","aiResponse":"y","metadata": {{Numbers}} }"""));

        Assert.Equal(Numbers, (await server.TurnAsync("numbers")).Metadata);
        await server.DeliveredAsync();
        Assert.Equal(Numbers, (await server.GetAsync("/api/sessions/numbers/history")).Items.Single().GetProperty("metadata").GetRawText());
    }

    [Fact]
    public async Task an_answer_of_almost_a_mebibyte_on_one_line_is_whole()
    {
        var text = string.Concat(Enumerable.Repeat("Grüße 🙂 ", 45_000));
        await using var server = await LedgerServer.StartAsync();

        Assert.Equal(201, (await server.PostAsync("/api/conversations", new { sessionId = "long", userMessage = "x", aiResponse = text })).Code);

        await server.DeliveredAsync();
        Same(text, (await server.GetAsync("/api/sessions/long/history")).Items.Single().GetProperty("aiResponse").GetString()!);
    }

    private static async Task ChatAsync(LedgerServer server, string text)
    {
        var session = Calls.NewSession();
        var mood = text.Length <= 50 ? text : null;
        var metadata = text.Length <= 1000 ? new Dictionary<string, string> { [text] = text } : null;

        var reply = await server.PostAsync("/api/chat", new { message = text, sessionId = session, mood, metadata });

        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        Same(text, reply["response"]!);
        var turn = await server.TurnAsync(session);
        Same(text, turn.UserMessage);
        Same(text, turn.AiResponse);
        Assert.Equal(mood, turn.Mood);
        if (metadata is not null) Assert.Equal(metadata, JsonSerializer.Deserialize<Dictionary<string, string>>(turn.Metadata!));
        Same(text, (await server.GetAsync("/api/chat/history", ("X-Chat-Session", session))).Items.Single().GetProperty("userMessage").GetString()!);
    }

    private static void Same(string expected, string actual) =>
        Assert.Equal(Convert.ToHexString(SHA256.HashData(Encoding.Unicode.GetBytes(expected))), Convert.ToHexString(SHA256.HashData(Encoding.Unicode.GetBytes(actual))));

    private static string Sorted(string json) =>
        JsonSerializer.Serialize(new SortedDictionary<string, JsonElement>(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!, StringComparer.Ordinal)
            .ToDictionary(static pair => pair.Key, static pair => pair.Value.ValueKind == JsonValueKind.String ? (object?)pair.Value.GetString() : true));
}
