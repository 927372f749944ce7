using System.Net;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>With logging off the chat works, and nothing at all is stored.</summary>
public sealed class SilentTests : IAsyncLifetime
{
    private LedgerServer _server = null!;

    public async Task InitializeAsync() => _server = await LedgerServer.StartAsync(new Setup { Ledger = options => options.EnableChatLogging = false });

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Assert.False(Directory.Exists(_server.Directory), "The data folder was made.");
    }

    [Fact]
    public async Task a_message_is_answered_and_names_no_turn()
    {
        var reply = await _server.ChatAsync("Hello");

        Assert.Equal((HttpStatusCode.OK, "Hello", null, null), (reply.Status, reply["response"], reply["turnId"], reply["conversationId"]));
        Assert.StartsWith($"chat_session_id={reply["sessionId"]};", reply.Cookie, StringComparison.Ordinal);
        NothingStored();
    }

    [Fact]
    public async Task a_stream_is_answered_and_names_no_turn()
    {
        await using var events = await _server.StreamAsync("Hello");

        Assert.Null((await events.NextAsync("session"))["turnId"]);
        Assert.Equal("Hello", (await events.NextAsync("delta"))["text"]);
        Assert.Null((await events.NextAsync("done"))["conversationId"]);
        NothingStored();
    }

    [Fact]
    public async Task there_is_no_history_and_no_session_to_read()
    {
        var session = (await _server.ChatAsync("Hello"))["sessionId"]!;

        (await _server.GetAsync("/api/chat/history", ("X-Chat-Session", session))).Is(404, "session-not-found");
        (await _server.GetAsync($"/api/sessions/{session}")).Is(404, "session-not-found");
        (await _server.GetAsync($"/api/sessions/{session}/stats")).Is(404, "session-not-found");
        Assert.Empty((await _server.GetAsync("/api/sessions")).Items);
        (await _server.GetAsync($"/api/conversations/{Guid.NewGuid()}")).Is(404, "turn-not-found");
        NothingStored();
    }

    [Fact]
    public async Task a_repeated_key_is_answered_anew_because_nothing_is_remembered()
    {
        var session = Calls.NewSession();
        await _server.ChatAsync("Hello", session, ("Idempotency-Key", "k"));

        Assert.Equal("Hello", (await _server.ChatAsync("Hello", session, ("Idempotency-Key", "k")))["response"]);

        Assert.Equal(2, _server.Model.Requests);
    }

    [Fact]
    public async Task finished_turns_and_sessions_are_checked_taken_and_forgotten()
    {
        var one = await _server.PostAsync("/api/conversations", new { sessionId = "s", userMessage = "x", aiResponse = "y" });
        var many = await _server.PostAsync("/api/conversations", Calls.Json("""[{"sessionId":"s","userMessage":"x","aiResponse":"y"},{"sessionId":"s"}]"""));
        var session = await _server.PostAsync("/api/sessions", new { sessionId = "s" });

        Assert.Equal((201, null), (one.Code, one["turnId"]));
        Assert.Equal([201, 400], many.Items.Select(item => item.GetProperty("code").GetInt32()));
        Assert.Equal(201, session.Code);
        (await _server.PatchAsync("/api/sessions/s", new { })).Is(404, "session-not-found");
        NothingStored();
    }

    [Fact]
    public async Task mistakes_are_refused_all_the_same() => (await _server.ChatAsync("")).Is(400, "empty-message");

    [Fact]
    public async Task probes_and_initializing_work_and_make_nothing()
    {
        Assert.Equal(200, (await _server.GetAsync("/healthz")).Code);
        Assert.Equal(200, (await _server.GetAsync("/readyz")).Code);
        Assert.Equal(0, (await _server.GetAsync("/api/system")).Json.GetProperty("turns").GetProperty("journalled").GetInt32());
        Assert.Equal(200, (await _server.PostAsync("/api/init-db", new { })).Code);
        NothingStored();
    }

    private void NothingStored() => Assert.False(Directory.Exists(_server.Directory));
}
