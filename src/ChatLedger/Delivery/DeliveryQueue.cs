using ChatLedger.Journal;

namespace ChatLedger.Delivery;

/// <summary>
/// A window in memory over the journal's closed turns. What does not fit is left in the journal and read back from there, so the store may be away
/// for as long as the disk holds. Many may add; those who take wait for each other.
/// </summary>
internal sealed class DeliveryQueue(IJournal journal, int bytesMax) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<JournaledTurn> _turns = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private readonly SemaphoreSlim _taker = new(1, 1);
    private TaskCompletionSource? _crowded;
    private int _crowdedFrom;
    private bool _isHeldUp;
    private long _bytes;
    private long _newest;
    private long _taken;
    private bool _isBehind;

    /// <summary>Whether turns wait that are not in memory.</summary>
    public bool IsBehind { get { lock (_gate) return _isBehind; } }

    /// <summary>Starts with turns that the last run left in the journal.</summary>
    public void StartBehind(long newestSequence)
    {
        lock (_gate)
        {
            _newest = newestSequence;
            _isBehind = true;
            Signal();
        }
    }

    /// <summary>Adds turns in the order of their places. Called by the journal's thread.</summary>
    public void Add(IReadOnlyList<JournaledTurn> turns)
    {
        lock (_gate)
        {
            foreach (var turn in turns)
            {
                _newest = turn.Sequence;
                if (_isBehind || _bytes + turn.Record.Length > bytesMax)
                {
                    _isBehind = true;
                    turn.SetUntold();
                    continue;
                }

                _turns.Enqueue(turn);
                _bytes += turn.Record.Length;
            }

            Signal();
            SignalCrowd();
        }
    }

    /// <summary>Says whether what was taken last cannot be delivered at this moment, so that what waits behind it needs another taker.</summary>
    public void SetHeldUp(bool isHeldUp)
    {
        lock (_gate)
        {
            _isHeldUp = isHeldUp;
            SignalCrowd();
        }
    }

    /// <summary>Completes when so many turns wait, or what was taken is held up, that a further taker is worth its round trips.</summary>
    public Task WhenCrowdedAsync(int turns)
    {
        lock (_gate)
        {
            if (IsCrowded(turns)) return Task.CompletedTask;
            _crowdedFrom = turns;
            return (_crowded ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Waits for turns and takes what is there, at most one batch.</summary>
    public async Task<IReadOnlyList<JournaledTurn>> TakeAsync(int turnsMax, int batchBytesMax, CancellationToken cancellation)
    {
        await _taker.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var batch = TakeFromMemory(turnsMax, batchBytesMax, out var readBack);
                if (batch.Count == 0 && readBack) batch = await TakeFromJournalAsync(turnsMax, batchBytesMax).ConfigureAwait(false);
                if (batch.Count > 0) return batch;
                if (!readBack) await _arrived.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            _taker.Release();
        }
    }

    private List<JournaledTurn> TakeFromMemory(int turnsMax, int batchBytesMax, out bool readBack)
    {
        lock (_gate)
        {
            var batch = new List<JournaledTurn>(Math.Min(turnsMax, _turns.Count));
            var bytes = 0;
            while (batch.Count < turnsMax && _turns.TryPeek(out var turn) && (batch.Count == 0 || bytes + turn.Record.Length <= batchBytesMax))
            {
                batch.Add(_turns.Dequeue());
                bytes += turn.Record.Length;
                _taken = turn.Sequence;
            }

            _bytes -= bytes;
            readBack = batch.Count == 0 && _isBehind;
            return batch;
        }
    }

    private async Task<List<JournaledTurn>> TakeFromJournalAsync(int turnsMax, int batchBytesMax)
    {
        long newestBefore;
        lock (_gate) newestBefore = _newest;
        var batch = await journal.PeekAsync(_taken, turnsMax, batchBytesMax).ConfigureAwait(false);
        lock (_gate)
        {
            // Nothing found: what was known before asking is gone from the journal. What came since is found by asking again.
            _taken = batch.Count > 0 ? batch[^1].Sequence : newestBefore;
            if (_taken >= _newest) _isBehind = false;
        }

        return [.. batch];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _arrived.Dispose();
        _taker.Dispose();
    }

    private bool IsCrowded(int turns) => _isHeldUp || _isBehind || _turns.Count >= turns;

    private void SignalCrowd()
    {
        if (_crowded is null || !IsCrowded(_crowdedFrom)) return;
        _crowded.SetResult();
        _crowded = null;
    }

    private void Signal()
    {
        if (_arrived.CurrentCount == 0) _arrived.Release();
    }
}
