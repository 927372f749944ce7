namespace ChatLedger.Storage;

/// <summary>Work that a store wants done behind delivery, again and again, such as making partitions ahead of time.</summary>
public interface IStoreStep
{
    /// <summary>What it is called in logs.</summary>
    string Name { get; }

    /// <summary>How long after one run the next begins.</summary>
    TimeSpan Interval { get; }

    /// <summary>Does what there is to do now. One call at a time in this process; other servers may be at the same work.</summary>
    /// <exception cref="StoreException">It was not done, or not all of it; the next run goes on.</exception>
    Task RunAsync(CancellationToken cancellation);
}
