using System.Diagnostics.Metrics;
using ChatLedger.Storage;

namespace ChatLedger.Diagnostics;

/// <summary>
/// Counts what each station took in, passed on and set aside, since the start. Published as the meter <c>ChatLedger</c>; units are turns. Thread-safe.
/// </summary>
public sealed class LedgerCounters : IDisposable
{
    private readonly Meter _meter = new("ChatLedger");
    private long _captured, _journalled, _unrecorded, _inserted, _duplicates, _setAside;

    /// <summary>Makes the counters and their meter.</summary>
    public LedgerCounters()
    {
        Observe("chatledger.capture.turns", () => CapturedTurns, "Turns that were opened or handed in");
        Observe("chatledger.journal.turns", () => JournalledTurns, "Turns that the journal made durable, closed");
        Observe("chatledger.journal.unrecorded", () => UnrecordedTurns, "Turns that went on unrecorded because the journal could not take them");
        Observe("chatledger.delivery.turns", () => InsertedTurns, "Turns that the store took as new");
        Observe("chatledger.delivery.duplicates", () => DuplicateTurns, "Turns that the store had already");
        Observe("chatledger.delivery.set_aside", () => SetAsideTurns, "Turns that the store refused");
    }

    /// <summary>Turns that were opened or handed in.</summary>
    public long CapturedTurns => Interlocked.Read(ref _captured);

    /// <summary>Turns that the journal made durable, closed.</summary>
    public long JournalledTurns => Interlocked.Read(ref _journalled);

    /// <summary>Turns that went on unrecorded because the journal could not take them.</summary>
    public long UnrecordedTurns => Interlocked.Read(ref _unrecorded);

    /// <summary>Turns that the store took as new.</summary>
    public long InsertedTurns => Interlocked.Read(ref _inserted);

    /// <summary>Turns that the store had already.</summary>
    public long DuplicateTurns => Interlocked.Read(ref _duplicates);

    /// <summary>Turns that the store refused.</summary>
    public long SetAsideTurns => Interlocked.Read(ref _setAside);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Captured(int turns = 1) => Interlocked.Add(ref _captured, turns);

    internal void Journalled(int turns) => Interlocked.Add(ref _journalled, turns);

    internal void Unrecorded() => Interlocked.Increment(ref _unrecorded);

    internal void Delivered(WriteOutcome outcome) => Interlocked.Increment(ref outcome == WriteOutcome.Inserted ? ref _inserted : ref _duplicates);

    internal void SetAside() => Interlocked.Increment(ref _setAside);

    private void Observe(string name, Func<long> read, string description) => _meter.CreateObservableCounter(name, read, "{turn}", description);
}
