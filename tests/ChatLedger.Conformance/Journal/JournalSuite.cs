using ChatLedger.Capture;
using ChatLedger.Journal;

namespace ChatLedger.Conformance;

/// <summary>What the journal's suites share: for each test a journal that is started and empty.</summary>
public abstract class JournalSuite : IAsyncLifetime
{
    private JournalUnderTest? _place;

    /// <summary>The journal's place.</summary>
    protected JournalUnderTest Place => _place ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>The journal.</summary>
    protected IJournal Journal => Place.Journal;

    /// <summary>The largest size of the journal.</summary>
    protected virtual long BytesMax => 1L << 30;

    /// <summary>Makes a place with a journal that is not started.</summary>
    protected abstract JournalUnderTest CreatePlace(long bytesMax);

    /// <inheritdoc/>
    public virtual async Task InitializeAsync()
    {
        _place = CreatePlace(BytesMax);
        await Place.StartAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_place is not null) await _place.DisposeAsync();
    }

    /// <summary>A turn as capture opens it.</summary>
    protected Turn Opening(string sessionId = "session")
    {
        var time = Place.Clock.Next();
        return Some.Turn(sessionId) with { TurnId = Guid.CreateVersion7(time), Timestamp = time, AiResponse = "" };
    }

    /// <summary>A finished turn on its way into the journal.</summary>
    protected JournaledTurn Finished(string sessionId = "session") => new(Opening(sessionId) with { AiResponse = "An answer." });

    /// <summary>Opens a turn and waits until the opening is durable.</summary>
    protected async Task<JournalEntry> OpenAsync(Turn? turn = null)
    {
        var entry = Journal.Open(turn ?? Opening());
        await Journal.OpenedAsync(entry).Soon();
        return entry;
    }

    /// <summary>The closed form of an opened turn.</summary>
    protected static JournaledTurn Closing(JournalEntry entry, string answer = "An answer.") =>
        new(TurnCapture.Close(entry.Turn, new TurnEnding(TurnStatus.Completed, answer, new TurnFigures())));

    /// <summary>Records finished turns.</summary>
    protected async Task<JournaledTurn[]> RecordAsync(int count, string sessionId = "session")
    {
        JournaledTurn[] turns = [.. Enumerable.Range(0, count).Select(_ => Finished(sessionId))];
        await Journal.RecordAsync(turns).Soon();
        return turns;
    }

    /// <summary>Everything that waits for delivery.</summary>
    protected Task<IReadOnlyList<JournaledTurn>> PeekAllAsync() => Journal.PeekAsync(0, int.MaxValue, int.MaxValue).Soon();

    /// <summary>Holds the journal's thread in the midst of a commit until the result is disposed, so that what is asked meanwhile is one group.</summary>
    protected async Task<IDisposable> HoldAsync()
    {
        var held = new HeldThread();
        Place.OnClosed = held.Hold;
        _ = Journal.RecordAsync([Finished("held")]);
        await held.Reached.Soon();
        Place.OnClosed = static _ => { };
        return held;
    }

    private sealed class HeldThread : IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();

        public Task Reached => _reached.Task;

        public void Hold(IReadOnlyList<JournaledTurn> turns)
        {
            _reached.TrySetResult();
            _released.Wait();
        }

        public void Dispose() => _released.Set();
    }
}
