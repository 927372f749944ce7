using System.Collections.Concurrent;
using System.Security.Cryptography;
using ChatLedger.Delivery;
using ChatLedger.Journal;
using ChatLedger.Storage;

namespace ChatLedger.Capture;

/// <summary>
/// Recognises repeats from outside: what runs now, what is journalled, what is stored. A key that is entered belongs to one caller until it leaves, so
/// that fifty at once make one turn. Thread-safe.
/// </summary>
public sealed class IngestKeys(Undelivered undelivered, IJournal journal, ILedgerReader store, StoreHealth health, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _entered = new(StringComparer.Ordinal);

    /// <summary>The hash that tells whether a repeat asks the same: SHA-256, lower-case hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Enters a key if nobody is in it; dispose the result to leave.</summary>
    public IDisposable? TryEnter(string key)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _entered.TryAdd(key, mine) ? new Entered(this, key, mine) : null;
    }

    /// <summary>Enters a key, waiting until nobody is in it. Who needs several enters them in ordinal order.</summary>
    public async Task<IDisposable> EnterAsync(string key, CancellationToken cancellation = default)
    {
        while (true)
        {
            if (TryEnter(key) is { } entered) return entered;
            if (_entered.TryGetValue(key, out var other)) await other.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// What a key stands for, or null. While the store is away, or slower than <paramref name="patience"/>, only the journal is asked; the store then
    /// decides when the turn is delivered, by the same key.
    /// </summary>
    public async Task<IngestRecord?> FindAsync(string key, TimeSpan patience, CancellationToken cancellation = default)
    {
        if (undelivered.OfKey(key) is { } place
            && (await journal.ReadAsync([place]).ConfigureAwait(false)).SingleOrDefault() is { IngestKey: { } known } turn)
            return new IngestRecord(known.BodyHash, turn.TurnId, turn.Timestamp, null);
        return await AskStoreAsync(() => store.FindIngestKeyAsync(key, cancellation), patience, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// The stored turn of this id, or null; bounded in the same way. It is looked for around <paramref name="timestamp"/>, else around the time its id
    /// tells, else around now: an older one without its time is not recognised, since looking through everything would cost each new turn too much.
    /// </summary>
    public Task<Turn?> FindTurnAsync(Guid turnId, DateTimeOffset? timestamp, TimeSpan patience, CancellationToken cancellation = default) =>
        AskStoreAsync(() => store.FindTurnAsync(turnId, timestamp ?? TurnIds.TimeOf(turnId) ?? time.GetUtcNow(), cancellation), patience, cancellation);

    private async Task<T?> AskStoreAsync<T>(Func<Task<T?>> ask, TimeSpan patience, CancellationToken cancellation) where T : class
    {
        if (!health.IsUp) return null;
        try
        {
            return await ask().WaitAsync(patience, time, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StoreException or TimeoutException)
        {
            // A store that cannot be read must not stop what the journal can take.
            return null;
        }
    }

    private sealed class Entered(IngestKeys keys, string key, TaskCompletionSource mine) : IDisposable
    {
        public void Dispose()
        {
            keys._entered.TryRemove(new KeyValuePair<string, TaskCompletionSource>(key, mine));
            mine.TrySetResult();
        }
    }
}
