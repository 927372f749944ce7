using ChatLedger.Journal;

namespace ChatLedger.Tests.Support;

/// <summary>
/// The journal's contract in memory, without durability: for tests of what stands around a journal. It can be told to refuse, and tells what it was
/// told. Thread-safe.
/// </summary>
internal sealed class MemoryJournal : IJournal
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, JournaledTurn> _closed = [];
    private readonly List<(Turn Turn, string Reason)> _setAside = [];
    private long _last;

    /// <summary>Called with the turns of each close or record, in order, before they are acknowledged.</summary>
    public Action<IReadOnlyList<JournaledTurn>> OnClosed { get; set; } = static _ => { };

    /// <summary>Called with what is deleted, before it is.</summary>
    public Action<IReadOnlyList<JournaledTurn>> OnDelete { get; set; } = static _ => { };

    /// <summary>Called before the journal is read.</summary>
    public Func<Task> OnRead { get; set; } = static () => Task.CompletedTask;

    /// <summary>Called after a peek, before its answer is given.</summary>
    public Func<Task> OnPeeked { get; set; } = static () => Task.CompletedTask;

    /// <summary>Thrown by everything that writes, while set.</summary>
    public JournalUnavailableException? Refusal { get; set; }

    /// <summary>The newest capture time that it says at its start it knows.</summary>
    public long LastMicroseconds { get; set; }

    /// <summary>While set, openings become durable only when this completes.</summary>
    public Task OpeningGate { get; set; } = Task.CompletedTask;

    /// <summary>While set, appended text becomes durable only when this completes.</summary>
    public Task AppendGate { get; set; } = Task.CompletedTask;

    /// <summary>Called with each text that is appended.</summary>
    public Action<string> OnAppend { get; set; } = static _ => { };

    /// <summary>The texts appended to all turns, in order.</summary>
    public List<string> Appended { get; } = [];

    public JournalHealth Health => Refusal is null ? JournalHealth.Healthy : JournalHealth.Full;

    public Task<Exception> Failed { get; } = new TaskCompletionSource<Exception>().Task;

    /// <summary>The turns that wait, in order.</summary>
    public IReadOnlyList<JournaledTurn> Waiting { get { lock (_gate) return [.. _closed.Values]; } }

    /// <summary>The turns that were set aside, with the reason.</summary>
    public IReadOnlyList<(Turn Turn, string Reason)> SetAside { get { lock (_gate) return [.. _setAside]; } }

    public Task<JournalRecovery> StartAsync(Action<IReadOnlyList<JournaledTurn>> closed, CancellationToken cancellation = default)
    {
        OnClosed += closed;
        return Task.FromResult(new JournalRecovery(LastMicroseconds, 0, 0, [.. Waiting.Select(turn => new WaitingTurn(turn.Sequence, turn.Turn.SessionId, turn.Turn.IngestKey?.Key))]));
    }

    public JournalEntry Open(Turn turn) => Refusal is null ? new Entry(turn) : throw Refusal;

    public Task OpenedAsync(JournalEntry entry) => ((Entry)entry).OpenAsync(this);

    public Task AppendAsync(JournalEntry entry, string text)
    {
        lock (_gate) Appended.Add(text);
        OnAppend(text);
        return AppendGate;
    }

    public Task CloseAsync(JournalEntry entry, JournaledTurn turn)
    {
        ((Entry)entry).SetOpened();
        return RecordAsync([turn]);
    }

    public Task RecordAsync(IReadOnlyList<JournaledTurn> turns)
    {
        if (Refusal is not null) return Task.FromException(Refusal);
        lock (_gate)
        {
            foreach (var turn in turns)
            {
                turn.Sequence = ++_last;
                _closed.Add(turn.Sequence, turn);
            }

            OnClosed(turns);
        }

        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<JournaledTurn>> PeekAsync(long afterSequence, int turnsMax, int bytesMax)
    {
        await OnRead();
        var peeked = Peek(afterSequence, turnsMax, bytesMax);
        await OnPeeked();
        return peeked;
    }

    public async Task<IReadOnlyList<Turn>> ReadAsync(IReadOnlyList<long> sequences)
    {
        await OnRead();
        lock (_gate) return [.. sequences.Where(_closed.ContainsKey).Select(sequence => _closed[sequence].Turn)];
    }

    public void Delete(IReadOnlyList<JournaledTurn> turns)
    {
        OnDelete(turns);
        lock (_gate)
        {
            foreach (var turn in turns) Assert.True(_closed.Remove(turn.Sequence), "What is deleted waits.");
        }
    }

    public Task SetAsideAsync(JournaledTurn turn, string reason)
    {
        if (Refusal is not null) return Task.FromException(Refusal);
        lock (_gate)
        {
            _closed.Remove(turn.Sequence);
            _setAside.Add((turn.Turn, reason));
        }

        return Task.CompletedTask;
    }

    public Task<JournalDepth> GetDepthAsync()
    {
        lock (_gate) return Task.FromResult(new JournalDepth(0, _closed.Count, _setAside.Count));
    }

    public ValueTask DisposeAsync() => default;

    private List<JournaledTurn> Peek(long afterSequence, int turnsMax, int bytesMax)
    {
        lock (_gate)
        {
            var bytes = 0;
            return [.. _closed.Values.Where(turn => turn.Sequence > afterSequence).Take(turnsMax)
                .TakeWhile((turn, index) => (bytes += turn.Record.Length) <= bytesMax || index == 0)
                .Select(static turn => new JournaledTurn(turn.Sequence, turn.Turn, turn.Record))];
        }
    }

    private sealed class Entry(Turn turn) : JournalEntry(turn)
    {
        private readonly TaskCompletionSource _opened = new();

        public override Task Opened => _opened.Task;

        public void SetOpened() => _opened.TrySetResult();

        public async Task OpenAsync(MemoryJournal journal)
        {
            await journal.OpeningGate;
            if (journal.Refusal is { } refusal) _opened.TrySetException(refusal);
            SetOpened();
            await Opened;
        }
    }
}
