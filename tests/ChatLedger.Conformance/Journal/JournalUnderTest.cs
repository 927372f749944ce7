using ChatLedger.Capture;
using ChatLedger.Journal;

namespace ChatLedger.Conformance;

/// <summary>A journal in a place of its own, which disposing takes away. It can be stopped, can die, and is started again on what it left.</summary>
public abstract class JournalUnderTest : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<JournaledTurn> _closed = [];
    private IJournal? _journal;

    /// <summary>The journal that runs.</summary>
    public IJournal Journal => _journal ?? throw new InvalidOperationException("The journal is stopped.");

    /// <summary>The clock that capture would use.</summary>
    public CaptureClock Clock { get; } = new(new ManualClock(Some.Time));

    /// <summary>Called on the journal's own thread with the turns of each commit.</summary>
    public Action<IReadOnlyList<JournaledTurn>> OnClosed { get; set; } = static _ => { };

    /// <summary>The turns the journal told of since the start, in order.</summary>
    public IReadOnlyList<JournaledTurn> Closed { get { lock (_gate) return [.. _closed]; } }

    /// <summary>Starts a journal on what is there.</summary>
    public async Task<JournalRecovery> StartAsync()
    {
        lock (_gate) _closed.Clear();
        var journal = Create();
        var recovery = await journal.StartAsync(Tell);
        _journal = journal;
        return recovery;
    }

    /// <summary>Stops cleanly.</summary>
    public async Task StopAsync()
    {
        if (_journal is not null) await _journal.DisposeAsync();
        _journal = null;
    }

    /// <summary>Stops cleanly and starts again.</summary>
    public async Task<JournalRecovery> RestartAsync()
    {
        await StopAsync();
        return await StartAsync();
    }

    /// <summary>Ends as if the process had died now, and starts again.</summary>
    public async Task<JournalRecovery> DieAndStartAsync()
    {
        await DieAsync();
        return await StartAsync();
    }

    /// <summary>Ends as if the process had died now: no clean stop is to help.</summary>
    public abstract Task DieAsync();

    /// <summary>Changes the record of a turn past the journal, which is stopped: of the only opened turn, or of the only closed one.</summary>
    public abstract Task ChangeRecordAsync(bool isOpen, Func<byte[], byte[]> change);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>A journal that is not started.</summary>
    protected abstract IJournal Create();

    private void Tell(IReadOnlyList<JournaledTurn> turns)
    {
        lock (_gate) _closed.AddRange(turns);
        OnClosed(turns);
    }
}
