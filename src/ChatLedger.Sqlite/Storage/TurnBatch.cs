using ChatLedger.Storage;

namespace ChatLedger.Sqlite.Storage;

/// <summary>Writes one batch of turns within the transaction that its caller holds.</summary>
internal sealed class TurnBatch(TurnStatements statements, DateTimeOffset now)
{
    private readonly List<Turn> _inserted = [];

    /// <summary>One result per turn, in the same order.</summary>
    public IReadOnlyList<WrittenTurn> Write(IReadOnlyList<Turn> turns, CancellationToken cancellation)
    {
        var results = new WrittenTurn[turns.Count];
        for (var i = 0; i < results.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            results[i] = Write(turns[i]);
        }
        foreach (var growth in SessionGrowth.Of(_inserted)) statements.GrowSession(growth);
        return results;
    }

    private WrittenTurn Write(Turn turn)
    {
        if (turn.TurnId == Guid.Empty) throw new StoreException(StoreFailure.Content, "A turn without an id cannot be told from its repeat.");
        var turnId = turn.TurnId.ToString();
        if (turn.IngestKey is { } key && statements.FindKey(key.Key) is { } known)
        {
            var isRepeat = known.TurnId == turnId || known.BodyHash == key.BodyHash;
            return isRepeat ? new WrittenTurn(WriteOutcome.Duplicate, known.ConversationId) : new WrittenTurn(WriteOutcome.Conflict, 0);
        }

        if (statements.Insert(turn, turnId) is not { } id)
            return statements.FindSame(turn, turnId) is { } same ? new WrittenTurn(WriteOutcome.Duplicate, same) : new WrittenTurn(WriteOutcome.Conflict, 0);
        // Only a new row's key is remembered: of a row stored before nobody knows whether it had this body.
        if (turn.IngestKey is not null) statements.RememberKey(turn.IngestKey, turn, turnId, id, now);
        _inserted.Add(turn);
        return new WrittenTurn(WriteOutcome.Inserted, id);
    }
}
