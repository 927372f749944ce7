using ChatLedger.Storage;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>
/// Turns an existing pair of tables <c>chat_conversations</c> and <c>chat_sessions</c> into the ledger's own without losing a row, while programs go on
/// using them: the new tables are made beside, filled in batches, brought up to date, and swapped in under a short lock. Whatever ends it halfway, running
/// it again goes on. One call at a time; two processes at it only take turns.
/// </summary>
/// <param name="url">The database and the schema of the tables. The role has to own both tables and may create schemas.</param>
/// <param name="options">Tells how far back turns have partitions of their own.</param>
/// <param name="clock">Tells today.</param>
public sealed class TableAdoption(PostgreSqlUrl url, ChatLedgerOptions options, TimeProvider clock) : IAsyncDisposable
{
    // So few changes are brought over within moments under the lock. Where programs write more than that during every attempt, what one attempt takes
    // is all there is to gain.
    private const int ChangesLeft = 200;
    private const int AttemptsMax = 10;

    private readonly AdoptionPlace _place = new(url, clock);

    /// <summary>Looks at the tables and says what would be done; changes nothing.</summary>
    /// <param name="timeZone">The zone of times that have none, as PostgreSQL names it, such as <c>Europe/Berlin</c>; null where none was named.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StoreException">The database is out of reach or refuses.</exception>
    public Task<AdoptionPlan> PlanAsync(string? timeZone, CancellationToken cancellation = default) => new AdoptionPlanner(_place).MakeAsync(timeZone, cancellation);

    /// <summary>Adopts the tables, or goes on with it.</summary>
    /// <param name="timeZone">As for the plan; may be null where the adoption was begun already.</param>
    /// <param name="progress">Is told what is committed, from the calling thread or the pool's.</param>
    /// <param name="cancellation">Stops after the transaction in work; what is committed stays.</param>
    /// <returns>The turns and sessions in the tables when they were swapped.</returns>
    /// <exception cref="StoreException">It is not finished; the message says what helps. Programs go on with the old tables.</exception>
    public async Task<(long Turns, long Sessions)> RunAsync(string? timeZone, IProgress<AdoptionProgress>? progress = null, CancellationToken cancellation = default)
    {
        Action<AdoptionProgress> report = progress is null ? static _ => { } : progress.Report;
        var plan = await PlanAsync(timeZone, cancellation).ConfigureAwait(false);
        if (plan.Obstacles.Count > 0) throw new StoreException(StoreFailure.Schema, string.Join('\n', plan.Obstacles));
        if (plan.State is AdoptionState.Nothing or AdoptionState.Adopted) throw new StoreException(StoreFailure.Schema, "There is nothing to adopt.");
        report(new AdoptionProgress(AdoptionStep.Preparing, 0));
        await new Preparation(_place, options, clock).RunAsync(timeZone, cancellation).ConfigureAwait(false);
        await new TableCopy(_place, report).RunAsync(cancellation).ConfigureAwait(false);
        await CatchUpAsync(report, cancellation).ConfigureAwait(false);
        report(new AdoptionProgress(AdoptionStep.Swapping, 0));
        return await new TableSwap(_place).RunAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes back what was done before the swap: the new tables and the triggers go, the old tables stay as they are. Safe to repeat.</summary>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="StoreException">It was not, or not all, taken back; running it again goes on.</exception>
    public Task<bool> UndoAsync(CancellationToken cancellation = default) => new AdoptionUndo(_place).RunAsync(cancellation);

    /// <summary>The old tables that a finished adoption kept; null where there are none.</summary>
    /// <exception cref="StoreException">The database is out of reach or refuses.</exception>
    public Task<KeptTables?> FindKeptAsync(CancellationToken cancellation = default) => new OldTablesKept(_place).FindAsync(cancellation);

    /// <summary>Drops the old tables that a finished adoption kept, for good.</summary>
    /// <exception cref="StoreException">They are all still there, such as because a view reads them.</exception>
    public Task DropKeptAsync(CancellationToken cancellation = default) => new OldTablesKept(_place).DropAsync(cancellation);

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _place.DisposeAsync();

    private async Task CatchUpAsync(Action<AdoptionProgress> report, CancellationToken cancellation)
    {
        var done = 0L;
        var attempts = 0;
        int changes;
        do
        {
            changes = await _place.InTransactionAsync(
                async (connection, token) =>
                {
                    var (_, statements) = await AdoptionRecord.ContinueAsync(_place, connection, token).ConfigureAwait(false);
                    return await ChangeLog.FollowAsync(_place, connection, statements, token).ConfigureAwait(false);
                },
                cancellation).ConfigureAwait(false);
            report(new AdoptionProgress(AdoptionStep.CatchingUp, done += changes));
        }
        while (changes >= ChangeLog.RowsMax || (changes > ChangesLeft && ++attempts < AttemptsMax));
    }
}
