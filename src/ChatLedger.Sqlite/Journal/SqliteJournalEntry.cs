namespace ChatLedger.Sqlite.Journal;

/// <summary>An opened turn. <see cref="IsLazy"/> is guarded by the queue; everything else is written by the journal's thread.</summary>
internal sealed class SqliteJournalEntry(long id, Turn turn, long dueAt) : JournalEntry(turn)
{
    public long Id { get; } = id;

    public override Task Opened => Opening.Task;

    /// <summary>When a lazy opening is written at the latest, in <see cref="Environment.TickCount64"/>.</summary>
    public long DueAt { get; } = dueAt;

    public TaskCompletionSource Opening { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the opening is neither written nor queued for writing.</summary>
    public bool IsLazy { get; set; } = true;

    /// <summary>Whether a group has held the opening, whatever became of it: then a close removes it.</summary>
    public bool IsWritten { get; set; }

    public bool IsDurable { get; set; }

    public bool IsClosed { get; set; }

    public int Parts { get; set; }

    public Exception? Refusal { get; private set; }

    public void SetRefused(Exception reason)
    {
        Refusal = reason;
        Opening.TrySetException(reason);
        // A turn that nobody waits for learns of it when it closes.
        _ = Opening.Task.Exception;
    }
}
