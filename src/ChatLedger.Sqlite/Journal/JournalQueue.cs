namespace ChatLedger.Sqlite.Journal;

/// <summary>
/// What waits for the journal's thread. Openings and deletions are lazy: they ride along with the next group, or are due after a moment, so that a
/// turn answered at once is written once and a deletion costs no commit of its own. Thread-safe.
/// </summary>
internal sealed class JournalQueue(long bytesMax)
{
    /// <summary>How long an opening may wait for its answer, in milliseconds.</summary>
    public const int OpenDelayMs = 5;

    private const int DeleteDelayMs = 20;
    private const int AppendsPerGroupMax = 256;

    private readonly object _gate = new();
    private readonly Queue<SqliteJournalEntry> _lazy = new();
    private readonly Queue<AppendCommand> _appends = new();
    private List<JournalCommand> _commands = [];
    private List<long> _deletes = [];
    private long _deletesDueAt;
    private long _bytes;
    private bool _stopped;

    /// <summary>Adds a command for the next group; false where the queue is stopped or holds too much.</summary>
    public bool TryAdd(JournalCommand command)
    {
        lock (_gate)
        {
            if (_stopped || (_bytes > bytesMax && !command.IsAlwaysTaken)) return false;
            _bytes += command.Bytes;
            _commands.Add(command);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Adds a checkpoint, which gives way to everything else.</summary>
    public bool TryAddAppend(AppendCommand command)
    {
        lock (_gate)
        {
            if (_stopped) return false;
            _bytes += command.Bytes;
            _appends.Enqueue(command);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    public bool TryAddLazy(SqliteJournalEntry entry)
    {
        lock (_gate)
        {
            if (_stopped || _bytes > bytesMax) return false;
            _lazy.Enqueue(entry);
            if (_lazy.Count == 1) Monitor.Pulse(_gate);
            return true;
        }
    }

    public void AddDeletes(IEnumerable<long> sequences)
    {
        lock (_gate)
        {
            if (_deletes.Count == 0) _deletesDueAt = Environment.TickCount64 + DeleteDelayMs;
            _deletes.AddRange(sequences);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Moves a lazy opening into the next group.</summary>
    public void Hurry(SqliteJournalEntry entry)
    {
        lock (_gate)
        {
            if (!entry.IsLazy) return;
            Enqueue(entry);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes back an opening that is still lazy, so that its turn is written once, closed; false where it is queued or written.</summary>
    public bool TryMerge(SqliteJournalEntry entry)
    {
        lock (_gate)
        {
            var wasLazy = entry.IsLazy;
            entry.IsLazy = false;
            return wasLazy;
        }
    }

    /// <summary>Lets the thread finish what waits, then stop.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for work and takes it; an empty list after <paramref name="patienceMs"/>, null when stopped and empty.</summary>
    public List<JournalCommand>? Take(int patienceMs)
    {
        lock (_gate)
        {
            var until = Environment.TickCount64 + patienceMs;
            while (true)
            {
                MoveDueOpenings();
                if (_commands.Count > 0 || _appends.Count > 0 || DeletesAreDue()) return TakeGroup();
                if (_stopped) return null;
                var wait = Math.Min(until, NextDueAt()) - Environment.TickCount64;
                if (wait > 0) Monitor.Wait(_gate, (int)Math.Min(wait, int.MaxValue));
                else if (Environment.TickCount64 >= until) return [];
            }
        }
    }

    private List<JournalCommand> TakeGroup()
    {
        var group = _commands;
        _commands = [];
        for (var i = 0; i < AppendsPerGroupMax && _appends.TryDequeue(out var append); i++) group.Add(append);
        foreach (var command in group) _bytes -= command.Bytes;
        if (_deletes.Count > 0)
        {
            group.Add(new DeleteCommand(_deletes));
            _deletes = [];
        }

        return group;
    }

    private void MoveDueOpenings()
    {
        while (_lazy.TryPeek(out var entry) && (!entry.IsLazy || _stopped || entry.DueAt <= Environment.TickCount64))
        {
            _lazy.Dequeue();
            if (entry.IsLazy) Enqueue(entry);
        }
    }

    private void Enqueue(SqliteJournalEntry entry)
    {
        entry.IsLazy = false;
        var command = new OpenCommand(entry);
        _bytes += command.Bytes;
        _commands.Add(command);
    }

    private bool DeletesAreDue() => _deletes.Count > 0 && (_stopped || _deletesDueAt <= Environment.TickCount64);

    private long NextDueAt() =>
        Math.Min(_lazy.TryPeek(out var entry) ? entry.DueAt : long.MaxValue, _deletes.Count > 0 ? _deletesDueAt : long.MaxValue);
}
