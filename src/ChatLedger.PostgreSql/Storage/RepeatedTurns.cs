using ChatLedger.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Storage;

/// <summary>
/// Writes a batch in which turns may be stored already or share a key. Keys are claimed before rows are written, so that of two servers only one
/// writes; turns that repeat an id or a key within the batch wait for the round in which the database knows the first.
/// </summary>
internal sealed class RepeatedTurns(TurnStatements statements, IReadOnlyList<Turn> turns, DateTimeOffset now)
{
    private readonly WrittenTurn[] _results = new WrittenTurn[turns.Count];
    private readonly List<Turn> _inserted = [];

    /// <summary>One result per turn, in the same order. The caller holds the transaction.</summary>
    public async Task<IReadOnlyList<WrittenTurn>> WriteAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var ids = await statements.ReserveIdsAsync(connection, turns.Count, cancellation).ConfigureAwait(false);
        for (List<int> left = [.. Enumerable.Range(0, turns.Count)]; left.Count > 0;)
        {
            var round = TakeRound(left);
            var claimed = await ClaimAsync(connection, round, ids, cancellation).ConfigureAwait(false);
            await InsertAsync(connection, claimed, ids, cancellation).ConfigureAwait(false);
        }

        await statements.GrowSessionsAsync(connection, _inserted, cancellation).ConfigureAwait(false);
        return _results;
    }

    /// <summary>Takes the turns that are the first of their id and of their key among those left.</summary>
    private List<int> TakeRound(List<int> left)
    {
        var seen = new HashSet<Guid>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var round = left.FindAll(index =>
        {
            var isFirstOfKey = turns[index].IngestKey is not { } key || keys.Add(key.Key);
            return seen.Add(turns[index].TurnId) && isFirstOfKey;
        });
        left.RemoveAll(new HashSet<int>(round).Contains);
        return round;
    }

    /// <summary>Claims the keys of a round; what a key stands for already is settled here. Returns the turns that go on.</summary>
    private async Task<List<int>> ClaimAsync(NpgsqlConnection connection, List<int> round, long[] ids, CancellationToken cancellation)
    {
        var keyed = round.FindAll(index => turns[index].IngestKey is not null);
        if (keyed.Count == 0) return round;
        var free = await statements.ClaimKeysAsync(connection, keyed.ConvertAll(index => (turns[index], ids[index])), now, cancellation).ConfigureAwait(false);
        var taken = keyed.ConvertAll(index => turns[index].IngestKey!.Key).Except(free, StringComparer.Ordinal).ToList();
        if (taken.Count == 0) return round;
        var known = (await statements.FindKeysAsync(connection, taken, cancellation).ConfigureAwait(false))
            .ToDictionary(static key => key.Key, StringComparer.Ordinal);
        return round.FindAll(index =>
        {
            if (turns[index].IngestKey is not { } key || !known.TryGetValue(key.Key, out var first)) return true;
            var isRepeat = first.TurnId == turns[index].TurnId || first.BodyHash == key.BodyHash;
            _results[index] = isRepeat ? new WrittenTurn(WriteOutcome.Duplicate, first.Id) : new WrittenTurn(WriteOutcome.Conflict, 0);
            return false;
        });
    }

    private async Task InsertAsync(NpgsqlConnection connection, List<int> round, long[] ids, CancellationToken cancellation)
    {
        if (round.Count == 0) return;
        var written = await statements.InsertNewAsync(
            connection, round.ConvertAll(index => turns[index]), [.. round.Select(index => (long?)ids[index])], cancellation).ConfigureAwait(false);
        var stored = round.FindAll(index => !written.ContainsKey(turns[index].TurnId));
        foreach (var index in round.Except(stored))
        {
            _results[index] = new WrittenTurn(WriteOutcome.Inserted, ids[index]);
            _inserted.Add(turns[index]);
        }

        if (stored.Count > 0) await SettleStoredAsync(connection, stored, cancellation).ConfigureAwait(false);
    }

    /// <summary>Turns whose ids are stored already: the same words are a repeat, other words a conflict. Nobody knows whether they had these keys.</summary>
    private async Task SettleStoredAsync(NpgsqlConnection connection, List<int> stored, CancellationToken cancellation)
    {
        var same = (await statements.FindSameAsync(connection, stored.ConvertAll(index => turns[index]), cancellation).ConfigureAwait(false))
            .ToDictionary(static row => row.TurnId, static row => row.Id);
        foreach (var index in stored)
            _results[index] = same.TryGetValue(turns[index].TurnId, out var id) ? new WrittenTurn(WriteOutcome.Duplicate, id) : new WrittenTurn(WriteOutcome.Conflict, 0);
        var keys = stored.Select(index => turns[index].IngestKey?.Key).OfType<string>().ToList();
        if (keys.Count > 0) await statements.DropKeysAsync(connection, keys, cancellation).ConfigureAwait(false);
    }
}
