using ChatLedger.PostgreSql.Storage;
using Npgsql;

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>The old tables after the swap, until they are dropped.</summary>
internal sealed class OldTablesKept(AdoptionPlace place)
{
    /// <summary>What they hold; null where there are none.</summary>
    public Task<KeptTables?> FindAsync(CancellationToken cancellation) => place.InTransactionAsync(ReadAsync, cancellation);

    /// <summary>Drops both and their schema. Without CASCADE: what somebody else built on them is not dropped unasked.</summary>
    public Task DropAsync(CancellationToken cancellation) => place.InTransactionAsync(
        (connection, token) => connection.Command(
            place.Qualify("DROP TABLE {kept}.chat_conversations, {kept}.chat_sessions; DROP SCHEMA {kept}")).ExecuteAsync(token),
        cancellation);

    private async Task<KeptTables?> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var exists = await connection.Command("SELECT to_regclass($1) IS NOT NULL", Rows.Text(place.Qualify("{kept}.chat_conversations")))
            .QueryAsync(static row => row.GetBoolean(0), cancellation).ConfigureAwait(false);
        if (!exists[0]) return null;
        return (await connection.Command(place.Qualify(
            """
            SELECT (SELECT count(*) FROM {kept}.chat_conversations), (SELECT count(*) FROM {kept}.chat_sessions),
                (SELECT count(*) FROM {kept}.chat_conversations AS old WHERE NOT EXISTS (SELECT FROM {schema}.chat_conversations AS turn WHERE turn.id = old.id)),
                pg_total_relation_size('{kept}.chat_conversations') + pg_total_relation_size('{kept}.chat_sessions')
            """)).QueryAsync(
                row => new KeptTables(place.KeptSchema, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), cancellation).ConfigureAwait(false))[0];
    }
}
