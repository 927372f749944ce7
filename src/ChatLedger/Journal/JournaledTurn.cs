using ChatLedger.Storage;

namespace ChatLedger.Journal;

/// <summary>A closed turn on its way from the journal to the store.</summary>
public sealed class JournaledTurn
{
    private readonly TaskCompletionSource<WrittenTurn> _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A turn that is about to be journalled.</summary>
    public JournaledTurn(Turn turn)
    {
        Turn = turn;
        Record = TurnRecord.Write(turn);
    }

    /// <summary>A turn read back from the journal.</summary>
    public JournaledTurn(long sequence, Turn turn, ReadOnlyMemory<byte> record)
    {
        Sequence = sequence;
        Turn = turn;
        Record = record;
    }

    /// <summary>The turn.</summary>
    public Turn Turn { get; }

    /// <summary>The turn as the journal keeps it (<see cref="TurnRecord"/>).</summary>
    public ReadOnlyMemory<byte> Record { get; }

    /// <summary>Its place in the journal, growing in the order of closing; 0 before it is journalled.</summary>
    public long Sequence { get; set; }

    /// <summary>Completes when the store has it; cancelled where nobody will tell: it was set aside, or is left to be read back later.</summary>
    public Task<WrittenTurn> Stored => _stored.Task;

    /// <summary>Tells those who wait that the store has it.</summary>
    public void SetStored(WrittenTurn written) => _stored.TrySetResult(written);

    /// <summary>Tells those who wait that there is nothing to wait for.</summary>
    public void SetUntold() => _stored.TrySetCanceled();
}
