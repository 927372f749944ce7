using System.Net;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>A journal at its size limit, because the store hangs.</summary>
public sealed class FullJournalTests : IAsyncLifetime
{
    private static readonly string Long = new('x', 30_000);

    private readonly List<string> _taken = [];
    private LedgerServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LedgerServer.StartAsync(new Setup
        {
            Ledger = options => (options.JournalBytesMax, options.StoreWait) = (1 << 20, TimeSpan.FromMilliseconds(1)),
            LogFrom = Microsoft.Extensions.Logging.LogLevel.None,
        });
        _server.Store.Batches.Hold();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task a_full_journal_refuses_without_asking_the_model_and_takes_turns_again_when_there_is_room()
    {
        var refused = await FillAsync();

        Assert.Equal("1", refused.Is(503, "journal-unavailable").Headers.GetValues("Retry-After").Single());
        Assert.Equal(503, (await _server.GetAsync("/readyz")).Code);
        var asked = _server.Model.Requests;
        (await _server.ChatAsync("Not now")).Is(503, "journal-unavailable");
        Assert.Equal(asked, _server.Model.Requests);

        _server.Store.Batches.Release();
        await RoomAgainAsync();
        Assert.Equal(HttpStatusCode.OK, (await _server.ChatAsync("Now")).Status);
    }

    [Fact]
    public async Task what_a_full_journal_had_acknowledged_is_stored()
    {
        await FillAsync();

        _server.Store.Batches.Release();
        await RoomAgainAsync();
        await _server.DeliveredAsync();

        foreach (var session in _taken) Assert.Equal(Long, (await _server.TurnAsync(session)).AiResponse);
    }

    [Fact]
    public async Task a_stream_that_ends_in_a_full_journal_is_not_acknowledged_and_is_stored_when_there_is_room()
    {
        var session = Calls.NewSession();
        var story = string.Concat(Enumerable.Repeat(Long, 5));
        var answer = _server.Model.On("A long story");
        await using var events = await _server.StreamAsync("A long story", session);
        await events.NextAsync("session");
        await FillAsync();

        // More than is left, so that it fits only after what was delivered has made room.
        answer.Say(story).End();
        await events.NextAsync("delta");
        Assert.Equal("journal-unavailable", (await events.NextAsync("error"))["type"]);

        _server.Store.Batches.Release();
        await RoomAgainAsync();
        await _server.DeliveredAsync();
        Assert.Equal((TurnStatus.Completed, story), ((await _server.TurnAsync(session)).Status, (await _server.TurnAsync(session)).AiResponse));
    }

    /// <summary>Chats until the journal refuses.</summary>
    private async Task<Reply> FillAsync()
    {
        while (true)
        {
            var session = Calls.NewSession();
            var reply = await _server.ChatAsync(Long, session);
            if (reply.Status != HttpStatusCode.OK) return reply;
            _taken.Add(session);
            Assert.InRange(_taken.Count, 1, 100);
        }
    }

    /// <summary>The journal tries again by itself each second and tells nobody; readiness is where it can be seen.</summary>
    private async Task RoomAgainAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await _server.GetAsync("/readyz")).Status != HttpStatusCode.OK) await often.WaitForNextTickAsync(patience.Token);
    }
}
