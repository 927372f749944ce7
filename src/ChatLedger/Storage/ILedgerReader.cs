namespace ChatLedger.Storage;

/// <summary>The store's reading face. Safe for concurrent calls; sees every committed write; throws <see cref="StoreException"/> on failure.</summary>
public interface ILedgerReader
{
    /// <summary>The session, or null.</summary>
    Task<ChatSession?> FindSessionAsync(string sessionId, CancellationToken cancellation = default);

    /// <summary>A slice of a session's turns, always oldest first.</summary>
    Task<IReadOnlyList<Turn>> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation = default);

    /// <summary>The figures of a session, or null where it does not exist.</summary>
    Task<SessionStats?> GetSessionStatsAsync(string sessionId, CancellationToken cancellation = default);

    /// <summary>The figures of the whole ledger.</summary>
    Task<SessionStats> GetLedgerStatsAsync(CancellationToken cancellation = default);

    /// <summary>Sessions by last activity, newest first.</summary>
    Task<IReadOnlyList<ChatSession>> ListSessionsAsync(SessionQuery query, CancellationToken cancellation = default);

    /// <summary>The turn, or null.</summary>
    Task<Turn?> FindTurnAsync(Guid turnId, CancellationToken cancellation = default);

    /// <summary>The turn, or null where its time is not within a day of the time given; a store that finds it all the same may say so.</summary>
    Task<Turn?> FindTurnAsync(Guid turnId, DateTimeOffset near, CancellationToken cancellation = default);

    /// <summary>What an ingest key stands for, or null.</summary>
    Task<IngestRecord?> FindIngestKeyAsync(string key, CancellationToken cancellation = default);

    /// <summary>Which of these turns of a session are stored; none where the session is not.</summary>
    Task<IReadOnlySet<Guid>> FindStoredTurnsAsync(string sessionId, IReadOnlyCollection<Guid> turnIds, CancellationToken cancellation = default);
}

/// <summary>A place in a session's history: a turn's time, then its number.</summary>
/// <param name="Timestamp">The turn's time.</param>
/// <param name="ConversationId">The turn's number; <see cref="long.MaxValue"/> for one not stored yet.</param>
public readonly record struct TurnPosition(DateTimeOffset Timestamp, long ConversationId);

/// <summary>Which slice of a session's turns to read.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Limit">At most so many turns, 1 to 1,001.</param>
/// <param name="After">Only turns after this place; the oldest such are given.</param>
/// <param name="Before">Only turns before this place; the newest such are given. Not together with <paramref name="After"/>.</param>
/// <param name="Newest">With neither place: the newest turns instead of the oldest.</param>
public sealed record HistoryQuery(string SessionId, int Limit, TurnPosition? After = null, TurnPosition? Before = null, bool Newest = false)
{
    /// <summary>Whether the slice is read from its newest turn backwards.</summary>
    public bool IsBackwards => Before is not null || (After is null && Newest);

    /// <summary>The place the slice begins behind, seen in the direction of reading.</summary>
    public TurnPosition Place => Before ?? After ?? (IsBackwards ? new TurnPosition(DateTimeOffset.MaxValue, long.MaxValue) : default);

    /// <summary>Refuses what no store can answer.</summary>
    /// <exception cref="ArgumentException">The limit is out of range, or there are two places.</exception>
    public void Validate()
    {
        ReadLimit.Validate(Limit);
        if (After is not null && Before is not null) throw new ArgumentException("A slice is after a place or before it, not both.");
    }
}

/// <summary>A place in the list of sessions: last activity, then id.</summary>
/// <param name="LastActivity">The session's last activity.</param>
/// <param name="SessionId">The session's id.</param>
public readonly record struct SessionPosition(DateTimeOffset LastActivity, string SessionId);

/// <summary>Which sessions to list; null filters nothing.</summary>
public sealed record SessionQuery
{
    /// <summary>At most so many sessions, 1 to 1,001.</summary>
    public required int Limit { get; init; }

    /// <summary>Only sessions after this place in the list.</summary>
    public SessionPosition? After { get; init; }

    /// <summary>Part of the session's or user's id, taken literally, letter case ignored for ASCII.</summary>
    public string? Text { get; init; }

    /// <summary>The user's id, exactly.</summary>
    public string? UserId { get; init; }

    /// <summary>Last active at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Last active before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>With at least one turn in this mood.</summary>
    public string? Mood { get; init; }

    /// <summary>With at least one turn that ended so.</summary>
    public TurnStatus? Status { get; init; }

    /// <summary>With at least one turn answered by this model.</summary>
    public string? Model { get; init; }

    /// <summary><see cref="Text"/> as a pattern of <c>LIKE … ESCAPE '\'</c>, or null.</summary>
    public string? TextPattern => Text is null ? null : $"%{Text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";

    /// <summary>Refuses what no store can answer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public void Validate()
    {
        ReadLimit.Validate(Limit);
    }
}
