using ChatLedger.Delivery;
using ChatLedger.Journal;
using ChatLedger.Storage;

namespace ChatLedger.Query;

/// <summary>
/// Reads the store, with the turns merged in that are journalled and not delivered yet, so that who was acknowledged finds what was acknowledged.
/// Thread-safe. Throws <see cref="StoreException"/> where the store is out of reach.
/// </summary>
/// <param name="store">The store's reading face.</param>
/// <param name="undelivered">What the store does not have yet.</param>
/// <param name="journal">Where that is read; null where nothing is recorded, and so nothing waits.</param>
public sealed class LedgerQueries(ILedgerReader store, Undelivered undelivered, IJournal? journal = null)
{
    /// <summary>A slice of a session's turns, oldest first.</summary>
    public async Task<IReadOnlyList<Turn>> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation = default)
    {
        // The journal is asked first: a turn delivered in between is then in both answers, never in none.
        var waiting = await ReadWaitingAsync(query.SessionId).ConfigureAwait(false);
        var stored = await store.GetHistoryAsync(query, cancellation).ConfigureAwait(false);
        return waiting.Count == 0 ? stored : Merge(query, stored, waiting);
    }

    /// <summary>The session as it is stored, or, before its first turn is delivered, as the journal knows it; null where nobody has heard of it.</summary>
    public async Task<ChatSession?> FindSessionAsync(string sessionId, CancellationToken cancellation = default)
    {
        var waiting = await ReadWaitingAsync(sessionId).ConfigureAwait(false);
        var session = await store.FindSessionAsync(sessionId, cancellation).ConfigureAwait(false);
        if (session is not null || waiting.Count == 0) return session;
        return new ChatSession
        {
            Id = sessionId,
            StartedAt = waiting.Min(static turn => turn.Timestamp),
            LastActivity = waiting.Max(static turn => turn.Timestamp),
            TotalMessages = waiting.Count,
            UserId = waiting.Select(static turn => turn.UserId).FirstOrDefault(static id => id is not null),
            Visitor = waiting[0].Visitor,
        };
    }

    /// <summary>The stored turn, or null.</summary>
    public Task<Turn?> FindTurnAsync(Guid turnId, CancellationToken cancellation = default) => store.FindTurnAsync(turnId, cancellation);

    /// <summary>The turn that an ingest key stands for, stored or waiting, or null.</summary>
    public async Task<Turn?> FindTurnAsync(string ingestKey, Guid turnId, CancellationToken cancellation = default)
    {
        if (undelivered.OfKey(ingestKey) is { } place && (await journal!.ReadAsync([place]).ConfigureAwait(false)).SingleOrDefault() is { } turn) return turn;
        return await store.FindTurnAsync(turnId, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sessions by last activity, newest first, as far as they are stored.</summary>
    public Task<IReadOnlyList<ChatSession>> ListSessionsAsync(SessionQuery query, CancellationToken cancellation = default) =>
        store.ListSessionsAsync(query, cancellation);

    /// <summary>The figures of a session, as far as it is stored, or null.</summary>
    public Task<SessionStats?> GetSessionStatsAsync(string sessionId, CancellationToken cancellation = default) =>
        store.GetSessionStatsAsync(sessionId, cancellation);

    /// <summary>The figures of the whole ledger, as far as it is stored.</summary>
    public Task<SessionStats> GetLedgerStatsAsync(CancellationToken cancellation = default) => store.GetLedgerStatsAsync(cancellation);

    private async Task<IReadOnlyList<Turn>> ReadWaitingAsync(string sessionId)
    {
        var places = undelivered.OfSession(sessionId);
        return places.Count == 0 ? [] : await journal!.ReadAsync(places).ConfigureAwait(false);
    }

    private static List<Turn> Merge(HistoryQuery query, IReadOnlyList<Turn> stored, IReadOnlyList<Turn> waiting)
    {
        var known = stored.Select(static turn => turn.TurnId).ToHashSet();
        var merged = waiting.Where(turn => !known.Contains(turn.TurnId) && IsWithin(query, turn)).Concat(stored)
            .OrderBy(static turn => turn.Timestamp).ThenBy(static turn => turn.ConversationId ?? long.MaxValue).ToList();
        var surplus = merged.Count - query.Limit;
        if (surplus > 0) merged.RemoveRange(query.Newest || query.Before is not null ? 0 : query.Limit, surplus);
        return merged;
    }

    private static bool IsWithin(HistoryQuery query, Turn turn)
    {
        var place = (turn.Timestamp, turn.ConversationId ?? long.MaxValue);
        return (query.After is not { } after || place.CompareTo((after.Timestamp, after.ConversationId)) > 0)
            && (query.Before is not { } before || place.CompareTo((before.Timestamp, before.ConversationId)) < 0);
    }
}
