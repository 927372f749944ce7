using ChatLedger.Capture;

namespace ChatLedger.Tests;

/// <summary>The ledger with logging off.</summary>
public sealed class SilentLedgerTests
{
    private static readonly FinishedTurn Message = new() { SessionId = "session", UserMessage = "Hello", AiResponse = "Hi" };

    private readonly SilentLedger _ledger = new(new TurnCapture(new CaptureClock(TimeProvider.System), TimeProvider.System));

    [Fact]
    public async Task a_message_is_taken_and_neither_numbered_nor_remembered()
    {
        Assert.Equal(new TurnReceipt(null, null), await _ledger.LogChatMessageAsync(Message));

        Assert.Empty(await _ledger.GetChatHistoryAsync("session"));
        Assert.Null(await _ledger.GetSessionStatsAsync("session"));
    }

    [Fact]
    public async Task an_opened_turn_goes_through_all_its_steps_and_is_not_recorded()
    {
        await using var turn = await _ledger.BeginTurnAsync(new TurnStart { SessionId = "session", UserMessage = "Hello" });
        await turn.OpenedAsync();
        await turn.AppendAsync("Hi");

        Assert.Equal(new TurnReceipt(null, null), await turn.CompleteAsync(new TurnFigures()));
        Assert.Null(turn.TurnId);
    }

    [Fact]
    public async Task what_would_be_refused_is_refused_with_logging_off_too()
    {
        var logged = await _ledger.LogChatMessagesAsync([Message, Message with { UserMessage = "" }]);

        Assert.Equal([null, "empty-message"], logged.Select(static turn => turn.Problem?.Slug));
        Assert.Throws<CaptureException>(() => _ledger.BeginTurn(new TurnStart { SessionId = "", UserMessage = "Hello" }));
        await Assert.ThrowsAsync<CaptureException>(() => _ledger.CreateChatSessionAsync(""));
    }
}
