using ChatLedger.Delivery;
using ChatLedger.Journal;
using ChatLedger.Storage;

namespace ChatLedger.Capture;

/// <summary>What became of a batch of imported turns.</summary>
/// <param name="Recorded">Turns that are durable now.</param>
/// <param name="Skipped">Turns that were recorded before.</param>
/// <param name="Refused">Turns that cannot be recorded, by their index in the batch.</param>
public sealed record ImportResult(int Recorded, int Skipped, IReadOnlyList<ImportRefusal> Refused);

/// <summary>Why an imported turn cannot be recorded.</summary>
/// <param name="Index">Its index in the batch.</param>
/// <param name="Slug">A stable word.</param>
/// <param name="Message">A sentence that names the field, not the value.</param>
public sealed record ImportRefusal(int Index, string Slug, string Message);

/// <summary>
/// Records turns whose ids follow from where they came from, leaving out what is recorded already, so that importing twice changes nothing. Thread-safe,
/// for batches that share no turn.
/// </summary>
public sealed class Importer(IChatLedger ledger, ILedgerReader store, IJournal journal, Undelivered undelivered, TimeProvider time)
{
    private const int BacklogMax = 20_000;
    private static readonly TimeSpan BacklogWait = TimeSpan.FromSeconds(5);

    /// <summary>Imports a batch; every turn has its <see cref="FinishedTurn.TurnId"/>.</summary>
    public async Task<ImportResult> ImportAsync(IReadOnlyList<FinishedTurn> turns, CancellationToken cancellation = default)
    {
        var fresh = new List<int>(turns.Count);
        foreach (var session in Enumerable.Range(0, turns.Count).GroupBy(index => turns[index].SessionId, StringComparer.Ordinal))
        {
            var known = await FindKnownAsync(session.Key, [.. session.Select(index => turns[index].TurnId!.Value)], cancellation).ConfigureAwait(false);
            fresh.AddRange(session.Where(index => known.Add(turns[index].TurnId!.Value)));
        }

        fresh.Sort();
        var logged = await ledger.LogChatMessagesAsync([.. fresh.Select(index => turns[index])], cancellation).ConfigureAwait(false);
        var refused = fresh.Zip(logged).Where(static pair => pair.Second.Problem is not null)
            .Select(static pair => new ImportRefusal(pair.First, pair.Second.Problem!.Slug, pair.Second.Problem.Message)).ToList();
        await HoldBackAsync(cancellation).ConfigureAwait(false);
        return new ImportResult(fresh.Count - refused.Count, turns.Count - fresh.Count, refused);
    }

    private async Task<HashSet<Guid>> FindKnownAsync(string sessionId, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var waiting = undelivered.OfSession(sessionId);
        var journalled = waiting.Count == 0 ? [] : await journal.ReadAsync(waiting).ConfigureAwait(false);
        var stored = await store.FindStoredTurnsAsync(sessionId, ids, cancellation).ConfigureAwait(false);
        return [.. stored, .. journalled.Select(static turn => turn.TurnId)];
    }

    /// <summary>An import is faster than a slow store; the journal is for people's turns first.</summary>
    private async Task HoldBackAsync(CancellationToken cancellation)
    {
        if (undelivered.Count > BacklogMax)
            await undelivered.WhenEmptyAsync().WaitAsync(BacklogWait, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
