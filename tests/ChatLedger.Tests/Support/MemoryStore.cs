using ChatLedger.Storage;

namespace ChatLedger.Tests.Support;

/// <summary>The store's writing and reading faces in memory, able to fail by script. Thread-safe.</summary>
internal sealed class MemoryStore : ILedgerWriter, ILedgerReader
{
    public int WritersMax { get; set; } = 1;

    private readonly Lock _gate = new();
    private readonly List<Turn> _rows = [];
    private readonly Queue<(Exception Failure, bool AfterCommit)> _failures = new();

    /// <summary>The rows, in the order of their numbers.</summary>
    public IReadOnlyList<Turn> Rows { get { lock (_gate) return [.. _rows]; } }

    /// <summary>How many turns each attempt to write held.</summary>
    public List<int> Attempts { get; } = [];

    /// <summary>How often the store was asked something.</summary>
    public int Questions { get; private set; }

    /// <summary>Turns that the store refuses for their content, with the whole batch.</summary>
    public Func<Turn, bool> Refuses { get; set; } = static _ => false;

    /// <summary>Called at the begin of each attempt.</summary>
    public Func<CancellationToken, Task> OnWrite { get; set; } = static _ => Task.CompletedTask;

    public static StoreException Away { get; } = new(StoreFailure.Transient, "The store is away.");

    /// <summary>Lets the next attempt that is not scripted yet fail, before its commit or (the outcome being unknown to the caller) after it.</summary>
    public void FailNext(Exception failure, bool afterCommit = false)
    {
        lock (_gate) _failures.Enqueue((failure, afterCommit));
    }

    public async Task<IReadOnlyList<WrittenTurn>> WriteAsync(IReadOnlyList<Turn> turns, CancellationToken cancellation = default)
    {
        await OnWrite(cancellation);
        lock (_gate)
        {
            Attempts.Add(turns.Count);
            var isFailing = _failures.TryDequeue(out var scripted);
            if (isFailing && !scripted.AfterCommit) throw scripted.Failure;
            if (turns.Any(Refuses)) throw new StoreException(StoreFailure.Content, "The store refuses it.");
            WrittenTurn[] written = [.. turns.Select(Write)];
            return isFailing ? throw scripted.Failure : written;
        }
    }

    public Task<IReadOnlyList<Turn>> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation = default)
    {
        var turns = Rows.Where(row => row.SessionId == query.SessionId).OrderBy(Place).AsEnumerable();
        if (query.After is { } after) turns = turns.Where(row => Place(row).CompareTo((after.Timestamp, after.ConversationId)) > 0);
        if (query.Before is { } before) turns = turns.Where(row => Place(row).CompareTo((before.Timestamp, before.ConversationId)) < 0);
        return Answer<IReadOnlyList<Turn>>([.. query.Newest || query.Before is not null ? turns.TakeLast(query.Limit) : turns.Take(query.Limit)]);
    }

    public Task<IngestRecord?> FindIngestKeyAsync(string key, CancellationToken cancellation = default) => Answer(
        Rows.Where(row => row.IngestKey?.Key == key).Select(row => new IngestRecord(row.IngestKey!.BodyHash, row.TurnId, row.Timestamp, row.ConversationId)).FirstOrDefault());

    public Task<Turn?> FindTurnAsync(Guid turnId, CancellationToken cancellation = default) => Answer(Rows.FirstOrDefault(row => row.TurnId == turnId));

    public Task<Turn?> FindTurnAsync(Guid turnId, DateTimeOffset near, CancellationToken cancellation = default) =>
        Answer(Rows.FirstOrDefault(row => row.TurnId == turnId && (row.Timestamp - near).Duration() <= TimeSpan.FromDays(1)));

    public Task<IReadOnlySet<Guid>> FindStoredTurnsAsync(string sessionId, IReadOnlyCollection<Guid> turnIds, CancellationToken cancellation = default) =>
        Answer<IReadOnlySet<Guid>>(Rows.Where(row => row.SessionId == sessionId && turnIds.Contains(row.TurnId)).Select(row => row.TurnId).ToHashSet());

    public Task<ChatSession?> FindSessionAsync(string sessionId, CancellationToken cancellation = default) => Answer(
        Rows.Where(row => row.SessionId == sessionId).GroupBy(row => row.SessionId)
            .Select(rows => new ChatSession { Id = rows.Key, StartedAt = rows.Min(row => row.Timestamp), LastActivity = rows.Max(row => row.Timestamp), TotalMessages = rows.Count() })
            .SingleOrDefault());

    public Task<SessionStats?> GetSessionStatsAsync(string sessionId, CancellationToken cancellation = default) => throw NotNeeded();

    public Task<SessionStats> GetLedgerStatsAsync(CancellationToken cancellation = default) => throw NotNeeded();

    public Task<IReadOnlyList<ChatSession>> ListSessionsAsync(SessionQuery query, CancellationToken cancellation = default) => throw NotNeeded();

    public Task<bool> CreateSessionAsync(ChatSession session, CancellationToken cancellation = default) => throw NotNeeded();

    public Task<bool> UpdateSessionAsync(string sessionId, SessionUpdate update, DateTimeOffset now, CancellationToken cancellation = default) => throw NotNeeded();

    public Task<bool> EndSessionAsync(string sessionId, DateTimeOffset now, CancellationToken cancellation = default) => throw NotNeeded();

    private static NotSupportedException NotNeeded() => new("The memory store knows turns only.");

    private static (DateTimeOffset, long) Place(Turn row) => (row.Timestamp, row.ConversationId!.Value);

    private Task<T> Answer<T>(T answer)
    {
        Questions++;
        return Task.FromResult(answer);
    }

    private WrittenTurn Write(Turn turn)
    {
        var known = _rows.Find(row => row.TurnId == turn.TurnId) ?? _rows.Find(row => row.IngestKey is { } key && key.Key == turn.IngestKey?.Key);
        if (known is null)
        {
            _rows.Add(turn with { ConversationId = _rows.Count + 1 });
            return new WrittenTurn(WriteOutcome.Inserted, _rows.Count);
        }

        return known.IngestKey?.BodyHash == turn.IngestKey?.BodyHash ? new WrittenTurn(WriteOutcome.Duplicate, known.ConversationId!.Value) : new WrittenTurn(WriteOutcome.Conflict, 0);
    }
}
