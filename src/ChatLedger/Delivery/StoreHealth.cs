using ChatLedger.Storage;

namespace ChatLedger.Delivery;

/// <summary>What delivery last learnt of the store. Thread-safe.</summary>
public sealed class StoreHealth
{
    private volatile StoreException? _failure;

    /// <summary>Whether the last attempt to deliver succeeded, or none was made yet.</summary>
    public bool IsUp => _failure is null;

    /// <summary>Why the last attempt failed, or null.</summary>
    public StoreException? Failure => _failure;

    internal void SetUp() => _failure = null;

    internal void SetDown(StoreException failure) => _failure = failure;
}
