using Microsoft.Extensions.Logging;

namespace ChatLedger.Sqlite.Journal;

/// <content>The thread: groups, failures and their mending. Everything here runs on the one thread, but <see cref="StartAsync"/>.</content>
public sealed partial class SqliteJournal
{
    private const int ProbeEveryMs = 1000;
    private const int FailuresMax = 2;

    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JournalSequence _sequence = new();
    private readonly List<JournalCommand> _carried = [];
    private Action<IReadOnlyList<JournaledTurn>> _closed = static _ => { };
    private Thread? _thread;
    private JournalFile? _file;
    private volatile JournalHealth _health;
    private long _savedClock;
    private int _failures;

    /// <inheritdoc/>
    public Task<JournalRecovery> StartAsync(Action<IReadOnlyList<JournaledTurn>> closed, CancellationToken cancellation = default)
    {
        _closed = closed;
        var started = new TaskCompletionSource<JournalRecovery>(TaskCreationOptions.RunContinuationsAsynchronously);
        _thread = new Thread(() => Run(started)) { Name = "ChatLedger journal", IsBackground = true };
        _thread.Start();
        return started.Task.WaitAsync(cancellation);
    }

    private void Run(TaskCompletionSource<JournalRecovery> started)
    {
        try
        {
            _file = JournalFile.Open(_path, Synchronous);
            var recovery = JournalRecoverer.Recover(_file, _sequence);
            _file.Limit(_bytesMax);
            _savedClock = recovery.LastMicroseconds;
            started.SetResult(recovery);
        }
        catch (Exception exception)
        {
            started.SetException(SqliteErrors.IsBusy(exception)
                ? new InvalidOperationException($"Another process holds the journal {_path}. Stop it, or give this one a data directory of its own.", exception)
                : exception);
            _file?.Dispose();
            _stopped.SetResult();
            return;
        }

        while (_queue.Take(_health == JournalHealth.Full ? ProbeEveryMs : int.MaxValue) is { } group) Handle(group);
        if (_carried.Count > 0 && _health != JournalHealth.Failed) Write([]);
        Shutdown();
    }

    private void Handle(List<JournalCommand> group)
    {
        Answer(group);
        group.RemoveAll(static command => command is IReadsJournal);
        if (_health == JournalHealth.Failed) RefuseAll(group, Unavailable());
        else if (group.Count > 0 || _health == JournalHealth.Full) Write(group);
    }

    private void Answer(List<JournalCommand> group)
    {
        foreach (var question in group.Where(static command => command is IReadsJournal))
        {
            try
            {
                question.Apply(_file!.Statements, _sequence);
            }
            catch (Exception exception)
            {
                question.Refused(new JournalUnavailableException("The journal could not be read.", exception));
            }
        }
    }

    private void Write(List<JournalCommand> group)
    {
        if (_carried.Count > 0)
        {
            // Deletions first, whenever they came: in a full journal, what was carried may fit only where they make room.
            // And before them what takes back a failed group, whose commands may be among these.
            group = [.. _carried.Concat(group).OrderBy(static command => command switch { UndoCommand => 0, DeleteCommand => 1, _ => 2 })];
            _carried.Clear();
        }

        RefuseClosesWithoutOpening(group);
        try
        {
            _file!.Begin();
            foreach (var command in group) command.Apply(_file.Statements, _sequence);
            SaveClock();
            if (_health == JournalHealth.Full) Probe();
            _file.Commit();
        }
        catch (Exception exception)
        {
            OnFailed(group, exception);
            return;
        }

        OnCommitted(group);
    }

    /// <summary>A close in the same group as its refused opening cannot be written, and must not take the group with it.</summary>
    private static void RefuseClosesWithoutOpening(List<JournalCommand> group) => group.RemoveAll(static command =>
    {
        if (command is not CloseCommand { Refusal: { } refusal } close) return false;
        close.Refused(refusal);
        return true;
    });

    private void OnCommitted(List<JournalCommand> group)
    {
        // Taking back what a failed group may have left proves nothing: there may have been nothing to write.
        if (group.Any(static command => command is not UndoCommand)) _failures = 0;
        if (_health == JournalHealth.Full) LogRecovered(_logger);
        _health = JournalHealth.Healthy;
        var closed = group.OfType<IClosesTurns>().SelectMany(static command => command.Turns).ToList();
        if (closed.Count > 0) _closed(closed);
        foreach (var command in group) command.Committed();
    }

    private void OnFailed(List<JournalCommand> group, Exception exception)
    {
        var full = SqliteErrors.IsFull(exception);
        if (full && _health != JournalHealth.Full) LogFull(_logger, _path);
        if (full) _health = JournalHealth.Full;
        else LogFailure(_logger, exception, _path);
        _carried.AddRange(group.Where(static command => command.Survives));
        RefuseAll(group, new JournalUnavailableException("The journal could not write the turn, so it was not recorded.", exception));
        try
        {
            if (full) _file!.Rollback();
            else if (++_failures >= FailuresMax) Fail(exception);
            else Reopen(group);
        }
        catch (Exception second)
        {
            Fail(second);
        }
    }

    private static void RefuseAll(List<JournalCommand> group, Exception reason)
    {
        foreach (var command in group) command.Refused(reason);
    }

    /// <summary>
    /// The outcome of a failed commit is unknown, and SQLite must not be trusted with the same handle: open the file anew and take back what was refused.
    /// </summary>
    private void Reopen(List<JournalCommand> refused)
    {
        _file!.Dispose();
        _file = JournalFile.Open(_path, Synchronous);
        _file.Limit(_bytesMax);
        // After a failed fsync the kernel may hold pages for clean that never reached the disk: nothing may be appended to such a log.
        _file.Truncate();
        Write([new UndoCommand(refused)]);
    }

    private void Fail(Exception exception)
    {
        _health = JournalHealth.Failed;
        LogFinal(_logger, exception, _path);
        _failed.TrySetResult(exception);
    }

    private void SaveClock()
    {
        var clock = _clock.LastMicroseconds;
        if (clock == _savedClock) return;
        _file!.Statements.SaveClock(clock);
        _savedClock = clock;
    }

    /// <summary>A group may fit into the log's last free page; only a larger write shows that there is room again.</summary>
    private void Probe()
    {
        _file!.Statements.Execute("INSERT INTO probe (bytes) VALUES (zeroblob(65536))");
        _file.Statements.Execute("DELETE FROM probe");
    }

    private void Shutdown()
    {
        try
        {
            if (_health != JournalHealth.Failed) _file!.Truncate();
        }
        catch (Exception exception)
        {
            // Everything is committed; a log that could not be emptied is read at the next start.
            LogFailure(_logger, exception, _path);
        }

        _file!.Dispose();
        _stopped.SetResult();
    }

    [LoggerMessage(1000, LogLevel.Error, "The journal {Path} could not commit; the group was refused and the file is opened again")]
    private static partial void LogFailure(ILogger logger, Exception exception, string path);

    [LoggerMessage(1001, LogLevel.Critical, "The disk or the size limit of the journal {Path} is full: turns are refused until there is room")]
    private static partial void LogFull(ILogger logger, string path);

    [LoggerMessage(1002, LogLevel.Information, "The journal has room again and takes turns")]
    private static partial void LogRecovered(ILogger logger);

    [LoggerMessage(1003, LogLevel.Critical, "The journal {Path} failed twice running and takes no more turns; restart the server")]
    private static partial void LogFinal(ILogger logger, Exception exception, string path);
}
