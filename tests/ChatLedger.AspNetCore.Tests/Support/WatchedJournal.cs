using System.Collections.Concurrent;
using ChatLedger.Journal;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>The real journal behind gates: a commit can be held back or refused, and a session's first commit of a closed turn can be waited for.</summary>
internal sealed class WatchedJournal(IJournal inner) : IJournal
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _closed = new(StringComparer.Ordinal);

    public Gate Openings { get; } = new();

    public Gate Closings { get; } = new();

    public Gate Recordings { get; } = new();

    /// <summary>Whether it says "durable" before it is: what a test of durability must notice.</summary>
    public bool Lies { get; set; }

    /// <summary>Whether it is known not to take turns.</summary>
    public bool IsKnownToFail { get; set; }

    public JournalHealth Health => IsKnownToFail ? JournalHealth.Full : inner.Health;

    public Task<Exception> Failed => inner.Failed;

    /// <summary>Completes when a turn of the session is durable, closed.</summary>
    public Task ClosedAsync(string sessionId) => ClosedOf(sessionId).Task.Soon();

    public Task<JournalRecovery> StartAsync(Action<IReadOnlyList<JournaledTurn>> closed, CancellationToken cancellation = default) => inner.StartAsync(closed, cancellation);

    public JournalEntry Open(Turn turn)
    {
        if (IsKnownToFail) throw new JournalUnavailableException("Known to fail, says the test.");
        return new Entry(turn, Openings.Refuses ? null : inner.Open(turn), Openings, () => Lies);
    }

    public Task OpenedAsync(JournalEntry entry)
    {
        var opened = (Entry)entry;
        if (opened.Inner is { } real) _ = inner.OpenedAsync(real);
        return opened.Opened;
    }

    public Task AppendAsync(JournalEntry entry, string text) => inner.AppendAsync(((Entry)entry).Inner!, text);

    public Task CloseAsync(JournalEntry entry, JournaledTurn turn)
    {
        var done = CloseReallyAsync((Entry)entry, turn);
        return Lies ? Task.CompletedTask : done;
    }

    public async Task RecordAsync(IReadOnlyList<JournaledTurn> turns)
    {
        await Recordings.PassAsync();
        await inner.RecordAsync(turns);
        foreach (var turn in turns) ClosedOf(turn.Turn.SessionId).TrySetResult();
    }

    public Task<IReadOnlyList<JournaledTurn>> PeekAsync(long afterSequence, int turnsMax, int bytesMax) => inner.PeekAsync(afterSequence, turnsMax, bytesMax);

    public Task<IReadOnlyList<Turn>> ReadAsync(IReadOnlyList<long> sequences) => inner.ReadAsync(sequences);

    public void Delete(IReadOnlyList<JournaledTurn> turns) => inner.Delete(turns);

    public Task SetAsideAsync(JournaledTurn turn, string reason) => inner.SetAsideAsync(turn, reason);

    public Task<JournalDepth> GetDepthAsync() => inner.GetDepthAsync();

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task CloseReallyAsync(Entry entry, JournaledTurn turn)
    {
        await Closings.PassAsync();
        if (entry.Inner is null) throw new JournalUnavailableException("Its opening was refused.");
        await inner.CloseAsync(entry.Inner, turn);
        ClosedOf(turn.Turn.SessionId).TrySetResult();
    }

    private TaskCompletionSource ClosedOf(string sessionId) =>
        _closed.GetOrAdd(sessionId, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private sealed class Entry : JournalEntry
    {
        public Entry(Turn turn, JournalEntry? inner, Gate gate, Func<bool> lies) : base(turn)
        {
            Inner = inner;
            Opened = lies() ? Task.CompletedTask : OpenAsync(gate);
        }

        /// <summary>The real one, or null where the opening is refused: then nothing of the turn is ever written.</summary>
        public JournalEntry? Inner { get; }

        public override Task Opened { get; }

        private async Task OpenAsync(Gate gate)
        {
            await gate.PassAsync();
            await Inner!.Opened;
        }
    }
}
