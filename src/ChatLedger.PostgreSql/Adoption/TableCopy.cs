using ChatLedger.PostgreSql.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>
/// Copies the old rows by their ids, each batch in a transaction of its own with the note of how far it came, until one is not full: what programs add
/// later is noted by the change log, and following them here might never end. Turns first: sessions are filled from them.
/// </summary>
internal sealed class TableCopy(AdoptionPlace place, Action<AdoptionProgress> report)
{
    private const int TurnsMax = 5000;
    private const int SessionsMax = 10_000;

    /// <summary>Copies what is not copied yet.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await CopyAllAsync(AdoptionStep.CopyingTurns, CopyTurnsAsync, cancellation).ConfigureAwait(false);
        await CopyAllAsync(AdoptionStep.CopyingSessions, CopySessionsAsync, cancellation).ConfigureAwait(false);
        await place.InTransactionAsync(FinishAsync, cancellation).ConfigureAwait(false);
    }

    private async Task CopyAllAsync(AdoptionStep step, Func<NpgsqlConnection, CancellationToken, Task<(long Done, bool IsFull)>> copy, CancellationToken cancellation)
    {
        bool isFull;
        do
        {
            (var done, isFull) = await place.InTransactionAsync(copy, cancellation).ConfigureAwait(false);
            report(new AdoptionProgress(step, done));
        }
        while (isFull);
    }

    private async Task<(long Done, bool IsFull)> CopyTurnsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var (record, statements) = await AdoptionRecord.ContinueAsync(place, connection, cancellation).ConfigureAwait(false);
        if (record.IsCopied) return (record.TurnsCopied, false);
        var batch = new Batch("turns", record.TurnsThrough, record.TurnsCopied, TurnsMax, statements.CopyTurns);
        return await CopyAsync(
            connection, batch, "SELECT max(id)::text FROM (SELECT id FROM {schema}.chat_conversations WHERE $1 IS NULL OR id > $1::bigint ORDER BY id LIMIT $2) AS next", cancellation).ConfigureAwait(false);
    }

    private async Task<(long Done, bool IsFull)> CopySessionsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var (record, statements) = await AdoptionRecord.ContinueAsync(place, connection, cancellation).ConfigureAwait(false);
        if (record.IsCopied) return (record.SessionsCopied, false);
        var batch = new Batch("sessions", record.SessionsThrough, record.SessionsCopied, SessionsMax, statements.CopySessions);
        return await CopyAsync(
            connection, batch, "SELECT max(id)::text FROM (SELECT id FROM {schema}.chat_sessions WHERE $1 IS NULL OR id > $1 ORDER BY id LIMIT $2) AS next", cancellation).ConfigureAwait(false);
    }

    /// <summary>Copies a batch; returns how many rows are copied by now.</summary>
    private async Task<(long Done, bool IsFull)> CopyAsync(NpgsqlConnection connection, Batch batch, string findEnd, CancellationToken cancellation)
    {
        var after = batch.Through;
        var ends = await connection.Command(place.Qualify(findEnd), Rows.Text(after), Rows.Number(batch.RowsMax)).QueryAsync(static row => row.TextOrNull(0), cancellation).ConfigureAwait(false);
        if (ends[0] is not { } end) return (batch.Done, false);
        // What is written between these two statements is noted by the change log.
        var rows = await connection.Command(batch.Copy, Rows.Text(after), Rows.Text(end)).ExecuteAsync(cancellation).ConfigureAwait(false);
        var done = batch.Done + rows;
        await connection.Command(
            place.Qualify($"UPDATE {{staging}}.adoption SET {batch.Name}_through = $1, {batch.Name}_copied = $2"), Rows.Text(end), Rows.Number(done)).ExecuteAsync(cancellation).ConfigureAwait(false);
        return (done, rows >= batch.RowsMax);
    }

    /// <summary>Turns to following changes. A new table has no statistics, and no vacuum makes those of a partitioned one.</summary>
    private async Task<int> FinishAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var (record, _) = await AdoptionRecord.ContinueAsync(place, connection, cancellation).ConfigureAwait(false);
        return record.IsCopied
            ? 0
            : await connection.Command(place.Qualify(
                "UPDATE {staging}.adoption SET is_copied = true; ANALYZE {staging}.chat_conversations; ANALYZE {staging}.chat_sessions")).ExecuteAsync(cancellation).ConfigureAwait(false);
    }

    private sealed record Batch(string Name, string? Through, long Done, int RowsMax, string Copy);
}
