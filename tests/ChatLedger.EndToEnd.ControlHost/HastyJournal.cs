using ChatLedger.Journal;

namespace ChatLedger.EndToEnd.ControlHost;

/// <summary>
/// A journal that says "durable" at once and writes a little later. Everything else is the real journal's, so that a test which finds nothing wrong
/// with this one would find nothing wrong with any.
/// </summary>
internal sealed class HastyJournal(IJournal real, TimeProvider time) : IJournal
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    public JournalHealth Health => real.Health;

    public Task<Exception> Failed => real.Failed;

    public Task<JournalRecovery> StartAsync(Action<IReadOnlyList<JournaledTurn>> closed, CancellationToken cancellation = default) =>
        real.StartAsync(closed, cancellation);

    public JournalEntry Open(Turn turn) => new UnwrittenEntry(turn);

    public Task OpenedAsync(JournalEntry entry) => entry.Opened;

    public Task AppendAsync(JournalEntry entry, string text) => Task.CompletedTask;

    public Task CloseAsync(JournalEntry entry, JournaledTurn turn) => RecordAsync([turn]);

    public Task RecordAsync(IReadOnlyList<JournaledTurn> turns)
    {
        _ = RecordLaterAsync(turns);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<JournaledTurn>> PeekAsync(long afterSequence, int turnsMax, int bytesMax) => real.PeekAsync(afterSequence, turnsMax, bytesMax);

    public Task<IReadOnlyList<Turn>> ReadAsync(IReadOnlyList<long> sequences) => real.ReadAsync(sequences);

    public void Delete(IReadOnlyList<JournaledTurn> turns) => real.Delete(turns);

    public Task SetAsideAsync(JournaledTurn turn, string reason) => real.SetAsideAsync(turn, reason);

    public Task<JournalDepth> GetDepthAsync() => real.GetDepthAsync();

    public ValueTask DisposeAsync() => real.DisposeAsync();

    private async Task RecordLaterAsync(IReadOnlyList<JournaledTurn> turns)
    {
        await Task.Delay(Delay, time);
        await real.RecordAsync(turns);
    }

    private sealed class UnwrittenEntry(Turn turn) : JournalEntry(turn)
    {
        public override Task Opened => Task.CompletedTask;
    }
}
