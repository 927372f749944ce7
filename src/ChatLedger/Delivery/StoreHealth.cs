using ChatLedger.Storage;

namespace ChatLedger.Delivery;

/// <summary>What delivery last learnt of the store. Thread-safe.</summary>
public sealed class StoreHealth
{
    private volatile StoreException? _failure;
    private volatile IReadOnlyList<string> _drift = [];

    /// <summary>Whether the last attempt to deliver succeeded, or none was made yet.</summary>
    public bool IsUp => _failure is null;

    /// <summary>Why the last attempt failed, or null.</summary>
    public StoreException? Failure => _failure;

    /// <summary>How its tables differed from this program's at the start, a sentence each; empty where they did not.</summary>
    public IReadOnlyList<string> Drift => _drift;

    internal void SetDrift(IReadOnlyList<string> differences) => _drift = differences;

    internal void SetUp() => _failure = null;

    internal void SetDown(StoreException failure) => _failure = failure;
}
