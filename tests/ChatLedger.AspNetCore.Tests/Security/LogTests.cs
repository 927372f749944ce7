using ChatLedger.Capture;
using Microsoft.Extensions.Logging;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>No log line holds people's words, at any level.</summary>
public sealed class LogTests
{
    private const string Canary = BadBodies.Canary;

    [Fact]
    public async Task the_whole_log_of_a_busy_server_holds_nothing_that_was_said()
    {
        LogKeeper log;
        await using (var server = await LedgerServer.StartAsync(new Setup { LogFrom = LogLevel.Trace, Ledger = options => options.StoreWait = TimeSpan.FromMilliseconds(1) }))
        {
            log = server.Log;
            await ChatAsync(server);
            await IngestAsync(server);
            await FailAsync(server);
            foreach (var body in BadBodies.All.Where(body => body.Bytes.Length < 1 << 20)) await server.PostAsync("/api/chat", new ByteArrayContent(body.Bytes));
            foreach (var body in BadBodies.All.Where(body => body.Status == 400)) await server.PostAsync("/api/conversations", Calls.Json(System.Text.Encoding.UTF8.GetString(body.Bytes)));
        }

        Assert.InRange(log.Lines.Count, 200, int.MaxValue);
        Assert.Contains(log.Lines, line => line.StartsWith("Trace ", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains(" ChatLedger.", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains(Canary, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task ChatAsync(LedgerServer server)
    {
        var session = Calls.NewSession();
        object Body(bool stream) => new { message = Canary, sessionId = session, mood = Canary, metadata = new { a = Canary }, stream };
        (string, string)[] headers = [("User-Agent", Canary), ("Idempotency-Key", Canary), ("Cookie", $"chat_session_id={Canary}")];
        Assert.Equal(200, (await server.PostAsync("/api/chat", Body(false), headers)).Code);
        Assert.Equal(200, (await server.PostAsync("/api/chat", Body(true), headers)).Code);
        Assert.Equal(400, (await server.ChatAsync(Canary, Canary)).Code);
        Assert.Equal(400, (await server.ChatAsync(Canary, null, ("X-Chat-Session", Canary))).Code);
        Assert.Equal(200, (await server.GetAsync("/api/chat/history", ("X-Chat-Session", session))).Code);
    }

    private static async Task IngestAsync(LedgerServer server)
    {
        object Turn(string? mood) => new { sessionId = Canary, userMessage = Canary, aiResponse = Canary, mood, userId = Canary, model = Canary, error = Canary, userAgent = Canary, metadata = new { a = Canary } };
        Assert.Equal(201, (await server.PostAsync("/api/conversations", Turn(Canary))).Code);
        Assert.Equal(207, (await server.PostAsync("/api/conversations", new[] { Turn(Canary), Turn(new string('x', 51)) })).Code);
        Assert.Equal(201, (await server.PostAsync("/api/sessions", new { sessionId = Canary + "2", userId = Canary })).Code);
        await server.DeliveredAsync();
    }

    private static async Task FailAsync(LedgerServer server)
    {
        server.Model.On(Canary + "?").Say(Canary).Fail(new ModelException("overloaded", 529, new InvalidOperationException(Canary)));
        server.Model.On(Canary + "!").Say(Canary).Fail(new InvalidOperationException(Canary));
        Assert.Equal(502, (await server.ChatAsync(Canary + "?")).Code);
        Assert.Equal(502, (await server.ChatAsync(Canary + "!")).Code);
        server.Store.IsAway = true;
        await server.ChatAsync(Canary);
        server.Store.IsAway = false;
        server.Journal.Closings.Refuses = true;
        Assert.Equal(503, (await server.ChatAsync(Canary)).Code);
        server.Journal.Closings.Refuses = false;
        server.Reader.IsAway = true;
        Assert.Equal(503, (await server.GetAsync("/api/sessions")).Code);
        server.Reader.IsAway = false;
        await server.DeliveredAsync();
    }
}
