using ChatLedger.Capture;
using Microsoft.Extensions.Logging;

namespace ChatLedger.Sqlite.Journal;

/// <summary>
/// The journal as a SQLite file that one thread uses: it takes what is waiting, commits once, and completes all who wait (group commit).
/// </summary>
/// <remarks>
/// The file is exclusive to the process. On a full disk turns are refused and it is tried again each second. After any other failure the group is
/// refused, the file closed and opened again and what the group may have left removed; a second failure running is final (<see cref="Failed"/>).
/// </remarks>
public sealed partial class SqliteJournal : IJournal
{
    private const long QueueBytesMax = 64 << 20;

    private readonly CaptureClock _clock;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly long _bytesMax;
    private readonly JournalQueue _queue = new(QueueBytesMax);
    private long _lastEntryId;

    /// <summary>A journal at a path.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="bytesMax">The file's largest size; beyond it the journal is full.</param>
    /// <param name="clock">The clock that capture uses; its newest time is kept with the turns.</param>
    /// <param name="logger">Where failures are told.</param>
    public SqliteJournal(string path, long bytesMax, CaptureClock clock, ILogger<SqliteJournal> logger)
    {
        _path = path;
        _bytesMax = bytesMax;
        _clock = clock;
        _logger = logger;
    }

    /// <inheritdoc/>
    public JournalHealth Health => _health;

    /// <inheritdoc/>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>SQLite's <c>synchronous</c>. Anything but <c>FULL</c> loses acknowledged turns at a power loss: it exists for the test that shows it.</summary>
    internal string Synchronous { get; init; } = "FULL";

    /// <inheritdoc/>
    public JournalEntry Open(Turn turn)
    {
        if (_health != JournalHealth.Healthy) throw Unavailable();
        var entry = new SqliteJournalEntry(Interlocked.Increment(ref _lastEntryId), turn, Environment.TickCount64 + JournalQueue.OpenDelayMs);
        return _queue.TryAddLazy(entry) ? entry : throw Unavailable();
    }

    /// <inheritdoc/>
    public Task OpenedAsync(JournalEntry entry)
    {
        var opened = (SqliteJournalEntry)entry;
        _queue.Hurry(opened);
        return opened.Opened;
    }

    /// <inheritdoc/>
    public Task AppendAsync(JournalEntry entry, string text)
    {
        var command = new AppendCommand((SqliteJournalEntry)entry, text);
        return _queue.TryAddAppend(command) ? command.Done : Task.FromException(Unavailable());
    }

    /// <inheritdoc/>
    public Task CloseAsync(JournalEntry entry, JournaledTurn turn)
    {
        var opened = (SqliteJournalEntry)entry;
        var command = new CloseCommand(opened, turn, isOpeningQueued: !_queue.TryMerge(opened));
        if (!_queue.TryAdd(command)) command.Refused(Unavailable());
        return command.Done;
    }

    /// <inheritdoc/>
    public Task RecordAsync(IReadOnlyList<JournaledTurn> turns) =>
        _health == JournalHealth.Healthy ? Add(new RecordCommand(turns)) : Task.FromException(Unavailable());

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournaledTurn>> PeekAsync(long afterSequence, int turnsMax, int bytesMax) =>
        Ask<IReadOnlyList<JournaledTurn>>(statements =>
        {
            var turns = new List<JournaledTurn>();
            var bytes = 0;
            foreach (var turn in statements.Peek(afterSequence, turnsMax))
            {
                bytes += turn.Record.Length;
                if (turns.Count > 0 && bytes > bytesMax) break;
                turns.Add(turn);
            }

            return turns;
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<Turn>> ReadAsync(IReadOnlyList<long> sequences) =>
        Ask<IReadOnlyList<Turn>>(statements => [.. sequences.Select(statements.Read).OfType<Turn>()]);

    /// <inheritdoc/>
    public void Delete(IReadOnlyList<JournaledTurn> turns) => _queue.AddDeletes(turns.Select(turn => turn.Sequence));

    /// <inheritdoc/>
    public Task SetAsideAsync(JournaledTurn turn, string reason) => Add(new SetAsideCommand(turn, reason));

    /// <inheritdoc/>
    public Task<JournalDepth> GetDepthAsync() => Ask(statements =>
        statements.Query(
            "SELECT (SELECT count(*) FROM open_turn), (SELECT count(*) FROM closed_turn), (SELECT count(*) FROM set_aside)",
            row => new JournalDepth(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2))).Single());

    /// <summary>Writes what waits, empties the write-ahead log and releases the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Stop();
        if (_thread is not null) await _stopped.Task.ConfigureAwait(false);
    }

    private Task Add(JournalCommand command) => _queue.TryAdd(command) ? command.Done : Task.FromException(Unavailable());

    private Task<T> Ask<T>(Func<JournalStatements, T> read)
    {
        var command = new ReadCommand<T>(read);
        return _queue.TryAdd(command) ? command.Result : Task.FromException<T>(Unavailable());
    }

    private JournalUnavailableException Unavailable() => new(_health switch
    {
        JournalHealth.Full => "The journal's disk is full, so the turn was not recorded. Free space; it is tried again each second.",
        JournalHealth.Failed => "The journal has failed, so the turn was not recorded. Restart the server.",
        _ => "The journal is stopped or overloaded, so the turn was not recorded. Try again.",
    });
}
