using ChatLedger.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>Writes one batch of turns in one transaction: first as if all of them were new, which they nearly always are, and only where one is not, the careful way of <see cref="RepeatedTurns"/>.</summary>
internal sealed class TurnBatch(Database database, TurnStatements statements, IReadOnlyList<Turn> turns, DateTimeOffset now)
{
    /// <summary>From so many turns on COPY is faster than arrays.</summary>
    public const int CopyFrom = 64;

    /// <summary>One result per turn, in the same order.</summary>
    public async Task<IReadOnlyList<WrittenTurn>> WriteAsync(CancellationToken cancellation)
    {
        if (turns.Count == 0) return [];
        if (turns.Any(static turn => turn.TurnId == Guid.Empty))
            throw new StoreException(StoreFailure.Content, "A turn without an id cannot be told from its repeat.");
        try
        {
            if (turns.Any(static turn => turn.IngestKey is not null) || turns.DistinctBy(static turn => turn.TurnId).Count() < turns.Count)
                return await WriteKeyedAsync(cancellation).ConfigureAwait(false);
            return turns.Count < CopyFrom
                ? await database.UseAsync(WriteFewAsync, cancellation).ConfigureAwait(false)
                : await database.InTransactionAsync(WriteManyAsync, cancellation).ConfigureAwait(false);
        }
        catch (StoreException exception) when (StoreErrors.IsUniqueViolation(exception))
        {
            return await WriteKeyedAsync(cancellation).ConfigureAwait(false);
        }
    }

    private Task<IReadOnlyList<WrittenTurn>> WriteKeyedAsync(CancellationToken cancellation) =>
        database.InTransactionAsync(new RepeatedTurns(statements, AtTheirFirstTimes(), now).WriteAsync, cancellation);

    /// <summary>The turns, where one that repeats an id within the batch has the time of the first: ids are unique together with times only.</summary>
    private List<Turn> AtTheirFirstTimes()
    {
        var times = new Dictionary<Guid, DateTimeOffset>();
        return [.. turns.Select(turn => times.TryAdd(turn.TurnId, turn.Timestamp) ? turn : turn with { Timestamp = times[turn.TurnId] })];
    }

    private async Task<IReadOnlyList<WrittenTurn>> WriteFewAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var ids = await statements.InsertAndGrowAsync(connection, turns, cancellation).ConfigureAwait(false);
        return [.. turns.Select(turn => new WrittenTurn(WriteOutcome.Inserted, ids[turn.TurnId]))];
    }

    private async Task<IReadOnlyList<WrittenTurn>> WriteManyAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var ids = await statements.ReserveIdsAsync(connection, turns.Count, cancellation).ConfigureAwait(false);
        await statements.CopyAsync(connection, turns, ids, cancellation).ConfigureAwait(false);
        await statements.GrowSessionsAsync(connection, turns, cancellation).ConfigureAwait(false);
        return [.. ids.Select(static id => new WrittenTurn(WriteOutcome.Inserted, id))];
    }
}
