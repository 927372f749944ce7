using ChatLedger.Storage;

namespace ChatLedger.Tests.Support;

/// <summary>A store that says it has written before it has: what delivery must never be paired with, and the tests' oracle must notice.</summary>
internal sealed class HastyStore(MemoryStore store) : ILedgerWriter
{
    public int WritersMax => store.WritersMax;

    private readonly TaskCompletionSource _late = new();

    public Task<IReadOnlyList<WrittenTurn>> WriteAsync(IReadOnlyList<Turn> turns, CancellationToken cancellation = default)
    {
        _ = WriteLateAsync(turns);
        return Task.FromResult<IReadOnlyList<WrittenTurn>>([.. turns.Select(static (_, index) => new WrittenTurn(WriteOutcome.Inserted, index + 1))]);
    }

    /// <summary>Lets it write what it said it had written.</summary>
    public void CatchUp() => _late.SetResult();

    public Task<bool> CreateSessionAsync(ChatSession session, CancellationToken cancellation = default) => store.CreateSessionAsync(session, cancellation);

    public Task<bool> UpdateSessionAsync(string sessionId, SessionUpdate update, DateTimeOffset now, CancellationToken cancellation = default) =>
        store.UpdateSessionAsync(sessionId, update, now, cancellation);

    public Task<bool> EndSessionAsync(string sessionId, DateTimeOffset now, CancellationToken cancellation = default) => store.EndSessionAsync(sessionId, now, cancellation);

    private async Task WriteLateAsync(IReadOnlyList<Turn> turns)
    {
        await _late.Task;
        await store.WriteAsync(turns);
    }
}
