using ChatLedger.Capture;
using ChatLedger.Delivery;
using ChatLedger.Query;
using ChatLedger.Storage;

namespace ChatLedger;

/// <summary>The ledger: the stations behind one face.</summary>
internal sealed class Ledger(
    TurnRecorder recorder, Ingestor ingestor, LedgerQueries queries, ILedgerWriter writer, ILedgerSchema schema, Undelivered undelivered,
    CaptureClock clock, TimeProvider time) : IChatLedger
{
    private static readonly TimeSpan DeliveryWait = TimeSpan.FromSeconds(2);

    private const int HistoryLimitMax = 1_000;

    public Task<bool> CreateChatSessionAsync(string sessionId, SessionUpdate? details = null, CancellationToken cancellation = default)
    {
        var now = clock.Next();
        var clean = Clean(details ?? new SessionUpdate());
        var session = new ChatSession { Id = Limits.SessionId(sessionId), StartedAt = now, LastActivity = now, UserId = clean.UserId, Metadata = clean.Metadata };
        return writer.CreateSessionAsync(session, cancellation);
    }

    public Task<bool> UpdateChatSessionAsync(string sessionId, SessionUpdate update, CancellationToken cancellation = default) =>
        writer.UpdateSessionAsync(sessionId, Clean(update), clock.Next(), cancellation);

    public async Task<bool> EndChatSessionAsync(string sessionId, CancellationToken cancellation = default)
    {
        var now = clock.Next();
        if (await writer.EndSessionAsync(sessionId, now, cancellation).ConfigureAwait(false)) return true;
        if (undelivered.OfSession(sessionId).Count == 0) return false;
        // Its first turn is on its way to the store.
        await undelivered.WhenEmptyAsync().WaitAsync(DeliveryWait, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (await writer.EndSessionAsync(sessionId, now, cancellation).ConfigureAwait(false)) return true;
        throw new StoreException(StoreFailure.Transient, "The session has not reached the store yet.");
    }

    public async Task<TurnReceipt> LogChatMessageAsync(FinishedTurn message, CancellationToken cancellation = default)
    {
        var logged = (await LogChatMessagesAsync([message], cancellation).ConfigureAwait(false))[0];
        return logged.Receipt ?? throw logged.Problem!;
    }

    public Task<IReadOnlyList<LoggedTurn>> LogChatMessagesAsync(IReadOnlyList<FinishedTurn> messages, CancellationToken cancellation = default) =>
        ingestor.LogAsync(messages, cancellation);

    public Task<IReadOnlyList<Turn>> GetChatHistoryAsync(string sessionId, int limit = 50, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, HistoryLimitMax);
        return queries.GetHistoryAsync(new HistoryQuery(sessionId, limit), cancellation);
    }

    public Task<SessionStats?> GetSessionStatsAsync(string sessionId, CancellationToken cancellation = default) =>
        queries.GetSessionStatsAsync(sessionId, cancellation);

    public Task<SchemaState> InitializeDatabaseTablesAsync(CancellationToken cancellation = default) => schema.MigrateAsync(cancellation);

    public IOpenTurn BeginTurn(TurnStart start) => recorder.Begin(start);

    public async Task<IOpenTurn> BeginTurnAsync(TurnStart start, CancellationToken cancellation = default)
    {
        var turn = recorder.Begin(start);
        try
        {
            await turn.OpenedAsync().WaitAsync(cancellation).ConfigureAwait(false);
            return turn;
        }
        catch
        {
            await turn.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static SessionUpdate Clean(SessionUpdate update)
    {
        var cleaned = false;
        return new SessionUpdate(
            Limits.Text(update.UserId, "userId", Limits.IdLengthMax, ref cleaned),
            MetadataJson.Normalize(update.Metadata, ref cleaned));
    }
}
