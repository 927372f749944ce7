using ChatLedger.Storage;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>The real store behind a gate: it can hang, as a frozen database does, or be away.</summary>
internal sealed class HeldStore(ILedgerWriter inner) : ILedgerWriter
{
    public int WritersMax => inner.WritersMax;

    public Gate Batches { get; } = new();

    /// <summary>Whether the store is out of reach.</summary>
    public bool IsAway { get; set; }

    public async Task<IReadOnlyList<WrittenTurn>> WriteAsync(IReadOnlyList<Turn> turns, CancellationToken cancellation = default)
    {
        await Batches.PassAsync().WaitAsync(cancellation);
        if (IsAway) throw new StoreException(StoreFailure.Transient, "Away, says the test.");
        return await inner.WriteAsync(turns, cancellation);
    }

    public Task<bool> CreateSessionAsync(ChatSession session, CancellationToken cancellation = default) => inner.CreateSessionAsync(session, cancellation);

    public Task<bool> UpdateSessionAsync(string sessionId, SessionUpdate update, DateTimeOffset now, CancellationToken cancellation = default) =>
        inner.UpdateSessionAsync(sessionId, update, now, cancellation);

    public Task<bool> EndSessionAsync(string sessionId, DateTimeOffset now, CancellationToken cancellation = default) => inner.EndSessionAsync(sessionId, now, cancellation);
}

/// <summary>The real store's reading face behind a gate.</summary>
internal sealed class HeldReader(ILedgerReader inner) : ILedgerReader
{
    public Gate Reads { get; } = new();

    /// <summary>Whether the store is out of reach.</summary>
    public bool IsAway { get; set; }

    public Task<ChatSession?> FindSessionAsync(string sessionId, CancellationToken cancellation = default) => PassAsync(() => inner.FindSessionAsync(sessionId, cancellation));

    public Task<IReadOnlyList<Turn>> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation = default) => PassAsync(() => inner.GetHistoryAsync(query, cancellation));

    public Task<SessionStats?> GetSessionStatsAsync(string sessionId, CancellationToken cancellation = default) => PassAsync(() => inner.GetSessionStatsAsync(sessionId, cancellation));

    public Task<SessionStats> GetLedgerStatsAsync(CancellationToken cancellation = default) => PassAsync(() => inner.GetLedgerStatsAsync(cancellation));

    public Task<IReadOnlyList<ChatSession>> ListSessionsAsync(SessionQuery query, CancellationToken cancellation = default) => PassAsync(() => inner.ListSessionsAsync(query, cancellation));

    public Task<Turn?> FindTurnAsync(Guid turnId, CancellationToken cancellation = default) => PassAsync(() => inner.FindTurnAsync(turnId, cancellation));

    public Task<Turn?> FindTurnAsync(Guid turnId, DateTimeOffset near, CancellationToken cancellation = default) => PassAsync(() => inner.FindTurnAsync(turnId, near, cancellation));

    public Task<IngestRecord?> FindIngestKeyAsync(string key, CancellationToken cancellation = default) => PassAsync(() => inner.FindIngestKeyAsync(key, cancellation));

    public Task<IReadOnlySet<Guid>> FindStoredTurnsAsync(string sessionId, IReadOnlyCollection<Guid> turnIds, CancellationToken cancellation = default) =>
        PassAsync(() => inner.FindStoredTurnsAsync(sessionId, turnIds, cancellation));

    private async Task<T> PassAsync<T>(Func<Task<T>> read)
    {
        await Reads.PassAsync();
        if (IsAway) throw new StoreException(StoreFailure.Transient, "Away, says the test.");
        return await read();
    }
}
