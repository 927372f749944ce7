using ChatLedger.Capture;
using ChatLedger.Storage;

namespace ChatLedger;

/// <summary>The ledger with logging off: it checks what it is given, stores nothing at all and remembers nothing.</summary>
internal sealed class SilentLedger(TurnCapture capture) : IChatLedger
{
    public Task<bool> CreateChatSessionAsync(string sessionId, SessionUpdate? details = null, CancellationToken cancellation = default)
    {
        Limits.SessionId(sessionId);
        return Task.FromResult(true);
    }

    public Task<bool> UpdateChatSessionAsync(string sessionId, SessionUpdate update, CancellationToken cancellation = default) => Task.FromResult(false);

    public Task<bool> EndChatSessionAsync(string sessionId, CancellationToken cancellation = default) => Task.FromResult(true);

    public Task<TurnReceipt> LogChatMessageAsync(FinishedTurn message, CancellationToken cancellation = default)
    {
        capture.Capture(message, null);
        return Task.FromResult(new TurnReceipt(null, null));
    }

    public async Task<IReadOnlyList<LoggedTurn>> LogChatMessagesAsync(IReadOnlyList<FinishedTurn> messages, CancellationToken cancellation = default)
    {
        var results = new List<LoggedTurn>(messages.Count);
        foreach (var message in messages)
        {
            try
            {
                results.Add(LoggedTurn.Recorded(await LogChatMessageAsync(message, cancellation).ConfigureAwait(false)));
            }
            catch (CaptureException problem)
            {
                results.Add(LoggedTurn.Refused(problem));
            }
        }

        return results;
    }

    public Task<IReadOnlyList<Turn>> GetChatHistoryAsync(string sessionId, int limit = 50, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<Turn>>([]);

    public Task<SessionStats?> GetSessionStatsAsync(string sessionId, CancellationToken cancellation = default) => Task.FromResult<SessionStats?>(null);

    public Task<SchemaState> InitializeDatabaseTablesAsync(CancellationToken cancellation = default) => Task.FromResult(new SchemaState(0, 0, []));

    public IOpenTurn BeginTurn(TurnStart start)
    {
        capture.Capture(start);
        return new UnrecordedTurn();
    }

    public Task<IOpenTurn> BeginTurnAsync(TurnStart start, CancellationToken cancellation = default) => Task.FromResult(BeginTurn(start));
}
