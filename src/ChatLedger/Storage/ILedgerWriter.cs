namespace ChatLedger.Storage;

/// <summary>The store's writing face. Safe for concurrent calls; every method is one transaction and throws <see cref="StoreException"/> on failure.</summary>
public interface ILedgerWriter
{
    /// <summary>How many batches are worth writing at the same time; at least 1.</summary>
    int WritersMax { get; }

    /// <summary>
    /// Writes a batch in one transaction, idempotent by turn id: the whole batch may be retried after any failure, also an unknown outcome.
    /// A session that does not exist is made; <c>total_messages</c> counts only rows really inserted, and its times widen so that they span every turn.
    /// </summary>
    /// <param name="turns">The batch, in the order of capture.</param>
    /// <param name="cancellation">Gives up before the commit; after it the call returns normally.</param>
    /// <returns>One result per turn, in the same order.</returns>
    Task<IReadOnlyList<WrittenTurn>> WriteAsync(IReadOnlyList<Turn> turns, CancellationToken cancellation = default);

    /// <summary>Makes a session; returns false, and changes nothing, where the id exists.</summary>
    Task<bool> CreateSessionAsync(ChatSession session, CancellationToken cancellation = default);

    /// <summary>Updates what <paramref name="update"/> holds and the last activity; returns false where the id does not exist.</summary>
    Task<bool> UpdateSessionAsync(string sessionId, SessionUpdate update, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>Ends a session made by a visitor; returns false where there is no such session. Ending twice keeps the first time.</summary>
    Task<bool> EndSessionAsync(string sessionId, DateTimeOffset now, CancellationToken cancellation = default);
}

/// <summary>What a session update changes; null leaves a value as it is.</summary>
/// <param name="UserId">The new user id.</param>
/// <param name="Metadata">The new metadata, a JSON object as text, replacing the old.</param>
public sealed record SessionUpdate(string? UserId = null, string? Metadata = null);

/// <summary>What became of a turn in a batch.</summary>
public enum WriteOutcome
{
    /// <summary>The row is new.</summary>
    Inserted,

    /// <summary>The turn, or the turn its ingest key stands for, was stored before; nothing changed.</summary>
    Duplicate,

    /// <summary>Its ingest key stands for a turn with another body, or its id for a turn with other texts; nothing was written for this turn.</summary>
    Conflict,
}

/// <summary>The result for one turn of a batch.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="ConversationId">The number of the row that now stands for it; 0 for a conflict.</param>
public readonly record struct WrittenTurn(WriteOutcome Outcome, long ConversationId);
