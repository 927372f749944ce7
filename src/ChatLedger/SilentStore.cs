using ChatLedger.Storage;

namespace ChatLedger;

/// <summary>The reading face of a store that holds nothing, for a ledger with logging off.</summary>
internal sealed class SilentStore : ILedgerReader
{
    private static readonly SessionStats NoStats = new()
    {
        TotalMessages = 0,
        ConversationCount = 0,
        SessionCount = 0,
        Moods = new Dictionary<string, long>(),
        Statuses = new Dictionary<string, long>(),
    };

    public Task<ChatSession?> FindSessionAsync(string sessionId, CancellationToken cancellation = default) => Task.FromResult<ChatSession?>(null);

    public Task<IReadOnlyList<Turn>> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation = default) => Task.FromResult<IReadOnlyList<Turn>>([]);

    public Task<SessionStats?> GetSessionStatsAsync(string sessionId, CancellationToken cancellation = default) => Task.FromResult<SessionStats?>(null);

    public Task<SessionStats> GetLedgerStatsAsync(CancellationToken cancellation = default) => Task.FromResult(NoStats);

    public Task<IReadOnlyList<ChatSession>> ListSessionsAsync(SessionQuery query, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<ChatSession>>([]);

    public Task<Turn?> FindTurnAsync(Guid turnId, CancellationToken cancellation = default) => Task.FromResult<Turn?>(null);

    public Task<Turn?> FindTurnAsync(Guid turnId, DateTimeOffset near, CancellationToken cancellation = default) => Task.FromResult<Turn?>(null);

    public Task<IngestRecord?> FindIngestKeyAsync(string key, CancellationToken cancellation = default) => Task.FromResult<IngestRecord?>(null);

    public Task<IReadOnlySet<Guid>> FindStoredTurnsAsync(string sessionId, IReadOnlyCollection<Guid> turnIds, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlySet<Guid>>(new HashSet<Guid>());
}
