namespace ChatLedger.Journal;

/// <summary>
/// The durable, local record of turns that are open or not yet delivered. A task that a method returns completes normally only after what it
/// stands for survives a power loss. Safe for concurrent calls.
/// </summary>
/// <remarks>
/// Failures are <see cref="JournalUnavailableException"/>: the turn is not in the journal and will not appear later, except a close whose opening
/// was durable; that one is written as soon as the journal can, so that every opened turn ends as a row.
/// </remarks>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Whether turns can be taken now.</summary>
    JournalHealth Health { get; }

    /// <summary>Completes, with the reason, when the journal has failed for good and only a restart helps.</summary>
    Task<Exception> Failed { get; }

    /// <summary>
    /// Takes possession of the journal, turns what it finds open into closed <see cref="TurnStatus.Interrupted"/> turns, and tells what waits.
    /// </summary>
    /// <param name="closed">Called after each commit with the turns it closed, in order; must be quick and must not throw.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<JournalRecovery> StartAsync(Action<IReadOnlyList<JournaledTurn>> closed, CancellationToken cancellation = default);

    /// <summary>
    /// Queues the opening of a turn. It is written within a few milliseconds, or not at all where the turn is closed before that.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The journal is known not to take turns.</exception>
    JournalEntry Open(Turn turn);

    /// <summary>Completes when the opening is durable, and hurries it.</summary>
    Task OpenedAsync(JournalEntry entry);

    /// <summary>Appends new text of the answer to a durable opening; completes when it is durable.</summary>
    Task AppendAsync(JournalEntry entry, string text);

    /// <summary>Closes an opened turn. Once only.</summary>
    Task CloseAsync(JournalEntry entry, JournaledTurn turn);

    /// <summary>Records finished turns: all of them, or none.</summary>
    Task RecordAsync(IReadOnlyList<JournaledTurn> turns);

    /// <summary>Closed turns after a place, in order, at most so many and so many bytes, but at least one where there is one.</summary>
    Task<IReadOnlyList<JournaledTurn>> PeekAsync(long afterSequence, int turnsMax, int bytesMax);

    /// <summary>The closed turns at these places; a place that is empty by now is left out.</summary>
    Task<IReadOnlyList<Turn>> ReadAsync(IReadOnlyList<long> sequences);

    /// <summary>Forgets delivered turns. Retried by itself until it is done; before that, they may be delivered once more after a restart.</summary>
    void Delete(IReadOnlyList<JournaledTurn> turns);

    /// <summary>Moves a turn that the store refuses for its content aside, with the reason.</summary>
    Task SetAsideAsync(JournaledTurn turn, string reason);

    /// <summary>How much the journal holds.</summary>
    Task<JournalDepth> GetDepthAsync();
}

/// <summary>An opened turn, as the journal knows it.</summary>
public abstract class JournalEntry(Turn turn)
{
    /// <summary>The turn as it was opened.</summary>
    public Turn Turn { get; } = turn;

    /// <summary>Completes when the opening is durable, or fails when it was refused. Hurries nothing.</summary>
    public abstract Task Opened { get; }
}

/// <summary>Whether the journal can take turns.</summary>
public enum JournalHealth
{
    /// <summary>It can.</summary>
    Healthy,

    /// <summary>The disk, or the journal's own limit, is full. Tried again each second.</summary>
    Full,

    /// <summary>It failed for good; only a restart helps.</summary>
    Failed,
}

/// <summary>What a journal found at its start.</summary>
/// <param name="LastMicroseconds">The newest capture time it knows of (microseconds since the Unix epoch); 0 where there is none.</param>
/// <param name="Interrupted">How many turns were found open and are now closed as interrupted.</param>
/// <param name="Corrupt">How many records had a wrong checksum and were set aside.</param>
/// <param name="Waiting">The closed turns that wait for delivery, in order.</param>
public sealed record JournalRecovery(long LastMicroseconds, int Interrupted, int Corrupt, IReadOnlyList<WaitingTurn> Waiting);

/// <summary>Where to find a turn that waits for delivery.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="Key">Its ingest key, or null.</param>
public readonly record struct WaitingTurn(long Sequence, string SessionId, string? Key);

/// <summary>How much the journal holds.</summary>
/// <param name="Open">Turns being answered.</param>
/// <param name="Closed">Turns waiting for delivery.</param>
/// <param name="SetAside">Turns the store refused.</param>
public readonly record struct JournalDepth(long Open, long Closed, long SetAside);
