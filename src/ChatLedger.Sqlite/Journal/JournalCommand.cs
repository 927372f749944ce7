namespace ChatLedger.Sqlite.Journal;

/// <summary>
/// Something the journal's thread is to write. <see cref="Apply"/> runs within the group's transaction and may run again after a failed group, so it
/// must come to the same end. <see cref="Committed"/> or <see cref="Refused"/> follows; one that survives its refusal is committed later.
/// </summary>
internal abstract class JournalCommand
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the group is durable, or fails when it was refused.</summary>
    public Task Done => _done.Task;

    /// <summary>Bytes it holds in memory while it waits.</summary>
    public virtual int Bytes => 64;

    /// <summary>Whether it is written later, all the same, after its group was refused.</summary>
    public virtual bool Survives => false;

    /// <summary>Whether the queue takes it however much it holds.</summary>
    public virtual bool IsAlwaysTaken => Survives;

    public abstract void Apply(JournalStatements statements, JournalSequence sequence);

    /// <summary>Removes what a refused group may have left behind: after a failed commit its outcome is unknown.</summary>
    public virtual void Undo(JournalStatements statements) { }

    public virtual void Committed() => _done.TrySetResult();

    public virtual void Refused(Exception reason)
    {
        _done.TrySetException(reason);
        // Not everybody waits for every command; a failure nobody asked about is told by the journal's health.
        _ = _done.Task.Exception;
    }
}

/// <summary>Gives closed turns their places. Used by the journal's thread alone.</summary>
internal sealed class JournalSequence
{
    public long Last { get; set; }

    public void Assign(JournaledTurn turn)
    {
        if (turn.Sequence == 0) turn.Sequence = ++Last;
    }
}

internal sealed class OpenCommand(SqliteJournalEntry entry) : JournalCommand
{
    public override int Bytes => entry.Turn.UserMessage.Length * 2;

    public override void Apply(JournalStatements statements, JournalSequence sequence)
    {
        entry.IsWritten = true;
        statements.InsertOpen(entry.Id, TurnRecord.Write(entry.Turn));
    }

    public override void Undo(JournalStatements statements) => statements.DeleteOpen(entry.Id);

    public override void Committed()
    {
        entry.IsDurable = true;
        entry.Opening.TrySetResult();
        base.Committed();
    }

    public override void Refused(Exception reason)
    {
        entry.SetRefused(reason);
        base.Refused(reason);
    }
}

internal sealed class AppendCommand(SqliteJournalEntry entry, string text) : JournalCommand
{
    private int _number;

    public override int Bytes => text.Length * 2;

    public override void Apply(JournalStatements statements, JournalSequence sequence)
    {
        // A close that came in the meantime holds all of the text.
        if (entry.IsClosed || !entry.IsDurable) return;
        if (_number == 0) _number = ++entry.Parts;
        statements.AppendPart(entry.Id, _number, text);
    }

    public override bool Survives => true;
}

internal sealed class CloseCommand(SqliteJournalEntry entry, JournaledTurn turn, bool isOpeningQueued) : JournalCommand, IClosesTurns
{
    private long _place;

    public IReadOnlyList<JournaledTurn> Turns => [turn];

    public override int Bytes => turn.Record.Length;

    /// <summary>Why the opening is not in the journal, where it was refused: then the close must be refused too.</summary>
    public Exception? Refusal => entry.Refusal;

    /// <summary>An opened turn always ends as a row: only a turn whose opening never became durable may vanish.</summary>
    public override bool Survives => entry.IsDurable;

    /// <summary>An opening that is written without its close would stay open until a restart.</summary>
    public override bool IsAlwaysTaken => isOpeningQueued;

    public override void Apply(JournalStatements statements, JournalSequence sequence)
    {
        entry.IsClosed = true;
        sequence.Assign(turn);
        _place = turn.Sequence;
        if (entry.IsWritten) statements.DeleteOpen(entry.Id);
        statements.InsertClosed(turn);
    }

    public override void Undo(JournalStatements statements)
    {
        if (_place != 0) statements.DeleteClosed(_place, _place);
    }

    public override void Committed()
    {
        entry.Opening.TrySetResult();
        base.Committed();
    }

    public override void Refused(Exception reason)
    {
        if (!entry.IsDurable) entry.SetRefused(reason);
        // Written later, it takes a later place: delivery reads places in growing order only.
        turn.Sequence = 0;
        base.Refused(reason);
    }
}

internal sealed class RecordCommand(IReadOnlyList<JournaledTurn> turns) : JournalCommand, IClosesTurns
{
    public IReadOnlyList<JournaledTurn> Turns => turns;

    public override int Bytes { get; } = turns.Sum(turn => turn.Record.Length);

    public override void Apply(JournalStatements statements, JournalSequence sequence)
    {
        foreach (var turn in turns)
        {
            sequence.Assign(turn);
            statements.InsertClosed(turn);
        }
    }

    public override void Undo(JournalStatements statements)
    {
        foreach (var turn in turns.Where(turn => turn.Sequence != 0)) statements.DeleteClosed(turn.Sequence, turn.Sequence);
    }
}

internal sealed class DeleteCommand(IReadOnlyList<long> sequences) : JournalCommand
{
    public override bool Survives => true;

    public override void Apply(JournalStatements statements, JournalSequence sequence)
    {
        for (var i = 0; i < sequences.Count;)
        {
            var first = sequences[i++];
            var last = first;
            while (i < sequences.Count && sequences[i] == last + 1) last = sequences[i++];
            statements.DeleteClosed(first, last);
        }
    }
}

internal sealed class SetAsideCommand(JournaledTurn turn, string reason) : JournalCommand
{
    public override void Apply(JournalStatements statements, JournalSequence sequence)
    {
        // Away first: in a full journal the record fits again only where it stood.
        statements.DeleteClosed(turn.Sequence, turn.Sequence);
        statements.SetAside(turn.Sequence, reason, turn.Record.ToArray());
    }
}

/// <summary>A command that makes turns ready for delivery.</summary>
internal interface IClosesTurns
{
    IReadOnlyList<JournaledTurn> Turns { get; }
}

/// <summary>A question, answered between two groups.</summary>
internal sealed class ReadCommand<T>(Func<JournalStatements, T> read) : JournalCommand, IReadsJournal
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Result => _result.Task;

    public override void Apply(JournalStatements statements, JournalSequence sequence) => _result.TrySetResult(read(statements));

    public override void Refused(Exception reason) => _result.TrySetException(reason);
}

/// <summary>A command that only reads.</summary>
internal interface IReadsJournal;

/// <summary>Takes back what refused commands may have left.</summary>
internal sealed class UndoCommand(IReadOnlyList<JournalCommand> refused) : JournalCommand
{
    public override bool Survives => true;

    public override void Apply(JournalStatements statements, JournalSequence sequence)
    {
        foreach (var command in refused) command.Undo(statements);
    }
}
