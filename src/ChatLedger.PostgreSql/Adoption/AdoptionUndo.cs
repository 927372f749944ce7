using ChatLedger.PostgreSql.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>Takes an adoption back that was not swapped yet.</summary>
internal sealed class AdoptionUndo(AdoptionPlace place)
{
    private const int TablesMax = 50;

    /// <summary>Takes it back; returns whether there was anything.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        // Refuses where the schema holds tables of somebody else's.
        var isBegun = await place.Ledger.UseAsync((connection, token) => AdoptionRecord.ExistsAsync(place, connection, token), cancellation).ConfigureAwait(false);
        if (!isBegun && await new SchemaVersions(place.Staging).ReadAsync(cancellation).ConfigureAwait(false) == 0) return false;
        // Programs first: nothing of theirs may fail because of what goes next.
        if (isBegun) await place.InTransactionAsync(StopNotesAsync, cancellation).ConfigureAwait(false);
        // Each table dropped is a lock held, of which a server has a limited number.
        while (await place.InTransactionAsync(DropPartitionsAsync, cancellation).ConfigureAwait(false) > 0) { }
        await place.InTransactionAsync(
            (connection, token) => connection.Command(place.Qualify("DROP SCHEMA IF EXISTS {staging} CASCADE")).ExecuteAsync(token), cancellation).ConfigureAwait(false);
        return true;
    }

    private async Task<int> StopNotesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await TableLock.AgainstEveryoneAsync(place, connection, cancellation).ConfigureAwait(false);
        return await connection.Command(place.Qualify(ChangeLog.Stop.Replace("{old}", "{schema}", StringComparison.Ordinal))).ExecuteAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<int> DropPartitionsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var partitions = await connection.Command(
            """
            SELECT c.relname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relispartition AND c.relkind = 'r' LIMIT $2
            """,
            Rows.Text(place.StagingSchema), Rows.Number(TablesMax)).QueryAsync(static row => row.GetString(0), cancellation).ConfigureAwait(false);
        if (partitions.Count == 0) return 0;
        var names = string.Join(", ", partitions.Select(static name => "{staging}." + AdoptionPlace.Quote(name)));
        await connection.Command(place.Qualify($"DROP TABLE {names}")).ExecuteAsync(cancellation).ConfigureAwait(false);
        return partitions.Count;
    }
}
